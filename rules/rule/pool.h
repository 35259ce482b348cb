/*
 * pool: memory that is taken piece by piece while a rule set is read and given back as a whole.
 * Loading thread only.
 */
#ifndef SPANWATCH_RULES_RULE_POOL_H
#define SPANWATCH_RULES_RULE_POOL_H

#include "sensor/base/span.h"

#include <stddef.h>

struct pool_block;

/** All zero is empty. */
struct pool {
	struct pool_block *blocks;
	bool failed; /* some request could not be met */
};

/** LEN zeroed bytes, aligned for anything; NULL (and `failed`) without memory. */
void *pool_take(struct pool *p, size_t len);

/** S with a NUL behind it; "" without memory. */
const char *pool_text(struct pool *p, struct span s);

/**
 * ITEMS, COUNT of SIZE bytes each, with room for one more: the same array or a larger copy. The
 * room doubles, so the array must have been made by this. NULL without memory.
 */
void *pool_grow(struct pool *p, void *items, uint32_t count, size_t size);

void pool_free(struct pool *p);

#endif
