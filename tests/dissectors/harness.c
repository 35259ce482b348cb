/* harness: see harness.h. */
#include "config.h"

#include "tests/dissectors/harness_cut.h"
#include "tests/dissectors/harness_told.h"

#include "sensor/base/usm.h"
#include "sensor/flow/actions.h"
#include "sensor/flow/classify.h"
#include "sensor/flow/expect.h"
#include "sensor/flow/hold.h"
#include "sensor/flow/host.h"
#include "sensor/limits.h"

#include <stdio.h>
#include <stdlib.h>

static uint16_t server_port = 9999;

void harness_server_port(uint16_t port)
{
	server_port = port;
}

static bool snap_cut;

void harness_snapped(bool by_snap_length)
{
	snap_cut = by_snap_length;
}

static bool joined;

void harness_joined(bool midstream)
{
	joined = midstream;
}

static bool sized;

void harness_sized(bool by_segments)
{
	sized = by_segments;
}

static struct span seed;
static bool closed;

void harness_seed(struct span bytes)
{
	seed = bytes;
}

void harness_closed(bool yes)
{
	closed = yes;
}

static bool names;

void harness_names(bool wanted)
{
	names = wanted;
}

static uint8_t ip_proto;

void harness_ip_proto(uint8_t number)
{
	ip_proto = number;
}

static const char *peer_key;

void harness_key(const char *key)
{
	peer_key = key;
}

static const char *peer_auth;

void harness_auth(const char *password)
{
	peer_auth = password;
}

/* Line NTH of KEYS; empty behind the last one. */
static struct span nth_key(const char *keys, unsigned nth)
{
	for (; keys && nth; nth--) {
		keys = strchr(keys, '\n');
		keys = keys ? keys + 1 : NULL;
	}
	return keys ? span_of(keys, (uint32_t)strcspn(keys, "\n")) : span_of(NULL, 0);
}

/* Six mebibytes of hashing: made anew only for another password. */
static struct span bundle_of(struct span password, bool auth, unsigned nth)
{
	static uint8_t bundles[2][KEY_TRIES][USM_BUNDLE];
	static char made[2][KEY_TRIES][64];
	char *before = made[auth][nth];
	uint8_t *bundle = bundles[auth][nth];

	ck_assert_uint_lt(password.len, sizeof(made[0][0]));
	if (!span_eq(span_str(before), password)) {
		usm_bundle(password, USM_ANY, USM_ANY, bundle);
		memcpy(before, password.p, password.len);
		before[password.len] = '\0';
	}
	return span_of(bundle, USM_BUNDLE);
}

static struct span key_of(void *ctx, const struct key_ask *ask)
{
	(void)ctx;
	bool auth = ask->kind == KEY_SNMPV3_AUTH;
	struct span key = nth_key(auth ? peer_auth : peer_key, ask->nth);

	if ((ask->kind != KEY_SNMPV3 && !auth) || !key.len)
		return key;
	return bundle_of(key, auth, ask->nth);
}

struct run {
	const struct vector *v;
	struct dissect_host host;
	struct redactor redactor;
	struct eve_context eve;
	void *state;
	char *said;
	size_t said_len;
	FILE *out;
	struct span held[2]; /* unconsumed bytes of a stream, by side; malloced */
	struct hold_marks marks[2];
	bool stopped[2];
	bool snapped; /* the snap length cut the datagram at hand */
	int64_t now_us;
};

static void emit(void *ctx, const struct event *e)
{
	struct run *r = ctx;

	told_write(r->out, e);
}

static bool always(void *ctx, uint16_t space, const struct addr *a, const struct addr *b)
{
	(void)ctx;
	(void)space;
	(void)a;
	(void)b;
	return true;
}

static struct addr address(uint8_t last)
{
	const uint8_t b[4] = {10, 0, 0, last};
	return addr_v4(b);
}

/* Large memory that runs use one after another: a vector is run some hundred times. */
static struct {
	struct arena scratch;
	char *line;
} lent;

static void run_borrow(struct run *r)
{
	if (!lent.line) {
		lent.line = malloc(LIMIT_LINE);
		ck_assert_int_eq(arena_init(&lent.scratch, LIMIT_SCRATCH), 0);
	}
	arena_reset(&lent.scratch);
	r->host.line = lent.line;
}

static void run_start(struct run *r, const struct vector *v)
{
	memset(r, 0, sizeof(*r));
	r->v = v;
	r->redactor.key = (struct siphash_key){1, 2};
	r->out = open_memstream(&r->said, &r->said_len);
	r->state = calloc(1, v->dissector->state_size + 1u);
	if (seed.len)
		memcpy(r->state, seed.p, seed.len);
	r->now_us = 1000000000;
	run_borrow(r);
	ck_assert_int_eq(actions_new(256, &r->host.actions), 0);
	ck_assert_int_eq(expectations_new(16, NULL, &r->host.expectations), 0);
	ck_assert_uint_le(v->dissector->state_size, DISSECTOR_STATE_MAX);
	r->host.out = (struct event_sink){emit, r};
	r->host.eve = &r->eve;
	r->host.redactor = &r->redactor;
	r->host.key_of_peer = key_of;
	r->host.touches = names ? always : NULL;
}

static struct dissect call_of(struct run *r, enum side from, struct packet *p)
{
	struct dissect d = {.self = r->v->dissector,
		.packet = p,
		.from = from,
		.ts_us = r->now_us,
		.stream = r->v->stream,
		.truncated = snap_cut || r->snapped,
		.state = r->state,
		.scratch = &lent.scratch,
		.host = &r->host};

	d.end[SIDE_CLIENT] = (struct endpoint){address(1), 40000};
	d.end[SIDE_SERVER] = (struct endpoint){address(2), server_port};
	d.place.flow_id = 77;
	d.place.initiator_guessed = joined;
	d.place.src = d.end[from];
	d.place.dst = d.end[side_other(from)];
	d.place.src_is_client = from == SIDE_CLIENT;
	d.place.has_ip = r->v->dissector->frame == NULL;
	d.place.has_ether = true;
	d.place.ip_proto = r->v->stream ? IPPROTO_NR_TCP : IPPROTO_NR_UDP;
	if (d.self->ip_protos && !r->v->stream)
		d.place.ip_proto = ip_proto ? ip_proto : d.self->ip_protos[0];
	*p = (struct packet){.ts_us = r->now_us,
		.src = d.place.src.addr,
		.dst = d.place.dst.addr,
		.sport = d.place.src.port,
		.dport = d.place.dst.port,
		.ip_proto = d.place.ip_proto,
		.flags = PACKET_HAS_IP | PACKET_HAS_PORTS};
	return d;
}

/* What is held of a side, with BYTES behind it, in a buffer of exactly that size. */
static void held_append(struct run *r, enum side from, struct span bytes)
{
	struct span *held = &r->held[from];
	uint8_t *grown = malloc(held->len + bytes.len + (held->len + bytes.len == 0));

	if (held->len)
		memcpy(grown, held->p, held->len);
	if (bytes.len)
		memcpy(grown + held->len, bytes.p, bytes.len);
	free((void *)(uintptr_t)held->p);
	*held = span_of(grown, held->len + bytes.len);
}

static void feed(struct run *r, enum side from, struct span bytes)
{
	struct packet p;
	enum parse result = PARSE_OK;

	r->now_us += 1000;
	if (r->stopped[from])
		return;
	held_append(r, from, bytes);
	if (r->held[from].len < r->marks[from].want)
		return;
	struct dissect d = call_of(r, from, &p);
	hold_remind(&r->marks[from], &d, r->held[from]);
	struct cursor c = cursor_of(r->held[from]);
	p.payload = r->held[from];
	p.payload_len = p.payload.len;
	if (r->v->dissector->frame && !r->v->stream)
		result = r->v->dissector->frame(&d, &c);
	else if (r->v->stream)
		result = r->v->dissector->stream(&d, &c);
	else
		result = r->v->dissector->datagram(&d, &c);
	arena_reset(&lent.scratch);
	if (r->v->stream && result == PARSE_OK) {
		struct span rest = span_of(c.p, cursor_left(&c));
		hold_mark(&r->marks[from], &d, r->held[from], c.p);
		struct span old = r->held[from];
		r->held[from] = span_of(NULL, 0);
		held_append(r, from, rest);
		free((void *)(uintptr_t)old.p);
		return;
	}
	free((void *)(uintptr_t)r->held[from].p);
	r->held[from] = span_of(NULL, 0);
	r->stopped[from] = r->v->stream && result != PARSE_OK;
}

/* Bytes that nobody saw: what was held before them is lost too. */
static void feed_gap(struct run *r, enum side from, uint32_t missing)
{
	struct packet p;

	if (r->stopped[from])
		return;
	struct dissect d = call_of(r, from, &p);
	const struct dissector *self = r->v->dissector;
	d.held = r->held[from];
	r->stopped[from] = !self->gap || self->gap(&d, missing) != PARSE_OK;
	free((void *)(uintptr_t)r->held[from].p);
	r->held[from] = span_of(NULL, 0);
	r->marks[from] = (struct hold_marks){0, 0};
	arena_reset(&lent.scratch);
}

static char *run_end(struct run *r)
{
	struct packet p;
	struct dissect d = call_of(r, SIDE_CLIENT, &p);

	d.packet = NULL;
	d.closed[SIDE_CLIENT] = d.closed[SIDE_SERVER] = closed;
	if (r->v->dissector->finish)
		r->v->dissector->finish(&d);
	actions_expire(r->host.actions, &r->host, INT64_MAX);
	fclose(r->out);
	actions_free(r->host.actions);
	expectations_free(r->host.expectations);
	free(r->state);
	free((void *)(uintptr_t)r->held[0].p);
	free((void *)(uintptr_t)r->held[1].p);
	return r->said;
}

/* One turn of a stream: in pieces, in two, or as it is. */
static void feed_parts(struct run *r, const struct part *part, unsigned turn, struct span bytes)
{
	enum side from = r->v->turns[turn].from;

	if (part->cut && turn == part->at) {
		feed(r, from, span_sub(bytes, 0, part->cut));
		feed(r, from, span_sub(bytes, part->cut, bytes.len));
		return;
	}
	if (!part->piece) {
		feed(r, from, bytes);
		return;
	}
	for (uint32_t at = 0; at < bytes.len; at += part->piece)
		feed(r, from, span_sub(bytes, at, part->piece));
}

char *part_says(const struct vector *v, const struct part *part)
{
	struct run r;

	run_start(&r, v);
	for (unsigned i = 0; i < part->turns; i++) {
		const struct turn *t = &v->turns[i];
		bool last = i == part->turns - 1;
		if (turn_is_gap(t)) {
			feed_gap(&r, t->from, t->bytes.len);
			continue;
		}
		r.snapped = part->snapped && last;
		feed_parts(&r, part, i, last ? span_sub(t->bytes, 0, part->last_len) : t->bytes);
	}
	return run_end(&r);
}

/* What the dissector declares in `first` keeps no bytes from it that its probe wants. */
static void first_is_true(const struct vector *v)
{
	if (v->dissector->ip_protos && !v->stream)
		return; /* the IP header says whose these are */
	for (unsigned i = 0; i < v->count && v->dissector->probe; i++) {
		struct probe_input in = {
			.data = span_sub(v->turns[i].bytes, 0, turn_len(&v->turns[i])),
			.from = v->turns[i].from,
			.sport = 60001,
			.dport = 60002,
			.stream = v->stream};
		if (in.data.len && v->dissector->probe(&in) != PROBE_NO)
			ck_assert_msg(classify_may_begin(v->dissector, in.data.p[0]),
				"%s: turn %u begins with %02x", v->name, i, in.data.p[0]);
	}
}

static char *says_whole(const struct vector *v)
{
	return part_says(v, &(struct part){.turns = v->count, .last_len = UINT32_MAX});
}

/* At every STEP-th byte. */
static char *says_cut(const struct vector *v, uint32_t step)
{
	char *whole = says_whole(v);

	first_is_true(v);
	vector_shorten(v, step);
	if (!v->stream)
		vector_snap(v, step);
	else if (!sized)
		vector_cut(v, whole, step);
	return whole;
}

char *vector_says(const struct vector *v)
{
	uint32_t bytes = 0;

	for (unsigned i = 0; i < v->count; i++)
		bytes += turn_len(&v->turns[i]);
	return says_cut(v, 1 + bytes / HARNESS_CUTS);
}

void vector_run(const struct vector *v)
{
	char *whole = says_cut(v, 1);

	if (v->expect)
		ck_assert_msg(strcmp(whole, v->expect) == 0, "%s\n--- said:\n%s--- expected:\n%s",
			v->name, whole, v->expect);
	free(whole);
}

void vector_has(const struct vector *v, const char *const *parts)
{
	char *said = says_cut(v, 1);

	for (; *parts; parts++) {
		bool no = (*parts)[0] == '!';
		ck_assert_msg((strstr(said, *parts + no) != NULL) != no, "%s: %s\n--- said:\n%s",
			v->name, *parts, said);
	}
	free(said);
}

void vectors_hide(const struct vector *v, unsigned count, const char *secret)
{
	for (; count; count--, v++) {
		char *said = says_whole(v);
		ck_assert_msg(!strstr(said, secret), "%s: %s", v->name, said);
		free(said);
	}
}
