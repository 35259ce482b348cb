/*
 * terminal: what a person sees: live one line a finding, and at the end the findings by severity,
 * the elements, the ledger of actions and one line of totals. Made, written and closed by the
 * collector's thread. Text from the network never reaches the terminal raw (see screen.h).
 */
#ifndef SPANWATCH_SINK_TERMINAL_H
#define SPANWATCH_SINK_TERMINAL_H

#include "sensor/sink.h"

#include <stdio.h>

struct terminal_options {
	FILE *out;       /* borrowed; flushed, never closed */
	bool colour;     /* ANSI colours; the caller has looked at NO_COLOR and isatty */
	bool live;       /* one line a finding as it comes */
	bool utc;        /* times in UTC; else in the process's time zone (TZ) unless tz_set */
	bool tz_set;     /* tz_offset_s counts */
	int tz_offset_s; /* seconds east of UTC */
	unsigned width;  /* columns; 0: 80 */
	unsigned rows;   /* rows shown of each table; 0: all that are kept */
};

/** What was looked at; known to the reader, not to the sink. Zero members are left out. */
struct terminal_totals {
	uint64_t files, packets, bytes, flows;
	int64_t first_us, last_us; /* packet time */
};

/** 0 or -ENOMEM. RET is freed by its close, which prints. */
int terminal_sink_new(const struct terminal_options *o, struct sink **ret);

/** Call before close: the last line and the sentence "nothing found" tell them. */
void terminal_sink_totals(struct sink *s, const struct terminal_totals *totals);

#endif
