/* test_judge_neighbors: who routes, and who claims an address. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

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

/* ADDRESS is at a MAC that ends in LAST, MINUTES after the start. */
static void claim(struct bench *b, const char *address, uint8_t last, int minutes)
{
	struct event e = bench_event(EVENT_IDENTITY, "arp", address, address, 0);

	e.place.has_ip = false;
	e.place.has_ether = true;
	e.ts_us += minutes * 60 * 1000000ll;
	e.u.identity = (struct identity){.has_addr = true,
		.addr = bench_addr(address),
		.has_mac = true,
		.evidence = SPAN_LIT("arp"),
		.mac = {{2, 0, 0, 0, 0, last}}};
	if (last == 0xff)
		e.u.identity.mac = (struct mac){{0x00, 0x00, 0x5e, 0x00, 0x01, 0x07}};
	bench_feed(b, &e);
}

START_TEST(a_managers_address_that_moves_is_a_conflict)
{
	struct bench *b = bench_new(policy);

	claim(b, "10.20.0.10", 1, 0);
	claim(b, "10.20.0.10", 1, 1);
	ck_assert_uint_eq(bench_alerts(b), 0);
	claim(b, "10.20.0.10", 2, 2);
	ck_assert_uint_eq(bench_findings(b, "address-conflict"), 1);
	ck_assert_uint_eq(bench_finding(b, "address-conflict", 0)->severity, 2);
	ck_has(bench_finding(b, "address-conflict", 0)->line,
		"was at 02:00:00:00:00:01 and is now claimed by 02:00:00:00:00:02");
	claim(b, "10.20.0.10", 1, 3);
	ck_assert_uint_eq(bench_finding(b, "address-conflict", 1)->severity, 1);
	ck_has(bench_finding(b, "address-conflict", 1)->line, "is claimed by");
	bench_free(b);
}
END_TEST

START_TEST(an_elements_address_in_conflict_is_less_severe)
{
	struct bench *b = bench_new(policy);

	claim(b, "10.30.0.1", 1, 0);
	claim(b, "10.30.0.1", 2, 1);
	ck_assert_uint_eq(bench_finding(b, "address-conflict", 0)->severity, 3);
	bench_free(b);
}
END_TEST

START_TEST(hosts_of_no_account_may_move)
{
	struct bench *b = bench_new(policy);

	claim(b, "10.99.0.1", 1, 0);
	claim(b, "10.99.0.1", 2, 1);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
	b = bench_new(NULL);
	claim(b, "10.99.0.1", 1, 0);
	claim(b, "10.99.0.1", 2, 1);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(a_card_that_was_replaced_is_no_conflict)
{
	struct bench *b = bench_new(policy);

	claim(b, "10.20.0.10", 1, 0);
	claim(b, "10.20.0.10", 2, 90);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(a_shared_address_moves_to_its_virtual_mac)
{
	struct bench *b = bench_new(policy);

	claim(b, "10.30.0.1", 1, 0);
	claim(b, "10.30.0.1", 0xff, 1);
	claim(b, "10.30.0.1", 2, 2);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

/* NAME announces by EVIDENCE that it is equipment, managed at ADDRESS. */
static struct event announces(const char *evidence, const char *name, const char *address)
{
	struct event e = bench_event(EVENT_IDENTITY, "lldp", "0.0.0.0", "0.0.0.0", 0);

	e.place.has_ip = false;
	e.place.has_ether = true;
	e.u.identity = (struct identity){.evidence = span_str(evidence),
		.name = span_str(name),
		.has_addr = true,
		.addr = bench_addr(address),
		.is_equipment = true};
	return e;
}

START_TEST(who_announces_itself_as_equipment_and_is_in_no_policy_is_told)
{
	static const char named[] = "version: 1\n"
				    "elements: {r1: {addresses: [10.30.0.1]}}\n"
				    "groups: {routers: {role: element, members: [r1]}}\n";
	struct event e = announces("lldp", "sw-9", "10.88.0.1");
	struct bench *b = bench_new(named);

	bench_feed(b, &e);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "unlisted-element"), 1);
	ck_has(bench_finding(b, "unlisted-element", 0)->line,
		"10.88.0.1 (sw-9) announces itself as equipment by lldp, and the policy names no "
		"such");
	bench_free(b);
	ck_assert_uint_eq(told(NULL, "unlisted-element", &e), 0);
	e = announces("lldp", "r1.example.net", "10.88.0.1"); /* a loopback of r1 */
	ck_assert_uint_eq(told(named, "unlisted-element", &e), 0);
	e = announces("cdp", "x", "10.30.0.1");
	ck_assert_uint_eq(told(named, "unlisted-element", &e), 0);
	e = announces("ssh-banner", "x", "10.88.0.1");
	ck_assert_uint_eq(told(named, "unlisted-element", &e), 0);
	e = announces("lldp", "phone", "10.88.0.1");
	e.u.identity.is_equipment = false;
	ck_assert_uint_eq(told(named, "unlisted-element", &e), 0);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("judge_neighbors");

	tcase_add_test(tests, a_router_that_no_policy_names_is_told);
	tcase_add_test(tests, a_router_that_is_declared_or_permitted_is_not_told);
	tcase_add_test(tests, who_announces_itself_as_equipment_and_is_in_no_policy_is_told);
	tcase_add_test(tests, a_takeover_is_told_unless_an_element_does_it);
	tcase_add_test(tests, a_managers_address_that_moves_is_a_conflict);
	tcase_add_test(tests, an_elements_address_in_conflict_is_less_severe);
	tcase_add_test(tests, hosts_of_no_account_may_move);
	tcase_add_test(tests, a_card_that_was_replaced_is_no_conflict);
	tcase_add_test(tests, a_shared_address_moves_to_its_virtual_mac);
	return unit_run(tests, "judge_neighbors");
}
