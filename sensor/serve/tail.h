/*
 * tail: the live tail: one thread reads what is new in the streams of all sensors and keeps the
 * last of it; clients (server-sent events) take from there at their own pace, and who is too slow
 * is told what was lost. Reads Redis only while somebody follows.
 */
#ifndef SPANWATCH_SERVE_TAIL_H
#define SPANWATCH_SERVE_TAIL_H

#include "sensor/serve/serve.h"

#include <sys/types.h>

struct tail_client;

/** Starts the thread; 0 or -errno. */
int tail_start(struct serve *s, struct tail **ret);

/** Ends the thread and lets every client go. The HTTP server must still run. */
void tail_stop(struct tail *l);
/** Frees L, when the HTTP server has ended. */
void tail_free(struct tail *l);

/** A client of CONNECTION that follows SENSOR (empty: all); NULL when there are too many. */
struct tail_client *tail_join(
	struct tail *l, struct MHD_Connection *connection, struct span sensor);
void tail_leave(struct tail_client *c);

/** Bytes for the client, at most MAX; 0 where it sleeps now until something is new, -1 at the end.
 */
ssize_t tail_read(struct tail_client *c, char *to, size_t max);

#endif
