/*
 * alias_claim: the words by which an address becomes an element's further one (alias.h), and how
 * far each is believed:
 *
 * - what the policy names, a public service, and what is no host's is never taken;
 * - what an element says of itself and what it routes to is believed; a name on the link, and an
 *   identifier that merely looks like an address, wait for a second witness: another protocol, or
 *   a packet from that address which came from the same MAC over as many hops as the word itself;
 * - who else claims an address within a day makes a conflict that is told: it is then nobody's,
 *   unless only one of the two has proof;
 * - an element has ALIAS_MOST of them at most.
 *
 * On the collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_ALIAS_CLAIM_H
#define SPANWATCH_RULES_JUDGE_ALIAS_CLAIM_H

#include "rules/judge/alias.h"

struct alias_claim {
	struct addr addr, home;
	enum alias_proof proof;
	unsigned source; /* its number, below ALIAS_SOURCES */
};

/** E says that ADDR belongs to the element at HOME, both in the space of E. */
void alias_hear(struct judge *j, const struct event *e, const struct alias_claim *c);

/** E may be a packet from an address that waits for its second witness. */
void alias_witness(struct judge *j, const struct event *e);

#endif
