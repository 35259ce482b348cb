/* guess: credentials that crossed. Collector's thread. */
#include "config.h"

#include "rules/judge/report.h"

static struct judgement judgement_of(const struct watched *w, enum finding finding)
{
	return (struct judgement){.finding = finding,
		.event = w->event,
		.app = w->event->type,
		.element = w->to,
		.peer = w->from,
		.question = w->question};
}

static void tell_default(struct judge *j, const struct watched *w)
{
	struct judgement it = judgement_of(w, FINDING_DEFAULT_CREDENTIAL);
	const struct credential *c = &w->event->u.credential;

	it.rule = "vendor-default";
	words_add(&it.message, w->from->id);
	words_add(&it.message, " offers a vendor default credential to ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, " over ");
	words_add(&it.message, w->event->type);
	if (c->user.len) {
		words_add(&it.message, " as ");
		words_add_span(&it.message, c->user);
	}
	finding_raise(j, &it);
}

static void tell_cleartext(struct judge *j, const struct watched *w)
{
	struct judgement it = judgement_of(w, FINDING_CLEARTEXT_MANAGEMENT);

	it.rule = "cleartext-credential";
	words_add(&it.message, "a credential for ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, " crossed in clear from ");
	words_add(&it.message, w->from->id);
	words_add(&it.message, " over ");
	words_add(&it.message, w->event->type);
	finding_raise(j, &it);
}

void report_credential(struct judge *j, const struct event *e)
{
	const struct credential *c = &e->u.credential;
	const struct endpoint *to = place_end(&e->place, c->element);
	const struct endpoint *from = place_end(&e->place, side_other(c->element));
	struct party element, actor;

	if (!e->place.has_ip)
		return;
	party_of(j, e->place.space, &to->addr, &element);
	party_of(j, e->place.space, &from->addr, &actor);
	struct question q = {.ts_us = e->ts_us,
		.space = e->place.space,
		.client = *place_end(&e->place, SIDE_CLIENT),
		.server = *place_end(&e->place, SIDE_SERVER),
		.ip_proto = e->place.ip_proto,
		.app = e->type};
	struct watched w = {e, &actor, &element, &q};
	if (c->known_default)
		tell_default(j, &w);
	if (c->cleartext && (element.is_element || !j->policy))
		tell_cleartext(j, &w);
	watch_credential(j, &w, c->hash);
}
