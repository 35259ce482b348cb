/* test_netflow: dissectors/netflow.c (NetFlow) and export.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_netflow;

#define NETFLOW(...) HAS(VECTOR_OF(dissector_netflow, false), __VA_ARGS__)
#define RECORD                                                                                     \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"                                         \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
/* count, uptime 1 s, 2020, ns; sequence; engine 1.2, one of 100 */
#define V5(count, sequence)                                                                        \
	"\0\5\0" count "\0\0\3\xe8\x5e\0\0\0\0\0\0\0\0\0\0" sequence "\1\2\x40\x64"
/* count, uptime, 2020, sequence, source 7 */
#define V9(count, sequence) "\0\x09\0" count "\0\0\3\xe8\x5e\0\0\0\0\0\0" sequence "\0\0\0\7"
/* template 256: two fields */
#define TEMPLATE "\0\0\0\x10\1\0\0\2\0\x08\0\4\0\x0c\0\4"
#define DATA     "\1\0\0\x0c\x0a\0\0\1\x0a\0\0\2"

static enum probe probe_of(struct span data)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7};
	return dissector_netflow.probe(&in);
}

START_TEST(an_exporter_is_told_when_it_begins_and_when_it_ends)
{
	static const struct turn turns[] = {CLIENT(V5("\1", "\5") RECORD),
		CLIENT(V5("\2", "\6") RECORD RECORD), CLIENT(V5("\1", "\x0a") RECORD)};
	vector_run(&(struct vector){"version 5", &dissector_netflow, false, turns, 3,
		"netflow {\"netflow\":{\"type\":\"begin\",\"version\":5,\"domain\":258,"
		"\"sequence\":5,\"uptime_ms\":1000,\"sampling\":100}}\n"
		"identity of=client evidence=netflow equipment=1\n"
		"netflow {\"netflow\":{\"type\":\"end\",\"version\":5,\"messages\":3,"
		"\"records\":4,\"lost\":2}}\n"});
}
END_TEST

START_TEST(templates_are_told_once)
{
	static const struct turn turns[] = {CLIENT(V9("\2", "\1") TEMPLATE DATA),
		CLIENT(V9("\2", "\2") TEMPLATE DATA), CLIENT(V9("\1", "\3") DATA)};
	vector_run(&(struct vector){"version 9", &dissector_netflow, false, turns, 3,
		"netflow {\"netflow\":{\"type\":\"begin\",\"version\":9,\"domain\":7,"
		"\"sequence\":1,\"uptime_ms\":1000}}\n"
		"identity of=client evidence=netflow equipment=1\n"
		"netflow {\"netflow\":{\"type\":\"templates\",\"version\":9,\"domain\":7,"
		"\"sequence\":1,\"uptime_ms\":1000,\"templates\":[{\"id\":256,\"kind\":\"data\","
		"\"fields\":2}]}}\n"
		"netflow {\"netflow\":{\"type\":\"end\",\"version\":9,\"messages\":3,"
		"\"lost\":0}}\n"});
}
END_TEST

START_TEST(a_template_that_changes_is_told_again)
{
	static const struct turn turns[] = {CLIENT(V9("\1", "\1") TEMPLATE),
		CLIENT(V9("\1", "\2") "\0\0\0\x0c\1\0\0\1\0\x08\0\4")};
	NETFLOW("\"fields\":2", "\"fields\":1");
}
END_TEST

START_TEST(options_have_scopes)
{
	static const struct turn turns[] = {
		CLIENT(V9("\1", "\1") "\0\1\0\x14\1\1\0\4\0\4\0\1\0\4\0\x22\0\4\0\0")};
	NETFLOW("\"id\":257,\"kind\":\"options\",\"fields\":2", "!malformed");
}
END_TEST

START_TEST(lost_messages_are_counted_and_a_new_start_is_not)
{
	static const struct turn turns[] = {CLIENT(V9("\1", "\1") DATA),
		CLIENT(V9("\1", "\5") DATA), CLIENT(V9("\1", "\2") DATA),
		CLIENT(V9("\1", "\3") DATA)};
	NETFLOW("\"lost\":3}");
}
END_TEST

START_TEST(version_1_has_no_sequence)
{
	static const struct turn turns[] = {
		CLIENT("\0\1\0\1\0\0\3\xe8\x5e\0\0\0\0\0\0\0" RECORD "\0\0\0\0")};
	NETFLOW("\"version\":1", "\"records\":1}", "!lost");
}
END_TEST

START_TEST(exports_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(V5("\1", "\5") RECORD)), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(V9("\1", "\5") TEMPLATE)), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(V5("\2", "\5") RECORD)), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(V9("\1", "\5") "\0\x07\0\x08\0\0\0\0")), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\1some_file\0octet\0")), PROBE_NO);
}
END_TEST

START_TEST(fewer_records_than_promised_are_malformed)
{
	static const struct turn turns[] = {
		CLIENT(V5("\1", "\5") RECORD), CLIENT(V5("\x09", "\6") RECORD)};
	NETFLOW("anomaly netflow.malformed", "\"messages\":1");
}
END_TEST

START_TEST(a_set_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(V9("\1", "\1") "\0\0\xff\xff\1\0\0\2")};
	NETFLOW("anomaly netflow.malformed", "\"type\":\"begin\"");
}
END_TEST

START_TEST(a_template_past_its_set_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(V9("\1", "\1") "\0\0\0\x10\1\0\xff\xff\0\x08\0\4\0\x0c\0\4")};
	NETFLOW("anomaly netflow.malformed", "!templates");
}
END_TEST

START_TEST(a_set_without_length_is_malformed)
{
	static const struct turn turns[] = {CLIENT(V9("\1", "\1") "\1\0\0\0\1\0\0\0")};
	NETFLOW("anomaly netflow.malformed");
}
END_TEST

START_TEST(another_version_is_not_ours)
{
	static const struct turn turns[] = {
		CLIENT("\0\x08\0\1"), CLIENT("\0"), CLIENT(V5("\1", "\5"))};
	NETFLOW("!netflow {", "!identity");
}
END_TEST

START_TEST(more_domains_than_are_kept_are_still_counted)
{
	static uint8_t many[12][20 + 12];
	static struct turn turns[12];
	for (unsigned i = 0; i < 12; i++) {
		memcpy(many[i], V9("\1", "\1") DATA, 32);
		many[i][19] = (uint8_t)i;
		turns[i] = (struct turn){SIDE_CLIENT, {many[i], 32}};
	}
	NETFLOW("\"domain\":7", "!\"domain\":8", "\"messages\":12");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("netflow");

	tcase_add_test(tests, an_exporter_is_told_when_it_begins_and_when_it_ends);
	tcase_add_test(tests, templates_are_told_once);
	tcase_add_test(tests, a_template_that_changes_is_told_again);
	tcase_add_test(tests, options_have_scopes);
	tcase_add_test(tests, lost_messages_are_counted_and_a_new_start_is_not);
	tcase_add_test(tests, version_1_has_no_sequence);
	tcase_add_test(tests, exports_are_recognised_by_their_bytes);
	tcase_add_test(tests, fewer_records_than_promised_are_malformed);
	tcase_add_test(tests, a_set_past_the_end_is_malformed);
	tcase_add_test(tests, a_template_past_its_set_is_malformed);
	tcase_add_test(tests, a_set_without_length_is_malformed);
	tcase_add_test(tests, another_version_is_not_ours);
	tcase_add_test(tests, more_domains_than_are_kept_are_still_counted);
	return unit_run(tests, "netflow");
}
