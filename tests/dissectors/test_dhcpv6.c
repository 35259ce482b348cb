/* test_dhcpv6: dissectors/dhcpv6.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_dhcpv6;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_dhcpv6, false, turns, sizeof(turns) / sizeof(*turns), said       \
	}

#define HEAD(type) type "\0\0\7"
/* DUID-LL of Ethernet, 00:1b:54:00:00:01; DUID-LLT of the server, ..:02 */
#define CLIENT_ID  "\0\1\0\x0a\0\3\0\1\0\x1b\x54\0\0\1"
#define SERVER_ID  "\0\2\0\x0e\0\1\0\1\x12\x34\x56\x78\0\x1b\x54\0\0\2"
#define ADDR(last) "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0" last
/* IA_NA 1 with one address, an hour and two */
#define IA_NA "\0\3\0\x28\0\0\0\1\0\0\0\0\0\0\0\0\0\5\0\x18" ADDR("\5") "\0\0\x0e\x10\0\0\x1c\x20"
#define IA_PD                                                                                      \
	"\0\x19\0\x29\0\0\0\1\0\0\0\0\0\0\0\0\0\x1a\0\x19\0\0\x0e\x10\0\0\x1c\x20\x38"             \
	"\x20\1\x0d\xb8\0\1\0\0\0\0\0\0\0\0\0\0"
#define DNS  "\0\x17\0\x10" ADDR("\x35")
#define FQDN "\0\x27\0\x0a\0\3sw1\3lab\0"
/* enterprise 9, one class */
#define CLASS  "\0\x10\0\x0d\0\0\0\x09\0\7ISR4331"
#define VENDOR "\0\x11\0\x0a\0\0\0\x09\0\1\0\2ab"
#define BOOT_URL                                                                                   \
	"\0\x3b\0\x1b"                                                                             \
	"tftp://[2001:db8::9]/boot.x"
#define PARAMS      "\0\x3c\0\x0a\0\3a=b\0\3c=d"
#define REDIRECT    "\0\x88\0\x13\0\x11https://10.0.0.66"
#define RELAY(type) type "\0" ADDR("\1") "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x21"

START_TEST(a_client_that_looks_for_servers_is_told)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1") CLIENT_ID FQDN)};
	vector_run(&VECTOR("solicit",
		"dhcpv6 {\"dhcpv6\":{\"type\":\"solicit\",\"id\":7,\"client_id\":"
		"\"00030001001b54000001\",\"client_mac\":\"00:1b:54:00:00:01\",\"hostname\":"
		"\"sw1.lab\"}}\n"));
}
END_TEST

START_TEST(a_reply_is_told_with_what_it_gives)
{
	static const struct turn turns[] = {
		SERVER(HEAD("\7") CLIENT_ID SERVER_ID IA_PD IA_NA DNS "\0\x0d\0\2\0\0")};
	vector_run(&VECTOR("reply",
		"dhcpv6 {\"dhcpv6\":{\"type\":\"reply\",\"id\":7,\"client_id\":"
		"\"00030001001b54000001\",\"client_mac\":\"00:1b:54:00:00:01\",\"server_id\":"
		"\"0001000112345678001b54000002\",\"addresses\":[\"2001:db8::5\"],\"prefixes\":"
		"[\"2001:db8:1::/56\"],\"dns_servers\":[\"2001:db8::35\"]}}\n"));
}
END_TEST

START_TEST(a_client_names_its_maker)
{
	static const struct turn turns[] = {CLIENT(HEAD("\3") CLIENT_ID CLASS VENDOR)};
	HAS(VECTOR_OF(dissector_dhcpv6, false),
		"\"enterprise\":9,\"vendor_class\":[\"ISR4331\"],\"vendor_options\":"
		"\"000100026162\"",
		"identity of=client vendor=Cisco", "evidence=dhcp equipment=1");
}
END_TEST

START_TEST(a_maker_of_computers_is_no_equipment)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\1") CLIENT_ID "\0\x10\0\x0e\0\0\1\x37\0\x08MSFT 5.0")};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"enterprise\":311", "\"MSFT 5.0\"", "!identity");
}
END_TEST

START_TEST(a_server_that_names_a_boot_file_is_pointed_out)
{
	static const struct turn turns[] = {SERVER(HEAD("\7") CLIENT_ID SERVER_ID BOOT_URL PARAMS)};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"boot_file\":\"tftp://[2001:db8::9]/boot.x\"",
		"\"boot_params\":[\"a=b\",\"c=d\"]",
		"hint dhcp.server text=tftp://[2001:db8::9]/boot.x");
}
END_TEST

START_TEST(a_server_for_the_first_contact_is_pointed_out)
{
	static const struct turn turns[] = {SERVER(HEAD("\2") CLIENT_ID SERVER_ID REDIRECT)};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"bootstrap\":[\"https://10.0.0.66\"]",
		"hint dhcp.server text=https://10.0.0.66");
}
END_TEST

START_TEST(a_client_that_names_a_boot_file_is_not_pointed_out)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1") CLIENT_ID BOOT_URL)};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "boot_file", "!hint");
}
END_TEST

START_TEST(what_relays_wrapped_is_unwrapped)
{
	static const struct turn turns[] = {
		CLIENT(RELAY("\x0c") "\0\x12\0\2xe" /* interface id */
				     "\0\x09\0\x44" RELAY("\x0c") "\0\x09\0\x1e" HEAD("\1")
					     CLIENT_ID "\0\x10\0\x08\0\0\x07\xdb\0\2S5")};
	HAS(VECTOR_OF(dissector_dhcpv6, false),
		"\"type\":\"solicit\",\"id\":7,\"relays\":2,\"link_ip\":\"2001:db8::1\",\"peer_"
		"ip\":"
		"\"fe80::21\"",
		"identity of=client addr=fe80::21 vendor=Huawei", "!malformed");
}
END_TEST

START_TEST(a_failure_is_told_by_its_code)
{
	static const struct turn turns[] = {
		SERVER(HEAD("\7") CLIENT_ID SERVER_ID "\0\x0d\0\7\0\2none!")};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"status\":2");
}
END_TEST

START_TEST(a_password_in_a_url_is_hidden)
{
	static const struct turn turns[] = {
		SERVER(HEAD("\7") CLIENT_ID SERVER_ID "\0\x3b\0\x16"
						      "ftp://a:secret@h/x.cfg")};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"boot_file\":\"ftp://a:redacted:", "!:secret@");
}
END_TEST

START_TEST(an_option_that_runs_over_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1") CLIENT_ID "\0\x27\0\x40\0\3sw1")};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "client_id", "!hostname",
		"anomaly dhcpv6.malformed");
}
END_TEST

START_TEST(a_relay_without_a_message_is_malformed)
{
	static const struct turn turns[] = {CLIENT(RELAY("\x0c") "\0\x12\0\2xe")};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"type\":\"relay-forw\"", "\"relays\":1",
		"anomaly dhcpv6.malformed");
}
END_TEST

START_TEST(relays_without_an_end_are_malformed)
{
	/* each says that it carries all that follows, twelve times */
#define R(len) RELAY("\x0c") "\0\x09\0" len
	static const struct turn turns[] = {
		CLIENT(RELAY("\x0c") "\0\x09\1\x7c" RELAY("\x0c") "\0\x09\1\x56" RELAY(
			"\x0c") "\0\x09\1\x30" RELAY("\x0c") "\0\x09\1\x0a" R("\xe4") R("\xbe")
				R("\x98") R("\x72") R("\x4c") R("\x26") R("\0"))};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"relays\":9", "anomaly dhcpv6.malformed");
}
END_TEST

START_TEST(a_name_and_a_duid_that_lie_about_their_length_are_left_out)
{
	static const struct turn turns[] = {
		CLIENT(HEAD("\1") "\0\1\0\6\0\3\0\1\0\x1b\0\x27\0\6\0\x3fsw12")};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"client_id\":\"00030001001b\"", "!client_mac",
		"!hostname");
}
END_TEST

START_TEST(lists_that_lie_about_their_parts_tell_what_is_whole)
{
	static const struct turn turns[] = {SERVER(HEAD("\7") SERVER_ID
		"\0\x3c\0\x08\0\3a=b\0\xff"
		"c"                                            /* parameters */
		"\0\3\0\x10\0\0\0\1\0\0\0\0\0\0\0\0\0\5\0\x18" /* a cut address */
		"\0\x17\0\x11" ADDR("\x35") "\0")};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"boot_params\":[\"a=b\"]",
		"\"dns_servers\":[\"2001:db8::35\"]", "!addresses");
}
END_TEST

START_TEST(a_class_without_its_enterprise_is_told_by_nothing)
{
	static const struct turn turns[] = {CLIENT(HEAD("\1") CLIENT_ID "\0\x10\0\2\0\0")};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "!enterprise", "!vendor_class", "!identity");
}
END_TEST

static enum probe probed(struct span bytes, uint16_t port)
{
	struct probe_input in = {bytes, SIDE_CLIENT, 546, port, false, port == 547};

	return dissector_dhcpv6.probe(&in);
}

START_TEST(the_probe_is_sure_of_whole_messages_on_any_port)
{
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\1") CLIENT_ID), 4000), PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\7") SERVER_ID IA_NA), 4000), PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(RELAY("\x0c") "\0\x09\0\x12" HEAD("\1") CLIENT_ID), 547),
		PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\x0b") "\0\6\0\2\0\x17"), 547), PROBE_LIKELY);
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\1") CLIENT_ID "\0\3\0\x28\0"), 547), PROBE_LIKELY);
}
END_TEST

START_TEST(the_probe_refuses_what_only_begins_alike)
{
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\1")), 547), PROBE_NO);
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\0") CLIENT_ID), 547), PROBE_NO);
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\x60") CLIENT_ID), 547), PROBE_NO);
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\1") "\1\0\0\0\0\1\0\0\0\0\0\0"), 53), PROBE_NO);
	ck_assert_int_eq(probed(SPAN_LIT(HEAD("\1") "\0\1\0\x28\0\3"), 547), PROBE_NO);
	ck_assert_int_eq(probed(SPAN_LIT("\1"), 547), PROBE_NO);
}
END_TEST

START_TEST(text_of_vendors_options_is_told_without_secrets)
{
	static const struct turn turns[] = {
		CLIENT("\001\000\000\001\000\001\000\012\000\003\000\001\002\000\000"
		       "\000\000\001\000\021\000*\000\000\015\351\000\001\000\034htt"
		       "p://bob:tulipwinter9@acs/\000\002\000\002\000\005"),
	};
	HAS(VECTOR_OF(dissector_dhcpv6, false), "\"vendor_texts\":[\"http://bob:redacted:",
		"\"vendor_options\":\"0001001c000200020005\"", "!tulip", "!74756c6970");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("dhcpv6");

	tcase_add_test(tests, a_client_that_looks_for_servers_is_told);
	tcase_add_test(tests, a_reply_is_told_with_what_it_gives);
	tcase_add_test(tests, a_client_names_its_maker);
	tcase_add_test(tests, a_maker_of_computers_is_no_equipment);
	tcase_add_test(tests, a_server_that_names_a_boot_file_is_pointed_out);
	tcase_add_test(tests, a_server_for_the_first_contact_is_pointed_out);
	tcase_add_test(tests, a_client_that_names_a_boot_file_is_not_pointed_out);
	tcase_add_test(tests, what_relays_wrapped_is_unwrapped);
	tcase_add_test(tests, a_failure_is_told_by_its_code);
	tcase_add_test(tests, a_password_in_a_url_is_hidden);
	tcase_add_test(tests, an_option_that_runs_over_the_end_is_malformed);
	tcase_add_test(tests, a_relay_without_a_message_is_malformed);
	tcase_add_test(tests, relays_without_an_end_are_malformed);
	tcase_add_test(tests, a_name_and_a_duid_that_lie_about_their_length_are_left_out);
	tcase_add_test(tests, lists_that_lie_about_their_parts_tell_what_is_whole);
	tcase_add_test(tests, a_class_without_its_enterprise_is_told_by_nothing);
	tcase_add_test(tests, the_probe_is_sure_of_whole_messages_on_any_port);
	tcase_add_test(tests, the_probe_refuses_what_only_begins_alike);
	tcase_add_test(tests, text_of_vendors_options_is_told_without_secrets);
	return unit_run(tests, "dhcpv6");
}
