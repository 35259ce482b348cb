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

/**
 * Reads an announcement from its version on; false where it is of no known version or names nobody.
 *
 *   version:8 ttl:8 checksum:16, then TLVs of type:16 length:16 value[length - 4]
 */
bool cdp_read(struct cursor *c, struct cdp_neighbour *ret);

/** States TEXT as FIELD, where there is any. */
void cdp_text(struct draft *e, uint16_t field, struct span text);

#endif
