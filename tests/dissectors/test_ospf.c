/* test_ospf: dissectors/ospf*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_ospf;

#define OSPF(...) HAS(VECTOR_OF(dissector_ospf, false), __VA_ARGS__)

/* version, type, length, router 10.0.0.1, area 0.0.0.5, sum; then auth type and its eight octets */
#define HEAD2(type, len, auth) "\2" type "\0" len "\x0a\0\0\1\0\0\0\5\0\0" auth
#define NO_AUTH                "\0\0\0\0\0\0\0\0\0\0"
#define HEAD3(type, len)       "\3" type "\0" len "\x0a\0\0\1\0\0\0\5\0\0\7\0"
/* mask /24, hello 10 s, options, priority 1, dead 40 s, DR, BDR */
#define HELLO2 "\xff\xff\xff\0\0\x0a\2\1\0\0\0\x28\x0a\0\0\1\x0a\0\0\2"
#define HELLO3 "\0\0\0\3\1\0\0\x13\0\x0a\0\x28\x0a\0\0\1\x0a\0\0\2"
/* age 1, options, type, id 192.0.2.0, router 10.0.0.9, sequence, sum, length */
#define LSA2(type, len) "\0\1\2" type "\xc0\0\2\0\x0a\0\0\x09\x80\0\0\1\xab\xcd\0" len

START_TEST(a_hello_tells_who_routes_on_the_link)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\1", "\x34", NO_AUTH) HELLO2 "\x0a\0\0\7\x0a\0\0\x08")};
	vector_run(&(struct vector){"hello", &dissector_ospf, false, turns, 1,
		"ospf {\"ospf\":{\"version\":2,\"type\":\"hello\",\"router_id\":\"10.0.0.1\","
		"\"area\":\"0.0.0.5\",\"auth\":\"none\",\"network_mask\":\"255.255.255.0\","
		"\"hello_interval\":10,\"priority\":1,\"dead_interval\":40,"
		"\"designated_router\":\"10.0.0.1\",\"backup_router\":\"10.0.0.2\","
		"\"neighbors\":[\"10.0.0.7\",\"10.0.0.8\"]}}\n"
		"identity of=client evidence=ospf equipment=1\n"
		"hint routing.speaker text=ospf\n"
		"hint routing.weak_auth text=no authentication\n"});
}
END_TEST

START_TEST(a_password_in_clear_is_pointed_out_and_never_shown)
{
	static const struct turn turns[] = {CLIENT(HEAD2("\1", "\x2c", "\0\1s3cret\0\0") HELLO2)};
	OSPF("\"auth\":\"simple\"", "\"password\":\"redacted:", "!s3cret",
		"hint routing.weak_auth text=password in clear");
}
END_TEST

START_TEST(a_signed_packet_tells_its_key_and_hides_its_digest)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\1", "\x2c", "\0\2\0\0\x21\x10\0\0\0\5") HELLO2 "0123456789abcdef")};
	OSPF("\"auth\":\"cryptographic\",\"key_id\":33", "!weak_auth", "!malformed",
		"!\"neighbors\"");
}
END_TEST

START_TEST(a_hello_of_version_3_is_read)
{
	static const struct turn turns[] = {CLIENT(HEAD3("\1", "\x28") HELLO3 "\x0a\0\0\7")};
	OSPF("\"version\":3", "\"instance\":7", "\"hello_interval\":10,\"dead_interval\":40",
		"\"neighbors\":[\"10.0.0.7\"]", "weak_auth text=no authentication");
}
END_TEST

START_TEST(a_trailer_behind_version_3_is_a_signature)
{
	static const struct turn turns[] = {
		CLIENT(HEAD3("\1", "\x24") HELLO3 "\0\1\0\x18 and its digest")};
	OSPF("\"type\":\"hello\"", "!weak_auth", "!malformed");
}
END_TEST

START_TEST(a_database_description_lists_what_is_known)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\2", "\x34", NO_AUTH) "\x05\xdc\2\7\0\0\0\x2a" LSA2("\1", "\x30"))};
	OSPF("\"type\":\"db-description\"", "\"mtu\":1500", "\"dd_flags\":[\"init\",\"more\",",
		"\"dd_sequence\":42", "\"lsa_count\":1,\"lsas\":[{\"type\":\"router\",",
		"\"id\":\"192.0.2.0\",\"router\":\"10.0.0.9\"");
}
END_TEST

START_TEST(a_database_description_of_version_3_is_read)
{
	static const struct turn turns[] = {CLIENT(
		HEAD3("\2", "\x30") "\0\0\0\x13\x05\xdc\0\1\0\0\0\x2a"
				    "\0\1\x20\x09\0\0\0\1\x0a\0\0\x09\x80\0\0\1\xab\xcd\0\x2c")};
	OSPF("\"mtu\":1500", "\"dd_flags\":[\"master\"]", "\"type\":\"intra-area-prefix\"",
		"!malformed");
}
END_TEST

START_TEST(a_request_names_what_is_missing)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\3", "\x30", NO_AUTH) "\0\0\0\5\xc0\0\2\0\x0a\0\0\x09"
						    "\0\0\0\1\x0a\0\0\x09\x0a\0\0\x09")};
	OSPF("\"type\":\"ls-request\"", "\"lsa_count\":2",
		"{\"type\":\"external\",\"id\":\"192.0.2.0\"", "{\"type\":\"router\"");
}
END_TEST

START_TEST(an_update_tells_networks_with_mask_and_cost)
{
	static const struct turn turns[] = {CLIENT(HEAD2("\4", "\x40", NO_AUTH) "\0\0\0\1" LSA2(
		"\5", "\x24") "\xff\xff\xff\0\x80\0\0\x14\0\0\0\0\0\0\0\0")};
	OSPF("\"type\":\"ls-update\"", "\"type\":\"external\"", "\"mask\":\"255.255.255.0\"",
		"\"metric\":20", "!malformed");
}
END_TEST

START_TEST(a_router_tells_how_many_links_it_has)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\4", "\x34", NO_AUTH) "\0\0\0\1" LSA2("\1", "\x18") "\0\0\0\0")};
	OSPF("\"type\":\"router\"", "\"links\":0", "!malformed");
}
END_TEST

/* A router's own links: two hosts, one behind a link with a further metric, and what is no host. */
#define LINKS                                                                                      \
	"\0\0\0\4"                                                                                 \
	"\x0a\x09\x09\x09\xff\xff\xff\xff\3\1\0\1\x08\0\0\5"                                       \
	"\x0a\1\0\0\xff\xff\xff\0\3\0\0\1"                                                         \
	"\x0a\0\0\7\xff\xff\xff\xff\1\0\0\1"                                                       \
	"\x0a\x09\x09\x08\xff\xff\xff\xff\3\0\0\1"
#define ROUTER_LSA(router) "\0\1\2\1" router router "\x80\0\0\1\xab\xcd\0\x4c" LINKS

START_TEST(a_router_tells_its_own_host_routes)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\4", "\x68", NO_AUTH) "\0\0\0\1" ROUTER_LSA("\x0a\0\0\1"))};
	OSPF("\"links\":4", "\"host_routes\":[\"10.9.9.9\",\"10.9.9.8\"]", "!malformed");
}
END_TEST

START_TEST(host_routes_of_another_router_are_not_the_speakers)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\4", "\x68", NO_AUTH) "\0\0\0\1" ROUTER_LSA("\x0a\0\0\x09"))};
	OSPF("\"links\":4", "!host_routes", "!malformed");
}
END_TEST

START_TEST(an_acknowledgement_lists_headers)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\5", "\x2c", NO_AUTH) LSA2("\2", "\x20"))};
	OSPF("\"type\":\"ls-ack\"", "\"type\":\"network\"", "\"lsa_count\":1");
}
END_TEST

START_TEST(each_side_is_introduced_once)
{
	static const struct turn turns[] = {CLIENT(HEAD2("\1", "\x2c", NO_AUTH) HELLO2),
		SERVER(HEAD2("\1", "\x2c", NO_AUTH) HELLO2)};
	OSPF("identity of=client", "identity of=server", "text=ospf number=1");
}
END_TEST

START_TEST(a_length_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD2("\1", "\x7c", NO_AUTH) HELLO2)};
	OSPF("\"type\":\"hello\"", "anomaly ospf.malformed");
}
END_TEST

START_TEST(a_length_shorter_than_the_header_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD2("\1", "\x08", NO_AUTH) HELLO2)};
	OSPF("!ospf {", "anomaly ospf.malformed");
}
END_TEST

START_TEST(an_update_with_a_lying_count_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\4", "\x30", NO_AUTH) "\xff\xff\xff\xff" LSA2("\1", "\x14"))};
	OSPF("\"lsa_count\":4294967295", "anomaly ospf.malformed");
}
END_TEST

START_TEST(an_advertisement_shorter_than_its_header_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(HEAD2("\4", "\x30", NO_AUTH) "\0\0\0\1" LSA2("\1", "\x02"))};
	OSPF("anomaly ospf.malformed", "!\"lsas\"");
}
END_TEST

START_TEST(an_unknown_version_and_an_unknown_type_are_not_read)
{
	static const struct turn turns[] = {
		CLIENT("\4\1\0\x2c\x0a\0\0\1\0\0\0\5\0\0" NO_AUTH HELLO2),
		CLIENT(HEAD2("\x09", "\x2c", NO_AUTH) HELLO2)};
	OSPF("!ospf {", "!identity", "anomaly ospf.malformed");
}
END_TEST

START_TEST(a_neighbor_list_that_does_not_end_on_a_neighbor_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD2("\1", "\x2e", NO_AUTH) HELLO2 "\x0a\0")};
	OSPF("anomaly ospf.malformed", "!neighbors");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("ospf");

	tcase_add_test(tests, a_hello_tells_who_routes_on_the_link);
	tcase_add_test(tests, a_password_in_clear_is_pointed_out_and_never_shown);
	tcase_add_test(tests, a_signed_packet_tells_its_key_and_hides_its_digest);
	tcase_add_test(tests, a_hello_of_version_3_is_read);
	tcase_add_test(tests, a_trailer_behind_version_3_is_a_signature);
	tcase_add_test(tests, a_database_description_lists_what_is_known);
	tcase_add_test(tests, a_database_description_of_version_3_is_read);
	tcase_add_test(tests, a_request_names_what_is_missing);
	tcase_add_test(tests, an_update_tells_networks_with_mask_and_cost);
	tcase_add_test(tests, a_router_tells_how_many_links_it_has);
	tcase_add_test(tests, a_router_tells_its_own_host_routes);
	tcase_add_test(tests, host_routes_of_another_router_are_not_the_speakers);
	tcase_add_test(tests, an_acknowledgement_lists_headers);
	tcase_add_test(tests, each_side_is_introduced_once);
	tcase_add_test(tests, a_length_past_the_end_is_malformed);
	tcase_add_test(tests, a_length_shorter_than_the_header_is_malformed);
	tcase_add_test(tests, an_update_with_a_lying_count_is_malformed);
	tcase_add_test(tests, an_advertisement_shorter_than_its_header_is_malformed);
	tcase_add_test(tests, an_unknown_version_and_an_unknown_type_are_not_read);
	tcase_add_test(tests, a_neighbor_list_that_does_not_end_on_a_neighbor_is_malformed);
	return unit_run(tests, "ospf");
}
