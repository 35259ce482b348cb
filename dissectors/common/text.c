/* text: see text.h. */
#include "config.h"

#include "dissectors/common/text.h"

enum { DIGITS_MAX = 21 };

struct span text_join(struct arena *arena, struct span a, struct span b)
{
	uint8_t *out = arena_take(arena, a.len + b.len);

	if (!out)
		return span_of(NULL, 0);
	if (a.len)
		memcpy(out, a.p, a.len);
	if (b.len)
		memcpy(out + a.len, b.p, b.len);
	return span_of(out, a.len + b.len);
}

struct span text_after(struct span s, const char *mark)
{
	struct span needle = span_str(mark);
	int64_t at = span_find(s, needle);

	return at < 0 ? span_of(s.p, 0) : span_sub(s, (uint32_t)at + needle.len, s.len);
}

struct span text_until(struct span s, const char *stops)
{
	uint32_t len = 0;

	while (len < s.len && s.p[len] && !strchr(stops, s.p[len]))
		len++;
	return span_trim(span_sub(s, 0, len));
}

static struct span signed_text(struct arena *arena, bool negative, uint64_t value)
{
	uint8_t text[DIGITS_MAX];
	uint32_t at = sizeof(text);

	do {
		text[--at] = (uint8_t)('0' + value % 10);
		value /= 10;
	} while (value);
	if (negative)
		text[--at] = '-';
	return arena_copy(arena, span_of(text + at, (uint32_t)sizeof(text) - at));
}

struct span text_u64(struct arena *arena, uint64_t value)
{
	return signed_text(arena, false, value);
}

struct span text_i64(struct arena *arena, int64_t value)
{
	return signed_text(arena, value < 0, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

struct span text_hex(struct arena *arena, const char *prefix, struct span bytes)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t head = (uint32_t)strlen(prefix);
	uint8_t *out = arena_take(arena, head + 2 * bytes.len);

	if (!out)
		return span_of(NULL, 0);
	memcpy(out, prefix, head);
	for (uint32_t i = 0; i < bytes.len; i++) {
		out[head + 2 * i] = (uint8_t)digits[bytes.p[i] >> 4];
		out[head + 2 * i + 1] = (uint8_t)digits[bytes.p[i] & 15];
	}
	return span_of(out, head + 2 * bytes.len);
}

/* Length of the UTF-8 sequence at the start of S (RFC 3629), 0 where it is none. */
static uint32_t sequence_len(struct span s)
{
	uint8_t first = s.p[0];
	uint32_t len = first < 0x80   ? 1
		       : first < 0xc2 ? 0
		       : first < 0xe0 ? 2
		       : first < 0xf0 ? 3
				      : 4;

	if (!len || first > 0xf4 || s.len < len)
		return 0;
	for (uint32_t i = 1; i < len; i++)
		if ((s.p[i] & 0xc0) != 0x80)
			return 0;
	bool long_form = (first == 0xe0 && s.p[1] < 0xa0) || (first == 0xf0 && s.p[1] < 0x90);
	bool surrogate = first == 0xed && s.p[1] > 0x9f;
	bool too_high = first == 0xf4 && s.p[1] > 0x8f;
	return long_form || surrogate || too_high ? 0 : len;
}

bool text_is_shown(struct span s)
{
	while (s.len) {
		uint8_t c = s.p[0];
		bool white = c == '\t' || c == '\r' || c == '\n';
		uint32_t len = (c < 0x20 && !white) || c == 0x7f ? 0 : sequence_len(s);
		if (!len)
			return false;
		s = span_sub(s, len, s.len);
	}
	return true;
}

uint32_t text_unquoted(struct span s, uint8_t stop)
{
	bool quoted = false;
	uint32_t i = 0;

	for (; i < s.len; i++) {
		if (s.p[i] == '"')
			quoted = !quoted;
		else if (s.p[i] == stop && !quoted)
			break;
	}
	return i;
}
