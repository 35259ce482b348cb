/* support: see support.h. */
#include "config.h"

#include "rules/inventory/support.h"

#include "rules/inventory/support_data.h"
#include "rules/inventory/version.h"
#include "rules/policy/when.h"
#include "rules/tsv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { SUPPORT_RANGES = 4096, COLUMNS = 5 };

struct support {
	char *text; /* the file; its fields end in NUL */
	const char *date;
	struct support_range *ranges;
	unsigned count;
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

static void range_read(void *ctx, const struct tsv_line *l)
{
	struct support *s = ctx;
	struct support_range *r = &s->ranges[s->count];
	char **field = l->fields;

	if (l->count == 2 && strcmp(field[0], "date") == 0) {
		s->date = field[1];
		if (!day_end(field[1], &r->end_us))
			diag_error(l->diag, l->file, l->line, 6, "'%.40s' is no day (2026-11-22)",
				field[1]);
		return;
	}
	if (l->count != COLUMNS || !field[0][0] || !field[4][0]) {
		diag_error(l->diag, l->file, l->line, 1,
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
		diag_error(l->diag, l->file, l->line, 1,
			"the last day of support '%.40s' is no day (2026-11-22)", r->end);
	else if (r->from[0] && r->below[0] &&
		 version_compare(span_str(r->from), span_str(r->below)) >= 0)
		diag_error(l->diag, l->file, l->line, 1,
			"no version is from '%.40s' on and below '%.40s'", r->from, r->below);
	else
		s->count++;
}

int support_open(const char *file, struct diag *diag, struct support **ret)
{
	const struct tsv_line as = {.diag = diag, .file = file ? file : "support.tsv"};
	struct support *s = calloc(1, sizeof(*s));
	unsigned before = diag->errors;

	if (s) {
		s->ranges = calloc(SUPPORT_RANGES + 1, sizeof(*s->ranges));
		s->text = tsv_text(file, support_data, diag);
	}
	if (s && s->ranges && s->text) {
		tsv_read(s->text, &as, SUPPORT_RANGES, range_read, s);
		if (!s->date)
			diag_error(diag, as.file, 1, 1,
				"the day on which it was checked is missing: date, a tab, "
				"2026-11-22");
	}
	if (diag->errors != before || !s || !s->ranges || !s->text) {
		support_free(s);
		return diag->errors != before ? -EINVAL : -ENOMEM;
	}
	*ret = s;
	return 0;
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

/* VERSION is of R: of the software NAME, and neither before it begins nor where it has ended. */
static bool covers(const struct support_range *r, struct span name, struct span version)
{
	return span_eq_nocase(name, span_str(r->name)) &&
	       (!r->from[0] || version_compare(version, span_str(r->from)) >= 0) &&
	       (!r->below[0] || version_compare(version, span_str(r->below)) < 0);
}

/* The first range that VERSION of the software NAME lies in, or NULL. */
static const struct support_range *find(
	const struct support *s, struct span name, struct span version)
{
	for (unsigned i = 0; s && version.len && i < s->count; i++)
		if (covers(&s->ranges[i], name, version))
			return &s->ranges[i];
	return NULL;
}

const struct support_range *support_find(const struct support *s, struct span software)
{
	struct span name, version;

	version_split(software, &name, &version);
	return find(s, name, version);
}

const struct support_range *support_latest(const struct support *s, struct span software)
{
	struct span name, first, last;

	version_split(software, &name, &first);
	int64_t dash = span_index(first, '-');
	last = dash < 0 ? first : span_sub(first, (uint32_t)dash + 1, first.len);
	first = dash < 0 ? first : span_sub(first, 0, (uint32_t)dash);
	const struct support_range *latest = find(s, name, last), *oldest = find(s, name, first);
	if (!latest || !oldest)
		return NULL;
	if (oldest->end_us > latest->end_us)
		latest = oldest;
	for (unsigned i = 0; i < s->count; i++) {
		const struct support_range *r = &s->ranges[i];
		if (span_eq_nocase(name, span_str(r->name)) && r->end_us > latest->end_us &&
			version_compare(span_str(r->from), first) >= 0 &&
			version_compare(span_str(r->from), last) <= 0)
			latest = r;
	}
	return latest;
}
