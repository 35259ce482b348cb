/*
 * events: the events of EVE files one after another, streamed (.gz and .zst too), in memory that
 * does not grow with them. One thread.
 */
#ifndef SPANWATCH_CMD_REPORT_EVENTS_H
#define SPANWATCH_CMD_REPORT_EVENTS_H

#include "sensor/cmd/report/line.h"

enum { EVENTS_LINE = 1024 * 1024 }; /* bytes of the longest line that is read */

/** One event: its type, its time and what else stands in it. */
struct event_line {
	const char *type;
	int64_t ts_us;
	const struct value *value;
};

struct events {
	const char *const *types; /* NULL-terminated: those wanted */
	int64_t from_us, until_us;
	void (*take)(void *ctx, const struct event_line *e);
	void *ctx;
	uint64_t lines, bad, too_long,
		outside;           /* read; no events; skipped; not in the time asked */
	int64_t first_us, last_us; /* of the events taken; 0: none */
	unsigned faults;           /* files that could not be read to their end */
};

/**
 * Reads FILE ("-": standard input), EVE or the memory file of a sensor; a fault is told and
 * counted. 0 or -ENOMEM.
 */
int events_read(struct events *e, const char *file);

/* remembered.c: the memory file of a sensor, which has the inventory alone */
bool events_is_memory(const char *file);
int events_read_memory(struct events *e, const char *file);

/**
 * stored.c: what the sensors (ONLY one of them, where that is not NULL) left in the Redis at URL. A
 * fault is told and counted. 0 or -ENOMEM.
 */
int events_read_redis(struct events *e, const char *url, const char *only);

/** One line of a file, without its end. */
void events_line(struct events *e, struct line_reader *r, struct span line);

#endif
