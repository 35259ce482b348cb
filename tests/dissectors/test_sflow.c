/* test_sflow: dissectors/sflow.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_sflow;

#define SFLOW(...) HAS(VECTOR_OF(dissector_sflow, false), __VA_ARGS__)
/* agent 10.0.0.9, sub-agent 2; sequence, uptime 1 s, count */
#define HEAD(sequence, count)                                                                      \
	"\0\0\0\5\0\0\0\1\x0a\0\0\x09\0\0\0\2\0\0\0" sequence "\0\0\3\xe8\0\0\0" count
/* sequence, source, one of 512 */
#define FLOW     "\0\0\0\1\0\0\0\x0c\0\0\0\1\0\0\0\3\0\0\2\0"
#define COUNTERS "\0\0\0\2\0\0\0\x08\0\0\0\1\0\0\0\3"

static enum probe probe_of(struct span data)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7};
	return dissector_sflow.probe(&in);
}

START_TEST(an_agent_is_told_when_it_begins_and_when_it_ends)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\1", "\2") FLOW COUNTERS), CLIENT(HEAD("\4", "\1") FLOW)};
	vector_run(&(struct vector){"agent", &dissector_sflow, false, turns, 2,
		"sflow {\"sflow\":{\"type\":\"begin\",\"version\":5,\"agent\":\"10.0.0.9\","
		"\"domain\":2,\"sequence\":1,\"uptime_ms\":1000,\"sampling\":512}}\n"
		"identity of=client evidence=sflow equipment=1\n"
		"sflow {\"sflow\":{\"type\":\"end\",\"version\":5,\"messages\":2,\"records\":2,"
		"\"counters\":1,\"lost\":2}}\n"});
}
END_TEST

START_TEST(an_agent_of_ipv6_is_read)
{
	static const struct turn turns[] = {
		CLIENT("\0\0\0\5\0\0\0\2\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7\0\0\0\2\0\0\0\1"
		       "\0\0\3\xe8\0\0\0\0")};
	SFLOW("\"agent\":\"2001:db8::7\"", "!sampling");
}
END_TEST

START_TEST(wide_samples_are_counted)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\1", "\2") "\0\0\0\3\0\0\0\x10\0\0\0\1\0\0\0\0\0\0\0\3\0\0\4\0\0\0\0\4"
					"\0\0\0\4\0\0\0\1")};
	SFLOW("\"sampling\":1024", "\"records\":1,\"counters\":1");
}
END_TEST

START_TEST(samples_of_others_are_passed_over)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1", "\1") "\0\0\x10\1\0\0\0\4\0\0\0\0")};
	SFLOW("\"messages\":1,\"lost\":0", "!malformed");
}
END_TEST

START_TEST(two_sub_agents_are_told_apart)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1", "\0")),
		CLIENT("\0\0\0\5\0\0\0\1\x0a\0\0\x09\0\0\0\3\0\0\0\1\0\0\3\xe8\0\0\0\0")};
	SFLOW("\"domain\":2", "\"domain\":3");
}
END_TEST

START_TEST(an_agent_that_starts_anew_loses_nothing)
{
	static const struct turn turns[] = {CLIENT(HEAD("\x09", "\0")), CLIENT(HEAD("\1", "\0"))};
	SFLOW("\"lost\":0");
}
END_TEST

START_TEST(datagrams_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD("\1", "\1") FLOW)), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD("\1", "\0"))), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD("\1", "\0") "more")), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\0\0\5\0\0\0\3")), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\0\0\4")), PROBE_NO);
}
END_TEST

START_TEST(a_sample_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1", "\1") "\0\0\0\1\xff\xff\xff\xff")};
	SFLOW("anomaly sflow.malformed", "\"messages\":1");
}
END_TEST

START_TEST(a_sample_cut_short_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1", "\1") "\0\0\0\1\0\0\0\4\0\0\0\1")};
	SFLOW("anomaly sflow.malformed");
}
END_TEST

START_TEST(fewer_samples_than_promised_are_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1", "\x09") FLOW)};
	SFLOW("anomaly sflow.malformed", "\"records\":1");
}
END_TEST

START_TEST(more_samples_than_fit_are_not_believed)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1", "\1") FLOW),
		CLIENT("\0\0\0\5\0\0\0\1\x0a\0\0\x09\0\0\0\2\0\0\0\2\0\0\3\xe8\xff\0\0\0")};
	SFLOW("anomaly sflow.malformed", "\"messages\":1");
}
END_TEST

START_TEST(another_version_is_not_ours)
{
	static const struct turn turns[] = {CLIENT("\0\0\0\2\0\0\0\1"), CLIENT("\0\0\0\5")};
	SFLOW("!sflow {", "!identity");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("sflow");

	tcase_add_test(tests, an_agent_is_told_when_it_begins_and_when_it_ends);
	tcase_add_test(tests, an_agent_of_ipv6_is_read);
	tcase_add_test(tests, wide_samples_are_counted);
	tcase_add_test(tests, samples_of_others_are_passed_over);
	tcase_add_test(tests, two_sub_agents_are_told_apart);
	tcase_add_test(tests, an_agent_that_starts_anew_loses_nothing);
	tcase_add_test(tests, datagrams_are_recognised_by_their_bytes);
	tcase_add_test(tests, a_sample_past_the_end_is_malformed);
	tcase_add_test(tests, a_sample_cut_short_is_malformed);
	tcase_add_test(tests, fewer_samples_than_promised_are_malformed);
	tcase_add_test(tests, more_samples_than_fit_are_not_believed);
	tcase_add_test(tests, another_version_is_not_ours);
	return unit_run(tests, "sflow");
}
