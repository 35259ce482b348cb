/* test_bmp: dissectors/bmp.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_bmp;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_bmp, true, turns, sizeof(turns) / sizeof(*turns), said           \
	}

#define MARKER "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
/* type 0, flags, no distinguisher, 192.0.2.9, AS 65002, id 192.0.2.2, time 0 */
#define PEER(flags)                                                                                \
	"\0" flags "\0\0\0\0\0\0\0\0"                                                              \
	"\0\0\0\0\0\0\0\0\0\0\0\0\xc0\0\2\x09\0\0\xfd\xea\xc0\0\2\2\0\0\0\0\0\0\0\0"
#define PEER_SAID                                                                                  \
	"\"peer\":\"192.0.2.9\",\"peer_as\":65002,\"peer_bgp_id\":\"192.0.2.2\","                  \
	"\"peer_type\":\"global\",\"rib\":\"in\",\"post_policy\":false"
#define OPEN MARKER "\0\x1d\1\4\xfd\xe9\0\xb4\xc0\0\2\1\0"
#define OPEN_SAID(speaker)                                                                         \
	"bgp {\"bgp\":{\"type\":\"open\",\"as\":65001,\"bgp_id\":\"192.0.2.1\",\"version\":4,"     \
	"\"hold_time\":180,\"via\":\"bmp\",\"speaker\":\"" speaker "\"}}\n"
/* header of 6, TLV 2 "r1", TLV 1 "Cisco IOS XR Software, Version 7.3.2" */
#define INITIATION                                                                                 \
	"\3\0\0\0\x34\4\0\2\0\2r1\0\1\0\x24"                                                       \
	"Cisco IOS XR Software, Version 7.3.2"
/* a prefix withdrawn: 10.0.0.0/8 */
#define WITHDRAWAL MARKER "\0\x19\2\0\2\x08\x0a\0\0"
#define WITHDRAWAL_SAID                                                                            \
	"bgp {\"bgp\":{\"type\":\"update\",\"family\":\"ipv4/unicast\",\"nlri_count\":0,"          \
	"\"withdrawn_count\":1,\"withdrawn\":[\"10.0.0.0/8\"],\"via\":\"bmp\","                    \
	"\"speaker\":\"192.0.2.9\"}}\n"
#define MONITORING "\3\0\0\0\x49\0" PEER("\0") WITHDRAWAL
#define MONITORING_SAID                                                                            \
	"bmp {\"bmp\":{\"type\":\"route-monitoring\"," PEER_SAID "}}\n" WITHDRAWAL_SAID

START_TEST(a_router_says_who_it_is)
{
	static const struct turn turns[] = {CLIENT(INITIATION)};
	vector_run(&VECTOR("initiation",
		"identity of=client vendor=Cisco software=IOS XR 7.3.2 name=r1"
		" evidence=bmp equipment=1\n"
		"bmp {\"bmp\":{\"type\":\"initiation\",\"system_name\":\"r1\","
		"\"system_description\":\"Cisco IOS XR Software, Version 7.3.2\"}}\n"));
}
END_TEST

START_TEST(routes_of_a_peer_are_told)
{
	static const struct turn turns[] = {CLIENT(MONITORING)};
	vector_run(&VECTOR("monitoring", MONITORING_SAID));
}
END_TEST

START_TEST(a_peer_that_comes_up_shows_both_opens)
{
	static const struct turn turns[] = {CLIENT("\3\0\0\0\x7e\3" PEER(
		"\0") "\0\0\0\0\0\0\0\0\0\0\0\0\xc0\0\2\1\0\xb3\xc0\1" OPEN OPEN)};
	vector_run(&VECTOR("peer up",
		"bmp {\"bmp\":{\"type\":\"peer-up\"," PEER_SAID
		",\"local_address\":\"192.0.2.1\",\"local_port\":179,\"remote_port\":49153}}"
		"\n" OPEN_SAID("192.0.2.1") OPEN_SAID("192.0.2.9")));
}
END_TEST

START_TEST(a_peer_that_goes_down_says_why)
{
	static const struct turn turns[] = {
		CLIENT("\3\0\0\0\x46\2" PEER("\0") "\3" MARKER "\0\x15\3\4\0"),
		CLIENT("\3\0\0\0\x33\2" PEER("\0") "\2\0\1"),
	};
	vector_run(&VECTOR("peer down",
		"bmp {\"bmp\":{\"type\":\"peer-down\"," PEER_SAID ",\"reason\":3}}\n"
		"bgp {\"bgp\":{\"type\":\"notification\",\"code\":4,\"subcode\":0,"
		"\"error\":\"hold-timer-expired\",\"via\":\"bmp\",\"speaker\":\"192.0.2.9\"}}\n"
		"bmp {\"bmp\":{\"type\":\"peer-down\"," PEER_SAID ",\"reason\":2}}\n"));
}
END_TEST

START_TEST(counters_of_all_widths_are_told)
{
	/* 0: 5 (32 bits), 7: 6 (64), 9: IPv4 unicast 7 */
	static const struct turn turns[] = {
		CLIENT("\3\0\0\0\x57\1" PEER("\0") "\0\0\0\3"
						   "\0\0\0\4\0\0\0\5\0\7\0\x08\0\0\0\0\0\0\0\6\0"
						   "\x09\0\x0b\0\1\1\0\0\0\0\0\0\0\7")};
	vector_run(&VECTOR("statistics",
		"bmp {\"bmp\":{\"type\":\"statistics\"," PEER_SAID
		",\"statistics\":[{\"type\":0,\"value\":5},{\"type\":7,\"value\":6},"
		"{\"type\":9,\"value\":7}]}}\n"));
}
END_TEST

START_TEST(a_termination_says_why)
{
	static const struct turn turns[] = {CLIENT("\3\0\0\0\x13\5\0\1\0\2\0\1\0\0\0\3"
						   "bye")};
	vector_run(&VECTOR("termination",
		"bmp {\"bmp\":{\"type\":\"termination\",\"reason\":1,\"information\":\"bye\"}}\n"));
}
END_TEST

START_TEST(a_mirrored_message_is_told)
{
	static const struct turn turns[] = {
		CLIENT("\3\0\0\0\x47\6" PEER("\0") "\0\0\0\x13" MARKER "\0\x13\4")};
	vector_run(
		&VECTOR("mirroring", "bmp {\"bmp\":{\"type\":\"route-mirroring\"," PEER_SAID "}}\n"
				     "bgp {\"bgp\":{\"type\":\"keepalive\",\"via\":\"bmp\","
				     "\"speaker\":\"192.0.2.9\"}}\n"));
}
END_TEST

START_TEST(the_router_s_own_table_has_no_peer)
{
	/* peer type 3 (RFC 9069), AS 65001 */
	static const struct turn turns[] = {CLIENT("\3\0\0\0\x49\0\3\0\0\0\0\0\0\0\0\0"
						   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xfd\xe9"
						   "\xc0\0\2\1\0\0\0\0\0\0\0\0" WITHDRAWAL)};
	char *said = vector_says(&VECTOR("loc-rib", NULL));
	ck_assert_ptr_nonnull(
		strstr(said, "\"route-monitoring\",\"peer_as\":65001,\"peer_bgp_id\":\"192.0.2.1\","
			     "\"peer_type\":\"loc-rib\",\"rib\":\"loc\"}}"));
	ck_assert_ptr_null(strstr(said, "speaker"));
	free(said);
}
END_TEST

START_TEST(a_bad_header_is_an_anomaly_and_the_next_message_is_found)
{
	static const struct turn turns[] = {CLIENT(INITIATION
		"\3\0\0\0\1\1 rubbish" MONITORING "............................................")};
	char *said = vector_says(&VECTOR("bad header", NULL));
	ck_assert_ptr_nonnull(strstr(said, "anomaly bmp.bad_header\n"));
	ck_assert_ptr_nonnull(strstr(said, MONITORING_SAID));
	free(said);
	vector_run(&VECTOR("bad header", NULL));
}
END_TEST

START_TEST(a_message_without_bgp_inside_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT("\3\0\0\0\x30\0" PEER("\0")),
		CLIENT("\3\0\0\0\x34\0" PEER("\0") "abcd"),
		CLIENT("\3\0\0\0\x49\0" PEER("\0") MARKER "\0\xff\2\0\2\x08\x0a\0\0"),
	};
	char *said = vector_says(&VECTOR("nothing inside", NULL));
	unsigned count = 0;
	for (const char *at = said; (at = strstr(at, "anomaly bmp.malformed\n")); at++)
		count++;
	ck_assert_uint_eq(count, 3);
	free(said);
	vector_run(&VECTOR("nothing inside", NULL));
}
END_TEST

START_TEST(information_past_its_end_is_malformed)
{
	static const struct turn turns[] = {CLIENT("\3\0\0\0\x0c\4\0\2\0\xffr1")};
	vector_run(&VECTOR(
		"information", "bmp {\"bmp\":{\"type\":\"initiation\"}}\nanomaly bmp.malformed\n"));
}
END_TEST

START_TEST(counters_past_their_end_are_malformed)
{
	static const struct turn turns[] = {
		CLIENT("\3\0\0\0\x3b\1" PEER("\0") "\xff\xff\xff\xff\0\0\0\x09\0\0\0"),
		CLIENT("\3\0\0\0\x3a\1" PEER("\0") "\0\0\0\1\0\0\0\2\0\0"),
	};
	vector_run(&VECTOR("statistics",
		"bmp {\"bmp\":{\"type\":\"statistics\"," PEER_SAID "}}\nanomaly bmp.malformed\n"
		"bmp {\"bmp\":{\"type\":\"statistics\"," PEER_SAID "}}\nanomaly bmp.malformed\n"));
}
END_TEST

START_TEST(a_peer_up_with_one_open_is_malformed)
{
	static const struct turn turns[] = {CLIENT(
		"\3\0\0\0\x61\3" PEER("\0") "\0\0\0\0\0\0\0\0\0\0\0\0\xc0\0\2\1\0\xb3\xc0\1" OPEN)};
	char *said = vector_says(&VECTOR("one open", NULL));
	ck_assert_ptr_nonnull(strstr(said, OPEN_SAID("192.0.2.1") "anomaly bmp.malformed\n"));
	free(said);
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len)
{
	struct probe_input in = {
		.data = span_of(bytes, len), .dport = 4444, .sport = 40000, .stream = true};
	return dissector_bmp.probe(&in);
}

START_TEST(bmp_is_known_on_any_port)
{
	ck_assert_int_eq(probe_of(INITIATION, 52), PROBE_SURE);
	ck_assert_int_eq(probe_of(INITIATION, 30), PROBE_MORE);
	ck_assert_int_eq(probe_of(MONITORING, 73), PROBE_SURE);
	ck_assert_int_eq(probe_of(MONITORING, 50), PROBE_MORE);
	/* TPKT: RDP, ISO transport */
	ck_assert_int_eq(probe_of("\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0", 19), PROBE_NO);
	ck_assert_int_eq(probe_of("\3\0\0\0\x13\4\0\x63\0\2r1\0\1\0\3"
				  "xyz",
				 19),
		PROBE_NO);
	ck_assert_int_eq(probe_of("\3\0\0\0\x06\4", 6), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("bmp");

	tcase_add_test(t, a_router_says_who_it_is);
	tcase_add_test(t, routes_of_a_peer_are_told);
	tcase_add_test(t, a_peer_that_comes_up_shows_both_opens);
	tcase_add_test(t, a_peer_that_goes_down_says_why);
	tcase_add_test(t, counters_of_all_widths_are_told);
	tcase_add_test(t, a_termination_says_why);
	tcase_add_test(t, a_mirrored_message_is_told);
	tcase_add_test(t, the_router_s_own_table_has_no_peer);
	tcase_add_test(t, a_bad_header_is_an_anomaly_and_the_next_message_is_found);
	tcase_add_test(t, a_message_without_bgp_inside_is_malformed);
	tcase_add_test(t, information_past_its_end_is_malformed);
	tcase_add_test(t, counters_past_their_end_are_malformed);
	tcase_add_test(t, a_peer_up_with_one_open_is_malformed);
	tcase_add_test(t, bmp_is_known_on_any_port);
	return unit_run(t, "bmp");
}
