/*
 * tsv: data files of lines whose fields are parted by tabs. Read once at start, on one thread.
 */
#ifndef SPANWATCH_RULES_TSV_H
#define SPANWATCH_RULES_TSV_H

#include "sensor/base/diag.h"
#include "sensor/base/span.h"

/** One line that is neither empty nor a comment. Its fields end in NUL. */
struct tsv_line {
	struct diag *diag;
	const char *file;
	unsigned line, count; /* COUNT of fields; one more than MOST for too many */
	char **fields;
};

enum { TSV_FIELDS = 8 };

/**
 * The text of FILE, or a copy of BUILTIN where FILE is NULL; the caller frees. NULL when it cannot
 * be read, which DIAG was told, or without memory.
 */
char *tsv_text(const char *file, const char *builtin, struct diag *diag);

/**
 * Cuts TEXT into lines and fields, and hands each line to TAKE; at most MOST_LINES of them, more
 * are a fault. FILE is what faults are reported under.
 */
void tsv_read(char *text, const struct tsv_line *as, unsigned most_lines,
	void (*take)(void *ctx, const struct tsv_line *l), void *ctx);

#endif
