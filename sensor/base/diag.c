/* diag: see diag.h. */
#include "config.h"

#include "sensor/base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void say(struct diag *d, const char *file, size_t line, size_t column, const char *label,
	const char *format, va_list args)
{
	char text[1024];
	int n;

	if (line && column)
		n = snprintf(text, sizeof(text), "%s:%zu:%zu: %s", file, line, column, label);
	else if (line)
		n = snprintf(text, sizeof(text), "%s:%zu: %s", file, line, label);
	else
		n = snprintf(text, sizeof(text), "%s: %s", file, label);
	if (n >= 0 && (size_t)n < sizeof(text))
		vsnprintf(text + n, sizeof(text) - (size_t)n, format, args);
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	if (d->say)
		d->say(d->ctx, text);
	else
		fprintf(stderr, "%s\n", text);
}

void diag_error(
	struct diag *d, const char *file, size_t line, size_t column, const char *format, ...)
{
	va_list args;

	d->errors++;
	va_start(args, format);
	say(d, file, line, column, "", format, args);
	va_end(args);
}

void diag_warn(
	struct diag *d, const char *file, size_t line, size_t column, const char *format, ...)
{
	va_list args;

	d->warnings++;
	va_start(args, format);
	say(d, file, line, column, "warning: ", format, args);
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
