/* test_bounds: ten thousand elements and more than a million pairs stay within what is stated. */
#include "config.h"

#include "tests/rules/judge_bench.h"

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

int main(void)
{
	Suite *s = suite_create("bounds");
	TCase *t = tcase_create("bounds");
	SRunner *r = srunner_create(s);

	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_million_pairs_of_ten_thousand_elements_are_bounded);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
