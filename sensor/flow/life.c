/*
 * life: a flow begins, is told, and ends: who opened it, what it is called, who must go when the
 * table is full. Called by the shard.
 */
#include "config.h"

#include "sensor/flow/classify.h"
#include "sensor/flow/room.h"
#include "sensor/flow/tapping.h"
#include "sensor/limits.h"

/* How many flows are looked at to find who gives way. */
enum { EVICT_USERS = 64, EVICT_ALL = 256 };

static void ends_swap(struct flow *f)
{
	struct addr a = f->addr[0];
	uint16_t port = f->port[0];

	f->addr[0] = f->addr[1];
	f->port[0] = f->port[1];
	f->addr[1] = a;
	f->port[1] = port;
}

/* ICMP's types of answers (RFC 792, RFC 4443), for each of which there is a question. */
static bool is_icmp_answer(const struct packet *p)
{
	if (p->ip_proto == IPPROTO_NR_ICMPV6)
		return p->sport == 129;
	return p->ip_proto == IPPROTO_NR_ICMP &&
	       (p->sport == 0 || p->sport == 14 || p->sport == 16 || p->sport == 18);
}

/* Who opened it: a SYN tells; else the side that talks to a service is taken for the client. */
static void find_initiator(const struct shard *s, struct flow *f, const struct packet *p)
{
	const struct classifier *known = s->options.classifier;
	bool tcp = p->ip_proto == IPPROTO_NR_TCP;
	bool swap;

	if (tcp && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) {
		f->flags |= FLOW_SAW_SYN;
		return;
	}
	if (p->dialogue) {
		swap = (p->flags & PACKET_ANSWER) != 0;
		f->flags |= FLOW_SAW_SYN;
	} else if (tcp && (p->tcp_flags & TCP_SYN)) {
		swap = true;
		f->flags |= FLOW_SAW_SYN;
	} else {
		bool ports = tcp || p->ip_proto == IPPROTO_NR_UDP;
		bool from_service = ports && classifier_is_service(known, p->sport);
		bool to_service = ports && classifier_is_service(known, p->dport);
		swap = from_service && (!to_service || answer_is_one(p));
		if (!tcp && !swap && (to_service || !from_service) && !is_icmp_answer(p))
			f->flags |= FLOW_SAW_SYN;
	}
	if (swap)
		ends_swap(f);
}

/* Who announced it knows who opens it, whoever is seen first. */
static void find_announced(struct flow *f, const struct packet *p, const struct expected *what)
{
	bool from_client =
		addr_cmp(&f->addr[SIDE_CLIENT], &p->src) == 0 && f->port[SIDE_CLIENT] == p->sport;

	if (from_client == what->from_server)
		ends_swap(f);
}

/* From packet content alone, so that it is the same in every replay; fits a JSON number. */
static uint64_t flow_id_of(const struct flow *f, const struct packet *p)
{
	uint64_t words[6] = {0};

	memcpy(words, f->addr[0].b, 16);
	memcpy(words + 2, f->addr[1].b, 16);
	words[4] = (uint64_t)f->port[0] << 48 | (uint64_t)f->port[1] << 32 |
		   (uint64_t)f->space << 16 | f->ip_proto;
	words[5] = (uint64_t)p->ts_us;
	static const struct siphash_key fixed = {0x73706e77, 0x61746368};
	uint64_t id = siphash(&fixed, words, sizeof(words)) >> 11;
	return id ? id : 1;
}

uint32_t life_timeout_s(const struct flow *f)
{
	if (f->ip_proto == IPPROTO_NR_TCP) {
		if (f->state == FLOW_CLOSED)
			return LIMIT_TCP_CLOSED_S;
		return f->state == FLOW_NEW ? LIMIT_TCP_NEW_S : LIMIT_TCP_TIMEOUT_S;
	}
	return f->ip_proto == IPPROTO_NR_UDP ? LIMIT_UDP_TIMEOUT_S : LIMIT_OTHER_TIMEOUT_S;
}

static void find_scope(const struct shard *s, struct flow *f, const struct packet *p)
{
	const struct shard_options *o = &s->options;
	bool touches = o->touches && o->touches(o->touches_ctx, p->space, &p->src, &p->dst);

	if (touches || !o->scope_elements)
		f->flags |= FLOW_IN_SCOPE;
	if (touches)
		f->flags |= FLOW_HELD | FLOW_TOUCHES;
}

void life_meet(const struct shard *s, struct flow *f, enum side from, const struct packet *p)
{
	if (!addr_is_group(&f->addr[from]))
		return;
	f->addr[from] = p->src;
	f->flags &= (uint16_t)~FLOW_GROUP;
	find_scope(s, f, p);
}

static void flow_fill(struct shard *s, struct flow *f, const struct packet *p)
{
	struct expected what;
	bool announced = expectations_take(s->host.expectations, p, &what);

	find_initiator(s, f, p);
	if (announced)
		find_announced(f, p, &what);
	f->id = flow_id_of(f, p);
	f->first_us = p->ts_us;
	f->source = p->source;
	f->vlan_count = p->vlan_count;
	memcpy(f->vlan, p->vlan, sizeof(f->vlan));
	if (p->flags & PACKET_GROUP)
		f->flags |= FLOW_GROUP;
	if (p->flags & PACKET_ICMP_QUOTE)
		f->flags |= FLOW_ICMP_QUOTE;
	if (p->flags & PACKET_TUNNELLED) {
		f->flags |= FLOW_TUNNELLED;
		f->encap = encap_intern(s, p);
	}
	find_scope(s, f, p);
	if (announced)
		conversation_expected(s, f, &what);
}

/* Everything a flow still has to say. */
static void flow_told(struct shard *s, struct flow *f, const char *reason)
{
	opinion_drop(s, f);
	conversation_end(s, f);
	if (!(f->flags & FLOW_DECIDED))
		tell_decided(s, f, NULL);
	if (f->flags & FLOW_DIRTY)
		tell_counts(s, f);
	if (s->host.tapping)
		tapping_end(s->host.tapping, f);
	tell_end(s, f, reason);
}

void life_end(struct shard *s, struct flow *f, const char *reason)
{
	flow_told(s, f, reason);
	loss_flow(s, f);
	flow_remove(&s->table, f);
}

/* Who would give way, and the link that leads to it in the wheel. */
struct victim {
	struct flow *flow;
	uint32_t *link;
};

/* The one silent longest of a few users' flows that would soon expire, and the same of elements'.
 */
static void find_victims(struct shard *s, struct victim *users, struct victim *elements)
{
	struct flow_table *t = &s->table;
	unsigned looked = 0, passed = 0;

	for (uint32_t i = 1; i < FLOW_WHEEL_SLOTS && looked < EVICT_USERS && passed < EVICT_ALL;
		i++) {
		uint32_t *link = &t->wheel[(t->wheel_now_s + i) % FLOW_WHEEL_SLOTS];
		for (; *link && looked < EVICT_USERS && passed < EVICT_ALL;
			link = &flow_at(t, *link)->wheel_next, passed++) {
			struct flow *f = flow_at(t, *link);
			struct victim *v = flow_is_elements(s, f) ? elements : users;
			looked += v == users;
			if (!v->flow || f->touched_s < v->flow->touched_s)
				*v = (struct victim){f, link};
		}
	}
}

/* The table is full: who gives way to the flow that P begins? An element's only to an element's. */
static bool flow_evict(struct shard *s, const struct packet *begins)
{
	struct victim users = {0}, elements = {0};

	find_victims(s, &users, &elements);
	if (!users.flow && (!elements.flow || !shed_is_element(s, begins)))
		return false;
	struct flow *victim = users.flow ? users.flow : elements.flow;
	*(users.flow ? users.link : elements.link) = victim->wheel_next;
	s->counters.n[COUNT_ELEMENTS_SHED] += !users.flow;
	s->counters.n[COUNT_FLOWS_EVICTED]++;
	const struct packet *p = s->packet;
	s->packet = NULL;
	life_end(s, victim, "forced");
	s->packet = p;
	return true;
}

struct flow *life_begin(
	struct shard *s, struct flow_key key, const struct packet *p, enum side *ret_from)
{
	bool full = shed_simulated(s, EXCEPTION_FLOW_FULL);
	struct flow *f = full ? NULL : flow_add(&s->table, key, p);

	if (!f && flow_evict(s, p))
		f = flow_add(&s->table, key, p);
	if (!f) {
		s->counters.n[COUNT_FLOWS_REFUSED]++;
		s->counters.n[COUNT_ELEMENTS_SHED] += shed_is_element(s, p);
		return NULL;
	}
	s->counters.n[COUNT_FLOWS]++;
	flow_fill(s, f, p);
	flow_wheel_add(&s->table, f, s->clock_s + LIMIT_DECIDE_S);
	bool kept = addr_cmp(&f->addr[0], &p->src) == 0 && f->port[0] == p->sport;
	*ret_from = kept ? SIDE_CLIENT : SIDE_SERVER;
	return f;
}

/* A SYN on a closed connection opens another one. */
bool life_is_reopened(const struct flow *f, const struct packet *p)
{
	return p->ip_proto == IPPROTO_NR_TCP && f->state >= FLOW_CLOSING &&
	       (p->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;
}

/* The old connection is told and the flow begins anew in the same place. */
void life_reopen(struct shard *s, struct flow *f, const struct packet *p)
{
	flow_told(s, f, "timeout");
	flow_renew(f, p);
	flow_fill(s, f, p);
	s->counters.n[COUNT_FLOWS]++;
}
