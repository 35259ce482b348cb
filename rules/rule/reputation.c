/* reputation: see reputation.h. */
#include "config.h"

#include "rules/rule/reputation.h"

#include "rules/policy/prefixes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct reputation {
	char names[REPUTATION_CATEGORIES + 1][48]; /* by number; 0 is none */
	struct prefixes prefixes;
	uint8_t (*scores)[REPUTATION_CATEGORIES + 1]; /* by prefix: score + 1; 0: none said */
	uint32_t room;
};

/* One file while it is read. */
struct lines {
	struct reputation *r;
	const char *file;
	uint32_t number;
	struct diag *diag;
	bool good;
};

static void fault(struct lines *x, const char *what)
{
	diag_error(x->diag, x->file, x->number, 1, "%s", what);
	x->good = false;
}

/* The next part of *REST up to a comma. */
static struct span part(struct span *rest)
{
	int64_t comma = span_index(*rest, ',');
	struct span all = *rest;

	*rest = comma < 0 ? span_of(NULL, 0) : span_sub(all, (uint32_t)comma + 1, UINT32_MAX);
	return span_trim(comma < 0 ? all : span_sub(all, 0, (uint32_t)comma));
}

static void category_line(struct lines *x, struct span line)
{
	struct span id = part(&line), name = part(&line);
	uint64_t number;

	if (!span_decimal(id, REPUTATION_CATEGORIES, &number) || !number || !name.len ||
		name.len >= sizeof(x->r->names[0])) {
		fault(x,
			"cannot be read; write number,name,description with a number from 1 to 60");
		return;
	}
	memcpy(x->r->names[number], name.p, name.len);
	x->r->names[number][name.len] = '\0';
}

static bool score_room(struct reputation *r, uint32_t prefix)
{
	if (prefix < r->room)
		return true;
	uint32_t room = r->room ? r->room * 2 : 1024;
	void *more = realloc(r->scores, room * sizeof(*r->scores));
	if (!more)
		return false;
	r->scores = more;
	memset(r->scores + r->room, 0, (room - r->room) * sizeof(*r->scores));
	r->room = room;
	return prefix < room;
}

static void score_line(struct lines *x, struct span line)
{
	struct span where = part(&line), category = part(&line), score = part(&line);
	uint64_t number, value;
	struct addr a;
	unsigned bits;

	const char *wrong = prefix_parse(where, &a, &bits);
	if (wrong) {
		fault(x, wrong);
		return;
	}
	if (!span_decimal(category, REPUTATION_CATEGORIES, &number) || !x->r->names[number][0]) {
		fault(x, "the category is no number of the file of categories");
		return;
	}
	if (!span_decimal(score, REPUTATION_MOST, &value)) {
		fault(x, "the score is a number from 0 to 127");
		return;
	}
	uint32_t prefix = prefixes_add(&x->r->prefixes, 0, &a, bits);
	if (prefix == PREFIX_NONE || !score_room(x->r, prefix))
		fault(x, "no memory");
	else
		x->r->scores[prefix][number] = (uint8_t)(value + 1);
}

static bool lines_read(struct reputation *r, const char *file, struct diag *diag,
	void (*take)(struct lines *x, struct span line))
{
	struct lines x = {.r = r, .file = file, .diag = diag, .good = true};
	FILE *in = fopen(file, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	if (!in) {
		diag_error(diag, file, 0, 0, "cannot be read: %s", strerror(errno));
		return false;
	}
	while ((len = getline(&line, &cap, in)) >= 0) {
		struct span text = span_trim(span_of(line, (uint32_t)len));
		x.number++;
		if (text.len && text.p[0] != '#')
			take(&x, text);
	}
	free(line);
	fclose(in);
	return x.good;
}

struct reputation *reputation_read(
	const char *categories, const char *const *files, unsigned count, struct diag *diag)
{
	struct reputation *r = calloc(1, sizeof(*r));
	bool good = r && prefixes_init(&r->prefixes, 1) &&
		    lines_read(r, categories, diag, category_line);

	for (unsigned i = 0; good && i < count; i++)
		good = lines_read(r, files[i], diag, score_line);
	if (good) {
		prefixes_link(&r->prefixes);
		return r;
	}
	reputation_free(r);
	return NULL;
}

void reputation_free(struct reputation *r)
{
	if (!r)
		return;
	prefixes_free(&r->prefixes);
	free(r->scores);
	free(r);
}

int reputation_category(const struct reputation *r, struct span name)
{
	for (int i = 1; r && i <= REPUTATION_CATEGORIES; i++)
		if (r->names[i][0] && span_eq(span_str(r->names[i]), name))
			return i;
	return -1;
}

uint8_t reputation_of(const struct reputation *r, unsigned category, const struct addr *a)
{
	uint32_t at = prefixes_find(&r->prefixes, 0, a);

	while (at != PREFIX_NONE && !r->scores[at][category])
		at = r->prefixes.items[at].parent;
	return at == PREFIX_NONE ? 0 : r->scores[at][category] - 1;
}
