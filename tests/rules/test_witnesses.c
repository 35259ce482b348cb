/* test_witnesses: who tells of a change, who serves an element, and whence its managers come. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

static const char policy[] =
	"version: 1\n"
	"groups:\n"
	"  routers: {role: element, addresses: [10.30.0.0/24]}\n"
	"  nms: {role: manager, addresses: [10.20.0.10]}\n"
	"  jump: {role: jump, addresses: [10.20.0.20]}\n"
	"  aaa: {role: aaa, addresses: [10.20.0.30]}\n"
	"  homes: {role: subscriber, addresses: [100.64.0.0/16]}\n"
	"permits:\n"
	"  - {id: cli, from: [jump, nms], to: routers, over: [telnet, ssh, snmp], may: any}\n"
	"  - {id: out, from: routers, to: [nms, aaa], over: [syslog, tacacs, ntp]}\n";

static int64_t second(int64_t s)
{
	return (BENCH_START_S + s) * 1000000ll;
}

static struct event change_at(int64_t s, const char *command)
{
	struct event e =
		bench_action("telnet", VERB_CHANGE, SUBJECT_CONFIG, "10.20.0.20", "10.30.0.1");

	e.ts_us = second(s);
	e.u.action.object = span_str(command);
	return e;
}

/* The same as a log line or an accounting record tells it. */
static struct event record_at(int64_t s, const char *via, const char *command)
{
	struct event e = bench_action(via, VERB_CHANGE, SUBJECT_CONFIG, "10.30.0.1", "10.20.0.30");

	e.ts_us = second(s);
	e.u.action.element = SIDE_CLIENT;
	e.u.action.evidence = EVIDENCE_ATTESTED;
	e.u.action.has_actor = true;
	e.u.action.actor = bench_addr("10.20.0.20");
	e.u.action.object = span_str(command);
	return e;
}

static void feed(struct bench *b, struct event e)
{
	bench_feed(b, &e);
}

static const char *correlation_of(const struct bench *b, unsigned n)
{
	const struct bench_record *r = bench_line(b, "mgmt", n);

	ck_assert_ptr_nonnull(r);
	const char *at = strstr(r->line, "\"correlation\":\"");
	ck_assert_ptr_nonnull(at);
	return at + sizeof("\"correlation\":\"") - 1;
}

static bool is_one_change(const struct bench *b, unsigned one, unsigned other)
{
	return memcmp(correlation_of(b, one), correlation_of(b, other), 16) == 0;
}

START_TEST(wire_record_and_log_of_one_change_share_their_correlation)
{
	struct bench *b = bench_new(policy);

	feed(b, change_at(0, "hostname  R1"));
	feed(b, record_at(1, "tacacs", "hostname R1 <cr>"));
	feed(b, change_at(5, "username eve secret redacted:12345678"));
	feed(b, record_at(6, "tacacs", "username eve secret *"));
	feed(b, record_at(7, "syslog", "SYS-5-CONFIG_I"));
	feed(b, change_at(200, "hostname R1"));
	ck_assert(is_one_change(b, 0, 1));
	ck_assert(is_one_change(b, 2, 3));
	ck_assert(is_one_change(b, 2, 4));
	ck_assert(!is_one_change(b, 0, 2));
	ck_assert(!is_one_change(b, 0, 5));
	bench_free(b);
}
END_TEST

START_TEST(two_users_at_once_are_two_changes)
{
	struct bench *b = bench_new(policy);
	struct event one = change_at(0, "hostname R1"),
		     other = record_at(1, "tacacs", "hostname R1");

	one.u.action.user_known = other.u.action.user_known = true;
	one.u.action.user = SPAN_LIT("alice");
	other.u.action.user = SPAN_LIT("mallory");
	bench_feed(b, &one);
	bench_feed(b, &other);
	ck_assert(!is_one_change(b, 0, 1));
	bench_free(b);
}
END_TEST

START_TEST(a_change_without_the_record_that_others_had_is_told)
{
	struct bench *b = bench_new(policy);

	feed(b, change_at(0, "hostname R1"));
	feed(b, record_at(1, "tacacs", "hostname R1"));
	feed(b, change_at(100, "hostname R2"));
	feed(b, record_at(101, "tacacs", "hostname R2"));
	feed(b, change_at(200, "hostname R3"));
	judge_tick(b->judge, second(229));
	ck_assert_uint_eq(bench_findings(b, "no-accounting"), 0);
	judge_tick(b->judge, second(231));
	ck_assert_uint_eq(bench_findings(b, "no-accounting"), 1);
	const struct bench_record *r = bench_finding(b, "no-accounting", 0);
	ck_has(r->line, "10.20.0.20 changed 10.30.0.1 over telnet");
	ck_has(r->line, "hostname R3");
	bench_free(b);
}
END_TEST

START_TEST(where_nothing_was_ever_recorded_nothing_is_missing)
{
	struct bench *b = bench_new(policy);

	for (int i = 0; i < 5; i++)
		feed(b, change_at(100 * i, "hostname R1"));
	judge_tick(b->judge, second(1000));
	ck_assert_uint_eq(bench_findings(b, "no-accounting"), 0);
	bench_free(b);
}
END_TEST

static void session_at(struct bench *b, int64_t s, const char *actor)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, "ssh", actor, "10.30.0.1", 22);

	e.ts_us = e.u.flow.last_us = second(s);
	bench_feed(b, &e);
}

START_TEST(a_record_of_a_session_that_nobody_saw_is_told)
{
	struct bench *b = bench_new(policy);
	struct event unseen = record_at(300, "tacacs", "hostname R1");

	session_at(b, 0, "10.20.0.20");
	feed(b, record_at(5, "tacacs", "hostname R1"));
	unseen.u.action.actor = bench_addr("10.20.0.10");
	bench_feed(b, &unseen);
	judge_tick(b->judge, second(400));
	ck_assert_uint_eq(bench_findings(b, "accounting-without-session"), 1);
	const struct bench_record *r = bench_finding(b, "accounting-without-session", 0);
	ck_has(r->line, "10.30.0.1 records change by 10.20.0.10");
	bench_free(b);
}
END_TEST

START_TEST(an_element_is_reached_by_one_address_and_records_from_another)
{
	struct bench *b = bench_new("version: 1\n"
				    "elements: {r7: {addresses: [10.30.0.7, \"2001:db8:30::7\"]}}\n"
				    "groups: {routers: {role: element, members: [r7]}}\n"
				    "permits: [{id: cli, from: any, to: routers, over: [ssh]}]\n");

	for (int i = 0; i < 3; i++) {
		struct event record = record_at(100 * i + 5, "tacacs", "hostname R7");
		struct event session =
			bench_event(EVENT_FLOW_DECIDED, "ssh", "10.20.0.20", "2001:db8:30::7", 22);
		const char *reached = i == 0 ? "10.30.0.7" : "2001:db8:30::7";

		session.ts_us = session.u.flow.last_us = second(100 * i);
		session.place.dst.addr = bench_addr(reached);
		session.place.src.addr = bench_addr(i == 0 ? "10.20.0.20" : "2001:db8:20::20");
		bench_feed(b, &session);
		record.place.src.addr = bench_addr("10.30.0.7");
		record.u.action.actor = session.place.src.addr;
		bench_feed(b, &record);
	}
	judge_tick(b->judge, second(400));
	ck_assert_uint_eq(bench_findings(b, "accounting-without-session"), 0);
	bench_free(b);
}
END_TEST

START_TEST(records_where_no_session_is_ever_seen_say_nothing)
{
	struct bench *b = bench_new(policy);

	feed(b, record_at(5, "tacacs", "hostname R1"));
	feed(b, record_at(300, "tacacs", "hostname R1"));
	judge_tick(b->judge, second(400));
	ck_assert_uint_eq(bench_findings(b, "accounting-without-session"), 0);
	bench_free(b);
}
END_TEST

static void serve_at(struct bench *b, int64_t s, const char *app, const char *server)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, app, "10.30.0.1", server, 49);

	e.ts_us = second(s);
	bench_feed(b, &e);
}

START_TEST(a_server_that_the_policy_does_not_name_is_a_new_control_target)
{
	struct bench *b = bench_new(policy);

	serve_at(b, 0, "tacacs", "10.20.0.30");
	serve_at(b, 5, "tacacs", "203.0.113.9");
	ck_assert_uint_eq(bench_findings(b, "new-control-target"), 1);
	const struct bench_record *r = bench_finding(b, "new-control-target", 0);
	ck_has(r->line, "10.30.0.1 asks who may log in at 203.0.113.9, which it never did; "
			"before it was 10.20.0.30");
	ck_has(r->line, "\"missing\":");
	serve_at(b, 9, "netflow", "203.0.113.9");
	ck_assert_uint_eq(bench_findings(b, "new-control-target"), 1);
	bench_free(b);
}
END_TEST

START_TEST(without_a_policy_a_settled_server_must_have_been_there)
{
	struct bench *b = bench_new(NULL);

	feed(b, change_at(0, "hostname R1"));
	serve_at(b, 0, "syslog", "10.20.0.10");
	serve_at(b, 60, "syslog", "10.20.0.11");
	serve_at(b, 700, "syslog", "10.20.0.10");
	ck_assert_uint_eq(bench_findings(b, "new-control-target"), 0);
	serve_at(b, 800, "syslog", "203.0.113.9");
	ck_assert_uint_eq(bench_findings(b, "new-control-target"), 1);
	bench_free(b);
}
END_TEST

static void poll_from(struct bench *b, int64_t s, uint8_t ttl, uint8_t mac)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, "snmp", "10.20.0.10", "10.30.0.1", 161);

	e.ts_us = second(s);
	e.place.ip_proto = IPPROTO_NR_UDP;
	e.place.ttl = ttl;
	e.place.has_ether = true;
	e.place.src_mac.b[5] = mac;
	bench_feed(b, &e);
}

START_TEST(a_packet_with_a_managers_address_from_elsewhere_is_told)
{
	struct bench *b = bench_new(policy);

	for (int i = 0; i < 10; i++)
		poll_from(b, i * 60, 63, 1);
	poll_from(b, 610, 62, 1);
	ck_assert_uint_eq(bench_findings(b, "manager-spoofed"), 0);
	poll_from(b, 620, 126, 9);
	ck_assert_uint_eq(bench_findings(b, "manager-spoofed"), 1);
	const struct bench_record *r = bench_finding(b, "manager-spoofed", 0);
	ck_assert_uint_eq(r->severity, 1);
	ck_has(r->line, "a packet from 10.20.0.10 to 10.30.0.1 came with TTL 126 from "
			"00:00:00:00:00:09");
	bench_free(b);
}
END_TEST

START_TEST(routers_that_take_turns_and_traces_forge_nothing)
{
	struct bench *b = bench_new(policy);

	for (int i = 0; i < 10; i++)
		poll_from(b, i * 60, 63, (uint8_t)(1 + i % 2));
	poll_from(b, 700, 3, 1);
	poll_from(b, 710, 64, 2);
	ck_assert_uint_eq(bench_findings(b, "manager-spoofed"), 0);
	bench_free(b);
}
END_TEST

START_TEST(management_out_of_a_subscribers_session_is_on_the_wrong_plane)
{
	struct bench *b = bench_new(policy);
	struct event e = bench_event(EVENT_FLOW_DECIDED, "ssh", "10.66.0.6", "10.30.0.1", 22);

	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "plane-violation"), 0);
	e.place.layers[e.place.layer_count++] = LAYER_PPPOE;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "plane-violation"), 1);
	e = bench_event(EVENT_FLOW_DECIDED, "ssh", "100.64.7.7", "10.30.0.1", 22);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "plane-violation"), 2);
	ck_hasnt(bench_finding(b, "plane-violation", 1)->line, "100.64.7.7");
	e = bench_event(EVENT_FLOW_DECIDED, "ssh", "10.20.0.20", "10.30.0.1", 22);
	e.place.layers[e.place.layer_count++] = LAYER_PPPOE;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "plane-violation"), 2);
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("witnesses");

	tcase_add_test(t, wire_record_and_log_of_one_change_share_their_correlation);
	tcase_add_test(t, two_users_at_once_are_two_changes);
	tcase_add_test(t, a_change_without_the_record_that_others_had_is_told);
	tcase_add_test(t, where_nothing_was_ever_recorded_nothing_is_missing);
	tcase_add_test(t, a_record_of_a_session_that_nobody_saw_is_told);
	tcase_add_test(t, an_element_is_reached_by_one_address_and_records_from_another);
	tcase_add_test(t, records_where_no_session_is_ever_seen_say_nothing);
	tcase_add_test(t, a_server_that_the_policy_does_not_name_is_a_new_control_target);
	tcase_add_test(t, without_a_policy_a_settled_server_must_have_been_there);
	tcase_add_test(t, a_packet_with_a_managers_address_from_elsewhere_is_told);
	tcase_add_test(t, routers_that_take_turns_and_traces_forge_nothing);
	tcase_add_test(t, management_out_of_a_subscribers_session_is_on_the_wrong_plane);
	return unit_run(t, "witnesses");
}
