/* transforms: see transforms.h. */
#include "config.h"

#include "rules/rule/transforms.h"

#include "sensor/base/digest.h"
#include "sensor/base/digits.h"

/* --- arguments --- */

static bool key_read(struct rule_transform *t, struct span text)
{
	if (!text.len || text.len % 2 || text.len / 2 > sizeof(t->key))
		return false;
	t->key_len = (uint8_t)(text.len / 2);
	return hex_read(text, t->key, t->key_len);
}

static bool number_read(struct span word, int32_t *ret)
{
	uint64_t value;
	bool minus = word.len && word.p[0] == '-';

	if (!span_decimal(span_sub(word, minus, UINT32_MAX), 65535, &value))
		return false;
	*ret = minus ? -(int32_t)value : (int32_t)value;
	return true;
}

/* "2, 10": kept in the key as two numbers. */
static bool slice_read(struct rule_transform *t, struct span text)
{
	int32_t numbers[2] = {0, INT32_MAX};
	int64_t comma = span_index(text, ',');
	struct span first = comma < 0 ? text : span_sub(text, 0, (uint32_t)comma);

	if (!number_read(span_trim(first), &numbers[0]))
		return false;
	if (comma >= 0 && !number_read(span_trim(span_sub(text, (uint32_t)comma + 1, UINT32_MAX)),
				  &numbers[1]))
		return false;
	memcpy(t->key, numbers, sizeof(numbers));
	t->key_len = sizeof(numbers);
	return true;
}

bool transform_read(struct rule_transform *t, struct span argument)
{
	uint64_t offset;

	switch (t->id) {
	case TRANSFORM_XOR:
		return key_read(t, argument);
	case TRANSFORM_SUBSLICE:
		return slice_read(t, argument);
	case TRANSFORM_FROM_BASE64:
		if (!argument.len)
			return true;
		if (!span_starts(argument, SPAN_LIT("offset ")))
			return argument.len > 0; /* modes and byte counts: decoded leniently */
		argument = span_sub(argument, 7, UINT32_MAX);
		int64_t comma = span_index(argument, ',');
		if (!span_decimal(span_trim(comma < 0 ? argument
						      : span_sub(argument, 0, (uint32_t)comma)),
			    65535, &offset))
			return false;
		t->number = (uint32_t)offset;
		return true;
	default:
		return argument.len == 0;
	}
}

/* --- application --- */

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static uint32_t change_bytes(const struct rule_transform *t, struct span in, uint8_t *out)
{
	uint32_t n = 0;
	bool in_name = true, was_space = false;

	for (uint32_t i = 0; i < in.len; i++) {
		uint8_t c = in.p[i];
		bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
		bool space = is_space(c);
		switch (t->id) {
		case TRANSFORM_TO_LOWERCASE:
			c = upper ? c | 0x20 : c;
			break;
		case TRANSFORM_TO_UPPERCASE:
			c = lower ? c & 0xdf : c;
			break;
		case TRANSFORM_HEADER_LOWERCASE:
			c = upper && in_name ? c | 0x20 : c;
			in_name = c == '\n' || (in_name && c != ':');
			break;
		case TRANSFORM_XOR:
			c ^= t->key[i % t->key_len];
			break;
		default:
			break;
		}
		bool drop = (t->id == TRANSFORM_STRIP_WHITESPACE && space) ||
			    (t->id == TRANSFORM_COMPRESS_WHITESPACE && space && was_space);
		was_space = space;
		if (!drop)
			out[n++] = t->id == TRANSFORM_COMPRESS_WHITESPACE && space ? ' ' : c;
	}
	return n;
}

/* Lines that begin with a colon are HTTP/2's own. */
static uint32_t strip_pseudo(struct span in, uint8_t *out)
{
	uint32_t n = 0;

	while (in.len) {
		int64_t end = span_index(in, '\n');
		struct span line = end < 0 ? in : span_sub(in, 0, (uint32_t)end + 1);
		if (line.p[0] != ':') {
			memcpy(out + n, line.p, line.len);
			n += line.len;
		}
		in = span_sub(in, line.len, UINT32_MAX);
	}
	return n;
}

static struct span last_labels(struct span in, unsigned labels)
{
	uint32_t at = in.len;

	for (unsigned dots = 0; at > 0; at--)
		if (in.p[at - 1] == '.' && ++dots == labels)
			break;
	return span_sub(in, at, UINT32_MAX);
}

static struct span slice(const struct rule_transform *t, struct span in)
{
	int32_t numbers[2];

	memcpy(numbers, t->key, sizeof(numbers));
	int64_t from = numbers[0] < 0 ? (int64_t)in.len + numbers[0] : numbers[0];
	int64_t end = numbers[1] < 0 ? (int64_t)in.len + numbers[1] : from + numbers[1];
	from = from < 0 ? 0 : from;
	end = end > (int64_t)in.len ? (int64_t)in.len : end;
	return end <= from ? span_of(in.p, 0)
			   : span_sub(in, (uint32_t)from, (uint32_t)(end - from));
}

static uint32_t digest(unsigned id, struct span in, uint8_t *out)
{
	struct md5_ctx md5;
	struct sha256_ctx sha256;

	if (id == TRANSFORM_TO_SHA1) {
		digest_sha1(in, out);
		return SHA1_DIGEST_SIZE;
	}
	if (id == TRANSFORM_TO_MD5) {
		md5_init(&md5);
		md5_update(&md5, in.len, in.p);
		md5_digest(&md5, MD5_DIGEST_SIZE, out);
		return MD5_DIGEST_SIZE;
	}
	sha256_init(&sha256);
	sha256_update(&sha256, in.len, in.p);
	sha256_digest(&sha256, SHA256_DIGEST_SIZE, out);
	return SHA256_DIGEST_SIZE;
}

struct span transform_apply(const struct rule_transform *t, struct arena *arena, struct span in)
{
	if (t->id == TRANSFORM_SUBSLICE)
		return slice(t, in);
	if (t->id == TRANSFORM_DOMAIN || t->id == TRANSFORM_TLD)
		return last_labels(in, t->id == TRANSFORM_DOMAIN ? 2 : 1);
	uint8_t *out = arena_take(arena, in.len + 64);
	if (!out)
		return span_of(NULL, 0);
	switch (t->id) {
	case TRANSFORM_DOTPREFIX:
		out[0] = '.';
		if (in.len)
			memcpy(out + 1, in.p, in.len);
		return span_of(out, in.len + 1);
	case TRANSFORM_URL_DECODE:
		return span_of(out, percent_read(in, true, out, in.len));
	case TRANSFORM_TO_MD5:
	case TRANSFORM_TO_SHA1:
	case TRANSFORM_TO_SHA256:
		return span_of(out, digest(t->id, in, out));
	case TRANSFORM_STRIP_PSEUDO:
		return span_of(out, strip_pseudo(in, out));
	case TRANSFORM_FROM_BASE64:
		return span_of(out, base64_read(span_sub(in, t->number, UINT32_MAX),
					    BASE64_URL | BASE64_LAX, out));
	default:
		return span_of(out, change_bytes(t, in, out));
	}
}
