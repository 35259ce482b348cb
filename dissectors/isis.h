/*
 * isis: what the files of the IS-IS dissector share: isis.c reads headers, isis_tlv.c what stands
 * behind them.
 */
#ifndef SPANWATCH_DISSECTORS_ISIS_H
#define SPANWATCH_DISSECTORS_ISIS_H

#include "sensor/dissector.h"

enum isis_field {
	ISIS_F_TYPE,
	ISIS_F_LEVEL,
	ISIS_F_SYSTEM_ID,
	ISIS_F_HOLD_S,
	ISIS_F_PRIORITY,
	ISIS_F_LAN_ID,
	ISIS_F_LSP_ID,
	ISIS_F_SEQUENCE,
	ISIS_F_LIFETIME_S,
	ISIS_F_OVERLOAD,
	ISIS_F_HOSTNAME,
	ISIS_F_AUTH,
	ISIS_F_PASSWORD,
	ISIS_F_AREAS,
	ISIS_F_ADDRESSES,
	ISIS_F_NEIGHBORS,
	ISIS_F_PREFIXES,
	ISIS_F_LSP_COUNT,
	ISIS_F_COUNT
};

enum { ISIS_ID = 6, ISIS_TEXT = 64, ISIS_SHOWN = 64 };

/** What the TLVs of a PDU told beside the facts. */
struct isis_known {
	struct span hostname;
	bool has_addr, has_auth;
	uint32_t entries; /* LSPs that are listed */
	struct addr addr;
};

/** The next fact: an id as "1921.6800.1001", with ".00" and "-00" behind it where it is longer. */
void isis_id(struct draft *e, struct arena *arena, uint16_t field, struct span id);

/** Tells the TLVs up to C's end; false where they are broken. */
bool isis_tlvs(struct draft *e, struct arena *arena, struct cursor *c, struct isis_known *known);

#endif
