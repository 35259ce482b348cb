/* tail: see tail.h. */
#include "config.h"

#include "sensor/serve/tail.h"

#include "sensor/base/patience.h"
#include "sensor/serve/table.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { KEPT = 512, MESSAGE = 16384, BEAT_S = 10, BATCH = 200 };

struct message {
	char *text;
	uint32_t len;
	char sensor[DEPOT_SENSOR_NAME];
};

struct tail_client {
	struct tail *tail;
	struct MHD_Connection *connection;
	bool used, asleep, beat, gone;
	char sensor[DEPOT_SENSOR_NAME];
	uint64_t next; /* number of the message it gets next */
	uint32_t at;   /* bytes of it that it has */
};

/* How far the streams of one sensor were read. */
struct mark {
	char sensor[DEPOT_SENSOR_NAME];
	char last[2][48]; /* IDs */
};

struct tail {
	struct serve *serve;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool ending;
	struct tail_client clients[SERVE_LIVE];
	unsigned client_count;
	struct message messages[KEPT]; /* message n at n % KEPT */
	uint64_t first, next;
	struct mark marks[DEPOT_SENSORS]; /* of the thread alone, from here on */
	unsigned mark_count;
	char scratch[MESSAGE];
};

static const char *const stream_names[] = {"alerts", "mgmt"};

/* --- clients: threads of the HTTP server -------------------------------------------------- */

struct tail_client *tail_join(struct tail *l, struct MHD_Connection *connection, struct span sensor)
{
	struct tail_client *c = NULL;

	pthread_mutex_lock(&l->lock);
	for (int i = 0; i < SERVE_LIVE && !c && !l->ending; i++)
		if (!l->clients[i].used)
			c = &l->clients[i];
	if (c) {
		*c = (struct tail_client){.tail = l,
			.connection = connection,
			.used = true,
			.beat = true,
			.next = l->next};
		sensor = span_sub(sensor, 0, sizeof(c->sensor) - 1);
		memcpy(c->sensor, sensor.p, sensor.len);
		l->client_count++;
		pthread_cond_signal(&l->changed);
	}
	pthread_mutex_unlock(&l->lock);
	return c;
}

void tail_leave(struct tail_client *c)
{
	struct tail *l = c->tail;

	pthread_mutex_lock(&l->lock);
	c->used = false;
	l->client_count--;
	pthread_mutex_unlock(&l->lock);
}

static bool is_for(const struct tail_client *c, const struct message *m)
{
	return c->sensor[0] == '\0' || strcmp(c->sensor, m->sensor) == 0;
}

/* What it missed is told as an event of its own. */
static ssize_t tell_lost(struct tail_client *c, char *to, size_t max)
{
	unsigned long long lost = c->tail->first - c->next;
	int len = snprintf(to, max, "event: lost\ndata: {\"lost\":%llu}\n\n", lost);

	c->next = c->tail->first;
	c->at = 0;
	return len > 0 && (size_t)len < max ? len : -1;
}

static ssize_t next_bytes(struct tail_client *c, char *to, size_t max)
{
	struct tail *l = c->tail;

	if (c->next < l->first) /* a message cut in half ends at the blank line before "event" */
		return c->at > 0 ? (c->at = 0, memcpy(to, "\n\n", 2), 2) : tell_lost(c, to, max);
	while (c->next < l->next) {
		const struct message *m = &l->messages[c->next % KEPT];
		uint32_t len = m->len - c->at;
		if (c->at == 0 && !is_for(c, m)) {
			c->next++;
			continue;
		}
		len = len < max ? len : (uint32_t)max;
		memcpy(to, m->text + c->at, len);
		c->at += len;
		if (c->at == m->len) {
			c->next++;
			c->at = 0;
		}
		return len;
	}
	if (!c->beat)
		return 0;
	c->beat = false;
	memcpy(to, ": here\n\n", 8);
	return 8;
}

ssize_t tail_read(struct tail_client *c, char *to, size_t max)
{
	ssize_t len = -1;

	if (max < 128)
		return -1;
	pthread_mutex_lock(&c->tail->lock);
	if (!c->tail->ending && !c->gone)
		len = next_bytes(c, to, max);
	if (len == 0) {
		c->asleep = true;
		connection_sleep(c->connection);
	}
	pthread_mutex_unlock(&c->tail->lock);
	return len;
}

/* --- the thread --------------------------------------------------------------------------- */

/* Wakes everybody; with the lock held. */
static void wake(struct tail *l, bool beat)
{
	for (int i = 0; i < SERVE_LIVE; i++) {
		struct tail_client *c = &l->clients[i];
		if (!c->used)
			continue;
		c->beat |= beat;
		if (c->asleep)
			connection_wake(c->connection);
		c->asleep = false;
	}
}

/* Those who closed give their place back now and not with the next write; with the lock held. */
static void release_gone(struct tail *l)
{
	for (int i = 0; i < SERVE_LIVE; i++) {
		struct tail_client *c = &l->clients[i];
		if (!c->used || !c->asleep || !connection_is_gone(c->connection))
			continue;
		c->gone = true;
		c->asleep = false;
		connection_wake(c->connection);
	}
}

static void put(struct tail *l, const char *sensor, struct span text)
{
	char *copy = malloc(text.len);
	struct message *m;

	if (!copy)
		return;
	memcpy(copy, text.p, text.len);
	pthread_mutex_lock(&l->lock);
	m = &l->messages[l->next % KEPT];
	if (l->next - l->first == KEPT)
		l->first++;
	free(m->text);
	*m = (struct message){.text = copy, .len = text.len};
	snprintf(m->sensor, sizeof(m->sensor), "%s", sensor);
	l->next++;
	wake(l, false);
	pthread_mutex_unlock(&l->lock);
}

static void put_entry(
	struct tail *l, const struct mark *m, enum stream stream, const struct redisReply *entry)
{
	struct row row;
	int head = snprintf(l->scratch, MESSAGE,
		"event: %s\ndata: ", stream == STREAM_ALERTS ? "finding" : "change");
	struct json j = json_of(l->scratch + head, (uint32_t)(MESSAGE - head - 2));

	row_read(&row, entry, m->sensor);
	row_json(&j, &row, stream);
	if (j.full)
		return;
	memcpy(j.buf + j.len, "\n\n", 2);
	put(l, m->sensor, span_of(l->scratch, (uint32_t)head + j.len + 2));
}

static void keep_id(struct span id, char ret[48])
{
	id = span_sub(id, 0, 47);
	if (id.len > 0)
		memcpy(ret, id.p, id.len);
	ret[id.len] = '\0';
}

/* Entries behind the mark, or where there is no mark the newest one to begin behind. */
static void read_stream(struct tail *l, struct depot_link *link, struct mark *m, enum stream stream)
{
	char key[DEPOT_KEY];
	bool begin = m->last[stream][0] == '\0';
	struct span words[6] = {begin ? SPAN_LIT("XREVRANGE") : SPAN_LIT("XRANGE"),
		depot_key(link, m->sensor, (struct span[3]){span_str(stream_names[stream])}, key),
		begin ? SPAN_LIT("+") : span_str(m->last[stream]),
		begin ? SPAN_LIT("-") : SPAN_LIT("+"), SPAN_LIT("COUNT"),
		begin ? SPAN_LIT("1") : SPAN_LIT("200")};
	struct redisReply *reply = depot_ask(link, words, 6);
	size_t n = reply_count(reply);

	for (size_t i = 0; i < n; i++) {
		const struct redisReply *entry = reply_at(reply, i);
		struct span id = reply_text(reply_at(entry, 0));
		if (!begin && span_eq(id, span_str(m->last[stream])))
			continue; /* the mark itself */
		if (!begin)
			put_entry(l, m, stream, entry);
		keep_id(id, m->last[stream]);
	}
	/* not even the mark is there any more: the stream began anew */
	if (reply && n == 0)
		keep_id(SPAN_LIT("0-0"), m->last[stream]);
	depot_free(reply);
}

/* The mark of SENSOR; one that appears while we look is read from its beginning. */
static struct mark *mark_of(struct tail *l, const char *sensor, bool begin)
{
	for (unsigned i = 0; i < l->mark_count; i++)
		if (strcmp(l->marks[i].sensor, sensor) == 0)
			return &l->marks[i];
	if (l->mark_count == DEPOT_SENSORS)
		return NULL;
	struct mark *m = &l->marks[l->mark_count++];
	*m = (struct mark){.sensor = ""};
	snprintf(m->sensor, sizeof(m->sensor), "%s", sensor);
	if (!begin) {
		keep_id(SPAN_LIT("0-0"), m->last[0]);
		keep_id(SPAN_LIT("0-0"), m->last[1]);
	}
	return m;
}

static void look(struct tail *l, bool begin)
{
	struct depot_link *link = depot_take(l->serve->depot);
	struct depot_sensor *sensors = calloc(DEPOT_SENSORS, sizeof(*sensors));
	int count = link && sensors ? depot_sensors(link, sensors) : 0;

	for (int i = 0; i < count; i++) {
		struct mark *m = mark_of(l, sensors[i].name, begin);
		for (int s = 0; m && s < 2; s++)
			read_stream(l, link, m, (enum stream)s);
	}
	free(sensors);
	if (link)
		depot_give(l->serve->depot, link);
}

static void *run(void *ctx)
{
	struct tail *l = ctx;
	unsigned beat = 0;
	bool begin = true;

	pthread_mutex_lock(&l->lock);
	while (!l->ending) {
		struct timespec until = patience_until(1000);
		if (l->client_count == 0) { /* nobody follows: marks grow old */
			l->mark_count = 0;
			begin = true;
			pthread_cond_wait(&l->changed, &l->lock);
			continue;
		}
		pthread_mutex_unlock(&l->lock);
		look(l, begin);
		begin = false;
		pthread_mutex_lock(&l->lock);
		release_gone(l);
		if (++beat % BEAT_S == 0)
			wake(l, true);
		while (!l->ending && pthread_cond_timedwait(&l->changed, &l->lock, &until) == 0)
			continue;
	}
	wake(l, false);
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

int tail_start(struct serve *s, struct tail **ret)
{
	struct tail *l = calloc(1, sizeof(*l));
	int r;

	if (!l)
		return -ENOMEM;
	l->serve = s;
	pthread_mutex_init(&l->lock, NULL);
	patience_init(&l->changed);
	r = pthread_create(&l->thread, NULL, run, l);
	if (r != 0) {
		free(l);
		return -r;
	}
	*ret = l;
	return 0;
}

void tail_stop(struct tail *l)
{
	if (!l)
		return;
	pthread_mutex_lock(&l->lock);
	l->ending = true;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
}

void tail_free(struct tail *l)
{
	if (!l)
		return;
	for (int i = 0; i < KEPT; i++)
		free(l->messages[i].text);
	pthread_cond_destroy(&l->changed);
	pthread_mutex_destroy(&l->lock);
	free(l);
}
