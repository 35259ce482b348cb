/* test_isis: dissectors/isis*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_isis;

#define ISIS(...)       HAS(VECTOR_OF(dissector_isis, false), __VA_ARGS__)
#define HEAD(len, type) "\x83" len "\1\0" type "\1\0\0"
#define ID              "\x19\x21\x68\0\x10\1"
/* circuit, id, hold 30 s, PDU length; priority 64, LAN id */
#define HELLO(len) HEAD("\x1b", "\x10") "\2" ID "\0\x1e\0" len "\x40" ID "\3"
#define POINT(len) HEAD("\x14", "\x11") "\3" ID "\0\x1e\0" len "\1"
/* PDU length, lifetime 1199 s, id, sequence 5, sum, flags */
#define LSP(len, flags) HEAD("\x1b", "\x14") "\0" len "\4\xaf" ID "\0\0\0\0\0\5\xab\xcd" flags
#define AREA            "\1\4\3\x49\0\1"

START_TEST(a_hello_tells_who_routes_on_the_lan)
{
	static const struct turn turns[] = {
		CLIENT(HELLO("\x2f") AREA "\x84\4\x0a\0\0\1\6\6\2\0\0\0\0\x0a")};
	vector_run(&(struct vector){"hello", &dissector_isis, false, turns, 1,
		"isis {\"isis\":{\"type\":\"hello\",\"level\":2,\"system_id\":\"1921.6800.1001\","
		"\"hold_time\":30,\"priority\":64,\"lan_id\":\"1921.6800.1001.03\","
		"\"areas\":[\"49.0001\"],\"addresses\":[\"10.0.0.1\"],"
		"\"neighbors\":[\"02:00:00:00:00:0a\"]}}\n"
		"identity of=client addr=10.0.0.1 evidence=isis equipment=1\n"});
}
END_TEST

START_TEST(a_hello_between_two_is_read)
{
	static const struct turn turns[] = {CLIENT(POINT("\x1a") AREA)};
	ISIS("\"type\":\"p2p-hello\",\"level\":3", "\"areas\":[\"49.0001\"]", "!identity",
		"!malformed");
}
END_TEST

START_TEST(padding_behind_the_pdu_is_not_read)
{
	static const struct turn turns[] = {CLIENT(POINT("\x1a") AREA "\xff\xff\xff")};
	ISIS("\"type\":\"p2p-hello\"", "!malformed");
}
END_TEST

START_TEST(a_password_in_clear_is_never_shown)
{
	static const struct turn turns[] = {CLIENT(POINT("\x1d") "\x0a\7\1s3cret")};
	ISIS("\"auth\":\"simple\",\"password\":\"redacted:", "!s3cret");
}
END_TEST

START_TEST(a_digest_is_no_password)
{
	static const struct turn turns[] = {CLIENT(POINT("\x27") "\x0a\x11\x36sixteen octets..")};
	ISIS("\"auth\":\"md5\"", "!password", "!sixteen");
}
END_TEST

START_TEST(an_lsp_tells_name_neighbors_and_networks)
{
	static const struct turn turns[] = {
		CLIENT(LSP("\x46", "\7") "\x89\2R1\x16\x0b\x19\x21\x68\0\x20\2\0\0\0\x0a\0"
					 "\x87\x08\0\0\0\x0a\x18\xc0\0\2"
					 "\xec\x0e\0\0\0\x0a\0\x40\x20\1\x0d\xb8\0\0\0\0")};
	ISIS("\"type\":\"lsp\",\"level\":2,\"lsp_id\":\"1921.6800.1001.00-00\",\"sequence\":5,"
	     "\"lifetime\":1199,\"overload\":true",
		"\"hostname\":\"R1\"", "\"neighbors\":[\"1921.6800.2002.00\"]", "\"192.0.2.0/24\"",
		"\"2001:db8::/64\"", "!identity", "!malformed");
}
END_TEST

START_TEST(old_networks_and_neighbors_are_read_too)
{
	static const struct turn turns[] = {
		CLIENT(LSP("\x37", "\3") "\2\x0c\0\x0a\x80\x80\x80\x19\x21\x68\0\x20\2\0"
					 "\x80\x0c\x0a\x80\x80\x80\xc0\0\2\0\xff\xff\xff\0")};
	ISIS("\"neighbors\":[\"1921.6800.2002.00\"]", "\"prefixes\":[\"192.0.2.0/24\"]",
		"!malformed");
}
END_TEST

START_TEST(a_list_of_lsps_is_counted)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\x11", "\x1b") "\0\x33" ID "\0\x09\x20sixteen octets.."
					    "sixteen octets..")};
	ISIS("\"type\":\"psnp\",\"level\":2,\"system_id\":\"1921.6800.1001\",\"lsp_count\":2");
}
END_TEST

START_TEST(a_tlv_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(POINT("\x1a") "\1\xff\3\x49\0\1")};
	ISIS("\"type\":\"p2p-hello\"", "anomaly isis.malformed");
}
END_TEST

START_TEST(an_area_longer_than_its_tlv_is_malformed)
{
	static const struct turn turns[] = {CLIENT(POINT("\x1a") "\1\4\x09\x49\0\1")};
	ISIS("anomaly isis.malformed", "!areas");
}
END_TEST

START_TEST(a_network_of_too_many_bits_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(LSP("\x25", "\3") "\x87\x08\0\0\0\x0a\x3f\xc0\0\2")};
	ISIS("anomaly isis.malformed", "!prefixes");
}
END_TEST

START_TEST(a_pdu_longer_than_its_frame_is_malformed)
{
	static const struct turn turns[] = {CLIENT(POINT("\xff") AREA)};
	ISIS("\"areas\"", "anomaly isis.malformed");
}
END_TEST

START_TEST(a_header_that_does_not_fit_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD("\x1b", "\x10") "\2" ID),
		CLIENT(HEAD("\x03", "\x10") "\2" ID), CLIENT(HEAD("\x1b", "\x1f") "\2" ID),
		CLIENT("\x83\x1b"), CLIENT(POINT("\x02"))};
	ISIS("anomaly isis.malformed", "!identity");
}
END_TEST

START_TEST(other_protocols_of_that_type_are_not_read)
{
	static const struct turn turns[] = {CLIENT("\x82\x09\1\0\2\0\0\0"), CLIENT("")};
	vector_run(&(struct vector){"es-is", &dissector_isis, false, turns, 2, ""});
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("isis");

	tcase_add_test(tests, a_hello_tells_who_routes_on_the_lan);
	tcase_add_test(tests, a_hello_between_two_is_read);
	tcase_add_test(tests, padding_behind_the_pdu_is_not_read);
	tcase_add_test(tests, a_password_in_clear_is_never_shown);
	tcase_add_test(tests, a_digest_is_no_password);
	tcase_add_test(tests, an_lsp_tells_name_neighbors_and_networks);
	tcase_add_test(tests, old_networks_and_neighbors_are_read_too);
	tcase_add_test(tests, a_list_of_lsps_is_counted);
	tcase_add_test(tests, a_tlv_past_the_end_is_malformed);
	tcase_add_test(tests, an_area_longer_than_its_tlv_is_malformed);
	tcase_add_test(tests, a_network_of_too_many_bits_is_malformed);
	tcase_add_test(tests, a_pdu_longer_than_its_frame_is_malformed);
	tcase_add_test(tests, a_header_that_does_not_fit_is_malformed);
	tcase_add_test(tests, other_protocols_of_that_type_are_not_read);
	return unit_run(tests, "isis");
}
