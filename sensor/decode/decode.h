/*
 * decode: a frame becomes a packet: link header, VLANs, tunnels, IP, fragments, transport. Its
 * context belongs to one thread (the reader offline, each worker live).
 */
#ifndef SPANWATCH_DECODE_H
#define SPANWATCH_DECODE_H

#include "sensor/capture/capture.h"
#include "sensor/exceptions.h"
#include "sensor/packet.h"

enum checksum_mode { CHECKSUM_AUTO, CHECKSUM_ON, CHECKSUM_OFF };

enum decode_result {
	DECODE_PACKET, /* `ret` holds a packet for the flow table or a frame dissector */
	DECODE_HELD,   /* a fragment; its datagram is not whole yet */
	DECODE_SKIPPED /* nothing in it for us (counted by cause) */
};

/** Why frames were surprising; the names stand in stats and anomaly events. */
enum decode_count {
#define DECODE_COUNT(id, name, text) DECODE_##id,
#include "sensor/decode/decode_counts.def"
#undef DECODE_COUNT
	DECODE_COUNTS
};

struct decoder;

/** Which realm a packet belongs to; set from the policy, NULL for none. */
typedef uint16_t (*decode_space_fn)(const void *ctx, const struct packet *p);

struct decode_options {
	enum checksum_mode checksum;
	uint32_t fragment_memory; /* bytes, for all datagrams in the making */
	decode_space_fn space;
	const void *space_ctx;
	/* is one of them an element's? NULL: nothing is known of equipment */
	bool (*touches)(void *ctx, uint16_t space, const struct addr *a, const struct addr *b);
	void *touches_ctx;
	struct simulate simulate; /* counts fragments */
};

/** 0 or -ENOMEM. */
int decoder_new(const struct decode_options *options, struct decoder **ret);
void decoder_free(struct decoder *d);

/**
 * Decodes F into RET. When it is DECODE_PACKET the spans of RET point into the frame, or into the
 * decoder's reassembly buffer until the next call. `ret_anomaly`, when not NULL, gets a bit mask of
 * enum decode_count values met in this frame (1 << id).
 */
enum decode_result decode_frame(
	struct decoder *d, const struct frame *f, struct packet *ret, uint64_t *ret_anomaly);

/**
 * The next datagram whose fragments are given up: those older than 30 s of packet time NOW_US (all
 * with INT64_MAX: nothing more will come), and elements' that gave way. RET is what its first
 * bytes are, PACKET_TRUNCATED, with the time and frame of its first fragment, and lives as long as
 * that of decode_frame. False when there is none.
 */
bool decoder_given_up(struct decoder *d, int64_t now_us, struct packet *ret);

/** Totals since the start, indexed by enum decode_count. */
const uint64_t *decoder_counts(const struct decoder *d);
const char *decode_count_name(enum decode_count c);

#endif
