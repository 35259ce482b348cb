/*
 * edp: Extreme Discovery Protocol (SNAP 00-e0-2b, type 0x00bb): what a switch of Extreme Networks
 * announces of itself, as its knowledge base describes it and Wireshark and lldpd read it. The same
 * frames carry EAPS, ESRP and ELSM several times a second: what announces nobody is not told. One
 * event and one identity a frame; no flow, no state.
 *
 *   oui:24 type:16, version:8 reserved:8 length:16 checksum:16 sequence:16 id-type:16 id:48,
 *   then TLVs of marker:8 (0x99) type:8 length:16 value[length - 4]; length and checksum are those
 *   of all from the version on
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum { OUI_EXTREME = 0x00e02b, PID_EDP = 0x00bb };

enum { EDP_VERSION = 1, EDP_HEAD = 16, EDP_MARKER = 0x99, TLV_HEAD = 4, TLVS_MAX = 256 };

enum { TLV_NULL = 0, TLV_DISPLAY = 1, TLV_INFO = 2, TLV_VLAN = 5 };

enum field_id {
	F_SEQUENCE,
	F_MACHINE_ID,
	F_SYSTEM_NAME,
	F_SOFTWARE,
	F_SLOT,
	F_PORT,
	F_PORT_ID,
	F_MGMT_ADDRESS,
	F_VLAN_ID,
	F_VLAN_NAME,
	F_VLAN_ADDRESS,
	F_TRUNCATED,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_SEQUENCE] = {"sequence", FIELD_UINT, 0, "Counts the frames of the neighbour"},
	[F_MACHINE_ID] = {"machine_id", FIELD_MAC, 0, "Hardware address of the neighbour"},
	[F_SYSTEM_NAME] = {"system_name", FIELD_TEXT, 0, "Name of the neighbour"},
	[F_SOFTWARE] = {"software", FIELD_TEXT, 0, "Version of its software: four numbers"},
	[F_SLOT] = {"slot", FIELD_UINT, 0, "Slot that sent the frame, counted from 1"},
	[F_PORT] = {"port", FIELD_UINT, 0, "Port of the slot, counted from 1"},
	[F_PORT_ID] = {"port_id", FIELD_TEXT, 0, "Slot and port, as the neighbour writes them"},
	[F_MGMT_ADDRESS] = {"mgmt_address", FIELD_ADDR, 0, "First address of its VLANs"},
	[F_VLAN_ID] = {"vlans[].id", FIELD_UINT, 0, "VLAN of the port, 0 untagged"},
	[F_VLAN_NAME] = {"vlans[].name", FIELD_TEXT, 0, "Its name"},
	[F_VLAN_ADDRESS] = {"vlans[].address", FIELD_ADDR, 0, "Address of the neighbour in it"},
	[F_TRUNCATED] = {"truncated", FIELD_BOOL, 0, "The frame was not seen whole"},
};

static const struct schema schema = {"edp", fields, FIELD_COUNT, false};

struct vlan {
	uint16_t id;
	bool has_addr;
	struct addr addr;
	struct span name;
};

struct neighbour {
	uint16_t sequence, slot, port;
	struct mac machine;
	uint8_t version[4];
	struct span name;
	struct cursor tlvs; /* all of them, for the second reading, of the VLANs */
	unsigned vlan_count;
	struct addr addr; /* of the first VLAN that has one */
	bool has_machine, has_info, has_addr;
	bool cut, malformed;
};

/* --- reading ------------------------------------------------------------------------------- */

/* The one's complement sum of RFC 1071, over bytes that have their own in place. */
static bool sum_fits(struct span s)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < s.len; i++)
		sum += i & 1 ? s.p[i] : (uint32_t)s.p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

/* Up to the first zero: behind it stands what was there before. */
static struct span text_of(struct cursor *c)
{
	struct span text = cursor_rest(c);
	int64_t nul = span_index(text, 0);

	return nul < 0 ? text : span_sub(text, 0, (uint32_t)nul);
}

/** flags:8 reserved:8 id:16 reserved:32 address:32 name[] */
static bool vlan_read(struct cursor *c, struct vlan *ret)
{
	cursor_skip(c, 2);
	*ret = (struct vlan){.id = cursor_be16(c)};
	cursor_skip(c, 4);
	struct span address = cursor_span(c, 4);
	if (!cursor_ok(c))
		return false;
	ret->addr = addr_v4(address.p);
	ret->has_addr = !span_eq(address, SPAN_LIT("\0\0\0\0"));
	ret->name = text_of(c);
	return true;
}

/** slot:16 port:16 virtual-chassis:16 reserved:48 version:32 connections:128 */
static void info_read(struct cursor *c, struct neighbour *n)
{
	uint16_t slot = cursor_be16(c), port = cursor_be16(c);

	cursor_skip(c, 8);
	struct span version = cursor_span(c, sizeof(n->version));
	if (!cursor_ok(c)) {
		n->malformed = true;
		return;
	}
	n->has_info = true;
	n->slot = slot;
	n->port = port;
	memcpy(n->version, version.p, sizeof(n->version));
}

static void tlv_read(uint8_t type, struct cursor *c, struct neighbour *n)
{
	struct vlan vlan;

	switch (type) {
	case TLV_DISPLAY:
		n->name = text_of(c);
		break;
	case TLV_INFO:
		info_read(c, n);
		break;
	case TLV_VLAN:
		if (!vlan_read(c, &vlan)) {
			n->malformed = true;
			break;
		}
		n->vlan_count++;
		if (!n->has_addr && vlan.has_addr)
			n->addr = vlan.addr;
		n->has_addr |= vlan.has_addr;
		break;
	default:
		break;
	}
}

enum tlv_end { TLV_MORE, TLV_LAST, TLV_BAD, TLV_CUT };

/** The next TLV of C, or why there is none. */
static enum tlv_end tlv_next(struct cursor *c, uint8_t *ret_type, struct cursor *ret_value)
{
	uint8_t marker = cursor_u8(c);
	uint16_t len;

	*ret_type = cursor_u8(c);
	len = cursor_be16(c);
	if (!cursor_ok(c))
		return TLV_CUT;
	if (marker != EDP_MARKER || len < TLV_HEAD)
		return TLV_BAD;
	*ret_value = cursor_child(c, (uint32_t)len - TLV_HEAD);
	if (!cursor_ok(c))
		return TLV_CUT;
	return *ret_type == TLV_NULL ? TLV_LAST : TLV_MORE;
}

static void tlvs_read(struct cursor c, struct neighbour *n)
{
	struct cursor value;
	uint8_t type;

	for (int i = 0; i < TLVS_MAX && cursor_left(&c); i++) {
		enum tlv_end end = tlv_next(&c, &type, &value);
		n->malformed |= end == TLV_BAD;
		n->cut |= end == TLV_CUT;
		if (end != TLV_MORE)
			break;
		tlv_read(type, &value, n);
	}
}

/** From the version on; false where no switch would read it. */
static bool neighbour_read(struct cursor *c, struct neighbour *n)
{
	struct span whole = cursor_peek(c);
	uint8_t version = cursor_u8(c);

	cursor_skip(c, 1);
	uint16_t len = cursor_be16(c);
	cursor_skip(c, 2); /* checksum */
	n->sequence = cursor_be16(c);
	n->has_machine = cursor_be16(c) == 0;
	struct span machine = cursor_span(c, sizeof(n->machine.b));
	if (!cursor_ok(c) || version != EDP_VERSION || len < EDP_HEAD)
		return false;
	memcpy(n->machine.b, machine.p, sizeof(n->machine.b));
	n->cut = len > whole.len;
	uint32_t left = n->cut ? cursor_left(c) : (uint32_t)len - EDP_HEAD;
	n->tlvs = cursor_child(c, left);
	tlvs_read(n->tlvs, n);
	return n->cut || sum_fits(span_sub(whole, 0, len));
}

/* --- telling ------------------------------------------------------------------------------- */

static struct span numbers(struct arena *arena, const uint8_t *number, uint32_t count)
{
	struct span text = text_u64(arena, number[0]);

	for (uint32_t i = 1; i < count; i++)
		text = text_join(
			arena, text_join(arena, text, SPAN_LIT(".")), text_u64(arena, number[i]));
	return text;
}

static void write_info(struct dissect *d, struct draft *e, const struct neighbour *n)
{
	uint64_t slot = n->slot + 1u, port = n->port + 1u;
	struct span id = text_join(d->scratch, text_u64(d->scratch, slot), SPAN_LIT(":"));

	event_text(e, F_SOFTWARE, numbers(d->scratch, n->version, sizeof(n->version)));
	event_uint(e, F_SLOT, slot);
	event_uint(e, F_PORT, port);
	event_text(e, F_PORT_ID, text_join(d->scratch, id, text_u64(d->scratch, port)));
}

static void write_vlans(struct draft *e, const struct neighbour *n)
{
	struct cursor c = n->tlvs, value;
	uint8_t type;
	struct vlan vlan;

	for (int i = 0; i < TLVS_MAX && tlv_next(&c, &type, &value) == TLV_MORE; i++) {
		if (type != TLV_VLAN || !vlan_read(&value, &vlan))
			continue;
		event_item(e);
		event_uint(e, F_VLAN_ID, vlan.id);
		if (vlan.name.len)
			event_text(e, F_VLAN_NAME, vlan.name);
		if (vlan.has_addr)
			event_addr(e, F_VLAN_ADDRESS, &vlan.addr);
	}
}

static void write_event(struct dissect *d, const struct neighbour *n)
{
	struct draft *e = event_new(d, &schema);

	event_uint(e, F_SEQUENCE, n->sequence);
	if (n->has_machine)
		event_mac(e, F_MACHINE_ID, &n->machine);
	if (n->name.len)
		event_text(e, F_SYSTEM_NAME, n->name);
	if (n->has_info)
		write_info(d, e, n);
	if (n->has_addr)
		event_addr(e, F_MGMT_ADDRESS, &n->addr);
	write_vlans(e, n);
	if (n->cut)
		event_bool(e, F_TRUNCATED, true);
	event_emit(d, e);
}

/** lldpd speaks EDP for the host that it runs on, and calls itself so. */
static bool is_lldpd(const struct neighbour *n)
{
	static const uint8_t version[] = {7, 6, 4, 99};

	return n->has_info && memcmp(n->version, version, sizeof(version)) == 0;
}

static struct identity identify(struct dissect *d, const struct neighbour *n)
{
	struct identity i = {.of = d->from,
		.evidence = SPAN_LIT("edp"),
		.name = n->name,
		.has_addr = n->has_addr,
		.addr = n->addr};

	if (is_lldpd(n))
		return i;
	i.is_equipment = true;
	i.vendor = SPAN_LIT("Extreme");
	if (n->has_info) /* what came before ExtremeXOS ended with version 8 */
		i.software = text_join(d->scratch,
			n->version[0] < 10 ? SPAN_LIT("ExtremeWare ") : SPAN_LIT("ExtremeXOS "),
			numbers(d->scratch, n->version, sizeof(n->version)));
	return i;
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct neighbour n = {0};
	uint32_t oui = cursor_be24(c);
	uint16_t pid = cursor_be16(c);

	if (!cursor_ok(c) || oui != OUI_EXTREME || pid != PID_EDP)
		return PARSE_LOST; /* another vendor's */
	if (!neighbour_read(c, &n)) {
		if (!d->truncated)
			anomaly_emit(d, "edp.malformed");
		return PARSE_LOST;
	}
	if (n.name.len || n.has_info || n.vlan_count) {
		struct identity known = identify(d, &n);
		write_event(d, &n);
		identity_emit(d, &known);
	}
	if ((n.malformed || n.cut) && !d->truncated)
		anomaly_emit(d, "edp.malformed");
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {0xaaaa, 0}; /* SNAP of a vendor's own */

const struct dissector dissector_edp = {
	.name = "edp",
	.title = "Extreme Discovery Protocol",
	.spec = "Extreme Networks EDP, version 1",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.frame = frame,
};
