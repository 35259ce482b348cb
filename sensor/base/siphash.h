/*
 * siphash: SipHash-1-3, the keyed hash of every table that an attacker can fill and of every
 * redacted secret. Reference: Aumasson, Bernstein, "SipHash: a fast short-input PRF" (2012).
 */
#ifndef SPANWATCH_BASE_SIPHASH_H
#define SPANWATCH_BASE_SIPHASH_H

#include "sensor/base/span.h"

struct siphash_key {
	uint64_t k0, k1;
};

/** Hash of LEN bytes at P under KEY. */
uint64_t siphash(const struct siphash_key *key, const void *p, size_t len);

/** A key from the kernel's random source; aborts the program if there is none. */
struct siphash_key siphash_random_key(void);

#endif
