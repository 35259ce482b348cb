/* json: see json.h. */
#include "config.h"

#include "sensor/base/json.h"

#include <time.h>

static const char hex_digit[] = "0123456789abcdef";

static void put(struct json *j, const void *p, uint32_t len)
{
	if (j->full || j->cap - j->len < len) {
		j->full = true;
		return;
	}
	memcpy(j->buf + j->len, p, len);
	j->len += len;
}

static void put_char(struct json *j, char c)
{
	put(j, &c, 1);
}

static void before_value(struct json *j)
{
	if (j->comma)
		put_char(j, ',');
	j->comma = true;
}

void json_open(struct json *j, char bracket)
{
	before_value(j);
	put_char(j, bracket);
	j->comma = false;
}

void json_close(struct json *j, char bracket)
{
	put_char(j, bracket);
	j->comma = true;
}

void json_key_span(struct json *j, struct span key)
{
	before_value(j);
	put_char(j, '"');
	put(j, key.p, key.len);
	put(j, "\":", 2);
	j->comma = false;
}

void json_key(struct json *j, const char *key)
{
	json_key_span(j, span_str(key));
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

/* Writes TEXT escaped; runs of plain ASCII are copied in one go. */
static void put_escaped(struct json *j, struct span text)
{
	uint32_t i = 0;

	while (i < text.len && !j->full) {
		uint32_t start = i;
		while (i < text.len && is_plain(text.p[i]))
			i++;
		put(j, text.p + start, i - start);
		if (i == text.len)
			break;
		uint32_t len = utf8_length(span_sub(text, i, text.len));
		if (len < 2 || is_c1(text.p + i, len)) {
			put_escape(j, is_c1(text.p + i, len) ? text.p[i + 1] : text.p[i]);
			i += len ? len : 1;
			continue;
		}
		put(j, text.p + i, len);
		i += len;
	}
}

void json_text(struct json *j, struct span text)
{
	bool cut = text.len > JSON_TEXT_MAX;

	before_value(j);
	put_char(j, '"');
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

	before_value(j);
	put_char(j, '"');
	for (uint32_t i = 0; i < len; i++) {
		char two[2] = {hex_digit[bytes.p[i] >> 4], hex_digit[bytes.p[i] & 15]};
		put(j, two, 2);
	}
	if (len < bytes.len)
		put(j, "[cut]", 5);
	put_char(j, '"');
}

static uint32_t decimal(uint64_t value, char ret[static 20])
{
	char back[20];
	uint32_t n = 0;

	do {
		back[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	for (uint32_t i = 0; i < n; i++)
		ret[i] = back[n - 1 - i];
	return n;
}

void json_u64(struct json *j, uint64_t value)
{
	char text[20];
	uint32_t n = decimal(value, text);

	before_value(j);
	put(j, text, n);
}

void json_i64(struct json *j, int64_t value)
{
	char text[20];
	uint32_t n = decimal(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, text);

	before_value(j);
	if (value < 0)
		put_char(j, '-');
	put(j, text, n);
}

void json_bool(struct json *j, bool value)
{
	before_value(j);
	put(j, value ? "true" : "false", value ? 4 : 5);
}

void json_addr(struct json *j, const struct addr *a)
{
	char text[ADDR_TEXT];
	uint32_t n = addr_text(a, text);

	before_value(j);
	put_char(j, '"');
	put(j, text, n);
	put_char(j, '"');
}

void json_mac(struct json *j, const struct mac *m)
{
	char text[MAC_TEXT];

	mac_text(m, text);
	before_value(j);
	put_char(j, '"');
	put(j, text, 17);
	put_char(j, '"');
}

void json_raw(struct json *j, struct span raw)
{
	if (raw.len == 0)
		return;
	before_value(j);
	put(j, raw.p, raw.len);
}

static void digits(char *to, unsigned value, int count)
{
	while (count-- > 0) {
		to[count] = (char)('0' + value % 10);
		value /= 10;
	}
}

void time_text(int64_t ts_us, char ret[static 33])
{
	/* years 1 to 9999: what ISO 8601 can write in four digits */
	const int64_t first = -62135596800ll * 1000000, last = 253402300799ll * 1000000 + 999999;
	struct tm tm;

	ts_us = ts_us < first ? first : ts_us > last ? last : ts_us;
	int64_t us = ts_us % 1000000;
	time_t s = ts_us / 1000000;
	if (us < 0) {
		us += 1000000;
		s--;
	}
	gmtime_r(&s, &tm);
	memcpy(ret, "0000-00-00T00:00:00.000000+0000", 32);
	digits(ret, (unsigned)(tm.tm_year + 1900), 4);
	digits(ret + 5, (unsigned)(tm.tm_mon + 1), 2);
	digits(ret + 8, (unsigned)tm.tm_mday, 2);
	digits(ret + 11, (unsigned)tm.tm_hour, 2);
	digits(ret + 14, (unsigned)tm.tm_min, 2);
	digits(ret + 17, (unsigned)tm.tm_sec, 2);
	digits(ret + 20, (unsigned)us, 6);
}

void json_time(struct json *j, int64_t ts_us)
{
	char text[33];

	time_text(ts_us, text);
	before_value(j);
	put_char(j, '"');
	put(j, text, 31);
	put_char(j, '"');
}

void json_kv_string(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_string(j, value);
}

void json_kv_text(struct json *j, const char *key, struct span value)
{
	json_key(j, key);
	json_text(j, value);
}

void json_kv_u64(struct json *j, const char *key, uint64_t value)
{
	json_key(j, key);
	json_u64(j, value);
}

void json_kv_bool(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	json_bool(j, value);
}

void json_kv_addr(struct json *j, const char *key, const struct addr *value)
{
	json_key(j, key);
	json_addr(j, value);
}

void json_kv_time(struct json *j, const char *key, int64_t ts_us)
{
	json_key(j, key);
	json_time(j, ts_us);
}
