/* test_rsh: dissectors/rsh.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_rsh;

/* clang-format off */
#define COUNT(list) (sizeof(list) / sizeof(*list))

START_TEST(a_command_is_run_by_who_the_client_says_he_is)
{
	static const struct turn turns[] = {
		CLIENT("1022\000"),
		CLIENT("joe\000root\000uname -a\000"),
		SERVER("\000Linux\n")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"rsh {\"rsh\":{\"error_port\":1022,\"user\":\"root\",\"local_user\":\"joe\",\"command\":\"uname -a\"}}",
		"action login session element=server object=root user=root outcome=ok",
		"action read system element=server object=uname -a user=root outcome=ok");
}
END_TEST

START_TEST(a_copy_is_one_of_a_file)
{
	static const struct turn turns[] = {
		CLIENT("1022\000"),
		CLIENT("joe\000root\000rcp -t startup-config\000"),
		SERVER("\000\000")};
	static const struct turn fetched[] = {
		CLIENT("1022\000joe\000root\000rcp -p -f c2900-universalk9-mz.bin\000"),
		SERVER("\000\000")};
	struct vector v = {"fetched", &dissector_rsh, true, fetched, COUNT(fetched), NULL};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"action export config element=client object=startup-config user=root outcome=ok");
	HAS(&v, "action image image element=client object=c2900-universalk9-mz.bin user=root");
}
END_TEST

START_TEST(a_refusal_refuses_login_and_command)
{
	static const struct turn turns[] = {
		CLIENT("0\000joe\000root\000reboot\000"),
		SERVER("\001Permission denied.\n")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"action login-failed session element=server object=root user=root outcome=refused evidence=observed reason=Permission denied.",
		"object=reboot user=root outcome=refused");
}
END_TEST

START_TEST(a_refusal_behind_the_nul_is_one)
{
	static const struct turn turns[] = {
		CLIENT("1022\000joe\000root\000clear ip bgp *\000"),
		SERVER("\000"),
		SERVER("Authentication failure\n")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"action login-failed session element=server object=root user=root outcome=refused evidence=observed reason=Authentication failure",
		"action exec system element=server object=clear ip bgp * user=root outcome=refused");
}
END_TEST

START_TEST(an_error_of_the_equipment_fails_the_command_and_not_the_login)
{
	static const struct turn turns[] = {
		CLIENT("1022\000joe\000root\000write memory\000"),
		SERVER("\000% Invalid input detected at '^' marker.\r\n")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"action login session element=server object=root user=root outcome=ok",
		"action save config element=server object=write memory user=root outcome=failed");
}
END_TEST

START_TEST(a_command_of_network_equipment_means_what_it_means_there)
{
	static const struct turn turns[] = {
		CLIENT("\000joe\000root\000copy running-config tftp://192.0.2.1/x\000"),
		SERVER("\000")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"action export config element=server object=copy running-config tftp://192.0.2.1/x");
}
END_TEST

START_TEST(a_read_is_a_read)
{
	static const struct turn turns[] = {
		CLIENT("0\000joe\000root\000show version\000"),
		SERVER("\000")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"action read",
		"object=show version user=root");
}
END_TEST

START_TEST(rexec_sends_a_password_that_stays_hidden)
{
	static const struct turn turns[] = {
		CLIENT("0\000root\000Sec1ret\000id\000"),
		SERVER("\000")};

	harness_server_port(512);
	HAS(VECTOR_OF(dissector_rsh, true),
		"credential user=root element=server clear=1",
		"action login session element=server object=root user=root outcome=ok",
		"!Sec1ret");
}
END_TEST

START_TEST(a_secret_in_the_command_stays_hidden)
{
	static const struct turn turns[] = {
		CLIENT("0\000joe\000root\000username eve password 0 Evil1234\000"),
		SERVER("\000")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"!Evil1234",
		"action change account");
}
END_TEST

START_TEST(an_empty_command_is_a_login)
{
	static const struct turn turns[] = {
		CLIENT("0\000joe\000root\000\000"),
		SERVER("\000")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"action login session element=server object=root user=root outcome=ok",
		"!action exec");
}
END_TEST

/* evasive: cut inside of names */
START_TEST(a_request_in_pieces_is_one)
{
	static const struct turn turns[] = {
		CLIENT("10"),
		CLIENT("23\000jo"),
		CLIENT("e\000root\000i"),
		CLIENT("d\000"),
		SERVER("\000")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"\"error_port\":1023",
		"object=id");
}
END_TEST

/* evasive: the answer first */
START_TEST(an_answer_before_the_request_is_none)
{
	static const struct turn turns[] = {
		SERVER("\000"),
		CLIENT("0\000joe\000root\000id\000")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"!action login",
		"object=id user=root outcome=unknown");
}
END_TEST

/* malformed: a command without end */
START_TEST(a_request_without_end_is_given_up)
{
	static const struct turn turns[] = {
		CLIENT("0\000joe\000root\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"!rsh {");
}
END_TEST

/* malformed: a port beyond all ports */
START_TEST(a_number_that_is_none_is_no_port)
{
	static const struct turn turns[] = {
		CLIENT("99999\000joe\000root\000id\000"),
		SERVER("\000")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"!error_port",
		"\"user\":\"root\"");
}
END_TEST

/* malformed: a message without line end */
START_TEST(a_message_without_end_is_a_refusal)
{
	static const struct turn turns[] = {
		CLIENT("0\000joe\000root\000id\000"),
		SERVER("\001xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")};

	harness_server_port(514);
	HAS(VECTOR_OF(dissector_rsh, true),
		"action login-failed");
}
END_TEST

START_TEST(what_only_looks_alike_is_not_taken)
{
	static const struct span others[] = {SPAN_LIT("hello\000"), SPAN_LIT("123456\000joe\000"), SPAN_LIT("12x\000"), SPAN_LIT("70000\000joe\000root\000id\000")};

	for (unsigned i = 0; i < COUNT(others); i++) {
		const struct probe_input in = {others[i], SIDE_CLIENT, 1023, 514, true, false};
		ck_assert_int_eq(dissector_rsh.probe(&in), PROBE_NO);
	}
}
END_TEST
/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("rsh");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_command_is_run_by_who_the_client_says_he_is);
	tcase_add_test(t, a_copy_is_one_of_a_file);
	tcase_add_test(t, a_refusal_refuses_login_and_command);
	tcase_add_test(t, a_refusal_behind_the_nul_is_one);
	tcase_add_test(t, an_error_of_the_equipment_fails_the_command_and_not_the_login);
	tcase_add_test(t, a_command_of_network_equipment_means_what_it_means_there);
	tcase_add_test(t, a_read_is_a_read);
	tcase_add_test(t, rexec_sends_a_password_that_stays_hidden);
	tcase_add_test(t, a_secret_in_the_command_stays_hidden);
	tcase_add_test(t, an_empty_command_is_a_login);
	tcase_add_test(t, a_request_in_pieces_is_one);
	tcase_add_test(t, an_answer_before_the_request_is_none);
	tcase_add_test(t, a_request_without_end_is_given_up);
	tcase_add_test(t, a_number_that_is_none_is_no_port);
	tcase_add_test(t, a_message_without_end_is_a_refusal);
	tcase_add_test(t, what_only_looks_alike_is_not_taken);
	return unit_run(t, "rsh");
}
