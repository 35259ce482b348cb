/* json: see json.h. */
#include "config.h"

#include "sensor/base/json.h"

#include "sensor/base/calendar.h"

static const char hex_digit[] = "0123456789abcdef";

static void put(struct json *j, const void *p, uint32_t len)
{
	char *to = json_room(j, len);
	if (to && len)
		memcpy(to, p, len);
}

static void put_char(struct json *j, char c)
{
	char *to = json_room(j, 1);
	if (to)
		*to = c;
}

void json_open(struct json *j, char bracket)
{
	char *to = json_value_room(j, 1);
	if (to)
		*to = bracket;
	j->comma = false;
}

void json_close(struct json *j, char bracket)
{
	put_char(j, bracket);
	j->comma = true;
}

/* Length of the valid UTF-8 sequence at the start of S (RFC 3629), or 0. */
static uint32_t utf8_length(struct span s)
{
	uint8_t a = s.p[0];

	if (a < 0x80)
		return 1;
	uint32_t len = a >= 0xf0 ? 4 : a >= 0xe0 ? 3 : 2;
	if (a < 0xc2 || a > 0xf4 || s.len < len)
		return 0;
	for (uint32_t i = 1; i < len; i++)
		if ((s.p[i] & 0xc0) != 0x80)
			return 0;
	uint8_t b = s.p[1];
	if ((a == 0xe0 && b < 0xa0) || (a == 0xed && b > 0x9f) || (a == 0xf0 && b < 0x90) ||
		(a == 0xf4 && b > 0x8f))
		return 0;
	return len;
}

/* U+0080..U+009F: control characters that a terminal may obey. */
static bool is_c1(const uint8_t *p, uint32_t len)
{
	return len == 2 && p[0] == 0xc2 && p[1] < 0xa0;
}

static void put_escape(struct json *j, uint8_t c)
{
	char u[6] = {'\\', 'u', '0', '0', hex_digit[c >> 4], hex_digit[c & 15]};

	switch (c) {
	case '"':
		put(j, "\\\"", 2);
		break;
	case '\\':
		put(j, "\\\\", 2);
		break;
	case '\n':
		put(j, "\\n", 2);
		break;
	case '\r':
		put(j, "\\r", 2);
		break;
	case '\t':
		put(j, "\\t", 2);
		break;
	default:
		put(j, u, 6);
	}
}

static bool is_plain(uint8_t c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* True when none of eight bytes needs a second look (bytes compared side by side in one word). */
static bool are_plain(uint64_t w)
{
	const uint64_t ones = 0x0101010101010101ull, tops = 0x8080808080808080ull;
	uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\';
	uint64_t low = w - ones * 0x20, del = w + ones;

	return !((w | low | del | (quote - ones) | (slash - ones)) & tops);
}

/* How many bytes at the start of TEXT stand for themselves. */
static uint32_t plain_run(struct span text)
{
	uint32_t i = 0;
	uint64_t w;

	for (; i + 8 <= text.len; i += 8) {
		memcpy(&w, text.p + i, 8);
		if (!are_plain(w))
			break;
	}
	while (i < text.len && is_plain(text.p[i]))
		i++;
	return i;
}

/* Writes TEXT escaped; runs of plain ASCII are copied in one go. */
static void put_escaped(struct json *j, struct span text)
{
	while (text.len && !j->full) {
		uint32_t run = plain_run(text);
		put(j, text.p, run);
		text = span_sub(text, run, text.len);
		if (!text.len)
			break;
		uint32_t len = utf8_length(text);
		bool c1 = is_c1(text.p, len);
		if (len < 2 || c1)
			put_escape(j, c1 ? text.p[1] : text.p[0]);
		else
			put(j, text.p, len);
		text = span_sub(text, len ? len : 1, text.len);
	}
}

void json_text(struct json *j, struct span text)
{
	bool cut = text.len > JSON_TEXT_MAX;
	char *to = json_value_room(j, 1);

	if (!to)
		return;
	*to = '"';
	put_escaped(j, span_sub(text, 0, JSON_TEXT_MAX));
	if (cut)
		put(j, "[cut]", 5);
	put_char(j, '"');
}

void json_string(struct json *j, const char *text)
{
	json_text(j, span_str(text));
}

void json_hex(struct json *j, struct span bytes)
{
	uint32_t len = bytes.len < JSON_TEXT_MAX / 2 ? bytes.len : JSON_TEXT_MAX / 2;
	char *to = json_value_room(j, 1 + 2 * len);

	if (!to)
		return;
	*to++ = '"';
	for (uint32_t i = 0; i < len; i++) {
		*to++ = hex_digit[bytes.p[i] >> 4];
		*to++ = hex_digit[bytes.p[i] & 15];
	}
	if (len < bytes.len)
		put(j, "[cut]", 5);
	put_char(j, '"');
}

static const char digit_pairs[] = "0001020304050607080910111213141516171819202122232425262728293031"
				  "3233343536373839404142434445"
				  "4647484950515253545556575859606162636465666768697071727374757677"
				  "7879808182838485868788899091"
				  "9293949596979899";

/* The digits of VALUE at the end of BACK; returns where they begin. */
static const char *decimal(uint64_t value, char back[static 20])
{
	char *at = back + 20;

	while (value >= 100) {
		at -= 2;
		memcpy(at, digit_pairs + 2 * (value % 100), 2);
		value /= 100;
	}
	if (value >= 10) {
		at -= 2;
		memcpy(at, digit_pairs + 2 * value, 2);
		return at;
	}
	*--at = (char)('0' + value);
	return at;
}

static void number(struct json *j, uint64_t value, bool minus)
{
	char back[20];
	const char *from = decimal(value, back);
	uint32_t len = (uint32_t)(back + 20 - from);
	char *to = json_value_room(j, len + minus);

	if (!to)
		return;
	if (minus)
		*to++ = '-';
	memcpy(to, from, len);
}

void json_u64(struct json *j, uint64_t value)
{
	number(j, value, false);
}

void json_i64(struct json *j, int64_t value)
{
	number(j, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0);
}

void json_addr(struct json *j, const struct addr *a)
{
	char text[ADDR_TEXT];
	json_plain(j, span_of(text, addr_text(a, text)));
}

void json_mac(struct json *j, const struct mac *m)
{
	char text[MAC_TEXT];

	mac_text(m, text);
	json_plain(j, span_of(text, 17));
}

void json_raw(struct json *j, struct span raw)
{
	char *to = raw.len ? json_value_room(j, raw.len) : NULL;
	if (to)
		memcpy(to, raw.p, raw.len);
}

static void two_digits(char *to, unsigned value)
{
	memcpy(to, digit_pairs + 2 * value, 2);
}

static void date_text(int64_t days, char *to)
{
	struct calendar_date date = calendar_date(days);

	two_digits(to, (unsigned)date.year / 100);
	two_digits(to + 2, (unsigned)date.year % 100);
	two_digits(to + 5, date.month);
	two_digits(to + 8, date.day);
}

void time_text(int64_t ts_us, char ret[static 33])
{
	/* years 1 to 9999: what ISO 8601 can write in four digits */
	const int64_t first = -62135596800ll * 1000000, last = 253402300799ll * 1000000 + 999999;
	const int64_t first_day = first / 1000000 / 86400;

	ts_us = ts_us < first ? first : ts_us > last ? last : ts_us;
	uint64_t since = (uint64_t)(ts_us - first);
	uint32_t us = (uint32_t)(since % 1000000);
	uint64_t s = since / 1000000;
	uint32_t of_day = (uint32_t)(s % 86400);

	memcpy(ret, "0000-00-00T00:00:00.000000+0000", 32);
	date_text(first_day + (int64_t)(s / 86400), ret);
	two_digits(ret + 11, of_day / 3600);
	two_digits(ret + 14, of_day / 60 % 60);
	two_digits(ret + 17, of_day % 60);
	two_digits(ret + 20, us / 10000);
	two_digits(ret + 22, us / 100 % 100);
	two_digits(ret + 24, us % 100);
}

void time_short(int64_t ts_us, char ret[static 33])
{
	time_text(ts_us, ret);
	ret[19] = 'Z';
	ret[20] = '\0';
}

void json_time(struct json *j, int64_t ts_us)
{
	char text[33];

	time_text(ts_us, text);
	json_plain(j, span_of(text, 31));
}
