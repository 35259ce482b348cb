/* depot: see depot.h. */
#include "config.h"

#include "sensor/serve/depot.h"

#include "sensor/base/patience.h"
#include "sensor/sink/redis_cluster.h"
#include "sensor/sink/redis_link.h"

#include <ctype.h>
#include <errno.h>
#include <hiredis/hiredis.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CONNECT_MS = 1000, COMMAND_MS = 2000, WAIT_S = 2, LINKS_MAX = 16 };

struct depot_link {
	struct redis_link link;
	unsigned reads;
	bool taken;
};

struct depot {
	struct redis_url url;
	pthread_mutex_t lock;
	pthread_cond_t given;
	struct depot_link links[LINKS_MAX];
	unsigned count;
};

int depot_open(const char *url, unsigned links, struct depot **ret, char *error)
{
	struct depot *s = calloc(1, sizeof(*s));
	int r;

	if (!s) {
		snprintf(error, REDIS_ERROR, "no memory for connections to Redis");
		return -ENOMEM;
	}
	r = redis_url_parse(url, &s->url, error);
	if (r < 0) {
		free(s);
		return r;
	}
	pthread_mutex_init(&s->lock, NULL);
	patience_init(&s->given);
	s->count = links < LINKS_MAX ? links : LINKS_MAX;
	for (unsigned i = 0; i < s->count; i++) {
		struct depot_link *l = &s->links[i];
		l->link = (struct redis_link){.url = &s->url,
			.database = s->url.database,
			.connect_ms = CONNECT_MS,
			.command_ms = COMMAND_MS};
	}
	*ret = s;
	return 0;
}

void depot_close(struct depot *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->count; i++)
		redis_link_down(&s->links[i].link);
	explicit_bzero(&s->url, sizeof(s->url));
	pthread_cond_destroy(&s->given);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

const char *depot_shown(const struct depot *s)
{
	return s->url.shown;
}

/* A free link, best one that is connected; NULL where there is none. */
static struct depot_link *free_link(struct depot *s)
{
	struct depot_link *found = NULL;

	for (unsigned i = 0; i < s->count; i++) {
		struct depot_link *l = &s->links[i];
		if (!l->taken && (!found || (l->link.context && !found->link.context)))
			found = l;
	}
	return found;
}

struct depot_link *depot_take(struct depot *s)
{
	struct depot_link *l;
	struct timespec until = patience_until(WAIT_S * 1000);

	pthread_mutex_lock(&s->lock);
	while ((l = free_link(s)) == NULL)
		if (pthread_cond_timedwait(&s->given, &s->lock, &until) != 0)
			break;
	if (l) {
		l->taken = true;
		l->reads = 0;
		l->link.error[0] = '\0';
	}
	pthread_mutex_unlock(&s->lock);
	return l;
}

void depot_give(struct depot *s, struct depot_link *l)
{
	pthread_mutex_lock(&s->lock);
	l->taken = false;
	pthread_cond_signal(&s->given);
	pthread_mutex_unlock(&s->lock);
}

const char *depot_error(const struct depot_link *l)
{
	return l->link.error;
}

static bool within_budget(struct depot_link *l)
{
	if (l->reads < DEPOT_READS) {
		l->reads++;
		return true;
	}
	snprintf(l->link.error, sizeof(l->link.error),
		"this view needs more than %d reads; narrow it", DEPOT_READS);
	return false;
}

/* The node of a cluster that has the key is asked from now on; the others are learned of once. */
static bool follow(struct depot_link *l)
{
	redis_cluster_follow(&l->link);
	if (redis_link_up(&l->link) != REDIS_FINE)
		return false;
	if (l->link.node_count == 0)
		redis_cluster_learn(&l->link);
	return l->link.context != NULL;
}

/* Up again; where the node at hand is gone, at the next one of its cluster, at last at the URL's.
 */
static bool bring_up(struct depot_link *l)
{
	for (unsigned i = 0; i < REDIS_HOPS; i++) {
		if (redis_link_up(&l->link) == REDIS_FINE)
			return true;
		if (l->link.node_count == 0)
			break;
		redis_cluster_next(&l->link);
	}
	l->link.node = (struct redis_node){.port = 0};
	return false;
}

struct redisReply *depot_ask(struct depot_link *l, const struct span *words, unsigned count)
{
	struct redisReply *reply = NULL;
	enum redis_fault fault = REDIS_AWAY;

	if (!within_budget(l))
		return NULL;
	for (int attempt = 0; attempt < REDIS_HOPS; attempt++) {
		if (!l->link.context && !bring_up(l))
			break;
		fault = redis_link_ask(&l->link, words, (int)count, &reply);
		if (fault == REDIS_FINE)
			return reply;
		if (fault != REDIS_AWAY && (fault != REDIS_ELSEWHERE || !follow(l)))
			break;
		if (fault == REDIS_AWAY && attempt > 0) /* a new connection did not answer either */
			break;
	}
	return NULL;
}

bool depot_send(struct depot_link *l, const struct span *words, unsigned count)
{
	const char *argv[DEPOT_WORDS];
	size_t lengths[DEPOT_WORDS];

	if (count > DEPOT_WORDS || !within_budget(l))
		return false;
	if (!l->link.context && !bring_up(l))
		return false;
	for (unsigned i = 0; i < count; i++) {
		argv[i] = (const char *)words[i].p;
		lengths[i] = words[i].len;
	}
	return redisAppendCommandArgv(l->link.context, (int)count, argv, lengths) == REDIS_OK;
}

struct redisReply *depot_read(struct depot_link *l)
{
	void *reply = NULL;

	if (!l->link.context)
		return NULL;
	if (redisGetReply(l->link.context, &reply) != REDIS_OK || !reply) {
		redis_link_broken(&l->link);
		return NULL;
	}
	if (redis_link_judge(&l->link, reply) == REDIS_FINE)
		return reply;
	freeReplyObject(reply);
	return NULL;
}

void depot_free(struct redisReply *r)
{
	if (r)
		freeReplyObject(r);
}

size_t reply_count(const struct redisReply *r)
{
	return r && r->type == REDIS_REPLY_ARRAY ? r->elements : 0;
}

const struct redisReply *reply_at(const struct redisReply *r, size_t i)
{
	return i < reply_count(r) ? r->element[i] : NULL;
}

struct span reply_text(const struct redisReply *r)
{
	if (!r || (r->type != REDIS_REPLY_STRING && r->type != REDIS_REPLY_STATUS) ||
		r->len > UINT32_MAX)
		return span_of("", 0);
	return span_of(r->str, (uint32_t)r->len);
}

uint64_t reply_number(const struct redisReply *r)
{
	uint64_t n = 0;

	if (r && r->type == REDIS_REPLY_INTEGER)
		return r->integer > 0 ? (uint64_t)r->integer : 0;
	struct span text = reply_text(r);
	int64_t dot = span_index(text, '.');
	span_decimal(dot < 0 ? text : span_sub(text, 0, (uint32_t)dot), UINT64_MAX, &n);
	return n;
}

struct span reply_field(const struct redisReply *r, const char *field)
{
	for (size_t i = 0; i + 1 < reply_count(r); i += 2)
		if (span_eq(reply_text(reply_at(r, i)), span_str(field)))
			return reply_text(reply_at(r, i + 1));
	return span_of("", 0);
}

bool depot_is_live(const struct redisReply *health)
{
	return reply_count(health) > 0 && !span_eq(reply_field(health, "live"), SPAN_LIT("0"));
}

struct span depot_key(const struct depot_link *l, const char *sensor, const struct span parts[3],
	char ret[static DEPOT_KEY])
{
	int len = snprintf(ret, DEPOT_KEY, "%ssw:{%s}:", l->link.url->prefix, sensor);
	uint32_t at = len > 0 && len < DEPOT_KEY ? (uint32_t)len : 0;

	for (int i = 0; i < 3; i++) {
		struct span part = span_sub(parts[i], 0, DEPOT_KEY - at);
		if (part.len > 0)
			memcpy(ret + at, part.p, part.len);
		at += part.len;
	}
	return span_of(ret, at);
}

static bool is_sensor_name(struct span name)
{
	for (uint32_t i = 0; i < name.len; i++)
		if (!isalnum(name.p[i]) && name.p[i] != '.' && name.p[i] != '_' && name.p[i] != '-')
			return false;
	return name.len > 0 && name.len < DEPOT_SENSOR_NAME;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(
		((const struct depot_sensor *)a)->name, ((const struct depot_sensor *)b)->name);
}

int depot_sensors(struct depot_link *l, struct depot_sensor *ret)
{
	char name[96];
	int n = snprintf(name, sizeof(name), "%ssw:sensors", l->link.url->prefix);
	struct span words[2] = {SPAN_LIT("HGETALL"), span_of(name, (uint32_t)n)};
	struct redisReply *reply = depot_ask(l, words, 2);
	int count = 0;

	if (!reply)
		return -1;
	for (size_t i = 0; i + 1 < reply_count(reply) && count < DEPOT_SENSORS; i += 2) {
		struct span sensor = reply_text(reply_at(reply, i));
		if (!is_sensor_name(sensor))
			continue;
		memcpy(ret[count].name, sensor.p, sensor.len);
		ret[count].name[sensor.len] = '\0';
		ret[count++].last_ms = reply_number(reply_at(reply, i + 1));
	}
	depot_free(reply);
	qsort(ret, (size_t)count, sizeof(*ret), by_name);
	return count;
}

struct redisReply *depot_hash(struct depot_link *l, const char *sensor, const struct span parts[3])
{
	char key[DEPOT_KEY];
	struct span words[2] = {SPAN_LIT("HGETALL"), depot_key(l, sensor, parts, key)};

	return depot_ask(l, words, 2);
}
