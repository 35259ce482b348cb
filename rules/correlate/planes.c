/*
 * planes: management that comes from where it has no place: out of a subscriber's tunnel, session
 * or VLAN, from a subscriber, or from an address of the world that the policy does not name.
 * Collector's thread.
 */
#include "config.h"

#include "rules/correlate/trace.h"

/* What subscribers' packets come in, or NULL. */
static const char *subscriber_layer(const struct place *p)
{
	for (unsigned i = 0; i < p->layer_count; i++) {
		if (p->layers[i] == LAYER_GTPU)
			return "out of a GTP tunnel";
		if (p->layers[i] == LAYER_PPPOE)
			return "out of a PPPoE session";
		if (p->layers[i] == LAYER_L2TP)
			return "out of an L2TP session";
	}
	return NULL;
}

/* Of the same network as TO: addresses of IPv6 are seldom private, those of one operator begin
 * alike. */
static bool is_near(const struct addr *from, const struct addr *to)
{
	enum { OPERATOR_4 = 96 + 16, OPERATOR_6 = 32 };

	return addr_is_private(from) ||
	       addr_in_prefix(from, to, addr_is_v4(to) ? OPERATOR_4 : OPERATOR_6);
}

/* Where FROM stands that nobody should manage TO from, or NULL. */
static const char *plane_of(const struct judge *j, const struct party *from, const struct party *to,
	const struct place *p)
{
	const uint32_t users = 1u << ROLE_SUBSCRIBER | 1u << ROLE_CPE;
	const char *layer = subscriber_layer(p);

	if (!layer && policy_is_subscriber_vlan(j->policy, p->vlan, p->vlan_count))
		layer = "out of a VLAN of subscribers";
	if (layer || !j->policy)
		return layer;
	if (from->host.roles & users)
		return "from a subscriber";
	if (from->host.roles & 1u << ROLE_PEER)
		return "from another network";
	return from->host.roles || is_near(&from->addr, &to->addr) ? NULL : "from outside";
}

static void plane_tell(struct judge *j, const struct watched *w, const char *plane)
{
	struct judgement it = {.finding = FINDING_PLANE_VIOLATION,
		.event = w->event,
		.app = w->event->app ? w->event->app : w->event->type,
		.element = w->to,
		.peer = w->from,
		.question = w->question,
		.rule = "wrong-plane",
		.severity = j->policy ? 2 : 3,
		.confidence =
			w->event->place.initiator_guessed ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM,
		.permit_helps = true};

	words_add(&it.message, w->from->id);
	words_add(&it.message, " manages ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, " by ");
	words_add(&it.message, it.app);
	words_add(&it.message, " ");
	words_add(&it.message, plane);
	finding_raise(j, &it);
}

/* With a policy a flow is enough; web pages and TLS may be anything but are judged for elements. */
void planes_flow(struct judge *j, const struct watched *w, bool permitted)
{
	if (permitted || !j->policy || !w->to->is_element || party_is_listed(w->from) ||
		!trace_is_management(w->event->app))
		return;
	const char *plane = plane_of(j, w->from, w->to, &w->event->place);
	if (plane)
		plane_tell(j, w, plane);
}

/* Without one only what was done shows who is managed. */
void planes_deed(struct judge *j, const struct deed *d)
{
	struct watched w = {d->event, &d->actor, &d->element, &d->question};

	if (j->policy || d->action.evidence != EVIDENCE_OBSERVED || !d->actor.known ||
		!trace_is_management(d->event->type))
		return;
	const char *plane = plane_of(j, &d->actor, &d->element, &d->event->place);
	if (plane)
		plane_tell(j, &w, plane);
}
