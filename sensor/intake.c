/* intake: see intake.h. */
#include "config.h"

#include "sensor/intake.h"

#include "sensor/evidence/packet_ring.h"
#include "sensor/limits.h"

#include <time.h>

enum { WILD_AHEAD_S = 3600, WILD_PACKETS = 16 };

void intake_init(struct intake *r, struct capture *capture, struct decoder *decoder, bool live)
{
	*r = (struct intake){.capture = capture,
		.decoder = decoder,
		.live = live,
		.clock_us = INT64_MIN,
		.next_tick_us = INT64_MAX};
}

/* A tick that CLOCK has passed, or INT64_MIN. */
static int64_t tick_due(struct intake *r)
{
	if (r->clock_us < r->next_tick_us)
		return INT64_MIN;
	int64_t tick = r->clock_us - r->clock_us % LIMIT_TICK_US;
	r->next_tick_us = tick + LIMIT_TICK_US;
	decoder_expire(r->decoder, tick);
	return tick;
}

/*
 * One bad stamp must not end every flow: a jump far ahead is believed only when many packets in a
 * row agree. Stamps that go back leave the clock alone.
 */
static int64_t clock_move(struct intake *r, int64_t ts_us)
{
	if (r->clock_us == INT64_MIN) {
		r->clock_us = r->first_us = ts_us;
		r->next_tick_us = ts_us - ts_us % LIMIT_TICK_US + LIMIT_TICK_US;
		return INT64_MIN;
	}
	if (ts_us <= r->clock_us)
		return INT64_MIN;
	if (ts_us - r->clock_us > WILD_AHEAD_S * 1000000ll && ++r->wild < WILD_PACKETS)
		return INT64_MIN;
	r->wild = 0;
	r->clock_us = ts_us;
	return tick_due(r);
}

static int64_t wall_clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000ll + now.tv_nsec / 1000;
}

enum intake_status intake_next(struct intake *r, struct packet *ret, int64_t *ret_tick_us)
{
	struct frame frame;

	for (;;) {
		switch (capture_next(r->capture, &frame)) {
		case CAPTURE_FRAME:
			break;
		case CAPTURE_IDLE:
			r->idle = true;
			/* packets of the last moments may still be on their way */
			*ret_tick_us = clock_move(r, wall_clock_us() - LIMIT_TICK_US);
			return INTAKE_IDLE;
		case CAPTURE_END:
			return INTAKE_END;
		case CAPTURE_FAILED:
			return INTAKE_FAILED;
		}
		r->idle = false;
		r->frames++;
		enum decode_result result = decode_frame(r->decoder, &frame, ret, NULL);
		if (result == DECODE_HELD)
			ret->flags |= PACKET_FRAGMENT;
		if (r->ring && result != DECODE_SKIPPED)
			packet_ring_add(r->ring, ret, frame.data, frame.link);
		if (result != DECODE_PACKET)
			continue;
		ret->no = ++r->no;
		*ret_tick_us = clock_move(r, frame.ts_us);
		return INTAKE_PACKET;
	}
}
