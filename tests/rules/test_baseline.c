/* test_baseline: what is normal for an element is learned, kept, and told of where it ends. */
#include "config.h"

#include "rules/memory.h"
#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdlib.h>

static const char policy[] = "version: 1\n"
			     "groups:\n"
			     "  routers: {role: element, addresses: [10.30.0.0/24]}\n"
			     "permits:\n"
			     "  - {from: any, to: any, over: [snmp, ssh, tls]}\n";

enum { HOUR = 3600, DAY = 86400, START = 1699833600 /* a Monday, at midnight */ };

static void flow_at(struct bench *b, int64_t s, const char *app, const char *from, const char *to)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, app, from, to, 443);

	e.ts_us = (START + s) * 1000000ll;
	bench_feed(b, &e);
}

static void bytes_at(struct bench *b, int64_t s, uint64_t bytes)
{
	struct event e = bench_event(EVENT_FLOW_COUNTS, "ssh", "10.20.0.10", "10.30.0.1", 22);

	e.ts_us = e.u.flow.last_us = (START + s) * 1000000ll;
	e.u.flow.packets[0] = e.u.flow.packets[1] = 100;
	e.u.flow.bytes[0] = bytes;
	bench_feed(b, &e);
}

/* Polls each hour, and a backup on Sundays at two, from day FIRST up to day LAST. */
static void live(struct bench *b, int first, int last)
{
	for (int64_t hour = first * 24; hour < last * 24; hour++) {
		bool backup = hour % 168 == 6 * 24 + 2;
		ck_assert_uint_eq(bench_alerts(b), 0);
		b->count = 0; /* there is no room for the buckets of weeks */
		flow_at(b, hour * HOUR + 60, "snmp", "10.20.0.10", "10.30.0.1");
		bytes_at(b, hour * HOUR + 120, backup ? 900000000 : 1000000 + (uint64_t)hour * 7);
	}
}

START_TEST(nothing_is_new_while_an_element_is_learned)
{
	struct bench *b = bench_new(policy);

	live(b, 0, 3);
	flow_at(b, 3 * DAY, "tls", "10.30.0.1", "203.0.113.9");
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(a_peer_and_a_service_after_that_are_told_once)
{
	struct bench *b = bench_new(policy);

	live(b, 0, 8);
	flow_at(b, 8 * DAY, "snmp", "10.20.0.10", "10.30.0.1");
	ck_assert_uint_eq(bench_findings(b, "first-seen"), 0);
	flow_at(b, 8 * DAY + 10, "tls", "10.30.0.1", "203.0.113.9");
	flow_at(b, 8 * DAY + 20, "tls", "10.30.0.1", "203.0.113.9");
	ck_assert_uint_eq(bench_findings(b, "first-seen"), 1);
	ck_has(bench_finding(b, "first-seen", 0)->line,
		"10.30.0.1 calls 203.0.113.9 over tls port 443, a host that");
	flow_at(b, 8 * DAY + 30, "ssh", "10.20.0.10", "10.30.0.1");
	ck_assert_uint_eq(bench_findings(b, "first-seen"), 2);
	ck_has(bench_finding(b, "first-seen", 1)->line, "new-service");
	bench_free(b);
}
END_TEST

START_TEST(many_new_peers_in_a_day_are_no_flood)
{
	struct bench *b = bench_new(policy);
	char peer[] = "203.0.113.10";

	live(b, 0, 8);
	for (int i = 0; i < 40; i++) {
		peer[10] = (char)('1' + i / 10);
		peer[11] = (char)('0' + i % 10);
		flow_at(b, 8 * DAY + i, "tls", "10.30.0.1", peer);
	}
	ck_assert_uint_eq(bench_findings(b, "first-seen"), 8);
	bench_free(b);
}
END_TEST

START_TEST(a_backup_is_usual_in_its_hour_and_an_outlier_in_another)
{
	struct bench *b = bench_new(policy);

	live(b, 0, 29);
	ck_assert_uint_eq(bench_findings(b, "unusual-volume"), 0);
	bytes_at(b, 29 * DAY + 2 * HOUR + 5 * 60, 900000000);
	ck_assert_uint_eq(bench_findings(b, "unusual-volume"), 1);
	ck_has(bench_finding(b, "unusual-volume", 0)->line,
		"10.30.0.1 had 900000000 bytes in the first 6 minutes of an hour of which 100");
	bytes_at(b, 29 * DAY + 2 * HOUR + 6 * 60, 900000000);
	bytes_at(b, 29 * DAY + 3 * HOUR, 1000);
	ck_assert_uint_eq(bench_findings(b, "unusual-volume"), 1);
	bench_free(b);
}
END_TEST

START_TEST(an_hour_that_fills_slowly_is_told_when_it_is_too_much)
{
	struct bench *b = bench_new(policy);

	live(b, 0, 8);
	for (int minute = 0; minute < 9; minute++)
		bytes_at(b, 8 * DAY + minute * 60, 1000000);
	ck_assert_uint_eq(bench_findings(b, "unusual-volume"), 0);
	bytes_at(b, 8 * DAY + 9 * 60, 1000000);
	ck_assert_uint_eq(bench_findings(b, "unusual-volume"), 1);
	bench_free(b);
}
END_TEST

START_TEST(what_is_counted_after_the_hour_belongs_to_it)
{
	struct bench *b = bench_new(policy);

	live(b, 0, 29);
	/* the hour of the backup has begun when it is said how the one before ended */
	flow_at(b, 34 * DAY + 2 * HOUR + 1, "snmp", "10.20.0.10", "10.30.0.1");
	bytes_at(b, 34 * DAY + 2 * HOUR - 1, 900000000);
	ck_assert_uint_eq(bench_findings(b, "unusual-volume"), 1);
	ck_has(bench_finding(b, "unusual-volume", 0)->line, "in the first 60 minutes");
	bytes_at(b, 34 * DAY + 2 * HOUR + 60, 900000000);
	ck_assert_uint_eq(bench_findings(b, "unusual-volume"), 1);
	bench_free(b);
}
END_TEST

START_TEST(flows_after_a_pause_belong_to_the_hour_in_which_they_begin)
{
	struct bench *b = bench_new(policy);

	live(b, 0, 8);
	for (int i = 0; i < 200; i++)
		flow_at(b, 9 * DAY + 5 * HOUR + i, "snmp", "10.20.0.10", "10.30.0.1");
	ck_assert_uint_eq(bench_findings(b, "unusual-volume"), 1);
	ck_has(bench_finding(b, "unusual-volume", 0)->line, "200 flows in the first 4 minutes");
	bench_free(b);
}
END_TEST

START_TEST(habits_are_known_in_the_next_run)
{
	struct bench *day1 = bench_new(policy), *day2 = bench_new(policy);
	struct memory_out out = {malloc(memory_limit()), memory_limit(), 0, false};
	struct memory_out again = {malloc(memory_limit()), memory_limit(), 0, false};

	live(day1, 0, 8);
	ck_assert(memory_save(day1->judge, &out));
	ck_assert_ptr_null(memory_load(day2->judge, span_of(out.p, out.len)));
	ck_assert(memory_save(day2->judge, &again));
	ck_assert_uint_eq(out.len, again.len);
	ck_assert_mem_eq(out.p, again.p, out.len);
	flow_at(day2, 8 * DAY, "snmp", "10.20.0.10", "10.30.0.1");
	ck_assert_uint_eq(bench_alerts(day2), 0);
	flow_at(day2, 8 * DAY + 10, "tls", "10.30.0.1", "203.0.113.9");
	ck_assert_uint_eq(bench_findings(day2, "first-seen"), 1);
	free(out.p);
	free(again.p);
	bench_free(day1);
	bench_free(day2);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("baseline");

	tcase_add_test(t, nothing_is_new_while_an_element_is_learned);
	tcase_add_test(t, a_peer_and_a_service_after_that_are_told_once);
	tcase_add_test(t, many_new_peers_in_a_day_are_no_flood);
	tcase_add_test(t, a_backup_is_usual_in_its_hour_and_an_outlier_in_another);
	tcase_add_test(t, an_hour_that_fills_slowly_is_told_when_it_is_too_much);
	tcase_add_test(t, what_is_counted_after_the_hour_belongs_to_it);
	tcase_add_test(t, flows_after_a_pause_belong_to_the_hour_in_which_they_begin);
	tcase_add_test(t, habits_are_known_in_the_next_run);
	return unit_run(t, "baseline");
}
