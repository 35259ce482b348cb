/*
 * engine_lanes: the threads of lanes and readers. Offline, and live where one reader must see all
 * frames, packets are dealt out by shard; else each lane reads a socket of its own.
 */
#include "config.h"

#include "sensor/engine_room.h"

#include <errno.h>

enum { DEAL_PACKETS = 4096 }; /* all lanes get their batch at least this often */

/* --- lanes in threads
 * ------------------------------------------------------------------------------ */

static void lane_done(struct lane_thread *t, const struct batch *b)
{
	struct event_sink out = {engine_post, t};

	lane_batch(&t->lane, b);
	engine_emit_tick(t, &out, b);
	t->unpublished += b->count;
	if (b->tick_us != INT64_MIN || b->last ||
		(t->reader && t->unpublished >= PUBLISH_PACKETS)) {
		engine_publish(t->engine, t, t->reader);
		t->unpublished = 0;
	}
	atomic_store_explicit(&t->upto, b->last ? UINT64_MAX : b->upto, memory_order_release);
	engine_pass(t->engine, &t->passed);
	bell_ring(&t->engine->events);
}

static void *lane_main(void *arg)
{
	struct lane_thread *t = arg;
	bool last = false;

	while (!last) {
		struct batch *b = batch_queue_take(&t->queue);
		lane_shed(&t->lane,
			(enum shed)atomic_load_explicit(&t->engine->shed, memory_order_relaxed));
		last = b->last;
		lane_done(t, b);
		batch_queue_give(&t->queue);
	}
	lane_rest(&t->lane);
	return NULL;
}

static void lane_add(struct lane_thread *t, struct batch *b, const struct packet *p)
{
	if (batch_add(b, p))
		return;
	lane_done(t, b);
	engine_batch_clear(b);
	batch_add(b, p);
}

/* Live: reads its own socket, which the kernel feeds with its share of the address pairs. */
static void *lane_read_main(void *arg)
{
	struct lane_thread *t = arg;
	struct engine *e = t->engine;
	struct batch *b = t->open;
	enum intake_status status = INTAKE_IDLE;

	struct packet p;

	while (!engine_is_over(e, status == INTAKE_PACKET ? &p : NULL) &&
		(status == INTAKE_IDLE || status == INTAKE_PACKET)) {
		int64_t tick = INT64_MIN;
		status = intake_next(t->reader, &p, &tick);
		if (tick != INT64_MIN || status != INTAKE_PACKET) {
			b->tick_us = tick;
			lane_done(t, b);
			engine_batch_clear(b);
		}
		if (status == INTAKE_PACKET)
			lane_add(t, b, &p);
		b->upto = t->reader->no;
	}
	while (engine_has_rest(e, t->reader, &p)) {
		lane_add(t, b, &p);
		b->upto = t->reader->no;
	}
	if (status == INTAKE_FAILED) {
		t->error = -EIO;
		engine_stop(e);
	}
	if (status == INTAKE_SET)
		engine_clock_set(e, t->reader);
	b->last = true;
	lane_done(t, b);
	lane_rest(&t->lane);
	return NULL;
}

/* Until all that came before the tick behind packet UPTO is judged. */
static void settle_wait(struct engine *e, uint64_t upto)
{
	for (;;) {
		uint32_t rings = bell_rings(&e->space);
		if (atomic_load_explicit(&e->settled, memory_order_acquire) >= upto * 2 + 1)
			return;
		bell_wait(&e->space, rings, ENGINE_WAIT_MS);
	}
}

/* Hands every lane its batch: all packets up to UPTO are in them. */
static void deal_all(struct engine *e, struct intake *r, uint64_t upto, int64_t tick_us, bool last)
{
	bool settle = engine_settles(e, tick_us);

	for (unsigned i = 0; i < e->options.threads; i++) {
		struct lane_thread *t = &e->lanes[i];
		t->open->upto = upto;
		t->open->tick_us = tick_us;
		t->open->settle = settle;
		t->open->last = last;
		batch_queue_push(&t->queue);
		t->open = last ? NULL : batch_queue_open(&t->queue);
	}
	if (tick_us != INT64_MIN || last)
		engine_publish(e, NULL, r);
	engine_pass(e, &e->reader_passed);
	if (e->progress)
		e->progress(e->progress_ctx, r);
	if (settle)
		settle_wait(e, upto);
}

/* Offline the end is at once: nothing is lost that cannot be read again. */
static bool deal_is_over(struct engine *e, const struct packet *p)
{
	return e->options.live ? engine_is_over(e, p) : atomic_load(&e->stop);
}

/* P is the latest packet of R; *DEALT have been handed out since all lanes got a batch. */
static void deal_packet(
	struct engine *e, struct intake *r, const struct packet *p, uint64_t *dealt)
{
	struct lane_thread *t = &e->lanes[lane_shard_of(p) % e->options.threads];

	if (!batch_add(t->open, p)) {
		deal_all(e, r, r->no - 1, INT64_MIN, false);
		batch_add(t->open, p);
		*dealt = 0;
	} else if (++*dealt == DEAL_PACKETS) {
		deal_all(e, r, r->no, INT64_MIN, false);
		*dealt = 0;
	}
}

/* One reader deals its packets out to the lanes by shard. */
static void deal(struct engine *e, struct intake *r)
{
	struct packet p;
	uint64_t dealt = 0;
	enum intake_status status = INTAKE_IDLE;

	for (unsigned i = 0; i < e->options.threads; i++)
		e->lanes[i].open = batch_queue_open(&e->lanes[i].queue);
	while (!deal_is_over(e, status == INTAKE_PACKET ? &p : NULL)) {
		int64_t tick = INT64_MIN;
		status = intake_next(r, &p, &tick);
		if (status == INTAKE_END || status == INTAKE_FAILED) {
			e->error = status == INTAKE_FAILED ? -EIO : 0;
			break;
		}
		if (status == INTAKE_SET) {
			engine_clock_set(e, r);
			break;
		}
		if (status == INTAKE_IDLE) {
			deal_all(e, r, r->no, tick, false);
			continue;
		}
		if (tick != INT64_MIN)
			deal_all(e, r, r->no - 1, tick, false);
		deal_packet(e, r, &p, &dealt);
	}
	while (engine_has_rest(e, r, &p))
		deal_packet(e, r, &p, &dealt);
	deal_all(e, r, r->no, INT64_MIN, true);
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

int engine_run_threads(struct engine *e, struct intake *readers, unsigned count)
{
	bool own_readers = e->options.live && count == e->options.threads;
	struct dealer dealer = {e, readers};
	pthread_t reader_thread;

	if (own_readers)
		atomic_store(&e->reader_passed, UINT64_MAX); /* there is none */
	for (unsigned i = 0; i < e->options.threads; i++) {
		struct lane_thread *t = &e->lanes[i];
		t->reader = own_readers ? &readers[i] : NULL;
		t->open = own_readers ? t->queue.batches[0] : NULL;
		if (pthread_create(&t->thread, NULL, own_readers ? lane_read_main : lane_main, t))
			return -EAGAIN;
	}
	if (!own_readers && pthread_create(&reader_thread, NULL, deal_main, &dealer))
		return -EAGAIN;
	engine_collect(e, !own_readers);
	if (!own_readers)
		pthread_join(reader_thread, NULL);
	for (unsigned i = 0; i < e->options.threads; i++) {
		pthread_join(e->lanes[i].thread, NULL);
		e->error = e->lanes[i].error ? e->lanes[i].error : e->error;
		atomic_store(&e->lanes[i].passed, UINT64_MAX); /* nobody looks any more */
	}
	atomic_store(&e->reader_passed, UINT64_MAX);
	return e->error;
}
