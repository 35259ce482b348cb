/* test_correlate: what several events tell together. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdio.h>

static const char policy[] =
	"version: 1\n"
	"groups:\n"
	"  routers: {role: element, addresses: [10.30.0.0/24]}\n"
	"  nms: {role: manager, addresses: [10.20.0.10]}\n"
	"  jump: {role: jump, addresses: [10.20.0.20]}\n"
	"  aaa: {role: aaa, addresses: [10.20.0.30]}\n"
	"permits:\n"
	"  - {id: poll, from: nms, to: routers, over: [snmp], may: any}\n"
	"  - {id: cli, from: jump, to: routers, over: [telnet], may: any, changes: in-window}\n"
	"  - {id: open, from: jump, to: routers, over: [ssh], may: any}\n"
	"  - {id: logs, from: routers, to: nms, over: [syslog]}\n"
	"  - {id: aaa, from: routers, to: aaa, over: [tacacs]}\n"
	"windows:\n"
	"  - {id: CHG-1, from: 2023-11-14T00:00:00Z, until: 2023-11-15T00:00:00Z, elements: "
	"routers, actors: jump, may: [change]}\n";

static int64_t second(int64_t s)
{
	return (BENCH_START_S + s) * 1000000ll;
}

/* Changes of ELEMENTS elements, GAP_S apart. */
static void change_many(
	struct bench *b, const char *via, const char *actor, int elements, int gap_s)
{
	for (int i = 0; i < elements; i++) {
		char element[32];
		snprintf(element, sizeof(element), "10.30.0.%d", i + 1);
		struct event e = bench_action(via, VERB_CHANGE, SUBJECT_CONFIG, actor, element);
		e.u.action.object = SPAN_LIT("hostname x");
		e.ts_us = second(i * gap_s);
		bench_feed(b, &e);
	}
}

START_TEST(one_hand_that_changes_five_elements_is_told_once)
{
	struct bench *b = bench_new(policy);

	change_many(b, "snmp", "10.66.0.66", 8, 20);
	ck_assert_uint_eq(bench_findings(b, "mass-change"), 1);
	const struct bench_record *r = bench_finding(b, "mass-change", 0);
	ck_assert_uint_eq(r->severity, 2);
	ck_has(r->line, "10.66.0.66 changed 5 elements within 10 minutes, now 10.30.0.5");
	bench_free(b);
}
END_TEST

START_TEST(a_permitted_hand_that_changes_many_elements_is_told_softly)
{
	struct bench *b = bench_new(policy);

	change_many(b, "snmp", "10.20.0.10", 5, 20);
	const struct bench_record *r = bench_finding(b, "mass-change", 0);
	ck_assert_ptr_nonnull(r);
	ck_assert_uint_eq(r->severity, 3);
	bench_free(b);
}
END_TEST

START_TEST(changes_in_their_window_or_few_or_slow_are_no_mass_change)
{
	struct bench *b = bench_new(policy);

	change_many(b, "telnet", "10.20.0.20", 9, 20);
	change_many(b, "snmp", "10.66.0.66", 4, 20);
	change_many(b, "snmp", "10.66.0.67", 9, 200);
	ck_assert_uint_eq(bench_findings(b, "mass-change"), 0);
	bench_free(b);
}
END_TEST

static void login_at(struct bench *b, int64_t s, const char *via)
{
	struct event e = bench_action(via, VERB_LOGIN, SUBJECT_SESSION, "10.20.0.20", "10.30.0.1");

	e.ts_us = second(s);
	e.u.action.user_known = true;
	e.u.action.user = SPAN_LIT("alice");
	bench_feed(b, &e);
}

static void aaa_at(struct bench *b, int64_t s)
{
	struct event e = bench_event(EVENT_PROTOCOL, "tacacs", "10.30.0.1", "10.20.0.30", 49);

	e.ts_us = second(s);
	bench_feed(b, &e);
}

START_TEST(a_login_that_asks_no_aaa_server_is_told_where_others_did)
{
	struct bench *b = bench_new(policy);

	aaa_at(b, 0);
	login_at(b, 1, "telnet");
	login_at(b, 300, "telnet");
	judge_tick(b->judge, second(329));
	ck_assert_uint_eq(bench_findings(b, "login-without-aaa"), 0);
	judge_tick(b->judge, second(331));
	const struct bench_record *r = bench_finding(b, "login-without-aaa", 0);
	ck_assert_ptr_nonnull(r);
	ck_assert_uint_eq(bench_findings(b, "login-without-aaa"), 1);
	ck_has(r->line, "10.20.0.20 logged in to 10.30.0.1 as alice over telnet");
	ck_has(r->line, "\"timestamp\":\"2023-11-14T22:19:00");
	bench_free(b);
}
END_TEST

START_TEST(an_exchange_that_comes_after_the_login_counts)
{
	struct bench *b = bench_new(policy);

	aaa_at(b, 0);
	login_at(b, 1, "ssh");
	login_at(b, 300, "ssh");
	aaa_at(b, 310);
	judge_tick(b->judge, second(400));
	ck_assert_uint_eq(bench_findings(b, "login-without-aaa"), 0);
	bench_free(b);
}
END_TEST

START_TEST(an_element_that_was_never_seen_to_ask_is_not_judged)
{
	struct bench *b = bench_new(policy);

	login_at(b, 1, "telnet");
	login_at(b, 300, "telnet");
	judge_tick(b->judge, second(400));
	ck_assert_uint_eq(bench_findings(b, "login-without-aaa"), 0);
	bench_free(b);
}
END_TEST

static void log_at(struct bench *b, int64_t s)
{
	struct event e = bench_event(EVENT_PROTOCOL, "syslog", "10.30.0.1", "10.20.0.10", 514);

	e.ts_us = second(s);
	bench_feed(b, &e);
}

static void speak_at(struct bench *b, int64_t s)
{
	struct event e = bench_event(EVENT_FLOW_COUNTS, NULL, "10.20.0.10", "10.30.0.1", 161);

	e.ts_us = e.u.flow.last_us = second(s);
	e.u.flow.packets[SIDE_CLIENT] = e.u.flow.packets[SIDE_SERVER] = 4;
	bench_feed(b, &e);
}

/* A log line each minute up to STOP, and SNMP answers up to END. */
static void log_and_speak(struct bench *b, int64_t stop, int64_t end)
{
	for (int64_t s = 0; s < end; s += 60) {
		if (s <= stop)
			log_at(b, s);
		speak_at(b, s + 5);
	}
}

START_TEST(logs_that_stop_while_the_element_speaks_are_told_once)
{
	struct bench *b = bench_new(policy);

	log_and_speak(b, 3660, 7200);
	ck_assert_uint_eq(bench_findings(b, "log-silence"), 1);
	const struct bench_record *r = bench_finding(b, "log-silence", 0);
	ck_assert_uint_eq(r->severity, 2);
	ck_has(r->line, "10.30.0.1 has sent no log for");
	ck_has(r->line, "logs-stopped");
	bench_free(b);
}
END_TEST

START_TEST(an_element_that_says_nothing_at_all_has_not_turned_its_logs_off)
{
	struct bench *b = bench_new(policy);

	log_and_speak(b, 3660, 3720);
	judge_tick(b->judge, second(7200));
	log_and_speak(b, 0, 0);
	ck_assert_uint_eq(bench_findings(b, "log-silence"), 0);
	bench_free(b);
}
END_TEST

START_TEST(rare_logs_may_be_rare)
{
	struct bench *b = bench_new(policy);

	for (int i = 0; i < 20; i++)
		log_at(b, i * 1000);
	for (int i = 0; i < 40; i++)
		speak_at(b, 19000 + i * 60);
	ck_assert_uint_eq(bench_findings(b, "log-silence"), 0);
	bench_free(b);
}
END_TEST

START_TEST(who_works_on_after_turning_logs_off_is_told)
{
	struct bench *b = bench_new(policy);
	struct event off =
		bench_action("telnet", VERB_CHANGE, SUBJECT_LOGGING, "10.66.0.66", "10.30.0.1");
	struct event next =
		bench_action("telnet", VERB_CHANGE, SUBJECT_CONFIG, "10.66.0.66", "10.30.0.1");

	off.u.action.object = SPAN_LIT("no logging host 10.20.0.10");
	next.u.action.object = SPAN_LIT("hostname x");
	next.ts_us = second(30);
	bench_feed(b, &off);
	bench_feed(b, &next);
	const struct bench_record *r = bench_finding(b, "log-silence", 0);
	ck_assert_ptr_nonnull(r);
	ck_has(r->line, "turned off, and 30 s later came change of config by 10.66.0.66");
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("correlate");

	tcase_add_test(t, one_hand_that_changes_five_elements_is_told_once);
	tcase_add_test(t, a_permitted_hand_that_changes_many_elements_is_told_softly);
	tcase_add_test(t, changes_in_their_window_or_few_or_slow_are_no_mass_change);
	tcase_add_test(t, a_login_that_asks_no_aaa_server_is_told_where_others_did);
	tcase_add_test(t, an_exchange_that_comes_after_the_login_counts);
	tcase_add_test(t, an_element_that_was_never_seen_to_ask_is_not_judged);
	tcase_add_test(t, logs_that_stop_while_the_element_speaks_are_told_once);
	tcase_add_test(t, an_element_that_says_nothing_at_all_has_not_turned_its_logs_off);
	tcase_add_test(t, rare_logs_may_be_rare);
	tcase_add_test(t, who_works_on_after_turning_logs_off_is_told);
	return unit_run(t, "correlate");
}
