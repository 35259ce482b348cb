/*
 * packet_ring: the latest packets that one reader saw, whole, in a bounded number of segments. The
 * reader adds and never waits; one other thread looks. A segment that is looked at is left out when
 * the oldest is to be used again, so neither ever meets the other's bytes.
 */
#ifndef SPANWATCH_EVIDENCE_PACKET_RING_H
#define SPANWATCH_EVIDENCE_PACKET_RING_H

#include "sensor/evidence/ends.h"

#include <stdatomic.h>

enum { RING_SEGMENT = 1 << 20, RING_SEGMENTS_LEAST = 4, RING_SEGMENTS_MOST = 65536 };

/** A packet in the ring; its bytes stand behind it. */
struct ring_packet {
	int64_t ts_us;
	struct seen seen;
	uint32_t captured, len; /* bytes here, bytes on the wire */
	uint32_t head;          /* bytes before its innermost payload; 0: unknown */
	uint16_t link;          /* enum linktype */
};

struct packet_ring;

/** Whether P may be kept at all. */
typedef bool (*packet_wanted)(void *ctx, const struct packet *p);

/**
 * At least SIZE bytes of packets, of those that WANTED (NULL: all) says yes to; touched as it
 * fills. NULL without memory.
 */
struct packet_ring *packet_ring_new(uint64_t size, packet_wanted wanted, void *ctx);
void packet_ring_free(struct packet_ring *r);

/** The reader adds P as it was captured: FRAME, of link type LINK. */
void packet_ring_add(
	struct packet_ring *r, const struct packet *p, struct span frame, uint16_t link);

/** Any thread. */
struct packet_ring_counts {
	uint64_t packets;  /* that were added */
	uint64_t left_out; /* too long, or no segment was free */
};
void packet_ring_counts(const struct packet_ring *r, struct packet_ring_counts *ret);

/** Where the thread that looks is. Zeroed, with the ring set, it is at the oldest packet. */
struct ring_cursor {
	struct packet_ring *ring;
	uint64_t serial, end_serial; /* of segments, from 1 */
	uint32_t at;                 /* bytes within SERIAL's */
	int held;                    /* segment + 1, or 0 */
	uint64_t no;                 /* of the next packet, from 0 */
	uint64_t missed;             /* packets that were gone before the cursor came to them */
};

/** From here to the packet that is the latest now. */
void ring_cursor_begin(struct ring_cursor *c);

/** The packet at the cursor, which stays, or NULL at the end. Held until ring_cursor_end. */
const struct ring_packet *ring_cursor_peek(struct ring_cursor *c);
void ring_cursor_step(struct ring_cursor *c);

/** Lets go of the segment; the cursor stays where it is. */
void ring_cursor_end(struct ring_cursor *c);

static inline struct span ring_packet_bytes(const struct ring_packet *p)
{
	return span_of((const uint8_t *)(p + 1), p->captured);
}

#endif
