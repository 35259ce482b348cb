/* far: where the far end of a flow is. Collector's thread. */
#include "config.h"

#include "rules/judge/flow.h"

void far_look_up(const struct judge *j, const struct addr *addr, struct far *ret)
{
	(void)j;
	memset(ret, 0, sizeof(*ret));
	if (addr_is_private(addr) || addr_is_group(addr))
		return;
	ret->known = true;
	ret->addr = *addr;
}
