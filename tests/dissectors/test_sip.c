/* test_sip: dissectors/sip.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_sip;

/* clang-format off */
START_TEST(a_call_and_its_answer)
{
	static const struct turn turns[] = {
		CLIENT("INVITE sip:bob@example.com SIP/2.0\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a84b4c\r\nContent-Length: 5\r\n\r\nv=0\r\n"),
		SERVER("SIP/2.0 200 OK\r\nf: <sip:alice@example.com>\r\nt: <sip:bob@example.com>\r\ni: a84b4c\r\nServer: pbx/1\r\nl: 0\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, false),
		"\"method\":\"INVITE\",\"uri\":\"sip:bob@example.com\",\"version\":\"SIP/2.0\",\"request_line\":\"INVITE sip:bob@example.com SIP/2.0\"",
		"\"call_id\":\"a84b4c\"",
		"\"code\":\"200\",\"reason\":\"OK\",\"response_line\":\"SIP/2.0 200 OK\"",
		"\"agent\":\"pbx/1\"");
}
END_TEST

START_TEST(the_same_over_tcp_with_a_body)
{
	static const struct turn turns[] = {
		CLIENT("INVITE sip:bob@example.com SIP/2.0\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a84b4c\r\nContent-Length: 5\r\n\r\nv=0\r\nINVITE sip:bob@example.com SIP/2.0\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a84b4c\r\nContent-Length: 5\r\n\r\nv=0\r\n"),
		SERVER("SIP/2.0 200 OK\r\nf: <sip:alice@example.com>\r\nt: <sip:bob@example.com>\r\ni: a84b4c\r\nServer: pbx/1\r\nl: 0\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, true),
		"\"method\":\"INVITE\"",
		"\"code\":\"200\"",
		"!\"method\":\"v=0\"");
}
END_TEST

START_TEST(a_registration_tells_the_user_and_no_secret)
{
	static const struct turn turns[] = {
		CLIENT("REGISTER sip:example.com SIP/2.0\r\nTo: <sip:joe@example.com>\r\nUser-Agent: phone/2\r\nAuthorization: Digest username=\"joe\", realm=\"x\", response=\"0123456789abcdef\"\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, true),
		"\"user\":\"joe\"",
		"\"agent\":\"phone/2\"",
		"!0123456789abcdef");
}
END_TEST

START_TEST(compact_names_are_names)
{
	static const struct turn turns[] = {
		SERVER("SIP/2.0 200 OK\r\nf: <sip:alice@example.com>\r\nt: <sip:bob@example.com>\r\ni: a84b4c\r\nServer: pbx/1\r\nl: 0\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, false),
		"\"from\":\"<sip:alice@example.com>\"",
		"\"to\":\"<sip:bob@example.com>\"");
}
END_TEST

START_TEST(keepalives_are_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\r\n\r\nINVITE sip:bob@example.com SIP/2.0\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a84b4c\r\nContent-Length: 5\r\n\r\nv=0\r\n")};

	HAS(VECTOR_OF(dissector_sip, true),
		"\"method\":\"INVITE\"");
}
END_TEST

START_TEST(a_response_without_reason_is_one)
{
	static const struct turn turns[] = {
		SERVER("SIP/2.0 180 \r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, false),
		"\"code\":\"180\"");
}
END_TEST

START_TEST(options_ask_for_abilities)
{
	static const struct turn turns[] = {
		CLIENT("OPTIONS sip:pbx SIP/2.0\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, false),
		"\"method\":\"OPTIONS\"");
}
END_TEST

START_TEST(the_first_value_of_a_field_counts)
{
	static const struct turn turns[] = {
		CLIENT("BYE sip:a@b SIP/2.0\r\nCall-ID: one\r\nCall-ID: two\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, false),
		"\"call_id\":\"one\"",
		"!two");
}
END_TEST

/* malformed: no empty line */
START_TEST(a_head_without_end_is_told_with_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("BYE sip:a@b SIP/2.0\r\nCall-ID: one")};

	HAS(VECTOR_OF(dissector_sip, false),
		"\"method\":\"BYE\"",
		"\"call_id\":\"one\"",
		"anomaly sip.head_without_end");
}
END_TEST

/* malformed: words of nobody */
START_TEST(junk_before_a_request_is_passed_over)
{
	static const struct turn turns[] = {
		CLIENT("xyzzy\r\nINVITE sip:bob@example.com SIP/2.0\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a84b4c\r\nContent-Length: 5\r\n\r\nv=0\r\n")};

	HAS(VECTOR_OF(dissector_sip, true),
		"\"method\":\"INVITE\"");
}
END_TEST

/* malformed: a negative length */
START_TEST(a_length_that_is_no_number_is_none)
{
	static const struct turn turns[] = {
		CLIENT("BYE sip:a@b SIP/2.0\r\nContent-Length: -5\r\n\r\nINVITE sip:bob@example.com SIP/2.0\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a84b4c\r\nContent-Length: 5\r\n\r\nv=0\r\n")};

	HAS(VECTOR_OF(dissector_sip, true),
		"\"method\":\"BYE\"",
		"\"method\":\"INVITE\"");
}
END_TEST

/* evasive: a body longer than the stream */
START_TEST(a_length_beyond_the_end_hides_what_follows)
{
	static const struct turn turns[] = {
		CLIENT("BYE sip:a@b SIP/2.0\r\nContent-Length: 4000000000\r\n\r\nINVITE sip:bob@example.com SIP/2.0\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a84b4c\r\nContent-Length: 5\r\n\r\nv=0\r\n")};

	HAS(VECTOR_OF(dissector_sip, true),
		"\"method\":\"BYE\"",
		"!\"method\":\"INVITE\"");
}
END_TEST

/* malformed: a field without a name */
START_TEST(a_colon_alone_is_no_field)
{
	static const struct turn turns[] = {
		CLIENT("BYE sip:a@b SIP/2.0\r\n: x\r\n:\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, false),
		"\"method\":\"BYE\"");
}
END_TEST

START_TEST(what_follows_a_gap_is_read_from_the_next_line)
{
	static const struct turn turns[] = {
		CLIENT("INVITE sip:bob@example.com SIP/2.0\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a84b4c\r\nContent-Length: 5\r\n\r\nv=0\r\n"),
		GAP(SIDE_CLIENT, 1000),
		CLIENT("ial-ID: x\r\nREGISTER sip:example.com SIP/2.0\r\nTo: <sip:joe@example.com>\r\nUser-Agent: phone/2\r\nAuthorization: Digest username=\"joe\", realm=\"x\", response=\"0123456789abcdef\"\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, true),
		"\"method\":\"INVITE\"",
		"\"method\":\"REGISTER\"");
}
END_TEST

#define NOTIFY(event)                                                                              \
	"NOTIFY sip:200@10.0.0.1 SIP/2.0\r\nCall-ID: 77\r\nCSeq: 102 NOTIFY\r\n" event "\r\n\r\n"
#define RESTART "action reboot system element=server object="

START_TEST(a_phone_is_told_to_restart)
{
	static const struct turn turns[] = {
		CLIENT(NOTIFY("Event: check-sync;reboot=true")),
		CLIENT(NOTIFY("Event: check-sync;reboot=true")), /* again, as UDP does */
		SERVER("SIP/2.0 100 Trying\r\nCall-ID: 77\r\nCSeq: 102 NOTIFY\r\n\r\n"),
		SERVER("SIP/2.0 200 OK\r\nCall-ID: 77\r\nCSeq: 102 NOTIFY\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, false), "\"event\":\"check-sync;reboot=true\"",
		RESTART "check-sync;reboot=true outcome=ok evidence=observed", "!outcome=unknown");
}
END_TEST

START_TEST(a_phone_that_refuses_does_not_restart)
{
	static const struct turn turns[] = {CLIENT(NOTIFY("Event: reboot_now")),
		SERVER("SIP/2.0 401 Unauthorized\r\nCall-ID: 77\r\nCSeq: 102 NOTIFY\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, true),
		RESTART "reboot_now outcome=refused evidence=observed reason=401 Unauthorized");
}
END_TEST

/* evasive: short names, capitals, blanks, folded lines */
START_TEST(an_order_is_known_however_it_is_written)
{
	static const char *const events[] = {NOTIFY("o:CHECK-SYNC"),
		NOTIFY("Event : check-sync ;id=1; Reboot = TRUE"), NOTIFY("Event:\r\n check-sync"),
		NOTIFY("event: check-sync;\r\n\treboot=true\r\nX: y"), NOTIFY("Event: Restart_Now")};

	for (unsigned i = 0; i < sizeof(events) / sizeof(*events); i++) {
		const struct turn turns[] = {{SIDE_CLIENT, span_str(events[i])}};
		HAS(VECTOR_OF(dissector_sip, false), RESTART);
		HAS(VECTOR_OF(dissector_sip, true), RESTART);
	}
}
END_TEST

START_TEST(a_phone_is_told_to_fetch_its_configuration)
{
	static const char *const events[] = {NOTIFY("Event: check-sync;reboot=false"),
		NOTIFY("Event: check-sync;\r\n reboot = false"), NOTIFY("Event: resync;profile=x")};

	for (unsigned i = 0; i < sizeof(events) / sizeof(*events); i++) {
		const struct turn turns[] = {{SIDE_CLIENT, span_str(events[i])}};
		HAS(VECTOR_OF(dissector_sip, false), "action exec config element=server",
			"!reboot system");
	}
}
END_TEST

/* malformed: an event of nothing, a parameter without a name, words that only begin like one */
START_TEST(what_is_no_order_is_no_action)
{
	static const char *const events[] = {NOTIFY("Event:"), NOTIFY("Event: ;reboot=true"),
		NOTIFY("Event: check-synchrony"), NOTIFY("Event: presence;reboot=true"),
		NOTIFY("Event: refer\r\n check-sync"), NOTIFY("X: check-sync;reboot=true"),
		"SUBSCRIBE sip:a@b SIP/2.0\r\nEvent: check-sync\r\n\r\n"};

	for (unsigned i = 0; i < sizeof(events) / sizeof(*events); i++) {
		const struct turn turns[] = {{SIDE_CLIENT, span_str(events[i])}};
		HAS(VECTOR_OF(dissector_sip, false), "!action");
		HAS(VECTOR_OF(dissector_sip, true), "!action");
	}
}
END_TEST

/* evasive: answers to other requests, and one that nobody asked for */
START_TEST(only_its_own_answer_ends_an_order)
{
	static const struct turn turns[] = {
		SERVER("SIP/2.0 403 Forbidden\r\nCall-ID: 77\r\nCSeq: 102 NOTIFY\r\n\r\n"),
		CLIENT(NOTIFY("Event: check-sync")),
		SERVER("SIP/2.0 403 Forbidden\r\nCall-ID: 78\r\nCSeq: 102 NOTIFY\r\n\r\n"),
		SERVER("SIP/2.0 403 Forbidden\r\nCall-ID: 77\r\nCSeq: 101 NOTIFY\r\n\r\n")};

	HAS(VECTOR_OF(dissector_sip, false), RESTART "check-sync outcome=unknown", "!refused");
}
END_TEST

START_TEST(only_sip_is_taken)
{
	static const struct span others[] = {SPAN_LIT("OPTIONS * HTTP/1.1\r\n"), SPAN_LIT("INVITE x SIP/2.0\r\n"),
		SPAN_LIT("MESSAGE from Joe\r\n"), SPAN_LIT("NOTIFY * HTTP/1.1\r\n"), SPAN_LIT("INFO sip:a@b RTSP/1.0\r\n")};

	for (unsigned i = 0; i < sizeof(others) / sizeof(*others); i++) {
		const struct probe_input in = {others[i], SIDE_CLIENT, 5060, 5060, false, false};
		ck_assert_int_eq(dissector_sip.probe(&in), PROBE_NO);
	}
}
END_TEST
/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("sip");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_call_and_its_answer);
	tcase_add_test(t, the_same_over_tcp_with_a_body);
	tcase_add_test(t, a_registration_tells_the_user_and_no_secret);
	tcase_add_test(t, compact_names_are_names);
	tcase_add_test(t, keepalives_are_nothing);
	tcase_add_test(t, a_response_without_reason_is_one);
	tcase_add_test(t, options_ask_for_abilities);
	tcase_add_test(t, the_first_value_of_a_field_counts);
	tcase_add_test(t, a_head_without_end_is_told_with_an_anomaly);
	tcase_add_test(t, junk_before_a_request_is_passed_over);
	tcase_add_test(t, a_length_that_is_no_number_is_none);
	tcase_add_test(t, a_length_beyond_the_end_hides_what_follows);
	tcase_add_test(t, a_colon_alone_is_no_field);
	tcase_add_test(t, what_follows_a_gap_is_read_from_the_next_line);
	tcase_add_test(t, a_phone_is_told_to_restart);
	tcase_add_test(t, a_phone_that_refuses_does_not_restart);
	tcase_add_test(t, an_order_is_known_however_it_is_written);
	tcase_add_test(t, a_phone_is_told_to_fetch_its_configuration);
	tcase_add_test(t, what_is_no_order_is_no_action);
	tcase_add_test(t, only_its_own_answer_ends_an_order);
	tcase_add_test(t, only_sip_is_taken);
	return unit_run(t, "sip");
}
