/*
 * api_element: one element: what is known of it, its counters over time, who changed it and what,
 * its findings, and whom it talks to by day.
 */
#include "config.h"

#include "sensor/serve/answer.h"
#include "sensor/serve/peers.h"
#include "sensor/serve/sift.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 200, GROUPS = 100, LIST_MAX = 16384 };

struct subject {
	char sensor[DEPOT_SENSOR_NAME];
	struct span id;
	uint64_t last_ms;
};

/* Buckets of one width, the newest last: the names once, then a list of numbers for each. */
static bool write_buckets(
	struct request *r, const struct subject *s, const char *key_end, const char *count)
{
	char key[DEPOT_KEY];
	struct json *j = &r->out;
	struct span parts[3] = {SPAN_LIT("el:"), s->id, span_str(key_end)};
	struct span words[6] = {SPAN_LIT("XREVRANGE"), depot_key(r->redis, s->sensor, parts, key),
		SPAN_LIT("+"), SPAN_LIT("-"), SPAN_LIT("COUNT"), span_str(count)};
	struct redisReply *reply = depot_ask(r->redis, words, 6);
	size_t n = reply_count(reply);
	const struct redisReply *names = reply_at(reply_at(reply, 0), 1);

	json_key(j, key_end + 1);
	json_open(j, '{');
	json_key(j, "columns");
	json_open(j, '[');
	json_string(j, "ms");
	for (size_t i = 0; i + 1 < reply_count(names) && i < 128; i += 2)
		json_text(j, reply_text(reply_at(names, i)));
	json_close(j, ']');
	json_key(j, "rows");
	json_open(j, '[');
	for (size_t row = n; row > 0; row--) {
		const struct redisReply *entry = reply_at(reply, row - 1);
		const struct redisReply *fields = reply_at(entry, 1);
		uint64_t ms = 0;
		struct span id = reply_text(reply_at(entry, 0));
		int64_t dash = span_index(id, '-');
		span_decimal(span_sub(id, 0, dash < 0 ? id.len : (uint32_t)dash), UINT64_MAX, &ms);
		json_open(j, '[');
		json_u64(j, ms);
		for (size_t i = 1; i < reply_count(fields) && i < 129; i += 2)
			json_u64(j, reply_number(reply_at(fields, i)));
		json_close(j, ']');
	}
	json_close(j, ']');
	json_close(j, '}');
	depot_free(reply);
	return reply != NULL;
}

static bool write_changes(struct request *r, const struct table_filter *f)
{
	struct table t = {0};
	struct json *j = &r->out;
	bool good = table_read(&t, r->redis, STREAM_MGMT, f);

	json_kv_u64(j, "change_count", t.count);
	answer_tally(j, "actors", &t, ROW_ACTOR, 50);
	answer_tally(j, "users", &t, ROW_USER, 50);
	answer_tally(j, "via", &t, ROW_VIA, 20);
	json_key(j, "changes");
	json_open(j, '[');
	for (uint32_t i = 0; i < t.count && i < ROWS; i++)
		row_json(j, &t.rows[i], STREAM_MGMT);
	json_close(j, ']');
	table_free(&t);
	return good;
}

static bool write_findings(struct request *r, const struct table_filter *f)
{
	struct table t = {0};
	struct json *j = &r->out;
	struct group *groups;
	bool good = table_read(&t, r->redis, STREAM_ALERTS, f);
	uint32_t count = groups_of(&t, BY_GROUP, &groups);

	json_kv_u64(j, "finding_count", t.count);
	answer_tally(j, "by_finding", &t, ROW_FINDING, 64);
	json_key(j, "findings");
	json_open(j, '[');
	for (uint32_t i = 0; i < count && i < GROUPS; i++)
		row_json(j, groups[i].latest, STREAM_ALERTS);
	json_close(j, ']');
	free(groups);
	table_free(&t);
	return good;
}

static bool write_day(struct request *r, const struct subject *s, const char *day)
{
	char key[DEPOT_KEY], name[24];
	struct json *j = &r->out;
	int len = snprintf(name, sizeof(name), ":peers:%.8s", day);
	struct span parts[3] = {SPAN_LIT("el:"), s->id, span_of(name, (uint32_t)len)};
	struct span words[2] = {SPAN_LIT("PFCOUNT"), depot_key(r->redis, s->sensor, parts, key)};
	struct redisReply *count = depot_ask(r->redis, words, 2);
	struct redisReply *top = peers_top(r, s->sensor, s->id, day, "49");
	bool good = count && top;

	if (good && (reply_count(top) > 0 || reply_number(count) > 0)) {
		json_open(j, '{');
		json_kv_string(j, "day", day);
		json_kv_u64(j, "distinct", reply_number(count));
		json_key(j, "top");
		json_open(j, '[');
		for (size_t i = 0; i + 1 < reply_count(top); i += 2) {
			peer_open(j, r->serve, reply_text(reply_at(top, i)));
			json_kv_u64(j, "bytes", reply_number(reply_at(top, i + 1)));
			json_close(j, '}');
		}
		json_close(j, ']');
		json_close(j, '}');
	}
	depot_free(count);
	depot_free(top);
	return good;
}

static bool write_peers(struct request *r, const struct subject *s)
{
	bool good = true;

	json_key(&r->out, "peers");
	json_open(&r->out, '[');
	for (unsigned back = 0; back < PEER_DAYS && good; back++) {
		char day[9];
		peers_day(s->last_ms, back, day);
		good = write_day(r, s, day);
	}
	json_close(&r->out, ']');
	return good;
}

static bool write_hash(struct request *r, const struct subject *s, const char *what)
{
	struct redisReply *reply = depot_hash(
		r->redis, s->sensor, (struct span[3]){SPAN_LIT("el:"), s->id, span_str(what)});

	json_key(&r->out, what + 1);
	answer_hash(&r->out, reply);
	depot_free(reply);
	return reply != NULL;
}

static const char *const fact_kinds[] = {
#define FACT(id, name, most, keeps, text) name,
#include "rules/inventory/facts.def"
#undef FACT
};

/* What Redis holds is not trusted: LIST is one of JSON, or is left out. */
static bool is_list(struct span list)
{
	char text[LIST_MAX];
	int len = snprintf(
		text, sizeof(text), "{\"list\":%.*s}", (int)list.len, (const char *)list.p);

	return list.len > 0 && list.p[0] == '[' && len > 0 && len < (int)sizeof(text) &&
	       sift(span_of(text, (uint32_t)len), NULL, 0);
}

/* Services, software ... each with who said so: a list for each kind, as the sensor wrote it. */
static bool write_facts(struct request *r, const struct subject *s)
{
	struct json *j = &r->out;
	struct redisReply *reply = depot_hash(
		r->redis, s->sensor, (struct span[3]){SPAN_LIT("el:"), s->id, SPAN_LIT(":facts")});

	json_key(j, "facts");
	json_open(j, '{');
	for (size_t i = 0; i < sizeof(fact_kinds) / sizeof(*fact_kinds); i++) {
		struct span list = reply_field(reply, fact_kinds[i]);
		if (!is_list(list))
			continue;
		json_key(j, fact_kinds[i]);
		json_raw(j, list);
	}
	json_close(j, '}');
	depot_free(reply);
	return reply != NULL;
}

/* When the element was seen last. 200, or why it is not shown. */
static unsigned find(struct request *r, struct subject *s)
{
	struct span sensor = request_arg(r, "sensor");
	char key[DEPOT_KEY];

	s->id = request_arg(r, "id");
	if (!answer_is_sensor(sensor) || s->id.len == 0)
		return request_fail(r, 400, "sensor and id are needed");
	memcpy(s->sensor, sensor.p, sensor.len);
	s->sensor[sensor.len] = '\0';
	struct span words[3] = {SPAN_LIT("ZSCORE"),
		depot_key(r->redis, s->sensor, (struct span[3]){SPAN_LIT("elements")}, key), s->id};
	struct redisReply *reply = depot_ask(r->redis, words, 3);
	if (!reply)
		return request_no_redis(r);
	bool known = reply_text(reply).len > 0;
	s->last_ms = reply_number(reply);
	depot_free(reply);
	return known ? 200 : request_fail(r, 404, "this sensor knows no such element");
}

unsigned api_element(struct request *r)
{
	struct subject s = {.last_ms = 0};
	struct table_filter f = {.from_us = INT64_MIN, .until_us = INT64_MAX};
	struct json *j = &r->out;
	unsigned status = find(r, &s);

	if (status != 200)
		return status;
	f.sensor = span_str(s.sensor);
	f.word[ROW_ELEMENT] = s.id;
	json_open(j, '{');
	json_kv_string(j, "sensor", s.sensor);
	json_kv_text(j, "id", s.id);
	json_kv_u64(j, "last_seen_ms", s.last_ms);
	bool good = write_hash(r, &s, ":info") && write_hash(r, &s, ":tot") && write_facts(r, &s) &&
		    write_buckets(r, &s, ":1m", "1440") && write_buckets(r, &s, ":1h", "336") &&
		    write_changes(r, &f) && write_findings(r, &f) && write_peers(r, &s);
	json_close(j, '}');
	return good ? 200 : request_no_redis(r);
}
