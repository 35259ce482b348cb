/*
 * shard: a 64th of the network's address pairs with all that belongs to them: flows, streams,
 * dissector state, held actions. It shares nothing, so that what it says depends on its packets
 * alone and not on which worker owns it.
 */
#ifndef SPANWATCH_FLOW_SHARD_H
#define SPANWATCH_FLOW_SHARD_H

#include "sensor/counters.h"
#include "sensor/exceptions.h"
#include "sensor/flow/flow.h"
#include "sensor/flow/host.h"
#include "sensor/flow/shed.h"
#include "sensor/tap.h"

struct shard;
struct ndpi_door;

struct shard_options {
	uint32_t index;
	uint32_t flow_capacity, conversation_capacity;
	size_t stream_memory;
	struct event_sink out;
	const struct eve_context *eve;
	const struct redactor *redactor;
	default_credential_fn is_default_credential;
	key_of_peer_fn key_of_peer;
	void *key_ctx;
	const lexicon_ref *lexicon;          /* NULL: the built-in one */
	struct arena *scratch;               /* the worker's; reset after each packet */
	char *line;                          /* the worker's; LIMIT_LINE bytes */
	struct ndpi_door *door;              /* the worker's, or NULL */
	const struct classifier *classifier; /* the worker's */
	bool dedup;
	bool flow_events;      /* EVE lines for flows that end */
	bool scope_elements;   /* what touches no equipment leaves no trace */
	const struct tap *tap; /* of rules, or NULL */
	touches_fn touches;    /* NULL: nothing is known of equipment */
	void *touches_ctx;
	struct simulate simulate; /* what is made to happen, for tests */
};

/** 0 or -ENOMEM. */
int shard_new(const struct shard_options *options, struct shard **ret);
void shard_free(struct shard *s);

/** Prepares P's lookup: returns its key and asks for the memory that it will touch. */
struct flow_key shard_prepare(struct shard *s, const struct packet *p);
void shard_prefetch(struct shard *s, struct flow_key key);

/** One packet, in the order of the run. */
void shard_packet(struct shard *s, struct flow_key key, const struct packet *p);

/** Packet time moved on to CLOCK_US, after packet NO: timers. */
void shard_tick(struct shard *s, uint64_t no, int64_t clock_us);

/** The lane is behind, or no longer. */
void shard_shed(struct shard *s, enum shed shed);

/** The end of the run: everything held is said, every flow ends. */
void shard_finish(struct shard *s, uint64_t no);

const struct counters *shard_counters(struct shard *s);

#endif
