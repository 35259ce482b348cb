/* Whether a host was restarted, by what it says and does, and that one restart counts once. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <string.h>

/* An answer of the agent at 10.30.0.1, SECONDS after the start. */
static struct event uptime(const char *json, int64_t seconds)
{
	struct event e = bench_event(EVENT_PROTOCOL, "snmp", "10.20.0.10", "10.30.0.1", 161);
	struct endpoint client = e.place.src;

	e.place.src = e.place.dst;
	e.place.dst = client;
	e.place.src_is_client = false;
	e.ts_us += seconds * 1000000;
	e.json = span_str(json);
	return e;
}

#define UPTIME(ticks)                                                                              \
	"\"snmp\":{\"version\":2,\"pdu_type\":\"response\"},\"spanwatch\":{\"snmp\":{"             \
	"\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.5.0\",\"value\":\"r1\"},"                          \
	"{\"oid\":\"1.3.6.1.2.1.1.3.0\",\"type\":\"timeticks\",\"value\":\"" ticks "\"}]}}"

START_TEST(an_uptime_that_went_back_is_a_restart_nobody_asked_for)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e = uptime(UPTIME("8640000"), 0);

	bench_feed(b, &e);
	e = uptime(UPTIME("8670000"), 300);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "reboot"), 0);
	e = uptime(UPTIME("12000"), 600);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "reboot"), 1);
	ck_has(bench_line(b, "mgmt", 0)->line, "\"verb\":\"reboot\"");
	ck_has(bench_line(b, "mgmt", 0)->line, "\"evidence\":\"attested\"");
	bench_free(b);
}
END_TEST

START_TEST(a_restart_in_a_window_raises_nothing)
{
	struct bench *b = bench_new(
		"version: 1\n"
		"groups: {r: {role: element, addresses: [10.30.0.1]}, "
		"n: {role: manager, addresses: [10.20.0.10]}}\n"
		"permits: [{from: n, to: r, over: [snmp], changes: in-window}]\n"
		"windows: [{id: W, from: 2023-11-14T22:00:00Z, until: 2023-11-14T23:59:00Z, "
		"elements: r, may: any}]\n");
	struct event e = uptime(UPTIME("8640000"), 0);

	bench_feed(b, &e);
	e = uptime(UPTIME("12000"), 300);
	bench_feed(b, &e);
	ck_has(bench_line(b, "mgmt", 0)->line, "\"sanction\":\"in-window\"");
	ck_assert_uint_eq(bench_findings(b, "reboot"), 0);
	bench_free(b);
}
END_TEST

START_TEST(a_counter_that_wraps_or_that_another_agent_keeps_is_no_restart)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e = uptime(UPTIME("4294960000"), 0);

	bench_feed(b, &e);
	e = uptime(UPTIME("22704"), 300); /* 497 days are full */
	bench_feed(b, &e);
	e = uptime(UPTIME("900000"), 310);
	bench_feed(b, &e);
	e = uptime(UPTIME("100000"), 320); /* 1000 s, ten seconds later: somebody else's */
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "reboot"), 0);
	bench_free(b);
}
END_TEST

/* An OPEN from 10.30.0.1 to PEER, SECONDS after the start. */
static struct event bgp_open(const char *peer, int64_t seconds)
{
	struct event e = bench_event(EVENT_PROTOCOL, "bgp", "10.30.0.1", peer, 179);

	e.ts_us += seconds * 1000000;
	e.json = SPAN_LIT("\"bgp\":{\"type\":\"open\",\"as\":64500,\"capabilities\":[\"x\"]}");
	return e;
}

START_TEST(several_bgp_sessions_that_open_anew_are_a_restart_and_one_is_a_flap)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	static const struct {
		const char *peer;
		int64_t at_s;
	} opens[] = {{"192.0.2.1", 0}, {"192.0.2.2", 5}, {"192.0.2.1", 1000}, {"192.0.2.1", 3000},
		{"192.0.2.2", 3030}};

	for (unsigned i = 0; i < 5; i++) {
		struct event e = bgp_open(opens[i].peer, opens[i].at_s);
		const struct bench_record *last = bench_line(b, "asset", 1);
		ck_assert_ptr_null(last);
		bench_feed(b, &e);
	}
	ck_has(bench_line(b, "asset", 1)->line, "\"restart\":\"BGP sessions opened anew\"");
	ck_assert_uint_eq(bench_findings(b, "reboot"), 0);
	bench_free(b);
}
END_TEST

/* R1 attests over VIA at second AT that it was rebooted: OBJECT, as its trap or log line says. */
static struct event attested(const char *via, const char *object, int64_t at_s)
{
	struct event e = bench_action(via, VERB_REBOOT, SUBJECT_SYSTEM, "10.20.0.10", "10.30.0.1");

	e.ts_us += at_s * 1000000;
	e.u.action.evidence = EVIDENCE_ATTESTED;
	e.u.action.object = span_str(object);
	return e;
}

static unsigned restarts_told(const struct bench *b)
{
	unsigned count = 0;

	for (unsigned i = 0; bench_line(b, "asset", i); i++)
		count += strstr(bench_line(b, "asset", i)->line, "\"restart\":") != NULL;
	return count;
}

#define COLD_START "1.3.6.1.6.3.1.1.5.1"
#define WARM_START "1.3.6.1.6.3.1.1.5.2"

START_TEST(trap_log_uptime_and_bgp_of_one_restart_count_as_one)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e[] = {bgp_open("192.0.2.1", 0), bgp_open("192.0.2.2", 5),
		uptime(UPTIME("8640000"), 600), attested("syslog", "SYS-5-RESTART", 1000),
		attested("snmp", COLD_START, 1040), attested("snmp", COLD_START, 1041),
		bgp_open("192.0.2.1", 1200), bgp_open("192.0.2.2", 1220),
		/* polled each hour: it began to run at 980 */
		uptime(UPTIME("322000"), 4200)};

	for (unsigned i = 0; i < sizeof(e) / sizeof(e[0]); i++) {
		bench_feed(b, &e[i]);
		ck_assert_uint_eq(restarts_told(b), i >= 3);
	}
	/* the log and both traps, and nothing from the poll */
	ck_assert_ptr_nonnull(bench_line(b, "mgmt", 2));
	ck_assert_ptr_null(bench_line(b, "mgmt", 3));
	bench_free(b);
}
END_TEST

START_TEST(each_restart_of_a_loop_counts)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e[] = {attested("snmp", COLD_START, 0),
		attested("syslog", "SYS-5-RESTART", 30), attested("snmp", WARM_START, 300),
		attested("syslog", "SYS-5-RESTART", 330), uptime(UPTIME("30000"), 600), /* of 300 */
		uptime(UPTIME("6000"), 1000) /* of 940, which nobody told */};
	static const unsigned counted[] = {1, 1, 2, 2, 2, 3};

	for (unsigned i = 0; i < sizeof(e) / sizeof(e[0]); i++) {
		bench_feed(b, &e[i]);
		ck_assert_uint_eq(restarts_told(b), counted[i]);
	}
	bench_free(b);
}
END_TEST

START_TEST(a_reload_that_is_asked_for_is_no_restart_before_it_is_up)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e[] = {attested("syslog", "SYS-5-RELOAD", 0), attested("tacacs", "reload", 1),
		attested("snmp", "1.3.6.1.6.3.1.1.5.11", 2)};

	for (unsigned i = 0; i < sizeof(e) / sizeof(e[0]); i++)
		bench_feed(b, &e[i]);
	ck_assert_uint_eq(restarts_told(b), 0);
	struct event up = attested("snmp", COLD_START, 200);
	bench_feed(b, &up);
	ck_assert_uint_eq(restarts_told(b), 1);
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *cases = tcase_create("restarts");

	tcase_add_test(cases, an_uptime_that_went_back_is_a_restart_nobody_asked_for);
	tcase_add_test(cases, a_restart_in_a_window_raises_nothing);
	tcase_add_test(cases, a_counter_that_wraps_or_that_another_agent_keeps_is_no_restart);
	tcase_add_test(cases, several_bgp_sessions_that_open_anew_are_a_restart_and_one_is_a_flap);
	tcase_add_test(cases, trap_log_uptime_and_bgp_of_one_restart_count_as_one);
	tcase_add_test(cases, each_restart_of_a_loop_counts);
	tcase_add_test(cases, a_reload_that_is_asked_for_is_no_restart_before_it_is_up);
	return unit_run(cases, "restarts");
}
