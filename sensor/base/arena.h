/*
 * arena: scratch memory for one packet. Bump allocation from a block taken at start, reset after
 * each packet, never freed piecewise. Owned by one worker.
 */
#ifndef SPANWATCH_BASE_ARENA_H
#define SPANWATCH_BASE_ARENA_H

#include "sensor/base/span.h"
#include <stddef.h>

struct arena {
	uint8_t *block;
	uint32_t size;
	uint32_t used;
	uint64_t refused; /* requests that did not fit */
};

/** Takes SIZE bytes; 0 or -ENOMEM. */
int arena_init(struct arena *a, uint32_t size);
void arena_free(struct arena *a);

/** LEN zeroed bytes, 16-aligned, until the next reset; NULL (counted) when the arena is full. */
void *arena_take(struct arena *a, uint32_t len);

/** A copy of S in the arena; empty when it is full. */
struct span arena_copy(struct arena *a, struct span s);

/** printf into the arena; for text of events, not for bytes from the wire. Empty when full. */
struct span arena_printf(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static inline void arena_reset(struct arena *a)
{
	a->used = 0;
}

#endif
