/*
 * sieve: the first filter: finds in one pass which of many byte strings stand in a text, without
 * regard to case. The one door to what does it: Hyperscan (or Vectorscan, which is the same by
 * other hands) where the program was built with it and the processor can, else grams.c. A sieve
 * may name more strings than are there and never fewer: rules are held against the text itself
 * afterwards. So which one works changes the time that it takes and nothing else. Filled at load,
 * then constant and shared; what a scan writes to is sieve_memory, one for each thread.
 */
#ifndef SPANWATCH_RULES_MATCH_SIEVE_H
#define SPANWATCH_RULES_MATCH_SIEVE_H

#include "sensor/base/span.h"

/** In the order of the words of the setting. */
enum sieve_kind { SIEVE_AUTO, SIEVE_BUILTIN, SIEVE_HYPERSCAN };

/** What SIEVE_AUTO takes: its name for people. */
const char *sieve_best(void);

/** What the sieves of one set of rules have in common. */
struct sieves;
struct sieve;
struct sieve_memory;

/** True when this program on this machine can do KIND. */
bool sieve_can(enum sieve_kind kind);

/** NULL without memory, or where KIND cannot be had. */
struct sieves *sieves_new(enum sieve_kind kind);
/** Once all that was made with F is freed. */
void sieves_free(struct sieves *f);

/** NULL without memory. */
struct sieve *sieve_new(struct sieves *f);
void sieve_free(struct sieve *f);

/** STRING, not empty, stands for ID; its bytes must live as long as F. False without memory. */
bool sieve_add(struct sieve *f, struct span string, uint32_t id);

/** Once all are added. False without memory. */
bool sieve_finish(struct sieve *f);

/** For the scans of one thread with any sieve of F. NULL without memory. */
struct sieve_memory *sieve_memory_new(const struct sieves *f);
void sieve_memory_free(struct sieve_memory *m);

/** Who hears which strings are there; one may be told several times. */
struct sieve_ear {
	void (*found)(void *ctx, uint32_t id);
	void *ctx;
};

/** Tells EAR of each string in S that ends behind FROM. */
void sieve_scan(const struct sieve *f, struct sieve_memory *m, struct span s, uint32_t from,
	const struct sieve_ear *ear);

#endif
