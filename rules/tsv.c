/* tsv: see tsv.h. */
#include "config.h"

#include "rules/tsv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { TSV_BYTES = 1024 * 1024 };

char *tsv_text(const char *file, const char *builtin, struct diag *diag)
{
	FILE *in = file ? fopen(file, "re") : NULL;

	if (!file)
		return strdup(builtin);
	if (!in) {
		diag_error(diag, file, 0, 0, "%s", strerror(errno));
		return NULL;
	}
	char *text = calloc(1, TSV_BYTES + 1);
	size_t len = text ? fread(text, 1, TSV_BYTES, in) : 0;
	bool whole = feof(in) && !ferror(in);
	fclose(in);
	if (!text || (whole && memchr(text, '\0', len) == NULL))
		return text;
	diag_error(diag, file, 0, 0, "it is too large, or no text");
	free(text);
	return NULL;
}

static unsigned split(char *line, char *fields[TSV_FIELDS])
{
	unsigned count = 0;

	for (char *at = line; at; count++) {
		char *tab = strchr(at, '\t');
		if (count == TSV_FIELDS)
			return TSV_FIELDS + 1;
		fields[count] = at;
		if (tab)
			*tab++ = '\0';
		at = tab;
	}
	return count;
}

void tsv_read(char *text, const struct tsv_line *as, unsigned most_lines,
	void (*take)(void *ctx, const struct tsv_line *l), void *ctx)
{
	char *fields[TSV_FIELDS];
	struct tsv_line l = *as;
	unsigned taken = 0;

	l.line = 0;
	l.fields = fields;
	for (char *line = text; line && *line;) {
		char *end = strchr(line, '\n');
		l.line++;
		if (end)
			*end++ = '\0';
		if (*line && *line != '#') {
			if (taken++ == most_lines) {
				diag_error(l.diag, l.file, l.line, 1, "more than %u lines",
					most_lines);
				return;
			}
			l.count = split(line, fields);
			take(ctx, &l);
		}
		line = end;
	}
}
