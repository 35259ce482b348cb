/*
 * inspect: one buffer against all that a rule looks for in it. Bounded: so many steps and no more.
 */
#ifndef SPANWATCH_RULES_MATCH_INSPECT_H
#define SPANWATCH_RULES_MATCH_INSPECT_H

#include "rules/match/regex.h"
#include "rules/rule/rule.h"

enum { INSPECT_STEPS = 3000 };

/** What one rule carries from buffer to buffer. */
struct inspection {
	struct regex_memory *regex;
	int64_t vars[RULE_VARS];
	uint64_t base;     /* bytes of the stream before the data at hand: places are told from its
			      start */
	uint64_t given_up; /* inspections that took too many steps */
	/* for whoever asks why not; the caller clears both */
	unsigned reached, values; /* items that held one after another at best; buffers looked at */
};

/**
 * True when DATA holds everything that B asks for, in some way; with PAST some part of it must end
 * behind PAST, for what ends before was seen before.
 */
bool inspect_buffer(
	struct inspection *x, const struct rule_buffer *b, struct span data, uint32_t past);

/** N against what the rule says. */
bool number_fits(const struct rule_number *n, uint64_t value);

#endif
