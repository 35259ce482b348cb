/*
 * fnv: FNV-1a, a short sum over bytes that tells texts apart. For keys within one flow or table of
 * our own, where nobody gains by two that are equal; siphash.h is for tables that strangers fill.
 * Pure; any thread.
 */
#ifndef SPANWATCH_BASE_FNV_H
#define SPANWATCH_BASE_FNV_H

#include "sensor/base/span.h"

#define FNV32 0x811c9dc5u
#define FNV64 0xcbf29ce484222325ull

/** SUM (FNV32 at first) with the bytes of S. */
static inline uint32_t fnv32(uint32_t sum, struct span s)
{
	for (uint32_t i = 0; i < s.len; i++)
		sum = (sum ^ s.p[i]) * 0x01000193u;
	return sum;
}

/** SUM (FNV64 at first) with the bytes of S. */
static inline uint64_t fnv64(uint64_t sum, struct span s)
{
	for (uint32_t i = 0; i < s.len; i++)
		sum = (sum ^ s.p[i]) * 0x100000001b3ull;
	return sum;
}

#endif
