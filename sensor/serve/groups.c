/* groups: see groups.h. */
#include "config.h"

#include "sensor/serve/groups.h"

#include <stdlib.h>

struct keyed {
	struct span key;
	const struct row *row;
};

unsigned group_by(struct span name)
{
	int field = row_field_of(name);

	if (field >= 0)
		return (unsigned)field;
	if (span_eq(name, SPAN_LIT("group")))
		return BY_GROUP;
	if (span_eq(name, SPAN_LIT("sensor")))
		return BY_SENSOR;
	if (span_eq(name, SPAN_LIT("window")))
		return BY_WINDOW;
	if (span_eq(name, SPAN_LIT("permit")))
		return BY_PERMIT;
	return span_eq(name, SPAN_LIT("state")) ? BY_STATE : BY_NONE;
}

unsigned row_severity(const struct row *r)
{
	struct span s = r->field[ROW_SEVERITY];

	return s.len == 1 && s.p[0] >= '1' && s.p[0] <= '4' ? (unsigned)(s.p[0] - '0') : 0;
}

static struct span key_of(const struct row *r, unsigned by)
{
	if (by < ROW_FIELDS)
		return r->field[by];
	if (by == BY_SENSOR)
		return span_str(r->sensor);
	if (by == BY_STATE)
		return span_str(r->state);
	if (by == BY_WINDOW || by == BY_PERMIT)
		return by == BY_WINDOW ? r->window : r->permit;
	return r->group.len > 0 ? r->group : r->id;
}

/* By key; finding groups of two sensors are two. The newest row first. */
static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = span_cmp(x->key, y->key);

	if (order == 0)
		order = strcmp(x->row->sensor, y->row->sensor);
	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static int most_first(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->rows != y->rows)
		return x->rows < y->rows ? 1 : -1;
	return span_cmp(x->key, y->key);
}

static int worst_first(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->worst != y->worst)
		return x->worst < y->worst ? -1 : 1;
	if (x->last_us != y->last_us)
		return x->last_us < y->last_us ? 1 : -1;
	return span_cmp(x->key, y->key);
}

static void add(struct group *g, const struct row *r)
{
	unsigned severity = row_severity(r);

	g->rows++;
	if (severity && (!g->worst || severity < g->worst))
		g->worst = severity;
	if (r->ts_us < g->first_us)
		g->first_us = r->ts_us;
	if (r->ts_us > g->last_us)
		g->last_us = r->ts_us;
}

uint32_t groups_of(const struct table *t, unsigned by, struct group **ret)
{
	struct keyed *keyed = calloc(t->count + 1, sizeof(*keyed));
	struct group *groups = calloc(t->count + 1, sizeof(*groups));
	uint32_t n = 0, count = 0;

	*ret = groups;
	if (!keyed || !groups) {
		free(keyed);
		return 0;
	}
	for (uint32_t i = 0; i < t->count; i++) {
		struct span key = key_of(&t->rows[i], by);
		if (key.len > 0)
			keyed[n++] = (struct keyed){key, &t->rows[i]};
	}
	qsort(keyed, n, sizeof(*keyed), by_key);
	for (uint32_t i = 0; i < n; i++) {
		bool same = i > 0 && span_eq(keyed[i].key, keyed[i - 1].key) &&
			    (by != BY_GROUP || keyed[i].row->sensor == keyed[i - 1].row->sensor);
		if (!same)
			groups[count++] = (struct group){.key = keyed[i].key,
				.latest = keyed[i].row,
				.first_us = keyed[i].row->ts_us,
				.last_us = keyed[i].row->ts_us};
		add(&groups[count - 1], keyed[i].row);
	}
	free(keyed);
	qsort(groups, count, sizeof(*groups), by == BY_GROUP ? worst_first : most_first);
	return count;
}
