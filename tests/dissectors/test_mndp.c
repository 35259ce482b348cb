/* test_mndp: dissectors/mndp.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_mndp;

#define MNDP(...) HAS(VECTOR_OF(dissector_mndp, false), __VA_ARGS__)
#define HEAD      "\0\0\0\7"
#define MAC       "\0\1\0\6\2\0\0\0\0\x0a"
#define IDENTITY  "\0\5\0\2R1"
#define VERSION_7                                                                                  \
	"\0\7\0\4"                                                                                 \
	"7.16"
#define BOARD                                                                                      \
	"\0\x0c\0\5"                                                                               \
	"hAP-2"

static enum probe probe_of(struct span data)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7, .group = true};
	return dissector_mndp.probe(&in);
}

START_TEST(an_announcement_is_an_identity)
{
	static const struct turn turns[] = {CLIENT(
		HEAD MAC IDENTITY VERSION_7 "\0\x08\0\x08MikroTik\0\x0a\0\4\x10\x0e\0\0\0\x0b\0\x09"
					    "ABCD-EF12" BOARD "\0\x10\0\6"
					    "ether1\0\x11\0\4\x0a\0\0\1")};
	vector_run(&(struct vector){"announcement", &dissector_mndp, false, turns, 1,
		"mndp {\"mndp\":{\"type\":\"announcement\",\"sequence\":7,"
		"\"mac\":\"02:00:00:00:00:0a\",\"identity\":\"R1\",\"version\":\"7.16\","
		"\"platform\":\"MikroTik\",\"board\":\"hAP-2\",\"software_id\":\"ABCD-EF12\","
		"\"uptime\":3600,\"interface\":\"ether1\",\"ipv4\":\"10.0.0.1\"}}\n"
		"identity of=client vendor=MikroTik platform=hAP-2 software=RouterOS 7.16 name=R1 "
		"evidence=mndp equipment=1\n"});
}
END_TEST

START_TEST(a_unix_that_announces_itself_so_is_no_equipment)
{
	static const struct turn turns[] = {
		CLIENT(HEAD MAC IDENTITY "\0\7\0\6"
					 "6.1.76\0\x08\0\5Linux\0\x0c\0\6x86_64")};
	MNDP("identity of=client software=Linux 6.1.76 name=R1 evidence=mndp "
	     "equipment=0");
}
END_TEST

START_TEST(a_request_asks_for_announcements)
{
	static const struct turn turns[] = {CLIENT("\0\0\0\0")};
	vector_run(&(struct vector){"request", &dissector_mndp, false, turns, 1,
		"mndp {\"mndp\":{\"type\":\"request\"}}\n"});
}
END_TEST

START_TEST(an_ipv6_address_is_told)
{
	static const struct turn turns[] = {
		CLIENT(HEAD MAC "\0\x0f\0\x10\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\7")};
	MNDP("\"ipv6\":\"fe80::7\"", "!identity\":");
}
END_TEST

START_TEST(the_first_of_two_counts)
{
	static const struct turn turns[] = {CLIENT(HEAD MAC IDENTITY "\0\5\0\2R2")};
	MNDP("\"identity\":\"R1\"", "!R2");
}
END_TEST

START_TEST(unknown_parts_are_passed_over)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\x63\0\1?" MAC IDENTITY)};
	MNDP("\"identity\":\"R1\"", "!malformed");
}
END_TEST

START_TEST(an_announcement_is_recognised_by_its_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD MAC IDENTITY VERSION_7)), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(HEAD MAC IDENTITY)), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\0\0\0")), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("\7"
					   "\0\0\7" MAC IDENTITY VERSION_7)),
		PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\0\0\1")), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\1some_file\0octet\0")), PROBE_NO);
}
END_TEST

START_TEST(an_announcement_without_an_uptime_has_none)
{
	static const struct turn turns[] = {CLIENT(HEAD MAC), CLIENT(HEAD IDENTITY)};
	MNDP("\"mac\"", "!uptime");
}
END_TEST

START_TEST(a_length_past_the_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD MAC "\0\5\xff\xffR1")};
	MNDP("\"mac\"", "anomaly mndp.malformed", "!R1");
}
END_TEST

START_TEST(a_part_cut_short_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD MAC IDENTITY "\0\7\0")};
	MNDP("\"identity\":\"R1\"", "anomaly mndp.malformed");
}
END_TEST

START_TEST(a_mac_of_another_length_is_not_shown)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\1\0\1\2" IDENTITY "\0\x0a\0\1\1")};
	MNDP("\"identity\":\"R1\"", "!\"mac\"", "!uptime");
}
END_TEST

START_TEST(more_parts_than_any_router_has_are_malformed)
{
	static uint8_t many[4 + 10 + 4 * 100] = HEAD MAC;
	static const struct turn turns[] = {{SIDE_CLIENT, {many, sizeof(many)}}};
	MNDP("\"mac\"", "anomaly mndp.malformed");
}
END_TEST

START_TEST(what_is_none_is_not_read)
{
	static const struct turn turns[] = {CLIENT("\0\0"),
		CLIENT(HEAD "\0\7\0\1"
			    "7"),
		CLIENT("nothing of that kind")};
	MNDP("!mndp {", "!identity");
}
END_TEST

START_TEST(rubbish_among_announcements_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD MAC), CLIENT("nothing of that kind")};
	MNDP("anomaly mndp.malformed");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("mndp");

	tcase_add_test(tests, an_announcement_is_an_identity);
	tcase_add_test(tests, a_unix_that_announces_itself_so_is_no_equipment);
	tcase_add_test(tests, a_request_asks_for_announcements);
	tcase_add_test(tests, an_ipv6_address_is_told);
	tcase_add_test(tests, the_first_of_two_counts);
	tcase_add_test(tests, unknown_parts_are_passed_over);
	tcase_add_test(tests, an_announcement_is_recognised_by_its_bytes);
	tcase_add_test(tests, an_announcement_without_an_uptime_has_none);
	tcase_add_test(tests, a_length_past_the_end_is_malformed);
	tcase_add_test(tests, a_part_cut_short_is_malformed);
	tcase_add_test(tests, a_mac_of_another_length_is_not_shown);
	tcase_add_test(tests, more_parts_than_any_router_has_are_malformed);
	tcase_add_test(tests, what_is_none_is_not_read);
	tcase_add_test(tests, rubbish_among_announcements_is_malformed);
	return unit_run(tests, "mndp");
}
