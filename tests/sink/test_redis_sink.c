/* Tests of the Redis sink against a real server: what stands in every key of the contract. */
#include "config.h"

#include "tests/sink/redis_help.h"
#include "tests/unit.h"

#include <errno.h>

static const int64_t T0 = 1795312800000000; /* 2026-11-22 02:00:00 UTC */

static struct sink *sink;
static char error[REDIS_ERROR];

static int open_sink(const char *url)
{
	struct redis_options o = {.url = url, .sensor = "s1", .start_ms = 1000};

	return redis_sink_new(&o, &sink, error);
}

static void setup(void)
{
	redis_setup();
	ck_assert_msg(open_sink(redis_url_text) == 0, "%s", error);
}

static void close_sink(void)
{
	ck_assert_int_eq(sink->close(sink), 0);
}

#define ASSERT_ANSWER(command, expected) ck_assert_str_eq(redis_ask(command), expected)

START_TEST(meta_and_sensors_tell_of_the_sensor)
{
	redis_emit_alert(sink, T0, "a sentence", "{}");
	redis_settle(sink);
	ASSERT_ANSWER("HMGET sw:{s1}:meta schema version start_ms last_ms",
		"1 " PACKAGE_VERSION " 1000 1795312800000");
	ASSERT_ANSWER("HGETALL sw:sensors", "s1 1795312800000");
	close_sink();
}
END_TEST

START_TEST(sensors_tell_of_the_newest_record_once_the_sink_is_closed)
{
	redis_emit_alert(sink, T0, "a sentence", "{}");
	redis_settle(sink);
	for (int i = 1; i <= 3; i++) {
		redis_emit_alert(sink, T0 + i * 60000000LL, "a sentence", "{}");
		redis_settle(sink);
	}
	close_sink();
	ASSERT_ANSWER("HGET sw:{s1}:meta last_ms", "1795312980000");
	ASSERT_ANSWER("HGETALL sw:sensors", "s1 1795312980000");
}
END_TEST

START_TEST(an_alert_has_flat_fields_and_the_whole_event)
{
	redis_emit_alert(sink, T0, "a sentence with \xff and blanks", "{\"event_type\":\"alert\"}");
	redis_settle(sink);
	ASSERT_ANSWER("XRANGE sw:{s1}:alerts - +",
		"1795312800000-0 ts 2026-11-22T02:00:00.000000+0000 severity 2 finding "
		"unpermitted-change element bng-lon-1 src 10.20.0.99 dst 10.30.0.1 dport 161 proto "
		"UDP "
		"cc GB asn 64500 msg a sentence with \xff and blanks eve "
		"{\"event_type\":\"alert\"}");
	close_sink();
}
END_TEST

START_TEST(alert_ids_never_step_back_though_packet_time_does)
{
	redis_emit_alert(sink, T0, "1", "{}");
	redis_emit_alert(sink, T0, "2", "{}");
	redis_emit_alert(sink, T0 - 5000000, "3", "{}");
	redis_emit_alert(sink, T0 + 1000, "4", "{}");
	redis_emit_alert(sink, -1, "5", "{}");
	redis_settle(sink);
	char *entries = strdup(redis_ask("XRANGE sw:{s1}:alerts - +"));
	const char *at = entries;
	static const char *const ids[] = {"1795312800000-0 ", "1795312800000-1 ",
		"1795312800000-2 ", "1795312800001-0 ", "1795312800001-1 "};
	for (int i = 0; i < 5; i++)
		ck_assert_msg(
			(at = strstr(at, ids[i])) != NULL, "%s is missing in %s", ids[i], entries);
	free(entries);
	close_sink();
}
END_TEST

START_TEST(a_second_run_goes_on_after_the_last_id_of_the_stream)
{
	redis_emit_alert(sink, T0, "1", "{}");
	close_sink();
	redis_ask("XTRIM sw:{s1}:alerts MAXLEN 0"); /* the stream still knows its last ID */
	ck_assert_int_eq(open_sink(redis_url_text), 0);
	redis_emit_alert(sink, T0 - 1000000, "2", "{}");
	redis_settle(sink);
	ck_assert_ptr_nonnull(strstr(redis_ask("XRANGE sw:{s1}:alerts - +"), "1795312800000-1 "));
	close_sink();
}
END_TEST

START_TEST(excepted_findings_and_reads_leave_nothing)
{
	struct finding_record f = {.slug = "x", .title = "x", .severity = 4, .quiet = true};
	struct action a = {.verb = VERB_READ};
	struct action_record x = {.action = &a, .via = "snmp", .sanction = "permitted"};
	struct record quiet = {.kind = RECORD_FINDING, .ts_us = T0, .finding = &f};
	struct record read = {.kind = RECORD_ACTION, .ts_us = T0, .action = &x};
	struct record flow = {.kind = RECORD_EVENT, .ts_us = T0, .line = SPAN_LIT("{}")};

	sink->write(sink, &quiet);
	sink->write(sink, &read);
	sink->write(sink, &flow);
	close_sink();
	ASSERT_ANSWER("EXISTS sw:{s1}:alerts sw:{s1}:mgmt", "0");
}
END_TEST

START_TEST(an_action_that_changes_stands_in_the_ledger)
{
	struct action a = {.verb = VERB_CHANGE,
		.subject = SUBJECT_SNMP_ACCESS,
		.outcome = OUTCOME_OK,
		.user_known = true,
		.user = SPAN_LIT("alice"),
		.object = SPAN_LIT("snmp-server")};
	struct action_record x = {
		.action = &a, .via = "telnet", .element = "bng-lon-1", .sanction = "in-window"};
	struct record r = {.kind = RECORD_ACTION,
		.ts_us = T0,
		.action = &x,
		.line = SPAN_LIT("{\"mgmt\":{}}")};

	addr_parse(SPAN_LIT("10.20.0.20"), &x.actor_addr);
	sink->write(sink, &r);
	redis_settle(sink);
	ASSERT_ANSWER("XRANGE sw:{s1}:mgmt - +",
		"1795312800000-0 ts 2026-11-22T02:00:00.000000+0000 verb change subject "
		"snmp-access "
		"object snmp-server value  via telnet element bng-lon-1 actor 10.20.0.20 user "
		"alice "
		"outcome ok evidence observed sanction in-window eve {\"mgmt\":{}}");
	close_sink();
}
END_TEST

START_TEST(buckets_and_totals_hold_every_counter_as_absolute_numbers)
{
	uint64_t counters[ELEMENT_COUNTERS];
	struct record r = {.kind = RECORD_ELEMENT,
		.ts_us = T0,
		.element = "bng-lon-1",
		.bucket_ms = 1795312740000,
		.span_s = 60,
		.counters = counters};

	for (int i = 0; i < ELEMENT_COUNTERS; i++)
		counters[i] = (uint64_t)i + 1;
	sink->write(sink, &r);
	sink->write(sink, &r); /* the same minute twice is one entry */
	r.span_s = 3600;
	r.bucket_ms = 1795309200000;
	sink->write(sink, &r);
	r.kind = RECORD_TOTALS;
	sink->write(sink, &r);
	redis_settle(sink);
	ck_assert_ptr_nonnull(strstr(redis_ask("XRANGE sw:{s1}:el:bng-lon-1:1m - +"),
		"1795312740000-0 pkts_in 1 pkts_out 2 bytes_in 3"));
	ASSERT_ANSWER("XLEN sw:{s1}:el:bng-lon-1:1m", "1");
	ck_assert_ptr_nonnull(strstr(
		redis_ask("XRANGE sw:{s1}:el:bng-lon-1:1h - +"), "1795309200000-0 pkts_in 1"));
	ASSERT_ANSWER("HMGET sw:{s1}:el:bng-lon-1:tot boot pkts_in late", "1000 1 17");
	ASSERT_ANSWER("ZRANGE sw:{s1}:elements 0 -1 WITHSCORES", "bng-lon-1 1795312800000");
	close_sink();
}
END_TEST

START_TEST(what_is_known_of_an_element_is_a_hash)
{
	struct record_field fields[] = {{"name", SPAN_LIT("bng-lon-1")},
		{"vendor", SPAN_LIT("huawei")}, {"last_seen", SPAN_LIT("1795312000000")}};
	struct record r = {.kind = RECORD_INFO,
		.ts_us = T0,
		.element = "bng-lon-1",
		.fields = fields,
		.field_count = 3};

	sink->write(sink, &r);
	redis_settle(sink);
	ASSERT_ANSWER("HGETALL sw:{s1}:el:bng-lon-1:info",
		"name bng-lon-1 vendor huawei last_seen 1795312000000");
	ASSERT_ANSWER("ZSCORE sw:{s1}:elements bng-lon-1", "1795312000000");
	close_sink();
}
END_TEST

START_TEST(peers_are_counted_and_the_greatest_256_kept_for_some_days)
{
	struct record r = {.kind = RECORD_PEER, .ts_us = T0, .element = "e"};

	for (int i = 0; i < 300; i++) {
		uint8_t b[4] = {10, 0, (uint8_t)(i / 256), (uint8_t)i};
		r.peer = addr_v4(b);
		r.bytes = (uint64_t)(i + 1) * 1000;
		sink->write(sink, &r);
	}
	redis_settle(sink);
	int peers = (int)strtol(redis_ask("PFCOUNT sw:{s1}:el:e:peers:20261122"), NULL, 10);
	ck_assert_int_ge(peers, 290);
	ck_assert_int_le(peers, 310);
	ASSERT_ANSWER("ZCARD sw:{s1}:el:e:top:20261122", "256");
	ASSERT_ANSWER("ZREVRANGE sw:{s1}:el:e:top:20261122 0 0 WITHSCORES", "10.0.1.43 300000");
	ck_assert_int_gt((int)strtol(redis_ask("TTL sw:{s1}:el:e:top:20261122"), NULL, 10), 600000);
	ck_assert_int_gt(
		(int)strtol(redis_ask("TTL sw:{s1}:el:e:peers:20261122"), NULL, 10), 600000);
	close_sink();
}
END_TEST

START_TEST(health_goes_away_by_itself_and_tells_of_the_sink)
{
	struct record_field fields[] = {{"pkts", SPAN_LIT("12")}, {"rss", SPAN_LIT("34")}};
	struct record r = {.kind = RECORD_HEALTH, .ts_us = T0, .fields = fields, .field_count = 2};

	sink->write(sink, &r);
	redis_settle(sink);
	ck_assert_ptr_nonnull(
		strstr(redis_ask("HGETALL sw:{s1}:health"), "pkts 12 rss 34 redis_lag_ms 0"));
	int ttl = (int)strtol(redis_ask("TTL sw:{s1}:health"), NULL, 10);
	ck_assert_int_gt(ttl, 50);
	ck_assert_int_le(ttl, 60);
	close_sink();
}
END_TEST

START_TEST(prefix_database_and_loopback_port_are_used)
{
	char url[64];

	close_sink();
	snprintf(url, sizeof(url), "redis://127.0.0.1:%d/lab", redis_port);
	struct redis_options o = {.url = url, .sensor = "s2", .has_database = true, .database = 2};
	ck_assert_msg(redis_sink_new(&o, &sink, error) == 0, "%s", error);
	redis_emit_alert(sink, T0, "1", "{}");
	close_sink();
	ASSERT_ANSWER("EXISTS lab:sw:{s2}:alerts", "0");
	redisContext *c = redis_connect();
	freeReplyObject(redisCommand(c, "SELECT 2"));
	redisReply *r =
		redisCommand(c, "EXISTS lab:sw:{s2}:alerts lab:sw:{s2}:meta lab:sw:sensors");
	ck_assert_int_eq(r->integer, 3);
	freeReplyObject(r);
	redisFree(c);
}
END_TEST

START_TEST(an_event_of_the_greatest_size_gets_through)
{
	char *eve = calloc(1, 128 * 1024);

	memset(eve, 'x', 128 * 1024 - 1);
	redis_emit_alert(sink, T0, "long", eve);
	close_sink();
	ASSERT_ANSWER("XLEN sw:{s1}:alerts", "1");
	free(eve);
}
END_TEST

START_TEST(close_brings_in_what_waits)
{
	for (int i = 0; i < 20000; i++)
		redis_emit_alert(sink, T0 + i, "a sentence", "{}");
	close_sink();
	ASSERT_ANSWER("XLEN sw:{s1}:alerts", "20000");
}
END_TEST

int main(void)
{
	TCase *tc = redis_case("redis_sink", 30, setup, redis_teardown);

	if (!tc)
		return 77;
	tcase_add_test(tc, meta_and_sensors_tell_of_the_sensor);
	tcase_add_test(tc, sensors_tell_of_the_newest_record_once_the_sink_is_closed);
	tcase_add_test(tc, an_alert_has_flat_fields_and_the_whole_event);
	tcase_add_test(tc, alert_ids_never_step_back_though_packet_time_does);
	tcase_add_test(tc, a_second_run_goes_on_after_the_last_id_of_the_stream);
	tcase_add_test(tc, excepted_findings_and_reads_leave_nothing);
	tcase_add_test(tc, an_action_that_changes_stands_in_the_ledger);
	tcase_add_test(tc, buckets_and_totals_hold_every_counter_as_absolute_numbers);
	tcase_add_test(tc, what_is_known_of_an_element_is_a_hash);
	tcase_add_test(tc, peers_are_counted_and_the_greatest_256_kept_for_some_days);
	tcase_add_test(tc, health_goes_away_by_itself_and_tells_of_the_sink);
	tcase_add_test(tc, prefix_database_and_loopback_port_are_used);
	tcase_add_test(tc, an_event_of_the_greatest_size_gets_through);
	tcase_add_test(tc, close_brings_in_what_waits);
	return unit_run(tc, "redis_sink");
}
