/*
 * sonmp: SynOptics Network Management Protocol (SNAP 00-00-81, types 0x01a1 and 0x01a2), which
 * switches of Bay Networks, Nortel and Avaya speak and also call Nortel Discovery or topology
 * protocol: which port of what kind of chassis is at the other end. Numbers are those of
 * SYNOPTICS-ROOT-MIB, as Wireshark and lldpd read them. One event and one identity a frame; no
 * flow, no state.
 *
 *   oui:24 type:16, address:32 segment:24 chassis:8 backplane:8 state:8 links:8
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum { OUI_SYNOPTICS = 0x000081, PID_FLATNET = 0x01a1, PID_SEGMENT = 0x01a2 };

enum { CHASSIS_OTHER = 1 };

enum field_id {
	F_TYPE,
	F_MGMT_ADDRESS,
	F_SEGMENT,
	F_PORT_ID,
	F_CHASSIS,
	F_PLATFORM,
	F_BACKPLANE,
	F_STATE,
	F_LINKS,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_TYPE] = {"type", FIELD_TEXT, 0, "segment or flatnet, the kind of hello"},
	[F_MGMT_ADDRESS] = {"mgmt_address", FIELD_ADDR, 0, "Address of the neighbour's management"},
	[F_SEGMENT] = {"segment", FIELD_HEX, 0, "Segment that sent the frame, three bytes"},
	[F_PORT_ID] = {"port_id", FIELD_TEXT, 0,
		"Port that sent the frame, as slot/port where the segment names a slot"},
	[F_CHASSIS] = {"chassis", FIELD_UINT, 0, "Number of the kind of chassis"},
	[F_PLATFORM] = {"platform", FIELD_TEXT, 0, "Kind of chassis, where the number is known"},
	[F_BACKPLANE] = {"backplane", FIELD_UINT, 0, "Number of the kind of backplane"},
	[F_STATE] = {"state", FIELD_TEXT, 0, "topology-change, heartbeat or new"},
	[F_LINKS] = {"links", FIELD_UINT, 0, "Number of ports that connect to others"},
};

static const struct schema schema = {"sonmp", fields, FIELD_COUNT, false};

struct neighbour {
	struct addr addr;
	bool has_addr;
	struct span segment;
	uint8_t chassis, backplane, state, links;
};

static bool neighbour_read(struct cursor *c, struct neighbour *ret)
{
	struct span address = cursor_span(c, 4);

	ret->segment = cursor_span(c, 3);
	ret->chassis = cursor_u8(c);
	ret->backplane = cursor_u8(c);
	ret->state = cursor_u8(c);
	ret->links = cursor_u8(c);
	if (!cursor_ok(c))
		return false;
	ret->addr = addr_v4(address.p);
	ret->has_addr = !span_eq(address, SPAN_LIT("\0\0\0\0"));
	return ret->chassis && ret->state;
}

static struct span platform_of(uint8_t chassis)
{
	static const char *const names[] = {
#define CHASSIS(number, name) [number] = name,
#include "dissectors/sonmp_chassis.def"
#undef CHASSIS
	};

	return chassis < sizeof(names) / sizeof(*names) ? span_str(names[chassis])
							: span_of(NULL, 0);
}

static struct span state_of(uint8_t state)
{
	static const char *const names[] = {NULL, "topology-change", "heartbeat", "new"};

	return state < sizeof(names) / sizeof(*names) ? span_str(names[state]) : span_of(NULL, 0);
}

static struct span port_of(struct arena *arena, struct span segment)
{
	struct span port = text_u64(arena, segment.p[2]);

	if (!segment.p[1])
		return port;
	return text_join(
		arena, text_join(arena, text_u64(arena, segment.p[1]), SPAN_LIT("/")), port);
}

static void write_event(struct dissect *d, const struct neighbour *n, struct span type)
{
	struct draft *e = event_new(d, &schema);
	struct span platform = platform_of(n->chassis), state = state_of(n->state);

	event_text(e, F_TYPE, type);
	if (n->has_addr)
		event_addr(e, F_MGMT_ADDRESS, &n->addr);
	event_text(e, F_SEGMENT, n->segment);
	if (!n->segment.p[0])
		event_text(e, F_PORT_ID, port_of(d->scratch, n->segment));
	event_uint(e, F_CHASSIS, n->chassis);
	if (platform.len)
		event_text(e, F_PLATFORM, platform);
	event_uint(e, F_BACKPLANE, n->backplane);
	if (state.len)
		event_text(e, F_STATE, state);
	event_uint(e, F_LINKS, n->links);
	event_emit(d, e);
}

/* Of no kind of chassis: programs on hosts speak it too, and say so. */
static struct identity identify(const struct dissect *d, const struct neighbour *n)
{
	struct identity i = {.of = d->from,
		.evidence = SPAN_LIT("sonmp"),
		.platform = platform_of(n->chassis),
		.has_addr = n->has_addr,
		.addr = n->addr,
		.is_equipment = n->chassis != CHASSIS_OTHER};

	if (i.platform.len)
		i.vendor = SPAN_LIT("Nortel");
	return i;
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct neighbour n = {0};
	uint32_t oui = cursor_be24(c);
	uint16_t pid = cursor_be16(c);

	if (!cursor_ok(c) || oui != OUI_SYNOPTICS || (pid != PID_FLATNET && pid != PID_SEGMENT))
		return PARSE_LOST; /* another vendor's */
	if (!neighbour_read(c, &n)) {
		if (!d->truncated)
			anomaly_emit(d, "sonmp.malformed");
		return PARSE_LOST;
	}
	struct identity known = identify(d, &n);
	write_event(d, &n, pid == PID_FLATNET ? SPAN_LIT("flatnet") : SPAN_LIT("segment"));
	identity_emit(d, &known);
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {0xaaaa, 0}; /* SNAP of a vendor's own */

const struct dissector dissector_sonmp = {
	.name = "sonmp",
	.title = "SynOptics Network Management Protocol (Nortel Discovery Protocol)",
	.spec = "SYNOPTICS-ROOT-MIB",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.frame = frame,
};
