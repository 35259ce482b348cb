/*
 * regex: the one door to PCRE2. Compiled at load, searched on any thread; each thread brings its
 * own memory for matches. Work is bounded by match limits.
 */
#ifndef SPANWATCH_RULES_MATCH_REGEX_H
#define SPANWATCH_RULES_MATCH_REGEX_H

#include "sensor/base/span.h"

enum { REGEX_MATCH_LIMIT = 20000, REGEX_DEPTH_LIMIT = 1500 };

struct regex;
struct regex_memory;

struct regex_options {
	bool nocase, dot_all, multiline, extended, anchored, dollar_end, ungreedy;
};

struct regex_fault {
	char text[160];
	uint32_t at; /* in the pattern */
};

/** PATTERN compiled; NULL with the fault told. */
struct regex *regex_new(
	struct span pattern, const struct regex_options *options, struct regex_fault *fault);
void regex_free(struct regex *r);

/** Memory for the matches of one thread; NULL without memory. */
struct regex_memory *regex_memory_new(void);
void regex_memory_free(struct regex_memory *m);

/** What is searched. */
struct regex_text {
	struct span s;
	uint32_t from; /* the match begins there at the earliest */
	bool inside;   /* S does not begin where the data does: nothing is at its start */
};

/**
 * Searches T. True with the ends of the match; false also where the limits were reached, which
 * MEMORY counts.
 */
bool regex_find(const struct regex *r, struct regex_memory *m, const struct regex_text *t,
	uint32_t *ret_begin, uint32_t *ret_end);

/** R can match at the start of the data alone. */
bool regex_is_anchored(const struct regex *r);

/** Searches that were given up for their cost. */
uint64_t regex_given_up(const struct regex_memory *m);

#endif
