/*
 * engine: readers, lanes and the collector put together and run: all in one thread, or reader,
 * lanes and collector each in their own. It decides nothing; it moves batches and events.
 */
#ifndef SPANWATCH_ENGINE_H
#define SPANWATCH_ENGINE_H

#include "sensor/collector.h"
#include "sensor/intake.h"
#include "sensor/lane.h"

#include <stdatomic.h>

enum { ENGINE_LANES = 64, ENGINE_READERS = 64 };

struct engine_options {
	unsigned threads; /* lanes; 1 offline: everything in the calling thread */
	bool live;
	uint64_t ring_bytes; /* live: of each socket, in the kernel */
	bool ndpi;
	struct quarantine *quarantine;       /* of nDPI, or NULL; outlives the engine */
	const struct tap_source *tap_source; /* of rules, or NULL */
	struct shard_options shard; /* out, scratch, line, door, index are filled by the engine */
	bool settles; /* lanes look at what judgement learned, in the same place at any threads */
	struct collector *collector;
	/* called by the collector's thread about every 100 ms (inline: between batches) */
	void (*housekeeping)(void *ctx);
	void *housekeeping_ctx;
};

struct engine;

/** 0 or -ENOMEM. */
int engine_new(const struct engine_options *options, struct engine **ret);

/** PROGRESS is called by the reader's thread after each batch. */
void engine_watch(struct engine *e, void (*progress)(void *ctx, const struct intake *r), void *ctx);

/**
 * Reads READERS[0..COUNT) to their end. Offline: one reader. Live: one reader for each lane
 * (COUNT == threads), or one reader whose packets are dealt out to the lanes. Returns 0, or -EIO
 * when a reader failed (its capture knows why).
 */
int engine_run(struct engine *e, struct intake *readers, unsigned count);

/**
 * By how much the clock was set forward, or back, which is why engine_run came to its end; 0: it
 * was not. A new engine goes on with the same captures.
 */
int64_t engine_clock_set_by(const struct engine *e);

/**
 * Ends the run soon: readers stop (live: once the frames that the kernel already holds are read,
 * for at most 2 s), what is held is said. Async-signal-safe.
 */
void engine_stop(struct engine *e);

/**
 * Marks what has been unpublished before the call. Once engine_passed says so of the mark, no lane
 * or reader holds a pointer to it: each has been between two batches since. On the collector's
 * thread.
 */
uint64_t engine_mark(struct engine *e);
bool engine_passed(const struct engine *e, uint64_t mark);

/** What has been counted so far; complete after engine_run, before that as of the last ticks. */
struct report {
	struct counters counters;
	uint64_t decode[DECODE_COUNTS];
	struct capture_totals capture;
	uint64_t frames, packets;
};
void engine_report(struct engine *e, struct report *ret);

/** Adds PART's numbers to SUM. */
void report_add(struct report *sum, const struct report *part);

/** Events that a full ring cost (live only). */
uint64_t engine_events_lost(const struct engine *e);

void engine_free(struct engine *e);

#endif
