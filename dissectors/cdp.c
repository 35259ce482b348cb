/*
 * cdp: Cisco Discovery Protocol, versions 1 and 2 (SNAP 00-00-0c, type 0x2000): what a neighbour
 * announces of itself. One event and one identity a frame; no flow, no state.
 *
 *   version:8 ttl:8 checksum:16, then TLVs of type:16 length:16 value[length - 4]
 */
#include "config.h"

#include "dissectors/common/sysdescr.h"
#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum {
	TLV_DEVICE_ID = 0x01,
	TLV_ADDRESSES = 0x02,
	TLV_PORT_ID = 0x03,
	TLV_CAPABILITIES = 0x04,
	TLV_VERSION = 0x05,
	TLV_PLATFORM = 0x06,
	TLV_VTP_DOMAIN = 0x09,
	TLV_NATIVE_VLAN = 0x0a,
	TLV_DUPLEX = 0x0b,
	TLV_VOICE_VLAN = 0x0e,
	TLV_SYSTEM_NAME = 0x14,
	TLV_MGMT_ADDRESSES = 0x16
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
	F_NATIVE_VLAN,
	F_VOICE_VLAN,
	F_VTP_DOMAIN,
	F_DUPLEX,
	F_SNMP_NAME,
	F_TRUNCATED,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_VERSION] = {"version", FIELD_UINT, 0, "Version of CDP"},
	[F_TTL] = {"ttl", FIELD_UINT, 0, "Seconds for which this is valid; 0 is a farewell"},
	[F_SYSTEM_NAME] = {"system_name", FIELD_TEXT, 0, "Device id"},
	[F_SYSTEM_DESCRIPTION] = {"system_description", FIELD_TEXT, 0,
		"Software version in the neighbour's words"},
	[F_PLATFORM] = {"platform", FIELD_TEXT, 0, "Hardware platform"},
	[F_SOFTWARE] = {"software", FIELD_TEXT, 0, "Software, as the description tells it"},
	[F_PORT_ID] = {"port_id", FIELD_TEXT, 0, "Port that sent the frame"},
	[F_MGMT_ADDRESS] = {"mgmt_address", FIELD_ADDR, 0,
		"First management address, or first address where none is for management"},
	[F_ADDRESSES] = {"addresses[]", FIELD_ADDR, 0, "Addresses of the neighbour"},
	[F_CAPABILITIES] = {"capabilities[]", FIELD_TEXT, 0, "What the neighbour is"},
	[F_NATIVE_VLAN] = {"native_vlan", FIELD_UINT, 0, "VLAN of untagged frames"},
	[F_VOICE_VLAN] = {"voice_vlan", FIELD_UINT, 0, "VLAN offered to telephones"},
	[F_VTP_DOMAIN] = {"vtp_domain", FIELD_TEXT, 0, "VLAN Trunking Protocol domain"},
	[F_DUPLEX] = {"duplex", FIELD_TEXT, 0, "half or full"},
	[F_SNMP_NAME] = {"snmp_name", FIELD_TEXT, 0,
		"sysName, where it is told beside the device id"},
	[F_TRUNCATED] = {"truncated", FIELD_BOOL, 0, "The frame was not seen whole"},
};

static const struct schema schema = {"cdp", fields, FIELD_COUNT, false};

static const char *const capability_names[] = {"router", "transparent_bridge",
	"source_route_bridge", "switch", "host", "igmp", "repeater", "voip_phone",
	"remotely_managed", "cvta_camera", "two_port_mac_relay"};

enum { CAPABILITY_HOST = 1 << 4, CAPABILITY_PHONE = 1 << 7, CAPABILITY_RELAY = 1 << 10 };

struct addresses {
	struct addr addr[ADDRESSES_MAX];
	uint8_t count;
};

struct neighbour {
	uint8_t version, ttl, duplex;
	struct span device_id, port_id, software, platform, vtp_domain, snmp_name;
	uint32_t capabilities;
	uint16_t native_vlan, voice_vlan;
	bool has_capabilities, has_native_vlan, has_voice_vlan, has_duplex;
	struct addresses own, management;
	bool cut, malformed;
};

/* --- reading ------------------------------------------------------------------------------- */

/* protocol-type:8 protocol-length:8 protocol[] address-length:16 address[] */
static void address_read(struct cursor *c, struct addresses *ret)
{
	static const uint8_t ipv6[] = {0xaa, 0xaa, 3, 0, 0, 0, 0x86, 0xdd};
	enum { NLPID = 1, NLPID_IP = 0xcc };
	uint8_t type = cursor_u8(c);
	struct span protocol = cursor_span(c, cursor_u8(c));
	struct span address = cursor_span(c, cursor_be16(c));

	if (!cursor_ok(c) || ret->count == ADDRESSES_MAX)
		return;
	bool is_ip = type == NLPID && protocol.len == 1 && protocol.p[0] == NLPID_IP;
	if (is_ip && address.len == 4)
		ret->addr[ret->count++] = addr_v4(address.p);
	else if (span_eq(protocol, span_of(ipv6, sizeof(ipv6))) && address.len == 16)
		ret->addr[ret->count++] = addr_v6(address.p);
}

static void addresses_read(struct cursor *c, struct addresses *ret, struct neighbour *n)
{
	uint32_t count = cursor_be32(c);

	for (uint32_t i = 0; i < count && cursor_left(c); i++)
		address_read(c, ret);
	if (!cursor_ok(c))
		n->malformed = true;
}

static bool number_read(struct cursor *c, uint16_t *ret, struct neighbour *n)
{
	*ret = cursor_be16(c);
	n->malformed |= !cursor_ok(c);
	return cursor_ok(c);
}

static void tlv_read(uint16_t type, struct cursor *c, struct neighbour *n)
{
	switch (type) {
	case TLV_DEVICE_ID:
		n->device_id = cursor_rest(c);
		break;
	case TLV_ADDRESSES:
		addresses_read(c, &n->own, n);
		break;
	case TLV_PORT_ID:
		n->port_id = cursor_rest(c);
		break;
	case TLV_CAPABILITIES:
		n->capabilities = cursor_be32(c);
		n->has_capabilities = cursor_ok(c);
		break;
	case TLV_VERSION:
		n->software = cursor_rest(c);
		break;
	case TLV_PLATFORM:
		n->platform = cursor_rest(c);
		break;
	case TLV_VTP_DOMAIN:
		n->vtp_domain = cursor_rest(c);
		break;
	case TLV_NATIVE_VLAN:
		n->has_native_vlan = number_read(c, &n->native_vlan, n);
		break;
	case TLV_DUPLEX:
		n->duplex = cursor_u8(c);
		n->has_duplex = cursor_ok(c);
		break;
	case TLV_VOICE_VLAN:
		cursor_skip(c, 1); /* what the VLAN is for */
		n->has_voice_vlan = cursor_left(c) >= 2 && number_read(c, &n->voice_vlan, n);
		break;
	case TLV_SYSTEM_NAME:
		n->snmp_name = cursor_rest(c);
		break;
	case TLV_MGMT_ADDRESSES:
		addresses_read(c, &n->management, n);
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
	while (text.len && text.p[text.len - 1] == 0)
		text.len--;
	if (text.len)
		event_text(e, field, text);
}

static const struct addr *first_address(const struct neighbour *n)
{
	if (n->management.count)
		return &n->management.addr[0];
	return n->own.count ? &n->own.addr[0] : NULL;
}

static void write_addresses(struct draft *e, const struct neighbour *n)
{
	const struct addr *first = first_address(n);

	if (first)
		event_addr(e, F_MGMT_ADDRESS, first);
	for (uint8_t i = 0; i < n->own.count; i++)
		event_addr(e, F_ADDRESSES, &n->own.addr[i]);
}

static void write_capabilities(struct draft *e, const struct neighbour *n)
{
	for (size_t i = 0; i < sizeof(capability_names) / sizeof(*capability_names); i++)
		if (n->has_capabilities && (n->capabilities >> i & 1))
			event_text(e, F_CAPABILITIES, span_str(capability_names[i]));
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
	write_addresses(e, n);
	write_capabilities(e, n);
	if (n->has_native_vlan)
		event_uint(e, F_NATIVE_VLAN, n->native_vlan);
	if (n->has_voice_vlan)
		event_uint(e, F_VOICE_VLAN, n->voice_vlan);
	write_text(e, F_VTP_DOMAIN, n->vtp_domain);
	if (n->has_duplex)
		event_text(e, F_DUPLEX, n->duplex ? SPAN_LIT("full") : SPAN_LIT("half"));
	write_text(e, F_SNMP_NAME, n->snmp_name);
	if (n->cut)
		event_bool(e, F_TRUNCATED, true);
	event_emit(d, e);
}

/* Hypervisors and telephones speak CDP too: only what can forward or does not say is equipment. */
static bool is_equipment(const struct neighbour *n)
{
	const uint32_t hosts = CAPABILITY_HOST | CAPABILITY_PHONE | CAPABILITY_RELAY;

	return !n->has_capabilities || !n->capabilities || (n->capabilities & ~hosts);
}

static struct identity identify(struct arena *arena, const struct neighbour *n)
{
	struct identity i = {.evidence = SPAN_LIT("cdp")};

	sysdescr_read(arena, n->software, &i);
	if (span_starts_nocase(n->platform, SPAN_LIT("cisco "))) {
		i.vendor = SPAN_LIT("Cisco");
		i.platform = span_trim(span_sub(n->platform, 6, n->platform.len));
	} else if (n->platform.len) {
		i.platform = n->platform;
	}
	i.name = n->device_id;
	i.is_equipment = is_equipment(n);
	if (first_address(n)) {
		i.has_addr = true;
		i.addr = *first_address(n);
	}
	return i;
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct neighbour n = {0};

	if (!neighbour_read(c, &n)) {
		if (!d->truncated)
			anomaly_emit(d, "cdp.malformed");
		return PARSE_LOST;
	}
	struct identity known = identify(d->scratch, &n);
	known.of = d->from;
	write_event(d, &n, &known);
	if ((n.malformed || n.cut) && !d->truncated)
		anomaly_emit(d, "cdp.malformed");
	if (n.ttl)
		identity_emit(d, &known);
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {0x2000, 0};

const struct dissector dissector_cdp = {
	.name = "cdp",
	.title = "Cisco Discovery Protocol",
	.spec = "Cisco CDP, versions 1 and 2",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.frame = frame,
};
