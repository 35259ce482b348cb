/*
 * shard: see shard.h. A packet's way: copy? - flow - counted - read by its dissector, or looked at
 * by nDPI - decided. Called by the worker that owns the shard.
 */
#include "config.h"

#include "sensor/flow/shard.h"

#include "sensor/base/region.h"
#include "sensor/flow/actions.h"
#include "sensor/flow/classify.h"
#include "sensor/flow/doubt.h"
#include "sensor/flow/room.h"
#include "sensor/flow/tapping.h"
#include "sensor/limits.h"

#include <errno.h>
#include <stdlib.h>

int shard_new(const struct shard_options *options, struct shard **ret)
{
	struct shard *s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->options = *options;
	s->simulates_load = options->simulate.from[EXCEPTION_OVERLOAD] != 0;
	s->conversations = region_take(options->conversation_capacity * sizeof(*s->conversations));
	s->dirty = region_take(options->flow_capacity * sizeof(*s->dirty));
	if (!s->conversations || !s->dirty || flow_table_init(&s->table, options->flow_capacity) ||
		slab_init(&s->slab, options->stream_memory) ||
		actions_new(LIMIT_ACTIONS, &s->host.actions) ||
		expectations_new(LIMIT_EXPECTATIONS, options->classifier, &s->host.expectations)) {
		shard_free(s);
		return -ENOMEM;
	}
	s->host.out = options->out;
	s->host.eve = options->eve;
	s->host.redactor = options->redactor;
	s->host.is_default_credential = options->is_default_credential;
	s->host.key_of_peer = options->key_of_peer;
	s->host.key_ctx = options->key_ctx;
	s->host.lexicon = options->lexicon;
	s->host.touches = options->touches;
	s->host.touches_ctx = options->touches_ctx;
	s->host.line = options->line;
	s->host.shard = options->index;
	if (options->tap)
		s->host.tapping = tapping_new(
			s, options->tap, options->flow_capacity, options->stream_memory);
	if (options->tap && !s->host.tapping) {
		shard_free(s);
		return -ENOMEM;
	}
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
	tapping_free(s->host.tapping);
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

/* Packet time in whole seconds, within what the timers can hold. */
static uint32_t seconds_of(int64_t us)
{
	int64_t seconds = us / 1000000;

	return seconds < 0 ? 0 : seconds > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)seconds;
}

static void clock_set(struct shard *s, int64_t us)
{
	s->clock_us = us;
	s->clock_s = seconds_of(us);
}

/* --- every packet of a flow ----------------------------------------------------------------------
 */

static void tcp_state(struct shard *s, struct flow *f, enum side from, const struct packet *p)
{
	if (p->tcp_flags & TCP_SYN)
		doubt_syn(f, from, p);
	else if (p->ttl > f->ttl[from])
		f->ttl[from] = p->ttl;
	f->tcp_flags[from] |= p->tcp_flags;
	if (p->tcp_flags & TCP_SYN) {
		f->isn[from] = p->tcp_seq;
		trigger_syn(s, f, from, p);
	}
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
	f->touched_s = seconds_of(p->ts_us);
	if (f->touched_s < s->clock_s)
		f->touched_s = s->clock_s; /* a stamp that went back ages nobody */
	if (p->ip_proto == IPPROTO_NR_TCP)
		tcp_state(s, f, from, p);
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

static void read_payload(struct shard *s, struct flow *f, enum side from, const struct packet *p)
{
	const char *before = f->app;
	bool transport = p->ip_proto == IPPROTO_NR_TCP || p->ip_proto == IPPROTO_NR_UDP;

	if (!transport && !f->app)
		f->app = opinion_of_protocol(f);
	if (!(p->flags & PACKET_FRAGMENT))
		conversation_packet(s, f, from, p);
	if (transport && !f->app && !f->dissector)
		opinion_ask(s, f, p);
	else if (f->dissector)
		opinion_drop(s, f);
	bool hopeless = !f->app && (f->flags & FLOW_GIVEN_UP) &&
			(!s->options.door || f->ndpi_packets >= LIMIT_NDPI_PACKETS);
	if ((f->app && f->app != before) || (hopeless && !(f->flags & FLOW_DECIDED)))
		tell_decided(s, f, p);
}

static void flow_packet(struct shard *s, struct flow_key key, const struct packet *p)
{
	enum side from;
	struct flow *f = flow_find(&s->table, key, p, &from);

	if (f && life_is_reopened(f, p)) {
		life_reopen(s, f, p);
		from = SIDE_CLIENT;
	}
	if (!f)
		f = life_begin(s, key, p, &from);
	if (!f)
		return;
	if (p->dialogue)
		life_meet(s, f, from, p);
	count_packet(s, f, from, p);
	if (!(f->flags & FLOW_IN_SCOPE)) {
		s->counters.n[COUNT_OUT_OF_SCOPE]++;
		return;
	}
	if (p->flags & PACKET_BAD_SUM)
		return;
	if (p->flags & PACKET_OVERLAP)
		tell_anomaly(s, f, "decode", "ipv4.frag_overlap");
	if ((s->shed || s->simulates_load || (f->flags & FLOW_SHED)) && shed_packet(s, f, p))
		return;
	if (s->host.tapping)
		tapping_begin(s->host.tapping, f, from);
	read_payload(s, f, from, p);
	if (s->host.tapping)
		tapping_packet(s->host.tapping, f, from, p);
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
		s->host.flow = NULL;
		(*d)->frame(&call, &c);
	}
}

void shard_packet(struct shard *s, struct flow_key key, const struct packet *p)
{
	s->counters.n[COUNT_PACKETS]++;
	s->counters.n[COUNT_BYTES] += p->len;
	s->counters.n[COUNT_TRUNCATED] +=
		(p->flags & (PACKET_TRUNCATED | PACKET_REJOINED)) == PACKET_TRUNCATED;
	s->counters.n[COUNT_BAD_CHECKSUM] += (p->flags & PACKET_BAD_SUM) != 0;
	if (s->clock_us == 0) {
		clock_set(s, p->ts_us);
		s->table.wheel_now_s = s->clock_s;
		s->minute = s->clock_s / 60;
	}
	s->host.no = p->no * 2;
	s->host.sub = 0;
	if (p->lull_s)
		loss_lull(s, p);
	if (p->outer_proto)
		tunnel_tell(s, p);
	if (s->options.dedup && dedup_is_copy(&s->dedup, key.content, p)) {
		s->counters.n[COUNT_DUPLICATES]++;
		return;
	}
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
	uint32_t end = f->touched_s + life_timeout_s(f);

	if (!(f->flags & FLOW_DECIDED))
		tell_decided(s, f, NULL);
	if (end > s->clock_s)
		flow_wheel_add(&s->table, f, end);
	else
		life_end(s, f, "timeout");
	arena_reset(s->options.scratch);
}

static void tell_minute(struct shard *s)
{
	for (uint32_t i = 0; i < s->dirty_count; i++) {
		struct flow *f = flow_at(&s->table, s->dirty[i]);
		if (f->flags & FLOW_DIRTY)
			tell_counts(s, f);
	}
	loss_tell(s);
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
	if (s->counters.n[COUNT_STREAM_BYTES_LOST] != s->told_lost)
		loss_tell(s);
	if (s->clock_s / 60 != s->minute) {
		s->minute = s->clock_s / 60;
		tell_minute(s);
	}
}

void shard_shed(struct shard *s, enum shed shed)
{
	s->shed = shed;
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
			life_end(s, f, "shutdown");
			arena_reset(s->options.scratch);
		}
	}
	actions_expire(s->host.actions, &s->host, INT64_MAX);
	loss_tell(s);
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
