/*
 * http2_gather: a message or body that a client sends in several frames of DATA, those of other
 * streams between them. Its frames stay in front of what is held of the client's bytes until the
 * last one is there, and are joined then; so nothing but its start is kept of it. On a worker's
 * thread.
 */
#include "config.h"

#include "dissectors/http2.h"
#include "sensor/base/inflate.h"

enum {
	FLAG_PADDED = 8,
	FLAG_PRIORITY = 32,
	MESSAGE_HEAD = 5, /* of gRPC: compressed or not, length 4 */
	MESSAGE_OPEN_MAX = 128 * 1024,
	WINDOW_MAX = 96 * 1024, /* frames, of whatever stream, in which a message must be whole */
	SLACK = 16 * 1024       /* bytes in front of the first message that are worth moving it */
};

bool http2_read_frame(struct cursor *c, struct http2_frame *ret)
{
	ret->len = cursor_be24(c);
	ret->type = cursor_u8(c);
	ret->flags = cursor_u8(c);
	ret->stream = cursor_be32(c) & 0x7fffffffu;
	return cursor_ok(c);
}

struct span http2_unpadded(const struct http2_frame *f, struct span payload)
{
	struct cursor c = cursor_of(payload);
	uint8_t padding = f->flags & FLAG_PADDED ? cursor_u8(&c) : 0;

	if (f->type == HTTP2_HEADERS && (f->flags & FLAG_PRIORITY))
		cursor_skip(&c, 5);
	uint32_t left = cursor_left(&c);
	return cursor_span(&c, left > padding ? left - padding : 0);
}

bool http2_wants(const struct http2_stream *t)
{
	return (t->grpc || t->reads) && !t->asked;
}

/* The frame that begins at AT of HELD, and what it carries; where the next one begins. */
static uint32_t frame_at(
	struct span held, uint32_t at, struct http2_frame *ret, struct span *ret_data)
{
	struct cursor c = cursor_of(span_sub(held, at, UINT32_MAX));

	*ret_data = span_of(NULL, 0);
	if (!http2_read_frame(&c, ret))
		return held.len;
	struct span payload = span_sub(held, at + HTTP2_FRAME_HEAD,
		ret->len < HTTP2_FRAME_MAX ? ret->len : HTTP2_FRAME_MAX);
	if (ret->type == HTTP2_DATA)
		*ret_data = http2_unpadded(ret, payload);
	uint32_t left = held.len - at - HTTP2_FRAME_HEAD;
	return at + HTTP2_FRAME_HEAD + (ret->len < left ? ret->len : left);
}

/* What T's frames carry, joined. */
static struct span joined(struct dissect *d, const struct http2_stream *t, struct span held)
{
	uint8_t *out = arena_take(d->scratch, t->have + 1);
	uint32_t used = 0, at = t->start;
	struct http2_frame f;
	struct span data;

	while (out && at < held.len && used < t->have) {
		at = frame_at(held, at, &f, &data);
		if (f.stream != t->id || f.type != HTTP2_DATA)
			continue;
		data = span_sub(data, 0, t->have - used);
		if (data.len)
			memcpy(out + used, data.p, data.len);
		used += data.len;
	}
	return span_of(out, used);
}

static void call(struct dissect *d, struct http2_stream *t, struct span data)
{
	struct cursor c = cursor_of(data);
	uint8_t compressed = cursor_u8(&c);
	uint32_t len = cursor_be32(&c);
	uint32_t have = cursor_left(&c);
	struct span message = cursor_span(&c, len < have ? len : have);
	enum inflated how = INFLATE_WHOLE;

	t->asked = true;
	if (compressed == 1)
		message = inflate_span(d->scratch, message, MESSAGE_OPEN_MAX, &how);
	grpc_call(d, t, message, !cursor_ok(&c) || len > have || how != INFLATE_WHOLE);
}

void http2_gather_end(struct dissect *d, struct http2_stream *t, struct span held)
{
	if (!t->gathers)
		return;
	t->gathers = false;
	struct span data = joined(d, t, held);
	if (t->grpc) {
		call(d, t, data);
		return;
	}
	t->asked = true;
	http2_body(d, t, data);
}

void http2_gather_lost(struct dissect *d, struct http2_stream *t, struct span held)
{
	if (t->grpc)
		http2_gather_end(d, t, held);
	t->gathers = false;
}

void http2_gather(struct dissect *d, struct http2_stream *t, struct span held, uint32_t begins)
{
	struct http2_frame f;
	struct span data;

	frame_at(held, begins, &f, &data);
	if (!data.len)
		return;
	if (!t->gathers) {
		t->gathers = true;
		t->start = begins;
		t->have = 0;
		t->head = 0;
	}
	for (uint32_t i = 0; i < data.len && t->have + i < MESSAGE_HEAD; i++)
		t->head = t->head << 8 | data.p[i];
	t->have += data.len;
	bool whole =
		t->grpc ? t->have >= MESSAGE_HEAD && t->have - MESSAGE_HEAD >= (uint32_t)t->head
			: t->have >= HTTP_WHOLE_MAX;
	if (whole || f.len > HTTP2_FRAME_MAX)
		http2_gather_end(d, t, held);
}

void http2_gather_bound(struct dissect *d, struct http2_state *s, struct span held)
{
	uint64_t read = s->side[SIDE_CLIENT].read;

	for (unsigned i = 0; i < HTTP2_STREAMS; i++)
		if (s->streams[i].gathers && read - s->streams[i].start > WINDOW_MAX)
			http2_gather_end(d, &s->streams[i], held);
}

uint32_t http2_gather_let_go(struct http2_stream *streams, uint32_t done)
{
	bool any = false;

	for (unsigned i = 0; i < HTTP2_STREAMS; i++)
		if (streams[i].gathers) {
			any = true;
			done = streams[i].start < done ? streams[i].start : done;
		}
	if (any && done < SLACK)
		return 0;
	for (unsigned i = 0; i < HTTP2_STREAMS; i++)
		if (streams[i].gathers)
			streams[i].start -= done;
	return done;
}
