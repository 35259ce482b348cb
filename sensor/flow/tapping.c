/* tapping: see tapping.h. On the worker's thread. */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/flow/tapping.h"

#include "sensor/base/region.h"
#include "sensor/flow/doubt.h"
#include "sensor/flow/draft.h"
#include "sensor/flow/room.h"

#include <stdlib.h>

/* What is kept for one flow; the state of the tap lies behind it. */
struct tapped {
	struct stream stream;
	uint32_t block;
	bool told[2]; /* the end of a side */
	_Alignas(16) uint8_t state[];
};

struct tapping {
	struct shard *shard;
	struct tap tap;
	struct slab slab;
	struct tapped **of; /* by index of the flow */
	uint32_t flows;
	struct flow *flow; /* at hand */
	enum side from;
};

struct tapping *tapping_new(struct shard *s, const struct tap *tap, uint32_t flows, size_t memory)
{
	struct tapping *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->shard = s;
	t->tap = *tap;
	t->flows = flows;
	t->of = region_take((flows + 1ul) * sizeof(struct tapped *));
	if (!t->of || slab_init(&t->slab, memory)) {
		tapping_free(t);
		return NULL;
	}
	return t;
}

void tapping_free(struct tapping *t)
{
	if (!t)
		return;
	region_free(t->of, (t->flows + 1ul) * sizeof(struct tapped *));
	slab_free(&t->slab);
	free(t);
}

static enum slab_share share_of(const struct tapping *t, const struct flow *f)
{
	return f ? shed_share(t->shard, f) : SLAB_USERS;
}

void *tap_take(void *room, uint32_t len, uint32_t *ret_len)
{
	struct tapping *t = room;

	return slab_take(&t->slab, len, share_of(t, t->flow), ret_len);
}

void tap_give(void *room, void *p, uint32_t len)
{
	struct tapping *t = room;

	slab_give(&t->slab, p, len);
}

static struct tapped *tapped_of(struct tapping *t, struct flow *f, bool make)
{
	uint32_t at = flow_index(&t->shard->table, f);
	uint32_t block;

	if (t->of[at] || !make)
		return t->of[at];
	struct tapped *x = slab_take(
		&t->slab, (uint32_t)sizeof(*x) + t->tap.state_size, share_of(t, f), &block);
	if (!x)
		return NULL;
	memset(x, 0, sizeof(*x) + t->tap.state_size);
	x->block = block;
	if (f->flags & FLOW_SAW_SYN)
		for (int i = 0; i < 2; i++)
			if (f->ip_proto == IPPROTO_NR_TCP && (f->tcp_flags[i] & TCP_SYN))
				stream_begin(&x->stream, (enum side)i, f->isn[i] + 1);
	t->of[at] = x;
	return x;
}

static void scene_fill(
	struct tapping *t, struct flow *f, enum side from, struct tapped *x, struct tap_scene *ret)
{
	struct shard *s = t->shard;

	*ret = (struct tap_scene){.packet = s->packet,
		.from = from,
		.ts_us = s->packet ? s->packet->ts_us : f->last_us,
		.first_us = f->first_us,
		.app = f->app,
		.ip_proto = f->ip_proto,
		.has_flow = true,
		.established = f->state >= FLOW_ESTABLISHED,
		.packets = {f->packets[0], f->packets[1]},
		.bytes = {f->bytes[0], f->bytes[1]},
		.state = x ? x->state : NULL,
		.scratch = s->options.scratch,
		.room = t};
	if (f->ip_proto == IPPROTO_NR_TCP)
		ret->established = (f->packets[0] && f->packets[1]) || !(f->flags & FLOW_SAW_SYN);
	for (int i = 0; i < 2; i++) {
		ret->end[i] = (struct endpoint){f->addr[i], f->port[i]};
		if (x && f->ip_proto == IPPROTO_NR_TCP && x->stream.side[i].begun)
			ret->stream_bytes[i] = x->stream.side[i].next - f->isn[i];
	}
}

void tapping_begin(struct tapping *t, struct flow *f, enum side from)
{
	t->flow = f;
	t->from = from;
}

/* --- streams --- */

static void on_bytes(void *ctx, enum side from, struct span data)
{
	struct tapping *t = ctx;
	struct tap_scene scene;

	scene_fill(t, t->flow, from, tapped_of(t, t->flow, false), &scene);
	t->tap.bytes(t->tap.ctx, &scene, data);
}

static void on_gap(void *ctx, enum side from, uint32_t missing)
{
	struct tapping *t = ctx;
	struct tap_scene scene;

	scene_fill(t, t->flow, from, tapped_of(t, t->flow, false), &scene);
	t->tap.gap(t->tap.ctx, &scene, missing);
}

static void on_anomaly(void *ctx, const char *name)
{
	(void)ctx; /* the stream of the dissectors tells it */
	(void)name;
}

static struct stream_out stream_target(struct tapping *t)
{
	return (struct stream_out){
		on_bytes, on_gap, on_anomaly, t, &t->slab, share_of(t, t->flow), 0};
}

static void sides_end(struct tapping *t, struct flow *f, struct tapped *x)
{
	struct tap_scene scene;

	for (int i = 0; i < 2; i++) {
		if (!x->stream.side[i].closed || x->told[i])
			continue;
		x->told[i] = true;
		scene_fill(t, f, (enum side)i, x, &scene);
		t->tap.end(t->tap.ctx, &scene);
	}
}

static void segment(
	struct tapping *t, struct flow *f, enum side from, struct tapped *x, const struct packet *p)
{
	struct stream_out out = stream_target(t);

	if ((p->tcp_flags & TCP_SYN) && !x->stream.side[from].begun)
		stream_begin(&x->stream, from, p->tcp_seq + 1);
	out.doubt = doubt_of(f, &x->stream, from, p);
	if (p->payload_len || (p->tcp_flags & TCP_FIN) || stream_waits(&x->stream))
		stream_segment(&x->stream, from, p, &out);
	if (p->tcp_flags & TCP_RST)
		stream_expire(&x->stream, INT64_MAX, &out);
	sides_end(t, f, x);
}

/* --- for the shard --- */

void tapping_packet(struct tapping *t, struct flow *f, enum side from, const struct packet *p)
{
	struct tapped *x = tapped_of(t, f, true);
	struct tap_scene scene;

	t->flow = f;
	if (x && p->ip_proto == IPPROTO_NR_TCP && !(p->flags & PACKET_FRAGMENT))
		segment(t, f, from, x, p);
	scene_fill(t, f, from, x, &scene);
	t->tap.packet(t->tap.ctx, &scene);
	t->flow = NULL;
}

static void frame_scene(struct tapping *t, struct tap_scene *ret)
{
	struct shard *s = t->shard;

	*ret = (struct tap_scene){.packet = s->packet,
		.ts_us = s->packet ? s->packet->ts_us : s->clock_us,
		.app = s->host.app,
		.scratch = s->options.scratch,
		.room = t};
}

/* The value of F as it is shown, but with its secrets. */
static struct span fact_text(struct arena *arena, const struct field *field, const struct fact *f)
{
	static const char digits[] = "0123456789abcdef";
	struct span raw = span_of(f->v.p, f->len);

	if (field->type != FIELD_HEX)
		return raw;
	uint8_t *to = arena_take(arena, raw.len * 2 + 1);
	if (!to)
		return span_of(NULL, 0);
	for (uint32_t i = 0; i < raw.len; i++) {
		to[2 * i] = (uint8_t)digits[raw.p[i] >> 4];
		to[2 * i + 1] = (uint8_t)digits[raw.p[i] & 15];
	}
	return span_of(to, raw.len * 2);
}

void tapping_facts(struct tapping *t, const struct dissect *d, const struct draft *e)
{
	struct tap_scene scene;
	struct arena *arena = t->shard->options.scratch;
	struct tap_fact *facts = arena_take(arena, e->count * (uint32_t)sizeof(*facts) + 1);
	uint32_t n = 0;

	if (!facts)
		return;
	for (const struct fact_chunk *c = &e->first; c; c = c->next) {
		for (uint32_t i = 0; i < c->count && n < e->count; i++) {
			const struct fact *f = &c->facts[i];
			const struct field *field = &e->type->fields[f->field];
			bool number = field->type <= FIELD_BOOL;
			facts[n++] = (struct tap_fact){.field = f->field,
				.is_number = number,
				.number = number ? f->v.u : 0,
				.text = number ? span_of(NULL, 0) : fact_text(arena, field, f)};
		}
	}
	/* who sent what the event tells, which an answer may complete */
	enum side from = d->place.src_is_client ? SIDE_CLIENT : SIDE_SERVER;
	if (t->shard->host.flow)
		scene_fill(t, t->shard->host.flow, from, tapped_of(t, t->shard->host.flow, true),
			&scene);
	else
		frame_scene(t, &scene);
	scene.ts_us = d->ts_us;
	t->tap.facts(t->tap.ctx, &scene, e->type, facts, n);
}

void tapping_ahead(struct tapping *t, const struct schema *type, uint16_t field, struct span value)
{
	struct flow *f = t->shard->host.flow;
	struct tap_scene scene;

	if (!f || !t->tap.ahead)
		return;
	scene_fill(t, f, t->from, tapped_of(t, f, true), &scene);
	t->tap.ahead(t->tap.ctx, &scene, type, &(struct tap_fact){.field = field, .text = value});
}

void tapping_file(struct tapping *t, const struct dissect *d, const struct transfer *file)
{
	struct flow *f = t->shard->host.flow;
	struct tap_scene scene;
	uint8_t sha256[32];
	struct tap_file told = {.name = file->name,
		.head = file->head,
		.size = file->size,
		.complete = file->complete,
		.md5 = file->md5,
		.sha1 = file->sha1};

	if (!f || !t->tap.file)
		return;
	told.sha256 = hex_read(span_str(file->sha256), sha256, sizeof(sha256)) ? sha256 : NULL;
	scene_fill(t, f, file->sender, tapped_of(t, f, true), &scene);
	scene.ts_us = d->ts_us;
	t->tap.file(t->tap.ctx, &scene, &told);
}

bool tapping_wants_sums(const struct tapping *t)
{
	return t->tap.wants_sums && t->tap.wants_sums(t->tap.ctx);
}

void tapping_anomaly(struct tapping *t, const struct flow *f, const char *type, const char *name)
{
	struct flow *flow = (struct flow *)(uintptr_t)f;
	struct tap_scene scene;

	if (flow)
		scene_fill(t, flow, t->from, tapped_of(t, flow, true), &scene);
	else
		frame_scene(t, &scene);
	t->tap.anomaly(t->tap.ctx, &scene, type, name);
}

void tapping_end(struct tapping *t, struct flow *f)
{
	struct tapped *x = tapped_of(t, f, false);
	const struct packet *packet = t->shard->packet;
	struct tap_scene scene;

	if (!x)
		return;
	t->flow = f;
	t->shard->packet = NULL;
	if (stream_waits(&x->stream)) {
		struct stream_out out = stream_target(t);
		stream_expire(&x->stream, INT64_MAX, &out);
	}
	scene_fill(t, f, SIDE_CLIENT, x, &scene);
	t->tap.end(t->tap.ctx, &scene);
	t->shard->packet = packet;
	stream_release(&x->stream, &t->slab);
	slab_give(&t->slab, x, x->block);
	t->of[flow_index(&t->shard->table, f)] = NULL;
	t->flow = NULL;
}

void tap_tell(void *room, const struct tap_scene *scene, const struct tap_hit *hit)
{
	struct tapping *t = room;
	struct shard *s = t->shard;
	struct event e = {
		.kind = EVENT_RULE, .type = "rule", .app = scene->app, .ts_us = scene->ts_us};
	struct flow *f = t->flow ? t->flow : s->host.flow;

	e.u.rule = (struct rule_hit){.gid = hit->gid, .sid = hit->sid, .values = hit->values};
	if (scene->has_flow && f)
		place_fill(s, f, scene->from, scene->packet, &e.place);
	else if (scene->packet)
		place_of_frame(scene->packet, &e.place);
	host_send(&s->host, &e);
}
