/*
 * wait: looks for the end of a message in a stream without looking twice at any byte: where it is
 * not there yet, the next call goes on behind what was looked at (`seen` of struct dissect). Who
 * looks for something else in the same bytes calls wait_forget first. On a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_WAIT_H
#define SPANWATCH_DISSECTORS_COMMON_WAIT_H

#include "sensor/dissector.h"

/** How many bytes at the front of HELD, which is all that is unused, were looked at in vain. */
uint32_t wait_seen(const struct dissect *d, struct span held);

/** The first SEEN bytes of HELD need not be looked at again. */
void wait_mark(struct dissect *d, struct span held, uint32_t seen);

void wait_forget(struct dissect *d);

/** cursor_line: false, and nothing consumed, while the line has no end. */
bool wait_line(struct dissect *d, struct cursor *c, struct span *ret);

/** Where WHAT begins in HELD, which is all that is unused; -1 while it is not there whole. */
int64_t wait_find(struct dissect *d, struct span held, struct span what);

#endif
