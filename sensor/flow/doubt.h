/*
 * doubt: segments that a sensor sees and their receiver drops: sent to hide others of the same
 * numbers from who reads along. What a receiver does cannot be known for certain: a doubtful
 * segment waits in its stream (stream.h) for a better one or for its acknowledgement. Private to
 * sensor/flow; called for segments with bytes or a FIN whose stream is read.
 */
#ifndef SPANWATCH_FLOW_DOUBT_H
#define SPANWATCH_FLOW_DOUBT_H

#include "sensor/flow/flow.h"
#include "sensor/flow/stream.h"

/** What the SYN P of FROM tells of the segments that follow: kept in F. */
void doubt_syn(struct flow *f, enum side from, const struct packet *p);

/** What doubt_syn kept, for a stream of F that begins. */
void doubt_begin(const struct flow *f, struct stream *s);

/** How likely F's receiver drops P, which FROM sent; 0: it does not. */
uint16_t doubt_of(const struct flow *f, struct stream *s, enum side from, const struct packet *p);

/** A FIN of F that S did not accept, or not yet, is no FIN of the flow. */
void doubt_fins(struct flow *f, const struct stream *s);

#endif
