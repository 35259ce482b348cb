/*
 * behave: what hosts do: the services that elements answered on, and the roles that follow from a
 * conversation with them. Collector's thread.
 */
#include "config.h"

#include "rules/inventory/hearing.h"
#include "rules/inventory/restart.h"

static const struct {
	const char *app;
	enum side side;
	const char *role;
} behaviours[] = {
#define BEHAVES(app, side, role) {app, SIDE_##side, role},
#include "rules/inventory/sources.def"
};

enum { WEIGHT_FLOW = 50, WEIGHT_DEED = 60 };

/* Something came back that is more than a refusal. */
static bool was_answered(const struct event *e)
{
	const struct flow_facts *f = &e->u.flow;

	if (e->place.ip_proto == IPPROTO_NR_TCP)
		return f->packets[SIDE_SERVER] && (f->tcp_flags[SIDE_SERVER] & (TCP_SYN | TCP_PSH));
	return e->place.ip_proto == IPPROTO_NR_UDP && e->app && f->packets[SIDE_SERVER];
}

/*
 * Without a policy anybody may be an element: what hosts do is then told once a day and at the end,
 * not with each host that is seen.
 */
static void behaviour_end(struct hearing *h)
{
	if (h->judge->policy)
		hearing_end(h);
}

/* "tcp/22 ssh" */
static void service_hear(struct judge *j, const struct event *e, const struct party *p)
{
	struct hearing h;
	struct words w;

	if (e->place.child || e->place.group || e->place.initiator_guessed || !was_answered(e) ||
		!hearing_begin(&h, j, e, p, false))
		return;
	h.port = place_end(&e->place, SIDE_SERVER)->port;
	h.source = SPAN_LIT("flow");
	h.weight = WEIGHT_FLOW;
	words_begin(&w);
	words_add(&w, e->place.ip_proto == IPPROTO_NR_TCP ? "tcp/" : "udp/");
	words_add_u64(&w, h.port);
	if (e->app) {
		words_add(&w, " ");
		words_add(&w, e->app);
	}
	hearing_take(&h, FACT_SERVICE, words_span(&w), false);
	behaviour_end(&h);
}

static void role_hear(
	struct judge *j, const struct event *e, const struct party *p, const char *role)
{
	struct hearing h;

	if (!hearing_begin(&h, j, e, p, true))
		return;
	h.source = span_str(e->app ? e->app : e->type);
	h.weight = WEIGHT_FLOW;
	hearing_take(&h, FACT_ROLE, span_str(role), false);
	behaviour_end(&h);
}

void inventory_flow(struct judge *j, const struct event *e, enum side side, const struct party *p)
{
	struct party other;

	if (side == SIDE_SERVER)
		service_hear(j, e, p);
	/* a flow that another announced begins at either end: that one tells who serves */
	if (!e->app || e->place.group || e->place.child || e->place.initiator_guessed)
		return;
	for (unsigned i = 0; i < sizeof(behaviours) / sizeof(behaviours[0]); i++) {
		if (strcmp(behaviours[i].app, e->app) != 0)
			continue;
		if (behaviours[i].side == side) {
			role_hear(j, e, p, behaviours[i].role);
			continue;
		}
		party_of(
			j, e->place.space, &place_end(&e->place, behaviours[i].side)->addr, &other);
		role_hear(j, e, &other, behaviours[i].role);
	}
}

void inventory_deed(struct judge *j, const struct deed *d)
{
	const struct action *a = &d->action;
	struct hearing h;

	asset_of(j, &d->element, d->event->ts_us, false); /* what is acted on is heard of */
	if (a->verb == VERB_REBOOT)
		restart_by_deed(j, d);
	if (a->evidence != EVIDENCE_OBSERVED || a->verb == VERB_LOGIN_FAILED ||
		a->outcome == OUTCOME_REFUSED || a->outcome == OUTCOME_FAILED ||
		!d->element.is_element || d->actor.is_element ||
		!hearing_begin(&h, j, d->event, &d->actor, true))
		return;
	h.source = span_str(d->event->type);
	h.weight = WEIGHT_DEED;
	hearing_take(&h, FACT_ROLE, SPAN_LIT("manager"), false);
	hearing_end(&h);
}

void inventory_speaker(struct judge *j, const struct event *e)
{
	enum side side = e->u.signal.number == SIDE_CLIENT ? SIDE_CLIENT : SIDE_SERVER;
	struct hearing h;
	struct party p;

	if (!e->place.has_ip)
		return;
	party_of(j, e->place.space, &place_end(&e->place, side)->addr, &p);
	if (!hearing_begin(&h, j, e, &p, false))
		return;
	h.source = e->u.signal.text;
	h.weight = WEIGHT_DEED;
	hearing_take(&h, FACT_ROLE, SPAN_LIT("router"), false);
	hearing_end(&h);
}
