/* test_openflow: dissectors/openflow.c, openflow_acts.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_openflow;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_openflow, true, turns, sizeof(turns) / sizeof(*turns), said      \
	}

#define SAID(version, type, xid, length)                                                           \
	"openflow {\"openflow\":{\"version\":\"" version "\",\"type\":\"" type "\",\"xid\":" #xid  \
	",\"length\":" #length "}}\n"
#define HELLO_13 "\4\0\0\x10\0\0\0\1\0\1\0\x08\0\0\0\x10"

/* 1.3: cookie 0x2a, mask 0, table 3, add, idle 60, hard 0, priority 100, no buffer, any port,
 * any group, flags 0, pad, match of type 1 and length 4, pad */
#define FLOW_MOD_13(command)                                                                       \
	"\4\x0e\0\x38\0\0\0\7\0\0\0\0\0\0\0\x2a\0\0\0\0\0\0\0\0\3" command                         \
	"\0\x3c\0\0\0\x64\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"                 \
	"\0\1\0\4\0\0\0\0"
#define FLOW_SAID(outcome)                                                                         \
	"action change route element=client object=flow table 3 priority 100 cookie"               \
	" 0x000000000000002a value=add idle-timeout 60 outcome=" outcome " evidence=observed"

START_TEST(both_sides_greet)
{
	static const struct turn turns[] = {CLIENT(HELLO_13), SERVER("\1\0\0\x08\0\0\0\2")};
	vector_run(&VECTOR("hello", SAID("1.3", "hello", 1, 16) SAID("1.0", "hello", 2, 8)));
}
END_TEST

START_TEST(a_flow_that_a_barrier_confirms_is_a_change)
{
	static const struct turn turns[] = {
		SERVER(FLOW_MOD_13("\0") "\4\x14\0\x08\0\0\0\x08"),
		CLIENT("\4\x15\0\x08\0\0\0\x08"),
	};
	vector_run(&VECTOR("flow-mod",
		SAID("1.3", "flow-mod", 7, 56) SAID("1.3", "barrier-request", 8, 8)
			FLOW_SAID("ok") "\n" SAID("1.3", "barrier-reply", 8, 8)));
}
END_TEST

START_TEST(a_flow_that_the_switch_turns_down_is_refused)
{
	static const struct turn turns[] = {
		SERVER(FLOW_MOD_13("\0")),
		CLIENT("\4\1\0\x0c\0\0\0\7\0\5\0\1"),
	};
	vector_run(&VECTOR("refused", SAID("1.3", "flow-mod", 7, 56) FLOW_SAID(
					      "refused") " reason=flow-mod-failed\n"
							 "openflow "
							 "{\"openflow\":{\"version\":\"1.3\","
							 "\"type\":\"error\",\"xid\":7,"
							 "\"length\":12,\"error_type\":5,\"error_"
							 "code\":1,\"error\":\"flow-mod-failed\"}}"
							 "\n"));
}
END_TEST

START_TEST(a_flow_without_an_answer_stays_unknown)
{
	static const struct turn turns[] = {SERVER(FLOW_MOD_13("\0"))};
	vector_run(&VECTOR("unknown", SAID("1.3", "flow-mod", 7, 56) FLOW_SAID("unknown") "\n"));
}
END_TEST

START_TEST(flows_of_version_1_0_are_read)
{
	/* match of 40 bytes, cookie, command 3 (delete), idle, hard, priority, buffer, port, flags
	 */
	static const struct turn turns[] = {SERVER(
		"\1\x0e\0\x48\0\0\0\x09"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\0\0\0\0\0\0\0\1\0\3\0\0\0\x1e\x80\0\xff\xff\xff\xff\xff\xff\0\0")};
	vector_run(&VECTOR("1.0",
		SAID("1.0", "flow-mod", 9,
			72) "action change route element=client object=flow table 0 priority 32768 "
			    "cookie"
			    " 0x0000000000000001 value=delete hard-timeout 30 outcome=unknown"
			    " evidence=observed\n"));
}
END_TEST

START_TEST(groups_meters_tables_and_ports_are_changes)
{
	static const struct turn turns[] = {
		SERVER("\4\x0f\0\x10\0\0\0\1\0\2\0\0\0\0\0\5"),
		SERVER("\4\x1d\0\x10\0\0\0\2\0\1\0\0\0\0\0\6"),
		SERVER("\4\x11\0\x10\0\0\0\3\x09\0\0\0\0\0\0\0"),
		SERVER("\4\x10\0\x28\0\0\0\4\0\0\0\x0c\0\0\0\0\1\2\3\4\5\6\0\0\0\0\0\1\0\0\0\1"
		       "\0\0\0\0\0\0\0\0"),
		SERVER("\4\x09\0\x0c\0\0\0\5\0\0\xff\xff"),
		SERVER("\4\x18\0\x18\0\0\0\6\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\1"),
	};
	char *said = vector_says(&VECTOR("mods", NULL));
	ck_assert_ptr_nonnull(
		strstr(said, "change route element=client object=group 5 value=delete"));
	ck_assert_ptr_nonnull(
		strstr(said, "change route element=client object=meter 6 value=modify"));
	ck_assert_ptr_nonnull(strstr(said, "change route element=client object=table 9 outcome"));
	ck_assert_ptr_nonnull(
		strstr(said, "change interface element=client object=port 12 value=down"));
	ck_assert_ptr_nonnull(strstr(said, "change config element=client object=switch config"));
	ck_assert_ptr_nonnull(
		strstr(said, "change route element=client object=controller role value=master"));
	free(said);
	vector_run(&VECTOR("mods", NULL));
}
END_TEST

START_TEST(a_flow_in_a_bundle_is_a_change)
{
	static const struct turn turns[] = {
		SERVER("\5\x22\0\x48\0\0\0\x0b\0\0\0\1\0\0\0\1" FLOW_MOD_13("\0"))};
	char *said = vector_says(&VECTOR("bundle", NULL));
	ck_assert_ptr_nonnull(strstr(said, FLOW_SAID("unknown")));
	free(said);
	vector_run(&VECTOR("bundle", NULL));
}
END_TEST

START_TEST(requests_for_statistics_are_reads)
{
	static const struct turn turns[] = {
		SERVER("\4\x12\0\x10\0\0\0\2\0\1\0\0\0\0\0\0"),
		SERVER("\4\5\0\x08\0\0\0\3"),
	};
	vector_run(&VECTOR("reads",
		"openflow {\"openflow\":{\"version\":\"1.3\",\"type\":\"multipart-request\","
		"\"xid\":2,\"length\":16,\"multipart\":\"flow\"}}\n" SAID("1.3", "features-request",
			3, 8) "action read config element=client object=flow outcome=unknown"
			      " evidence=observed count=2\n"));
}
END_TEST

START_TEST(a_switch_says_who_it_is)
{
	static uint8_t bytes[16 + 1056] = "\4\x13\4\x30\0\0\0\2\0\0\0\0\0\0\0";
	memcpy(bytes + 16, "Nicira, Inc.", 12);
	memcpy(bytes + 16 + 256, "Open vSwitch", 12);
	memcpy(bytes + 16 + 512, "2.17.9", 6);
	memcpy(bytes + 16 + 768, "None", 4);
	memcpy(bytes + 16 + 800, "br0", 3);
	const struct turn turns[] = {{SIDE_CLIENT, {bytes, sizeof(bytes)}}};
	char *said = vector_says(&VECTOR("desc", NULL));
	ck_assert_str_eq(said,
		"identity of=client vendor=Nicira, Inc. platform=Open vSwitch software=2.17.9"
		" evidence=openflow equipment=1\n"
		"openflow {\"openflow\":{\"version\":\"1.3\",\"type\":\"multipart-reply\","
		"\"xid\":2,\"length\":1072,\"multipart\":\"desc\","
		"\"manufacturer\":\"Nicira, Inc.\",\"hardware\":\"Open vSwitch\","
		"\"software\":\"2.17.9\",\"serial\":\"None\",\"description\":\"br0\"}}\n");
	free(said);
}
END_TEST

START_TEST(a_length_below_the_header_ends_the_reading)
{
	static const struct turn turns[] = {
		CLIENT(HELLO_13 "\4\2\0\7\0\0\0\1" HELLO_13),
		SERVER("\4\2\0\0\0\0\0\1"),
	};
	vector_run(&VECTOR("length", SAID("1.3", "hello", 1, 16) "anomaly openflow.bad_header\n"
								 "anomaly openflow.bad_header\n"));
}
END_TEST

START_TEST(a_type_of_a_later_version_is_not_believed)
{
	static const struct turn turns[] = {
		CLIENT("\1\0\0\x08\0\0\0\1\1\x1d\0\x10\0\0\0\2\0\0\0\0\0\0\0\0")};
	vector_run(&VECTOR("type", SAID("1.0", "hello", 1, 8) "anomaly openflow.bad_header\n"));
}
END_TEST

START_TEST(a_short_flow_is_a_change_without_details)
{
	/* too short for a flow of 1.0 to have a cookie */
	static const struct turn turns[] = {SERVER(
		"\1\x0e\0\x38\0\0\0\x09"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\0\0\0\0\0\0\0\1")};
	vector_run(&VECTOR("short",
		SAID("1.0", "flow-mod", 9, 56) "action change route element=client "
					       "outcome=unknown evidence=observed\n"));
}
END_TEST

START_TEST(an_error_or_a_barrier_that_nobody_waits_for_changes_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\4\1\0\x0c\0\0\0\x63\xff\xff\0\1"),
		CLIENT("\4\x15\0\x08\0\0\0\x63"),
	};
	char *said = vector_says(&VECTOR("stray", NULL));
	ck_assert_ptr_null(strstr(said, "action"));
	free(said);
	vector_run(&VECTOR("stray", NULL));
}
END_TEST

START_TEST(a_bundle_with_rubbish_inside_is_no_change)
{
	static const struct turn turns[] = {
		SERVER("\5\x22\0\x18\0\0\0\x0b\0\0\0\1\0\0\0\1\x63\x0e\0\x08\0\0\0\0"),
		SERVER("\5\x22\0\x18\0\0\0\x0b\0\0\0\1\0\0\0\1\5\x22\0\x08\0\0\0\0"),
	};
	char *said = vector_says(&VECTOR("bundle", NULL));
	ck_assert_ptr_null(strstr(said, "action"));
	free(said);
	vector_run(&VECTOR("bundle", NULL));
}
END_TEST

/* Nicira's flow-mod of 1.0: cookie 0x2a, COMMAND, idle 0, hard 0, priority 100, no match */
#define NXT_FLOW_MOD(command)                                                                      \
	"\1\4\0\x30\0\0\0\7\0\0\x23\x20\0\0\0\x0d\0\0\0\0\0\0\0\x2a" command                       \
	"\0\0\0\0\0\x64\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0"
#define BUNDLED "\5\x22\0\x48\0\0\0\x0b\0\0\0\1\0\0\0\1" FLOW_MOD_13("\0")
#define BUNDLE(xid, type) "\5\x21\0\x10\0\0\0" xid "\0\0\0\1\0" type "\0\1"
#define ONF(length, type)                                                                          \
	"\4\4\0" length "\0\0\0\x0c\x4f\x4e\x46\0" type "\0\0\0\1"

START_TEST(a_flow_of_niciras_extension_is_a_change)
{
	static const struct turn turns[] = {
		SERVER(NXT_FLOW_MOD("\0\3") "\1\x12\0\x08\0\0\0\x08"),
		CLIENT("\1\x13\0\x08\0\0\0\x08"),
	};
	HAS(&VECTOR("nicira", NULL),
		"action change route element=client object=flow table 0 priority 100 cookie"
		" 0x000000000000002a value=delete outcome=ok evidence=observed",
		"\"experimenter\":8992,\"experimenter_type\":13");
}
END_TEST

START_TEST(niciras_command_may_name_a_table)
{
	static const struct turn turns[] = {SERVER(NXT_FLOW_MOD("\2\0")),
		SERVER("\1\4\0\x14\0\0\0\x09\0\0\x23\x20\0\0\0\x0a\0\0\0\1")};
	HAS(&VECTOR("table", NULL), "object=flow table 2 priority 100", "value=add outcome=unknown",
		"object=controller role value=master");
}
END_TEST

/* malformed: cut off, of nobody, of a kind that says nothing */
START_TEST(a_short_extension_is_a_change_without_details)
{
	static const struct turn turns[] = {
		SERVER("\1\4\0\x14\0\0\0\7\0\0\x23\x20\0\0\0\x0d\0\0\0\0"),
		SERVER("\1\4\0\x0c\0\0\0\7\0\0\x23\x20"),
		SERVER("\1\4\0\x14\0\0\0\7\0\0\x23\x21\0\0\0\x0d\0\0\0\0"),
	};
	HAS(&VECTOR("short", NULL), "action change route element=client object=flow outcome=unknown",
		"!count=2", "!table");
}
END_TEST

START_TEST(a_bundle_is_done_when_it_is_committed)
{
	static const struct turn turns[] = {
		SERVER(BUNDLED "\5\x14\0\x08\0\0\0\x08"), CLIENT("\5\x15\0\x08\0\0\0\x08"),
		SERVER(BUNDLE("\x0c", "\4")), CLIENT(BUNDLE("\x0c", "\5"))};
	HAS(&VECTOR("commit", NULL), FLOW_SAID("ok"), "\"bundle\":1");
}
END_TEST

START_TEST(a_bundle_that_is_discarded_changes_nothing)
{
	static const struct turn turns[] = {SERVER(BUNDLED BUNDLE("\x0c", "\6")),
		CLIENT(BUNDLE("\x0c", "\7"))};
	HAS(&VECTOR("discard", NULL), FLOW_SAID("failed") " reason=bundle discarded");
}
END_TEST

START_TEST(a_commit_that_is_turned_down_refuses_all_of_its_bundle)
{
	static const struct turn turns[] = {SERVER(BUNDLED BUNDLE("\x0c", "\4")),
		CLIENT("\5\1\0\x0c\0\0\0\x0c\0\x11\0\1")};
	HAS(&VECTOR("refused", NULL), FLOW_SAID("refused") " reason=bundle-failed");
}
END_TEST

/* evasive: answers for other bundles, and a barrier that passes before the commit */
START_TEST(another_bundle_s_commit_does_nothing_to_this_one)
{
	static const struct turn turns[] = {SERVER(BUNDLED "\5\x14\0\x08\0\0\0\x08"),
		CLIENT("\5\x15\0\x08\0\0\0\x08"),
		CLIENT("\5\x21\0\x10\0\0\0\x0c\0\0\0\2\0\5\0\1"),
		CLIENT("\5\x21\0\x10\0\0\0\x0c\0\0\0\1\0\x63\0\1")};
	HAS(&VECTOR("other", NULL), FLOW_SAID("unknown"));
}
END_TEST

START_TEST(bundles_before_1_4_are_the_onf_s)
{
	static const struct turn turns[] = {
		SERVER(ONF("\x50", "\0\0\x08\xfd") "\0\0\0\1" FLOW_MOD_13("\0")),
		SERVER(ONF("\x18", "\0\0\x08\xfc") "\0\4\0\1"),
		CLIENT(ONF("\x18", "\0\0\x08\xfc") "\0\5\0\1")};
	HAS(&VECTOR("onf", NULL), FLOW_SAID("ok"));
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len, uint16_t dport)
{
	struct probe_input in = {
		.data = span_of(bytes, len), .dport = dport, .sport = 40000, .stream = true};
	return dissector_openflow.probe(&in);
}

START_TEST(openflow_is_known_on_any_port)
{
	ck_assert_int_eq(probe_of(HELLO_13, 16, 4444), PROBE_SURE);
	ck_assert_int_eq(probe_of("\1\0\0\x08\0\0\0\1", 8, 4444), PROBE_SURE);
	ck_assert_int_eq(probe_of(HELLO_13, 12, 4444), PROBE_MORE);
	ck_assert_int_eq(probe_of(FLOW_MOD_13("\0"), 56, 6653), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(FLOW_MOD_13("\0"), 56, 4444), PROBE_MORE);
	ck_assert_int_eq(probe_of(FLOW_MOD_13("\0") FLOW_MOD_13("\0") FLOW_MOD_13("\0"), 168, 4444),
		PROBE_SURE);
	/* Diameter: version 1 and a length of 24 bits */
	ck_assert_int_eq(probe_of("\1\0\0\xb0\x80\0\1\1\0\0\0\0", 12, 3868), PROBE_NO);
	/* TDS: type, status, length, session, packet, window, three of them */
	ck_assert_int_eq(probe_of("\4\1\0\x0c\0\x33\1\0xxxx\4\1\0\x0c\0\x33\1\0xxxx"
				  "\4\1\0\x0c\0\x33\1\0xxxx",
				 36, 1433),
		PROBE_MORE);
	/* RADIUS over TCP */
	ck_assert_int_eq(probe_of("\1\0\0\x30xxxxxxxxxxxx", 16, 1812), PROBE_MORE);
	ck_assert_int_eq(probe_of("\7\0\0\x08\0\0\0\1", 8, 6653), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("openflow");

	tcase_add_test(t, both_sides_greet);
	tcase_add_test(t, a_flow_that_a_barrier_confirms_is_a_change);
	tcase_add_test(t, a_flow_that_the_switch_turns_down_is_refused);
	tcase_add_test(t, a_flow_without_an_answer_stays_unknown);
	tcase_add_test(t, flows_of_version_1_0_are_read);
	tcase_add_test(t, groups_meters_tables_and_ports_are_changes);
	tcase_add_test(t, a_flow_in_a_bundle_is_a_change);
	tcase_add_test(t, requests_for_statistics_are_reads);
	tcase_add_test(t, a_switch_says_who_it_is);
	tcase_add_test(t, a_length_below_the_header_ends_the_reading);
	tcase_add_test(t, a_type_of_a_later_version_is_not_believed);
	tcase_add_test(t, a_short_flow_is_a_change_without_details);
	tcase_add_test(t, an_error_or_a_barrier_that_nobody_waits_for_changes_nothing);
	tcase_add_test(t, a_bundle_with_rubbish_inside_is_no_change);
	tcase_add_test(t, a_flow_of_niciras_extension_is_a_change);
	tcase_add_test(t, niciras_command_may_name_a_table);
	tcase_add_test(t, a_short_extension_is_a_change_without_details);
	tcase_add_test(t, a_bundle_is_done_when_it_is_committed);
	tcase_add_test(t, a_bundle_that_is_discarded_changes_nothing);
	tcase_add_test(t, a_commit_that_is_turned_down_refuses_all_of_its_bundle);
	tcase_add_test(t, another_bundle_s_commit_does_nothing_to_this_one);
	tcase_add_test(t, bundles_before_1_4_are_the_onf_s);
	tcase_add_test(t, openflow_is_known_on_any_port);
	return unit_run(t, "openflow");
}
