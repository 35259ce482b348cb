/* test_bfd: dissectors/bfd.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_bfd;

#define BFD(...) HAS(VECTOR_OF(dissector_bfd, false), __VA_ARGS__)
/* version 1 and diagnostic; state and flags; multiplier 3; length; 7 to YOURS; 50 ms, 100 ms, 0 */
#define PACKET(first, flags, len, yours)                                                           \
	first flags "\3" len "\0\0\0\7" yours "\0\0\xc3\x50\0\1\x86\xa0\0\0\0\0"
#define NOBODY "\0\0\0\0"
#define NINE   "\0\0\0\x09"

static enum probe probe_of(struct span data)
{
	struct probe_input in = {.data = data, .sport = 49152, .dport = 3784};
	return dissector_bfd.probe(&in);
}

START_TEST(a_session_is_told_when_it_changes)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x20", "\x40", "\x18", NOBODY)),
		CLIENT(PACKET("\x20", "\x40", "\x18", NOBODY)),
		CLIENT(PACKET("\x20", "\xc0", "\x18", NINE)),
		CLIENT(PACKET("\x20", "\xc0", "\x18", NINE)),
		CLIENT(PACKET("\x21", "\x40", "\x18", NINE))};
	vector_run(&(struct vector){"session", &dissector_bfd, false, turns, 5,
		"bfd {\"bfd\":{\"state\":\"down\",\"diagnostic\":\"none\",\"multiplier\":3,"
		"\"my_discriminator\":7,\"your_discriminator\":0,\"desired_tx_us\":50000,"
		"\"required_rx_us\":100000,\"required_echo_rx_us\":0,\"auth\":\"none\","
		"\"packets\":1}}\n"
		"identity of=client evidence=bfd equipment=1\n"
		"hint routing.speaker text=bfd\n"
		"bfd {\"bfd\":{\"state\":\"up\",\"diagnostic\":\"none\",\"multiplier\":3,"
		"\"my_discriminator\":7,\"your_discriminator\":9,\"desired_tx_us\":50000,"
		"\"required_rx_us\":100000,\"required_echo_rx_us\":0,\"auth\":\"none\","
		"\"packets\":2}}\n"
		"bfd {\"bfd\":{\"state\":\"down\",\"diagnostic\":\"detection-time-expired\","
		"\"multiplier\":3,\"my_discriminator\":7,\"your_discriminator\":9,"
		"\"desired_tx_us\":50000,\"required_rx_us\":100000,\"required_echo_rx_us\":0,"
		"\"auth\":\"none\",\"packets\":2}}\n"});
}
END_TEST

START_TEST(both_sides_are_told_apart)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x20", "\xc0", "\x18", NINE)),
		SERVER(PACKET("\x20", "\xc0", "\x18", NINE))};
	BFD("identity of=client", "identity of=server", "\"state\":\"up\"");
}
END_TEST

START_TEST(polling_is_no_change)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x20", "\xc0", "\x18", NINE)),
		CLIENT(PACKET("\x20", "\xe0", "\x18", NINE)),
		CLIENT(PACKET("\x20", "\xd0", "\x18", NINE))};
	BFD("\"packets\":1", "!\"packets\":2");
}
END_TEST

START_TEST(an_element_taken_down_by_its_operator_says_so)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x27", "\0", "\x18", NINE))};
	BFD("\"state\":\"admin-down\",\"diagnostic\":\"admin-down\"");
}
END_TEST

START_TEST(demand_mode_is_told)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x20", "\xc2", "\x18", NINE))};
	BFD("\"demand\":true");
}
END_TEST

START_TEST(a_signed_session_shows_its_key)
{
	static const struct turn turns[] = {CLIENT(
		PACKET("\x20", "\xc4", "\x30", NINE) "\2\x18\x05\0\0\0\0\1sixteen octets..")};
	BFD("\"auth\":\"md5\",\"key_id\":5", "!weak_auth", "!malformed");
}
END_TEST

START_TEST(a_password_in_clear_is_pointed_out_and_never_shown)
{
	static const struct turn turns[] = {
		CLIENT(PACKET("\x20", "\xc4", "\x21", NINE) "\1\x09\x05s3cret")};
	BFD("\"auth\":\"simple\"", "\"password\":\"redacted:", "!s3cret",
		"weak_auth text=password in clear");
}
END_TEST

START_TEST(packets_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(PACKET("\x20", "\x40", "\x18", NOBODY))), PROBE_LIKELY);
	/* up, and knows nobody */
	ck_assert_int_eq(probe_of(SPAN_LIT(PACKET("\x20", "\xc0", "\x18", NOBODY))), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(PACKET("\x20", "\xc0", "\x19", NINE))), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(PACKET("\x40", "\xc0", "\x18", NINE))), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\x20")), PROBE_NO);
	/* an interval of 1000 seconds: RFC 5880 knows no longest one */
	ck_assert_int_eq(probe_of(SPAN_LIT("\x20\x40\x03\x18\0\0\0\7\0\0\0\x09\x3b\x9a\xca\0"
					   "\x3b\x9a\xca\0\x3b\x9a\xca\0")),
		PROBE_LIKELY);
}
END_TEST

START_TEST(what_the_snap_length_cut_is_no_malformed_message)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x20", "\xc0", "\x18", NINE)),
		CLIENT(PACKET(
			"\x20", "\xc4", "\x30", NINE) "\2\x18\x05\0\0\0\0\1sixteen octets..")};

	vector_run(VECTOR_OF(dissector_bfd, false));
}
END_TEST

START_TEST(a_length_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x20", "\xc0", "\x18", NINE)),
		CLIENT(PACKET("\x20", "\xc0", "\x30", NINE))};
	BFD("anomaly bfd.malformed");
}
END_TEST

START_TEST(an_authentication_that_does_not_fit_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(PACKET("\x20", "\xc4", "\x1c", NINE) "\2\xff\5\0")};
	BFD("anomaly bfd.malformed", "!key_id");
}
END_TEST

START_TEST(a_promised_authentication_that_is_absent_is_malformed)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x20", "\xc4", "\x18", NINE))};
	BFD("anomaly bfd.malformed", "\"state\":\"up\"");
}
END_TEST

START_TEST(what_is_none_is_not_read)
{
	static const struct turn turns[] = {CLIENT(PACKET("\x20", "\xc1", "\x18", NINE)),
		CLIENT("\x20\xc0\3\x18\0\0\0\0\0\0\0\x09 and so on and on"), CLIENT("\x20")};
	BFD("!bfd {", "!identity", "!anomaly");
}
END_TEST

START_TEST(rubbish_within_a_session_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(PACKET("\x20", "\xc0", "\x18", NINE)), CLIENT("\0"), CLIENT("")};
	BFD("anomaly bfd.malformed");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("bfd");

	tcase_add_test(tests, a_session_is_told_when_it_changes);
	tcase_add_test(tests, both_sides_are_told_apart);
	tcase_add_test(tests, polling_is_no_change);
	tcase_add_test(tests, an_element_taken_down_by_its_operator_says_so);
	tcase_add_test(tests, demand_mode_is_told);
	tcase_add_test(tests, a_signed_session_shows_its_key);
	tcase_add_test(tests, a_password_in_clear_is_pointed_out_and_never_shown);
	tcase_add_test(tests, packets_are_recognised_by_their_bytes);
	tcase_add_test(tests, what_the_snap_length_cut_is_no_malformed_message);
	tcase_add_test(tests, a_length_past_the_end_is_malformed);
	tcase_add_test(tests, an_authentication_that_does_not_fit_is_malformed);
	tcase_add_test(tests, a_promised_authentication_that_is_absent_is_malformed);
	tcase_add_test(tests, what_is_none_is_not_read);
	tcase_add_test(tests, rubbish_within_a_session_is_malformed);
	return unit_run(tests, "bfd");
}
