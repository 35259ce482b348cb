/* redis_sink: see redis_sink.h. The collector's thread: making, writing to and ending the sink. */
#include "config.h"

#include "sensor/sink/redis_sink.h"

#include "sensor/base/log.h"
#include "sensor/sink/redis_check.h"
#include "sensor/sink/redis_thread.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	DRAIN_MS = 3500, /* at the end, live; the last attempt may take a second more */
	AWAY_MS = 30000, /* lossless: a server away this long is an error */
	SENSOR_NAME_MAX = 64
};

static struct redis_sink *redis_of(struct sink *s)
{
	return (struct redis_sink *)s;
}

/* --- the collector's thread --------------------------------------------------------------- */

void redis_sink_stats(struct sink *sink, struct redis_stats *ret)
{
	struct redis_sink *s = redis_of(sink);

	*ret = (struct redis_stats){.written = s->written,
		.duplicates = s->duplicates,
		.skipped = s->skipped,
		.connects = s->connects,
		.spool_bytes = s->spool_bytes,
		.spool_waiting = s->spool_waiting,
		.lag_ms = (uint64_t)s->lag_ms};
	pthread_mutex_lock(&s->queue.lock);
	ret->dropped_telemetry = s->queue.dropped_telemetry + s->lost + s->spool_dropped[false];
	ret->dropped_kept = s->queue.dropped_kept + s->spool_dropped[true];
	ret->queue_bytes = s->queue.bytes;
	pthread_mutex_unlock(&s->queue.lock);
}

/* Lossless: waits for room until the server was away too long. */
static int wait_room(struct redis_sink *s, size_t size)
{
	while (!redis_queue_wait_room(&s->queue, size, 100)) {
		int64_t away = s->away_since_ms;
		if (away == 0 || redis_now_ms() - away <= s->away_most_ms)
			continue;
		s->error = -ETIMEDOUT;
		log_error("Redis at %s was away for %d s; the rest is not written there",
			s->url.shown, (int)(s->away_most_ms / 1000));
		return s->error;
	}
	return 0;
}

static struct span decimal(char *text, uint64_t value)
{
	return span_of(text, (uint32_t)snprintf(text, 24, "%llu", (unsigned long long)value));
}

static struct redis_item *make_item(struct redis_sink *s, const struct record *r)
{
	struct record_field health[4];
	char text[4][24];
	struct redis_stats stats;
	unsigned count = 0;
	bool lost;

	if (r->kind == RECORD_HEALTH) {
		redis_sink_stats(&s->sink, &stats);
		health[0] = (struct record_field){"redis_lag_ms", decimal(text[0], stats.lag_ms)};
		health[1] = (struct record_field){
			"redis_queue_bytes", decimal(text[1], stats.queue_bytes)};
		health[2] = (struct record_field){"redis_dropped",
			decimal(text[2], stats.dropped_telemetry + stats.dropped_kept)};
		health[3] =
			(struct record_field){"spool_bytes", decimal(text[3], stats.spool_bytes)};
		count = 4;
	}
	struct redis_item *i = redis_item_new(&s->writer, r, health, count, &lost);
	s->lost += lost;
	return i;
}

static int redis_write(struct sink *sink, const struct record *r)
{
	struct redis_sink *s = redis_of(sink);
	struct redis_item *i;

	if (s->error)
		return s->error;
	i = make_item(s, r);
	if (!i)
		return 0;
	i->queued_ms = redis_now_ms();
	if (s->lossless && wait_room(s, redis_item_size(i)) < 0) {
		free(i);
		return s->error;
	}
	redis_queue_put(&s->queue, i);
	return 0;
}

static int redis_flush(struct sink *sink)
{
	return redis_of(sink)->error;
}

static int redis_reopen(struct sink *sink)
{
	(void)sink;
	return 0;
}

static void free_sink(struct redis_sink *s)
{
	for (unsigned n = 0; n < s->send.count; n++)
		free(s->send.items[n]);
	redis_link_down(&s->send.link);
	redis_link_down(&s->send.other);
	redis_spool_close(&s->spool);
	redis_queue_free(&s->queue);
	explicit_bzero(&s->url, sizeof(s->url));
	free(s);
}

/* Waits for the writer thread. False when it is stuck (in the name service, say). */
static bool join(struct redis_sink *s)
{
	/* The last attempt may begin just before the end: log in, check and batch have time-outs.
	 */
	int64_t until = s->close_until_ms + 8 * (int64_t)s->send.link.command_ms;

	while (!s->finished && (s->lossless || redis_now_ms() < until))
		nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
	if (!s->finished)
		return false;
	pthread_join(s->thread, NULL);
	return true;
}

/* What of the batch is in memory alone. */
static unsigned unsafe_count(const struct redis_sink *s)
{
	unsigned count = 0;

	for (unsigned n = 0; n < s->send.count; n++)
		count += s->send.items[n]->number == 0 && !s->send.items[n]->fleeting;
	return count;
}

static int redis_close(struct sink *sink)
{
	struct redis_sink *s = redis_of(sink);
	uint64_t left, lost;

	s->close_until_ms = redis_now_ms() + DRAIN_MS;
	pthread_mutex_lock(&s->queue.lock);
	s->closing = true;
	s->queue.closing = true;
	pthread_cond_broadcast(&s->queue.filled);
	pthread_mutex_unlock(&s->queue.lock);
	if (!join(s)) {
		pthread_detach(s->thread); /* its memory stays with it; the program ends now */
		log_warn("Redis at %s did not answer at the end; records were lost", s->url.shown);
		return -EIO;
	}
	left = s->queue.count + unsafe_count(s);
	lost = s->queue.dropped_kept + s->queue.dropped_telemetry + s->lost + s->send.skipped +
	       s->spool_dropped[0] + s->spool_dropped[1];
	if (s->spool_waiting > 0)
		log_info("%llu records wait in %s; the next run sends them to Redis at %s",
			(unsigned long long)s->spool_waiting, s->spool_folder, s->url.shown);
	if (left + lost > 0)
		log_warn("Redis at %s: %llu records were not written at the end, %llu lost before; "
			 "EVE "
			 "output has the events",
			s->url.shown, (unsigned long long)left, (unsigned long long)lost);
	int error = s->error ? s->error : left + lost > 0 ? -EIO : 0;
	free_sink(s);
	return error;
}

/* --- making ------------------------------------------------------------------------------- */

static bool is_sensor_name(const char *name)
{
	size_t len = name ? strlen(name) : 0;

	for (size_t i = 0; i < len; i++)
		if (!isascii((unsigned char)name[i]) ||
			(!isalnum((unsigned char)name[i]) && !strchr("._-", name[i])))
			return false;
	return len > 0 && len <= SENSOR_NAME_MAX;
}

static int64_t wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Fills keys, link and the rest of a zeroed S from O; the URL is parsed. */
static int prepare(struct redis_sink *s, const struct redis_options *o)
{
	struct redis_keys *k = &s->keys;
	int r = redis_queue_init(&s->queue, o->queue_bytes ? o->queue_bytes : REDIS_QUEUE_BYTES);

	if (r < 0)
		return r;
	s->sink = (struct sink){"redis", redis_write, redis_flush, redis_reopen, redis_close};
	s->lossless = o->lossless;
	if (o->spool_folder && o->spool_bytes > 0) {
		snprintf(s->spool_folder, sizeof(s->spool_folder), "%s", o->spool_folder);
		s->spool_max = o->spool_bytes;
		s->spool_full_from = o->spool_full_from;
	}
	s->away_most_ms = o->away_ms ? o->away_ms : AWAY_MS;
	s->backoff_ms = BACKOFF_FIRST_MS;
	s->second_chance = true;
	k->base_len = (uint32_t)snprintf(
		k->base, sizeof(k->base), "%ssw:{%s}:", s->url.prefix, o->sensor);
	snprintf(k->meta, sizeof(k->meta), "%smeta", k->base);
	snprintf(k->sensors, sizeof(k->sensors), "%ssw:sensors", s->url.prefix);
	snprintf(k->sensor, sizeof(k->sensor), "%s", o->sensor);
	s->send.keys = s->writer.keys = k;
	s->send.queue = &s->queue;
	s->send.version = PACKAGE_VERSION;
	s->send.start_ms = s->writer.boot_ms = o->start_ms ? o->start_ms : wall_ms();
	s->send.link.url = &s->url;
	s->send.link.home = span_str(k->meta);
	s->send.link.database = o->has_database ? o->database : s->url.database;
	s->send.link.connect_ms = o->connect_ms ? o->connect_ms : REDIS_TIMEOUT_MS;
	s->send.link.command_ms = o->command_ms ? o->command_ms : REDIS_TIMEOUT_MS;
	return 0;
}

/* The first look at the server. 0, or -errno with the sentence in ERROR. */
static int first_look(struct redis_sink *s, char *error)
{
	enum redis_fault fault = redis_check(&s->send, error);

	if (fault == REDIS_REFUSED)
		return -EACCES;
	if (fault == REDIS_AWAY && s->lossless) {
		snprintf(error, REDIS_ERROR,
			"Redis at %.100s cannot be reached: %.70s; start it, or leave --redis out",
			s->url.shown, s->send.link.error);
		return -ECONNREFUSED;
	}
	if (fault >= REDIS_WAIT)
		redis_thread_report(s, fault);
	return 0;
}

int redis_sink_new(const struct redis_options *o, struct sink **ret, char *error)
{
	struct redis_sink *s;
	int r;

	if (!is_sensor_name(o->sensor)) {
		snprintf(error, REDIS_ERROR,
			"the sensor's name, which keys in Redis carry, must be 1 to %d "
			"letters, digits, '.', '_', '-'",
			SENSOR_NAME_MAX);
		return -EINVAL;
	}
	s = calloc(1, sizeof(*s));
	if (!s) {
		snprintf(error, REDIS_ERROR, "no memory for the Redis output");
		return -ENOMEM;
	}
	r = redis_url_parse(o->url, &s->url, error);
	if (r < 0) {
		free(s);
		return r;
	}
	r = prepare(s, o);
	if (r == 0)
		r = first_look(s, error);
	if (r == 0) {
		r = redis_thread_start(s);
		if (r < 0)
			snprintf(error, REDIS_ERROR, "the Redis output has no thread: %s",
				strerror(-r));
	}
	if (r < 0) {
		free_sink(s);
		return r;
	}
	*ret = &s->sink;
	return 0;
}
