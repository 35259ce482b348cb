/*
 * held: decided flows of which more will be known in a moment: the name by which they call their
 * server, the certificate that it shows. Each waits for that under its flow_id, a few seconds at
 * most, and is then given to who holds it. On the collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_HELD_H
#define SPANWATCH_RULES_JUDGE_HELD_H

#include "rules/judge/state.h"

enum { HELD_WAIT_S = 3 };

/** What is done with E, which was held; its JSON is gone. */
typedef void held_then(struct judge *j, const struct event *e);

/** CAP flows at most: for one more the oldest is given to THEN. NULL where there is no memory. */
struct held *held_new(uint32_t cap, held_then *then, struct judge *j);
void held_free(struct held *h);

/** Keeps E back. */
void held_keep(struct held *h, const struct event *e);

/** What the flow FLOW_ID waited for has come. */
void held_release(struct held *h, uint64_t flow_id);

/** Packet time moved on: those that waited long enough go. */
void held_advance(struct held *h, int64_t now_us);

/** Nobody waits any more. */
void held_finish(struct held *h);

#endif
