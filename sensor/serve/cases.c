/* cases: see cases.h. */
#include "config.h"

#include "sensor/serve/cases.h"

#include "sensor/serve/sift.h"

#include <stdlib.h>

static const char *const states[] = {"new", "ack", "false-positive", "incident", "closed"};

const char *case_state_name(unsigned i)
{
	return i < sizeof(states) / sizeof(*states) ? states[i] : NULL;
}

const char *case_state_of(struct span text)
{
	for (unsigned i = 0; case_state_name(i); i++)
		if (span_eq(text, span_str(states[i])))
			return states[i];
	return NULL;
}

static int compare(const char *sensor, struct span group, const struct table_case *c)
{
	int order = strcmp(sensor, c->sensor);

	if (order != 0)
		return order;
	uint32_t len = group.len < c->group.len ? group.len : c->group.len;
	order = len > 0 ? memcmp(group.p, c->group.p, len) : 0;
	if (order != 0 || group.len == c->group.len)
		return order;
	return group.len < c->group.len ? -1 : 1;
}

static int by_group(const void *a, const void *b)
{
	const struct table_case *x = a;

	return compare(x->sensor, x->group, b);
}

bool cases_read(struct table *t, struct depot_link *l, const char *sensor)
{
	struct redisReply *reply = depot_hash(l, sensor, (struct span[3]){SPAN_LIT("cases")});
	size_t more = reply_count(reply) / 2;
	struct table_case *grown;

	if (!reply)
		return false;
	if (more > CASES_MAX - t->case_count) {
		more = CASES_MAX - t->case_count;
		t->truncated = true;
	}
	grown = realloc(t->cases, (t->case_count + more + 1) * sizeof(*grown));
	if (!grown) {
		depot_free(reply);
		return false;
	}
	t->cases = grown;
	for (size_t i = 0; i < more; i++) {
		struct sift state = {.path = "state"};
		sift(reply_text(reply_at(reply, 2 * i + 1)), &state, 1);
		const char *known = case_state_of(state.value);
		t->cases[t->case_count++] = (struct table_case){sensor,
			table_keep(t, reply_text(reply_at(reply, 2 * i))), known ? known : "new"};
	}
	depot_free(reply);
	qsort(t->cases, t->case_count, sizeof(*t->cases), by_group);
	return true;
}

const char *cases_find(const struct table *t, const char *sensor, struct span group)
{
	uint32_t low = 0, high = t->case_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = compare(sensor, group, &t->cases[middle]);
		if (order == 0)
			return t->cases[middle].state;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return states[0];
}
