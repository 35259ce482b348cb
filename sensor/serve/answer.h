/* answer: what the calls of the API share: filters from the URL, JSON of untrusted names. */
#ifndef SPANWATCH_SERVE_ANSWER_H
#define SPANWATCH_SERVE_ANSWER_H

#include "sensor/serve/groups.h"
#include "sensor/serve/serve.h"

enum { ANSWER_ROWS = 200, ANSWER_ROWS_MAX = 2000 };

/** Microseconds since 1970 of the wall clock. */
int64_t answer_now_us(void);

/**
 * Reads the filters of R: the fields by their names, sensor, state, group, window, permit, peer, q,
 * from, until (ISO times with an offset or milliseconds). False: r->fault says which one is wrong.
 */
bool answer_filter(struct request *r, struct table_filter *ret);

/** "name":value with a name from elsewhere; decimal text becomes a number where it is exact. */
void answer_pair(struct json *j, struct span name, struct span value);

/** The names and values of REPLY as an object. */
void answer_hash(struct json *j, const struct redisReply *reply);

/** GROUPS as a list of at most MAX: key, rows, worst severity, first and last. */
void answer_groups(struct json *j, const struct group *groups, uint32_t count, uint32_t max);

/** "name": the groups of T by BY, at most MAX. */
void answer_tally(
	struct json *j, const char *name, const struct table *t, unsigned by, uint32_t max);

/** "sensors": [...] with what their meta and health say. False when Redis did not answer. */
bool answer_sensors(struct request *r, struct span only);

/** True when SENSOR is a name that keys may carry. */
bool answer_is_sensor(struct span sensor);

#endif
