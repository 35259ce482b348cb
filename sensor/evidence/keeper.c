/* keeper: see keeper.h. What is not said otherwise runs on the keeper's own thread. */
#include "config.h"

#include "sensor/evidence/keeper.h"

#include "sensor/base/log.h"
#include "sensor/base/patience.h"
#include "sensor/evidence/chase.h"
#include "sensor/evidence/shelf.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum {
	ASKED = 1024,           /* findings that wait for a look */
	UNJUDGED = 1024,        /* excerpts that wait for their verdict */
	JUDGE_AT_END_MS = 1500, /* at the end no verdict begins later: it is left to the next run */
	PASS_MS = 250,
	TIDY_S = 600,
	FOLDER_PATH = EXCERPT_PATH - 64
};

/* What the collector leaves for the thread. */
struct asked {
	char id[33];
	struct aim aim;
};

struct keeper {
	struct sink sink; /* first: a sink of ours is its keeper */
	struct keeper_options o;
	char folder[FOLDER_PATH];
	struct packet_ring *rings[KEEPER_RINGS];
	struct ring_cursor cursors[KEEPER_RINGS]; /* all that is chased was looked for up to here */
	struct chase chase;
	char (*unjudged)[33]; /* a stack */
	unsigned unjudged_count;
	int64_t tidy_ms;
	bool failure_told;
	pthread_t thread;
	bool started;
	/* under the lock */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct asked *asked;
	unsigned asked_count, asked_first;
	bool closing;
	struct keeper_counts counts; /* but for those of the rings */
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static void keeper_free(struct keeper *k)
{
	if (!k)
		return;
	if (k->started) {
		pthread_mutex_lock(&k->lock);
		k->closing = true;
		pthread_cond_signal(&k->changed);
		pthread_mutex_unlock(&k->lock);
		pthread_join(k->thread, NULL);
	}
	for (unsigned i = 0; i < KEEPER_RINGS; i++)
		packet_ring_free(k->rings[i]);
	pthread_mutex_destroy(&k->lock);
	pthread_cond_destroy(&k->changed);
	chase_free(&k->chase);
	free(k->asked);
	free(k->unjudged);
	free(k);
}

/* --- on the collector's thread ---------------------------------------------------------------- */

static int sink_write(struct sink *s, const struct record *r)
{
	struct keeper *k = (struct keeper *)s;
	struct asked a;

	if (!excerpt_is_due(r) || !excerpt_take_id(r->line, a.id))
		return 0;
	aim_of_record(r, &a.aim);
	pthread_mutex_lock(&k->lock);
	if (k->asked_count == ASKED) {
		k->counts.left_out++;
	} else {
		k->asked[(k->asked_first + k->asked_count++) % ASKED] = a;
		pthread_cond_signal(&k->changed);
	}
	pthread_mutex_unlock(&k->lock);
	return 0;
}

static int sink_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

static int sink_close(struct sink *s)
{
	keeper_free((struct keeper *)s);
	return 0;
}

/* --- what is asked for ------------------------------------------------------------------------ */

static void follow(struct keeper *k, const struct asked *a)
{
	/* the last word on a group has its first's ID */
	if (!chase_has(&k->chase, a->id) && !shelf_has(k->folder, a->id))
		chase_begin(&k->chase, a->id, &a->aim, now_ms() + k->o.after_s * 1000ll);
}

/* Takes what was asked for as far as there is room to follow it. True when something is new. */
static bool follow_asked(struct keeper *k)
{
	bool any = false;

	pthread_mutex_lock(&k->lock);
	while (k->asked_count && k->chase.count < CHASE_MOST) {
		struct asked a = k->asked[k->asked_first];
		k->asked_first = (k->asked_first + 1) % ASKED;
		k->asked_count--;
		pthread_mutex_unlock(&k->lock);
		follow(k, &a);
		any = true;
		pthread_mutex_lock(&k->lock);
	}
	pthread_mutex_unlock(&k->lock);
	return any;
}

static void note_failure(struct keeper *k, int error)
{
	if (error == 0)
		return;
	pthread_mutex_lock(&k->lock);
	k->counts.failed++;
	pthread_mutex_unlock(&k->lock);
	if (!k->failure_told)
		log_warn("packets of findings cannot be written to %s: %s", k->folder,
			strerror(-error));
	k->failure_told = true;
}

static void count_verdict(struct keeper *k, bool judged)
{
	pthread_mutex_lock(&k->lock);
	*(judged ? &k->counts.judged : &k->counts.unjudged) += 1;
	pthread_mutex_unlock(&k->lock);
}

/* --- verdicts --------------------------------------------------------------------------------- */

static void ask_for_verdict(struct keeper *k, const char *id)
{
	if (!k->o.judge)
		return;
	if (k->unjudged_count < UNJUDGED)
		memcpy(k->unjudged[k->unjudged_count++], id, strlen(id) + 1);
	else
		count_verdict(k, false);
}

/* One at a time: packets are looked for in between. */
static void judge_one(struct keeper *k)
{
	if (!k->unjudged_count)
		return;
	const char *id = k->unjudged[--k->unjudged_count];
	count_verdict(k, k->o.judge(k->o.judge_ctx, k->folder, id) == 0);
	if (!k->unjudged_count)
		k->o.judge(k->o.judge_ctx, k->folder, NULL);
}

static void judge_at_end(struct keeper *k)
{
	int64_t until_ms = now_ms() + JUDGE_AT_END_MS;

	while (k->unjudged_count && now_ms() < until_ms)
		judge_one(k);
}

static void finish(void *ctx, const struct excerpt *e, int error)
{
	struct keeper *k = ctx;

	pthread_mutex_lock(&k->lock);
	k->counts.excerpts += e->packets > 0 && !error;
	k->counts.empty += e->packets == 0;
	k->counts.full += e->full;
	pthread_mutex_unlock(&k->lock);
	note_failure(k, error);
	if (e->packets && !error)
		ask_for_verdict(k, e->id);
}

/* --- a pass through the rings ----------------------------------------------------------------- */

/* The cursor whose packet is the earliest, or NULL when all are at their end. */
static struct ring_cursor *earliest(
	struct keeper *k, struct ring_cursor *cursors, const struct ring_packet **ret)
{
	struct ring_cursor *best = NULL;

	for (unsigned i = 0; i < k->o.readers; i++) {
		const struct ring_packet *p = ring_cursor_peek(&cursors[i]);
		if (p && (!best || p->ts_us < (*ret)->ts_us)) {
			best = &cursors[i];
			*ret = p;
		}
	}
	return best;
}

static bool is_behind(const struct ring_cursor *a, const struct ring_cursor *b)
{
	return a->serial < b->serial || (a->serial == b->serial && a->at < b->at);
}

/* All rings in the order of time: from where the last pass ended, for what is FRESH from the start.
 */
static void pass(struct keeper *k, bool fresh)
{
	struct ring_cursor now[KEEPER_RINGS];
	const struct ring_packet *p;
	struct ring_cursor *c;

	for (unsigned i = 0; i < k->o.readers; i++) {
		now[i] = fresh ? (struct ring_cursor){.ring = k->rings[i]} : k->cursors[i];
		ring_cursor_begin(&now[i]);
	}
	while ((c = earliest(k, now, &p)) != NULL) {
		chase_packet(&k->chase, p, is_behind(c, &k->cursors[c - now]));
		ring_cursor_step(c);
	}
	uint64_t missed = 0;
	for (unsigned i = 0; i < k->o.readers; i++) {
		ring_cursor_end(&now[i]);
		missed += now[i].missed;
		now[i].missed = 0;
		k->cursors[i] = now[i];
	}
	pthread_mutex_lock(&k->lock);
	k->counts.missed += missed;
	pthread_mutex_unlock(&k->lock);
}

static void tidy(struct keeper *k)
{
	if (now_ms() < k->tidy_ms)
		return;
	k->tidy_ms = now_ms() + TIDY_S * 1000ll;
	int64_t removed = shelf_tidy(k->folder, k->o.days, k->o.space_bytes);
	if (removed < 0) {
		log_warn("old packets of findings in %s cannot be removed: %s", k->folder,
			strerror((int)-removed));
		return;
	}
	pthread_mutex_lock(&k->lock);
	k->counts.removed += (uint64_t)removed;
	pthread_mutex_unlock(&k->lock);
}

/* Until something is asked for, or the next pass is due. True when it shall end. */
static bool wait_for_work(struct keeper *k)
{
	/* there is work: only look whether there is more */
	unsigned ms = k->unjudged_count ? 0 : k->chase.count ? PASS_MS : TIDY_S * 1000;
	struct timespec until = patience_until(ms);

	pthread_mutex_lock(&k->lock);
	int r = 0;
	while (!k->closing && r == 0 && (k->chase.count || !k->asked_count))
		r = pthread_cond_timedwait(&k->changed, &k->lock, &until);
	bool closing = k->closing;
	pthread_mutex_unlock(&k->lock);
	return closing;
}

static void *keeper_main(void *arg)
{
	struct keeper *k = arg;
	bool closing = false;
	int left = k->o.judge ? shelf_unjudged(k->folder, k->unjudged, UNJUDGED) : 0;

	k->unjudged_count = left > 0 ? (unsigned)left : 0; /* of an earlier run */
	while (!closing) {
		tidy(k);
		closing = wait_for_work(k);
		if (k->chase.count)
			pass(k, false);
		while (follow_asked(k)) {
			pass(k, true);
			chase_settle(&k->chase, now_ms(), closing, finish,
				k); /* at the end all that was asked for has its turn */
		}
		chase_settle(&k->chase, now_ms(), closing, finish, k);
		if (!closing)
			judge_one(k);
	}
	judge_at_end(k);
	return NULL;
}

/* --- begin and end ---------------------------------------------------------------------------- */

/* No signal is this thread's business. */
static int start_thread(struct keeper *k)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int r = pthread_create(&k->thread, NULL, keeper_main, k);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	k->started = r == 0;
	return -r;
}

int keeper_new(const struct keeper_options *o, struct keeper **ret)
{
	struct keeper *k = calloc(1, sizeof(*k));
	int r = k ? shelf_open(o->folder) : -ENOMEM;

	if (r == 0 && strlen(o->folder) >= FOLDER_PATH)
		r = -ENAMETOOLONG;
	if (r < 0) {
		free(k);
		return r;
	}
	k->o = *o;
	memcpy(k->folder, o->folder, strlen(o->folder) + 1);
	k->o.folder = k->folder;
	k->sink = (struct sink){"evidence", sink_write, sink_nothing, sink_nothing, sink_close};
	pthread_mutex_init(&k->lock, NULL);
	patience_init(&k->changed);
	r = chase_init(&k->chase, k->folder, o->most_bytes, o->scrub);
	k->asked = calloc(ASKED, sizeof(*k->asked));
	k->unjudged = calloc(UNJUDGED, sizeof(*k->unjudged));
	if (!k->asked || !k->unjudged)
		r = -ENOMEM;
	for (unsigned i = 0; r == 0 && i < o->readers; i++) {
		k->rings[i] = packet_ring_new(o->ring_bytes / o->readers, o->wants, o->wants_ctx);
		k->cursors[i].ring = k->rings[i];
		r = k->rings[i] ? 0 : -ENOMEM;
	}
	if (r == 0)
		r = start_thread(k);
	if (r < 0)
		keeper_free(k);
	else
		*ret = k;
	return r;
}

struct sink *keeper_sink(struct keeper *k)
{
	return &k->sink;
}

struct packet_ring *keeper_ring(struct keeper *k, unsigned n)
{
	return k->rings[n];
}

void keeper_counts(struct keeper *k, struct keeper_counts *ret)
{
	pthread_mutex_lock(&k->lock);
	*ret = k->counts;
	pthread_mutex_unlock(&k->lock);
	for (unsigned i = 0; i < k->o.readers; i++) {
		struct packet_ring_counts ring;
		packet_ring_counts(k->rings[i], &ring);
		ret->packets += ring.packets;
		ret->ring_left_out += ring.left_out;
	}
}
