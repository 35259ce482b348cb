/* test_judge_names: permits for far ends by name, and names in what is told. */
#include "config.h"

#include "rules/judge/held.h"
#include "rules/judge/naming.h"
#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdio.h>

#define POLICY                                                                                     \
	"version: 1\n"                                                                             \
	"groups:\n"                                                                                \
	"  routers: {role: element, addresses: [10.30.0.0/16]}\n"
#define PERMIT                                                                                     \
	"permits:\n"                                                                               \
	"  - {id: up, from: routers, to: {domains: [\"*.update.example\"]}, over: [tls, http]}\n"

static const char policy[] = POLICY PERMIT;
static const char with_resolver[] = POLICY "  dns: {role: dns, addresses: [10.20.0.53]}\n" PERMIT;

static const int64_t second_us = 1000000;

static struct event answer(const char *client, const char *name, const char *addr, uint32_t ttl_s)
{
	struct event e = bench_event(EVENT_NAME, "dns", client, "10.20.0.53", 53);

	e.place.flow_id = 53;
	e.u.name = (struct name_fact){span_str(name), true, bench_addr(addr), ttl_s};
	return e;
}

static struct event said(uint64_t flow_id, const char *name)
{
	struct event e = bench_event(EVENT_NAME, "tls", "10.30.0.2", "203.0.113.5", 443);

	e.place.flow_id = flow_id;
	e.u.name.name = span_str(name);
	return e;
}

static struct event flow(uint64_t flow_id, const char *app, const char *client)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, "flow", client, "203.0.113.5", 443);

	e.app = app;
	e.place.flow_id = flow_id;
	e.u.flow.packets[SIDE_CLIENT] = e.u.flow.packets[SIDE_SERVER] = 9;
	e.u.flow.tcp_flags[SIDE_CLIENT] = TCP_SYN | TCP_PSH | TCP_ACK;
	return e;
}

static void feed(struct bench *b, struct event e)
{
	bench_feed(b, &e);
}

static void pass(struct bench *b, unsigned s)
{
	judge_tick(b->judge, (BENCH_START_S + s) * second_us);
}

START_TEST(a_name_that_dns_gave_is_permitted)
{
	struct bench *b = bench_new(policy);

	feed(b, answer("10.30.0.2", "a.update.example", "203.0.113.5", 60));
	feed(b, flow(1, "tls", "10.30.0.2"));
	pass(b, 60);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(what_one_host_was_told_counts_for_no_other)
{
	struct bench *b = bench_new(policy);

	feed(b, answer("10.30.0.2", "a.update.example", "203.0.113.5", 60));
	feed(b, flow(1, "tls", "10.30.0.3"));
	ck_assert_uint_eq(bench_alerts(b), 0);
	pass(b, 60);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

START_TEST(another_name_is_told_with_the_finding)
{
	struct bench *b = bench_new(policy);

	feed(b, answer("10.30.0.2", "evil.example", "203.0.113.5", 60));
	feed(b, flow(1, "ssh", "10.30.0.2"));
	const struct bench_record *r = bench_finding(b, "unexpected-outbound", 0);
	ck_assert_ptr_nonnull(r);
	ck_has(r->line, "to 203.0.113.5 (evil.example) on TCP port 443");
	ck_has(r->line, "\"domain\":\"evil.example\"");
	bench_free(b);
}
END_TEST

START_TEST(a_service_that_is_known_by_its_name_is_named)
{
	struct bench *b = bench_new(policy);

	feed(b, answer("10.30.0.2", "eu.Mozilla.cloudflare-dns.com", "203.0.113.5", 60));
	feed(b, flow(1, "tls", "10.30.0.2"));
	pass(b, 60);
	const struct bench_record *r = bench_finding(b, "unexpected-outbound", 0);
	ck_assert_ptr_nonnull(r);
	ck_has(r->line, "\"service\":\"encrypted DNS of Cloudflare\"");
	ck_has(r->line, "cloudflare-dns.com, encrypted DNS of Cloudflare)");
	feed(b, answer("10.30.0.2", "notcloudflare-dns.com", "203.0.113.6", 60));
	struct event e = flow(2, "tls", "10.30.0.2");
	e.place.dst.addr = bench_addr("203.0.113.6");
	bench_feed(b, &e);
	pass(b, 120);
	ck_hasnt(bench_finding(b, "unexpected-outbound", 1)->line, "service");
	bench_free(b);
}
END_TEST

START_TEST(a_name_is_good_for_a_while_beyond_its_ttl_and_no_longer)
{
	struct bench *b = bench_new(policy);
	struct event late = flow(2, "tls", "10.30.0.2");

	feed(b, answer("10.30.0.2", "a.update.example", "203.0.113.5", 0));
	late.ts_us += (NAMING_LEAST_S - 1) * second_us;
	feed(b, late);
	pass(b, NAMING_LEAST_S + 10);
	ck_assert_uint_eq(bench_alerts(b), 0);
	late.place.flow_id = 3;
	late.ts_us += second_us;
	feed(b, late);
	pass(b, NAMING_LEAST_S + 20);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

START_TEST(only_resolvers_of_the_policy_are_believed)
{
	struct bench *b = bench_new(with_resolver);
	struct event e = answer("10.30.0.2", "a.update.example", "203.0.113.5", 60);

	e.place.src.addr = e.place.src_is_client ? e.place.src.addr : bench_addr("10.66.0.66");
	e.place.dst.addr = e.place.src_is_client ? bench_addr("10.66.0.66") : e.place.dst.addr;
	feed(b, e);
	feed(b, flow(1, "tls", "10.30.0.2"));
	pass(b, 10);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	feed(b, answer("10.30.0.3", "a.update.example", "203.0.113.5", 60));
	feed(b, flow(2, "tls", "10.30.0.3"));
	pass(b, 20);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

START_TEST(the_name_that_a_flow_says_itself_is_waited_for)
{
	struct bench *b = bench_new(policy);

	feed(b, said(1, "b.update.example"));
	feed(b, flow(1, "tls", "10.30.0.2"));
	feed(b, flow(2, "tls", "10.30.0.2"));
	feed(b, said(2, "c.UPDATE.example."));
	pass(b, 60);
	ck_assert_uint_eq(bench_alerts(b), 0);
	feed(b, flow(3, "tls", "10.30.0.2"));
	ck_assert_uint_eq(bench_alerts(b), 0);
	feed(b, said(3, "update.example"));
	pass(b, 60 + HELD_WAIT_S);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	ck_has(bench_finding(b, "unexpected-outbound", 0)->line, "(update.example)");
	bench_free(b);
}
END_TEST

START_TEST(a_flow_without_a_name_is_told_after_some_seconds)
{
	struct bench *b = bench_new(policy);

	feed(b, flow(1, "tls", "10.30.0.2"));
	pass(b, HELD_WAIT_S - 1);
	ck_assert_uint_eq(bench_alerts(b), 0);
	pass(b, HELD_WAIT_S);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	feed(b, flow(2, "http", "10.30.0.3"));
	judge_finish(b->judge, (BENCH_START_S + HELD_WAIT_S) * second_us);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 2);
	bench_free(b);
}
END_TEST

START_TEST(no_name_is_waited_for_where_no_permit_names_domains)
{
	struct bench *b = bench_new(POLICY);

	feed(b, flow(1, "http", "10.30.0.2"));
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

START_TEST(names_that_no_host_has_are_not_believed)
{
	static const char nul[] = "evil.example\0.update.example";
	static char text[300];
	struct bench *b = bench_new(policy);
	struct event e = said(1, "");

	e.u.name.name = span_of(nul, sizeof(nul) - 1);
	feed(b, e);
	memset(text, 'a', sizeof(text));
	memcpy(text + 280, ".update.example", 15);
	e.place.flow_id = 2;
	e.u.name.name = span_of(text, 295);
	feed(b, e);
	e.place.flow_id = 3;
	e.u.name.name = span_of(NULL, 0);
	feed(b, e);
	for (unsigned i = 1; i <= 3; i++)
		feed(b, flow(i, "tls", "10.30.0.2"));
	pass(b, 60);
	ck_assert_uint_ge(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

START_TEST(an_address_is_no_name)
{
	static const char *const hosts[] = {"203.0.113.5", "[2001:db8::1]", "2001:db8::1"};
	struct bench *b = bench_new(policy);

	for (unsigned i = 0; i < 3; i++) {
		feed(b, flow(i + 1, "http", "10.30.0.2"));
		feed(b, said(i + 1, hosts[i]));
		pass(b, 1);
	}
	ck_assert_uint_ge(bench_findings(b, "unexpected-outbound"), 1);
	ck_hasnt(bench_finding(b, "unexpected-outbound", 0)->line, "domain");
	bench_free(b);
}
END_TEST

START_TEST(many_names_push_out_only_those_of_the_same_host)
{
	struct bench *b = bench_new(policy);
	char name[32];

	feed(b, answer("10.30.0.2", "a.update.example", "203.0.113.5", 600));
	feed(b, answer("10.30.0.3", "a.update.example", "203.0.113.5", 600));
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "h%u.example", i);
		struct event e = answer("10.30.0.3", name, "203.0.113.9", 600);
		e.ts_us += i;
		feed(b, e);
	}
	feed(b, flow(1, "tls", "10.30.0.2"));
	pass(b, 10);
	ck_assert_uint_eq(bench_alerts(b), 0);
	feed(b, flow(2, "tls", "10.30.0.3"));
	pass(b, 20);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

START_TEST(a_flood_of_unnamed_flows_is_judged_early)
{
	struct bench *b = bench_new(policy);

	for (unsigned i = 1; i <= JUDGE_UNNAMED + 3; i++)
		feed(b, flow(i, "http", "10.30.0.2"));
	ck_assert_uint_ge(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("names");

	tcase_add_test(t, a_name_that_dns_gave_is_permitted);
	tcase_add_test(t, what_one_host_was_told_counts_for_no_other);
	tcase_add_test(t, another_name_is_told_with_the_finding);
	tcase_add_test(t, a_service_that_is_known_by_its_name_is_named);
	tcase_add_test(t, a_name_is_good_for_a_while_beyond_its_ttl_and_no_longer);
	tcase_add_test(t, only_resolvers_of_the_policy_are_believed);
	tcase_add_test(t, the_name_that_a_flow_says_itself_is_waited_for);
	tcase_add_test(t, a_flow_without_a_name_is_told_after_some_seconds);
	tcase_add_test(t, no_name_is_waited_for_where_no_permit_names_domains);
	tcase_add_test(t, names_that_no_host_has_are_not_believed);
	tcase_add_test(t, an_address_is_no_name);
	tcase_add_test(t, many_names_push_out_only_those_of_the_same_host);
	tcase_add_test(t, a_flood_of_unnamed_flows_is_judged_early);
	return unit_run(t, "judge names");
}
