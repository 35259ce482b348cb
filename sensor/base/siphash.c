/* siphash: see siphash.h. Pure but for the random key. */
#include "config.h"

#include "sensor/base/siphash.h"

#include <stdlib.h>
#include <sys/random.h>

#define ROTATE(x, n) ((x) << (n) | (x) >> (64 - (n)))

static inline void round_of(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = ROTATE(v[1], 13) ^ v[0];
	v[3] = ROTATE(v[3], 16) ^ v[2];
	v[0] = ROTATE(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = ROTATE(v[1], 17) ^ v[2];
	v[3] = ROTATE(v[3], 21) ^ v[0];
	v[2] = ROTATE(v[2], 32);
}

static inline uint64_t word_at(const uint8_t *p)
{
	uint64_t w;
	memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	return w;
}

uint64_t siphash(const struct siphash_key *key, const void *data, size_t len)
{
	const uint8_t *p = data;
	uint64_t v[4] = {key->k0 ^ 0x736f6d6570736575ull, key->k1 ^ 0x646f72616e646f6dull,
		key->k0 ^ 0x6c7967656e657261ull, key->k1 ^ 0x7465646279746573ull};
	uint64_t last = (uint64_t)len << 56;
	size_t words = len / 8;

	for (size_t i = 0; i < words; i++, p += 8) {
		uint64_t w = word_at(p);
		v[3] ^= w;
		round_of(v);
		v[0] ^= w;
	}
	for (size_t i = 0; i < len % 8; i++)
		last |= (uint64_t)p[i] << (8 * i);
	v[3] ^= last;
	round_of(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	round_of(v);
	round_of(v);
	round_of(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct siphash_key siphash_random_key(void)
{
	struct siphash_key key;

	if (getrandom(&key, sizeof(key), 0) != (ssize_t)sizeof(key))
		abort();
	return key;
}
