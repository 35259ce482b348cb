/* json_get: see json_get.h. */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/base/json_get.h"

static uint32_t skip_space(struct span s, uint32_t at)
{
	while (at < s.len && (s.p[at] == ' ' || (s.p[at] >= '\t' && s.p[at] <= '\r')))
		at++;
	return at;
}

/* Behind the string whose quote stands at AT; beyond the end where it is open. */
static uint32_t skip_string(struct span s, uint32_t at)
{
	for (at++; at < s.len && s.p[at] != '"'; at++)
		at += s.p[at] == '\\';
	return at + 1;
}

/* Behind the value that begins at AT; brackets are counted, not matched by kind. */
static uint32_t skip_value(struct span s, uint32_t at)
{
	uint32_t depth = 0;

	while (at < s.len) {
		uint8_t c = s.p[at];
		if (c == '"') {
			at = skip_string(s, at);
		} else if (c == '{' || c == '[') {
			depth++;
			at++;
		} else if (c == '}' || c == ']') {
			if (depth == 0)
				return at;
			depth--;
			at++;
		} else if (depth == 0 && (c == ',' || c == ':')) {
			return at;
		} else {
			at++;
			continue;
		}
		if (depth == 0)
			return at;
	}
	return at;
}

static struct span value_at(struct span s, uint32_t at)
{
	uint32_t end = skip_value(s, at);

	return end > s.len ? span_of(NULL, 0) : span_trim(span_sub(s, at, end - at));
}

/* The value of NAME in the object OBJECT; empty where there is none. */
static struct span member(struct span object, struct span name)
{
	uint32_t at = skip_space(object, 0);

	if (at >= object.len || object.p[at] != '{')
		return span_of(NULL, 0);
	at++;
	for (;;) {
		at = skip_space(object, at);
		if (at >= object.len || object.p[at] != '"')
			return span_of(NULL, 0);
		uint32_t end = skip_string(object, at);
		struct span key = span_sub(object, at + 1, end - at - 2);
		at = skip_space(object, end);
		if (at >= object.len || object.p[at] != ':')
			return span_of(NULL, 0);
		at = skip_space(object, at + 1);
		if (span_eq(key, name))
			return value_at(object, at);
		at = skip_space(object, skip_value(object, at));
		if (at >= object.len || object.p[at] != ',')
			return span_of(NULL, 0);
		at++;
	}
}

bool json_get(struct span text, const char *path, struct span *ret)
{
	struct span left = span_str(path);

	while (left.len) {
		int64_t dot = span_index(left, '.');
		uint32_t len = dot < 0 ? left.len : (uint32_t)dot;
		text = member(text, span_sub(left, 0, len));
		if (!text.len)
			return false;
		left = span_sub(left, len + 1, left.len);
	}
	*ret = text;
	return true;
}

bool json_each(struct span array, uint32_t *at, struct span *ret)
{
	uint32_t begin = skip_space(array, *at);

	if (*at == 0) {
		if (begin >= array.len || array.p[begin] != '[')
			return false;
		begin++;
	} else {
		if (begin >= array.len || array.p[begin] != ',')
			return false;
		begin++;
	}
	begin = skip_space(array, begin);
	*ret = value_at(array, begin);
	*at = begin + ret->len;
	return ret->len > 0;
}

/* The four digits behind \u; -1 where they are none. */
static int32_t unicode_at(struct span s, uint32_t at)
{
	int32_t value = 0;

	if (at + 4 > s.len)
		return -1;
	for (uint32_t i = 0; i < 4; i++) {
		int digit = hex_digit(s.p[at + i]);
		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

struct text_out {
	char *to;
	uint32_t cap, len;
};

static void put(struct text_out *o, uint32_t byte)
{
	if (o->len + 1 < o->cap)
		o->to[o->len++] = (char)byte;
}

/* UTF-8, RFC 3629; half of a surrogate pair is none. */
static void put_code(struct text_out *o, uint32_t code)
{
	code = code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
	uint32_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	if (o->len + len >= o->cap) { /* no half of a character */
		o->cap = 0;
		return;
	}
	if (len == 1)
		put(o, code);
	else
		put(o, (0xf00u >> len & 0xff) | code >> 6 * (len - 1));
	for (uint32_t left = len - 1; left; left--)
		put(o, 0x80 | (code >> 6 * (left - 1) & 0x3f));
}

/* What the escape whose letter stands at AT means; returns where the text goes on. */
static uint32_t put_escape(struct text_out *o, struct span s, uint32_t at)
{
	static const char letters[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	int32_t code, low;

	if (at >= s.len)
		return at;
	if (s.p[at] != 'u') {
		const char *letter = memchr(letters, s.p[at], sizeof(letters) - 1);
		put(o, letter ? (uint8_t)bytes[letter - letters] : s.p[at]);
		return at + 1;
	}
	code = unicode_at(s, at + 1);
	if (code < 0)
		return at + 1;
	at += 5;
	if (code >= 0xd800 && code < 0xdc00 && at + 1 < s.len && s.p[at] == '\\' &&
		s.p[at + 1] == 'u' && (low = unicode_at(s, at + 2)) >= 0xdc00 && low < 0xe000) {
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		at += 6;
	}
	put_code(o, (uint32_t)code);
	return at;
}

uint32_t json_string_value(struct span string, char *ret, uint32_t cap)
{
	struct text_out o = {ret, cap, 0};

	for (uint32_t at = 0; at < string.len;) {
		if (string.p[at] == '\\')
			at = put_escape(&o, string, at + 1);
		else
			put(&o, string.p[at++]);
	}
	if (cap)
		ret[o.len] = '\0';
	return o.len;
}

uint32_t json_value(struct span raw, char *ret, uint32_t cap)
{
	if (raw.len >= 2 && raw.p[0] == '"' && raw.p[raw.len - 1] == '"')
		return json_string_value(span_sub(raw, 1, raw.len - 2), ret, cap);
	uint32_t len = cap && raw.len > cap - 1 ? cap - 1 : cap ? raw.len : 0;
	memcpy(ret, raw.p, len);
	if (cap)
		ret[len] = '\0';
	return len;
}
