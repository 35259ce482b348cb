/*
 * policy_explain: what a policy almost says about a question: the permits and windows that fit but
 * for something. For people who ask why; never asked for packets.
 */
#ifndef SPANWATCH_RULES_POLICY_POLICY_EXPLAIN_H
#define SPANWATCH_RULES_POLICY_POLICY_EXPLAIN_H

#include "rules/policy/policy.h"

enum { NEAR_MAX = 4 };

/* What does not fit, one bit each. */
enum near_miss {
	MISS_FROM = 1,
	MISS_TO = 2,
	MISS_OVER = 4,
	MISS_MAY = 8,
	MISS_WINDOW = 16, /* a permit that needs an open window, and none fits */
	MISS_TIME = 32,
	MISS_ACTOR = 64,
	MISS_ELEMENT = 128,
	MISS_USER = 256
};

struct near {
	const char *id;
	unsigned line;
	unsigned missed;
	int64_t from_us, until_us; /* of a window */
};

/** The permits that miss Q in one thing, or else in two, in the order of the file; how many. */
unsigned policy_near_permits(
	const struct policy *p, const struct question *q, struct near ret[NEAR_MAX]);

/** The windows that miss the action Q in one thing; how many. */
unsigned policy_near_windows(
	const struct policy *p, const struct question *q, struct near ret[NEAR_MAX]);

/** The one word for the bit MISS. */
const char *near_miss_name(unsigned miss);

#endif
