/*
 * cost: what a piece of work costs, for tests that hold it to growing no faster than its input:
 * instructions, so that a busy machine changes nothing, and where those cannot be counted the least
 * processor time of many tries.
 */
#ifndef SPANWATCH_TESTS_COST_H
#define SPANWATCH_TESTS_COST_H

#include "sensor/base/span.h"

#include <check.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { COST_RATIO_MAX = 250, COST_FLOOR = 100000 };  /* per cent; below, the start is what costs */
enum { COST_TRIES = 2, COST_TRIES_MAX = 120 };       /* the more, the nearer to the limit */
enum { COST_PATIENT = 10, COST_PAUSE_NS = 3000000 }; /* then with pauses: what disturbs may pass */

/** Reads DATA in the way that WHAT names. */
typedef void cost_work(const void *what, struct span data);

/** A counter of instructions of this thread, to be closed; negative where there is none. */
static inline int cost_counter(void)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.disabled = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

/** What DATA costs once: instructions, or nanoseconds of this thread. */
static inline int64_t cost_once(int counter, cost_work *work, const void *what, struct span data)
{
	struct timespec from, to;
	int64_t count = -1;

	if (counter < 0) {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
		work(what, data);
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
		return (to.tv_sec - from.tv_sec) * 1000000000ll + to.tv_nsec - from.tv_nsec;
	}
	ioctl(counter, PERF_EVENT_IOC_RESET, 0);
	ioctl(counter, PERF_EVENT_IOC_ENABLE, 0);
	work(what, data);
	ioctl(counter, PERF_EVENT_IOC_DISABLE, 0);
	ck_assert_int_eq(read(counter, &count, sizeof(count)), sizeof(count));
	return count;
}

/** What TWICE costs in per cent of ONCE: the least of several tries of each, taken in turns. */
static inline int64_t cost_percent(
	int counter, cost_work *work, const void *what, struct span once, struct span twice)
{
	int64_t one = INT64_MAX, two = INT64_MAX, percent = 0;

	for (unsigned i = 0; i < COST_TRIES_MAX; i++) {
		int64_t cost = cost_once(counter, work, what, once);
		one = cost < one ? cost : one;
		cost = cost_once(counter, work, what, twice);
		two = cost < two ? cost : two;
		percent = two < COST_FLOOR ? 0 : two * 100 / (one > 0 ? one : 1);
		if (i + 1 >= COST_TRIES && percent < COST_RATIO_MAX * 9 / 10)
			break;
		if (i >= COST_PATIENT)
			nanosleep(&(struct timespec){.tv_nsec = COST_PAUSE_NS}, NULL);
	}
	return percent;
}

#endif
