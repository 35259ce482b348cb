/*
 * intake: frames become packets with a number and a clock. It owns a capture and a decoder, and
 * hands each packet to whoever drives it, with a tick before a packet that passes one. Offline one
 * reader serves all lanes; live each lane may have its own.
 *
 * A packet of a file also carries how long nothing came before it, where that says that the capture
 * was blind: traffic that was dense for minutes does not end and go on at once. A quiet network
 * pauses now and then and is never dense; where one file ends and another begins nothing is known.
 */
#ifndef SPANWATCH_INTAKE_H
#define SPANWATCH_INTAKE_H

#include "sensor/capture/capture.h"
#include "sensor/decode/decode.h"

struct packet_ring;

struct intake {
	struct capture *capture;
	struct decoder *decoder;
	uint64_t no; /* packets so far */
	uint64_t frames;
	int64_t first_us; /* time of the first packet */
	int64_t clock_us; /* packet time, without wild jumps */
	int64_t next_tick_us;
	int64_t given_up_us; /* the last tick: fragments that were too old by then are given up */
	bool gave_up;        /* the last packet was what is left of such */
	unsigned wild;      /* packets in a row whose stamp is far ahead of the clock */
	int64_t steady_us;  /* files: since then no second was long without a packet, ... */
	uint64_t steady_no; /* ... and the number of the first one */
	uint16_t source;    /* of the last packet that the clock believed */
	bool live;
	int64_t offset_us; /* live: of the wall clock to one that nobody sets, when we began */
	int64_t set_by_us; /* the wall clock was set forward by that much since, or back; 0: no */
	struct packet_ring *ring; /* of recent packets, which get a copy; or NULL */
	bool idle;                /* live: the last look found nothing */
};

enum intake_status {
	INTAKE_PACKET, /* `ret` is a packet; when ret_tick is set, move the timers first */
	INTAKE_IDLE,   /* live: nothing came; a tick may be due */
	INTAKE_SET, /* live: the clock was set (set_by_us); nothing more is read with the old one */
	INTAKE_END,
	INTAKE_FAILED
};

void intake_init(struct intake *r, struct capture *capture, struct decoder *decoder, bool live);

/**
 * The next packet. RET_TICK_US is the time to move the timers to before it is handled, or
 * INT64_MIN. The packet's bytes live until the next call.
 */
enum intake_status intake_next(struct intake *r, struct packet *ret, int64_t *ret_tick_us);

/**
 * Once no frame follows, whyever: the next packet of those that wait for fragments that will not
 * come, oldest first; false when there is none. RET as with intake_next.
 */
bool intake_rest(struct intake *r, struct packet *ret);

#endif
