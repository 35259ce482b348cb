/*
 * pairs: a relation between two sets of numbers (address to group, group to permit), gathered while
 * a policy is loaded, sorted once, and then only asked.
 */
#ifndef SPANWATCH_RULES_POLICY_PAIRS_H
#define SPANWATCH_RULES_POLICY_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

struct pair {
	uint32_t a, b;
};

/** All zero is empty. */
struct pairs {
	struct pair *items;
	uint32_t count, cap;
};

/** False when memory is short. */
bool pairs_add(struct pairs *p, uint32_t a, uint32_t b);

/** Sorts by a, then b, and drops what stands there twice. To be called before pairs_of. */
void pairs_sort(struct pairs *p);

/** The pairs of A in the order of b, and how many there are. */
const struct pair *pairs_of(const struct pairs *p, uint32_t a, uint32_t *ret_count);

void pairs_free(struct pairs *p);

/**
 * Room for one more item behind COUNT items of SIZE bytes at ITEMS (CAP of them fit). Returns the
 * array, which may have moved, or NULL when memory is short and ITEMS stays as it was.
 */
void *list_grow(void *items, uint32_t count, uint32_t *cap, uint32_t size);

#endif
