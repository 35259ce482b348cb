/*
 * http2: HTTP/2 in clear (RFC 9113) on any TCP port: frames, header blocks and streams. DATA of the
 * first message of a call of gRPC, and of requests whose body says what they do, goes to
 * http2_gather.c, others are passed over. What was read
 * waits in front of what was not as long as a message lacks its end. On a worker's thread.
 *
 *   frame | length 3 | type | flags | stream 4 | payload |
 */
#include "config.h"

#include "dissectors/http2.h"

enum { FLAG_END_STREAM = 1, FLAG_END_HEADERS = 4, FRAGMENTS_MAX = 64 };

static const struct span preface = SPAN_LIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

enum step { STEP_GO, STEP_WAIT, STEP_LOST };

static enum probe probe(const struct probe_input *in)
{
	struct span s = in->data;

	if (!in->stream || in->from != SIDE_CLIENT)
		return PROBE_NO;
	if (s.len >= preface.len)
		return span_starts(s, preface) ? PROBE_SURE : PROBE_NO;
	return span_starts(preface, s) ? PROBE_MORE : PROBE_NO;
}

/* --- streams ---------------------------------------------------------------------------------- */

static struct http2_stream *find(struct http2_state *s, uint32_t id)
{
	for (unsigned i = 0; i < HTTP2_STREAMS; i++)
		if (id && s->streams[i].id == id)
			return &s->streams[i];
	return NULL;
}

/* A free place, or that of the oldest stream, which is told. */
static struct http2_stream *begin(
	struct dissect *d, struct http2_state *s, struct span held, uint32_t id)
{
	struct http2_stream *t = &s->streams[0];

	for (unsigned i = 0; i < HTTP2_STREAMS && t->id; i++)
		if (!s->streams[i].id || s->streams[i].id < t->id)
			t = &s->streams[i];
	if (t->id) {
		http2_gather_lost(d, t, held);
		http2_tell(d, t, false);
	}
	memset(t, 0, sizeof(*t));
	t->id = id;
	t->wait.ts_us = d->ts_us;
	t->wait.number = id;
	return t;
}

static void keep(char *to, uint8_t *ret_len, uint32_t max, struct span text)
{
	struct span kept = span_sub(text, 0, max);

	if (kept.len)
		memcpy(to, kept.p, kept.len);
	*ret_len = (uint8_t)kept.len;
}

/* --- headers ---------------------------------------------------------------------------------- */

struct login {
	struct span user, password, basic;
};

static void take_field(
	struct http2_stream *t, const struct hpack_field *f, enum side from, struct login *ret)
{
	static const char *const names[] = {":path", ":authority", "user-agent", ":method",
		"username", "password", "content-type", ":status", "grpc-status", "authorization"};
	uint64_t number;
	unsigned i = 0;

	while (i < 10 && !span_eq(f->name, span_str(names[i])))
		i++;
	if (i == 0)
		keep(t->path, &t->path_len, HTTP2_PATH_MAX, f->value);
	else if (i == 1)
		keep(t->host, &t->host_len, HTTP2_HOST_MAX, f->value);
	else if (i == 2)
		keep(t->agent, &t->agent_len, HTTP2_AGENT_MAX, f->value);
	else if (i == 3)
		keep(t->method, &t->method_len, HTTP2_METHOD_MAX, f->value);
	else if (i == 4 && from == SIDE_CLIENT)
		ret->user = f->value;
	else if (i == 5 && from == SIDE_CLIENT)
		ret->password = f->value;
	else if (i == 6)
		t->grpc |= span_starts(f->value, SPAN_LIT("application/grpc"));
	else if (i == 7 && span_decimal(f->value, 999, &number))
		t->status = (uint16_t)number;
	else if (i == 8 && span_decimal(f->value, UINT16_MAX, &number)) {
		t->grpc_status = (uint16_t)number;
		t->has_grpc_status = true;
	} else if (i == 9 && from == SIDE_CLIENT &&
		   span_starts_nocase(f->value, SPAN_LIT("Basic ")))
		ret->basic = span_trim(span_sub(f->value, 6, UINT32_MAX));
}

/* user:password in base64, unless the call names both in fields of their own. */
static void open_basic(struct dissect *d, struct login *login)
{
	struct span both = http_base64(d, login->basic);
	int64_t colon = span_index(both, ':');

	if (colon < 0 || login->user.len)
		return;
	login->user = span_sub(both, 0, (uint32_t)colon);
	login->password = span_sub(both, (uint32_t)colon + 1, UINT32_MAX);
}

/* The same fields as HTTP/1 reads them. */
static void take_plain(struct http_head *h, const struct hpack_field *f)
{
	static const struct span status = SPAN_LIT(":status");
	uint64_t number;

	if (span_eq(f->name, SPAN_LIT(":path")))
		h->url = f->value;
	else if (span_eq(f->name, SPAN_LIT(":method")))
		h->method = f->value;
	else if (span_eq(f->name, SPAN_LIT(":authority")))
		h->host = f->value;
	else if (span_eq(f->name, status) && span_decimal(f->value, 999, &number))
		h->status = (uint32_t)number;
	else if (f->name.len && f->name.p[0] != ':')
		http_take_field(h, f->name, f->value);
}

/* Who calls, as the metadata of gRPC says. */
static void take_login(struct dissect *d, struct http2_stream *t, struct login *login)
{
	struct http2_state *s = d->state;

	if (t->grpc)
		open_basic(d, login);
	if (!login->user.len)
		return;
	keep(t->user, &t->user_len, HTTP2_USER_MAX, login->user);
	http_tell_credential(d, &s->known, login->user, login->password);
}

/* A block may be for a stream that nobody follows: the tables must be kept all the same. */
static void headers(struct dissect *d, struct http2_state *s, struct span held,
	const struct http2_frame *f, struct span block)
{
	struct http2_stream *t = find(s, f->stream), unknown = {0};
	struct cursor c = cursor_of(block);
	struct login login = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
	struct hpack_field field = {0};
	struct http_head head = {.protocol = SPAN_LIT("HTTP/2")};

	if (!t && d->from == SIDE_CLIENT && f->stream)
		t = begin(d, s, held, f->stream);
	while (hpack_next(&s->side[d->from].table, d->scratch, &c, &field)) {
		take_field(t ? t : &unknown, &field, d->from, &login);
		take_plain(&head, &field);
	}
	if (!cursor_ok(&c))
		anomaly_emit(d, "http2.bad_headers");
	if (!t && d->from == SIDE_SERVER && f->stream == 1 && head.status >= 200)
		http_settle(d, 1, head.status); /* it was asked before the upgrade */
	if (!t)
		return;
	t->answered |= d->from == SIDE_SERVER;
	take_login(d, t, &login);
	if (t->grpc)
		return;
	if (d->from == SIDE_CLIENT)
		http2_request(d, t, &head);
	else
		http2_answer(d, t, &head);
}

/* --- frames ----------------------------------------------------------------------------------- */

/* The header block that begins with F, whose payload is FIRST: with all its continuations. */
static enum step read_block(struct dissect *d, const struct http2_frame *f, struct span first,
	struct cursor *c, struct span *ret)
{
	struct cursor at = *c;
	struct span parts[FRAGMENTS_MAX] = {http2_unpadded(f, first)};
	uint32_t count = 1, size = parts[0].len;
	uint8_t flags = f->flags;

	while (!(flags & FLAG_END_HEADERS)) {
		struct http2_frame more;
		struct cursor head = at;
		if (!http2_read_frame(&head, &more))
			return STEP_WAIT;
		if (more.type != HTTP2_CONTINUATION || more.stream != f->stream ||
			count == FRAGMENTS_MAX || size + more.len > HTTP2_FRAME_MAX)
			return STEP_LOST;
		if (cursor_left(&head) < more.len)
			return STEP_WAIT;
		parts[count] = cursor_span(&head, more.len);
		size += parts[count++].len;
		flags = more.flags;
		at = head;
	}
	*c = at;
	*ret = parts[0];
	if (count == 1)
		return STEP_GO;
	uint8_t *out = arena_take(d->scratch, size);
	uint32_t used = 0;
	for (uint32_t i = 0; out && i < count; i++) {
		if (parts[i].len)
			memcpy(out + used, parts[i].p, parts[i].len);
		used += parts[i].len;
	}
	*ret = span_of(out, used);
	return STEP_GO;
}

/* The frame is read: what its end means. */
static void ended(
	struct dissect *d, struct http2_state *s, struct span held, const struct http2_frame *f)
{
	struct http2_stream *t = find(s, f->stream);
	bool data = f->type == HTTP2_DATA || f->type == HTTP2_HEADERS;
	bool last = f->type == HTTP2_RST_STREAM || (data && (f->flags & FLAG_END_STREAM));

	if (!t)
		return;
	if (f->type == HTTP2_DATA && d->from == SIDE_SERVER)
		t->size += f->len;
	if (data && last && d->from == SIDE_CLIENT)
		http2_gather_end(d, t, held);
	else if (last && d->from == SIDE_CLIENT)
		http2_gather_lost(d, t, held);
	if (last && (d->from == SIDE_SERVER || f->type == HTTP2_RST_STREAM))
		http2_tell(d, t, data);
}

/* The frame behind what was read of HELD, which is all that is unused. */
static enum step frame_step(struct dissect *d, struct http2_state *s, struct span held)
{
	struct http2_side *side = &s->side[d->from];
	uint32_t begins = (uint32_t)side->read;
	struct cursor c = cursor_of(span_sub(held, begins, UINT32_MAX));
	struct http2_frame f;
	struct span block;

	d->want = begins + HTTP2_FRAME_HEAD;
	if (!http2_read_frame(&c, &f))
		return STEP_WAIT;
	struct http2_stream *t = find(s, f.stream);
	bool gathers = f.type == HTTP2_DATA && d->from == SIDE_CLIENT && t && http2_wants(t);
	uint32_t needed = f.len < HTTP2_FRAME_MAX ? f.len : HTTP2_FRAME_MAX;
	if (f.type == HTTP2_HEADERS && f.len > HTTP2_FRAME_MAX)
		return STEP_LOST;
	if ((gathers || f.type == HTTP2_HEADERS) && cursor_left(&c) < needed) {
		d->want = begins + HTTP2_FRAME_HEAD + needed;
		return STEP_WAIT;
	}
	side->read += HTTP2_FRAME_HEAD + (uint64_t)f.len;
	if (f.type == HTTP2_HEADERS) {
		struct span first = cursor_span(&c, needed);
		enum step step = read_block(d, &f, first, &c, &block);
		if (step != STEP_GO) {
			side->read = begins;
			d->want = held.len + 1;
			return step;
		}
		side->read = (uint64_t)(c.p - held.p);
		headers(d, s, held, &f, block);
	} else if (gathers) {
		http2_gather(d, t, held, begins);
	}
	ended(d, s, held, &f);
	return STEP_GO;
}

/* What was read is let go of, but for what a message that lacks its end begins in. */
static void let_go(struct dissect *d, struct http2_state *s, struct cursor *c)
{
	struct http2_side *side = &s->side[d->from];
	uint32_t have = cursor_left(c);
	uint32_t done = have < side->read ? have : (uint32_t)side->read;

	if (d->from == SIDE_CLIENT)
		done = http2_gather_let_go(s->streams, done);
	cursor_skip(c, done);
	side->read -= done;
	d->want = cursor_left(c) && d->want > done ? d->want - done : 0;
}

static enum step preface_step(struct http2_side *side, struct cursor *c)
{
	if (cursor_left(c) < preface.len)
		return STEP_WAIT;
	if (!span_starts(cursor_peek(c), preface))
		return STEP_LOST;
	cursor_skip(c, preface.len);
	side->begun = true;
	return STEP_GO;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct http2_state *s = d->state;
	struct http2_side *side = &s->side[d->from];
	enum step what = STEP_GO;

	if (d->from == SIDE_CLIENT && !side->begun)
		what = preface_step(side, c);
	struct span held = cursor_peek(c);
	while (what == STEP_GO && side->read < held.len) {
		what = frame_step(d, s, held);
		if (d->from == SIDE_CLIENT && what == STEP_GO)
			http2_gather_bound(d, s, held);
	}
	if (what == STEP_LOST) {
		anomaly_emit(d, "http2.bad_frame");
		return PARSE_STOP;
	}
	if (what == STEP_GO)
		d->want = (uint32_t)side->read + HTTP2_FRAME_HEAD;
	let_go(d, s, c);
	return PARSE_OK;
}

/* Bytes are missing: where only a body is, it goes on; else the frames are lost for this side. */
static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct http2_state *s = d->state;
	struct http2_side *side = &s->side[d->from];

	if (d->from == SIDE_CLIENT)
		for (unsigned i = 0; i < HTTP2_STREAMS; i++)
			http2_gather_lost(d, &s->streams[i], d->held);
	if (!side->begun && d->from == SIDE_CLIENT)
		return PARSE_STOP;
	if ((uint64_t)d->held.len + missing > side->read)
		return PARSE_STOP;
	side->read -= (uint64_t)d->held.len + missing;
	return PARSE_OK;
}

static void finish(struct dissect *d)
{
	struct http2_state *s = d->state;

	for (unsigned i = 0; i < HTTP2_STREAMS; i++)
		if (s->streams[i].id)
			http2_tell(d, &s->streams[i], false);
}

static const struct schema *const schemas[] = {&grpc_schema, &http2_schema, NULL};
static const uint16_t hints[] = {9339, 6030, 0}; /* others lie among the ports of clients */

const struct dissector dissector_http2 = {
	.name = "http2",
	.title = "HTTP/2 and gRPC in clear: gNMI, gNOI",
	.spec = "RFC 9113",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'P', 'P'}),
	.state_size = sizeof(struct http2_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
	.finish = finish,
};
