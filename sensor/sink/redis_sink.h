/*
 * redis_sink: the view for dashboards in a Redis server (contract of the output, section 6). The
 * collector's thread only copies into a bounded queue; a thread of the sink's own speaks with the
 * server. Redis is never the only copy: EVE holds everything.
 */
#ifndef SPANWATCH_SINK_REDIS_SINK_H
#define SPANWATCH_SINK_REDIS_SINK_H

#include "sensor/sink.h"
#include "sensor/sink/redis_url.h"

#include <stddef.h>

enum {
	REDIS_QUEUE_BYTES = 64 * 1024 * 1024, /* about 80,000 findings: 16 s at 5,000 a second */
	REDIS_TIMEOUT_MS = 500
};

struct redis_options {
	const char *url;   /* redis_url.h */
	bool has_database; /* `database` counts; else that of the URL, or 0 */
	unsigned database;
	const char *sensor; /* its name, the hash tag of the keys: letters, digits, . _ - */
	size_t queue_bytes; /* 0: REDIS_QUEUE_BYTES */
	unsigned connect_ms, command_ms; /* 0: REDIS_TIMEOUT_MS */
	bool lossless;                   /* offline: write waits for room instead of dropping */
	unsigned away_ms;         /* lossless: a server away this long is an error; 0: 30 s */
	const char *spool_folder; /* what waits is kept there; NULL: in memory alone */
	uint64_t spool_bytes;     /* at most, in that folder */
	uint64_t spool_full_from; /* a test: from this record on it is full; 0: never */
	int64_t start_ms;         /* meta.start_ms and boot; 0: the wall clock */
};

/** What became of the records. */
struct redis_stats {
	uint64_t written;    /* records in the server */
	uint64_t duplicates; /* found there already on a second attempt */
	uint64_t dropped_telemetry,
		dropped_kept; /* the queue was full, or they were left at the end */
	uint64_t skipped;     /* commands that the server will never take */
	uint64_t connects;
	uint64_t queue_bytes, lag_ms;        /* now */
	uint64_t spool_bytes, spool_waiting; /* now: what has not arrived yet, and is on disk */
};

/**
 * Live: a server that is away or busy is no error, the sink waits for it; write never waits and
 * returns 0. When the queue is full the oldest telemetry is dropped first, findings and actions
 * last. Lossless: the server must be there; write waits for room, and fails with -ETIMEDOUT, for
 * good, once the server was away for 30 s. Wrong password, missing rights or foreign keys are
 * refused at the start with the fix in the sentence; while running they are told once and what must
 * not be lost is kept.
 *
 * With a spool every record passes through a file: what the memory does not hold waits there, the
 * oldest goes first when it is full, and what a run leaves there the next one sends. A server that
 * comes back with older data gets what it lost, as far as the spool reaches back.
 *
 * close drains for less than 5 s (lossless: until the server was away for 30 s) and returns -EIO
 * when something was lost.
 *
 * Returns 0, or -errno with a sentence in ERROR (REDIS_ERROR bytes).
 */
int redis_sink_new(const struct redis_options *o, struct sink **ret, char *error);

/** May be called from the thread that calls write. */
void redis_sink_stats(struct sink *s, struct redis_stats *ret);

#endif
