/* queue: see queue.h. */
#include "config.h"

#include "sensor/flow/queue.h"

#include "sensor/limits.h"

void queue_piece_skip(struct piece *p, uint32_t n)
{
	p->seq += n;
	p->len -= n;
	p->bytes = span_sub(p->bytes, n, UINT32_MAX);
	p->content = 0;
}

/* Takes the segment behind BEFORE (NULL: the first) out. */
static void queue_remove(struct stream_side *s, struct segment *before, struct slab *slab)
{
	struct segment **link = before ? &before->next : &s->queue, *g = *link;

	*link = g->next;
	if (!g->next)
		s->queue_tail = before;
	s->queued_bytes -= g->have;
	s->queued_count--;
	s->queued_doubtful -= g->doubt != 0;
	slab_give(slab, g, g->block);
}

void queue_pop(struct stream_side *s, struct slab *slab)
{
	queue_remove(s, NULL, slab);
}

bool queue_full(const struct stream_side *s, uint32_t more)
{
	return s->queued_count >= LIMIT_STREAM_SEGMENTS ||
	       s->queued_bytes + more > LIMIT_STREAM_BYTES;
}

/* Puts P behind AFTER (NULL: first). False when there is no memory. */
static bool queue_put(struct stream_side *s, struct segment *after, const struct piece *p,
	const struct stream_out *out)
{
	uint32_t block;
	struct segment *g = slab_take(
		out->slab, (uint32_t)sizeof(struct segment) + p->bytes.len, out->share, &block);

	if (!g)
		return false;
	*g = (struct segment){.seq = p->seq,
		.len = p->len,
		.have = p->bytes.len,
		.ack = p->ack,
		.block = block,
		.doubt = p->doubt,
		.has_ack = p->has_ack};
	if (p->bytes.len)
		memcpy(g->bytes, p->bytes.p, p->bytes.len);
	struct segment **link = after ? &after->next : &s->queue;
	g->next = *link;
	*link = g;
	if (!g->next)
		s->queue_tail = g;
	s->queued_bytes += g->have;
	s->queued_count++;
	s->queued_doubtful += g->doubt != 0;
	return true;
}

static bool bytes_differ(const struct segment *g, const struct piece *p)
{
	int32_t shift = seq_diff(p->seq, g->seq);
	struct span a =
		span_sub(span_of(g->bytes, g->have), shift > 0 ? (uint32_t)shift : 0, UINT32_MAX);
	struct span b = span_sub(p->bytes, shift < 0 ? (uint32_t)-shift : 0, UINT32_MAX);
	uint32_t n = a.len < b.len ? a.len : b.len;

	return n && memcmp(a.p, b.p, n) != 0;
}

static struct piece piece_head(const struct piece *p, uint32_t len)
{
	struct piece head = *p;

	head.len = len;
	head.bytes = span_sub(p->bytes, 0, len);
	head.content = 0;
	return head;
}

/* What waits where P is, and is more doubtful, goes. */
void queue_outbid(struct stream_side *s, const struct piece *p, const struct stream_out *out)
{
	struct segment *before = NULL;

	for (struct segment *g = s->queue, *next; g && seq_diff(g->seq, p->seq + p->len) < 0;
		g = next) {
		next = g->next;
		if (g->doubt <= p->doubt || seq_diff(g->seq + g->len, p->seq) <= 0) {
			before = g;
			continue;
		}
		if (bytes_differ(g, p))
			out->anomaly(out->ctx, "stream.inserted_data");
		queue_remove(s, before, out->slab);
	}
}

/* Queues the parts of P that nothing queued covers; the first bytes seen stay. */
bool queue_insert(struct stream_side *s, struct piece p, const struct stream_out *out)
{
	struct segment *after = NULL, *g = s->queue;

	if (s->queue_tail && seq_diff(p.seq, s->queue_tail->seq + s->queue_tail->len) >= 0)
		return queue_put(s, s->queue_tail, &p, out);
	while (g && p.len) {
		uint32_t g_end = g->seq + g->len;
		if (seq_diff(p.seq, g_end) >= 0) {
			after = g;
			g = g->next;
			continue;
		}
		if (seq_diff(p.seq + p.len, g->seq) <= 0)
			break;
		if (bytes_differ(g, &p))
			out->anomaly(out->ctx, "stream.overlap_different_data");
		if (seq_diff(p.seq, g->seq) < 0) {
			struct piece head = piece_head(&p, g->seq - p.seq);
			if (!queue_put(s, after, &head, out))
				return false;
		}
		if (seq_diff(p.seq + p.len, g_end) <= 0)
			return true;
		queue_piece_skip(&p, g_end - p.seq);
		after = g;
		g = g->next;
	}
	return !p.len || queue_put(s, after, &p, out);
}

void queue_trust(struct stream_side *s)
{
	for (struct segment *g = s->queued_doubtful ? s->queue : NULL; g; g = g->next)
		g->doubt = 0;
	s->queued_doubtful = 0;
}
