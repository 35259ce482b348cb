/* test_icmp: dissectors/icmp*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_icmp;

#define ICMP(...) HAS(VECTOR_OF(dissector_icmp, false), __VA_ARGS__)
#define SUM       "\xab\xcd"
#define ZERO4     "\0\0\0\0"
/* UDP from 10.0.0.2:53 to 10.0.0.1:40000 */
#define QUOTE4                                                                                     \
	"\x45\0\0\x1c\0\1\0\0\x40\x11\0\0\x0a\0\0\2\x0a\0\0\1"                                     \
	"\0\x35\x9c\x40\0\x08\0\0"
#define A6(last) "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0" last
#define QUOTE6   "\x60\0\0\0\0\x08\x11\x40" A6("\1") A6("\2") "\0\x35\x9c\x40\0\x08\0\0"
#define LINK     "\2\0\0\0\0\x0a"

static void v6(void)
{
	harness_ip_proto(IPPROTO_NR_ICMPV6);
}

static void v4(void)
{
	harness_ip_proto(0);
}

START_TEST(an_error_tells_what_it_is_about)
{
	static const struct turn turns[] = {CLIENT("\3\3" SUM ZERO4 QUOTE4)};
	vector_run(&(struct vector){"error", &dissector_icmp, false, turns, 1,
		"icmp {\"icmp\":{\"version\":4,\"type\":3,\"code\":3,\"name\":\"unreachable\","
		"\"reason\":\"port-unreachable\",\"quoted\":{\"proto\":17,"
		"\"src_ip\":\"10.0.0.2\",\"src_port\":53,\"dest_ip\":\"10.0.0.1\","
		"\"dest_port\":40000}}}\n"});
}
END_TEST

START_TEST(the_same_error_again_is_told_once)
{
	static const struct turn turns[] = {CLIENT("\3\3" SUM ZERO4 QUOTE4),
		CLIENT("\3\3" SUM ZERO4 QUOTE4), CLIENT("\3\4" SUM "\0\0\5\xdc" QUOTE4)};
	char *said = vector_says(VECTOR_OF(dissector_icmp, false));
	const char *second = strstr(strstr(said, "icmp {") + 1, "icmp {");
	ck_assert_ptr_nonnull(strstr(second, "\"mtu\":1500"));
	ck_assert_ptr_null(strstr(second + 1, "icmp {"));
	free(said);
	ICMP("fragmentation-needed");
}
END_TEST

START_TEST(a_redirect_names_the_gateway)
{
	static const struct turn turns[] = {CLIENT("\5\1" SUM "\xc0\0\2\1" QUOTE4)};
	ICMP("\"name\":\"redirect\",\"reason\":\"for-host\",\"gateway\":\"192.0.2.1\"",
		"\"dest_ip\":\"10.0.0.1\"", "hint icmp.redirect");
}
END_TEST

START_TEST(a_router_that_offers_itself_is_equipment)
{
	static const struct turn turns[] = {CLIENT("\x09\0" SUM "\1\2\7\x08\xc0\0\2\1\0\0\0\0")};
	ICMP("\"lifetime\":1800,\"routers\":[\"192.0.2.1\"]", "identity of=client",
		"hint routing.speaker text=icmp");
}
END_TEST

START_TEST(pings_are_no_events)
{
	static const struct turn turns[] = {CLIENT("\x08\0" SUM "\1\2\0\1 eight and more"),
		SERVER("\0\0" SUM "\1\2\0\1 eight and more")};
	vector_run(&(struct vector){"ping", &dissector_icmp, false, turns, 2, ""});
}
END_TEST

START_TEST(an_implants_mark_and_heartbeat_are_pointed_out)
{
	static const struct turn turns[] = {
		CLIENT("\x08\0" SUM "\1\2\0\1\x72\x55\0\0\x0a\0\0\x42\x01\xbb"),
		CLIENT("\x08\1" SUM "\1\2\4\xd2"), CLIENT("\x08\1" SUM "\1\2\0\2"),
		CLIENT("\x08\2" SUM "\1\2\0\3")};
	ICMP("hint covert.icmp_magic", "hint covert.icmp_heartbeat", "anomaly icmp.echo_code",
		"hint covert.icmp_code", "anomaly icmp.echo_code", "anomaly icmp.echo_code");
}
END_TEST

/* An echo whose payload looks random; REPLY spoils one octet. */
static uint32_t random_echo(uint8_t *p, uint8_t type, unsigned n, uint32_t seed)
{
	memcpy(p, "\0\0\xab\xcd\1\2\0\0", 8);
	p[0] = type;
	p[7] = (uint8_t)n;
	for (unsigned i = 8; i < 128; i++) {
		seed = seed * 1103515245 + 12345;
		p[i] = (uint8_t)(seed >> 16);
	}
	return 128;
}

START_TEST(changing_payloads_without_a_pattern_are_a_tunnel)
{
	static uint8_t packets[20][128];
	struct turn turns[20];
	for (unsigned i = 0; i < 20; i++)
		turns[i] = (struct turn){
			SIDE_CLIENT, {packets[i], random_echo(packets[i], 8, i, i * 7919u + 1)}};
	ICMP("hint icmp.tunnel text=payloads that change");
}
END_TEST

START_TEST(replies_that_say_something_else_are_a_tunnel)
{
	static uint8_t packets[16][128];
	struct turn turns[16];
	for (unsigned i = 0; i < 16; i++)
		turns[i] = (struct turn){i & 1 ? SIDE_SERVER : SIDE_CLIENT,
			{packets[i], random_echo(packets[i], i & 1 ? 0 : 8, i / 2, i + 1)}};
	ICMP("hint icmp.tunnel text=replies that do not repeat");
}
END_TEST

START_TEST(the_same_long_ping_and_a_pattern_are_no_tunnel)
{
	static uint8_t packets[40][128];
	struct turn turns[40];
	for (unsigned i = 0; i < 40; i++) {
		turns[i] = (struct turn){
			SIDE_CLIENT, {packets[i], random_echo(packets[i], 8, i, i < 20 ? 5 : i)}};
		for (unsigned k = 24; i >= 20 && k < 128; k++)
			packets[i][k] = (uint8_t)k;
	}
	vector_run(&(struct vector){"pings", &dissector_icmp, false, turns, 40, ""});
}
END_TEST

START_TEST(an_error_of_version_6_is_read)
{
	static const struct turn turns[] = {
		CLIENT("\1\4" SUM ZERO4 QUOTE6), CLIENT("\2\0" SUM "\0\0\5\0" QUOTE6)};
	v6();
	ICMP("\"version\":6", "\"reason\":\"port-unreachable\"", "\"src_ip\":\"fe80::1\"",
		"\"name\":\"packet-too-big\",\"mtu\":1280");
}
END_TEST

START_TEST(a_router_of_version_6_tells_prefixes_and_resolvers)
{
	static const struct turn turns[] = {
		CLIENT("\x86\0" SUM "\x40\xc0\7\x08\0\0\0\0\0\0\0\0"
		       "\1\1" LINK "\5\1\0\0\0\0\5\xdc"
		       "\3\4\x40\xc0\0\0\x0e\x10\0\0\x0e\x10\0\0\0\0" A6(
			       "\0") "\x19\3\0\0\0\0\0\x3c" A6("\x35"))};
	v6();
	ICMP("\"flags\":[\"managed\",\"other\"]", "\"lifetime\":1800", "\"hop_limit\":64",
		"\"prefixes\":[\"fe80::/64\"]", "\"dns_servers\":[\"fe80::35\"]", "\"mtu\":1500",
		"\"link_address\":\"02:00:00:00:00:0a\"", "routing.speaker", "!malformed");
}
END_TEST

START_TEST(a_neighbor_claims_its_address)
{
	static const struct turn turns[] = {SERVER("\x88\0" SUM "\xa0\0\0\0" A6("\7") "\2\1" LINK)};
	v6();
	ICMP("\"flags\":[\"router\",\"override\"]", "\"target\":\"fe80::7\"",
		"identity of=server addr=fe80::7 mac=02:00:00:00:00:0a evidence=nd");
}
END_TEST

START_TEST(a_question_for_a_neighbor_claims_the_senders)
{
	static const struct turn turns[] = {CLIENT("\x87\0" SUM ZERO4 A6("\7") "\1\1" LINK)};
	v6();
	ICMP("\"target\":\"fe80::7\"", "identity of=client addr=10.0.0.1 mac=02:");
}
END_TEST

START_TEST(a_redirect_of_version_6_names_gateway_and_target)
{
	static const struct turn turns[] = {
		CLIENT("\x89\0" SUM ZERO4 A6("\1") A6("\7") "\2\1" LINK)};
	v6();
	ICMP("\"gateway\":\"fe80::1\",\"target\":\"fe80::7\"", "hint icmp.redirect");
}
END_TEST

START_TEST(an_option_without_length_is_malformed)
{
	static const struct turn turns[] = {CLIENT("\x88\0" SUM ZERO4 A6("\7") "\2\0" LINK)};
	v6();
	ICMP("anomaly icmp.malformed", "!identity");
}
END_TEST

START_TEST(an_option_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT("\x88\0" SUM ZERO4 A6("\7") "\2\xff" LINK)};
	v6();
	ICMP("anomaly icmp.malformed", "!identity");
}
END_TEST

START_TEST(messages_cut_short_are_malformed)
{
	static const struct turn turns[] = {CLIENT("\x88\0" SUM ZERO4 "\xfe\x80"),
		CLIENT("\x86\0" SUM "\x40"), CLIENT("\x89\0" SUM), CLIENT("\x88"), CLIENT("")};
	v6();
	ICMP("anomaly icmp.malformed", "!identity");
}
END_TEST

START_TEST(a_quote_cut_short_or_of_nonsense_is_no_quote)
{
	static const struct turn turns[] = {CLIENT("\3\1" SUM ZERO4 "\x45\0\0\x1c"),
		CLIENT("\3\2" SUM), CLIENT("\x0b\0" SUM ZERO4)};
	ICMP("host-unreachable", "ttl-exceeded", "anomaly icmp.malformed", "!quoted");
}
END_TEST

START_TEST(routers_that_are_promised_and_absent_are_malformed)
{
	static const struct turn turns[] = {CLIENT("\x09\0" SUM "\xff\2\7\x08\xc0\0\2\1\0\0\0\0"),
		CLIENT("\x09\0" SUM "\1\0\7\x08\xc0\0\2\1")};
	ICMP("anomaly icmp.malformed", "!identity");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("icmp");

	tcase_add_checked_fixture(tests, v4, v4);
	tcase_add_test(tests, an_error_tells_what_it_is_about);
	tcase_add_test(tests, the_same_error_again_is_told_once);
	tcase_add_test(tests, a_redirect_names_the_gateway);
	tcase_add_test(tests, a_router_that_offers_itself_is_equipment);
	tcase_add_test(tests, pings_are_no_events);
	tcase_add_test(tests, an_implants_mark_and_heartbeat_are_pointed_out);
	tcase_add_test(tests, changing_payloads_without_a_pattern_are_a_tunnel);
	tcase_add_test(tests, replies_that_say_something_else_are_a_tunnel);
	tcase_add_test(tests, the_same_long_ping_and_a_pattern_are_no_tunnel);
	tcase_add_test(tests, an_error_of_version_6_is_read);
	tcase_add_test(tests, a_router_of_version_6_tells_prefixes_and_resolvers);
	tcase_add_test(tests, a_neighbor_claims_its_address);
	tcase_add_test(tests, a_question_for_a_neighbor_claims_the_senders);
	tcase_add_test(tests, a_redirect_of_version_6_names_gateway_and_target);
	tcase_add_test(tests, an_option_without_length_is_malformed);
	tcase_add_test(tests, an_option_past_the_end_is_malformed);
	tcase_add_test(tests, messages_cut_short_are_malformed);
	tcase_add_test(tests, a_quote_cut_short_or_of_nonsense_is_no_quote);
	tcase_add_test(tests, routers_that_are_promised_and_absent_are_malformed);
	return unit_run(tests, "icmp");
}
