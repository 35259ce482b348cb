/*
 * reading: captures judged offline: what read, test and learn share. One thread.
 */
#ifndef SPANWATCH_CMD_READING_H
#define SPANWATCH_CMD_READING_H

#include "sensor/cmd/session.h"

/** Who follows a reading beside the outputs that the options name. */
struct audience {
	struct sink *sink; /* gets every record; closed with the session. Or NULL */
	void (*listen)(
		void *ctx, const struct event *e); /* every event before judgement, or NULL */
	void *ctx;
};

/** Judges FILES as one network for TO, which may be NULL. EXIT_OK or the exit code. */
int reading_judge(const struct options *o, const char *const *files, unsigned count,
	const struct audience *to);

#endif
