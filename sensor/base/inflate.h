/*
 * inflate: a compressed piece of memory opened in one go (RFC 1950, 1951, 1952), bounded, with all
 * its memory from the caller's arena. Called by dissectors on a worker's thread.
 */
#ifndef SPANWATCH_BASE_INFLATE_H
#define SPANWATCH_BASE_INFLATE_H

#include "sensor/base/arena.h"

enum inflated {
	INFLATE_WHOLE,
	INFLATE_CUT, /* the input ended too early; what is there was opened */
	INFLATE_CAP, /* there is more than the cap */
	INFLATE_BAD  /* not compressed, or broken from some place on */
};

/**
 * IN opened: gzip (all its members), zlib or bare deflate, as its first bytes tell. At most CAP
 * bytes, which lie in ARENA; empty where nothing could be opened or the arena is full.
 */
struct span inflate_span(struct arena *arena, struct span in, uint32_t cap, enum inflated *ret_how);

#endif
