/* test_gtp: dissectors/gtp*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_gtp;

#define GTP(...) HAS(VECTOR_OF(dissector_gtp, false), __VA_ARGS__)
/* flags, type, length, TEID 5; sequence 7 */
#define V1(type, len) "\x32" type "\0" len "\0\0\0\5\0\7\0\0"
#define V2(type, len) "\x48" type "\0" len "\0\0\0\5\0\0\7\0"
#define ECHO2(len)    "\x40\1\0" len "\0\0\7\0"
#define IMSI          "\x32\x14\5\0\0\0\0\xf1"

static enum probe probe_of(struct span data)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7};
	return dissector_gtp.probe(&in);
}

START_TEST(an_echo_and_its_answer_are_told)
{
	static const struct turn turns[] = {
		CLIENT(V1("\1", "\4")), SERVER(V1("\2", "\6") "\x0e\x2a")};
	vector_run(&(struct vector){"echo", &dissector_gtp, false, turns, 2,
		"gtp {\"gtp\":{\"version\":1,\"type\":\"echo-request\",\"code\":1,\"teid\":5,"
		"\"sequence\":7}}\n"
		"gtp {\"gtp\":{\"version\":1,\"type\":\"echo-response\",\"code\":2,\"teid\":5,"
		"\"sequence\":7,\"recovery\":42}}\n"});
}
END_TEST

START_TEST(a_session_of_version_1_names_network_and_nodes)
{
	static const struct turn turns[] = {CLIENT(V1("\x10",
		"\x32") "\2" IMSI "\x83\0\x09\3web\4test\x85\0\4\x0a\0\0\1\x85\0\4\x0a\0\0\2"
			"\x86\0\4\x91\x44\x77\xf1\x97\0\1\1")};
	GTP("\"type\":\"create-pdp-context-request\"",
		"\"imsi\":\"redacted:", "\"msisdn\":\"redacted:", "\"apn\":\"web.test\"",
		"\"nodes\":[\"10.0.0.1\",\"10.0.0.2\"]", "\"rat\":1", "!malformed");
}
END_TEST

START_TEST(a_session_of_version_2_names_network_and_nodes)
{
	static const struct turn turns[] = {CLIENT(V2("\x20",
		"\x33") "\1\0\x08\0" IMSI
			"\x52\0\1\0\6\x57\0\x09\0\x8a\0\0\0\x09\x0a\0\0\1\x47\0\x09\0\3web\4test")};
	GTP("\"type\":\"create-session-request\"", "\"imsi\":\"redacted:", "\"rat\":6",
		"\"nodes\":[\"10.0.0.1\"]", "\"apn\":\"web.test\"", "!2341500", "!malformed");
}
END_TEST

START_TEST(an_answer_has_a_cause)
{
	static const struct turn turns[] = {
		CLIENT(V1("\x11", "\6") "\1\x80"), CLIENT(V2("\x21", "\x0e") "\2\0\2\0\x10\0")};
	GTP("\"cause\":128", "\"cause\":16");
}
END_TEST

START_TEST(an_echo_of_version_2_is_plain_with_its_features)
{
	static const struct turn turns[] = {CLIENT(ECHO2("\x0e") "\3\0\1\0\x2a\x98\0\1\0\1")};
	GTP("\"recovery\":42", "!covert", "!malformed");
}
END_TEST

START_TEST(an_echo_that_carries_more_is_pointed_out)
{
	static const struct turn turns[] = {
		CLIENT(V1("\1", "\x0c") "encoded!"), CLIENT(V1("\1", "\x0c") "encoded!")};
	GTP("hint covert.gtp_echo text=an echo that carries more", "anomaly gtp.malformed");
}
END_TEST

START_TEST(an_echo_with_a_subscriber_is_pointed_out)
{
	static const struct turn turns[] = {CLIENT(V1("\1", "\x0d") "\2" IMSI)};
	GTP("hint covert.gtp_echo", "!malformed");
}
END_TEST

START_TEST(an_echo_of_the_wrong_type_is_pointed_out)
{
	static const struct turn turns[] = {CLIENT("\x22\1\0\4\0\0\0\5\0\7\0\0")};
	GTP("hint covert.gtp_echo text=an echo of the wrong protocol type");
}
END_TEST

START_TEST(extension_headers_are_passed_over)
{
	static const struct turn turns[] = {
		CLIENT("\x36\x11\0\x0a\0\0\0\5\0\7\0\xc0\1\0\0\0\1\x80")};
	GTP("\"cause\":128", "!malformed");
}
END_TEST

START_TEST(messages_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(V1("\1", "\4"))), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(ECHO2("\4"))), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(V1("\1", "\5"))), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(V1("\x7f", "\4"))), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(V1("\1", "\x0c") "encoded!")), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("GET / HTTP")), PROBE_NO);
}
END_TEST

START_TEST(an_element_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(V1("\x10", "\x0a") "\x83\xff\xff\3we")};
	GTP("create-pdp", "anomaly gtp.malformed", "!apn");
}
END_TEST

START_TEST(a_label_past_its_element_ends_the_name)
{
	static const struct turn turns[] = {CLIENT(V1("\x10", "\x0c") "\x83\0\5\3web\xff")};
	GTP("\"apn\":\"web\"");
}
END_TEST

START_TEST(an_extension_without_length_is_not_read)
{
	static const struct turn turns[] = {
		CLIENT(V1("\1", "\4")), CLIENT("\x36\x11\0\x0a\0\0\0\5\0\7\0\xc0\0\0\0\0\1\x80")};
	GTP("anomaly gtp.malformed", "!cause");
}
END_TEST

START_TEST(a_length_that_lies_is_malformed)
{
	static const struct turn turns[] = {CLIENT(V1("\1", "\4")), CLIENT(V1("\1", "\xff"))};
	GTP("anomaly gtp.malformed");
}
END_TEST

START_TEST(the_oldest_version_is_read_too)
{
	static const struct turn turns[] = {
		CLIENT("\x1e\2\0\2\0\7\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\x0e\x2a"),
		CLIENT("\x1e\2\0\2\0\7\0\0\xff\0\0\0\0\0\0\0\0\0\0\0\x0e\x2a")};
	GTP("\"version\":0,\"type\":\"echo-response\"", "\"recovery\":42", "!covert");
}
END_TEST

START_TEST(another_version_is_not_ours)
{
	static const struct turn turns[] = {
		CLIENT("\x1e\1\0\0\0\0\0\0"), CLIENT("\x32"), CLIENT("\xe2\1\0\4\0\0\0\0\0\0\0\0")};
	GTP("!gtp {", "!anomaly");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("gtp");

	tcase_add_test(tests, an_echo_and_its_answer_are_told);
	tcase_add_test(tests, a_session_of_version_1_names_network_and_nodes);
	tcase_add_test(tests, a_session_of_version_2_names_network_and_nodes);
	tcase_add_test(tests, an_answer_has_a_cause);
	tcase_add_test(tests, an_echo_of_version_2_is_plain_with_its_features);
	tcase_add_test(tests, an_echo_that_carries_more_is_pointed_out);
	tcase_add_test(tests, an_echo_with_a_subscriber_is_pointed_out);
	tcase_add_test(tests, an_echo_of_the_wrong_type_is_pointed_out);
	tcase_add_test(tests, extension_headers_are_passed_over);
	tcase_add_test(tests, messages_are_recognised_by_their_bytes);
	tcase_add_test(tests, an_element_past_the_end_is_malformed);
	tcase_add_test(tests, a_label_past_its_element_ends_the_name);
	tcase_add_test(tests, an_extension_without_length_is_not_read);
	tcase_add_test(tests, a_length_that_lies_is_malformed);
	tcase_add_test(tests, the_oldest_version_is_read_too);
	tcase_add_test(tests, another_version_is_not_ours);
	return unit_run(tests, "gtp");
}
