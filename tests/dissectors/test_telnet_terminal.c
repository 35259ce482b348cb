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

START_TEST(what_is_said_in_a_view_is_about_what_the_view_is_about)
{
	static const struct turn turns[] = {SERVER("fg1 # "), CLIENT("config system admin\r\n"),
		SERVER("config system admin\r\nfg1 (admin) # "), CLIENT("edit eve\r\n"),
		SERVER("edit eve\r\nfg1 (eve) # "), CLIENT("set trusthost1 0.0.0.0\r\n"),
		SERVER("set trusthost1 0.0.0.0\r\nfg1 (eve) # "), CLIENT("end\r\n"),
		SERVER("end\r\nfg1 # "), CLIENT("execute reboot\r\n"),
		SERVER("execute reboot\r\nfg1 # ")};
	HAS(VECTOR_OF(dissector_telnet, true), "!object=config",
		"action change account element=server object=edit eve outcome=ok",
		"action change account element=server object=set trusthost1 0.0.0.0 outcome=ok",
		"action reboot system element=server object=execute reboot outcome=ok");
}
END_TEST

START_TEST(behind_a_view_commands_stand_for_themselves_again)
{
	static const struct turn turns[] = {SERVER("R1(config)#"), CLIENT("username eve\r\n"),
		SERVER("username eve\r\nR1(config-un)#"), CLIENT("group root-system\r\n"),
		SERVER("group root-system\r\nR1(config-un)#"), CLIENT("exit\r\n"),
		SERVER("exit\r\nR1(config)#"), CLIENT("frobnicate on\r\n"),
		SERVER("frobnicate on\r\nR1(config)#")};
	HAS(VECTOR_OF(dissector_telnet, true),
		"action change account element=server object=group root-system outcome=ok",
		"action change config element=server object=frobnicate on outcome=ok");
}
END_TEST

START_TEST(the_end_of_a_shell_inside_of_a_command_line_is_no_logout)
{
	static const struct turn turns[] = {SERVER("leaf1#"), CLIENT("bash\r\n"),
		SERVER("bash\r\n[ops@leaf1 ~]$ "), CLIENT("exit\r\n"), SERVER("exit\r\nleaf1#"),
		CLIENT("wr er\r\n"), SERVER("wr er\r\nleaf1#")};
	HAS(VECTOR_OF(dissector_telnet, true), "!action logout",
		"action erase config element=server object=wr er name=write erase outcome=ok");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("telnet terminal");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, what_answers_a_question_that_was_lost_is_no_command);
	tcase_add_test(t, a_lost_answer_leaves_the_outcome_unknown);
	tcase_add_test(t, what_is_said_in_a_view_is_about_what_the_view_is_about);
	tcase_add_test(t, behind_a_view_commands_stand_for_themselves_again);
	tcase_add_test(t, the_end_of_a_shell_inside_of_a_command_line_is_no_logout);
	return unit_run(t, "telnet terminal");
}
