/*
 * progress: one line on stderr while a long read runs: share done, bytes, packets a second, time
 * left. Drawn only where stderr is a terminal and the run is longer than 2 s. Called by the
 * reader's thread.
 */
#ifndef SPANWATCH_SINK_PROGRESS_H
#define SPANWATCH_SINK_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
	FILE *out;
	bool enabled; /* a terminal, and not --quiet */
	bool drawn;
	int64_t start_ms, last_ms; /* monotonic */
	unsigned width;
};

/** Starts the clock. OUT is stderr outside of tests; nothing is ever drawn when QUIET or no TTY. */
void progress_start(struct progress *p, FILE *out, bool quiet);

/**
 * DONE of TOTAL bytes of all files (TOTAL 0: unknown, as on stdin), PACKETS so far. Call about
 * every 100 ms; draws at most that often.
 */
void progress_update(struct progress *p, uint64_t done, uint64_t total, uint64_t packets);

/** Clears the line, so that what is printed next stands alone. */
void progress_end(struct progress *p);

/** What the line tells. */
struct progress_numbers {
	uint64_t done, total, packets;
	int64_t elapsed_ms;
};

/** The line's text for WIDTH columns into RET; ASCII, no control characters. Pure. */
void progress_text(char ret[static 256], unsigned width, const struct progress_numbers *n);

#endif
