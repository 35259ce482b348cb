/* far: where the far end of a flow is. Collector's thread. */
#include "config.h"

#include "rules/geo.h"
#include "rules/judge/flow.h"

static const struct {
	const char *suffix, *text;
} services[] = {
#define SERVICE(suffix, text) {suffix, text},
#include "rules/judge/services.def"
#undef SERVICE
};

static bool is_below(struct span name, struct span suffix)
{
	if (name.len < suffix.len ||
		!span_eq_nocase(span_sub(name, name.len - suffix.len, suffix.len), suffix))
		return false;
	return name.len == suffix.len || name.p[name.len - suffix.len - 1] == '.';
}

const char *far_service(const char *domain)
{
	struct span name = span_str(domain);
	const char *best = NULL;
	uint32_t longest = 0;

	for (unsigned i = 0; domain && i < sizeof(services) / sizeof(services[0]); i++) {
		struct span suffix = span_str(services[i].suffix);
		if (suffix.len <= longest || !is_below(name, suffix))
			continue;
		longest = suffix.len;
		best = services[i].text;
	}
	return best;
}

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
