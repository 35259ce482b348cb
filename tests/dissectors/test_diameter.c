/* test_diameter: dissectors/diameter.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_diameter;

#define DIAMETER(...)                          HAS(VECTOR_OF(dissector_diameter, true), __VA_ARGS__)
#define IDS                                    "\0\0\0\1\0\0\0\2"
#define HEAD(len, flags, command, application) "\1\0\0" len flags command application IDS
#define BASE                                   "\0\0\0\0"
#define GX                                     "\1\0\0\x16"
#define S6A                                    "\1\0\0\x23"
#define ORIGIN                                                                                     \
	"\0\0\1\x08\x40\0\0\x0d"                                                                   \
	"mme.x\0\0\0"
#define PRODUCT                                                                                    \
	"\0\0\1\x0d\0\0\0\x0c"                                                                     \
	"ePDG"
#define SUCCESS "\0\0\1\x0c\x40\0\0\x0c\0\0\x07\xd1"

static enum probe probe_of(struct span data)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7, .stream = true};
	return dissector_diameter.probe(&in);
}

START_TEST(peers_that_exchange_capabilities_are_introduced)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x4c", "\x80", "\0\1\1", BASE) ORIGIN PRODUCT
			"\0\0\1\1\x40\0\0\x0e\0\1\x0a\0\0\1\0\0"
			"\0\0\1\x0b\0\0\0\x0c\0\0\0\x2a"),
		SERVER(HEAD("\x20", "\0", "\0\1\1", BASE) SUCCESS)};
	vector_run(&(struct vector){"capabilities", &dissector_diameter, true, turns, 2,
		"diameter {\"diameter\":{\"command\":\"capabilities-exchange\",\"code\":257,"
		"\"request\":true,\"application\":\"base\",\"application_id\":0,"
		"\"origin_host\":\"mme.x\",\"product_name\":\"ePDG\","
		"\"firmware_revision\":42,\"host_addresses\":[\"10.0.0.1\"]}}\n"
		"identity of=client platform=ePDG software=42 name=mme.x evidence=diameter "
		"equipment=0\n"
		"diameter {\"diameter\":{\"command\":\"capabilities-exchange\",\"code\":257,"
		"\"request\":false,\"application\":\"base\",\"application_id\":0,"
		"\"result_code\":2001,\"result\":\"success\"}}\n"
		"identity of=client evidence=diameter equipment=1\n"});
}
END_TEST

START_TEST(a_peer_that_is_refused_is_no_equipment)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x30", "\x80", "\0\1\1", BASE) ORIGIN PRODUCT),
		SERVER(HEAD("\x20", "\x20", "\0\1\1", BASE) "\0\0\1\x0c\x40\0\0\x0c\0\0\x0b\xc2")};
	DIAMETER("\"result\":\"unknown-peer\"", "identity of=client", "!equipment=1");
}
END_TEST

START_TEST(a_subscriber_is_never_named)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x2c", "\xc0", "\0\1\x3c", S6A) "\0\0\0\1\x40\0\0\x17"
							     "234150000000001\0")};
	DIAMETER("\"command\":\"update-location\"", "\"application\":\"s6a\"",
		"\"user_name\":\"redacted:", "!23415");
}
END_TEST

START_TEST(commands_of_gx_are_named)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x24", "\x80", "\0\1\x10", GX) "\0\0\1\7\x40\0\0\x0ds;1;2\0\0\0")};
	DIAMETER("\"command\":\"credit-control\"", "\"application\":\"gx\"",
		"\"session_id\":\"s;1;2\"");
}
END_TEST

START_TEST(avps_of_vendors_are_passed_over)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x24", "\x80", "\0\1\x10", GX) "\0\0\1\x08\xc0\0\0\x10\0\0\x28\xaf"
							    "evil")};
	DIAMETER("\"command\"", "!evil", "!malformed");
}
END_TEST

START_TEST(errors_of_the_protocol_and_of_vendors_are_told)
{
	static const struct turn turns[] = {CLIENT(HEAD("\x34", "\x20", "\0\1\x3c",
		S6A) "\0\0\1\x29\x40\0\0\x20"
		     "\0\0\1\x0a\x40\0\0\x0c\0\0\x28\xaf\0\0\1\x2a\x40\0\0\x0c\0\0\x15\x2c")};
	DIAMETER("\"error\":true", "\"experimental_result\":5420", "!\"vendor_id\"");
}
END_TEST

START_TEST(a_peer_that_goes_says_why)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x20", "\x90", "\0\1\x1a", BASE) "\0\0\1\x11\x40\0\0\x0c\0\0\0\2")};
	DIAMETER("\"command\":\"disconnect-peer\"", "\"disconnect_cause\":2",
		"\"retransmitted\":true");
}
END_TEST

START_TEST(several_messages_stand_in_one_segment)
{
	static const struct turn turns[] = {CLIENT(
		HEAD("\x14", "\x80", "\0\1\x18", BASE) HEAD("\x14", "\x80", "\0\1\x18", BASE))};
	DIAMETER("device-watchdog", "!malformed");
}
END_TEST

START_TEST(an_unknown_command_of_a_known_peer_is_told)
{
	static const struct turn turns[] = {CLIENT(
		HEAD("\x14", "\x80", "\0\1\x18", BASE) HEAD("\x14", "\x80", "\0\x99\x99", BASE))};
	DIAMETER("\"command\":\"other\",\"code\":39321");
}
END_TEST

START_TEST(messages_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD("\x14", "\x80", "\0\1\x18", BASE))), PROBE_SURE);
	ck_assert_int_eq(
		probe_of(SPAN_LIT(HEAD("\x14", "\x80", "\0\1\x18", "\7\7\7\7"))), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("\1\0\0\x14")), PROBE_MORE);
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD("\x15", "\x80", "\0\1\x18", BASE))), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD("\x14", "\x8f", "\0\1\x18", BASE))), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD("\x14", "\x80", "\0\x99\x99", BASE))), PROBE_NO);
}
END_TEST

START_TEST(an_avp_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(
		HEAD("\x24", "\x80", "\0\1\x18", BASE) "\0\0\1\x08\x40\xff\xff\xffmme.xmme")};
	DIAMETER("device-watchdog", "anomaly diameter.malformed", "!mme");
}
END_TEST

START_TEST(an_avp_shorter_than_its_head_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x20", "\x80", "\0\1\x18", BASE) "\0\0\1\x08\xc0\0\0\x08xxxx")};
	DIAMETER("anomaly diameter.malformed");
}
END_TEST

START_TEST(a_result_inside_of_a_result_is_not_followed_for_ever)
{
	static const struct turn turns[] = {CLIENT(HEAD("\x28", "\0", "\0\1\x18",
		BASE) "\0\0\1\x29\x40\0\0\x14\0\0\1\x29\x40\0\0\0\0\0\0\0")};
	DIAMETER("device-watchdog", "!experimental");
}
END_TEST

START_TEST(rubbish_behind_a_message_ends_the_stream)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x14", "\x80", "\0\1\x18", BASE) "something that is no message")};
	DIAMETER("device-watchdog", "anomaly diameter.malformed");
}
END_TEST

START_TEST(another_version_is_not_ours)
{
	static const struct turn turns[] = {CLIENT("\2\0\0\x14\x80\0\1\x18\0\0\0\0" IDS)};
	DIAMETER("!diameter {", "!identity");
}
END_TEST

/* the SCTP header; a DATA chunk of one whole message */
#define SCTP         "\x0f\x1c\x0f\x1c\0\0\0\1\0\0\0\0"
#define CHUNK(flags) "\0" flags "\0\x30\0\0\0\1\0\0\0\0\0\0\0\x2e"

START_TEST(a_message_on_sctp_is_read)
{
	static const struct turn turns[] = {
		SERVER(SCTP CHUNK("\3") HEAD("\x20", "\0", "\0\1\1", BASE) SUCCESS)};
	HAS(VECTOR_OF(dissector_diameter, false), "\"command\":\"capabilities-exchange\"");
}
END_TEST

START_TEST(other_chunks_and_parts_of_messages_on_sctp_are_passed_over)
{
	static const struct turn turns[] = {CLIENT(SCTP "\1\0\0\x08init"),
		SERVER(SCTP "\3\0\0\6"
			    "ab\0\0" CHUNK("\2") HEAD("\x20", "\0", "\0\1\1", BASE) SUCCESS CHUNK(
				    "\3") HEAD("\x20", "\x80", "\0\1\x18", BASE) SUCCESS)};
	HAS(VECTOR_OF(dissector_diameter, false), "\"command\":\"device-watchdog\"",
		"!capabilities");
}
END_TEST

/* malformed: chunks without length, messages longer than their chunk */
START_TEST(wrong_lengths_on_sctp_end_the_reading)
{
	static const struct turn turns[] = {CLIENT(SCTP "\0\3\0\0xxxxxxxxxxxxxxxx"),
		CLIENT(SCTP CHUNK("\3") HEAD("\xff", "\0", "\0\1\1", BASE) SUCCESS)};
	HAS(VECTOR_OF(dissector_diameter, false), "anomaly diameter.malformed", "!command");
}
END_TEST

START_TEST(only_diameter_on_sctp_is_taken)
{
	static const struct span others[] = {SPAN_LIT(SCTP "\1\0\0\x08init"),
		SPAN_LIT(SCTP "\0\3\0\x14\0\0\0\1\0\0\0\0\0\0\0\x12S1AP"), SPAN_LIT("")};
	struct probe_input in = {
		.data = SPAN_LIT(SCTP CHUNK("\3") HEAD("\x20", "\0", "\0\1\1", BASE) SUCCESS)};

	ck_assert_int_eq(dissector_diameter.probe(&in), PROBE_SURE);
	for (unsigned i = 0; i < sizeof(others) / sizeof(*others); i++) {
		in.data = others[i];
		ck_assert_int_eq(dissector_diameter.probe(&in), PROBE_NO);
	}
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("diameter");

	tcase_add_test(tests, a_message_on_sctp_is_read);
	tcase_add_test(tests, other_chunks_and_parts_of_messages_on_sctp_are_passed_over);
	tcase_add_test(tests, wrong_lengths_on_sctp_end_the_reading);
	tcase_add_test(tests, only_diameter_on_sctp_is_taken);
	tcase_add_test(tests, peers_that_exchange_capabilities_are_introduced);
	tcase_add_test(tests, a_peer_that_is_refused_is_no_equipment);
	tcase_add_test(tests, a_subscriber_is_never_named);
	tcase_add_test(tests, commands_of_gx_are_named);
	tcase_add_test(tests, avps_of_vendors_are_passed_over);
	tcase_add_test(tests, errors_of_the_protocol_and_of_vendors_are_told);
	tcase_add_test(tests, a_peer_that_goes_says_why);
	tcase_add_test(tests, several_messages_stand_in_one_segment);
	tcase_add_test(tests, an_unknown_command_of_a_known_peer_is_told);
	tcase_add_test(tests, messages_are_recognised_by_their_bytes);
	tcase_add_test(tests, an_avp_past_the_end_is_malformed);
	tcase_add_test(tests, an_avp_shorter_than_its_head_is_malformed);
	tcase_add_test(tests, a_result_inside_of_a_result_is_not_followed_for_ever);
	tcase_add_test(tests, rubbish_behind_a_message_ends_the_stream);
	tcase_add_test(tests, another_version_is_not_ours);
	return unit_run(tests, "diameter");
}
