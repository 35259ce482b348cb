/*
 * slab: blocks of a few sizes out of one bounded region, for the state of dissectors and the bytes
 * of streams. Freed blocks go to the list of their size; nothing goes back to the kernel. One for
 * each shard, so that what is refused does not depend on the number of threads.
 */
#ifndef SPANWATCH_FLOW_SLAB_H
#define SPANWATCH_FLOW_SLAB_H

#include <stddef.h>
#include <stdint.h>

enum { SLAB_CLASSES = 13, SLAB_MIN = 64 }; /* 64 bytes .. 256 KiB */

struct slab {
	uint8_t *region;
	size_t size, used;
	void *free[SLAB_CLASSES];
	uint64_t refused;
	size_t in_use;
};

int slab_init(struct slab *s, size_t size);
void slab_free(struct slab *s);

/** At least LEN bytes, not cleared; RET_LEN gets the real size. NULL (counted) when used up. */
void *slab_take(struct slab *s, uint32_t len, uint32_t *ret_len);

/** Gives back a block; LEN is its real size. */
void slab_give(struct slab *s, void *p, uint32_t len);

#endif
