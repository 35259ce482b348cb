/* aside: see aside.h. Collector's thread. */
#include "config.h"

#include "rules/correlate/aside.h"

struct aside_key {
	uint64_t no; /* packet: each deed for itself */
	uint32_t shard, sub;
	uint64_t kind;
};

bool aside_open(struct judge *j)
{
	j->correlate->asides = store_new(&(struct store_shape){
		TRACE_ASIDES, sizeof(struct aside_key), sizeof(struct aside), NULL, j});
	return j->correlate->asides;
}

void aside_put(struct judge *j, const struct deed *d, aside_judge_fn *judge)
{
	struct aside_key key = {
		d->event->no, d->event->shard, d->event->sub, (uint64_t)(uintptr_t)judge};
	struct aside *a = store_take(j->correlate->asides, &key, NULL);

	*a = (struct aside){.judge = judge,
		.ts_us = d->event->ts_us,
		.no = d->event->no,
		.place = d->event->place,
		.type = d->event->type,
		.verb = d->action.verb,
		.evidence = d->action.evidence,
		.element = d->element.addr,
		.actor = d->actor.addr,
		.change = d->change};
	if (d->action.user_known)
		words_copy(a->user, sizeof(a->user), d->action.user);
	words_copy(a->object, sizeof(a->object), d->action.object);
}

void aside_advance(struct judge *j)
{
	const void *key;
	const struct aside *a;

	while ((a = store_oldest(j->correlate->asides, &key)) && j->now_us - a->ts_us >= ASIDE_US) {
		struct aside_key gone = *(const struct aside_key *)key;
		struct aside aside = *a;
		store_drop(j->correlate->asides, &gone);
		aside.judge(j, &aside);
	}
}

void aside_tell(struct judge *j, const struct aside *a, struct aside_telling *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->event = (struct event){.kind = EVENT_ACTION,
		.no = a->no,
		.ts_us = a->ts_us,
		.place = a->place,
		.type = a->type,
		.app = a->type};
	ret->question = (struct question){.ts_us = a->ts_us,
		.space = a->place.space,
		.client = *place_end(&a->place, SIDE_CLIENT),
		.server = *place_end(&a->place, SIDE_SERVER),
		.ip_proto = a->place.ip_proto,
		.app = a->type};
	party_of(j, a->place.space, &a->element, &ret->element);
	party_of(j, a->place.space, &a->actor, &ret->actor);
}
