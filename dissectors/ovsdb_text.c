/*
 * ovsdb_text: strings of JSON (RFC 8259 section 7) as they stand on the wire, where each character
 * may be written as an escape. Worker thread.
 */
#include "config.h"

#include "dissectors/ovsdb.h"

static bool hex_read(struct span digits, uint32_t *ret)
{
	*ret = 0;
	for (uint32_t i = 0; i < 4; i++) {
		uint8_t c = i < digits.len ? digits.p[i] : 0, l = c | 0x20;
		bool letter = l >= 'a' && l <= 'f';
		if (!letter && (c < '0' || c > '9'))
			return false;
		*ret = *ret << 4 | (letter ? l - 'a' + 10u : c - '0' + 0u);
	}
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
	if (byte == 'u' && hex_read(span_sub(s, *at, 4), &c)) {
		*at += 4;
		return put_utf8(c, out);
	}
	const char *name = byte ? strchr(names, byte) : NULL;
	out[0] = name ? (uint8_t)values[name - names] : byte;
	return 1;
}

bool ovsdb_is(struct span text, const char *name)
{
	uint32_t at = 0;
	uint8_t bytes[3];

	for (; at < text.len && *name; name++)
		if (next_char(text, &at, bytes) != 1 || bytes[0] != (uint8_t)*name)
			return false;
	return at == text.len && !*name;
}

bool ovsdb_is_one(struct span text, const char *const *names)
{
	for (; *names; names++)
		if (ovsdb_is(text, *names))
			return true;
	return false;
}

struct span ovsdb_text(struct arena *arena, struct span text)
{
	uint32_t at = 0, len = 0;

	if (span_index(text, '\\') < 0)
		return text;
	uint8_t *out = arena_take(arena, text.len + 3);
	while (out && at < text.len)
		len += next_char(text, &at, out + len);
	return span_of(out, len);
}
