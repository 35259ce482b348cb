/* grams: see grams.h. */
#include "config.h"

#include "rules/match/grams.h"

#include <stdlib.h>

enum { GRAM_MAX = 4, MAP_BITS = 18, MAP_SIZE = 1 << MAP_BITS };

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
	uint64_t map[MAP_SIZE / 64]; /* which hashes are in use */
	uint32_t *buckets;           /* by hash, index + 1 */
	uint32_t bucket_mask;
};

struct grams {
	struct entry *entries;
	uint32_t count, room;
	struct table *tables[GRAM_MAX + 1];
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
		if (g->tables[i])
			free(g->tables[i]->buckets);
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
	return (gram * 2654435761u) >> 7;
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
		uint32_t size = sizes[gram_hash(gram) & t->bucket_mask];
		if (size >= best)
			continue;
		best = size;
		e->gram = gram;
		e->at = (uint16_t)at;
	}
}

static bool table_fill(struct grams *g, uint8_t len)
{
	uint32_t count = 0, size = 64;

	for (uint32_t i = 0; i < g->count; i++)
		count += g->entries[i].len == len;
	if (!count)
		return true;
	while (size < count * 2)
		size *= 2;
	struct table *t = g->tables[len] = calloc(1, sizeof(*t));
	uint16_t *sizes = calloc(size, sizeof(*sizes));
	if (t)
		t->buckets = calloc(size, sizeof(*t->buckets));
	if (!t || !t->buckets || !sizes) {
		free(sizes);
		return false;
	}
	t->bucket_mask = size - 1;
	t->count = count;
	for (uint32_t i = 0; i < g->count; i++) {
		struct entry *e = &g->entries[i];
		if (e->len != len)
			continue;
		entry_place(e, t, sizes);
		uint32_t hash = gram_hash(e->gram), slot = hash & t->bucket_mask;
		sizes[slot] += sizes[slot] < UINT16_MAX;
		t->map[hash % MAP_SIZE / 64] |= 1ull << (hash % 64);
		e->next = t->buckets[slot];
		t->buckets[slot] = i + 1;
	}
	free(sizes);
	return true;
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

void grams_scan(const struct grams *g, struct span s, uint32_t from,
	void (*found)(void *ctx, uint32_t id), void *ctx)
{
	static const uint32_t masks[GRAM_MAX + 1] = {0, 0xff, 0xffff, 0xffffff, 0xffffffff};
	uint32_t window = 0;

	if (!g->count)
		return;
	for (uint32_t i = 0; i < s.len; i++) {
		window = window << 8 | lower(s.p[i]);
		for (uint32_t len = 1; len <= GRAM_MAX && len <= i + 1; len++) {
			const struct table *t = g->tables[len];
			if (!t)
				continue;
			uint32_t gram = window & masks[len], hash = gram_hash(gram);
			if (!(t->map[hash % MAP_SIZE / 64] >> (hash % 64) & 1))
				continue;
			for (uint32_t at = t->buckets[hash & t->bucket_mask]; at;
				at = g->entries[at - 1].next) {
				const struct entry *e = &g->entries[at - 1];
				if (e->gram != gram || !stands_at(e, s, i + 1))
					continue;
				if (i + 1 - e->len - e->at + e->string.len > from)
					found(ctx, e->id);
			}
		}
	}
}

const char *grams_name(void)
{
	return "built-in";
}
