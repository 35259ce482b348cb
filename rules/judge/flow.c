/* flow: see flow.h. Collector's thread. */
#include "config.h"

#include "rules/judge/flow.h"

#include "rules/baseline/baseline.h"
#include "rules/correlate/correlate.h"
#include "rules/inventory/inventory.h"
#include "rules/judge/ask.h"
#include "rules/judge/beacon.h"
#include "rules/judge/cover.h"
#include "rules/judge/far.h"
#include "rules/judge/held.h"
#include "rules/judge/naming.h"
#include "rules/judge/shown.h"
#include "rules/protocols.h"

/* A flow with its two sides known and the policy's word on it. */
struct meeting {
	const struct event *event;
	struct party client, server;
	struct question question;
	struct verdict verdict;
	struct far far;
};

/* Protocols that carry others, by name; IP protocols that do are looked up by number. */
static const char *const tunnels[] = {"gre", "erspan", "vxlan", "geneve", "l2tp", "wireguard",
	"openvpn", "ipsec", "esp", "ike", "ipip", "pptp", "gtp-u", "teredo", "lisp"};
static const char *const routing[] = {
	"bgp", "ospf", "isis", "ldp", "rip", "ripng", "eigrp", "bfd", "pim", "rsvp"};

#define IS_ONE_OF(app, names) text_is_one_of(app, names, sizeof(names) / sizeof((names)[0]))

static bool is_tunnel(const struct event *e)
{
	switch (e->place.ip_proto) {
	case IPPROTO_NR_IPIP:
	case IPPROTO_NR_IPV6:
	case IPPROTO_NR_GRE:
	case IPPROTO_NR_ESP:
	case IPPROTO_NR_AH:
	case IPPROTO_NR_MPLS:
		return true;
	default:
		return IS_ONE_OF(e->app, tunnels);
	}
}

/* Errors and neighbour discovery: RFC 792, RFC 4443, RFC 4861, RFC 3810. */
static bool is_icmp_control(const struct place *place)
{
	unsigned type = place->src.port;

	if (place->ip_proto == IPPROTO_NR_ICMP)
		return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
	if (place->ip_proto == IPPROTO_NR_ICMPV6)
		return (type >= 1 && type <= 4) || (type >= 130 && type <= 137) || type == 143;
	return false;
}

bool flow_is_exempt(const struct place *place)
{
	return !place->has_ip || place->group || place->child ||
	       place->ip_proto == IPPROTO_NR_IGMP || addr_is_group(&place->src.addr) ||
	       addr_is_group(&place->dst.addr) || addr_is_link_local(&place->src.addr) ||
	       addr_is_link_local(&place->dst.addr) || is_icmp_control(place);
}

static bool sanction_allows(enum sanction s)
{
	return s != SANCTION_UNPERMITTED;
}

/* --- asking ------------------------------------------------------------------------------------
 */

static void meeting_fill(const struct judge *j, const struct event *e, struct meeting *m)
{
	memset(m, 0, sizeof(*m));
	m->event = e;
	party_of(j, e->place.space, &place_end(&e->place, SIDE_CLIENT)->addr, &m->client);
	party_of(j, e->place.space, &place_end(&e->place, SIDE_SERVER)->addr, &m->server);
	m->question = (struct question){.ts_us = e->ts_us,
		.space = e->place.space,
		.client = *place_end(&e->place, SIDE_CLIENT),
		.server = *place_end(&e->place, SIDE_SERVER),
		.ip_proto = e->place.ip_proto,
		.app = e->app};
}

/* Asks under each name that the client knows its server by; one that is permitted suffices. */
static bool is_permitted_by_name(struct judge *j, struct meeting *m)
{
	const char *names[NAMING_MAX];
	unsigned count = naming_of(j, m->event, names);
	struct question q = m->question;
	struct verdict v;

	if (count) {
		m->question.domain = names[0];
		far_name(j, &m->far, names[0]);
	}
	for (unsigned i = 0; policy_has_domains(j->policy) && i < count; i++) {
		q.domain = names[i];
		ask_flow(j, &q, &v);
		if (sanction_allows(v.sanction)) {
			m->verdict = v;
			return true;
		}
	}
	return false;
}

/* What the bytes of a connection would tell was not to be seen: how it began, one side of it, or
 * any of them. */
static bool is_unread(const struct event *e)
{
	return !e->app && e->place.ip_proto == IPPROTO_NR_TCP &&
	       (e->place.initiator_guessed || e->place.one_way || e->u.flow.wordless);
}

/* It is what its port is for. */
static bool is_permitted_unread(struct judge *j, struct meeting *m)
{
	struct question q = m->question;
	struct verdict v;

	if (!is_unread(m->event))
		return false;
	q.app = protocols_at_port(q.server.port);
	if (!q.app)
		return false;
	ask_flow(j, &q, &v);
	if (!sanction_allows(v.sanction))
		return false;
	m->verdict = v;
	return true;
}

static bool is_permitted(struct judge *j, struct meeting *m)
{
	const struct party *far = m->client.is_element ? &m->server : &m->client;

	far_look_up(j, &far->addr, &m->far);
	m->far.addr = far->shown;
	m->question.country = m->far.country[0] ? m->far.country : NULL;
	m->question.asn = m->far.asn;
	ask_flow(j, &m->question, &m->verdict);
	if (sanction_allows(m->verdict.sanction))
		return true;
	if (is_permitted_unread(j, m) || (m->client.is_element && is_permitted_by_name(j, m)))
		return true;
	if (!m->event->place.initiator_guessed)
		return false;
	/* Nobody saw who began: what is permitted either way round is permitted. */
	struct question q = m->question;
	struct verdict v;
	q.client = m->question.server;
	q.server = m->question.client;
	ask_flow(j, &q, &v);
	return sanction_allows(v.sanction);
}

/* --- telling ------------------------------------------------------------------------------------
 */

static enum finding finding_of(const struct meeting *m)
{
	bool both = m->client.is_element && m->server.is_element;

	/* whoever calls itself an element is no neighbour that is known */
	if (IS_ONE_OF(m->event->app, routing))
		return both && m->client.is_alias == m->server.is_alias ? FINDING_FIRST_SEEN
									: FINDING_UNLISTED_ELEMENT;
	if (is_tunnel(m->event))
		return FINDING_UNEXPECTED_TUNNEL;
	if (both && m->event->place.ip_proto != IPPROTO_NR_ICMP &&
		m->event->place.ip_proto != IPPROTO_NR_ICMPV6)
		return FINDING_ELEMENT_TO_ELEMENT;
	return m->client.is_element ? FINDING_UNEXPECTED_OUTBOUND : FINDING_UNEXPECTED_MANAGER;
}

static void meeting_describe(const struct meeting *m, struct words *w)
{
	const struct place *place = &m->event->place;

	party_say(w, &m->client);
	words_add(w, " speaks ");
	words_add(w, m->event->app ? m->event->app : "an unknown protocol");
	words_add(w, " to ");
	party_say(w, &m->server);
	if (m->far.domain || m->far.service) {
		words_add(w, " (");
		if (m->far.domain)
			words_add_span(w, span_str(m->far.domain));
		words_add(w, m->far.domain && m->far.service ? ", " : "");
		words_add(w, m->far.service);
		words_add(w, ")");
	}
	if (place->ip_proto == IPPROTO_NR_TCP || place->ip_proto == IPPROTO_NR_UDP) {
		words_add(w, place->ip_proto == IPPROTO_NR_TCP ? " on TCP port " : " on UDP port ");
		words_add_u64(w, place_end(place, SIDE_SERVER)->port);
	}
	if (m->far.country[0]) {
		words_add(w, " in ");
		words_add(w, m->far.country);
	}
	if (m->far.owner[0]) {
		words_add(w, " of ");
		words_add_span(w, span_str(m->far.owner));
	}
	words_add(w, ", which no permit covers");
}

static void meeting_tell(struct judge *j, struct meeting *m)
{
	/* Between two elements it is about the one that is reached, as with actions. */
	bool outbound = m->client.is_element && !m->server.is_element;
	struct judgement it = {.finding = finding_of(m),
		.event = m->event,
		.app = m->event->app ? m->event->app : "unknown",
		.element = outbound ? &m->client : &m->server,
		.peer = outbound ? &m->server : &m->client,
		.question = &m->question,
		.verdict = &m->verdict,
		.rule = "default-deny",
		.permit_helps = true,
		.confidence =
			m->event->place.initiator_guessed ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH,
		.variety = (uint64_t)m->event->place.ip_proto << 16 | m->question.server.port,
		.variety_max = FINDING_VARIETY / 2,
		.far = &m->far};

	if (outbound)
		far_use(j, &m->far, m->event);
	meeting_describe(m, &it.message);
	if (it.finding == FINDING_UNEXPECTED_TUNNEL) {
		it.rule = tunnels_rule(j, it.element, m->event->ts_us, it.rule);
		tunnels_explain(it.rule, &it.message);
	}
	finding_raise(j, &it);
}

/* Nothing useful came back: no answer, a reset, or a handshake and no word. */
static bool is_unanswered(const struct event *e)
{
	const struct flow_facts *f = &e->u.flow;

	if (e->place.ip_proto == IPPROTO_NR_UDP)
		return !e->app && f->packets[SIDE_SERVER] == 0;
	return e->place.ip_proto == IPPROTO_NR_TCP && f->packets[SIDE_SERVER] <= 3 &&
	       !((f->tcp_flags[SIDE_SERVER] | f->tcp_flags[SIDE_CLIENT]) & TCP_PSH);
}

static bool is_scan(struct judge *j, struct meeting *m)
{
	return is_unanswered(m->event) && !m->event->place.initiator_guessed &&
	       watch_unanswered(
		       j, &(struct watched){m->event, &m->client, &m->server, &m->question});
}

/* A permit covers it, and neither a group nor a name says whom it is meant for. */
static bool is_permitted_to_anybody(const struct meeting *m)
{
	return m->client.is_element && !m->server.host.roles && !m->far.domain &&
	       !addr_is_private(&m->server.addr) && beacon_concerns(m->event->app);
}

/* The flow itself is about to say its server's name, by which a permit may cover it: a TLS hello
 * that takes two segments, the first request of HTTP. */
static bool name_may_come(const struct judge *j, const struct event *e)
{
	bool says_names = e->app && (strcmp(e->app, "tls") == 0 || strcmp(e->app, "http") == 0);

	return says_names && e->place.ip_proto == IPPROTO_NR_TCP && policy_has_domains(j->policy) &&
	       !naming_of_flow(j, e->place.flow_id);
}

/* FINAL: no name of the far end is waited for any more. */
static void flow_judge(struct judge *j, struct meeting *m, bool final)
{
	const struct event *e = m->event;
	struct watched w = {e, &m->client, &m->server, &m->question};

	if (!j->policy) {
		is_scan(j, m);
		if (m->client.is_element && beacon_concerns(e->app) &&
			!addr_is_private(&m->server.addr))
			beacon_note(j, &w, false);
		if (m->client.is_element || m->server.is_element)
			correlate_flow(j, &w, false);
		return;
	}
	if (!m->client.is_element && !m->server.is_element)
		return;
	if (is_permitted(j, m)) {
		cover_remember(j, e);
		if (is_permitted_to_anybody(m))
			beacon_note(j, &w, true);
		correlate_flow(j, &w, true);
		return;
	}
	if (cover_has(j, e))
		return;
	if (!final && m->client.is_element && name_may_come(j, e)) {
		held_keep(j->unnamed, e);
		return;
	}
	struct element *el =
		element_of(j, m->client.is_element ? &m->client : &m->server, e->ts_us);
	element_count(j, el, e->ts_us, ELEMENT_UNPERMITTED, 1);
	if (!is_scan(j, m)) {
		if (m->client.is_element && shown_may_come(j, e))
			held_keep(j->untold, e);
		else
			meeting_tell(j, m);
	}
	correlate_flow(j, &w, false);
	if (m->client.is_element)
		beacon_note(j, &w, false);
}

void flow_decided(struct judge *j, const struct event *e)
{
	struct meeting m;

	if (!e->place.has_ip)
		return;
	correlate_seen(j, e);
	meeting_fill(j, e, &m);
	if (m.client.is_element)
		element_count(
			j, element_of(j, &m.client, e->ts_us), e->ts_us, ELEMENT_FLOWS_OUT, 1);
	if (m.server.is_element)
		element_count(j, element_of(j, &m.server, e->ts_us), e->ts_us, ELEMENT_FLOWS_IN, 1);
	if (!flow_is_exempt(&e->place))
		flow_judge(j, &m, false);
}

/* --- those that waited --------------------------------------------------------------------------
 */

/* Its name came, or comes no more. */
static void flow_conclude(struct judge *j, const struct event *e)
{
	struct meeting m;

	meeting_fill(j, e, &m);
	if (j->policy)
		flow_judge(j, &m, true);
}

/* It was judged; now its server's certificate came, or comes no more. */
static void flow_tell(struct judge *j, const struct event *e)
{
	struct meeting m;

	meeting_fill(j, e, &m);
	if (j->policy && !is_permitted(j, &m))
		meeting_tell(j, &m);
}

bool flow_open(struct judge *j)
{
	j->unnamed = held_new(JUDGE_UNNAMED, flow_conclude, j);
	j->untold = held_new(JUDGE_UNTOLD, flow_tell, j);
	return j->unnamed && j->untold;
}

void flow_close(struct judge *j)
{
	held_free(j->unnamed);
	held_free(j->untold);
}

void flow_named(struct judge *j, uint64_t flow_id)
{
	held_release(j->unnamed, flow_id);
}

void flow_advance(struct judge *j)
{
	held_advance(j->unnamed, j->now_us);
	held_advance(j->untold, j->now_us);
}

void flow_finish(struct judge *j)
{
	held_finish(j->unnamed);
	held_finish(j->untold);
}

/* --- counting -----------------------------------------------------------------------------------
 */

static void count_side(struct judge *j, const struct event *e, enum side side)
{
	const struct flow_facts *f = &e->u.flow;
	struct addr peer = place_end(&e->place, side_other(side))->addr;
	enum side other = side_other(side);
	int64_t ts_us = f->last_us ? f->last_us : e->ts_us;
	struct party p;

	party_of(j, e->place.space, &place_end(&e->place, side)->addr, &p);
	if (!p.is_element)
		return;
	struct element *el = element_of(j, &p, ts_us);
	element_count(j, el, ts_us, ELEMENT_PKTS_OUT, f->packets[side]);
	element_count(j, el, ts_us, ELEMENT_BYTES_OUT, f->bytes[side]);
	element_count(j, el, ts_us, ELEMENT_PKTS_IN, f->packets[other]);
	element_count(j, el, ts_us, ELEMENT_BYTES_IN, f->bytes[other]);
	baseline_bytes(j, &p, e, f->bytes[0] + f->bytes[1]);
	if (f->packets[side])
		correlate_alive(j, &p, e, ts_us);
	policy_mask(j->policy, e->place.space, &peer);
	if (!p.is_crowd)
		element_peer(j, el, &peer, ts_us, f->bytes[0] + f->bytes[1]);
	inventory_flow(j, e, side, &p);
	element_tell(j, el);
}

void flow_counts(struct judge *j, const struct event *e)
{
	if (!e->place.has_ip)
		return;
	count_side(j, e, SIDE_CLIENT);
	count_side(j, e, SIDE_SERVER);
	beacon_counts(j, e);
}
