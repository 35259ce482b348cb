/*
 * beacon: an element that calls the same port of the same host at even intervals. Looks at the
 * starts of flows that no permit covers; calls more often than a flow's idle time-out are one flow
 * and not seen here.
 */
#ifndef SPANWATCH_RULES_JUDGE_BEACON_H
#define SPANWATCH_RULES_JUDGE_BEACON_H

#include "rules/judge/watch.h"

/** Notes the start of a flow from W->from, an element, to W->to; tells when it beats evenly. */
void beacon_note(struct judge *j, const struct watched *w);

/** Takes the memory; false when there is none. */
bool beacon_open(struct judge *j);

#endif
