/*
 * reading: captures judged offline, and interfaces watched: what read, run, test, explain and learn
 * share. One thread calls.
 */
#ifndef SPANWATCH_CMD_READING_H
#define SPANWATCH_CMD_READING_H

#include "sensor/cmd/session.h"

/** Who follows a reading beside the outputs that the options name. */
struct audience {
	struct sink *sink; /* gets every record; closed with the session. Or NULL */
	void (*listen)(
		void *ctx, const struct event *e); /* every event before judgement, or NULL */
	/* once FILES are judged, with the session still open; or NULL */
	void (*judged)(void *ctx, struct session *s, const char *const *files, unsigned count);
	const struct witness *witness; /* sees how a rule is judged, or NULL */
	void *ctx;
};

/** Has TO follow the session, which is open. TO may be NULL. */
void audience_invite(struct session *s, const struct audience *to);

/** Watches the interfaces of O for TO, at most SECONDS (0: until a signal). EXIT_OK or the code. */
int watching_run(const struct options *o, const struct audience *to, int64_t seconds);

/** Judges FILES as one network for TO, which may be NULL. EXIT_OK or the exit code. */
int reading_judge(const struct options *o, const char *const *files, unsigned count,
	const struct audience *to);

/** Readings end with what was read until then. Good in a signal handler. */
void reading_stop(void);

#endif
