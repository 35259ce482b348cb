/*
 * Tests of the table of error replies: each reply of a real server that says "not now" or "not you"
 * is brought about while the sink writes, nothing is lost by it, and nothing stands there twice.
 */
#include "config.h"

#include "sensor/sink/redis_queue.h"
#include "tests/sink/redis_help.h"
#include "tests/unit.h"

#include <sys/stat.h>

enum { COUNT = 200 };

static const int64_t T0 = 1795312800000000; /* 2026-11-22 02:00:00 UTC */

static struct sink *sink;
static unsigned emitted;

static void open_sink(void)
{
	char error[REDIS_ERROR];
	struct redis_options o = {.url = redis_url_text, .sensor = "s1"};

	emitted = 0;
	ck_assert_msg(redis_sink_new(&o, &sink, error) == 0, "%s", error);
}

static void emit(void)
{
	for (unsigned i = 0; i < COUNT; i++, emitted++)
		redis_emit_alert(sink, T0 + emitted, "a sentence", "{}");
}

static struct redis_stats stats_now(void)
{
	struct redis_stats stats;

	redis_sink_stats(sink, &stats);
	return stats;
}

/* One command over C that must work. */
static void must(redisContext *c, const char *command)
{
	redisReply *r = redisCommand(c, command);

	ck_assert_msg(r && r->type != REDIS_REPLY_ERROR, "%s: %s", command, r ? r->str : c->errstr);
	freeReplyObject(r);
}

/* Waits until COMMAND over C, asked again and again, is refused with REPLY. */
static void wait_reply(redisContext *c, const char *command, const char *reply)
{
	for (int i = 0; i < 300; i++, redis_nap(10)) {
		redisReply *r = redisCommand(c, command);
		bool seen = r && r->type == REDIS_REPLY_ERROR &&
			    strncmp(r->str, reply, strlen(reply)) == 0;
		freeReplyObject(r);
		if (seen)
			return;
	}
	ck_abort_msg("%s was never answered with %s", command, reply);
}

/* Everything that was emitted got there, once, and the sink ends well. */
static void assert_whole(void)
{
	char expected[16];

	snprintf(expected, sizeof(expected), "%u", emitted);
	for (int i = 0; i < 160 && strcmp(redis_ask("XLEN sw:{s1}:alerts"), expected) != 0; i++)
		redis_nap(50);
	ck_assert_str_eq(redis_ask("XLEN sw:{s1}:alerts"), expected);
	redis_settle(sink);
	ck_assert_uint_eq(stats_now().written + stats_now().duplicates, emitted);
	ck_assert_uint_eq(stats_now().skipped, 0);
	ck_assert_int_eq(sink->close(sink), 0);
}

/* What was emitted while the server said no is still with the sink. */
static void assert_kept(void)
{
	uint64_t landed = stats_now().written + stats_now().duplicates;

	redis_nap(200);
	ck_assert_uint_eq(stats_now().written + stats_now().duplicates, landed);
	ck_assert_uint_gt(stats_now().queue_bytes, 0);
}

START_TEST(oom_is_waited_out)
{
	open_sink();
	redisContext *c = redis_connect();
	must(c, "CONFIG SET maxmemory 1");
	wait_reply(c, "HSET sw:{s1}:probe a b", "OOM");
	emit();
	assert_kept();
	must(c, "CONFIG SET maxmemory 0");
	redisFree(c);
	assert_whole();
}
END_TEST

START_TEST(readonly_is_waited_out)
{
	open_sink();
	emit();
	redis_settle(sink);
	redisContext *c = redis_connect();
	must(c, "REPLICAOF 127.0.0.1 1");
	wait_reply(c, "HSET sw:{s1}:probe a b", "READONLY");
	emit();
	assert_kept();
	must(c, "REPLICAOF NO ONE");
	redisFree(c);
	assert_whole();
}
END_TEST

START_TEST(misconf_is_waited_out)
{
	char blocked[128];

	/* A folder stands where the snapshot belongs, so that saving fails. */
	redis_kill();
	snprintf(blocked, sizeof(blocked), "%s/blocked.rdb", redis_folder);
	ck_assert_int_eq(mkdir(blocked, 0700), 0);
	redis_extra[0] = "--dbfilename";
	redis_extra[1] = "blocked.rdb";
	redis_start();
	open_sink();
	redisContext *c = redis_connect();
	redisReply *r = redisCommand(c, "CONFIG SET save %s", "3600 1");
	freeReplyObject(r);
	must(c, "BGSAVE");
	wait_reply(c, "HSET sw:{s1}:probe a b", "MISCONF");
	emit();
	assert_kept();
	must(c, "CONFIG SET stop-writes-on-bgsave-error no");
	redisFree(c);
	assert_whole();
	ck_assert_int_eq(rmdir(blocked), 0);
}
END_TEST

START_TEST(loading_is_waited_out)
{
	open_sink();
	for (int i = 0; i < 20; i++)
		emit();
	redis_settle(sink);
	redis_kill();
	emit();
	redis_extra[0] = "--key-load-delay"; /* microseconds: about two seconds in all */
	redis_extra[1] = "500";
	redis_start();
	redisContext *c;
	for (int i = 0; (c = redisConnectUnix(redis_socket)) == NULL || c->err; i++) {
		ck_assert_int_lt(i, 300);
		redisFree(c);
		redis_nap(10);
	}
	wait_reply(c, "XLEN sw:{s1}:alerts", "LOADING");
	emit();
	assert_kept();
	redisFree(c);
	assert_whole();
}
END_TEST

START_TEST(busy_is_waited_out)
{
	open_sink();
	redisContext *c = redis_connect(), *script = redis_connect();
	must(c, "CONFIG SET busy-reply-threshold 50");
	redisAppendCommand(script, "EVAL %s 0", "while true do end");
	for (int done = 0; !done;)
		ck_assert_int_eq(redisBufferWrite(script, &done), REDIS_OK);
	wait_reply(c, "HSET sw:{s1}:probe a b", "BUSY");
	emit();
	assert_kept();
	must(c, "SCRIPT KILL");
	redisFree(script);
	redisFree(c);
	assert_whole();
}
END_TEST

START_TEST(noauth_while_running_is_told_and_everything_kept)
{
	open_sink();
	emit();
	redis_settle(sink);
	redisContext *c = redis_connect();
	must(c, "CONFIG SET requirepass secret");
	must(c, "AUTH secret");
	must(c, "CLIENT KILL TYPE normal SKIPME yes");
	emit();
	assert_kept();
	redisReply *r = redisCommand(c, "CONFIG SET requirepass %s", "");
	freeReplyObject(r);
	redisFree(c);
	assert_whole();
}
END_TEST

START_TEST(noperm_while_running_is_told_and_everything_kept)
{
	open_sink();
	emit();
	redis_settle(sink);
	redis_ask("ACL SETUSER default -multi");
	emit();
	assert_kept();
	redis_ask("ACL SETUSER default +multi");
	assert_whole();
}
END_TEST

START_TEST(wrongtype_while_running_is_told_and_everything_kept)
{
	open_sink();
	redis_ask("SET sw:{s1}:alerts x");
	emit();
	assert_kept();
	redis_ask("DEL sw:{s1}:alerts");
	assert_whole();
}
END_TEST

START_TEST(a_full_client_list_is_waited_out)
{
	open_sink();
	emit();
	redis_settle(sink);
	redisContext *c = redis_connect();
	must(c, "CONFIG SET maxclients 1");
	must(c, "CLIENT KILL TYPE normal SKIPME yes");
	emit();
	assert_kept();
	must(c, "CONFIG SET maxclients 1000");
	redisFree(c);
	assert_whole();
}
END_TEST

START_TEST(each_reply_has_its_action)
{
	static const struct {
		const char *reply;
		enum redis_fault fault;
	} rows[] = {
		{"LOADING Redis is loading the dataset in memory", REDIS_WAIT},
		{"OOM command not allowed when used memory > 'maxmemory'.", REDIS_WAIT},
		{"READONLY You can't write against a read only replica.", REDIS_WAIT},
		{"MISCONF Redis is configured to save RDB snapshots", REDIS_WAIT},
		{"BUSY Redis is busy running a script.", REDIS_WAIT},
		{"NOREPLICAS Not enough good replicas to write.", REDIS_WAIT},
		{"MASTERDOWN Link with MASTER is down", REDIS_WAIT},
		{"CLUSTERDOWN The cluster is down", REDIS_WAIT},
		{"MOVED 3999 127.0.0.1:6381", REDIS_ELSEWHERE},
		{"ASK 3999 127.0.0.1:6381", REDIS_ELSEWHERE},
		{"TRYAGAIN Multiple keys request during rehashing of slot", REDIS_WAIT},
		{"ERR max number of clients reached", REDIS_WAIT},
		{"EXECABORT Transaction discarded because of: OOM command not", REDIS_WAIT},
		{"EXECABORT Transaction discarded because of previous errors.", REDIS_SKIP},
		{"NOAUTH Authentication required.", REDIS_REFUSED},
		{"WRONGPASS invalid username-password pair", REDIS_REFUSED},
		{"NOPERM this user has no permissions", REDIS_REFUSED},
		{"WRONGTYPE Operation against a key", REDIS_REFUSED},
		{"DENIED Redis is running in protected mode", REDIS_REFUSED},
		{"ERR The ID specified in XADD is equal or smaller than", REDIS_SMALLER},
		{"ERR syntax error", REDIS_SKIP},
		{"", REDIS_SKIP},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(redis_fault_of(span_str(rows[i].reply)) == rows[i].fault, "%s",
			rows[i].reply);
}
END_TEST

int main(void)
{
	TCase *tc = redis_case("redis_replies", 30, redis_setup, redis_teardown);

	if (!tc)
		return 77;
	tcase_add_test(tc, oom_is_waited_out);
	tcase_add_test(tc, readonly_is_waited_out);
	tcase_add_test(tc, misconf_is_waited_out);
	tcase_add_test(tc, loading_is_waited_out);
	tcase_add_test(tc, busy_is_waited_out);
	tcase_add_test(tc, noauth_while_running_is_told_and_everything_kept);
	tcase_add_test(tc, noperm_while_running_is_told_and_everything_kept);
	tcase_add_test(tc, wrongtype_while_running_is_told_and_everything_kept);
	tcase_add_test(tc, a_full_client_list_is_waited_out);
	tcase_add_test(tc, each_reply_has_its_action);
	return unit_run(tc, "redis_replies");
}
