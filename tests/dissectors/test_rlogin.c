/* test_rlogin: dissectors/rsh.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_rlogin;

/* clang-format off */
#define COUNT(list) (sizeof(list) / sizeof(*list))

static void expect_in(const struct turn *list, unsigned count, const char *what, bool there)
{
	const struct vector v = {"part", &dissector_rlogin, true, list, count, NULL};

	char *said = vector_says(&v);
	ck_assert_msg((strstr(said, what) != NULL) == there, "%s\n%s", what, said);
	free(said);
}

static void survives(const struct turn *list, unsigned count)
{
	const struct vector v = {"part", &dissector_rlogin, true, list, count, NULL};

	vector_run(&v);
}

START_TEST(a_login_names_both_users)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000xterm/38400\000"),
		SERVER("\000# ")};

	harness_server_port(513);
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"rlogin {\"rlogin\":{\"user\":\"root\",\"local_user\":\"joe\",\"terminal\":\"xterm/38400\"}}", true);
	expect_in(turns, COUNT(turns),
		"action login session element=server object=root user=root outcome=ok", true);
}
END_TEST

START_TEST(a_prompt_for_a_password_is_no_refusal_of_the_greeting)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt100/9600\000"),
		SERVER("\000Password: ")};

	harness_server_port(513);
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action login session element=server object=root user=root outcome=ok", true);
}
END_TEST

START_TEST(a_refusal_is_a_failed_login)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt100/9600\000"),
		SERVER("\001Permission denied.\n")};

	harness_server_port(513);
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action login-failed session element=server object=root user=root outcome=refused evidence=observed reason=Permission denied.", true);
}
END_TEST

START_TEST(a_refusal_without_mark_is_one_too)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt100/9600\000"),
		SERVER("rlogind: no route\r\n")};

	harness_server_port(513);
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"reason=rlogind: no route", true);
}
END_TEST

START_TEST(the_nul_may_come_alone)
{
	static const struct turn turns[] = {
		CLIENT("\000"),
		CLIENT("joe\000root\000vt100/9600\000"),
		SERVER("\000")};

	harness_server_port(513);
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"\"user\":\"root\"", true);
	expect_in(turns, COUNT(turns),
		"action login session element=server object=root user=root outcome=ok", true);
}
END_TEST

START_TEST(another_user_is_another_user)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000admin\000ansi/0\000"),
		SERVER("\000")};

	harness_server_port(513);
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"object=admin user=admin", true);
}
END_TEST

START_TEST(what_follows_is_not_read)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000vt100/9600\000show run\r"),
		SERVER("\000")};

	harness_server_port(513);
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"show run", false);
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
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"\"terminal\":\"vt/1\"", true);
}
END_TEST

/* evasive: the answer first */
START_TEST(an_answer_before_the_greeting_is_none)
{
	static const struct turn turns[] = {
		SERVER("\000"),
		CLIENT("\000joe\000root\000vt/1\000")};

	harness_server_port(513);
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action", false);
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
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"rlogin {", false);
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
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"object=rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr ", true);
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
	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action login-failed", true);
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
	tcase_add_test(t, a_prompt_for_a_password_is_no_refusal_of_the_greeting);
	tcase_add_test(t, a_refusal_is_a_failed_login);
	tcase_add_test(t, a_refusal_without_mark_is_one_too);
	tcase_add_test(t, the_nul_may_come_alone);
	tcase_add_test(t, another_user_is_another_user);
	tcase_add_test(t, what_follows_is_not_read);
	tcase_add_test(t, a_greeting_in_pieces_is_one);
	tcase_add_test(t, an_answer_before_the_greeting_is_none);
	tcase_add_test(t, a_greeting_without_end_is_given_up);
	tcase_add_test(t, a_long_name_is_cut);
	tcase_add_test(t, a_message_without_end_is_a_refusal);
	tcase_add_test(t, what_only_looks_alike_is_not_taken);
	return unit_run(t, "rlogin");
}
