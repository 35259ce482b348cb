/* test_health: what the packets say of the capture itself. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

static void say(struct bench *b, const char *name, int64_t number, uint64_t of)
{
	struct event e = bench_event(EVENT_SIGNAL, "capture", "10.0.0.1", "10.0.0.2", 123);

	e.place.has_ip = false;
	e.u.signal =
		(struct signal){.name = name, .type = "hint", .number = (uint64_t)number, .of = of};
	bench_feed(b, &e);
}

static struct judge_health health_of(const struct bench *b)
{
	struct judge_health ret;

	judge_tell_health(b->judge, &ret);
	return ret;
}

START_TEST(a_mirror_of_one_direction_is_told_once)
{
	struct bench *b = bench_new(NULL);

	say(b, "capture.one_way", 6, 9);
	ck_assert(!health_of(b).one_way);
	say(b, "capture.one_way", 6, 9);
	say(b, "capture.one_way", 6, 9);
	ck_assert(health_of(b).one_way);
	ck_assert_uint_eq(bench_findings(b, "capture-degraded"), 1);
	ck_has(bench_finding(b, "capture-degraded", 0)->line,
		"of 12 of 18 TCP flows one side alone is seen");
	bench_free(b);
}
END_TEST

START_TEST(some_unanswered_flows_are_no_one_way_mirror)
{
	struct bench *b = bench_new(NULL);

	for (int i = 0; i < 50; i++)
		say(b, "capture.one_way", 4, 10);
	ck_assert(!health_of(b).one_way);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(a_clock_that_is_off_is_told_and_one_wrong_server_is_not)
{
	struct bench *b = bench_new(NULL);

	say(b, "capture.clock", 20, 0);
	ck_assert(!health_of(b).clock_known);
	say(b, "capture.clock", 30, 0);
	say(b, "capture.clock", -3600000, 0);
	ck_assert(health_of(b).clock_known);
	ck_assert_int_eq(health_of(b).clock_skew_ms, 20);
	ck_assert_uint_eq(bench_alerts(b), 0);
	for (int i = 0; i < 20; i++)
		say(b, "capture.clock", -7500, 0);
	ck_assert_int_eq(health_of(b).clock_skew_ms, -7500);
	ck_assert_uint_eq(bench_findings(b, "capture-degraded"), 1);
	ck_has(bench_finding(b, "capture-degraded", 0)->line,
		"packets are stamped 7 s before the time that servers tell in them");
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("health");

	tcase_add_test(t, a_mirror_of_one_direction_is_told_once);
	tcase_add_test(t, some_unanswered_flows_are_no_one_way_mirror);
	tcase_add_test(t, a_clock_that_is_off_is_told_and_one_wrong_server_is_not);
	return unit_run(t, "health");
}
