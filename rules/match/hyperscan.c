/* hyperscan: see hyperscan.h. The one door to hs.h. */
#include "config.h"

#include "rules/match/hyperscan.h"

#include <hs.h>
#include <stdlib.h>

/* What is compared of a string: so much of anything is rare, and long ones cost memory. */
enum { STRING_MOST = 48 };

struct string {
	struct span text;
	uint32_t id;
};

struct strings {
	struct string *all;
	uint32_t count, room;
	uint32_t *first; /* of each different string: where its ids begin in IDS */
	uint32_t *ids;
	hs_database_t *database; /* of different strings; NULL: there is none */
};

struct scratch {
	hs_scratch_t *scratch;
};

bool strings_can(void)
{
	return hs_valid_platform() == HS_SUCCESS;
}

const char *strings_name(void)
{
	return HYPERSCAN_NAME;
}

struct strings *strings_new(void)
{
	return calloc(1, sizeof(struct strings));
}

void strings_free(struct strings *s)
{
	if (!s)
		return;
	hs_free_database(s->database);
	free(s->first);
	free(s->ids);
	free(s->all);
	free(s);
}

bool strings_add(struct strings *s, struct span string, uint32_t id)
{
	if (s->count == s->room) {
		uint32_t room = s->room ? s->room * 2 : 64;
		struct string *more = realloc(s->all, room * sizeof(*more));
		if (!more)
			return false;
		s->all = more;
		s->room = room;
	}
	s->all[s->count++] = (struct string){span_sub(string, 0, STRING_MOST), id};
	return string.len > 0;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static int string_cmp(struct span a, struct span b)
{
	for (uint32_t i = 0; i < a.len && i < b.len; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return lower(a.p[i]) < lower(b.p[i]) ? -1 : 1;
	return a.len < b.len ? -1 : a.len > b.len;
}

static int string_before(const void *a, const void *b)
{
	const struct string *x = a, *y = b;
	int order = string_cmp(x->text, y->text);

	return order ? order : x->id < y->id ? -1 : x->id > y->id;
}

/* The different strings as the library wants them: columns. */
struct columns {
	const char **text;
	size_t *len;
	unsigned *flags, *id;
	unsigned count;
};

static void columns_free(struct columns *c)
{
	free(c->text);
	free(c->len);
	free(c->flags);
	free(c->id);
}

static bool columns_take(struct columns *c, uint32_t room)
{
	*c = (struct columns){.text = calloc(room, sizeof(*c->text)),
		.len = calloc(room, sizeof(*c->len)),
		.flags = calloc(room, sizeof(*c->flags)),
		.id = calloc(room, sizeof(*c->id))};
	return c->text && c->len && c->flags && c->id;
}

/* Rules share strings: each is looked for once, and found for all of them. */
static void columns_fill(struct columns *c, struct strings *s)
{
	qsort(s->all, s->count, sizeof(*s->all), string_before);
	for (uint32_t i = 0; i < s->count; i++) {
		s->ids[i] = s->all[i].id;
		if (i && string_cmp(s->all[i - 1].text, s->all[i].text) == 0)
			continue;
		s->first[c->count] = i;
		c->text[c->count] = (const char *)s->all[i].text.p;
		c->len[c->count] = s->all[i].text.len;
		c->flags[c->count] = HS_FLAG_CASELESS;
		c->id[c->count] = c->count;
		c->count++;
	}
	s->first[c->count] = s->count;
}

bool strings_finish(struct strings *s, struct scratch *scratch)
{
	struct columns c;
	hs_compile_error_t *error = NULL;

	if (!s->count)
		return true;
	s->first = calloc(s->count + 1, sizeof(*s->first));
	s->ids = calloc(s->count, sizeof(*s->ids));
	bool good = columns_take(&c, s->count) && s->first && s->ids;
	if (good) {
		columns_fill(&c, s);
		good = hs_compile_lit_multi(c.text, c.flags, c.id, c.len, c.count, HS_MODE_BLOCK,
			       NULL, &s->database, &error) == HS_SUCCESS;
		hs_free_compile_error(error);
	}
	columns_free(&c);
	free(s->all); /* the strings are in the database now */
	s->all = NULL;
	return good && hs_alloc_scratch(s->database, &scratch->scratch) == HS_SUCCESS;
}

/* --- scans --- */

struct scratch *scratch_new(void)
{
	return calloc(1, sizeof(struct scratch));
}

struct scratch *scratch_copy(const struct scratch *from)
{
	struct scratch *s = scratch_new();

	if (!s || !from->scratch || hs_clone_scratch(from->scratch, &s->scratch) == HS_SUCCESS)
		return s;
	free(s);
	return NULL;
}

void scratch_free(struct scratch *s)
{
	if (!s)
		return;
	hs_free_scratch(s->scratch);
	free(s);
}

struct scan {
	const struct strings *strings;
	const struct sieve_ear *ear;
};

static int on_string(
	unsigned id, unsigned long long begin, unsigned long long end, unsigned flags, void *ctx)
{
	const struct scan *x = ctx;
	const struct strings *s = x->strings;

	(void)begin;
	(void)end; /* of what is compared, which may be less than the string */
	(void)flags;
	for (uint32_t i = s->first[id]; i < s->first[id + 1]; i++)
		x->ear->found(x->ear->ctx, s->ids[i]);
	return 0;
}

void strings_scan(const struct strings *s, struct scratch *scratch, struct span in,
	const struct sieve_ear *ear)
{
	struct scan x = {s, ear};

	if (s->database)
		hs_scan(s->database, (const char *)in.p, in.len, 0, scratch->scratch, on_string,
			&x);
}
