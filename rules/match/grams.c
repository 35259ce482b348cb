/* grams: see grams.h. */
#include "config.h"

#include "rules/match/grams.h"

#include <stdlib.h>

enum {
	GRAM_MAX = 4,
	MAP_SPARSE = 32, /* bits of a map for each string in it */
	MAP_MOST = 21,   /* its size at most: 256 KiB stay in the cache */
	PAIRS = 1 << 16
};

struct entry {
	struct span string;
	uint32_t id, gram; /* gram: its bytes in lower case, last one lowest */
	uint16_t at;       /* place of the gram in the string */
	uint8_t len;       /* of the gram */
	uint32_t next;     /* index + 1 in its bucket */
};

/* Strings whose gram has one length. */
struct table {
	uint32_t count;
	uint64_t *map; /* which hashes are in use */
	unsigned map_shift;
	uint32_t *buckets; /* by hash, index + 1 */
	uint32_t bucket_mask;
};

struct grams {
	struct entry *entries;
	uint32_t count, room;
	struct table *tables[GRAM_MAX + 1];
	uint8_t pairs[PAIRS]; /* by the last two bytes: in which tables a short gram may end there
			       */
	bool any_short;       /* shorter than GRAM_MAX */
};

struct grams *grams_new(void)
{
	return calloc(1, sizeof(struct grams));
}

void grams_free(struct grams *g)
{
	if (!g)
		return;
	for (int i = 0; i <= GRAM_MAX; i++) {
		if (g->tables[i]) {
			free(g->tables[i]->map);
			free(g->tables[i]->buckets);
		}
		free(g->tables[i]);
	}
	free(g->entries);
	free(g);
}

bool grams_add(struct grams *g, struct span string, uint32_t id)
{
	if (g->count == g->room) {
		uint32_t room = g->room ? g->room * 2 : 64;
		struct entry *more = realloc(g->entries, room * sizeof(*more));
		if (!more)
			return false;
		g->entries = more;
		g->room = room;
	}
	g->entries[g->count++] = (struct entry){.string = string,
		.id = id,
		.len = string.len < GRAM_MAX ? (uint8_t)string.len : GRAM_MAX};
	return string.len > 0;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static uint32_t gram_hash(uint32_t gram)
{
	return gram * 2654435761u;
}

static uint32_t bucket_of(const struct table *t, uint32_t hash)
{
	return hash >> 7 & t->bucket_mask;
}

static uint32_t gram_at(struct span s, uint32_t at, uint32_t len)
{
	uint32_t gram = 0;

	for (uint32_t i = 0; i < len; i++)
		gram = gram << 8 | lower(s.p[at + i]);
	return gram;
}

/* The gram of E that stands in the shortest bucket so far. */
static void entry_place(struct entry *e, const struct table *t, const uint16_t *sizes)
{
	uint32_t best = UINT32_MAX;

	for (uint32_t at = 0; at + e->len <= e->string.len && at < 256; at++) {
		uint32_t gram = gram_at(e->string, at, e->len);
		uint32_t size = sizes[bucket_of(t, gram_hash(gram))];
		if (size >= best)
			continue;
		best = size;
		e->gram = gram;
		e->at = (uint16_t)at;
	}
}

/* Room for COUNT strings. */
static struct table *table_new(uint32_t count)
{
	struct table *t = calloc(1, sizeof(*t));
	uint32_t size = 64;
	unsigned bits = 10;

	while (size < count * 2)
		size *= 2;
	while (bits < MAP_MOST && 1u << bits < count * MAP_SPARSE)
		bits++;
	if (!t)
		return NULL;
	t->count = count;
	t->map_shift = 32 - bits;
	t->map = calloc((1u << bits) / 64, sizeof(*t->map));
	t->bucket_mask = size - 1;
	t->buckets = calloc(size, sizeof(*t->buckets));
	return t;
}

/*
 * Notes the last two bytes of a short gram; of a gram of one byte, any byte may stand before. Those
 * of full length are so many that every pair ends one: their map is asked at once.
 */
static void pairs_note(struct grams *g, const struct entry *e)
{
	if (e->len == GRAM_MAX)
		return;
	g->any_short = true;
	for (uint32_t first = 0; first < 256 && e->len == 1; first++)
		g->pairs[first << 8 | e->gram] |= 1 << 1;
	if (e->len > 1)
		g->pairs[e->gram & 0xffff] |= (uint8_t)(1 << e->len);
}

static void entry_put(struct grams *g, uint32_t at, struct table *t, uint16_t *sizes)
{
	struct entry *e = &g->entries[at];

	entry_place(e, t, sizes);
	uint32_t hash = gram_hash(e->gram), slot = bucket_of(t, hash), bit = hash >> t->map_shift;
	sizes[slot] += sizes[slot] < UINT16_MAX;
	t->map[bit / 64] |= 1ull << (bit % 64);
	e->next = t->buckets[slot];
	t->buckets[slot] = at + 1;
	pairs_note(g, e);
}

static bool table_fill(struct grams *g, uint8_t len)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < g->count; i++)
		count += g->entries[i].len == len;
	if (!count)
		return true;
	struct table *t = g->tables[len] = table_new(count);
	uint16_t *sizes = t ? calloc(t->bucket_mask + 1u, sizeof(*sizes)) : NULL;
	bool good = sizes && t->map && t->buckets;
	for (uint32_t i = 0; i < g->count && good; i++)
		if (g->entries[i].len == len)
			entry_put(g, i, t, sizes);
	free(sizes);
	return good;
}

bool grams_finish(struct grams *g)
{
	for (uint8_t len = 1; len <= GRAM_MAX; len++)
		if (!table_fill(g, len))
			return false;
	return true;
}

static bool stands_at(const struct entry *e, struct span s, uint32_t end)
{
	uint32_t begin = end - e->len;

	if (begin < e->at || s.len - (begin - e->at) < e->string.len)
		return false;
	const uint8_t *p = s.p + begin - e->at;
	for (uint32_t i = 0; i < e->string.len; i++)
		if (lower(p[i]) != lower(e->string.p[i]))
			return false;
	return true;
}

struct scan {
	struct span text;
	uint32_t from;
	const struct sieve_ear *ear;
};

static inline bool gram_may_be(const struct table *t, uint32_t gram)
{
	uint32_t bit = gram_hash(gram) >> t->map_shift;

	return t->map[bit / 64] >> (bit % 64) & 1;
}

/* Where the gram of LEN bytes that ends at END is one of ours. */
static void gram_tell(
	const struct grams *g, uint32_t gram, uint8_t len, const struct scan *x, uint32_t end)
{
	const struct table *t = g->tables[len];
	uint32_t hash = gram_hash(gram);

	for (uint32_t at = t->buckets[bucket_of(t, hash)]; at; at = g->entries[at - 1].next) {
		const struct entry *e = &g->entries[at - 1];
		if (e->gram == gram && stands_at(e, x->text, end) &&
			end - e->len - e->at + e->string.len > x->from)
			x->ear->found(x->ear->ctx, e->id);
	}
}

static inline void short_grams_tell(
	const struct grams *g, uint32_t window, const struct scan *x, uint32_t end)
{
	static const uint32_t masks[GRAM_MAX] = {0, 0xff, 0xffff, 0xffffff};

	for (unsigned left = g->pairs[window & 0xffff]; left; left &= left - 1) {
		uint8_t len = (uint8_t)__builtin_ctz(left);
		if (len <= end && gram_may_be(g->tables[len], window & masks[len]))
			gram_tell(g, window & masks[len], len, x, end);
	}
}

void grams_scan(const struct grams *g, struct span s, uint32_t from, const struct sieve_ear *ear)
{
	const struct table *full = g->tables[GRAM_MAX];
	struct scan x = {s, from, ear};
	uint32_t window = 0;

	if (!g->count)
		return;
	for (uint32_t i = 0; i < s.len; i++) {
		window = window << 8 | lower(s.p[i]);
		if (full && gram_may_be(full, window) && i + 1 >= GRAM_MAX)
			gram_tell(g, window, GRAM_MAX, &x, i + 1);
		if (g->any_short)
			short_grams_tell(g, window, &x, i + 1);
	}
}
