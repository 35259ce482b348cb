/*
 * http_head: start lines and header fields of HTTP/1.x (RFC 9112). Forgiving where receivers are,
 * because the peers of a sensor are not the ones who wrote the rules. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/base64.h"
#include "dissectors/common/subject.h"
#include "dissectors/http.h"
#include "sensor/base/digits.h"
#include "sensor/base/fnv.h"
#include <stddef.h>

static bool is_token_byte(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

bool http_is_method(struct span word)
{
	if (word.len < 3 || word.len > 20)
		return false;
	for (uint32_t i = 0; i < word.len; i++)
		if (!is_token_byte(word.p[i]))
			return false;
	return true;
}

static bool is_version(struct span s)
{
	return s.len == 8 && span_starts(s, SPAN_LIT("HTTP/1."));
}

/* HTTP/1.1 200 OK */
static bool read_status(struct span line, struct http_head *ret)
{
	uint64_t status;
	int64_t space = span_index(line, ' ');

	if (space != 8 || !is_version(span_sub(line, 0, 8)))
		return false;
	struct span rest = span_trim(span_sub(line, 9, UINT32_MAX));
	if (!span_decimal(span_sub(rest, 0, 3), 999, &status) || status < 100)
		return false;
	ret->protocol = span_sub(line, 0, 8);
	ret->status = (uint32_t)status;
	return true;
}

/* METHOD target HTTP/1.1; spaces inside the target are the sender's fault and stay */
static bool read_request(struct span line, struct http_head *ret)
{
	int64_t first = span_index(line, ' ');

	if (first < 0 || !http_is_method(span_sub(line, 0, (uint32_t)first)))
		return false;
	struct span rest = span_trim(span_sub(line, (uint32_t)first + 1, UINT32_MAX));
	ret->method = span_sub(line, 0, (uint32_t)first);
	ret->url = rest;
	if (rest.len > 8 && is_version(span_sub(rest, rest.len - 8, 8)) &&
		(rest.p[rest.len - 9] == ' ' || rest.p[rest.len - 9] == '\t')) {
		ret->protocol = span_sub(rest, rest.len - 8, 8);
		ret->url = span_trim(span_sub(rest, 0, rest.len - 9));
	}
	return ret->url.len > 0;
}

bool http_has_word(struct span text, const char *word)
{
	return subject_has_word(text, word);
}

static void take_length(struct http_head *h, struct span value)
{
	uint64_t length;

	if (!span_decimal(value, INT64_MAX, &length)) {
		h->conflict = true;
		return;
	}
	if (h->has_length && h->length != length)
		h->conflict = true;
	h->has_length = true;
	h->length = length;
}

void http_take_field(struct http_head *h, struct span name, struct span value)
{
	static const struct {
		const char *name;
		size_t at;
	} known[] = {
		{"host", offsetof(struct http_head, host)},
		{"user-agent", offsetof(struct http_head, agent)},
		{"referer", offsetof(struct http_head, referer)},
		{"x-forwarded-for", offsetof(struct http_head, xff)},
		{"content-type", offsetof(struct http_head, type)},
		{"location", offsetof(struct http_head, location)},
		{"authorization", offsetof(struct http_head, authorization)},
		{"server", offsetof(struct http_head, server)},
		{"content-disposition", offsetof(struct http_head, disposition)},
		{"soapaction", offsetof(struct http_head, soap_action)},
		{"content-encoding", offsetof(struct http_head, encoding)},
		{"content-range", offsetof(struct http_head, content_range)},
		{"range", offsetof(struct http_head, range)},
		{"cookie", offsetof(struct http_head, cookie)},
		{"upgrade", offsetof(struct http_head, upgrade)},
		{"x-http-method-override", offsetof(struct http_head, override)},
		{"x-http-method", offsetof(struct http_head, override)},
		{"x-method-override", offsetof(struct http_head, override)},
	};

	if (span_eq_nocase(name, SPAN_LIT("content-length"))) {
		take_length(h, value);
		return;
	}
	if (span_eq_nocase(name, SPAN_LIT("transfer-encoding"))) {
		h->chunked = http_has_word(value, "chunked");
		return;
	}
	for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
		struct span *to = (struct span *)(void *)((char *)h + known[i].at);
		if (span_eq_nocase(name, span_str(known[i].name))) {
			if (!to->len)
				*to = value;
			return;
		}
	}
}

bool http_read_head(struct span text, struct http_head *ret)
{
	struct cursor c = cursor_of(text);
	struct span line;

	*ret = (struct http_head){0};
	if (!cursor_line(&c, &line))
		line = cursor_rest(&c);
	if (!read_status(line, ret) && !read_request(line, ret))
		return false;
	for (unsigned i = 0; i < HTTP_HEADERS_MAX && cursor_line(&c, &line) && line.len; i++) {
		int64_t colon = span_index(line, ':');
		if (line.p[0] == ' ' || line.p[0] == '\t') {
			ret->folded = true;
			continue;
		}
		if (colon <= 0) {
			ret->bad_line = true;
			continue;
		}
		http_take_field(ret, span_trim(span_sub(line, 0, (uint32_t)colon)),
			span_trim(span_sub(line, (uint32_t)colon + 1, UINT32_MAX)));
	}
	if (ret->chunked && ret->has_length)
		ret->conflict = true;
	return true;
}

bool http_read_cut_head(struct span held, struct http_head *ret)
{
	while (held.len && held.p[held.len - 1] != '\n')
		held.len--;
	if (!held.len || !http_read_head(held, ret) || !ret->protocol.len)
		return false;
	ret->cut = true;
	return true;
}

/* --- encodings ---------------------------------------------------------------------------- */

static bool is_unreserved(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '.' || c == '_' || c == '-' || c == '~';
}

static struct span decode(struct dissect *d, struct span s, bool plus)
{
	uint8_t *out = arena_take(d->scratch, s.len + 1);

	return out ? span_of(out, percent_read(s, plus, out, s.len)) : span_of(NULL, 0);
}

struct span http_decode(struct dissect *d, struct span s, bool *ret_again)
{
	*ret_again = false;
	if (span_index(s, '%') < 0)
		return s;
	struct span once = decode(d, s, false);
	for (uint32_t i = 0; i < once.len; i++)
		*ret_again |= is_unreserved(hex_coded(once, i, '%'));
	return once;
}

struct span http_decode_form(struct dissect *d, struct span s)
{
	return span_index(s, '%') < 0 && span_index(s, '+') < 0 ? s : decode(d, s, true);
}

struct span http_base64(struct dissect *d, struct span s)
{
	return base64_decode(d->scratch, s);
}

uint32_t http_hash(uint32_t seed, struct span s)
{
	uint32_t h = fnv32(seed ? seed : FNV32, s);

	return h ? h : 1;
}
