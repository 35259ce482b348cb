/*
 * test_http_cut: heads of HTTP whose end is missing, as the snap length leaves them: what is whole
 * of them is told, what is not stays unsaid.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_http;

/* clang-format off */
#define COUNT(list) (sizeof(list) / sizeof(*list))
#define CUT_CLIENT GAP(SIDE_CLIENT, 400)
#define CUT_SERVER GAP(SIDE_SERVER, 900)
#define OK_CUT SERVER("HTTP/1.1 200 OK\r\nServer: GoAhead-Webs\r\nContent-Le"), CUT_SERVER

static void expect(const struct turn *list, unsigned count, const char *what, const char *not)
{
	const struct vector v = {"part", &dissector_http, true, list, count, NULL};

	vector_run(&v);
	char *said = vector_says(&v);
	ck_assert_msg(!what || strstr(said, what), "%s\n%s", what, said);
	ck_assert_msg(!not || !strstr(said, not), "not %s\n%s", not, said);
	free(said);
}

START_TEST(whole_lines_of_a_cut_request_and_answer_are_told)
{
	static const struct turn turns[] = {
		CLIENT("GET /info?id=7 HTTP/1.1\r\nHost: r1.example\r\nUser-Ag"), CUT_CLIENT, OK_CUT};

	expect(turns, COUNT(turns),
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/info?id=7\","
		"\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200},"
		"\"spanwatch\":{\"http\":{\"server\":\"GoAhead-Webs\"}}}\n",
		"length");
}
END_TEST

START_TEST(the_next_request_of_the_connection_has_its_own_answer)
{
	static const struct turn turns[] = {
		CLIENT("GET /a HTTP/1.1\r\nHos"), CUT_CLIENT, OK_CUT,
		CLIENT("GET /b HTTP/1.1\r\nHos"), CUT_CLIENT,
		SERVER("HTTP/1.1 404 Not Found\r\nDa"), CUT_SERVER};

	expect(turns, COUNT(turns), "\"url\":\"/a\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200", NULL);
	expect(turns, COUNT(turns), "\"url\":\"/b\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":404", NULL);
}
END_TEST

START_TEST(a_cut_request_line_is_not_told)
{
	static const struct turn turns[] = {
		CLIENT("GET /goform/reboot?now=1"), CUT_CLIENT, OK_CUT};

	expect(turns, COUNT(turns), "\"status\":200", "goform");
}
END_TEST

START_TEST(a_cut_field_is_left_out)
{
	static const struct turn turns[] = {
		CLIENT("GET / HTTP/1.1\r\nAuthorization: Basic YWRtaW46c2Vjc"), CUT_CLIENT, OK_CUT};

	expect(turns, COUNT(turns), "\"url\":\"/\"", "auth");
	expect(turns, COUNT(turns), NULL, "credential");
}
END_TEST

START_TEST(a_whole_field_of_a_cut_head_is_believed)
{
	static const struct turn turns[] = {
		CLIENT("GET / HTTP/1.1\r\nAuthorization: Basic YWRtaW46c2VjcmV0\r\nAcc"), CUT_CLIENT, OK_CUT};

	expect(turns, COUNT(turns), "action login session element=server object=admin user=admin outcome=ok", NULL);
}
END_TEST

START_TEST(what_a_cut_request_surely_changes_is_told_with_its_answer)
{
	static const struct turn turns[] = {
		CLIENT("PATCH /restconf/data/ietf-system:system/ntp HTTP/1.1\r\nHost: r1\r\nCont"), CUT_CLIENT,
		SERVER("HTTP/1.1 204 No Content\r\nDa"), CUT_SERVER};

	expect(turns, COUNT(turns), "action change time element=server object=PATCH /restconf/data/ietf-system:system/ntp outcome=ok", NULL);
}
END_TEST

/* evasive: an exploit whose request line is long enough to push its head over the edge */
START_TEST(an_exploit_in_the_line_of_a_cut_request_is_told)
{
	static const struct turn turns[] = {
		CLIENT("GET /level/15/exec/-/show/run HTTP/1.0\r\n"), CUT_CLIENT,
		SERVER("HTTP/1.0 200 OK\r\nServ"), CUT_SERVER};

	/* who asks may stand in what is missing: no word of a login that was not needed */
	expect(turns, COUNT(turns), "show run", "CVE-2001-0537");
}
END_TEST

/* evasive: what is posted may be a login, and the body is missing */
START_TEST(a_post_without_its_body_changes_nothing_for_sure)
{
	static const struct turn turns[] = {
		CLIENT("POST /goform/setup HTTP/1.1\r\nHost: r1\r\nCon"), CUT_CLIENT, OK_CUT};

	expect(turns, COUNT(turns), "\"url\":\"/goform/setup\"", "action");
}
END_TEST

START_TEST(a_fetch_by_whom_nobody_sees_is_no_image)
{
	static const struct turn turns[] = {
		CLIENT("GET /fw/ios.bin HTTP/1.1\r\nHost: files\r\nUser-Agent: Moz"), CUT_CLIENT, OK_CUT};

	expect(turns, COUNT(turns), "\"url\":\"/fw/ios.bin\"", "action");
}
END_TEST

START_TEST(a_fetch_whose_answer_is_cut_has_no_known_end)
{
	static const struct turn turns[] = {
		CLIENT("GET /fw/ios.bin HTTP/1.1\r\nUser-Agent: cisco\r\n\r\n"), OK_CUT};

	expect(turns, COUNT(turns), "outcome=unknown", "outcome=failed");
}
END_TEST

/* evasive: text of a body that looks like a head is none where a cut one is expected */
START_TEST(a_gap_in_a_body_is_no_cut_head)
{
	static const struct turn turns[] = {
		CLIENT("POST /x HTTP/1.1\r\nContent-Length: 500\r\nContent-Type: image/png\r\n\r\nGET /inner HTTP/1.1\r\nHo"),
		GAP(SIDE_CLIENT, 478), SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")};

	expect(turns, COUNT(turns), "\"url\":\"/x\"", "inner");
}
END_TEST

START_TEST(a_gap_with_nothing_before_it_tells_nothing)
{
	static const struct turn turns[] = {CUT_SERVER, CUT_CLIENT, OK_CUT};

	expect(turns, COUNT(turns), "\"status\":200", "url");
}
END_TEST

/* malformed: a line that is no request, cut */
START_TEST(what_is_no_request_line_is_not_told)
{
	static const struct turn turns[] = {
		CLIENT("GET / HTTP/1.1\r\n\r\nGET nothing\r\nHos"), CUT_CLIENT, OK_CUT};

	expect(turns, COUNT(turns), "\"url\":\"/\"", "nothing");
}
END_TEST

/* malformed: two lengths that differ stay an anomaly though the head has no end */
START_TEST(a_cut_head_that_contradicts_itself_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\nX"), CUT_CLIENT};

	expect(turns, COUNT(turns), "anomaly http.ambiguous_length", NULL);
}
END_TEST

START_TEST(a_cut_upgrade_ends_the_reading)
{
	static const struct turn turns[] = {
		CLIENT("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"),
		SERVER("HTTP/1.1 101 Switching Protocols\r\nUpg"), CUT_SERVER};

	expect(turns, COUNT(turns), "\"status\":101", NULL);
}
END_TEST
/* clang-format on */

START_TEST(what_http2_answers_after_an_upgrade_is_not_yet_done)
{
	static const struct turn turns[] = {
		CLIENT("DELETE /restconf/data/x:y HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings"
		       "\r\nUpgrade: h2c\r\n\r\n"),
		SERVER("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
		       "\r\n")};

	HAS(VECTOR_OF(dissector_http, true),
		"action change config element=server object=DELETE /restconf/data/x:y",
		"\"status\":101", "!outcome=ok");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("http_cut");

	tcase_add_test(t, what_http2_answers_after_an_upgrade_is_not_yet_done);
	tcase_add_test(t, whole_lines_of_a_cut_request_and_answer_are_told);
	tcase_add_test(t, the_next_request_of_the_connection_has_its_own_answer);
	tcase_add_test(t, a_cut_request_line_is_not_told);
	tcase_add_test(t, a_cut_field_is_left_out);
	tcase_add_test(t, a_whole_field_of_a_cut_head_is_believed);
	tcase_add_test(t, what_a_cut_request_surely_changes_is_told_with_its_answer);
	tcase_add_test(t, an_exploit_in_the_line_of_a_cut_request_is_told);
	tcase_add_test(t, a_post_without_its_body_changes_nothing_for_sure);
	tcase_add_test(t, a_fetch_by_whom_nobody_sees_is_no_image);
	tcase_add_test(t, a_fetch_whose_answer_is_cut_has_no_known_end);
	tcase_add_test(t, a_gap_in_a_body_is_no_cut_head);
	tcase_add_test(t, a_gap_with_nothing_before_it_tells_nothing);
	tcase_add_test(t, what_is_no_request_line_is_not_told);
	tcase_add_test(t, a_cut_head_that_contradicts_itself_is_an_anomaly);
	tcase_add_test(t, a_cut_upgrade_ends_the_reading);
	return unit_run(t, "http_cut");
}
