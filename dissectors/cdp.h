/*
 * cdp: what an announcement of CDP says, and one of FDP, which is laid out alike. Used by cdp.c and
 * fdp.c on a worker's thread; no state.
 */
#ifndef SPANWATCH_DISSECTORS_CDP_H
#define SPANWATCH_DISSECTORS_CDP_H

#include "sensor/dissector.h"

enum { CDP_ADDRESSES_MAX = 8 };

struct cdp_addresses {
	struct addr addr[CDP_ADDRESSES_MAX];
	uint8_t count;
};

/** Spans point into the frame and are without the zeros behind a text; empty: not said. */
struct cdp_neighbour {
	uint8_t version, ttl, duplex;
	struct span device_id, port_id, software, platform, vtp_domain, snmp_name;
	struct span capability; /* of FDP: a word */
	uint32_t capabilities;  /* of CDP: a bit for each; 0: not said */
	uint16_t native_vlan, voice_vlan;
	bool has_native_vlan, has_voice_vlan, has_duplex;
	struct cdp_addresses own, management;
	bool cut, malformed; /* a TLV that reaches past the frame; one that cannot be */
};

/** The fields that both have; those of a dialect stand behind them. */
enum cdp_field {
	CDP_F_VERSION,
	CDP_F_TTL,
	CDP_F_SYSTEM_NAME,
	CDP_F_SYSTEM_DESCRIPTION,
	CDP_F_PLATFORM,
	CDP_F_SOFTWARE,
	CDP_F_PORT_ID,
	CDP_F_MGMT_ADDRESS,
	CDP_F_ADDRESSES,
	CDP_F_COUNT
};

#define CDP_FIELDS                                                                                 \
	[CDP_F_VERSION] = {"version", FIELD_UINT, 0, "Version of the protocol"},                   \
	[CDP_F_TTL] = {"ttl", FIELD_UINT, 0, "Seconds for which this is valid; 0 is a farewell"},  \
	[CDP_F_SYSTEM_NAME] = {"system_name", FIELD_TEXT, 0, "Device id"},                         \
	[CDP_F_SYSTEM_DESCRIPTION] = {"system_description", FIELD_TEXT, 0,                         \
		"Software version in the neighbour's words"},                                      \
	[CDP_F_PLATFORM] = {"platform", FIELD_TEXT, 0, "Hardware platform"},                       \
	[CDP_F_SOFTWARE] = {"software", FIELD_TEXT, 0, "Software, as the description tells it"},   \
	[CDP_F_PORT_ID] = {"port_id", FIELD_TEXT, 0, "Port that sent the frame"},                  \
	[CDP_F_MGMT_ADDRESS] = {"mgmt_address", FIELD_ADDR, 0,                                     \
		"First management address, or first address where none is for management"},        \
	[CDP_F_ADDRESSES] = {"addresses[]", FIELD_ADDR, 0, "Addresses of the neighbour"}

/** What one of the two says in its own way. */
struct cdp_dialect {
	const struct schema *schema;
	const char *evidence, *malformed; /* of the identity; the anomaly */
	/* the fields behind CDP_F_COUNT */
	void (*tell)(struct draft *e, const struct cdp_neighbour *n);
	/* vendor and whether it is equipment */
	void (*judge)(const struct cdp_neighbour *n, struct identity *known);
};

/** Reads the announcement that C stands on and tells event and identity. */
enum parse cdp_frame(struct dissect *d, struct cursor *c, const struct cdp_dialect *of);

/** States TEXT as FIELD, where there is any. */
void cdp_text(struct draft *e, uint16_t field, struct span text);

#endif
