/* far: see far.h. Collector's thread. */
#include "config.h"

#include "rules/judge/far.h"

#include "rules/geo.h"
#include "rules/judge/beat.h"
#include "rules/judge/naming.h"
#include "rules/judge/services.h"
#include "rules/judge/shown.h"

static void far_serve(struct far *far, const struct known_service *s)
{
	if (!s)
		return;
	far->service = s->text;
	far->is_resolver = s->is_resolver;
}

void far_look_up(const struct judge *j, const struct addr *addr, struct far *ret)
{
	struct geo_answer answer;

	memset(ret, 0, sizeof(*ret));
	if (addr_is_private(addr) || addr_is_group(addr))
		return;
	ret->known = true;
	ret->addr = *addr;
	far_serve(ret, services_at(j->options.services, addr));
	if (!geo_find(j->options.geo, addr, &answer))
		return;
	words_copy(ret->country, sizeof(ret->country), span_str(answer.country));
	words_copy(ret->owner, sizeof(ret->owner), span_str(answer.owner));
	ret->asn = answer.asn;
}

void far_name(const struct judge *j, struct far *far, const char *domain)
{
	far->domain = domain;
	far_serve(far, services_named(j->options.services, domain));
}

void far_use(const struct judge *j, struct far *far, const struct event *e)
{
	const char *names[NAMING_MAX];
	unsigned count = naming_of(j, e, names);

	far->own_name = naming_of_flow(j, e->place.flow_id);
	for (unsigned i = 0; i < count && !far->asked_name; i++)
		if (names[i] != far->own_name)
			far->asked_name = names[i];
	const struct shown *certificate = shown_of(j, e);
	far->subject = certificate ? certificate->subject : NULL;
	far->issuer = certificate ? certificate->issuer : NULL;
	far->first_us = e->ts_us;
	far->calls = 1;
	beat_use(j, e, far);
}
