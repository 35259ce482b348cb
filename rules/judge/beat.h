/*
 * beat: when an element called the same port of the same host: the last gaps between its calls, how
 * often and how much. 176 bytes a pair, JUDGE_BEATS pairs; the pair that was silent for longest
 * goes first. What is even enough to be a beacon is decided in beacon.c. On the collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_BEAT_H
#define SPANWATCH_RULES_JUDGE_BEAT_H

#include "rules/judge/finding.h"

enum { BEAT_GAPS = 16 };

/** The last gaps between calls, as a ring. */
struct beat {
	int64_t first_us, last_us;
	uint64_t bytes;
	uint32_t gaps_ms[BEAT_GAPS];
	uint32_t calls;  /* ever */
	uint32_t gaps;   /* since the last pause */
	uint32_t struck; /* calls that began with a minute of the clock */
	bool permitted;
	uint8_t zero[3];
	int64_t told_us;
	const char *app; /* as it was first known: opinions on what is unknown differ */
};

/** How evenly it beats. */
struct rhythm {
	uint32_t middle_ms, jitter_percent, near, of;
};

/** The beat of E's client and server: as it is, taken anew where there is none, or NULL. */
struct beat *beat_find(const struct judge *j, const struct event *e);
struct beat *beat_take(struct judge *j, const struct event *e);

/** The last COUNT gaps: how many are within PERCENT of the middle one, and how far off they are. */
struct rhythm beat_rhythm(const struct beat *b, unsigned count, uint32_t percent);

/** What the pair of E's flow has done so far: since when, how often, how much, how regularly. */
void beat_use(const struct judge *j, const struct event *e, struct far *ret);

/** Takes the memory; false when there is none. */
bool beat_open(struct judge *j);

#endif
