/*
 * batch: some packets with their bytes, on the way from a reader to a lane, and the queue between
 * the two. A lock is taken once for a batch, never for a packet.
 */
#ifndef SPANWATCH_BATCH_H
#define SPANWATCH_BATCH_H

#include "sensor/flow/flow.h"
#include "sensor/packet.h"

#include <pthread.h>

enum { BATCH_PACKETS = 512, BATCH_BYTES = 512 * 1024, BATCH_QUEUE = 16 };

struct batch {
	uint32_t count, used;
	uint64_t upto;   /* every packet up to this number has been handed out */
	int64_t tick_us; /* after the packets: move the timers to this time; INT64_MIN: do not */
	bool settle;     /* with the tick: what was learned until then holds from then on */
	bool last;       /* after everything: finish */
	uint8_t *bytes;  /* BATCH_BYTES */
	struct packet packets[BATCH_PACKETS];
};

/** 0 or -ENOMEM. */
int batch_new(struct batch **ret);
void batch_free(struct batch *b);

/** Copies P with its bytes; false when it does not fit any more. */
bool batch_add(struct batch *b, const struct packet *p);

/** A closed circle of BATCH_QUEUE batches between one reader and one lane. */
struct batch_queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct batch *batches[BATCH_QUEUE];
	unsigned filled, first; /* filled ones begin at first */
	bool stopped;
};

int batch_queue_init(struct batch_queue *q);
void batch_queue_free(struct batch_queue *q);

/** The batch to fill next; waits until one is free. */
struct batch *batch_queue_open(struct batch_queue *q);
/** Hands the open batch to the lane. */
void batch_queue_push(struct batch_queue *q);
/** The oldest filled batch; waits for one. */
struct batch *batch_queue_take(struct batch_queue *q);
/** Gives the taken batch back, empty. */
void batch_queue_give(struct batch_queue *q);

#endif
