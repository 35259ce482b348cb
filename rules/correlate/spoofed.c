/*
 * spoofed: packets with a manager's address that do not come from where it is: another MAC at the
 * sensor, or a TTL that its system does not begin with. Each manager's own way is learned first.
 * Collector's thread.
 */
#include "config.h"

#include "rules/correlate/trace.h"

enum { HAND_MACS = 3, HAND_FLOWS = 5, HAND_MAC_FLOWS = 20, HAND_HOPS = 2, TRACEROUTE_TTL = 24 };

static const int64_t HAND_US = 60 * 1000000ll;          /* to know a manager's way */
static const int64_t HAND_MAC_US = 10 * 60 * 1000000ll; /* routers take turns: to know them all */

struct hand_key {
	struct addr addr;
	uint16_t space, source, vlan;
	uint16_t zero;
};

/* The way a manager's packets come. */
struct way {
	int64_t first_us, last_us;
	uint32_t flows;
	uint8_t ttl_low, ttl_high, mac_count;
	struct mac macs[HAND_MACS];
};

bool spoofed_open(struct judge *j)
{
	j->correlate->hands = store_new(&(struct store_shape){
		TRACE_HANDS, sizeof(struct hand_key), sizeof(struct way), NULL, j});
	return j->correlate->hands;
}

static struct hand_key key_of(const struct event *e)
{
	struct hand_key key;

	memset(&key, 0, sizeof(key));
	key.addr = e->place.src.addr;
	key.space = e->place.space;
	key.source = e->place.source;
	key.vlan = e->place.vlan_count ? e->place.vlan[e->place.vlan_count - 1] : 0;
	return key;
}

static bool way_has_mac(const struct way *w, const struct mac *mac)
{
	for (unsigned i = 0; i < w->mac_count; i++)
		if (memcmp(w->macs[i].b, mac->b, sizeof(mac->b)) == 0)
			return true;
	return false;
}

struct strange {
	bool mac, class, hops;
};

static struct strange way_compare(const struct way *w, const struct place *p)
{
	struct strange ret = {.mac = false};
	int64_t known_us = w->last_us - w->first_us;

	if (w->flows < HAND_FLOWS || known_us < HAND_US)
		return ret;
	ret.class = ttl_begin(p->ttl) != ttl_begin(w->ttl_high);
	ret.hops = p->ttl + HAND_HOPS <= w->ttl_low || p->ttl >= w->ttl_high + HAND_HOPS;
	ret.mac = p->has_ether && w->mac_count && !way_has_mac(w, &p->src_mac) &&
		  (w->flows >= HAND_MAC_FLOWS || ret.class || ret.hops) &&
		  (known_us >= HAND_MAC_US || ret.class || ret.hops);
	return ret;
}

static void way_take(struct way *w, const struct event *e)
{
	const struct place *p = &e->place;

	if (!w->flows) {
		w->first_us = e->ts_us;
		w->ttl_low = w->ttl_high = p->ttl;
	}
	w->flows++;
	w->last_us = e->ts_us > w->last_us ? e->ts_us : w->last_us;
	w->ttl_low = p->ttl < w->ttl_low ? p->ttl : w->ttl_low;
	w->ttl_high = p->ttl > w->ttl_high ? p->ttl : w->ttl_high;
	if (p->has_ether && !way_has_mac(w, &p->src_mac) && w->mac_count < HAND_MACS)
		w->macs[w->mac_count++] = p->src_mac;
}

static void spoofed_tell(
	struct judge *j, const struct watched *w, const struct way *way, struct strange s)
{
	const struct place *p = &w->event->place;
	bool sure = s.class || (s.mac && s.hops);
	struct judgement it = {.finding = FINDING_MANAGER_SPOOFED,
		.event = w->event,
		.element = w->to,
		.peer = w->from,
		.question = w->question,
		.rule = s.mac ? "another-mac" : "another-ttl",
		.severity = sure ? 1 : 3,
		.confidence = sure ? s.mac ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM : CONFIDENCE_LOW};

	words_add(&it.message, "a packet from ");
	words_add(&it.message, w->from->id);
	words_add(&it.message, " to ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, " came with TTL ");
	words_add_u64(&it.message, p->ttl);
	if (s.mac) {
		char text[MAC_TEXT];
		mac_text(&p->src_mac, text);
		words_add(&it.message, " from ");
		words_add(&it.message, text);
	}
	words_add(&it.message, "; those of that manager come with ");
	words_add_u64(&it.message, way->ttl_high);
	if (s.mac) {
		char text[MAC_TEXT];
		mac_text(&way->macs[0], text);
		words_add(&it.message, " from ");
		words_add(&it.message, text);
	}
	finding_raise(j, &it);
}

static void hand_note(struct judge *j, const struct watched *w)
{
	const struct place *p = &w->event->place;
	struct hand_key key = key_of(w->event);

	/* Each hop that a trace counts is a lower TTL on purpose. */
	if (!p->ttl || p->ttl <= TRACEROUTE_TTL || !p->src_is_client || w->from->is_crowd)
		return;
	struct way *way = store_take(j->correlate->hands, &key, NULL);
	struct strange s = way_compare(way, p);
	if (s.class || s.hops || s.mac)
		spoofed_tell(j, w, way, s);
	if (!s.class && !(s.mac && s.hops))
		way_take(way, w->event);
}

void spoofed_flow(struct judge *j, const struct watched *w)
{
	if (w->to->is_element && !party_is_listed(w->from) && trace_is_management(w->event->app))
		hand_note(j, w);
}

void spoofed_deed(struct judge *j, const struct deed *d)
{
	struct watched w = {d->event, &d->actor, &d->element, &d->question};

	if (d->action.evidence == EVIDENCE_OBSERVED && d->actor.known &&
		!party_is_listed(&d->actor) &&
		addr_cmp(&d->actor.addr, &d->event->place.src.addr) == 0)
		hand_note(j, &w);
}
