/*
 * engine_collect: the collector's thread. Each lane tells up to which packet it has said
 * everything; the smallest event is given out once every lane is past it, so that the order of the
 * output is that of the packets whatever the number of lanes.
 */
#include "config.h"

#include "sensor/engine_room.h"

/* An idle sensor must sleep; lanes ring after each batch. */
enum { WAIT_LIVE_MS = 20 };

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

static void give_out(struct engine *e, const struct event *event)
{
	collector_event(e->options.collector, event);
	if (event->kind != EVENT_TICK || !event->u.signal.number || e->options.live)
		return;
	atomic_store_explicit(&e->settled, event->no, memory_order_release);
	bell_ring(&e->space); /* the reader waits */
}

void engine_collect(struct engine *e, bool ordered)
{
	unsigned given = 0;

	for (;;) {
		bool done;
		uint32_t rings = bell_rings(&e->events);
		struct lane_thread *t = next_lane(e, ordered, &done);
		if (done)
			break;
		if (!t) {
			bell_ring(&e->space);
			engine_housekeeping(e);
			bell_wait(
				&e->events, rings, e->options.live ? WAIT_LIVE_MS : ENGINE_WAIT_MS);
			continue;
		}
		give_out(e, post_peek(&t->ring));
		post_drop(&t->ring);
		if (++given % 1024 == 0) {
			bell_ring(&e->space);
			engine_housekeeping(e);
		}
	}
	if (!engine_clock_set_by(e)) /* else another engine goes on */
		collector_finish(e->options.collector);
}
