/*
 * bench: what the capture tests share: a directory of their own, a run over files, and the faults
 * that were told.
 */
#ifndef SPANWATCH_TESTS_CAPTURE_BENCH_H
#define SPANWATCH_TESTS_CAPTURE_BENCH_H

#include "sensor/capture/capture.h"
#include "tests/capture/writer.h"

enum { BENCH_FRAMES = 256, BENCH_BYTES = 64 };

struct seen {
	struct frame frame; /* data points to `bytes` */
	uint8_t bytes[BENCH_BYTES];
};

struct bench {
	char directory[64];
	struct capture_options options;
	struct capture_fault fault; /* goes to `told` */
	char told[4096];            /* "name what\n" for each fault */
	unsigned faults;
	bool opened;
	unsigned count; /* frames seen; the first BENCH_FRAMES are kept */
	struct seen seen[BENCH_FRAMES];
	struct capture_totals totals;
	char sha256[8][65];
	char names[8][64];
};

/** A fresh directory. */
void bench_begin(struct bench *b);
/** Removes the directory and what is in it. */
void bench_end(struct bench *b);
/** Reads FILES (COUNT paths) to their end into the bench. */
void bench_read(struct bench *b, const char *const *files, unsigned count);
/** The same for the bytes of one writer, which are saved as NAME. */
void bench_read_one(struct bench *b, const struct writer *w, const char *name);

#endif
