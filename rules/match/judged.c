/* judged: rules against what the judgement shows: actions, elements, files. Collector's thread. */
#include "config.h"

#include "rules/match/room.h"

static void scene_of(const struct judged *what, struct tap_scene *ret)
{
	const struct event *e = what->event;
	const struct place *p = &e->place;

	*ret = (struct tap_scene){.from = SIDE_CLIENT,
		.ts_us = e->ts_us,
		.app = e->type,
		.ip_proto = p->ip_proto,
		.has_flow = p->has_ip,
		.established = true,
		.scratch = what->scratch};
	ret->end[SIDE_CLIENT] = p->src_is_client ? p->src : p->dst;
	ret->end[SIDE_SERVER] = p->src_is_client ? p->dst : p->src;
}

void matcher_judged(struct matcher *m, struct rule_index *index, const struct judged *what)
{
	struct tap_scene scene;
	struct target s = {
		.scene = &scene, .from = SIDE_CLIENT, .either = true, .place = &what->event->place};

	if (!index->wants_judge || (m->generation != index->generation && !matcher_renew(m, index)))
		return;
	m->index = index;
	m->window = what->window;
	m->value_count = 0;
	for (unsigned i = 0; i < what->count; i++) {
		int id = buffers_find(index->set->buffers, span_str(what->values[i].name));
		if (id >= 0 && what->values[i].text.len)
			value_bytes(m, (uint16_t)id, what->values[i].text);
	}
	scene_of(what, &scene);
	candidates_begin(m);
	candidates_facts(m, &index->judge);
	candidates_sort(m);
	for (uint32_t i = 0; i < m->list_count; i++) {
		const struct rule *r = index->set->rules[m->list[i]];
		if (!rule_fits(m, r, &s))
			continue;
		if (r->action == RULE_PASS)
			return;
		what->found(what->ctx, r, carried_pack(m, what->scratch));
	}
}
