/*
 * crowd: how many of the changes that one message asks for are told. The first ones are, whatever
 * they are about, and behind them a few about each subject: filler never crowds out what matters.
 * Pure; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_CROWD_H
#define SPANWATCH_DISSECTORS_COMMON_CROWD_H

#include "sensor/event.h"

enum {
	CROWD_FIRST = 32,     /* told whatever they are about */
	CROWD_OF_SUBJECT = 8, /* told of each subject */
	CROWD_MAX = CROWD_FIRST + CROWD_OF_SUBJECT * SUBJECT_COUNT
};

struct crowd {
	uint16_t told, of[SUBJECT_COUNT];
	bool cut; /* some were left out */
};

/** Whether one more about SUBJECT is told; it is counted. At most CROWD_MAX are. */
bool crowd_admits(struct crowd *crowd, enum subject subject);

#endif
