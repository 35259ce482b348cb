/* test_vrrp: dissectors/vrrp.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_vrrp;

#define VRRP(...) HAS(VECTOR_OF(dissector_vrrp, false), __VA_ARGS__)
/* group 7, priority, count of addresses, auth type, 1 s, sum */
#define V2(priority, count, auth) "\x21\7" priority count auth "\1\xab\xcd"
#define V3(priority, count)       "\x31\7" priority count "\0\x64\xab\xcd"
#define ADDRESS                   "\x0a\0\0\x63"
#define OWN                       "\x0a\0\0\1" /* the client's */
#define NO_PASSWORD               "\0\0\0\0\0\0\0\0"

START_TEST(an_advertisement_tells_group_priority_and_addresses)
{
	static const struct turn turns[] = {
		CLIENT(V2("\x64", "\2", "\0") ADDRESS "\x0a\0\0\x64" NO_PASSWORD)};
	vector_run(&(struct vector){"advertisement", &dissector_vrrp, false, turns, 1,
		"vrrp {\"vrrp\":{\"version\":2,\"group\":7,\"priority\":100,\"interval_ms\":1000,"
		"\"auth\":\"none\",\"addresses\":[\"10.0.0.99\",\"10.0.0.100\"]}}\n"
		"identity of=client evidence=vrrp equipment=1\n"
		"hint routing.speaker text=vrrp\n"
		"hint routing.weak_auth text=no authentication\n"});
}
END_TEST

START_TEST(a_password_in_clear_is_pointed_out_and_never_shown)
{
	static const struct turn turns[] = {CLIENT(V2("\x64", "\1", "\1") ADDRESS "s3cret\0\0")};
	VRRP("\"auth\":\"simple\"", "\"password\":\"redacted:", "!s3cret",
		"weak_auth text=password in clear");
}
END_TEST

START_TEST(version_3_counts_in_hundredths)
{
	static const struct turn turns[] = {CLIENT(V3("\x64", "\1") ADDRESS)};
	VRRP("\"version\":3", "\"interval_ms\":1000", "\"addresses\":[\"10.0.0.99\"]", "!malformed",
		"!\"auth\"");
}
END_TEST

START_TEST(an_interval_of_version_3_has_twelve_bits)
{
	static const struct turn turns[] = {CLIENT("\x31\7\x64\1\xaf\xff\xab\xcd" ADDRESS)};
	VRRP("\"interval_ms\":40950", "!malformed");
}
END_TEST

START_TEST(an_owner_whose_address_it_is_is_no_liar)
{
	static const struct turn turns[] = {CLIENT(V3("\xff", "\2") ADDRESS OWN)};
	VRRP("\"priority\":255", "!false_owner");
}
END_TEST

START_TEST(an_owner_of_foreign_addresses_is_pointed_out_once)
{
	static const struct turn turns[] = {
		CLIENT(V3("\xff", "\1") ADDRESS), CLIENT(V3("\xff", "\1") ADDRESS)};
	vector_run(&(struct vector){"owner", &dissector_vrrp, false, turns, 2,
		"vrrp {\"vrrp\":{\"version\":3,\"group\":7,\"priority\":255,\"interval_ms\":1000,"
		"\"addresses\":[\"10.0.0.99\"]}}\n"
		"identity of=client evidence=vrrp equipment=1\n"
		"hint routing.speaker text=vrrp\n"
		"hint routing.weak_auth text=no authentication\n"
		"hint vrrp.false_owner\n"
		"vrrp {\"vrrp\":{\"version\":3,\"group\":7,\"priority\":255,\"interval_ms\":1000,"
		"\"addresses\":[\"10.0.0.99\"]}}\n"});
}
END_TEST

START_TEST(a_router_that_resigns_is_told)
{
	static const struct turn turns[] = {CLIENT(V3("\0", "\1") ADDRESS)};
	VRRP("\"priority\":0", "!false_owner");
}
END_TEST

START_TEST(carp_is_not_taken_for_addresses)
{
	static const struct turn turns[] = {CLIENT("\x21\1\xf0\7\0\1\xab\xcd"
						   "counter."
						   "digest of twenty bytes")};
	VRRP("!\"carp\"", "vrrp {");
	static const struct turn exact[] = {CLIENT("\x21\1\xf0\7\0\1\xab\xcd"
						   "counter."
						   "digest of 20 bytes..")};
	HAS((&(struct vector){"carp", &dissector_vrrp, false, exact, 1, NULL}), "\"carp\":true",
		"\"auth\":\"hmac\"", "!addresses", "!weak_auth", "!malformed");
}
END_TEST

START_TEST(a_header_alone_is_malformed)
{
	static const struct turn turns[] = {CLIENT(V3("\x64", "\1"))};
	VRRP("\"group\":7", "anomaly vrrp.malformed", "!addresses");
}
END_TEST

START_TEST(fewer_addresses_than_promised_are_malformed)
{
	static const struct turn turns[] = {CLIENT(V3("\xff", "\xff") ADDRESS)};
	VRRP("anomaly vrrp.malformed", "!false_owner");
}
END_TEST

START_TEST(no_addresses_at_all_are_malformed)
{
	static const struct turn turns[] = {CLIENT(V2("\x64", "\0", "\0") NO_PASSWORD)};
	VRRP("anomaly vrrp.malformed", "!addresses");
}
END_TEST

START_TEST(a_password_that_is_cut_is_malformed)
{
	static const struct turn turns[] = {CLIENT(V2("\x64", "\1", "\1") ADDRESS "s3c")};
	VRRP("anomaly vrrp.malformed", "!s3c");
}
END_TEST

START_TEST(another_version_and_another_type_are_not_read)
{
	static const struct turn turns[] = {CLIENT("\x41\7\x64\1\0\1\xab\xcd" ADDRESS),
		CLIENT("\x22\7\x64\1\0\1\xab\xcd" ADDRESS), CLIENT("\x21\7")};
	VRRP("!vrrp {", "anomaly vrrp.malformed", "!identity");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("vrrp");

	tcase_add_test(tests, an_advertisement_tells_group_priority_and_addresses);
	tcase_add_test(tests, a_password_in_clear_is_pointed_out_and_never_shown);
	tcase_add_test(tests, version_3_counts_in_hundredths);
	tcase_add_test(tests, an_interval_of_version_3_has_twelve_bits);
	tcase_add_test(tests, an_owner_whose_address_it_is_is_no_liar);
	tcase_add_test(tests, an_owner_of_foreign_addresses_is_pointed_out_once);
	tcase_add_test(tests, a_router_that_resigns_is_told);
	tcase_add_test(tests, carp_is_not_taken_for_addresses);
	tcase_add_test(tests, a_header_alone_is_malformed);
	tcase_add_test(tests, fewer_addresses_than_promised_are_malformed);
	tcase_add_test(tests, no_addresses_at_all_are_malformed);
	tcase_add_test(tests, a_password_that_is_cut_is_malformed);
	tcase_add_test(tests, another_version_and_another_type_are_not_read);
	return unit_run(tests, "vrrp");
}
