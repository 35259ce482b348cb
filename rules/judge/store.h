/*
 * store: the bounded memory of judgement: a hash table of fixed-size keys and values. An ordered
 * store keeps its entries in the order of their last touch; when it is full the one touched longest
 * ago goes. A loose one keeps the order in which they came and forgets, in turn, one that was not
 * touched since the turn before (second chance), which costs a touch nothing. Either way what is
 * forgotten depends on the traffic alone, never on a hash. Owned by one judge, on the collector's
 * thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_STORE_H
#define SPANWATCH_RULES_JUDGE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct siphash_key;
struct store;

/** Told before an entry is forgotten to make room; may be NULL. */
typedef void store_evict_fn(void *ctx, const void *key, void *value);

struct store_shape {
	uint32_t capacity; /* entries */
	uint32_t key_len;  /* bytes; every byte of a key counts: zero the padding */
	uint32_t value_len;
	store_evict_fn *evict;
	void *ctx;
};

/** What most stores leave as it is; all zero is an ordered store. */
struct store_ways {
	uint32_t head_len; /* bytes of a new value that are zeroed, the rest is not touched; 0: all
			    */
	const struct siphash_key *hash_key; /* shared with others; NULL: one of its own */
	bool loose;
};

/** NULL when there is no memory. Address space is taken at once and touched only as it fills. */
struct store *store_new(const struct store_shape *shape);
struct store *store_new_with(const struct store_shape *shape, const struct store_ways *ways);
void store_free(struct store *s);

/** The value under KEY without touching it, or NULL. */
void *store_find(const struct store *s, const void *key);

/** The value under KEY, zeroed when new (head_len); becomes the last touched. Never NULL. */
void *store_take(struct store *s, const void *key, bool *ret_new);

/** The same where the caller has the key's hash: store_hash() with this store's hash_key. */
void *store_find_hashed(const struct store *s, const void *key, uint32_t hash);
void *store_take_hashed(struct store *s, const void *key, uint32_t hash, bool *ret_new);
uint32_t store_hash(const struct siphash_key *hash_key, const void *key, size_t len);

/**
 * Begin to bring what may be under HASH from memory, and change nothing: store_expect where it is
 * to be looked for, which takes a while, store_fetch then what is there.
 */
void store_expect(const struct store *s, uint32_t hash);
void store_fetch(const struct store *s, uint32_t hash);

/** Forgets KEY, without the evict call. */
void store_drop(struct store *s, const void *key);

/** The value touched longest ago, or that came first (and its key), or NULL. */
void *store_oldest(const struct store *s, const void **ret_key);

/** The value touched last, or that came last (and its key), or NULL. */
void *store_newest(const struct store *s, const void **ret_key);

/** Walks from VALUE to the one after or before it in that order; NULL at the end. */
void *store_later(const struct store *s, const void *value, const void **ret_key);
void *store_earlier(const struct store *s, const void *value, const void **ret_key);

uint32_t store_count(const struct store *s);
/** Entries that were forgotten to make room. */
uint64_t store_evicted(const struct store *s);

#endif
