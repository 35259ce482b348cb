/* pairs: see pairs.h. */
#include "config.h"

#include "rules/policy/pairs.h"

#include <stdlib.h>

void *list_grow(void *items, uint32_t count, uint32_t *cap, uint32_t size)
{
	if (count < *cap)
		return items;
	uint32_t bigger = *cap ? *cap * 2 : 16;
	void *moved = reallocarray(items, bigger, size);
	if (moved)
		*cap = bigger;
	return moved;
}

bool pairs_add(struct pairs *p, uint32_t a, uint32_t b)
{
	struct pair *items = list_grow(p->items, p->count, &p->cap, sizeof(*p->items));

	if (!items)
		return false;
	p->items = items;
	p->items[p->count++] = (struct pair){a, b};
	return true;
}

static int compare(const void *left, const void *right)
{
	const struct pair *l = left, *r = right;

	if (l->a != r->a)
		return l->a < r->a ? -1 : 1;
	return (l->b > r->b) - (l->b < r->b);
}

void pairs_sort(struct pairs *p)
{
	uint32_t kept = 0;

	if (p->count == 0)
		return;
	qsort(p->items, p->count, sizeof(*p->items), compare);
	for (uint32_t i = 1; i < p->count; i++)
		if (compare(&p->items[kept], &p->items[i]) != 0)
			p->items[++kept] = p->items[i];
	p->count = kept + 1;
}

/* Index of the first pair whose a is at least A. */
static uint32_t lower_bound(const struct pairs *p, uint32_t a)
{
	uint32_t low = 0, high = p->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (p->items[middle].a < a)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct pair *pairs_of(const struct pairs *p, uint32_t a, uint32_t *ret_count)
{
	uint32_t first = lower_bound(p, a), n = 0;

	while (first + n < p->count && p->items[first + n].a == a)
		n++;
	*ret_count = n;
	return n ? p->items + first : NULL;
}

void pairs_free(struct pairs *p)
{
	free(p->items);
	*p = (struct pairs){0};
}
