/* test_bounds: ten thousand elements and more than a million pairs stay within what is stated. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdio.h>
#include <unistd.h>

enum { ELEMENTS = 10000, PAIRS = 1100000, STATED_MIB = 512 };

static const char policy[] = "version: 1\n"
			     "groups:\n"
			     "  routers: {role: element, addresses: [10.0.0.0/16]}\n"
			     "permits:\n"
			     "  - {from: routers, to: any, over: any}\n";

static long resident_mib(void)
{
	long size = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%ld %ld", &size, &resident), 2);
	fclose(f);
	return resident * (sysconf(_SC_PAGESIZE) / 1024) / 1024;
}

static struct addr numbered(uint8_t first, uint8_t second, unsigned n)
{
	return addr_v4((const uint8_t[4]){
		first, (uint8_t)(second + n / 65536), (uint8_t)(n / 256), (uint8_t)n});
}

START_TEST(a_million_pairs_of_ten_thousand_elements_are_bounded)
{
	struct bench *b = bench_new(policy);
	struct event e = bench_event(EVENT_FLOW_DECIDED, "tls", "10.0.0.1", "198.18.0.1", 443);
	long before = resident_mib();
	struct judge_counts counts;

	for (unsigned i = 0; i < PAIRS; i++) {
		e.place.src.addr = numbered(10, 0, i % ELEMENTS);
		e.place.dst.addr = numbered(198, 18, i);
		e.place.flow_id = i;
		e.ts_us += 100;
		bench_feed(b, &e);
	}
	long grown = resident_mib() - before;
	judge_tell_counts(b->judge, &counts);
	ck_assert_msg(grown < STATED_MIB, "%ld MiB", grown);
	ck_assert_uint_ge(counts.forgotten, PAIRS - (1 << 20));
	ck_assert_uint_eq(bench_alerts(b), 0);
	printf("%u elements, %u pairs: %ld MiB, %llu forgotten\n", ELEMENTS, PAIRS, grown,
		(unsigned long long)counts.forgotten);
	bench_free(b);
}
END_TEST

/*
 * Customers' devices are one population: their addresses change each day, and none of them is worth
 * memory of its own. Eight days, the last one behind the learning period, each with others.
 */
enum { HOMES = 1000000, HOME_DAYS = 8, HOMES_MIB = 96 };

static const char homes_policy[] = "version: 1\n"
				   "groups:\n"
				   "  homes: {role: cpe, addresses: [100.64.0.0/10]}\n"
				   "  acs: {role: acs, addresses: [10.20.0.50]}\n"
				   "  routers: {role: element, addresses: [10.0.0.0/16]}\n"
				   "permits:\n"
				   "  - {from: homes, to: acs, over: [cwmp]}\n"
				   "  - {from: homes, to: any, over: [dns]}\n";

START_TEST(a_million_customers_that_churn_daily_are_one_population)
{
	struct bench *b = bench_new(homes_policy);
	struct event e = bench_event(EVENT_FLOW_DECIDED, "cwmp", "100.64.0.1", "10.20.0.50", 7547);
	struct event counts = e;
	const int64_t day_us = 86400 * 1000000ll, start_us = e.ts_us;
	struct judge_counts told;
	long before = resident_mib();

	counts.kind = EVENT_FLOW_COUNTS;
	counts.u.flow.packets[0] = counts.u.flow.packets[1] = 4;
	counts.u.flow.bytes[0] = counts.u.flow.bytes[1] = 900;
	for (unsigned i = 0; i < HOMES; i++) {
		e.place.src.addr = numbered(100, 64, i);
		e.place.flow_id = i;
		e.ts_us = start_us + (int64_t)i * (HOME_DAYS * day_us / HOMES);
		e.app = e.type = i % 50 ? "cwmp" : "dns";
		bench_feed(b, &e);
		if (i % 8)
			continue;
		counts.place = e.place;
		counts.ts_us = e.ts_us;
		bench_feed(b, &counts);
	}
	long grown = resident_mib() - before;
	judge_tell_counts(b->judge, &told);
	printf("%u customers in %u days: %ld MiB, %u findings, %llu records dropped\n", HOMES,
		HOME_DAYS, grown, bench_alerts(b), (unsigned long long)b->dropped);
	ck_assert_msg(grown < HOMES_MIB, "%ld MiB", grown);
	ck_assert_uint_le(bench_findings(b, "first-seen"), 8 * HOME_DAYS);
	ck_assert_uint_le(bench_alerts(b), 16 * HOME_DAYS);
	ck_assert_uint_eq(told.forgotten, 0);
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("bounds");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_million_pairs_of_ten_thousand_elements_are_bounded);
	tcase_add_test(t, a_million_customers_that_churn_daily_are_one_population);
	return unit_run(t, "bounds");
}
