/* dialogue: see dialogue.h. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

#include "sensor/flow/actions.h"
#include "sensor/flow/classify.h"
#include "sensor/flow/expect.h"
#include "sensor/flow/hold.h"
#include "sensor/flow/host.h"
#include "sensor/limits.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>

/*
 * What is held of a side lies at the front of a buffer whose rest is poisoned while it is parsed;
 * between the calls its own beginning is, so that a pointer that was kept is noticed. So a call
 * costs what it reads, and not what is held.
 */
struct held {
	uint8_t *bytes;
	uint32_t len, room;
	struct hold_marks marks;
	bool stopped;
};

enum { TURN_HEAD = 3, GAP = 2, OTHER_PROTO = 4, HELD_MIN = 256, HIDDEN_MAX = 4096 };

struct dialogue {
	const struct dissector *dissector;
	bool stream, other_proto;
	struct dissect_host host;
	struct arena scratch;
	struct redactor redactor;
	struct eve_context eve;
	void *state;
	struct held *held; /* one a side */
	int64_t now_us;
};

static void swallow(void *ctx, const struct event *e)
{
	(void)ctx;
	(void)e;
}

static bool always(void *ctx, uint16_t space, const struct addr *a, const struct addr *b)
{
	(void)ctx;
	(void)space;
	(void)a;
	(void)b;
	return true;
}

static void dialogue_start(struct dialogue *g, const struct dissector *d, bool stream)
{
	static char line[LIMIT_LINE];
	/* Taken once: a megabyte, tables that are mapped and the room of what is held would be most
	 * of a run's time. A target is one dissector, so its state is always of one size. */
	static struct arena scratch;
	static struct actions *actions;           /* dialogue_end leaves it empty */
	static struct expectations *expectations; /* written here, asked by nobody */
	static void *state;
	static struct held held[2];

	memset(g, 0, sizeof(*g));
	g->dissector = d;
	g->stream = stream;
	g->now_us = 1000000;
	if ((!state && !(state = malloc(d->state_size + 1u))) ||
		(!scratch.block && arena_init(&scratch, LIMIT_SCRATCH)) ||
		(!actions && actions_new(64, &actions)) ||
		(!expectations && expectations_new(8, NULL, &expectations)))
		abort();
	g->state = memset(state, 0, d->state_size + 1u);
	for (int side = 0; side < 2; side++)
		held[side] = (struct held){.bytes = held[side].bytes, .room = held[side].room};
	g->held = held;
	g->scratch = scratch;
	g->host.actions = actions;
	g->host.expectations = expectations;
	g->host.out = (struct event_sink){swallow, NULL};
	g->host.eve = &g->eve;
	g->host.redactor = &g->redactor;
	g->host.line = line;
	g->host.touches = always; /* so that names are told */
}

static struct dissect dialogue_call(struct dialogue *g, enum side from, struct packet *p)
{
	static const uint8_t host[2][4] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
	struct dissect d = {.self = g->dissector,
		.packet = p,
		.from = from,
		.ts_us = g->now_us,
		.stream = g->stream,
		.state = g->state,
		.scratch = &g->scratch,
		.host = &g->host};

	d.end[SIDE_CLIENT] = (struct endpoint){addr_v4(host[0]), 40000};
	d.end[SIDE_SERVER] = (struct endpoint){addr_v4(host[1]), 9999};
	d.place.flow_id = 77;
	d.place.src = d.end[from];
	d.place.dst = d.end[side_other(from)];
	d.place.src_is_client = from == SIDE_CLIENT;
	d.place.has_ip = true;
	if (g->dissector->ip_protos) {
		const uint8_t *protos = g->dissector->ip_protos;
		d.place.ip_proto = g->other_proto && protos[1] ? protos[1] : protos[0];
	}
	*p = (struct packet){.ts_us = g->now_us,
		.src = d.place.src.addr,
		.dst = d.place.dst.addr,
		.flags = PACKET_HAS_IP | PACKET_HAS_PORTS};
	return d;
}

static void dialogue_probe(const struct dialogue *g, enum side from, struct span bytes)
{
	struct span first = g->stream ? span_sub(bytes, 0, LIMIT_PROBE_BYTES) : bytes;
	struct probe_input in = {first, from, 40000, 9999, g->stream, false};

	if (g->dissector->probe && g->dissector->probe(&in) != PROBE_NO && bytes.len &&
		!classify_may_begin(g->dissector, bytes.p[0]))
		abort(); /* what it declares in `first` would have kept these bytes from it */
}

/* --- what is held ---------------------------------------------------------------------------- */

static uint32_t hidden_len(const struct held *h)
{
	return h->room < HIDDEN_MAX ? h->room : HIDDEN_MAX;
}

static void held_show(struct held *h)
{
	ASAN_UNPOISON_MEMORY_REGION(h->bytes, hidden_len(h));
	ASAN_POISON_MEMORY_REGION(h->bytes + h->len, h->room - h->len);
}

static void held_hide(struct held *h)
{
	ASAN_POISON_MEMORY_REGION(h->bytes, hidden_len(h));
}

static void held_free(struct held *h)
{
	ASAN_UNPOISON_MEMORY_REGION(h->bytes, h->room);
	free(h->bytes);
}

/* Puts BYTES behind what is held. */
static void held_append(struct held *h, struct span bytes)
{
	uint32_t len = h->len + bytes.len;

	ASAN_UNPOISON_MEMORY_REGION(h->bytes, len < h->room ? len : h->room);
	if (len > h->room || !h->bytes) {
		uint32_t room = (2 * len + HELD_MIN) & ~7u;
		uint8_t *grown = malloc(room);
		if (!grown)
			abort();
		if (h->len)
			memcpy(grown, h->bytes, h->len);
		held_free(h);
		h->bytes = grown;
		h->room = room;
	}
	if (bytes.len)
		memcpy(h->bytes + h->len, bytes.p, bytes.len);
	h->len = len;
	held_hide(h);
}

/* Only the last LEFT bytes stay. */
static void held_keep(struct held *h, uint32_t left)
{
	if (left && left < h->len)
		memmove(h->bytes, h->bytes + (h->len - left), left);
	h->len = left;
}

static void dialogue_parse(struct dialogue *g, enum side from)
{
	struct held *h = &g->held[from];
	struct packet p;
	struct dissect d = dialogue_call(g, from, &p);
	struct span bytes = span_of(h->bytes, h->len);
	struct cursor c = cursor_of(bytes);

	p.payload = bytes;
	p.payload_len = bytes.len;
	hold_remind(&h->marks, &d, bytes);
	enum parse result = g->stream             ? g->dissector->stream(&d, &c)
			    : g->dissector->frame ? g->dissector->frame(&d, &c)
						  : g->dissector->datagram(&d, &c);
	bool goes_on = g->stream && result == PARSE_OK;
	h->stopped = g->stream && !goes_on;
	if (goes_on)
		hold_mark(&h->marks, &d, bytes, c.p);
	held_keep(h, goes_on ? cursor_left(&c) : 0);
	arena_reset(&g->scratch);
}

static void dialogue_turn(struct dialogue *g, enum side from, struct span bytes)
{
	struct held *h = &g->held[from];

	held_append(h, bytes);
	g->now_us += 1000;
	if (h->len < h->marks.want)
		return;
	held_show(h);
	dialogue_probe(g, from, span_of(h->bytes, h->len));
	dialogue_parse(g, from);
	held_hide(h);
}

static void dialogue_gap(struct dialogue *g, enum side from, uint32_t missing)
{
	struct packet p;
	struct dissect d = dialogue_call(g, from, &p);

	if (g->held[from].len) {
		held_show(&g->held[from]);
		d.held = span_of(g->held[from].bytes, g->held[from].len);
	}
	if (!g->dissector->gap || g->dissector->gap(&d, missing) != PARSE_OK)
		g->held[from].stopped = true;
	if (g->held[from].len)
		held_hide(&g->held[from]);
	g->held[from].len = 0;
	g->held[from].marks = (struct hold_marks){0, 0};
	arena_reset(&g->scratch);
}

static void dialogue_end(struct dialogue *g)
{
	struct packet p;
	struct dissect d = dialogue_call(g, SIDE_CLIENT, &p);

	d.packet = NULL;
	if (g->dissector->finish)
		g->dissector->finish(&d);
	actions_expire(g->host.actions, &g->host, INT64_MAX);
}

int dialogue_fuzz(const struct dissector *d, bool stream, const uint8_t *data, size_t size)
{
	struct cursor c = cursor_of(span_of(data, (uint32_t)size));
	struct dialogue g;

	dialogue_start(&g, d, stream);
	while (cursor_left(&c) >= TURN_HEAD) {
		uint8_t head = cursor_u8(&c);
		uint32_t len = cursor_be16(&c);
		enum side from = head & 1 ? SIDE_SERVER : SIDE_CLIENT;
		g.other_proto = head & OTHER_PROTO;
		if (g.held[from].stopped)
			break;
		if (stream && (head & GAP)) {
			dialogue_gap(&g, from, len);
			continue;
		}
		uint32_t left = cursor_left(&c);
		dialogue_turn(&g, from, cursor_span(&c, len < left ? len : left));
	}
	dialogue_end(&g);
	return 0;
}
