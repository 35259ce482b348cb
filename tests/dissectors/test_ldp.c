/* test_ldp: dissectors/ldp*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_ldp;

#define LDP(...) HAS(VECTOR_OF(dissector_ldp, true), __VA_ARGS__)
#define UDP(...) HAS(VECTOR_OF(dissector_ldp, false), __VA_ARGS__)
#define PDU(len) "\0\1\0" len "\x0a\0\0\1\0\0"
/* hold 15 s, not targeted; transport address */
#define HELLO     "\1\0\0\x14\0\0\0\1\4\0\0\4\0\x0f\0\0\4\1\0\4\x0a\0\0\1"
#define INIT      "\2\0\0\x16\0\0\0\2\5\0\0\x0e\0\1\0\xb4\0\0\0\0\x0a\0\0\2\0\0"
#define KEEPALIVE "\2\1\0\4\0\0\0\3"
/* 192.0.2.0/24 by label 18 */
#define MAPPING "\4\0\0\x17\0\0\0\4\1\0\0\7\2\0\1\x18\xc0\0\2\2\0\0\4\0\0\0\x12"

static enum probe probe_of(struct span data, bool stream)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7, .stream = stream};
	return dissector_ldp.probe(&in);
}

START_TEST(a_hello_tells_router_and_transport_address)
{
	static const struct turn turns[] = {CLIENT(PDU("\x1e") HELLO)};
	vector_run(&(struct vector){"hello", &dissector_ldp, false, turns, 1,
		"ldp {\"ldp\":{\"type\":\"hello\",\"router_id\":\"10.0.0.1\",\"label_space\":0,"
		"\"message_id\":1,\"hold_time\":15,\"transport_address\":\"10.0.0.1\"}}\n"
		"identity of=client evidence=ldp equipment=1\n"
		"hint routing.speaker text=ldp\n"});
}
END_TEST

START_TEST(a_targeted_hello_says_so)
{
	static const struct turn turns[] = {
		CLIENT(PDU("\x16") "\1\0\0\x0c\0\0\0\1\4\0\0\4\0\x2d\xc0\0")};
	UDP("\"hold_time\":45,\"targeted\":true");
}
END_TEST

START_TEST(a_session_is_told_message_by_message)
{
	static const struct turn turns[] = {CLIENT(PDU("\x20") INIT), SERVER(PDU("\x0e") KEEPALIVE),
		CLIENT(PDU("\x0e") KEEPALIVE PDU("\x21") MAPPING)};
	LDP("\"type\":\"initialization\"", "\"keepalive_time\":180", "\"receiver_id\":\"10.0.0.2\"",
		"\"type\":\"keepalive\"",
		"\"fecs\":["
		"{\"type\":\"prefix\",\"prefix\":\"192.0.2.0\",\"bits\":24}],\"label\":18",
		"identity of=server", "!malformed");
}
END_TEST

START_TEST(one_pdu_holds_several_messages)
{
	static const struct turn turns[] = {CLIENT(PDU("\x32") KEEPALIVE KEEPALIVE MAPPING "")};
	LDP("!ldp {");
	static const struct turn exact[] = {CLIENT(PDU("\x31") KEEPALIVE KEEPALIVE MAPPING)};
	HAS((&(struct vector){"several", &dissector_ldp, true, exact, 1, NULL}),
		"\"type\":\"keepalive\"", "\"type\":\"label-mapping\"", "!malformed");
}
END_TEST

START_TEST(addresses_are_listed)
{
	static const struct turn turns[] = {
		CLIENT(PDU("\x1c") "\3\0\0\x12\0\0\0\5\1\1\0\x0a\0\1\x0a\0\0\1\xc0\0\2\1")};
	LDP("\"type\":\"address\"", "\"addresses\":[\"10.0.0.1\",\"192.0.2.1\"]");
}
END_TEST

START_TEST(a_notification_has_a_name)
{
	static const struct turn turns[] = {
		CLIENT(PDU("\x1c") "\0\1\0\x12\0\0\0\6\3\0\0\x0a\x80\0\0\x0a\0\0\0\0\0\0")};
	LDP("\"type\":\"notification\"",
		"\"status\":10,\"status_name\":\"shutdown\",\"fatal\":true");
}
END_TEST

START_TEST(pseudowires_wildcards_and_hosts_are_classes_too)
{
	static const struct turn turns[] = {
		CLIENT(PDU("\x2f") "\4\2\0\x25\0\0\0\7\1\0\0\x1d\x80\x80\5\x08\0\0\0\0\0\0\0\x64\1"
				   "\4\5\xdc\1\3\0\1\4\xc0\0\2\7\x81\0\1\0")};
	LDP("\"type\":\"label-withdraw\"", "{\"type\":\"pseudowire\",\"pseudowire\":100}",
		"{\"type\":\"wildcard\"}", "{\"type\":\"host\",\"prefix\":\"192.0.2.7\"}");
}
END_TEST

START_TEST(messages_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(PDU("\x1e") HELLO), false), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(PDU("\x20") INIT), true), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(PDU("\x0e") KEEPALIVE), true), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT(PDU("\x0e") KEEPALIVE), false), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0"), true), PROBE_MORE);
	ck_assert_int_eq(probe_of(SPAN_LIT("\0\1\0\x20 a TFTP question octet"), false), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("GET / HTTP/1.1\r\n"), true), PROBE_NO);
}
END_TEST

START_TEST(a_message_longer_than_its_pdu_is_not_read)
{
	static const struct turn turns[] = {CLIENT(PDU("\x0e") "\2\1\0\x64\0\0\0\3")};
	LDP("!ldp {", "!identity");
}
END_TEST

START_TEST(a_part_longer_than_its_message_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(PDU("\x16") "\1\0\0\x0c\0\0\0\1\4\0\xff\xff\0\x0f\0\0")};
	UDP("\"type\":\"hello\"", "anomaly ldp.malformed");
}
END_TEST

START_TEST(a_prefix_longer_than_an_address_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(PDU("\x19") "\4\0\0\x0f\0\0\0\4\1\0\0\7\2\0\1\xff\xc0\0\2")};
	LDP("anomaly ldp.malformed", "!prefix\":\"");
}
END_TEST

START_TEST(rubbish_behind_a_session_ends_it)
{
	static const struct turn turns[] = {
		CLIENT(PDU("\x20") INIT "this is nothing of that kind at all")};
	LDP("\"type\":\"initialization\"", "anomaly ldp.malformed");
}
END_TEST

START_TEST(a_hello_cut_short_is_not_read)
{
	static const struct turn turns[] = {CLIENT(PDU("\x1e") "\1\0\0\x14\0\0"), CLIENT("\0\1"),
		CLIENT(PDU("\x1e") HELLO), CLIENT(PDU("\x1e") "\1\0\0\x14\0\0")};
	UDP("\"type\":\"hello\"", "anomaly ldp.malformed");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("ldp");

	tcase_add_test(tests, a_hello_tells_router_and_transport_address);
	tcase_add_test(tests, a_targeted_hello_says_so);
	tcase_add_test(tests, a_session_is_told_message_by_message);
	tcase_add_test(tests, one_pdu_holds_several_messages);
	tcase_add_test(tests, addresses_are_listed);
	tcase_add_test(tests, a_notification_has_a_name);
	tcase_add_test(tests, pseudowires_wildcards_and_hosts_are_classes_too);
	tcase_add_test(tests, messages_are_recognised_by_their_bytes);
	tcase_add_test(tests, a_message_longer_than_its_pdu_is_not_read);
	tcase_add_test(tests, a_part_longer_than_its_message_is_malformed);
	tcase_add_test(tests, a_prefix_longer_than_an_address_is_malformed);
	tcase_add_test(tests, rubbish_behind_a_session_ends_it);
	tcase_add_test(tests, a_hello_cut_short_is_not_read);
	return unit_run(tests, "ldp");
}
