/* test_winbox: dissectors/winbox.c. Messages as the program sends them; the user has no secret. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_winbox;

/* clang-format off */
#define COUNT(list) (sizeof(list) / sizeof(*list))

static void expect_in(const struct turn *list, unsigned count, const char *what, bool there)
{
	const struct vector v = {"part", &dissector_winbox, true, list, count, NULL};

	char *said = vector_says(&v);
	ck_assert_msg((strstr(said, what) != NULL) == there, "%s\n%s", what, said);
	free(said);
}

static void survives(const struct turn *list, unsigned count)
{
	const struct vector v = {"part", &dissector_winbox, true, list, count, NULL};

	vector_run(&v);
}

START_TEST(a_file_of_the_program_is_a_read)
{
	static const struct turn turns[] = {
		CLIENT("7\001\0005M2\005\000\377\001\006\000\377\011\005\007\000\377\011\007\001\000"
		       "\000!\004list\002\000\377\210\002\000\000\000\000\000\010\000\000\000\001"
		       "\000\377\210\002\000\002\000\000\000\002\000\000\000"),
		SERVER("\037\001\000\035M2\006\000\377\011\005\001\000\376\010\003\000\000\000\002"
		       "\000\377\210\002\000\002\000\000\000\002\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"winbox {\"winbox\":{\"type\":\"message\",\"to\":\"2,2\",\"command\":7,\"file\":\"list\"}}", true);
	expect_in(turns, COUNT(turns),
		"action read file element=server object=list outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"identity of=server vendor=MikroTik", true);
	expect_in(turns, COUNT(turns),
		"hint", false);
}
END_TEST

START_TEST(a_path_that_climbs_out_is_an_attack)
{
	static const struct turn turns[] = {
		CLIENT("h\001\000fM2\005\000\377\001\006\000\377\011\006\007\000\377\011\007\001\000"
		       "\000!5/////./..//////./..//////./../flash/rw/store/user.dat\002\000\377\210"
		       "\002\000\000\000\000\000\010\000\000\000\001\000\377\210\002\000\002\000\000"
		       "\000\002\000\000\000"),
		SERVER("\037\001\000\035M2\006\000\377\011\006\001\000\376\010\003\000\000\000\002"
		       "\000\377\210\002\000\002\000\000\000\002\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"hint winbox.path_traversal", true);
	expect_in(turns, COUNT(turns),
		"action export account element=server object=/////./..//////./..//////./../flash/rw/store/user.dat outcome=ok", true);
}
END_TEST

START_TEST(an_error_is_a_failure)
{
	static const struct turn turns[] = {
		CLIENT("h\001\000fM2\005\000\377\001\006\000\377\011\006\007\000\377\011\007\001\000"
		       "\000!5/////./..//////./..//////./../flash/rw/store/user.dat\002\000\377\210"
		       "\002\000\000\000\000\000\010\000\000\000\001\000\377\210\002\000\002\000\000"
		       "\000\002\000\000\000"),
		SERVER("0\001\000.M2\006\000\377\011\006\010\000\377\010\004\000\376\000\011\000\377"
		       "!\014no such file\002\000\377\210\002\000\002\000\000\000\002\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"outcome=failed evidence=observed reason=no such file", true);
}
END_TEST

START_TEST(an_old_login_names_the_user)
{
	static const struct turn turns[] = {
		CLIENT(".\001\000,M2\005\000\377\001\006\000\377\011\001\007\000\377\011\004\002\000"
		       "\377\210\002\000\000\000\000\000\010\000\000\000\001\000\377\210\002\000\r"
		       "\000\000\000\004\000\000\000"),
		SERVER(",\001\000*M2\006\000\377\011\001\011\000\0001\020SSSSSSSSSSSSSSSS\002\000"
		       "\377\210\002\000\002\000\000\000\002\000\000\000"),
		CLIENT("c\001\000aM2\005\000\377\001\006\000\377\011\002\007\000\377\011\001\001\000"
		       "\000!\005admin\011\000\0001\020SSSSSSSSSSSSSSSS\n"
		       "\000\0001\021HHHHHHHHHHHHHHHHH\002\000\377\210\002\000\000\000\000\000\010"
		       "\000\000\000\001\000\377\210\002\000\r\000\000\000\004\000\000\000"),
		SERVER("\033\001\000\031M2\006\000\377\011\002\023\000\000\001\002\000\377\210\002"
		       "\000\002\000\000\000\002\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"\"to\":\"13,4\",\"command\":1,\"user\":\"admin\"", true);
	expect_in(turns, COUNT(turns),
		"action login session element=server object=admin user=admin outcome=ok evidence=observed\n", true);
}
END_TEST

START_TEST(an_old_login_that_is_refused_is_a_failed_one)
{
	static const struct turn turns[] = {
		CLIENT("8\001\0006M2\005\000\377\001\006\000\377\011\002\007\000\377\011\001\001\000"
		       "\000!\005admin\002\000\377\210\002\000\000\000\000\000\010\000\000\000\001"
		       "\000\377\210\002\000\r\000\000\000\004\000\000\000"),
		SERVER("\037\001\000\035M2\006\000\377\011\002\010\000\377\010\006\000\376\000\002"
		       "\000\377\210\002\000\002\000\000\000\002\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action login-failed session element=server object=admin user=admin outcome=refused", true);
	expect_in(turns, COUNT(turns),
		"action login session", false);
}
END_TEST

START_TEST(a_new_login_names_the_user_and_is_let_in_when_proven)
{
	static const struct turn turns[] = {
		CLIENT("%\006joe\000KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK\001"),
		SERVER("1\006KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK\000SSSSSSSSSSSSSSSS"),
		CLIENT(" \006PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP"),
		SERVER(" \006PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP"),
		CLIENT("@\006encrypted")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"winbox {\"winbox\":{\"type\":\"login\",\"user\":\"joe\"}}", true);
	expect_in(turns, COUNT(turns),
		"action login session element=server object=joe user=joe outcome=ok evidence=observed sealed", true);
	expect_in(turns, COUNT(turns),
		"login-failed", false);
}
END_TEST

START_TEST(a_new_login_without_an_answer_is_a_failed_one)
{
	static const struct turn turns[] = {
		CLIENT("%\006joe\000KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK\001"),
		SERVER("1\006KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK\000SSSSSSSSSSSSSSSS"),
		CLIENT(" \006PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action login-failed session element=server object=joe user=joe outcome=refused evidence=observed sealed", true);
}
END_TEST

/* evasive: the name lies in a later piece */
START_TEST(a_long_message_comes_in_pieces)
{
	static const struct turn turns[] = {
		CLIENT("\377\001\001\276M2\005\000\377\001\006\000\377\011\006\007\000\377\011\007"
		       "\010\000\0001\310rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
		       "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
		       "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\002\000"
		       "\000!\264yyyyyyyyyyyyyyyyyyyyyyyyyyy\301\377yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
		       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
		       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\001\000\000!\007../../x\002"
		       "\000\377\210\002\000\000\000\000\000\010\000\000\000\001\000\377\210\002\000"
		       "\002\000\000\000\002\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"hint winbox.path_traversal text=../../x", true);
}
END_TEST

/* evasive: a string of more than 255 bytes */
START_TEST(a_long_string_has_a_long_length)
{
	static const struct turn turns[] = {
		CLIENT("\377\001\001jM2\005\000\377\001\006\000\377\011\006\007\000\377\011\007\001"
		       "\000\000 8\001aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaam\377aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaa/../user.dat\002\000\377\210\002\000\000\000\000\000\010\000"
		       "\000\000\001\000\377\210\002\000\002\000\000\000\002\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"hint winbox.path_traversal", true);
	expect_in(turns, COUNT(turns),
		"action export account", true);
}
END_TEST

/* malformed: a type that nobody knows */
START_TEST(variables_of_unknown_kinds_end_the_message)
{
	static const struct turn turns[] = {
		CLIENT("\035\001\000\033M2\005\000\000w\001\001\000\000!\001x\001\000\377\210\002"
		       "\000\002\000\000\000\002\000\000\0007\001\0005M2\005\000\377\001\006\000\377"
		       "\011\006\007\000\377\011\007\001\000\000!\004list\002\000\377\210\002\000"
		       "\000\000\000\000\010\000\000\000\001\000\377\210\002\000\002\000\000\000\002"
		       "\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"winbox {\"winbox\":{\"type\":\"message\"}}", true);
	expect_in(turns, COUNT(turns),
		"object=list", true);
}
END_TEST

/* malformed: a piece longer than its message */
START_TEST(lengths_that_do_not_agree_end_the_reading)
{
	static const struct turn turns[] = {
		CLIENT("7\001\0005M2\005\000\377\001\006\000\377\011\005\007\000\377\011\007\001\000"
		       "\000!\004list\002\000\377\210\002\000\000\000\000\000\010\000\000\000\001"
		       "\000\377\210\002\000\002\000\000\000\002\000\000\000\377\001\000\020M2xxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxx")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"anomaly winbox.bad_piece", true);
}
END_TEST

/* malformed: no M2 */
START_TEST(a_message_without_its_mark_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("7\001\0005M2\005\000\377\001\006\000\377\011\005\007\000\377\011\007\001\000"
		       "\000!\004list\002\000\377\210\002\000\000\000\000\000\010\000\000\000\001"
		       "\000\377\210\002\000\002\000\000\000\002\000\000\000\006\001\000\004X2ab")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"anomaly winbox.bad_message", true);
}
END_TEST

/* malformed: a list of 65535 numbers */
START_TEST(a_list_longer_than_the_message_is_cut)
{
	static const struct turn turns[] = {
		CLIENT("\032\001\000\030M2\001\000\377\210\377\377\002\000\000\000\002\000\000\000"
		       "\002\000\000\000\002\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"winbox {\"winbox\":{\"type\":\"message\"}}", true);
}
END_TEST

START_TEST(what_only_looks_alike_is_not_taken)
{
	static const struct span others[] = {SPAN_LIT("\x68\x01\x00\x66X2"), SPAN_LIT("\x02\x01\x00\x00M2"),
		SPAN_LIT("\x16\x03\x01\x00\x2d"), SPAN_LIT("\x05\x06" "ab\x00" "cdefgh")};

	for (unsigned i = 0; i < COUNT(others); i++) {
		const struct probe_input in = {others[i], SIDE_CLIENT, 40000, 8291, true, false};
		ck_assert_int_eq(dissector_winbox.probe(&in), PROBE_NO);
	}
}
END_TEST
/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("winbox");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_file_of_the_program_is_a_read);
	tcase_add_test(t, a_path_that_climbs_out_is_an_attack);
	tcase_add_test(t, an_error_is_a_failure);
	tcase_add_test(t, an_old_login_names_the_user);
	tcase_add_test(t, an_old_login_that_is_refused_is_a_failed_one);
	tcase_add_test(t, a_new_login_names_the_user_and_is_let_in_when_proven);
	tcase_add_test(t, a_new_login_without_an_answer_is_a_failed_one);
	tcase_add_test(t, a_long_message_comes_in_pieces);
	tcase_add_test(t, a_long_string_has_a_long_length);
	tcase_add_test(t, variables_of_unknown_kinds_end_the_message);
	tcase_add_test(t, lengths_that_do_not_agree_end_the_reading);
	tcase_add_test(t, a_message_without_its_mark_is_an_anomaly);
	tcase_add_test(t, a_list_longer_than_the_message_is_cut);
	tcase_add_test(t, what_only_looks_alike_is_not_taken);
	return unit_run(t, "winbox");
}
