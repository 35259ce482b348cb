/* elements: see elements.h. */
#include "config.h"

#include "sensor/serve/elements.h"

#include "sensor/serve/answer.h"

#include <stdio.h>
#include <stdlib.h>

enum { IN_ONE_GO = 50 };

/* The names of one sensor's elements; room is kept for the rest. */
static bool read_names(struct element_list *l, struct depot_link *link, const char *sensor)
{
	char key[DEPOT_KEY], last[16];
	struct span zset = depot_key(link, sensor, (struct span[3]){SPAN_LIT("elements")}, key);
	struct span size[2] = {SPAN_LIT("ZCARD"), zset};
	struct redisReply *reply = depot_ask(link, size, 2);

	if (!reply)
		return false;
	l->total += reply_number(reply);
	depot_free(reply);
	if (l->count == ELEMENTS_MAX)
		return true;
	int len = snprintf(last, sizeof(last), "%u", ELEMENTS_MAX - l->count - 1);
	struct span words[5] = {SPAN_LIT("ZREVRANGE"), zset, SPAN_LIT("0"),
		span_of(last, (uint32_t)len), SPAN_LIT("WITHSCORES")};
	reply = depot_ask(link, words, 5);
	if (!reply)
		return false;
	l->names[l->sensor_count++] = reply;
	for (size_t i = 0; i + 1 < reply_count(reply) && l->count < ELEMENTS_MAX; i += 2) {
		struct element *e = &l->elements[l->count++];
		snprintf(e->sensor, sizeof(e->sensor), "%s", sensor);
		e->id = reply_text(reply_at(reply, i));
		e->last_ms = reply_number(reply_at(reply, i + 1));
	}
	return true;
}

static bool send_hash(struct depot_link *link, const struct element *e, const char *what)
{
	char key[DEPOT_KEY];
	struct span parts[3] = {SPAN_LIT("el:"), e->id, span_str(what)};
	struct span words[2] = {SPAN_LIT("HGETALL"), depot_key(link, e->sensor, parts, key)};

	return depot_send(link, words, 2);
}

/* Two hashes of each element of one sensor, on the node that had its names; what does not answer
 * stays NULL and ends it. */
static bool read_hashes(struct depot_link *link, struct element *e, uint32_t count)
{
	uint32_t sent = 0;
	bool good = true;

	for (; sent < count && good; sent++)
		good = send_hash(link, &e[sent], ":info") && send_hash(link, &e[sent], ":tot");
	for (uint32_t i = 0; i < sent; i++) {
		e[i].info = depot_read(link);
		e[i].total = depot_read(link);
		good = good && e[i].info && e[i].total;
	}
	return good;
}

bool elements_read(struct element_list *l, struct depot_link *link, struct span sensor)
{
	struct depot_sensor *sensors = calloc(DEPOT_SENSORS, sizeof(*sensors));
	int count = sensors ? depot_sensors(link, sensors) : -1;
	bool good;

	*l = (struct element_list){.elements = calloc(ELEMENTS_MAX, sizeof(*l->elements))};
	good = count >= 0 && l->elements;
	for (int i = 0; i < count && good; i++) {
		uint32_t at = l->count;
		if (sensor.len > 0 && !span_eq(sensor, span_str(sensors[i].name)))
			continue;
		good = read_names(l, link, sensors[i].name);
		for (; at < l->count && good; at += IN_ONE_GO) {
			uint32_t left = l->count - at;
			good = read_hashes(
				link, l->elements + at, left < IN_ONE_GO ? left : IN_ONE_GO);
		}
	}
	free(sensors);
	return good;
}

void elements_free(struct element_list *l)
{
	for (uint32_t i = 0; i < l->count; i++) {
		depot_free(l->elements[i].info);
		depot_free(l->elements[i].total);
	}
	for (unsigned i = 0; i < l->sensor_count; i++)
		depot_free(l->names[i]);
	free(l->elements);
	*l = (struct element_list){.count = 0};
}

void element_json(struct json *j, const struct element *e)
{
	json_open(j, '{');
	json_kv_string(j, "sensor", e->sensor);
	json_kv_text(j, "id", e->id);
	json_kv_u64(j, "last_seen_ms", e->last_ms);
	json_key(j, "info");
	answer_hash(j, e->info);
	json_key(j, "total");
	answer_hash(j, e->total);
	json_close(j, '}');
}
