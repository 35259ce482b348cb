/*
 * waiting: rules that a stream has met in part: what is looked for first was there, and the rest
 * may stand in bytes that are yet to come, or its protocol is known a little later. As long as the
 * bytes are kept that a rule was met in, it is looked at again with each further piece. On a
 * worker's thread.
 */
#include "config.h"

#include "rules/match/room.h"

/** One rule that waits. */
struct waiting {
	uint32_t rule; /* + 1; 0: none */
	uint32_t left; /* bytes for which it still waits */
	uint64_t past; /* in the stream: what ends up to here was seen before it was met */
};

/** By side. */
struct waiting_list {
	struct waiting of[2][MATCH_WAITING];
};

/* More bytes may bring what R stopped at. */
static bool may_come(const struct matcher *m, const struct rule *r, const struct tap_scene *scene)
{
	uint16_t i = m->why.index;

	switch (m->why.kind) {
	case OBSTACLE_APP:
		return !scene->app;
	case OBSTACLE_CHECK:
		return r->checks[i].kind == CHECK_APP_PROTO && !scene->app;
	case OBSTACLE_ITEM:
		return r->buffers[i].id == BUFFER_PAYLOAD && r->buffers[i].count > 1;
	default:
		return false;
	}
}

static struct waiting *entry_of(const struct match_flow *f, enum side side, uint32_t rule)
{
	for (int i = 0; f->waiting && i < MATCH_WAITING; i++)
		if (f->waiting->of[side][i].rule == rule + 1)
			return &f->waiting->of[side][i];
	return NULL;
}

/* A free place, else that of the one with the least left to wait for; NULL without memory. */
static struct waiting *entry_new(const struct tap_scene *scene, struct match_flow *f)
{
	if (!f->waiting) {
		f->waiting = tap_take(scene->room, sizeof(*f->waiting), &f->waiting_block);
		if (!f->waiting)
			return NULL;
		memset(f->waiting, 0, sizeof(*f->waiting));
	}
	struct waiting *of = f->waiting->of[scene->from], *best = &of[0];
	for (int i = 0; i < MATCH_WAITING && best->rule; i++)
		if (!of[i].rule || of[i].left < best->left)
			best = &of[i];
	return best;
}

void waiting_note(struct matcher *m, const struct rule *r, const struct target *s)
{
	struct waiting *w = entry_of(s->flow, s->from, r->index);

	if (w || r->fast_item < 0 || !may_come(m, r, s->scene))
		return;
	w = entry_new(s->scene, s->flow);
	if (w)
		*w = (struct waiting){
			r->index + 1, s->payload.len - s->past + MATCH_OVERLAP, s->base + s->past};
}

void waiting_drop(const struct rule *r, const struct target *s)
{
	struct waiting *w = entry_of(s->flow, s->from, r->index);

	if (w)
		w->rule = 0;
}

void waiting_add(struct matcher *m, const struct target *s)
{
	for (int i = 0; s->flow->waiting && i < MATCH_WAITING; i++) {
		struct waiting *w = &s->flow->waiting->of[s->from][i];
		uint32_t rule = w->rule - 1;
		struct rule_list one = {&rule, 1, 1};
		if (!w->rule)
			continue;
		if (m->stamp[rule] == m->round) /* met anew */
			w->left = s->payload.len - s->past + MATCH_OVERLAP;
		candidates_add(m, &one);
	}
}

uint32_t waiting_past(const struct rule *r, const struct target *s)
{
	const struct waiting *w = entry_of(s->flow, s->from, r->index);

	if (!w)
		return s->past;
	return w->past > s->base ? (uint32_t)(w->past - s->base) : 0;
}

void waiting_pass(const struct tap_scene *scene, struct match_flow *f, uint32_t len)
{
	for (int i = 0; f->waiting && i < MATCH_WAITING; i++) {
		struct waiting *w = &f->waiting->of[scene->from][i];
		if (w->left <= len)
			w->rule = 0;
		w->left -= w->left < len ? w->left : len;
	}
}

void waiting_clear(struct match_flow *f, enum side side)
{
	if (f->waiting)
		memset(f->waiting->of[side], 0, sizeof(f->waiting->of[side]));
}

void waiting_free(const struct tap_scene *scene, struct match_flow *f)
{
	if (f->waiting)
		tap_give(scene->room, f->waiting, f->waiting_block);
	f->waiting = NULL;
}
