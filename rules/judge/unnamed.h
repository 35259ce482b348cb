/*
 * unnamed: flows that no permit covers as far as is known, but one might by the name of the far
 * end: the flow itself is about to say it (a TLS hello that takes two segments, the first request
 * of HTTP). They are judged when the name comes, and after a few seconds without one.
 */
#ifndef SPANWATCH_RULES_JUDGE_UNNAMED_H
#define SPANWATCH_RULES_JUDGE_UNNAMED_H

#include "rules/judge/state.h"

enum { UNNAMED_WAIT_S = 3 };

/** Keeps the EVENT_FLOW_DECIDED E back when its name may still come. True when it did. */
bool unnamed_hold(struct judge *j, const struct event *e);

/** The flow FLOW_ID has said its name. */
void unnamed_named(struct judge *j, uint64_t flow_id);

/** Packet time moved on: those that waited long enough are judged. */
void unnamed_advance(struct judge *j);
/** The end of the run: all are. */
void unnamed_finish(struct judge *j);

/** Takes the memory; false when there is none. */
bool unnamed_open(struct judge *j);

#endif
