/*
 * doc: a report in the making: notes and tables of text, filled by the reports and written by
 * write_*.c for the terminal or as JSON, CSV or HTML. It owns copies of all its text; what is too
 * much is left out and counted. One thread.
 */
#ifndef SPANWATCH_CMD_REPORT_DOC_H
#define SPANWATCH_CMD_REPORT_DOC_H

#include "sensor/base/span.h"

#include <stdio.h>

enum {
	DOC_TABLES = 8,
	DOC_NOTES = 32,
	DOC_COLUMNS = 24,
	DOC_ROWS = 200000,  /* of one table; the totals in the notes count all */
	DOC_TEXT_MAX = 2048 /* bytes of one cell */
};

struct doc_column {
	const char *key, *title; /* static */
	bool number;             /* digits only: to the right, bare in JSON */
	bool wide;               /* too much for a terminal */
};

struct doc_table {
	const char *key, *title; /* static */
	const struct doc_column *columns;
	unsigned column_count;
	bool wide;    /* not on the terminal */
	char **cells; /* column_count of each row; never NULL */
	size_t rows, room;
	uint64_t left_out;
};

struct doc {
	const char *kind, *title; /* static */
	struct {
		const char *key, *title;
		char *value;
	} notes[DOC_NOTES];
	unsigned note_count;
	struct doc_table tables[DOC_TABLES];
	unsigned table_count;
	bool no_memory; /* something is missing: the report is of no use */
};

void doc_init(struct doc *d, const char *kind, const char *title);
void doc_free(struct doc *d);

/** A new table; COLUMNS (static, COUNT of them) name what its rows hold. */
struct doc_table *doc_table(struct doc *d, const char *key, const char *title,
	const struct doc_column *columns, unsigned count);

/** A line above the tables. */
void doc_note(struct doc *d, const char *key, const char *title, const char *value);
void doc_note_count(struct doc *d, const char *key, const char *title, uint64_t count);

/** A row of T; CELLS are copied, NULL is empty. */
void doc_row(struct doc *d, struct doc_table *t, const char *const *cells);

/** Sorts T by its columns from the first on; numbers as numbers. DOWN: the first one falling. */
void doc_sort(struct doc_table *t, bool down);

/* --- writers (write_*.c): 0, or -errno of OUT ---------------------------------------------- */

int doc_write_text(const struct doc *d, FILE *out, unsigned width, bool colour);
int doc_write_json(const struct doc *d, FILE *out);
/** The first table alone; no cell can be taken for a formula. */
int doc_write_csv(const struct doc *d, FILE *out);
/** One page without scripts or anything from elsewhere. */
int doc_write_html(const struct doc *d, FILE *out);

#endif
