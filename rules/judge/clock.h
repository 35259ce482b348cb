/*
 * clock: the machine's clock was set under a running sensor. What judgement counts in seconds, and
 * what it waits for, moves with it, so that no span of time is shorter or longer than it was. What
 * happened at a date (first seen, windows, hours of the week) stays where it was. Collector's
 * thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_CLOCK_H
#define SPANWATCH_RULES_JUDGE_CLOCK_H

#include "rules/judge/state.h"

/** A moment that moved with the clock; 0 means that there was none. */
static inline int64_t clock_moved(int64_t ts_us, int64_t by_us)
{
	return ts_us ? ts_us + by_us : 0;
}

/* Each owner of a store moves its moments BY_US. */
void finding_shift(struct judge *j, int64_t by_us);
void rule_shift(struct judge *j, int64_t by_us);
void watch_shift(struct judge *j, int64_t by_us);
void beat_shift(struct judge *j, int64_t by_us);
void naming_shift(struct judge *j, int64_t by_us);
void cover_shift(struct judge *j, int64_t by_us);
void silence_shift(struct judge *j, int64_t by_us);

#endif
