/* test_ipfix: dissectors/netflow.c (IPFIX). */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_ipfix;

#define UDP(...) HAS(VECTOR_OF(dissector_ipfix, false), __VA_ARGS__)
#define TCP(...) HAS(VECTOR_OF(dissector_ipfix, true), __VA_ARGS__)
/* length, 2020, sequence 3, domain 9 */
#define HEAD(len) "\0\x0a\0" len "\x5e\0\0\0\0\0\0\3\0\0\0\x09"
/* template 256: a field, and one of an enterprise */
#define TEMPLATE "\0\2\0\x14\1\0\0\2\0\x08\0\4\x80\1\0\4\0\0\x07\xdb"
#define DATA     "\1\0\0\x0c\x0a\0\0\1\x0a\0\0\2"
#define MESSAGE  HEAD("\x30") TEMPLATE DATA

static enum probe probe_of(struct span data, bool stream)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7, .stream = stream};
	return dissector_ipfix.probe(&in);
}

START_TEST(an_exporter_and_its_templates_are_told)
{
	static const struct turn turns[] = {CLIENT(MESSAGE), CLIENT(MESSAGE)};
	vector_run(&(struct vector){"udp", &dissector_ipfix, false, turns, 2,
		"ipfix {\"ipfix\":{\"type\":\"begin\",\"version\":10,\"domain\":9,"
		"\"sequence\":3}}\n"
		"identity of=client evidence=ipfix equipment=1\n"
		"ipfix {\"ipfix\":{\"type\":\"templates\",\"version\":10,\"domain\":9,"
		"\"sequence\":3,\"templates\":[{\"id\":256,\"kind\":\"data\",\"fields\":2}]}}\n"
		"ipfix {\"ipfix\":{\"type\":\"end\",\"version\":10,\"messages\":2}}\n"});
}
END_TEST

START_TEST(a_stream_of_messages_is_read)
{
	static const struct turn turns[] = {CLIENT(MESSAGE HEAD("\x1c") DATA), CLIENT(MESSAGE)};
	TCP("\"templates\":[{\"id\":256", "\"messages\":3", "!malformed");
}
END_TEST

START_TEST(behind_lost_bytes_of_a_stream_the_next_message_is_found)
{
	static const struct turn turns[] = {CLIENT(MESSAGE), GAP(SIDE_CLIENT, 30),
		CLIENT("\x0a\0\0\1\0\x0a\0\x0a\0\0\2" MESSAGE), CLIENT(HEAD("\x1c") DATA "??")};
	TCP("\"messages\":3", "!malformed");
}
END_TEST

START_TEST(options_have_scopes)
{
	static const struct turn turns[] = {CLIENT(HEAD("\x22") "\0\3\0\x12\1\1\0\2\0\1\0\x82\0\4"
								"\0\xa0\0\x08")};
	UDP("\"id\":257,\"kind\":\"options\",\"fields\":2", "!malformed");
}
END_TEST

START_TEST(a_withdrawal_is_told)
{
	static const struct turn turns[] = {CLIENT(HEAD("\x18") "\0\2\0\x08\1\0\0\0")};
	UDP("\"kind\":\"withdrawal\"", "!malformed");
}
END_TEST

START_TEST(two_domains_are_told_apart)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x1c") DATA), CLIENT("\0\x0a\0\x1c\x5e\0\0\0\0\0\0\3\0\0\0\x0a" DATA)};
	UDP("\"domain\":9", "\"domain\":10", "\"messages\":2");
}
END_TEST

START_TEST(messages_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(MESSAGE), false), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(MESSAGE), true), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\x0a\0\x30"), true), PROBE_MORE);
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD("\x40") TEMPLATE), false), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\x09\0\1"), false), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("GET /"), true), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("G"), true), PROBE_NO);
}
END_TEST

START_TEST(a_set_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD("\x18") "\1\0\xff\xff\1\0\0\0")};
	UDP("anomaly ipfix.malformed");
}
END_TEST

START_TEST(a_template_past_its_set_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x1c") "\0\2\0\x0c\1\0\xff\xff\0\x08\0\4")};
	UDP("anomaly ipfix.malformed", "!templates");
}
END_TEST

START_TEST(an_enterprise_number_cut_off_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD("\x1c") "\0\2\0\x0c\1\0\0\1\x80\x08\0\4")};
	UDP("anomaly ipfix.malformed");
}
END_TEST

START_TEST(a_length_that_lies_is_malformed)
{
	static const struct turn turns[] = {CLIENT(MESSAGE), CLIENT(HEAD("\xff") DATA)};
	UDP("anomaly ipfix.malformed", "\"messages\":1");
}
END_TEST

START_TEST(rubbish_in_a_stream_ends_it)
{
	static const struct turn turns[] = {CLIENT(MESSAGE "something else")};
	TCP("anomaly ipfix.malformed", "\"messages\":1");
}
END_TEST

START_TEST(another_version_is_not_ours)
{
	static const struct turn turns[] = {CLIENT("\0\x0b\0\4"), CLIENT("\0")};
	UDP("!ipfix {", "!identity");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("ipfix");

	tcase_add_test(tests, an_exporter_and_its_templates_are_told);
	tcase_add_test(tests, a_stream_of_messages_is_read);
	tcase_add_test(tests, behind_lost_bytes_of_a_stream_the_next_message_is_found);
	tcase_add_test(tests, options_have_scopes);
	tcase_add_test(tests, a_withdrawal_is_told);
	tcase_add_test(tests, two_domains_are_told_apart);
	tcase_add_test(tests, messages_are_recognised_by_their_bytes);
	tcase_add_test(tests, a_set_past_the_end_is_malformed);
	tcase_add_test(tests, a_template_past_its_set_is_malformed);
	tcase_add_test(tests, an_enterprise_number_cut_off_is_malformed);
	tcase_add_test(tests, a_length_that_lies_is_malformed);
	tcase_add_test(tests, rubbish_in_a_stream_ends_it);
	tcase_add_test(tests, another_version_is_not_ours);
	return unit_run(tests, "ipfix");
}
