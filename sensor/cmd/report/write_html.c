/*
 * write_html: a report as one page that needs nothing else and runs nothing: text is escaped, bytes
 * that are no UTF-8 and characters that reorder or hide what a person reads are shown as U+FFFD.
 */
#include "config.h"

#include "sensor/base/cursor.h"
#include "sensor/cmd/report/doc.h"

#include <errno.h>

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<meta name=\"referrer\" content=\"no-referrer\">\n<style>\n"
	":root{color-scheme:light dark}\n"
	"body{font:15px/1.45 system-ui,sans-serif;margin:2rem;max-width:120rem}\n"
	"h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.5rem}\n"
	"dt{opacity:.75}dd{margin:0}\n"
	".scroll{overflow-x:auto}\n"
	"table{border-collapse:collapse;font-size:.9rem}\n"
	"th,td{text-align:left;vertical-align:top;padding:.25rem .7rem;"
	"border-bottom:1px solid #8886;overflow-wrap:anywhere;min-width:3rem}\n"
	"th{border-bottom:2px solid #888}\n"
	"td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}\n"
	"@media print{body{margin:0;font-size:10px}thead{display:table-header-group}"
	"tr{break-inside:avoid}.scroll{overflow:visible}}\n"
	"</style>\n";

/* Length of the UTF-8 character at C and its code; 0 where there is none (RFC 3629). */
static uint32_t utf8_read(struct span s, uint32_t *ret_code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t lead = s.p[0];
	uint32_t len = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	if (!len || lead > 0xf4 || s.len < len)
		return 0;
	uint32_t code = len == 1 ? lead : lead & (0xffu >> (len + 1));
	for (uint32_t i = 1; i < len; i++) {
		if ((s.p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s.p[i] & 0x3f);
	}
	if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	*ret_code = code;
	return len;
}

static bool misleads(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x61c ||
	       (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
	       (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe0fff);
}

static void put_text(FILE *out, const char *text)
{
	struct cursor c = cursor_of(span_str(text));

	while (cursor_left(&c)) {
		uint32_t code = 0, len = utf8_read(cursor_peek(&c), &code);
		struct span raw = cursor_span(&c, len ? len : 1);
		if (!len || misleads(code))
			fputs("&#xfffd;", out);
		else if (strchr("&<>\"'`=", (int)(code < 0x80 ? code : 'x')))
			fprintf(out, "&#%u;", code);
		else
			fwrite(raw.p, 1, raw.len, out);
	}
}

static void put_tag(FILE *out, const char *tag, const char *text)
{
	fprintf(out, "<%s>", tag);
	put_text(out, text);
	fprintf(out, "</%s>\n", tag);
}

static void put_cell(FILE *out, const char *tag, bool number, const char *text)
{
	fprintf(out, "<%s%s>", tag, number ? " class=\"n\"" : "");
	put_text(out, text);
	fprintf(out, "</%s>", tag);
}

static void put_table(FILE *out, const struct doc_table *t)
{
	put_tag(out, "h2", t->title);
	if (!t->rows) {
		fputs("<p>none</p>\n", out);
		return;
	}
	fputs("<div class=\"scroll\"><table><thead><tr>", out);
	for (unsigned i = 0; i < t->column_count; i++)
		put_cell(out, "th", t->columns[i].number, t->columns[i].title);
	fputs("</tr></thead>\n<tbody>\n", out);
	for (size_t r = 0; r < t->rows; r++) {
		fputs("<tr>", out);
		for (unsigned i = 0; i < t->column_count; i++)
			put_cell(
				out, "td", t->columns[i].number, t->cells[r * t->column_count + i]);
		fputs("</tr>\n", out);
	}
	fputs("</tbody></table></div>\n", out);
	if (t->left_out)
		fprintf(out, "<p>and %llu more</p>\n", (unsigned long long)t->left_out);
}

int doc_write_html(const struct doc *d, FILE *out)
{
	fputs(head, out);
	put_tag(out, "title", d->title);
	fputs("</head>\n<body>\n", out);
	put_tag(out, "h1", d->title);
	fputs("<dl>\n", out);
	for (unsigned i = 0; i < d->note_count; i++) {
		put_tag(out, "dt", d->notes[i].title);
		put_tag(out, "dd", d->notes[i].value);
	}
	fputs("</dl>\n", out);
	for (unsigned i = 0; i < d->table_count; i++)
		put_table(out, &d->tables[i]);
	fputs("</body>\n</html>\n", out);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
