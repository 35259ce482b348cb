/* test_tl1: dissectors/tl1.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_tl1;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_tl1, true, turns, sizeof(turns) / sizeof(*turns), said           \
	}

#define HEAD         "\r\n\n   NODE 26-01-02 03:04:05\r\n"
#define ANSWER(text) SERVER(HEAD "M  " text "\r\n;\r\n")

static void expect_in(const struct turn *list, unsigned count, const char *what, bool there)
{
	const struct vector v = {"part", &dissector_tl1, true, list, count, NULL};

	vector_run(&v);
	char *said = vector_says(&v);
	ck_assert_msg((strstr(said, what) != NULL) == there, "%s\n%s", what, said);
	free(said);
}

#define COUNT(list) (sizeof(list) / sizeof(*list))

START_TEST(a_retrieval_is_a_read)
{
	static const struct turn turns[] = {
		CLIENT("RTRV-ALM-ALL:NODE::7;"), ANSWER("7 COMPLD\r\n   \"SLOT-1:MJ\"")};
	vector_run(&VECTOR("a retrieval",
		"tl1 {\"tl1\":{\"verb\":\"RTRV-ALM-ALL\",\"aid\":\"\",\"tid\":\"NODE\","
		"\"ctag\":\"7\"}}\n"
		"tl1 {\"tl1\":{\"completion\":\"COMPLD\",\"ctag\":\"7\"}}\n"
		"action read config element=server object=RTRV-ALM-ALL"
		" outcome=ok evidence=observed\n"));
}
END_TEST

START_TEST(a_login_names_the_user_and_hides_the_password)
{
	static const struct turn turns[] = {
		CLIENT("ACT-USER:NODE:admin:1::Secret9;"), ANSWER("1 COMPLD")};
	expect_in(turns, COUNT(turns),
		"action login session element=server object=admin user=admin outcome=ok", true);
	expect_in(turns, COUNT(turns), "credential user=admin element=server clear=1", true);
	expect_in(turns, COUNT(turns), "Secret9", false);
}
END_TEST

START_TEST(a_denied_login_is_a_failed_one)
{
	static const struct turn turns[] = {
		CLIENT("ACT-USER::admin:1::x;"), ANSWER("1 DENY\r\n   PICC")};
	expect_in(turns, COUNT(turns),
		"action login-failed session element=server object=admin user=admin"
		" outcome=refused evidence=observed reason=PICC",
		true);
}
END_TEST

START_TEST(users_are_accounts_and_their_passwords_are_hidden)
{
	static const struct turn turns[] = {
		CLIENT("ENT-USER-SECU::eve:5::Evil1234,,4;ED-PID::eve:6::Old1234,New1234;")};
	expect_in(turns, 1, "action change account element=server object=ENT-USER-SECU eve", true);
	expect_in(turns, 1, "action change account element=server object=ED-PID eve", true);
	expect_in(turns, 1, "1234", false);
}
END_TEST

START_TEST(modifiers_in_another_order_hide_passwords_too)
{
	static const struct turn turns[] = {
		CLIENT("ENT-SECU-USER::eve:5::Evil1234,,4;ED-SECU-PID::eve:6::Old1234,New1234;"
		       "ENT-USR-PWD::eve:7::Odd1234;")};
	expect_in(turns, 1, "action change account element=server object=ENT-SECU-USER eve", true);
	expect_in(turns, 1, "action change account element=server object=ED-SECU-PID eve", true);
	expect_in(turns, 1, "1234", false);
}
END_TEST

START_TEST(what_is_changed_is_the_subject)
{
	static const struct turn turns[] = {
		CLIENT("ENT-SYSLOG::LOG-1:5::10.0.0.9;DLT-TRAPTABLE::ALL:6;ED-NTP-PEER::1:7;"
		       "SET-DAT:::8::26-11-22,01-02-03;APPLY:::9::ACT;ED-RADIUS::1:10::X=Y;"
		       "SW-DX-EQPT::CP-1:11;")};
	expect_in(turns, 1, "action change logging element=server object=ENT-SYSLOG LOG-1", true);
	expect_in(turns, 1, "action change snmp-access element=server object=DLT-TRAPTABLE", true);
	expect_in(turns, 1, "action change time element=server object=ED-NTP-PEER 1", true);
	expect_in(turns, 1, "action change time element=server object=SET-DAT", true);
	expect_in(turns, 1, "action image image element=server object=APPLY", true);
	expect_in(turns, 1, "action change aaa element=server object=ED-RADIUS 1", true);
	expect_in(turns, 1, "action change config element=server object=SW-DX-EQPT CP-1", true);
}
END_TEST

START_TEST(keys_among_the_parameters_are_not_told)
{
	static const struct turn turns[] = {
		CLIENT("SET-PRMTR-SNMPV3-USER:::5::ADD,EVE,MD5,harbourx,harbourx,3;"
		       "ED-RADIUS::1:6::SECRET=harbourx;")};
	expect_in(turns, 1, "object=SET-PRMTR-SNMPV3-USER", true);
	expect_in(turns, 1, "harbourx", false);
}
END_TEST

START_TEST(a_community_is_not_told_as_the_access_identifier)
{
	static const struct turn turns[] = {
		CLIENT("ENT-SNMP-COMM::harbourx:4::RW;ENT-COMMUNITY-SNMP::harbourx:5;"
		       "RTRV-SNMP-COMM::harbourx:6;ENT-CMTY::harbourx:7::TULIP;"
		       "ED-COMM-PORT::P-1:8::X=1;")};
	expect_in(turns, 1, "action change snmp-access element=server object=ENT-SNMP-COMM outcome",
		true);
	expect_in(turns, 1, "harbourx", false);
	expect_in(turns, 1, "TULIP", false);
	expect_in(turns, 1, "object=ED-COMM-PORT P-1 value=X=1", true);
}
END_TEST

#define ACCESS(text) SERVER("\r\n   10.1.1.1 2026-01-02 03:04:05\r\nM  " text "\r\n;\r\n")

START_TEST(the_dialect_of_access_managers_names_its_parameters)
{
	static const struct turn turns[] = {
		CLIENT("LOGIN:::C1::PWD=\"Har,bourx\", UN=eve;"),
		ACCESS("C1 COMPLD\r\n   EN=0   ENDESC=No error"),
		CLIENT("ADD-ONU::OLTID=10.1.1.1,PONID=NA-0-1-1:C2::ONUID=X1,PWD=Harbourx;"),
		ACCESS("C2 COMPLD\r\n   EN=0   ENDESC=No error"),
		CLIENT("LST-ONU::OLTID=10.1.1.1:C3::;SHAKEHAND:::C4::;CFG-VOIP::OLTID=1:C5::V=1;"),
		CLIENT("LOGOUT:::C6::;")};
	expect_in(turns, COUNT(turns),
		"action login session element=server object=eve user=eve outcome=ok", true);
	expect_in(turns, COUNT(turns), "credential user=eve element=server clear=1", true);
	expect_in(turns, COUNT(turns),
		"action change config element=server object=ADD-ONU OLTID=10.1.1.1,PONID=NA-0-1-1"
		" value=ONUID=X1,PWD=redacted:",
		true);
	expect_in(turns, COUNT(turns), "action read config element=server object=LST-ONU", true);
	expect_in(turns, COUNT(turns), "action change config element=server object=CFG-VOIP", true);
	expect_in(turns, COUNT(turns), "action logout session", true);
	expect_in(turns, COUNT(turns), "bourx", false);
}
END_TEST

START_TEST(a_denial_of_the_dialect_has_its_code)
{
	static const struct turn turns[] = {CLIENT("LOGIN:::C1::UN=eve,PWD=;"),
		ACCESS("C1 DENY\r\n   EN=PICC   ENDESC=wrong password"),
		CLIENT("DEL-ONU::OLTID=1:C2::ONUID=X1;"),
		ACCESS("C2 DENY\r\n   EN=IRNE   ENDESC=no such")};
	expect_in(turns, COUNT(turns), "action login-failed session", true);
	expect_in(turns, COUNT(turns),
		"object=DEL-ONU OLTID=1 value=ONUID=X1 outcome=failed evidence=observed"
		" reason=IRNE   ENDESC=no such",
		true);
}
END_TEST

START_TEST(changes_carry_their_parameters)
{
	static const struct turn turns[] = {
		CLIENT("ED-EQPT::SLOT-3:9:::PST=OOS;"), ANSWER("9 COMPLD")};
	expect_in(turns, COUNT(turns),
		"action change config element=server object=ED-EQPT SLOT-3 value=:PST=OOS"
		" outcome=ok",
		true);
}
END_TEST

START_TEST(a_restart_a_muted_alarm_and_a_file_have_their_verbs)
{
	static const struct turn turns[] = {
		CLIENT("INIT-SYS::SLOT-1:1;INH-MSG-ALL:::2;COPY-RFILE:::3::TYPE=SWDL;"
		       "CANC-USER::joe:4;")};
	expect_in(turns, 1, "action reboot system element=server object=INIT-SYS SLOT-1", true);
	expect_in(turns, 1, "action change logging element=server object=INH-MSG-ALL", true);
	expect_in(turns, 1, "action image image element=server object=COPY-RFILE", true);
	expect_in(turns, 1, "action logout session", true);
}
END_TEST

START_TEST(answers_out_of_order_find_their_commands)
{
	static const struct turn turns[] = {CLIENT("DLT-CRS::A:a1;DLT-CRS::B:b2;"),
		ANSWER("b2 COMPLD"), ANSWER("a1 DENY\r\n   IIAC")};
	expect_in(turns, COUNT(turns), "object=DLT-CRS B outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"object=DLT-CRS A outcome=failed evidence=observed "
		"reason=IIAC",
		true);
}
END_TEST

START_TEST(a_missing_privilege_is_a_refusal)
{
	static const struct turn turns[] = {
		CLIENT("SET-TOD:::8::26,1,2;"), ANSWER("8 DENY\r\n   PIUC")};
	expect_in(turns, COUNT(turns), "outcome=refused evidence=observed reason=PIUC", true);
}
END_TEST

/* evasive: a semicolon and a colon in quotes, lower case, line ends inside of a command */
START_TEST(quotes_and_lower_case_hide_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\r\n ent-eqpt::\"a;b:c\":1;\r\ninit-sys:\r\n::2;")};
	expect_in(turns, 1, "object=ent-eqpt \"a;b:c\"", true);
	expect_in(turns, 1, "action reboot system", true);
}
END_TEST

/* evasive: a verb that nobody listed is an operation all the same */
START_TEST(an_unknown_verb_is_an_operation)
{
	static const struct turn turns[] = {CLIENT("ZAP-NODE:::1;")};
	expect_in(turns, 1, "action exec system element=server object=ZAP-NODE", true);
}
END_TEST

START_TEST(malformed_commands_are_anomalies)
{
	static const struct turn turns[] = {CLIENT("no verb;"), CLIENT("X;"), CLIENT("RTRV-A;")};
	vector_run(&VECTOR("malformed", "anomaly tl1.bad_command\nanomaly tl1.bad_command\n"
					"anomaly tl1.bad_command\n"));
}
END_TEST

START_TEST(a_command_without_end_is_given_up)
{
	static uint8_t bytes[5000];
	memset(bytes, 'A', sizeof(bytes));
	const struct turn turns[] = {{SIDE_CLIENT, {bytes, sizeof(bytes)}}};
	char *said = vector_says(&VECTOR("no end", NULL));
	ck_assert_str_eq(said, "anomaly tl1.long_command\n");
	free(said);
}
END_TEST

START_TEST(an_answer_to_nothing_settles_nothing)
{
	static const struct turn turns[] = {ANSWER("9 COMPLD"), CLIENT("SET-A:::1;"), ANSWER("")};
	expect_in(turns, COUNT(turns), "object=SET-A outcome=unknown", true);
}
END_TEST

static enum probe probe_of(const char *text)
{
	struct probe_input in = {.data = span_str(text), .dport = 9, .stream = true};
	return dissector_tl1.probe(&in);
}

START_TEST(behind_lost_bytes_the_next_command_and_the_next_line_are_found)
{
	static const struct turn turns[] = {CLIENT("RTRV-HDR:::1;\r\n"),
		SERVER("\r\n   NE1 26-01-02 03:04:05\r\nM  1 COMPLD\r\n;\r\n"),
		CLIENT("ENT-USER-SECU::eve:2::\"pa"), GAP(SIDE_CLIENT, 5),
		CLIENT("s;w\",,4;\r\n"), CLIENT("DLT-EQPT:NE1:1-1:3;\r\n"),
		GAP(SIDE_SERVER, 60), SERVER("M  9 COMPLD\r\nM  3 COMPLD\r\n;\r\n"),
		GAP(SIDE_CLIENT, 30), CLIENT("INIT-SYS:NE1:ALL:4;\r\n")};
	HAS(VECTOR_OF(dissector_tl1, true), "!s;w", "!w\\\"", "!\"ctag\":\"9\"",
		"object=DLT-EQPT 1-1 outcome=ok", "action reboot system element=server");
}
END_TEST

START_TEST(commands_are_known_on_any_port)
{
	ck_assert_int_eq(probe_of("RTRV-HDR:::1;"), PROBE_SURE);
	ck_assert_int_eq(probe_of("ACT-USER::u:1::p;\r\n"), PROBE_SURE);
	ck_assert_int_eq(probe_of("LOGIN:::C1::UN=a,PWD=b;"), PROBE_SURE);
	ck_assert_int_eq(probe_of("DEL-ONU::OLTID=1:C2::ONUID=3;"), PROBE_SURE);
	ck_assert_int_eq(probe_of("LOGIN: bob; x"), PROBE_NO);
	ck_assert_int_eq(probe_of("RTRV-H"), PROBE_MORE);
	ck_assert_int_eq(probe_of("GET / HTTP/1.1\r\nHost: a;b\r\n\r\n"), PROBE_NO);
	ck_assert_int_eq(probe_of("SSH-2.0-x\r\n"), PROBE_NO);
	ck_assert_int_eq(probe_of("DSP BRD:SN=0;"), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("tl1");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_retrieval_is_a_read);
	tcase_add_test(t, a_login_names_the_user_and_hides_the_password);
	tcase_add_test(t, a_denied_login_is_a_failed_one);
	tcase_add_test(t, users_are_accounts_and_their_passwords_are_hidden);
	tcase_add_test(t, modifiers_in_another_order_hide_passwords_too);
	tcase_add_test(t, what_is_changed_is_the_subject);
	tcase_add_test(t, keys_among_the_parameters_are_not_told);
	tcase_add_test(t, a_community_is_not_told_as_the_access_identifier);
	tcase_add_test(t, the_dialect_of_access_managers_names_its_parameters);
	tcase_add_test(t, a_denial_of_the_dialect_has_its_code);
	tcase_add_test(t, changes_carry_their_parameters);
	tcase_add_test(t, a_restart_a_muted_alarm_and_a_file_have_their_verbs);
	tcase_add_test(t, answers_out_of_order_find_their_commands);
	tcase_add_test(t, a_missing_privilege_is_a_refusal);
	tcase_add_test(t, quotes_and_lower_case_hide_nothing);
	tcase_add_test(t, an_unknown_verb_is_an_operation);
	tcase_add_test(t, malformed_commands_are_anomalies);
	tcase_add_test(t, a_command_without_end_is_given_up);
	tcase_add_test(t, an_answer_to_nothing_settles_nothing);
	tcase_add_test(t, behind_lost_bytes_the_next_command_and_the_next_line_are_found);
	tcase_add_test(t, commands_are_known_on_any_port);
	return unit_run(t, "tl1");
}
