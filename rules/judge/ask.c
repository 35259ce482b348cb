/* ask: see ask.h. Collector's thread. */
#include "config.h"

#include "rules/judge/ask.h"

/* The question as the policy can answer it. */
static const struct question *turned(
	const struct judge *j, const struct question *q, struct question *room)
{
	struct addr *ends[] = {
		&room->client.addr, &room->server.addr, &room->element, &room->actor};
	unsigned from = q->is_action ? 2 : 0; /* those that are judged */
	bool any = false;
	struct party p;

	if (!j->policy || !store_count(j->aliases))
		return q;
	*room = *q;
	for (unsigned i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		party_of(j, q->space, ends[i], &p);
		if (party_is_listed(&p) && (i & 2u) == from)
			return q;
		any |= p.is_alias;
		*ends[i] = p.home;
	}
	return any ? room : q;
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
