/*
 * collector: the end of the data's way: events of all lanes in the order of the run, judged, and
 * given to the sinks. One thread calls it; with one lane, the lane's own.
 */
#ifndef SPANWATCH_COLLECTOR_H
#define SPANWATCH_COLLECTOR_H

#include "rules/judge.h"
#include "sensor/counters.h"
#include "sensor/sink.h"

enum { COLLECTOR_SINKS = 8 };

struct collector {
	struct judge *judge;
	struct sink *sinks[COLLECTOR_SINKS];
	unsigned sink_count;
	const struct eve_context *eve;
	char *line;        /* for the events the sensor makes of itself */
	int64_t clock_us;  /* newest packet time seen */
	uint64_t findings; /* alerts given out, without updates and excepted ones */
	uint64_t actions, events;
	int output_error; /* first failure of a sink, -errno */
	/* Told of every event, in order, before it is judged; NULL but for `learn`. */
	void (*listen)(void *ctx, const struct event *e);
	void *listen_ctx;
};

/** Takes over the sinks as they are added; 0 or -ENOMEM. */
int collector_init(struct collector *c, const struct eve_context *eve);
void collector_add_sink(struct collector *c, struct sink *sink);

/** Where judgement puts its records (struct judge_options.out). */
void collector_record(void *collector, const struct record *r);

/** One event, in order. */
void collector_event(struct collector *c, const struct event *e);

/** The end: judgement's last words. The sinks stay open. */
void collector_finish(struct collector *c);

/** The clock was set forward by BY_US, or back: between the last event before and the first after.
 */
void collector_clock_set(struct collector *c, int64_t by_us);

/** An event of the sensor itself: MEMBERS is `"stats":{...}` and the like. */
void collector_own_event(struct collector *c, const char *type, struct span members);

void collector_flush(struct collector *c);
void collector_reopen(struct collector *c);

/** Closes and frees everything; 0 or the first error of an output. */
int collector_close(struct collector *c);

#endif
