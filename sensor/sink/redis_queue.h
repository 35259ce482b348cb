/*
 * redis_queue: items that wait for the server, bounded in bytes. The collector's thread puts, the
 * writer thread takes. When it is full the oldest telemetry goes first, findings and actions last.
 */
#ifndef SPANWATCH_SINK_REDIS_QUEUE_H
#define SPANWATCH_SINK_REDIS_QUEUE_H

#include "sensor/sink/redis_batch.h"

#include <pthread.h>

struct redis_list {
	struct redis_item *first, **last;
};

struct redis_queue {
	pthread_mutex_t lock;
	pthread_cond_t filled, drained; /* on the monotonic clock */
	struct redis_list keep, telemetry;
	size_t bytes, max; /* what was taken counts until it is done */
	uint32_t count;    /* that wait; without what was taken */
	uint64_t dropped_telemetry, dropped_kept;
	bool closing;
};

/** 0 or -errno. */
int redis_queue_init(struct redis_queue *q, size_t max);
/** Frees what still waits. */
void redis_queue_free(struct redis_queue *q);

/** Puts I at the end, dropping others or I itself where there is no room; never waits. */
void redis_queue_put(struct redis_queue *q, struct redis_item *i);

/** Waits at most MS for room for SIZE bytes; false when there is none. */
bool redis_queue_wait_room(struct redis_queue *q, size_t size, unsigned ms);

/**
 * Takes items of at most COMMANDS commands and 4 MiB to ITEMS (findings and actions first, with
 * room left for telemetry); their number.
 */
unsigned redis_queue_take(struct redis_queue *q, struct redis_item **items, unsigned commands);

/** Takes up to MAX items of one kind, whatever they weigh, to ITEMS; their number. */
unsigned redis_queue_take_kind(
	struct redis_queue *q, bool keep, struct redis_item **items, unsigned max);

/** Gives I, taken last, back to the front of its kind. */
void redis_queue_untake(struct redis_queue *q, struct redis_item *i);

/** Waits at most MS until WANTED items wait, or the queue is closing. */
void redis_queue_wait(struct redis_queue *q, uint32_t wanted, unsigned ms);

/** Frees I, which was taken or restored, and gives its room back. */
void redis_queue_done(struct redis_queue *q, struct redis_item *i);

/** Milliseconds on the monotonic clock. */
int64_t redis_now_ms(void);

#endif
