/*
 * shard: see shard.h. A packet's way: copy? - flow - counted - read by its dissector, or looked at
 * by nDPI - decided. Called by the worker that owns the shard.
 */
#include "config.h"

#include "sensor/flow/shard.h"

#include "sensor/base/region.h"
#include "sensor/flow/actions.h"
#include "sensor/flow/classify.h"
#include "sensor/flow/ndpi.h"
#include "sensor/flow/room.h"
#include "sensor/limits.h"

#include <errno.h>
#include <stdlib.h>

int shard_new(const struct shard_options *options, struct shard **ret)
{
	struct shard *s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->options = *options;
	s->conversations = region_take(options->conversation_capacity * sizeof(*s->conversations));
	s->dirty = region_take(options->flow_capacity * sizeof(*s->dirty));
	if (!s->conversations || !s->dirty || flow_table_init(&s->table, options->flow_capacity) ||
		slab_init(&s->slab, options->stream_memory) ||
		actions_new(LIMIT_ACTIONS, &s->host.actions) ||
		expectations_new(LIMIT_EXPECTATIONS, &s->host.expectations)) {
		shard_free(s);
		return -ENOMEM;
	}
	s->host.out = options->out;
	s->host.eve = options->eve;
	s->host.redactor = options->redactor;
	s->host.is_default_credential = options->is_default_credential;
	s->host.line = options->line;
	s->host.shard = options->index;
	*ret = s;
	return 0;
}

void shard_free(struct shard *s)
{
	if (!s)
		return;
	region_free(s->conversations, s->options.conversation_capacity * sizeof(*s->conversations));
	region_free(s->dirty, s->options.flow_capacity * sizeof(*s->dirty));
	flow_table_free(&s->table);
	slab_free(&s->slab);
	actions_free(s->host.actions);
	expectations_free(s->host.expectations);
	free(s);
}

struct flow_key shard_prepare(struct shard *s, const struct packet *p)
{
	struct flow_key key = flow_key_of(&s->table, p);

	flow_prefetch(&s->table, key);
	if (s->options.dedup) {
		key.content = dedup_content(p);
		dedup_prefetch(&s->dedup, key.content);
	}
	return key;
}

void shard_prefetch(struct shard *s, struct flow_key key)
{
	flow_prefetch_entry(&s->table, key);
}

/* --- a new flow --------------------------------------------------------------------------------
 */

static bool is_service_port(uint16_t port)
{
	if (port && port < 1024)
		return true;
	for (const struct dissector *const *d = dissectors; *d; d++)
		if (!(*d)->frame && classify_hinted(*d, port, 0))
			return true;
	return false;
}

/* Who opened it: a SYN tells; else the side that talks to a service is taken for the client. */
static void find_initiator(struct flow *f, const struct packet *p)
{
	bool tcp = p->ip_proto == IPPROTO_NR_TCP;
	bool swap;

	if (tcp && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) {
		f->flags |= FLOW_SAW_SYN;
		return;
	}
	if (tcp && (p->tcp_flags & TCP_SYN)) {
		swap = true;
		f->flags |= FLOW_SAW_SYN;
	} else {
		bool ports = tcp || p->ip_proto == IPPROTO_NR_UDP;
		bool from_service = ports && is_service_port(p->sport);
		bool to_service = ports && is_service_port(p->dport);
		swap = from_service && !to_service;
		if (!tcp && !swap && (to_service || !from_service))
			f->flags |= FLOW_SAW_SYN;
	}
	if (!swap)
		return;
	struct addr a = f->addr[0];
	uint16_t port = f->port[0];
	f->addr[0] = f->addr[1];
	f->port[0] = f->port[1];
	f->addr[1] = a;
	f->port[1] = port;
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

static uint32_t timeout_s(const struct flow *f)
{
	if (f->ip_proto == IPPROTO_NR_TCP) {
		if (f->state == FLOW_CLOSED)
			return LIMIT_TCP_CLOSED_S;
		return f->state == FLOW_NEW ? LIMIT_TCP_NEW_S : LIMIT_TCP_TIMEOUT_S;
	}
	return f->ip_proto == IPPROTO_NR_UDP ? LIMIT_UDP_TIMEOUT_S : LIMIT_OTHER_TIMEOUT_S;
}

static void flow_fill(struct shard *s, struct flow *f, const struct packet *p)
{
	find_initiator(f, p);
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
	const struct shard_options *o = &s->options;
	bool touches = o->touches && o->touches(o->touches_ctx, p->space, &p->src, &p->dst);
	if (touches || !o->scope_elements)
		f->flags |= FLOW_IN_SCOPE;
	if (touches)
		f->flags |= FLOW_HELD;
	struct expected what;
	if (expectations_take(s->host.expectations, p, &what))
		conversation_expected(s, f, &what);
}

/* Everything a flow still has to say. */
static void flow_told(struct shard *s, struct flow *f, const char *reason)
{
	if (f->ndpi) {
		ndpi_door_end(s->options.door, f->ndpi);
		f->ndpi = 0;
		s->ndpi_live--;
	}
	conversation_end(s, f);
	if (!(f->flags & FLOW_DECIDED))
		tell_decided(s, f, NULL);
	if (f->flags & FLOW_DIRTY)
		tell_counts(s, f);
	tell_end(s, f, reason);
}

static void flow_end(struct shard *s, struct flow *f, const char *reason)
{
	flow_told(s, f, reason);
	flow_remove(&s->table, f);
}

/* The table is full: the oldest of a few that would soon expire goes, held ones last. */
static bool flow_evict(struct shard *s)
{
	struct flow_table *t = &s->table;
	struct flow *victim = NULL;
	uint32_t *victim_link = NULL;
	unsigned looked = 0;

	for (uint32_t i = 1; i < FLOW_WHEEL_SLOTS && looked < 64; i++) {
		uint32_t *link = &t->wheel[(t->wheel_now_s + i) % FLOW_WHEEL_SLOTS];
		for (; *link && looked < 64; link = &flow_at(t, *link)->wheel_next, looked++) {
			struct flow *f = flow_at(t, *link);
			if (f->flags & FLOW_HELD)
				continue;
			if (!victim || f->touched_s < victim->touched_s) {
				victim = f;
				victim_link = link;
			}
		}
	}
	if (!victim)
		return false;
	*victim_link = victim->wheel_next;
	s->counters.n[COUNT_FLOWS_EVICTED]++;
	const struct packet *p = s->packet;
	s->packet = NULL;
	flow_end(s, victim, "forced");
	s->packet = p;
	return true;
}

static struct flow *flow_begin(
	struct shard *s, struct flow_key key, const struct packet *p, enum side *ret_from)
{
	struct flow *f = flow_add(&s->table, key, p);

	if (!f && flow_evict(s))
		f = flow_add(&s->table, key, p);
	if (!f) {
		s->counters.n[COUNT_FLOWS_REFUSED]++;
		return NULL;
	}
	s->counters.n[COUNT_FLOWS]++;
	flow_fill(s, f, p);
	flow_wheel_add(&s->table, f, s->clock_s + LIMIT_DECIDE_S);
	bool kept = addr_cmp(&f->addr[0], &p->src) == 0 && f->port[0] == p->sport;
	*ret_from = kept ? SIDE_CLIENT : SIDE_SERVER;
	return f;
}

/* --- every packet of a flow ----------------------------------------------------------------------
 */

static void tcp_state(struct flow *f, enum side from, const struct packet *p)
{
	f->tcp_flags[from] |= p->tcp_flags;
	if (p->tcp_flags & TCP_SYN)
		f->isn[from] = p->tcp_seq;
	if (p->tcp_flags & TCP_RST) {
		f->state = FLOW_CLOSED;
		return;
	}
	if (f->tcp_flags[0] & f->tcp_flags[1] & TCP_FIN) {
		f->state = FLOW_CLOSED;
		return;
	}
	if ((f->tcp_flags[0] | f->tcp_flags[1]) & TCP_FIN)
		f->state = FLOW_CLOSING;
	else if (f->packets[0] && f->packets[1] && (p->tcp_flags & TCP_ACK) && p->payload_len)
		f->state = FLOW_ESTABLISHED;
}

static void count_packet(struct shard *s, struct flow *f, enum side from, const struct packet *p)
{
	f->packets[from]++;
	f->bytes[from] += p->len;
	f->last_us = p->ts_us > f->last_us || f->packets[from] == 1 ? p->ts_us : f->last_us;
	f->touched_s = s->clock_s;
	if (p->ip_proto == IPPROTO_NR_TCP)
		tcp_state(f, from, p);
	else if (f->packets[0] && f->packets[1])
		f->state = FLOW_ESTABLISHED;
	if (p->flags & PACKET_TRUNCATED)
		f->flags |= FLOW_TRUNCATED;
	if ((f->flags & (FLOW_HELD | FLOW_DIRTY)) == FLOW_HELD &&
		s->dirty_count < s->options.flow_capacity) {
		f->flags |= FLOW_DIRTY;
		s->dirty[s->dirty_count++] = flow_index(&s->table, f);
	}
}

/* nDPI looks at what no dissector of ours knows: an opinion, and only a name. */
static void ask_ndpi(struct shard *s, struct flow *f, const struct packet *p)
{
	const char *name = NULL;

	if (!s->options.door || !p->payload.len || f->ndpi_packets >= LIMIT_NDPI_PACKETS)
		return;
	if (!f->ndpi) {
		if (s->ndpi_live < LIMIT_NDPI_FLOWS)
			f->ndpi = ndpi_door_begin(s->options.door);
		if (!f->ndpi) {
			s->counters.n[COUNT_NDPI_REFUSED]++;
			f->ndpi_packets = LIMIT_NDPI_PACKETS;
			return;
		}
		s->ndpi_live++;
	}
	f->ndpi_packets++;
	s->counters.n[COUNT_NDPI_PACKETS]++;
	enum ndpi_verdict verdict = ndpi_door_feed(s->options.door, f->ndpi, p, &name);
	if (verdict == NDPI_MORE && f->ndpi_packets < LIMIT_NDPI_PACKETS)
		return;
	ndpi_door_end(s->options.door, f->ndpi);
	f->ndpi = 0;
	f->ndpi_packets = LIMIT_NDPI_PACKETS;
	s->ndpi_live--;
	if (verdict != NDPI_KNOWN)
		return;
	f->app = name;
	s->counters.n[COUNT_NDPI_FLOWS]++;
}

static const char *name_of_protocol(const struct flow *f)
{
	switch (f->ip_proto) {
	case IPPROTO_NR_ICMP:
	case IPPROTO_NR_ICMPV6:
		return "icmp";
	case IPPROTO_NR_GRE:
		return "gre";
	case IPPROTO_NR_ESP:
	case IPPROTO_NR_AH:
		return "ipsec";
	case IPPROTO_NR_OSPF:
		return "ospf";
	case IPPROTO_NR_IGMP:
		return "igmp";
	case IPPROTO_NR_PIM:
		return "pim";
	case IPPROTO_NR_VRRP:
		return "vrrp";
	case IPPROTO_NR_IPIP:
	case IPPROTO_NR_IPV6:
		return "ipip";
	default:
		return NULL;
	}
}

static void read_payload(struct shard *s, struct flow *f, enum side from, const struct packet *p)
{
	const char *before = f->app;
	bool transport = p->ip_proto == IPPROTO_NR_TCP || p->ip_proto == IPPROTO_NR_UDP;

	if (!transport && !f->app)
		f->app = name_of_protocol(f);
	if (transport && !(p->flags & PACKET_FRAGMENT))
		conversation_packet(s, f, from, p);
	if (transport && !f->app && !f->dissector)
		ask_ndpi(s, f, p);
	else if (f->ndpi && f->dissector) {
		ndpi_door_end(s->options.door, f->ndpi);
		f->ndpi = 0;
		s->ndpi_live--;
	}
	bool hopeless = !f->app && (f->flags & FLOW_GIVEN_UP) &&
			(!s->options.door || f->ndpi_packets >= LIMIT_NDPI_PACKETS);
	if ((f->app && f->app != before) || (hopeless && !(f->flags & FLOW_DECIDED)))
		tell_decided(s, f, p);
}

/* A SYN on a closed connection opens another one. */
static bool is_reopened(const struct flow *f, const struct packet *p)
{
	return p->ip_proto == IPPROTO_NR_TCP && f->state >= FLOW_CLOSING &&
	       (p->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;
}

/* The old connection is told and the flow begins anew in the same place. */
static void flow_reopen(struct shard *s, struct flow *f, const struct packet *p)
{
	flow_told(s, f, "timeout");
	flow_renew(f, p);
	flow_fill(s, f, p);
	s->counters.n[COUNT_FLOWS]++;
}

static void flow_packet(struct shard *s, struct flow_key key, const struct packet *p)
{
	enum side from;
	struct flow *f = flow_find(&s->table, key, p, &from);

	if (f && is_reopened(f, p)) {
		flow_reopen(s, f, p);
		from = SIDE_CLIENT;
	}
	if (!f)
		f = flow_begin(s, key, p, &from);
	if (!f)
		return;
	count_packet(s, f, from, p);
	if (!(f->flags & FLOW_IN_SCOPE)) {
		s->counters.n[COUNT_OUT_OF_SCOPE]++;
		return;
	}
	if (p->flags & PACKET_BAD_SUM)
		return;
	if (p->flags & PACKET_OVERLAP)
		tell_anomaly(s, f, "decode", "ipv4.frag_overlap");
	read_payload(s, f, from, p);
}

/* LLDP, CDP and their kind: no flow, no state. */
static void frame_packet(struct shard *s, const struct packet *p)
{
	s->counters.n[COUNT_FRAMES]++;
	if (s->options.scope_elements && !s->options.touches)
		return;
	for (const struct dissector *const *d = dissectors; *d; d++) {
		if (!(*d)->frame || !classify_hinted(*d, p->ether_type, p->ether_type))
			continue;
		struct dissect call = {.self = *d,
			.packet = p,
			.ts_us = p->ts_us,
			.truncated = (p->flags & PACKET_TRUNCATED) != 0,
			.scratch = s->options.scratch,
			.host = &s->host};
		struct cursor c = cursor_of(p->payload);
		place_of_frame(p, &call.place);
		s->host.app = (*d)->name;
		(*d)->frame(&call, &c);
	}
}

static void clock_set(struct shard *s, int64_t us)
{
	int64_t seconds = us / 1000000;

	s->clock_us = us;
	s->clock_s = seconds < 0                ? 0
		     : seconds > UINT32_MAX / 2 ? UINT32_MAX / 2
						: (uint32_t)seconds;
}

void shard_packet(struct shard *s, struct flow_key key, const struct packet *p)
{
	s->counters.n[COUNT_PACKETS]++;
	s->counters.n[COUNT_BYTES] += p->len;
	s->counters.n[COUNT_TRUNCATED] += (p->flags & PACKET_TRUNCATED) != 0;
	s->counters.n[COUNT_BAD_CHECKSUM] += (p->flags & PACKET_BAD_SUM) != 0;
	if (s->clock_us == 0) {
		clock_set(s, p->ts_us);
		s->table.wheel_now_s = s->clock_s;
		s->minute = s->clock_s / 60;
	}
	if (s->options.dedup && dedup_is_copy(&s->dedup, key.content, p)) {
		s->counters.n[COUNT_DUPLICATES]++;
		return;
	}
	s->host.no = p->no * 2;
	s->host.sub = 0;
	s->packet = p;
	if (p->flags & PACKET_HAS_IP)
		flow_packet(s, key, p);
	else
		frame_packet(s, p);
	s->packet = NULL;
	arena_reset(s->options.scratch);
}

/* --- time ----------------------------------------------------------------------------------------
 */

static void flow_due(struct shard *s, struct flow *f)
{
	uint32_t end = f->touched_s + timeout_s(f);

	if (!(f->flags & FLOW_DECIDED))
		tell_decided(s, f, NULL);
	if (end > s->clock_s)
		flow_wheel_add(&s->table, f, end);
	else
		flow_end(s, f, "timeout");
	arena_reset(s->options.scratch);
}

static void tell_minute(struct shard *s)
{
	for (uint32_t i = 0; i < s->dirty_count; i++) {
		struct flow *f = flow_at(&s->table, s->dirty[i]);
		if (f->flags & FLOW_DIRTY)
			tell_counts(s, f);
	}
	s->dirty_count = 0;
}

void shard_tick(struct shard *s, uint64_t no, int64_t clock_us)
{
	uint32_t next;

	s->host.no = no;
	s->host.sub = 0;
	s->packet = NULL;
	if (s->clock_us == 0) {
		clock_set(s, clock_us);
		s->table.wheel_now_s = s->clock_s;
		s->minute = s->clock_s / 60;
	}
	clock_set(s, clock_us);
	conversation_tick(s);
	for (uint32_t at = flow_wheel_take(&s->table, s->clock_s); at; at = next) {
		struct flow *f = flow_at(&s->table, at);
		next = f->wheel_next;
		flow_due(s, f);
	}
	actions_expire(s->host.actions, &s->host, clock_us);
	if (s->clock_s / 60 != s->minute) {
		s->minute = s->clock_s / 60;
		tell_minute(s);
	}
}

void shard_finish(struct shard *s, uint64_t no)
{
	s->host.no = no;
	s->host.sub = 0;
	s->packet = NULL;
	for (uint32_t i = 0; i < FLOW_WHEEL_SLOTS; i++) {
		uint32_t *link = &s->table.wheel[i];
		while (*link) {
			struct flow *f = flow_at(&s->table, *link);
			*link = f->wheel_next;
			flow_end(s, f, "shutdown");
			arena_reset(s->options.scratch);
		}
	}
	actions_expire(s->host.actions, &s->host, INT64_MAX);
}

const struct counters *shard_counters(struct shard *s)
{
	s->counters.n[COUNT_FLOWS_ACTIVE] = s->table.live;
	s->counters.n[COUNT_STATE_REFUSED] += s->slab.refused;
	s->slab.refused = 0;
	s->counters.n[COUNT_EVENTS] = s->host.protocol_events;
	s->counters.n[COUNT_EVENTS_TOO_LONG] = s->host.lines_too_long;
	s->counters.n[COUNT_FACTS_DROPPED] = s->host.facts_dropped;
	return &s->counters;
}
