/*
 * redis_spool: what waits for Redis, on disk: two spools, so that telemetry can never push out a
 * finding. Every item passes through its spool before it is sent; while the server takes them, they
 * are sent from memory and the files are only insurance. The writer thread.
 */
#ifndef SPANWATCH_SINK_REDIS_SPOOL_H
#define SPANWATCH_SINK_REDIS_SPOOL_H

#include "sensor/sink/redis_send.h"
#include "sensor/sink/spool.h"

enum { REDIS_SPOOLS = 2 /* [false]: telemetry, [true]: findings and actions */ };

struct redis_spool {
	struct redis_send *send;
	struct redis_queue *queue;
	struct spool spools[REDIS_SPOOLS];
	bool usable;      /* both are open */
	bool failed;      /* the last write did not work; told */
	int64_t retry_ms; /* monotonic; no write is tried before */
	int error;        /* of that write */
	/* After a server came back with older data: what of the records below is there already */
	uint64_t again_until;
	struct redis_id there[REDIS_STREAMS];
};

/** Opens both below FOLDER with MAX_BYTES in all. 0 or -errno. */
int redis_spool_open(
	struct redis_spool *p, const char *folder, uint64_t max_bytes, uint64_t full_from);
void redis_spool_close(struct redis_spool *p);

/**
 * Moves what waits in the queue to disk and, where MAY_ADD, fills the batch of SEND: from disk what
 * came earlier, else straight from the queue.
 */
void redis_spool_fill(struct redis_spool *p, bool may_add);

/** After an attempt: notes how far the server has it. */
void redis_spool_settle(struct redis_spool *p);

/**
 * The link came up: where the server has lost what had landed, reads it anew. Returns how many
 * records will be sent again.
 */
uint64_t redis_spool_compare(struct redis_spool *p);

/** Records that have not arrived, and about how many bytes they take on disk. */
uint64_t redis_spool_waiting(const struct redis_spool *p);
uint64_t redis_spool_waiting_bytes(const struct redis_spool *p);

/** Whether records wait on disk alone, not yet in the batch. */
bool redis_spool_has_more(const struct redis_spool *p);

#endif
