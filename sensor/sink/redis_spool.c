/* redis_spool: see redis_spool.h. */
#include "config.h"

#include "sensor/sink/redis_spool.h"

#include "sensor/base/log.h"
#include "sensor/sink/redis_stream.h"

#include <stdlib.h>

enum {
	CHUNK = 64,              /* items taken from the queue at a time */
	BATCH_BYTES = 4 << 20,   /* of one transaction */
	RETRY_MS = 1000,         /* a disk that took nothing is tried again after this */
	OVERLAP_MS = 120 * 1000, /* telemetry this much older than the server's last goes again */
	KEPT_SHARE = 4,          /* telemetry gets one of so many parts of the disk */
	TELEMETRY_COMMANDS = REDIS_BATCH / 4 /* of a batch, where any waits */
};

static const char *const names[REDIS_SPOOLS] = {"telemetry", "findings"};

int redis_spool_open(
	struct redis_spool *p, const char *folder, uint64_t max_bytes, uint64_t full_from)
{
	uint64_t part = max_bytes / KEPT_SHARE;

	for (int k = 0; k < REDIS_SPOOLS; k++) {
		struct spool_options o = {.folder = folder,
			.name = names[k],
			.max_bytes = k ? max_bytes - part : part,
			.full_from = full_from};
		o.after_bytes = o.max_bytes / 4;
		int r = spool_open(&p->spools[k], &o);
		if (r < 0) {
			for (; k >= 0; k--)
				spool_close(&p->spools[k]);
			return r;
		}
	}
	p->usable = true;
	for (int k = 1; k < REDIS_STREAMS; k++) {
		struct redis_send *s = p->send;
		struct redis_id last = {p->spools[1].last[k].ms, p->spools[1].last[k].seq};
		s->landed[k] =
			(struct redis_id){p->spools[1].arrived[k].ms, p->spools[1].arrived[k].seq};
		if (redis_id_less(s->last[k], last))
			s->last[k] = last;
		if (redis_id_less(s->last[k], s->landed[k]))
			s->last[k] = s->landed[k];
	}
	p->send->landed_ms = p->spools[0].arrived_ms;
	if (p->send->last_ms < p->send->landed_ms)
		p->send->last_ms = p->send->landed_ms;
	return 0;
}

void redis_spool_close(struct redis_spool *p)
{
	if (!p->usable)
		return;
	for (int k = 0; k < REDIS_SPOOLS; k++)
		spool_close(&p->spools[k]);
	p->usable = false;
}

/* --- the batch ---------------------------------------------------------------------------- */

static bool has_room(const struct redis_spool *p, bool keep, unsigned commands)
{
	const struct redis_send *s = p->send;
	size_t bytes = 0;
	unsigned used = commands;
	bool others = p->spools[0].read.number < p->spools[0].next;

	for (unsigned n = 0; n < s->count; n++) {
		used += s->items[n]->commands;
		bytes += s->items[n]->len;
	}
	return bytes < BATCH_BYTES &&
	       used <= (keep && others ? REDIS_BATCH - TELEMETRY_COMMANDS : REDIS_BATCH);
}

static void add(struct redis_spool *p, struct redis_item *i)
{
	p->send->items[p->send->count++] = i;
}

/* True where R is known to be in the server since it came back. */
static bool is_there(const struct redis_spool *p, const struct spool_record *r)
{
	struct redis_id id = {r->id_ms, r->id_seq};

	return r->number < p->again_until && r->kind != REDIS_NO_STREAM &&
	       r->kind < REDIS_STREAMS && !redis_id_less(p->there[r->kind], id);
}

/* Fills the batch with what waits on disk. */
static void add_from_disk(struct redis_spool *p, bool keep)
{
	struct spool *s = &p->spools[keep];
	struct spool_record r;

	while (has_room(p, keep, REDIS_ITEM_COMMANDS) && spool_read(s, &r) == 1) {
		if (keep && is_there(p, &r))
			continue;
		struct redis_item *i = redis_item_restore(r.body, r.commands, r.kind, keep);
		if (!i) {
			s->dropped++;
			continue;
		}
		i->number = r.number;
		i->ts_ms = r.ts_ms;
		i->id = (struct redis_id){r.id_ms, r.id_seq};
		i->queued_ms = redis_now_ms();
		add(p, i);
	}
}

/* --- from the queue to disk --------------------------------------------------------------- */

static int append(struct redis_spool *p, struct redis_item *i)
{
	if (i->stream != REDIS_NO_STREAM)
		redis_stream_give_id(p->send, i);
	struct spool_record r = {.ts_ms = i->ts_ms,
		.id_ms = i->id.ms,
		.id_seq = i->id.seq,
		.kind = i->stream,
		.commands = i->commands,
		.body = span_of(i->bytes, i->len)};
	int result = spool_append(&p->spools[i->keep], &r);
	if (result == 0)
		i->number = r.number;
	return result;
}

static void note_failure(struct redis_spool *p, int error)
{
	p->retry_ms = redis_now_ms() + RETRY_MS;
	if (!p->failed || p->error != error)
		log_warn("the spool in %s takes nothing (%s); what waits for Redis stays in memory",
			p->spools[1].folder, strerror(-error));
	p->failed = true;
	p->error = error;
}

static void note_success(struct redis_spool *p)
{
	if (p->failed)
		log_warn("the spool in %s works again", p->spools[1].folder);
	p->failed = false;
}

/* Brings I to disk and, where it may go at once, into the batch. False: it must stay in the queue.
 */
static bool place(struct redis_spool *p, struct redis_item *i, bool may_add)
{
	struct spool *s = &p->spools[i->keep];
	bool direct = may_add && s->read.number == s->next && has_room(p, i->keep, i->commands);

	if (i->fleeting) {
		if (direct)
			add(p, i);
		else
			redis_queue_done(p->queue, i);
		return true;
	}
	int r = redis_now_ms() < p->retry_ms ? p->error : append(p, i);
	if (r == 0) {
		note_success(p);
		if (direct)
			spool_skip(s);
	} else {
		if (redis_now_ms() >= p->retry_ms)
			note_failure(p, r);
		if (!direct)
			return false;
	}
	if (direct)
		add(p, i);
	else
		redis_queue_done(p->queue, i);
	return true;
}

static void drain(struct redis_spool *p, bool keep, bool may_add)
{
	struct redis_item *items[CHUNK];
	unsigned count;

	while ((count = redis_queue_take_kind(p->queue, keep, items, CHUNK)) > 0)
		for (unsigned n = 0; n < count; n++) {
			if (place(p, items[n], may_add))
				continue;
			while (count > n)
				redis_queue_untake(p->queue, items[--count]);
			return;
		}
}

void redis_spool_fill(struct redis_spool *p, bool may_add)
{
	for (int keep = 1; keep >= 0; keep--) {
		if (may_add)
			add_from_disk(p, keep);
		drain(p, keep, may_add);
	}
}

/* --- how far the server has it ------------------------------------------------------------ */

void redis_spool_settle(struct redis_spool *p)
{
	const struct redis_send *s = p->send;

	for (int keep = 0; keep < REDIS_SPOOLS; keep++) {
		struct spool *spool = &p->spools[keep];
		uint64_t done = spool->read.number;
		for (unsigned n = 0; n < s->count; n++) {
			const struct redis_item *i = s->items[n];
			if (i->keep == keep && i->number != 0 && i->number < done)
				done = i->number;
		}
		for (int k = 1; k < REDIS_STREAMS; k++)
			spool->arrived[k] = (struct spool_id){s->landed[k].ms, s->landed[k].seq};
		spool->arrived_ms = s->landed_ms;
		spool_settle(spool, done);
	}
}

static bool is_missing(const struct spool_record *r, void *ctx)
{
	const struct redis_send *s = ctx;
	struct redis_id id = {r->id_ms, r->id_seq};

	return r->kind != REDIS_NO_STREAM && r->kind < REDIS_STREAMS &&
	       redis_id_less(s->found[r->kind], id);
}

static bool is_newer(const struct spool_record *r, void *ctx)
{
	const struct redis_send *s = ctx;

	return r->ts_ms > s->found_ms - OVERLAP_MS;
}

/* What is in the batch and will be read from disk again. */
static void forget_batch(struct redis_spool *p, bool keep)
{
	struct redis_send *s = p->send;
	unsigned kept = 0;

	for (unsigned n = 0; n < s->count; n++) {
		struct redis_item *i = s->items[n];
		if (i->keep == keep && i->number != 0)
			redis_queue_done(p->queue, i);
		else
			s->items[kept++] = i;
	}
	s->count = kept;
}

uint64_t redis_spool_compare(struct redis_spool *p)
{
	struct redis_send *s = p->send;
	uint64_t again = 0, count;
	bool lost = false;

	for (int k = 1; k < REDIS_STREAMS; k++)
		lost |= redis_id_less(s->found[k], s->landed[k]);
	if (lost) {
		uint64_t until = p->spools[1].read.number;
		count = spool_rewind(&p->spools[1], is_missing, s);
		if (count > 0) {
			forget_batch(p, true);
			p->again_until = until;
			memcpy(p->there, s->found, sizeof(p->there));
		}
		again += count;
		memcpy(s->landed, s->found, sizeof(s->landed));
	}
	if (s->found_ms >= 0 && s->found_ms < s->landed_ms) {
		count = spool_rewind(&p->spools[0], is_newer, s);
		if (count > 0)
			forget_batch(p, false);
		again += count;
		s->landed_ms = s->found_ms;
	}
	return again;
}

bool redis_spool_has_more(const struct redis_spool *p)
{
	for (int k = 0; k < REDIS_SPOOLS; k++)
		if (p->usable && p->spools[k].read.number < p->spools[k].next)
			return true;
	return false;
}

uint64_t redis_spool_waiting(const struct redis_spool *p)
{
	return p->usable ? spool_waiting(&p->spools[0]) + spool_waiting(&p->spools[1]) : 0;
}

uint64_t redis_spool_waiting_bytes(const struct redis_spool *p)
{
	return p->usable ? spool_waiting_bytes(&p->spools[0]) + spool_waiting_bytes(&p->spools[1])
			 : 0;
}
