/* intake: see intake.h. */
#include "config.h"

#include "sensor/intake.h"

#include "sensor/evidence/packet_ring.h"
#include "sensor/limits.h"

#include <time.h>

enum { WILD_AHEAD_S = 3600, WILD_PACKETS = 16 };
/* Dense is traffic of so many packets a second for so long, none of whose pauses is longer. */
enum { PAUSE_S = 3, DENSE_S = 300, DENSE_RATE = 10, LULL_S = 60 };

/* Live: the clock that is off by more was set, and a stamp that is further off is from before. */
static const int64_t SET_US = 30 * 1000000ll;

static int64_t clock_us(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000ll + now.tv_nsec / 1000;
}

static int64_t clock_offset(void)
{
	return clock_us(CLOCK_REALTIME) - clock_us(CLOCK_MONOTONIC);
}

void intake_init(struct intake *r, struct capture *capture, struct decoder *decoder, bool live)
{
	*r = (struct intake){.capture = capture,
		.decoder = decoder,
		.live = live,
		.offset_us = live ? clock_offset() : 0,
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
	r->given_up_us = tick;
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

/*
 * How long nothing came before F, where that means something, in seconds. Dense traffic begins anew
 * with F, unless its stamp is one that the clock does not believe yet.
 */
static uint16_t lull_before(struct intake *r, const struct frame *f)
{
	bool begins = r->clock_us == INT64_MIN;
	int64_t dense_s = begins ? 0 : (r->clock_us - r->steady_us) / 1000000;
	int64_t pause_s = begins ? 0 : (f->ts_us - r->clock_us) / 1000000;

	if (pause_s >= WILD_AHEAD_S && r->wild + 1 < WILD_PACKETS)
		return 0;
	bool was_dense =
		dense_s >= DENSE_S && r->no - r->steady_no >= (uint64_t)dense_s * DENSE_RATE;
	r->steady_us = f->ts_us;
	r->steady_no = r->no;
	bool same = f->source == r->source;
	r->source = f->source;
	if (!was_dense || !same || pause_s < LULL_S)
		return 0;
	return pause_s < UINT16_MAX ? (uint16_t)pause_s : UINT16_MAX;
}

/* A step of NTP, an operator, a machine that slept. */
static void look_at_clock(struct intake *r)
{
	int64_t by_us = clock_offset() - r->offset_us;

	if (by_us > SET_US || by_us < -SET_US)
		r->set_by_us = by_us;
}

/*
 * Live, a stamp is the clock's of some moments ago. One that is far from the time so far tells that
 * the clock was set, which the next call says; or it waited in the kernel while it was. Either
 * would move every timer: it happened now.
 */
static void mend_stamp(struct intake *r, struct frame *f)
{
	int64_t now_us = r->clock_us == INT64_MIN ? clock_us(CLOCK_REALTIME) : r->clock_us;

	if (f->ts_us - now_us < SET_US && now_us - f->ts_us < SET_US)
		return;
	look_at_clock(r);
	int64_t off_us = clock_us(CLOCK_REALTIME) - f->ts_us;
	if (r->set_by_us || off_us > SET_US || off_us < -SET_US)
		f->ts_us = now_us;
}

static enum intake_status intake_idle(struct intake *r, int64_t *ret_tick_us)
{
	r->idle = true;
	look_at_clock(r);
	if (r->set_by_us)
		return INTAKE_SET;
	/* packets of the last moments may still be on their way */
	*ret_tick_us = clock_move(r, clock_us(CLOCK_REALTIME) - LIMIT_TICK_US);
	return INTAKE_IDLE;
}

/*
 * What is left of datagrams whose fragments are given up, a packet of its own with the number of
 * this moment: at most one between two frames, so that a flood of them holds up nobody.
 */
static bool give_up(struct intake *r, struct packet *ret, int64_t *ret_tick_us)
{
	r->gave_up = !r->gave_up && decoder_given_up(r->decoder, r->given_up_us, ret);
	if (!r->gave_up)
		return false;
	ret->no = ++r->no;
	*ret_tick_us = INT64_MIN;
	return true;
}

bool intake_rest(struct intake *r, struct packet *ret)
{
	int64_t no_tick;

	r->given_up_us = INT64_MAX;
	r->gave_up = false;
	return give_up(r, ret, &no_tick);
}

enum intake_status intake_next(struct intake *r, struct packet *ret, int64_t *ret_tick_us)
{
	struct frame frame;

	for (;;) {
		if (r->set_by_us)
			return INTAKE_SET;
		if (give_up(r, ret, ret_tick_us))
			return INTAKE_PACKET;
		switch (capture_next(r->capture, &frame)) {
		case CAPTURE_FRAME:
			break;
		case CAPTURE_IDLE:
			return intake_idle(r, ret_tick_us);
		case CAPTURE_END:
			*ret_tick_us = INT64_MIN;
			return intake_rest(r, ret) ? INTAKE_PACKET : INTAKE_END;
		case CAPTURE_FAILED:
			return INTAKE_FAILED;
		}
		r->idle = false;
		r->frames++;
		if (r->live)
			mend_stamp(r, &frame);
		enum decode_result result = decode_frame(r->decoder, &frame, ret, NULL);
		if (result == DECODE_HELD)
			ret->flags |= PACKET_FRAGMENT;
		if (r->ring && result != DECODE_SKIPPED)
			packet_ring_add(r->ring, ret, frame.data, frame.link);
		if (result != DECODE_PACKET)
			continue;
		bool pauses = frame.ts_us - PAUSE_S * 1000000ll > r->clock_us && !r->live;
		ret->lull_s = pauses ? lull_before(r, &frame) : 0;
		if (!pauses)
			r->source = frame.source;
		ret->no = ++r->no;
		*ret_tick_us = clock_move(r, frame.ts_us);
		return INTAKE_PACKET;
	}
}
