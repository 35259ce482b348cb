/* test_clock: the clock is set under a running sensor, and judgement goes on as if it were not. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

enum { MINUTE_S = 60, HOUR_S = 3600 };

static const char policy[] = "version: 1\n"
			     "groups:\n"
			     "  routers: {role: element, addresses: [10.30.0.0/24]}\n"
			     "  nms: {role: manager, addresses: [10.20.0.10]}\n"
			     "permits:\n"
			     "  - {id: poll, from: nms, to: routers, over: [snmp], may: any}\n"
			     "  - {id: logs, from: routers, to: nms, over: [syslog]}\n";

/* A sensor, what its clock says, and by how much that was set so far. */
struct scene {
	struct bench *bench;
	int64_t s, shift_s;
};

static struct scene begin(void)
{
	return (struct scene){.bench = bench_new(policy)};
}

static void feed(struct scene *c, struct event e)
{
	e.ts_us = (BENCH_START_S + c->s + c->shift_s) * 1000000ll;
	if (e.kind == EVENT_FLOW_COUNTS)
		e.u.flow.last_us = e.ts_us;
	bench_feed(c->bench, &e);
}

/* The element logs, answers polls and calls a stranger, each minute up to second UNTIL. */
static void live_until(struct scene *c, int64_t until, bool logs)
{
	for (; c->s < until; c->s += MINUTE_S) {
		struct event log =
			bench_event(EVENT_PROTOCOL, "syslog", "10.30.0.1", "10.20.0.10", 514);
		struct event poll =
			bench_event(EVENT_FLOW_COUNTS, "snmp", "10.20.0.10", "10.30.0.1", 161);
		struct event call =
			bench_event(EVENT_FLOW_DECIDED, "tls", "10.30.0.1", "203.0.113.5", 443);

		poll.u.flow.packets[SIDE_CLIENT] = poll.u.flow.packets[SIDE_SERVER] = 4;
		call.app = "tls";
		if (logs)
			feed(c, log);
		feed(c, poll);
		feed(c, call);
		feed(c, (struct event){.kind = EVENT_TICK});
	}
}

/* As the run does it: the old engine comes to its end, and a new one goes on. */
static void set_clock(struct scene *c, int64_t by_s)
{
	judge_clock_set(c->bench->judge, by_s * 1000000);
	c->shift_s += by_s;
}

static unsigned alerts_with(int64_t by_s)
{
	struct scene c = begin();

	live_until(&c, HOUR_S, true);
	set_clock(&c, by_s);
	live_until(&c, HOUR_S + 30 * MINUTE_S, true);
	ck_assert_uint_eq(bench_findings(c.bench, "log-silence"), 0);
	ck_assert_uint_eq(c.bench->dropped, 0);
	unsigned alerts = bench_alerts(c.bench);
	bench_free(c.bench);
	return alerts;
}

START_TEST(a_clock_that_is_set_forward_makes_no_finding)
{
	ck_assert_uint_eq(alerts_with(3 * HOUR_S), alerts_with(0));
}
END_TEST

START_TEST(a_clock_that_is_set_back_makes_no_finding)
{
	ck_assert_uint_eq(alerts_with(-5 * HOUR_S), alerts_with(0));
}
END_TEST

/* Silence is judged on, whichever way the clock went. */
static void silence_is_told_after(int64_t by_s)
{
	struct scene c = begin();

	live_until(&c, HOUR_S, true);
	set_clock(&c, by_s);
	live_until(&c, HOUR_S + 10 * MINUTE_S, true);
	live_until(&c, HOUR_S + 30 * MINUTE_S, false);
	ck_assert_uint_eq(bench_findings(c.bench, "log-silence"), 1);
	bench_free(c.bench);
}

START_TEST(what_is_judged_by_time_is_judged_on)
{
	silence_is_told_after(3 * HOUR_S);
	silence_is_told_after(-5 * HOUR_S);
}
END_TEST

START_TEST(a_finding_that_waits_for_a_certificate_is_told_before_the_clock_is_set)
{
	struct scene c = begin();
	struct event call = bench_event(EVENT_FLOW_DECIDED, "tls", "10.30.0.1", "203.0.113.5", 443);

	call.app = "tls";
	feed(&c, call);
	ck_assert_uint_eq(bench_findings(c.bench, "unexpected-outbound"), 0);
	set_clock(&c, -5 * HOUR_S);
	ck_assert_uint_eq(bench_findings(c.bench, "unexpected-outbound"), 1);
	bench_free(c.bench);
}
END_TEST

/* The sum of all minutes, and none of them twice or before the one that was written last. */
static uint64_t sum_of_minutes(const struct bench *b)
{
	int64_t last_ms = 0;
	uint64_t sum = 0;

	for (unsigned i = 0; i < b->count; i++) {
		const struct bench_record *r = &b->records[i];
		if (r->kind != RECORD_ELEMENT || r->span_s != MINUTE_S)
			continue;
		ck_assert_int_gt(r->bucket_ms, last_ms);
		last_ms = r->bucket_ms;
		sum += r->counters[ELEMENT_PKTS_IN];
	}
	return sum;
}

START_TEST(no_minute_is_written_twice_and_none_is_lost)
{
	static const int64_t by_s[] = {3 * HOUR_S, -5 * HOUR_S, -HOUR_S};

	for (unsigned i = 0; i < 3; i++) {
		struct scene c = begin();
		live_until(&c, HOUR_S, true);
		c.s -= 20; /* within a minute that has begun */
		set_clock(&c, by_s[i]);
		live_until(&c, HOUR_S + 30 * MINUTE_S, true);
		judge_finish(c.bench->judge, (BENCH_START_S + c.s + c.shift_s) * 1000000ll);
		/* four packets a minute; 20 s earlier, one round more */
		ck_assert_uint_eq(sum_of_minutes(c.bench), 4 * (60 + 31));
		bench_free(c.bench);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("clock");

	tcase_add_test(t, a_clock_that_is_set_forward_makes_no_finding);
	tcase_add_test(t, a_clock_that_is_set_back_makes_no_finding);
	tcase_add_test(t, what_is_judged_by_time_is_judged_on);
	tcase_add_test(t, a_finding_that_waits_for_a_certificate_is_told_before_the_clock_is_set);
	tcase_add_test(t, no_minute_is_written_twice_and_none_is_lost);
	return unit_run(t, "clock");
}
