/*
 * lane: one worker: some shards with the scratch memory, the line buffer and the nDPI door that
 * they share. It takes batches of packets in the order of the run and says what its shards say.
 * Used by one thread at a time.
 */
#ifndef SPANWATCH_LANE_H
#define SPANWATCH_LANE_H

#include "sensor/batch.h"
#include "sensor/flow/quarantine.h"
#include "sensor/flow/shard.h"
#include "sensor/limits.h"

struct lane {
	struct shard *shards[LIMIT_SHARDS]; /* NULL for those of other lanes */
	struct arena scratch;
	char *line;
	struct ndpi_door *door;
	struct classifier *classifier;
	struct tap tap; /* of rules; all zero without */
	const struct tap_source *tap_source;
	enum shed shed; /* what the shards leave undone */
	struct flow_key keys[BATCH_PACKETS];
};

struct lane_options {
	unsigned index, count; /* this lane owns the shards index, index + count, ... */
	bool all_shards;       /* live: the kernel has already split by address pair */
	bool ndpi;
	struct quarantine *quarantine;       /* of nDPI, or NULL */
	const struct tap_source *tap_source; /* of rules, or NULL */
	struct shard_options shard; /* scratch, line, door and index are the lane's to fill */
};

/** 0 or -ENOMEM. */
int lane_init(struct lane *l, const struct lane_options *options);
void lane_free(struct lane *l);

/** Behind the last batch, on the thread that worked: what only that needed goes back. */
void lane_rest(struct lane *l);

/** Shard of a packet. */
static inline unsigned lane_shard_of(const struct packet *p)
{
	return (unsigned)(p->shard_hash >> 32) % LIMIT_SHARDS;
}

/** All packets of B, then its tick, then the finish. */
void lane_batch(struct lane *l, const struct batch *b);

/** How far the lane is behind: all shards hear of it. */
void lane_shed(struct lane *l, enum shed shed);

/** Adds up what the shards counted. */
void lane_counters(struct lane *l, struct counters *sum);

#endif
