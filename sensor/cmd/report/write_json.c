/* write_json: a report as one JSON object, and as CSV (RFC 4180). */
#include "config.h"

#include "sensor/base/json.h"
#include "sensor/cmd/report/doc.h"

#include <errno.h>

enum { BUFFER = 8 * DOC_TEXT_MAX };

static void put(FILE *out, const struct json *j)
{
	fwrite(j->buf, 1, j->len, out);
}

/* KEY and TEXT as a member, FIRST of its object or not. */
static void put_member(FILE *out, const char *key, const char *text, bool number, bool first)
{
	char buffer[BUFFER];
	struct json j = json_of(buffer, sizeof(buffer));
	uint64_t value;

	j.comma = !first;
	json_key(&j, key);
	if (number && !*text)
		json_raw(&j, SPAN_LIT("null"));
	else if (number && span_decimal(span_str(text), UINT64_MAX / 16, &value))
		json_u64(&j, value);
	else
		json_text(&j, span_str(text));
	put(out, &j);
}

static void put_rows(FILE *out, const struct doc_table *t)
{
	for (size_t r = 0; r < t->rows; r++) {
		fputs(r ? ",\n  {" : "\n  {", out);
		for (unsigned i = 0; i < t->column_count; i++)
			put_member(out, t->columns[i].key, t->cells[r * t->column_count + i],
				t->columns[i].number, i == 0);
		putc('}', out);
	}
}

int doc_write_json(const struct doc *d, FILE *out)
{
	putc('{', out);
	put_member(out, "report", d->kind, false, true);
	fputs(",\n \"notes\":{", out);
	for (unsigned i = 0; i < d->note_count; i++)
		put_member(out, d->notes[i].key, d->notes[i].value, true, i == 0);
	fputs("}", out);
	for (unsigned i = 0; i < d->table_count; i++) {
		const struct doc_table *t = &d->tables[i];
		fprintf(out, ",\n \"%s\":[", t->key);
		put_rows(out, t);
		putc(']', out);
		if (t->left_out)
			fprintf(out, ",\n \"%s_left_out\":%llu", t->key,
				(unsigned long long)t->left_out);
	}
	fputs("}\n", out);
	return fflush(out) || ferror(out) ? -EIO : 0;
}

/* --- CSV -------------------------------------------------------------------------------------- */

/* A spreadsheet takes a cell that begins so for a formula, whatever quotes stand around it. */
static bool is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r\n|%", *text) != NULL;
}

static void put_csv(FILE *out, const char *text)
{
	putc('"', out);
	if (is_formula(text))
		putc('\'', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"')
			putc('"', out);
		putc(c < 0x20 || c == 0x7f ? ' ' : c, out);
	}
	putc('"', out);
}

int doc_write_csv(const struct doc *d, FILE *out)
{
	const struct doc_table *t = &d->tables[0];

	for (unsigned i = 0; i < t->column_count; i++)
		fprintf(out, "%s%s", i ? "," : "", t->columns[i].key);
	fputs("\r\n", out);
	for (size_t r = 0; r < t->rows; r++) {
		for (unsigned i = 0; i < t->column_count; i++) {
			if (i)
				putc(',', out);
			put_csv(out, t->cells[r * t->column_count + i]);
		}
		fputs("\r\n", out);
	}
	return fflush(out) || ferror(out) ? -EIO : 0;
}
