/* support: see support.h. */
#include "config.h"

#include "rules/inventory/support.h"

#include "rules/inventory/support_data.h"
#include "rules/inventory/version.h"
#include "rules/when.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { SUPPORT_RANGES = 4096, SUPPORT_BYTES = 1024 * 1024, COLUMNS = 5 };

struct support {
	char *text; /* the file; its fields end in NUL */
	const char *date;
	struct support_range *ranges;
	unsigned count;
};

/* Where a fault is told. */
struct place_at {
	struct diag *diag;
	const char *file;
	unsigned line;
};

/* "2026-09-07" as the moment when that day is over. */
static bool day_end(const char *day, int64_t *ret_us)
{
	char text[24];

	if (strlen(day) != 10)
		return false;
	snprintf(text, sizeof(text), "%sT00:00:00Z", day);
	if (when_parse(span_str(text), ret_us) != WHEN_OK)
		return false;
	*ret_us += 86400 * INT64_C(1000000);
	return true;
}

/* The fields of LINE, which end in NUL then; their count, COLUMNS + 1 for more. */
static unsigned split(char *line, char *fields[COLUMNS])
{
	unsigned count = 0;

	for (char *at = line; at; count++) {
		char *tab = strchr(at, '\t');
		if (count == COLUMNS)
			return COLUMNS + 1;
		fields[count] = at;
		if (tab)
			*tab++ = '\0';
		at = tab;
	}
	return count;
}

static void range_read(struct support *s, char *line, const struct place_at *at)
{
	struct support_range *r = &s->ranges[s->count];
	char *field[COLUMNS];
	unsigned count = split(line, field);

	if (count == 2 && strcmp(field[0], "date") == 0) {
		s->date = field[1];
		if (!day_end(field[1], &r->end_us))
			diag_error(at->diag, at->file, at->line, 6,
				"'%.40s' is no day (2026-11-22)", field[1]);
		return;
	}
	if (count != COLUMNS || !field[0][0] || !field[4][0]) {
		diag_error(at->diag, at->file, at->line, 1,
			"five fields parted by tabs belong here: name, first version, version "
			"below "
			"which it ends, last day, source");
		return;
	}
	*r = (struct support_range){.name = field[0],
		.from = field[1],
		.below = field[2],
		.end = field[3],
		.source = field[4]};
	if (!day_end(r->end, &r->end_us))
		diag_error(at->diag, at->file, at->line, 1,
			"the last day of support '%.40s' is no day (2026-11-22)", r->end);
	else if (r->from[0] && r->below[0] &&
		 version_compare(span_str(r->from), span_str(r->below)) >= 0)
		diag_error(at->diag, at->file, at->line, 1,
			"no version is from '%.40s' on and below '%.40s'", r->from, r->below);
	else
		s->count++;
}

static void read_lines(struct support *s, struct diag *diag, const char *file)
{
	struct place_at at = {diag, file, 0};

	for (char *line = s->text; line && *line;) {
		char *end = strchr(line, '\n');
		at.line++;
		if (end)
			*end++ = '\0';
		if (s->count == SUPPORT_RANGES) {
			diag_error(diag, file, at.line, 1, "more than %u lines", SUPPORT_RANGES);
			return;
		}
		if (*line && *line != '#')
			range_read(s, line, &at);
		line = end;
	}
	if (!s->date)
		diag_error(diag, file, 1, 1,
			"the day on which it was checked is missing: date, a tab, 2026-11-22");
}

static int load(struct support *s, const char *file, struct diag *diag)
{
	FILE *in = fopen(file, "re");

	if (!in) {
		diag_error(diag, file, 0, 0, "%s", strerror(errno));
		return -EINVAL;
	}
	s->text = calloc(1, SUPPORT_BYTES + 1);
	size_t len = s->text ? fread(s->text, 1, SUPPORT_BYTES, in) : 0;
	bool whole = feof(in) && !ferror(in);
	fclose(in);
	if (!s->text)
		return -ENOMEM;
	if (whole && memchr(s->text, '\0', len) == NULL)
		return 0;
	diag_error(diag, file, 0, 0, "it is too large, or no text");
	return -EINVAL;
}

int support_open(const char *file, struct diag *diag, struct support **ret)
{
	struct support *s = calloc(1, sizeof(*s));
	unsigned before = diag->errors;
	int error = s ? 0 : -ENOMEM;

	if (s) {
		s->ranges = calloc(SUPPORT_RANGES + 1, sizeof(*s->ranges));
		if (file)
			error = load(s, file, diag);
		else
			s->text = strdup(support_data);
		if (!error && (!s->ranges || !s->text))
			error = -ENOMEM;
	}
	if (!error)
		read_lines(s, diag, file ? file : "support.tsv");
	if (!error && diag->errors != before)
		error = -EINVAL;
	if (error)
		support_free(s);
	else
		*ret = s;
	return error;
}

void support_free(struct support *s)
{
	if (!s)
		return;
	free(s->text);
	free(s->ranges);
	free(s);
}

const char *support_date(const struct support *s)
{
	return s ? s->date : "";
}

const struct support_range *support_find(const struct support *s, struct span software)
{
	struct span name, version;

	version_split(software, &name, &version);
	for (unsigned i = 0; s && version.len && i < s->count; i++) {
		const struct support_range *r = &s->ranges[i];
		if (!span_eq_nocase(name, span_str(r->name)))
			continue;
		if (r->from[0] && version_compare(version, span_str(r->from)) < 0)
			continue;
		if (r->below[0] && version_compare(version, span_str(r->below)) >= 0)
			continue;
		return r;
	}
	return NULL;
}
