/*
 * grams: the first filter that needs no library, see sieve.h; called by sieve.c alone. Each string
 * is known by up to four bytes in a row of it, those that fewest others have; where they stand, the
 * whole string is compared. So a pass costs the same for a hundred strings as for fifty thousand
 * that are not there. Filled at load, then constant.
 */
#ifndef SPANWATCH_RULES_MATCH_GRAMS_H
#define SPANWATCH_RULES_MATCH_GRAMS_H

#include "rules/match/sieve.h"

struct grams;

/** NULL without memory. */
struct grams *grams_new(void);
void grams_free(struct grams *g);

/** STRING stands for ID; its bytes must live as long as G. False without memory. */
bool grams_add(struct grams *g, struct span string, uint32_t id);

/** Once all are added. False without memory. */
bool grams_finish(struct grams *g);

/** As sieve_scan. */
void grams_scan(const struct grams *g, struct span s, uint32_t from, const struct sieve_ear *ear);

#endif
