/*
 * flow: default deny: may these two speak? Looks at a flow once, when its protocol is known or
 * given up, and counts what it carries.
 */
#ifndef SPANWATCH_RULES_JUDGE_FLOW_H
#define SPANWATCH_RULES_JUDGE_FLOW_H

#include "rules/judge/watch.h"

void flow_decided(struct judge *j, const struct event *e);
void flow_counts(struct judge *j, const struct event *e);

/** What default deny never judges; a flow that another one announced is judged with that one. */
bool flow_is_exempt(const struct place *place);

/** The flow FLOW_ID has said by what name it calls its server. */
void flow_named(struct judge *j, uint64_t flow_id);

/** Packet time moved on: flows that waited long enough for what was still to come are judged. */
void flow_advance(struct judge *j);
/** The end of the run, or the clock was set: all are. */
void flow_finish(struct judge *j);

/** Takes the memory; false when there is none. */
bool flow_open(struct judge *j);
void flow_close(struct judge *j);

#endif
