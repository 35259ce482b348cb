/* http_values: one head and its body as the buffers that rules look into. Worker's thread. */
#include "config.h"

#include "rules/match/http_view.h"
#include "sensor/base/digits.h"

#include "sensor/base/inflate.h"

/* --- the head --- */

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

static struct span trimmed(struct span s)
{
	while (s.len && (is_blank(s.p[0]) || s.p[0] == 0))
		s = span_sub(s, 1, UINT32_MAX);
	while (s.len && (is_blank(s.p[s.len - 1]) || s.p[s.len - 1] == '\n'))
		s.len--;
	return s;
}

static struct span word_take(struct span *rest)
{
	uint32_t n = 0;

	while (rest->len && is_blank(rest->p[0]))
		*rest = span_sub(*rest, 1, UINT32_MAX);
	while (n < rest->len && !is_blank(rest->p[n]))
		n++;
	struct span word = span_sub(*rest, 0, n);
	*rest = span_sub(*rest, n, UINT32_MAX);
	return word;
}

/* METHOD URI VERSION: the URI may hold blanks, and the version is what looks like one at the end.
 */
static void request_line(struct span line, struct view_head *ret)
{
	struct span rest = line;

	ret->method = word_take(&rest);
	rest = trimmed(rest);
	uint32_t at = rest.len;
	while (at > 0 && !is_blank(rest.p[at - 1]))
		at--;
	struct span last = span_sub(rest, at, UINT32_MAX);
	if (at > 0 && span_starts_nocase(last, SPAN_LIT("HTTP"))) {
		ret->protocol = last;
		ret->uri = trimmed(span_sub(rest, 0, at));
	} else {
		ret->uri = rest;
	}
}

static void status_line(struct span line, struct view_head *ret)
{
	struct span rest = line;
	uint64_t code;

	ret->protocol = word_take(&rest);
	ret->status = word_take(&rest);
	ret->message = trimmed(rest);
	if (span_decimal(ret->status, 999, &code))
		ret->code = (uint32_t)code;
}

/* A line that begins with a blank goes on with the value before it. */
static void fold(struct view_header *h, struct span line, struct arena *arena)
{
	struct span more = trimmed(line);
	uint8_t *to = arena_take(arena, h->value.len + more.len + 1);

	if (!to || !more.len)
		return;
	if (h->value.len)
		memcpy(to, h->value.p, h->value.len);
	to[h->value.len] = ' ';
	memcpy(to + h->value.len + 1, more.p, more.len);
	h->value = span_of(to, h->value.len + more.len + 1);
}

static struct span without_zeros(struct span line, struct arena *arena)
{
	uint8_t *to = arena_take(arena, line.len + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; to && i < line.len; i++)
		if (line.p[i])
			to[n++] = line.p[i];
	return to ? span_of(to, n) : line;
}

static void header_line(struct span line, struct view_head *ret, struct arena *arena)
{
	int64_t colon = span_index(line, ':');

	if (ret->count && line.len && (line.p[0] == ' ' || line.p[0] == '\t')) {
		fold(&ret->headers[ret->count - 1], line, arena);
		return;
	}
	if (ret->count == VIEW_HEADERS_MAX)
		return;
	struct view_header *h = &ret->headers[ret->count++];
	if (span_index(line, '\0') >= 0) { /* readers pass over it */
		line = without_zeros(line, arena);
		colon = span_index(line, ':');
	}
	if (colon < 0) {
		*h = (struct view_header){span_of(NULL, 0), trimmed(line)};
		return;
	}
	h->name = trimmed(span_sub(line, 0, (uint32_t)colon));
	h->value = trimmed(span_sub(line, (uint32_t)colon + 1, UINT32_MAX));
}

void http_head_cut(struct span head, bool is_answer, struct arena *arena, struct view_head *ret)
{
	bool first = true;
	struct span all = head;

	ret->count = ret->code = 0;
	ret->is_answer = is_answer;
	ret->method = ret->uri = ret->protocol = ret->status = ret->message = span_of(NULL, 0);
	ret->raw_headers = ret->line = span_of(NULL, 0);
	while (head.len) {
		int64_t stop = span_index(head, '\n');
		uint32_t end = stop < 0 ? head.len : (uint32_t)stop;
		struct span line = span_sub(head, 0, end);
		head = span_sub(head, end + 1, UINT32_MAX);
		while (line.len && line.p[line.len - 1] == '\r')
			line.len--;
		if (first) {
			ret->line = line;
			ret->raw_headers = head;
			if (is_answer)
				status_line(line, ret);
			else
				request_line(line, ret);
			first = false;
			continue;
		}
		if (!line.len) {
			ret->raw_headers.len = (uint32_t)(head.p - ret->raw_headers.p);
			break;
		}
		header_line(line, ret, arena);
	}
	(void)all;
}

struct span http_head_value(const struct view_head *h, const char *name)
{
	for (uint32_t i = h->count; i-- > 0;)
		if (span_eq_nocase(h->headers[i].name, span_str(name)))
			return h->headers[i].value;
	return span_of(NULL, 0);
}

/* --- the URI --- */

/* Without "/./", "/x/../" and doubled slashes, in place (RFC 3986 section 5.2.4). */
static uint32_t path_clean(uint8_t *p, uint32_t len)
{
	uint32_t n = 0, i = 0;

	while (i < len) {
		if (p[i] == '\\')
			p[i] = '/';
		if (p[i] != '/') {
			p[n++] = p[i++];
			continue;
		}
		uint32_t end = i + 1;
		while (end < len && p[end] != '/' && p[end] != '\\')
			end++;
		uint32_t part = end - i - 1;
		bool dot = part == 1 && p[i + 1] == '.';
		bool dots = part == 2 && p[i + 1] == '.' && p[i + 2] == '.';
		if (end < len && (dot || part == 0)) {
			i = end;
			continue;
		}
		if (dots) {
			while (n && p[n - 1] != '/')
				n--;
			n -= n > 0;
			i = end;
			if (i >= len)
				p[n++] = '/';
			continue;
		}
		if (dot) {
			p[n++] = '/';
			i = end;
			continue;
		}
		p[n++] = '/';
		i++;
	}
	return n;
}

struct span http_uri_normal(struct arena *arena, struct span uri)
{
	uint8_t *out = arena_take(arena, uri.len + 1);

	if (!out)
		return uri;
	if (span_starts_nocase(uri, SPAN_LIT("http://"))) {
		int64_t slash = span_index(span_sub(uri, 7, UINT32_MAX), '/');
		uri = slash < 0 ? SPAN_LIT("/") : span_sub(uri, 7 + (uint32_t)slash, UINT32_MAX);
	}
	int64_t query = span_index(uri, '?');
	struct span path = query < 0 ? uri : span_sub(uri, 0, (uint32_t)query);
	uint32_t n = path_clean(out, percent_read(path, false, out, path.len));
	if (query >= 0) {
		out[n++] = '?';
		uri = span_sub(uri, (uint32_t)query + 1, UINT32_MAX);
		n += percent_read(uri, false, out + n, uri.len);
	}
	return span_of(out, n);
}

/* --- the body --- */

/* Flags of gzip that mean nothing yet (RFC 1952 section 2.3.1.2): browsers pass over them. */
static struct span without_odd_flags(struct arena *arena, struct span body)
{
	enum { FLAGS_AT = 3, KNOWN = 0x1f };

	if (body.len <= FLAGS_AT || body.p[0] != 0x1f || body.p[1] != 0x8b ||
		!(body.p[FLAGS_AT] & ~KNOWN))
		return body;
	uint8_t *to = arena_take(arena, body.len);
	if (!to)
		return body;
	memcpy(to, body.p, body.len);
	to[FLAGS_AT] &= KNOWN;
	return span_of(to, body.len);
}

struct span http_body_open(struct arena *arena, struct span coding, struct span body)
{
	enum inflated how;
	bool packed = span_has_nocase(coding, SPAN_LIT("gzip")) ||
		      span_has_nocase(coding, SPAN_LIT("deflate"));

	if (!packed || !body.len)
		return body;
	unsigned layers = 1;
	for (uint32_t i = 0; i < coding.len; i++)
		layers += coding.p[i] == ',';
	for (unsigned i = 0; i < layers && i < 3; i++) {
		struct span open =
			inflate_span(arena, without_odd_flags(arena, body), VIEW_OPEN_MAX, &how);
		if (!open.len)
			break;
		body = open;
	}
	return body;
}

/* --- values --- */

struct text {
	uint8_t *p;
	uint32_t len, room;
};

static void text_add(struct text *t, struct span s)
{
	if (!t->p || s.len > t->room - t->len)
		return;
	if (s.len)
		memcpy(t->p + t->len, s.p, s.len);
	t->len += s.len;
}

/* Header lines put together anew: names, or "name: value", without cookies. */
static struct span headers_text(struct arena *arena, const struct view_head *h, bool names)
{
	struct text t = {.room = 8};

	for (uint32_t i = 0; i < h->count; i++)
		t.room += h->headers[i].name.len + h->headers[i].value.len + 4;
	t.p = arena_take(arena, t.room);
	if (names)
		text_add(&t, SPAN_LIT("\r\n"));
	for (uint32_t i = 0; i < h->count; i++) {
		const struct view_header *x = &h->headers[i];
		bool cookie = span_eq_nocase(x->name, SPAN_LIT("cookie")) ||
			      span_eq_nocase(x->name, SPAN_LIT("set-cookie"));
		if (cookie && !names)
			continue;
		text_add(&t, x->name);
		if (!names) {
			if (x->name.len)
				text_add(&t, SPAN_LIT(": "));
			text_add(&t, x->value);
		}
		text_add(&t, SPAN_LIT("\r\n"));
	}
	if (names)
		text_add(&t, SPAN_LIT("\r\n"));
	return span_of(t.p, t.len);
}

static struct span header_text(struct arena *arena, const struct view_header *h)
{
	struct text t = {.room = h->name.len + h->value.len + 4};

	t.p = arena_take(arena, t.room);
	text_add(&t, h->name);
	text_add(&t, SPAN_LIT(": "));
	text_add(&t, h->value);
	return span_of(t.p, t.len);
}

static const struct {
	const char *name;
	uint16_t buffer;
	bool answer, request;
} single[] = {{"user-agent", BUFFER_HTTP_USER_AGENT, false, true},
	{"referer", BUFFER_HTTP_REFERER, false, true}, {"accept", BUFFER_HTTP_ACCEPT, false, true},
	{"accept-language", BUFFER_HTTP_ACCEPT_LANG, false, true},
	{"accept-encoding", BUFFER_HTTP_ACCEPT_ENC, false, true},
	{"cookie", BUFFER_HTTP_COOKIE, false, true},
	{"set-cookie", BUFFER_HTTP_COOKIE, true, false},
	{"connection", BUFFER_HTTP_CONNECTION, true, true},
	{"content-type", BUFFER_HTTP_CONTENT_TYPE, true, true},
	{"content-length", BUFFER_HTTP_CONTENT_LEN, true, true},
	{"server", BUFFER_HTTP_SERVER, true, false},
	{"location", BUFFER_HTTP_LOCATION, true, false}};

static void host_values(struct matcher *m, struct arena *arena, const struct view_head *h)
{
	struct span host = http_head_value(h, "host");

	if (span_starts_nocase(h->uri, SPAN_LIT("http://"))) {
		host = span_sub(h->uri, 7, UINT32_MAX);
		int64_t slash = span_index(host, '/');
		host = slash < 0 ? host : span_sub(host, 0, (uint32_t)slash);
	}
	if (!host.len)
		return;
	value_bytes(m, BUFFER_HTTP_HOST_RAW, host);
	int64_t colon = host.p[0] == '[' ? -1 : span_index(host, ':');
	host = colon < 0 ? host : span_sub(host, 0, (uint32_t)colon);
	uint8_t *low = arena_take(arena, host.len + 1);
	for (uint32_t i = 0; low && i < host.len; i++)
		low[i] = host.p[i] >= 'A' && host.p[i] <= 'Z' ? host.p[i] | 0x20 : host.p[i];
	value_bytes(m, BUFFER_HTTP_HOST, low ? span_of(low, host.len) : host);
}

static void request_values(struct matcher *m, struct arena *arena, const struct view_head *h)
{
	value_bytes(m, BUFFER_HTTP_METHOD, h->method);
	value_bytes(m, BUFFER_HTTP_URI_RAW, h->uri);
	value_bytes(m, BUFFER_HTTP_URI, http_uri_normal(arena, h->uri));
	value_bytes(m, BUFFER_HTTP_REQUEST_LINE, h->line);
	host_values(m, arena, h);
}

static void answer_values(struct matcher *m, const struct view_head *h)
{
	value_bytes(m, BUFFER_HTTP_STAT_CODE, h->status);
	value_bytes(m, BUFFER_HTTP_STAT_MSG, h->message);
	value_bytes(m, BUFFER_HTTP_RESPONSE_LINE, h->line);
}

static void header_values(
	struct matcher *m, struct arena *arena, const struct view_head *h, bool own)
{
	for (size_t i = 0; i < sizeof(single) / sizeof(*single); i++) {
		if (h->is_answer ? !single[i].answer : !single[i].request)
			continue;
		bool both = single[i].buffer == BUFFER_HTTP_COOKIE || single[i].answer;
		if (!own && both)
			continue; /* the name is of both sides: the answer's own counts */
		for (uint32_t k = 0; k < h->count; k++)
			if (span_eq_nocase(h->headers[k].name, span_str(single[i].name)))
				value_bytes(m, single[i].buffer, h->headers[k].value);
	}
	uint16_t each = h->is_answer ? BUFFER_HTTP_RESPONSE_HEADER : BUFFER_HTTP_REQUEST_HEADER;
	for (uint32_t k = 0; own && k < h->count; k++)
		value_bytes(m, each, header_text(arena, &h->headers[k]));
}

/* Buffers that both sides have under one name. */
static void shared_values(struct matcher *m, struct arena *arena, const struct view_head *h)
{
	struct span lines = headers_text(arena, h, false);
	struct text start = {.room = h->line.len + 4 + h->raw_headers.len};

	start.p = arena_take(arena, start.room);
	text_add(&start, h->line);
	text_add(&start, SPAN_LIT("\r\n"));
	text_add(&start, h->raw_headers);
	value_bytes(m, BUFFER_HTTP_START, span_of(start.p, start.len));
	value_bytes(m, BUFFER_HTTP_PROTOCOL, h->protocol);
	value_bytes(m, BUFFER_HTTP_HEADER, lines);
	value_bytes(m, BUFFER_HTTP_HEADER_RAW, h->raw_headers);
	value_bytes(m, BUFFER_HTTP_HEADER_NAMES, headers_text(arena, h, true));
	value_bytes(m, h->is_answer ? BUFFER_HTTP_RESPONSE_HEADERS : BUFFER_HTTP_REQUEST_HEADERS,
		lines);
}

void http_values(struct matcher *m, const struct tap_scene *scene, const struct view_head *h,
	struct span body, bool own)
{
	struct arena *arena = scene->scratch;

	if (h->is_answer)
		answer_values(m, h);
	else
		request_values(m, arena, h);
	header_values(m, arena, h, own);
	if (own)
		shared_values(m, arena, h);
	if (!body.len)
		return;
	body = http_body_open(arena, http_head_value(h, "content-encoding"), body);
	value_bytes(m, h->is_answer ? BUFFER_HTTP_RESPONSE_BODY : BUFFER_HTTP_REQUEST_BODY, body);
	if (own)
		value_bytes(m, BUFFER_FILE_DATA, body);
}
