/* content: see content.h. */
#include "config.h"

#include "sensor/base/content.h"

#include <string.h>

static inline uint64_t word_at(const uint8_t *p)
{
	uint64_t w;
	memcpy(&w, p, 8);
	return w;
}

/* Four words at a time, so that no multiplication waits for the one before. */
uint64_t content_hash(struct span s)
{
	uint64_t h = s.len, a = h, b = ~h;
	uint64_t c = h ^ 0xc2b2ae3d27d4eb4full, d = h + 0x165667b19e3779f9ull;
	uint32_t i = 0;

	for (; i + 32 <= s.len; i += 32) {
		a = content_mix(a, word_at(s.p + i));
		b = content_mix(b, word_at(s.p + i + 8));
		c = content_mix(c, word_at(s.p + i + 16));
		d = content_mix(d, word_at(s.p + i + 24));
	}
	for (; i + 8 <= s.len; i += 8)
		a = content_mix(a, word_at(s.p + i));
	for (; i < s.len; i++)
		b = content_mix(b, s.p[i]);
	return content_mix(content_mix(a, b), content_mix(c, d));
}
