/* elements: the equipment that sensors know, read for one request. Of the request's thread. */
#ifndef SPANWATCH_SERVE_ELEMENTS_H
#define SPANWATCH_SERVE_ELEMENTS_H

#include "sensor/serve/depot.h"

struct json;

enum { ELEMENTS_MAX = 1000 /* that one request reads */ };

struct element {
	char sensor[DEPOT_SENSOR_NAME];
	struct span id; /* in `names` */
	uint64_t last_ms;
	struct redisReply *info, *total;
};

struct element_list {
	struct element *elements;
	uint32_t count;
	uint64_t total; /* how many there are */
	struct redisReply *names[DEPOT_SENSORS];
	unsigned sensor_count;
};

/** Elements of SENSOR (empty: of all), by sensor, those seen last first. False when Redis did not
 * answer. */
bool elements_read(struct element_list *l, struct depot_link *link, struct span sensor);
void elements_free(struct element_list *l);

/** E as one JSON object: sensor, id, last_seen_ms, info, total. */
void element_json(struct json *j, const struct element *e);

#endif
