/* test_judge_actions: what management actions become. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

static const char policy[] =
	"version: 1\n"
	"elements:\n"
	"  bng-1: {addresses: [10.30.0.1], vendor: huawei, criticality: high}\n"
	"groups:\n"
	"  routers: {role: element, members: [bng-1], addresses: [10.30.0.2, 10.30.0.3]}\n"
	"  nms: {role: manager, addresses: [10.20.0.10]}\n"
	"  jump: {role: jump, addresses: [10.20.0.20]}\n"
	"permits:\n"
	"  - {id: poll, from: nms, to: routers, over: [snmp], may: [read]}\n"
	"  - {id: cli, from: jump, to: routers, over: [ssh, telnet], may: any, changes: "
	"in-window}\n"
	"  - {id: logs, from: routers, to: nms, over: [syslog, tftp]}\n"
	"windows:\n"
	"  - {id: CHG-1, from: 2023-11-14T00:00:00Z, until: 2023-11-15T00:00:00Z, elements: "
	"routers,"
	" actors: jump, users: [alice], may: [change]}\n"
	"exceptions:\n"
	"  - {id: EX-1, finding: config-export, to: 10.30.0.3, until: 2033-01-01T00:00:00Z,"
	" reason: known, by: alice}\n"
	"accounts: {break-glass: [root]}\n";

static struct event set_by(const char *actor, const char *element)
{
	struct event e = bench_action("snmp", VERB_CHANGE, SUBJECT_SYSTEM, actor, element);
	e.u.action.object = SPAN_LIT("1.3.6.1.2.1.1.5.0");
	e.u.action.object_name = SPAN_LIT("sysName.0");
	e.u.action.value = SPAN_LIT("pwned");
	return e;
}

START_TEST(an_action_becomes_a_mgmt_event_with_both_sides_named)
{
	struct bench *b = bench_new(policy);
	struct event e = set_by("10.66.0.66", "10.30.0.1");

	e.u.action.user_known = true;
	e.u.action.user = SPAN_LIT("eve");
	bench_feed(b, &e);
	const struct bench_record *r = bench_line(b, "mgmt", 0);
	ck_assert_ptr_nonnull(r);
	ck_assert_int_eq(r->kind, RECORD_ACTION);
	ck_has(r->line, "\"verb\":\"change\"");
	ck_has(r->line, "\"object\":\"1.3.6.1.2.1.1.5.0\"");
	ck_has(r->line, "\"object_name\":\"sysName.0\"");
	ck_has(r->line, "\"element\":{\"id\":\"bng-1\",\"ip\":\"10.30.0.1\"");
	ck_has(r->line, "\"vendor\":\"huawei\"");
	ck_has(r->line, "\"role\":\"element\"");
	ck_has(r->line, "\"actor\":{\"id\":\"10.66.0.66\",\"ip\":\"10.66.0.66\"");
	ck_has(r->line, "\"user\":\"eve\",\"user_source\":\"wire\"");
	ck_has(r->line, "\"sanction\":\"unpermitted\"");
	bench_free(b);
}
END_TEST

START_TEST(an_unpermitted_change_of_a_critical_element_is_severity_1)
{
	struct bench *b = bench_new(policy);
	struct event e = set_by("10.66.0.66", "10.30.0.1");

	bench_feed(b, &e);
	const struct bench_record *r = bench_finding(b, "unpermitted-change", 0);
	ck_assert_ptr_nonnull(r);
	ck_assert_uint_eq(r->severity, 1);
	ck_assert_str_eq(r->element, "bng-1");
	ck_has(r->line, "\"mgmt\":{\"verb\":\"change\"");
	ck_has(r->line, "\"signature_id\":9100003");
	ck_has(r->line, "T1059.008@v18");
	ck_has(r->line, "\"missing\":");
	ck_has(r->line, "\"state\":\"open\"");
	ck_assert_uint_eq(bench_alerts(b), 1);
	bench_free(b);
}
END_TEST

START_TEST(a_guessed_initiator_is_never_severity_1)
{
	struct bench *b = bench_new(policy);
	struct event e = set_by("10.66.0.66", "10.30.0.1");

	e.place.initiator_guessed = true;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_finding(b, "unpermitted-change", 0)->severity, 2);
	ck_has(bench_finding(b, "unpermitted-change", 0)->line, "\"initiator\":\"guessed\"");
	bench_free(b);
}
END_TEST

START_TEST(a_permitted_read_gives_no_finding)
{
	struct bench *b = bench_new(policy);
	struct event e = bench_action("snmp", VERB_READ, SUBJECT_SYSTEM, "10.20.0.10", "10.30.0.2");

	bench_feed(b, &e);
	ck_has(bench_line(b, "mgmt", 0)->line, "\"sanction\":\"permitted\",\"permit\":\"poll\"");
	ck_assert_uint_eq(bench_alerts(b), 0);
	bench_free(b);
}
END_TEST

START_TEST(windows_decide_about_changes)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("ssh", VERB_CHANGE, SUBJECT_CONFIG, "10.20.0.20", "10.30.0.2");

	e.ts_us = 1699963200ll * 1000000; /* 2023-11-14T12:00:00Z */
	e.u.action.user_known = true;
	e.u.action.user = SPAN_LIT("alice");
	bench_feed(b, &e);
	ck_has(bench_line(b, "mgmt", 0)->line, "\"sanction\":\"in-window\"");
	ck_assert_uint_eq(bench_alerts(b), 0);
	e.u.action.user = SPAN_LIT("mallory");
	bench_feed(b, &e);
	ck_has(bench_finding(b, "exceeds-window", 0)->line, "\"exceeds\":\"actor\"");
	e.u.action.user = SPAN_LIT("alice");
	e.ts_us += 86400ll * 1000000;
	bench_feed(b, &e);
	ck_has(bench_finding(b, "change-outside-window", 0)->line, "\"permit\":\"cli\"");
	bench_free(b);
}
END_TEST

static const struct {
	enum verb verb;
	enum subject subject;
	const char *object, *slug;
} specifics[] = {
	{VERB_EXPORT, SUBJECT_CONFIG, "startup-config", "config-export"},
	{VERB_IMPORT, SUBJECT_CONFIG, "my.conf", "config-import"},
	{VERB_IMAGE, SUBJECT_IMAGE, "evil.bin", "unapproved-image"},
	{VERB_REBOOT, SUBJECT_SYSTEM, "reload", "reboot"},
	{VERB_CHANGE, SUBJECT_ACCOUNT, "username eve privilege 15", "account-change"},
	{VERB_CHANGE, SUBJECT_LOGGING, "/system/logging/disable", "logging-disabled"},
	{VERB_CHANGE, SUBJECT_LOGGING, "no logging host 10.20.0.10", "logging-disabled"},
	{VERB_ERASE, SUBJECT_LOGGING, "reset logbuffer", "logging-disabled"},
	{VERB_CHANGE, SUBJECT_LOGGING, "logging host 10.20.0.10", "unpermitted-change"},
	{VERB_CHANGE, SUBJECT_LOGGING, "configure log no syslog 1", "logging-disabled"},
	{VERB_CHANGE, SUBJECT_LOGGING, "configure log log-id 10 shutdown", "logging-disabled"},
	{VERB_CHANGE, SUBJECT_LOGGING, "configure log log-id 10 no shutdown", "unpermitted-change"},
	{VERB_CHANGE, SUBJECT_LOGGING, "syslog delete collector 10.1.1.1", "logging-disabled"},
	{VERB_CHANGE, SUBJECT_LOGGING, "info-center source default loghost deny", "logging-disabled"},
	{VERB_CHANGE, SUBJECT_LOGGING, "syslog create collector 10.1.1.1", "unpermitted-change"},
	{VERB_CHANGE, SUBJECT_LOGGING, "conf t ; no logging server 10.1.1.1", "logging-disabled"},
	{VERB_CHANGE, SUBJECT_LOGGING, "{/system/logging/disable 0}", "logging-disabled"},
	{VERB_CHANGE, SUBJECT_LOGGING, "logging host node1", "unpermitted-change"},
	{VERB_CHANGE, SUBJECT_MIRROR, "monitor session 1 source", "traffic-mirror"},
	{VERB_CHANGE, SUBJECT_TUNNEL, "interface tunnel 1", "unexpected-tunnel"},
	{VERB_SAVE, SUBJECT_CONFIG, "write memory", "unpermitted-change"},
	{VERB_READ, SUBJECT_CONFIG, "show run", "unexpected-manager"},
};

START_TEST(an_unpermitted_action_gives_its_most_telling_finding_alone)
{
	struct bench *b = bench_new(policy);
	struct event e = bench_action(
		"ssh", specifics[_i].verb, specifics[_i].subject, "10.66.0.66", "10.30.0.2");

	e.u.action.object = span_str(specifics[_i].object);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 1);
	ck_assert_ptr_nonnull(bench_finding(b, specifics[_i].slug, 0));
	bench_free(b);
}
END_TEST

START_TEST(a_file_from_the_other_end_turns_export_into_import)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("tftp", VERB_EXPORT, SUBJECT_CONFIG, "10.66.0.66", "10.30.0.2");

	e.u.action.element = SIDE_CLIENT; /* most TFTP clients are equipment; this one is not */
	e.u.action.either_end = true;
	bench_feed(b, &e);
	ck_has(bench_line(b, "mgmt", 0)->line, "\"verb\":\"import\"");
	ck_has(bench_line(b, "mgmt", 0)->line, "\"element\":{\"id\":\"10.30.0.2\"");
	ck_assert_ptr_nonnull(bench_finding(b, "config-import", 0));
	bench_free(b);
}
END_TEST

START_TEST(a_log_without_an_actor_does_not_accuse_its_collector)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("syslog", VERB_CHANGE, SUBJECT_CONFIG, "10.30.0.2", "10.20.0.10");

	e.u.action.element = SIDE_CLIENT;
	e.u.action.evidence = EVIDENCE_ATTESTED;
	bench_feed(b, &e);
	ck_has(bench_line(b, "mgmt", 0)->line, "\"actor\":{}");
	ck_assert_ptr_null(bench_finding(b, "unpermitted-change", 0));
	bench_free(b);
}
END_TEST

START_TEST(a_log_that_names_a_stranger_accuses_the_stranger)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("syslog", VERB_CHANGE, SUBJECT_CONFIG, "10.30.0.2", "10.20.0.10");

	e.u.action.element = SIDE_CLIENT;
	e.u.action.evidence = EVIDENCE_ATTESTED;
	e.u.action.has_actor = true;
	e.u.action.actor = bench_addr("10.66.0.66");
	bench_feed(b, &e);
	ck_has(bench_finding(b, "unpermitted-change", 0)->line, "10.66.0.66");
	bench_free(b);
}
END_TEST

START_TEST(an_exception_keeps_the_alert_off_dashboards_but_in_the_file)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("ssh", VERB_EXPORT, SUBJECT_CONFIG, "10.66.0.66", "10.30.0.3");

	bench_feed(b, &e);
	const struct bench_record *r = bench_finding(b, "config-export", 0);
	ck_assert_ptr_nonnull(r);
	ck_assert(r->quiet);
	ck_has(r->line, "\"excepted\":\"EX-1\"");
	bench_free(b);
}
END_TEST

START_TEST(observe_mode_writes_policy_findings_as_severity_4)
{
	struct bench *b = bench_new("version: 1\nmode: observe\n"
				    "groups: {r: {role: element, addresses: [10.30.0.2]}}\n");
	struct event e = set_by("10.66.0.66", "10.30.0.2");

	bench_feed(b, &e);
	const struct bench_record *r = bench_finding(b, "unpermitted-change", 0);
	ck_assert_uint_eq(r->severity, 4);
	ck_assert(r->quiet);
	ck_has(r->line, "\"observe\":true");
	e = bench_action("ssh", VERB_ERASE, SUBJECT_LOGGING, "10.66.0.66", "10.30.0.2");
	bench_feed(b, &e);
	ck_assert(!bench_finding(b, "logging-disabled", 0)->quiet);
	bench_free(b);
}
END_TEST

START_TEST(without_a_policy_a_change_in_clear_is_told_softly)
{
	struct bench *b = bench_new(NULL);
	struct event e = set_by("10.66.0.66", "10.30.0.2");

	bench_feed(b, &e);
	const struct bench_record *r = bench_finding(b, "unpermitted-change", 0);
	ck_assert_uint_eq(r->severity, 3);
	ck_has(r->line, "\"why\":{\"rule\":\"no-policy\"}");
	ck_has(r->line, "\"confidence\":\"low\"");
	ck_has(bench_line(b, "mgmt", 0)->line, "\"sanction\":\"no-policy\"");
	ck_has(bench_line(b, "mgmt", 0)->line, "\"role\":\"element\"");
	e = bench_action("telnet", VERB_EXPORT, SUBJECT_CONFIG, "10.66.0.66", "10.30.0.2");
	e.u.action.in_clear = true;
	bench_feed(b, &e);
	ck_assert_ptr_nonnull(bench_finding(b, "config-export", 0));
	ck_assert_ptr_nonnull(bench_finding(b, "cleartext-management", 0));
	e = bench_action("ssh", VERB_LOGIN, SUBJECT_SESSION, "10.66.0.66", "10.30.0.2");
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 3);
	bench_free(b);
}
END_TEST

START_TEST(management_in_clear_is_told_of_each_protocol_once)
{
	struct bench *b = bench_new(NULL);
	struct event e =
		bench_action("snmp", VERB_READ, SUBJECT_SYSTEM, "10.66.0.66", "10.30.0.2");

	bench_feed(b, &e); /* version 3 with privacy */
	ck_assert_uint_eq(bench_findings(b, "cleartext-management"), 0);
	e.u.action.in_clear = true;
	bench_feed(b, &e);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "cleartext-management"), 1);
	e = bench_action("netconf", VERB_LOGIN, SUBJECT_SESSION, "10.66.0.66", "10.30.0.2");
	e.u.action.in_clear = true;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "cleartext-management"), 2);
	e = bench_action("syslog", VERB_LOGIN, SUBJECT_SESSION, "10.66.0.66", "10.30.0.2");
	e.u.action.in_clear = true;
	e.u.action.evidence = EVIDENCE_ATTESTED;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "cleartext-management"), 2);
	bench_free(b);
}
END_TEST

START_TEST(break_glass_accounts_are_loud)
{
	struct bench *b = bench_new(policy);
	struct event e =
		bench_action("ssh", VERB_LOGIN, SUBJECT_SESSION, "10.20.0.20", "10.30.0.2");

	e.u.action.user_known = true;
	e.u.action.user = SPAN_LIT("root");
	bench_feed(b, &e);
	ck_assert_ptr_nonnull(bench_finding(b, "break-glass", 0));
	bench_free(b);
}
END_TEST

START_TEST(a_flood_of_changes_leaves_few_alerts_and_all_actions)
{
	struct bench *b = bench_new(policy);
	char object[24] = "1.3.6.1.2.1.1.5.0000";

	for (int i = 0; i < 300; i++) {
		struct event e = set_by("10.66.0.66", "10.30.0.2");
		object[18] = (char)('0' + i / 10 % 10);
		object[19] = (char)('0' + i % 10);
		object[17] = (char)('0' + i / 100);
		e.u.action.object = span_str(object);
		e.ts_us += i;
		bench_feed(b, &e);
	}
	ck_assert_uint_le(bench_alerts(b), 18);
	ck_assert_ptr_nonnull(bench_line(b, "mgmt", 299));
	judge_finish(b->judge, BENCH_START_S * 1000000ll + 10);
	const struct bench_record *last =
		bench_finding(b, "unpermitted-change", bench_alerts(b) - 1);
	ck_has(last->line, "\"count\":300");
	ck_has(last->line, "\"state\":\"closed\"");
	ck_assert(last->update);
	bench_free(b);
}
END_TEST

START_TEST(the_variables_of_one_set_are_one_alert_and_many_actions)
{
	struct bench *b = bench_new(policy);
	static const char *const objects[] = {"1.2.3.1", "1.2.3.2", "1.2.3.3"};

	for (int i = 0; i < 3; i++) {
		struct event e = set_by("10.66.0.66", "10.30.0.2");
		e.u.action.object = span_str(objects[i]);
		e.no = 7;
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_alerts(b), 1);
	ck_assert_ptr_nonnull(bench_line(b, "mgmt", 2));
	bench_free(b);
}
END_TEST

START_TEST(the_same_events_give_the_same_bytes)
{
	struct bench *b[2] = {bench_new(policy), bench_new(policy)};

	for (int n = 0; n < 2; n++)
		for (int i = 0; i < 100; i++) {
			struct event e = set_by("10.66.0.66", i % 2 ? "10.30.0.2" : "10.30.0.1");
			e.ts_us += i * 1000;
			bench_feed(b[n], &e);
		}
	judge_finish(b[0]->judge, (BENCH_START_S + 99) * 1000000ll);
	judge_finish(b[1]->judge, (BENCH_START_S + 99) * 1000000ll);
	ck_assert_uint_eq(b[0]->count, b[1]->count);
	for (unsigned i = 0; i < b[0]->count; i++)
		ck_assert_str_eq(b[0]->records[i].line, b[1]->records[i].line);
	bench_free(b[0]);
	bench_free(b[1]);
}
END_TEST

START_TEST(what_touches_nothing_named_leaves_no_trace_in_scope)
{
	struct bench *b = bench_new_scoped(policy);
	struct event e = set_by("10.66.0.66", "192.0.2.1");
	struct judge_counts counts;

	bench_feed(b, &e);
	e = bench_event(EVENT_PROTOCOL, "snmp", "10.66.0.66", "192.0.2.1", 161);
	e.json = SPAN_LIT("{}");
	bench_feed(b, &e);
	judge_tell_counts(b->judge, &counts);
	ck_assert_uint_eq(b->count, 0);
	ck_assert_uint_eq(counts.out_of_scope, 2);
	e = bench_event(EVENT_PROTOCOL, "snmp", "10.66.0.66", "10.30.0.1", 161);
	e.json = SPAN_LIT("{\"event_type\":\"snmp\"}");
	bench_feed(b, &e);
	ck_assert_str_eq(b->records[0].line, "{\"event_type\":\"snmp\"}");
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("actions");

	tcase_add_test(t, an_action_becomes_a_mgmt_event_with_both_sides_named);
	tcase_add_test(t, an_unpermitted_change_of_a_critical_element_is_severity_1);
	tcase_add_test(t, a_guessed_initiator_is_never_severity_1);
	tcase_add_test(t, a_permitted_read_gives_no_finding);
	tcase_add_test(t, windows_decide_about_changes);
	tcase_add_loop_test(t, an_unpermitted_action_gives_its_most_telling_finding_alone, 0,
		sizeof(specifics) / sizeof(specifics[0]));
	tcase_add_test(t, a_file_from_the_other_end_turns_export_into_import);
	tcase_add_test(t, a_log_without_an_actor_does_not_accuse_its_collector);
	tcase_add_test(t, a_log_that_names_a_stranger_accuses_the_stranger);
	tcase_add_test(t, an_exception_keeps_the_alert_off_dashboards_but_in_the_file);
	tcase_add_test(t, observe_mode_writes_policy_findings_as_severity_4);
	tcase_add_test(t, without_a_policy_a_change_in_clear_is_told_softly);
	tcase_add_test(t, management_in_clear_is_told_of_each_protocol_once);
	tcase_add_test(t, break_glass_accounts_are_loud);
	tcase_add_test(t, a_flood_of_changes_leaves_few_alerts_and_all_actions);
	tcase_add_test(t, the_variables_of_one_set_are_one_alert_and_many_actions);
	tcase_add_test(t, the_same_events_give_the_same_bytes);
	tcase_add_test(t, what_touches_nothing_named_leaves_no_trace_in_scope);
	return unit_run(t, "judge_actions");
}
