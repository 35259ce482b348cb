/*
 * pulse: what a live run says by the clock: stats and health at intervals, and that no frame comes
 * any more. Beaten by run.c on the collector's thread, about ten times a second.
 */
#ifndef SPANWATCH_CMD_PULSE_H
#define SPANWATCH_CMD_PULSE_H

#include "sensor/cmd/session.h"

struct pulse {
	int64_t stats_s, health_s;    /* monotonic clock: when they are due next */
	int64_t memory_s;             /* when what is known is written next */
	int64_t windows_s;            /* when the directory of windows is looked at next */
	uint64_t windows;             /* its state */
	int64_t look_s;               /* when frames were counted last */
	int64_t frame_s;              /* when the last frame was seen */
	uint64_t frames, dropped;     /* counted at the last look */
	uint64_t shed, elements_shed; /* likewise */
};

/** Starts the clocks of a run. */
void pulse_start(struct pulse *p, const struct session *s);

/** Says what is due. */
void pulse_beat(struct pulse *p, struct session *s);

/** The clock was set by BY_US, which judgement already follows: an event and a finding. */
void pulse_clock_set(struct session *s, int64_t by_us);

#endif
