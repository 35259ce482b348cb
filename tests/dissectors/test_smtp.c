/* test_smtp: dissectors/smtp.c and smtp_mail.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_smtp;

#define COUNT(list) (sizeof(list) / sizeof(*list))
#define GREETING    SERVER("220 mx.example.net ESMTP Postfix\r\n")
#define HELLO                                                                                      \
	CLIENT("EHLO r1.example.net\r\n"),                                                         \
		SERVER("250-mx\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN\r\n")
#define ENVELOPE                                                                                   \
	CLIENT("MAIL FROM:<r1@example.net> SIZE=99\r\n"), SERVER("250 ok\r\n"),                    \
		CLIENT("RCPT TO:<noc@example.org>\r\n"), SERVER("250 ok\r\n")

static void expect_in(const struct turn *list, unsigned count, const char *what, bool there)
{
	const struct vector v = {"part", &dissector_smtp, true, list, count, NULL};

	vector_run(&v);
	char *said = vector_says(&v);
	ck_assert_msg((strstr(said, what) != NULL) == there, "%s\n%s", what, said);
	free(said);
}

START_TEST(a_mail_is_told_once_it_is_taken)
{
	static const struct turn turns[] = {GREETING, HELLO, ENVELOPE, CLIENT("DATA\r\n"),
		SERVER("354 go on\r\n"),
		CLIENT("From: R1 <r1@example.net>\r\nSubject: config of r1\r\nMessage-ID: "
		       "<7@r1>\r\n"
		       "\r\nhello\r\n.\r\n"),
		SERVER("250 2.0.0 queued\r\n"), CLIENT("QUIT\r\n"), SERVER("221 bye\r\n")};
	const struct vector v = {"mail", &dissector_smtp, true, turns, COUNT(turns),
		"smtp {\"smtp\":{\"helo\":\"r1.example.net\",\"mail_from\":\"r1@example.net\","
		"\"rcpt_to\":[\"noc@example.org\"]},\"spanwatch\":{\"smtp\":{\"subject\":"
		"\"config of r1\",\"from\":\"R1 <r1@example.net>\",\"message_id\":\"<7@r1>\","
		"\"size\":79,\"recipients\":1,\"code\":250}}}\n"
		"hint smtp.mail\n"};

	vector_run(&v);
}
END_TEST

START_TEST(files_in_a_mail_are_named)
{
	static const struct turn turns[] = {GREETING, HELLO, ENVELOPE, CLIENT("DATA\r\n"),
		SERVER("354 go on\r\n"),
		CLIENT("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
		       "Content-Type: text/plain;\r\n name=\"running-config.txt\"\r\n\r\n"
		       "no name=\"this.txt\" here\r\n--x\r\n"
		       "Content-Disposition: attachment; "
		       "filename=core.gz\r\n\r\nzz\r\n--x--\r\n.\r\n"),
		SERVER("250 ok\r\n")};
	expect_in(
		turns, COUNT(turns), "\"attachments\":[\"running-config.txt\",\"core.gz\"]", true);
}
END_TEST

START_TEST(a_plain_login_names_the_user_and_hides_the_password)
{
	/* \0joe\0Sec1ret */
	static const struct turn turns[] = {GREETING, HELLO,
		CLIENT("AUTH PLAIN AGpvZQBTZWMxcmV0\r\n"), SERVER("235 welcome\r\n")};
	expect_in(turns, COUNT(turns), "\"auth_user\":\"joe\",\"auth_code\":235", true);
	expect_in(turns, COUNT(turns), "Sec1ret", false);
	expect_in(turns, COUNT(turns), "AGpvZQ", false);
}
END_TEST

START_TEST(a_login_in_two_steps_that_fails_is_a_failed_one)
{
	/* joe, Sec1ret */
	static const struct turn turns[] = {GREETING, HELLO, CLIENT("AUTH LOGIN\r\n"),
		SERVER("334 VXNlcm5hbWU6\r\n"), CLIENT("am9l\r\n"), SERVER("334 UGFzc3dvcmQ6\r\n"),
		CLIENT("U2VjMXJldA==\r\n"), SERVER("535 5.7.8 no\r\n")};
	expect_in(turns, COUNT(turns), "\"auth_user\":\"joe\",\"auth_code\":535", true);
	expect_in(turns, COUNT(turns), "Sec1ret", false);
}
END_TEST

START_TEST(commands_sent_ahead_meet_their_replies)
{
	static const struct turn turns[] = {GREETING, HELLO,
		CLIENT("MAIL FROM:<a@b.c>\r\nRCPT TO:<x@y.z>\r\nRCPT TO:<u@v.w>\r\nDATA\r\n"),
		SERVER("250 a\r\n250 b\r\n550 no such\r\n354 c\r\n"),
		CLIENT("Subject: s\r\n\r\n.\r\n"), SERVER("554 no\r\n")};
	expect_in(turns, COUNT(turns), "\"rcpt_to\":[\"x@y.z\",\"u@v.w\"]", true);
	expect_in(turns, COUNT(turns), "\"code\":554", true);
}
END_TEST

START_TEST(a_refused_mail_is_told_and_commands_go_on)
{
	static const struct turn turns[] = {GREETING, HELLO, ENVELOPE, CLIENT("DATA\r\n"),
		SERVER("451 later\r\n"), ENVELOPE, CLIENT("DATA\r\n"), SERVER("354 go\r\n"),
		CLIENT("Subject: two\r\n\r\n.\r\n"), SERVER("250 ok\r\n")};
	expect_in(turns, COUNT(turns), "\"code\":451", true);
	expect_in(turns, COUNT(turns), "\"subject\":\"two\"", true);
}
END_TEST

START_TEST(chunks_of_known_size_are_content)
{
	static const struct turn turns[] = {GREETING, HELLO, ENVELOPE,
		CLIENT("BDAT 14\r\nSubject: one\r\nBDAT 6 LAST\r\n\r\nQUIT"),
		SERVER("250 a\r\n250 b\r\n")};
	expect_in(turns, COUNT(turns),
		"\"subject\":\"one\",\"size\":20,\"recipients\":1,\"code\":250", true);
}
END_TEST

/* as some clients send it: the next mail behind the last chunk of the one before */
START_TEST(a_mail_is_told_when_the_next_does_not_wait_for_its_answer)
{
	static const struct turn turns[] = {GREETING, HELLO, ENVELOPE,
		CLIENT("BDAT 16 LAST\r\nSubject: one\r\n\r\n"
		       "MAIL FROM:<r2@example.net>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"),
		SERVER("250 one\r\n250 ok\r\n250 ok\r\n354 go on\r\n"),
		CLIENT("Subject: two\r\n\r\n.\r\n"), SERVER("251 two\r\n")};
	expect_in(turns, COUNT(turns), "\"mail_from\":\"r1@example.net\"", true);
	expect_in(turns, COUNT(turns), "\"subject\":\"one\",\"size\":16,\"recipients\":1}", true);
	expect_in(turns, COUNT(turns),
		"\"subject\":\"two\",\"size\":16,\"recipients\":1,\"code\":251", true);
}
END_TEST

START_TEST(a_login_by_digest_or_token_names_its_user)
{
	static const struct turn digest[] = {GREETING, HELLO, CLIENT("AUTH CRAM-MD5\r\n"),
		SERVER("334 PDEuMkBteD4=\r\n"),
		CLIENT("ZXZlIDAxMjNhYmNkMDEyM2FiY2QwMTIzYWJjZDAxMjNhYmNk\r\n"),
		SERVER("235 ok\r\n"), ENVELOPE};
	static const struct turn token[] = {GREETING, HELLO,
		CLIENT("AUTH XOAUTH2 "
		       "dXNlcj1ib2JAZXhhbXBsZS5uZXQBYXV0aD1CZWFyZXIgeWEyOS52RjkBAQ==\r\n"),
		SERVER("235 ok\r\n"), ENVELOPE};

	expect_in(digest, COUNT(digest), "\"auth_user\":\"eve\",\"auth_code\":235", true);
	expect_in(digest, COUNT(digest), "0123abcd", false);
	expect_in(token, COUNT(token), "\"auth_user\":\"bob@example.net\",\"auth_code\":235", true);
	expect_in(token, COUNT(token), "ya29", false);
}
END_TEST

START_TEST(starttls_hands_over)
{
	static const struct turn turns[] = {GREETING, HELLO, CLIENT("STARTTLS\r\n"),
		SERVER("220 go ahead\r\n"), CLIENT("\x16\x03\x01 what follows is TLS")};
	const struct vector v = {"starttls", &dissector_smtp, true, turns, COUNT(turns),
		"smtp {\"smtp\":{\"helo\":\"r1.example.net\"}}\n"};

	vector_run(&v);
}
END_TEST

START_TEST(a_session_without_mail_is_told_at_its_end)
{
	static const struct turn turns[] = {
		GREETING, CLIENT("HELO r1.example.net\r\n"), SERVER("250 mx\r\n")};
	const struct vector v = {"none", &dissector_smtp, true, turns, COUNT(turns),
		"smtp {\"smtp\":{\"helo\":\"r1.example.net\"}}\n"};

	vector_run(&v);
}
END_TEST

/* evasive: a line of dots, a command in the content, lower case */
START_TEST(what_looks_like_a_command_in_the_content_is_none)
{
	static const struct turn turns[] = {GREETING, HELLO, ENVELOPE, CLIENT("data\r\n"),
		SERVER("354 go\r\n"),
		CLIENT("Subject: x\r\n\r\nMAIL FROM:<evil@x>\r\n..\r\nAUTH PLAIN "
		       "AGEAYg==\r\n.\r\n"),
		SERVER("250 ok\r\n")};
	expect_in(turns, COUNT(turns), "evil", false);
	expect_in(turns, COUNT(turns), "credential", false);
	expect_in(turns, COUNT(turns), "\"code\":250", true);
}
END_TEST

/* malformed: addresses without brackets, codes that are none, base64 that is none */
START_TEST(broken_lines_do_no_harm)
{
	static const struct turn turns[] = {GREETING, HELLO,
		CLIENT("MAIL FROM:\r\nRCPT TO\r\nRCPT TO: x@y\r\nAUTH PLAIN !!!!\r\n"),
		SERVER("25\r\n2x0 a\r\n999 b\r\n\r\n250 a\r\n250 b\r\n250 c\r\n501 d\r\n"),
		CLIENT("BDAT 99999999999999999999\r\nBDAT\r\n")};
	expect_in(turns, COUNT(turns), "\"rcpt_to\":[\"\",\"x@y\"]", false);
	expect_in(turns, COUNT(turns), "\"x@y\"", true);
	expect_in(turns, COUNT(turns), "credential", false);
}
END_TEST

/* malformed: a line without end is passed over, what follows it is read */
START_TEST(a_line_without_end_is_passed_over)
{
	enum { LEN = 9000 };
	static char line[LEN];
	const char *end = "\r\nQUIT\r\nMAIL FROM:<a@b.c>\r\n";

	memset(line, 'A', LEN);
	memcpy(line, "EHLO ", 5);
	memcpy(line + LEN - strlen(end), end, strlen(end));
	const struct turn turns[] = {GREETING, {SIDE_CLIENT, {(const uint8_t *)line, LEN}}};
	const struct vector v = {"long", &dissector_smtp, true, turns, COUNT(turns), NULL};
	char *said = vector_says(&v);
	ck_assert_ptr_nonnull(strstr(said, "\"mail_from\":\"a@b.c\""));
	free(said);
}
END_TEST

/* evasive: more recipients and files than are kept are counted */
START_TEST(more_recipients_than_are_kept_are_counted)
{
#define TWO "RCPT TO:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n"
	static const struct turn turns[] = {GREETING, HELLO,
		CLIENT("MAIL FROM:<a@b.c>\r\n" TWO TWO TWO TWO TWO TWO "DATA\r\n.\r\n")};
	expect_in(turns, COUNT(turns), "\"recipients\":12", true);
}
END_TEST

START_TEST(other_protocols_that_greet_alike_are_not_taken)
{
	static const struct span greetings[] = {SPAN_LIT("220 FTP server ready\r\n"),
		SPAN_LIT("+OK POP3 mail\r\n"), SPAN_LIT("* OK IMAP4 mail\r\n"),
		SPAN_LIT("200 news mail\r\n")};

	for (unsigned i = 0; i < COUNT(greetings); i++) {
		const struct probe_input in = {greetings[i], SIDE_SERVER, 25, 40000, true, false};
		ck_assert_int_eq(dissector_smtp.probe(&in), PROBE_NO);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("smtp");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_mail_is_told_once_it_is_taken);
	tcase_add_test(t, files_in_a_mail_are_named);
	tcase_add_test(t, a_plain_login_names_the_user_and_hides_the_password);
	tcase_add_test(t, a_login_in_two_steps_that_fails_is_a_failed_one);
	tcase_add_test(t, commands_sent_ahead_meet_their_replies);
	tcase_add_test(t, a_refused_mail_is_told_and_commands_go_on);
	tcase_add_test(t, chunks_of_known_size_are_content);
	tcase_add_test(t, a_mail_is_told_when_the_next_does_not_wait_for_its_answer);
	tcase_add_test(t, a_login_by_digest_or_token_names_its_user);
	tcase_add_test(t, starttls_hands_over);
	tcase_add_test(t, a_session_without_mail_is_told_at_its_end);
	tcase_add_test(t, what_looks_like_a_command_in_the_content_is_none);
	tcase_add_test(t, broken_lines_do_no_harm);
	tcase_add_test(t, a_line_without_end_is_passed_over);
	tcase_add_test(t, more_recipients_than_are_kept_are_counted);
	tcase_add_test(t, other_protocols_that_greet_alike_are_not_taken);
	return unit_run(t, "smtp");
}
