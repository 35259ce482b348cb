/*
 * redis_url: where a Redis server is and how to log in, from one line of text. Pure; any thread.
 */
#ifndef SPANWATCH_SINK_REDIS_URL_H
#define SPANWATCH_SINK_REDIS_URL_H

#include <stdbool.h>

enum { REDIS_ERROR = 256 /* bytes of an error sentence */ };

struct redis_url {
	char host[256];
	unsigned port;
	char path[108];                /* of a Unix socket; then host is empty */
	char user[128], password[256]; /* empty: none */
	char prefix[65];               /* before "sw:", with its colon; mostly empty */
	bool has_database;
	unsigned database;
	char shown[448]; /* the URL without the password, for messages */
};

/**
 * Reads `redis://[user:pass@]host[:port][/prefix]` or `unix://[user:pass@]/path[#prefix]`. User and
 * password may be percent-encoded; `:pass@` is a password without user. A prefix of digits alone is
 * taken as the number of the database, as other programs write it. Every key starts with "PREFIX:"
 * then. 0, or -EINVAL with a sentence in ERROR that never holds the password.
 */
int redis_url_parse(const char *url, struct redis_url *ret, char *error);

#endif
