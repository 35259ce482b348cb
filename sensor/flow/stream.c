/* stream: see stream.h. Sequence arithmetic is modulo 2^32 (RFC 9293 section 3.4). */
#include "config.h"

#include "sensor/flow/stream.h"

#include "sensor/base/content.h"
#include "sensor/limits.h"

/* No sender is further ahead than this: what claims to be is another connection or a lie. */
enum { WINDOW_MAX = 64 * 1024 * 1024 };

struct segment {
	struct segment *next;
	uint32_t seq;
	uint32_t len;  /* on the wire */
	uint32_t have; /* bytes captured, from the start */
	uint32_t ack;  /* what it acknowledged: those bytes come first */
	uint32_t block;
	bool has_ack;
	uint8_t bytes[];
};

/* A piece of data on its way: from a packet or out of the queue. */
struct piece {
	uint32_t seq, len, ack;
	bool has_ack;
	struct span bytes;
	uint64_t content; /* content_hash of bytes; 0: not known */
};

static int32_t seq_diff(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

/* Known from the packet, as long as the piece is all of its payload. */
static uint32_t hash_of(const struct piece *p)
{
	return (uint32_t)(p->content ? p->content : content_hash(p->bytes));
}

static void piece_skip(struct piece *p, uint32_t n)
{
	p->seq += n;
	p->len -= n;
	p->bytes = span_sub(p->bytes, n, UINT32_MAX);
	p->content = 0;
}

static void remember(struct stream_side *s, const struct piece *p)
{
	s->recent[s->recent_at++ % STREAM_RECENT] = (struct delivered){p->seq, p->len, hash_of(p)};
}

/* A whole repetition of something delivered lately that says something else. */
static bool contradicts(const struct stream_side *s, const struct piece *p)
{
	for (int i = 0; i < STREAM_RECENT; i++)
		if (s->recent[i].len == p->len && s->recent[i].seq == p->seq && p->len)
			return s->recent[i].hash != hash_of(p);
	return false;
}

/* The other side has not yet handed on what P acknowledges. */
static bool must_wait(const struct stream_side *other, const struct piece *p)
{
	int32_t ahead = seq_diff(p->ack, other->next);
	return p->has_ack && other->begun && ahead > 0 && ahead < WINDOW_MAX;
}

static void fin_check(struct stream_side *s)
{
	if (s->has_fin && !s->closed && s->next == s->fin) {
		s->next++;
		s->closed = true;
	}
}

static void deliver(
	struct stream *s, enum side from, const struct piece *p, const struct stream_out *out)
{
	struct stream_side *side = &s->side[from];

	remember(side, p);
	side->next = p->seq + p->len;
	side->after_syn_data = false;
	if (p->bytes.len)
		out->bytes(out->ctx, from, p->bytes);
	if (p->bytes.len < p->len)
		out->gap(out->ctx, from, p->len - p->bytes.len);
	fin_check(side);
}

static void queue_pop(struct stream_side *s, struct slab *slab)
{
	struct segment *head = s->queue;

	s->queue = head->next;
	if (!s->queue)
		s->queue_tail = NULL;
	s->queued_bytes -= head->have;
	s->queued_count--;
	slab_give(slab, head, head->block);
}

static struct piece piece_of(const struct segment *g)
{
	return (struct piece){g->seq, g->len, g->ack, g->has_ack, span_of(g->bytes, g->have), 0};
}

/* Hands on what FROM's queue allows; true when something moved. */
static bool drain_side(struct stream *s, enum side from, const struct stream_out *out)
{
	struct stream_side *side = &s->side[from];
	bool moved = false;

	while (side->queue && seq_diff(side->queue->seq, side->next) <= 0) {
		struct piece p = piece_of(side->queue);
		int32_t old = seq_diff(side->next, p.seq);
		if (must_wait(&s->side[side_other(from)], &p))
			break;
		if ((uint32_t)old < p.len) {
			piece_skip(&p, (uint32_t)old);
			deliver(s, from, &p, out);
		}
		queue_pop(side, out->slab);
		moved = true;
	}
	return moved;
}

static void drain(struct stream *s, int64_t now_us, const struct stream_out *out)
{
	bool moved[2], any;

	do {
		moved[0] = drain_side(s, SIDE_CLIENT, out);
		moved[1] = drain_side(s, SIDE_SERVER, out);
		any = moved[0] || moved[1];
		for (int i = 0; i < 2; i++)
			if (moved[i])
				s->side[i].waiting_us = now_us;
	} while (any);
}

static bool queue_full(const struct stream_side *s, uint32_t more)
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

/* Queues the parts of P that nothing queued covers; the first bytes seen stay. */
static bool queue_insert(struct stream_side *s, struct piece p, const struct stream_out *out)
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
		piece_skip(&p, g_end - p.seq);
		after = g;
		g = g->next;
	}
	return !p.len || queue_put(s, after, &p, out);
}

/* Gives up on what the head of FROM's queue waits for: its own gap, or the other side's bytes. */
static void give_up(struct stream *s, enum side from, const struct stream_out *out)
{
	struct stream_side *side = &s->side[from], *other = &s->side[side_other(from)];
	struct piece head = piece_of(side->queue);
	int32_t missing = seq_diff(head.seq, side->next);

	if (missing > 0) {
		side->next = head.seq;
		out->gap(out->ctx, from, missing < WINDOW_MAX ? (uint32_t)missing : 0);
		return;
	}
	side->queue->has_ack = false;
	missing = seq_diff(head.ack, other->next);
	if (other->queue && seq_diff(other->queue->seq, head.ack) < 0)
		missing = seq_diff(other->queue->seq, other->next);
	if (missing <= 0 || missing >= WINDOW_MAX)
		return; /* each waits for the other: this one goes first */
	other->next += (uint32_t)missing;
	out->gap(out->ctx, side_other(from), (uint32_t)missing);
	fin_check(other);
}

/* How long the head may wait: less when the other side has acknowledged what we miss. */
static int64_t patience_us(const struct stream *s, enum side from)
{
	const struct stream_side *side = &s->side[from], *other = &s->side[side_other(from)];
	bool own_gap = seq_diff(side->queue->seq, side->next) > 0;
	bool acked = other->has_ack && seq_diff(other->ack, side->next) > 0;

	return (own_gap && !acked ? 10 : 1) * LIMIT_GAP_S * 1000000ll;
}

void stream_expire(struct stream *s, int64_t now_us, const struct stream_out *out)
{
	for (unsigned round = 0; round < 4 * LIMIT_STREAM_SEGMENTS; round++) {
		bool moved = false;
		for (int from = 0; from < 2; from++) {
			struct stream_side *side = &s->side[from];
			if (!side->queue)
				continue;
			if (now_us != INT64_MAX &&
				now_us - side->waiting_us < patience_us(s, (enum side)from))
				continue;
			give_up(s, (enum side)from, out);
			drain(s, now_us == INT64_MAX ? side->waiting_us : now_us, out);
			moved = true;
		}
		if (!moved)
			return;
	}
}

uint32_t stream_unseen(const struct stream *s, enum side from)
{
	const struct stream_side *side = &s->side[from], *other = &s->side[side_other(from)];

	if (!side->begun || side->closed || !other->has_ack)
		return 0;
	/* the last number may be that of a FIN, which is no byte */
	uint32_t end = side->has_fin ? side->fin : other->ack - 1;
	int32_t unseen = seq_diff(seq_diff(other->ack, end) < 0 ? other->ack : end, side->next);
	return unseen > 0 && unseen < WINDOW_MAX ? (uint32_t)unseen : 0;
}

static void make_room(struct stream *s, enum side from, uint32_t more, int64_t now_us,
	const struct stream_out *out)
{
	for (int i = 0; i < 8 && s->side[from].queue && queue_full(&s->side[from], more); i++) {
		give_up(s, from, out);
		drain(s, now_us, out);
	}
}

static void take_flags(struct stream *s, enum side from, const struct packet *p, uint32_t data_seq)
{
	struct stream_side *side = &s->side[from];

	if (!side->begun) {
		side->begun = true;
		side->next = data_seq;
	}
	if (p->tcp_flags & TCP_ACK) {
		if (!side->has_ack || seq_diff(p->tcp_ack, side->ack) > 0)
			side->ack = p->tcp_ack;
		side->has_ack = true;
	}
	if ((p->tcp_flags & TCP_FIN) && !side->has_fin) {
		side->has_fin = true;
		side->fin = data_seq + p->payload_len;
	}
}

/*
 * Senders that write captures rather than speak TCP count no number for a SYN with data: what
 * follows begins with what looks like the last byte once more. The other side's acknowledgement
 * would tell; where it was never heard, such a sender is likelier than one that repeats one byte.
 */
static bool syn_did_not_count(const struct stream *s, enum side from, const struct piece *p)
{
	const struct stream_side *side = &s->side[from];

	return side->after_syn_data && !s->side[side_other(from)].begun && p->len > 1 &&
	       p->seq == side->next - 1;
}

static void take_data(struct stream *s, enum side from, struct piece p, int64_t now_us,
	const struct stream_out *out)
{
	struct stream_side *side = &s->side[from];

	if (syn_did_not_count(s, from, &p))
		side->next--;
	int32_t ahead = seq_diff(p.seq, side->next);
	if (ahead < -WINDOW_MAX && !side->queue) {
		side->next = p.seq;
		out->gap(out->ctx, from, 0);
		ahead = 0;
	}
	if (ahead < 0) {
		if (contradicts(side, &p))
			out->anomaly(out->ctx, "stream.overlap_different_data");
		if ((uint32_t)-ahead >= p.len)
			return;
		piece_skip(&p, (uint32_t)-ahead);
		ahead = 0;
	}
	if (ahead == 0 && !side->queue && !must_wait(&s->side[side_other(from)], &p)) {
		deliver(s, from, &p, out);
		return;
	}
	make_room(s, from, p.len, now_us, out);
	if (seq_diff(side->next, p.seq + p.len) >= 0)
		return;
	if (!side->queue)
		side->waiting_us = now_us;
	if (queue_full(side, p.bytes.len) || !queue_insert(side, p, out))
		out->anomaly(out->ctx, "stream.memory_full");
}

void stream_begin(struct stream *s, enum side from, uint32_t next)
{
	s->side[from].begun = true;
	s->side[from].next = next;
}

void stream_segment(
	struct stream *s, enum side from, const struct packet *p, const struct stream_out *out)
{
	uint32_t seq = p->tcp_seq + ((p->tcp_flags & TCP_SYN) != 0);

	take_flags(s, from, p, seq);
	if (p->payload_len)
		take_data(s, from,
			(struct piece){seq, p->payload_len, p->tcp_ack,
				(p->tcp_flags & TCP_ACK) != 0, p->payload, p->content},
			p->ts_us, out);
	if ((p->tcp_flags & TCP_SYN) && p->payload_len)
		s->side[from].after_syn_data = s->side[from].next == seq + p->payload_len;
	fin_check(&s->side[from]);
	if (s->side[0].queue || s->side[1].queue) {
		drain(s, p->ts_us, out);
		stream_expire(s, p->ts_us, out);
	}
}

bool stream_waits(const struct stream *s)
{
	return s->side[0].queue || s->side[1].queue;
}

void stream_release(struct stream *s, struct slab *slab)
{
	for (int i = 0; i < 2; i++)
		while (s->side[i].queue)
			queue_pop(&s->side[i], slab);
}
