/* judge_bench: see judge_bench.h. */
#include "config.h"

#include "tests/rules/judge_bench.h"

#include "rules/inventory/support.h"
#include "rules/judge/services.h"

#include <stdlib.h>

static void keep_text(char *to, size_t cap, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	ck_assert_uint_lt(len, cap);
	memcpy(to, text ? text : "", len + 1);
}

static void keep(void *ctx, const struct record *r)
{
	struct bench *b = ctx;

	if (b->count == BENCH_RECORDS) {
		b->dropped++;
		return;
	}
	struct bench_record *to = &b->records[b->count++];
	to->kind = r->kind;
	to->bucket_ms = r->bucket_ms;
	to->span_s = r->span_s;
	to->bytes = r->bytes;
	to->peer = r->peer;
	keep_text(to->type, sizeof(to->type), r->type);
	keep_text(to->element, sizeof(to->element), r->element);
	ck_assert_uint_lt(r->line.len, sizeof(to->line));
	if (r->line.len)
		memcpy(to->line, r->line.p, r->line.len);
	if (r->counters)
		memcpy(to->counters, r->counters, sizeof(to->counters));
	if (r->finding) {
		keep_text(to->slug, sizeof(to->slug), r->finding->slug);
		keep_text(to->element, sizeof(to->element), r->finding->element);
		to->severity = r->finding->severity;
		to->quiet = r->finding->quiet;
		to->update = r->finding->update;
	}
}

static struct bench *open_bench(const char *yaml, bool scoped)
{
	struct bench *b = calloc(1, sizeof(*b));

	ck_assert_ptr_nonnull(b);
	if (yaml) {
		struct diag diag = {0};
		b->policy = policy_parse("test.yaml", span_str(yaml), &diag);
		ck_assert_ptr_nonnull(b->policy);
	}
	struct diag none = {0};
	ck_assert_int_eq(support_open(NULL, &none, &b->support), 0);
	ck_assert_int_eq(services_open(NULL, &none, &b->services), 0);
	struct judge_options options = {.eve = &b->eve,
		.support = b->support,
		.services = b->services,
		.policy = b->policy,
		.builtin = true,
		.scope_elements = scoped,
		.out = keep,
		.out_ctx = b};
	ck_assert_int_eq(judge_new(&options, &b->judge), 0);
	return b;
}

struct bench *bench_new(const char *yaml)
{
	return open_bench(yaml, false);
}

struct bench *bench_new_scoped(const char *yaml)
{
	return open_bench(yaml, true);
}

void bench_free(struct bench *b)
{
	judge_free(b->judge);
	policy_free(b->policy);
	support_free(b->support);
	services_free(b->services);
	free(b);
}

struct addr bench_addr(const char *text)
{
	struct addr a;

	ck_assert(addr_parse(span_str(text), &a));
	return a;
}

struct event bench_event(enum event_kind kind, const char *type, const char *client,
	const char *server, uint16_t port)
{
	struct event e;

	memset(&e, 0, sizeof(e));
	e.kind = kind;
	e.type = type;
	e.app = type;
	e.ts_us = BENCH_START_S * 1000000ll;
	e.place.flow_id = 77;
	e.place.frame_no = 1;
	e.place.has_ip = true;
	e.place.ip_proto = IPPROTO_NR_TCP;
	e.place.src_is_client = true;
	e.place.src = (struct endpoint){bench_addr(client), 40000};
	e.place.dst = (struct endpoint){bench_addr(server), port};
	return e;
}

struct event bench_identity(const char *evidence, const char *vendor, const char *software)
{
	struct event e = bench_event(EVENT_IDENTITY, "ssh", "10.20.0.10", "10.30.0.1", 22);

	e.u.identity.of = SIDE_SERVER;
	e.u.identity.evidence = span_str(evidence);
	e.u.identity.vendor = span_str(vendor);
	e.u.identity.software = span_str(software);
	e.u.identity.is_equipment = true;
	return e;
}

struct event bench_action(const char *via, enum verb verb, enum subject subject, const char *client,
	const char *server)
{
	struct event e = bench_event(EVENT_ACTION, via, client, server, 161);

	e.u.action.verb = verb;
	e.u.action.subject = subject;
	e.u.action.element = SIDE_SERVER;
	e.u.action.outcome = OUTCOME_OK;
	return e;
}

void bench_feed(struct bench *b, const struct event *e)
{
	struct event numbered = *e;

	numbered.no = e->no ? e->no : ++b->packets;
	judge_event(b->judge, &numbered);
}

const struct bench_record *bench_finding(const struct bench *b, const char *slug, unsigned n)
{
	for (unsigned i = 0; i < b->count; i++)
		if (b->records[i].kind == RECORD_FINDING && strcmp(b->records[i].slug, slug) == 0 &&
			n-- == 0)
			return &b->records[i];
	return NULL;
}

unsigned bench_findings(const struct bench *b, const char *slug)
{
	unsigned n = 0;

	while (bench_finding(b, slug, n))
		n++;
	return n;
}

const struct bench_record *bench_line(const struct bench *b, const char *type, unsigned n)
{
	for (unsigned i = 0; i < b->count; i++)
		if (strcmp(b->records[i].type, type) == 0 && n-- == 0)
			return &b->records[i];
	return NULL;
}

unsigned bench_alerts(const struct bench *b)
{
	unsigned n = 0;

	for (unsigned i = 0; i < b->count; i++)
		n += b->records[i].kind == RECORD_FINDING;
	return n;
}
