/*
 * hyperscan: many strings at once by the library of that name, or by Vectorscan. Called by
 * sieve.c alone. Where the program was built without, strings_can() is false and nothing else of
 * this is called.
 */
#ifndef SPANWATCH_RULES_MATCH_HYPERSCAN_H
#define SPANWATCH_RULES_MATCH_HYPERSCAN_H

#include "rules/match/sieve.h"

struct strings;
struct scratch;

/** Built in, and the processor has what it needs. */
bool strings_can(void);
/** The library and its version. */
const char *strings_name(void);

/** NULL without memory. */
struct strings *strings_new(void);
void strings_free(struct strings *s);
bool strings_add(struct strings *s, struct span string, uint32_t id);
/** Arranges what was added; SCRATCH grows with it. False without memory. */
bool strings_finish(struct strings *s, struct scratch *scratch);

/** What a scan writes to: one for each thread. NULL without memory. */
struct scratch *scratch_new(void);
struct scratch *scratch_copy(const struct scratch *from);
void scratch_free(struct scratch *s);

/** Tells EAR of each string in IN. */
void strings_scan(const struct strings *s, struct scratch *scratch, struct span in,
	const struct sieve_ear *ear);

#endif
