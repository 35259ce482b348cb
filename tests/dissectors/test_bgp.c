/* test_bgp: dissectors/bgp.c, bgp_tell.c, common/bgp_message.c, common/bgp_names.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_bgp;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_bgp, true, turns, sizeof(turns) / sizeof(*turns), said           \
	}

#define MARKER         "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
#define KEEPALIVE      MARKER "\0\x13\4"
#define KEEPALIVE_SAID "bgp {\"bgp\":{\"type\":\"keepalive\"}}\n"

/* version 4, AS 65001, hold 180, id 192.0.2.1, no parameters */
#define OPEN_PLAIN MARKER "\0\x1d\1\4\xfd\xe9\0\xb4\xc0\0\2\1\0"
#define OPEN_PLAIN_SAID                                                                            \
	"bgp {\"bgp\":{\"type\":\"open\",\"as\":65001,\"bgp_id\":\"192.0.2.1\",\"version\":4,"     \
	"\"hold_time\":180}}\n"
/* the same with AS_TRANS and one parameter: multiprotocol IPv4 unicast, AS 4200000001 */
#define OPEN_FOUR                                                                                  \
	MARKER "\0\x2b\1\4\x5b\xa0\0\xb4\xc0\0\2\1\x0e\2\x0c\1\4\0\1\0\1\x41\4\xfa\x56\xea\1"
#define OPEN_FOUR_SAID                                                                             \
	"bgp {\"bgp\":{\"type\":\"open\",\"as\":4200000001,\"bgp_id\":\"192.0.2.1\","              \
	"\"version\":4,\"hold_time\":180,\"capabilities\":[\"multiprotocol\","                     \
	"\"four-octet-as\"],\"families\":[\"ipv4/unicast\"]}}\n"

START_TEST(an_open_and_a_keepalive_are_told)
{
	static const struct turn turns[] = {CLIENT(OPEN_PLAIN), SERVER(OPEN_PLAIN KEEPALIVE)};
	vector_run(&VECTOR("open", OPEN_PLAIN_SAID OPEN_PLAIN_SAID KEEPALIVE_SAID));
}
END_TEST

START_TEST(the_as_of_four_octets_counts)
{
	static const struct turn turns[] = {CLIENT(OPEN_FOUR)};
	vector_run(&VECTOR("AS4", OPEN_FOUR_SAID));
}
END_TEST

START_TEST(extended_parameters_are_read)
{
	/* RFC 9072: 255 255, length of 16 bits, parameter lengths of 16 bits; 70: refresh */
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x25\1\4\xfd\xe9\0\xb4\xc0\0\2\1\xff\xff\0\5\2\0\2\x46\0")};
	vector_run(&VECTOR("extended",
		"bgp {\"bgp\":{\"type\":\"open\",\"as\":65001,\"bgp_id\":\"192.0.2.1\","
		"\"version\":4,\"hold_time\":180,\"capabilities\":[\"enhanced-route-refresh\"]}}"
		"\n"));
}
END_TEST

/* withdrawn 10.0.0.0/8; ORIGIN igp, AS_PATH 65001 65002 (2 octets), NEXT_HOP; 192.0.2.0/24 */
#define UPDATE_2                                                                                   \
	MARKER "\0\x31\2\0\2\x08\x0a\0\x14\x40\1\1\0\x40\2\6\2\2\xfd\xe9\xfd\xea"                  \
	       "\x40\3\4\xc0\0\2\1\x18\xc0\0\2"

START_TEST(an_update_of_old_speakers_is_told)
{
	static const struct turn turns[] = {CLIENT(UPDATE_2)};
	vector_run(&VECTOR("update",
		"bgp {\"bgp\":{\"type\":\"update\",\"family\":\"ipv4/unicast\",\"nlri_count\":1,"
		"\"nlri\":[\"192.0.2.0/24\"],\"withdrawn_count\":1,\"withdrawn\":[\"10.0.0.0/8\"],"
		"\"origin\":\"igp\",\"as_path\":\"65001 65002\",\"origin_as\":65002,"
		"\"next_hop\":\"192.0.2.1\"}}\n"));
}
END_TEST

START_TEST(paths_of_four_octets_and_sets_are_told)
{
	/* AS_PATH: sequence 4200000001, set {65010 65011} */
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x33\2\0\0\0\x17\x40\1\1\2\x40\2\x10\2\1\xfa\x56\xea\1"
			      "\1\2\0\0\xfd\xf2\0\0\xfd\xf3"
			      "\x20\xcb\0\x71\7")};
	vector_run(&VECTOR("AS4 path",
		"bgp {\"bgp\":{\"type\":\"update\",\"family\":\"ipv4/unicast\",\"nlri_count\":1,"
		"\"nlri\":[\"203.0.113.7/32\"],\"withdrawn_count\":0,\"origin\":\"incomplete\","
		"\"as_path\":\"4200000001 {65010 65011}\",\"origin_as\":65011}}\n"));
}
END_TEST

START_TEST(routes_of_other_families_are_told)
{
	/* MP_REACH IPv6 unicast, next hop 2001:db8::1, 2001:db8:30::/48 */
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x36\2\0\0\0\x1f\x80\x0e\x1c\0\2\1\x10\x20\1\x0d\xb8\0\0\0\0"
			      "\0\0\0\0\0\0\0\1\0\x30\x20\1\x0d\xb8\0\x30"),
		/* MP_UNREACH of a VPN route: label 16, 1:1, 10.1.0.0/16 */
		SERVER(MARKER "\0\x2b\2\0\0\0\x14\x80\x0f\x11\0\1\x80\x68\0\1\1\0\0\0\1\0\0\0"
			      "\1\x0a\1"),
		/* MP_UNREACH EVPN: a route of type 2 */
		SERVER(MARKER "\0\x20\2\0\0\0\x09\x80\x0f\6\0\x19\x46\2\1\7"),
	};
	vector_run(&VECTOR("families",
		"bgp {\"bgp\":{\"type\":\"update\",\"family\":\"ipv6/unicast\",\"nlri_count\":1,"
		"\"nlri\":[\"2001:db8:30::/48\"],\"withdrawn_count\":0,"
		"\"next_hop\":\"2001:db8::1\"}}\n"
		"bgp {\"bgp\":{\"type\":\"update\",\"family\":\"ipv4/vpn\",\"nlri_count\":0,"
		"\"withdrawn_count\":1,\"withdrawn\":[\"10.1.0.0/16\"]}}\n"
		"bgp {\"bgp\":{\"type\":\"update\",\"family\":\"l2vpn/evpn\",\"nlri_count\":0,"
		"\"withdrawn_count\":1}}\n"));
}
END_TEST

START_TEST(path_identifiers_are_told_from_prefixes)
{
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x26\2\0\0\0\7\x40\1\1\0\x40\2\0\0\0\0\1\x18\xc0\0\2")};
	char *said = vector_says(&VECTOR("add-path", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"nlri_count\":1,\"nlri\":[\"192.0.2.0/24\"]"));
	free(said);
}
END_TEST

START_TEST(the_end_of_the_table_is_told)
{
	static const struct turn turns[] = {CLIENT(MARKER "\0\x17\2\0\0\0\0")};
	vector_run(&VECTOR("end of RIB",
		"bgp {\"bgp\":{\"type\":\"update\",\"family\":\"ipv4/unicast\","
		"\"end_of_rib\":true,\"nlri_count\":0,\"withdrawn_count\":0}}\n"));
}
END_TEST

START_TEST(a_notification_says_why)
{
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x1d\3\6\2\7upgrade"),
		SERVER(MARKER "\0\x15\3\4\0"),
	};
	vector_run(&VECTOR("notification",
		"bgp {\"bgp\":{\"type\":\"notification\",\"code\":6,\"subcode\":2,"
		"\"error\":\"cease\",\"suberror\":\"administrative-shutdown\","
		"\"reason\":\"upgrade\"}}\n"
		"bgp {\"bgp\":{\"type\":\"notification\",\"code\":4,\"subcode\":0,"
		"\"error\":\"hold-timer-expired\"}}\n"));
}
END_TEST

START_TEST(a_refresh_names_its_family)
{
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x17\5\0\1\0\1" MARKER "\0\x17\x80\0\2\0\1")};
	vector_run(&VECTOR("refresh",
		"bgp {\"bgp\":{\"type\":\"route-refresh\",\"family\":\"ipv4/unicast\"}}\n"
		"bgp {\"bgp\":{\"type\":\"route-refresh\",\"family\":\"ipv6/unicast\"}}\n"));
}
END_TEST

START_TEST(a_session_is_picked_up_in_the_middle)
{
	static const struct turn turns[] = {CLIENT("\x18\xc0\0\2\xff\xff" KEEPALIVE KEEPALIVE)};
	vector_run(&VECTOR("middle", KEEPALIVE_SAID KEEPALIVE_SAID));
}
END_TEST

START_TEST(garbage_between_messages_is_an_anomaly_and_skipped)
{
	static const struct turn turns[] = {
		CLIENT(KEEPALIVE MARKER "\0\x12\4rubbish, and more of it" KEEPALIVE)};
	vector_run(&VECTOR("garbage", KEEPALIVE_SAID "anomaly bgp.bad_header\n" KEEPALIVE_SAID));
}
END_TEST

START_TEST(capabilities_past_their_end_are_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x21\1\4\xfd\xe9\0\xb4\xc0\0\2\1\4\2\2\x41\4")};
	vector_run(&VECTOR("capability length",
		"anomaly bgp.malformed_open\n"
		"bgp {\"bgp\":{\"type\":\"open\",\"as\":65001,\"bgp_id\":\"192.0.2.1\","
		"\"version\":4,\"hold_time\":180}}\n"));
}
END_TEST

START_TEST(attributes_past_their_end_are_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x1b\2\0\0\0\4\x50\2\xff\xff"),
		CLIENT(MARKER "\0\x17\2\0\0\0\4"),
		CLIENT(MARKER "\0\x17\2\xff\xff\0\0"),
	};
	char *said = vector_says(&VECTOR("attributes", NULL));
	const char *at = said;
	for (int i = 0; i < 3; i++) {
		at = strstr(at, "anomaly bgp.malformed_update\n");
		ck_assert_ptr_nonnull(at);
		at++;
	}
	free(said);
	vector_run(&VECTOR("attributes", NULL));
}
END_TEST

START_TEST(prefixes_longer_than_an_address_are_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT(MARKER "\0\x1e\2\0\0\0\0\x30\1\2\3\4\5\6"),
		CLIENT(MARKER "\0\x19\2\0\0\0\0\x18\xc0"),
	};
	vector_run(&VECTOR("prefix",
		"anomaly bgp.malformed_update\nbgp {\"bgp\":{\"type\":\"update\","
		"\"family\":\"ipv4/unicast\",\"nlri_count\":0,\"withdrawn_count\":0}}\n"
		"anomaly bgp.malformed_update\nbgp {\"bgp\":{\"type\":\"update\","
		"\"family\":\"ipv4/unicast\",\"nlri_count\":0,\"withdrawn_count\":0}}\n"));
}
END_TEST

START_TEST(a_shutdown_text_past_its_end_is_an_anomaly)
{
	static const struct turn turns[] = {CLIENT(MARKER "\0\x18\3\6\2\xff"
							  "ab")};
	vector_run(&VECTOR("text",
		"anomaly bgp.malformed_notification\n"
		"bgp {\"bgp\":{\"type\":\"notification\",\"code\":6,\"subcode\":2,"
		"\"error\":\"cease\",\"suberror\":\"administrative-shutdown\"}}\n"));
}
END_TEST

START_TEST(many_prefixes_are_counted_and_the_first_shown)
{
	static uint8_t bytes[23 + 1000 * 4] = MARKER "\x0f\xb7\2";
	for (uint32_t i = 0; i < 1000; i++) {
		bytes[23 + 4 * i] = 24;
		bytes[23 + 4 * i + 1] = 10;
		bytes[23 + 4 * i + 2] = (uint8_t)(i >> 8);
		bytes[23 + 4 * i + 3] = (uint8_t)i;
	}
	const struct turn turns[] = {{SIDE_CLIENT, {bytes, sizeof(bytes)}}};
	char *said = vector_says(&VECTOR("many", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"nlri_count\":1000"));
	ck_assert_ptr_nonnull(strstr(said, "\"10.0.7.0/24\"]"));
	free(said);
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len, uint16_t dport)
{
	struct probe_input in = {
		.data = span_of(bytes, len), .dport = dport, .sport = 40000, .stream = true};
	return dissector_bgp.probe(&in);
}

START_TEST(bgp_is_known_on_any_port)
{
	ck_assert_int_eq(probe_of(KEEPALIVE, 19, 4444), PROBE_SURE);
	ck_assert_int_eq(probe_of(OPEN_PLAIN, 29, 4444), PROBE_SURE);
	ck_assert_int_eq(probe_of(MARKER, 16, 4444), PROBE_MORE);
	ck_assert_int_eq(probe_of(MARKER "\0\x12\4", 19, 4444), PROBE_NO);
	ck_assert_int_eq(probe_of(MARKER MARKER, 32, 4444), PROBE_NO);
	ck_assert_int_eq(probe_of("GET / HTTP/1.1\r\n\r\n", 18, 4444), PROBE_NO);
	ck_assert_int_eq(probe_of("xyz" KEEPALIVE, 22, 4444), PROBE_NO);
	ck_assert_int_eq(probe_of("xyz" KEEPALIVE, 22, 179), PROBE_LIKELY);
	ck_assert_int_eq(probe_of("xyz", 3, 179), PROBE_MORE);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("bgp");

	tcase_add_test(t, an_open_and_a_keepalive_are_told);
	tcase_add_test(t, the_as_of_four_octets_counts);
	tcase_add_test(t, extended_parameters_are_read);
	tcase_add_test(t, an_update_of_old_speakers_is_told);
	tcase_add_test(t, paths_of_four_octets_and_sets_are_told);
	tcase_add_test(t, routes_of_other_families_are_told);
	tcase_add_test(t, path_identifiers_are_told_from_prefixes);
	tcase_add_test(t, the_end_of_the_table_is_told);
	tcase_add_test(t, a_notification_says_why);
	tcase_add_test(t, a_refresh_names_its_family);
	tcase_add_test(t, a_session_is_picked_up_in_the_middle);
	tcase_add_test(t, garbage_between_messages_is_an_anomaly_and_skipped);
	tcase_add_test(t, capabilities_past_their_end_are_an_anomaly);
	tcase_add_test(t, attributes_past_their_end_are_an_anomaly);
	tcase_add_test(t, prefixes_longer_than_an_address_are_an_anomaly);
	tcase_add_test(t, a_shutdown_text_past_its_end_is_an_anomaly);
	tcase_add_test(t, many_prefixes_are_counted_and_the_first_shown);
	tcase_add_test(t, bgp_is_known_on_any_port);
	return unit_run(t, "bgp");
}
