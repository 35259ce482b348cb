/*
 * cdp: Cisco Discovery Protocol, versions 1 and 2 (SNAP 00-00-0c, type 0x2000): what a neighbour
 * announces of itself. One event and one identity a frame; no flow, no state.
 */
#include "config.h"

#include "dissectors/cdp.h"

enum field_id {
	F_CAPABILITIES = CDP_F_COUNT,
	F_NATIVE_VLAN,
	F_VOICE_VLAN,
	F_VTP_DOMAIN,
	F_DUPLEX,
	F_SNMP_NAME,
	F_TRUNCATED,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	CDP_FIELDS,
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

static void write_capabilities(struct draft *e, const struct cdp_neighbour *n)
{
	for (size_t i = 0; i < sizeof(capability_names) / sizeof(*capability_names); i++)
		if (n->capabilities >> i & 1)
			event_text(e, F_CAPABILITIES, span_str(capability_names[i]));
}

static void tell(struct draft *e, const struct cdp_neighbour *n)
{
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
}

/* Hypervisors and telephones speak CDP too: only what can forward or does not say is equipment. */
static bool is_equipment(const struct cdp_neighbour *n)
{
	const uint32_t hosts = CAPABILITY_HOST | CAPABILITY_PHONE | CAPABILITY_RELAY;

	return !n->capabilities || (n->capabilities & ~hosts);
}

static void judge(const struct cdp_neighbour *n, struct identity *known)
{
	if (span_starts_nocase(n->platform, SPAN_LIT("cisco "))) {
		known->vendor = SPAN_LIT("Cisco");
		known->platform = span_trim(span_sub(n->platform, 6, n->platform.len));
	}
	known->is_equipment = is_equipment(n);
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	static const struct cdp_dialect cisco = {&schema, "cdp", "cdp.malformed", tell, judge};

	return cdp_frame(d, c, &cisco);
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
