/*
 * gtp: the control plane of GPRS tunnelling, versions 0 and 1 (3GPP TS 29.060) and 2 (TS 29.274):
 * which node opens sessions at which gateway. Subscribers are told as hashes. An echo that carries
 * what no echo has wakes a known implant. One event a message. Runs on a worker's thread.
 *
 *   1 | version 3 bits, PT, 0, E S PN | type | length 2 | TEID 4 | [sequence 2, n-pdu, next] | ...
 *   2 | version 3 bits, P, T, 0       | type | length 2 | [TEID 4] | sequence 3, 0 | elements
 */
#include "config.h"

#include "dissectors/gtp.h"

static const struct field fields[GTP_F_COUNT] = {
	[GTP_F_VERSION] = {"version", FIELD_UINT, 0, "0, 1 or 2"},
	[GTP_F_TYPE] = {"type", FIELD_TEXT, 0, "Name of the message"},
	[GTP_F_CODE] = {"code", FIELD_UINT, 0, "Its number"},
	[GTP_F_TEID] = {"teid", FIELD_UINT, 0, "Tunnel endpoint that the message is for"},
	[GTP_F_SEQUENCE] = {"sequence", FIELD_UINT, 0, "What ties an answer to its request"},
	[GTP_F_CAUSE] = {"cause", FIELD_UINT, 0, "How it ended"},
	[GTP_F_RECOVERY] = {"recovery", FIELD_UINT, 0, "How often the node was restarted"},
	[GTP_F_IMSI] = {"imsi", FIELD_TEXT, FIELD_SECRET,
		"Subscriber; a hash, so that the same one can be told"},
	[GTP_F_MSISDN] = {"msisdn", FIELD_TEXT, FIELD_SECRET, "Telephone number; a hash"},
	[GTP_F_APN] = {"apn", FIELD_TEXT, 0, "Network that the subscriber wants"},
	[GTP_F_RAT] = {"rat", FIELD_UINT, 0, "Kind of radio access"},
	[GTP_F_NODES] = {"nodes[]", FIELD_ADDR, 0, "Addresses of the nodes that tunnel"},
};

static const struct schema schema = {"gtp", fields, GTP_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {2123, 3386, 0};

static const struct {
	uint8_t version, type;
	const char *name;
} types[] = {
#define GTP1(type, name) {1, type, name},
#define GTP2(type, name) {2, type, name},
#include "dissectors/gtp_types.def"
#undef GTP1
#undef GTP2
};

static const char *type_name(const struct gtp *g)
{
	uint8_t version = g->version ? g->version : 1; /* the same names */

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (types[i].version == version && types[i].type == g->type)
			return types[i].name;
	return NULL;
}

/* --- header ------------------------------------------------------------------------------------
 */

static bool head_1(struct cursor *c, struct gtp *ret, uint8_t flags)
{
	enum { EXTENSION = 4, OPTIONS = 7, EXTENSIONS_MAX = 8 };

	ret->teid = cursor_be32(c);
	ret->has_teid = true;
	if (!(flags & OPTIONS))
		return cursor_ok(c);
	ret->sequence = cursor_be16(c);
	cursor_skip(c, 1);
	uint8_t next = cursor_u8(c);
	for (int i = 0; i < EXTENSIONS_MAX && next && (flags & EXTENSION); i++) {
		uint8_t words = cursor_u8(c);
		if (!words)
			return false;
		cursor_skip(c, words * 4u - 2);
		next = cursor_u8(c);
	}
	return cursor_ok(c);
}

static bool head_2(struct cursor *c, struct gtp *ret, uint8_t flags)
{
	enum { TEID = 8 };

	if (flags & TEID) {
		ret->teid = cursor_be32(c);
		ret->has_teid = true;
	}
	ret->sequence = cursor_be24(c);
	cursor_skip(c, 1);
	return cursor_ok(c);
}

/* GPRS before 3G (TS 09.60): sequence 2, flow label 2, n-pdu 1, three octets of ones, tunnel 8. */
static bool head_0(struct cursor *c, struct gtp *ret)
{
	ret->sequence = cursor_be16(c);
	cursor_skip(c, 3);
	uint32_t ones = cursor_be24(c);
	cursor_skip(c, 8);
	return cursor_ok(c) && ones == 0xffffff;
}

/* Header and options; C is left at the elements. LENGTH is what the header says of the rest. */
static bool head_read(struct cursor *c, struct gtp *ret)
{
	enum { CONTROL = 16 };
	uint8_t flags = cursor_u8(c);
	uint32_t most = cursor_left(c);

	ret->version = flags >> 5;
	ret->type = cursor_u8(c);
	uint32_t len = cursor_be16(c);
	if (!cursor_ok(c) || ret->version > 2 || (ret->version == 0 && !(flags & CONTROL)))
		return false;
	uint32_t expected = len + (ret->version == 0 ? 16 : ret->version == 1 ? 4 : 0);
	ret->piggybacked = ret->version == 2 && (flags & CONTROL);
	ret->is_prime = ret->version == 1 && !(flags & CONTROL);
	ret->fits = expected == most - 3 || (ret->piggybacked && expected < most - 3);
	if (expected < cursor_left(c))
		c->end = c->p + expected;
	if (ret->version == 0)
		return head_0(c, ret);
	return ret->version == 1 ? head_1(c, ret, flags) : head_2(c, ret, flags);
}

static bool is_echo(const struct gtp *g)
{
	return g->type == GTP_ECHO_REQUEST || g->type == GTP_ECHO_RESPONSE;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct gtp g = {.version = 0};

	if (in->stream || in->data.len < 8 || !head_read(&c, &g) || !g.fits || !type_name(&g))
		return PROBE_NO;
	if (g.is_prime)
		return PROBE_LIKELY;
	return gtp_elements(NULL, c, &g) ? PROBE_SURE : PROBE_LIKELY;
}

/* --- telling -----------------------------------------------------------------------------------
 */

/*
 * GTPDOOR listens for echoes that carry a command: more than Recovery and a private extension have
 * no place there, and neither has the other protocol type on the control port.
 */
static void echo_watch(struct dissect *d, const struct gtp *g, struct cursor c)
{
	struct gtp_state *s = d->state;
	bool strange = g->is_prime || !gtp_echo_is_plain(c, g);

	if (!strange || s->pointed || d->truncated)
		return;
	s->pointed = true;
	hint_emit(d, "covert.gtp_echo",
		g->is_prime ? SPAN_LIT("an echo of the wrong protocol type")
			    : SPAN_LIT("an echo that carries more than an echo has"),
		0);
}

static void message_tell(struct dissect *d, const struct gtp *g, struct cursor c)
{
	struct draft *e = event_new(d, &schema);
	const char *name = type_name(g);

	event_uint(e, GTP_F_VERSION, g->version);
	event_text(e, GTP_F_TYPE, name ? span_str(name) : SPAN_LIT("other"));
	event_uint(e, GTP_F_CODE, g->type);
	if (g->has_teid)
		event_uint(e, GTP_F_TEID, g->teid);
	event_uint(e, GTP_F_SEQUENCE, g->sequence);
	struct gtp_draft draft = {.event = e, .scratch = d->scratch};
	bool good = gtp_elements(&draft, c, g) && (g->fits || d->truncated);
	event_emit(d, e);
	if (!good && !d->truncated)
		anomaly_emit(d, "gtp.malformed");
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct gtp_state *s = d->state;
	struct gtp g = {.version = 0};

	if (!head_read(c, &g) || (!s->known && !type_name(&g))) {
		if (!s->known)
			return PARSE_LOST;
		if (!d->truncated)
			anomaly_emit(d, "gtp.malformed");
		return PARSE_OK;
	}
	s->known = true;
	if (g.type == GTP_DATA)
		return PARSE_OK; /* of a subscriber, on the port of version 0 */
	message_tell(d, &g, *c);
	if (is_echo(&g))
		echo_watch(d, &g, *c);
	return PARSE_OK;
}

const struct dissector dissector_gtp = {
	.name = "gtp",
	.title = "GPRS Tunnelling Protocol, control plane",
	.spec = "3GPP TS 29.060, 29.274",
	.set = "tunnel",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0x10, 0x5f}),
	.state_size = sizeof(struct gtp_state),
	.needs_hint = true,
	.probe = probe,
	.datagram = datagram,
};
