/* digits: see digits.h. */
#include "config.h"

#include "sensor/base/digits.h"

#include <nettle/base64.h>

bool hex_read(struct span text, uint8_t *to, uint32_t len)
{
	if (text.len != len * 2)
		return false;
	for (uint32_t i = 0; i < len; i++) {
		int high = hex_digit(text.p[2 * i]), low = hex_digit(text.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

uint32_t percent_read(struct span in, bool plus, uint8_t *out, uint32_t cap)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < in.len && n < cap; i++) {
		int code = hex_coded(in, i, '%');
		out[n++] = code >= 0 ? (uint8_t)code : plus && in.p[i] == '+' ? ' ' : in.p[i];
		if (code >= 0)
			i += 2;
	}
	return n;
}

static int base64_digit(uint8_t c, bool url)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || (url && c == '-'))
		return 62;
	return c == '/' || (url && c == '_') ? 63 : -1;
}

/* nettle's reader gives up at the first fault; hostile text is read as far as its victim would. */
uint32_t base64_read(struct span in, unsigned ways, uint8_t *out)
{
	uint32_t bits = 0, have = 0, n = 0;

	for (uint32_t i = 0; i < in.len && in.p[i] != '='; i++) {
		int digit = base64_digit(in.p[i], ways & BASE64_URL);
		if (digit < 0 && !(ways & BASE64_LAX))
			break;
		if (digit < 0)
			continue;
		bits = bits << 6 | (uint32_t)digit;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		out[n++] = (uint8_t)(bits >> have);
	}
	return n;
}

uint32_t base64_write(struct span in, char *out)
{
	base64_encode_raw(out, in.len, in.p);
	return (uint32_t)BASE64_ENCODE_RAW_LENGTH(in.len);
}
