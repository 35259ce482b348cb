/*
 * prefixes: finds the longest prefix that holds an address, by realm. Filled while a policy is
 * loaded, then only asked, by workers and by the collector. One hash probe for each prefix length
 * that is in use, so the time is bounded by the lengths and not by the number of prefixes.
 */
#ifndef SPANWATCH_RULES_POLICY_PREFIXES_H
#define SPANWATCH_RULES_POLICY_PREFIXES_H

#include "sensor/base/addr.h"

enum { PREFIX_NONE = UINT32_MAX };

struct prefix {
	struct addr addr;
	uint16_t space;
	uint8_t bits;    /* of the 128: an IPv4 prefix of length n has 96 + n */
	uint32_t parent; /* the next shorter prefix around this one, or PREFIX_NONE */
};

/* Which lengths are in use, for IPv4 and IPv6 of one realm. */
struct prefix_lengths {
	uint64_t mask[2][3];
};

/** All zero is empty. */
struct prefixes {
	struct prefix *items;
	uint32_t count, cap;
	uint32_t *slots; /* hash table: index + 1 of an item, 0 where free */
	uint32_t slot_count;
	struct prefix_lengths *lengths; /* by realm */
	uint32_t space_count;
};

/** Takes memory for SPACE_COUNT realms; false when there is none. */
bool prefixes_init(struct prefixes *p, uint32_t space_count);

/** Number of the prefix ADDR/BITS of SPACE, which is added if need be; PREFIX_NONE without memory.
 */
uint32_t prefixes_add(struct prefixes *p, uint16_t space, const struct addr *addr, unsigned bits);

/** Finds the parents, once all prefixes are there. */
void prefixes_link(struct prefixes *p);

/** Number of the longest prefix that holds ADDR, or PREFIX_NONE. */
uint32_t prefixes_find(const struct prefixes *p, uint16_t space, const struct addr *addr);

void prefixes_free(struct prefixes *p);

/** Reads "10.0.0.0/8", "2001:db8::/32", "10.0.0.1"; what is wrong is said in words, or NULL. */
const char *prefix_parse(struct span text, struct addr *ret_addr, unsigned *ret_bits);

#endif
