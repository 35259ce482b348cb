/*
 * fdp: Foundry Discovery Protocol (SNAP 00-e0-52, type 0x2000), which switches of Foundry, Brocade
 * and Ruckus speak: what a neighbour announces of itself. Like version 1 of CDP but for the words
 * that say what the neighbour is. One event and one identity a frame; no flow, no state.
 *
 *   oui:24 type:16, then as CDP (cdp.h)
 */
#include "config.h"

#include "dissectors/cdp.h"

enum { OUI_FOUNDRY = 0x00e052, PID_FDP = 0x2000 };

enum field_id { F_CAPABILITIES = CDP_F_COUNT, F_TRUNCATED, FIELD_COUNT };

static const struct field fields[FIELD_COUNT] = {
	CDP_FIELDS,
	[F_CAPABILITIES] = {"capabilities", FIELD_TEXT, 0, "What the neighbour is, in its words"},
	[F_TRUNCATED] = {"truncated", FIELD_BOOL, 0, "The frame was not seen whole"},
};

static const struct schema schema = {"fdp", fields, FIELD_COUNT, false};

static void tell(struct draft *e, const struct cdp_neighbour *n)
{
	cdp_text(e, F_CAPABILITIES, n->capability);
	if (n->cut)
		event_bool(e, F_TRUNCATED, true);
}

/* Programs on hosts speak it too, and say so. */
static void judge(const struct cdp_neighbour *n, struct identity *known)
{
	known->is_equipment = !span_eq_nocase(n->capability, SPAN_LIT("host"));
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	static const struct cdp_dialect foundry = {&schema, "fdp", "fdp.malformed", tell, judge};
	uint32_t oui = cursor_be24(c);
	uint16_t pid = cursor_be16(c);

	if (!cursor_ok(c) || oui != OUI_FOUNDRY || pid != PID_FDP)
		return PARSE_LOST; /* another vendor's */
	return cdp_frame(d, c, &foundry);
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
