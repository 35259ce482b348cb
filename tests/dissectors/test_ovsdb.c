/* test_ovsdb: dissectors/ovsdb.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>

extern const struct dissector dissector_ovsdb;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_ovsdb, true, turns, sizeof(turns) / sizeof(*turns), said         \
	}

#define TRANSACT                                                                                   \
	"{\"method\":\"transact\",\"params\":[\"Open_vSwitch\","                                   \
	"{\"op\":\"insert\",\"table\":\"Bridge\",\"row\":{\"name\":\"br\\\"0]\",\"op\":\"x\"}},"   \
	"{\"op\":\"delete\",\"table\":\"Mirror\",\"where\":[[\"_uuid\",\"==\",[\"uuid\",\"1\"]]]}" \
	"],\"id\":7}"
#define TRANSACT_SAID                                                                              \
	"ovsdb {\"ovsdb\":{\"method\":\"transact\",\"type\":\"request\",\"id\":\"7\","             \
	"\"database\":\"Open_vSwitch\",\"operations\":[{\"op\":\"insert\",\"table\":\"Bridge\"},"  \
	"{\"op\":\"delete\",\"table\":\"Mirror\"}]}}\n"
START_TEST(a_transaction_that_writes_is_a_change)
{
	static const struct turn turns[] = {
		CLIENT(TRANSACT),
		SERVER("{\"id\":7,\"result\":[{\"uuid\":[\"uuid\",\"a\"]},{\"count\":1}],"
		       "\"error\":null}"),
	};
	vector_run(&VECTOR("transact", TRANSACT_SAID
		"ovsdb {\"ovsdb\":{\"type\":\"reply\",\"id\":\"7\"}}\n"
		"action change interface element=server object=Bridge value=insert br\"0] "
		"outcome=ok"
		" evidence=observed\n"
		"action change mirror element=server object=Mirror value=delete outcome=ok"
		" evidence=observed\n"));
}
END_TEST

START_TEST(an_error_of_an_operation_refuses_the_transaction)
{
	static const struct turn turns[] = {
		CLIENT(TRANSACT),
		SERVER("{\"id\":7,\"result\":[{},{\"error\":\"constraint violation\","
		       "\"details\":\"x\"}],\"error\":null}"),
	};
	char *said = vector_says(&VECTOR("refused", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"error\":\"constraint violation\""));
	ck_assert_ptr_nonnull(strstr(said, "value=insert br\"0] outcome=refused "
					   "evidence=observed reason=constraint violation"));
	free(said);
	vector_run(&VECTOR("refused", NULL));
}
END_TEST

START_TEST(an_error_of_the_whole_request_refuses_it)
{
	static const struct turn turns[] = {
		CLIENT(TRANSACT),
		SERVER("{\"id\":7,\"result\":null,\"error\":\"unknown database\"}"),
	};
	char *said = vector_says(&VECTOR("error", NULL));
	ck_assert_ptr_nonnull(
		strstr(said, "outcome=refused evidence=observed reason=unknown database"));
	free(said);
}
END_TEST

START_TEST(a_transaction_without_a_reply_stays_unknown)
{
	static const struct turn turns[] = {CLIENT(TRANSACT)};
	char *said = vector_says(&VECTOR("no reply", NULL));
	ck_assert_ptr_nonnull(strstr(said, "value=insert br\"0] outcome=unknown"));
	free(said);
}
END_TEST

START_TEST(a_controller_that_listens_changes_the_switch_that_called)
{
	static const struct turn turns[] = {SERVER(TRANSACT)};
	char *said = vector_says(&VECTOR("call home", NULL));
	ck_assert_ptr_nonnull(strstr(said, "action change interface element=client object=Bridge"));
	free(said);
}
END_TEST

START_TEST(an_interface_that_leads_elsewhere_is_a_tunnel)
{
	static const struct turn turns[] = {
		CLIENT("{\"id\":1,\"method\":\"transact\",\"params\":[\"Open_vSwitch\","
		       "{\"op\":\"insert\",\"table\":\"Interface\",\"row\":{\"type\":\"vxlan\","
		       "\"name\":\"vx9\"}},{\"op\":\"insert\",\"table\":\"Controller\",\"row\":"
		       "{\"target\":\"tcp:10.6.6.6:6653\"}}]}"),
		SERVER("{\"id\":1,\"result\":[{},{}],\"error\":null}"),
	};
	char *said = vector_says(&VECTOR("tunnel", NULL));
	ck_assert_ptr_nonnull(strstr(said,
		"change tunnel element=server object=Interface value=insert vx9 vxlan outcome=ok"));
	ck_assert_ptr_nonnull(strstr(said, "value=insert tcp:10.6.6.6:6653 outcome=ok"));
	free(said);
	vector_run(&VECTOR("tunnel", NULL));
}
END_TEST

START_TEST(selects_and_monitors_are_reads)
{
	static const struct turn turns[] = {
		CLIENT("{\"id\":1,\"method\":\"monitor\",\"params\":[\"Open_vSwitch\",null,"
		       "{\"Bridge\":{}}]}"),
		CLIENT(" {\"id\":2,\"method\":\"transact\",\"params\":[\"Open_vSwitch\","
		       "{\"op\":\"select\",\"table\":\"SSL\",\"where\":[]}]}"),
	};
	char *said = vector_says(&VECTOR("reads", NULL));
	ck_assert_ptr_nonnull(strstr(
		said, "action read config element=server object=Open_vSwitch value=monitor"));
	ck_assert_ptr_nonnull(strstr(said, "read"));
	ck_assert_ptr_null(strstr(said, "change"));
	free(said);
	vector_run(&VECTOR("reads", NULL));
}
END_TEST

START_TEST(notifications_and_echoes_are_told)
{
	static const struct turn turns[] = {
		SERVER("{\"method\":\"update\",\"params\":[null,{\"Bridge\":{}}],\"id\":null}"
		       "{\"id\":\"echo\",\"method\":\"echo\",\"params\":[]}"),
		CLIENT("{\"id\":\"echo\",\"error\":null,\"result\":[]}\n"),
	};
	vector_run(&VECTOR("notification",
		"ovsdb {\"ovsdb\":{\"method\":\"update\",\"type\":\"notification\"}}\n"
		"ovsdb {\"ovsdb\":{\"method\":\"echo\",\"type\":\"request\",\"id\":\"echo\"}}\n"
		"ovsdb {\"ovsdb\":{\"type\":\"reply\",\"id\":\"echo\"}}\n"));
}
END_TEST

START_TEST(text_that_looks_like_an_operation_is_none)
{
	static const struct turn turns[] = {
		CLIENT("{\"method\":\"transact\",\"params\":[\"d\",{\"op\":\"comment\",\"comment\":"
		       "\"{\\\"op\\\":\\\"insert\\\",\\\"table\\\":\\\"Bridge\\\"}\"}],\"id\":1}")};
	char *said = vector_says(&VECTOR("quoted", NULL));
	ck_assert_ptr_null(strstr(said, "action"));
	free(said);
	vector_run(&VECTOR("quoted", NULL));
}
END_TEST

START_TEST(bytes_that_are_no_json_end_the_reading)
{
	static const struct turn turns[] = {
		CLIENT("{\"id\":\"e\",\"method\":\"echo\",\"params\":[]}GET / HTTP/1.1")};
	vector_run(&VECTOR("no JSON",
		"ovsdb {\"ovsdb\":{\"method\":\"echo\",\"type\":\"request\",\"id\":\"e\"}}\n"
		"anomaly ovsdb.malformed\n"));
}
END_TEST

START_TEST(depth_has_an_end)
{
	static uint8_t bytes[300];
	memcpy(bytes, "{\"id\":1,\"method\":\"echo\",\"params\":[]}{\"params\":", 46);
	memset(bytes + 46, '[', sizeof(bytes) - 46);
	const struct turn turns[] = {{SIDE_CLIENT, {bytes, sizeof(bytes)}}};
	char *said = vector_says(&VECTOR("deep", NULL));
	ck_assert_ptr_nonnull(strstr(said, "anomaly ovsdb.malformed\n"));
	free(said);
}
END_TEST

START_TEST(an_object_without_end_says_nothing)
{
	static const struct turn turns[] = {
		CLIENT("{\"method\":\"transact\",\"params\":[\"d\",{\"op\":\"insert\"},\"\\")};
	vector_run(&VECTOR("no end", ""));
}
END_TEST

START_TEST(brackets_of_the_wrong_kind_are_survived)
{
	static const struct turn turns[] = {
		CLIENT("{\"method\":\"transact\",\"params\":{\"op\":[}}]}}}}"),
		SERVER("{]{}{\"\":}"),
	};
	vector_run(&VECTOR("brackets", NULL));
}
END_TEST

START_TEST(more_operations_than_are_shown_are_survived)
{
	static char bytes[64 + 100 * 32 + 16];
	uint32_t len = 0;
	const char head[] = "{\"method\":\"transact\",\"params\":[\"d\"";
	const char one[] = ",{\"op\":\"insert\",\"table\":\"T\"}";
	memcpy(bytes, head, sizeof(head) - 1);
	len = sizeof(head) - 1;
	for (int i = 0; i < 100; i++, len += sizeof(one) - 1)
		memcpy(bytes + len, one, sizeof(one) - 1);
	memcpy(bytes + len, "],\"id\":1}", 9);
	const struct turn turns[] = {{SIDE_CLIENT, {(uint8_t *)bytes, len + 9}}};
	char *said = vector_says(&VECTOR("many", NULL));
	unsigned count = 0;
	for (const char *at = said; (at = strstr(at, "\naction change")); at++)
		count++;
	ck_assert_uint_eq(count, 32);
	free(said);
}
END_TEST

static enum probe probe_of(const char *bytes, uint16_t dport)
{
	struct probe_input in = {
		.data = span_str(bytes), .dport = dport, .sport = 40000, .stream = true};
	return dissector_ovsdb.probe(&in);
}

START_TEST(ovsdb_is_known_on_any_port)
{
	ck_assert_int_eq(probe_of(TRANSACT, 4444), PROBE_SURE);
	ck_assert_int_eq(
		probe_of("{\"id\":1,\"method\":\"list_dbs\",\"params\":[]}", 4444), PROBE_SURE);
	ck_assert_int_eq(probe_of("{\"id\":1,\"method\":\"ec", 4444), PROBE_MORE);
	ck_assert_int_eq(probe_of("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}", 4444),
		PROBE_NO);
	ck_assert_int_eq(probe_of("{\"name\":\"x\"}", 6640), PROBE_NO);
	ck_assert_int_eq(probe_of("GET /", 6640), PROBE_NO);
}
END_TEST

/* evasive: every character may be written as an escape */
START_TEST(escapes_hide_no_operation)
{
	static const struct turn turns[] = {
		CLIENT("{\"m\\u0065thod\":\"\\u0074ransact\",\"params\":[\"Open_vSwitch\",{\"op\":"
		       "\"\\u0069nsert\",\"\\u0074able\":\"Mirro\\u0072\",\"row\":{\"name\":"
		       "\"\\u00e9\\n\"}},"
		       "{\"op\":\"\\u69nsert\",\"table\":\"\\\\\"}],\"id\":\"\\u0061\"}"),
		SERVER("{\"id\":\"a\",\"result\":[{}],\"error\":null}"),
	};
	char *said = vector_says(&VECTOR("escapes", NULL));
	ck_assert_msg(strstr(said, "\"method\":\"transact\""), "%s", said);
	ck_assert_msg(strstr(said, "action change mirror element=server object=Mirror value=insert "
				   "\\xc3\\xa9"),
		"%s", said);
	ck_assert_msg(strstr(said, "outcome=ok"), "%s", said);
	free(said);
	vector_run(&VECTOR("escapes", NULL));
}
END_TEST

/* evasive: what matters stands behind more operations than are told */
START_TEST(comments_and_filler_crowd_out_no_mirror)
{
	static char text[32 * 1024];
	int n = snprintf(text, sizeof(text), "%s",
		"{\"method\":\"transact\",\"id\":1,\"params\":[\"Open_vSwitch\"");

	for (int i = 0; i < 100; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%s",
			",{\"op\":\"comment\",\"comment\":\"x\"},{\"op\":\"insert\",\"table\":"
			"\"Queue\"},{\"op\":\"select\",\"table\":\"Mirror\"}");
	n += snprintf(text + n, sizeof(text) - (size_t)n, "%s",
		",{\"op\":\"insert\",\"table\":\"Mirror\",\"row\":{\"name\":\"m9\"}}]}");
	const struct turn turns[] = {{SIDE_CLIENT, {(const uint8_t *)text, (uint32_t)n}}};
	char *said = vector_says(&VECTOR("filler", NULL));
	ck_assert_msg(strstr(said, "action change mirror element=server object=Mirror value=insert "
				   "m9"),
		"%s", said);
	ck_assert_msg(strstr(said, "\"truncated\":true"), "%s", said);
	free(said);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("ovsdb");

	tcase_add_test(t, a_transaction_that_writes_is_a_change);
	tcase_add_test(t, an_error_of_an_operation_refuses_the_transaction);
	tcase_add_test(t, an_error_of_the_whole_request_refuses_it);
	tcase_add_test(t, a_transaction_without_a_reply_stays_unknown);
	tcase_add_test(t, a_controller_that_listens_changes_the_switch_that_called);
	tcase_add_test(t, an_interface_that_leads_elsewhere_is_a_tunnel);
	tcase_add_test(t, selects_and_monitors_are_reads);
	tcase_add_test(t, notifications_and_echoes_are_told);
	tcase_add_test(t, text_that_looks_like_an_operation_is_none);
	tcase_add_test(t, bytes_that_are_no_json_end_the_reading);
	tcase_add_test(t, depth_has_an_end);
	tcase_add_test(t, an_object_without_end_says_nothing);
	tcase_add_test(t, brackets_of_the_wrong_kind_are_survived);
	tcase_add_test(t, more_operations_than_are_shown_are_survived);
	tcase_add_test(t, escapes_hide_no_operation);
	tcase_add_test(t, comments_and_filler_crowd_out_no_mirror);
	tcase_add_test(t, ovsdb_is_known_on_any_port);
	return unit_run(t, "ovsdb");
}
