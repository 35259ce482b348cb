/*
 * notify: tells the service manager that started us how we are, as sd_notify(3) describes it: a
 * datagram to $NOTIFY_SOCKET. Without one nothing is told. Made by run.c before privileges are
 * dropped; beaten on the collector's thread.
 */
#ifndef SPANWATCH_CMD_NOTIFY_H
#define SPANWATCH_CMD_NOTIFY_H

#include "sensor/engine.h"

struct notify {
	int fd;           /* connected, or -1 */
	int64_t every_ms; /* half of the watchdog's patience; 0: no watchdog */
	int64_t due_ms;   /* monotonic clock */
	uint64_t mark;    /* of the engine: what every lane must have passed */
	bool waits;       /* for that mark */
};

/** Connects to the manager that the environment names. */
void notify_open(struct notify *n);
void notify_close(struct notify *n);

/** READY=1, with STATUS for people. */
void notify_ready(struct notify *n, const char *status);

/** STATUS for people alone. */
void notify_status(struct notify *n, const char *status);

/** STOPPING=1. */
void notify_stopping(struct notify *n);

/**
 * Feeds the watchdog when it is time and every thread of E, which may be NULL, has been at the end
 * of a batch since the last time: a lane that hangs lets the watchdog bite.
 */
void notify_beat(struct notify *n, struct engine *e);

#endif
