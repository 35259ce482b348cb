/*
 * terminal_line: the pieces that the tables of the terminal are made of: lines, titles, times,
 * wrapped text. Private to the terminal sink.
 */
#ifndef SPANWATCH_SINK_TERMINAL_LINE_H
#define SPANWATCH_SINK_TERMINAL_LINE_H

#include "sensor/sink/terminal_print.h"

enum { TIME_SHORT = 14, TIME_LONG = 19, TIME_TEXT = 40 };

/** True where one row fits one line. */
static inline bool print_is_wide(const struct print *p)
{
	return p->o.width >= 110;
}

/** Ends the line at hand, sends it and starts the next. */
void line_end(struct print *p);

/** A blank line, TITLE in bold, and NOTE dim behind it. */
void line_title(struct print *p, const char *title, const char *note);

/** A dim row of column heads: names and columns, ended by a NULL name. */
struct line_column {
	const char *name;
	uint32_t columns;
};
void line_head(struct print *p, const struct line_column *columns);

/**
 * TEXT from column INDENT on in COLOUR, over at most ROWS lines broken at blanks; ends the last
 * line. No colour is open at the end of any line.
 */
void line_wrapped(
	struct print *p, struct span text, uint32_t indent, unsigned rows, const char *colour);

/** "N more ..." where COUNT rows were not shown. */
void line_left_out(struct print *p, uint64_t count, const char *what);

/** TS_US as people of the chosen zone read it into RET (TIME_TEXT bytes): long with the year. */
void line_time(const struct print *p, int64_t ts_us, bool is_long, char *ret);

/** The zone's name into RET (TIME_TEXT bytes): "UTC", "UTC+01:00". */
void line_zone(const struct print *p, int64_t ts_us, char *ret);

#endif
