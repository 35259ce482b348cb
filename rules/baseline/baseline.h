/*
 * baseline: what is normal for an element: whom it calls and who calls it, over which protocols and
 * ports, how many flows and how many bytes in each hour of the week. Learned online from everything
 * that is seen under a policy, told from the end of the learning period on, and kept over restarts.
 * Fixed memory for each element (about 3.3 KB); the least lately seen goes first. Collector's
 * thread; time is packet time.
 */
#ifndef SPANWATCH_RULES_BASELINE_H
#define SPANWATCH_RULES_BASELINE_H

#include "rules/judge/watch.h"

enum {
	BASELINE_ELEMENTS = 16384,
	BASELINE_LEARN_DAYS = 7, /* where nobody says how long an element is learned */
	BASELINE_PEERS = 48,     /* more than these, and single ones say nothing */
	BASELINE_SERVICES = 32,
	BASELINE_NEWS = 8 /* first-seen findings of an element in a day */
};

struct baseline;

/** Takes the memory; false when there is none. */
bool baseline_open(struct judge *j);
void baseline_close(struct judge *j);

/** A flow that default deny looked at; PERMITTED: a permit covers it. */
void baseline_flow(struct judge *j, const struct watched *w, bool permitted);

/** Element P sent and received BYTES in a flow, up to TS_US; E tells where. */
void baseline_bytes(struct judge *j, const struct party *p, const struct event *e, uint64_t bytes);

/** Memory given up for newer. */
uint64_t baseline_forgotten(const struct judge *j);

#endif
