/* test_arp: dissectors/arp.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_arp;

#define ARP(...)   HAS(VECTOR_OF(dissector_arp, false), __VA_ARGS__)
#define HEAD       "\0\1\x08\0\6\4"
#define ALICE      "\2\0\0\0\0\x0a"
#define NO_MAC     "\0\0\0\0\0\0"
#define IP(last)   "\xc0\0\2" last
#define NO_IP      "\0\0\0\0"
#define ALICE_NAME "02:00:00:00:00:0a"

START_TEST(a_question_claims_the_senders_address)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\1" ALICE IP("\1") NO_MAC IP("\2"))};
	vector_run(&(struct vector){"question", &dissector_arp, false, turns, 1,
		"arp {\"arp\":{\"hw_type\":\"ethernet\",\"proto_type\":\"ipv4\","
		"\"opcode\":\"request\",\"src_mac\":\"02:00:00:00:00:0a\","
		"\"src_ip\":\"192.0.2.1\",\"dest_mac\":\"00:00:00:00:00:00\","
		"\"dest_ip\":\"192.0.2.2\"}}\n"
		"identity of=client addr=192.0.2.1 mac=02:00:00:00:00:0a evidence=arp "
		"equipment=0\n"
		"anomaly arp.sender_mismatch\n"});
}
END_TEST

START_TEST(an_answer_claims_too)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\2" ALICE IP("\1") ALICE IP("\2"))};
	ARP("\"opcode\":\"reply\"", "addr=192.0.2.1 mac=" ALICE_NAME);
}
END_TEST

START_TEST(padding_behind_it_is_not_read)
{
	static const struct turn turns[] = {
		CLIENT(HEAD "\0\2" ALICE IP("\1") ALICE IP("\2") NO_MAC NO_MAC NO_MAC)};
	ARP("\"opcode\":\"reply\"", "!malformed");
}
END_TEST

START_TEST(a_probe_claims_nothing)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\1" ALICE NO_IP NO_MAC IP("\2"))};
	ARP("\"kind\":\"probe\"", "!identity", "\"src_ip\":\"0.0.0.0\"");
}
END_TEST

START_TEST(an_announcement_is_named_so)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\1" ALICE IP("\1") NO_MAC IP("\1"))};
	ARP("\"kind\":\"announcement\"", "identity");
}
END_TEST

START_TEST(reverse_and_inverse_questions_claim_nothing)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\3" ALICE IP("\1") ALICE IP("\2")),
		CLIENT(HEAD "\0\x08" ALICE IP("\1") ALICE IP("\2"))};
	ARP("\"opcode\":\"request_reverse\"", "\"opcode\":\"request_inverse\"", "!identity");
}
END_TEST

START_TEST(an_unknown_operation_is_told_as_such)
{
	static const struct turn turns[] = {CLIENT(HEAD "\1\1" ALICE IP("\1") ALICE IP("\2"))};
	ARP("\"opcode\":\"unknown\"", "!identity");
}
END_TEST

START_TEST(other_lengths_are_malformed)
{
	static const struct turn turns[] = {
		CLIENT("\0\1\x08\0\xff\4\0\1" ALICE IP("\1") NO_MAC IP("\2"))};
	ARP("!arp {", "anomaly arp.malformed", "!identity");
}
END_TEST

START_TEST(other_protocols_are_malformed)
{
	static const struct turn turns[] = {
		CLIENT("\0\1\x86\xdd\6\4\0\1" ALICE IP("\1") NO_MAC IP("\2"))};
	ARP("!arp {", "anomaly arp.malformed");
}
END_TEST

START_TEST(a_frame_cut_short_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\1" ALICE IP("\1") NO_MAC "\xc0\0")};
	ARP("!arp {", "anomaly arp.malformed", "!identity");
}
END_TEST

START_TEST(nothing_at_all_is_malformed)
{
	static const struct turn turns[] = {CLIENT("")};
	ARP("anomaly arp.malformed");
}
END_TEST

START_TEST(a_group_address_is_claimed_by_nobody)
{
	static const struct turn turns[] = {CLIENT(HEAD "\0\2" ALICE "\xe0\0\0\5" ALICE IP("\2")),
		CLIENT(HEAD "\0\2\3\0\0\0\0\x0a" IP("\1") ALICE IP("\2"))};
	ARP("arp {", "!identity");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("arp");

	tcase_add_test(tests, a_question_claims_the_senders_address);
	tcase_add_test(tests, an_answer_claims_too);
	tcase_add_test(tests, padding_behind_it_is_not_read);
	tcase_add_test(tests, a_probe_claims_nothing);
	tcase_add_test(tests, an_announcement_is_named_so);
	tcase_add_test(tests, reverse_and_inverse_questions_claim_nothing);
	tcase_add_test(tests, an_unknown_operation_is_told_as_such);
	tcase_add_test(tests, other_lengths_are_malformed);
	tcase_add_test(tests, other_protocols_are_malformed);
	tcase_add_test(tests, a_frame_cut_short_is_malformed);
	tcase_add_test(tests, nothing_at_all_is_malformed);
	tcase_add_test(tests, a_group_address_is_claimed_by_nobody);
	return unit_run(tests, "arp");
}
