/* test_pcep: dissectors/pcep.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_pcep;

#define PCEP(...)          HAS(VECTOR_OF(dissector_pcep, true), __VA_ARGS__)
#define MESSAGE(type, len) "\x20" type "\0" len
/* keepalive 30 s, dead after 120 s, session 7 */
#define OPEN      MESSAGE("\1", "\x0c") "\1\x10\0\x08\x20\x1e\x78\7"
#define KEEPALIVE MESSAGE("\2", "\4")
#define SRP(flag) "\x21\x10\0\x0c\0\0\0" flag "\0\0\0\x09"
/* path 5, delegated; named PATH */
#define LSP "\x20\x10\0\x10\0\0\x50\1\0\x11\0\4PATH"

static enum probe probe_of(struct span data)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7, .stream = true};
	return dissector_pcep.probe(&in);
}

START_TEST(a_session_opens)
{
	static const struct turn turns[] = {
		CLIENT(OPEN), SERVER(OPEN KEEPALIVE), CLIENT(KEEPALIVE)};
	vector_run(&(struct vector){"session", &dissector_pcep, true, turns, 3,
		"pcep {\"pcep\":{\"type\":\"open\",\"keepalive\":30,\"dead_timer\":120,"
		"\"session_id\":7}}\n"
		"pcep {\"pcep\":{\"type\":\"open\",\"keepalive\":30,\"dead_timer\":120,"
		"\"session_id\":7}}\n"
		"pcep {\"pcep\":{\"type\":\"keepalive\"}}\n"
		"pcep {\"pcep\":{\"type\":\"keepalive\"}}\n"});
}
END_TEST

START_TEST(an_update_is_a_change_that_a_report_confirms)
{
	static const struct turn turns[] = {SERVER(MESSAGE("\x0b", "\x20") SRP("\0") LSP),
		CLIENT(MESSAGE("\x0a", "\x20") SRP("\0") LSP)};
	PCEP("\"type\":\"update\",\"lsps\":[{\"request\":9,\"id\":5,\"name\":\"PATH\","
	     "\"flags\":[\"delegated\"]}]",
		"action change tunnel element=client object=PATH value=update outcome=ok");
}
END_TEST

START_TEST(an_initiation_that_is_refused_was_tried)
{
	static const struct turn turns[] = {SERVER(MESSAGE("\x0c", "\x20") SRP("\0") LSP),
		CLIENT(MESSAGE("\6", "\x18") SRP("\0") "\x0d\x10\0\x08\0\0\x18\1")};
	PCEP("\"type\":\"error\",\"error_type\":24,\"error_value\":1",
		"object=PATH value=create outcome=refused evidence=observed reason=PCErr");
}
END_TEST

START_TEST(a_removal_says_so)
{
	static const struct turn turns[] = {SERVER(MESSAGE("\x0c", "\x20") SRP("\1") LSP)};
	PCEP("value=remove outcome=unknown");
}
END_TEST

START_TEST(a_path_without_a_name_has_its_number)
{
	static const struct turn turns[] = {
		SERVER(MESSAGE("\x0b", "\x0c") "\x20\x10\0\x08\0\0\x50\0")};
	PCEP("object=lsp 5 value=update");
}
END_TEST

START_TEST(a_report_alone_is_no_action)
{
	static const struct turn turns[] = {CLIENT(MESSAGE("\x0a", "\x14") LSP)};
	PCEP("\"type\":\"report\"", "!action");
}
END_TEST

START_TEST(a_request_names_both_ends)
{
	static const struct turn turns[] = {
		CLIENT(MESSAGE("\3", "\x10") "\4\x10\0\x0c\x0a\0\0\1\x0a\0\0\2"),
		CLIENT(MESSAGE("\7", "\x0c") "\x0f\x10\0\x08\0\0\0\2")};
	PCEP("\"source\":\"10.0.0.1\",\"destination\":\"10.0.0.2\"", "\"close_reason\":2");
}
END_TEST

START_TEST(messages_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(OPEN)), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(KEEPALIVE)), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("\x20\1")), PROBE_MORE);
	ck_assert_int_eq(probe_of(SPAN_LIT("\x20\1\0\x0c\2\x10\0\x08\x20\x1e\x78\7")), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(" a line that begins with a space\r\n")), PROBE_NO);
}
END_TEST

START_TEST(an_object_past_the_end_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(MESSAGE("\1", "\x0c") "\1\x10\0\x7c\x20\x1e\x78\7")};
	PCEP("\"type\":\"open\"", "anomaly pcep.malformed", "!keepalive\"");
}
END_TEST

START_TEST(an_object_without_length_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(MESSAGE("\1", "\x0c") "\1\x10\0\0\x20\x1e\x78\7")};
	PCEP("anomaly pcep.malformed");
}
END_TEST

START_TEST(a_name_past_the_end_is_malformed)
{
	static const struct turn turns[] = {
		SERVER(MESSAGE("\x0b", "\x14") "\x20\x10\0\x10\0\0\x50\1\0\x11\xff\xffPATH")};
	PCEP("anomaly pcep.malformed", "!PATH", "!action");
}
END_TEST

START_TEST(rubbish_behind_a_session_ends_it)
{
	static const struct turn turns[] = {CLIENT(OPEN "and something else")};
	PCEP("\"type\":\"open\"", "anomaly pcep.malformed");
}
END_TEST

START_TEST(a_length_that_cannot_be_is_not_ours)
{
	static const struct turn turns[] = {
		CLIENT(MESSAGE("\1", "\5") "\1\x10\0\x08\x20\x1e\x78\7")};
	PCEP("!pcep {");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("pcep");

	tcase_add_test(tests, a_session_opens);
	tcase_add_test(tests, an_update_is_a_change_that_a_report_confirms);
	tcase_add_test(tests, an_initiation_that_is_refused_was_tried);
	tcase_add_test(tests, a_removal_says_so);
	tcase_add_test(tests, a_path_without_a_name_has_its_number);
	tcase_add_test(tests, a_report_alone_is_no_action);
	tcase_add_test(tests, a_request_names_both_ends);
	tcase_add_test(tests, messages_are_recognised_by_their_bytes);
	tcase_add_test(tests, an_object_past_the_end_is_malformed);
	tcase_add_test(tests, an_object_without_length_is_malformed);
	tcase_add_test(tests, a_name_past_the_end_is_malformed);
	tcase_add_test(tests, rubbish_behind_a_session_ends_it);
	tcase_add_test(tests, a_length_that_cannot_be_is_not_ours);
	return unit_run(tests, "pcep");
}
