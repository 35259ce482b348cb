/*
 * diag: faults in files that users write (config, policy, rules, data), gathered as
 * file:line:column: message, so that all of them are shown at once and the old state stays.
 */
#ifndef SPANWATCH_BASE_DIAG_H
#define SPANWATCH_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>

struct diag_fault {
	const char *file;
	size_t line, column; /* from 1; 0 where unknown */
	bool is_warning;
	const char *text; /* without control characters */
};

struct diag {
	void (*say)(void *ctx, const char *line); /* one fault, no newline; NULL: stderr */
	void (*list)(
		void *ctx, const struct diag_fault *fault); /* instead of say, in parts; or NULL */
	void *ctx;
	unsigned errors, warnings;
	bool secret; /* the file at hand holds secrets: no fault quotes what stands in it */
};

/** One fault at LINE:COLUMN (from 1; 0 where unknown) of FILE. Says what is wrong and what to do.
 */
void diag_error(struct diag *d, const char *file, size_t line, size_t column, const char *format,
	...) __attribute__((format(printf, 5, 6)));
void diag_warn(struct diag *d, const char *file, size_t line, size_t column, const char *format,
	...) __attribute__((format(printf, 5, 6)));

/** The candidate most like WORD (edit distance at most 2), or NULL; for "did you mean". */
const char *diag_nearest(const char *word, const char *const *candidates, size_t count);

#endif
