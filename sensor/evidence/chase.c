/* chase: see chase.h. */
#include "config.h"

#include "sensor/evidence/chase.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { NONE = -1 };

struct chased {
	struct excerpt excerpt;
	struct ends ends;
	int64_t until_ms;
	bool taken, fresh; /* fresh: packets from before are looked for */
	int next;          /* with the same slot, or NONE */
};

int chase_init(struct chase *c, const char *folder, uint64_t most_bytes, bool scrub)
{
	*c = (struct chase){.folder = folder,
		.most_bytes = most_bytes,
		.scrub = scrub,
		.key = siphash_random_key()};
	for (int i = 0; i < CHASE_SLOTS; i++)
		c->slots[i] = NONE;
	c->chased = calloc(CHASE_MOST, sizeof(*c->chased));
	return c->chased ? 0 : -ENOMEM;
}

void chase_free(struct chase *c)
{
	free(c->chased);
	c->chased = NULL;
}

static int *slot_of(struct chase *c, const struct ends *e)
{
	return &c->slots[ends_hash(&c->key, e) % CHASE_SLOTS];
}

bool chase_has(const struct chase *c, const char *id)
{
	for (unsigned i = 0; i < CHASE_MOST; i++)
		if (c->chased[i].taken && strcmp(c->chased[i].excerpt.id, id) == 0)
			return true;
	return false;
}

void chase_begin(struct chase *c, const char *id, const struct ends *ends, int64_t until_ms)
{
	int *slot = slot_of(c, ends);

	for (unsigned i = 0; i < CHASE_MOST; i++) {
		struct chased *f = &c->chased[i];
		if (f->taken)
			continue;
		*f = (struct chased){.ends = *ends,
			.until_ms = until_ms,
			.taken = true,
			.fresh = true,
			.next = *slot};
		snprintf(f->excerpt.id, sizeof(f->excerpt.id), "%s", id);
		f->excerpt.most = c->most_bytes;
		*slot = (int)i;
		c->count++;
		return;
	}
}

void chase_packet(struct chase *c, const struct ring_packet *p, bool seen_before)
{
	struct span bytes = ring_packet_bytes(p);

	if (c->scrub && !p->head)
		return; /* where its payload begins is not known */
	if (c->scrub)
		bytes = span_sub(bytes, 0, p->head);
	for (int i = *slot_of(c, &p->ends); i != NONE; i = c->chased[i].next) {
		struct chased *f = &c->chased[i];
		if ((!seen_before || f->fresh) && ends_fit(&f->ends, &p->ends, p->fragment))
			excerpt_add(&f->excerpt, c->folder, p->ts_us, bytes, p->len, p->link);
	}
}

static void unlink_slot(struct chase *c, const struct chased *f)
{
	int *link = slot_of(c, &f->ends);

	while (*link != (int)(f - c->chased))
		link = &c->chased[*link].next;
	*link = f->next;
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
		unlink_slot(c, f);
		int error = excerpt_close(&f->excerpt, c->folder);
		done(ctx, &f->excerpt, error);
		f->taken = false;
		c->count--;
	}
}
