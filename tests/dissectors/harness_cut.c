/* harness_cut: see harness_cut.h. */
#include "config.h"

#include "tests/dissectors/harness_cut.h"

#include <stdlib.h>
#include <string.h>

void vector_shorten(const struct vector *v, uint32_t step)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < v->count; i++)
		for (uint32_t len = 0; len < turn_len(&v->turns[i]); len++)
			if (n++ % step == 0)
				free(part_says(v, &(struct part){.turns = i + 1, .last_len = len}));
}

static void cut_at(const struct vector *v, const char *whole, const struct part *part)
{
	char *said = part_says(v, part);

	ck_assert_msg(strcmp(whole, said) == 0,
		"%s: turn %u cut at byte %u, pieces of %u\n--- said:\n%s--- whole:\n%s", v->name,
		part->at, part->cut, part->piece, said, whole);
	free(said);
}

void vector_cut(const struct vector *v, const char *whole, uint32_t step)
{
	struct part part = {.turns = v->count, .last_len = UINT32_MAX};
	uint32_t n = 0;

	for (part.at = 0; part.at < v->count; part.at++)
		for (part.cut = 1; part.cut < turn_len(&v->turns[part.at]); part.cut++)
			if (n++ % step == 0)
				cut_at(v, whole, &part);
	part.cut = 0;
	part.piece = 1;
	cut_at(v, whole, &part);
}

/* How often PART of V is called malformed. */
static unsigned malformed_in(const struct vector *v, const struct part *part)
{
	char *said = part_says(v, part);
	unsigned count = 0;

	for (const char *at = said; (at = strstr(at, "malformed")); at++)
		count++;
	free(said);
	return count;
}

/* How often the first TURNS of V are. */
static unsigned malformed_of(const struct vector *v, unsigned turns)
{
	return malformed_in(v, &(struct part){.turns = turns, .last_len = UINT32_MAX});
}

static void snap_at(const struct vector *v, unsigned turn, uint32_t len, unsigned before)
{
	struct part part = {.turns = turn + 1, .last_len = len, .snapped = true};

	ck_assert_msg(malformed_in(v, &part) <= before,
		"%s: turn %u cut to %u bytes by the snap length is called malformed", v->name, turn,
		len);
}

void vector_snap(const struct vector *v, uint32_t step)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < v->count; i++) {
		uint32_t len = turn_len(&v->turns[i]), skipped = (step - n % step) % step;
		n += len;
		if (skipped >= len)
			continue;
		unsigned before = malformed_of(v, i);
		if (malformed_of(v, i + 1) > before)
			continue;
		for (uint32_t at = skipped; at < len; at += step)
			snap_at(v, i, at, before);
	}
}
