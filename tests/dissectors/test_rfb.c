/* test_rfb: dissectors/rfb.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_rfb;

/* clang-format off */
START_TEST(a_session_with_a_password)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 003.008\n"),
		SERVER("\x01\x02"),
		CLIENT("\x02"),
		SERVER("0123456789abcdef"),
		CLIENT("secretresponse16"),
		SERVER("\0\0\0\0"),
		CLIENT("\x01"),
		SERVER("\x05\x00\x03\x20\x20\x18\x00\x01\x00\xff\x00\xff\x00\xff\x10\x08\x00\x00\x00\x00\x00\x00\x00\x04" "desk")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"server_protocol_version\":{\"major\":\"003\",\"minor\":\"008\"}",
		"\"authentication\":{\"security_type\":2,\"security_result\":\"OK\"}",
		"\"screen_shared\":true",
		"\"framebuffer\":{\"width\":1280,\"height\":800,\"name\":\"desk\",\"pixel_format\":{\"bits_per_pixel\":32,\"depth\":24,\"big_endian\":false,\"true_color\":true,\"red_max\":255,\"green_max\":255,\"blue_max\":255,\"red_shift\":16,\"green_shift\":8,\"blue_shift\":0}}",
		"action login session element=server",
		"!secretresponse");
}
END_TEST

START_TEST(a_wrong_password_is_a_failed_login_with_its_reason)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 003.008\n"),
		SERVER("\x01\x02"),
		CLIENT("\x02"),
		SERVER("0123456789abcdef"),
		CLIENT("0123456789abcdef"),
		SERVER("\0\0\0\x01\0\0\0\x03" "bad")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"action login-failed session element=server",
		"reason=bad",
		"\"security_result\":\"FAIL\"");
}
END_TEST

START_TEST(no_password_is_pointed_out)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 003.008\n"),
		SERVER("\x01\x01"),
		CLIENT("\x01"),
		SERVER("\0\0\0\0"),
		CLIENT("\0")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"hint rfb.no_password",
		"action login session");
}
END_TEST

START_TEST(version_3_3_lets_the_server_decide)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.003\n"),
		CLIENT("RFB 003.003\n"),
		SERVER("\0\0\0\x02"),
		SERVER("0123456789abcdef"),
		CLIENT("0123456789abcdef"),
		SERVER("\0\0\0\0")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"minor\":\"003\"",
		"\"security_type\":2",
		"action login session");
}
END_TEST

START_TEST(version_3_3_may_ask_for_nothing)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.003\n"),
		CLIENT("RFB 003.003\n"),
		SERVER("\0\0\0\x01"),
		CLIENT("\x01")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"security_type\":1",
		"hint rfb.no_password");
}
END_TEST

START_TEST(version_3_7_gives_no_result_for_no_password)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.007\n"),
		CLIENT("RFB 003.007\n"),
		SERVER("\x02\x01\x02"),
		CLIENT("\x01"),
		CLIENT("\0")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"action login session",
		"\"security_types\":[1,2]");
}
END_TEST

START_TEST(other_security_is_told_and_left)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 003.008\n"),
		SERVER("\x02\x13\x02"),
		CLIENT("\x13"),
		SERVER("whatever")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"security_type\":19",
		"!action");
}
END_TEST

START_TEST(a_refused_connection_tells_why)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 003.008\n"),
		SERVER("\0\0\0\0\x04" "full")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"reason\":\"full\"",
		"action login-failed");
}
END_TEST

START_TEST(a_scanner_that_leaves_is_told_at_the_end)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"server_protocol_version\"",
		"!client_protocol");
}
END_TEST

/* malformed: a length of two gigabytes */
START_TEST(a_reason_without_end_is_waited_for)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 003.008\n"),
		SERVER("\0\x7f\xff\xff\xff" "ful")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"server_protocol_version\"",
		"!action");
}
END_TEST

/* malformed: a version that is none */
START_TEST(another_version_in_the_answer_ends_it)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 00x.008\n")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"server_protocol_version\"",
		"!client_protocol");
}
END_TEST

/* malformed: a name of four gigabytes */
START_TEST(a_name_without_end_is_waited_for)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 003.008\n"),
		SERVER("\x01\x02"),
		CLIENT("\x02"),
		SERVER("0123456789abcdef"),
		CLIENT("0123456789abcdef"),
		SERVER("\0\0\0\0"),
		CLIENT("\x01"),
		SERVER("\x05\x00\x03\x20\x20\x18\x00\x01\x00\xff\x00\xff\x00\xff\x10\x08\x00\x00\x00\x00\xff\xff\xff\xff" "desk")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"security_result\":\"OK\"",
		"!\"width\"");
}
END_TEST

/* evasive: a hole in the handshake */
START_TEST(a_gap_ends_the_reading)
{
	static const struct turn turns[] = {
		SERVER("RFB 003.008\n"),
		CLIENT("RFB 003.008\n"),
		GAP(SIDE_SERVER, 20),
		SERVER("0123456789abcdef")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"client_protocol_version\"",
		"!action");
}
END_TEST

/* evasive: the client chooses before it is asked */
START_TEST(a_client_out_of_turn_is_waited_for)
{
	static const struct turn turns[] = {
		CLIENT("RFB 003.008\n"),
		CLIENT("\x01\x02\x03"),
		SERVER("RFB 003.008\n")};

	HAS(VECTOR_OF(dissector_rfb, true),
		"\"client_protocol_version\"",
		"!security_type");
}
END_TEST

/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("rfb");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_session_with_a_password);
	tcase_add_test(t, a_wrong_password_is_a_failed_login_with_its_reason);
	tcase_add_test(t, no_password_is_pointed_out);
	tcase_add_test(t, version_3_3_lets_the_server_decide);
	tcase_add_test(t, version_3_3_may_ask_for_nothing);
	tcase_add_test(t, version_3_7_gives_no_result_for_no_password);
	tcase_add_test(t, other_security_is_told_and_left);
	tcase_add_test(t, a_refused_connection_tells_why);
	tcase_add_test(t, a_scanner_that_leaves_is_told_at_the_end);
	tcase_add_test(t, a_reason_without_end_is_waited_for);
	tcase_add_test(t, another_version_in_the_answer_ends_it);
	tcase_add_test(t, a_name_without_end_is_waited_for);
	tcase_add_test(t, a_gap_ends_the_reading);
	tcase_add_test(t, a_client_out_of_turn_is_waited_for);
	return unit_run(t, "rfb");
}
