/* alias_claim: see alias_claim.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/alias_claim.h"

#include "rules/judge/finding.h"
#include "rules/judge/services.h"

static uint8_t hops_of(const struct place *p)
{
	return (uint8_t)(p->ttl > 1 ? ttl_begin(p->ttl) - p->ttl : 0);
}

static void settle(struct judge *j, struct alias *a, int64_t now_us)
{
	if (alias_settle(j, a, now_us))
		party_forget(j);
}

/* Behind a router's own packets come those that it passes on: MAC and hops tell them apart. */
static void way_take(struct alias *a, const struct event *e)
{
	const struct place *p = &e->place;

	a->has_mac = p->has_ether;
	a->mac = p->src_mac;
	a->hops = p->has_ip ? hops_of(p) : 0;
}

static void claim_take(
	struct judge *j, struct alias *a, const struct event *e, const struct alias_claim *c)
{
	a->proofs |= (uint8_t)(1u << c->proof);
	a->sources |= 1u << c->source;
	a->count += a->count < UINT32_MAX;
	a->last_us = e->ts_us > a->last_us ? e->ts_us : a->last_us;
	if (!a->has_mac)
		way_take(a, e);
	settle(j, a, e->ts_us);
}

/* --- two that claim it -------------------------------------------------------------------------
 */

static void conflict_tell(
	struct judge *j, const struct event *e, const struct alias *a, const struct addr *addr)
{
	struct party home, rival;
	struct event claim = *e;
	struct judgement it = {.finding = FINDING_ADDRESS_CONFLICT,
		.event = &claim,
		.app = e->type,
		.element = &home,
		.peer = &rival,
		.rule = "two-elements",
		.confidence = CONFIDENCE_MEDIUM};

	party_of(j, e->place.space, &a->home, &home);
	party_of(j, e->place.space, &a->rival, &rival);
	if (!claim.place.has_ip) /* whose address it is about */
		claim.place.src.addr = *addr;
	words_add_addr(&it.message, addr);
	words_add(&it.message, " is claimed by ");
	words_add(&it.message, home.id);
	words_add(&it.message, " and, by ");
	words_add(&it.message, e->type);
	words_add(&it.message, ", by ");
	words_add(&it.message, rival.id);
	finding_raise(j, &it);
}

/* Who has proof stands before who has none. */
static void rivals_turn(struct judge *j, struct alias *a, uint16_t space)
{
	struct addr home = a->home;
	uint8_t proofs = a->proofs;
	int64_t last_us = a->last_us;

	if (!alias_is_proven(a->rival_proofs) || alias_is_proven(a->proofs) ||
		!alias_move(j, space, a, &a->rival))
		return;
	a->proofs = a->rival_proofs;
	a->last_us = a->rival_us;
	a->rival = home;
	a->rival_proofs = proofs;
	a->rival_us = last_us;
	a->seen = false;
}

static void contest(
	struct judge *j, struct alias *a, const struct event *e, const struct alias_claim *c)
{
	uint16_t space = e->place.space;

	if (e->ts_us - a->last_us >= DAY_US) { /* it moved */
		if (!alias_move(j, space, a, &c->home))
			return;
		alias_renew(j, a, e->ts_us);
		claim_take(j, a, e, c);
		party_forget(j);
		return;
	}
	if (addr_cmp(&a->rival, &c->home) != 0)
		a->rival_proofs = 0;
	a->rival = c->home;
	a->rival_proofs |= (uint8_t)(1u << c->proof);
	a->rival_us = e->ts_us;
	conflict_tell(j, e, a, &c->addr);
	rivals_turn(j, a, space);
	party_forget(j);
	settle(j, a, e->ts_us);
}

/* The policy's word is final, and who serves everybody is no element's further address. */
static bool is_taken(const struct judge *j, uint16_t space, const struct addr *a)
{
	struct host host;

	policy_host(j->policy, space, a, &host);
	return host.roles != 0 || services_at(j->options.services, a) != NULL;
}

void alias_hear(struct judge *j, const struct event *e, const struct alias_claim *c)
{
	uint16_t space = e->place.space;
	struct party home;

	if (!j->policy || !alias_is_possible(&c->addr) || is_taken(j, space, &c->addr))
		return;
	struct alias *a = alias_known(j, space, &c->addr);
	if (!a) {
		a = alias_add(j, space, &c->addr, &c->home, e->ts_us);
		if (!a)
			return;
		claim_take(j, a, e, c);
		party_forget(j); /* and perhaps another one left for it */
		return;
	}
	party_of(j, space, &a->home, &home);
	struct party_key known = home.key;
	party_of(j, space, &c->home, &home);
	if (memcmp(&known, &home.key, sizeof(known)) != 0)
		contest(j, a, e, c);
	else
		claim_take(j, a, e, c);
}

void alias_witness(struct judge *j, const struct event *e)
{
	const struct place *p = &e->place;

	if (!j->aliases_waiting || !p->has_ip || !p->has_ether || !p->ttl)
		return;
	struct alias *a = alias_known(j, p->space, &p->src.addr);
	if (!a || a->state != ALIAS_WAITS || !a->has_mac || hops_of(p) != a->hops ||
		memcmp(a->mac.b, p->src_mac.b, sizeof(a->mac.b)) != 0)
		return;
	a->seen = true;
	settle(j, a, e->ts_us);
}
