/*
 * rfb: the Remote Framebuffer protocol of VNC (RFC 6143) on any TCP port: versions, how the client
 * proves itself, whether it was let in, and the screen. One event a session. On a worker's thread.
 *
 *   server | "RFB 003.008\n" |            client the same
 *   server | count | types ... |          client | type |        (3.3: the server decides, 4 bytes)
 *   server | challenge 16 |               client | response 16 | (type 2)
 *   server | result 4 | ... |             client | shared 1 |
 *   server | width 2 | height 2 | pixel format 16 | name length 4 | name |
 */
#include "config.h"

#include "sensor/dissector.h"

enum { VERSION_LEN = 12, CHALLENGE_LEN = 16, NAME_MAX_LEN = 128, REASON_MAX = 160 };
enum rfb_security { RFB_INVALID, RFB_NONE, RFB_VNC };

enum {
	RFB_F_SERVER_MAJOR,
	RFB_F_SERVER_MINOR,
	RFB_F_CLIENT_MAJOR,
	RFB_F_CLIENT_MINOR,
	RFB_F_SECURITY_TYPE,
	RFB_F_SECURITY_RESULT,
	RFB_F_SHARED,
	RFB_F_WIDTH,
	RFB_F_HEIGHT,
	RFB_F_NAME,
	RFB_F_BITS,
	RFB_F_DEPTH,
	RFB_F_BIG_ENDIAN,
	RFB_F_TRUE_COLOR,
	RFB_F_RED_MAX,
	RFB_F_GREEN_MAX,
	RFB_F_BLUE_MAX,
	RFB_F_RED_SHIFT,
	RFB_F_GREEN_SHIFT,
	RFB_F_BLUE_SHIFT,
	RFB_F_OFFERED,
	RFB_F_REASON,
	RFB_F_COUNT
};

#define PIXEL "framebuffer.pixel_format."
static const struct field fields[RFB_F_COUNT] = {
	[RFB_F_SERVER_MAJOR] = {"server_protocol_version.major", FIELD_TEXT, 0,
		"Version of the server"},
	[RFB_F_SERVER_MINOR] = {"server_protocol_version.minor", FIELD_TEXT, 0, "Its second part"},
	[RFB_F_CLIENT_MAJOR] = {"client_protocol_version.major", FIELD_TEXT, 0,
		"Version of the client"},
	[RFB_F_CLIENT_MINOR] = {"client_protocol_version.minor", FIELD_TEXT, 0, "Its second part"},
	[RFB_F_SECURITY_TYPE] = {"authentication.security_type", FIELD_UINT, 0,
		"How the client proves itself: 1 not at all, 2 by a password"},
	[RFB_F_SECURITY_RESULT] = {"authentication.security_result", FIELD_TEXT, 0,
		"OK, FAIL or TOOMANY"},
	[RFB_F_SHARED] = {"screen_shared", FIELD_BOOL, 0, "The client lets others stay"},
	[RFB_F_WIDTH] = {"framebuffer.width", FIELD_UINT, 0, "Width of the screen"},
	[RFB_F_HEIGHT] = {"framebuffer.height", FIELD_UINT, 0, "Height of the screen"},
	[RFB_F_NAME] = {"framebuffer.name", FIELD_TEXT, 0, "Name of the desktop"},
	[RFB_F_BITS] = {PIXEL "bits_per_pixel", FIELD_UINT, 0, "Bits of a pixel"},
	[RFB_F_DEPTH] = {PIXEL "depth", FIELD_UINT, 0, "Those of them that count"},
	[RFB_F_BIG_ENDIAN] = {PIXEL "big_endian", FIELD_BOOL, 0, "Order of the bytes"},
	[RFB_F_TRUE_COLOR] = {PIXEL "true_color", FIELD_BOOL, 0, "Colours without a table"},
	[RFB_F_RED_MAX] = {PIXEL "red_max", FIELD_UINT, 0, "Greatest value of red"},
	[RFB_F_GREEN_MAX] = {PIXEL "green_max", FIELD_UINT, 0, "Greatest value of green"},
	[RFB_F_BLUE_MAX] = {PIXEL "blue_max", FIELD_UINT, 0, "Greatest value of blue"},
	[RFB_F_RED_SHIFT] = {PIXEL "red_shift", FIELD_UINT, 0, "Where red stands in a pixel"},
	[RFB_F_GREEN_SHIFT] = {PIXEL "green_shift", FIELD_UINT, 0, "Where green stands in a pixel"},
	[RFB_F_BLUE_SHIFT] = {PIXEL "blue_shift", FIELD_UINT, 0, "Where blue stands in a pixel"},
	[RFB_F_OFFERED] = {"security_types[]", FIELD_UINT, FIELD_OURS,
		"Security types that the server offers"},
	[RFB_F_REASON] = {"reason", FIELD_TEXT, FIELD_OURS | FIELD_CLI, "Why the server refuses"},
};
static const struct schema schema = {"rfb", fields, RFB_F_COUNT, true};

enum rfb_phase {
	RFB_VERSIONS,
	RFB_SECURITY,  /* the server names types */
	RFB_CHOICE,    /* the client takes one */
	RFB_CHALLENGE, /* of type 2 */
	RFB_RESPONSE,
	RFB_RESULT,
	RFB_CLIENT_INIT,
	RFB_SERVER_INIT,
	RFB_OVER
};

struct rfb_state {
	uint8_t phase; /* enum rfb_phase */
	bool version_seen[2], typed, settled, shared, shared_seen, screen_seen, told;
	uint8_t type, offered_count, name_len, reason_len;
	uint8_t offered[16], pixel[13];
	uint16_t minor, width, height; /* minor: the one in force */
	uint32_t result;
	char version[2][VERSION_LEN];
	char name[NAME_MAX_LEN], reason[REASON_MAX];
};

static bool is_version(struct span s)
{
	return s.len == VERSION_LEN && span_starts(s, SPAN_LIT("RFB 00")) && s.p[7] == '.' &&
	       s.p[11] == '\n' && s.p[6] >= '3' && s.p[6] <= '5';
}

static enum probe probe(const struct probe_input *in)
{
	struct span head = SPAN_LIT("RFB 00");

	if (!in->stream)
		return PROBE_NO;
	if (in->data.len < head.len)
		return span_starts(head, in->data) ? PROBE_MORE : PROBE_NO;
	if (in->data.len < VERSION_LEN)
		return span_starts(in->data, head) ? PROBE_MORE : PROBE_NO;
	return is_version(span_sub(in->data, 0, VERSION_LEN)) ? PROBE_SURE : PROBE_NO;
}

/* --- telling -------------------------------------------------------------------------------- */

static void put_version(struct draft *e, const struct rfb_state *s, enum side side)
{
	struct span v = span_of(s->version[side], VERSION_LEN);
	uint16_t major = side == SIDE_SERVER ? RFB_F_SERVER_MAJOR : RFB_F_CLIENT_MAJOR;

	if (!s->version_seen[side])
		return;
	event_text(e, major, span_sub(v, 4, 3));
	event_text(e, major + 1, span_sub(v, 8, 3));
}

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void put_screen(struct draft *e, const struct rfb_state *s)
{
	const uint8_t *p = s->pixel;

	event_uint(e, RFB_F_WIDTH, s->width);
	event_uint(e, RFB_F_HEIGHT, s->height);
	event_text(e, RFB_F_NAME, span_of(s->name, s->name_len));
	event_uint(e, RFB_F_BITS, p[0]);
	event_uint(e, RFB_F_DEPTH, p[1]);
	event_bool(e, RFB_F_BIG_ENDIAN, p[2]);
	event_bool(e, RFB_F_TRUE_COLOR, p[3]);
	for (uint16_t i = 0; i < 3; i++)
		event_uint(e, RFB_F_RED_MAX + i, be16(p + 4 + 2 * i));
	for (uint16_t i = 0; i < 3; i++)
		event_uint(e, RFB_F_RED_SHIFT + i, p[10 + i]);
}

static struct span result_name(uint32_t result)
{
	static const struct span names[] = {SPAN_LIT("OK"), SPAN_LIT("FAIL"), SPAN_LIT("TOOMANY")};

	return result < 3 ? names[result] : SPAN_LIT("UNKNOWN");
}

static void tell(struct dissect *d, struct rfb_state *s)
{
	if (s->told || (!s->version_seen[0] && !s->version_seen[1]))
		return;
	s->told = true;
	event_from_client(d);
	struct draft *e = event_new(d, &schema);
	put_version(e, s, SIDE_SERVER);
	put_version(e, s, SIDE_CLIENT);
	if (s->typed)
		event_uint(e, RFB_F_SECURITY_TYPE, s->type);
	if (s->settled)
		event_text(e, RFB_F_SECURITY_RESULT, result_name(s->result));
	if (s->shared_seen)
		event_bool(e, RFB_F_SHARED, s->shared);
	if (s->screen_seen)
		put_screen(e, s);
	for (unsigned i = 0; i < s->offered_count; i++)
		event_uint(e, RFB_F_OFFERED, s->offered[i]);
	if (s->reason_len)
		event_text(e, RFB_F_REASON, span_of(s->reason, s->reason_len));
	event_emit(d, e);
}

/* The client was let in, or not. */
static void settle(struct dissect *d, struct rfb_state *s, uint32_t result)
{
	struct action a = {.verb = result ? VERB_LOGIN_FAILED : VERB_LOGIN,
		.subject = SUBJECT_SESSION,
		.outcome = result ? OUTCOME_REFUSED : OUTCOME_OK,
		.element = SIDE_SERVER,
		.reason = span_of(s->reason, s->reason_len)};

	s->settled = true;
	s->result = result;
	action_emit_at(d, &a, d->ts_us);
	if (s->type == RFB_NONE && !result)
		hint_emit(d, "rfb.no_password", span_of(NULL, 0), 0);
}

/* --- the dialogue --------------------------------------------------------------------------- */

/* Length and text of a reason; false: more is needed. */
static bool take_reason(struct rfb_state *s, struct cursor *c)
{
	struct cursor at = *c;
	uint32_t len = cursor_be32(&at);

	if (!cursor_ok(&at))
		return false;
	struct span text = span_sub(cursor_peek(&at), 0, len < REASON_MAX ? len : REASON_MAX);
	if (text.len < len && text.len < REASON_MAX)
		return false;
	if (text.len)
		memcpy(s->reason, text.p, text.len);
	s->reason_len = (uint8_t)text.len;
	return true;
}

static void chosen(struct rfb_state *s, uint8_t type)
{
	s->type = type;
	s->typed = true;
	if (type == RFB_VNC)
		s->phase = RFB_CHALLENGE;
	else if (type == RFB_NONE)
		s->phase = s->minor >= 8 ? RFB_RESULT : RFB_CLIENT_INIT;
	else
		s->phase = RFB_OVER; /* of its own kind, mostly encrypted */
}

static bool take_version(struct rfb_state *s, enum side from, struct cursor *c)
{
	if (cursor_left(c) < VERSION_LEN)
		return false;
	struct span v = cursor_span(c, VERSION_LEN);
	uint64_t minor = 0;
	if (!is_version(v)) {
		s->phase = RFB_OVER;
		return true;
	}
	memcpy(s->version[from], v.p, v.len);
	s->version_seen[from] = true;
	if (from == SIDE_SERVER)
		return true;
	span_decimal(span_sub(v, 8, 3), 999, &minor);
	s->minor = (uint16_t)(v.p[6] > '3' ? 8 : minor); /* RealVNC says 4 and 5, and means 3.8 */
	s->phase = RFB_SECURITY;
	return true;
}

/* The types that the server offers; before 3.7 the one it wants. */
static bool take_types(struct dissect *d, struct rfb_state *s, struct cursor *c)
{
	struct cursor at = *c;

	if (s->minor < 7) {
		uint32_t type = cursor_be32(&at);
		if (!cursor_ok(&at) || (!type && !take_reason(s, &at)))
			return false;
		*c = at;
		if (!type) {
			settle(d, s, 1);
			s->phase = RFB_OVER;
			return true;
		}
		chosen(s, type > UINT8_MAX ? UINT8_MAX : (uint8_t)type);
		if (type == RFB_NONE)
			settle(d, s, 0);
		return true;
	}
	uint8_t count = cursor_u8(&at);
	struct span types = cursor_span(&at, count);
	if (!cursor_ok(&at) || (!count && !take_reason(s, &at)))
		return false;
	*c = at;
	s->offered_count = count < sizeof(s->offered) ? count : sizeof(s->offered);
	if (s->offered_count)
		memcpy(s->offered, types.p, s->offered_count);
	s->phase = count ? RFB_CHOICE : RFB_OVER;
	if (!count)
		settle(d, s, 1);
	return true;
}

static bool take_result(struct dissect *d, struct rfb_state *s, struct cursor *c)
{
	struct cursor at = *c;
	uint32_t result = cursor_be32(&at);

	if (!cursor_ok(&at) ||
		(result && s->minor >= 8 && !d->closed[SIDE_SERVER] && !take_reason(s, &at)))
		return false;
	*c = at;
	settle(d, s, result);
	s->phase = result ? RFB_OVER : RFB_CLIENT_INIT;
	return true;
}

static bool take_screen(struct rfb_state *s, struct cursor *c)
{
	struct cursor at = *c;
	uint16_t width = cursor_be16(&at), height = cursor_be16(&at);
	struct span pixel = cursor_span(&at, 16);
	uint32_t len = cursor_be32(&at), kept = len < NAME_MAX_LEN ? len : NAME_MAX_LEN;
	struct span name = cursor_span(&at, kept);

	if (!cursor_ok(&at))
		return false;
	*c = at;
	s->width = width;
	s->height = height;
	memcpy(s->pixel, pixel.p, sizeof(s->pixel));
	if (kept)
		memcpy(s->name, name.p, kept);
	s->name_len = (uint8_t)kept;
	s->screen_seen = true;
	s->phase = RFB_OVER;
	return true;
}

/* One message of the server; false: more is needed, or it is not its turn. */
static bool server_step(struct dissect *d, struct rfb_state *s, struct cursor *c)
{
	switch (s->phase) {
	case RFB_VERSIONS:
		return !s->version_seen[SIDE_SERVER] && take_version(s, SIDE_SERVER, c);
	case RFB_SECURITY:
		return take_types(d, s, c);
	case RFB_CHALLENGE:
		if (cursor_left(c) < CHALLENGE_LEN)
			return false;
		cursor_skip(c, CHALLENGE_LEN);
		s->phase = RFB_RESPONSE;
		return true;
	case RFB_RESULT:
		return take_result(d, s, c);
	case RFB_SERVER_INIT:
		return take_screen(s, c);
	default:
		return false;
	}
}

static bool client_step(struct dissect *d, struct rfb_state *s, struct cursor *c)
{
	switch (s->phase) {
	case RFB_VERSIONS:
		return take_version(s, SIDE_CLIENT, c);
	case RFB_CHOICE:
		chosen(s, cursor_u8(c));
		if (s->type == RFB_NONE && s->minor < 8)
			settle(d, s, 0);
		return true;
	case RFB_RESPONSE: /* tells nobody the password, but lets it be guessed: never shown */
		if (cursor_left(c) < CHALLENGE_LEN)
			return false;
		cursor_skip(c, CHALLENGE_LEN);
		s->phase = RFB_RESULT;
		return true;
	case RFB_CLIENT_INIT:
		s->shared = cursor_u8(c) != 0;
		s->shared_seen = true;
		s->phase = RFB_SERVER_INIT;
		return true;
	default:
		return false;
	}
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct rfb_state *s = d->state;

	while (cursor_left(c) && s->phase != RFB_OVER) {
		bool moved = d->from == SIDE_SERVER ? server_step(d, s, c) : client_step(d, s, c);
		if (!moved)
			break;
	}
	if (s->phase != RFB_OVER)
		return PARSE_OK;
	tell(d, s);
	return PARSE_STOP;
}

static void finish(struct dissect *d)
{
	tell(d, d->state);
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {5900, 5901, 5902, 5903, 0};

const struct dissector dissector_rfb = {
	.name = "rfb",
	.title = "Remote Framebuffer (VNC)",
	.spec = "RFC 6143",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'R', 'R'}),
	.state_size = sizeof(struct rfb_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.finish = finish,
};
