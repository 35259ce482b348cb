/* test_recipes: deeds that are more together than each is alone, and what outlives a restart. */
#include "config.h"

#include "rules/memory.h"
#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdlib.h>

static const char policy[] =
	"version: 1\n"
	"groups:\n"
	"  routers: {role: element, addresses: [10.30.0.0/24]}\n"
	"  nms: {role: manager, addresses: [10.20.0.10]}\n"
	"  aaa: {role: aaa, addresses: [10.20.0.30]}\n"
	"  makers: {role: vendor, addresses: [198.51.100.0/24]}\n"
	"permits:\n"
	"  - {id: nms, from: nms, to: routers, over: [snmp, telnet], may: any}\n"
	"  - {id: copies, from: routers, to: nms, over: [tftp], may: any}\n"
	"accounts: {vendor: [\"hw-*\"]}\n";

static int64_t second(int64_t s)
{
	return (BENCH_START_S + s) * 1000000ll;
}

static void order_at(struct bench *b, int64_t s, const char *actor, const char *target)
{
	struct event e = bench_action("snmp", VERB_EXPORT, SUBJECT_CONFIG, actor, "10.30.0.1");

	e.ts_us = second(s);
	e.u.action.object = SPAN_LIT("1.3.6.1.4.1.9.9.96.1.1.1.1.14.7");
	e.u.action.has_target = true;
	e.u.action.target = bench_addr(target);
	bench_feed(b, &e);
}

static void copy_at(struct bench *b, int64_t s, const char *target)
{
	struct event e = bench_action("tftp", VERB_EXPORT, SUBJECT_CONFIG, "10.30.0.1", target);

	e.ts_us = second(s);
	e.u.action.element = SIDE_CLIENT;
	e.u.action.object = SPAN_LIT("r1-confg");
	bench_feed(b, &e);
}

static unsigned confirmed(const struct bench *b)
{
	unsigned n = 0;

	for (unsigned i = 0; i < b->count; i++)
		n += strstr(b->records[i].line, "order-then-transfer") != NULL;
	return n;
}

START_TEST(a_copy_that_follows_its_order_is_certain)
{
	struct bench *b = bench_new(policy);

	order_at(b, 0, "10.20.0.10", "203.0.113.9");
	copy_at(b, 30, "203.0.113.9");
	ck_assert_uint_eq(confirmed(b), 1);
	for (unsigned i = 0; i < b->count; i++)
		if (strstr(b->records[i].line, "order-then-transfer"))
			ck_assert_uint_eq(b->records[i].severity, 1);
	bench_free(b);
}
END_TEST

START_TEST(a_copy_to_another_host_or_too_late_or_permitted_is_not)
{
	struct bench *b = bench_new(policy);

	order_at(b, 0, "10.20.0.10", "203.0.113.9");
	copy_at(b, 30, "203.0.113.10");
	copy_at(b, 130, "203.0.113.9");
	order_at(b, 300, "10.20.0.10", "10.20.0.10");
	copy_at(b, 310, "10.20.0.10");
	ck_assert_uint_eq(confirmed(b), 0);
	bench_free(b);
}
END_TEST

static void flow_at(struct bench *b, int64_t s, const char *from, const char *to, const char *app)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, app, from, to, 4444);

	e.ts_us = e.u.flow.first_us = second(s);
	e.u.flow.packets[SIDE_CLIENT] = 1;
	bench_feed(b, &e);
}

START_TEST(an_element_that_calls_the_sender_of_a_lone_packet_is_triggered)
{
	struct bench *b = bench_new(policy);

	flow_at(b, 0, "203.0.113.9", "10.30.0.1", NULL);
	flow_at(b, 20, "10.30.0.1", "203.0.113.9", "tls");
	ck_assert_uint_eq(bench_findings(b, "covert-trigger"), 1);
	const struct bench_record *r = bench_finding(b, "covert-trigger", 0);
	ck_assert_uint_eq(r->severity, 1);
	ck_has(r->line, "203.0.113.9 sent a lone packet to 10.30.0.1, and 20 s later");
	bench_free(b);
}
END_TEST

START_TEST(the_lone_packet_may_be_judged_after_the_call)
{
	struct bench *b = bench_new(policy);
	struct event lone = bench_event(EVENT_FLOW_DECIDED, NULL, "203.0.113.9", "10.30.0.1", 4444);

	flow_at(b, 2, "10.30.0.1", "203.0.113.9", "tls");
	lone.ts_us = second(3);
	lone.u.flow.first_us = second(0);
	lone.u.flow.packets[SIDE_CLIENT] = 1;
	bench_feed(b, &lone);
	ck_assert_uint_eq(bench_findings(b, "covert-trigger"), 1);
	bench_free(b);
}
END_TEST

START_TEST(managers_later_calls_and_other_hosts_trigger_nothing)
{
	struct bench *b = bench_new(policy);

	flow_at(b, 0, "10.20.0.10", "10.30.0.1", NULL);
	flow_at(b, 10, "10.30.0.1", "10.20.0.10", "tls");
	flow_at(b, 100, "203.0.113.9", "10.30.0.1", NULL);
	flow_at(b, 110, "10.30.0.1", "203.0.113.10", "tls");
	flow_at(b, 170, "10.30.0.1", "203.0.113.9", "tls");
	flow_at(b, 200, "203.0.113.11", "10.30.0.1", "snmp");
	flow_at(b, 210, "10.30.0.1", "203.0.113.11", "tls");
	ck_assert_uint_eq(bench_findings(b, "covert-trigger"), 0);
	bench_free(b);
}
END_TEST

/* What R1 calls itself over SSH. */
static void banner_at(struct bench *b, int64_t s, const char *software)
{
	struct event e = bench_event(EVENT_IDENTITY, "ssh", "10.20.0.10", "10.30.0.1", 22);

	e.ts_us = second(s);
	e.u.identity = (struct identity){.of = SIDE_SERVER,
		.evidence = SPAN_LIT("ssh-banner"),
		.software = span_str(software)};
	bench_feed(b, &e);
}

static void deed_at(struct bench *b, int64_t s, enum verb verb, const char *actor)
{
	struct event e = bench_action("telnet", verb,
		verb == VERB_IMAGE ? SUBJECT_IMAGE : SUBJECT_SYSTEM, actor, "10.30.0.1");

	e.ts_us = second(s);
	e.u.action.object = SPAN_LIT("r1.bin");
	bench_feed(b, &e);
}

static unsigned swapped(const struct bench *b)
{
	unsigned n = 0;

	for (unsigned i = 0; i < b->count; i++)
		n += strstr(b->records[i].line, "image-restart-version") != NULL;
	return n;
}

START_TEST(an_image_a_restart_and_another_version_are_one_story_across_a_restart_of_the_sensor)
{
	struct bench *day1 = bench_new(policy), *day2 = bench_new(policy);
	struct memory_out out = {malloc(memory_limit()), memory_limit(), 0, false};

	banner_at(day1, 0, "OpenSSH 7.4");
	deed_at(day1, 60, VERB_IMAGE, "203.0.113.9");
	ck_assert_ptr_nonnull(out.p);
	ck_assert(memory_save(day1->judge, &out));
	ck_assert_ptr_null(memory_load(day2->judge, span_of(out.p, out.len)));
	deed_at(day2, 3600, VERB_REBOOT, "10.20.0.10");
	banner_at(day2, 4000, "OpenSSH 7.4");
	ck_assert_uint_eq(swapped(day2), 0);
	banner_at(day2, 4600, "OpenSSH 8.9");
	ck_assert_uint_eq(swapped(day2), 1);
	const struct bench_record *r = bench_finding(day2, "unapproved-image", 0);
	ck_assert_uint_eq(r->severity, 1);
	ck_has(r->line, "OpenSSH 8.9 where it was OpenSSH 7.4, after a restart");
	free(out.p);
	bench_free(day1);
	bench_free(day2);
}
END_TEST

START_TEST(an_image_or_a_restart_too_long_ago_and_permitted_ones_are_no_swap)
{
	struct bench *b = bench_new(policy);

	banner_at(b, 0, "OpenSSH 7.4");
	deed_at(b, 60, VERB_IMAGE, "10.20.0.10");
	deed_at(b, 600, VERB_REBOOT, "10.20.0.10");
	banner_at(b, 900, "OpenSSH 8.0");
	deed_at(b, 1000, VERB_IMAGE, "203.0.113.9");
	deed_at(b, 1000 + 3 * 86400, VERB_REBOOT, "10.20.0.10");
	banner_at(b, 1300 + 3 * 86400, "OpenSSH 8.1");
	deed_at(b, 2000 + 3 * 86400, VERB_IMAGE, "203.0.113.9");
	deed_at(b, 2300 + 3 * 86400, VERB_REBOOT, "10.20.0.10");
	banner_at(b, 2400 + 5 * 86400, "OpenSSH 8.2");
	ck_assert_uint_eq(swapped(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(a_vendors_account_and_a_vendors_host_are_told)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("telnet", VERB_LOGIN, SUBJECT_SESSION, "10.20.0.10", "10.30.0.1");

	e.u.action.user_known = true;
	e.u.action.user = SPAN_LIT("alice");
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "vendor-access"), 0);
	e.u.action.user = SPAN_LIT("hw-support");
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "vendor-access"), 1);
	flow_at(b, 5, "10.30.0.1", "198.51.100.7", "ssh");
	ck_assert_uint_eq(bench_findings(b, "vendor-access"), 2);
	bench_free(b);
}
END_TEST

static void aaa_and_login(struct bench *b, int64_t s, bool asks)
{
	struct event e = bench_event(EVENT_PROTOCOL, "tacacs", "10.30.0.1", "10.20.0.30", 49);
	struct event login =
		bench_action("telnet", VERB_LOGIN, SUBJECT_SESSION, "10.20.0.10", "10.30.0.1");

	e.ts_us = login.ts_us = second(s);
	if (asks)
		bench_feed(b, &e);
	bench_feed(b, &login);
	judge_tick(b->judge, second(s + 60));
}

START_TEST(what_an_element_does_is_known_in_the_next_run)
{
	struct bench *day1 = bench_new(policy), *day2 = bench_new(policy);
	struct memory_out out = {malloc(memory_limit()), memory_limit(), 0, false};
	struct memory_out again = {malloc(memory_limit()), memory_limit(), 0, false};

	aaa_and_login(day1, 0, true);
	ck_assert(memory_save(day1->judge, &out));
	ck_assert_ptr_null(memory_load(day2->judge, span_of(out.p, out.len)));
	ck_assert(memory_save(day2->judge, &again));
	ck_assert_uint_eq(out.len, again.len);
	ck_assert_mem_eq(out.p, again.p, out.len);
	aaa_and_login(day2, 1000, false);
	ck_assert_uint_eq(bench_findings(day2, "login-without-aaa"), 1);
	free(out.p);
	free(again.p);
	bench_free(day1);
	bench_free(day2);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("recipes");

	tcase_add_test(t, a_copy_that_follows_its_order_is_certain);
	tcase_add_test(t, a_copy_to_another_host_or_too_late_or_permitted_is_not);
	tcase_add_test(t, an_element_that_calls_the_sender_of_a_lone_packet_is_triggered);
	tcase_add_test(t, the_lone_packet_may_be_judged_after_the_call);
	tcase_add_test(t, managers_later_calls_and_other_hosts_trigger_nothing);
	tcase_add_test(t,
		an_image_a_restart_and_another_version_are_one_story_across_a_restart_of_the_sensor);
	tcase_add_test(t, an_image_or_a_restart_too_long_ago_and_permitted_ones_are_no_swap);
	tcase_add_test(t, a_vendors_account_and_a_vendors_host_are_told);
	tcase_add_test(t, what_an_element_does_is_known_in_the_next_run);
	return unit_run(t, "recipes");
}
