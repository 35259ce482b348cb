/*
 * api_metrics: what Prometheus reads: health of the sensors and totals of the elements, in its text
 * format. Label sets are bounded: sensors by DEPOT_SENSORS, elements by ELEMENTS_MAX.
 */
#include "config.h"

#include "sensor/serve/answer.h"
#include "sensor/serve/elements.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAMES = 128 };

/* --- text --------------------------------------------------------------------------------- */

static void put(struct json *j, struct span text)
{
	char *to = json_room(j, text.len);

	if (to && text.len > 0)
		memcpy(to, text.p, text.len);
}

static void put_string(struct json *j, const char *text)
{
	put(j, span_str(text));
}

static void put_number(struct json *j, uint64_t n)
{
	char text[24];

	put(j, span_of(text,
		       (uint32_t)snprintf(text, sizeof(text), "%llu", (unsigned long long)n)));
}

/* A label's value: backslash, quote and line feed are escaped, other controls left out. */
static void put_label(struct json *j, const char *name, struct span value)
{
	put_string(j, name);
	put_string(j, "=\"");
	for (uint32_t i = 0; i < value.len && i < 256; i++) {
		uint8_t c = value.p[i];
		if (c == '\\' || c == '"')
			put_string(j, "\\");
		if (c >= 0x20 && c != 0x7f)
			put(j, span_of(&value.p[i], 1));
	}
	put_string(j, "\"");
}

static void put_head(struct json *j, const char *name, const char *type, const char *help)
{
	const char *const words[] = {
		"# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		put_string(j, words[i]);
}

static bool is_metric_name(struct span name)
{
	for (uint32_t i = 0; i < name.len; i++)
		if (!isalnum(name.p[i]) && name.p[i] != '_')
			return false;
	return name.len > 0 && name.len < 64;
}

/* --- sensors ------------------------------------------------------------------------------ */

struct sensor_state {
	struct depot_sensor sensor;
	struct redisReply *health;
};

static void put_sensor(struct json *j, const char *name, const char *sensor, uint64_t value)
{
	put_string(j, name);
	put_label(j, "{sensor", span_str(sensor));
	put_string(j, "} ");
	put_number(j, value);
	put_string(j, "\n");
}

/* A field is told once for each sensor, together, as the format wants it. */
static void put_field(struct json *j, struct span field, const struct sensor_state *s, int count)
{
	char name[96], want[65];

	snprintf(want, sizeof(want), "%.*s", (int)field.len, (const char *)field.p);
	snprintf(name, sizeof(name), "spanwatch_health_%s", want);
	put_head(j, name, "gauge", "health of the sensor, as it tells it itself");
	for (int i = 0; i < count; i++) {
		struct span value = reply_field(s[i].health, want);
		uint64_t n;
		if (span_decimal(value, UINT64_MAX, &n))
			put_sensor(j, name, s[i].sensor.name, n);
	}
}

static bool was_told(const struct span *told, unsigned count, struct span field)
{
	for (unsigned i = 0; i < count; i++)
		if (span_eq(told[i], field))
			return true;
	return false;
}

static void put_health(struct json *j, const struct sensor_state *s, int count)
{
	struct span told[NAMES];
	unsigned told_count = 0;

	for (int i = 0; i < count; i++)
		for (size_t f = 0; f + 1 < reply_count(s[i].health); f += 2) {
			struct span field = reply_text(reply_at(s[i].health, f));
			uint64_t n;
			if (told_count == NAMES || !is_metric_name(field) ||
				!span_decimal(
					reply_text(reply_at(s[i].health, f + 1)), UINT64_MAX, &n) ||
				was_told(told, told_count, field))
				continue;
			told[told_count++] = field;
			put_field(j, field, s, count);
		}
}

static bool put_sensors(struct request *r)
{
	struct depot_sensor *names = calloc(DEPOT_SENSORS, sizeof(*names));
	struct sensor_state *s = calloc(DEPOT_SENSORS, sizeof(*s));
	int count = names && s ? depot_sensors(r->redis, names) : -1;
	bool good = count >= 0;
	struct json *j = &r->out;

	for (int i = 0; i < count && good; i++) {
		s[i].sensor = names[i];
		s[i].health =
			depot_hash(r->redis, names[i].name, (struct span[3]){SPAN_LIT("health")});
		good = s[i].health != NULL;
	}
	put_head(j, "spanwatch_up", "gauge", "1 while the sensor tells its health");
	for (int i = 0; i < count && good; i++)
		put_sensor(j, "spanwatch_up", names[i].name, depot_is_live(s[i].health));
	put_head(j, "spanwatch_last_seen_seconds", "gauge",
		"newest time of what the sensor wrote, in seconds since 1970");
	for (int i = 0; i < count && good; i++)
		put_sensor(
			j, "spanwatch_last_seen_seconds", names[i].name, names[i].last_ms / 1000);
	if (good)
		put_health(j, s, count);
	for (int i = 0; i < count; i++)
		depot_free(s[i].health);
	free(s);
	free(names);
	return good;
}

/* --- elements ----------------------------------------------------------------------------- */

static const char *const counters[] = {
#define ELEMENT_COUNTER(id, name, text) name,
#include "sensor/element_counters.def"
#undef ELEMENT_COUNTER
};

static const char *const texts[] = {
#define ELEMENT_COUNTER(id, name, text) text,
#include "sensor/element_counters.def"
#undef ELEMENT_COUNTER
};

static void put_elements(struct json *j, const struct element_list *l)
{
	for (size_t c = 0; c < sizeof(counters) / sizeof(*counters); c++) {
		char name[96];
		snprintf(name, sizeof(name), "spanwatch_element_%s_total", counters[c]);
		put_head(j, name, "counter", texts[c]);
		for (uint32_t i = 0; i < l->count; i++) {
			struct span value = reply_field(l->elements[i].total, counters[c]);
			uint64_t n;
			if (!span_decimal(value, UINT64_MAX, &n))
				continue;
			put_string(j, name);
			put_label(j, "{sensor", span_str(l->elements[i].sensor));
			put_label(j, ",element", l->elements[i].id);
			put_string(j, "} ");
			put_number(j, n);
			put_string(j, "\n");
		}
	}
}

unsigned api_metrics(struct request *r)
{
	struct element_list list;
	bool good = put_sensors(r);

	if (!good)
		return request_no_redis(r);
	good = elements_read(&list, r->redis, request_arg(r, "sensor"));
	if (good)
		put_elements(&r->out, &list);
	elements_free(&list);
	r->type = "text/plain; version=0.0.4; charset=utf-8";
	return good ? 200 : request_no_redis(r);
}
