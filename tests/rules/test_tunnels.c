/* test_tunnels: whose tunnels and mirrors carry what is seen. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

static const char policy[] = "version: 1\n"
			     "groups:\n"
			     "  routers: {role: element, addresses: [10.30.0.0/24]}\n"
			     "permits:\n"
			     "  - {from: routers, to: 10.20.0.200, over: [gre]}\n";

/* A packet of a tunnel that was seen S seconds after the start. */
static void seen(
	struct bench *b, int64_t s, const char *app, const char *const ends[2], uint64_t depth)
{
	struct event e = bench_event(EVENT_SIGNAL, app, ends[0], ends[1], 0);

	e.ts_us = (BENCH_START_S + s) * 1000000ll;
	e.place.ip_proto = IPPROTO_NR_GRE;
	e.place.initiator_guessed = true;
	e.u.signal = (struct signal){.name = "tunnel.carried", .type = "hint", .number = depth};
	bench_feed(b, &e);
}

static void carried(struct bench *b, int64_t s, const char *app, const char *to, uint64_t depth)
{
	seen(b, s, app, (const char *const[]){"10.30.0.1", to}, depth);
}

static void carried_back(
	struct bench *b, int64_t s, const char *app, const char *from, uint64_t depth)
{
	seen(b, s, app, (const char *const[]){from, "10.30.0.1"}, depth);
}

static void flows(struct bench *b, unsigned count, bool tunnelled)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, "tls", "10.9.0.1", "10.9.0.2", 443);

	e.place.tunnelled = tunnelled;
	for (unsigned i = 0; i < count; i++)
		bench_feed(b, &e);
}

static void wait(struct bench *b, int64_t s)
{
	judge_tick(b->judge, (BENCH_START_S + s) * 1000000ll);
}

START_TEST(a_tunnel_that_no_permit_covers_is_told_after_half_a_minute)
{
	struct bench *b = bench_new(policy);

	flows(b, 10, false);
	carried(b, 0, "gre", "203.0.113.5", 1);
	carried(b, 0, "gre", "10.20.0.200", 1);
	wait(b, 29);
	ck_assert_uint_eq(bench_alerts(b), 0);
	wait(b, 31);
	ck_assert_uint_eq(bench_alerts(b), 1);
	const struct bench_record *r = bench_finding(b, "unexpected-tunnel", 0);
	ck_assert_ptr_nonnull(r);
	ck_has(r->line, "10.30.0.1 has a tunnel by gre with 203.0.113.5");
	ck_has(r->line, "over: [gre]");
	bench_free(b);
}
END_TEST

START_TEST(erspan_is_a_mirror_and_a_permit_for_gre_covers_it)
{
	struct bench *b = bench_new(policy);

	flows(b, 10, false);
	carried(b, 0, "erspan", "203.0.113.5", 1);
	carried(b, 0, "erspan", "10.20.0.200", 1);
	wait(b, 31);
	ck_assert_uint_eq(bench_alerts(b), 1);
	ck_assert_uint_eq(bench_findings(b, "traffic-mirror"), 1);
	bench_free(b);
}
END_TEST

START_TEST(the_tunnel_that_feeds_this_sensor_is_no_finding_but_one_inside_of_it_is)
{
	struct bench *b = bench_new(policy);

	flows(b, 100, true);
	carried(b, 0, "erspan", "10.99.0.1", 1);
	carried(b, 0, "gre", "203.0.113.5", 2);
	wait(b, 31);
	ck_assert_uint_eq(bench_alerts(b), 1);
	ck_assert_uint_eq(bench_findings(b, "unexpected-tunnel"), 1);
	bench_free(b);
}
END_TEST

START_TEST(a_tunnel_that_is_all_there_is_feeds_no_sensor_where_it_is_answered_or_ends_far_away)
{
	struct bench *b = bench_new(policy);

	flows(b, 12, true);
	carried(b, 0, "gre", "203.0.113.5", 1);
	carried(b, 0, "gre", "10.99.0.1", 1);
	carried(b, 0, "gre", "10.99.0.2", 1);
	carried_back(b, 1, "gre", "10.99.0.2", 1);
	wait(b, 31);
	ck_assert_uint_eq(bench_alerts(b), 2);
	ck_has(bench_finding(b, "unexpected-tunnel", 0)->line, "203.0.113.5");
	ck_has(bench_finding(b, "unexpected-tunnel", 1)->line, "10.99.0.2");
	bench_free(b);
}
END_TEST

START_TEST(a_command_before_the_tunnel_is_told_with_it)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("telnet", VERB_CHANGE, SUBJECT_TUNNEL, "10.66.0.66", "10.30.0.1");

	e.u.action.object = SPAN_LIT("interface Tunnel9");
	bench_feed(b, &e);
	flows(b, 10, false);
	carried(b, 600, "gre", "203.0.113.5", 1);
	judge_finish(b->judge, (BENCH_START_S + 601) * 1000000ll);
	ck_assert_uint_eq(bench_findings(b, "unexpected-tunnel"), 2);
	ck_has(bench_finding(b, "unexpected-tunnel", 1)->line, "command-then-tunnel");
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("tunnels");

	tcase_add_test(t, a_tunnel_that_no_permit_covers_is_told_after_half_a_minute);
	tcase_add_test(t, erspan_is_a_mirror_and_a_permit_for_gre_covers_it);
	tcase_add_test(t, the_tunnel_that_feeds_this_sensor_is_no_finding_but_one_inside_of_it_is);
	tcase_add_test(t,
		a_tunnel_that_is_all_there_is_feeds_no_sensor_where_it_is_answered_or_ends_far_away);
	tcase_add_test(t, a_command_before_the_tunnel_is_told_with_it);
	return unit_run(t, "tunnels");
}
