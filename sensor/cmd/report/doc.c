/* doc: see doc.h. */
#include "config.h"

#include "sensor/cmd/report/doc.h"

#include <stdlib.h>

void doc_init(struct doc *d, const char *kind, const char *title)
{
	memset(d, 0, sizeof(*d));
	d->kind = kind;
	d->title = title;
}

void doc_free(struct doc *d)
{
	for (unsigned i = 0; i < d->note_count; i++)
		free(d->notes[i].value);
	for (unsigned i = 0; i < d->table_count; i++) {
		struct doc_table *t = &d->tables[i];
		for (size_t n = 0; n < t->rows * t->column_count; n++)
			free(t->cells[n]);
		free(t->cells);
	}
}

struct doc_table *doc_table(struct doc *d, const char *key, const char *title,
	const struct doc_column *columns, unsigned count)
{
	struct doc_table *t = &d->tables[d->table_count < DOC_TABLES ? d->table_count++ : 0];

	*t = (struct doc_table){
		.key = key, .title = title, .columns = columns, .column_count = count};
	return t;
}

static char *copy(struct doc *d, const char *text)
{
	struct span cell = span_head(span_str(text ? text : ""), DOC_TEXT_MAX);
	char *own = strndup((const char *)cell.p, cell.len);

	d->no_memory |= !own;
	return own;
}

void doc_note(struct doc *d, const char *key, const char *title, const char *value)
{
	char *own = d->note_count < DOC_NOTES ? copy(d, value) : NULL;

	if (!own)
		return;
	d->notes[d->note_count].key = key;
	d->notes[d->note_count].title = title;
	d->notes[d->note_count++].value = own;
}

void doc_note_count(struct doc *d, const char *key, const char *title, uint64_t count)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)count);
	doc_note(d, key, title, text);
}

static bool row_room(struct doc *d, struct doc_table *t)
{
	if (t->rows < t->room)
		return true;
	size_t room = t->room ? t->room * 2 : 64;
	char **cells = realloc(t->cells, room * t->column_count * sizeof(*cells));
	d->no_memory |= !cells;
	if (!cells)
		return false;
	t->cells = cells;
	t->room = room;
	return true;
}

void doc_row(struct doc *d, struct doc_table *t, const char *const *cells)
{
	if (t->rows == DOC_ROWS) {
		t->left_out++;
		return;
	}
	if (!row_room(d, t))
		return;
	char **to = t->cells + t->rows * t->column_count;
	for (unsigned i = 0; i < t->column_count; i++) {
		to[i] = copy(d, cells[i]);
		if (to[i])
			continue;
		while (i)
			free(to[--i]);
		return;
	}
	t->rows++;
}

/* --- order ------------------------------------------------------------------------------------ */

struct order {
	const struct doc_table *table;
	bool down;
};

static int cell_compare(const struct doc_column *c, const char *a, const char *b)
{
	size_t x = strlen(a), y = strlen(b);

	if (c->number && x != y)
		return x < y ? -1 : 1;
	return strcmp(a, b);
}

static int row_compare(const void *a, const void *b, void *ctx)
{
	const struct order *o = ctx;
	char *const *x = a, *const *y = b;

	for (unsigned i = 0; i < o->table->column_count; i++) {
		int order = cell_compare(&o->table->columns[i], x[i], y[i]);
		if (order)
			return i == 0 && o->down ? -order : order;
	}
	return 0;
}

void doc_sort(struct doc_table *t, bool down)
{
	struct order o = {t, down};

	if (t->rows > 1)
		qsort_r(t->cells, t->rows, t->column_count * sizeof(*t->cells), row_compare, &o);
}
