/*
 * conversation: what a flow says, from its bytes to its dissector: classification while nobody
 * knows, then parse, and finish at the end. Bytes of a stream that are not used yet wait in a hold.
 */
#include "config.h"

#include "sensor/flow/classify.h"
#include "sensor/flow/room.h"
#include "sensor/limits.h"

enum { RECORD_GROWS = 4096 }; /* a record longer than this is offered again only after growing */

/* --- the pool ------------------------------------------------------------------------------ */

static uint32_t index_of(const struct shard *s, const struct conversation *c)
{
	return (uint32_t)(c - s->conversations) + 1;
}

static void wait_leave(struct shard *s, struct conversation *c)
{
	if (!c->waiting)
		return;
	if (c->wait_prev)
		s->conversations[c->wait_prev - 1].wait_next = c->wait_next;
	else
		s->wait_head = c->wait_next;
	if (c->wait_next)
		s->conversations[c->wait_next - 1].wait_prev = c->wait_prev;
	c->waiting = false;
}

static void wait_update(struct shard *s, struct conversation *c)
{
	if (!stream_waits(&c->stream)) {
		wait_leave(s, c);
		return;
	}
	if (c->waiting)
		return;
	c->waiting = true;
	c->wait_prev = 0;
	c->wait_next = s->wait_head;
	if (s->wait_head)
		s->conversations[s->wait_head - 1].wait_prev = index_of(s, c);
	s->wait_head = index_of(s, c);
}

/* State this small lives in the flow itself: a datagram's flow then needs no conversation. */
static bool state_is_small(const struct dissector *d)
{
	return d->state_size <= sizeof(((struct flow *)NULL)->small);
}

static void hold_drop(struct shard *s, struct hold *h)
{
	slab_give(&s->slab, h->bytes, h->block);
	h->bytes = NULL;
	h->len = h->block = h->want = 0;
}

/* Gives everything back; the flow goes on without being read. */
static void release(struct shard *s, struct flow *f)
{
	struct conversation *c = &s->conversations[f->conversation - 1];

	wait_leave(s, c);
	stream_release(&c->stream, &s->slab);
	hold_drop(s, &c->hold[0]);
	hold_drop(s, &c->hold[1]);
	slab_give(&s->slab, c->state, c->state_block);
	c->state = NULL;
	if (f->dissector && f->dissector->state_size)
		f->dissector =
			NULL; /* without its state it cannot go on; the flow keeps its name */
	c->in_use = false;
	c->wait_next = s->conversation_free;
	s->conversation_free = f->conversation;
	f->conversation = 0;
}

/* Makes room: of the next 32 the least wanted goes; one that is being parsed never. */
static bool evict_one(struct shard *s)
{
	struct conversation *victim = NULL;
	uint32_t capacity = s->options.conversation_capacity;

	for (unsigned i = 0; i < 32; i++) {
		struct conversation *c = &s->conversations[s->conversation_hand++ % capacity];
		if (!c->in_use || c == s->conversation || (c->flow->flags & FLOW_HELD))
			continue;
		if (!victim || c->flow->touched_s < victim->flow->touched_s)
			victim = c;
	}
	if (!victim)
		return false;
	s->counters.n[COUNT_CONVERSATIONS_EVICTED]++;
	victim->flow->flags |= FLOW_STREAM_OFF | FLOW_GIVEN_UP;
	release(s, victim->flow);
	return true;
}

static struct conversation *conversation_of(struct shard *s, struct flow *f)
{
	if (f->conversation)
		return &s->conversations[f->conversation - 1];
	bool none =
		!s->conversation_free && s->conversation_fresh == s->options.conversation_capacity;
	if (none && !evict_one(s)) {
		s->counters.n[COUNT_CONVERSATIONS_REFUSED]++;
		return NULL;
	}
	uint32_t index = s->conversation_free;
	if (index)
		s->conversation_free = s->conversations[index - 1].wait_next;
	else
		index = ++s->conversation_fresh;
	struct conversation *c = &s->conversations[index - 1];
	memset(c, 0, sizeof(*c));
	c->in_use = true;
	c->flow = f;
	f->conversation = index;
	for (int i = 0; i < 2; i++)
		if (f->tcp_flags[i] & TCP_SYN)
			stream_begin(&c->stream, (enum side)i, f->isn[i] + 1);
	return c;
}

static void give_up(struct shard *s, struct flow *f)
{
	f->flags |= FLOW_GIVEN_UP | FLOW_STREAM_OFF;
	if (f->conversation)
		release(s, f);
}

/* --- calls into the dissector ---------------------------------------------------------------- */

static void call_prepare(struct shard *s, struct flow *f, enum side from, struct dissect *ret)
{
	struct conversation *c = f->conversation ? &s->conversations[f->conversation - 1] : NULL;

	*ret = (struct dissect){.self = f->dissector,
		.packet = s->packet,
		.from = from,
		.ts_us = s->packet ? s->packet->ts_us : f->last_us,
		.stream = f->ip_proto == IPPROTO_NR_TCP,
		.state = state_is_small(f->dissector) ? f->small
			 : c                          ? c->state
						      : NULL,
		.scratch = s->options.scratch,
		.host = &s->host};
	for (int i = 0; i < 2; i++)
		ret->end[i] = (struct endpoint){f->addr[i], f->port[i]};
	place_fill(s, f, from, s->packet, &ret->place);
	s->host.app = f->app;
}

/* Gives D the flow; false when its state does not fit in memory any more. */
static bool adopt(struct shard *s, struct flow *f, const struct dissector *d)
{
	f->dissector = d;
	f->app = d->name;
	if (strcmp(d->set, "management") == 0)
		f->flags |= FLOW_HELD;
	memset(f->small, 0, sizeof(f->small));
	if (state_is_small(d))
		return true;
	struct conversation *c = conversation_of(s, f);
	if (c)
		c->state = slab_take(&s->slab, d->state_size, &c->state_block);
	if (!c || !c->state) {
		s->counters.n[COUNT_STATE_REFUSED]++;
		f->dissector = NULL;
		give_up(s, f);
		return false;
	}
	memset(c->state, 0, c->state_block);
	return true;
}

void conversation_expected(struct shard *s, struct flow *f, const struct expected *what)
{
	f->flags |= FLOW_CHILD | FLOW_SAW_SYN;
	if (!adopt(s, f, what->dissector) || !what->seed_len)
		return;
	bool small = state_is_small(what->dissector);
	struct conversation *c = small ? NULL : &s->conversations[f->conversation - 1];
	uint32_t room = small ? sizeof(f->small) : c->state_block;
	memcpy(small ? (void *)f->small : c->state, what->seed,
		what->seed_len < room ? what->seed_len : room);
}

/* --- datagrams ------------------------------------------------------------------------------ */

static void datagram_parse(struct shard *s, struct flow *f, enum side from)
{
	const struct packet *p = s->packet;
	struct dissect d;
	struct cursor c = cursor_of(p->payload);

	call_prepare(s, f, from, &d);
	d.truncated = p->payload.len < p->payload_len;
	if (f->dissector->datagram(&d, &c) != PARSE_LOST)
		return;
	f->dissector = NULL;
	if (f->conversation)
		release(s, f);
}

static struct probe_input probe_of(const struct flow *f, enum side from, struct span data)
{
	return (struct probe_input){.data = data,
		.from = from,
		.sport = f->port[from],
		.dport = f->port[side_other(from)],
		.stream = f->ip_proto == IPPROTO_NR_TCP,
		.group = (f->flags & FLOW_GROUP) != 0};
}

static void datagram(struct shard *s, struct flow *f, enum side from)
{
	if (f->dissector) {
		datagram_parse(s, f, from);
		return;
	}
	if (f->flags & FLOW_GIVEN_UP)
		return;
	struct probe_input in = probe_of(f, from, s->packet->payload);
	struct classification what;
	classify(&in, &what);
	const struct dissector *d = what.sure ? what.sure : what.likely;
	if (d && adopt(s, f, d)) {
		datagram_parse(s, f, from);
		return;
	}
	if (++f->probes >= LIMIT_PROBE_PACKETS)
		give_up(s, f);
}

/* --- streams ---------------------------------------------------------------------------------- */

/* Keeps DATA behind what is held; false when there is no room for it. */
static bool hold_append(struct shard *s, struct hold *h, struct span data)
{
	if (h->len + data.len > h->block) {
		uint32_t block;
		if (h->len + data.len > LIMIT_STREAM_BYTES)
			return false;
		uint8_t *bytes = slab_take(&s->slab, h->len + data.len, &block);
		if (!bytes)
			return false;
		if (h->len)
			memcpy(bytes, h->bytes, h->len);
		slab_give(&s->slab, h->bytes, h->block);
		h->bytes = bytes;
		h->block = block;
	}
	memcpy(h->bytes + h->len, data.p, data.len);
	h->len += data.len;
	return true;
}

/* What is left after a parse stays held, at the front. */
static void hold_keep(struct shard *s, struct hold *h, struct span rest)
{
	if (rest.len == 0) {
		hold_drop(s, h);
		return;
	}
	if (h->bytes && rest.p >= h->bytes && rest.p <= h->bytes + h->len) {
		memmove(h->bytes, rest.p, rest.len);
		h->len = rest.len;
		return;
	}
	h->len = 0;
	if (!hold_append(s, h, rest)) {
		s->counters.n[COUNT_STATE_REFUSED]++;
		h->stopped = true;
		hold_drop(s, h);
	}
}

static void side_stop(struct shard *s, struct flow *f, enum side from)
{
	struct conversation *c = &s->conversations[f->conversation - 1];

	c->hold[from].stopped = true;
	hold_drop(s, &c->hold[from]);
	if (c->hold[0].stopped && c->hold[1].stopped)
		f->flags |= FLOW_STREAM_OFF;
}

/* Offers DATA (held or fresh) to the dissector and keeps what it does not use. */
static void offer(struct shard *s, struct flow *f, enum side from, struct span data)
{
	struct conversation *c = &s->conversations[f->conversation - 1];
	struct hold *h = &c->hold[from];
	struct dissect d;
	struct cursor cursor = cursor_of(data);

	call_prepare(s, f, from, &d);
	enum parse result = f->dissector->stream(&d, &cursor);
	if (result == PARSE_OK) {
		uint32_t left = (uint32_t)(data.p + data.len - cursor.p);
		hold_keep(s, h, span_of(cursor.p, left));
		h->want = d.want;
		if (left > RECORD_GROWS && left == data.len && d.want <= left)
			h->want = left + left / 16;
		return;
	}
	side_stop(s, f, from);
	if (result == PARSE_LOST) {
		f->dissector = NULL;
		f->app = NULL;
		f->flags |= FLOW_GIVEN_UP | FLOW_STREAM_OFF;
	}
}

/* The dissector is found: what was held goes to it, in the order in which the sides began. */
static void stream_adopt(struct shard *s, struct flow *f, const struct dissector *d)
{
	struct conversation *c = &s->conversations[f->conversation - 1];

	if (!adopt(s, f, d))
		return;
	for (int i = 0; i < 2; i++) {
		enum side side = i == 0 ? c->first : side_other(c->first);
		struct hold *h = &c->hold[side];
		if (h->len && f->dissector)
			offer(s, f, side, span_of(h->bytes, h->len));
	}
}

static void stream_classify(struct shard *s, struct flow *f, enum side from)
{
	struct conversation *c = &s->conversations[f->conversation - 1];
	struct hold *h = &c->hold[from];
	struct probe_input in = probe_of(f, from, span_of(h->bytes, h->len));
	struct classification what;

	classify(&in, &what);
	if (what.likely && (!c->candidate || what.likely_by_hint))
		c->candidate = what.likely;
	h->not_ours = !what.sure && !what.likely && !what.more;
	bool other_begun = c->hold[side_other(from)].len > 0;
	const struct dissector *d = what.sure;
	if (!d && c->candidate && (what.likely_by_hint || (other_begun && !what.more)))
		d = c->candidate;
	if (d) {
		stream_adopt(s, f, d);
		return;
	}
	bool hopeless = c->hold[0].not_ours && c->hold[1].not_ours;
	if (hopeless || ++f->probes >= LIMIT_PROBE_PACKETS || h->len >= LIMIT_PROBE_BYTES) {
		if (c->candidate)
			stream_adopt(s, f, c->candidate);
		else
			f->flags |= FLOW_GIVEN_UP | FLOW_STREAM_OFF;
	}
}

static void on_bytes(void *ctx, enum side from, struct span data)
{
	struct shard *s = ctx;
	struct conversation *c = s->conversation;
	struct flow *f = c->flow;
	struct hold *h = &c->hold[from];

	if (h->stopped || (f->flags & FLOW_STREAM_OFF))
		return;
	if (!c->hold[0].len && !c->hold[1].len && !f->dissector)
		c->first = from;
	if (f->dissector && h->len == 0 && data.len >= h->want) {
		offer(s, f, from, data);
		return;
	}
	if (!f->dissector)
		data = span_sub(data, 0, LIMIT_STREAM_BYTES - h->len);
	if (!hold_append(s, h, data)) {
		s->counters.n[COUNT_RECORDS_TOO_LONG]++;
		side_stop(s, f, from);
		return;
	}
	if (!f->dissector)
		stream_classify(s, f, from);
	else if (h->len >= h->want)
		offer(s, f, from, span_of(h->bytes, h->len));
}

static void on_gap(void *ctx, enum side from, uint32_t missing)
{
	struct shard *s = ctx;
	struct conversation *c = s->conversation;
	struct flow *f = c->flow;

	s->counters.n[COUNT_STREAM_GAPS]++;
	s->counters.n[COUNT_STREAM_BYTES_MISSED] += missing;
	if (c->hold[from].stopped || (f->flags & FLOW_STREAM_OFF))
		return;
	hold_drop(s, &c->hold[from]);
	if (!f->dissector)
		return;
	struct dissect d;
	call_prepare(s, f, from, &d);
	if (!f->dissector->gap || f->dissector->gap(&d, missing) != PARSE_OK)
		side_stop(s, f, from);
}

static void on_anomaly(void *ctx, const char *name)
{
	struct shard *s = ctx;
	tell_anomaly(s, s->conversation->flow, "stream", name);
}

static struct stream_out stream_target(struct shard *s, struct conversation *c)
{
	s->conversation = c;
	return (struct stream_out){on_bytes, on_gap, on_anomaly, s, &s->slab};
}

static void finish(struct shard *s, struct flow *f)
{
	struct dissect d;

	if (!f->dissector || !f->dissector->finish ||
		(f->dissector->state_size && !f->conversation))
		return;
	call_prepare(s, f, SIDE_CLIENT, &d);
	f->dissector->finish(&d);
}

/* After the stream moved: memory goes back once nobody reads any more. */
static void settle(struct shard *s, struct flow *f)
{
	s->conversation = NULL;
	if (!f->conversation)
		return;
	struct conversation *c = &s->conversations[f->conversation - 1];
	if (c->stream.side[0].closed && c->stream.side[1].closed) {
		conversation_end(s, f);
		f->flags |= FLOW_STREAM_OFF;
		return;
	}
	if ((f->flags & FLOW_STREAM_OFF) && (!f->dissector || !f->dissector->finish))
		release(s, f);
	else if (f->flags & FLOW_STREAM_OFF)
		stream_release(&c->stream, &s->slab);
	if (f->conversation)
		wait_update(s, c);
}

static void segment(struct shard *s, struct flow *f, enum side from)
{
	if (f->flags & FLOW_STREAM_OFF)
		return;
	if (!f->conversation && s->packet->payload_len == 0)
		return; /* nothing to put in order yet; a SYN's number is kept in the flow */
	struct conversation *c = conversation_of(s, f);
	if (!c) {
		give_up(s, f);
		return;
	}
	struct stream_out out = stream_target(s, c);
	stream_segment(&c->stream, from, s->packet, &out);
	settle(s, f);
}

/* --- for the shard ---------------------------------------------------------------------------- */

void conversation_packet(struct shard *s, struct flow *f, enum side from, const struct packet *p)
{
	if (p->ip_proto == IPPROTO_NR_TCP)
		segment(s, f, from);
	else if (p->payload.len)
		datagram(s, f, from);
}

void conversation_end(struct shard *s, struct flow *f)
{
	if (f->conversation && stream_waits(&s->conversations[f->conversation - 1].stream)) {
		struct stream_out out = stream_target(s, &s->conversations[f->conversation - 1]);
		stream_expire(&s->conversation->stream, INT64_MAX, &out);
	}
	for (int i = 0; i < 2 && f->conversation && f->dissector && f->dissector->stream; i++) {
		struct hold *h = &s->conversations[f->conversation - 1].hold[i];
		if (h->len && h->want > RECORD_GROWS && !h->stopped)
			offer(s, f, (enum side)i, span_of(h->bytes, h->len));
	}
	bool told = (f->flags & FLOW_FINISHED) != 0;
	f->flags |= FLOW_FINISHED;
	if (!told)
		finish(s, f);
	s->conversation = NULL;
	if (f->conversation)
		release(s, f);
}

void conversation_tick(struct shard *s)
{
	uint32_t next;

	for (uint32_t at = s->wait_head; at; at = next) {
		struct conversation *c = &s->conversations[at - 1];
		struct flow *f = c->flow;
		next = c->wait_next;
		struct stream_out out = stream_target(s, c);
		stream_expire(&c->stream, s->clock_us, &out);
		settle(s, f);
	}
}
