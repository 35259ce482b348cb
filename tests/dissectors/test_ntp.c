/* test_ntp: dissectors/ntp*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_ntp;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_ntp, false, turns, sizeof(turns) / sizeof(*turns), said          \
	}

#define Z8 "\0\0\0\0\0\0\0\0"
/* first octet, stratum, poll 6, precision -20; root delay and dispersion */
#define TIME(first, stratum, reference, times) first stratum "\6\xec" Z8 reference Z8 Z8 times
#define ASK                                    TIME("\x23", "\0", "\0\0\0\0", Z8 Z8)
#define CLOCK                                  "\xee\0\0\0\0\0\0\0\xee\0\0\1\0\0\0\0"

START_TEST(a_question_and_its_answer_are_told)
{
	static const struct turn turns[] = {
		CLIENT(ASK),
		SERVER(TIME("\x24", "\2", "\x0a\0\0\1", CLOCK)),
	};
	vector_run(&VECTOR("time",
		"ntp {\"ntp\":{\"version\":4,\"mode\":3,\"stratum\":0},\"spanwatch\":{\"ntp\":{"
		"\"leap\":0,\"poll\":6}}}\n"
		"ntp {\"ntp\":{\"version\":4,\"mode\":4,\"stratum\":2,\"reference_id\":"
		"\"10.0.0.1\"},\"spanwatch\":{\"ntp\":{\"leap\":0,\"poll\":6}}}\n"
		"hint capture.clock number=18446742289721942618\n")); /* ms behind the packet:
									 negative */
}
END_TEST

START_TEST(a_reference_clock_is_named)
{
	static const struct turn turns[] = {SERVER(TIME("\x1c", "\1", "GPS\0", CLOCK))};
	char *said = vector_says(&VECTOR("gps", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"version\":3"));
	ck_assert_ptr_nonnull(strstr(said, "\"reference_id\":\"GPS\""));
	free(said);
}
END_TEST

START_TEST(a_broadcast_and_a_peer_are_told)
{
	static const struct turn turns[] = {
		CLIENT(TIME("\x25", "\3", "\1\2\3\4", CLOCK)),
		CLIENT(TIME("\x21", "\3", "\1\2\3\4", CLOCK)),
	};
	char *said = vector_says(&VECTOR("modes", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"mode\":5"));
	ck_assert_ptr_nonnull(strstr(said, "\"mode\":1"));
	free(said);
}
END_TEST

START_TEST(variables_that_are_read_are_one_action)
{
	static const struct turn turns[] = {
		CLIENT("\x16\2\0\1\0\0\0\0\0\0\0\0"),
		SERVER("\x16\x82\0\1\6\x15\0\0\0\0\0\4a=1,"),
		CLIENT("\x16\1\0\2\0\0\0\0\0\0\0\0"),
	};
	char *said = vector_says(&VECTOR("reads", NULL));
	ck_assert_ptr_nonnull(strstr(said, "action read time element=server object=readvar"));
	ck_assert_ptr_nonnull(strstr(said, "count=2 sealed\n"));
	ck_assert_ptr_nonnull(strstr(said, "hint ntp.mode6 text=readvar\n"));
	ck_assert_ptr_nonnull(strstr(said, "\"text\":\"a=1,\""));
	free(said);
}
END_TEST

START_TEST(a_configuration_that_is_refused_is_a_change_that_was_tried)
{
	static const struct turn turns[] = {
		CLIENT("\x16\x08\0\x09\0\0\0\0\0\0\0\x08"
		       "restrict"
		       "\0\0\0\1" Z8 Z8),
		SERVER("\x16\xc8\0\x09\1\0\0\0\0\0\0\0"),
	};
	vector_run(&VECTOR("configure",
		"ntp {\"ntp\":{\"version\":2,\"mode\":6},\"spanwatch\":{\"ntp\":{\"operation\":"
		"\"configure\",\"response\":false,\"sequence\":9,\"text\":\"restrict\"}}}\n"
		"hint ntp.configure text=configure\n"
		"hint ntp.mode6 text=configure\n"
		"ntp {\"ntp\":{\"version\":2,\"mode\":6},\"spanwatch\":{\"ntp\":{\"operation\":"
		"\"configure\",\"response\":true,\"error\":1,\"sequence\":9}}}\n"
		"action change time element=server object=configure value=restrict outcome=refused "
		"evidence=observed reason=authentication failed\n"));
}
END_TEST

START_TEST(a_variable_that_is_written_is_a_change)
{
	static const struct turn turns[] = {
		CLIENT("\x1e\3\0\1\0\0\0\0\0\0\0\4a=1\0"),
		SERVER("\x1e\x83\0\1\0\0\0\0\0\0\0\0"),
	};
	char *said = vector_says(&VECTOR("writevar", NULL));
	ck_assert_ptr_nonnull(strstr(
		said, "action change time element=server object=writevar value=a=1 outcome=ok"));
	free(said);
}
END_TEST

START_TEST(a_list_of_clients_is_a_read)
{
	static const struct turn turns[] = {CLIENT("\x17\0\3\x2a\0\0\0\0")};
	vector_run(&VECTOR("monlist",
		"ntp {\"ntp\":{\"version\":2,\"mode\":7},\"spanwatch\":{\"ntp\":{\"operation\":"
		"\"mon_getlist_1\",\"response\":false,\"sequence\":0,\"items\":0}}}\n"
		"hint ntp.mode7 text=mon_getlist_1\n"
		"action read time element=server object=mon_getlist_1 outcome=unknown "
		"evidence=observed sealed\n"));
}
END_TEST

START_TEST(a_private_request_that_sets_is_a_change)
{
	static const struct turn turns[] = {
		CLIENT("\x17\0\3\x0a\0\1\0\x08" Z8),
		SERVER("\x97\0\3\x0a\x70\0\0\0"),
	};
	char *said = vector_says(&VECTOR("config", NULL));
	ck_assert_ptr_nonnull(strstr(said, "action change time element=server object=config"));
	ck_assert_ptr_nonnull(strstr(said, "outcome=refused"));
	ck_assert_ptr_nonnull(strstr(said, "hint ntp.configure text=config\n"));
	free(said);
}
END_TEST

START_TEST(counts_that_lie_are_malformed)
{
	static const struct turn turns[] = {
		CLIENT(ASK),
		CLIENT("\x16\x08\0\x09\0\0\0\0\0\0\xff\xff"
		       "restrict"),
		CLIENT("\x17\0\3\x2a\x0f\xff\x0f\xff"),
	};
	char *said = vector_says(&VECTOR("lies", NULL));
	char *first = strstr(said, "anomaly ntp.malformed\n");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(strstr(first + 1, "anomaly ntp.malformed\n"));
	ck_assert_ptr_null(strstr(said, "action"));
	free(said);
}
END_TEST

START_TEST(what_the_snap_length_cut_is_no_malformed_message)
{
	static const struct turn turns[] = {
		CLIENT(ASK), CLIENT("\x23\0\6"), CLIENT("\x17\0\3\x2a\0\1\0\x08")};

	char *said = vector_says(&VECTOR("whole", NULL));
	ck_assert_ptr_nonnull(strstr(said, "anomaly ntp.malformed\n"));
	free(said);
	harness_snapped(true);
	said = vector_says(&VECTOR("cut", NULL));
	ck_assert_ptr_null(strstr(said, "malformed"));
	ck_assert_ptr_nonnull(strstr(said, "\"mode\":3"));
	free(said);
}
END_TEST

START_TEST(an_unknown_operation_is_none)
{
	static const struct turn turns[] = {
		CLIENT("\x16\x14\0\1\0\0\0\0\0\0\0\0"), CLIENT("\x17\0\3\xff\0\0\0\0")};
	vector_run(&VECTOR("unknown", ""));
}
END_TEST

START_TEST(a_request_with_the_marks_of_an_answer_is_none)
{
	static const struct turn turns[] = {
		CLIENT("\x16\x42\0\1\0\0\0\0\0\0\0\0"), CLIENT("\x17\0\3\x2a\x10\0\0\0")};
	vector_run(&VECTOR("marks", ""));
}
END_TEST

START_TEST(short_and_odd_datagrams_say_nothing)
{
	static const struct turn turns[] = {
		CLIENT(""),
		CLIENT("\x23"),
		CLIENT("\x3b"
		       "\0\6\xec" Z8 Z8 Z8 Z8 Z8 "\0\0\0\0"),
		CLIENT(ASK "\0"),
		CLIENT(TIME("\x23", "\x11", "\0\0\0\0", Z8 Z8)),
	};
	vector_run(&VECTOR("short", ""));
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len)
{
	struct probe_input in = {.data = span_of(bytes, len), .sport = 4000, .dport = 4444};
	return dissector_ntp.probe(&in);
}

START_TEST(only_what_chance_does_not_make_is_sure)
{
	static const char answer[] = TIME("\x24", "\2", "\x0a\0\0\1", CLOCK);
	static const char ask[] = ASK;

	ck_assert_int_eq(probe_of(answer, sizeof(answer) - 1), PROBE_SURE);
	ck_assert_int_eq(probe_of(ask, sizeof(ask) - 1), PROBE_LIKELY);
	ck_assert_int_eq(probe_of("\x17\0\3\x2a\0\0\0\0", 8), PROBE_SURE);
	ck_assert_int_eq(probe_of("\x16\2\0\1\0\0\0\0\0\0\0\0", 12), PROBE_LIKELY);
	ck_assert_int_eq(probe_of("\x16\3\0\1\0\0\0\0\0\0\0\4a=1,", 16), PROBE_SURE);
	ck_assert_int_eq(probe_of("\x23", 1), PROBE_NO);
	ck_assert_int_eq(probe_of("", 0), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("ntp");

	tcase_add_test(t, a_question_and_its_answer_are_told);
	tcase_add_test(t, a_reference_clock_is_named);
	tcase_add_test(t, a_broadcast_and_a_peer_are_told);
	tcase_add_test(t, variables_that_are_read_are_one_action);
	tcase_add_test(t, a_configuration_that_is_refused_is_a_change_that_was_tried);
	tcase_add_test(t, a_variable_that_is_written_is_a_change);
	tcase_add_test(t, a_list_of_clients_is_a_read);
	tcase_add_test(t, a_private_request_that_sets_is_a_change);
	tcase_add_test(t, counts_that_lie_are_malformed);
	tcase_add_test(t, what_the_snap_length_cut_is_no_malformed_message);
	tcase_add_test(t, an_unknown_operation_is_none);
	tcase_add_test(t, a_request_with_the_marks_of_an_answer_is_none);
	tcase_add_test(t, short_and_odd_datagrams_say_nothing);
	tcase_add_test(t, only_what_chance_does_not_make_is_sure);
	return unit_run(t, "ntp");
}
