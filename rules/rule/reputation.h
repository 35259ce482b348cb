/*
 * reputation: what lists say of addresses, for the keyword iprep: categories, and for addresses and
 * prefixes a score from 0 to 127 in some of them. Read while rules are read, then constant.
 *
 *   categories   1,BadHosts,Known bad hosts
 *   files        192.0.2.1,1,80        (address or prefix, number of the category, score)
 */
#ifndef SPANWATCH_RULES_RULE_REPUTATION_H
#define SPANWATCH_RULES_RULE_REPUTATION_H

#include "sensor/base/addr.h"
#include "sensor/base/diag.h"

enum { REPUTATION_CATEGORIES = 60, REPUTATION_MOST = 127 };

struct reputation;

/** NULL where a file has a fault, which DIAG was told, or without memory. */
struct reputation *reputation_read(
	const char *categories, const char *const *files, unsigned count, struct diag *diag);
void reputation_free(struct reputation *r);

/** Number of the category NAME, or -1. */
int reputation_category(const struct reputation *r, struct span name);

/** Score of A in CATEGORY: of the longest prefix that has one; 0 where there is none. */
uint8_t reputation_of(const struct reputation *r, unsigned category, const struct addr *a);

#endif
