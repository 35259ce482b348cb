/*
 * stored: what sensors left in Redis, as the events of an EVE file: findings and changes as they
 * were written, elements as asset events made of what is known of them, and peers on the public
 * Internet as one flow a day. Redis holds less than EVE files do; what a report needs beyond that
 * is missing.
 */
#include "config.h"

#include "sensor/base/json.h"
#include "sensor/base/log.h"
#include "sensor/cmd/report/events.h"
#include "sensor/serve/depot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE = 64 * 1024, ID_TEXT = 64 };

struct stored {
	struct events *events;
	struct line_reader *reader;
	struct depot *depot;
	const char *sensor; /* at hand */
	bool failed;
	char line[LINE];
};

/* One command with a budget of its own; NULL when Redis did not answer. */
static struct redisReply *ask(
	struct stored *s, const struct span parts[3], struct span *words, unsigned count)
{
	struct depot_link *link = s->failed ? NULL : depot_take(s->depot);
	struct redisReply *reply = NULL;
	char key[DEPOT_KEY];

	if (link) {
		words[1] = depot_key(link, s->sensor, parts, key);
		reply = depot_ask(link, words, count);
	}
	if (!reply && !s->failed)
		log_error("Redis at %s: %s", depot_shown(s->depot),
			link ? depot_error(link) : "no connection");
	s->failed |= reply == NULL;
	if (link)
		depot_give(s->depot, link);
	return reply;
}

static void hear(struct stored *s, const struct json *j)
{
	if (!j->full)
		events_line(s->events, s->reader, span_of(j->buf, j->len));
}

/* Whether the report looks at events of TYPE at all. */
static bool is_wanted(const struct stored *s, const char *type)
{
	for (const char *const *t = s->events->types; *t; t++)
		if (strcmp(*t, type) == 0)
			return true;
	return false;
}

/* --- findings and changes --------------------------------------------------------------------- */

/* "(" and the ID would do, but for servers before 6.2: the ID behind this one. */
static bool id_behind(struct span id, char ret[ID_TEXT])
{
	int64_t dash = span_index(id, '-');
	uint64_t ms, seq;

	if (dash < 0 || !span_decimal(span_sub(id, 0, (uint32_t)dash), UINT64_MAX, &ms) ||
		!span_decimal(span_sub(id, (uint32_t)dash + 1, id.len), UINT64_MAX - 1, &seq))
		return false;
	snprintf(ret, ID_TEXT, "%llu-%llu", (unsigned long long)ms, (unsigned long long)seq + 1);
	return true;
}

static void read_stream(struct stored *s, const char *name)
{
	char from[ID_TEXT] = "-";
	size_t count = 1;
	bool more = true;

	while (count && more) {
		struct span words[6] = {SPAN_LIT("XRANGE"), {0}, span_str(from), SPAN_LIT("+"),
			SPAN_LIT("COUNT"), SPAN_LIT("500")};
		struct redisReply *reply = ask(s, (struct span[3]){span_str(name)}, words, 6);
		count = reply_count(reply);
		for (size_t i = 0; i < count; i++) {
			const struct redisReply *entry = reply_at(reply, i);
			events_line(s->events, s->reader, reply_field(reply_at(entry, 1), "eve"));
			more = id_behind(reply_text(reply_at(entry, 0)), from);
		}
		depot_free(reply);
	}
}

/* --- elements --------------------------------------------------------------------------------- */

static void begin(struct json *j, const struct stored *s, const char *type, int64_t ts_us)
{
	json_open(j, '{');
	json_kv_time(j, "timestamp", ts_us);
	json_kv_word(j, "event_type", type);
	json_kv_string(j, "host", s->sensor);
}

/* A number of milliseconds in FIELD, as microseconds. */
static int64_t time_in(const struct redisReply *hash, const char *field)
{
	uint64_t ms = 0;

	span_decimal(reply_field(hash, field), INT64_MAX / 1000, &ms);
	return (int64_t)ms * 1000;
}

/* The lists of all kinds become one; what is no list makes the line no event. */
static void write_facts(struct json *j, const struct redisReply *facts)
{
	bool comma = false;

	json_key(j, "facts");
	json_open(j, '[');
	for (size_t i = 1; i < reply_count(facts); i += 2) {
		struct span list = reply_text(reply_at(facts, i));
		if (list.len <= 2 || list.p[0] != '[')
			continue;
		j->comma = comma;
		json_raw(j, span_sub(list, 1, list.len - 2));
		comma = true;
	}
	json_close(j, ']');
}

static void tell_asset(struct stored *s, struct span id, const struct redisReply *info,
	const struct redisReply *facts)
{
	static const char *const names[] = {
		"name", "vendor", "platform", "software", "mac", "role"};
	struct json j = json_of(s->line, LINE);

	begin(&j, s, "asset", time_in(info, "last_seen"));
	json_key(&j, "asset");
	json_open(&j, '{');
	json_kv_text(&j, "id", id);
	json_kv_text(&j, "ip", reply_field(info, "addresses"));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (reply_field(info, names[i]).len)
			json_kv_text(&j, names[i], reply_field(info, names[i]));
	json_kv_time(&j, "first_seen", time_in(info, "first_seen"));
	json_kv_time(&j, "last_seen", time_in(info, "last_seen"));
	json_kv_bool(&j, "element", true);
	json_kv_bool(&j, "complete", true);
	write_facts(&j, facts);
	json_close(&j, '}');
	json_close(&j, '}');
	hear(s, &j);
}

/* One day's peers on the public Internet: bytes of both directions; ports are not known. */
static void tell_peers(
	struct stored *s, struct span address, int64_t day_us, const struct redisReply *top)
{
	struct addr peer;

	for (size_t i = 0; i + 1 < reply_count(top); i += 2) {
		struct json j = json_of(s->line, LINE);
		if (!addr_parse(reply_text(reply_at(top, i)), &peer) || addr_is_private(&peer))
			continue;
		begin(&j, s, "flow", day_us);
		json_kv_text(&j, "src_ip", address);
		json_kv_addr(&j, "dest_ip", &peer);
		json_key(&j, "flow");
		json_open(&j, '{');
		json_kv_u64(&j, "bytes_toserver", reply_number(reply_at(top, i + 1)));
		json_close(&j, '}');
		json_close(&j, '}');
		hear(s, &j);
	}
}

static void read_days(struct stored *s, struct span id, const struct redisReply *info)
{
	enum { DAYS = 9 }; /* keys of a day are kept for eight */
	const int64_t day_len_us = 86400 * 1000000ll;
	int64_t day_us = time_in(info, "last_seen");

	day_us -= day_us % day_len_us;
	for (int back = 0; back < DAYS && day_us > 0 && !s->failed; back++, day_us -= day_len_us) {
		char day[33], name[24];
		struct span words[5] = {SPAN_LIT("ZREVRANGE"), {0}, SPAN_LIT("0"), SPAN_LIT("-1"),
			SPAN_LIT("WITHSCORES")};
		time_text(day_us, day);
		int len = snprintf(name, sizeof(name), ":top:%.4s%.2s%.2s", day, day + 5, day + 8);
		struct redisReply *top =
			ask(s, (struct span[3]){SPAN_LIT("el:"), id, span_of(name, (uint32_t)len)},
				words, 5);
		tell_peers(s, reply_field(info, "addresses"), day_us, top);
		depot_free(top);
	}
}

static struct redisReply *hash_of(struct stored *s, struct span id, const char *name)
{
	struct span words[2] = {SPAN_LIT("HGETALL")};

	return ask(s, (struct span[3]){SPAN_LIT("el:"), id, span_str(name)}, words, 2);
}

static void read_elements(struct stored *s)
{
	struct span words[4] = {SPAN_LIT("ZRANGE"), {0}, SPAN_LIT("0"), SPAN_LIT("-1")};
	struct redisReply *names = ask(s, (struct span[3]){SPAN_LIT("elements")}, words, 4);

	for (size_t i = 0; i < reply_count(names) && !s->failed; i++) {
		struct span id = reply_text(reply_at(names, i));
		struct redisReply *info = hash_of(s, id, ":info"),
				  *facts = hash_of(s, id, ":facts");
		if (!s->failed) {
			tell_asset(s, id, info, facts);
			if (is_wanted(s, "flow"))
				read_days(s, id, info);
		}
		depot_free(info);
		depot_free(facts);
	}
	depot_free(names);
}

/* --- sensors ---------------------------------------------------------------------------------- */

static int sensors_of(struct stored *s, struct depot_sensor *ret)
{
	struct depot_link *link = depot_take(s->depot);
	int count = link ? depot_sensors(link, ret) : -1;

	if (count < 0)
		log_error("Redis at %s: %s", depot_shown(s->depot),
			link ? depot_error(link) : "no connection");
	s->failed = count < 0;
	if (link)
		depot_give(s->depot, link);
	return count;
}

static void read_sensors(struct stored *s, const char *only)
{
	struct depot_sensor *sensors = calloc(DEPOT_SENSORS, sizeof(*sensors));
	int count = sensors ? sensors_of(s, sensors) : -1;
	bool any = false;

	for (int i = 0; i < count && !s->failed; i++) {
		if (only && strcmp(only, sensors[i].name) != 0)
			continue;
		any = true;
		s->sensor = sensors[i].name;
		if (is_wanted(s, "alert"))
			read_stream(s, "alerts");
		if (is_wanted(s, "mgmt"))
			read_stream(s, "mgmt");
		if (is_wanted(s, "asset") || is_wanted(s, "flow"))
			read_elements(s);
	}
	if (count >= 0 && !any)
		log_error("Redis at %s has nothing of %s", depot_shown(s->depot),
			only ? only : "any sensor");
	s->failed |= !any;
	free(sensors);
}

int events_read_redis(struct events *e, const char *url, const char *only)
{
	struct stored *s = calloc(1, sizeof(*s));
	char error[256];

	if (s)
		*s = (struct stored){.events = e, .reader = line_reader_new()};
	if (!s || !s->reader) {
		free(s);
		return -ENOMEM;
	}
	if (depot_open(url, 1, &s->depot, error)) {
		log_error("%s", error);
		s->failed = true;
	} else {
		read_sensors(s, only);
		depot_close(s->depot);
	}
	e->faults += s->failed;
	line_reader_free(s->reader);
	free(s);
	return 0;
}
