/* test_judge_neighbors: who routes, and who claims an address. */
#include "config.h"

#include "tests/rules/judge_bench.h"

static const char policy[] = "version: 1\n"
			     "groups:\n"
			     "  routers: {role: element, addresses: [10.30.0.0/28]}\n"
			     "  nms: {role: manager, addresses: [10.20.0.10]}\n"
			     "permits:\n"
			     "  - {from: 10.40.0.9, to: any, over: [ospf]}\n";

static struct event speaker(const char *type, const char *hint, const char *from)
{
	struct event e = bench_event(EVENT_SIGNAL, type, from, "224.0.0.5", 0);

	e.place.ip_proto = IPPROTO_NR_OSPF;
	e.place.group = true;
	e.u.signal = (struct signal){.name = hint, .type = "hint", .text = span_str(type)};
	return e;
}

static unsigned told(const char *yaml, const char *slug, const struct event *e)
{
	struct bench *b = bench_new(yaml);

	bench_feed(b, e);
	unsigned n = bench_findings(b, slug);
	ck_assert_uint_eq(bench_alerts(b), n);
	bench_free(b);
	return n;
}

START_TEST(a_router_that_no_policy_names_is_told)
{
	struct event e = speaker("ospf", "routing.speaker", "10.30.0.66");
	struct bench *b = bench_new(policy);

	bench_feed(b, &e);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "unlisted-element"), 1);
	ck_assert_uint_eq(bench_finding(b, "unlisted-element", 0)->severity, 2);
	ck_has(bench_finding(b, "unlisted-element", 0)->line, "10.30.0.66 routes like an element");
	bench_free(b);
}
END_TEST

START_TEST(a_router_that_is_declared_or_permitted_is_not_told)
{
	struct event listed = speaker("ospf", "routing.speaker", "10.30.0.3");
	struct event permitted = speaker("ospf", "routing.speaker", "10.40.0.9");
	struct event local = speaker("ospf", "routing.speaker", "fe80::1");

	ck_assert_uint_eq(told(policy, "unlisted-element", &listed), 0);
	ck_assert_uint_eq(told(policy, "unlisted-element", &permitted), 0);
	ck_assert_uint_eq(told(policy, "unlisted-element", &local), 0);
	ck_assert_uint_eq(told(NULL, "unlisted-element", &listed), 0);
}
END_TEST

START_TEST(a_takeover_is_told_unless_an_element_does_it)
{
	struct event listed = speaker("hsrp", "routing.takeover", "10.30.0.3");
	struct event foreign = speaker("hsrp", "routing.takeover", "10.30.0.66");

	ck_assert_uint_eq(told(policy, "routing-change", &listed), 0);
	ck_assert_uint_eq(told(policy, "routing-change", &foreign), 1);
	ck_assert_uint_eq(told(NULL, "routing-change", &foreign), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("judge_neighbors");
	TCase *tests = tcase_create("judge_neighbors");

	tcase_add_test(tests, a_router_that_no_policy_names_is_told);
	tcase_add_test(tests, a_router_that_is_declared_or_permitted_is_not_told);
	tcase_add_test(tests, a_takeover_is_told_unless_an_element_does_it);
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
