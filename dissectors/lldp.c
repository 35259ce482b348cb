/*
 * lldp: Link Layer Discovery Protocol (IEEE 802.1AB): what a neighbour announces of itself. One
 * event and one identity a frame; no flow, no state.
 *
 *   TLV ::= type:7 length:9 value[length], from chassis id, port id, TTL to the end of LLDPDU
 */
#include "config.h"

#include "dissectors/common/sysdescr.h"
#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum {
	TLV_END,
	TLV_CHASSIS_ID,
	TLV_PORT_ID,
	TLV_TTL,
	TLV_PORT_DESCRIPTION,
	TLV_SYSTEM_NAME,
	TLV_SYSTEM_DESCRIPTION,
	TLV_CAPABILITIES,
	TLV_MANAGEMENT_ADDRESS,
	TLV_ORGANIZATION = 127
};

enum { OUI_8021 = 0x0080c2, OUI_MED = 0x0012bb };

enum { TLVS_MAX = 256, ADDRESSES_MAX = 8 };

enum field_id {
	F_CHASSIS_ID,
	F_CHASSIS_ID_TYPE,
	F_PORT_ID,
	F_PORT_ID_TYPE,
	F_TTL,
	F_PORT_DESCRIPTION,
	F_SYSTEM_NAME,
	F_SYSTEM_DESCRIPTION,
	F_PLATFORM,
	F_SOFTWARE,
	F_CAPABILITIES,
	F_ENABLED,
	F_MGMT_ADDRESS,
	F_MGMT_ADDRESSES,
	F_PORT_VLAN,
	F_MANUFACTURER,
	F_MODEL,
	F_SERIAL,
	F_TRUNCATED,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_CHASSIS_ID] = {"chassis_id", FIELD_TEXT, 0, "Identifies the neighbour"},
	[F_CHASSIS_ID_TYPE] = {"chassis_id_type", FIELD_TEXT, 0, "What kind of id that is"},
	[F_PORT_ID] = {"port_id", FIELD_TEXT, 0, "Identifies the port that sent the frame"},
	[F_PORT_ID_TYPE] = {"port_id_type", FIELD_TEXT, 0, "What kind of id that is"},
	[F_TTL] = {"ttl", FIELD_UINT, 0, "Seconds for which this is valid; 0 is a farewell"},
	[F_PORT_DESCRIPTION] = {"port_description", FIELD_TEXT, 0, "Description of the port"},
	[F_SYSTEM_NAME] = {"system_name", FIELD_TEXT, 0, "Name of the neighbour"},
	[F_SYSTEM_DESCRIPTION] = {"system_description", FIELD_TEXT, 0,
		"Hardware and software in the neighbour's words"},
	[F_PLATFORM] = {"platform", FIELD_TEXT, 0, "Platform, as the description tells it"},
	[F_SOFTWARE] = {"software", FIELD_TEXT, 0, "Software, as the description tells it"},
	[F_CAPABILITIES] = {"capabilities[]", FIELD_TEXT, 0, "What the neighbour can be"},
	[F_ENABLED] = {"capabilities_enabled[]", FIELD_TEXT, 0, "What it is set up to be"},
	[F_MGMT_ADDRESS] = {"mgmt_address", FIELD_ADDR, 0, "First management address"},
	[F_MGMT_ADDRESSES] = {"mgmt_addresses[]", FIELD_ADDR, 0,
		"All management addresses, where there are several"},
	[F_PORT_VLAN] = {"port_vlan", FIELD_UINT, 0, "VLAN of untagged frames (IEEE 802.1)"},
	[F_MANUFACTURER] = {"manufacturer", FIELD_TEXT, 0, "LLDP-MED inventory: manufacturer"},
	[F_MODEL] = {"model", FIELD_TEXT, 0, "LLDP-MED inventory: model"},
	[F_SERIAL] = {"serial", FIELD_TEXT, 0, "LLDP-MED inventory: serial number"},
	[F_TRUNCATED] = {"truncated", FIELD_BOOL, 0, "The frame was not seen whole"},
};

static const struct schema schema = {"lldp", fields, FIELD_COUNT, false};

static const char *const capability_names[] = {"other", "repeater", "bridge", "wlan_access_point",
	"router", "telephone", "docsis_cable_device", "station", "cvlan", "svlan",
	"two_port_relay"};

enum { CAPABILITY_BRIDGE = 1 << 2, CAPABILITY_TELEPHONE = 1 << 5, CAPABILITY_STATION = 1 << 7 };

/** An id with a subtype: of the chassis or of the port. */
struct id {
	uint8_t subtype;
	struct span value;
	bool seen;
};

struct neighbour {
	struct id chassis, port;
	uint16_t ttl, capabilities, enabled, port_vlan;
	bool has_ttl, has_capabilities, has_port_vlan;
	struct span port_description, name, description;
	struct span software, manufacturer, model, serial;
	struct addr addresses[ADDRESSES_MAX];
	uint8_t address_count;
	bool cut, malformed;
};

/* --- reading ------------------------------------------------------------------------------- */

static void keep_first(struct span *kept, struct span value)
{
	if (!kept->len)
		*kept = value;
}

static void id_read(struct id *id, struct cursor *c, struct neighbour *n)
{
	uint8_t subtype = cursor_u8(c);

	if (!cursor_ok(c) || !cursor_left(c)) {
		n->malformed = true;
		return;
	}
	if (!id->seen)
		*id = (struct id){subtype, cursor_rest(c), true};
}

/* An address behind its number of the IANA address family numbers. */
static bool address_read(struct span family_and_bytes, struct addr *ret)
{
	enum { FAMILY_IPV4 = 1, FAMILY_IPV6 };
	struct cursor c = cursor_of(family_and_bytes);
	uint8_t family = cursor_u8(&c);

	if (family == FAMILY_IPV4 && cursor_left(&c) == 4)
		*ret = addr_v4(c.p);
	else if (family == FAMILY_IPV6 && cursor_left(&c) == 16)
		*ret = addr_v6(c.p);
	else
		return false;
	return true;
}

/* length:8 family:8 address[length - 1] interface-numbering:8 interface:32 oid-length:8 oid */
static void management_read(struct cursor *c, struct neighbour *n)
{
	struct span address = cursor_span(c, cursor_u8(c));
	struct addr addr;

	cursor_skip(c, 5);
	cursor_skip(c, cursor_u8(c));
	if (!cursor_ok(c))
		n->malformed = true;
	if (n->address_count < ADDRESSES_MAX && address_read(address, &addr))
		n->addresses[n->address_count++] = addr;
}

static void organization_read(struct cursor *c, struct neighbour *n)
{
	enum { PORT_VLAN = 1 };
	enum { MED_SOFTWARE = 7, MED_SERIAL, MED_MANUFACTURER, MED_MODEL };
	uint32_t oui = cursor_be24(c);
	uint8_t subtype = cursor_u8(c);

	if (oui == OUI_8021 && subtype == PORT_VLAN) {
		n->port_vlan = cursor_be16(c);
		n->has_port_vlan = cursor_ok(c);
	} else if (oui == OUI_MED && subtype == MED_SOFTWARE) {
		keep_first(&n->software, cursor_rest(c));
	} else if (oui == OUI_MED && subtype == MED_SERIAL) {
		keep_first(&n->serial, cursor_rest(c));
	} else if (oui == OUI_MED && subtype == MED_MANUFACTURER) {
		keep_first(&n->manufacturer, cursor_rest(c));
	} else if (oui == OUI_MED && subtype == MED_MODEL) {
		keep_first(&n->model, cursor_rest(c));
	}
	if (!cursor_ok(c))
		n->malformed = true;
}

static void tlv_read(uint8_t type, struct cursor *c, struct neighbour *n)
{
	switch (type) {
	case TLV_CHASSIS_ID:
		id_read(&n->chassis, c, n);
		return;
	case TLV_PORT_ID:
		id_read(&n->port, c, n);
		return;
	case TLV_TTL:
		n->ttl = cursor_be16(c);
		n->has_ttl = cursor_ok(c);
		break;
	case TLV_PORT_DESCRIPTION:
		keep_first(&n->port_description, cursor_rest(c));
		return;
	case TLV_SYSTEM_NAME:
		keep_first(&n->name, cursor_rest(c));
		return;
	case TLV_SYSTEM_DESCRIPTION:
		keep_first(&n->description, cursor_rest(c));
		return;
	case TLV_CAPABILITIES:
		n->capabilities = cursor_be16(c);
		n->enabled = cursor_be16(c);
		n->has_capabilities = cursor_ok(c);
		break;
	case TLV_MANAGEMENT_ADDRESS:
		management_read(c, n);
		return;
	case TLV_ORGANIZATION:
		organization_read(c, n);
		return;
	default:
		return;
	}
	if (!cursor_ok(c))
		n->malformed = true;
}

static void neighbour_read(struct cursor *c, struct neighbour *n)
{
	for (int i = 0; i < TLVS_MAX; i++) {
		uint16_t head = cursor_be16(c);
		uint8_t type = (uint8_t)(head >> 9);
		struct cursor value = cursor_child(c, head & 0x1ff);
		if (!cursor_ok(c)) {
			n->cut = true;
			return;
		}
		if (type == TLV_END)
			return;
		tlv_read(type, &value, n);
	}
	n->malformed = true;
}

/* --- telling ------------------------------------------------------------------------------- */

static struct span mac_span(struct arena *arena, struct span value)
{
	char text[MAC_TEXT];
	struct mac mac;

	memcpy(mac.b, value.p, sizeof(mac.b));
	mac_text(&mac, text);
	return arena_copy(arena, span_of(text, MAC_TEXT - 1));
}

/* The text of an id: MAC and network addresses as such, anything else as text or hex. */
static struct span id_text(struct arena *arena, const struct id *id, uint8_t mac, uint8_t network)
{
	char text[ADDR_TEXT];
	struct addr addr;

	if (id->subtype == mac && id->value.len == 6)
		return mac_span(arena, id->value);
	if (id->subtype == network && address_read(id->value, &addr))
		return arena_copy(arena, span_of(text, addr_text(&addr, text)));
	return text_is_shown(id->value) ? id->value : text_hex(arena, "0x", id->value);
}

static void write_text(struct draft *e, uint16_t field, struct span text)
{
	while (text.len && text.p[text.len - 1] == 0)
		text.len--;
	if (text.len)
		event_text(e, field, text);
}

static void write_ids(struct arena *arena, struct draft *e, const struct neighbour *n)
{
	static const char *const chassis_types[] = {NULL, "chassis_component", "interface_alias",
		"port_component", "mac", "network", "interface_name", "local"};
	static const char *const port_types[] = {NULL, "interface_alias", "port_component", "mac",
		"network", "interface_name", "agent_circuit_id", "local"};
	enum { TYPES = 8, CHASSIS_MAC = 4, CHASSIS_NETWORK, PORT_MAC = 3, PORT_NETWORK };

	if (n->chassis.seen) {
		event_text(
			e, F_CHASSIS_ID, id_text(arena, &n->chassis, CHASSIS_MAC, CHASSIS_NETWORK));
		if (n->chassis.subtype < TYPES)
			write_text(
				e, F_CHASSIS_ID_TYPE, span_str(chassis_types[n->chassis.subtype]));
	}
	if (n->port.seen) {
		event_text(e, F_PORT_ID, id_text(arena, &n->port, PORT_MAC, PORT_NETWORK));
		if (n->port.subtype < TYPES)
			write_text(e, F_PORT_ID_TYPE, span_str(port_types[n->port.subtype]));
	}
}

static void write_capabilities(struct draft *e, uint16_t field, uint16_t bits)
{
	for (size_t i = 0; i < sizeof(capability_names) / sizeof(*capability_names); i++)
		if (bits >> i & 1)
			event_text(e, field, span_str(capability_names[i]));
}

static void write_event(struct dissect *d, const struct neighbour *n, const struct identity *known)
{
	struct draft *e = event_new(d, &schema);

	write_ids(d->scratch, e, n);
	if (n->has_ttl)
		event_uint(e, F_TTL, n->ttl);
	write_text(e, F_PORT_DESCRIPTION, n->port_description);
	write_text(e, F_SYSTEM_NAME, n->name);
	write_text(e, F_SYSTEM_DESCRIPTION, n->description);
	write_text(e, F_PLATFORM, known->platform);
	write_text(e, F_SOFTWARE, known->software);
	if (n->has_capabilities) {
		write_capabilities(e, F_CAPABILITIES, n->capabilities);
		write_capabilities(e, F_ENABLED, n->enabled);
	}
	if (n->address_count)
		event_addr(e, F_MGMT_ADDRESS, &n->addresses[0]);
	for (uint8_t i = 0; n->address_count > 1 && i < n->address_count; i++)
		event_addr(e, F_MGMT_ADDRESSES, &n->addresses[i]);
	if (n->has_port_vlan)
		event_uint(e, F_PORT_VLAN, n->port_vlan);
	write_text(e, F_MANUFACTURER, n->manufacturer);
	write_text(e, F_MODEL, n->model);
	write_text(e, F_SERIAL, n->serial);
	if (n->cut)
		event_bool(e, F_TRUNCATED, true);
	event_emit(d, e);
}

/*
 * Servers and telephones speak LLDP too, and a telephone bridges for the desk behind it: equipment
 * is what forwards otherwise, or does not say.
 */
static bool is_equipment(const struct neighbour *n)
{
	uint16_t is = n->enabled ? n->enabled : n->capabilities;

	if (is & CAPABILITY_TELEPHONE)
		is &= (uint16_t)~CAPABILITY_BRIDGE;
	return !n->has_capabilities || !is || (is & ~(CAPABILITY_STATION | CAPABILITY_TELEPHONE));
}

static struct identity identify(struct arena *arena, const struct neighbour *n)
{
	struct identity i = {.evidence = SPAN_LIT("lldp")};

	if (n->description.len)
		sysdescr_read(arena, n->description, &i);
	keep_first(&i.vendor, n->manufacturer);
	keep_first(&i.platform, n->model);
	keep_first(&i.software, n->software);
	i.name = n->name;
	i.is_equipment = is_equipment(n);
	if (n->address_count) {
		i.has_addr = true;
		i.addr = n->addresses[0];
	}
	return i;
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct neighbour n = {0};

	neighbour_read(c, &n);
	if (!n.chassis.seen && !n.name.len) {
		if (!d->truncated)
			anomaly_emit(d, "lldp.malformed");
		return PARSE_LOST;
	}
	struct identity known = identify(d->scratch, &n);
	known.of = d->from;
	write_event(d, &n, &known);
	bool whole = n.chassis.seen && n.port.seen && n.has_ttl;
	if ((n.malformed || n.cut || !whole) && !d->truncated)
		anomaly_emit(d, "lldp.malformed");
	if (!n.has_ttl || n.ttl)
		identity_emit(d, &known);
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {0x88cc, 0};

const struct dissector dissector_lldp = {
	.name = "lldp",
	.title = "Link Layer Discovery Protocol",
	.spec = "IEEE 802.1AB",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.frame = frame,
};
