/*
 * http: the one door to libmicrohttpd: connections, limits, who may ask what, and headers. What
 * comes in is hostile. Handlers run on the threads of the library.
 */
#ifndef SPANWATCH_SERVE_HTTP_H
#define SPANWATCH_SERVE_HTTP_H

#include "sensor/serve/serve.h"

struct http_options {
	struct addr address;
	uint16_t port;
	char *certificate, *key; /* PEM, or NULL */
};

/** Listens; 0, or -errno with a sentence in ERROR (256 bytes). */
int http_start(struct serve *s, const struct http_options *o, char *error);

/** The port it listens on. */
unsigned http_port(const struct serve *s);

/** Ends all connections. The live tail must have been told to end. */
void http_stop(struct serve *s);

#endif
