/* diag: see diag.h. */
#include "config.h"

#include "sensor/base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Room of what a fault says, and of a line of it behind its file and place. */
enum { DIAG_TEXT = 1024, DIAG_LINE = DIAG_TEXT + 1024 };

static void make_plain(char *text)
{
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
}

static void tell(struct diag *d, const struct diag_fault *f)
{
	const char *label = f->is_warning ? "warning: " : "";
	char line[DIAG_LINE];

	if (d->list) {
		d->list(d->ctx, f);
		return;
	}
	if (f->line && f->column)
		snprintf(line, sizeof(line), "%s:%zu:%zu: %s%s", f->file, f->line, f->column, label,
			f->text);
	else if (f->line)
		snprintf(line, sizeof(line), "%s:%zu: %s%s", f->file, f->line, label, f->text);
	else
		snprintf(line, sizeof(line), "%s: %s%s", f->file, label, f->text);
	make_plain(line);
	if (d->say)
		d->say(d->ctx, line);
	else
		fprintf(stderr, "%s\n", line);
}

static void format_and_tell(
	struct diag *d, struct diag_fault *fault, const char *format, va_list args)
{
	char text[DIAG_TEXT];

	vsnprintf(text, sizeof(text), format, args);
	make_plain(text);
	fault->text = text;
	tell(d, fault);
}

void diag_error(
	struct diag *d, const char *file, size_t line, size_t column, const char *format, ...)
{
	struct diag_fault fault = {.file = file, .line = line, .column = column};
	va_list args;

	d->errors++;
	va_start(args, format);
	format_and_tell(d, &fault, format, args);
	va_end(args);
}

void diag_warn(
	struct diag *d, const char *file, size_t line, size_t column, const char *format, ...)
{
	struct diag_fault fault = {
		.file = file, .line = line, .column = column, .is_warning = true};
	va_list args;

	d->warnings++;
	va_start(args, format);
	format_and_tell(d, &fault, format, args);
	va_end(args);
}

/* Words further apart than this are not taken for one another. */
enum { NEAR = 2, FAR = 99 };

/* Levenshtein distance of two words of at most 31 bytes; FAR where it is above NEAR. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[32];
	size_t n = strlen(a), m = strlen(b);

	if (n > 31 || m > 31 || n > m + NEAR || m > n + NEAR)
		return FAR;
	for (size_t j = 0; j <= m; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned diagonal = row[0];
		row[0] = (unsigned)i;
		unsigned least = row[0];
		for (size_t j = 1; j <= m; j++) {
			unsigned above = row[j];
			unsigned best = diagonal + (a[i - 1] != b[j - 1]);
			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = above;
			row[j] = best;
			least = best < least ? best : least;
		}
		if (least > NEAR)
			return FAR;
	}
	return row[m];
}

/* Two faults of a short word that begins otherwise make another word: foo is not geo. */
static bool is_other(const char *word, const char *candidate, unsigned faults)
{
	return faults == NEAR && strlen(word) <= 2 * NEAR && word[0] != candidate[0];
}

const char *diag_nearest(const char *word, const char *const *candidates, size_t count)
{
	const char *best = NULL;
	unsigned best_distance = NEAR + 1;

	for (size_t i = 0; i < count; i++) {
		unsigned d = distance(word, candidates[i]);
		if (d < best_distance && !is_other(word, candidates[i], d)) {
			best_distance = d;
			best = candidates[i];
		}
	}
	return best;
}
