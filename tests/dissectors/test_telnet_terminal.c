/*
 * Telnet sessions as terminals show them: with holes, pages, wrapped lines and completion.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_telnet;

START_TEST(what_answers_a_question_that_was_lost_is_no_command)
{
	static const struct turn turns[] = {SERVER("R1#"), CLIENT("copy running-config tftp:\r\n"),
		SERVER("copy running-config tftp:\r\n"), GAP(SIDE_SERVER, 35),
		CLIENT("10.20.0.10\r\n"), SERVER("10.20.0.10\r\n"), GAP(SIDE_SERVER, 33),
		CLIENT("reload\r\n"), SERVER("reload\r\n"), GAP(SIDE_SERVER, 40), SERVER("R1#"),
		CLIENT("write memory\r\n"), SERVER("write memory\r\n[OK]\r\nR1#")};
	HAS(VECTOR_OF(dissector_telnet, true),
		"object=copy running-config tftp:", "!object=10.20.0.10", "\"line\":\"10.20.0.10\"",
		"action reboot system element=server object=reload outcome=unknown",
		"object=write memory outcome=ok");
}
END_TEST

START_TEST(a_lost_answer_leaves_the_outcome_unknown)
{
	static const struct turn turns[] = {SERVER("R1(config)#"), CLIENT("no aaa new-model\r\n"),
		SERVER("no aaa new-model\r\n"), GAP(SIDE_SERVER, 60), SERVER("\r\nR1(config)#"),
		CLIENT("no logging on\r\n"), SERVER("no logging on\r\nR1(config)#")};
	HAS(VECTOR_OF(dissector_telnet, true), "object=no aaa new-model outcome=unknown",
		"object=no logging on outcome=ok");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("telnet terminal");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, what_answers_a_question_that_was_lost_is_no_command);
	tcase_add_test(t, a_lost_answer_leaves_the_outcome_unknown);
	return unit_run(t, "telnet terminal");
}
