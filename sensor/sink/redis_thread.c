/* redis_thread: see redis_thread.h. Fills batches, sends them, backs off, and says what changes. */
#include "config.h"

#include "sensor/sink/redis_thread.h"

#include "sensor/base/log.h"

#include <signal.h>
#include <time.h>

enum {
	BACKOFF_MOST_MS = 2000,
	BACKOFF_CLOSING_MS = 250,
	COMPANY_MS = 50,         /* a small batch waits this long for more */
	REFUSED_NEWS_MS = 300000 /* refused telemetry is told again after this */
};

static uint64_t dropped(struct redis_sink *s)
{
	pthread_mutex_lock(&s->queue.lock);
	uint64_t count = s->queue.dropped_kept + s->queue.dropped_telemetry;
	pthread_mutex_unlock(&s->queue.lock);
	return count + s->spool_dropped[0] + s->spool_dropped[1];
}

static const char *state_text(enum redis_fault state)
{
	switch (state) {
	case REDIS_AWAY:
		return "is away";
	case REDIS_ELSEWHERE:
	case REDIS_WAIT:
		return "takes nothing now";
	case REDIS_REFUSED:
		return "refuses what this sensor writes; look at its users and keys";
	default:
		return "works";
	}
}

/* A command that the server will never take is told once in a run; the rest got through. */
static enum redis_fault report_skip(struct redis_sink *s)
{
	if (!s->skip_told)
		log_warn("Redis at %s refused a command for good (%s); such are counted and left "
			 "out",
			s->url.shown, s->send.refused);
	s->skip_told = true;
	return REDIS_FINE;
}

void redis_thread_report(struct redis_sink *s, enum redis_fault state)
{
	int64_t now = redis_now_ms();
	uint64_t lost;

	if (state == REDIS_SMALLER)
		state = REDIS_FINE;
	if (state == REDIS_SKIP)
		state = report_skip(s);
	if (state == REDIS_REFUSED && s->send.count == 0)
		s->refused_until_ms =
			now + REFUSED_NEWS_MS; /* telemetry, given up: may come again */
	if (state == s->state ||
		(s->state == REDIS_REFUSED && state == REDIS_FINE && now < s->refused_until_ms))
		return;
	s->state = state;
	if (state == REDIS_FINE) {
		lost = dropped(s);
		log_warn("Redis at %s works again; %llu records were dropped meanwhile",
			s->url.shown, (unsigned long long)(lost - s->dropped_told));
		s->dropped_told = lost;
		return;
	}
	bool of_item = state == REDIS_REFUSED && s->send.refused[0];
	log_warn("Redis at %s %s (%s)", s->url.shown, state_text(state),
		of_item ? s->send.refused : s->send.link.error);
}

static void publish_spool(struct redis_sink *s)
{
	s->spool_bytes = redis_spool_waiting_bytes(&s->spool);
	s->spool_waiting = redis_spool_waiting(&s->spool);
	for (int k = 0; k < REDIS_SPOOLS; k++)
		s->spool_dropped[k] = s->spool.spools[k].dropped;
}

/* Brings what comes in to disk for MS, so that memory never fills during a back-off. */
static void spool_meanwhile(struct redis_sink *s, unsigned ms)
{
	int64_t until = redis_now_ms() + ms, now;

	while (!s->closing && (now = redis_now_ms()) < until) {
		redis_queue_wait(&s->queue, REDIS_BATCH_LEAST, (unsigned)(until - now));
		redis_spool_fill(&s->spool, false);
		publish_spool(s);
		if (s->spool.failed) /* nothing moves: no use in looking again at once */
			redis_queue_wait(&s->queue, UINT32_MAX, COMPANY_MS);
	}
}

/* Sleeps without giving up the end of the program. */
static void back_off(struct redis_sink *s)
{
	unsigned ms = s->backoff_ms;

	s->backoff_ms = ms * 2 > BACKOFF_MOST_MS ? BACKOFF_MOST_MS : ms * 2;
	if (!s->closing && s->spool.usable) {
		spool_meanwhile(s, ms);
		return;
	}
	if (!s->closing) {
		redis_queue_wait(&s->queue, UINT32_MAX, ms);
		return;
	}
	if (ms > BACKOFF_CLOSING_MS)
		ms = BACKOFF_CLOSING_MS;
	nanosleep(&(struct timespec){.tv_nsec = (long)ms * 1000000}, NULL);
}

/* All of the batch is on disk too, and will be sent by the next run. */
static bool is_safe(const struct redis_sink *s)
{
	for (unsigned n = 0; n < s->send.count; n++)
		if (s->send.items[n]->number == 0 && !s->send.items[n]->fleeting)
			return false;
	return s->spool.usable;
}

static bool is_over(struct redis_sink *s)
{
	int64_t now = redis_now_ms(), away = s->away_since_ms;

	if (!s->closing)
		return false;
	pthread_mutex_lock(&s->queue.lock);
	bool drained = s->queue.count == 0;
	pthread_mutex_unlock(&s->queue.lock);
	if (drained && s->send.count == 0 && !redis_spool_has_more(&s->spool))
		return true;
	if (drained && s->state != REDIS_FINE && is_safe(s))
		return true;
	return s->lossless ? away != 0 && now - away > s->away_most_ms : now > s->close_until_ms;
}

static void publish(struct redis_sink *s, bool progress)
{
	if (progress)
		s->away_since_ms = 0;
	else if (s->away_since_ms == 0)
		s->away_since_ms = redis_now_ms();
	s->written = s->send.written;
	s->duplicates = s->send.duplicates;
	s->skipped = s->send.skipped;
	s->connects = s->send.connects;
	publish_spool(s);
	s->lag_ms = s->send.count > 0 ? redis_now_ms() - s->send.items[0]->queued_ms : 0;
}

/* Fills the batch; waits a moment for company where it would be small. */
static bool fill(struct redis_sink *s)
{
	struct redis_send *b = &s->send;
	unsigned commands = 0;

	if (s->spool.usable) {
		if (b->count == 0 && !redis_spool_has_more(&s->spool))
			redis_queue_wait(&s->queue, REDIS_BATCH_LEAST, COMPANY_MS);
		redis_spool_fill(&s->spool, b->count == 0 || b->items[0]->held_until_ms != 0);
		publish_spool(s);
		return b->count > 0;
	}
	for (unsigned n = 0; n < b->count; n++)
		commands += b->items[n]->commands;
	if (b->count == 0)
		redis_queue_wait(&s->queue, REDIS_BATCH_LEAST, COMPANY_MS);
	/* What was sent and may have landed goes again alone: the same transaction, the same end.
	 */
	if (b->count == 0 || b->items[0]->held_until_ms != 0)
		b->count +=
			redis_queue_take(&s->queue, b->items + b->count, REDIS_BATCH - commands);
	return b->count > 0;
}

/* The link came up. True where the server has lost what it had: then it goes again. */
static bool has_forgotten(struct redis_sink *s)
{
	uint64_t again = s->spool.usable ? redis_spool_compare(&s->spool) : 0;

	if (again == 0)
		return false;
	log_warn("Redis at %s came back without what it had taken; up to %llu records are sent "
		 "again",
		s->url.shown, (unsigned long long)again);
	return true;
}

/* One attempt to bring the batch in. */
static void attempt(struct redis_sink *s)
{
	enum redis_fault fault = REDIS_FINE;
	unsigned done = 0;
	bool was_up = s->send.link.context != NULL;

	if (!was_up)
		fault = redis_send_open(&s->send);
	if (!was_up && fault == REDIS_FINE && has_forgotten(s))
		return;
	if (fault != REDIS_FINE)
		redis_link_down(&s->send.link);
	else
		fault = redis_send_batch(&s->send, &done);
	if (s->spool.usable)
		redis_spool_settle(&s->spool);
	publish(s, done > 0);
	if (fault >= REDIS_ELSEWHERE && was_up && s->second_chance) {
		/* An idle connection may have been closed, or the slot has moved: no news yet. */
		s->second_chance = false;
		return;
	}
	redis_thread_report(s, fault);
	if (done > 0) {
		s->backoff_ms = BACKOFF_FIRST_MS;
		s->second_chance = true;
	} else {
		back_off(s);
	}
}

/* What an earlier run left is read here, so that the sensor's start does not wait for it. */
static void open_spool(struct redis_sink *s)
{
	s->spool.send = &s->send;
	s->spool.queue = &s->queue;
	if (!s->spool_folder[0])
		return;
	int r = redis_spool_open(&s->spool, s->spool_folder, s->spool_max, s->spool_full_from);
	if (r < 0) {
		log_warn("there is no spool in %s (%s): what waits for Redis stays in memory",
			s->spool_folder, strerror(-r));
		return;
	}
	if (redis_spool_waiting(&s->spool) > 0)
		log_info("%llu records of an earlier run wait for Redis at %s",
			(unsigned long long)redis_spool_waiting(&s->spool), s->url.shown);
	if (s->send.link.context)
		has_forgotten(s);
}

static void *run(void *arg)
{
	struct redis_sink *s = arg;

	open_spool(s);
	while (!is_over(s))
		if (fill(s))
			attempt(s);
	redis_send_end(&s->send);
	s->finished = true;
	return NULL;
}

/* No signal is this thread's business; SIGPIPE of a broken connection stays with it, blocked. */
int redis_thread_start(struct redis_sink *s)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int r = pthread_create(&s->thread, NULL, run, s);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -r;
}
