/* test_dhcp: dissectors/dhcp.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_dhcp;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_dhcp, false, turns, sizeof(turns) / sizeof(*turns), said         \
	}

#define Z8  "\0\0\0\0\0\0\0\0"
#define Z64 Z8 Z8 Z8 Z8 Z8 Z8 Z8 Z8
/* Ethernet, no hops, transaction 7; then the four addresses, 00:11:22:33:44:55, sname, file */
#define HEAD(op, ciaddr, yiaddr, siaddr, giaddr)                                                   \
	op "\1\6\0\0\0\0\7\0\0\0\0" ciaddr yiaddr siaddr giaddr                                    \
	   "\0\x11\x22\x33\x44\x55\0\0\0\0\0\0\0\0\0\0"
#define NOWHERE   "\0\0\0\0"
#define PLAIN(op) HEAD(op, NOWHERE, NOWHERE, NOWHERE, NOWHERE) Z64 Z64 Z64 "\x63\x82\x53\x63"
#define TYPE(n)   "\x35\1" n
#define END       "\xff"

START_TEST(what_the_snap_length_cut_is_no_malformed_message)
{
	static const struct turn turns[] = {CLIENT(
		PLAIN("\1") TYPE("\1") "\x0c\4host\x3c\6MSFT 5\x3d\7\1\0\x11\x22\x33\x44\x55" END)};

	vector_run(&VECTOR("cut", NULL));
}
END_TEST

START_TEST(a_client_that_looks_for_servers_is_told)
{
	static const struct turn turns[] = {CLIENT(
		PLAIN("\1") TYPE("\1") "\x0c\4host\x3c\6MSFT 5\x3d\7\1\0\x11\x22\x33\x44\x55" END)};
	vector_run(&VECTOR("discover",
		"dhcp {\"dhcp\":{\"type\":\"request\",\"id\":7,\"client_mac\":"
		"\"00:11:22:33:44:55\",\"dhcp_type\":\"discover\",\"client_id\":"
		"\"00:11:22:33:44:55\",\"hostname\":\"host\",\"vendor_class_identifier\":"
		"\"MSFT 5\"}}\n"));
}
END_TEST

START_TEST(an_offer_is_told_with_its_network)
{
	static const struct turn turns[] = {SERVER(
		HEAD("\2", NOWHERE, "\x0a\0\0\5", NOWHERE, "\x0a\0\0\1") Z64 Z64 Z64
		"\x63\x82\x53\x63" TYPE(
			"\2") "\x36\4\x0a\0\0\2\1\4\xff\xff\xff\0\3\4\x0a\0\0\1"
			      "\6\x08\x08\x08\x08\x08\x08\x08\4\4\x33\4\0\0\x0e\x10\x3a\4\0\0\7\x08"
			      "\x3b\4\0\0\x0c\x4e" END)};
	vector_run(&VECTOR("offer",
		"dhcp {\"dhcp\":{\"type\":\"reply\",\"id\":7,\"client_mac\":\"00:11:22:33:44:55\","
		"\"assigned_ip\":\"10.0.0.5\",\"relay_ip\":\"10.0.0.1\",\"dhcp_type\":\"offer\","
		"\"subnet_mask\":\"255.255.255.0\",\"lease_time\":3600,\"renewal_time\":1800,"
		"\"rebinding_time\":3150,\"routers\":[\"10.0.0.1\"],\"dns_servers\":[\"8.8.8.8\","
		"\"8.8.4.4\"]},\"spanwatch\":{\"dhcp\":{\"server_id\":\"10.0.0.2\"}}}\n"));
}
END_TEST

START_TEST(a_server_that_names_a_boot_server_is_pointed_out)
{
	static const struct turn turns[] = {
		SERVER(PLAIN("\2") TYPE("\5") "\x42\x0a"
					      "10.66.0.66\x43\x08"
					      "evil.cfg\x2b\3\1\1\7\x96\4\x0a\x42\0\x42"
					      "\x7d\2\0\1" END)};
	vector_run(&VECTOR("boot",
		"dhcp {\"dhcp\":{\"type\":\"reply\",\"id\":7,\"client_mac\":\"00:11:22:33:44:55\","
		"\"dhcp_type\":\"ack\"},\"spanwatch\":{\"dhcp\":{\"tftp_server_name\":"
		"\"10.66.0.66\",\"boot_file\":\"evil.cfg\",\"tftp_servers\":[\"10.66.0.66\"],"
		"\"vendor_options\":\"010107\",\"vendor_identifying_options\":\"0001\"}}}\n"
		"hint dhcp.server text=10.66.0.66 evil.cfg number=172097602\n"));
}
END_TEST

START_TEST(equipment_that_boots_says_what_it_is)
{
	static const struct turn turns[] = {
		CLIENT(PLAIN("\1") TYPE("\3") "\x32\4\x0a\0\0\x09\x3c\x1a"
					      "Cisco Systems, Inc. IE4000" END),
		CLIENT(PLAIN("\1") TYPE("\3") "\x32\4\x0a\0\0\x0a\x3c\x13"
					      "Arista;DCS-7050S;01" END),
		CLIENT(PLAIN("\1") TYPE("\3") "\x32\4\x0a\0\0\x0b\x3c\x0f"
					      "Juniper-qfx1000" END),
		CLIENT(PLAIN("\1") TYPE("\3") "\x32\4\x0a\0\0\x0c\x3c\x09"
					      "huawei AP" END),
	};
	char *said = vector_says(&VECTOR("vendors", NULL));
	ck_assert_ptr_nonnull(strstr(said, "identity of=client addr=10.0.0.9 vendor=Cisco "
					   "platform=IE4000 evidence=dhcp equipment=1\n"));
	ck_assert_ptr_nonnull(strstr(said, "addr=10.0.0.10 vendor=Arista platform=DCS-7050S"));
	ck_assert_ptr_nonnull(strstr(said, "addr=10.0.0.11 vendor=Juniper platform=qfx1000"));
	ck_assert_ptr_nonnull(strstr(said, "addr=10.0.0.12 vendor=Huawei evidence"));
	free(said);
}
END_TEST

START_TEST(a_client_without_address_is_nobody_yet)
{
	static const struct turn turns[] = {CLIENT(PLAIN("\1") TYPE("\1") "\x3c\x09"
									  "huawei AP" END)};
	char *said = vector_says(&VECTOR("discover of equipment", NULL));
	ck_assert_ptr_null(strstr(said, "identity"));
	free(said);
}
END_TEST

START_TEST(options_go_on_in_the_fields_that_they_overload)
{
	static const struct turn turns[] = {SERVER(HEAD("\2", NOWHERE, NOWHERE, NOWHERE,
		NOWHERE) "\x0c\4name\xff" Z8 Z8 Z8 Z8 Z8 Z8 Z8 "\0"
			 "\x43\3"
			 "cfg\xff\0\0" Z8 Z8 Z8 Z8 Z8 Z8 Z8 Z64
			 "\x63\x82\x53\x63" TYPE("\5") "\x34\1\3" END)};
	char *said = vector_says(&VECTOR("overload", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"hostname\":\"name\""));
	ck_assert_ptr_nonnull(strstr(said, "\"boot_file\":\"cfg\""));
	free(said);
}
END_TEST

START_TEST(an_unknown_kind_has_no_name)
{
	static const struct turn turns[] = {CLIENT(PLAIN("\1") TYPE("\xc8") END)};
	char *said = vector_says(&VECTOR("unknown", NULL));
	ck_assert_ptr_null(strstr(said, "dhcp_type"));
	free(said);
}
END_TEST

START_TEST(an_option_over_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(PLAIN("\1") TYPE("\1") "\x0c\xffhost")};
	char *said = vector_says(&VECTOR("overrun", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"dhcp_type\":\"discover\""));
	ck_assert_ptr_null(strstr(said, "hostname"));
	ck_assert_ptr_nonnull(strstr(said, "anomaly dhcp.malformed\n"));
	free(said);
}
END_TEST

START_TEST(the_first_of_an_option_counts)
{
	static const struct turn turns[] = {
		CLIENT(PLAIN("\1") TYPE("\1") "\x0c\1a\x0c\1b" END "\x0c\1c")};
	char *said = vector_says(&VECTOR("twice", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"hostname\":\"a\""));
	free(said);
}
END_TEST

START_TEST(options_of_the_wrong_size_are_left_out)
{
	static const struct turn turns[] = {SERVER(PLAIN("\2") TYPE(
		"\2") "\x36\3\x0a\0\0\x33\2\1\2\6\5\1\2\3\4\5\x96\2\1\2\x35\2\1\1" END)};
	char *said = vector_says(&VECTOR("sizes", NULL));
	ck_assert_ptr_null(strstr(said, "server_id"));
	ck_assert_ptr_null(strstr(said, "lease_time"));
	ck_assert_ptr_nonnull(strstr(said, "\"dns_servers\":[\"1.2.3.4\"]"));
	free(said);
}
END_TEST

START_TEST(short_and_foreign_datagrams_say_nothing)
{
	static const struct turn turns[] = {
		CLIENT(""),
		CLIENT("\1\1\6"),
		CLIENT("\3\1\6\0" Z64),
		SERVER(HEAD("\2", NOWHERE, NOWHERE, NOWHERE, NOWHERE) Z64 Z64 Z64 "abcd"),
	};
	vector_run(&VECTOR("foreign", ""));
}
END_TEST

START_TEST(text_ends_at_its_nul)
{
	static const struct turn turns[] = {CLIENT(PLAIN("\1") TYPE("\1") "\x0c\5ab\0cd" END)};
	char *said = vector_says(&VECTOR("nul", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"hostname\":\"ab\""));
	free(said);
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len, uint16_t sport, uint16_t dport)
{
	struct probe_input in = {.data = span_of(bytes, len), .sport = sport, .dport = dport};
	return dissector_dhcp.probe(&in);
}

START_TEST(the_cookie_is_known_on_any_port)
{
	static const char discover[] = PLAIN("\1") TYPE("\1") END;

	ck_assert_int_eq(probe_of(discover, sizeof(discover) - 1, 4444, 5555), PROBE_SURE);
	ck_assert_int_eq(probe_of(discover, 96, 68, 67), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(discover, 96, 4444, 67), PROBE_NO);
	ck_assert_int_eq(probe_of("\1\1\x10\0", 4, 68, 67), PROBE_NO);
	ck_assert_int_eq(probe_of("", 0, 68, 67), PROBE_NO);
}
END_TEST

/* option 60; options 43 and 125 with a URL; 66; 43 as one text */
START_TEST(secrets_in_urls_and_texts_of_options_are_hidden)
{
	static const struct turn turns[] = {
		CLIENT("\001\001\006\000\000\000\000\001\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\002\000"
		       "\000\000\000\001\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000c\202Sc5\001\001"
		       "<\027x password=tulipwinter9+$\001\034http://bob:tulipwinter"
		       "9@acs/\002\004\012\000\000\001}#\000\000\015\351\036\013\034"
		       "http://bob:tulipwinter9@acs/\377"),
		SERVER("\002\001\006\000\000\000\000\001\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\002\000"
		       "\000\000\000\001\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000c\202Sc5\001\002"
		       "B\030ftp://bob:tulipwinter9@h+\025password=tulipwinter9\377"),
	};
	HAS(VECTOR_OF(dissector_dhcp, false), "\"vendor_class_identifier\":\"x password=redacted:",
		"\"vendor_options\":\"011c02040a000001\"",
		"\"vendor_texts\":[\"http://bob:redacted:",
		"\"vendor_identifying_options\":\"00000de91e0b1c\"",
		"\"tftp_server_name\":\"ftp://bob:redacted:",
		"\"vendor_texts\":[\"password=redacted:", "!tulip", "!74756c6970");
}
END_TEST

START_TEST(an_option_of_a_vendor_that_breaks_off_stays_hex)
{
	static const struct turn turns[] = {
		CLIENT("\001\001\006\000\000\000\000\001\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\002\000"
		       "\000\000\000\001\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000c\202Sc5\001\001"
		       "+\004\001@\000\002}\007\000\000\000\011@\001\002\377"),
	};
	HAS(VECTOR_OF(dissector_dhcp, false), "\"vendor_options\":\"01400002\"",
		"\"vendor_identifying_options\":\"00000009400102\"", "!vendor_texts");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("dhcp");

	tcase_add_test(t, what_the_snap_length_cut_is_no_malformed_message);
	tcase_add_test(t, a_client_that_looks_for_servers_is_told);
	tcase_add_test(t, an_offer_is_told_with_its_network);
	tcase_add_test(t, a_server_that_names_a_boot_server_is_pointed_out);
	tcase_add_test(t, equipment_that_boots_says_what_it_is);
	tcase_add_test(t, a_client_without_address_is_nobody_yet);
	tcase_add_test(t, options_go_on_in_the_fields_that_they_overload);
	tcase_add_test(t, an_unknown_kind_has_no_name);
	tcase_add_test(t, an_option_over_the_end_is_malformed);
	tcase_add_test(t, the_first_of_an_option_counts);
	tcase_add_test(t, options_of_the_wrong_size_are_left_out);
	tcase_add_test(t, short_and_foreign_datagrams_say_nothing);
	tcase_add_test(t, text_ends_at_its_nul);
	tcase_add_test(t, the_cookie_is_known_on_any_port);
	tcase_add_test(t, secrets_in_urls_and_texts_of_options_are_hidden);
	tcase_add_test(t, an_option_of_a_vendor_that_breaks_off_stays_hex);
	return unit_run(t, "dhcp");
}
