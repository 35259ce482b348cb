/*
 * key: the operator's keys for a flow, one after another. While a key is changed there are two for
 * a peer, SNMPv3 has one for each user: that which fitted last is tried first, so that the others
 * cost something only when it changes. Called by dissectors on a worker.
 *
 *   struct key_search search = {.ask = {.kind = KEY_TACACS}, .last = state->key_at};
 *   for (struct span key = key_next(d, &search); key.len; key = key_next(d, &search))
 *           if (it fits) { state->key_at = search.at; ... }
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_KEY_H
#define SPANWATCH_DISSECTORS_COMMON_KEY_H

#include "sensor/dissector.h"

/** A walk over the keys of the server, then of the client. */
struct key_search {
	struct key_ask ask; /* kind, user and engine are the caller's */
	uint8_t last;       /* what `at` was when a key fitted; 0 at first */
	uint8_t at;         /* where the key that was returned stands */
	uint8_t step;       /* 0 at first */
};

/** The next key to try; empty when there is none any more. */
struct span key_next(struct dissect *d, struct key_search *s);

#endif
