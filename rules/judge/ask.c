/* ask: see ask.h. Collector's thread. */
#include "config.h"

#include "rules/judge/ask.h"

static bool home_of(const void *ctx, uint16_t space, const struct addr *a, struct addr *ret)
{
	struct party p;

	party_of(ctx, space, a, &p);
	*ret = p.home;
	return p.is_alias;
}

/* The question as the policy can answer it. */
static const struct question *turned(
	const struct judge *j, const struct question *q, struct question *room)
{
	const struct homes homes = {home_of, j};

	if (!j->policy || !store_count(j->aliases))
		return q;
	*room = *q;
	return policy_turn(j->policy, &homes, room) ? room : q;
}

void ask_flow(const struct judge *j, const struct question *q, struct verdict *ret)
{
	struct question room;

	policy_flow(j->policy, turned(j, q, &room), ret);
}

void ask_action(const struct judge *j, const struct question *q, struct verdict *ret)
{
	struct question room;

	policy_action(j->policy, turned(j, q, &room), ret);
}

uint32_t ask_missing(const struct judge *j, const struct question *q, char *ret, uint32_t cap)
{
	struct question room;

	return policy_missing(j->policy, turned(j, q, &room), ret, cap);
}

const char *ask_exception(const struct judge *j, const char *finding, const struct question *q)
{
	struct question room;

	return policy_exception(j->policy, finding, turned(j, q, &room));
}

const char *ask_window_named(const struct judge *j, const struct question *q)
{
	struct question room;

	return policy_window_named(j->policy, turned(j, q, &room));
}
