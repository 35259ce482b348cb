/*
 * source: one file of an offline run: looked at when the run starts, opened when its first frame
 * is due, closed at its end. Used by files.c, on the reader's thread.
 */
#ifndef SPANWATCH_CAPTURE_SOURCE_H
#define SPANWATCH_CAPTURE_SOURCE_H

#include "sensor/capture/capture.h"
#include "sensor/capture/input.h"

struct reading;
struct filter;

struct source {
	char *path;
	const char *name; /* base name, within path, or "stdin" */
	bool named;       /* by the user; else found in a directory */
	bool strange;     /* frames of a link type that nobody knows were told */
	bool stream;      /* a pipe or standard input: cannot be looked at before */
	uint16_t index;   /* in the list of sources */
	uint32_t rank;    /* decides among frames of one time */
	uint64_t size;    /* bytes; 0 for streams */
	int64_t first_us; /* stamp of the first frame; INT64_MAX without one, INT64_MIN for streams
			   */
	int64_t key;      /* place of `frame` in the merged order: the latest stamp so far */
	struct frame frame;
	struct reading *reading; /* while it is open */
	char sha256[65];         /* empty when it was not read whole */
};

/** What all sources of a run share. */
struct source_run {
	int64_t from_us, until_us;
	struct filter *filter; /* or NULL */
	struct capture_fault fault;
	int wake_fd;
	bool hash;
	unsigned open; /* sources that are open now */
	_Atomic uint64_t done;
	struct capture_totals totals;
};

enum source_look {
	SOURCE_CAPTURE,
	SOURCE_REFUSED, /* was told to the user */
	SOURCE_OTHER,   /* a file in a directory that is no capture: not told */
};

enum source_status {
	SOURCE_FRAME, /* source.frame and source.key are set */
	SOURCE_WOKEN,
	SOURCE_OVER, /* ended and closed; what was wrong has been told */
};

/**
 * Looks at PATH, which the source takes over where it is a capture: its size and the stamp of its
 * first frame.
 */
enum source_look source_look(struct source *s, char *path, bool named, struct source_run *run);

/** Opens a source that was looked at. False when that fails, which has been told. */
bool source_open(struct source *s, struct source_run *run);

/** Reads on to the next frame that the slice and the filter let pass. */
enum source_status source_advance(struct source *s, struct source_run *run);

/** Closes it where it is open, and frees what it owns. */
void source_free(struct source *s, struct source_run *run);

/** Tells the user of a fault of one input. */
void source_tell(const struct source_run *run, const char *name, const char *what);

/** The same for one that cannot be opened; ERROR is -errno. */
void source_tell_errno(const struct source_run *run, const char *name, int error);

#endif
