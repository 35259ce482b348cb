/* answer: see answer.h. */
#include "config.h"

#include "sensor/serve/answer.h"

#include "rules/policy/when.h"

#include <ctype.h>
#include <stdlib.h>
#include <time.h>

int64_t answer_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool read_time(struct request *r, const char *name, int64_t *ret_us)
{
	struct span text = request_arg(r, name);
	uint64_t ms;

	if (text.len == 0)
		return true;
	if (span_decimal(text, INT64_MAX / 1000, &ms)) {
		*ret_us = (int64_t)ms * 1000;
		return true;
	}
	if (when_parse(text, ret_us) == WHEN_OK)
		return true;
	request_fail(r, 400, "%s is no time with an offset and no number of milliseconds", name);
	return false;
}

bool answer_filter(struct request *r, struct table_filter *ret)
{
	*ret = (struct table_filter){.sensor = request_arg(r, "sensor"),
		.state = request_arg(r, "state"),
		.query = request_arg(r, "q"),
		.peer = request_arg(r, "peer"),
		.group = request_arg(r, "group"),
		.window = request_arg(r, "window"),
		.permit = request_arg(r, "permit"),
		.from_us = INT64_MIN,
		.until_us = INT64_MAX};
	for (unsigned i = ROW_TS + 1; i < ROW_FIELDS; i++)
		ret->word[i] = request_arg(r, row_field_name(i));
	return read_time(r, "from", &ret->from_us) && read_time(r, "until", &ret->until_us);
}

void answer_pair(struct json *j, struct span name, struct span value)
{
	uint64_t number;
	char *colon;

	json_text(j, name);
	colon = json_room(j, 1);
	if (!colon)
		return;
	*colon = ':';
	j->comma = false;
	/* beyond 2^53 a browser would round; a leading zero is no number */
	if (span_decimal(value, 9007199254740991, &number) && (value.p[0] != '0' || value.len == 1))
		json_u64(j, number);
	else
		json_text(j, value);
}

void answer_hash(struct json *j, const struct redisReply *reply)
{
	json_open(j, '{');
	for (size_t i = 0; i + 1 < reply_count(reply) && i < 512; i += 2)
		answer_pair(j, reply_text(reply_at(reply, i)), reply_text(reply_at(reply, i + 1)));
	json_close(j, '}');
}

void answer_groups(struct json *j, const struct group *groups, uint32_t count, uint32_t max)
{
	json_open(j, '[');
	for (uint32_t i = 0; i < count && i < max; i++) {
		json_open(j, '{');
		json_kv_text(j, "key", groups[i].key);
		json_kv_u64(j, "count", groups[i].rows);
		if (groups[i].worst)
			json_kv_u64(j, "severity", groups[i].worst);
		json_kv_time(j, "first", groups[i].first_us);
		json_kv_time(j, "last", groups[i].last_us);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void answer_tally(
	struct json *j, const char *name, const struct table *t, unsigned by, uint32_t max)
{
	struct group *groups;
	uint32_t count = groups_of(t, by, &groups);

	json_key(j, name);
	answer_groups(j, groups, count, max);
	free(groups);
}

bool answer_is_sensor(struct span sensor)
{
	for (uint32_t i = 0; i < sensor.len; i++)
		if (!isalnum(sensor.p[i]) && sensor.p[i] != '.' && sensor.p[i] != '_' &&
			sensor.p[i] != '-')
			return false;
	return sensor.len > 0 && sensor.len < DEPOT_SENSOR_NAME;
}

/* Health stands for a minute only: where it is gone, nobody watches there now. */
static bool answer_sensor(struct request *r, const struct depot_sensor *s, int64_t now_us)
{
	struct json *j = &r->out;
	struct redisReply *meta = depot_hash(r->redis, s->name, (struct span[3]){SPAN_LIT("meta")});
	struct redisReply *health =
		depot_hash(r->redis, s->name, (struct span[3]){SPAN_LIT("health")});
	bool good = meta && health;

	if (good) {
		json_open(j, '{');
		json_kv_string(j, "name", s->name);
		json_kv_bool(j, "live", depot_is_live(health));
		json_kv_u64(j, "last_ms", s->last_ms);
		json_key(j, "age_s");
		json_i64(j, now_us / 1000000 - (int64_t)(s->last_ms / 1000));
		json_key(j, "meta");
		answer_hash(j, meta);
		json_key(j, "health");
		answer_hash(j, health);
		json_close(j, '}');
	}
	depot_free(meta);
	depot_free(health);
	return good;
}

bool answer_sensors(struct request *r, struct span only)
{
	struct depot_sensor *sensors = calloc(DEPOT_SENSORS, sizeof(*sensors));
	int count = sensors ? depot_sensors(r->redis, sensors) : -1;
	int64_t now_us = answer_now_us();
	bool good = count >= 0;

	json_key(&r->out, "sensors");
	json_open(&r->out, '[');
	for (int i = 0; i < count && good; i++)
		if (only.len == 0 || span_eq(only, span_str(sensors[i].name)))
			good = answer_sensor(r, &sensors[i], now_us);
	json_close(&r->out, ']');
	free(sensors);
	return good;
}
