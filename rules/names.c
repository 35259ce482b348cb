/* names: see names.h. Open addressing, at most half full. */
#include "config.h"

#include "rules/names.h"

#include <stdlib.h>

/* FNV-1a; what fills these tables is written by the operator, so no key is needed. */
static uint32_t hash(uint32_t scope, struct span word)
{
	uint64_t h = (14695981039346656037u ^ scope) * 1099511628211u;

	for (uint32_t i = 0; i < word.len; i++) {
		uint8_t c = word.p[i];
		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		h = (h ^ c) * 1099511628211u;
	}
	return (uint32_t)(h ^ h >> 32);
}

static bool same(const struct names *n, struct span a, struct span b)
{
	return n->any_case ? span_eq_nocase(a, b) : span_eq(a, b);
}

/* The slot that holds the word, or the free one where it belongs. The table is never full. */
static struct names_slot *seek(const struct names *n, uint32_t scope, struct span word)
{
	uint32_t i = hash(scope, word) & (n->cap - 1);

	while (n->slots[i].used && (n->slots[i].scope != scope || !same(n, n->slots[i].word, word)))
		i = (i + 1) & (n->cap - 1);
	return &n->slots[i];
}

static bool grow(struct names *n)
{
	struct names bigger = {.cap = n->cap ? n->cap * 2 : 64, .any_case = n->any_case};

	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (!bigger.slots)
		return false;
	for (uint32_t i = 0; i < n->cap; i++)
		if (n->slots[i].used)
			*seek(&bigger, n->slots[i].scope, n->slots[i].word) = n->slots[i];
	bigger.count = n->count;
	free(n->slots);
	*n = bigger;
	return true;
}

enum names_add names_add(struct names *n, uint32_t scope, struct span word, uint32_t number)
{
	if (2 * (n->count + 1) > n->cap && !grow(n))
		return NAMES_NO_MEMORY;
	struct names_slot *slot = seek(n, scope, word);
	if (slot->used)
		return NAMES_TAKEN;
	*slot = (struct names_slot){.word = word, .scope = scope, .number = number, .used = true};
	n->count++;
	return NAMES_ADDED;
}

bool names_find(const struct names *n, uint32_t scope, struct span word, uint32_t *ret)
{
	if (!n->cap)
		return false;
	const struct names_slot *slot = seek(n, scope, word);
	if (!slot->used)
		return false;
	*ret = slot->number;
	return true;
}

void names_free(struct names *n)
{
	free(n->slots);
	*n = (struct names){.any_case = n->any_case};
}
