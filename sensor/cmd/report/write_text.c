/* write_text: a report on a terminal: tables cut to its width, nothing that a terminal obeys. */
#include "config.h"

#include "sensor/cmd/report/doc.h"
#include "sensor/sink/screen.h"

#include <errno.h>

enum { CELL_LEAST = 8, FIXED_MOST = 20, TEXT_ROWS = 1000 };

struct layout {
	uint32_t width[DOC_COLUMNS];
	bool fixed[DOC_COLUMNS]; /* of one width in all rows: times, which say nothing when cut */
};

static uint32_t column_width(const struct doc_table *t, unsigned column, bool *ret_fixed)
{
	uint32_t least = UINT32_MAX;
	uint32_t most = screen_columns(span_str(t->columns[column].title));

	for (size_t r = 0; r < t->rows && r < TEXT_ROWS; r++) {
		uint32_t n = screen_columns(span_str(t->cells[r * t->column_count + column]));
		most = n > most ? n : most;
		least = n < least ? n : least;
	}
	*ret_fixed = least == most && most <= FIXED_MOST;
	return most;
}

/* What does not fit is taken from the widest column, one at a time. */
static void lay_out(const struct doc_table *t, unsigned width, struct layout *l)
{
	uint32_t sum = 0;

	memset(l, 0, sizeof(*l));
	for (unsigned i = 0; i < t->column_count; i++) {
		l->width[i] = t->columns[i].wide ? 0 : column_width(t, i, &l->fixed[i]);
		sum += l->width[i] ? l->width[i] + 1 : 0;
	}
	while (sum > width) {
		unsigned widest = 0;
		for (unsigned i = 1; i < t->column_count; i++)
			if (!l->fixed[i] && (l->fixed[widest] || l->width[i] > l->width[widest]))
				widest = i;
		if (l->width[widest] <= CELL_LEAST)
			return;
		l->width[widest]--;
		sum--;
	}
}

static void put_line(const struct screen_line *l, FILE *out)
{
	uint32_t len = l->len;

	while (len && l->text[len - 1] == ' ')
		len--;
	fwrite(l->text, 1, len, out);
	putc('\n', out);
}

static void put_cell(struct screen_line *s, const char *text, uint32_t width, bool right)
{
	uint32_t columns = screen_columns(span_str(text));

	if (!width)
		return;
	if (right && columns < width)
		screen_tab(s, s->columns + width - columns);
	screen_cell(s, span_str(text), right && columns < width ? columns : width);
}

static void put_table(const struct doc_table *t, FILE *out, unsigned width, bool colour)
{
	struct screen_line s;
	struct layout l;

	lay_out(t, width, &l);
	fprintf(out, "\n%s%s%s\n", colour ? "\033[1m" : "", t->title, colour ? "\033[0m" : "");
	if (!t->rows) {
		fputs("none\n", out);
		return;
	}
	screen_start(&s, width, colour);
	for (unsigned i = 0; i < t->column_count; i++)
		put_cell(&s, t->columns[i].title, l.width[i], t->columns[i].number);
	put_line(&s, out);
	for (size_t r = 0; r < t->rows && r < TEXT_ROWS; r++) {
		screen_start(&s, width, colour);
		for (unsigned i = 0; i < t->column_count; i++)
			put_cell(&s, t->cells[r * t->column_count + i], l.width[i],
				t->columns[i].number);
		put_line(&s, out);
	}
	uint64_t more = t->left_out + (t->rows > TEXT_ROWS ? t->rows - TEXT_ROWS : 0);
	if (more)
		fprintf(out, "... and %llu more\n", (unsigned long long)more);
}

int doc_write_text(const struct doc *d, FILE *out, unsigned width, bool colour)
{
	struct screen_line s;

	fprintf(out, "%s%s%s\n", colour ? "\033[1m" : "", d->title, colour ? "\033[0m" : "");
	for (unsigned i = 0; i < d->note_count; i++) {
		screen_start(&s, width, colour);
		screen_cell(&s, span_str(d->notes[i].title), 30);
		screen_string(&s, d->notes[i].value, width);
		put_line(&s, out);
	}
	for (unsigned i = 0; i < d->table_count; i++)
		if (!d->tables[i].wide)
			put_table(&d->tables[i], out, width, colour);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
