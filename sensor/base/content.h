/*
 * content: an unkeyed hash of bytes, by which repetitions are known. Unkeyed, for what falls out of
 * a table by it must be the same in every run; whoever finds a collision gains that a repetition is
 * taken for another, or needs 64 equal bits.
 */
#ifndef SPANWATCH_BASE_CONTENT_H
#define SPANWATCH_BASE_CONTENT_H

#include "sensor/base/span.h"

/** Of the word W behind what H is the hash of. */
static inline uint64_t content_mix(uint64_t h, uint64_t w)
{
	h = (h ^ w) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 32;
}

uint64_t content_hash(struct span s);

#endif
