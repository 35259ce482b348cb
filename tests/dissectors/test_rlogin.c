/* test_rlogin: dissectors/rlogin.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_rlogin;

/* clang-format off */
#define COUNT(list) (sizeof(list) / sizeof(*list))

START_TEST(a_login_names_both_users)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000xterm/38400\000"),
		SERVER("\000# ")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"rlogin {\"rlogin\":{\"user\":\"root\",\"local_user\":\"joe\",\"terminal\":\"xterm/38400\"}}",
		"action login session element=server object=root user=root outcome=ok");
}
END_TEST

START_TEST(a_prompt_for_a_password_is_no_login_yet)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt100/9600\000"),
		SERVER("\000Password: "),
		CLIENT("Hidden-1\r"),
		SERVER("\r\nAuthentication failure\r\n")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"!action login ",
		"!Hidden-1\"",
		"action login-failed session element=server object=root user=root outcome=refused");
}
END_TEST

START_TEST(what_the_prompt_of_a_router_answers_is_read_as_in_telnet)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000alice\000vt100/9600\000"),
		SERVER("\000\200"),
		CLIENT("\377\377ss\000\030\000\120\002\200\001\340"),
		SERVER("gw1#"),
		CLIENT("conf t\r"),
		SERVER("conf t\r\ngw1(config)#"),
		CLIENT("user eve sec 0 Hidden-1\r"),
		SERVER("user eve sec 0 Hidden-1\r\ngw1(config)#"),
		CLIENT("end\r"),
		SERVER("end\r\ngw1#"),
		CLIENT("wr\r"),
		SERVER("wr\r\n% Error opening nvram:/startup-config\r\ngw1#"),
		CLIENT("exit\r")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"action login session element=server object=alice user=alice outcome=ok",
		"action change account element=server object=user eve sec 0",
		"action save config element=server object=wr name=write user=alice outcome=failed",
		"action logout session",
		"\"line\":\"conf t\",\"direction\":\"to_server\",\"prompt\":\"gw1#\"");
}
END_TEST

/* evasive: bytes of the server are missing where it let the user in */
START_TEST(a_session_whose_begin_is_missing_goes_on)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000alice\000vt100/9600\000"),
		GAP(SIDE_SERVER, 30),
		SERVER("\r\ngw1#"),
		CLIENT("reload\r"),
		SERVER("reload\r\n")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"action reboot system element=server object=reload user=alice");
}
END_TEST

START_TEST(a_refusal_is_a_failed_login)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt100/9600\000"),
		SERVER("\001Permission denied.\n")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"action login-failed session element=server object=root user=root outcome=refused evidence=observed reason=Permission denied.",
		"!action login ");
}
END_TEST

START_TEST(a_refusal_without_mark_is_one_too)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt100/9600\000"),
		SERVER("rlogind: no route\r\n")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"reason=rlogind: no route",
		"!action login ");
}
END_TEST

START_TEST(the_nul_may_come_alone)
{
	static const struct turn turns[] = {
		CLIENT("\000"),
		CLIENT("joe\000root\000vt100/9600\000"),
		SERVER("\000")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"\"user\":\"root\"",
		"action login session element=server object=root user=root outcome=unknown");
}
END_TEST

START_TEST(another_user_is_another_user)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000admin\000ansi/0\000"),
		SERVER("\000")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"object=admin user=admin");
}
END_TEST

START_TEST(what_is_typed_ahead_is_read_and_whether_it_was_let_in_is_unknown)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt100/9600\000show run\r"),
		SERVER("\000")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"action read config element=server object=show run",
		"action login session element=server object=root user=root outcome=unknown");
}
END_TEST

/* evasive: cut inside of names */
START_TEST(a_greeting_in_pieces_is_one)
{
	static const struct turn turns[] = {
		CLIENT("\000j"),
		CLIENT("oe\000ro"),
		CLIENT("ot\000vt/1"),
		CLIENT("\000"),
		SERVER("\000")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"\"terminal\":\"vt/1\"");
}
END_TEST

/* evasive: the answer first */
START_TEST(an_answer_before_the_greeting_lets_nobody_in)
{
	static const struct turn turns[] = {
		SERVER("\000"),
		CLIENT("\000joe\000root\000vt/1\000")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"!outcome=ok");
}
END_TEST

/* malformed: a terminal without end */
START_TEST(a_greeting_without_end_is_given_up)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"!rlogin {");
}
END_TEST

/* malformed: a name of 200 bytes */
START_TEST(a_long_name_is_cut)
{
	static const struct turn turns[] = {
		CLIENT("\000jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj\000rrrrrrrr"
		       "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
		       "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
		       "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\000vt/1\000"),
		SERVER("\000")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"object=rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr ");
}
END_TEST

/* malformed: a message without line end */
START_TEST(a_message_without_end_is_a_refusal)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt/1\000"),
		SERVER("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxx")};

	harness_server_port(513);
	HAS(VECTOR_OF(dissector_rlogin, true),
		"action login-failed");
}
END_TEST

START_TEST(what_only_looks_alike_is_not_taken)
{
	static const struct span others[] = {SPAN_LIT("joe\000root\000vt/1\000"), SPAN_LIT("\000\000\000\000\001"), SPAN_LIT("\000joe\000root\000vt100\000"), SPAN_LIT("\000jo e\000root\000vt/1\000"), SPAN_LIT("\000joe\000root\000vt/x\000")};

	for (unsigned i = 0; i < COUNT(others); i++) {
		const struct probe_input in = {others[i], SIDE_CLIENT, 1023, 513, true, false};
		ck_assert_int_eq(dissector_rlogin.probe(&in), PROBE_NO);
	}
}
END_TEST
/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("rlogin");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_login_names_both_users);
	tcase_add_test(t, a_prompt_for_a_password_is_no_login_yet);
	tcase_add_test(t, what_the_prompt_of_a_router_answers_is_read_as_in_telnet);
	tcase_add_test(t, a_session_whose_begin_is_missing_goes_on);
	tcase_add_test(t, a_refusal_is_a_failed_login);
	tcase_add_test(t, a_refusal_without_mark_is_one_too);
	tcase_add_test(t, the_nul_may_come_alone);
	tcase_add_test(t, another_user_is_another_user);
	tcase_add_test(t, what_is_typed_ahead_is_read_and_whether_it_was_let_in_is_unknown);
	tcase_add_test(t, a_greeting_in_pieces_is_one);
	tcase_add_test(t, an_answer_before_the_greeting_lets_nobody_in);
	tcase_add_test(t, a_greeting_without_end_is_given_up);
	tcase_add_test(t, a_long_name_is_cut);
	tcase_add_test(t, a_message_without_end_is_a_refusal);
	tcase_add_test(t, what_only_looks_alike_is_not_taken);
	return unit_run(t, "rlogin");
}
