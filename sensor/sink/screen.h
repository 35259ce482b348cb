/*
 * screen: text from the network made safe for a terminal, and cut to columns. Pure; any thread.
 * Nothing that a terminal obeys or that reorders what a person reads gets through: C0, C1, DEL,
 * bidirectional controls, invisible format characters and invalid UTF-8 are shown as \xNN, \uNNNN.
 */
#ifndef SPANWATCH_SINK_SCREEN_H
#define SPANWATCH_SINK_SCREEN_H

#include "sensor/base/span.h"

#include <stddef.h>

enum { SCREEN_LINE = 2048 }; /* bytes of one line in the making */

/** One line in the making. len counts bytes, columns what it takes on the screen. */
struct screen_line {
	char text[SCREEN_LINE];
	uint32_t len, columns;
	uint32_t width; /* columns it may take */
	bool colour;    /* false: screen_colour does nothing */
};

/** Starts L anew for WIDTH columns. */
void screen_start(struct screen_line *l, uint32_t width, bool colour);

/** Adds TEXT made safe; at most MAX columns and what is left of the line. Cut text ends in "~". */
void screen_text(struct screen_line *l, struct span text, uint32_t max);

/** The same for a string. */
void screen_string(struct screen_line *l, const char *text, uint32_t max);

/** The same, filled up with blanks to exactly COLUMNS, and one blank behind. */
void screen_cell(struct screen_line *l, struct span text, uint32_t columns);

/** Blanks until COLUMN (from 0) is reached. */
void screen_tab(struct screen_line *l, uint32_t column);

/** An ANSI attribute ("1", "31", "0" ...) where colour is on; takes no column. */
void screen_colour(struct screen_line *l, const char *attribute);

/** Columns that TEXT takes once it is safe. */
uint32_t screen_columns(struct span text);

#endif
