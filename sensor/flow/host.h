/*
 * host: what stands behind the calls of dissector.h: it turns drafts into EVE lines, holds actions
 * until their outcome is known, and sends everything on with its place in the order of the output.
 * One for each shard; owned by the shard's worker.
 */
#ifndef SPANWATCH_FLOW_HOST_H
#define SPANWATCH_FLOW_HOST_H

#include "sensor/base/redact.h"
#include "sensor/dissector.h"
#include "sensor/eve.h"
#include "sensor/lexicon.h"

#include <stdatomic.h>

struct actions;
struct expectations;
struct flow;
struct tapping;

/** True when a vendor ships with this secret (rules/defaults.h); given by the wiring. */
typedef bool (*default_credential_fn)(struct span user, struct span secret);

/** The operator's key that ASK is about (rules/keys.h); given by the wiring. */
typedef struct span (*key_of_peer_fn)(void *ctx, const struct key_ask *ask);

/** The lexicon in force; a reload puts another there. */
typedef _Atomic(const struct lexicon *) lexicon_ref;

/** True when a flow between A and B is of interest (policy scope); told per flow, not per packet.
 */
typedef bool (*touches_fn)(void *ctx, uint16_t space, const struct addr *a, const struct addr *b);

struct dissect_host {
	struct event_sink out;
	const struct eve_context *eve;
	const struct redactor *redactor;
	default_credential_fn is_default_credential;
	key_of_peer_fn key_of_peer; /* NULL: no keys */
	void *key_ctx;
	const lexicon_ref *lexicon; /* NULL: the built-in one */
	touches_fn touches;         /* NULL: nothing is known of hosts */
	void *touches_ctx;
	struct actions *actions;
	struct expectations *expectations;
	char *line; /* LIMIT_LINE bytes for the EVE line in the making; shared by a worker's shards
		     */
	struct tapping *tapping; /* NULL without rules */
	struct flow *flow;       /* at hand; NULL for frames */
	uint64_t no;
	uint32_t shard, sub;
	const char *app; /* protocol of the flow at hand */
	uint64_t lines_too_long, facts_dropped, protocol_events;
};

/** Fills in order and sends E; kind, ts_us, place and the facts are the caller's. */
static inline void host_send(struct dissect_host *h, struct event *e)
{
	e->no = h->no;
	e->shard = h->shard;
	e->sub = h->sub++;
	if (!e->app)
		e->app = h->app;
	h->out.emit(h->out.ctx, e);
}

/** Copies TEXT scrubbed as SCRUB says into ARENA, at most LIMIT_ACTION_TEXT bytes. */
struct span host_scrub(
	struct dissect_host *h, struct arena *arena, enum scrub scrub, struct span text);

#endif
