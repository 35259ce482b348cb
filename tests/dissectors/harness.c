/* harness: see harness.h. */
#include "config.h"

#include "tests/dissectors/harness.h"

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

void harness_cut(bool by_snap_length)
{
	snap_cut = by_snap_length;
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
	struct arena scratch;
	struct redactor redactor;
	struct eve_context eve;
	char *line;
	void *state;
	char *said;
	size_t said_len;
	FILE *out;
	struct span held[2]; /* unconsumed bytes of a stream, by side; malloced */
	struct hold_marks marks[2];
	bool stopped[2];
	int64_t now_us;
};

static void print_span(FILE *out, const char *key, struct span s)
{
	if (!s.len)
		return;
	fprintf(out, " %s=", key);
	for (uint32_t i = 0; i < s.len; i++)
		if (s.p[i] >= 0x20 && s.p[i] < 0x7f)
			fputc(s.p[i], out);
		else
			fprintf(out, "\\x%02x", s.p[i]);
}

static const char *side_name(enum side s)
{
	return s == SIDE_CLIENT ? "client" : "server";
}

static void print_action(FILE *out, const struct action *a)
{
	char text[ADDR_TEXT];

	fprintf(out, "action %s %s element=%s", verb_name(a->verb), subject_name(a->subject),
		side_name(a->element));
	print_span(out, "object", a->object);
	print_span(out, "name", a->object_name);
	print_span(out, "value", a->value);
	print_span(out, "user", a->user);
	if (a->has_actor && addr_text(&a->actor, text))
		fprintf(out, " actor=%s", text);
	if (a->has_element && addr_text(&a->element_addr, text))
		fprintf(out, " on=%s", text);
	if (a->has_target && addr_text(&a->target, text))
		fprintf(out, " target=%s", text);
	fprintf(out, " outcome=%s evidence=%s", outcome_name(a->outcome),
		evidence_name(a->evidence));
	if (a->certainty)
		fprintf(out, " confidence=%s", certainty_name(a->certainty));
	if (a->count > 1)
		fprintf(out, " count=%u", a->count);
	print_span(out, "reason", a->reason);
	fputc('\n', out);
}

/* The objects of an EVE line, without the head that depends on packets. */
static void print_protocol(FILE *out, const struct event *e)
{
	char key[64];
	int n = snprintf(key, sizeof(key), "\"%s\":{", e->type);
	int64_t at = span_find(e->json, span_of(key, (uint32_t)n));

	ck_assert_msg(at >= 0, "no object of type %s", e->type);
	fprintf(out, "%s {%.*s\n", e->type, (int)(e->json.len - at), (const char *)e->json.p + at);
}

static void print_identity(FILE *out, const struct identity *i)
{
	char text[ADDR_TEXT];

	fprintf(out, "identity of=%s", side_name(i->of));
	if (i->has_addr && addr_text(&i->addr, text))
		fprintf(out, " addr=%s", text);
	if (i->has_mac && mac_text(&i->mac, text))
		fprintf(out, " mac=%s", text);
	print_span(out, "vendor", i->vendor);
	print_span(out, "platform", i->platform);
	print_span(out, "software", i->software);
	print_span(out, "name", i->name);
	print_span(out, "evidence", i->evidence);
	fprintf(out, " equipment=%d\n", i->is_equipment);
}

static void emit(void *ctx, const struct event *e)
{
	struct run *r = ctx;
	char text[ADDR_TEXT];

	switch (e->kind) {
	case EVENT_PROTOCOL:
		print_protocol(r->out, e);
		break;
	case EVENT_ACTION:
		print_action(r->out, &e->u.action);
		break;
	case EVENT_TRANSFER:
		fprintf(r->out, "transfer");
		print_span(r->out, "name", e->u.transfer.name);
		fprintf(r->out, " from=%s size=%llu sha256=%s complete=%d\n",
			side_name(e->u.transfer.sender), (unsigned long long)e->u.transfer.size,
			e->u.transfer.sha256, e->u.transfer.complete);
		break;
	case EVENT_IDENTITY:
		print_identity(r->out, &e->u.identity);
		break;
	case EVENT_CREDENTIAL:
		fprintf(r->out, "credential");
		print_span(r->out, "user", e->u.credential.user);
		fprintf(r->out, " element=%s clear=%d default=%d\n",
			side_name(e->u.credential.element), e->u.credential.cleartext,
			e->u.credential.known_default);
		break;
	case EVENT_NAME:
		fprintf(r->out, "name");
		print_span(r->out, "text", e->u.name.name);
		if (e->u.name.has_addr && addr_text(&e->u.name.addr, text))
			fprintf(r->out, " addr=%s ttl=%u", text, e->u.name.ttl_s);
		fputc('\n', r->out);
		break;
	case EVENT_SIGNAL:
		fprintf(r->out, "%s %s", strcmp(e->u.signal.type, "hint") ? "anomaly" : "hint",
			e->u.signal.name);
		print_span(r->out, "text", e->u.signal.text);
		if (e->u.signal.number)
			fprintf(r->out, " number=%llu", (unsigned long long)e->u.signal.number);
		fputc('\n', r->out);
		break;
	default:
		break;
	}
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

static void run_start(struct run *r, const struct vector *v)
{
	memset(r, 0, sizeof(*r));
	r->v = v;
	r->redactor.key = (struct siphash_key){1, 2};
	r->out = open_memstream(&r->said, &r->said_len);
	r->line = malloc(LIMIT_LINE);
	r->state = calloc(1, v->dissector->state_size + 1u);
	if (seed.len)
		memcpy(r->state, seed.p, seed.len);
	r->now_us = 1000000000;
	ck_assert_int_eq(arena_init(&r->scratch, LIMIT_SCRATCH), 0);
	ck_assert_int_eq(actions_new(256, &r->host.actions), 0);
	ck_assert_int_eq(expectations_new(16, &r->host.expectations), 0);
	ck_assert_uint_le(v->dissector->state_size, DISSECTOR_STATE_MAX);
	r->host.out = (struct event_sink){emit, r};
	r->host.eve = &r->eve;
	r->host.redactor = &r->redactor;
	r->host.line = r->line;
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
		.truncated = snap_cut,
		.state = r->state,
		.scratch = &r->scratch,
		.host = &r->host};

	d.end[SIDE_CLIENT] = (struct endpoint){address(1), 40000};
	d.end[SIDE_SERVER] = (struct endpoint){address(2), server_port};
	d.place.flow_id = 77;
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
	arena_reset(&r->scratch);
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

static bool is_gap(const struct turn *t)
{
	return !t->bytes.p && t->bytes.len;
}

/* Bytes to cut in. */
static uint32_t len_of(const struct turn *t)
{
	return is_gap(t) ? 0 : t->bytes.len;
}

/* Bytes that nobody saw: what was held before them is lost too. */
static void feed_gap(struct run *r, enum side from, uint32_t missing)
{
	struct packet p;

	if (r->stopped[from])
		return;
	free((void *)(uintptr_t)r->held[from].p);
	r->held[from] = span_of(NULL, 0);
	r->marks[from] = (struct hold_marks){0, 0};
	struct dissect d = call_of(r, from, &p);
	const struct dissector *self = r->v->dissector;
	r->stopped[from] = !self->gap || self->gap(&d, missing) != PARSE_OK;
	arena_reset(&r->scratch);
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
	arena_free(&r->scratch);
	free(r->line);
	free(r->state);
	free((void *)(uintptr_t)r->held[0].p);
	free((void *)(uintptr_t)r->held[1].p);
	return r->said;
}

/* Runs the first COUNT turns, the last of them only up to LEN bytes, in pieces of PIECE bytes. */
static char *says(const struct vector *v, unsigned count, uint32_t len, uint32_t piece)
{
	struct run r;

	run_start(&r, v);
	for (unsigned i = 0; i < count; i++) {
		struct span bytes = v->turns[i].bytes;
		if (i == count - 1)
			bytes = span_sub(bytes, 0, len);
		if (is_gap(&v->turns[i])) {
			feed_gap(&r, v->turns[i].from, v->turns[i].bytes.len);
			continue;
		}
		if (!v->stream || !piece) {
			feed(&r, v->turns[i].from, bytes);
			continue;
		}
		for (uint32_t at = 0; at < bytes.len; at += piece)
			feed(&r, v->turns[i].from, span_sub(bytes, at, piece));
	}
	return run_end(&r);
}

/* Runs all turns, turn AT in two pieces cut at CUT. */
static char *says_cut(const struct vector *v, unsigned at, uint32_t cut)
{
	struct run r;

	run_start(&r, v);
	for (unsigned i = 0; i < v->count; i++) {
		struct span bytes = v->turns[i].bytes;
		if (is_gap(&v->turns[i])) {
			feed_gap(&r, v->turns[i].from, v->turns[i].bytes.len);
			continue;
		}
		if (i != at) {
			feed(&r, v->turns[i].from, bytes);
			continue;
		}
		feed(&r, v->turns[i].from, span_sub(bytes, 0, cut));
		feed(&r, v->turns[i].from, span_sub(bytes, cut, bytes.len));
	}
	return run_end(&r);
}

char *vector_says(const struct vector *v)
{
	return says(v, v->count, UINT32_MAX, 0);
}

/* What the dissector declares in `first` keeps no bytes from it that its probe wants. */
static void first_is_true(const struct vector *v)
{
	if (v->dissector->ip_protos && !v->stream)
		return; /* the IP header says whose these are */
	for (unsigned i = 0; i < v->count && v->dissector->probe; i++) {
		struct probe_input in = {
			.data = span_sub(v->turns[i].bytes, 0, len_of(&v->turns[i])),
			.from = v->turns[i].from,
			.sport = 60001,
			.dport = 60002,
			.stream = v->stream};
		if (in.data.len && v->dissector->probe(&in) != PROBE_NO)
			ck_assert_msg(classify_may_begin(v->dissector, in.data.p[0]),
				"%s: turn %u begins with %02x", v->name, i, in.data.p[0]);
	}
}

void vector_run(const struct vector *v)
{
	char *whole = vector_says(v);

	first_is_true(v);
	if (v->expect)
		ck_assert_msg(strcmp(whole, v->expect) == 0, "%s\n--- said:\n%s--- expected:\n%s",
			v->name, whole, v->expect);
	for (unsigned i = 0; i < v->count; i++)
		for (uint32_t len = 0; len < len_of(&v->turns[i]); len++)
			free(says(v, i + 1, len, 0));
	for (unsigned i = 0; v->stream && i < v->count; i++) {
		for (uint32_t cut = 1; cut < len_of(&v->turns[i]); cut++) {
			char *said = says_cut(v, i, cut);
			ck_assert_msg(strcmp(whole, said) == 0,
				"%s: turn %u cut at byte %u\n--- said:\n%s--- whole:\n%s", v->name,
				i, cut, said, whole);
			free(said);
		}
	}
	if (v->stream) {
		char *said = says(v, v->count, UINT32_MAX, 1);
		ck_assert_msg(strcmp(whole, said) == 0,
			"%s: byte by byte\n--- said:\n%s--- whole:\n%s", v->name, said, whole);
		free(said);
	}
	free(whole);
}

void vector_has(const struct vector *v, const char *const *parts)
{
	char *said = vector_says(v);

	for (; *parts; parts++) {
		bool no = (*parts)[0] == '!';
		ck_assert_msg((strstr(said, *parts + no) != NULL) != no, "%s: %s\n--- said:\n%s",
			v->name, *parts, said);
	}
	free(said);
	vector_run(v);
}
