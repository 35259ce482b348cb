/*
 * rdp: how a session of the Remote Desktop Protocol begins ([MS-RDPBCGR]) on any TCP port: who asks
 * under which name, what protects it, and, where nothing does, what the client says of itself. With
 * TLS it hands over to that. On a worker's thread.
 *
 *   TPKT | 3 | 0 | length 2 |   X.224 | length | CR e0 or CC d0 | dst 2 | src 2 | class |
 *   client: "Cookie: mstshash=NAME\r\n" | type 1 | flags | 8 0 | protocols 4 |
 *   server: type 2 (response) or 3 (failure) | flags | 8 0 | protocol or code 4 |
 *   client, without TLS: X.224 data (f0), MCS connect-initial (7f 65), in it GCC blocks behind
 * "Duca"
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum {
	TPKT_LEN = 4,
	X224_FIXED = 6, /* behind the length: type, two references, class */
	REQUEST_MAX = 512,
	CONNECT_MAX = 4096,
	COOKIE_MAX = 96,
	CHANNELS_MAX = 31
};
enum rdp_x224 { X224_REQUEST = 0xe0, X224_CONFIRM = 0xd0, X224_DATA = 0xf0 };
enum rdp_negotiation { NEG_REQUEST = 1, NEG_RESPONSE = 2, NEG_FAILURE = 3, NEG_LEN = 8 };
enum rdp_block { CS_CORE = 0xc001, CS_NET = 0xc003 };

enum {
	RDP_F_TX,
	RDP_F_EVENT,
	RDP_F_COOKIE,
	RDP_F_WIDTH,
	RDP_F_HEIGHT,
	RDP_F_COLORS,
	RDP_F_BUILD,
	RDP_F_NAME,
	RDP_F_FUNCTION_KEYS,
	RDP_F_CHANNELS,
	RDP_F_ASKED,
	RDP_F_PROTOCOL,
	RDP_F_ERROR,
	RDP_F_COUNT
};

static const struct field fields[RDP_F_COUNT] = {
	[RDP_F_TX] = {"tx_id", FIELD_UINT, 0, "Number of the step within the session"},
	[RDP_F_EVENT] = {"event_type", FIELD_TEXT, 0,
		"initial_request, initial_response or connect_request"},
	[RDP_F_COOKIE] = {"cookie", FIELD_TEXT, 0, "User or token that the client names"},
	[RDP_F_WIDTH] = {"client.desktop_width", FIELD_UINT, 0, "Width of the client's screen"},
	[RDP_F_HEIGHT] = {"client.desktop_height", FIELD_UINT, 0, "Its height"},
	[RDP_F_COLORS] = {"client.color_depth", FIELD_UINT, 0, "Bits of a colour"},
	[RDP_F_BUILD] = {"client.build", FIELD_TEXT, 0, "Build number of the client"},
	[RDP_F_NAME] = {"client.client_name", FIELD_TEXT, 0, "Name of the client's host"},
	[RDP_F_FUNCTION_KEYS] = {"client.function_keys", FIELD_UINT, 0,
		"Function keys of the keyboard"},
	[RDP_F_CHANNELS] = {"channels[]", FIELD_TEXT, 0, "Channel that the client asks for"},
	[RDP_F_ASKED] = {"requested_protocols", FIELD_UINT, FIELD_OURS,
		"Protections the client offers: 1 TLS, 2 and 8 TLS with CredSSP, 4 RDSTLS, 16 AAD"},
	[RDP_F_PROTOCOL] = {"protocol", FIELD_TEXT, FIELD_OURS, "Protection the server chose"},
	[RDP_F_ERROR] = {"error_code", FIELD_UINT, FIELD_OURS, "Why the server refuses"},
};
static const struct schema schema = {"rdp", fields, RDP_F_COUNT, true};

struct rdp_state {
	bool answered, secured, over;
	uint8_t tx;
};

/* --- is it RDP? ----------------------------------------------------------------------------- */

static bool is_negotiation(struct span s, uint8_t type)
{
	return s.len >= NEG_LEN && s.p[0] == type && s.p[2] == NEG_LEN && s.p[3] == 0;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	uint8_t version = cursor_u8(&c), reserved = cursor_u8(&c);
	uint16_t len = cursor_be16(&c);
	uint8_t x224 = cursor_u8(&c), type = cursor_u8(&c);
	bool client = in->from == SIDE_CLIENT;

	if (!in->stream || (in->data.len && version != 3) || (in->data.len > 1 && reserved))
		return PROBE_NO;
	if (in->data.len > 5 && type != (client ? X224_REQUEST : X224_CONFIRM))
		return PROBE_NO;
	if (in->data.len > 4 && (len > REQUEST_MAX || len != x224 + TPKT_LEN + 1))
		return PROBE_NO;
	if (in->data.len < 5 || in->data.len < len)
		return PROBE_MORE;
	struct span rest = span_sub(in->data, TPKT_LEN + 1 + X224_FIXED, len);
	rest = span_sub(
		rest, 0, len < TPKT_LEN + 1 + X224_FIXED ? 0 : len - TPKT_LEN - 1 - X224_FIXED);
	if (span_starts(rest, SPAN_LIT("Cookie: ")) || is_negotiation(rest, NEG_REQUEST))
		return client ? PROBE_SURE : PROBE_NO;
	if (!client && (is_negotiation(rest, NEG_RESPONSE) || is_negotiation(rest, NEG_FAILURE)))
		return PROBE_SURE;
	return rest.len ? PROBE_NO : PROBE_LIKELY; /* other protocols on X.224 begin so too */
}

/* --- the steps ------------------------------------------------------------------------------ */

static struct draft *begin(struct dissect *d, struct rdp_state *s, struct span what)
{
	struct draft *e = event_new(d, &schema);

	event_uint(e, RDP_F_TX, s->tx++);
	event_text(e, RDP_F_EVENT, what);
	return e;
}

static void request(struct dissect *d, struct rdp_state *s, struct cursor *c)
{
	struct draft *e = begin(d, s, SPAN_LIT("initial_request"));
	struct span rest = cursor_peek(c);
	int64_t end = span_find(rest, SPAN_LIT("\r\n"));

	if (end >= 0 && !is_negotiation(rest, NEG_REQUEST)) {
		struct span cookie = span_sub(rest, 0, (uint32_t)end);
		int64_t sign = span_index(cookie, '=');
		if (span_starts(cookie, SPAN_LIT("Cookie: ")) && sign > 0)
			cookie = span_sub(cookie, (uint32_t)sign + 1, COOKIE_MAX);
		event_text(e, RDP_F_COOKIE, span_sub(cookie, 0, COOKIE_MAX));
		rest = span_sub(rest, (uint32_t)end + 2, UINT32_MAX);
	}
	if (is_negotiation(rest, NEG_REQUEST)) {
		struct cursor n = cursor_of(rest);
		cursor_skip(&n, 4);
		event_uint(e, RDP_F_ASKED, cursor_le32(&n));
	}
	event_emit(d, e);
}

static struct span protocol_name(uint32_t protocol)
{
	switch (protocol) {
	case 0:
		return SPAN_LIT("rdp");
	case 1:
		return SPAN_LIT("ssl");
	case 2:
		return SPAN_LIT("hybrid");
	case 4:
		return SPAN_LIT("rds_tls");
	case 8:
		return SPAN_LIT("hybrid_ex");
	case 16:
		return SPAN_LIT("rds_aad");
	default:
		return SPAN_LIT("unknown");
	}
}

static void confirm(struct dissect *d, struct rdp_state *s, struct cursor *c)
{
	struct draft *e = begin(d, s, SPAN_LIT("initial_response"));
	struct span rest = cursor_peek(c);
	uint32_t number = 0;

	if (rest.len >= NEG_LEN) {
		struct cursor n = cursor_of(span_sub(rest, 4, 4));
		number = cursor_le32(&n);
	}
	if (is_negotiation(rest, NEG_FAILURE)) {
		event_uint(e, RDP_F_ERROR, number);
		s->over = true;
	} else {
		event_text(e, RDP_F_PROTOCOL, protocol_name(number));
		s->secured = number != 0;
	}
	event_emit(d, e);
	s->answered = true;
	if (!s->secured && !s->over)
		hint_emit(d, "rdp.standard_security", span_of(NULL, 0), 0);
}

/* UTF-16LE that is mostly ASCII, as far as the NUL. */
static struct span narrow(struct dissect *d, struct span wide)
{
	uint8_t *out = arena_take(d->scratch, wide.len / 2 + 1);
	uint32_t len = 0;

	for (uint32_t i = 0; out && i + 1 < wide.len; i += 2) {
		if (!wide.p[i] && !wide.p[i + 1])
			break;
		out[len++] = wide.p[i + 1] ? '?' : wide.p[i];
	}
	return span_of(out, len);
}

/* TS_UD_CS_CORE, section 2.2.1.3.2 */
static void core(struct dissect *d, struct draft *e, struct cursor c)
{
	cursor_skip(&c, 4);
	uint16_t width = cursor_le16(&c), height = cursor_le16(&c);
	cursor_skip(&c, 8); /* colour depth of old, key sequence, keyboard layout */
	uint32_t build = cursor_le32(&c);
	struct span name = cursor_span(&c, 32);
	cursor_skip(&c, 8); /* keyboard type and subtype */
	uint32_t keys = cursor_le32(&c);
	if (!cursor_ok(&c))
		return;
	event_uint(e, RDP_F_WIDTH, width);
	event_uint(e, RDP_F_HEIGHT, height);
	event_text(e, RDP_F_BUILD, text_u64(d->scratch, build));
	event_text(e, RDP_F_NAME, narrow(d, name));
	event_uint(e, RDP_F_FUNCTION_KEYS, keys);
	cursor_skip(&c, 64 + 2 + 2 + 4); /* input method, colours of old, product, serial number */
	uint16_t colors = cursor_le16(&c);
	if (cursor_ok(&c))
		event_uint(e, RDP_F_COLORS, colors);
}

/* TS_UD_CS_NET, section 2.2.1.3.4 */
static void channels(struct draft *e, struct cursor c)
{
	uint32_t count = cursor_le32(&c);

	for (uint32_t i = 0; i < count && i < CHANNELS_MAX; i++) {
		struct span name = cursor_span(&c, 8);
		cursor_skip(&c, 4);
		if (!cursor_ok(&c))
			return;
		int64_t end = span_index(name, 0);
		event_text(e, RDP_F_CHANNELS, end < 0 ? name : span_sub(name, 0, (uint32_t)end));
	}
}

/* What the client says of itself, in the blocks behind "Duca" and a length. */
static void connect_initial(struct dissect *d, struct rdp_state *s, struct cursor *c)
{
	struct span all = cursor_rest(c);
	int64_t at = span_find(all, SPAN_LIT("Duca"));

	if (all.len < 2 || all.p[0] != 0x7f || all.p[1] != 0x65)
		return;
	struct draft *e = begin(d, s, SPAN_LIT("connect_request"));
	struct cursor in =
		cursor_of(at < 0 ? span_of(NULL, 0) : span_sub(all, (uint32_t)at + 4, UINT32_MAX));
	if (cursor_u8(&in) & 0x80) /* PER length of one or two octets */
		cursor_u8(&in);
	struct cursor net = cursor_of(span_of(NULL, 0));
	while (cursor_left(&in) >= 4) {
		uint16_t type = cursor_le16(&in), len = cursor_le16(&in);
		if (len < 4)
			break;
		struct cursor block = cursor_child(&in, len - 4u);
		if (!cursor_ok(&block))
			break;
		if (type == CS_CORE)
			core(d, e, block);
		else if (type == CS_NET)
			net = block;
	}
	channels(e, net);
	event_emit(d, e);
	s->over = true;
}

/* One TPKT; false: more is needed. */
static bool step(struct dissect *d, struct rdp_state *s, struct cursor *c)
{
	struct cursor at = *c;
	uint8_t version = cursor_u8(&at);
	cursor_u8(&at);
	uint16_t len = cursor_be16(&at);

	if (!cursor_ok(&at))
		return false;
	if (version != 3 || len < TPKT_LEN + 2 || len > CONNECT_MAX) {
		s->over = true;
		return true;
	}
	if (cursor_left(c) < len) {
		d->want = len;
		return false;
	}
	struct cursor body = cursor_child(&at, len - (uint32_t)TPKT_LEN);
	*c = at;
	cursor_u8(&body);
	uint8_t type = cursor_u8(&body);
	bool client = d->from == SIDE_CLIENT;
	cursor_skip(&body, type == X224_DATA ? 1 : X224_FIXED - 1);
	if (type == X224_REQUEST && client)
		request(d, s, &body);
	else if (type == X224_CONFIRM && !client)
		confirm(d, s, &body);
	else if (type == X224_DATA && client)
		connect_initial(d, s, &body);
	return true;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct rdp_state *s = d->state;

	while (cursor_left(c) && !s->over && !s->secured)
		if (!step(d, s, c))
			break;
	if (s->secured)
		return PARSE_NEXT;
	return s->over ? PARSE_STOP : PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {3389, 0};

const struct dissector dissector_rdp = {
	.name = "rdp",
	.title = "Remote Desktop Protocol",
	.spec = "[MS-RDPBCGR]",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({3, 3}),
	.state_size = sizeof(struct rdp_state),
	.probe = probe,
	.stream = stream,
};
