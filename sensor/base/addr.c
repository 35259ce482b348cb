/* addr: see addr.h. Pure; any thread. */
#include "config.h"

#include "sensor/base/addr.h"

#include <arpa/inet.h>

bool addr_is_group(const struct addr *a)
{
	static const struct addr none;

	if (!addr_is_v4(a))
		return a->b[0] == 0xff || addr_cmp(a, &none) == 0;
	uint32_t v4 = (uint32_t)a->b[12] << 24 | (uint32_t)a->b[13] << 16 |
		      (uint32_t)a->b[14] << 8 | a->b[15];
	return (v4 >> 28) == 14 || v4 == 0xffffffffu || v4 == 0;
}

bool addr_is_link_local(const struct addr *a)
{
	if (addr_is_v4(a))
		return a->b[12] == 169 && a->b[13] == 254;
	return a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80;
}

bool addr_is_private(const struct addr *a)
{
	static const struct addr loopback6 = {.b[15] = 1};

	if (addr_is_link_local(a))
		return true;
	if (!addr_is_v4(a))
		return (a->b[0] & 0xfe) == 0xfc || addr_cmp(a, &loopback6) == 0;
	return a->b[12] == 10 || a->b[12] == 127 || (a->b[12] == 172 && (a->b[13] & 0xf0) == 16) ||
	       (a->b[12] == 192 && a->b[13] == 168);
}

static uint32_t decimal_u8(char *to, uint8_t v)
{
	uint32_t hundreds = v / 100u, tens = v / 10u, len = 1u + (v >= 10) + (v >= 100);

	to[0] = (char)('0' + hundreds);
	to[len == 3] = (char)('0' + tens - hundreds * 10);
	to[len - 1] = (char)('0' + v - tens * 10);
	return len;
}

static uint32_t hex_group(char *to, uint16_t v)
{
	static const char digit[] = "0123456789abcdef";
	uint32_t n = 0;

	for (int shift = 12; shift >= 0; shift -= 4)
		if (n || shift == 0 || v >> shift)
			to[n++] = digit[v >> shift & 15];
	return n;
}

/* The longest run of at least two zero groups is written "::", the first of equals (RFC 5952 4.2).
 */
static int zero_run(const struct addr *a, int *ret_len)
{
	int best = -1, best_len = 1;

	for (int i = 0; i < 8; i++) {
		int n = 0;
		while (i + n < 8 && !a->b[2 * (i + n)] && !a->b[2 * (i + n) + 1])
			n++;
		if (n > best_len) {
			best = i;
			best_len = n;
		}
		i += n;
	}
	*ret_len = best_len;
	return best;
}

uint32_t addr_text(const struct addr *a, char ret[static ADDR_TEXT])
{
	uint32_t n = 0;

	if (addr_is_v4(a)) {
		for (int i = 12; i < 16; i++) {
			n += decimal_u8(ret + n, a->b[i]);
			ret[n++] = i < 15 ? '.' : '\0';
		}
		return n - 1;
	}
	int run_len, run = zero_run(a, &run_len);
	for (int i = 0; i < 8; i++) {
		if (i == run) {
			ret[n++] = ':';
			if (i == 0)
				ret[n++] = ':';
			i += run_len - 1;
			continue;
		}
		n += hex_group(ret + n, (uint16_t)(a->b[2 * i] << 8 | a->b[2 * i + 1]));
		if (i < 7)
			ret[n++] = ':';
	}
	ret[n] = '\0';
	return n;
}

bool addr_parse(struct span text, struct addr *ret)
{
	char copy[ADDR_TEXT];
	uint8_t raw[16];

	if (text.len == 0 || text.len >= sizeof(copy))
		return false;
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	if (inet_pton(AF_INET, copy, raw) == 1) {
		*ret = addr_v4(raw);
		return true;
	}
	if (inet_pton(AF_INET6, copy, raw) == 1) {
		*ret = addr_v6(raw);
		return true;
	}
	return false;
}

bool addr_in_prefix(const struct addr *a, const struct addr *prefix, unsigned bits)
{
	if (memcmp(a->b, prefix->b, bits / 8) != 0)
		return false;
	if (bits % 8 == 0)
		return true;
	uint8_t mask = (uint8_t)(0xff << (8 - bits % 8));
	return ((a->b[bits / 8] ^ prefix->b[bits / 8]) & mask) == 0;
}

uint32_t mac_text(const struct mac *m, char ret[static MAC_TEXT])
{
	static const char digit[] = "0123456789abcdef";

	for (int i = 0; i < 6; i++) {
		ret[3 * i] = digit[m->b[i] >> 4];
		ret[3 * i + 1] = digit[m->b[i] & 15];
		ret[3 * i + 2] = i < 5 ? ':' : '\0';
	}
	return 17;
}
