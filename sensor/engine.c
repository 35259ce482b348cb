/*
 * engine: see engine.h. Set-up and end, what its threads share, and the run in one thread.
 */
#include "config.h"

#include "sensor/engine.h"

#include "sensor/base/log.h"
#include "sensor/base/patience.h"
#include "sensor/engine_room.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum {
	RING_BYTES = 8 * 1024 * 1024,
	RING_RESERVE = 1024 * 1024,
	RING_FRAME_HEAD = 96 /* what the kernel's ring holds beside the bytes of a frame */
};

static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static int64_t wall_clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000ll + now.tv_nsec / 1000;
}

void bell_init(struct doorbell *b)
{
	pthread_mutex_init(&b->lock, NULL);
	patience_init(&b->rung);
}

/* The ringer counts and then looks for sleepers, the sleeper the other way: one sees the other. */
void bell_ring(struct doorbell *b)
{
	atomic_fetch_add(&b->rings, 1);
	if (!atomic_load(&b->sleepers))
		return;
	pthread_mutex_lock(&b->lock);
	pthread_mutex_unlock(&b->lock);
	pthread_cond_broadcast(&b->rung);
}

uint32_t bell_rings(struct doorbell *b)
{
	return atomic_load(&b->rings);
}

void bell_wait(struct doorbell *b, uint32_t rings, unsigned ms)
{
	struct timespec until = patience_until(ms);

	pthread_mutex_lock(&b->lock);
	atomic_fetch_add(&b->sleepers, 1);
	if (atomic_load(&b->rings) == rings)
		pthread_cond_timedwait(&b->rung, &b->lock, &until);
	atomic_fetch_sub(&b->sleepers, 1);
	pthread_mutex_unlock(&b->lock);
}

/* --- from a lane ------------------------------------------------------------------------------ */

static void emit_inline(void *ctx, const struct event *event)
{
	collector_event(ctx, event);
}

/*
 * Until when the lane waits for room in its ring. Live, frames wait in the kernel meanwhile, and
 * the collector, who often wants but a processor, gets one. Who waited in vain does not again soon:
 * then frames are worth more than events.
 */
static int64_t has_patience(const struct lane_thread *t)
{
	int64_t now_ms = monotonic_ms();

	if (!t->engine->options.live)
		return INT64_MAX;
	return now_ms < t->impatient_ms ? now_ms : now_ms + PATIENCE_MS;
}

void engine_post(void *ctx, const struct event *event)
{
	struct lane_thread *t = ctx;
	bool keep = post_must_keep(event);

	if (post_put(&t->ring, event, keep))
		return;
	int64_t until_ms = has_patience(t);
	for (;;) {
		uint32_t rings = bell_rings(&t->engine->space);
		if (post_put(&t->ring, event, keep))
			return;
		bell_ring(&t->engine->events);
		if (monotonic_ms() >= until_ms) {
			t->impatient_ms = monotonic_ms() + IMPATIENT_MS;
			atomic_fetch_add_explicit(&t->lost, 1, memory_order_relaxed);
			return;
		}
		bell_wait(&t->engine->space, rings, ENGINE_WAIT_MS);
	}
}

/* The lane that owns the last shard tells the collector of a tick, behind all shards. */
void engine_emit_tick(struct lane_thread *t, const struct event_sink *out, const struct batch *b)
{
	if (b->tick_us == INT64_MIN || !t->lane.shards[LIMIT_SHARDS - 1])
		return;
	struct event e = {.kind = EVENT_TICK,
		.no = b->upto * 2 + 1,
		.shard = LIMIT_SHARDS,
		.ts_us = b->tick_us,
		.type = "tick"};
	/* live nobody waits for it: when a lane looks is as it happens */
	e.u.signal.number = t->engine->options.live ? t->engine->options.settles : b->settle;
	out->emit(out->ctx, &e);
}

/* A reader that waits for the next packet is not late; one that deals is held up by full lanes, and
 * may wait for other interfaces: what it loses tells. */
static void look_at_load(
	struct engine *e, struct lane_thread *t, const struct intake *r, const struct report *fresh)
{
	struct load *l = t ? &t->load : &e->load;
	int64_t now_us = monotonic_ms() * 1000;
	const struct load_sight sight = {.now_us = now_us,
		.late_us = t && !r->idle ? now_us + r->offset_us - r->clock_us : 0,
		.dropped = fresh->capture.kernel_dropped,
		.bytes = fresh->counters.n[COUNT_BYTES] + fresh->frames * RING_FRAME_HEAD,
		.ring = e->options.ring_bytes};
	enum shed before = l->now, now = load_look(l, &sight);

	if (now > before)
		log_warn("the sensor is behind: %s", shed_text(now));
	if (t)
		lane_shed(&t->lane, now);
	else
		atomic_store_explicit(&e->shed, now, memory_order_relaxed);
}

void engine_publish(struct engine *e, struct lane_thread *t, struct intake *r)
{
	struct report fresh = {0};

	if (t)
		lane_counters(&t->lane, &fresh.counters);
	if (r) {
		capture_totals(r->capture, &fresh.capture);
		memcpy(fresh.decode, decoder_counts(r->decoder), sizeof(fresh.decode));
		fresh.frames = r->frames;
		fresh.packets = r->no;
	}
	if (r && e->options.live)
		look_at_load(e, t, r, &fresh);
	pthread_mutex_lock(&e->report_lock);
	*(t ? &t->report : &e->reader_report) = fresh;
	pthread_mutex_unlock(&e->report_lock);
}

/* --- everything in one thread --------------------------------------------------------------------
 */

void engine_housekeeping(struct engine *e)
{
	int64_t now = monotonic_ms();

	if (now - e->last_housekeeping_ms < HOUSEKEEPING_MS)
		return;
	if (atomic_load(&e->stop) && !e->stopping_ms)
		e->stopping_ms = now;
	if (e->stopping_ms && now - e->stopping_ms > DRAIN_MS)
		atomic_store(&e->halt, true);
	e->last_housekeeping_ms = now;
	if (e->options.housekeeping)
		e->options.housekeeping(e->options.housekeeping_ctx);
}

void engine_batch_clear(struct batch *b)
{
	b->count = b->used = 0;
	b->tick_us = INT64_MIN;
	b->last = false;
}

bool engine_settles(struct engine *e, int64_t tick_us)
{
	enum { PART = 64, MOST_S = 60 };

	if (!e->options.settles || e->options.live || tick_us == INT64_MIN)
		return false;
	if (!e->settle_first_us)
		e->settle_first_us = tick_us;
	int64_t span_us = (tick_us - e->settle_first_us) / PART;
	if (span_us > MOST_S * 1000000ll)
		span_us = MOST_S * 1000000ll;
	if (e->settle_last_us && tick_us - e->settle_last_us < span_us)
		return false;
	e->settle_last_us = tick_us;
	return true;
}

static void inline_flush(struct engine *e, struct intake *r, int64_t tick_us, bool last)
{
	struct event_sink out = {emit_inline, e->options.collector};
	struct batch *b = e->batch;

	b->tick_us = tick_us;
	b->settle = engine_settles(e, tick_us);
	b->last = last;
	lane_batch(&e->lanes[0].lane, b);
	engine_emit_tick(&e->lanes[0], &out, b);
	engine_batch_clear(b);
	if (e->progress)
		e->progress(e->progress_ctx, r);
	engine_housekeeping(e);
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
	engine_publish(e, &e->lanes[0], r);
	return 0;
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
		.quarantine = e->options.quarantine,
		.tap_source = e->options.tap_source,
		.shard = e->options.shard};

	t->engine = e;
	o.shard.out = engine_is_inline(e) ? (struct event_sink){emit_inline, e->options.collector}
					  : (struct event_sink){engine_post, t};
	if (e->options.live)
		o.shard.flow_capacity /= e->options.threads;
	int error = lane_init(&t->lane, &o);
	if (error || engine_is_inline(e))
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
	bell_init(&e->events);
	bell_init(&e->space);
	pthread_mutex_init(&e->report_lock, NULL);
	e->lanes = aligned_alloc(64, options->threads * sizeof(*e->lanes));
	if (!e->lanes || (engine_is_inline(e) && batch_new(&e->batch)))
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
	return engine_is_inline(e) ? run_inline(e, readers) : engine_run_threads(e, readers, count);
}

void engine_stop(struct engine *e)
{
	int64_t never = 0;

	atomic_compare_exchange_strong(&e->stop_us, &never, wall_clock_us());
	atomic_store(&e->stop, true);
}

void engine_clock_set(struct engine *e, const struct intake *r)
{
	atomic_store(&e->set_by_us, r->set_by_us);
	engine_stop(e);
}

int64_t engine_clock_set_by(const struct engine *e)
{
	return atomic_load(&e->set_by_us);
}

bool engine_is_over(struct engine *e, const struct packet *p)
{
	if (!atomic_load_explicit(&e->stop, memory_order_relaxed))
		return false;
	int64_t stop_us = atomic_load(&e->stop_us);
	if (p)
		return p->ts_us > stop_us || atomic_load(&e->halt);
	/* The kernel shows a block of its ring when it is full or 100 ms old. */
	int64_t since_us = wall_clock_us() - stop_us;
	return since_us < 0 || since_us > SETTLE_MS * 1000;
}

bool engine_has_rest(struct engine *e, struct intake *r, struct packet *ret)
{
	return e->options.live && !atomic_load(&e->halt) && intake_rest(r, ret);
}

void report_add(struct report *sum, const struct report *part)
{
	for (int i = 0; i < COUNTERS; i++)
		sum->counters.n[i] += part->counters.n[i];
	for (int i = 0; i < DECODE_COUNTS; i++)
		sum->decode[i] += part->decode[i];
	sum->capture.received += part->capture.received;
	sum->capture.kernel_dropped += part->capture.kernel_dropped;
	sum->capture.interface_dropped += part->capture.interface_dropped;
	sum->capture.files_read += part->capture.files_read;
	sum->capture.files_skipped += part->capture.files_skipped;
	sum->capture.files_cut += part->capture.files_cut;
	sum->frames += part->frames;
	sum->packets += part->packets;
}

void engine_report(struct engine *e, struct report *ret)
{
	memset(ret, 0, sizeof(*ret));
	pthread_mutex_lock(&e->report_lock);
	report_add(ret, &e->reader_report);
	for (unsigned i = 0; i < e->options.threads; i++)
		report_add(ret, &e->lanes[i].report);
	pthread_mutex_unlock(&e->report_lock);
}

void engine_pass(struct engine *e, _Atomic uint64_t *passed)
{
	uint64_t mark = atomic_load_explicit(&e->mark, memory_order_acquire);

	if (atomic_load_explicit(passed, memory_order_relaxed) != mark)
		atomic_store_explicit(passed, mark, memory_order_release);
}

uint64_t engine_mark(struct engine *e)
{
	return atomic_fetch_add(&e->mark, 1) + 1;
}

bool engine_passed(const struct engine *e, uint64_t mark)
{
	uint64_t least = atomic_load_explicit(&e->reader_passed, memory_order_acquire);

	for (unsigned i = 0; i < e->options.threads; i++) {
		uint64_t passed = atomic_load_explicit(&e->lanes[i].passed, memory_order_acquire);
		least = passed < least ? passed : least;
	}
	return least >= mark;
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
