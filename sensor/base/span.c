/* span: the functions too long to be inline. Pure; any thread. */
#include "config.h"

#include "sensor/base/span.h"

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

int span_cmp(struct span a, struct span b)
{
	uint32_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.p, b.p, len) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool span_eq_nocase(struct span a, struct span b)
{
	return a.len == b.len && span_starts_nocase(a, b);
}

bool span_starts_nocase(struct span s, struct span prefix)
{
	if (s.len < prefix.len)
		return false;
	for (uint32_t i = 0; i < prefix.len; i++)
		if (lower(s.p[i]) != lower(prefix.p[i]))
			return false;
	return true;
}

bool span_ends_nocase(struct span s, struct span tail)
{
	return s.len >= tail.len && span_eq_nocase(span_sub(s, s.len - tail.len, tail.len), tail);
}

bool span_has_nocase(struct span s, struct span word)
{
	for (uint32_t i = 0; i + word.len <= s.len; i++)
		if (span_starts_nocase(span_sub(s, i, word.len), word))
			return true;
	return false;
}

bool text_is_one_of(const char *text, const char *const *names, unsigned count)
{
	for (unsigned i = 0; text && i < count; i++)
		if (strcmp(text, names[i]) == 0)
			return true;
	return false;
}

int64_t span_find(struct span s, struct span needle)
{
	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return -1;
	const uint8_t *hit = memmem(s.p, s.len, needle.p, needle.len);
	return hit ? hit - s.p : -1;
}

struct span span_head(struct span s, uint32_t max)
{
	uint32_t len = s.len < max ? s.len : max, back = 0;

	while (back < 4 && back < len && len < s.len && (s.p[len - back] & 0xc0) == 0x80)
		back++;
	/* more than three in a row are no UTF-8 */
	return span_of(s.p, back < 4 ? len - back : len);
}

struct span span_trim(struct span s)
{
	while (s.len && (s.p[0] == ' ' || (s.p[0] >= '\t' && s.p[0] <= '\r')))
		s.p++, s.len--;
	while (s.len &&
		(s.p[s.len - 1] == ' ' || (s.p[s.len - 1] >= '\t' && s.p[s.len - 1] <= '\r')))
		s.len--;
	return s;
}

struct span span_parameter(struct span field, const char *name)
{
	struct span want = span_str(name);

	for (uint32_t i = 0; i + want.len < field.len; i++) {
		bool starts = i == 0 || memchr(" ;,\t\n", field.p[i - 1], 5) != NULL;
		if (!starts || field.p[i + want.len] != '=' ||
			!span_starts_nocase(span_sub(field, i, want.len), want))
			continue;
		struct span value = span_sub(field, i + want.len + 1, UINT32_MAX);
		bool quoted = value.len && value.p[0] == '"';
		const char *ends = quoted ? "\"\r\n" : ";, \t\r\n";
		uint32_t len = 0;
		value = span_sub(value, quoted, UINT32_MAX);
		while (len < value.len && !(value.p[len] && strchr(ends, value.p[len])))
			len++;
		return span_sub(value, 0, len);
	}
	return span_of(NULL, 0);
}

bool span_decimal(struct span s, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;

	if (s.len == 0 || s.len > 20)
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		uint8_t digit = (uint8_t)(s.p[i] - '0');
		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (value > max)
		return false;
	*ret = value;
	return true;
}

bool span_is_printable(struct span s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if ((s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] > 0x7e)
			return false;
	return true;
}
