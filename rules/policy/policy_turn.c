/*
 * policy_turn: a question under the addresses by which the policy names those that it is about.
 * Any thread; pure.
 */
#include "config.h"

#include "rules/policy/policy.h"

static bool is_listed(const struct policy *p, uint16_t space, const struct addr *a)
{
	struct host host;

	policy_host(p, space, a, &host);
	return (host.roles & (1u << ROLE_ELEMENT | 1u << ROLE_CPE)) != 0;
}

bool policy_turn(const struct policy *p, const struct homes *homes, struct question *q)
{
	struct addr *ends[] = {&q->client.addr, &q->server.addr, &q->element, &q->actor};
	unsigned from = q->is_action ? 2 : 0; /* those that are judged */
	struct addr home;
	bool any = false;

	if (is_listed(p, q->space, ends[from]) || is_listed(p, q->space, ends[from + 1]))
		return false;
	for (unsigned i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (!homes->find(homes->ctx, q->space, ends[i], &home))
			continue;
		*ends[i] = home;
		any = true;
	}
	return any;
}
