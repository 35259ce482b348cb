/* test_mml: dissectors/mml.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_mml;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_mml, true, turns, sizeof(turns) / sizeof(*turns), said           \
	}

/* A block that answers COMMAND. */
#define BLOCK(command, retcode)                                                                    \
	SERVER("+++    HUAWEI/HSS        2026-01-02 03:04:05\r\nO&M    #1\r\n%%" command           \
	       "%%\r\nRETCODE = " retcode "\r\n\r\n---    END\r\n")

static void expect_in(const struct turn *list, unsigned count, const char *what, bool there)
{
	const struct vector v = {"part", &dissector_mml, true, list, count, NULL};

	vector_run(&v);
	char *said = vector_says(&v);
	ck_assert_msg((strstr(said, what) != NULL) == there, "%s\n%s", what, said);
	free(said);
}

#define COUNT(list) (sizeof(list) / sizeof(*list))

START_TEST(a_query_is_a_read)
{
	static const struct turn turns[] = {
		CLIENT("DSP BRD:SN=0;\r\n"), BLOCK("DSP BRD:SN=0;", "0  Operation succeeded")};
	vector_run(&VECTOR("a query",
		"mml {\"mml\":{\"verb\":\"DSP\",\"object\":\"BRD\","
		"\"params\":[{\"name\":\"SN\",\"value\":\"0\"}]}}\n"
		"mml {\"mml\":{\"verb\":\"DSP\",\"object\":\"BRD\",\"retcode\":0,"
		"\"message\":\"Operation succeeded\"}}\n"
		"action read system element=server object=DSP BRD:SN=0"
		" outcome=ok evidence=observed\n"));
}
END_TEST

START_TEST(a_login_names_the_user_and_hides_the_password)
{
	static const struct turn turns[] = {CLIENT("LGI:OP=\"admin\",PWD=\"L@b, 1;x\";\r\n"),
		BLOCK("LGI:OP=\"admin\",PWD=\"L@b, 1;x\";", "0  Operation succeeded")};
	expect_in(turns, COUNT(turns),
		"action login session element=server object=admin user=admin outcome=ok", true);
	expect_in(turns, COUNT(turns), "credential user=admin element=server clear=1", true);
	expect_in(turns, COUNT(turns), "L@b", false);
	expect_in(turns, COUNT(turns), "\"secret\":\"redacted:", true);
}
END_TEST

START_TEST(keys_of_subscribers_are_hidden)
{
	static const struct turn turns[] = {
		CLIENT("ADD KI:HLRSN=1,IMSI=\"460001\",OPERTYPE=ADD,KIVALUE=\"tulip1\",ALG=MILENAGE,"
		       "OPCVALUE=\"tulip2\",K4SNO=3,K4VALUE=tulip3,OPC=tulip4,AMFVALUE=8000;"),
		CLIENT("ADD AUC:IMSI=460001,KI=tulip5,OP=tulip6;"),
		CLIENT("SET X:KI=00112233445566778899aabbccddeeff;")};
	expect_in(turns, COUNT(turns), "tulip", false);
	expect_in(turns, COUNT(turns), "001122", false);
	expect_in(turns, COUNT(turns), "credential", false);
	expect_in(turns, COUNT(turns),
		"object=ADD KI:HLRSN=1,IMSI=460001,OPERTYPE=ADD,KIVALUE=*,ALG=MILENAGE,OPCVALUE=*,"
		"K4SNO=3,K4VALUE=*,OPC=*,AMFVALUE=8000",
		true);
}
END_TEST

START_TEST(a_point_code_and_an_operator_are_no_keys)
{
	static const struct turn turns[] = {
		CLIENT("ADD N7DSP:DPX=1,DPC=K'2A01,OPC=K'2A02,OP=3,KI=4;"),
		CLIENT("MOD RACK:COMM=1,KEYID=3,PINS=8,TOPC=1;")};
	expect_in(turns, COUNT(turns), "object=ADD N7DSP:DPX=1,DPC=K'2A01,OPC=K'2A02,OP=3,KI=4",
		true);
	expect_in(turns, COUNT(turns), "object=MOD RACK:COMM=1,KEYID=3,PINS=8,TOPC=1", true);
}
END_TEST

START_TEST(names_of_other_secrets_are_known)
{
	static const struct turn turns[] = {
		CLIENT("ADD X:SRVKEY=tulip1,SKEY=tulip2,PRESHAREKEY=tulip3,PSKEY=tulip4,"
		       "PREKEY=tulip5,COMMNAME=tulip6,RDCMM=tulip7,WRCMM=tulip8,AUTHPW=tulip9;")};
	expect_in(turns, COUNT(turns), "tulip", false);
}
END_TEST

START_TEST(a_wrong_password_is_a_failed_login)
{
	static const struct turn turns[] = {CLIENT("LGI:OP=\"admin\",PWD=\"bad\";\r\n"),
		BLOCK("LGI:OP=\"admin\",PWD=\"bad\";", "10102  Wrong password")};
	expect_in(turns, COUNT(turns),
		"action login-failed session element=server object=admin user=admin"
		" outcome=refused evidence=observed reason=Wrong password",
		true);
}
END_TEST

START_TEST(a_new_operator_is_an_account)
{
	static const struct turn turns[] = {
		CLIENT("ADD OP:OP=\"eve\",PWD=\"Evil@123\",OPGRP=\"admin\";\r\n"),
		BLOCK("ADD OP:OP=\"eve\",PWD=\"Evil@123\";", "0  ok")};
	expect_in(turns, COUNT(turns),
		"action change account element=server object=ADD OP:OP=eve,PWD=*,OPGRP=admin"
		" outcome=ok",
		true);
	expect_in(turns, COUNT(turns), "Evil", false);
}
END_TEST

START_TEST(what_follows_a_login_has_its_user)
{
	static const struct turn turns[] = {CLIENT("LGI:OP=\"joe\",PWD=\"x\";"),
		BLOCK("LGI:", "0 ok"), CLIENT("RST BRD:SN=0;"), BLOCK("RST BRD:SN=0;", "0 ok")};
	expect_in(turns, COUNT(turns),
		"action reboot system element=server object=RST BRD:SN=0 user=joe outcome=ok",
		true);
}
END_TEST

START_TEST(logs_saves_and_files_have_their_verbs)
{
	static const struct turn turns[] = {CLIENT("SET LOGSW:SW=OFF;SAV CFG:;ULD CFGFILE:DIP=1;"
						   "DLD SOFTWARE:V=2;LGO:;")};
	expect_in(turns, 1, "action change logging element=server object=SET LOGSW:SW=OFF", true);
	expect_in(turns, 1, "action save config", true);
	expect_in(turns, 1, "action export config", true);
	expect_in(turns, 1, "action image image", true);
	expect_in(turns, 1, "action logout session", true);
}
END_TEST

START_TEST(a_missing_right_is_a_refusal)
{
	static const struct turn turns[] = {CLIENT("SET PWD:OP=\"a\",PWD=\"b\";"),
		BLOCK("SET PWD:", "1010 No permission to run this command")};
	expect_in(turns, COUNT(turns), "action change account", true);
	expect_in(turns, COUNT(turns), "outcome=refused", true);
}
END_TEST

START_TEST(an_answer_in_two_blocks_settles_one_command)
{
	static const struct turn turns[] = {CLIENT("LST VER:;SAV CFG:;"),
		SERVER("+++    X\r\nRETCODE = 0 ok\r\nTo be continued...\r\n"),
		BLOCK("LST VER:;", "0 ok"), BLOCK("SAV CFG:;", "9 no")};
	expect_in(turns, COUNT(turns), "object=SAV CFG outcome=failed", true);
}
END_TEST

/* evasive: a semicolon and a comma inside of quotes end nothing; a command over several lines */
START_TEST(quotes_and_line_ends_hide_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\r\n  ADD OP:\r\n OP=\"e;v,e\",\r\n PWD=\"s\" ;RST BRD:SN=1;")};
	expect_in(turns, 1, "object=ADD OP:OP=e;v,e,PWD=*", true);
	expect_in(turns, 1, "action reboot system", true);
}
END_TEST

/* evasive: the element takes lower case */
START_TEST(lower_case_is_understood)
{
	static const struct turn turns[] = {CLIENT("rst brd:sn=0;")};
	expect_in(turns, 1, "action reboot system element=server object=rst brd:sn=0", true);
}
END_TEST

START_TEST(malformed_commands_are_anomalies)
{
	static const struct turn turns[] = {
		CLIENT("QQQ;"), CLIENT("ADDOP:A=1;"), CLIENT("ADD O P:A=1;"), CLIENT(";;;")};
	vector_run(&VECTOR("malformed", "anomaly mml.bad_command\nanomaly mml.bad_command\n"
					"anomaly mml.bad_command\n"));
}
END_TEST

START_TEST(a_return_code_that_is_no_number_is_an_anomaly)
{
	static const struct turn turns[] = {CLIENT("LST VER:;"), BLOCK("LST VER:;", "zero")};
	expect_in(turns, COUNT(turns), "anomaly mml.bad_retcode", true);
	expect_in(turns, COUNT(turns), "outcome=unknown", true);
}
END_TEST

START_TEST(a_command_without_end_is_given_up)
{
	static uint8_t bytes[5000];
	memset(bytes, 'A', sizeof(bytes));
	const struct turn turns[] = {{SIDE_CLIENT, {bytes, sizeof(bytes)}}};
	char *said = vector_says(&VECTOR("no end", NULL));
	ck_assert_str_eq(said, "anomaly mml.long_command\n");
	free(said);
}
END_TEST

START_TEST(an_answer_without_a_question_settles_nothing)
{
	static const struct turn turns[] = {BLOCK("LST VER:;", "0 ok"), CLIENT("SAV CFG:;")};
	expect_in(turns, COUNT(turns), "object=SAV CFG outcome=unknown", true);
}
END_TEST

static enum probe probe_of(const char *text)
{
	struct probe_input in = {.data = span_str(text), .dport = 9, .stream = true};
	return dissector_mml.probe(&in);
}

START_TEST(behind_lost_bytes_the_next_command_and_its_answer_are_found)
{
	static const struct turn turns[] = {CLIENT("LGI:OP=\"admin\",PWD=\"L@b"),
		GAP(SIDE_CLIENT, 3), CLIENT("; x\";\r\n"), CLIENT("RMV BRD:SN=1;\r\n"),
		BLOCK("RMV BRD:SN=1;", "0  Operation succeeded"), CLIENT("RST BRD:SN=2;\r\n"),
		GAP(SIDE_SERVER, 90), SERVER("ment END\r\n"), CLIENT("ADD BRD:SN=3;\r\n"),
		BLOCK("ADD BRD:SN=3;", "1  No permission")};
	HAS(VECTOR_OF(dissector_mml, true), "!L@b", "!x\\\"", "object=RMV BRD:SN=1 outcome=ok",
		"object=RST BRD:SN=2 outcome=unknown", "object=ADD BRD:SN=3 outcome=refused");
}
END_TEST

START_TEST(commands_are_known_on_any_port)
{
	ck_assert_int_eq(probe_of("LGI:OP=\"a\",PWD=\"b\";\r\n"), PROBE_SURE);
	ck_assert_int_eq(probe_of("DSP BRD:SN=0;"), PROBE_SURE);
	ck_assert_int_eq(probe_of("DSP BR"), PROBE_MORE);
	ck_assert_int_eq(probe_of("+++    HUAWEI/X\r\nO&M #1\r\n"), PROBE_SURE);
	ck_assert_int_eq(probe_of("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), PROBE_NO);
	ck_assert_int_eq(probe_of("SSH-2.0-x\r\n"), PROBE_NO);
	ck_assert_int_eq(probe_of("USER anonymous\r\n"), PROBE_NO);
	ck_assert_int_eq(probe_of("\x16\x03\x01\x02"), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("mml");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_query_is_a_read);
	tcase_add_test(t, a_login_names_the_user_and_hides_the_password);
	tcase_add_test(t, keys_of_subscribers_are_hidden);
	tcase_add_test(t, a_point_code_and_an_operator_are_no_keys);
	tcase_add_test(t, names_of_other_secrets_are_known);
	tcase_add_test(t, a_wrong_password_is_a_failed_login);
	tcase_add_test(t, a_new_operator_is_an_account);
	tcase_add_test(t, what_follows_a_login_has_its_user);
	tcase_add_test(t, logs_saves_and_files_have_their_verbs);
	tcase_add_test(t, a_missing_right_is_a_refusal);
	tcase_add_test(t, an_answer_in_two_blocks_settles_one_command);
	tcase_add_test(t, quotes_and_line_ends_hide_nothing);
	tcase_add_test(t, lower_case_is_understood);
	tcase_add_test(t, malformed_commands_are_anomalies);
	tcase_add_test(t, a_return_code_that_is_no_number_is_an_anomaly);
	tcase_add_test(t, a_command_without_end_is_given_up);
	tcase_add_test(t, an_answer_without_a_question_settles_nothing);
	tcase_add_test(t, behind_lost_bytes_the_next_command_and_its_answer_are_found);
	tcase_add_test(t, commands_are_known_on_any_port);
	return unit_run(t, "mml");
}
