/* chase: see chase.h. */
#include "config.h"

#include "sensor/evidence/chase.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct chased {
	struct excerpt excerpt;
	int64_t until_ms;
	bool taken, fresh; /* fresh: packets from before are looked for */
};

int chase_init(struct chase *c, const char *folder, uint64_t most_bytes, bool scrub)
{
	*c = (struct chase){.folder = folder, .most_bytes = most_bytes, .scrub = scrub};
	c->chased = calloc(CHASE_MOST, sizeof(*c->chased));
	return c->chased ? aims_init(&c->aims, CHASE_MOST) : -ENOMEM;
}

void chase_free(struct chase *c)
{
	aims_free(&c->aims);
	free(c->chased);
	c->chased = NULL;
}

bool chase_has(const struct chase *c, const char *id)
{
	for (unsigned i = 0; i < CHASE_MOST; i++)
		if (c->chased[i].taken && strcmp(c->chased[i].excerpt.id, id) == 0)
			return true;
	return false;
}

void chase_begin(struct chase *c, const char *id, const struct aim *aim, int64_t until_ms)
{
	for (unsigned i = 0; i < CHASE_MOST; i++) {
		struct chased *f = &c->chased[i];
		if (f->taken)
			continue;
		*f = (struct chased){.until_ms = until_ms, .taken = true, .fresh = true};
		snprintf(f->excerpt.id, sizeof(f->excerpt.id), "%s", id);
		f->excerpt.most = c->most_bytes;
		aims_put(&c->aims, i, aim);
		c->count++;
		return;
	}
}

struct catching {
	struct chase *chase;
	struct excerpt_frame frame;
	bool seen_before;
};

static void catch (void *ctx, unsigned number, bool own)
{
	struct catching *x = ctx;
	struct chased *f = &x->chase->chased[number];

	x->frame.own = own;
	if (!x->seen_before || f->fresh)
		excerpt_add(&f->excerpt, x->chase->folder, &x->frame);
}

void chase_packet(struct chase *c, const struct ring_packet *p, bool seen_before)
{
	struct catching x = {.chase = c, .seen_before = seen_before};
	struct span bytes = ring_packet_bytes(p);

	if (c->scrub && !p->head)
		return; /* where its payload begins is not known */
	if (c->scrub)
		bytes = span_sub(bytes, 0, p->head);
	x.frame = (struct excerpt_frame){p->ts_us, bytes, p->len, p->link, false};
	aims_find(&c->aims, &p->seen, catch, &x);
}

void chase_settle(struct chase *c, int64_t now_ms, bool all, chase_done done, void *ctx)
{
	for (unsigned i = 0; c->count && i < CHASE_MOST; i++) {
		struct chased *f = &c->chased[i];
		if (!f->taken)
			continue;
		if (f->fresh) /* there is something to look at soon */
			excerpt_flush(&f->excerpt, c->folder);
		f->fresh = false;
		if (!all && now_ms < f->until_ms)
			continue;
		aims_remove(&c->aims, i);
		int error = excerpt_close(&f->excerpt, c->folder);
		done(ctx, &f->excerpt, error);
		f->taken = false;
		c->count--;
	}
}
