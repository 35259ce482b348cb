/*
 * cdp: Cisco Discovery Protocol, versions 1 and 2 (SNAP 00-00-0c, type 0x2000): what a neighbour
 * announces of itself. One event and one identity a frame; no flow, no state.
 */
#include "config.h"

#include "dissectors/cdp.h"
#include "dissectors/common/sysdescr.h"

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

/* --- telling ------------------------------------------------------------------------------- */

static const struct addr *first_address(const struct cdp_neighbour *n)
{
	if (n->management.count)
		return &n->management.addr[0];
	return n->own.count ? &n->own.addr[0] : NULL;
}

static void write_addresses(struct draft *e, const struct cdp_neighbour *n)
{
	const struct addr *first = first_address(n);

	if (first)
		event_addr(e, F_MGMT_ADDRESS, first);
	for (uint8_t i = 0; i < n->own.count; i++)
		event_addr(e, F_ADDRESSES, &n->own.addr[i]);
}

static void write_capabilities(struct draft *e, const struct cdp_neighbour *n)
{
	for (size_t i = 0; i < sizeof(capability_names) / sizeof(*capability_names); i++)
		if (n->capabilities >> i & 1)
			event_text(e, F_CAPABILITIES, span_str(capability_names[i]));
}

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
	write_addresses(e, n);
	write_capabilities(e, n);
	if (n->has_native_vlan)
		event_uint(e, F_NATIVE_VLAN, n->native_vlan);
	if (n->has_voice_vlan)
		event_uint(e, F_VOICE_VLAN, n->voice_vlan);
	cdp_text(e, F_VTP_DOMAIN, n->vtp_domain);
	if (n->has_duplex)
		event_text(e, F_DUPLEX, n->duplex ? SPAN_LIT("full") : SPAN_LIT("half"));
	cdp_text(e, F_SNMP_NAME, n->snmp_name);
	if (n->cut)
		event_bool(e, F_TRUNCATED, true);
	event_emit(d, e);
}

/* Hypervisors and telephones speak CDP too: only what can forward or does not say is equipment. */
static bool is_equipment(const struct cdp_neighbour *n)
{
	const uint32_t hosts = CAPABILITY_HOST | CAPABILITY_PHONE | CAPABILITY_RELAY;

	return !n->capabilities || (n->capabilities & ~hosts);
}

static struct identity identify(struct arena *arena, const struct cdp_neighbour *n)
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
	struct cdp_neighbour n = {0};

	if (!cdp_read(c, &n)) {
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
