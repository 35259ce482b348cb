/* store: see store.h. */
#include "config.h"

#include "rules/judge/store.h"

#include "sensor/base/region.h"
#include "sensor/base/siphash.h"

#include <stdlib.h>

/* Entries are numbered from 1; 0 is none. The key follows the head, the value the key. */
struct entry {
	uint32_t hash;    /* of the key; in the free list the next entry there */
	uint32_t earlier; /* touched before this one */
	uint32_t later;
	uint32_t unused;
};

/* What a loose store knows of an entry; they stand together, apart from the entries. */
enum { LOOSE_NONE, LOOSE_THERE, LOOSE_TOUCHED };

/* Linear probing; the hash stands here too, so that only the entry that is meant is touched. */
struct slot {
	uint32_t hash, at;
};

struct store {
	struct store_shape shape;
	struct siphash_key hash_key;
	uint8_t *entries;
	struct slot *slots;
	uint8_t *loose; /* of each entry, or NULL */
	size_t stride, entries_size, slots_size;
	uint32_t key_room; /* key_len rounded up to 8 */
	uint32_t head_len; /* bytes of a value that are zeroed; less than all: no huge pages */
	uint32_t mask;     /* of slots; at least half of them are free */
	uint32_t used;     /* entries ever taken from the region */
	uint32_t free;     /* list of dropped entries */
	uint32_t count;
	uint32_t oldest, newest;
	uint32_t turn; /* loose: the entry that was forgotten last */
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

struct store *store_new_with(const struct store_shape *shape, const struct store_ways *ways)
{
	struct store *s = calloc(1, sizeof(*s));
	uint32_t slots = 64;

	if (!s)
		return NULL;
	while (slots < shape->capacity * 2)
		slots *= 2;
	s->shape = *shape;
	s->hash_key = ways->hash_key ? *ways->hash_key : siphash_random_key();
	s->key_room = round_up(shape->key_len);
	s->stride = sizeof(struct entry) + s->key_room + round_up(shape->value_len);
	s->entries_size = s->stride * shape->capacity;
	s->slots_size = sizeof(struct slot) * slots;
	s->mask = slots - 1;
	s->head_len = ways->head_len ? ways->head_len : shape->value_len;
	s->entries = s->head_len < shape->value_len ? region_take(s->entries_size)
						    : region_take_dense(s->entries_size);
	s->slots = region_take(s->slots_size);
	s->loose = ways->loose ? calloc(shape->capacity + 1, 1) : NULL;
	if (!s->entries || !s->slots || (ways->loose && !s->loose)) {
		store_free(s);
		return NULL;
	}
	return s;
}

struct store *store_new(const struct store_shape *shape)
{
	return store_new_with(shape, &(struct store_ways){0});
}

void store_free(struct store *s)
{
	if (!s)
		return;
	if (s->entries)
		region_free(s->entries, s->entries_size);
	if (s->slots)
		region_free(s->slots, s->slots_size);
	free(s->loose);
	free(s);
}

uint32_t store_hash(const struct siphash_key *hash_key, const void *key, size_t len)
{
	return (uint32_t)siphash(hash_key, key, len);
}

static uint32_t hash_of(const struct store *s, const void *key)
{
	return store_hash(&s->hash_key, key, s->shape.key_len);
}

static bool is_under(const struct store *s, uint32_t at, const void *key)
{
	return memcmp(key_of(entry_at(s, at)), key, s->shape.key_len) == 0;
}

static uint32_t find(const struct store *s, const void *key, uint32_t hash)
{
	for (uint32_t i = hash & s->mask; s->slots[i].at; i = (i + 1) & s->mask)
		if (s->slots[i].hash == hash && is_under(s, s->slots[i].at, key))
			return s->slots[i].at;
	return 0;
}

/* Slots are taken all over the table: of half as many entries as it has pages, two of five have
 * come one by one, and the others come together. */
enum { SLOTS_FILLED = 2 * 4096 / sizeof(struct slot) };

static void slot_put(struct store *s, struct slot what)
{
	uint32_t i = what.hash & s->mask;

	if (s->count == s->mask / SLOTS_FILLED)
		region_fill(s->slots, s->slots_size);

	while (s->slots[i].at)
		i = (i + 1) & s->mask;
	s->slots[i] = what;
}

/* Empties the slot of AT and moves up what probing would otherwise miss. */
static void slot_clear(struct store *s, uint32_t at)
{
	uint32_t hole = entry_at(s, at)->hash & s->mask;

	while (s->slots[hole].at != at)
		hole = (hole + 1) & s->mask;
	for (uint32_t i = (hole + 1) & s->mask; s->slots[i].at; i = (i + 1) & s->mask) {
		uint32_t home = s->slots[i].hash & s->mask;
		if (((i - home) & s->mask) < ((i - hole) & s->mask))
			continue;
		s->slots[hole] = s->slots[i];
		hole = i;
	}
	s->slots[hole].at = 0;
}

static void order_remove(struct store *s, uint32_t at)
{
	if (s->loose) {
		s->loose[at] = LOOSE_NONE;
		return;
	}
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
	if (s->loose) {
		s->loose[at] = LOOSE_THERE;
		return;
	}
	struct entry *e = entry_at(s, at);

	e->earlier = s->newest;
	e->later = 0;
	if (s->newest)
		entry_at(s, s->newest)->later = at;
	else
		s->oldest = at;
	s->newest = at;
}

static void order_touch(struct store *s, uint32_t at)
{
	if (s->loose) {
		s->loose[at] = LOOSE_TOUCHED;
		return;
	}
	if (at == s->newest)
		return;
	order_remove(s, at);
	order_append(s, at);
}

/* Whose turn it is to go. All entries are in use. */
static uint32_t order_victim(struct store *s)
{
	if (!s->loose)
		return s->oldest;
	do {
		s->turn = s->turn == s->shape.capacity ? 1 : s->turn + 1;
	} while (s->loose[s->turn] == LOOSE_TOUCHED && (s->loose[s->turn] = LOOSE_THERE));
	return s->turn;
}

/* The first entry from AT on that is there, going up or down; 0 when none is. */
static uint32_t loose_next(const struct store *s, uint32_t at, int step)
{
	while (at && at <= s->used && s->loose[at] == LOOSE_NONE)
		at += (uint32_t)step;
	return at <= s->used ? at : 0;
}

/* Takes AT out of its slot and the order, and onto the free list. */
static void release(struct store *s, uint32_t at)
{
	slot_clear(s, at);
	order_remove(s, at);
	entry_at(s, at)->hash = s->free;
	s->free = at;
	s->count--;
}

static uint32_t entry_new(struct store *s)
{
	if (!s->free && s->used == s->shape.capacity) {
		uint32_t victim = order_victim(s);
		if (s->shape.evict)
			s->shape.evict(
				s->shape.ctx, key_of(entry_at(s, victim)), value_at(s, victim));
		release(s, victim);
		s->evicted++;
	}
	if (!s->free)
		return ++s->used; /* as the kernel gave it: zero */
	uint32_t at = s->free;
	s->free = entry_at(s, at)->hash;
	memset(entry_at(s, at), 0, sizeof(struct entry) + s->key_room + s->head_len);
	return at;
}

void *store_find_hashed(const struct store *s, const void *key, uint32_t hash)
{
	uint32_t at = find(s, key, hash);
	return at ? value_at(s, at) : NULL;
}

void *store_find(const struct store *s, const void *key)
{
	return store_find_hashed(s, key, hash_of(s, key));
}

void *store_take_hashed(struct store *s, const void *key, uint32_t hash, bool *ret_new)
{
	uint32_t at = find(s, key, hash);

	if (ret_new)
		*ret_new = !at;
	if (at) {
		order_touch(s, at);
		return value_at(s, at);
	}
	at = entry_new(s);
	entry_at(s, at)->hash = hash;
	memcpy(key_of(entry_at(s, at)), key, s->shape.key_len);
	slot_put(s, (struct slot){hash, at});
	order_append(s, at);
	s->count++;
	return value_at(s, at);
}

void *store_take(struct store *s, const void *key, bool *ret_new)
{
	if (s->newest && is_under(s, s->newest, key)) {
		if (ret_new)
			*ret_new = false;
		return value_at(s, s->newest); /* what one packet tells often is of one host */
	}
	return store_take_hashed(s, key, hash_of(s, key), ret_new);
}

void store_expect(const struct store *s, uint32_t hash)
{
	__builtin_prefetch(&s->slots[hash & s->mask]);
}

void store_fetch(const struct store *s, uint32_t hash)
{
	struct slot slot = s->slots[hash & s->mask];

	if (slot.at && slot.hash == hash) {
		const char *entry = (const char *)entry_at(s, slot.at);
		__builtin_prefetch(entry);
		__builtin_prefetch(entry + 64);
	}
}

void store_drop(struct store *s, const void *key)
{
	uint32_t at = find(s, key, hash_of(s, key));

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
	return told(s, s->loose ? loose_next(s, 1, 1) : s->oldest, ret_key);
}

void *store_newest(const struct store *s, const void **ret_key)
{
	return told(s, s->loose ? loose_next(s, s->used, -1) : s->newest, ret_key);
}

void *store_later(const struct store *s, const void *value, const void **ret_key)
{
	uint32_t at = index_of(s, value);
	return told(s, s->loose ? loose_next(s, at + 1, 1) : entry_at(s, at)->later, ret_key);
}

void *store_earlier(const struct store *s, const void *value, const void **ret_key)
{
	uint32_t at = index_of(s, value);
	return told(s, s->loose ? loose_next(s, at - 1, -1) : entry_at(s, at)->earlier, ret_key);
}

uint32_t store_count(const struct store *s)
{
	return s->count;
}

uint64_t store_evicted(const struct store *s)
{
	return s->evicted;
}
