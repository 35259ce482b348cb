/*
 * neighbor: who routes, answers for an address that routers share, or announces itself to its
 * neighbours as equipment. A host that the policy does not name and that does so may draw the
 * traffic of a whole network to itself; default deny does not see it, because such messages go to
 * groups. Collector's thread.
 */
#include "config.h"

#include "rules/judge/ask.h"
#include "rules/judge/report.h"

static void neighbor_ask(const struct event *e, struct question *ret)
{
	*ret = (struct question){.ts_us = e->ts_us,
		.space = e->place.space,
		.client = e->place.src,
		.server = e->place.dst,
		.ip_proto = e->place.ip_proto,
		.app = e->type};
}

/* The policy names it, permits it, or can know nothing of it. */
static bool neighbor_is_declared(
	const struct judge *j, const struct event *e, const struct party *speaker)
{
	struct question q;
	struct verdict v;

	if (speaker->host.roles || addr_is_link_local(&e->place.src.addr))
		return true;
	neighbor_ask(e, &q);
	ask_flow(j, &q, &v);
	return v.sanction == SANCTION_PERMITTED;
}

static void neighbor_tell(
	struct judge *j, const struct event *e, enum finding finding, const char *what)
{
	struct party speaker, other;
	struct question q;

	party_of(j, e->place.space, &e->place.src.addr, &speaker);
	party_of(j, e->place.space, &e->place.dst.addr, &other);
	neighbor_ask(e, &q);
	struct judgement it = {.finding = finding,
		.event = e,
		.app = e->type,
		.element = &speaker,
		.peer = &other,
		.question = &q,
		.rule = e->u.signal.name,
		.severity = j->policy ? 2 : 3,
		.confidence = j->policy ? CONFIDENCE_HIGH : CONFIDENCE_LOW,
		.permit_helps = true};
	words_add(&it.message, speaker.id);
	words_add(&it.message, what);
	words_add_span(&it.message, e->u.signal.text);
	if (j->policy)
		words_add(&it.message, ", and the policy names no such element");
	finding_raise(j, &it);
}

void report_neighbor(struct judge *j, const struct event *e)
{
	bool takeover = strcmp(e->u.signal.name, "routing.takeover") == 0;
	struct party speaker;

	if (!e->place.has_ip)
		return;
	party_of(j, e->place.space, &e->place.src.addr, &speaker);
	if (j->policy ? neighbor_is_declared(j, e, &speaker) : !takeover)
		return;
	if (takeover)
		neighbor_tell(j, e, FINDING_ROUTING_CHANGE,
			" took over an address that routers share by ");
	else
		neighbor_tell(j, e, FINDING_UNLISTED_ELEMENT, " routes like an element by ");
}

/* Said to whoever is on the same link, and to nobody else. */
static bool is_announcement(struct span evidence)
{
	static const char *const said[] = {"lldp", "cdp", "fdp", "edp", "sonmp", "mndp"};

	for (uint32_t i = 0; i < sizeof(said) / sizeof(*said); i++)
		if (span_eq(evidence, span_str(said[i])))
			return true;
	return false;
}

void report_announced(struct judge *j, const struct event *e, const struct party *p)
{
	const struct identity *i = &e->u.identity;
	struct event claim = *e;
	struct judgement it = {.finding = FINDING_UNLISTED_ELEMENT,
		.event = &claim,
		.app = e->type,
		.element = p,
		.rule = "announced",
		.confidence = CONFIDENCE_MEDIUM};

	/* a further address of an element that is listed is no other element */
	if (!j->policy || !i->is_equipment || !is_announcement(i->evidence) || p->host.roles ||
		addr_is_link_local(&p->addr) || policy_knows_name(j->policy, i->name))
		return;
	if (!claim.place.has_ip)
		claim.place.src.addr = p->addr;
	words_add(&it.message, p->id);
	if (i->name.len) {
		words_add(&it.message, " (");
		words_add_span(&it.message, i->name);
		words_add(&it.message, ")");
	}
	words_add(&it.message, " announces itself as equipment by ");
	words_add_span(&it.message, i->evidence);
	words_add(&it.message, ", and the policy names no such element");
	finding_raise(j, &it);
}
