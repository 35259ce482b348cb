/*
 * Telnet sessions as terminals show them: with holes, pages, wrapped lines and completion.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <string.h>

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

/* Which word of it hides a secret, a line with a hole does not say. */
START_TEST(of_a_line_with_a_hole_no_more_is_shown_than_stands_before_it)
{
	static const struct turn turns[] = {SERVER("R1(config)#"), CLIENT("username eve passw"),
		GAP(SIDE_CLIENT, 3), CLIENT(" Ev1lpass9\r\n"), GAP(SIDE_SERVER, 40),
		SERVER("\r\nR1(config)#"), CLIENT("no logg"), GAP(SIDE_CLIENT, 3),
		CLIENT(" on\r\n"), SERVER("no logging on\r\nR1(config)#")};
	HAS(VECTOR_OF(dissector_telnet, true), "!Ev1l", "!lpass9",
		"action change account element=server object=username eve passw outcome=unknown",
		"action change logging element=server object=no logging on outcome=ok");
}
END_TEST

START_TEST(a_line_whose_beginning_was_lost_is_what_stands_behind_the_prompt)
{
	static const struct turn turns[] = {SERVER("ops@h1:~$ "), CLIENT("ls\r\n"),
		SERVER("ls\r\nops@h1:~$ "), GAP(SIDE_CLIENT, 1), SERVER("c"),
		CLIENT("url -u ops:Ev1l http://10.9.1.1/\r\n"),
		SERVER("url -u ops:Ev1l http://10.9.1.1/\r\nops@h1:~$ ")};
	HAS(VECTOR_OF(dissector_telnet, true), "!Ev1l", "\"line\":\"curl -u ops:redacted:");
}
END_TEST

START_TEST(a_line_that_was_begun_before_the_capture_is_not_shown)
{
	static const struct turn turns[] = {SERVER("me eve "), CLIENT("oddly Ev1lpass9\r\n"),
		SERVER("oddly Ev1lpass9\r\nR1(config)#"), CLIENT("no logging on\r\n"),
		SERVER("no logging on\r\nR1(config)#")};
	harness_joined(true);
	HAS(VECTOR_OF(dissector_telnet, true), "!Ev1l", "!lpass9", "object=no logging on");
	harness_joined(false);
	HAS(VECTOR_OF(dissector_telnet, true), "Ev1lpass9");
}
END_TEST

START_TEST(what_a_shell_is_told_before_a_hole_may_be_what_comes_behind_it_hides)
{
	static const struct turn turns[] = {SERVER("ops@h1:~$ "), CLIENT("printf 'Ev1l\\nEv1l'"),
		GAP(SIDE_CLIENT, 11), CLIENT("\r\n"), GAP(SIDE_SERVER, 40),
		SERVER("\r\nops@h1:~$ ")};
	HAS(VECTOR_OF(dissector_telnet, true), "!Ev1l", "\"line\":\"printf\"");
}
END_TEST

START_TEST(what_answers_a_lost_question_is_a_secret_whatever_is_shown_next)
{
	static const struct turn turns[] = {SERVER("x\r\n"), CLIENT("enable\r\n"),
		SERVER("enable\r\n"), GAP(SIDE_SERVER, 12), CLIENT("Ev1lword\r\n"), SERVER("r1# "),
		SERVER("configure terminal\r\n")};
	HAS(VECTOR_OF(dissector_telnet, true), "!Ev1l");
}
END_TEST

START_TEST(a_line_that_ran_into_the_next_one_leaks_no_secret)
{
	static const struct turn turns[] = {SERVER("Username: "), CLIENT("bob"),
		GAP(SIDE_CLIENT, 2), CLIENT("S3cretX\r\n"), GAP(SIDE_SERVER, 20),
		SERVER("word Ev1l\r\nR1#"), CLIENT("reload\r\n"), SERVER("reload\r\nR1#")};
	HAS(VECTOR_OF(dissector_telnet, true), "!S3c", "!Ev1l", "\"line\":\"bob\"",
		"action reboot system element=server object=reload");
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

START_TEST(the_end_of_a_hop_to_another_host_is_no_logout)
{
	static const struct turn turns[] = {SERVER("Username: "), CLIENT("bob\r\n"),
		SERVER("bob\r\nPassword: "), CLIENT("S3cret\r\n"), SERVER("\r\nR1#"),
		CLIENT("telnet 10.1.1.2\r\n"),
		SERVER("telnet 10.1.1.2\r\nTrying 10.1.1.2 ... Open\r\n\r\nUsername: "),
		CLIENT("dave\r\n"), SERVER("dave\r\nPassword: "), CLIENT("S3cret\r\n"),
		SERVER("\r\nR2#"), CLIENT("wr\r\n"), SERVER("wr\r\n[OK]\r\nR2#"),
		CLIENT("exit\r\n"), SERVER("exit\r\n[Connection closed]\r\nR1#"),
		CLIENT("wr er\r\n"), SERVER("wr er\r\nR1#")};
	static const struct turn out[] = {CLIENT("exit\r\n"), SERVER("exit\r\n")};
	struct turn all[sizeof(turns) / sizeof(*turns) + 2];
	struct vector v = {"a hop", &dissector_telnet, true, all, sizeof(all) / sizeof(*all), NULL};

	HAS(VECTOR_OF(dissector_telnet, true), "!action logout", "object=wr name=write user=dave",
		"name=write erase user=bob outcome=ok");
	memcpy(all, turns, sizeof(turns));
	memcpy(all + sizeof(turns) / sizeof(*turns), out, sizeof(out));
	HAS(&v, "action logout session");
}
END_TEST

START_TEST(a_server_whose_client_is_not_seen_tells_by_its_echo_what_was_entered)
{
	static const struct turn turns[] = {SERVER("\xff\xfb\x01\xff\xfb\x03\r\nUsername: "),
		SERVER("bob\r\nPassword: "), SERVER("\r\nR1#"), SERVER("co"),
		SERVER("nf t\r\nEnter configuration commands.\r\nR1(config)#"),
		SERVER("no logging hoss\b \bt 10.1.1.1\r\nR1(config)#"),
		SERVER("reload in 5\r\n      ^\r\n% Invalid input detected at '^' "
		       "marker.\r\n\r\nR1(config)#"),
		SERVER("end\r\nR1#"), SERVER("\r\nR1#")};
	HAS(VECTOR_OF(dissector_telnet, true),
		"action login session element=server object=bob user=bob outcome=ok",
		"action change logging element=server object=no logging host 10.1.1.1 user=bob "
		"outcome=ok",
		"object=reload in 5 user=bob outcome=failed");
}
END_TEST

START_TEST(a_community_in_its_own_menu_is_hidden)
{
	static const struct turn turns[] = {SERVER("[carol@MT] > "), CLIENT("/snmp community\r\n"),
		SERVER("/snmp community\r\n[carol@MT] /snmp/community> "),
		CLIENT("set 0 name=zork9\r\n"),
		SERVER("set 0 name=zork9\r\n[carol@MT] /snmp/community> ")};
	HAS(VECTOR_OF(dissector_telnet, true), "!zork9",
		"action change snmp-access element=server object=/snmp community set 0 redacted:");
}
END_TEST

START_TEST(a_question_that_one_key_answers_hides_no_command_behind_it)
{
	static const struct turn turns[] = {SERVER("R1#"), CLIENT("clear counters\r\n"),
		SERVER("clear counters\r\nClear \"show interface\" counters on all interfaces "
		       "[confirm]"),
		CLIENT("y"), SERVER("\r\nR1#"), CLIENT("write erase\r\n"),
		SERVER("write erase\r\nErasing the nvram filesystem! Continue? [confirm]"),
		CLIENT("n"), SERVER("\r\nR1#"), CLIENT("no logging on\r\n"),
		SERVER("no logging on\r\nR1#")};
	HAS(VECTOR_OF(dissector_telnet, true), "object=clear counters outcome=ok",
		"object=write erase outcome=failed", "object=no logging on");
}
END_TEST

START_TEST(what_is_broken_off_or_declined_by_default_was_not_done)
{
	static const struct turn turns[] = {SERVER("R1#"), CLIENT("reload\r\n"),
		SERVER("reload\r\nProceed with reload? [confirm]"), CLIENT("\003"),
		SERVER("\r\nR1#"), CLIENT("write erase\r\n"),
		SERVER("write erase\r\nThis will erase all. Continue? [y/N]: "), CLIENT("\r\n"),
		SERVER("\r\nR1#"), CLIENT("erase startup-config\r\n"),
		SERVER("erase startup-config\r\nSure? [no]: "), CLIENT("yes\r\n"),
		SERVER("yes\r\nR1#")};
	HAS(VECTOR_OF(dissector_telnet, true), "object=reload outcome=failed",
		"object=write erase outcome=failed", "object=erase startup-config outcome=ok");
}
END_TEST

START_TEST(each_error_of_what_was_pasted_belongs_to_its_own_line)
{
	static const struct turn turns[] = {SERVER("R1(config)#"),
		CLIENT("no foo\r\nno logging on\r\nno bar\r\nusername e privilege 15\r\n"),
		SERVER("no foo\r\n% Invalid input detected at '^' marker.\r\nR1(config)#no logging "
		       "on\r\nR1(config)#no bar\r\n% Invalid input detected at '^' "
		       "marker.\r\nR1(config)#username e privilege 15\r\nR1(config)#")};
	HAS(VECTOR_OF(dissector_telnet, true), "object=no foo outcome=failed",
		"object=no logging on outcome=ok", "object=no bar outcome=failed",
		"object=username e privilege 15 outcome=ok");
}
END_TEST

START_TEST(the_text_of_a_banner_orders_nothing)
{
	static const struct turn turns[] = {SERVER("R1(config)#"), CLIENT("banner login ^C\r\n"),
		SERVER("banner login ^C\r\nEnter TEXT message.  End with the character '^'.\r\n"),
		CLIENT("No logging in without authorization\r\nwrite erase\r\n^C\r\n"),
		SERVER("No logging in without authorization\r\nwrite erase\r\n^C\r\nR1(config)#"),
		CLIENT("no logging on\r\n"), SERVER("no logging on\r\nR1(config)#")};
	HAS(VECTOR_OF(dissector_telnet, true), "!action erase", "!object=No logging in",
		"object=no logging on outcome=ok");
}
END_TEST

START_TEST(functions_of_telnet_and_the_key_that_leaves_edit_the_line)
{
	static const struct turn turns[] = {SERVER("R1(config)#"),
		CLIENT("show clock\xff\xf8no logging on\r\n"),
		SERVER("no logging on\r\nR1(config)#"), CLIENT("reload\xff\xf4"),
		SERVER("reload^C\r\nR1(config)#"), CLIENT("no aaa new-model\032"),
		SERVER("no aaa new-model^Z\r\nR1#")};
	HAS(VECTOR_OF(dissector_telnet, true), "object=no logging on outcome=ok", "!reboot",
		"action change aaa element=server object=no aaa new-model outcome=ok");
}
END_TEST

START_TEST(a_prompt_that_looks_like_a_question_for_a_secret_hides_no_command)
{
	static const struct turn turns[] = {SERVER("R1#"), CLIENT("show clock\r\n"),
		SERVER("show clock\r\n10:00\r\nPassword: "), CLIENT("write erase\r\n"),
		SERVER("write erase\r\nPassword: "), CLIENT("zork9\r\n"),
		SERVER("zork9\r\nPassword: ")};
	HAS(VECTOR_OF(dissector_telnet, true), "action erase config", "!zork9");
}
END_TEST

START_TEST(secrets_are_asked_for_in_other_words_and_languages)
{
	static const char *const asks[] = {"Destination password []? ",
		"Community string [public]: ", "Pre-shared key []:", "Enter enable secret: ",
		"PIN:", "Passwort: ", "Mot de passe : ",
		"Contrase\xc3\xb1"
		"a: ",
		"\xe5\xaf\x86\xe7\xa0\x81\xef\xbc\x9a"};
	struct cli_prompt p;

	for (size_t i = 0; i < sizeof(asks) / sizeof(*asks); i++)
		ck_assert_msg(cli_prompt(&lexicon_builtin, span_str(asks[i]), &p) &&
				      p.mode == CLI_MODE_PASSWORD,
			"%s", asks[i]);
	ck_assert(cli_prompt(&lexicon_builtin, SPAN_LIT("Change the password? [yes/no]: "), &p));
	ck_assert_int_eq(p.mode, CLI_MODE_QUESTION);
}
END_TEST

START_TEST(behind_a_hop_the_element_is_the_host_that_was_named)
{
	static const struct turn turns[] = {SERVER("R1#"), CLIENT("telnet 192.0.2.9\r\n"),
		SERVER("telnet 192.0.2.9\r\nTrying 192.0.2.9 ... Open\r\nUsername: "),
		CLIENT("bob\r\n"), SERVER("bob\r\nPassword: "), CLIENT("zork9\r\n"),
		SERVER("\r\nR2#"), CLIENT("reload\r\n"),
		SERVER("reload\r\nProceed with reload? [confirm]"), CLIENT("n"), SERVER("\r\nR2#")};
	HAS(VECTOR_OF(dissector_telnet, true),
		"action login session element=server object=bob user=bob on=192.0.2.9",
		"action reboot system element=server object=reload user=bob on=192.0.2.9");
}
END_TEST

START_TEST(a_host_that_is_asked_for_is_where_the_copy_goes)
{
	static const struct turn turns[] = {SERVER("R1#"), CLIENT("copy running-config tftp:\r\n"),
		SERVER("copy running-config tftp:\r\nAddress or name of remote host []? "),
		CLIENT("192.0.2.7\r\n"), SERVER("192.0.2.7\r\nDestination filename [r1-confg]? "),
		CLIENT("\r\n"), SERVER("\r\n!!\r\n800 bytes copied\r\nR1#"),
		CLIENT("copy startup-config tftp:\r\n"),
		SERVER("copy startup-config tftp:\r\nAddress or name of remote host [192.0.2.8]? "),
		CLIENT("\r\n"), SERVER("\r\n!!\r\n800 bytes copied\r\nR1#")};
	HAS(VECTOR_OF(dissector_telnet, true),
		"object=copy running-config tftp: target=192.0.2.7 outcome=ok",
		"object=copy startup-config tftp: target=192.0.2.8 outcome=ok");
}
END_TEST

START_TEST(a_line_of_several_commands_gives_an_action_for_each_deed)
{
	static const struct turn turns[] = {
		SERVER("\r\nUser Access Verification\r\n\r\nCisco NX-OS\r\nn9k# "),
		CLIENT("conf t ; no logging server 10.1.1.1 ; username eve role x\r\n"),
		SERVER("conf t ; no logging server 10.1.1.1 ; username eve role x\r\n"
		       "n9k(config)# ")};
	HAS(VECTOR_OF(dissector_telnet, true), "action change logging element",
		"action change account element");
}
END_TEST

START_TEST(what_a_scheduled_job_stores_is_not_run)
{
	static const struct turn turns[] = {SERVER("\r\nCisco NX-OS\r\nn9k(config)# "),
		CLIENT("scheduler job name x\r\n"),
		SERVER("scheduler job name x\r\nn9k(config-job)# "), CLIENT("write erase\r\n"),
		SERVER("write erase\r\nn9k(config-job)# ")};
	HAS(VECTOR_OF(dissector_telnet, true), "!action erase",
		"action change schedule element=server object=write erase");
}
END_TEST

START_TEST(a_change_of_junos_is_named_by_its_path_alone)
{
	static const struct turn turns[] = {SERVER("[edit protocols bgp]\r\nbob@mx# "),
		CLIENT("set neighbor 10.1.1.1 peer-as 65000\r\n"),
		SERVER("set neighbor 10.1.1.1 peer-as 65000\r\n\r\n[edit protocols bgp]\r\nbob@mx# "),
		CLIENT("top\r\n"), SERVER("top\r\n\r\n[edit]\r\nbob@mx# "),
		CLIENT("rename interfaces a to b\r\n"),
		SERVER("rename interfaces a to b\r\n\r\n[edit]\r\nbob@mx# ")};
	HAS(VECTOR_OF(dissector_telnet, true), "object=rename interfaces a to b ", "!; rename");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("telnet terminal");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, what_answers_a_question_that_was_lost_is_no_command);
	tcase_add_test(t, a_lost_answer_leaves_the_outcome_unknown);
	tcase_add_test(t, of_a_line_with_a_hole_no_more_is_shown_than_stands_before_it);
	tcase_add_test(t, a_line_whose_beginning_was_lost_is_what_stands_behind_the_prompt);
	tcase_add_test(t, a_line_that_was_begun_before_the_capture_is_not_shown);
	tcase_add_test(t, what_a_shell_is_told_before_a_hole_may_be_what_comes_behind_it_hides);
	tcase_add_test(t, what_answers_a_lost_question_is_a_secret_whatever_is_shown_next);
	tcase_add_test(t, a_line_that_ran_into_the_next_one_leaks_no_secret);
	tcase_add_test(t, what_is_said_in_a_view_is_about_what_the_view_is_about);
	tcase_add_test(t, behind_a_view_commands_stand_for_themselves_again);
	tcase_add_test(t, the_end_of_a_shell_inside_of_a_command_line_is_no_logout);
	tcase_add_test(t, the_end_of_a_hop_to_another_host_is_no_logout);
	tcase_add_test(t, a_server_whose_client_is_not_seen_tells_by_its_echo_what_was_entered);
	tcase_add_test(t, a_community_in_its_own_menu_is_hidden);
	tcase_add_test(t, a_question_that_one_key_answers_hides_no_command_behind_it);
	tcase_add_test(t, what_is_broken_off_or_declined_by_default_was_not_done);
	tcase_add_test(t, each_error_of_what_was_pasted_belongs_to_its_own_line);
	tcase_add_test(t, the_text_of_a_banner_orders_nothing);
	tcase_add_test(t, functions_of_telnet_and_the_key_that_leaves_edit_the_line);
	tcase_add_test(t, a_prompt_that_looks_like_a_question_for_a_secret_hides_no_command);
	tcase_add_test(t, secrets_are_asked_for_in_other_words_and_languages);
	tcase_add_test(t, a_host_that_is_asked_for_is_where_the_copy_goes);
	tcase_add_test(t, behind_a_hop_the_element_is_the_host_that_was_named);
	tcase_add_test(t, a_line_of_several_commands_gives_an_action_for_each_deed);
	tcase_add_test(t, what_a_scheduled_job_stores_is_not_run);
	tcase_add_test(t, a_change_of_junos_is_named_by_its_path_alone);
	return unit_run(t, "telnet terminal");
}
