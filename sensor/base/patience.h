/*
 * patience: waiting on a condition for so long and no longer, by the clock that nobody sets: who
 * sleeps by the clock on the wall sleeps for hours when it is set back.
 */
#ifndef SPANWATCH_BASE_PATIENCE_H
#define SPANWATCH_BASE_PATIENCE_H

#include <pthread.h>
#include <time.h>

/** A condition whose pthread_cond_timedwait() takes what patience_until() gives. 0 or -errno. */
int patience_init(pthread_cond_t *condition);

/** The moment MS milliseconds from now. */
struct timespec patience_until(unsigned ms);

#endif
