/*
 * http_json: strings of JSON (RFC 8259 section 7) in bodies, as their reader understands them:
 * with \u and its kin resolved. On a worker's thread.
 */
#include "config.h"

#include "dissectors/http.h"

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind \u; -1 where there are fewer. */
static int32_t code_unit(struct span s)
{
	int32_t unit = 0;

	for (uint32_t i = 0; i < 4; i++) {
		int digit = i < s.len ? hex_digit(s.p[i]) : -1;
		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

/* UTF-8 of one code unit; halves of pairs become one mark each. Three bytes at most. */
static uint32_t put_unit(uint8_t *out, int32_t unit)
{
	if (unit >= 0xd800 && unit < 0xe000)
		unit = 0xfffd;
	if (unit < 0x80) {
		out[0] = (uint8_t)unit;
		return 1;
	}
	if (unit < 0x800) {
		out[0] = (uint8_t)(0xc0 | unit >> 6);
		out[1] = (uint8_t)(0x80 | (unit & 0x3f));
		return 2;
	}
	out[0] = (uint8_t)(0xe0 | unit >> 12);
	out[1] = (uint8_t)(0x80 | (unit >> 6 & 0x3f));
	out[2] = (uint8_t)(0x80 | (unit & 0x3f));
	return 3;
}

static uint8_t plain_escape(uint8_t c)
{
	static const char names[] = "nrtbf", bytes[] = "\n\r\t\b\f";
	const char *found = c ? strchr(names, c) : NULL;

	return found ? (uint8_t)bytes[found - names] : c;
}

struct span http_json_text(struct dissect *d, struct span raw)
{
	uint32_t len = 0;

	if (span_index(raw, '\\') < 0)
		return raw;
	uint8_t *out = arena_take(d->scratch, raw.len + 1);
	if (!out)
		return raw;
	for (uint32_t i = 0; i < raw.len; i++) {
		if (raw.p[i] != '\\' || i + 1 >= raw.len) {
			out[len++] = raw.p[i];
			continue;
		}
		i++;
		int32_t unit = raw.p[i] == 'u' ? code_unit(span_sub(raw, i + 1, 4)) : -1;
		if (unit >= 0) {
			len += put_unit(out + len, unit);
			i += 4;
		} else {
			out[len++] = plain_escape(raw.p[i]);
		}
	}
	return span_of(out, len);
}
