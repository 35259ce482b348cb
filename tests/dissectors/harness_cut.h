/*
 * harness_cut: what is done to every vector beside running it whole: parts of it, and cuts. No
 * dissector's test can leave it out.
 */
#ifndef SPANWATCH_TESTS_HARNESS_CUT_H
#define SPANWATCH_TESTS_HARNESS_CUT_H

#include "tests/dissectors/harness.h"

/** How much of a vector is given, and how. */
struct part {
	unsigned turns;    /* so many, from the first */
	uint32_t last_len; /* bytes of the last of them, at most */
	uint32_t piece;    /* bytes at a time; 0: a turn at a time */
	unsigned at;       /* the turn that is given in two, */
	uint32_t cut;      /* the first so long; 0: none is */
	bool snapped;      /* the snap length took the end of the last */
};

/** What the dissector says to PART of V, to be freed. */
char *part_says(const struct vector *v, const struct part *part);

/** A number of bytes that nobody saw. */
static inline bool turn_is_gap(const struct turn *t)
{
	return !t->bytes.p && t->bytes.len;
}

/** Bytes to cut in. */
static inline uint32_t turn_len(const struct turn *t)
{
	return turn_is_gap(t) ? 0 : t->bytes.len;
}

/*
 * Each at every STEP-th byte:
 */

/** Every turn at each shorter prefix: nothing is read behind its end. */
void vector_shorten(const struct vector *v, uint32_t step);

/** V, a stream, cut in two, and byte by byte: WHOLE must be said. */
void vector_cut(const struct vector *v, const char *whole, uint32_t step);

/** Every datagram of V cut by the snap length: that makes none of them malformed. */
void vector_snap(const struct vector *v, uint32_t step);

#endif
