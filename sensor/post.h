/*
 * post: events on their way from a lane to the collector: packed into a ring, with their texts
 * behind them. The lane's thread packs, the collector's unpacks in place.
 */
#ifndef SPANWATCH_POST_H
#define SPANWATCH_POST_H

#include "sensor/base/ring.h"
#include "sensor/event.h"

/**
 * Puts E into R. False when there is no room (KEEP: also none in the reserve) or when it could
 * never fit.
 */
bool post_put(struct ring *r, const struct event *e, bool keep);

/** The oldest event, in place and valid until post_drop; NULL when the ring is empty. */
const struct event *post_peek(struct ring *r);
void post_drop(struct ring *r);

/** True for what must not be lost when the ring is nearly full: actions, decisions, signals. */
bool post_must_keep(const struct event *e);

#endif
