/* held: see held.h. Collector's thread. */
#include "config.h"

#include "rules/judge/held.h"

#include <stdlib.h>

struct held {
	struct store *flows; /* events by flow_id */
	held_then *then;
	struct judge *judge;
};

static void on_evict(void *ctx, const void *key, void *value)
{
	struct held *h = ctx;

	(void)key;
	h->then(h->judge, value);
}

struct held *held_new(uint32_t cap, held_then *then, struct judge *j)
{
	struct held *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->then = then;
	h->judge = j;
	h->flows = store_new(
		&(struct store_shape){cap, sizeof(uint64_t), sizeof(struct event), on_evict, h});
	if (h->flows)
		return h;
	free(h);
	return NULL;
}

void held_free(struct held *h)
{
	if (!h)
		return;
	store_free(h->flows);
	free(h);
}

void held_keep(struct held *h, const struct event *e)
{
	struct event *kept = store_take(h->flows, &e->place.flow_id, NULL);

	*kept = *e;
	kept->json = span_of(NULL, 0);
}

static void conclude(struct held *h, const struct event *kept)
{
	struct event e = *kept;

	store_drop(h->flows, &e.place.flow_id);
	h->then(h->judge, &e);
}

void held_release(struct held *h, uint64_t flow_id)
{
	const struct event *kept = store_find(h->flows, &flow_id);

	if (kept)
		conclude(h, kept);
}

static void conclude_until(struct held *h, int64_t until_us)
{
	const struct event *kept;

	while ((kept = store_oldest(h->flows, NULL)) && kept->ts_us <= until_us)
		conclude(h, kept);
}

void held_advance(struct held *h, int64_t now_us)
{
	conclude_until(h, now_us - HELD_WAIT_S * SECOND_US);
}

void held_finish(struct held *h)
{
	conclude_until(h, INT64_MAX);
}
