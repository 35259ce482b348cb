/*
 * store: the bounded memory of judgement: a hash table of fixed-size keys and values whose entries
 * stand in the order of their last touch. When it is full the entry touched longest ago goes, so
 * that what is forgotten depends on the traffic alone, never on a hash. Owned by one judge, on the
 * collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_STORE_H
#define SPANWATCH_RULES_JUDGE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/** NULL when there is no memory. Address space is taken at once and touched only as it fills. */
struct store *store_new(const struct store_shape *shape);
/**
 * The same for values that are seldom full: only HEAD_LEN bytes of a new one are zeroed, and what
 * is behind them is not touched before it is filled.
 */
struct store *store_new_headed(const struct store_shape *shape, uint32_t head_len);
void store_free(struct store *s);

/** The value under KEY without touching it, or NULL. */
void *store_find(const struct store *s, const void *key);

/** The value under KEY, zeroed when new (head_len); becomes the last touched. Never NULL. */
void *store_take(struct store *s, const void *key, bool *ret_new);

/** Forgets KEY, without the evict call. */
void store_drop(struct store *s, const void *key);

/** The value touched longest ago (and its key), or NULL. */
void *store_oldest(const struct store *s, const void **ret_key);

/** The value touched last (and its key), or NULL. */
void *store_newest(const struct store *s, const void **ret_key);

/** Walks from VALUE to the one touched after or before it; NULL at the end. */
void *store_later(const struct store *s, const void *value, const void **ret_key);
void *store_earlier(const struct store *s, const void *value, const void **ret_key);

uint32_t store_count(const struct store *s);
/** Entries that were forgotten to make room. */
uint64_t store_evicted(const struct store *s);

#endif
