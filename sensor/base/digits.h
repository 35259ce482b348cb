/*
 * digits: characters that stand for bits: hexadecimal digits, %xx of URLs (RFC 3986) and base64
 * (RFC 4648). Pure; any thread.
 */
#ifndef SPANWATCH_BASE_DIGITS_H
#define SPANWATCH_BASE_DIGITS_H

#include "sensor/base/span.h"

#include <stdbool.h>

/** What C stands for, of either case; -1 where it is no digit. */
static inline int hex_digit(uint8_t c)
{
	uint8_t low = c | 0x20;

	return c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/** LEN bytes that TEXT spells in twice as many digits, into TO; false where it does not. */
bool hex_read(struct span text, uint8_t *to, uint32_t len);

/** The byte that MARK and two digits at AT of TEXT stand for, as in "%2f" or "=2F"; else -1. */
static inline int hex_coded(struct span text, uint32_t at, uint8_t mark)
{
	if (at + 2 >= text.len || text.p[at] != mark)
		return -1;
	int high = hex_digit(text.p[at + 1]), low = hex_digit(text.p[at + 2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/**
 * IN with each %xx as its byte and, where PLUS, each '+' as a blank, into OUT with room for CAP
 * bytes; what is no code stays as it is. Returns how many bytes it has, CAP also where more follow.
 */
uint32_t percent_read(struct span in, bool plus, uint8_t *out, uint32_t cap);

/* How base64 is read: also with '-' and '_'; and past what is no digit, instead of up to it. */
enum { BASE64_URL = 1, BASE64_LAX = 2 };

/** IN up to its first '=', into OUT with room for as many bytes; returns how many it has. */
uint32_t base64_read(struct span in, unsigned ways, uint8_t *out);

/** IN as base64 with padding, into OUT with room for (len + 2) / 3 * 4; returns its length. */
uint32_t base64_write(struct span in, char *out);

#endif
