/* policy_explain: see policy_explain.h. */
#include "config.h"

#include "rules/policy/policy_explain.h"

#include "rules/policy/policy_match.h"

const char *near_miss_name(unsigned miss)
{
	switch (miss) {
	case MISS_FROM:
		return "from";
	case MISS_TO:
		return "to";
	case MISS_OVER:
		return "over";
	case MISS_MAY:
		return "may";
	case MISS_WINDOW:
		return "window";
	case MISS_TIME:
		return "time";
	case MISS_ACTOR:
		return "actor";
	case MISS_ELEMENT:
		return "element";
	default:
		return "user";
	}
}

static bool is_session(enum verb v)
{
	return v == VERB_LOGIN || v == VERB_LOGIN_FAILED || v == VERB_LOGOUT;
}

struct asked {
	const struct policy *p;
	const struct question *q;
	struct who client, server;
	uint32_t app;
};

static unsigned permit_misses(const struct asked *a, const struct permit *permit)
{
	const struct question *q = a->q;
	unsigned missed = 0;

	if (!policy_party_has(a->p, &permit->from, &a->client, q))
		missed |= MISS_FROM;
	if (!policy_party_has(a->p, &permit->to, &a->server, q))
		missed |= MISS_TO;
	if (!policy_over_fits(a->p, &permit->over, q, a->app))
		missed |= MISS_OVER;
	if (q->is_action && !is_session(q->verb) && !(permit->may & 1u << q->verb))
		missed |= MISS_MAY;
	if (!missed && permit->in_window && q->is_action && verb_changes(q->verb))
		missed |= MISS_WINDOW;
	return missed;
}

/* Those that miss as many things as MISSES; the two ends together are about others. */
static unsigned permits_missing(const struct asked *a, int misses, struct near ret[NEAR_MAX])
{
	unsigned count = 0;

	for (uint32_t i = 0; i < a->p->permit_count && count < NEAR_MAX; i++) {
		const struct permit *permit = &a->p->permits[i];
		unsigned missed = permit_misses(a, permit);
		if (__builtin_popcount(missed) != misses ||
			(missed & (MISS_FROM | MISS_TO)) == (MISS_FROM | MISS_TO))
			continue;
		ret[count++] =
			(struct near){.id = permit->id, .line = permit->line, .missed = missed};
	}
	return count;
}

unsigned policy_near_permits(
	const struct policy *p, const struct question *q, struct near ret[NEAR_MAX])
{
	struct asked a = {.p = p, .q = q, .app = policy_app(p, q)};

	policy_sides(p, q, &a.client, &a.server);
	unsigned count = permits_missing(&a, 1, ret);
	if (count)
		return count;
	count = permits_missing(&a, 2, ret);
	return count < 2 ? count : 2;
}

static unsigned window_misses(
	const struct policy *p, const struct question *q, const struct window *w)
{
	unsigned departed = policy_departures(p, q, w), missed = 0;

	if (q->ts_us < w->from_us || q->ts_us >= w->until_us)
		missed |= MISS_TIME;
	if (departed & BY_ACTOR)
		missed |= MISS_ACTOR;
	if (departed & BY_ELEMENT)
		missed |= MISS_ELEMENT;
	if (departed & BY_USER)
		missed |= MISS_USER;
	if (departed & BY_VERB)
		missed |= MISS_MAY;
	return missed;
}

unsigned policy_near_windows(
	const struct policy *p, const struct question *q, struct near ret[NEAR_MAX])
{
	unsigned count = 0;

	for (uint32_t i = 0; q->is_action && i < p->window_count && count < NEAR_MAX; i++) {
		const struct window *w = &p->windows[i];
		unsigned missed = window_misses(p, q, w);
		if (__builtin_popcount(missed) == 1)
			ret[count++] = (struct near){.id = w->id,
				.line = w->line,
				.missed = missed,
				.from_us = w->from_us,
				.until_us = w->until_us};
	}
	return count;
}
