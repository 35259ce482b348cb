/* turned: see turned.h. */
#include "config.h"

#include "sensor/cmd/turned.h"

struct told {
	const struct further *further;
	unsigned count;
};

static bool home_of(const void *ctx, uint16_t space, const struct addr *a, struct addr *ret)
{
	const struct told *t = ctx;

	(void)space; /* of one event */
	for (unsigned i = 0; i < t->count; i++) {
		if (addr_cmp(&t->further[i].ip, a) != 0)
			continue;
		*ret = t->further[i].of;
		return true;
	}
	return false;
}

void question_turn(
	const struct policy *p, struct question *q, const struct further *of, unsigned count)
{
	const struct told told = {of, count};

	if (p)
		policy_turn(p, &(struct homes){home_of, &told}, q);
}
