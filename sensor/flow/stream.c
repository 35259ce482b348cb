/* stream: see stream.h. Sequence arithmetic is modulo 2^32 (RFC 9293 section 3.4). */
#include "config.h"

#include "sensor/flow/stream.h"

#include "sensor/base/content.h"
#include "sensor/flow/queue.h"
#include "sensor/limits.h"

/* No sender is further ahead than this: what claims to be is another connection or a lie. */
enum { WINDOW_MAX = 64 * 1024 * 1024 };

/* Known from the packet, as long as the piece is all of its payload. */
static uint32_t hash_of(const struct piece *p)
{
	return (uint32_t)(p->content ? p->content : content_hash(p->bytes));
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

/* The receiver has taken everything of the other side before END. */
static bool is_taken(const struct stream_side *receiver, uint32_t end)
{
	return receiver->has_ack && seq_diff(receiver->ack, end) >= 0;
}

static void fin_check(struct stream *s, enum side from)
{
	struct stream_side *side = &s->side[from];

	if (!side->has_fin || side->closed || side->next != side->fin)
		return;
	if (side->fin_doubt && !is_taken(&s->side[side_other(from)], side->fin + 1))
		return;
	side->next++;
	side->closed = true;
}

/*
 * Nobody sends behind his FIN: where P has bytes of its number, it was another's. One byte there,
 * once the FIN is acknowledged, asks whether the other side is still alive (RFC 9293
 * section 3.8.4).
 */
static void fin_revoke(
	struct stream *s, enum side from, const struct piece *p, const struct stream_out *out)
{
	struct stream_side *side = &s->side[from];
	uint32_t before = side->fin - p->seq;

	if (p->doubt || before >= p->len ||
		(p->len == 1 && is_taken(&s->side[side_other(from)], side->fin + 1)))
		return;
	side->has_fin = false;
	side->fin_void = true;
	if (side->closed && side->next == side->fin + 1)
		side->next = side->fin;
	side->closed = false;
	out->anomaly(out->ctx, "stream.data_after_fin");
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
	fin_check(s, from);
}

static struct piece piece_of(const struct segment *g)
{
	return (struct piece){
		g->seq, g->len, g->ack, g->doubt, g->has_ack, span_of(g->bytes, g->have), 0};
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
		if (p.doubt && !is_taken(&s->side[side_other(from)], p.seq + p.len))
			break;
		if ((uint32_t)old < p.len) {
			queue_piece_skip(&p, (uint32_t)old);
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

/* Nobody acknowledged the head of FROM's queue, though he who should have was heard. */
static void doubtful_drop(struct stream *s, enum side from, const struct stream_out *out)
{
	struct stream_side *side = &s->side[from];

	if (!s->side[side_other(from)].has_ack) {
		queue_trust(side); /* nor can anybody: one direction is all there is */
		return;
	}
	out->anomaly(out->ctx, "stream.inserted_data");
	queue_pop(side, out->slab);
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
	if (head.doubt && !is_taken(other, head.seq + head.len)) {
		doubtful_drop(s, from, out);
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
	fin_check(s, side_other(from));
}

/* How long the head may wait: less when the other side has acknowledged what we miss. */
static int64_t patience_us(const struct stream *s, enum side from)
{
	const struct stream_side *side = &s->side[from], *other = &s->side[side_other(from)];
	bool own_gap = seq_diff(side->queue->seq, side->next) > 0;
	bool acked = other->has_ack && seq_diff(other->ack, side->next) > 0;

	return ((own_gap || side->queue->doubt) && !acked ? 10 : 1) * LIMIT_GAP_S * 1000000ll;
}

void stream_expire(struct stream *s, int64_t now_us, const struct stream_out *out)
{
	for (unsigned round = 0; round < 4 * LIMIT_STREAM_SEGMENTS; round++) {
		bool moved = false;
		for (int from = 0; from < 2; from++) {
			struct stream_side *side = &s->side[from];
			if (!side->queue)
				continue;
			if (now_us == INT64_MAX)
				queue_trust(side); /* nothing better comes */
			else if (now_us - side->waiting_us < patience_us(s, (enum side)from))
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

static void take_flags(
	struct stream *s, enum side from, const struct packet *p, uint32_t data_seq, uint16_t doubt)
{
	struct stream_side *side = &s->side[from];

	if (!side->begun) {
		side->begun = true;
		side->next = data_seq;
	}
	if ((p->tcp_flags & TCP_ACK) && !doubt) {
		if (!side->has_ack || seq_diff(p->tcp_ack, side->ack) > 0)
			side->ack = p->tcp_ack;
		side->has_ack = true;
	}
	bool better = side->fin_doubt > doubt && !side->closed;
	if ((p->tcp_flags & TCP_FIN) && (!side->has_fin || better)) {
		side->has_fin = true;
		side->fin_doubt = doubt;
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
	if (side->has_fin)
		fin_revoke(s, from, &p, out);
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
		queue_piece_skip(&p, (uint32_t)-ahead);
		ahead = 0;
	}
	if (ahead == 0 && !side->queue && !p.doubt && !must_wait(&s->side[side_other(from)], &p)) {
		deliver(s, from, &p, out);
		return;
	}
	if (side->queued_doubtful)
		queue_outbid(side, &p, out);
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

	take_flags(s, from, p, seq, out->doubt);
	if (p->payload_len)
		take_data(s, from,
			(struct piece){seq, p->payload_len, p->tcp_ack, out->doubt,
				(p->tcp_flags & TCP_ACK) != 0, p->payload, p->content},
			p->ts_us, out);
	if ((p->tcp_flags & TCP_SYN) && p->payload_len)
		s->side[from].after_syn_data = s->side[from].next == seq + p->payload_len;
	fin_check(s, from);
	if (s->side[side_other(from)].fin_doubt)
		fin_check(s, side_other(from));
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
