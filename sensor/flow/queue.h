/*
 * queue: what of one side came before its turn, or is doubtful, by sequence number. Private to
 * stream.c.
 */
#ifndef SPANWATCH_FLOW_QUEUE_H
#define SPANWATCH_FLOW_QUEUE_H

#include "sensor/flow/stream.h"

struct segment {
	struct segment *next;
	uint32_t seq;
	uint32_t len;  /* on the wire */
	uint32_t have; /* bytes captured, from the start */
	uint32_t ack;  /* what it acknowledged: those bytes come first */
	uint32_t block;
	uint16_t doubt;
	bool has_ack;
	uint8_t bytes[];
};

/* A piece of data on its way: from a packet or out of the queue. */
struct piece {
	uint32_t seq, len, ack;
	uint16_t doubt;
	bool has_ack;
	struct span bytes;
	uint64_t content; /* content_hash of bytes; 0: not known */
};

static inline int32_t seq_diff(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

/** Without its first N bytes, which are behind. */
void queue_piece_skip(struct piece *p, uint32_t n);

/** Takes the first one out. */
void queue_pop(struct stream_side *s, struct slab *slab);

/** MORE bytes do not fit. */
bool queue_full(const struct stream_side *s, uint32_t more);

/** What waits where P is, and is more doubtful, goes. */
void queue_outbid(struct stream_side *s, const struct piece *p, const struct stream_out *out);

/** Queues the parts of P that nothing queued covers; the first bytes seen stay. */
bool queue_insert(struct stream_side *s, struct piece p, const struct stream_out *out);

/** Nothing that waits is doubtful any more. */
void queue_trust(struct stream_side *s);

#endif
