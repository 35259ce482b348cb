/* test_mikrotik-api: dissectors/mikrotik_api.c. A word is its length and its bytes. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_mikrotik_api;

#define COUNT(list) (sizeof(list) / sizeof(*list))
#define LOGIN       "\x06/login\x0b=name=admin\x11=password=Sec1ret\x00"
#define DONE        SERVER("\x05!done\x00")

static void expect_in(const struct turn *list, unsigned count, const char *what, bool there)
{
	const struct vector v = {"part", &dissector_mikrotik_api, true, list, count, NULL};

	vector_run(&v);
	char *said = vector_says(&v);
	ck_assert_msg((strstr(said, what) != NULL) == there, "%s\n%s", what, said);
	free(said);
}

START_TEST(a_login_names_the_user_and_hides_the_password)
{
	static const struct turn turns[] = {CLIENT(LOGIN), DONE};
	expect_in(turns, COUNT(turns), "credential user=admin element=server clear=1", true);
	expect_in(turns, COUNT(turns),
		"action login session element=server object=admin user=admin outcome=ok "
		"evidence=observed\n",
		true);
	expect_in(turns, COUNT(turns), "identity of=server vendor=MikroTik", true);
	expect_in(turns, COUNT(turns), "Sec1ret", false);
}
END_TEST

START_TEST(a_login_that_fails_is_a_failed_one)
{
	static const struct turn turns[] = {CLIENT(LOGIN),
		SERVER("\x05!trap\x26=message=invalid user name or password\x00\x05!done\x00")};
	expect_in(turns, COUNT(turns),
		"action login-failed session element=server object=admin user=admin "
		"outcome=refused evidence=observed reason=invalid user name or password\n",
		true);
	expect_in(turns, COUNT(turns), "action login session", false);
}
END_TEST

START_TEST(a_challenge_is_not_a_login_yet)
{
	static const struct turn turns[] = {CLIENT("\x06/login\x00"),
		SERVER("\x05!done\x09=ret=00ff\x00"),
		CLIENT("\x06/login\x0b=name=admin\x11=response=00abcde\x00"), DONE};
	expect_in(turns, 2, "action", false);
	expect_in(turns, COUNT(turns), "action login session element=server object=admin", true);
	expect_in(turns, COUNT(turns), "00abcde", false);
}
END_TEST

START_TEST(a_setting_is_a_change_by_the_user_who_logged_in)
{
	static const struct turn turns[] = {CLIENT(LOGIN), DONE,
		CLIENT("\x0f/ip/address/add\x18=address=192.0.2.1/24   \x11=interface=ether1\x00"),
		DONE};
	expect_in(turns, COUNT(turns),
		"action change interface element=server object=/ip/address/add "
		"value=address=192.0.2.1/24    interface=ether1 user=admin outcome=ok",
		true);
}
END_TEST

START_TEST(the_name_of_a_community_is_hidden)
{
	static const struct turn turns[] = {CLIENT(LOGIN), DONE,
		CLIENT("\x13/snmp/community/add\x0e=name=harbourx\x00"), DONE};
	expect_in(turns, COUNT(turns), "action change snmp-access element=server", true);
	expect_in(turns, COUNT(turns), "harbourx", false);
}
END_TEST

START_TEST(an_account_is_an_account_and_its_password_stays_hidden)
{
	static const struct turn turns[] = {
		CLIENT("\x09/user/add\x09=name=eve\x12=password=Evil1234\x0b=group=full\x00"),
		DONE};
	expect_in(
		turns, COUNT(turns), "action change account element=server object=/user/add", true);
	expect_in(turns, COUNT(turns), "Evil1234", false);
	expect_in(turns, COUNT(turns), "=group=full", true);
}
END_TEST

START_TEST(reads_restarts_and_services_have_their_verbs)
{
	static const struct turn turns[] = {CLIENT("\x10/interface/print\x00"
						   "\x0e/system/reboot\x00"
						   "\x0f/ip/service/set\x0c=.id=telnet \x00"
						   "\x1b/system/reset-configuration\x00")};
	expect_in(turns, 1, "action read interface element=server object=/interface/print", true);
	expect_in(turns, 1, "action reboot system element=server object=/system/reboot", true);
	expect_in(turns, 1, "object=/ip/service/set", true);
	expect_in(turns, 1, "action erase config element=server object=/system/reset-config", true);
}
END_TEST

START_TEST(tags_join_answers_with_commands)
{
	static const struct turn turns[] = {
		CLIENT("\x0e/system/reboot\x06.tag=a\x00\x0f/ip/route/print\x06.tag=b\x00"),
		SERVER("\x03!re\x06.tag=b\x08=dst=::/\x00\x05!done\x06.tag=b\x00"
		       "\x05!trap\x06.tag=a\x22=message=not enough permissions (9\x00")};
	expect_in(turns, COUNT(turns), "object=/ip/route/print outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"object=/system/reboot outcome=refused evidence=observed "
		"reason=not enough permissions (9",
		true);
}
END_TEST

START_TEST(commands_sent_ahead_are_answered_in_turn)
{
	static const struct turn turns[] = {CLIENT("\x0d/ppp/aaa/sets\x00\x0e/system/reboot\x00"),
		SERVER("\x05!trap\x10=message=no such\x00\x05!done\x00\x05!done\x00")};
	expect_in(turns, COUNT(turns),
		"object=/ppp/aaa/sets outcome=failed evidence=observed reason=no such", true);
	expect_in(turns, COUNT(turns), "object=/system/reboot outcome=ok", true);
}
END_TEST

/* a word of 200 bytes: the length takes two bytes */
START_TEST(a_long_word_has_a_long_length)
{
	static char turn[240] = "\x0b/system/xyz\x80\xc8=note=";
	memset(turn + 20, 'n', 220);
	turn[14 + 200] = 0;
	const struct turn turns[] = {{SIDE_CLIENT, {(const uint8_t *)turn, 215}}};
	expect_in(turns, 1, "action exec system element=server object=/system/xyz", true);
}
END_TEST

/* malformed: a length that cannot be, a length longer than what is said */
START_TEST(lengths_that_cannot_be_end_the_reading)
{
	static const struct turn first[] = {CLIENT(LOGIN "\xf8\x01\x02\x03\x04\x05")};
	static const struct turn second[] = {CLIENT(LOGIN "\xf0\xff\xff\xff\xff/x")};

	expect_in(first, 1, "anomaly mikrotik_api.bad_sentence", true);
	expect_in(second, 1, "anomaly mikrotik_api.bad_sentence", true);
}
END_TEST

/* malformed: sentences that say nothing */
START_TEST(sentences_of_nothing_are_anomalies)
{
	static const struct turn turns[] = {CLIENT(LOGIN "\x00\x03"
							 "abc\x00"),
		SERVER("\x05!done\x00\x00")};
	expect_in(turns, COUNT(turns), "anomaly mikrotik_api.bad_command", true);
	expect_in(turns, COUNT(turns), "anomaly mikrotik_api.bad_reply", true);
}
END_TEST

/* evasive: more words than are kept */
START_TEST(more_words_than_are_kept_hide_no_command)
{
#define EIGHT "\x02=a\x02=a\x02=a\x02=a\x02=a\x02=a\x02=a\x02=a"
	static const struct turn turns[] = {CLIENT(
		"\x0e/system/reboot" EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT "\x00")};
	expect_in(turns, 1, "action reboot system element=server object=/system/reboot", true);
}
END_TEST

/* evasive: answers without questions settle nothing */
START_TEST(answers_without_questions_settle_nothing)
{
	static const struct turn turns[] = {SERVER("\x05!done\x00\x05!done\x00"),
		CLIENT("\x0e/system/reboot\x00"), SERVER("\x06!fatal\x0anot logged\x00")};
	expect_in(turns, COUNT(turns), "outcome=failed evidence=observed reason=not logged", true);
}
END_TEST

START_TEST(behind_lost_bytes_the_next_sentence_is_found)
{
	static const struct turn turns[] = {CLIENT(LOGIN), DONE, CLIENT("\x09/user/add"),
		GAP(SIDE_CLIENT, 12), CLIENT("word=Sec2ret\x00"),
		CLIENT("\x0e/system/reboot\x00"), GAP(SIDE_SERVER, 7), SERVER("one\x00"),
		DONE, CLIENT("\x10/system/shutdown\x00"), DONE};
	HAS(VECTOR_OF(dissector_mikrotik_api, true), "!Sec2ret", "object=/system/reboot",
		"object=/system/shutdown user=admin outcome=ok");
}
END_TEST

START_TEST(what_is_no_sentence_is_not_taken)
{
	static const struct span others[] = {SPAN_LIT("\x06\x2fLOGIN"), SPAN_LIT("/login\r\n"),
		SPAN_LIT("\x10GET / HTTP/1.1\r\n"),
		SPAN_LIT("\x06/a/b/"
			 "zzz"),
		SPAN_LIT("\x04!don")};

	for (unsigned i = 0; i < COUNT(others); i++) {
		const struct probe_input in = {others[i], SIDE_CLIENT, 40000, 8728, true, false};
		ck_assert_int_eq(dissector_mikrotik_api.probe(&in), PROBE_NO);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("mikrotik_api");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_login_names_the_user_and_hides_the_password);
	tcase_add_test(t, a_login_that_fails_is_a_failed_one);
	tcase_add_test(t, a_challenge_is_not_a_login_yet);
	tcase_add_test(t, a_setting_is_a_change_by_the_user_who_logged_in);
	tcase_add_test(t, the_name_of_a_community_is_hidden);
	tcase_add_test(t, an_account_is_an_account_and_its_password_stays_hidden);
	tcase_add_test(t, reads_restarts_and_services_have_their_verbs);
	tcase_add_test(t, tags_join_answers_with_commands);
	tcase_add_test(t, commands_sent_ahead_are_answered_in_turn);
	tcase_add_test(t, a_long_word_has_a_long_length);
	tcase_add_test(t, lengths_that_cannot_be_end_the_reading);
	tcase_add_test(t, sentences_of_nothing_are_anomalies);
	tcase_add_test(t, more_words_than_are_kept_hide_no_command);
	tcase_add_test(t, answers_without_questions_settle_nothing);
	tcase_add_test(t, behind_lost_bytes_the_next_sentence_is_found);
	tcase_add_test(t, what_is_no_sentence_is_not_taken);
	return unit_run(t, "mikrotik_api");
}
