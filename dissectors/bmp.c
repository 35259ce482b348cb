/*
 * bmp: BGP Monitoring Protocol (RFC 7854, 8671, 9069): a router tells a station what its peers say.
 * One bmp event a message, and one bgp event for each BGP message that it reports. Runs on a
 * worker's thread.
 *
 *   message | version:8 = 3 | length:32 | type:8 | [peer header of 42] | body |
 */
#include "config.h"

#include "dissectors/bgp.h"
#include "dissectors/common/sysdescr.h"

enum bmp_type {
	BMP_ROUTE_MONITORING,
	BMP_STATISTICS,
	BMP_PEER_DOWN,
	BMP_PEER_UP,
	BMP_INITIATION,
	BMP_TERMINATION,
	BMP_ROUTE_MIRRORING,
	BMP_TYPES
};

enum {
	BMP_VERSION = 3,
	BMP_HEADER = 6,
	BMP_PEER = 42,
	BMP_ENDPOINTS = 20,       /* of a Peer Up: local address and both ports */
	BMP_LEN_MAX = 192 * 1024, /* two messages of the longest kind and more */
	BMP_TLVS_MAX = 64,
	BMP_STATISTICS_SHOWN = 32,
	BMP_SEARCH_MAX = 256 * 1024
};

enum bmp_information { BMP_STRING, BMP_SYSTEM_DESCRIPTION, BMP_SYSTEM_NAME };
enum { BMP_REASON = 1 }; /* TLV of a Termination */

enum field_id {
	F_TYPE,
	F_PEER,
	F_PEER_AS,
	F_PEER_ID,
	F_PEER_TYPE,
	F_DISTINGUISHER,
	F_RIB,
	F_POST_POLICY,
	F_LOCAL,
	F_LOCAL_PORT,
	F_REMOTE_PORT,
	F_SYSTEM_NAME,
	F_SYSTEM_DESCRIPTION,
	F_INFORMATION,
	F_REASON,
	F_STATISTIC,
	F_STATISTIC_VALUE,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_TYPE] = {"type", FIELD_TEXT, 0,
		"route-monitoring, statistics, peer-down, peer-up, initiation, termination or "
		"route-mirroring"},
	[F_PEER] = {"peer", FIELD_ADDR, 0, "Peer of the router that this is about"},
	[F_PEER_AS] = {"peer_as", FIELD_UINT, 0, "AS of that peer"},
	[F_PEER_ID] = {"peer_bgp_id", FIELD_ADDR, 0, "BGP identifier of that peer"},
	[F_PEER_TYPE] = {"peer_type", FIELD_TEXT, 0, "global, rd, local or loc-rib"},
	[F_DISTINGUISHER] = {"distinguisher", FIELD_HEX, 0, "Which of several routing instances"},
	[F_RIB] = {"rib", FIELD_TEXT, 0, "Routes received (in), advertised (out) or chosen (loc)"},
	[F_POST_POLICY] = {"post_policy", FIELD_BOOL, 0, "Routes as the policy left them"},
	[F_LOCAL] = {"local_address", FIELD_ADDR, 0, "The router's address in that session"},
	[F_LOCAL_PORT] = {"local_port", FIELD_UINT, 0, "The router's port"},
	[F_REMOTE_PORT] = {"remote_port", FIELD_UINT, 0, "The peer's port"},
	[F_SYSTEM_NAME] = {"system_name", FIELD_TEXT, 0, "Name of the router"},
	[F_SYSTEM_DESCRIPTION] = {"system_description", FIELD_TEXT, 0,
		"Hardware and software in the router's words"},
	[F_INFORMATION] = {"information", FIELD_TEXT, FIELD_CLI, "Free text"},
	[F_REASON] = {"reason", FIELD_UINT, 0, "Why the peer or the session went down"},
	[F_STATISTIC] = {"statistics[].type", FIELD_UINT, 0, "Which counter"},
	[F_STATISTIC_VALUE] = {"statistics[].value", FIELD_UINT, 0, "Its value"},
};

static const struct schema schema = {"bmp", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, &bgp_schema, NULL};
static const uint16_t hints[] = {1790, 11019, 0};

struct bmp_state {
	bool lost[2];
	uint32_t skipped[2];
};

struct peer {
	uint8_t type, flags;
	struct span distinguisher;
	struct addr addr, id;
	uint32_t as;
};

/* --- recognition --------------------------------------------------------------------------------
 */

static bool has_peer(uint8_t type)
{
	return type != BMP_INITIATION && type != BMP_TERMINATION;
}

/* Length of the message whose header starts HEAD, 0 where it is none. */
static uint32_t header_read(struct span head, uint8_t *ret_type)
{
	struct cursor c = cursor_of(head);
	uint8_t version = cursor_u8(&c);
	uint32_t len = cursor_be32(&c);

	*ret_type = cursor_u8(&c);
	uint32_t least = BMP_HEADER + (has_peer(*ret_type) ? BMP_PEER : 0u);
	if (!cursor_ok(&c) || version != BMP_VERSION || *ret_type >= BMP_TYPES || len < least ||
		len > BMP_LEN_MAX)
		return 0;
	return len;
}

/* type:16 length:16 value ... fill C to its end */
static bool tlvs_fill(struct cursor c, uint16_t type_max)
{
	for (int i = 0; i < BMP_TLVS_MAX && cursor_left(&c); i++) {
		uint16_t type = cursor_be16(&c);
		cursor_skip(&c, cursor_be16(&c));
		if (type > type_max)
			return false;
	}
	return cursor_ok(&c) && !cursor_left(&c);
}

static enum probe marker_at(struct span bytes, uint32_t at)
{
	enum bgp_type type;

	if (bytes.len < at + BGP_HEADER)
		return PROBE_MORE;
	return bgp_message_len(span_sub(bytes, at, BGP_HEADER), &type) ? PROBE_SURE : PROBE_NO;
}

static enum probe probe(const struct probe_input *in)
{
	enum { INFORMATION_MAX = 16, PEER_TYPE_MAX = 3, STATISTIC_MAX = 64 };
	uint8_t type;

	if (!in->stream || !in->data.len || in->data.p[0] != BMP_VERSION)
		return PROBE_NO;
	if (in->data.len < BMP_HEADER)
		return PROBE_MORE;
	uint32_t len = header_read(in->data, &type);
	if (!len)
		return PROBE_NO;
	if (has_peer(type) && in->data.len > BMP_HEADER && in->data.p[BMP_HEADER] > PEER_TYPE_MAX)
		return PROBE_NO;
	if (type == BMP_ROUTE_MONITORING)
		return marker_at(in->data, BMP_HEADER + BMP_PEER);
	if (type == BMP_PEER_UP)
		return marker_at(in->data, BMP_HEADER + BMP_PEER + BMP_ENDPOINTS);
	if (len > in->data.len)
		return PROBE_MORE;
	uint32_t head = BMP_HEADER + (has_peer(type) ? BMP_PEER : 0u);
	struct cursor body = cursor_of(span_sub(in->data, head, len - head));
	if (type == BMP_STATISTICS) {
		uint32_t count = cursor_be32(&body);
		return count && count <= STATISTIC_MAX && tlvs_fill(body, INT16_MAX) ? PROBE_SURE
										     : PROBE_NO;
	}
	if (type == BMP_PEER_DOWN)
		return PROBE_LIKELY;
	return cursor_left(&body) && tlvs_fill(body, INFORMATION_MAX) ? PROBE_SURE : PROBE_NO;
}

/* --- telling ------------------------------------------------------------------------------------
 */

static const char *type_name(uint8_t type)
{
	static const char *const names[BMP_TYPES] = {"route-monitoring", "statistics", "peer-down",
		"peer-up", "initiation", "termination", "route-mirroring"};

	return names[type];
}

/* 16 bytes; IPv4 stands in the last four behind zeros */
static struct addr address_read(struct cursor *c, bool v6)
{
	static const uint8_t zeros[16];
	struct span bytes = cursor_span(c, 16);

	if (bytes.len < 16)
		return addr_v6(zeros);
	return v6 ? addr_v6(bytes.p) : addr_v4(bytes.p + 12);
}

enum peer_flags { PEER_V6 = 0x80, PEER_POST_POLICY = 0x40, PEER_OUT = 0x10 };
enum peer_type { PEER_GLOBAL, PEER_RD, PEER_LOCAL, PEER_LOC_RIB };

static void peer_read(struct cursor *c, struct peer *ret)
{
	ret->type = cursor_u8(c);
	ret->flags = cursor_u8(c);
	ret->distinguisher = cursor_span(c, 8);
	bool v6 = (ret->flags & PEER_V6) && ret->type != PEER_LOC_RIB;
	ret->addr = address_read(c, v6);
	ret->as = cursor_be32(c);
	struct span id = cursor_span(c, 4);
	if (id.len == 4)
		ret->id = addr_v4(id.p);
	cursor_skip(c, 8);
}

static void peer_tell(struct draft *e, const struct peer *p)
{
	static const char *const types[] = {"global", "rd", "local", "loc-rib"};
	static const uint8_t none[8];

	if (p->type != PEER_LOC_RIB)
		event_addr(e, F_PEER, &p->addr);
	event_uint(e, F_PEER_AS, p->as);
	event_addr(e, F_PEER_ID, &p->id);
	if (p->type <= PEER_LOC_RIB)
		event_text(e, F_PEER_TYPE, span_str(types[p->type]));
	if (!span_eq(p->distinguisher, span_of(none, sizeof(none))))
		event_text(e, F_DISTINGUISHER, p->distinguisher);
	event_text(e, F_RIB,
		p->type == PEER_LOC_RIB ? SPAN_LIT("loc")
		: p->flags & PEER_OUT   ? SPAN_LIT("out")
					: SPAN_LIT("in"));
	if (p->type != PEER_LOC_RIB)
		event_bool(e, F_POST_POLICY, p->flags & PEER_POST_POLICY);
}

/* A BGP message inside, from SPEAKER; false where there is none. */
static bool bgp_inside(struct dissect *d, struct cursor *c, const struct addr *speaker)
{
	struct bgp_terms from = {false}, to = {false};
	struct bgp_speakers who = {&from, &to, "bmp", speaker};
	enum bgp_type type;
	uint32_t len = bgp_message_len(cursor_peek(c), &type);
	struct cursor message = cursor_child(c, len);

	if (!len || !cursor_ok(&message))
		return false;
	cursor_skip(&message, BGP_HEADER);
	bgp_tell(d, &who, type, &message);
	return true;
}

static bool statistics_tell(struct draft *e, struct cursor *c)
{
	uint32_t count = cursor_be32(c);

	for (uint32_t i = 0; i < count && i < BMP_STATISTICS_SHOWN && cursor_left(c); i++) {
		uint16_t type = cursor_be16(c);
		struct cursor value = cursor_child(c, cursor_be16(c));
		if (cursor_left(&value) > 8) /* afi:16 safi:8 value:64 */
			cursor_skip(&value, 3);
		uint64_t number =
			cursor_left(&value) == 4 ? cursor_be32(&value) : cursor_be64(&value);
		if (!cursor_ok(c) || !cursor_ok(&value))
			return false;
		event_item(e);
		event_uint(e, F_STATISTIC, type);
		event_uint(e, F_STATISTIC_VALUE, number);
	}
	return cursor_ok(c);
}

/* What the router says of itself or of why it goes. */
static bool information_tell(struct dissect *d, struct draft *e, bool goes, struct cursor *c)
{
	struct span text = {NULL, 0}, name = {NULL, 0}, description = {NULL, 0};

	for (int i = 0; i < BMP_TLVS_MAX && cursor_left(c); i++) {
		uint16_t type = cursor_be16(c);
		struct cursor value = cursor_child(c, cursor_be16(c));
		if (!cursor_ok(c))
			return false;
		if (type == BMP_STRING && !text.len)
			text = cursor_rest(&value);
		else if (goes && type == BMP_REASON && cursor_left(&value) == 2)
			event_uint(e, F_REASON, cursor_be16(&value));
		else if (!goes && type == BMP_SYSTEM_DESCRIPTION)
			description = cursor_rest(&value);
		else if (!goes && type == BMP_SYSTEM_NAME)
			name = cursor_rest(&value);
	}
	if (name.len)
		event_text(e, F_SYSTEM_NAME, name);
	if (description.len)
		event_text(e, F_SYSTEM_DESCRIPTION, description);
	if (text.len)
		event_text(e, F_INFORMATION, text);
	if (name.len || description.len) {
		struct identity i = {.of = d->from};
		if (description.len)
			sysdescr_read(d->scratch, description, &i);
		i.name = name;
		i.evidence = SPAN_LIT("bmp");
		i.is_equipment = true;
		identity_emit(d, &i);
	}
	return true;
}

static void peer_up_tell(struct dissect *d, struct draft *e, const struct peer *p, struct cursor *c)
{
	struct addr local = address_read(c, p->flags & PEER_V6 && p->type != PEER_LOC_RIB);

	if (p->type != PEER_LOC_RIB) {
		event_addr(e, F_LOCAL, &local);
		event_uint(e, F_LOCAL_PORT, cursor_be16(c));
		event_uint(e, F_REMOTE_PORT, cursor_be16(c));
	} else {
		cursor_skip(c, 4);
	}
	event_emit(d, e);
	bool both = bgp_inside(d, c, p->type == PEER_LOC_RIB ? NULL : &local) &&
		    bgp_inside(d, c, p->type == PEER_LOC_RIB ? NULL : &p->addr);
	if (!both)
		anomaly_emit(d, "bmp.malformed");
}

static void peer_down_tell(
	struct dissect *d, struct draft *e, const struct peer *p, struct cursor *c)
{
	enum { LOCAL_NOTIFIED = 1, REMOTE_NOTIFIED = 3 };
	uint8_t reason = cursor_u8(c);
	bool notified = reason == LOCAL_NOTIFIED || reason == REMOTE_NOTIFIED;

	event_uint(e, F_REASON, reason);
	event_emit(d, e);
	if (notified && !bgp_inside(d, c, reason == REMOTE_NOTIFIED ? &p->addr : NULL))
		anomaly_emit(d, "bmp.malformed");
}

/* type:16 length:16: 0 holds a BGP message as it came */
static void mirror_tell(struct dissect *d, const struct peer *p, struct cursor *c)
{
	enum { MIRROR_MESSAGE = 0 };

	for (int i = 0; i < BMP_TLVS_MAX && cursor_left(c); i++) {
		uint16_t type = cursor_be16(c);
		struct cursor value = cursor_child(c, cursor_be16(c));
		bool good = cursor_ok(c);
		if (good && type == MIRROR_MESSAGE)
			good = bgp_inside(d, &value, &p->addr);
		if (!good) {
			anomaly_emit(d, "bmp.malformed");
			return;
		}
	}
}

static void tell(struct dissect *d, uint8_t type, struct cursor *c)
{
	struct draft *e = event_new(d, &schema);
	struct peer peer = {0};
	bool good = true;

	event_text(e, F_TYPE, span_str(type_name(type)));
	if (has_peer(type)) {
		peer_read(c, &peer);
		peer_tell(e, &peer);
	}
	switch ((enum bmp_type)type) {
	case BMP_PEER_UP:
		peer_up_tell(d, e, &peer, c);
		return;
	case BMP_PEER_DOWN:
		peer_down_tell(d, e, &peer, c);
		return;
	case BMP_STATISTICS:
		good = statistics_tell(e, c);
		break;
	case BMP_INITIATION:
	case BMP_TERMINATION:
		good = information_tell(d, e, type == BMP_TERMINATION, c);
		break;
	default:
		break;
	}
	event_emit(d, e);
	if (type == BMP_ROUTE_MONITORING)
		good = bgp_inside(d, c, peer.type == PEER_LOC_RIB ? NULL : &peer.addr);
	else if (type == BMP_ROUTE_MIRRORING)
		mirror_tell(d, &peer, c);
	if (!good)
		anomaly_emit(d, "bmp.malformed");
}

/* --- the stream ---------------------------------------------------------------------------------
 */

/* Offset of the next message that shows a BGP marker, or how many bytes certainly start none. */
static uint32_t message_find(struct span bytes, bool *ret_found)
{
	uint32_t seen = BMP_HEADER + BMP_PEER + BMP_ENDPOINTS + BGP_HEADER;
	struct probe_input in = {.stream = true};
	uint32_t at = 0;

	for (; at + seen <= bytes.len; at++) {
		if (bytes.p[at] != BMP_VERSION || bytes.p[at + BMP_HEADER - 1] > BMP_PEER_UP)
			continue;
		in.data = span_sub(bytes, at, seen);
		*ret_found = probe(&in) == PROBE_SURE;
		if (*ret_found)
			return at;
	}
	*ret_found = false;
	return at;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct bmp_state *s = d->state;
	uint8_t type;

	while (cursor_left(c) >= BMP_HEADER) {
		if (s->lost[d->from]) {
			bool found;
			uint32_t skip = message_find(cursor_peek(c), &found);
			cursor_skip(c, skip);
			s->skipped[d->from] += skip;
			if (!found)
				return s->skipped[d->from] > BMP_SEARCH_MAX ? PARSE_STOP : PARSE_OK;
			s->lost[d->from] = false;
		}
		uint32_t len = header_read(cursor_peek(c), &type);
		if (!len) {
			anomaly_emit(d, "bmp.bad_header");
			s->lost[d->from] = true;
			continue;
		}
		if (cursor_left(c) < len) {
			d->want = len;
			return PARSE_OK;
		}
		struct cursor message = cursor_child(c, len);
		cursor_skip(&message, BMP_HEADER);
		tell(d, type, &message);
		s->skipped[d->from] = 0;
	}
	d->want = BMP_HEADER;
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct bmp_state *s = d->state;

	(void)missing;
	s->lost[d->from] = true;
	return PARSE_OK;
}

const struct dissector dissector_bmp = {
	.name = "bmp",
	.title = "BGP Monitoring Protocol",
	.spec = "RFC 7854, 8671, 9069",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({BMP_VERSION, BMP_VERSION}),
	.state_size = sizeof(struct bmp_state),
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
