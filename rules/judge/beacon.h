/*
 * beacon: an element that calls the same port of the same host at even intervals, with jitter, for
 * hours, however rarely. Looks at flows that no permit covers: at their starts, and, where a flow
 * lives for long, at what it carries now and then. 176 bytes a pair, JUDGE_BEATS pairs; the pair
 * that was silent for longest goes first.
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

/** What the pair of E's flow has done so far: since when, how often, how much, how regularly. */
void beacon_use(const struct judge *j, const struct event *e, struct far *ret);

/** Takes the memory; false when there is none. */
bool beacon_open(struct judge *j);

#endif
