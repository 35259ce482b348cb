/* Flows and actions are judged by permits and windows. */
#include "config.h"

#include "tests/rules/policies.h"
#include "tests/unit.h"

#include <unistd.h>

/* A small network; PERMITS is written behind it. */
#define NETWORK                                                                                    \
	"version: 1\n"                                                                             \
	"elements:\n"                                                                              \
	"  r1: {addresses: [10.30.0.1, \"2001:db8:30::1\"]}\n"                                     \
	"  r2: {addresses: [10.30.0.2]}\n"                                                         \
	"groups:\n"                                                                                \
	"  routers: {role: element, members: [r1, r2], addresses: [10.30.0.0/28]}\n"               \
	"  edge: {members: [r1]}\n"                                                                \
	"  all: {members: [routers]}\n"                                                            \
	"  nms: {role: manager, addresses: [10.20.0.10]}\n"                                        \
	"  jump: {role: jump, addresses: [10.20.0.20, 10.20.0.21]}\n"                              \
	"  aaa: {role: aaa, addresses: [10.20.0.30]}\n"                                            \
	"permits:\n"

static void expect_flow(const struct policy *p, const char *client, const char *server,
	const char *app, const char *words)
{
	struct question q = flow(client, server, app, 22);

	expect_flow_verdict(p, &q, words);
}

START_TEST(what_a_log_tells_is_covered_only_by_a_permit_that_can_manage)
{
	struct policy *p = good_policy(
		NETWORK "  - {id: ping, from: nms, to: routers, over: [icmp]}\n"
			"  - {id: users, from: routers, to: any, over: [gtp]}\n"
			"  - {id: poll, from: nms, to: routers, over: [snmp], may: [read]}\n"
			"  - {id: bare, from: jump, to: r2, over: [tcp/2222]}\n");
	struct question q = act("10.30.0.1", "10.20.0.40", "syslog", VERB_CHANGE);

	q.element = ip("10.30.0.1");
	q.actor = ip("10.20.0.10");
	expect_action_verdict(p, &q, "unpermitted");
	q.verb = VERB_READ;
	expect_action_verdict(p, &q, "permitted poll");
	q.verb = VERB_REBOOT;
	q.actor = (struct addr){{0}};
	expect_action_verdict(p, &q, "unpermitted");
	q.element = ip("10.30.0.2");
	q.actor = ip("10.20.0.20");
	expect_action_verdict(p, &q, "permitted bare");
	policy_free(p);
}
END_TEST

START_TEST(without_a_policy_nothing_is_judged)
{
	struct question q = act("10.20.0.10", "10.30.0.1", "snmp", VERB_CHANGE);

	expect_flow_verdict(NULL, &q, "no-policy");
	expect_action_verdict(NULL, &q, "no-policy");
}
END_TEST

START_TEST(a_permit_covers_its_initiator_responder_and_protocol)
{
	struct policy *p = good_policy(
		NETWORK "  - {id: poll, from: nms, to: routers, over: [snmp, ssh], may: [read]}\n"
			"  - {from: routers, to: aaa, over: tacacs}\n");

	expect_flow(p, "10.20.0.10", "10.30.0.1", "snmp", "permitted poll");
	expect_flow(p, "10.20.0.10", "10.30.0.9", "ssh", "permitted poll");
	expect_flow(p, "10.20.0.10", "10.30.0.1", "SNMP", "permitted poll");
	expect_flow(p, "10.20.0.10", "2001:db8:30::1", "snmp", "permitted poll");
	expect_flow(p, "10.30.0.1", "10.20.0.10", "snmp", "unpermitted");
	expect_flow(p, "10.20.0.10", "10.30.0.1", "telnet", "unpermitted");
	expect_flow(p, "10.20.0.10", "10.30.0.1", NULL, "unpermitted");
	expect_flow(p, "10.20.0.11", "10.30.0.1", "snmp", "unpermitted");
	expect_flow(p, "10.20.0.10", "10.30.0.16", "snmp", "unpermitted");
	expect_flow(p, "10.30.0.3", "10.20.0.30", "tacacs", "permitted permit-2");
	policy_free(p);
}
END_TEST

START_TEST(the_first_permit_in_the_file_is_the_one_that_is_told)
{
	struct policy *p = good_policy(NETWORK "  - {id: a, from: any, to: any, over: telnet}\n"
					       "  - {id: b, from: nms, to: any}\n"
					       "  - {id: c, from: any, to: r1, over: ssh}\n"
					       "  - {id: d, from: nms, to: r1}\n");
	struct question q = flow("10.20.0.10", "10.30.0.1", "ssh", 22);
	struct verdict v;

	expect_flow(p, "10.20.0.10", "10.30.0.1", "ssh", "permitted b");
	expect_flow(p, "10.20.0.11", "10.30.0.1", "ssh", "permitted c");
	expect_flow(p, "10.20.0.11", "10.30.0.2", "ssh", "unpermitted");
	expect_flow(p, "1.2.3.4", "5.6.7.8", "telnet", "permitted a");
	policy_flow(p, &q, &v);
	ck_assert_uint_eq(v.permit_line, 14);
	policy_free(p);
}
END_TEST

START_TEST(ends_are_names_lists_addresses_prefixes_and_groups_of_groups)
{
	struct policy *p = good_policy(NETWORK
		"  - {id: list, from: [nms, 10.9.0.0/16, \"2001:db8:9::/48\"], to: [r2, edge]}\n"
		"  - {id: nested, from: 10.8.0.1, to: all}\n"
		"  - {id: out, from: all, to: 192.0.2.0/24}\n");

	expect_flow(p, "10.9.200.3", "10.30.0.1", "x", "permitted list");
	expect_flow(p, "2001:db8:9:1::5", "2001:db8:30::1", "x", "permitted list");
	expect_flow(p, "10.9.200.3", "10.30.0.2", "x", "permitted list");
	expect_flow(p, "10.9.200.3", "10.30.0.3", "x", "unpermitted");
	expect_flow(p, "10.8.0.1", "10.30.0.3", "x", "permitted nested");
	expect_flow(p, "10.8.0.1", "10.30.0.2", "x", "permitted nested");
	expect_flow(p, "10.8.0.2", "10.30.0.2", "x", "unpermitted");
	expect_flow(p, "10.30.0.1", "192.0.2.7", "x", "permitted out");
	expect_flow(p, "10.20.0.10", "192.0.2.7", "x", "unpermitted");
	policy_free(p);
}
END_TEST

START_TEST(protocols_are_names_sets_ports_and_the_unknown)
{
	struct policy *p = good_policy(
		NETWORK "  - {id: ports, from: nms, to: r1, over: [tcp/31114, udp/4000-4010]}\n"
			"  - {id: ip, from: nms, to: r1, over: [ip/89, ip/47]}\n"
			"  - {id: set, from: jump, to: r1, over: [\"@management\", \"@routing\"]}\n"
			"  - {id: blind, from: aaa, to: r1, over: unknown}\n");
	struct question q = flow("10.20.0.10", "10.30.0.1", NULL, 31114);

	expect_flow_verdict(p, &q, "permitted ports");
	q.app = "http";
	expect_flow_verdict(p, &q, "permitted ports");
	q.ip_proto = IPPROTO_NR_UDP;
	expect_flow_verdict(p, &q, "unpermitted");
	q.server.port = 4010;
	expect_flow_verdict(p, &q, "permitted ports");
	q.server.port = 4011;
	expect_flow_verdict(p, &q, "unpermitted");
	q = flow("10.20.0.10", "10.30.0.1", "gre", 0);
	q.ip_proto = IPPROTO_NR_GRE;
	expect_flow_verdict(p, &q, "permitted ip");
	q.app = NULL;
	q.ip_proto = IPPROTO_NR_OSPF;
	expect_flow_verdict(p, &q, "permitted ip");
	expect_flow(p, "10.20.0.20", "10.30.0.1", "tftp", "permitted set");
	expect_flow(p, "10.20.0.20", "10.30.0.1", "bgp", "permitted set");
	expect_flow(p, "10.20.0.20", "10.30.0.1", "bittorrent", "unpermitted");
	expect_flow(p, "10.20.0.20", "10.30.0.1", NULL, "unpermitted");
	expect_flow(p, "10.20.0.30", "10.30.0.1", NULL, "permitted blind");
	expect_flow(p, "10.20.0.30", "10.30.0.1", "ssh", "unpermitted");
	expect_flow(p, "10.20.0.30", "10.30.0.1", "something-ndpi-says", "unpermitted");
	policy_free(p);
}
END_TEST

START_TEST(a_name_covers_what_it_looks_like_on_the_wire)
{
	struct policy *p = good_policy(
		NETWORK "  - {id: n, from: nms, to: r1, over: [netconf, GRE, https, scp, gnmi]}\n");
	struct question q = flow("10.20.0.10", "10.30.0.1", "ssh", 830);

	expect_flow_verdict(p, &q, "permitted n");
	q = flow("10.20.0.10", "10.30.0.1", "tls", 443);
	expect_flow_verdict(p, &q, "permitted n");
	q = flow("10.20.0.10", "10.30.0.1", "http2", 57400);
	expect_flow_verdict(p, &q, "permitted n");
	q = flow("10.20.0.10", "10.30.0.1", NULL, 0);
	q.ip_proto = IPPROTO_NR_GRE;
	expect_flow_verdict(p, &q, "permitted n");
	q = flow("10.20.0.10", "10.30.0.1", "http", 80);
	expect_flow_verdict(p, &q, "unpermitted");
	policy_free(p);
	p = good_policy(NETWORK "  - {id: n, from: nms, to: r1, over: netconf}\n");
	q = flow("10.20.0.10", "10.30.0.1", "ssh", 22);
	expect_flow_verdict(p, &q, "unpermitted");
	q = flow("10.20.0.10", "10.30.0.1", "netconf", 22);
	expect_flow_verdict(p, &q, "permitted n");
	policy_free(p);
}
END_TEST

START_TEST(a_far_end_is_known_by_name_and_owner_and_country)
{
	struct policy *p = good_policy(
		NETWORK "  - {id: all, from: routers, to: {domains: [\"*.update.example\", "
			"x.example], asns: [64500, AS64501], countries: [GB, fr]}, over: tls}\n"
			"  - {id: net, from: routers, to: {domains: [a.example], "
			"addresses: [192.0.2.0/24], groups: [aaa]}}\n"
			"  - {id: in, from: {countries: [NO]}, to: routers, over: ssh}\n");
	struct question q = flow("10.30.0.1", "192.0.2.1", "tls", 443);

	expect_flow_verdict(p, &q, "unpermitted");
	q.domain = "eu.Update.example.";
	q.country = "GB";
	q.asn = 64501;
	expect_flow_verdict(p, &q, "permitted all");
	q.domain = "update.example";
	expect_flow_verdict(p, &q, "unpermitted");
	q.domain = "notupdate.example";
	expect_flow_verdict(p, &q, "unpermitted");
	q.domain = "x.example";
	q.country = "FR";
	expect_flow_verdict(p, &q, "permitted all");
	q.asn = 64502;
	expect_flow_verdict(p, &q, "unpermitted");
	q.asn = 64500;
	q.country = "DE";
	expect_flow_verdict(p, &q, "unpermitted");
	q.domain = "a.example";
	expect_flow_verdict(p, &q, "permitted net");
	q.server.addr = ip("10.20.0.30");
	expect_flow_verdict(p, &q, "permitted net");
	q.server.addr = ip("10.20.0.31");
	expect_flow_verdict(p, &q, "unpermitted");
	/* the far end may also be the one who begins */
	q = flow("198.51.100.1", "10.30.0.1", "ssh", 22);
	q.country = "NO";
	expect_flow_verdict(p, &q, "permitted in");
	q = flow("10.20.0.10", "198.51.100.1", "ssh", 22);
	q.country = "NO";
	expect_flow_verdict(p, &q, "unpermitted");
	policy_free(p);
}
END_TEST

START_TEST(verbs_are_asked_but_logging_in_belongs_to_every_permit)
{
	struct policy *p = good_policy(NETWORK "  - {id: ro, from: nms, to: routers, may: [read]}\n"
					       "  - {id: ex, from: nms, to: r1, may: export}\n");
	struct question q = act("10.20.0.10", "10.30.0.1", "ssh", VERB_READ);

	expect_action_verdict(p, &q, "permitted ro");
	q.verb = VERB_CHANGE;
	expect_action_verdict(p, &q, "unpermitted");
	q.verb = VERB_EXPORT;
	expect_action_verdict(p, &q, "permitted ex");
	q = act("10.20.0.10", "10.30.0.2", "ssh", VERB_EXPORT);
	expect_action_verdict(p, &q, "unpermitted");
	q.verb = VERB_LOGIN;
	expect_action_verdict(p, &q, "permitted ro");
	q.verb = VERB_LOGOUT;
	expect_action_verdict(p, &q, "permitted ro");
	q.verb = VERB_LOGIN_FAILED;
	expect_action_verdict(p, &q, "permitted ro");
	/* the flow itself is fine whatever is done in it */
	expect_flow_verdict(p, &q, "permitted ro");
	policy_free(p);
}
END_TEST

#define WINDOWED                                                                                   \
	NETWORK                                                                                    \
	"  - {id: cli, from: [jump, nms], to: routers, over: [ssh, telnet], "                      \
	"changes: in-window}\n"                                                                    \
	"  - {id: snmp, from: nms, to: routers, over: snmp, may: [read, change]}\n"                \
	"windows:\n"                                                                               \
	"  - {id: CHG-1, from: 2026-11-22T02:00:00+01:00, until: 2026-11-22T03:00:00Z, "           \
	"elements: edge, actors: 10.20.0.20, users: [alice, \"bob-*\"], may: [change, save]}\n"

START_TEST(a_change_is_permitted_inside_its_window_only)
{
	struct policy *p = good_policy(WINDOWED);
	struct question q = act("10.20.0.20", "10.30.0.1", "ssh", VERB_CHANGE);

	expect_action_verdict(p, &q, "in-window cli CHG-1");
	q.ts_us = at("2026-11-22T00:59:59.999999Z");
	expect_action_verdict(p, &q, "out-of-window cli");
	q.ts_us = at("2026-11-22T01:00:00Z");
	expect_action_verdict(p, &q, "in-window cli CHG-1");
	q.ts_us = at("2026-11-22T02:59:59.999999Z");
	expect_action_verdict(p, &q, "in-window cli CHG-1");
	q.ts_us = at("2026-11-22T03:00:00Z");
	expect_action_verdict(p, &q, "out-of-window cli");
	q.verb = VERB_READ;
	expect_action_verdict(p, &q, "permitted cli");
	q.verb = VERB_LOGIN;
	expect_action_verdict(p, &q, "permitted cli");
	policy_free(p);
}
END_TEST

START_TEST(a_change_that_departs_from_its_window_exceeds_it)
{
	struct policy *p = good_policy(WINDOWED);
	struct question q = act("10.20.0.21", "10.30.0.1", "ssh", VERB_CHANGE);

	expect_action_verdict(p, &q, "exceeds cli CHG-1 actor");
	q = act("10.20.0.20", "10.30.0.2", "ssh", VERB_CHANGE);
	expect_action_verdict(p, &q, "exceeds cli CHG-1 element");
	q = act("10.20.0.20", "10.30.0.1", "ssh", VERB_REBOOT);
	expect_action_verdict(p, &q, "exceeds cli CHG-1 verb");
	q.verb = VERB_SAVE;
	q.user = SPAN_LIT("mallory");
	expect_action_verdict(p, &q, "exceeds cli CHG-1 actor");
	q.user = SPAN_LIT("bob-7");
	expect_action_verdict(p, &q, "in-window cli CHG-1");
	q.user = SPAN_LIT("Alice");
	expect_action_verdict(p, &q, "exceeds cli CHG-1 actor");
	/* nobody is guessed to be another user */
	q.user = SPAN_LIT("");
	expect_action_verdict(p, &q, "in-window cli CHG-1");
	policy_free(p);
}
END_TEST

START_TEST(a_window_about_others_is_no_window)
{
	struct policy *p = good_policy(WINDOWED);
	struct question q = act("10.20.0.21", "10.30.0.2", "ssh", VERB_CHANGE);

	expect_action_verdict(p, &q, "out-of-window cli");
	policy_free(p);
}
END_TEST

START_TEST(the_right_change_over_another_protocol_exceeds_its_window)
{
	struct policy *p = good_policy(WINDOWED);
	struct question q = act("10.20.0.20", "10.30.0.1", "tftp", VERB_CHANGE);

	expect_action_verdict(p, &q, "exceeds cli CHG-1 over");
	q.ts_us = at("2026-11-23T01:30:00Z");
	expect_action_verdict(p, &q, "unpermitted");
	policy_free(p);
}
END_TEST

START_TEST(a_window_alone_permits_nothing)
{
	struct policy *p = good_policy(WINDOWED);
	struct question q = act("10.66.0.5", "10.30.0.1", "ssh", VERB_CHANGE);

	expect_action_verdict(p, &q, "unpermitted");
	policy_free(p);
	p = good_policy(NETWORK "  - {from: nms, to: r1}\n"
				"windows:\n"
				"  - {from: 2026-11-22T01:00:00Z, until: 2026-11-22T03:00:00Z}\n");
	expect_action_verdict(p, &q, "unpermitted");
	policy_free(p);
}
END_TEST

START_TEST(a_permit_outright_needs_no_window)
{
	struct policy *p = good_policy(WINDOWED);
	struct question q = act("10.20.0.10", "10.30.0.1", "snmp", VERB_CHANGE);

	expect_action_verdict(p, &q, "permitted snmp");
	q.verb = VERB_ERASE;
	expect_action_verdict(p, &q, "exceeds CHG-1 actor");
	policy_free(p);
}
END_TEST

START_TEST(the_window_that_fits_counts_before_one_that_nearly_does)
{
	struct policy *p = good_policy(
		NETWORK "  - {id: cli, from: jump, to: routers, changes: in-window}\n"
			"windows:\n"
			"  - {id: A, from: 2026-11-22T01:00:00Z, until: 2026-11-22T03:00:00Z, "
			"elements: r2, actors: jump}\n"
			"  - {from: 2026-11-22T01:00:00Z, until: 2026-11-22T03:00:00Z, "
			"elements: r1, actors: jump, users: any}\n");
	struct question q = act("10.20.0.20", "10.30.0.1", "ssh", VERB_CHANGE);

	q.user = SPAN_LIT("anybody");
	expect_action_verdict(p, &q, "in-window cli window-2");
	q = act("10.20.0.20", "10.30.0.2", "ssh", VERB_CHANGE);
	expect_action_verdict(p, &q, "in-window cli A");
	q = act("10.20.0.20", "10.30.0.3", "ssh", VERB_CHANGE);
	expect_action_verdict(p, &q, "exceeds cli A element");
	policy_free(p);
}
END_TEST

START_TEST(a_change_that_a_log_tells_of_is_between_the_actor_and_the_element)
{
	struct policy *p = good_policy(WINDOWED);
	/* r1 logs to the collector at 10.20.0.40 what somebody did from the jump host */
	struct question q = act("10.30.0.1", "10.20.0.40", "syslog", VERB_CHANGE);

	q.element = ip("10.30.0.1");
	q.actor = ip("10.20.0.20");
	expect_action_verdict(p, &q, "in-window cli CHG-1");
	q.actor = ip("10.66.0.5");
	expect_action_verdict(p, &q, "unpermitted");
	/* the log names nobody: that is held against nobody, but a window is needed all the same */
	q.actor = ip("");
	expect_action_verdict(p, &q, "permitted snmp CHG-1");
	q.verb = VERB_SAVE;
	expect_action_verdict(p, &q, "in-window cli CHG-1");
	q.ts_us = at("2026-11-23T01:30:00Z");
	expect_action_verdict(p, &q, "out-of-window cli");
	policy_free(p);
}
END_TEST

START_TEST(a_transfer_that_the_element_begins_is_judged_by_who_began)
{
	struct policy *p = good_policy(
		NETWORK "  - {id: backup, from: routers, to: nms, over: tftp, may: [export]}\n");
	struct question q = act("10.30.0.1", "10.20.0.10", "tftp", VERB_EXPORT);

	q.element = ip("10.30.0.1");
	q.actor = ip("10.20.0.10");
	expect_action_verdict(p, &q, "permitted backup");
	q.verb = VERB_IMAGE;
	expect_action_verdict(p, &q, "unpermitted");
	policy_free(p);
}
END_TEST

START_TEST(realms_keep_the_same_address_apart)
{
	struct policy *p = good_policy(
		"version: 1\n"
		"spaces:\n"
		"  cust-a: {vlans: [100-199, 300], vnis: 5000-5009}\n"
		"  cust-b: {vlans: 200, interfaces: [eth7], mpls: [16-20]}\n"
		"groups:\n"
		"  ra: {role: element, addresses: [cust-a/10.0.0.1, cust-a/10.1.0.0/16]}\n"
		"  rb: {role: peer, addresses: [cust-b/10.0.0.1, \"cust-b/2001:db8::/32\"]}\n"
		"  rd: {role: manager, addresses: [10.0.0.1]}\n"
		"permits:\n"
		"  - {id: a, from: cust-a/10.0.0.9, to: ra}\n"
		"  - {id: b, from: any, to: rb}\n");
	struct packet packet = {.vlan_count = 1, .vlan = {150}};
	struct addr a = ip("10.0.0.1"), b = ip("10.0.0.2");
	struct host h;

	ck_assert_uint_eq(policy_space(p, &packet, "eth0"), 1);
	packet.vlan[0] = 200;
	ck_assert_uint_eq(policy_space(p, &packet, NULL), 2);
	packet.vlan[0] = 201;
	ck_assert_uint_eq(policy_space(p, &packet, "eth0"), 0);
	ck_assert_uint_eq(policy_space(p, &packet, "eth7"), 2);
	packet.mpls_label = 17;
	ck_assert_uint_eq(policy_space(p, &packet, "eth0"), 2);
	packet.vni = 5009;
	ck_assert_uint_eq(policy_space(p, &packet, "eth7"), 1);
	ck_assert_uint_eq(policy_space(NULL, &packet, "eth7"), 0);
	packet = (struct packet){.vlan_count = 2, .vlan = {300, 200}};
	ck_assert_uint_eq(policy_space(p, &packet, NULL), 1);
	ck_assert_ptr_null(policy_space_name(p, 0));
	ck_assert_str_eq(policy_space_name(p, 2), "cust-b");
	ck_assert_ptr_null(policy_space_name(p, 3));
	policy_host(p, 1, &a, &h);
	ck_assert_int_eq(h.role, ROLE_ELEMENT);
	policy_host(p, 2, &a, &h);
	ck_assert_int_eq(h.role, ROLE_PEER);
	policy_host(p, 0, &a, &h);
	ck_assert_int_eq(h.role, ROLE_MANAGER);
	ck_assert(policy_touches(p, 0, &b, &a));
	ck_assert(!policy_touches(p, 0, &b, &b));
	ck_assert(!policy_touches(NULL, 0, &a, &a));
	struct question q = flow("10.0.0.9", "10.0.0.1", "ssh", 22);
	q.space = 1;
	expect_flow_verdict(p, &q, "permitted a");
	q.space = 2;
	expect_flow_verdict(p, &q, "permitted b");
	q.space = 0;
	expect_flow_verdict(p, &q, "unpermitted");
	policy_free(p);
}
END_TEST

START_TEST(the_policy_of_the_lab_loads_and_permits_its_managers)
{
	static const char *const places[] = {"../shared/lab/policy.yaml",
		"../../shared/lab/policy.yaml", "../../../shared/lab/policy.yaml"};
	const char *source = getenv("srcdir");
	struct diag diag = {0};
	char path[512] = "";

	for (unsigned i = 0; i < 3 && access(path, R_OK) != 0; i++)
		snprintf(path, sizeof(path), "%s/%s", source ? source : ".", places[i]);
	if (access(path, R_OK) != 0) {
		printf("skipped: the lab's policy is not beside this checkout\n");
		return;
	}
	struct policy *p = policy_load(path, &diag);
	ck_assert_ptr_nonnull(p);
	struct question q = act("10.20.0.10", "10.30.0.2", "snmp", VERB_CHANGE);
	expect_action_verdict(p, &q, "permitted permit-1");
	q = act("10.66.0.10", "10.30.0.2", "snmp", VERB_CHANGE);
	expect_action_verdict(p, &q, "unpermitted");
	q = flow("10.30.0.1", "10.20.0.53", "dns", 53);
	expect_flow_verdict(p, &q, "permitted permit-5");
	policy_free(p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("policy judge");
	TCase *t = tcase_create("flows"), *a = tcase_create("actions"), *r = tcase_create("realms");

	tcase_add_test(t, what_a_log_tells_is_covered_only_by_a_permit_that_can_manage);
	tcase_add_test(t, without_a_policy_nothing_is_judged);
	tcase_add_test(t, a_permit_covers_its_initiator_responder_and_protocol);
	tcase_add_test(t, the_first_permit_in_the_file_is_the_one_that_is_told);
	tcase_add_test(t, ends_are_names_lists_addresses_prefixes_and_groups_of_groups);
	tcase_add_test(t, protocols_are_names_sets_ports_and_the_unknown);
	tcase_add_test(t, a_name_covers_what_it_looks_like_on_the_wire);
	tcase_add_test(t, a_far_end_is_known_by_name_and_owner_and_country);
	tcase_add_test(a, verbs_are_asked_but_logging_in_belongs_to_every_permit);
	tcase_add_test(a, a_change_is_permitted_inside_its_window_only);
	tcase_add_test(a, a_change_that_departs_from_its_window_exceeds_it);
	tcase_add_test(a, a_window_about_others_is_no_window);
	tcase_add_test(a, the_right_change_over_another_protocol_exceeds_its_window);
	tcase_add_test(a, a_window_alone_permits_nothing);
	tcase_add_test(a, a_permit_outright_needs_no_window);
	tcase_add_test(a, the_window_that_fits_counts_before_one_that_nearly_does);
	tcase_add_test(a, a_change_that_a_log_tells_of_is_between_the_actor_and_the_element);
	tcase_add_test(a, a_transfer_that_the_element_begins_is_judged_by_who_began);
	tcase_add_test(r, realms_keep_the_same_address_apart);
	tcase_add_test(r, the_policy_of_the_lab_loads_and_permits_its_managers);
	suite_add_tcase(s, t);
	suite_add_tcase(s, a);
	suite_add_tcase(s, r);
	return unit_run_suite(s);
}
