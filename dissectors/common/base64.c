/* base64: see base64.h. */
#include "config.h"

#include "dissectors/common/base64.h"

static int base64_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

struct span base64_decode(struct arena *arena, struct span s)
{
	uint8_t *out = arena_take(arena, s.len / 4 * 3 + 4);
	uint32_t bits = 0, count = 0, len = 0;

	if (!out)
		return span_of(NULL, 0);
	for (uint32_t i = 0; i < s.len && base64_value(s.p[i]) >= 0; i++) {
		bits = bits << 6 | (uint32_t)base64_value(s.p[i]);
		count += 6;
		if (count >= 8) {
			count -= 8;
			out[len++] = (uint8_t)(bits >> count);
		}
	}
	return span_of(out, len);
}
