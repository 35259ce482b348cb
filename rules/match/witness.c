/* witness: see witness.h. Lane's and collector's thread, which are one then. */
#include "config.h"

#include "rules/match/room.h"

static bool is_watched(const struct witness *w, const struct rule *r)
{
	return w && w->sid == r->sid && w->gid == r->gid;
}

static void see(
	struct matcher *m, const struct rule *r, const struct target *s, struct obstacle why)
{
	const struct tap_scene *scene = s->scene;
	const struct witness *w = m->index->witness;
	struct rule_look l = {.rule = r,
		.why = why,
		.stream = s->has_payload,
		.has_ends = scene->has_flow,
		.ts_us = scene->ts_us,
		.src = scene->end[s->from],
		.dst = scene->end[side_other(s->from)]};

	if (scene->packet) {
		l.frame_no = scene->packet->frame_no;
		l.source = scene->packet->source;
		l.space = scene->packet->space;
	} else if (s->place) {
		l.frame_no = s->place->frame_no;
		l.source = s->place->source;
		l.space = s->place->space;
	}
	w->look(w->ctx, &l);
}

void witness_see(struct matcher *m, const struct rule *r, const struct target *s)
{
	if (is_watched(m->index->witness, r))
		see(m, r, s, m->why);
}

void witness_see_passed(struct matcher *m, const struct target *s, uint32_t from)
{
	for (uint32_t i = from; m->index->witness && i < m->list_count; i++) {
		const struct rule *r = m->index->set->rules[m->list[i]];
		if (is_watched(m->index->witness, r))
			see(m, r, s, (struct obstacle){.kind = OBSTACLE_PASSED});
	}
}

void witness_verdict(const struct rule_index *x, const struct rule *r, const struct event *e,
	struct obstacle why)
{
	const struct place *p = &e->place;

	if (!x || !is_watched(x->witness, r))
		return;
	x->witness->look(x->witness->ctx, &(struct rule_look){.rule = r,
						  .why = why,
						  .judged = true,
						  .has_ends = p->has_ip,
						  .frame_no = p->frame_no,
						  .source = p->source,
						  .space = p->space,
						  .ts_us = e->ts_us,
						  .src = p->src,
						  .dst = p->dst});
}
