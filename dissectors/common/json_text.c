/*
 * json_text: see json_text.h.
 */
#include "config.h"

#include "dissectors/common/json_text.h"

#include "sensor/base/digits.h"

#include <string.h>

/* The four digits behind \u. */
static bool unit_read(struct span digits, uint32_t *ret)
{
	uint8_t bytes[2];

	if (digits.len != 4 || !hex_read(digits, bytes, 2))
		return false;
	*ret = (uint32_t)(bytes[0] << 8 | bytes[1]);
	return true;
}

static uint32_t put_utf8(uint32_t c, uint8_t *out)
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	uint32_t len = c < 0x800 ? 2 : 3;
	for (uint32_t i = len; i-- > 1; c >>= 6)
		out[i] = (uint8_t)(0x80 | (c & 0x3f));
	out[0] = (uint8_t)((0xf00 >> len) | c);
	return len;
}

/* The character at *AT, up to three bytes into OUT; *AT moves behind it. Halves of pairs stay two.
 */
static uint32_t next_char(struct span s, uint32_t *at, uint8_t *out)
{
	static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
	uint8_t byte = s.p[(*at)++];
	uint32_t c;

	out[0] = byte;
	if (byte != '\\' || *at >= s.len)
		return 1;
	byte = s.p[(*at)++];
	if (byte == 'u' && unit_read(span_sub(s, *at, 4), &c)) {
		*at += 4;
		return put_utf8(c, out);
	}
	const char *name = byte ? strchr(names, byte) : NULL;
	out[0] = name ? (uint8_t)values[name - names] : byte;
	return 1;
}

bool json_text_is(struct span text, const char *name)
{
	uint32_t at = 0;
	uint8_t bytes[3];

	for (; at < text.len && *name; name++)
		if (next_char(text, &at, bytes) != 1 || bytes[0] != (uint8_t)*name)
			return false;
	return at == text.len && !*name;
}

bool json_text_is_one(struct span text, const char *const *names)
{
	for (; *names; names++)
		if (json_text_is(text, *names))
			return true;
	return false;
}

struct span json_unescaped(struct arena *arena, struct span text)
{
	uint32_t at = 0, len = 0;

	if (span_index(text, '\\') < 0)
		return text;
	uint8_t *out = arena_take(arena, text.len + 3);
	while (out && at < text.len)
		len += next_char(text, &at, out + len);
	return span_of(out, len);
}
