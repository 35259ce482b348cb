/* store: see store.h. */
#include "config.h"

#include "rules/judge/store.h"

#include "sensor/base/region.h"
#include "sensor/base/siphash.h"

#include <stdlib.h>

/* Entries are numbered from 1; 0 is none. The key follows the head, the value the key. */
struct entry {
	uint32_t chain;   /* next in the bucket, or in the free list */
	uint32_t earlier; /* touched before this one */
	uint32_t later;
	uint32_t unused;
};

struct store {
	struct store_shape shape;
	struct siphash_key hash_key;
	uint8_t *entries;
	uint32_t *buckets;
	size_t stride, entries_size, buckets_size;
	uint32_t key_room; /* key_len rounded up to 8 */
	uint32_t mask;     /* of buckets */
	uint32_t used;     /* entries ever taken from the region */
	uint32_t free;     /* list of dropped entries */
	uint32_t count;
	uint32_t oldest, newest;
	uint64_t evicted;
};

static uint32_t round_up(uint32_t n)
{
	return (n + 7u) & ~7u;
}

static struct entry *entry_at(const struct store *s, uint32_t at)
{
	return (struct entry *)(void *)(s->entries + s->stride * (at - 1));
}

static void *key_of(struct entry *e)
{
	return e + 1;
}

static void *value_at(const struct store *s, uint32_t at)
{
	return (uint8_t *)key_of(entry_at(s, at)) + s->key_room;
}

static uint32_t index_of(const struct store *s, const void *value)
{
	const uint8_t *p = value;
	return (uint32_t)((size_t)(p - s->entries) / s->stride) + 1;
}

struct store *store_new(const struct store_shape *shape)
{
	struct store *s = calloc(1, sizeof(*s));
	uint32_t buckets = 64;

	if (!s)
		return NULL;
	while (buckets < shape->capacity)
		buckets *= 2;
	s->shape = *shape;
	s->hash_key = siphash_random_key();
	s->key_room = round_up(shape->key_len);
	s->stride = sizeof(struct entry) + s->key_room + round_up(shape->value_len);
	s->entries_size = s->stride * shape->capacity;
	s->buckets_size = sizeof(uint32_t) * buckets;
	s->mask = buckets - 1;
	s->entries = region_take(s->entries_size);
	s->buckets = region_take(s->buckets_size);
	if (!s->entries || !s->buckets) {
		store_free(s);
		return NULL;
	}
	return s;
}

void store_free(struct store *s)
{
	if (!s)
		return;
	if (s->entries)
		region_free(s->entries, s->entries_size);
	if (s->buckets)
		region_free(s->buckets, s->buckets_size);
	free(s);
}

static uint32_t *bucket_of(const struct store *s, const void *key)
{
	return &s->buckets[siphash(&s->hash_key, key, s->shape.key_len) & s->mask];
}

static uint32_t find(const struct store *s, const void *key)
{
	uint32_t at = *bucket_of(s, key);

	while (at && memcmp(key_of(entry_at(s, at)), key, s->shape.key_len) != 0)
		at = entry_at(s, at)->chain;
	return at;
}

static void order_remove(struct store *s, uint32_t at)
{
	struct entry *e = entry_at(s, at);

	if (e->earlier)
		entry_at(s, e->earlier)->later = e->later;
	else
		s->oldest = e->later;
	if (e->later)
		entry_at(s, e->later)->earlier = e->earlier;
	else
		s->newest = e->earlier;
}

static void order_append(struct store *s, uint32_t at)
{
	struct entry *e = entry_at(s, at);

	e->earlier = s->newest;
	e->later = 0;
	if (s->newest)
		entry_at(s, s->newest)->later = at;
	else
		s->oldest = at;
	s->newest = at;
}

/* Takes AT out of its bucket and the order, and onto the free list. */
static void release(struct store *s, uint32_t at)
{
	struct entry *e = entry_at(s, at);
	uint32_t *link = bucket_of(s, key_of(e));

	while (*link != at)
		link = &entry_at(s, *link)->chain;
	*link = e->chain;
	order_remove(s, at);
	e->chain = s->free;
	s->free = at;
	s->count--;
}

static uint32_t entry_new(struct store *s)
{
	if (!s->free && s->used == s->shape.capacity) {
		uint32_t victim = s->oldest;
		if (s->shape.evict)
			s->shape.evict(
				s->shape.ctx, key_of(entry_at(s, victim)), value_at(s, victim));
		release(s, victim);
		s->evicted++;
	}
	if (!s->free)
		return ++s->used;
	uint32_t at = s->free;
	s->free = entry_at(s, at)->chain;
	return at;
}

void *store_find(const struct store *s, const void *key)
{
	uint32_t at = find(s, key);
	return at ? value_at(s, at) : NULL;
}

void *store_take(struct store *s, const void *key, bool *ret_new)
{
	uint32_t at = find(s, key);

	if (ret_new)
		*ret_new = !at;
	if (at) {
		order_remove(s, at);
		order_append(s, at);
		return value_at(s, at);
	}
	at = entry_new(s);
	uint32_t *bucket = bucket_of(s, key);
	memset(entry_at(s, at), 0, s->stride);
	memcpy(key_of(entry_at(s, at)), key, s->shape.key_len);
	entry_at(s, at)->chain = *bucket;
	*bucket = at;
	order_append(s, at);
	s->count++;
	return value_at(s, at);
}

void store_drop(struct store *s, const void *key)
{
	uint32_t at = find(s, key);

	if (at)
		release(s, at);
}

static void *told(const struct store *s, uint32_t at, const void **ret_key)
{
	if (!at)
		return NULL;
	if (ret_key)
		*ret_key = key_of(entry_at(s, at));
	return value_at(s, at);
}

void *store_oldest(const struct store *s, const void **ret_key)
{
	return told(s, s->oldest, ret_key);
}

void *store_newest(const struct store *s, const void **ret_key)
{
	return told(s, s->newest, ret_key);
}

void *store_later(const struct store *s, const void *value, const void **ret_key)
{
	return told(s, entry_at(s, index_of(s, value))->later, ret_key);
}

void *store_earlier(const struct store *s, const void *value, const void **ret_key)
{
	return told(s, entry_at(s, index_of(s, value))->earlier, ret_key);
}

uint32_t store_count(const struct store *s)
{
	return s->count;
}

uint64_t store_evicted(const struct store *s)
{
	return s->evicted;
}
