/*
 * views: what every view stands on: the bytes that it keeps of a flow, and rules against the values
 * at hand. Worker's thread.
 */
#include "config.h"

#include "rules/match/views.h"

/* --- bytes --- */

void view_bytes_drop(const struct tap_scene *scene, struct view_bytes *b)
{
	if (b->p)
		tap_give(scene->room, b->p, b->block);
	*b = (struct view_bytes){0};
}

uint32_t view_bytes_add(
	const struct tap_scene *scene, struct view_bytes *b, struct span data, uint32_t most)
{
	uint32_t take = data.len;

	if (b->len + take > most)
		take = most > b->len ? most - b->len : 0;
	if (b->len + take > b->block) {
		uint32_t block, want = b->len + take;
		want = want < b->len * 2 ? b->len * 2 : want < 512 ? 512 : want;
		uint8_t *p = tap_take(scene->room, want, &block);
		if (!p)
			return 0;
		if (b->len)
			memcpy(p, b->p, b->len);
		if (b->p)
			tap_give(scene->room, b->p, b->block);
		b->p = p;
		b->block = block;
	}
	if (take)
		memcpy(b->p + b->len, data.p, take);
	b->len += take;
	return take;
}

/* --- rules --- */

static bool of_client(const struct rule *r)
{
	return r->stage == STAGE_VIEW && (r->view_side & SIDES_SERVER);
}

static bool of_server(const struct rule *r)
{
	return r->stage == STAGE_VIEW && (r->view_side & SIDES_CLIENT);
}

void view_judge(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, enum side from)
{
	struct tap_scene turned = *scene;
	struct target s = {.scene = &turned, .flow = f, .from = from};

	turned.from = from;
	candidates_begin(m);
	candidates_add(m, &m->index->view_any[from]);
	for (uint32_t i = 0; i < m->value_count; i++) {
		const struct value *v = &m->values[i];
		if (v->buffer < BUFFER_FIELDS)
			candidates_scan(m, m->index->view[v->buffer], v->text, 0);
	}
	if (m->list_count)
		rules_judge(m, &s, from == SIDE_CLIENT ? of_client : of_server);
}

void files_judge(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	if (!data.len)
		return;
	m->value_count = 0;
	value_bytes(m, BUFFER_FILE_DATA, data);
	view_judge(m, scene, f, scene->from);
}
