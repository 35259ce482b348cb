/* turned: see turned.h. */
#include "config.h"

#include "sensor/cmd/turned.h"

static bool is_listed(const struct policy *p, uint16_t space, const struct addr *a)
{
	struct host host;

	policy_host(p, space, a, &host);
	return (host.roles & 1u << ROLE_ELEMENT) != 0;
}

void question_turn(
	const struct policy *p, struct question *q, const struct further *of, unsigned count)
{
	struct addr *ends[] = {&q->client.addr, &q->server.addr, &q->element, &q->actor};
	const struct addr *one = q->is_action ? &q->element : &q->client.addr;
	const struct addr *two = q->is_action ? &q->actor : &q->server.addr;

	if (!p || is_listed(p, q->space, one) || is_listed(p, q->space, two))
		return;
	for (unsigned i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		unsigned k = 0;
		while (k < count && addr_cmp(&of[k].ip, ends[i]) != 0)
			k++;
		if (k < count)
			*ends[i] = of[k].of;
	}
}
