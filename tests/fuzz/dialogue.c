/* dialogue: see dialogue.h. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

#include "sensor/flow/actions.h"
#include "sensor/flow/classify.h"
#include "sensor/flow/expect.h"
#include "sensor/flow/host.h"
#include "sensor/limits.h"

#include <stdlib.h>

enum { TURN_HEAD = 3, GAP = 2, OTHER_PROTO = 4 };

struct dialogue {
	const struct dissector *dissector;
	bool stream, other_proto;
	struct dissect_host host;
	struct arena scratch;
	struct redactor redactor;
	struct eve_context eve;
	void *state;
	struct {
		uint8_t *bytes;
		uint32_t len, want;
		bool stopped;
	} held[2];
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
	static struct arena scratch; /* taken once: a megabyte a run is most of a run's time */

	memset(g, 0, sizeof(*g));
	g->dissector = d;
	g->stream = stream;
	g->now_us = 1000000;
	g->state = calloc(1, d->state_size + 1u);
	if (!g->state || (!scratch.block && arena_init(&scratch, LIMIT_SCRATCH)) ||
		actions_new(64, &g->host.actions) || expectations_new(8, &g->host.expectations))
		abort();
	g->scratch = scratch;
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
	struct probe_input in = {bytes, from, 40000, 9999, g->stream, false};

	if (g->dissector->probe && g->dissector->probe(&in) != PROBE_NO && bytes.len &&
		!classify_may_begin(g->dissector, bytes.p[0]))
		abort(); /* what it declares in `first` would have kept these bytes from it */
}

/* Parses what is held of a side, in a buffer of exactly that size. */
static void dialogue_parse(struct dialogue *g, enum side from)
{
	struct packet p;
	struct dissect d = dialogue_call(g, from, &p);
	uint32_t len = g->held[from].len;
	uint8_t *bytes = malloc(len + (len == 0));

	if (!bytes)
		abort();
	if (len)
		memcpy(bytes, g->held[from].bytes, len);
	struct cursor c = cursor_of(span_of(bytes, len));
	p.payload = span_of(bytes, len);
	p.payload_len = len;
	enum parse result = g->stream             ? g->dissector->stream(&d, &c)
			    : g->dissector->frame ? g->dissector->frame(&d, &c)
						  : g->dissector->datagram(&d, &c);
	uint32_t left = g->stream && result == PARSE_OK ? cursor_left(&c) : 0;
	if (left)
		memmove(g->held[from].bytes, bytes + (len - left), left);
	g->held[from].len = left;
	g->held[from].want = d.want;
	g->held[from].stopped = g->stream && result != PARSE_OK;
	free(bytes);
	arena_reset(&g->scratch);
}

static void dialogue_turn(struct dialogue *g, enum side from, struct span bytes)
{
	uint8_t *grown = realloc(g->held[from].bytes, g->held[from].len + bytes.len + 1);

	if (!grown)
		abort();
	if (bytes.len)
		memcpy(grown + g->held[from].len, bytes.p, bytes.len);
	g->held[from].bytes = grown;
	g->held[from].len += bytes.len;
	g->now_us += 1000;
	if (g->held[from].len < g->held[from].want)
		return;
	dialogue_probe(g, from, span_of(grown, g->held[from].len));
	dialogue_parse(g, from);
}

static void dialogue_gap(struct dialogue *g, enum side from, uint32_t missing)
{
	struct packet p;
	struct dissect d = dialogue_call(g, from, &p);

	g->held[from].len = 0;
	if (!g->dissector->gap || g->dissector->gap(&d, missing) != PARSE_OK)
		g->held[from].stopped = true;
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
	actions_free(g->host.actions);
	expectations_free(g->host.expectations);
	free(g->state);
	free(g->held[0].bytes);
	free(g->held[1].bytes);
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
