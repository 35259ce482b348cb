/* top_lines: the lines of `spanwatch top`: sensors, findings, changes, elements. One thread. */
#ifndef SPANWATCH_SERVE_TOP_LINES_H
#define SPANWATCH_SERVE_TOP_LINES_H

#include "sensor/serve/depot.h"

struct top {
	struct depot *depot;
	struct span sensor; /* empty: all */
	char view;          /* f findings, c changes, e elements */
	bool interactive, colour, leave, failed;
	uint32_t columns, height, line; /* of the screen; lines that were drawn */
	uint32_t scroll, most; /* rows that are passed over; told where there is no screen */
};

/** The first line: where, when, which keys. */
void top_head(struct top *t);

/** A sentence, made safe; for what went wrong. */
void top_say(struct top *t, const char *text);

/** How the sensors fare; false when Redis did not answer. */
bool top_sensors(struct top *t, struct depot_link *link);

/** Totals and the rows of the view; false when Redis did not answer. */
bool top_view(struct top *t, struct depot_link *link);

#endif
