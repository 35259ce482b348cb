/* peers: whom elements talk to, by day. Of the request's thread. */
#ifndef SPANWATCH_SERVE_PEERS_H
#define SPANWATCH_SERVE_PEERS_H

#include "sensor/serve/serve.h"

enum { PEER_DAYS = 14 /* that are looked at */ };

/** "20261122" of the day BACK days before LAST_MS. */
void peers_day(uint64_t last_ms, unsigned back, char ret[static 9]);

/** The zset of the peers of ID on DAY with their bytes, the COUNT that moved most first. */
struct redisReply *peers_top(
	struct request *r, const char *sensor, struct span id, const char *day, const char *count);

/** Opens an object for PEER: its address and what is known of that, without closing it. */
void peer_open(struct json *j, const struct serve *s, struct span peer);

#endif
