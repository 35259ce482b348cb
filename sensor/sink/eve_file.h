/*
 * eve_file: the EVE output: NDJSON to a file, stdout or a Unix socket. Lines wait in one buffer of
 * 1 MiB and leave in large writes. Made, written and closed by the collector's thread, which may
 * leave the writes to another.
 */
#ifndef SPANWATCH_SINK_EVE_FILE_H
#define SPANWATCH_SINK_EVE_FILE_H

#include "sensor/sink.h"

enum {
	EVE_BUFFER =
		1024 * 1024, /* bytes of lines that may wait; live, what comes on top is dropped */
	EVE_ERROR = 256      /* bytes of an error sentence */
};

/**
 * Opens TARGET: a path, "-" (stdout), "unix:///path" (stream socket) or "unix-dgram:///path" (one
 * datagram a line). Offline a file starts empty, live it is appended to.
 *
 * LIVE: never waits. What the disk or the peer does not take is dropped, counted, told once per
 * change of state, and the sink recovers by itself (it tries at most once a second); write and
 * flush return 0. A socket whose peer is away at the start is no error.
 * Offline: waits for slow readers, loses nothing; the first failure is told and remembered: write,
 * flush and close return it as -errno.
 * In both, a reader that closes stdout (`| head`) ends the output without a word: -EPIPE. The
 * program's SIGPIPE is set to be ignored.
 *
 * Returns 0, or -errno with a sentence in ERROR (EVE_ERROR bytes). RET is freed by its close.
 */
int eve_sink_new(const char *target, bool live, struct sink **ret, char *error);

/**
 * Offline, before the first line: full buffers are moved out by a thread of S's own, so that the
 * collector waits for no disk. A failure is returned by a later write, or by flush or close, which
 * wait for the thread. 0 or -ENOMEM, then all stays as it was.
 */
int eve_sink_thread(struct sink *s);

/** Lines that S has dropped since it was made. */
uint64_t eve_sink_lost(const struct sink *s);

#endif
