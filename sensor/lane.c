/* lane: see lane.h. Order numbers are doubled: a packet's are even, a tick behind it is odd. */
#include "config.h"

#include "sensor/lane.h"

#include "sensor/flow/classify.h"
#include "sensor/flow/ndpi.h"

#include <errno.h>
#include <stdlib.h>

enum { AHEAD = 16 }; /* packets whose flow is fetched from memory while earlier ones are handled */

int lane_init(struct lane *l, const struct lane_options *options)
{
	struct shard_options shard = options->shard;

	memset(l, 0, sizeof(*l));
	l->line = malloc(LIMIT_LINE);
	l->classifier = classifier_new();
	if (!l->line || !l->classifier || arena_init(&l->scratch, LIMIT_SCRATCH))
		return -ENOMEM;
	if (options->ndpi)
		l->door = ndpi_door_new(
			LIMIT_NDPI_FLOWS * LIMIT_SHARDS, options->quarantine, options->index);
	shard.scratch = &l->scratch;
	shard.line = l->line;
	shard.door = l->door;
	shard.classifier = l->classifier;
	l->tap_source = options->tap_source;
	if (l->tap_source && !l->tap_source->open(l->tap_source->ctx, &l->tap))
		return -ENOMEM;
	shard.tap = l->tap_source ? &l->tap : NULL;
	for (unsigned i = 0; i < LIMIT_SHARDS; i++) {
		if (!options->all_shards && i % options->count != options->index)
			continue;
		shard.index = i;
		if (shard_new(&shard, &l->shards[i]))
			return -ENOMEM;
	}
	return 0;
}

void lane_free(struct lane *l)
{
	for (unsigned i = 0; i < LIMIT_SHARDS; i++)
		shard_free(l->shards[i]);
	ndpi_door_free(l->door);
	classifier_free(l->classifier);
	if (l->tap_source && l->tap.ctx)
		l->tap_source->close(&l->tap);
	arena_free(&l->scratch);
	free(l->line);
}

void lane_rest(struct lane *l)
{
	ndpi_door_rest(l->door);
}

static struct shard *shard_for(struct lane *l, const struct packet *p)
{
	return l->shards[lane_shard_of(p)];
}

static void packets(struct lane *l, const struct batch *b)
{
	for (uint32_t start = 0; start < b->count; start += AHEAD) {
		uint32_t end = start + AHEAD < b->count ? start + AHEAD : b->count;
		for (uint32_t i = start; i < end; i++)
			l->keys[i] = shard_prepare(shard_for(l, &b->packets[i]), &b->packets[i]);
		for (uint32_t i = start; i < end; i++)
			shard_prefetch(shard_for(l, &b->packets[i]), l->keys[i]);
		for (uint32_t i = start; i < end; i++)
			shard_packet(shard_for(l, &b->packets[i]), l->keys[i], &b->packets[i]);
	}
}

void lane_batch(struct lane *l, const struct batch *b)
{
	packets(l, b);
	for (unsigned i = 0; b->tick_us != INT64_MIN && i < LIMIT_SHARDS; i++)
		if (l->shards[i])
			shard_tick(l->shards[i], b->upto * 2 + 1, b->tick_us);
	for (unsigned i = 0; b->last && i < LIMIT_SHARDS; i++)
		if (l->shards[i])
			shard_finish(l->shards[i], UINT64_MAX);
}

void lane_shed(struct lane *l, enum shed shed)
{
	if (shed == l->shed)
		return;
	l->shed = shed;
	for (unsigned i = 0; i < LIMIT_SHARDS; i++)
		if (l->shards[i])
			shard_shed(l->shards[i], shed);
}

void lane_counters(struct lane *l, struct counters *sum)
{
	for (unsigned i = 0; i < LIMIT_SHARDS; i++) {
		if (!l->shards[i])
			continue;
		const struct counters *c = shard_counters(l->shards[i]);
		for (int n = 0; n < COUNTERS; n++)
			sum->n[n] += c->n[n];
	}
	if (l->tap_source && l->tap.count)
		l->tap.count(l->tap.ctx, sum);
}
