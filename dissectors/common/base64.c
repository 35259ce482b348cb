/* base64: see base64.h. */
#include "config.h"

#include "dissectors/common/base64.h"
#include "sensor/base/digits.h"

struct span base64_decode(struct arena *arena, struct span s)
{
	uint8_t *out = arena_take(arena, s.len / 4 * 3 + 4);

	return out ? span_of(out, base64_read(s, BASE64_URL, out)) : span_of(NULL, 0);
}
