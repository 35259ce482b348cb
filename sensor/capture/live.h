/*
 * live: one interface through libpcap, alone or as one member of a fanout group. Used by
 * capture.c; each is owned by one worker's thread.
 */
#ifndef SPANWATCH_CAPTURE_LIVE_H
#define SPANWATCH_CAPTURE_LIVE_H

#include "sensor/capture/capture.h"

enum { LIVE_ERROR = 256 };

struct live;

struct live_member {
	uint16_t source;  /* goes into each frame */
	unsigned group;   /* fanout group, 0: none */
	unsigned workers; /* sockets in the group */
	int wake_fd;      /* an eventfd of the caller */
};

/** As capture_open_live; ERROR has LIVE_ERROR bytes. */
int live_open(const char *interface, const struct live_member *member,
	const struct capture_options *options, char *error, struct live **ret);

/** Lets frames in. 0 or -errno with the sentence in ERROR. */
int live_start(struct live *l, char *error);

/** CAPTURE_FRAME, CAPTURE_IDLE after at most about 100 ms, or CAPTURE_FAILED with ERROR set. */
enum capture_status live_next(struct live *l, struct frame *ret, char *error);

/** The same without waiting: CAPTURE_IDLE at once when nothing is there. */
enum capture_status live_try(struct live *l, struct frame *ret, char *error);

/** CAPTURE_FAILED with ERROR set when the interface went away, else CAPTURE_IDLE. */
enum capture_status live_lost(struct live *l, char *error);

/** The descriptor to poll for frames. */
int live_fd(const struct live *l);

const char *live_name(const struct live *l);
void live_totals(struct live *l, struct capture_totals *ret);
void live_close(struct live *l);

#endif
