/*
 * conversation: what a flow says, from its bytes to its dissector: classification while nobody
 * knows, then parse, and finish at the end. Bytes of a stream that are not used yet wait in a hold.
 */
#include "config.h"

#include "sensor/flow/classify.h"
#include "sensor/flow/doubt.h"
#include "sensor/flow/late.h"
#include "sensor/flow/room.h"
#include "sensor/limits.h"

enum {
	HANDED_MAX = 4, /* protocols that follow on one another in a flow */
	CRUMB = 16,     /* a segment shorter than this is not worth probing what is held anew */
	CRUMBS_MAX = LIMIT_PROBE_PACKETS * 64 /* bytes in small segments that probes may wait for */
};

static void give_up(struct shard *s, struct flow *f)
{
	f->flags |= FLOW_GIVEN_UP | FLOW_STREAM_OFF;
	if (f->conversation)
		pool_release(s, f);
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
		.state = conversation_state_is_small(f->dissector) ? f->small
			 : c                                       ? c->state
								   : NULL,
		.scratch = s->options.scratch,
		.host = &s->host};
	for (int i = 0; i < 2; i++) {
		ret->end[i] = (struct endpoint){f->addr[i], f->port[i]};
		ret->closed[i] = c && c->stream.side[i].closed;
	}
	place_fill(s, f, from, s->packet, &ret->place);
	s->host.app = f->app;
	s->host.flow = f;
}

/* Gives D the flow; false when its state does not fit in memory any more. */
static bool adopt(struct shard *s, struct flow *f, const struct dissector *d)
{
	f->dissector = d;
	if (!f->app || !(f->flags & FLOW_HANDED))
		f->app = d->name;
	if (strcmp(d->set, "management") == 0)
		f->flags |= FLOW_HELD;
	memset(f->small, 0, sizeof(f->small));
	for (int i = 0; f->conversation && i < 2; i++) /* until now they were the probes' */
		s->conversations[f->conversation - 1].hold[i].marks = (struct hold_marks){0, 0};
	if (conversation_state_is_small(d))
		return true;
	struct conversation *c = pool_conversation_of(s, f);
	if (c)
		c->state = slab_take(&s->slab, d->state_size, shed_share(s, f), &c->state_block);
	if (!c || !c->state) {
		s->counters.n[COUNT_STATE_REFUSED]++;
		s->counters.n[COUNT_ELEMENTS_SHED] += flow_is_elements(s, f);
		f->dissector = NULL;
		give_up(s, f);
		return false;
	}
	memset(c->state, 0, d->state_size);
	return true;
}

void conversation_expected(struct shard *s, struct flow *f, const struct expected *what)
{
	f->flags |= FLOW_CHILD | FLOW_SAW_SYN;
	if (!adopt(s, f, what->dissector) || !what->seed_len)
		return;
	bool small = conversation_state_is_small(what->dissector);
	struct conversation *c = small ? NULL : &s->conversations[f->conversation - 1];
	uint32_t room = small ? sizeof(f->small) : what->dissector->state_size;
	memcpy(small ? (void *)f->small : c->state, what->seed,
		what->seed_len < room ? what->seed_len : room);
}

/* --- datagrams ------------------------------------------------------------------------------ */

static void datagram_parse(struct shard *s, struct flow *f, enum side from, struct span bytes)
{
	const struct packet *p = s->packet;
	struct dissect d;
	struct cursor c = cursor_of(bytes);

	call_prepare(s, f, from, &d);
	d.truncated = p->payload.len < p->payload_len || (p->flags & PACKET_TRUNCATED);
	enum parse result = f->dissector->datagram(&d, &c);
	if (result == PARSE_STOP && f->conversation)
		f->flags |= FLOW_GIVEN_UP; /* all was said: the memory goes back */
	else if (result != PARSE_LOST)
		return;
	f->dissector = NULL;
	if (f->conversation)
		pool_release(s, f);
}

static void datagram(struct shard *s, struct flow *f, enum side from)
{
	if (f->dissector) {
		datagram_parse(s, f, from, s->packet->payload);
		return;
	}
	if (f->flags & FLOW_GIVEN_UP)
		return;
	struct probe_input in = late_input(f, from, s->packet->payload);
	struct classification what;
	classify(s->options.classifier, &in, &what);
	const struct dissector *d = what.sure ? what.sure : what.likely;
	if (d && adopt(s, f, d)) {
		datagram_parse(s, f, from, s->packet->payload);
		return;
	}
	if (!f->probes)
		trigger_bytes(s, f, from, in.data);
	if (++f->probes >= LIMIT_PROBE_PACKETS)
		give_up(s, f);
}

/* Neither TCP nor UDP: the IP header says whose it is, and the transport header is his. */
static void ip_datagram(struct shard *s, struct flow *f, enum side from)
{
	if (!f->dissector && !(f->flags & FLOW_GIVEN_UP)) {
		const struct dissector *d = classify_ip(f->ip_proto, s->packet->l4);
		if (d ? !adopt(s, f, d) : ++f->probes >= classify_ip_patience(f->ip_proto))
			give_up(s, f);
	}
	if (f->dissector)
		datagram_parse(s, f, from, s->packet->l4);
}

/* --- streams ---------------------------------------------------------------------------------- */

static void side_stop(struct shard *s, struct flow *f, enum side from)
{
	struct conversation *c = &s->conversations[f->conversation - 1];

	c->hold[from].stopped = true;
	pool_hold_drop(s, &c->hold[from]);
	if (c->hold[0].stopped && c->hold[1].stopped)
		f->flags |= FLOW_STREAM_OFF;
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

static void stream_classify(struct shard *s, struct flow *f, enum side from);

/* Another protocol follows with REST, which FROM sent: whose it is, its bytes tell. */
static void hand_over(struct shard *s, struct flow *f, enum side from, struct span rest)
{
	struct conversation *c = &s->conversations[f->conversation - 1];

	finish(s, f);
	slab_give(&s->slab, c->state, c->state_block);
	c->state = NULL;
	c->state_block = 0;
	c->candidate = NULL;
	c->first = from;
	f->dissector = NULL;
	f->probes = 0;
	f->flags |= FLOW_HANDED;
	for (int i = 0; i < 2; i++) {
		c->hold[i].stopped = c->hold[i].not_ours = false;
		c->hold[i].marks = (struct hold_marks){0, 0};
	}
	pool_hold_keep(s, f, &c->hold[from], rest);
	if (++c->handed > HANDED_MAX) {
		side_stop(s, f, SIDE_CLIENT);
		side_stop(s, f, SIDE_SERVER);
	} else if (rest.len) {
		stream_classify(s, f, from);
	}
}

/* Offers DATA (held or fresh) to the dissector and keeps what it does not use. */
static void offer(struct shard *s, struct flow *f, enum side from, struct span data)
{
	struct conversation *c = &s->conversations[f->conversation - 1];
	struct hold *h = &c->hold[from];
	struct dissect d;
	struct cursor cursor = cursor_of(data);

	call_prepare(s, f, from, &d);
	hold_remind(&h->marks, &d, data);
	enum parse result = f->dissector->stream(&d, &cursor);
	if (result == PARSE_OK) {
		struct hold_marks marks;
		hold_mark(&marks, &d, data, cursor.p);
		pool_hold_keep(s, f, h, cursor_peek(&cursor));
		h->marks = marks;
		return;
	}
	if (result == PARSE_NEXT) {
		hand_over(s, f, from, cursor_peek(&cursor));
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
	struct probe_input in = late_input(f, from, span_of(h->bytes, h->len));
	struct classification what;

	classify(s->options.classifier, &in, &what);
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
	if (!f->probes)
		trigger_bytes(s, f, from, in.data);
	h->marks = (struct hold_marks){.want = h->len + 1 + h->len / 8, .seen = h->len};
	bool hopeless = c->hold[0].not_ours && c->hold[1].not_ours;
	bool crumbs = what.more && h->len < CRUMBS_MAX && f->probes < UINT8_MAX;
	f->probes += f->probes < UINT8_MAX;
	if (hopeless || (f->probes >= LIMIT_PROBE_PACKETS && !crumbs) ||
		h->len >= LIMIT_PROBE_BYTES) {
		if (c->candidate)
			stream_adopt(s, f, c->candidate);
		else
			f->flags |= FLOW_GIVEN_UP | FLOW_STREAM_OFF;
	}
}

/*
 * LEN bytes more of FROM are held. Of crumbs not each is worth asking all probes again: what is
 * held must have grown by an eighth, or the other side must speak.
 */
static void stream_probe(struct shard *s, struct flow *f, enum side from, uint32_t len)
{
	struct conversation *c = &s->conversations[f->conversation - 1];
	const struct hold *mine = &c->hold[from], *theirs = &c->hold[side_other(from)];

	if (theirs->len > theirs->marks.seen)
		stream_classify(s, f, side_other(from));
	if (f->dissector || (f->flags & FLOW_STREAM_OFF))
		return;
	if (len >= CRUMB || mine->len >= mine->marks.want)
		stream_classify(s, f, from);
}

/* What was held belongs to nobody: with DATA another protocol begins. */
static bool adopt_late(struct shard *s, struct flow *f, enum side from, struct span data)
{
	struct conversation *c = &s->conversations[f->conversation - 1];
	const struct dissector *late = late_find(f, from, data);

	if (!late)
		return false;
	pool_hold_drop(s, &c->hold[0]);
	pool_hold_drop(s, &c->hold[1]);
	f->flags |= FLOW_HANDED;
	if (adopt(s, f, late))
		offer(s, f, from, data);
	return true;
}

static void on_bytes(void *ctx, enum side from, struct span data)
{
	struct shard *s = ctx;
	struct conversation *c = s->conversation;
	struct flow *f = c->flow;
	struct hold *h = &c->hold[from];

	if (h->stopped || (f->flags & FLOW_STREAM_OFF))
		return;
	s->counters.n[COUNT_STREAM_BYTES] += data.len;
	if (!c->hold[0].len && !c->hold[1].len && !f->dissector)
		c->first = from;
	if (f->dissector && h->len == 0 && data.len >= h->marks.want) {
		offer(s, f, from, data);
		return;
	}
	if (!f->dissector && h->len && adopt_late(s, f, from, data))
		return;
	if (!f->dissector)
		data = span_sub(data, 0, LIMIT_STREAM_BYTES - h->len);
	if (!pool_hold_append(s, f, h, data)) {
		s->counters.n[COUNT_RECORDS_TOO_LONG]++;
		side_stop(s, f, from);
		return;
	}
	if (!f->dissector)
		stream_probe(s, f, from, data.len);
	else if (h->len >= h->marks.want)
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
	loss_count(s, f, missing);
	struct hold *h = &c->hold[from];
	struct dissect d;
	bool stops = false;
	if (f->dissector) {
		call_prepare(s, f, from, &d);
		d.held = span_of(h->bytes, h->len);
		stops = !f->dissector->gap || f->dissector->gap(&d, missing) != PARSE_OK;
	}
	pool_hold_drop(s, h);
	if (stops)
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
	return (struct stream_out){
		on_bytes, on_gap, on_anomaly, s, &s->slab, shed_share(s, c->flow), 0};
}

/* The flow ends: what waits is delivered, the dissector's last word is heard. Once. */
static void last_words(struct shard *s, struct flow *f)
{
	if (f->flags & FLOW_FINISHED)
		return;
	if (f->conversation && stream_waits(&s->conversations[f->conversation - 1].stream)) {
		struct stream_out out = stream_target(s, &s->conversations[f->conversation - 1]);
		stream_expire(&s->conversation->stream, INT64_MAX, &out);
	}
	for (int i = 0; i < 2 && f->conversation && f->dissector && f->dissector->stream; i++) {
		struct hold *h = &s->conversations[f->conversation - 1].hold[i];
		if (h->len && h->marks.want > HOLD_GROWS && !h->stopped)
			offer(s, f, (enum side)i, span_of(h->bytes, h->len));
	}
	loss_tail(s, f);
	f->flags |= FLOW_FINISHED;
	finish(s, f);
	s->conversation = NULL;
}

/* After the stream moved: memory goes back once nobody reads any more. */
static void settle(struct shard *s, struct flow *f)
{
	s->conversation = NULL;
	if (!f->conversation)
		return;
	struct conversation *c = &s->conversations[f->conversation - 1];
	if ((f->tcp_flags[0] | f->tcp_flags[1]) & TCP_FIN || c->stream.side[0].has_fin ||
		c->stream.side[1].has_fin)
		doubt_fins(f, &c->stream);
	bool closed = c->stream.side[0].closed && c->stream.side[1].closed;
	if (closed && !(f->flags & FLOW_HELD)) {
		conversation_end(s, f);
		f->flags |= FLOW_STREAM_OFF;
		return;
	}
	if (closed)
		last_words(s, f); /* and it is kept: the FINs may have been another's */
	if ((f->flags & FLOW_STREAM_OFF) && (!f->dissector || !f->dissector->finish))
		pool_release(s, f);
	else if (f->flags & FLOW_STREAM_OFF)
		stream_release(&c->stream, &s->slab);
	if (f->conversation)
		pool_wait_update(s, c);
}

/* Nobody reads F any more; whether somebody does from this segment on. */
static bool begin_late(struct shard *s, struct flow *f, enum side from)
{
	const struct dissector *late =
		f->conversation && !f->dissector ? NULL : late_find(f, from, s->packet->payload);

	if (!late)
		return false;
	if (f->conversation)
		conversation_end(s, f);
	return conversation_begin_late(s, f, from, late);
}

static void segment(struct shard *s, struct flow *f, enum side from)
{
	if ((f->flags & FLOW_STREAM_OFF) && !begin_late(s, f, from))
		return;
	if (!f->conversation && s->packet->payload_len == 0)
		return; /* nothing to put in order yet; a SYN's number is kept in the flow */
	struct conversation *c = pool_conversation_of(s, f);
	if (!c) {
		give_up(s, f);
		return;
	}
	struct stream_out out = stream_target(s, c);
	out.doubt = doubt_of(f, &c->stream, from, s->packet);
	stream_segment(&c->stream, from, s->packet, &out);
	settle(s, f);
}

bool conversation_begin_late(
	struct shard *s, struct flow *f, enum side from, const struct dissector *d)
{
	struct conversation *c = pool_conversation_of(s, f);

	if (!c)
		return false;
	f->flags = (uint16_t)((f->flags | FLOW_HANDED) &
			      ~(FLOW_STREAM_OFF | FLOW_GIVEN_UP | FLOW_FINISHED));
	c->first = from;
	stream_begin(&c->stream, from, s->packet->tcp_seq);
	stream_begin(&c->stream, side_other(from), s->packet->tcp_ack);
	return adopt(s, f, d);
}

/* --- for the shard ---------------------------------------------------------------------------- */

void conversation_packet(struct shard *s, struct flow *f, enum side from, const struct packet *p)
{
	if (p->ip_proto == IPPROTO_NR_TCP)
		segment(s, f, from);
	else if (p->ip_proto != IPPROTO_NR_UDP)
		ip_datagram(s, f, from);
	else if (p->payload.len)
		datagram(s, f, from);
}

void conversation_end(struct shard *s, struct flow *f)
{
	last_words(s, f);
	if (f->conversation)
		pool_release(s, f);
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
