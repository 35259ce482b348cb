/*
 * engine_room: what the files of the engine share among themselves and with nobody else.
 */
#ifndef SPANWATCH_ENGINE_ROOM_H
#define SPANWATCH_ENGINE_ROOM_H

#include "sensor/engine.h"
#include "sensor/post.h"

/* PUBLISH_PACKETS: a lane that gets behind must notice before the kernel's ring is full. */
enum { PUBLISH_PACKETS = 8192, PATIENCE_MS = 50, IMPATIENT_MS = 1000 };
enum { ENGINE_WAIT_MS = 2, HOUSEKEEPING_MS = 100, DRAIN_MS = 2000, SETTLE_MS = 250 };

/* Whoever waits for ring space or for events sleeps here. Nobody asleep: ringing costs no lock. */
struct doorbell {
	_Atomic uint32_t rings, sleepers;
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
	_Atomic uint64_t passed; /* mark of the engine that this thread has seen */
	struct report report;    /* as of its last tick; under engine.report_lock */
	struct load load;        /* of its own reader */
	uint32_t unpublished;    /* packets since the numbers were published last */
	int64_t impatient_ms;    /* until then (monotonic) it waits for no room in the ring */
	int error;
};

struct engine {
	struct engine_options options;
	struct lane_thread *lanes;
	struct batch *batch; /* inline */
	struct doorbell events, space;
	atomic_bool stop;      /* the end is near: live, what came before it is still read */
	atomic_bool halt;      /* now */
	_Atomic uint64_t mark; /* counts what was replaced under way */
	_Atomic uint64_t reader_passed; /* of the one reader that deals */
	struct load load;               /* of the one reader that deals */
	_Atomic unsigned shed;          /* what it wants lanes to leave undone: enum shed */
	_Atomic int64_t stop_us;        /* wall clock of the first engine_stop; 0: none */
	_Atomic int64_t set_by_us;      /* the clock was set, as a reader noticed; 0: no */
	int64_t last_housekeeping_ms, stopping_ms; /* monotonic; 0: no stop was noticed yet */
	int64_t settle_first_us, settle_last_us;   /* ticks with which it was settled; 0: none */
	_Atomic uint64_t settled; /* the latest of them, as an event's number, that was judged */
	void (*progress)(void *ctx, const struct intake *r);
	void *progress_ctx;
	pthread_mutex_t report_lock;
	struct report reader_report; /* of the one reader that deals; under report_lock */
	int error;
};

void bell_init(struct doorbell *b);
void bell_ring(struct doorbell *b);
/** Taken before the look that may end in bell_wait. */
uint32_t bell_rings(struct doorbell *b);
/** Sleeps until somebody rings, at most MS; not at all where somebody has since RINGS was taken. */
void bell_wait(struct doorbell *b, uint32_t rings, unsigned ms);

static inline bool engine_is_inline(const struct engine *e)
{
	return e->options.threads == 1 && !e->options.live;
}

/** What the lane's thread gives to the collector. */
void engine_post(void *lane_thread, const struct event *event);

/** The lane that owns the last shard tells of B's tick, behind all shards. */
void engine_emit_tick(struct lane_thread *t, const struct event_sink *out, const struct batch *b);

/** True when a reader that just saw P (NULL: nothing) shall read no further. */
bool engine_is_over(struct engine *e, const struct packet *p);

/** Live, once R reads no further: the next packet that waited in it for fragments; intake_rest. */
bool engine_has_rest(struct engine *e, struct intake *r, struct packet *ret);

/** R's clock was set: all stop, for every timer stands wrong. */
void engine_clock_set(struct engine *e, const struct intake *r);

/**
 * True when what judgement learned before the tick is to be shown to the lanes with it. Often at
 * the start, later once a minute: each time the reader waits for those behind it. For the reader.
 */
bool engine_settles(struct engine *e, int64_t tick_us);

/** Calls the housekeeping of the options when it is due. */
void engine_housekeeping(struct engine *e);

/** The thread whose PASSED it is holds nothing that was published before the mark of now. */
void engine_pass(struct engine *e, _Atomic uint64_t *passed);

/** Makes the numbers of a lane (or of reader R alone, T NULL) readable by other threads; live, the
 * one who reads looks whether it is behind. */
void engine_publish(struct engine *e, struct lane_thread *t, struct intake *r);

/** Empties B for the next packets. */
void engine_batch_clear(struct batch *b);

/** Starts all threads, collects, and waits for their end. */
int engine_run_threads(struct engine *e, struct intake *readers, unsigned count);

/** Gives every event to the collector until all lanes are done; ORDERED: in the order of the run.
 */
void engine_collect(struct engine *e, bool ordered);

#endif
