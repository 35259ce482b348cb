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

/** What a lane or reader sees of itself at a time of a clock that goes on. */
struct load_sight {
	int64_t now_us;
	int64_t late_us;  /* age of the packet at hand */
	uint64_t dropped; /* frames lost so far */
	uint64_t bytes;   /* of the kernel's ring, taken so far */
	uint64_t ring;    /* bytes of that ring */
};

/** One lane's or reader's look at itself, twice a second. */
struct load {
	struct load_sight last;
	int64_t trouble_us; /* when it was last behind, or a step was taken back */
	int64_t step_us;    /* when the last step was taken: what it brings is waited for */
	enum shed now;
};

/**
 * What to leave undone from now on: a step more where frames were lost since the last look, or half
 * the ring waits, and the last step is a tenth of a second ago.
 */
enum shed load_look(struct load *l, const struct load_sight *sight);

/** What is left undone at that step, for people. */
const char *shed_text(enum shed shed);

#endif
