/* write_text: a report on a terminal: tables cut to its width, nothing that a terminal obeys. */
#include "config.h"

#include "sensor/cmd/report/doc.h"

#include "sensor/base/addr.h"
#include "sensor/sink/screen.h"

#include <errno.h>

enum { CELL_LEAST = 8, FIXED_MOST = 20, TEXT_ROWS = 1000 };

/* What a column is worth when it is cut: the higher ones give way later, times never. */
enum hold { HOLD_TEXT, HOLD_ADDRESS, HOLD_TIME };

struct layout {
	uint32_t width[DOC_COLUMNS];
	enum hold hold[DOC_COLUMNS];
};

static bool is_address(const char *text)
{
	struct addr a;

	return addr_parse(span_str(text), &a);
}

/* Of one width in all rows: a time. Addresses and nothing else: who it was is lost in a part. In no
 * row: 0, the column is left out. */
static uint32_t column_width(const struct doc_table *t, unsigned column, enum hold *ret_hold)
{
	uint32_t least = UINT32_MAX, most = screen_columns(span_str(t->columns[column].title));
	bool addresses = true, empty = true;

	for (size_t r = 0; r < t->rows && r < TEXT_ROWS; r++) {
		const char *cell = t->cells[r * t->column_count + column];
		uint32_t n = screen_columns(span_str(cell));
		most = n > most ? n : most;
		least = n < least ? n : least;
		empty = empty && n == 0;
		addresses = addresses && (n == 0 || is_address(cell));
	}
	*ret_hold = least == most && most <= FIXED_MOST ? HOLD_TIME
		    : addresses                         ? HOLD_ADDRESS
							: HOLD_TEXT;
	return empty ? 0 : most;
}

/* The widest column among those that hold no more than HOLD; -1 where none can give. */
static int widest_of(const struct layout *l, unsigned count, enum hold hold)
{
	int widest = -1;

	for (unsigned i = 0; i < count; i++)
		if (l->hold[i] <= hold && l->width[i] > CELL_LEAST &&
			(widest < 0 || l->width[i] > l->width[widest]))
			widest = (int)i;
	return widest;
}

/* What does not fit is taken from the widest column, one at a time. */
static void lay_out(const struct doc_table *t, unsigned width, struct layout *l)
{
	uint32_t sum = 0;

	memset(l, 0, sizeof(*l));
	for (unsigned i = 0; i < t->column_count; i++) {
		l->width[i] = t->columns[i].wide ? 0 : column_width(t, i, &l->hold[i]);
		sum += l->width[i] ? l->width[i] + 1 : 0;
	}
	for (; sum > width; sum--) {
		int widest = widest_of(l, t->column_count, HOLD_TEXT);
		if (widest < 0)
			widest = widest_of(l, t->column_count, HOLD_ADDRESS);
		if (widest < 0)
			return;
		l->width[widest]--;
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
