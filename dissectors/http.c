/*
 * http: HTTP/1.0 and 1.1 (RFC 9110, 9112) on any TCP port, requests and answers, kept open or not,
 * pipelined or not. Cuts each side into heads and bodies; bodies stream through, save those that
 * can hold a management request, which are read in one piece up to HTTP_WHOLE_MAX bytes, and
 * opened there where they are under a content coding. Files under one are hashed as they crossed.
 * Runs on a worker's thread.
 */
#include "config.h"

#include "dissectors/common/wait.h"
#include "dissectors/cwmp.h"
#include "dissectors/http.h"

enum step { STEP_GO, STEP_WAIT, STEP_STOP };

enum { CHUNK_LINE_MAX = 1024, PROBE_ENOUGH = 512 };

/* --- is it HTTP? ---------------------------------------------------------------------------- */

static bool is_known_method(struct span s)
{
	static const char *const methods[] = {"GET ", "POST ", "PUT ", "HEAD ", "DELETE ",
		"OPTIONS ", "PATCH ", "CONNECT ", "TRACE ", "PROPFIND ", NULL};

	for (const char *const *m = methods; *m; m++)
		if (span_starts(s, span_str(*m)))
			return true;
	return false;
}

static enum probe probe_request(struct span s)
{
	struct http_head h;
	uint32_t word = 0;
	int64_t end = span_index(s, '\n');

	while (word < s.len && word <= 20 && s.p[word] >= 'A' && s.p[word] <= 'Z')
		word++;
	if (word == s.len && s.len <= 20)
		return PROBE_MORE;
	if (word < 3 || word > 20 || (s.p[word] != ' ' && s.p[word] != '-' && s.p[word] != '_'))
		return PROBE_NO;
	if (end < 0) {
		if (!span_is_printable(span_sub(s, 0, s.len - (s.p[s.len - 1] == '\r'))))
			return PROBE_NO;
		return s.len < PROBE_ENOUGH ? PROBE_MORE
		       : is_known_method(s) ? PROBE_SURE
					    : PROBE_LIKELY;
	}
	if (!http_read_head(span_sub(s, 0, (uint32_t)end), &h) || h.status)
		return PROBE_NO;
	if (h.protocol.len)
		return PROBE_SURE;
	return is_known_method(s) && h.url.p[0] == '/' && span_index(h.url, ' ') < 0 ? PROBE_LIKELY
										     : PROBE_NO;
}

static enum probe probe(const struct probe_input *in)
{
	static const struct span start = SPAN_LIT("HTTP/1.");
	struct span s = in->data;

	if (!in->stream)
		return PROBE_NO;
	if (!s.len)
		return PROBE_MORE;
	if (span_starts(s, start) && s.len >= 9)
		return s.p[7] >= '0' && s.p[7] <= '9' && s.p[8] == ' ' ? PROBE_SURE : PROBE_NO;
	if (s.p[0] == 'H' && s.len < 9 && span_starts(start, span_sub(s, 0, start.len)))
		return PROBE_MORE;
	return probe_request(s);
}

/* --- heads ---------------------------------------------------------------------------------- */

/* Length of the head with its empty line, 0 while it is not there. */
static uint32_t head_end(struct dissect *d, struct span held)
{
	uint32_t at = wait_seen(d, held);

	wait_forget(d);

	for (;;) {
		int64_t hit = span_index(span_sub(held, at, UINT32_MAX), '\n');
		if (hit < 0) {
			wait_mark(d, held, held.len);
			return 0;
		}
		at += (uint32_t)hit;
		if (at + 1 < held.len && held.p[at + 1] == '\n')
			return at + 2;
		if (at + 2 < held.len && held.p[at + 1] == '\r' && held.p[at + 2] == '\n')
			return at + 3;
		if (at + 1 >= held.len || (at + 2 >= held.len && held.p[at + 1] == '\r')) {
			wait_mark(d, held, at);
			return 0;
		}
		at++;
	}
}

/* Whether what is held can be the start of a head of this side. */
static bool can_begin(struct span held, enum side from)
{
	if (from == SIDE_SERVER) {
		struct span start = SPAN_LIT("HTTP/1.");
		return span_starts(
			held.len < start.len ? start : held, held.len < start.len ? held : start);
	}
	int64_t space = span_index(span_sub(held, 0, 21), ' ');
	return space < 0 ? held.len < 21 && span_index(held, '\n') < 0
			 : http_is_method(span_sub(held, 0, (uint32_t)space));
}

static enum step lose_head(struct http_state *s, struct http_side *side, struct cursor *c)
{
	s->resynced = true;
	side->phase = HTTP_RESYNC;
	cursor_skip(c, 1);
	return STEP_GO;
}

static void take_head(struct dissect *d, struct http_state *s, const struct http_head *h)
{
	if (h->conflict)
		anomaly_emit(d, "http.ambiguous_length");
	if (h->folded)
		anomaly_emit(d, "http.folded_header");
	if (h->bad_line)
		anomaly_emit(d, "http.bad_header");
	if (h->status == 0) {
		http_request_add(d, s, h);
	} else if (h->status < 200 && h->status != 101) {
		return; /* the answer proper is still to come */
	} else {
		http_answer_head(d, s, h);
	}
	if (!h->cut)
		http_body_begin(d, s, h);
	else if (h->status)
		http_answer_end(d, s, false);
}

/* The rest of a head is missing: how long it is and what body it has, nobody knows. */
static void take_cut_head(struct dissect *d, struct http_state *s)
{
	struct http_head head;

	if (d->held.len && s->side[d->from].phase == HTTP_HEAD && can_begin(d->held, d->from) &&
		http_read_cut_head(d->held, &head) &&
		(head.status != 0) == (d->from == SIDE_SERVER))
		take_head(d, s, &head);
}

static enum step head_step(struct dissect *d, struct http_state *s, struct cursor *c)
{
	struct http_side *side = &s->side[d->from];
	struct span held = cursor_peek(c);
	struct http_head head;

	while (!wait_seen(d, held) && held.len && (held.p[0] == '\r' || held.p[0] == '\n')) {
		cursor_skip(c, 1);
		held = cursor_peek(c);
	}
	if (!held.len)
		return STEP_WAIT;
	if (!can_begin(held, d->from))
		return lose_head(s, side, c);
	uint32_t end = head_end(d, held);
	if (!end && held.len < HTTP_HEAD_MAX)
		return STEP_WAIT;
	if (!end) {
		anomaly_emit(d, "http.head_too_long");
		wait_forget(d);
		end = held.len;
	}
	bool is_answer = d->from == SIDE_SERVER;
	if (!http_read_head(span_sub(held, 0, end), &head) || (head.status != 0) != is_answer)
		return lose_head(s, side, c);
	cursor_skip(c, end);
	take_head(d, s, &head);
	return s->opaque ? STEP_STOP : STEP_GO;
}

/* Bytes were lost or make no sense: the next head starts a line, or wherever a status line is. */
static enum step resync_step(struct dissect *d, struct http_state *s, struct cursor *c)
{
	struct http_side *side = &s->side[d->from];
	struct span held = cursor_peek(c), line;
	struct http_head head;

	if (d->from == SIDE_SERVER) {
		int64_t at = span_find(held, SPAN_LIT("HTTP/1."));
		if (at < 0) {
			cursor_skip(c, held.len > 6 ? held.len - 6 : 0);
			return STEP_WAIT;
		}
		cursor_skip(c, (uint32_t)at);
		side->phase = HTTP_HEAD;
		return STEP_GO;
	}
	for (;;) {
		held = cursor_peek(c);
		if (!wait_line(d, c, &line)) {
			if (cursor_left(c) > HTTP_HEAD_MAX)
				cursor_skip(c, cursor_left(c));
			return STEP_WAIT;
		}
		if (!http_read_head(line, &head) || head.status || !head.protocol.len)
			continue;
		*c = cursor_of(held);
		side->phase = HTTP_HEAD;
		return STEP_GO;
	}
}

/* --- bodies --------------------------------------------------------------------------------- */

static void body_done(struct dissect *d, struct http_state *s, bool complete)
{
	struct http_side *side = &s->side[d->from];

	http_body_end(d, s, d->from, complete);
	side->phase = complete ? HTTP_HEAD : HTTP_RESYNC;
	side->seen = 0;
	if (!complete)
		s->resynced = true;
}

static enum step bytes_step(struct dissect *d, struct http_state *s, struct cursor *c)
{
	struct http_side *side = &s->side[d->from];
	uint32_t have = cursor_left(c);
	uint32_t take = have < side->left ? have : (uint32_t)side->left;

	if (side->phase == HTTP_UNTIL_CLOSE)
		take = have;
	if (take)
		http_body_bytes(d, s, cursor_span(c, take));
	if (side->phase == HTTP_UNTIL_CLOSE)
		return STEP_WAIT;
	side->left -= take;
	if (side->left)
		return STEP_WAIT;
	if (side->phase == HTTP_CHUNK_DATA)
		side->phase = HTTP_CHUNK_END;
	else
		body_done(d, s, true);
	return STEP_GO;
}

/* The size at the start of a chunk's line; false where there is none. */
static bool chunk_size(struct span line, uint64_t *ret)
{
	uint64_t size = 0;
	uint32_t i = 0;

	for (; i < line.len && i < 15; i++) {
		uint8_t c = line.p[i] | 0x20;
		if (line.p[i] >= '0' && line.p[i] <= '9')
			size = size << 4 | (line.p[i] - '0');
		else if (c >= 'a' && c <= 'f')
			size = size << 4 | (uint64_t)(c - 'a' + 10);
		else
			break;
	}
	*ret = size;
	return i > 0 && (i == line.len || memchr("; \t\r", line.p[i], 4));
}

static enum step chunk_step(struct dissect *d, struct http_state *s, struct cursor *c)
{
	struct http_side *side = &s->side[d->from];
	struct span line;
	bool good;

	if (!wait_line(d, c, &line)) {
		if (cursor_left(c) < CHUNK_LINE_MAX)
			return STEP_WAIT;
		wait_forget(d);
		line = span_of(c->p, 0);
	}
	switch (side->phase) {
	case HTTP_CHUNK_SIZE:
		good = chunk_size(line, &side->left);
		side->phase = good && side->left ? HTTP_CHUNK_DATA : HTTP_TRAILER;
		break;
	case HTTP_CHUNK_END:
		good = line.len == 0;
		side->phase = HTTP_CHUNK_SIZE;
		break;
	default:
		good = true;
		if (line.len == 0)
			body_done(d, s, true);
		break;
	}
	if (!good) {
		anomaly_emit(d, "http.bad_chunk");
		body_done(d, s, false);
	}
	return STEP_GO;
}

/* --- bodies that are read in one piece ------------------------------------------------------- */

/* Whether all chunks are in HELD, or as many as are looked at; SEEN stands at a chunk's line. */
static bool chunks_are_whole(struct span held, struct http_side *side, uint32_t *ret_want)
{
	struct span line;
	uint64_t size;

	while (side->seen < HTTP_WHOLE_MAX) {
		if (side->seen >= held.len) {
			*ret_want = side->seen + 1;
			return false;
		}
		struct cursor c = cursor_of(span_sub(held, side->seen, UINT32_MAX));
		if (!cursor_line(&c, &line))
			return cursor_left(&c) > CHUNK_LINE_MAX;
		if (!chunk_size(line, &size) || size == 0 || size > HTTP_WHOLE_MAX)
			return true;
		side->seen = held.len - cursor_left(&c) + (uint32_t)size + 2;
	}
	return true;
}

static struct span chunks_joined(struct dissect *d, struct span held)
{
	uint8_t *out = arena_take(d->scratch, held.len + 1);
	struct cursor c = cursor_of(held);
	struct span line;
	uint64_t size;
	uint32_t len = 0;

	while (out && cursor_line(&c, &line) && chunk_size(line, &size) && size) {
		uint32_t left = cursor_left(&c);
		struct span data = cursor_span(&c, size < left ? (uint32_t)size : left);
		memcpy(out + len, data.p, data.len);
		len += data.len;
		if (!cursor_line(&c, &line))
			break;
	}
	return span_of(out, len);
}

static enum step whole_step(struct dissect *d, struct http_state *s, struct cursor *c)
{
	struct http_side *side = &s->side[d->from];
	struct span held = cursor_peek(c);
	struct span body = span_of(NULL, 0);
	uint32_t want = 0;

	if (side->phase == HTTP_WHOLE_LENGTH) {
		uint32_t need = side->left < HTTP_WHOLE_MAX ? (uint32_t)side->left : HTTP_WHOLE_MAX;
		bool last = side->seen && held.len < side->seen; /* no more will come */
		if (held.len < need && !last) {
			d->want = side->seen = need;
			return STEP_WAIT;
		}
		body = span_sub(held, 0, need);
		side->phase = HTTP_LENGTH;
	} else {
		if (!chunks_are_whole(held, side, &want)) {
			d->want = want;
			return STEP_WAIT;
		}
		body = chunks_joined(d, held);
		side->phase = HTTP_CHUNK_SIZE;
	}
	side->seen = 0;
	http_body_whole(d, s, side->coded ? http_body_inflate(d, body) : body);
	return STEP_GO;
}

/* --- the stream ------------------------------------------------------------------------------- */

static enum step step(struct dissect *d, struct http_state *s, struct cursor *c)
{
	switch (s->side[d->from].phase) {
	case HTTP_HEAD:
		return head_step(d, s, c);
	case HTTP_RESYNC:
		return resync_step(d, s, c);
	case HTTP_WHOLE_LENGTH:
	case HTTP_WHOLE_CHUNKED:
		return whole_step(d, s, c);
	case HTTP_LENGTH:
	case HTTP_UNTIL_CLOSE:
	case HTTP_CHUNK_DATA:
		return bytes_step(d, s, c);
	default:
		return chunk_step(d, s, c);
	}
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct http_state *s = d->state;

	while (cursor_left(c)) {
		enum step what = s->opaque ? STEP_WAIT : step(d, s, c);
		if (what == STEP_STOP)
			return PARSE_STOP;
		if (what == STEP_WAIT)
			break;
	}
	return s->opaque ? PARSE_NEXT : PARSE_OK;
}

/** Bytes are missing; of those that were held before them only the lines of a head are of use. */
static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct http_state *s = d->state;
	struct http_side *side = &s->side[d->from];
	bool streams = side->phase == HTTP_LENGTH || side->phase == HTTP_CHUNK_DATA ||
		       side->phase == HTTP_UNTIL_CLOSE;

	if (s->opaque)
		return PARSE_STOP;
	if (streams && (side->phase == HTTP_UNTIL_CLOSE || missing < side->left)) {
		http_body_missing(s, d->from, missing);
		if (side->phase != HTTP_UNTIL_CLOSE)
			side->left -= missing;
		return PARSE_OK;
	}
	take_cut_head(d, s);
	if (side->in_body)
		http_body_missing(s, d->from, missing);
	body_done(d, s, false);
	return s->opaque ? PARSE_STOP : PARSE_OK;
}

static void finish(struct dissect *d)
{
	struct http_state *s = d->state;

	for (int i = 0; i < 2; i++) {
		bool closes = s->side[i].phase == HTTP_UNTIL_CLOSE;
		http_body_end(d, s, (enum side)i, closes);
		http_file_close(d, s, (enum side)i, false);
	}
	http_tell_unanswered(d, s);
}

static const struct schema *const schemas[] = {&http_schema, &cwmp_schema, NULL};
static const struct schema *const cwmp_schemas[] = {&cwmp_schema, NULL};
static const uint16_t hints[] = {80, 8080, 7547, 8000, 8008, 8081, 8888, 5985, 37215, 58000, 0};

const struct dissector dissector_http = {
	.name = "http",
	.title = "HTTP/1.x",
	.spec = "RFC 9112",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'A', 'Z'}),
	.state_size = sizeof(struct http_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
	.finish = finish,
};

/* Found inside of HTTP, never by itself. */
const struct dissector dissector_cwmp = {
	.name = "cwmp",
	.title = "CWMP (TR-069)",
	.spec = "Broadband Forum TR-069",
	.set = "management",
	.schemas = cwmp_schemas,
	.state_size = sizeof(struct http_state),
	.cleartext = true,
	.stream = stream,
	.gap = gap,
	.finish = finish,
};
