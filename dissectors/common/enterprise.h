/*
 * enterprise: vendors by IANA private enterprise number, as sysObjectID, SNMP engine ids and
 * RADIUS carry them. Called by dissectors on a worker; all text is static.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_ENTERPRISE_H
#define SPANWATCH_DISSECTORS_COMMON_ENTERPRISE_H

#include "sensor/base/span.h"

struct enterprise {
	uint32_t number;
	const char *vendor;
	bool equipment; /* makes network equipment: its number on an agent speaks of an element */
};

/** The vendor with NUMBER, or NULL. */
const struct enterprise *enterprise_find(uint32_t number);

/** The vendor of a dotted OID under 1.3.6.1.4.1, or NULL. */
const struct enterprise *enterprise_of_oid(struct span dotted);

#endif
