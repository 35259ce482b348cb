/* Tests of the Redis sink against a server that refuses, is full, is slow, or is not there. */
#include "config.h"

#include "sensor/sink/redis_queue.h"
#include "tests/sink/redis_help.h"
#include "tests/unit.h"

#include <errno.h>

static const int64_t T0 = 1795312800000000; /* 2026-11-22 02:00:00 UTC */

static struct sink *sink;
static char error[REDIS_ERROR], url[256];

static int open_with(const struct redis_options *o)
{
	return redis_sink_new(o, &sink, error);
}

static int open_sink(const char *at)
{
	return open_with(&(struct redis_options){.url = at, .sensor = "s1"});
}

static void must_open(void)
{
	ck_assert_msg(open_sink(redis_url_text) == 0, "%s", error);
}

static void emit(unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		redis_emit_alert(sink, T0 + i, "a sentence", "{}");
}

static struct redis_stats stats_now(void)
{
	struct redis_stats stats;

	redis_sink_stats(sink, &stats);
	return stats;
}

#define ASSERT_ANSWER(command, expected) ck_assert_str_eq(redis_ask(command), expected)

/* Waits up to 8 s until COMMAND gives EXPECTED. */
static void wait_answer(const char *command, const char *expected)
{
	for (int i = 0; i < 160 && strcmp(redis_ask(command), expected) != 0; i++)
		redis_nap(50);
	ASSERT_ANSWER(command, expected);
}

/* Starts the server anew with one more pair of arguments. */
static void restart_with(const char *option, const char *value)
{
	redis_kill();
	redis_extra[0] = option;
	redis_extra[1] = value;
	redis_start();
	redisFree(redis_connect());
}

/* An absolute path: redis-server changes its folder before it reads the file. */
static char *users_file(void)
{
	static char path[] = SOURCE_DIR "/deploy/redis/users.acl";

	return path;
}

static int open_as(const char *user, const char *password)
{
	snprintf(url, sizeof(url), "redis://%s:%s@127.0.0.1:%d", user, password, redis_port);
	return open_sink(url);
}

static redisReply *ask_as(redisContext *c, const char *command)
{
	redisReply *r = redisCommand(c, command);
	ck_assert_ptr_nonnull(r);
	return r;
}

static void assert_denied(redisContext *c, const char *command)
{
	redisReply *r = ask_as(c, command);
	ck_assert_msg(r->type == REDIS_REPLY_ERROR && strncmp(r->str, "NOPERM", 6) == 0, "%s: %s",
		command, r->str ? r->str : "allowed");
	freeReplyObject(r);
}

static void assert_allowed(redisContext *c, const char *command)
{
	redisReply *r = ask_as(c, command);
	ck_assert_msg(r->type != REDIS_REPLY_ERROR, "%s: %s", command, r->str);
	freeReplyObject(r);
}

START_TEST(the_users_file_lets_the_sensor_write_and_the_dashboard_only_read)
{
	restart_with("--aclfile", users_file());
	ck_assert_msg(open_as("sensor", "change-the-sensor-password") == 0, "%s", error);
	struct record peer = {.kind = RECORD_PEER, .ts_us = T0, .element = "e", .bytes = 1};
	struct record_field field = {"pkts", SPAN_LIT("1")};
	struct record health = {
		.kind = RECORD_HEALTH, .ts_us = T0, .fields = &field, .field_count = 1};
	emit(10);
	sink->write(sink, &peer);
	sink->write(sink, &health);
	redis_settle(sink);
	ck_assert_uint_eq(stats_now().skipped, 0);
	ck_assert_uint_eq(stats_now().written, 12);
	ck_assert_int_eq(sink->close(sink), 0);

	redisContext *c = redis_connect();
	assert_allowed(c, "AUTH dashboard change-the-dashboard-password");
	assert_allowed(c, "XREVRANGE sw:{s1}:alerts + - COUNT 5");
	assert_allowed(c, "HGETALL sw:sensors");
	assert_allowed(c, "PFCOUNT sw:{s1}:el:e:peers:20261122");
	assert_denied(c, "DEL sw:{s1}:alerts");
	assert_denied(c, "HSET sw:{s1}:meta a b");
	assert_denied(c, "CONFIG GET *");
	assert_denied(c, "GET other");
	assert_allowed(c, "AUTH sensor change-the-sensor-password");
	assert_denied(c, "DEL sw:{s1}:alerts");
	assert_denied(c, "FLUSHALL");
	assert_denied(c, "HSET other a b");
	assert_allowed(c, "AUTH triage change-the-triage-password");
	assert_allowed(c, "HSET sw:{s1}:cases group state");
	assert_denied(c, "HSET sw:{s1}:meta a b");
	redisFree(c);
}
END_TEST

START_TEST(a_wrong_password_is_refused_at_the_start_with_the_fix)
{
	restart_with("--aclfile", users_file());
	ck_assert_int_eq(open_as("sensor", "wrong"), -EACCES);
	ck_assert_ptr_nonnull(strstr(error, "correct user or password"));
	ck_assert_ptr_null(strstr(error, "wrong@"));
	ck_assert_int_eq(open_sink(redis_url_text), -EACCES);
	ck_assert_ptr_nonnull(strstr(error, "put user and password into the Redis URL"));
}
END_TEST

START_TEST(a_user_without_rights_is_refused_at_the_start_with_the_fix)
{
	restart_with("--aclfile", users_file());
	ck_assert_int_eq(open_as("dashboard", "change-the-dashboard-password"), -EACCES);
	ck_assert_ptr_nonnull(strstr(error, "deploy/redis/users.acl"));
}
END_TEST

START_TEST(a_foreign_key_is_refused_at_the_start_with_the_fix)
{
	redis_ask("SET sw:{s1}:alerts x");
	ck_assert_int_eq(open_sink(redis_url_text), -EACCES);
	ck_assert_ptr_nonnull(
		strstr(error, "sw:{s1}:alerts where a stream is needed: remove that key"));
}
END_TEST

START_TEST(a_sensor_name_that_would_break_the_hash_tag_is_refused)
{
	struct redis_options o = {.url = redis_url_text, .sensor = "a}b"};

	ck_assert_int_eq(open_with(&o), -EINVAL);
	o.sensor = "";
	ck_assert_int_eq(open_with(&o), -EINVAL);
}
END_TEST

START_TEST(rights_lost_while_running_keep_alerts_until_they_are_back)
{
	must_open();
	emit(10);
	redis_settle(sink);
	redis_ask("ACL SETUSER default -xadd");
	emit(10);
	uint64_t counters[ELEMENT_COUNTERS] = {0};
	struct record totals = {
		.kind = RECORD_TOTALS, .ts_us = T0, .element = "e", .counters = counters};
	sink->write(sink, &totals);
	wait_answer("EXISTS sw:{s1}:el:e:tot", "1"); /* the rest gets through */
	ASSERT_ANSWER("XLEN sw:{s1}:alerts", "10");
	redis_ask("ACL SETUSER default +xadd");
	wait_answer("XLEN sw:{s1}:alerts", "20");
	ck_assert_int_eq(sink->close(sink), 0);
}
END_TEST

START_TEST(a_foreign_key_while_running_keeps_alerts_until_it_is_gone)
{
	must_open();
	redis_ask("SET sw:{s1}:alerts x");
	emit(300);
	struct action a = {.verb = VERB_SAVE};
	struct action_record x = {.action = &a, .via = "snmp", .sanction = "permitted"};
	struct record change = {.kind = RECORD_ACTION, .ts_us = T0, .action = &x};
	sink->write(sink, &change);
	redis_nap(300);
	redis_ask("DEL sw:{s1}:alerts");
	wait_answer("XLEN sw:{s1}:alerts", "300");
	ASSERT_ANSWER("XLEN sw:{s1}:mgmt", "1");
	ck_assert_int_eq(sink->close(sink), 0);
}
END_TEST

START_TEST(a_foreign_key_of_one_element_costs_only_what_belongs_there)
{
	must_open();
	redis_ask("SET sw:{s1}:el:e:tot x");
	uint64_t counters[ELEMENT_COUNTERS] = {0};
	struct record totals = {
		.kind = RECORD_TOTALS, .ts_us = T0, .element = "e", .counters = counters};
	sink->write(sink, &totals);
	emit(10);
	redis_settle(sink);
	ASSERT_ANSWER("XLEN sw:{s1}:alerts", "10");
	ck_assert_uint_eq(stats_now().skipped, 1);
	ck_assert_int_eq(sink->close(sink), -EIO);
}
END_TEST

START_TEST(a_full_server_gets_everything_once_it_has_room)
{
	must_open();
	redis_ask("CONFIG SET maxmemory 1");
	emit(500);
	redis_nap(300);
	redis_ask("CONFIG SET maxmemory 0");
	wait_answer("XLEN sw:{s1}:alerts", "500");
	ck_assert_int_eq(sink->close(sink), 0);
}
END_TEST

START_TEST(a_replica_gets_everything_once_it_is_master_again)
{
	must_open();
	redis_ask("REPLICAOF 127.0.0.1 1");
	emit(500);
	redis_nap(300);
	ASSERT_ANSWER("XLEN sw:{s1}:alerts", "0");
	redis_ask("REPLICAOF NO ONE");
	wait_answer("XLEN sw:{s1}:alerts", "500");
	ck_assert_int_eq(sink->close(sink), 0);
}
END_TEST

START_TEST(another_writer_in_the_stream_costs_nothing)
{
	must_open();
	emit(1);
	redis_settle(sink);
	redis_ask("XADD sw:{s1}:alerts 1795319999999-5 a b");
	emit(100);
	redis_settle(sink);
	ASSERT_ANSWER("XLEN sw:{s1}:alerts", "102");
	ck_assert_int_eq(sink->close(sink), 0);
}
END_TEST

START_TEST(a_stopped_server_never_holds_write_up_and_loses_nothing)
{
	must_open();
	kill(redis_pid, SIGSTOP);
	int64_t start = redis_now_ms();
	emit(5000);
	ck_assert_int_lt(redis_now_ms() - start, 400);
	redis_nap(1500);
	kill(redis_pid, SIGCONT);
	wait_answer("XLEN sw:{s1}:alerts", "5000");
	ck_assert_int_eq(sink->close(sink), 0);
}
END_TEST

START_TEST(a_server_that_comes_later_gets_what_waited)
{
	redis_kill();
	must_open();
	emit(100);
	redis_start();
	wait_answer("XLEN sw:{s1}:alerts", "100");
	ck_assert_int_eq(sink->close(sink), 0);
}
END_TEST

START_TEST(when_the_queue_is_full_telemetry_goes_first_and_all_is_counted)
{
	struct redis_options o = {.url = redis_url_text, .sensor = "s1", .queue_bytes = 100000};
	struct record peer = {.kind = RECORD_PEER, .ts_us = T0, .element = "e", .bytes = 1};

	redis_kill();
	ck_assert_int_eq(open_with(&o), 0);
	for (int i = 0; i < 200; i++)
		sink->write(sink, &peer);
	emit(100);
	ck_assert_uint_eq(stats_now().dropped_kept, 0);
	ck_assert_uint_gt(stats_now().dropped_telemetry, 0);
	emit(1000);
	struct redis_stats full = stats_now();
	ck_assert_uint_gt(full.dropped_kept, 0);
	ck_assert_uint_le(full.queue_bytes, 100000);
	redis_start();
	redis_settle(sink);
	struct redis_stats after = stats_now();
	ck_assert_uint_eq(
		after.written + after.dropped_kept + after.dropped_telemetry, 200 + 100 + 1000);
	ck_assert_int_eq(sink->close(sink), -EIO);
}
END_TEST

START_TEST(close_waits_some_seconds_for_a_server_that_is_away_and_says_so)
{
	must_open();
	redis_kill();
	emit(10);
	int64_t start = redis_now_ms();
	ck_assert_int_eq(sink->close(sink), -EIO);
	ck_assert_int_ge(redis_now_ms() - start, 3000);
	ck_assert_int_lt(redis_now_ms() - start, 4800);
}
END_TEST

START_TEST(lossless_waits_for_room_instead_of_dropping)
{
	struct redis_options o = {
		.url = redis_url_text, .sensor = "s1", .queue_bytes = 50000, .lossless = true};

	ck_assert_int_eq(open_with(&o), 0);
	emit(2000);
	kill(redis_pid, SIGSTOP);
	pid_t child = fork();
	if (child == 0) {
		redis_nap(700);
		kill(redis_pid, SIGCONT);
		_exit(0);
	}
	emit(2000);
	waitpid(child, NULL, 0);
	ck_assert_int_eq(sink->close(sink), 0);
	ASSERT_ANSWER("XLEN sw:{s1}:alerts", "4000");
}
END_TEST

START_TEST(lossless_ends_in_an_error_when_the_server_stays_away)
{
	struct redis_options o = {.url = redis_url_text,
		.sensor = "s1",
		.queue_bytes = 50000,
		.lossless = true,
		.away_ms = 1000};

	ck_assert_int_eq(open_with(&o), 0);
	redis_kill();
	int r = 0;
	for (int i = 0; i < 2000 && r == 0; i++)
		r = redis_emit_alert(sink, T0 + i, "a sentence", "{}");
	ck_assert_int_eq(r, -ETIMEDOUT);
	ck_assert_int_eq(redis_emit_alert(sink, T0, "a sentence", "{}"), -ETIMEDOUT);
	ck_assert_int_eq(sink->close(sink), -ETIMEDOUT);
}
END_TEST

START_TEST(lossless_needs_a_server_at_the_start)
{
	struct redis_options o = {.url = redis_url_text, .sensor = "s1", .lossless = true};

	redis_kill();
	ck_assert_int_eq(open_with(&o), -ECONNREFUSED);
	ck_assert_ptr_nonnull(strstr(error, "cannot be reached"));
}
END_TEST

int main(void)
{
	TCase *tc = redis_case("redis_faults", 30, redis_setup, redis_teardown);

	if (!tc)
		return 77;
	tcase_add_test(tc, the_users_file_lets_the_sensor_write_and_the_dashboard_only_read);
	tcase_add_test(tc, a_wrong_password_is_refused_at_the_start_with_the_fix);
	tcase_add_test(tc, a_user_without_rights_is_refused_at_the_start_with_the_fix);
	tcase_add_test(tc, a_foreign_key_is_refused_at_the_start_with_the_fix);
	tcase_add_test(tc, a_sensor_name_that_would_break_the_hash_tag_is_refused);
	tcase_add_test(tc, rights_lost_while_running_keep_alerts_until_they_are_back);
	tcase_add_test(tc, a_foreign_key_while_running_keeps_alerts_until_it_is_gone);
	tcase_add_test(tc, a_foreign_key_of_one_element_costs_only_what_belongs_there);
	tcase_add_test(tc, a_full_server_gets_everything_once_it_has_room);
	tcase_add_test(tc, a_replica_gets_everything_once_it_is_master_again);
	tcase_add_test(tc, another_writer_in_the_stream_costs_nothing);
	tcase_add_test(tc, a_stopped_server_never_holds_write_up_and_loses_nothing);
	tcase_add_test(tc, a_server_that_comes_later_gets_what_waited);
	tcase_add_test(tc, when_the_queue_is_full_telemetry_goes_first_and_all_is_counted);
	tcase_add_test(tc, close_waits_some_seconds_for_a_server_that_is_away_and_says_so);
	tcase_add_test(tc, lossless_waits_for_room_instead_of_dropping);
	tcase_add_test(tc, lossless_ends_in_an_error_when_the_server_stays_away);
	tcase_add_test(tc, lossless_needs_a_server_at_the_start);
	return unit_run(tc, "redis_faults");
}
