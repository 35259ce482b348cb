/*
 * engine: see engine.h. Offline with several threads, each lane tells up to which packet it has
 * said everything; the collector gives out the smallest event once every lane is past it.
 */
#include "config.h"

#include "sensor/engine.h"

#include "sensor/post.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum {
	RING_BYTES = 8 * 1024 * 1024,
	RING_RESERVE = 1024 * 1024,
	DEAL_PACKETS = 4096, /* all lanes get their batch at least this often */
	HOUSEKEEPING_MS = 100
};

/* Whoever waits for ring space or for events sleeps here. */
struct doorbell {
	pthread_mutex_t lock;
	pthread_cond_t rung;
};

struct lane_thread {
	struct engine *engine;
	struct lane lane;
	struct ring ring;
	struct batch_queue queue;
	struct batch *open;    /* being filled by the reader */
	struct intake *reader; /* live: its own */
	pthread_t thread;
	_Alignas(64) _Atomic uint64_t upto; /* everything up to this packet has been said */
	_Atomic uint64_t lost;
	int error;
};

struct engine {
	struct engine_options options;
	struct lane_thread *lanes;
	struct batch *batch; /* inline */
	struct doorbell events, space;
	atomic_bool stop;
	int64_t last_housekeeping_ms;
	void (*progress)(void *ctx, const struct intake *r);
	void *progress_ctx;
	int error;
};

static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static void bell_ring(struct doorbell *b)
{
	pthread_mutex_lock(&b->lock);
	pthread_cond_broadcast(&b->rung);
	pthread_mutex_unlock(&b->lock);
}

/* Sleeps until somebody rings, at most 2 ms: a ring between look and sleep costs no more. */
static void bell_wait(struct doorbell *b)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 2000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_mutex_lock(&b->lock);
	pthread_cond_timedwait(&b->rung, &b->lock, &until);
	pthread_mutex_unlock(&b->lock);
}

static bool is_inline(const struct engine *e)
{
	return e->options.threads == 1 && !e->options.live;
}

/* --- from a lane ------------------------------------------------------------------------------ */

static void emit_inline(void *ctx, const struct event *event)
{
	collector_event(ctx, event);
}

static void emit_posted(void *ctx, const struct event *event)
{
	struct lane_thread *t = ctx;
	bool keep = post_must_keep(event);

	while (!post_put(&t->ring, event, keep)) {
		bell_ring(&t->engine->events);
		if (t->engine->options.live) {
			atomic_fetch_add_explicit(&t->lost, 1, memory_order_relaxed);
			return;
		}
		bell_wait(&t->engine->space);
	}
}

/* The lane that owns the last shard tells the collector of a tick, behind all shards. */
static void emit_tick(struct lane_thread *t, const struct event_sink *out, const struct batch *b)
{
	if (b->tick_us == INT64_MIN || !t->lane.shards[LIMIT_SHARDS - 1])
		return;
	struct event e = {.kind = EVENT_TICK,
		.no = b->upto * 2 + 1,
		.shard = LIMIT_SHARDS,
		.ts_us = b->tick_us,
		.type = "tick"};
	out->emit(out->ctx, &e);
}

/* --- everything in one thread --------------------------------------------------------------------
 */

static void housekeeping(struct engine *e)
{
	int64_t now = monotonic_ms();

	if (now - e->last_housekeeping_ms < HOUSEKEEPING_MS)
		return;
	e->last_housekeeping_ms = now;
	if (e->options.housekeeping)
		e->options.housekeeping(e->options.housekeeping_ctx);
}

static void batch_clear(struct batch *b)
{
	b->count = b->used = 0;
	b->tick_us = INT64_MIN;
	b->last = false;
}

static void inline_flush(struct engine *e, struct intake *r, int64_t tick_us, bool last)
{
	struct event_sink out = {emit_inline, e->options.collector};
	struct batch *b = e->batch;

	b->tick_us = tick_us;
	b->last = last;
	lane_batch(&e->lanes[0].lane, b);
	emit_tick(&e->lanes[0], &out, b);
	batch_clear(b);
	if (e->progress)
		e->progress(e->progress_ctx, r);
	housekeeping(e);
}

static int run_inline(struct engine *e, struct intake *r)
{
	struct packet p;
	int64_t tick;
	enum intake_status status;

	while (!atomic_load(&e->stop) && (status = intake_next(r, &p, &tick)) != INTAKE_END) {
		if (status == INTAKE_FAILED)
			break;
		if (tick != INT64_MIN)
			inline_flush(e, r, tick, false);
		if (status != INTAKE_PACKET)
			continue;
		if (!batch_add(e->batch, &p)) {
			inline_flush(e, r, INT64_MIN, false);
			batch_add(e->batch, &p);
		}
		e->batch->upto = p.no;
	}
	inline_flush(e, r, INT64_MIN, true);
	collector_finish(e->options.collector);
	return 0;
}

/* --- lanes in threads
 * ------------------------------------------------------------------------------ */

static void lane_done(struct lane_thread *t, const struct batch *b)
{
	struct event_sink out = {emit_posted, t};

	lane_batch(&t->lane, b);
	emit_tick(t, &out, b);
	atomic_store_explicit(&t->upto, b->last ? UINT64_MAX : b->upto, memory_order_release);
	bell_ring(&t->engine->events);
}

static void *lane_main(void *arg)
{
	struct lane_thread *t = arg;
	bool last = false;

	while (!last) {
		struct batch *b = batch_queue_take(&t->queue);
		last = b->last;
		lane_done(t, b);
		batch_queue_give(&t->queue);
	}
	return NULL;
}

/* Live: reads its own socket, which the kernel feeds with its share of the address pairs. */
static void *lane_read_main(void *arg)
{
	struct lane_thread *t = arg;
	struct engine *e = t->engine;
	struct batch *b = t->open;
	enum intake_status status = INTAKE_IDLE;

	while (!atomic_load(&e->stop) && status != INTAKE_END && status != INTAKE_FAILED) {
		struct packet p;
		int64_t tick = INT64_MIN;
		status = intake_next(t->reader, &p, &tick);
		if (tick != INT64_MIN || status != INTAKE_PACKET) {
			b->tick_us = tick;
			lane_done(t, b);
			batch_clear(b);
		}
		if (status == INTAKE_PACKET && !batch_add(b, &p)) {
			lane_done(t, b);
			batch_clear(b);
			batch_add(b, &p);
		}
		b->upto = t->reader->no;
	}
	if (status == INTAKE_FAILED) {
		t->error = -EIO;
		engine_stop(e);
	}
	b->last = true;
	lane_done(t, b);
	return NULL;
}

static void deal_all(struct engine *e, struct intake *r, int64_t tick_us, bool last)
{
	for (unsigned i = 0; i < e->options.threads; i++) {
		struct lane_thread *t = &e->lanes[i];
		t->open->upto = r->no - (tick_us != INT64_MIN && !last);
		t->open->tick_us = tick_us;
		t->open->last = last;
		batch_queue_push(&t->queue);
		t->open = last ? NULL : batch_queue_open(&t->queue);
	}
	if (e->progress)
		e->progress(e->progress_ctx, r);
}

/* One reader deals its packets out to the lanes by shard. */
static void deal(struct engine *e, struct intake *r)
{
	struct packet p;
	uint64_t dealt = 0;
	enum intake_status status;

	for (unsigned i = 0; i < e->options.threads; i++)
		e->lanes[i].open = batch_queue_open(&e->lanes[i].queue);
	while (!atomic_load(&e->stop)) {
		int64_t tick = INT64_MIN;
		status = intake_next(r, &p, &tick);
		if (status == INTAKE_END || status == INTAKE_FAILED) {
			e->error = status == INTAKE_FAILED ? -EIO : 0;
			break;
		}
		if (status == INTAKE_IDLE) {
			deal_all(e, r, tick, false);
			continue;
		}
		if (tick != INT64_MIN)
			deal_all(e, r, tick, false);
		struct lane_thread *t = &e->lanes[lane_shard_of(&p) % e->options.threads];
		if (!batch_add(t->open, &p)) {
			r->no--;
			deal_all(e, r, INT64_MIN, false);
			r->no++;
			batch_add(t->open, &p);
			dealt = 0;
		} else if (++dealt == DEAL_PACKETS) {
			deal_all(e, r, INT64_MIN, false);
			dealt = 0;
		}
	}
	deal_all(e, r, INT64_MIN, true);
}

struct dealer {
	struct engine *engine;
	struct intake *reader;
};

static void *deal_main(void *arg)
{
	struct dealer *d = arg;

	deal(d->engine, d->reader);
	return NULL;
}

/* --- the collector's thread
 * -------------------------------------------------------------------------- */

static bool event_before(const struct event *a, const struct event *b)
{
	if (a->no != b->no)
		return a->no < b->no;
	if (a->shard != b->shard)
		return a->shard < b->shard;
	return a->sub < b->sub;
}

/*
 * The lane whose event comes next, or NULL. With ORDERED, an event is next only when every lane
 * with an empty ring has said everything up to it.
 */
static struct lane_thread *next_lane(struct engine *e, bool ordered, bool *ret_done)
{
	struct lane_thread *best = NULL;
	const struct event *best_event = NULL;
	uint64_t bound = UINT64_MAX;

	*ret_done = true;
	for (unsigned i = 0; i < e->options.threads; i++) {
		struct lane_thread *t = &e->lanes[i];
		uint64_t upto = atomic_load_explicit(&t->upto, memory_order_acquire);
		const struct event *event = post_peek(&t->ring);
		if (!event) {
			bound = upto < bound ? upto : bound;
			*ret_done &= upto == UINT64_MAX;
			continue;
		}
		*ret_done = false;
		if (!best || event_before(event, best_event)) {
			best = t;
			best_event = event;
		}
	}
	if (best && ordered && best_event->no / 2 > bound)
		return NULL;
	return best;
}

static void collect(struct engine *e, bool ordered)
{
	unsigned given = 0;

	for (;;) {
		bool done;
		struct lane_thread *t = next_lane(e, ordered, &done);
		if (done)
			break;
		if (!t) {
			bell_ring(&e->space);
			housekeeping(e);
			bell_wait(&e->events);
			continue;
		}
		collector_event(e->options.collector, post_peek(&t->ring));
		post_drop(&t->ring);
		if (++given % 1024 == 0) {
			bell_ring(&e->space);
			housekeeping(e);
		}
	}
	collector_finish(e->options.collector);
}

static int run_threads(struct engine *e, struct intake *readers, unsigned count)
{
	bool own_readers = e->options.live && count == e->options.threads;
	struct dealer dealer = {e, readers};
	pthread_t reader_thread;

	for (unsigned i = 0; i < e->options.threads; i++) {
		struct lane_thread *t = &e->lanes[i];
		t->reader = own_readers ? &readers[i] : NULL;
		t->open = own_readers ? t->queue.batches[0] : NULL;
		if (pthread_create(&t->thread, NULL, own_readers ? lane_read_main : lane_main, t))
			return -EAGAIN;
	}
	if (!own_readers && pthread_create(&reader_thread, NULL, deal_main, &dealer))
		return -EAGAIN;
	collect(e, !own_readers);
	if (!own_readers)
		pthread_join(reader_thread, NULL);
	for (unsigned i = 0; i < e->options.threads; i++) {
		pthread_join(e->lanes[i].thread, NULL);
		e->error = e->lanes[i].error ? e->lanes[i].error : e->error;
	}
	return e->error;
}

/* --- start and end
 * --------------------------------------------------------------------------------------- */

static int lane_thread_init(struct engine *e, unsigned i)
{
	struct lane_thread *t = &e->lanes[i];
	struct lane_options o = {.index = i,
		.count = e->options.threads,
		.all_shards = e->options.live,
		.ndpi = e->options.ndpi,
		.shard = e->options.shard};

	t->engine = e;
	o.shard.out = is_inline(e) ? (struct event_sink){emit_inline, e->options.collector}
				   : (struct event_sink){emit_posted, t};
	if (e->options.live)
		o.shard.flow_capacity /= e->options.threads;
	int error = lane_init(&t->lane, &o);
	if (error || is_inline(e))
		return error;
	if ((error = ring_init(&t->ring, RING_BYTES, RING_RESERVE)))
		return error;
	return batch_queue_init(&t->queue);
}

int engine_new(const struct engine_options *options, struct engine **ret)
{
	struct engine *e = calloc(1, sizeof(*e));
	int error = e ? 0 : -ENOMEM;

	if (error)
		return error;
	e->options = *options;
	pthread_mutex_init(&e->events.lock, NULL);
	pthread_cond_init(&e->events.rung, NULL);
	pthread_mutex_init(&e->space.lock, NULL);
	pthread_cond_init(&e->space.rung, NULL);
	e->lanes = aligned_alloc(64, options->threads * sizeof(*e->lanes));
	if (!e->lanes || (is_inline(e) && batch_new(&e->batch)))
		error = -ENOMEM;
	else
		memset(e->lanes, 0, options->threads * sizeof(*e->lanes));
	for (unsigned i = 0; !error && i < options->threads; i++)
		error = lane_thread_init(e, i);
	if (error)
		engine_free(e);
	else
		*ret = e;
	return error;
}

void engine_watch(struct engine *e, void (*progress)(void *ctx, const struct intake *r), void *ctx)
{
	e->progress = progress;
	e->progress_ctx = ctx;
}

int engine_run(struct engine *e, struct intake *readers, unsigned count)
{
	return is_inline(e) ? run_inline(e, readers) : run_threads(e, readers, count);
}

void engine_stop(struct engine *e)
{
	atomic_store(&e->stop, true);
}

void engine_counters(struct engine *e, struct counters *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (unsigned i = 0; i < e->options.threads; i++)
		lane_counters(&e->lanes[i].lane, ret);
}

uint64_t engine_events_lost(const struct engine *e)
{
	uint64_t lost = 0;

	for (unsigned i = 0; i < e->options.threads; i++)
		lost += atomic_load_explicit(&e->lanes[i].lost, memory_order_relaxed);
	return lost;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	for (unsigned i = 0; e->lanes && i < e->options.threads; i++) {
		lane_free(&e->lanes[i].lane);
		ring_free(&e->lanes[i].ring);
		if (e->lanes[i].queue.batches[0])
			batch_queue_free(&e->lanes[i].queue);
	}
	free(e->lanes);
	batch_free(e->batch);
	free(e);
}
