/*
 * terminal_print: lays the remembered rows out for a person, on 80 columns and on wide screens.
 * Private to the terminal sink.
 */
#ifndef SPANWATCH_SINK_TERMINAL_PRINT_H
#define SPANWATCH_SINK_TERMINAL_PRINT_H

#include "sensor/sink/screen.h"
#include "sensor/sink/terminal.h"
#include "sensor/sink/terminal_rows.h"

struct print {
	struct terminal_options o;
	struct terminal_totals totals;
	const struct rows *rows;
	struct screen_line line; /* scratch */
};

/** The table of findings, worst first, or one sentence where there are none. */
void print_findings(struct print *p);

/** The elements that were seen. */
void print_elements(struct print *p);

/** The ledger of actions. */
void print_actions(struct print *p);

/** One line: what was looked at and what came of it. */
void print_totals(struct print *p);

/** One line for a finding that just came. */
void print_live(struct print *p, const struct record *r);

#endif
