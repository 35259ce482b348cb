/*
 * ahead: values that a dissector shows before the event that they belong to: random values and
 * certificates of TLS, header fields of SIP. Kept in memory of the flow room, one behind the other
 * (rules/match/carry.h), until the event comes. Worker's thread.
 */
#include "config.h"

#include "rules/match/carry.h"
#include "rules/match/room.h"

enum { AHEAD_FIRST = 1024, AHEAD_MAX = 64 * 1024, AHEAD_HEAD = 4 };

void ahead_drop(const struct tap_scene *scene, struct match_flow *f)
{
	if (f->ahead)
		tap_give(scene->room, f->ahead, f->ahead_block);
	f->ahead = NULL;
	f->ahead_of = NULL;
	f->ahead_len = f->ahead_block = 0;
}

/* Room for LEN bytes more; false where there is none. */
static bool grow(const struct tap_scene *scene, struct match_flow *f, uint32_t len)
{
	uint32_t need = f->ahead_len + len, block;

	if (need <= f->ahead_block)
		return true;
	if (need > AHEAD_MAX)
		return false;
	uint8_t *more = tap_take(scene->room, need < AHEAD_FIRST ? AHEAD_FIRST : need * 2, &block);
	if (!more)
		return false;
	if (f->ahead_len)
		memcpy(more, f->ahead, f->ahead_len);
	if (f->ahead)
		tap_give(scene->room, f->ahead, f->ahead_block);
	f->ahead = more;
	f->ahead_block = block;
	return true;
}

void ahead_keep(const struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct schema *type, const struct tap_fact *fact)
{
	const struct facts_index *x = index_facts(m->index, type);

	if (!f || !x || fact->field >= type->count || !x->asked[fact->field] ||
		x->buffer_of[fact->field] < 0)
		return;
	if (f->ahead_of && f->ahead_of != type)
		f->ahead_len = 0;
	f->ahead_of = type;
	if (!grow(scene, f, fact->text.len + AHEAD_HEAD))
		return;
	struct carry to = {f->ahead, f->ahead_len, f->ahead_block};
	carry_put(&to, (uint16_t)x->buffer_of[fact->field], fact->text);
	f->ahead_len = to.len;
}

void ahead_values(struct matcher *m, const struct match_flow *f, const struct schema *type)
{
	struct span rest, value;
	uint16_t buffer;

	if (!f || f->ahead_of != type)
		return;
	rest = span_of(f->ahead, f->ahead_len);
	while (carry_next(&rest, &buffer, &value))
		value_bytes(m, buffer, value);
}
