/*
 * fdp: Foundry Discovery Protocol (SNAP 00-e0-52, type 0x2000), which switches of Foundry, Brocade
 * and Ruckus speak: what a neighbour announces of itself. Like version 1 of CDP but for the words
 * that say what the neighbour is. One event and one identity a frame; no flow, no state.
 *
 *   oui:24 type:16 version:8 ttl:8 checksum:16, then TLVs of type:16 length:16 value[length - 4]
 */
#include "config.h"

#include "dissectors/common/sysdescr.h"
#include "sensor/dissector.h"

enum { OUI_FOUNDRY = 0x00e052, PID_FDP = 0x2000 };

enum {
	TLV_DEVICE_ID = 1,
	TLV_ADDRESSES = 2,
	TLV_PORT_ID = 3,
	TLV_CAPABILITIES = 4,
	TLV_VERSION = 5,
	TLV_PLATFORM = 6
};

enum { TLVS_MAX = 256, ADDRESSES_MAX = 8, TLV_HEAD = 4 };

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

struct neighbour {
	uint8_t version, ttl, count;
	struct span device_id, port_id, software, platform, capabilities;
	struct addr addr[ADDRESSES_MAX];
	bool cut, malformed;
};

/* --- reading ------------------------------------------------------------------------------- */

/* protocol-type:8 protocol-length:8 protocol[] length:16, then IPv4 addresses, one behind another
 */
static void address_read(struct cursor *c, struct neighbour *n)
{
	enum { NLPID = 1, NLPID_IP = 0xcc };
	uint8_t type = cursor_u8(c);
	struct span protocol = cursor_span(c, cursor_u8(c));
	struct cursor list = cursor_child(c, cursor_be16(c));

	if (!cursor_ok(c) || type != NLPID || protocol.len != 1 || protocol.p[0] != NLPID_IP)
		return;
	while (cursor_left(&list) >= 4 && n->count < ADDRESSES_MAX)
		n->addr[n->count++] = addr_v4(cursor_span(&list, 4).p);
}

static void addresses_read(struct cursor *c, struct neighbour *n)
{
	uint32_t count = cursor_be32(c);

	for (uint32_t i = 0; i < count && cursor_left(c); i++)
		address_read(c, n);
	n->malformed |= !cursor_ok(c);
}

static struct span text_of(struct cursor *c)
{
	struct span text = cursor_rest(c);

	while (text.len && text.p[text.len - 1] == 0)
		text.len--;
	return text;
}

static void tlv_read(uint16_t type, struct cursor *c, struct neighbour *n)
{
	switch (type) {
	case TLV_DEVICE_ID:
		n->device_id = text_of(c);
		break;
	case TLV_ADDRESSES:
		addresses_read(c, n);
		break;
	case TLV_PORT_ID:
		n->port_id = text_of(c);
		break;
	case TLV_CAPABILITIES:
		n->capabilities = text_of(c);
		break;
	case TLV_VERSION:
		n->software = text_of(c);
		break;
	case TLV_PLATFORM:
		n->platform = text_of(c);
		break;
	default:
		break;
	}
}

static bool neighbour_read(struct cursor *c, struct neighbour *n)
{
	n->version = cursor_u8(c);
	n->ttl = cursor_u8(c);
	cursor_skip(c, 2);
	if (!cursor_ok(c) || n->version < 1 || n->version > 2)
		return false;
	for (int i = 0; i < TLVS_MAX && cursor_left(c); i++) {
		uint16_t type = cursor_be16(c);
		uint16_t len = cursor_be16(c);
		if (cursor_ok(c) && len < TLV_HEAD) {
			n->malformed = true;
			break;
		}
		struct cursor value = cursor_child(c, (uint32_t)len - TLV_HEAD);
		if (!cursor_ok(c)) {
			n->cut = true;
			break;
		}
		tlv_read(type, &value, n);
	}
	return n->device_id.len || n->platform.len || n->software.len || n->port_id.len;
}

/* --- telling ------------------------------------------------------------------------------- */

static void write_text(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

static void write_event(struct dissect *d, const struct neighbour *n, const struct identity *known)
{
	struct draft *e = event_new(d, &schema);

	event_uint(e, F_VERSION, n->version);
	event_uint(e, F_TTL, n->ttl);
	write_text(e, F_SYSTEM_NAME, n->device_id);
	write_text(e, F_SYSTEM_DESCRIPTION, n->software);
	write_text(e, F_PLATFORM, n->platform);
	write_text(e, F_SOFTWARE, known->software);
	write_text(e, F_PORT_ID, n->port_id);
	if (n->count)
		event_addr(e, F_MGMT_ADDRESS, &n->addr[0]);
	for (uint8_t i = 0; i < n->count; i++)
		event_addr(e, F_ADDRESSES, &n->addr[i]);
	write_text(e, F_CAPABILITIES, n->capabilities);
	if (n->cut)
		event_bool(e, F_TRUNCATED, true);
	event_emit(d, e);
}

static struct identity identify(struct arena *arena, const struct neighbour *n)
{
	struct identity i = {.evidence = SPAN_LIT("fdp")};

	sysdescr_read(arena, n->software, &i);
	if (n->platform.len)
		i.platform = n->platform;
	i.name = n->device_id;
	/* programs on hosts speak it too, and say so */
	i.is_equipment = !span_eq_nocase(n->capabilities, SPAN_LIT("host"));
	i.has_addr = n->count > 0;
	i.addr = n->addr[0];
	return i;
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct neighbour n = {0};
	uint32_t oui = cursor_be24(c);
	uint16_t pid = cursor_be16(c);

	if (!cursor_ok(c) || oui != OUI_FOUNDRY || pid != PID_FDP)
		return PARSE_LOST; /* another vendor's */
	if (!neighbour_read(c, &n)) {
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
