/*
 * turned: what an event says of further addresses of elements, and the question about it under
 * those by which the policy names them, turned as judgement turns it (policy_turn). Any thread.
 */
#ifndef SPANWATCH_CMD_TURNED_H
#define SPANWATCH_CMD_TURNED_H

#include "rules/policy/policy.h"

enum { TURNED_MAX = 2 }; /* an event has two ends */

/** IP belongs to the element that the policy names by OF, as some protocols told. */
struct further {
	struct addr ip, of;
	char told_by[96];
};

/** Turns Q where no end that is judged is an element by its own address. P may be NULL. */
void question_turn(
	const struct policy *p, struct question *q, const struct further *of, unsigned count);

#endif
