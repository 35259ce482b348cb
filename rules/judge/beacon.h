/*
 * beacon: an element that calls the same port of the same host at even intervals, with jitter, for
 * hours, however rarely. Looks at flows that no permit covers: at their starts, and, where a flow
 * lives for long, at what it carries now and then. What came before is kept in beat.h.
 */
#ifndef SPANWATCH_RULES_JUDGE_BEACON_H
#define SPANWATCH_RULES_JUDGE_BEACON_H

#include "rules/judge/watch.h"

/**
 * Notes the start of a flow from W->from, an element, to W->to; tells when it beats evenly, softly
 * where a permit that names nobody covers it.
 */
void beacon_note(struct judge *j, const struct watched *w, bool permitted);

/** False for protocols that keep time of their own accord: polls, logs, routing, clocks. */
bool beacon_concerns(const char *app);

/** EVENT_FLOW_COUNTS of a flow whose client is an element: what its calls carry. */
void beacon_counts(struct judge *j, const struct event *e);

#endif
