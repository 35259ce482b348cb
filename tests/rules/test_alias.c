/* test_alias: further addresses of elements: who is believed, and what that excuses (nothing). */
#include "config.h"

#include "rules/judge/alias_claim.h"
#include "rules/memory.h"
#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>

static const char policy[] = "version: 1\n"
			     "elements:\n"
			     "  r1: {addresses: [10.30.0.1]}\n"
			     "  r2: {addresses: [10.30.0.2]}\n"
			     "groups:\n"
			     "  routers: {role: element, members: [r1, r2]}\n"
			     "  nms: {role: manager, addresses: [10.20.0.10]}\n"
			     "  aaa: {role: aaa, addresses: [10.20.0.30]}\n"
			     "permits:\n"
			     "  - {from: routers, to: [routers, aaa], over: [tacacs, ssh]}\n";

/* The line must outlive the event. */
static struct event message(const char *type, const char *from, const char *json)
{
	struct event e = bench_event(EVENT_PROTOCOL, type, from, "224.0.0.5", 0);

	e.json = span_str(json);
	e.place.has_ether = true;
	e.place.ttl = 1;
	e.place.src_mac = (struct mac){{2, 0, 0, 0, 0, 1}};
	return e;
}

static struct event frame(const char *type, const char *json)
{
	struct event e = message(type, "0.0.0.0", json);

	e.place.has_ip = false;
	return e;
}

/* FROM speaks to TO with a TTL, from a MAC that ends in LAST. */
static struct event flow(const char *from, const char *to, uint8_t ttl, uint8_t last)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, "flow", from, to, 443);

	e.app = "ssh";
	e.place.has_ether = true;
	e.place.ttl = ttl;
	e.place.src_mac = (struct mac){{2, 0, 0, 0, 0, last}};
	e.u.flow.packets[0] = e.u.flow.packets[1] = 9;
	return e;
}

static void feed(struct bench *b, struct event e)
{
	bench_feed(b, &e);
}

static enum alias_state state_of(const struct bench *b, const char *address)
{
	struct addr a = bench_addr(address);
	const struct alias *found = alias_find(b->judge, 0, &a);

	ck_assert_ptr_nonnull(found);
	return (enum alias_state)found->state;
}

static bool is_known(const struct bench *b, const char *address)
{
	struct addr a = bench_addr(address);

	return alias_find(b->judge, 0, &a) != NULL;
}

static struct event stub_route(const char *from)
{
	return message("ospf", from, "\"ospf\":{\"host_routes\":[\"192.0.2.1\"]}");
}

START_TEST(what_a_router_leads_to_itself_is_its_own)
{
	struct bench *b = bench_new(policy);

	feed(b, flow("192.0.2.1", "198.51.100.9", 64, 1));
	ck_assert_uint_eq(bench_alerts(b), 0);
	feed(b, stub_route("10.30.0.1"));
	feed(b, flow("192.0.2.1", "198.51.100.9", 64, 1));
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	const struct bench_record *r = bench_finding(b, "unexpected-outbound", 0);
	ck_assert_str_eq(r->element, "r1");
	ck_has(r->line, "r1 (192.0.2.1) speaks ssh");
	ck_has(r->line, "\"alias\":{\"element\":{\"ip\":\"192.0.2.1\",\"of\":\"10.30.0.1\","
			"\"told_by\":\"ospf\",\"confidence\":\"high\"");
	ck_has(r->line, "\"missing\":\"- {from: routers, to: 198.51.100.9, over: [ssh]}\"");
	bench_free(b);
}
END_TEST

START_TEST(what_the_element_may_do_outside_it_may_do_from_its_loopback)
{
	struct bench *b = bench_new(policy);

	feed(b, stub_route("10.30.0.1"));
	feed(b, flow("192.0.2.1", "10.20.0.30", 64, 1));
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(an_alias_gains_no_permit_towards_a_listed_element)
{
	struct bench *b = bench_new(policy);

	feed(b, stub_route("10.30.0.1"));
	feed(b, flow("10.30.0.1", "10.30.0.2", 64, 1));
	ck_assert_uint_eq(bench_alerts(b), 0);
	feed(b, flow("192.0.2.1", "10.30.0.2", 64, 1));
	ck_assert_uint_eq(bench_findings(b, "element-to-element"), 1);
	feed(b, flow("10.30.0.2", "192.0.2.1", 64, 2));
	ck_assert_uint_eq(bench_findings(b, "element-to-element"), 2);
	bench_free(b);
}
END_TEST

START_TEST(what_the_policy_names_and_what_is_no_host_is_never_taken)
{
	struct bench *b = bench_new(policy);

	feed(b, message("ldp", "10.30.0.1",
			"\"ldp\":{\"addresses\":[\"10.20.0.10\",\"10.30.0.2\",\"8.8.8.8\","
			"\"127.0.0.1\",\"0.1.2.3\",\"255.255.255.255\",\"224.0.0.5\","
			"\"240.0.0.1\",\"169.254.3.4\",\"::1\",\"fe80::1\",\"ff02::5\","
			"\"192.0.2.1\"]}"));
	ck_assert(is_known(b, "192.0.2.1"));
	ck_assert(!is_known(b, "10.20.0.10"));
	ck_assert(!is_known(b, "10.30.0.2"));
	ck_assert(!is_known(b, "8.8.8.8"));
	ck_assert(!is_known(b, "127.0.0.1"));
	ck_assert(!is_known(b, "255.255.255.255"));
	ck_assert(!is_known(b, "240.0.0.1"));
	ck_assert(!is_known(b, "::1"));
	bench_free(b);
}
END_TEST

START_TEST(a_name_on_the_link_waits_for_a_packet_that_came_the_same_way)
{
	static const char json[] = "\"lldp\":{\"system_name\":\"r1.example\","
				   "\"mgmt_address\":\"192.0.2.1\"}";
	struct bench *b = bench_new(policy);

	feed(b, frame("lldp", json));
	ck_assert_int_eq(state_of(b, "192.0.2.1"), ALIAS_WAITS);
	feed(b, flow("192.0.2.1", "198.51.100.9", 64, 7)); /* another MAC */
	feed(b, flow("192.0.2.1", "198.51.100.9", 57, 1)); /* it was only passed on */
	ck_assert_int_eq(state_of(b, "192.0.2.1"), ALIAS_WAITS);
	ck_assert_uint_eq(bench_alerts(b), 0);
	feed(b, flow("192.0.2.1", "198.51.100.9", 64, 1));
	ck_assert_int_eq(state_of(b, "192.0.2.1"), ALIAS_HOLDS);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

START_TEST(a_frame_that_fits_two_elements_is_of_neither)
{
	struct bench *b = bench_new(policy);

	feed(b, frame("lldp", "\"lldp\":{\"system_name\":\"r1\",\"mgmt_addresses\":"
			      "[\"10.30.0.2\",\"192.0.2.1\"]}"));
	ck_assert(!is_known(b, "192.0.2.1"));
	feed(b, frame("isis", "\"isis\":{\"type\":\"lsp\",\"addresses\":[\"10.30.0.1\","
			      "\"192.0.2.1\"]}"));
	ck_assert(!is_known(b, "192.0.2.1"));
	feed(b, frame("isis", "\"isis\":{\"type\":\"hello\",\"addresses\":[\"10.30.0.1\","
			      "\"192.0.2.1\"]}"));
	ck_assert(is_known(b, "192.0.2.1"));
	bench_free(b);
}
END_TEST

START_TEST(two_protocols_that_show_the_same_identifier_are_one_witness)
{
	struct bench *b = bench_new(policy);

	feed(b, message("ospf", "10.30.0.1", "\"ospf\":{\"router_id\":\"192.0.2.1\"}"));
	feed(b, message("bgp", "10.30.0.1", "\"bgp\":{\"bgp_id\":\"192.0.2.1\"}"));
	ck_assert_int_eq(state_of(b, "192.0.2.1"), ALIAS_WAITS);
	feed(b, frame("cdp", "\"cdp\":{\"system_name\":\"r1\",\"addresses\":[\"192.0.2.1\"]}"));
	ck_assert_int_eq(state_of(b, "192.0.2.1"), ALIAS_HOLDS);
	bench_free(b);
}
END_TEST

START_TEST(an_address_that_two_claim_is_nobodys_and_told)
{
	struct bench *b = bench_new(policy);

	feed(b, stub_route("10.30.0.1"));
	feed(b, stub_route("10.30.0.2"));
	ck_assert_int_eq(state_of(b, "192.0.2.1"), ALIAS_CONFLICT);
	ck_assert_uint_eq(bench_findings(b, "address-conflict"), 1);
	ck_has(bench_finding(b, "address-conflict", 0)->line,
		"192.0.2.1 is claimed by r1 and, by ospf, by r2");
	feed(b, flow("192.0.2.1", "198.51.100.9", 64, 1));
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 0);
	bench_free(b);
}
END_TEST

START_TEST(who_has_proof_stands_before_who_has_none)
{
	struct bench *b = bench_new(policy);

	feed(b, message("ospf", "10.30.0.2", "\"ospf\":{\"router_id\":\"192.0.2.1\"}"));
	feed(b, stub_route("10.30.0.1"));
	ck_assert_int_eq(state_of(b, "192.0.2.1"), ALIAS_HOLDS);
	feed(b, flow("192.0.2.1", "198.51.100.9", 64, 1));
	ck_assert_str_eq(bench_finding(b, "unexpected-outbound", 0)->element, "r1");
	bench_free(b);
}
END_TEST

START_TEST(an_address_moves_when_its_old_owner_is_silent_for_a_day)
{
	struct bench *b = bench_new(policy);
	struct event e = stub_route("10.30.0.2");

	feed(b, stub_route("10.30.0.1"));
	e.ts_us += 25 * 3600 * 1000000ll;
	bench_feed(b, &e);
	ck_assert_int_eq(state_of(b, "192.0.2.1"), ALIAS_HOLDS);
	ck_assert_uint_eq(bench_findings(b, "address-conflict"), 0);
	bench_free(b);
}
END_TEST

START_TEST(tables_of_snmp_are_read_by_their_index)
{
	struct bench *b = bench_new(policy);
	struct event e = message("snmp", "10.30.0.1",
		"\"spanwatch\":{\"snmp\":{\"varbinds\":["
		"{\"oid\":\"1.3.6.1.2.1.4.20.1.1.192.0.2.1\",\"value\":\"192.0.2.1\"},"
		"{\"oid\":\"1.3.6.1.2.1.4.34.1.3.1.4.192.0.2.2\",\"value\":\"7\"},"
		"{\"oid\":\"1.3.6.1.2.1.4.34.1.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.9\","
		"\"value\":\"7\"},"
		"{\"oid\":\"1.3.6.1.2.1.4.20.1.2.192.0.2\",\"value\":\"1\"},"
		"{\"oid\":\"1.3.6.1.2.1.4.20.1.2.192.0.2.900\",\"value\":\"1\"},"
		"{\"oid\":\"1.3.6.1.2.1.4.34.1.3.1.4.192.0.2.3.4\",\"value\":\"1\"},"
		"{\"oid\":\"1.3.6.1.2.1.1.1.0\",\"value\":\"192.0.2.66\"}]}}");

	bench_feed(b, &e); /* nobody saw what was asked */
	ck_assert(!is_known(b, "192.0.2.1"));
	e.place.src_is_client = false;
	bench_feed(b, &e);
	ck_assert(is_known(b, "192.0.2.1"));
	ck_assert(is_known(b, "192.0.2.2"));
	ck_assert(is_known(b, "2001:db8::9"));
	ck_assert(!is_known(b, "192.0.2.3"));
	ck_assert(!is_known(b, "192.0.2.66"));
	bench_free(b);
}
END_TEST

START_TEST(an_element_has_so_many_and_no_more)
{
	struct bench *b = bench_new(policy);
	char json[80];

	for (int i = 0; i < ALIAS_MOST + 9; i++) {
		snprintf(json, sizeof(json), "\"ospf\":{\"host_routes\":[\"192.0.2.%d\"]}", i + 1);
		feed(b, message("ospf", "10.30.0.1", json));
	}
	ck_assert(is_known(b, "192.0.2.64"));
	ck_assert(!is_known(b, "192.0.2.65"));
	feed(b, message("ospf", "10.30.0.2", "\"ospf\":{\"host_routes\":[\"192.0.2.65\"]}"));
	ck_assert(is_known(b, "192.0.2.65"));
	bench_free(b);
}
END_TEST

START_TEST(what_was_learned_is_carried_over)
{
	struct bench *b = bench_new(policy), *next = bench_new(policy);
	struct memory_out out = {.p = malloc(memory_limit()), .cap = memory_limit()};

	feed(b, stub_route("10.30.0.1"));
	feed(b, message("ospf", "10.30.0.1", "\"ospf\":{\"router_id\":\"192.0.2.7\"}"));
	ck_assert(memory_save(b->judge, &out));
	ck_assert_ptr_null(memory_load(next->judge, span_of(out.p, out.len)));
	ck_assert_int_eq(state_of(next, "192.0.2.1"), ALIAS_HOLDS);
	ck_assert_int_eq(state_of(next, "192.0.2.7"), ALIAS_WAITS);
	feed(next, flow("192.0.2.1", "198.51.100.9", 64, 1));
	ck_assert_uint_eq(bench_findings(next, "unexpected-outbound"), 1);
	feed(next, flow("192.0.2.7", "198.51.100.9", 64, 1));
	ck_assert_int_eq(state_of(next, "192.0.2.7"), ALIAS_HOLDS);
	free(out.p);
	bench_free(next);
	bench_free(b);
}
END_TEST

START_TEST(who_told_it_is_carried_over_whatever_its_number)
{
	static const char json[] = "\"edp\":{\"system_name\":\"r1\",\"vlans\":[{\"id\":30,"
				   "\"address\":\"192.0.2.1\"}]}";
	struct bench *b = bench_new(policy), *next = bench_new(policy);
	struct memory_out out = {.p = malloc(memory_limit()), .cap = memory_limit()};

	feed(b, frame("edp", json));
	ck_assert(memory_save(b->judge, &out));
	ck_assert_ptr_null(memory_load(next->judge, span_of(out.p, out.len)));
	feed(next, flow("192.0.2.1", "198.51.100.9", 64, 1));
	ck_has(bench_finding(next, "unexpected-outbound", 0)->line, "\"told_by\":\"edp\"");
	free(out.p);
	bench_free(next);
	bench_free(b);
}
END_TEST

START_TEST(without_a_policy_addresses_are_facts_and_nothing_more)
{
	struct bench *b = bench_new(NULL);
	struct event self = bench_event(EVENT_IDENTITY, "ospf", "10.30.0.1", "224.0.0.5", 0);

	self.u.identity.is_equipment = true;
	self.u.identity.evidence = SPAN_LIT("ospf");
	bench_feed(b, &self);
	feed(b, stub_route("10.30.0.1"));
	ck_has(bench_line(b, "asset", 0)->line,
		"\"fact\":\"address\",\"value\":\"192.0.2.1\",\"source\":\"ospf\"");
	ck_assert(!is_known(b, "192.0.2.1"));
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("alias");

	tcase_add_test(c, what_a_router_leads_to_itself_is_its_own);
	tcase_add_test(c, what_the_element_may_do_outside_it_may_do_from_its_loopback);
	tcase_add_test(c, an_alias_gains_no_permit_towards_a_listed_element);
	tcase_add_test(c, what_the_policy_names_and_what_is_no_host_is_never_taken);
	tcase_add_test(c, a_name_on_the_link_waits_for_a_packet_that_came_the_same_way);
	tcase_add_test(c, a_frame_that_fits_two_elements_is_of_neither);
	tcase_add_test(c, two_protocols_that_show_the_same_identifier_are_one_witness);
	tcase_add_test(c, an_address_that_two_claim_is_nobodys_and_told);
	tcase_add_test(c, who_has_proof_stands_before_who_has_none);
	tcase_add_test(c, an_address_moves_when_its_old_owner_is_silent_for_a_day);
	tcase_add_test(c, tables_of_snmp_are_read_by_their_index);
	tcase_add_test(c, an_element_has_so_many_and_no_more);
	tcase_add_test(c, what_was_learned_is_carried_over);
	tcase_add_test(c, who_told_it_is_carried_over_whatever_its_number);
	tcase_add_test(c, without_a_policy_addresses_are_facts_and_nothing_more);
	return unit_run(c, "alias");
}
