/*
 * shed: what a lane leaves undone while it is behind. Elements' traffic is read as long as frames
 * arrive at all; what is left out of users' grows by steps, in the order of this enum.
 */
#ifndef SPANWATCH_FLOW_SHED_H
#define SPANWATCH_FLOW_SHED_H

#include <stdint.h>

enum shed {
	SHED_NOTHING,
	SHED_OPINIONS, /* nDPI is not asked about users' flows */
	SHED_NEW,      /* users' flows that begin are counted, not read */
	SHED_USERS,    /* users' flows that are read are read no further */
};

/** One lane's or reader's look at itself, twice a second. */
struct load {
	uint64_t dropped;   /* frames lost at the last look */
	int64_t trouble_us; /* monotonic: when it was last behind, or a step was taken back */
	enum shed now;
};

/**
 * What to leave undone, told at NOW_US of a clock that goes on: DROPPED frames are lost so far, and
 * the packet at hand is LATE_US old.
 */
enum shed load_look(struct load *l, int64_t now_us, int64_t late_us, uint64_t dropped);

/** What is left undone at that step, for people. */
const char *shed_text(enum shed shed);

#endif
