/* routes: the calls of the API, each with the role that it needs. One table. */
#ifndef SPANWATCH_SERVE_ROUTES_H
#define SPANWATCH_SERVE_ROUTES_H

#include "sensor/serve/serve.h"

struct route {
	const char *path;
	bool post;
	unsigned role; /* 0: anyone */
	bool needs_redis, writes, live;
	api_answer *answer; /* NULL for the live tail */
};

/** The route of PATH, or NULL. */
const struct route *route_find(const char *path, bool post);

#endif
