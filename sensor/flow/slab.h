/*
 * slab: blocks of a few sizes out of one bounded region, for the state of dissectors and the bytes
 * of streams. Freed blocks go to the list of their size; nothing goes back to the kernel. One for
 * each shard, so that what is refused does not depend on the number of threads. The last eighth is
 * for elements' traffic: users' finds the region used up before.
 */
#ifndef SPANWATCH_FLOW_SLAB_H
#define SPANWATCH_FLOW_SLAB_H

#include <stddef.h>
#include <stdint.h>

enum {
	SLAB_CLASSES = 13, /* 64 bytes .. 256 KiB */
	SLAB_MIN = 64,
	SLAB_RESERVE = 8 /* one of so many parts is for elements */
};

/** Who asks: what is left for him. */
enum slab_share { SLAB_USERS, SLAB_ELEMENTS, SLAB_NOTHING };

struct slab {
	uint8_t *region;
	size_t size, used;
	void *free[SLAB_CLASSES];
	uint64_t refused;
	size_t in_use;
};

int slab_init(struct slab *s, size_t size);
void slab_free(struct slab *s);

/**
 * At least LEN bytes for SHARE, not cleared; RET_LEN gets the real size. NULL (counted) when its
 * share is used up.
 */
void *slab_take(struct slab *s, uint32_t len, enum slab_share share, uint32_t *ret_len);

/** Gives back a block; LEN is its real size. */
void slab_give(struct slab *s, void *p, uint32_t len);

#endif
