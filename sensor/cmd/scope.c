/*
 * scope: which traffic concerns the network that is watched: what the policy names, and what
 * elements were heard to have. Asked for each flow by readers and lanes.
 */
#include "config.h"

#include "sensor/base/roster.h"
#include "sensor/cmd/session.h"

bool session_touches(void *ctx, uint16_t space, const struct addr *a, const struct addr *b)
{
	struct session *s = ctx;
	const struct policy *p = atomic_load_explicit(&s->policy, memory_order_acquire);

	return policy_touches(p, space, a, b) || roster_has(s->learned, space, a) ||
	       roster_has(s->learned, space, b);
}
