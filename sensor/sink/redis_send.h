/*
 * redis_send: puts a batch of items into the server as one MULTI/EXEC and finds out what became of
 * each. An item is done only when the reply to EXEC was whole and its own part of it is good; all
 * others stay in the batch and are sent again, with the same IDs. Used by the writer thread alone.
 */
#ifndef SPANWATCH_SINK_REDIS_SEND_H
#define SPANWATCH_SINK_REDIS_SEND_H

#include "sensor/sink/redis_queue.h"

enum {
	REDIS_BATCH = 256,      /* commands of one transaction */
	REDIS_BATCH_LEAST = 64, /* worth sending at once; fewer wait a moment for company */
	REDIS_HOLD_MS = 2000    /* a refused finding or action waits this long */
};

struct redis_send {
	struct redis_link link;
	struct redis_link other; /* to the node that has sw:sensors, where that is another one */
	int64_t other_ms;        /* monotonic; it did not answer, and is not asked before */
	bool has_other;
	struct redis_queue *queue; /* gets the room of finished items back */
	const struct redis_keys *keys;
	const char *version;
	int64_t start_ms, last_ms;             /* meta: of the run, of the newest record sent */
	int64_t sensors_ms;                    /* monotonic; when sw:sensors was last written */
	int64_t sensors_told;                  /* the last_ms that sw:sensors is known to have */
	struct redis_id last[REDIS_STREAMS];   /* highest ID given or seen */
	struct redis_id found[REDIS_STREAMS];  /* highest ID in the server when the link came up */
	struct redis_id landed[REDIS_STREAMS]; /* highest ID known to be in the server */
	int64_t found_ms, landed_ms;           /* meta.last_ms likewise; found_ms -1: not known */
	struct redis_item *items[REDIS_BATCH];
	unsigned count;
	/* what became of items, since the start */
	uint64_t written, skipped, duplicates, connects;
	char refused[REDIS_ERROR]; /* what the server said of a refused or skipped item */
};

/** Connects, passes the gate, reads the last IDs of the streams, writes meta. */
enum redis_fault redis_send_open(struct redis_send *s);

/**
 * Sends the batch. FINE: nothing is left to worry about; SKIP: some command was given up (counted);
 * REFUSED, WAIT, AWAY: what could not be written is still in the batch. *RET_DONE: items finished.
 */
enum redis_fault redis_send_batch(struct redis_send *s, unsigned *ret_done);

/** The thread ends: what sw:sensors has not been told since its last turn, it is told now. */
void redis_send_end(struct redis_send *s);

#endif
