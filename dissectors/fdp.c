/*
 * fdp: Foundry Discovery Protocol (SNAP 00-e0-52, type 0x2000), which switches of Foundry, Brocade
 * and Ruckus speak: what a neighbour announces of itself. Like version 1 of CDP but for the words
 * that say what the neighbour is. One event and one identity a frame; no flow, no state.
 *
 *   oui:24 type:16, then as CDP (cdp.h)
 */
#include "config.h"

#include "dissectors/cdp.h"
#include "dissectors/common/sysdescr.h"

enum { OUI_FOUNDRY = 0x00e052, PID_FDP = 0x2000 };

enum field_id {
	F_VERSION,
	F_TTL,
	F_SYSTEM_NAME,
	F_SYSTEM_DESCRIPTION,
	F_PLATFORM,
	F_SOFTWARE,
	F_PORT_ID,
	F_MGMT_ADDRESS,
	F_ADDRESSES,
	F_CAPABILITIES,
	F_TRUNCATED,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_VERSION] = {"version", FIELD_UINT, 0, "Version of FDP"},
	[F_TTL] = {"ttl", FIELD_UINT, 0, "Seconds for which this is valid; 0 is a farewell"},
	[F_SYSTEM_NAME] = {"system_name", FIELD_TEXT, 0, "Device id"},
	[F_SYSTEM_DESCRIPTION] = {"system_description", FIELD_TEXT, 0,
		"Software version in the neighbour's words"},
	[F_PLATFORM] = {"platform", FIELD_TEXT, 0, "Hardware platform"},
	[F_SOFTWARE] = {"software", FIELD_TEXT, 0, "Software, as the description tells it"},
	[F_PORT_ID] = {"port_id", FIELD_TEXT, 0, "Port that sent the frame"},
	[F_MGMT_ADDRESS] = {"mgmt_address", FIELD_ADDR, 0, "First address of the neighbour"},
	[F_ADDRESSES] = {"addresses[]", FIELD_ADDR, 0, "Addresses of the neighbour"},
	[F_CAPABILITIES] = {"capabilities", FIELD_TEXT, 0, "What the neighbour is, in its words"},
	[F_TRUNCATED] = {"truncated", FIELD_BOOL, 0, "The frame was not seen whole"},
};

static const struct schema schema = {"fdp", fields, FIELD_COUNT, false};

static void write_event(
	struct dissect *d, const struct cdp_neighbour *n, const struct identity *known)
{
	struct draft *e = event_new(d, &schema);

	event_uint(e, F_VERSION, n->version);
	event_uint(e, F_TTL, n->ttl);
	cdp_text(e, F_SYSTEM_NAME, n->device_id);
	cdp_text(e, F_SYSTEM_DESCRIPTION, n->software);
	cdp_text(e, F_PLATFORM, n->platform);
	cdp_text(e, F_SOFTWARE, known->software);
	cdp_text(e, F_PORT_ID, n->port_id);
	if (n->own.count)
		event_addr(e, F_MGMT_ADDRESS, &n->own.addr[0]);
	for (uint8_t i = 0; i < n->own.count; i++)
		event_addr(e, F_ADDRESSES, &n->own.addr[i]);
	cdp_text(e, F_CAPABILITIES, n->capability);
	if (n->cut)
		event_bool(e, F_TRUNCATED, true);
	event_emit(d, e);
}

static struct identity identify(struct arena *arena, const struct cdp_neighbour *n)
{
	struct identity i = {.evidence = SPAN_LIT("fdp")};

	sysdescr_read(arena, n->software, &i);
	if (n->platform.len)
		i.platform = n->platform;
	i.name = n->device_id;
	/* programs on hosts speak it too, and say so */
	i.is_equipment = !span_eq_nocase(n->capability, SPAN_LIT("host"));
	i.has_addr = n->own.count > 0;
	i.addr = n->own.addr[0];
	return i;
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct cdp_neighbour n = {0};
	uint32_t oui = cursor_be24(c);
	uint16_t pid = cursor_be16(c);

	if (!cursor_ok(c) || oui != OUI_FOUNDRY || pid != PID_FDP)
		return PARSE_LOST; /* another vendor's */
	if (!cdp_read(c, &n)) {
		if (!d->truncated)
			anomaly_emit(d, "fdp.malformed");
		return PARSE_LOST;
	}
	struct identity known = identify(d->scratch, &n);
	known.of = d->from;
	write_event(d, &n, &known);
	if ((n.malformed || n.cut) && !d->truncated)
		anomaly_emit(d, "fdp.malformed");
	if (n.ttl)
		identity_emit(d, &known);
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {0xaaaa, 0}; /* SNAP of a vendor's own */

const struct dissector dissector_fdp = {
	.name = "fdp",
	.title = "Foundry Discovery Protocol",
	.spec = "Foundry FDP",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.frame = frame,
};
