/* packet_ring: see packet_ring.h. The reader's thread but for the cursor. */
#include "config.h"

#include "sensor/evidence/packet_ring.h"

#include "sensor/base/region.h"

#include <stdlib.h>

enum { ALIGN = 8 };

/*
 * STATE is twice the serial number, plus one while the cursor is in it; 0 while it changes hands.
 * Who wants to use it anew takes an even one, who wants to look makes it odd: one of them wins.
 */
struct segment {
	_Atomic uint64_t state;
	_Atomic uint32_t used;
	uint64_t first_no; /* number of its first packet; set while state is 0 */
};

struct packet_ring {
	packet_wanted wanted; /* or NULL */
	void *ctx;
	uint8_t *bytes;
	unsigned count;
	unsigned current;        /* the reader's: which segment is being filled */
	uint32_t used;           /* the reader's copy of that one's */
	_Atomic uint64_t serial; /* of that one */
	_Atomic uint64_t added, refused;
	struct segment segments[];
};

struct packet_ring *packet_ring_new(uint64_t size, packet_wanted wanted, void *ctx)
{
	uint64_t count = (size + RING_SEGMENT - 1) / RING_SEGMENT;

	count = count < RING_SEGMENTS_LEAST ? RING_SEGMENTS_LEAST : count;
	count = count > RING_SEGMENTS_MOST ? RING_SEGMENTS_MOST : count;
	struct packet_ring *r = calloc(1, sizeof(*r) + count * sizeof(r->segments[0]));
	if (!r)
		return NULL;
	r->count = (unsigned)count;
	r->bytes = region_take(count * RING_SEGMENT);
	if (!r->bytes) {
		free(r);
		return NULL;
	}
	r->wanted = wanted;
	r->ctx = ctx;
	r->serial = 1;
	r->segments[0].state = 2;
	return r;
}

void packet_ring_free(struct packet_ring *r)
{
	if (!r)
		return;
	region_free(r->bytes, (size_t)r->count * RING_SEGMENT);
	free(r);
}

/* The next one that nobody looks at, empty. False: all are held. */
static bool next_segment(struct packet_ring *r)
{
	uint64_t serial = atomic_load_explicit(&r->serial, memory_order_relaxed) + 1;

	for (unsigned i = 1; i < r->count; i++) {
		unsigned n = (r->current + i) % r->count;
		struct segment *s = &r->segments[n];
		uint64_t state = atomic_load_explicit(&s->state, memory_order_relaxed);
		if ((state & 1) || !atomic_compare_exchange_strong(&s->state, &state, 0))
			continue;
		s->first_no = atomic_load_explicit(&r->added, memory_order_relaxed);
		atomic_store_explicit(&s->used, 0, memory_order_relaxed);
		atomic_store_explicit(&s->state, serial * 2, memory_order_release);
		atomic_store_explicit(&r->serial, serial, memory_order_release);
		r->current = n;
		r->used = 0;
		return true;
	}
	return false;
}

static void count_one(_Atomic uint64_t *n)
{
	atomic_store_explicit(
		n, atomic_load_explicit(n, memory_order_relaxed) + 1, memory_order_relaxed);
}

/* Bytes of FRAME before the payload of P; 0 where that lies elsewhere: joined, or not yet whole. */
static uint32_t head_of(const struct packet *p, struct span frame)
{
	if (p->payload_len == 0 && !(p->flags & (PACKET_FRAGMENT | PACKET_REJOINED)))
		return frame.len;
	if (p->payload.p < frame.p || p->payload.p > frame.p + frame.len)
		return 0;
	return (uint32_t)(p->payload.p - frame.p);
}

void packet_ring_add(
	struct packet_ring *r, const struct packet *p, struct span frame, uint16_t link)
{
	uint32_t size =
		((uint32_t)sizeof(struct ring_packet) + frame.len + ALIGN - 1) & ~(ALIGN - 1u);

	if (r->wanted && !r->wanted(r->ctx, p))
		return;
	if (frame.len > RING_SEGMENT / 2 || (RING_SEGMENT - r->used < size && !next_segment(r))) {
		count_one(&r->refused);
		return;
	}
	struct ring_packet *to =
		(struct ring_packet *)(void *)(r->bytes + (size_t)r->current * RING_SEGMENT +
					       r->used);
	to->ts_us = p->ts_us;
	to->captured = frame.len;
	to->len = p->len > frame.len ? p->len : frame.len;
	to->head = head_of(p, frame);
	to->link = link;
	seen_of_packet(p, &to->seen);
	memcpy(to + 1, frame.p, frame.len);
	r->used += size;
	count_one(&r->added);
	atomic_store_explicit(&r->segments[r->current].used, r->used, memory_order_release);
}

void packet_ring_counts(const struct packet_ring *r, struct packet_ring_counts *ret)
{
	ret->packets = atomic_load_explicit(&r->added, memory_order_relaxed);
	ret->left_out = atomic_load_explicit(&r->refused, memory_order_relaxed);
}

/* --- the thread that looks -------------------------------------------------------------------- */

/* What the reader adds to the last segment meanwhile is seen too: at most one segment more. */

/* Holds the segment with the least serial from SERIAL on; false where there is none. */
static bool hold(struct ring_cursor *c, uint64_t serial)
{
	struct packet_ring *r = c->ring;

	for (;;) {
		uint64_t least = UINT64_MAX;
		unsigned found = 0;
		for (unsigned i = 0; i < r->count; i++) {
			uint64_t state =
				atomic_load_explicit(&r->segments[i].state, memory_order_acquire);
			if (state >= serial * 2 && state && state < least) {
				least = state;
				found = i;
			}
		}
		if (least == UINT64_MAX || least / 2 > c->end_serial)
			return false;
		if (!atomic_compare_exchange_strong(&r->segments[found].state, &least, least | 1))
			continue; /* just taken for newer packets: look again */
		c->held = (int)found + 1;
		if (least / 2 != c->serial)
			c->at = 0;
		c->serial = least / 2;
		return true;
	}
}

static void let_go(struct ring_cursor *c)
{
	if (c->held)
		atomic_fetch_and(&c->ring->segments[c->held - 1].state, ~1ull);
	c->held = 0;
}

void ring_cursor_begin(struct ring_cursor *c)
{
	c->end_serial = atomic_load_explicit(&c->ring->serial, memory_order_acquire);
}

/* The held segment's number of its first packet tells what was missed on the way to it. */
static void notice_missed(struct ring_cursor *c)
{
	uint64_t first = c->ring->segments[c->held - 1].first_no;

	if (c->at > 0)
		return;
	if (c->no && first > c->no)
		c->missed += first - c->no;
	c->no = first;
}

const struct ring_packet *ring_cursor_peek(struct ring_cursor *c)
{
	for (;;) {
		if (!c->held) {
			if (!hold(c, c->serial ? c->serial : 1))
				return NULL;
			notice_missed(c);
		}
		uint32_t used = atomic_load_explicit(
			&c->ring->segments[c->held - 1].used, memory_order_acquire);
		if (c->at < used)
			return (const struct ring_packet *)(const void *)(c->ring->bytes +
									  (size_t)(c->held - 1) *
										  RING_SEGMENT +
									  c->at);
		if (c->serial >= c->end_serial)
			return NULL;
		let_go(c);
		c->serial++;
		c->at = 0;
	}
}

void ring_cursor_step(struct ring_cursor *c)
{
	const struct ring_packet *p = ring_cursor_peek(c);

	if (!p)
		return;
	c->at += ((uint32_t)sizeof(*p) + p->captured + ALIGN - 1) & ~(ALIGN - 1u);
	c->no++;
}

void ring_cursor_end(struct ring_cursor *c)
{
	let_go(c);
}
