/*
 * bfd: Bidirectional Forwarding Detection (RFC 5880 to 5885, 7130): whether two routers reach each
 * other. Packets come many times a second, so a session is told when what one side says of it
 * changes. Runs on a worker's thread.
 *
 *   | version 3 bits, diagnostic 5 | state 2, P F C A D M | multiplier | length | mine 4 | yours 4
 * | | desired tx 4 | required rx 4 | required echo rx 4 | auth: type, length, key id ... |
 */
#include "config.h"

#include "dissectors/common/speaker.h"

enum { BFD_LEN = 24, BFD_LEN_MAX = 24 + 28, BFD_VERSION = 1 };
enum { FLAG_MULTIPOINT = 1, FLAG_DEMAND = 2, FLAG_AUTH = 4, FLAG_FINAL = 16, FLAG_POLL = 32 };
enum { STATE_DOWN = 1, AUTH_SIMPLE = 1, AUTH_MAX = 5, DIAGNOSTICS = 10 };

enum field_id {
	F_STATE,
	F_DIAGNOSTIC,
	F_MULTIPLIER,
	F_MINE,
	F_YOURS,
	F_TX_US,
	F_RX_US,
	F_ECHO_US,
	F_DEMAND,
	F_AUTH,
	F_KEY_ID,
	F_PASSWORD,
	F_PACKETS,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_STATE] = {"state", FIELD_TEXT, 0, "admin-down, down, init or up"},
	[F_DIAGNOSTIC] = {"diagnostic", FIELD_TEXT, 0, "Why the session went down last"},
	[F_MULTIPLIER] = {"multiplier", FIELD_UINT, 0, "Packets that may be missing"},
	[F_MINE] = {"my_discriminator", FIELD_UINT, 0, "The sender's name for the session"},
	[F_YOURS] = {"your_discriminator", FIELD_UINT, 0, "The other side's name for it"},
	[F_TX_US] = {"desired_tx_us", FIELD_UINT, 0, "Shortest interval it wants to send at"},
	[F_RX_US] = {"required_rx_us", FIELD_UINT, 0, "Shortest interval it can receive at"},
	[F_ECHO_US] = {"required_echo_rx_us", FIELD_UINT, 0, "The same for echoes; 0 is none"},
	[F_DEMAND] = {"demand", FIELD_BOOL, 0, "The sender wants no periodic packets"},
	[F_AUTH] = {"auth", FIELD_TEXT, 0, "simple, md5, meticulous-md5, sha1 or meticulous-sha1"},
	[F_KEY_ID] = {"key_id", FIELD_UINT, 0, "Which key signed the packet"},
	[F_PASSWORD] = {"password", FIELD_TEXT, FIELD_SECRET, "Password of simple auth"},
	[F_PACKETS] = {"packets", FIELD_UINT, 0,
		"Packets of this side since its session was told last, this one included"},
};

static const struct schema schema = {"bfd", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {3784, 4784, 6784, 7784, 0};

struct bfd_state {
	uint32_t told[2]; /* digest of what was told of each side; 0 before */
	uint16_t packets[2];
	struct speaker_state speaker;
	bool weak[2];
};

_Static_assert(sizeof(struct bfd_state) <= 16, "it lives in the flow");

struct bfd {
	uint8_t version, diagnostic, state, flags, multiplier, len;
	uint32_t mine, yours, tx_us, rx_us, echo_us;
	uint8_t auth, key_id;
	struct span password;
	bool auth_bad;
};

static void auth_read(struct cursor *c, struct bfd *ret)
{
	ret->auth = cursor_u8(c);
	uint8_t len = cursor_u8(c);

	ret->key_id = cursor_u8(c);
	if (!cursor_ok(c) || len < 4 || len - 3u > cursor_left(c) || ret->auth == 0 ||
		ret->auth > AUTH_MAX) {
		ret->auth_bad = true;
		return;
	}
	if (ret->auth == AUTH_SIMPLE)
		ret->password = cursor_span(c, len - 3u);
}

/* False where the fixed part is none of a control packet. */
static bool packet_read(struct span data, struct bfd *ret)
{
	struct cursor c = cursor_of(data);
	uint8_t first = cursor_u8(&c), second = cursor_u8(&c);

	ret->version = first >> 5;
	ret->diagnostic = first & 31;
	ret->state = second >> 6;
	ret->flags = second & 63;
	ret->multiplier = cursor_u8(&c);
	ret->len = cursor_u8(&c);
	ret->mine = cursor_be32(&c);
	ret->yours = cursor_be32(&c);
	ret->tx_us = cursor_be32(&c);
	ret->rx_us = cursor_be32(&c);
	ret->echo_us = cursor_be32(&c);
	if (!cursor_ok(&c) || ret->version != BFD_VERSION || ret->len < BFD_LEN ||
		ret->len > BFD_LEN_MAX || !ret->mine || !ret->multiplier ||
		(ret->flags & FLAG_MULTIPOINT))
		return false;
	if (ret->flags & FLAG_AUTH)
		auth_read(&c, ret);
	return true;
}

/*
 * Three bits of version and a length that fits are little: from afar the rest must make sense too
 * (RFC 5880 section 6.8.6: who knows nobody yet is down).
 */
static enum probe probe(const struct probe_input *in)
{
	struct bfd b = {0};

	if (in->stream || in->data.len < BFD_LEN || in->data.p[0] >> 5 != BFD_VERSION ||
		!packet_read(in->data, &b))
		return PROBE_NO;
	if (b.len != in->data.len || b.diagnostic >= DIAGNOSTICS || b.auth_bad ||
		(!b.yours && b.state > STATE_DOWN) || !b.tx_us)
		return PROBE_NO;
	return PROBE_LIKELY;
}

static const char *auth_name(uint8_t auth)
{
	static const char *const names[AUTH_MAX + 1] = {
		"none", "simple", "md5", "meticulous-md5", "sha1", "meticulous-sha1"};

	return names[auth <= AUTH_MAX ? auth : 0];
}

static void packet_tell(struct draft *e, const struct bfd *b)
{
	static const char *const states[] = {"admin-down", "down", "init", "up"};
	static const char *const diagnostics[DIAGNOSTICS] = {"none", "detection-time-expired",
		"echo-failed", "neighbor-down", "forwarding-reset", "path-down",
		"concatenated-path-down", "admin-down", "reverse-path-down", "misconnectivity"};

	event_text(e, F_STATE, span_str(states[b->state]));
	if (b->diagnostic < DIAGNOSTICS)
		event_text(e, F_DIAGNOSTIC, span_str(diagnostics[b->diagnostic]));
	event_uint(e, F_MULTIPLIER, b->multiplier);
	event_uint(e, F_MINE, b->mine);
	event_uint(e, F_YOURS, b->yours);
	event_uint(e, F_TX_US, b->tx_us);
	event_uint(e, F_RX_US, b->rx_us);
	event_uint(e, F_ECHO_US, b->echo_us);
	if (b->flags & FLAG_DEMAND)
		event_bool(e, F_DEMAND, true);
	event_text(e, F_AUTH, span_str(auth_name(b->auth)));
	if (b->auth && !b->auth_bad)
		event_uint(e, F_KEY_ID, b->key_id);
	if (b->password.len)
		event_text(e, F_PASSWORD, b->password);
}

/* FNV-1a over what matters; poll and final bits come and go. */
static uint32_t digest_of(const struct bfd *b)
{
	const uint32_t words[] = {(uint32_t)b->diagnostic << 8 | b->state,
		(uint32_t)b->multiplier << 8 | (b->flags & FLAG_DEMAND), b->mine, b->yours,
		b->tx_us, b->rx_us, b->echo_us, (uint32_t)b->auth << 8 | b->key_id};
	uint32_t h = 0x811c9dc5;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		h = (h ^ words[i]) * 0x01000193;
	return h ? h : 1;
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct bfd_state *s = d->state;
	struct span data = cursor_rest(c);
	struct bfd b = {0};

	if (!packet_read(data, &b) || b.len > data.len) {
		if (!s->told[0] && !s->told[1])
			return PARSE_LOST;
		if (!d->truncated)
			anomaly_emit(d, "bfd.malformed");
		return PARSE_OK;
	}
	if (b.auth_bad && !d->truncated)
		anomaly_emit(d, "bfd.malformed");
	if (s->packets[d->from] < UINT16_MAX)
		s->packets[d->from]++;
	uint32_t digest = digest_of(&b);
	if (s->told[d->from] == digest)
		return PARSE_OK;
	s->told[d->from] = digest;
	struct draft *e = event_new(d, &schema);
	packet_tell(e, &b);
	event_uint(e, F_PACKETS, s->packets[d->from]);
	event_emit(d, e);
	s->packets[d->from] = 0;
	speaker_tell(d, &s->speaker, span_of(NULL, 0));
	if (b.auth == AUTH_SIMPLE && !s->weak[d->from]) {
		s->weak[d->from] = true;
		speaker_is_weak(d, "password in clear");
	}
	return PARSE_OK;
}

const struct dissector dissector_bfd = {
	.name = "bfd",
	.title = "Bidirectional Forwarding Detection",
	.spec = "RFC 5880",
	.set = "routing",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0x20, 0x3f}),
	.state_size = sizeof(struct bfd_state),
	.needs_hint = true,
	.probe = probe,
	.datagram = datagram,
};
