/*
 * stream: both directions of one TCP connection put in order. What it hands on does not depend on
 * segmentation, order or repetition: bytes of one side in sequence, and never before the bytes of
 * the other side that they acknowledge. Bounded; works midstream and with one direction only.
 */
#ifndef SPANWATCH_FLOW_STREAM_H
#define SPANWATCH_FLOW_STREAM_H

#include "sensor/event.h"
#include "sensor/flow/slab.h"

struct segment;

enum { STREAM_RECENT = 4 };

/** What was delivered last, so that a repetition with other bytes is noticed. */
struct delivered {
	uint32_t seq, len, hash;
};

struct stream_side {
	struct segment *queue, *queue_tail; /* by sequence number, without overlap */
	uint32_t queued_bytes, queued_count, queued_doubtful;
	uint32_t next;      /* sequence number of the next byte to hand on */
	uint32_t ack;       /* highest acknowledgement this side sent */
	uint32_t fin;       /* sequence number of its FIN, with has_fin */
	int64_t waiting_us; /* since when the head of the queue waits */
	struct delivered recent[STREAM_RECENT];
	uint8_t recent_at;
	uint8_t reach, tried; /* doubt.c: the lowest TTL that arrived, and one that may have */
	uint32_t tried_end;
	uint16_t fin_doubt; /* of what brought the FIN; it counts once it is acknowledged */
	uint32_t stamp;     /* newest timestamp in order (RFC 7323 section 5), with has_stamp */
	bool begun, has_ack, has_fin, closed, has_stamp;
	bool fin_void;       /* it had a FIN, which was another's */
	bool after_syn_data; /* a SYN brought data, and nothing came behind them yet */
};

struct stream {
	struct stream_side side[2];
};

/** Where the bytes go. Calls come in causal order; the packet at hand is the caller's business. */
struct stream_out {
	void (*bytes)(void *ctx, enum side from, struct span data);
	void (*gap)(void *ctx, enum side from, uint32_t missing);
	void (*anomaly)(void *ctx, const char *name);
	void *ctx;
	struct slab *slab;
	enum slab_share share; /* of the slab */
	uint16_t doubt;        /* of the segment at hand (doubt.h); 0: none */
};

/** FROM's first byte has sequence number NEXT (its SYN was seen). */
void stream_begin(struct stream *s, enum side from, uint32_t next);

/**
 * One TCP segment that FROM sent. What its receiver may have dropped waits: for bytes of less
 * doubt, which take its place, or for the acknowledgement that tells that it was taken after all.
 */
void stream_segment(
	struct stream *s, enum side from, const struct packet *p, const struct stream_out *out);

/** Bytes of FROM behind the last one handed on that the other side acknowledged, at the end. */
uint32_t stream_unseen(const struct stream *s, enum side from);

/** Gives up on gaps that have waited long enough at NOW_US; INT64_MAX: on all of them. */
void stream_expire(struct stream *s, int64_t now_us, const struct stream_out *out);

/** True while bytes wait for others. */
bool stream_waits(const struct stream *s);

/** Drops what is queued and gives its memory back. */
void stream_release(struct stream *s, struct slab *slab);

#endif
