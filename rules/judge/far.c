/* far: where the far end of a flow is. Collector's thread. */
#include "config.h"

#include "rules/geo.h"
#include "rules/judge/flow.h"

void far_look_up(const struct judge *j, const struct addr *addr, struct far *ret)
{
	struct geo_answer answer;

	memset(ret, 0, sizeof(*ret));
	if (addr_is_private(addr) || addr_is_group(addr))
		return;
	ret->known = true;
	ret->addr = *addr;
	if (!geo_find(j->options.geo, addr, &answer))
		return;
	words_copy(ret->country, sizeof(ret->country), span_str(answer.country));
	words_copy(ret->owner, sizeof(ret->owner), span_str(answer.owner));
	ret->asn = answer.asn;
}
