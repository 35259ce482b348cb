/* sieve: see sieve.h. */
#include "config.h"

#include "rules/match/sieve.h"

#include "rules/match/grams.h"
#include "rules/match/hyperscan.h"

#include <stdlib.h>

struct sieves {
	struct scratch *scratch; /* Hyperscan's, fit for every filter; NULL: grams */
};

struct sieve {
	struct sieves *of;
	struct grams *grams; /* one of the two */
	struct strings *strings;
	uint32_t longest; /* string */
};

struct sieve_memory {
	struct scratch *scratch;
};

bool sieve_can(enum sieve_kind kind)
{
	return kind != SIEVE_HYPERSCAN || strings_can();
}

const char *sieve_best(void)
{
	return strings_can() ? strings_name() : "built-in";
}

struct sieves *sieves_new(enum sieve_kind kind)
{
	struct sieves *f = sieve_can(kind) ? calloc(1, sizeof(*f)) : NULL;

	if (!f || kind == SIEVE_BUILTIN || !strings_can())
		return f;
	f->scratch = scratch_new();
	if (f->scratch)
		return f;
	free(f);
	return NULL;
}

void sieves_free(struct sieves *f)
{
	if (!f)
		return;
	scratch_free(f->scratch);
	free(f);
}

struct sieve *sieve_new(struct sieves *f)
{
	struct sieve *x = calloc(1, sizeof(*x));

	if (!x)
		return NULL;
	x->of = f;
	if (f->scratch)
		x->strings = strings_new();
	else
		x->grams = grams_new();
	if (x->strings || x->grams)
		return x;
	free(x);
	return NULL;
}

void sieve_free(struct sieve *f)
{
	if (!f)
		return;
	grams_free(f->grams);
	strings_free(f->strings);
	free(f);
}

bool sieve_add(struct sieve *f, struct span string, uint32_t id)
{
	if (string.len > f->longest)
		f->longest = string.len;
	return f->strings ? strings_add(f->strings, string, id) : grams_add(f->grams, string, id);
}

bool sieve_finish(struct sieve *f)
{
	return f->strings ? strings_finish(f->strings, f->of->scratch) : grams_finish(f->grams);
}

struct sieve_memory *sieve_memory_new(const struct sieves *f)
{
	struct sieve_memory *m = calloc(1, sizeof(*m));

	if (!m || !f->scratch)
		return m;
	m->scratch = scratch_copy(f->scratch);
	if (m->scratch)
		return m;
	free(m);
	return NULL;
}

void sieve_memory_free(struct sieve_memory *m)
{
	if (!m)
		return;
	scratch_free(m->scratch);
	free(m);
}

void sieve_scan(const struct sieve *f, struct sieve_memory *m, struct span s, uint32_t from,
	const struct sieve_ear *ear)
{
	/* a string that ends behind FROM begins no further before it than it is long */
	if (from >= f->longest) {
		uint32_t skip = from - f->longest + 1;
		s = span_sub(s, skip, UINT32_MAX);
		from -= skip;
	}
	if (!s.len)
		return;
	if (f->strings)
		strings_scan(f->strings, m->scratch, s, ear);
	else
		grams_scan(f->grams, s, from, ear);
}
