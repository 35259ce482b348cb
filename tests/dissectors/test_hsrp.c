/* test_hsrp: dissectors/hsrp.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_hsrp;

#define HSRP(...) HAS(VECTOR_OF(dissector_hsrp, false), __VA_ARGS__)
/* version 0, operation, state, hello 3 s, hold 10 s, priority 100, group 1, 0, password, address */
#define V1(op, state, password) "\0" op state "\3\x0a\x64\1\0" password "\xc0\0\2\1"
#define CISCO                   "cisco\0\0\0"
#define MD5                     "\4\x1c\1\0\0\0\xc0\0\2\2\0\0\0\x05 sixteen octets."
/* TLV 1 of 40: version 2, operation, state, IPv4; group 300, id, priority, 1 s, 3 s, address */
#define V2(op, state)                                                                              \
	"\1\x28\2" op state "\4\1\x2c\0\1\2\3\4\5\0\0\0\x64\0\0\x03\xe8\0\0\x0b\xb8"               \
	"\xc0\0\2\1\0\0\0\0\0\0\0\0\0\0\0\0"

static enum probe probe_of(struct span data, uint16_t port)
{
	struct probe_input in = {.data = data, .sport = port, .dport = port, .group = true};
	return dissector_hsrp.probe(&in);
}

START_TEST(a_hello_tells_who_is_active)
{
	static const struct turn turns[] = {CLIENT(V1("\0", "\x10", CISCO))};
	vector_run(&(struct vector){"hello", &dissector_hsrp, false, turns, 1,
		"hsrp {\"hsrp\":{\"version\":1,\"operation\":\"hello\",\"state\":\"active\","
		"\"group\":1,\"priority\":100,\"hello_ms\":3000,\"hold_ms\":10000,"
		"\"address\":\"192.0.2.1\",\"auth\":\"text\","
		"\"password\":\"redacted:f159c029\"}}\n"
		"identity of=client evidence=hsrp equipment=1\n"
		"hint routing.speaker text=hsrp\n"
		"hint routing.weak_auth text=the vendor's default password\n"});
}
END_TEST

START_TEST(another_password_is_in_clear_all_the_same)
{
	static const struct turn turns[] = {CLIENT(V1("\0", "\x08", "s3cret\0\0"))};
	HSRP("\"state\":\"standby\"", "!s3cret", "weak_auth text=password in clear");
}
END_TEST

START_TEST(a_coup_is_pointed_out)
{
	static const struct turn turns[] = {
		CLIENT(V1("\1", "\x04", CISCO)), CLIENT(V1("\1", "\x04", CISCO))};
	HSRP("\"operation\":\"coup\",\"state\":\"speak\"", "hint routing.takeover text=hsrp\n");
}
END_TEST

START_TEST(a_signed_message_shows_no_password)
{
	static const struct turn turns[] = {CLIENT(V1("\0", "\x10", CISCO) MD5)};
	HSRP("\"auth\":\"md5\",\"key_id\":5", "!password", "!weak_auth", "!malformed");
}
END_TEST

START_TEST(version_2_has_wide_groups_and_milliseconds)
{
	static const struct turn turns[] = {CLIENT(V2("\0", "\6") "\3\x08" CISCO)};
	HSRP("\"version\":2", "\"state\":\"active\"", "\"group\":300", "\"hello_ms\":1000",
		"\"address\":\"192.0.2.1\",\"sender_mac\":\"00:01:02:03:04:05\"",
		"\"auth\":\"text\"", "!malformed");
}
END_TEST

START_TEST(version_2_signed_shows_its_key)
{
	static const struct turn turns[] = {CLIENT(V2("\2", "\5") MD5)};
	HSRP("\"operation\":\"resign\",\"state\":\"standby\"", "\"key_id\":5", "!weak_auth");
}
END_TEST

START_TEST(an_advertisement_counts_groups)
{
	static const struct turn turns[] = {
		CLIENT("\0\3\0\1\0\x0a\2\0\0\1\0\2\0\0\0\0"), CLIENT("\2\4\0\3\0\4")};
	HSRP("\"operation\":\"advertise\"", "\"active_groups\":3,\"passive_groups\":4",
		"!weak_auth");
}
END_TEST

START_TEST(messages_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(V1("\0", "\x10", CISCO)), 7), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(V1("\0", "\x10", "s3cret\0\0")), 7), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT(V2("\0", "\6")), 7), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(V1("\0", "\x03", CISCO)), 1985), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\x17\3\3\0\x20 not at all, this one"), 1985), PROBE_NO);
}
END_TEST

START_TEST(a_message_cut_short_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(V1("\0", "\x10", CISCO)), CLIENT("\0\0\x10\3\x0a\x64\1")};
	HSRP("anomaly hsrp.malformed");
}
END_TEST

START_TEST(a_length_past_the_end_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(V2("\0", "\6")), CLIENT("\1\xff\2\0\6\4\1\x2c"), CLIENT("\1\x28\2\0")};
	HSRP("anomaly hsrp.malformed");
}
END_TEST

START_TEST(a_digest_cut_short_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(V1("\0", "\x10", CISCO) "\4\x08\1\0\0\0\xc0\0\2\2")};
	HSRP("!hsrp {");
	static const struct turn after[] = {CLIENT(V1("\0", "\x10", CISCO)),
		CLIENT(V1("\0", "\x10", CISCO) "\4\x08\1\0\0\0\xc0\0\2\2")};
	HAS((&(struct vector){"after", &dissector_hsrp, false, after, 2, NULL}),
		"anomaly hsrp.malformed");
}
END_TEST

START_TEST(an_unknown_operation_is_not_ours)
{
	static const struct turn turns[] = {CLIENT(V1("\x09", "\x10", CISCO)), CLIENT("")};
	HSRP("!hsrp {", "!identity");
}
END_TEST

START_TEST(an_unknown_part_is_passed_over)
{
	static const struct turn turns[] = {CLIENT("\x63\2??" V2("\0", "\1"))};
	HSRP("\"state\":\"initial\"", "!malformed");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("hsrp");

	tcase_add_test(tests, a_hello_tells_who_is_active);
	tcase_add_test(tests, another_password_is_in_clear_all_the_same);
	tcase_add_test(tests, a_coup_is_pointed_out);
	tcase_add_test(tests, a_signed_message_shows_no_password);
	tcase_add_test(tests, version_2_has_wide_groups_and_milliseconds);
	tcase_add_test(tests, version_2_signed_shows_its_key);
	tcase_add_test(tests, an_advertisement_counts_groups);
	tcase_add_test(tests, messages_are_recognised_by_their_bytes);
	tcase_add_test(tests, a_message_cut_short_is_malformed);
	tcase_add_test(tests, a_length_past_the_end_is_malformed);
	tcase_add_test(tests, a_digest_cut_short_is_malformed);
	tcase_add_test(tests, an_unknown_operation_is_not_ours);
	tcase_add_test(tests, an_unknown_part_is_passed_over);
	return unit_run(tests, "hsrp");
}
