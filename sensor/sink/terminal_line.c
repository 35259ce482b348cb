/* terminal_line: see terminal_line.h. */
#include "config.h"

#include "sensor/sink/terminal_line.h"

#include "sensor/sink/quantity.h"

#include <stdlib.h>
#include <time.h>

void line_end(struct print *p)
{
	struct screen_line *l = &p->line;

	while (l->len > 0 && l->text[l->len - 1] == ' ')
		l->len--;
	l->text[l->len++] = '\n';
	fwrite(l->text, 1, l->len, p->o.out);
	screen_start(l, p->o.width, p->o.colour);
}

void line_title(struct print *p, const char *title, const char *note)
{
	line_end(p);
	screen_colour(&p->line, "1");
	screen_string(&p->line, title, p->o.width);
	screen_colour(&p->line, "0");
	if (note && note[0]) {
		screen_string(&p->line, "  ", 2);
		screen_colour(&p->line, "2");
		screen_string(&p->line, note, p->o.width);
		screen_colour(&p->line, "0");
	}
	line_end(p);
}

void line_head(struct print *p, const struct line_column *columns)
{
	screen_string(&p->line, "  ", 2);
	screen_colour(&p->line, "2");
	for (; columns[1].name; columns++)
		screen_cell(&p->line, span_str(columns->name), columns->columns);
	screen_string(&p->line, columns->name, columns->columns);
	screen_colour(&p->line, "0");
	line_end(p);
}

/* Bytes of TEXT that fit COLUMNS, broken at a blank where there is one in the second half. */
static uint32_t piece(struct span text, uint32_t columns)
{
	uint32_t fits = 0, blank = 0;

	if (screen_columns(text) <= columns)
		return text.len;
	while (fits < text.len && screen_columns(span_sub(text, 0, fits + 1)) <= columns) {
		fits++;
		if (text.p[fits - 1] == ' ')
			blank = fits;
	}
	while (fits > 1 && fits < text.len && (text.p[fits] & 0xc0) == 0x80)
		fits--; /* not within a character */
	return blank > fits / 2 ? blank : fits ? fits : 1;
}

void line_wrapped(
	struct print *p, struct span text, uint32_t indent, unsigned rows, const char *colour)
{
	uint32_t columns = p->o.width > indent + 10 ? p->o.width - indent : 10;

	for (unsigned row = 1; text.len > 0; row++) {
		uint32_t len = row == rows ? text.len : piece(text, columns);
		screen_tab(&p->line, indent);
		screen_colour(&p->line, colour);
		screen_text(&p->line, span_trim(span_sub(text, 0, len)), columns);
		screen_colour(&p->line, "0");
		text = span_sub(text, len, text.len);
		line_end(p);
	}
}

void line_left_out(struct print *p, uint64_t count, const char *what)
{
	char number[QUANTITY_TEXT];

	if (count == 0)
		return;
	quantity_exact(number, count);
	screen_string(&p->line, "  and ", 80);
	screen_string(&p->line, number, 80);
	screen_string(&p->line, " more ", 80);
	screen_string(&p->line, what, 80);
	line_end(p);
}

/* Seconds east of UTC at TS. */
static long zone_offset(const struct print *p, time_t ts)
{
	struct tm tm;

	if (p->o.tz_set)
		return p->o.tz_offset_s;
	if (p->o.utc || !localtime_r(&ts, &tm))
		return 0;
	return tm.tm_gmtoff;
}

void line_time(const struct print *p, int64_t ts_us, bool is_long, char *ret)
{
	time_t ts = (time_t)(ts_us / 1000000);
	struct tm tm;

	ts += zone_offset(p, ts);
	if (!gmtime_r(&ts, &tm))
		memset(&tm, 0, sizeof(tm));
	if (strftime(ret, TIME_TEXT, is_long ? "%Y-%m-%d %H:%M:%S" : "%m-%d %H:%M:%S", &tm) == 0)
		ret[0] = '\0';
}

void line_zone(const struct print *p, int64_t ts_us, char *ret)
{
	long offset = zone_offset(p, (time_t)(ts_us / 1000000));
	long minutes = labs(offset) / 60;

	if (offset == 0)
		snprintf(ret, TIME_TEXT, "UTC");
	else
		snprintf(ret, TIME_TEXT, "UTC%c%02ld:%02ld", offset < 0 ? '-' : '+', minutes / 60,
			minutes % 60);
}
