/* test_judge_flows: default deny, scans, and what they never judge. */
#include "config.h"

#include "rules/judge/held.h"
#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

static const char policy[] = "version: 1\n"
			     "groups:\n"
			     "  routers: {role: element, addresses: [10.30.0.0/28]}\n"
			     "  nms: {role: manager, addresses: [10.20.0.10]}\n"
			     "  homes: {role: subscriber, addresses: [100.64.0.0/16]}\n"
			     "permits:\n"
			     "  - {id: poll, from: nms, to: routers, over: [snmp, ssh, ftp]}\n"
			     "  - {id: logs, from: routers, to: nms, over: [syslog, tftp]}\n"
			     "  - {id: igp, from: routers, to: routers, over: [bgp]}\n";

static struct event flow(const char *app, const char *client, const char *server, uint16_t port)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, app, client, server, port);
	e.app = app;
	e.type = "flow";
	e.u.flow.packets[SIDE_CLIENT] = 3;
	e.u.flow.packets[SIDE_SERVER] = 4;
	e.u.flow.tcp_flags[SIDE_CLIENT] = TCP_SYN | TCP_PSH | TCP_ACK;
	e.u.flow.tcp_flags[SIDE_SERVER] = TCP_SYN | TCP_PSH | TCP_ACK;
	return e;
}

static struct event lone_syn(const char *client, const char *server, uint16_t port)
{
	struct event e = flow(NULL, client, server, port);
	memset(&e.u.flow, 0, sizeof(e.u.flow));
	e.u.flow.packets[SIDE_CLIENT] = 1;
	e.u.flow.tcp_flags[SIDE_CLIENT] = TCP_SYN;
	return e;
}

static const struct {
	const char *app, *client, *server;
	uint8_t ip_proto;
	const char *slug; /* NULL: silence */
} cases[] = {
	{"snmp", "10.20.0.10", "10.30.0.1", IPPROTO_NR_UDP, NULL},
	{"telnet", "10.20.0.10", "10.30.0.1", IPPROTO_NR_TCP, "unexpected-manager"},
	{"ssh", "10.66.0.66", "10.30.0.1", IPPROTO_NR_TCP, "unexpected-manager"},
	{"http", "10.30.0.2", "203.0.113.5", IPPROTO_NR_TCP, "unexpected-outbound"},
	{NULL, "10.30.0.2", "203.0.113.5", IPPROTO_NR_TCP, "unexpected-outbound"},
	{"icmp", "10.30.0.2", "203.0.113.5", IPPROTO_NR_ICMP, "unexpected-outbound"},
	{"ssh", "10.30.0.1", "10.30.0.2", IPPROTO_NR_TCP, "element-to-element"},
	{"bgp", "10.30.0.1", "10.30.0.2", IPPROTO_NR_TCP, NULL},
	{"ospf", "10.30.0.1", "10.30.0.2", IPPROTO_NR_OSPF, "first-seen"},
	{"bgp", "192.0.2.7", "10.30.0.2", IPPROTO_NR_TCP, "unlisted-element"},
	{NULL, "10.30.0.2", "203.0.113.5", IPPROTO_NR_GRE, "unexpected-tunnel"},
	{"wireguard", "203.0.113.5", "10.30.0.2", IPPROTO_NR_UDP, "unexpected-tunnel"},
	{"ssh", "10.66.0.66", "192.0.2.7", IPPROTO_NR_TCP, NULL},
	{"mdns", "10.30.0.1", "224.0.0.251", IPPROTO_NR_UDP, NULL},
	{"dhcp", "0.0.0.0", "255.255.255.255", IPPROTO_NR_UDP, NULL},
	{NULL, "169.254.1.1", "10.30.0.1", IPPROTO_NR_TCP, NULL},
	{NULL, "10.30.0.1", "10.9.9.9", IPPROTO_NR_IGMP, NULL},
};

START_TEST(a_flow_that_no_permit_covers_is_told_by_its_kind)
{
	struct bench *b = bench_new(policy);
	struct event e = flow(cases[_i].app, cases[_i].client, cases[_i].server, 9);

	e.place.ip_proto = cases[_i].ip_proto;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), cases[_i].slug ? 1 : 0);
	if (cases[_i].slug)
		ck_assert_ptr_nonnull(bench_finding(b, cases[_i].slug, 0));
	bench_free(b);
}
END_TEST

START_TEST(an_icmp_error_is_not_the_element_speaking)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("icmp", "10.30.0.2", "203.0.113.5", 0);

	e.place.ip_proto = IPPROTO_NR_ICMP;
	e.place.src.port = 11;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(the_alert_names_the_missing_permit_and_the_far_end)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("ssh", "10.30.0.2", "203.0.113.5", 443);

	bench_feed(b, &e);
	const char *line = bench_finding(b, "unexpected-outbound", 0)->line;
	ck_has(line, "\"why\":{\"rule\":\"default-deny\",\"missing\":\"");
	ck_has(line, "\"far\":{\"ip\":\"203.0.113.5\"");
	ck_has(line, "\"capture\":{\"one_way\":false,\"loss\":0.000000,\"truncated\":false,"
		     "\"initiator\":\"seen\"}");
	ck_has(line, "\"app_proto\":\"ssh\"");
	ck_has(line, "\"src_ip\":\"10.30.0.2\"");
	bench_free(b);
}
END_TEST

/* What a TLS session of FLOW_ID showed. */
static struct event session(uint64_t flow_id, const char *json)
{
	struct event e = bench_event(EVENT_PROTOCOL, "tls", "10.30.0.2", "203.0.113.5", 443);

	e.place.flow_id = flow_id;
	e.json = span_str(json);
	return e;
}

START_TEST(a_finding_names_the_certificate_that_the_far_end_shows)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("tls", "10.30.0.2", "203.0.113.5", 443);

	e.place.flow_id = 7;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0); /* it is about to come */
	e = session(7, "\"tls\":{\"subject\":\"CN=c2.example\",\"issuerdn\":\"CN=\\\"x\\\"\"}");
	bench_feed(b, &e);
	ck_has(bench_finding(b, "unexpected-outbound", 0)->line,
		"\"certificate\":{\"subject\":\"CN=c2.example\",\"issuer\":\"CN=\\\"x\\\"\"}");
	bench_free(b);
}
END_TEST

START_TEST(a_finding_does_not_wait_long_for_a_certificate)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("tls", "10.30.0.2", "203.0.113.5", 443);

	bench_feed(b, &e);
	judge_tick(b->judge, e.ts_us + HELD_WAIT_S * 1000000ll);
	ck_hasnt(bench_finding(b, "unexpected-outbound", 0)->line, "certificate");
	e.place.flow_id = 8;
	e.place.dst.addr = bench_addr("203.0.113.6");
	bench_feed(b, &e);
	struct event s = session(8, "\"tls\":{\"version\":\"TLS 1.3\"}"); /* it is encrypted */
	s.place.dst.addr = e.place.dst.addr;
	bench_feed(b, &s);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 2);
	bench_free(b);
}
END_TEST

START_TEST(an_alert_runs_from_the_initiator_whoever_sent_the_packet)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("ssh", "203.0.113.5", "10.30.0.2", 40000);

	e.place.src.port = 443;
	e.place.src_is_client = false;
	bench_feed(b, &e);
	ck_has(bench_finding(b, "unexpected-outbound", 0)->line,
		"\"src_ip\":\"10.30.0.2\",\"src_port\":40000,\"dest_ip\":\"203.0.113.5\"");
	bench_free(b);
}
END_TEST

START_TEST(a_guessed_initiator_may_be_permitted_either_way_round)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("ssh", "10.30.0.2", "10.20.0.10", 40000);

	e.place.initiator_guessed = true;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(a_connection_of_which_too_little_was_seen_is_what_its_port_is_for)
{
	struct bench *b = bench_new(policy);
	struct event e = flow(NULL, "10.30.0.2", "10.20.0.10", 514);

	e.u.flow.wordless = true;
	bench_feed(b, &e);
	e.u.flow.wordless = false;
	e.place.one_way = true;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0);
	e.u.flow.wordless = true;
	e.place.dst.port = 49; /* for what no permit covers */
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 1);
	e = flow(NULL, "10.30.0.2", "10.20.0.10", 514); /* its bytes were seen, and are no syslog */
	e.ts_us += 1000000;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 2);
	bench_free(b);
}
END_TEST

START_TEST(children_of_a_permitted_flow_are_covered)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("ftp", "10.20.0.10", "10.30.0.2", 21);

	bench_feed(b, &e);
	e = flow("ftp-data", "10.30.0.2", "10.20.0.10", 33333);
	e.ts_us += 1000;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(related_flows_are_one_group_told_sparsely)
{
	struct bench *b = bench_new(policy);

	for (int i = 0; i < 150; i++) {
		struct event e = flow("ssh", "10.30.0.2", "203.0.113.5", 443);
		e.ts_us += i * 1000000ll;
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_alerts(b), 3);
	ck_has(bench_finding(b, "unexpected-outbound", 0)->line, "\"count\":1,");
	ck_has(bench_finding(b, "unexpected-outbound", 1)->line, "\"count\":10,");
	ck_has(bench_finding(b, "unexpected-outbound", 2)->line, "\"count\":100,");
	ck_has(bench_finding(b, "unexpected-outbound", 2)->line, "\"state\":\"update\"");
	bench_free(b);
}
END_TEST

START_TEST(a_group_closes_after_an_hour_of_silence)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("ssh", "10.30.0.2", "203.0.113.5", 443);

	bench_feed(b, &e);
	e.ts_us += 1000000;
	bench_feed(b, &e);
	judge_tick(b->judge, e.ts_us + 3600 * 1000000ll);
	ck_assert_uint_eq(bench_alerts(b), 2);
	ck_has(bench_finding(b, "unexpected-outbound", 1)->line, "\"state\":\"closed\"");
	e.ts_us += 3601 * 1000000ll;
	bench_feed(b, &e);
	ck_has(bench_finding(b, "unexpected-outbound", 2)->line, "\"state\":\"open\"");
	bench_free(b);
}
END_TEST

START_TEST(many_unanswered_targets_in_a_minute_are_a_scan)
{
	struct bench *b = bench_new(policy);

	for (uint16_t port = 1; port <= 200; port++) {
		struct event e = lone_syn("10.66.0.66", "10.30.0.1", port);
		e.ts_us += port * 1000;
		bench_feed(b, &e);
	}
	ck_assert_uint_ge(bench_findings(b, "scan"), 1);
	ck_assert_uint_le(bench_alerts(b), 12);
	ck_assert_uint_gt(bench_finding(b, "scan", 0)->severity, 1);
	ck_assert_str_eq(bench_finding(b, "scan", 0)->element, "10.30.0.1");
	bench_free(b);
}
END_TEST

START_TEST(a_sweep_of_many_hosts_is_one_story)
{
	struct bench *b = bench_new(policy);
	char host[] = "10.30.0.00";

	for (int i = 0; i < 15; i++) {
		host[8] = (char)(i < 10 ? '0' + i : '1');
		host[9] = (char)(i < 10 ? '\0' : '0' + i - 10);
		struct event e = lone_syn("10.66.0.66", host, 23);
		e.ts_us += i * 1000;
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_findings(b, "scan"), 1);
	bench_free(b);
}
END_TEST

/* Scans told of when FROM tries COUNT doors of TO without an answer. */
static uint32_t scans_of(const char *from, const char *to, uint16_t count)
{
	struct bench *b = bench_new(policy);

	for (uint16_t port = 1; port <= count; port++) {
		struct event e = lone_syn(from, to, port);
		bench_feed(b, &e);
	}
	uint32_t scans = bench_findings(b, "scan");
	bench_free(b);
	return scans;
}

START_TEST(an_element_scans_with_fewer_doors_than_others)
{
	ck_assert_uint_eq(scans_of("10.30.0.1", "10.30.0.2", 4), 0);
	ck_assert_uint_eq(scans_of("10.30.0.1", "10.30.0.2", 5), 1);
	ck_assert_uint_eq(scans_of("10.66.0.66", "10.30.0.2", 9), 0);
	ck_assert_uint_eq(scans_of("10.66.0.66", "10.30.0.2", 10), 1);
}
END_TEST

START_TEST(a_scan_on_a_one_way_mirror_is_of_low_confidence)
{
	struct bench *b = bench_new(policy);

	for (uint16_t port = 1; port <= 10; port++) {
		struct event e = lone_syn("10.66.0.66", "10.30.0.1", port);
		e.place.one_way = true;
		bench_feed(b, &e);
	}
	ck_has(bench_finding(b, "scan", 0)->line, "\"confidence\":\"low\"");
	bench_free(b);
}
END_TEST

START_TEST(a_manager_whose_polls_go_unanswered_is_no_scanner)
{
	struct bench *b = bench_new(policy);

	for (uint16_t port = 1; port <= 50; port++) {
		struct event e = flow("snmp", "10.20.0.10", "10.30.0.1", port);
		e.place.ip_proto = IPPROTO_NR_UDP;
		memset(&e.u.flow, 0, sizeof(e.u.flow));
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(without_a_policy_only_scans_are_told_of_flows)
{
	struct bench *b = bench_new(NULL);

	for (uint16_t port = 1; port <= 25; port++) {
		struct event e = lone_syn("10.66.0.66", "10.30.0.1", port);
		bench_feed(b, &e);
		e = flow("ssh", "10.66.0.66", "10.30.0.1", port);
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_alerts(b), bench_findings(b, "scan"));
	ck_assert_uint_ge(bench_alerts(b), 1);
	bench_free(b);
}
END_TEST

START_TEST(even_intervals_are_a_beacon_and_uneven_ones_are_not)
{
	struct bench *b = bench_new(policy);

	for (int i = 0; i < 12; i++) {
		struct event e = flow(NULL, "10.30.0.3", "203.0.113.5", 5354);
		e.ts_us += (i * 600 + i % 3 * 5) * 1000000ll;
		bench_feed(b, &e);
		e = flow(NULL, "10.30.0.4", "203.0.113.5", 5354);
		e.ts_us += (i * 600 + i % 3 * 150) * 1000000ll;
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_findings(b, "beacon"), 1);
	ck_has(bench_finding(b, "beacon", 0)->line, "10.30.0.3 calls 203.0.113.5 port 5354 every");
	bench_free(b);
}
END_TEST

START_TEST(a_subscribers_address_is_never_shown_whole)
{
	struct bench *b = bench_new(policy);
	struct event e = flow("ssh", "100.64.7.9", "10.30.0.1", 22);

	bench_feed(b, &e);
	const char *line = bench_finding(b, "unexpected-manager", 0)->line;
	ck_has(line, "100.64.7.0");
	ck_hasnt(line, "100.64.7.9");
	bench_free(b);
}
END_TEST

START_TEST(subscribers_are_peers_by_their_network)
{
	struct bench *b = bench_new(policy);
	const struct addr network = bench_addr("100.64.7.0");
	unsigned peers = 0;

	for (unsigned i = 0; i < 2; i++) {
		struct event e = bench_event(EVENT_FLOW_COUNTS, "flow",
			i ? "100.64.7.9" : "100.64.7.10", "10.30.0.1", 443);
		e.u.flow.packets[SIDE_CLIENT] = 1;
		e.u.flow.bytes[SIDE_CLIENT] = 100;
		bench_feed(b, &e);
	}
	judge_finish(b->judge, (BENCH_START_S + 1) * 1000000ll);
	for (unsigned i = 0; i < b->count; i++) {
		if (b->records[i].kind != RECORD_PEER)
			continue;
		peers++;
		ck_assert_int_eq(addr_cmp(&b->records[i].peer, &network), 0);
		ck_assert_uint_eq(b->records[i].bytes, 200);
	}
	ck_assert_uint_eq(peers, 1);
	bench_free(b);
}
END_TEST

START_TEST(a_subscriber_that_a_log_names_is_not_shown_whole)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("syslog", VERB_CHANGE, SUBJECT_CONFIG, "10.30.0.1", "10.20.0.10");

	e.u.action.has_actor = e.u.action.has_element = e.u.action.has_target = true;
	e.u.action.actor = bench_addr("100.64.7.9");
	e.u.action.element_addr = bench_addr("10.30.0.1");
	e.u.action.target = bench_addr("100.64.7.11");
	bench_feed(b, &e);
	judge_finish(b->judge, (BENCH_START_S + 60) * 1000000ll);
	ck_assert_uint_ge(bench_alerts(b), 1);
	for (unsigned i = 0; i < b->count; i++) {
		ck_hasnt(b->records[i].line, "100.64.7.9");
		ck_hasnt(b->records[i].line, "100.64.7.11");
	}
	bench_free(b);
}
END_TEST

START_TEST(memory_of_scanners_is_bounded)
{
	struct bench *b = bench_new(policy);
	struct judge_counts counts;

	for (unsigned i = 0; i < 40000; i++) {
		struct event e = lone_syn("10.66.0.66", "10.30.0.1", 23);
		e.place.src.addr.b[13] = (uint8_t)(i >> 16);
		e.place.src.addr.b[14] = (uint8_t)(i >> 8);
		e.place.src.addr.b[15] = (uint8_t)i;
		bench_feed(b, &e);
	}
	judge_tell_counts(b->judge, &counts);
	ck_assert_uint_gt(counts.forgotten, 0);
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("flows");

	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, a_flow_that_no_permit_covers_is_told_by_its_kind, 0,
		sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(t, an_icmp_error_is_not_the_element_speaking);
	tcase_add_test(t, the_alert_names_the_missing_permit_and_the_far_end);
	tcase_add_test(t, a_finding_names_the_certificate_that_the_far_end_shows);
	tcase_add_test(t, a_finding_does_not_wait_long_for_a_certificate);
	tcase_add_test(t, an_alert_runs_from_the_initiator_whoever_sent_the_packet);
	tcase_add_test(t, a_guessed_initiator_may_be_permitted_either_way_round);
	tcase_add_test(t, a_connection_of_which_too_little_was_seen_is_what_its_port_is_for);
	tcase_add_test(t, children_of_a_permitted_flow_are_covered);
	tcase_add_test(t, related_flows_are_one_group_told_sparsely);
	tcase_add_test(t, a_group_closes_after_an_hour_of_silence);
	tcase_add_test(t, many_unanswered_targets_in_a_minute_are_a_scan);
	tcase_add_test(t, a_sweep_of_many_hosts_is_one_story);
	tcase_add_test(t, an_element_scans_with_fewer_doors_than_others);
	tcase_add_test(t, a_scan_on_a_one_way_mirror_is_of_low_confidence);
	tcase_add_test(t, a_manager_whose_polls_go_unanswered_is_no_scanner);
	tcase_add_test(t, without_a_policy_only_scans_are_told_of_flows);
	tcase_add_test(t, even_intervals_are_a_beacon_and_uneven_ones_are_not);
	tcase_add_test(t, a_subscribers_address_is_never_shown_whole);
	tcase_add_test(t, subscribers_are_peers_by_their_network);
	tcase_add_test(t, a_subscriber_that_a_log_names_is_not_shown_whole);
	tcase_add_test(t, memory_of_scanners_is_bounded);
	return unit_run(t, "judge_flows");
}
