/*
 * Tests of the Redis sink against a real cluster of six processes on the loopback of a network
 * namespace: two sensors side by side, slots that move under load, a master that dies.
 */
#include "config.h"

#include "sensor/sink/redis_queue.h"
#include "tests/sink/redis_help.h"
#include "tests/unit.h"

#include <sched.h>
#include <stdarg.h>
#include <sys/stat.h>

enum { NODES = 6, FIRST_PORT = 7001 };

static const int64_t T0 = 1795312800000000; /* 2026-11-22 02:00:00 UTC */

static char folder[64];
static pid_t nodes[NODES];
static struct sink *sink;
static unsigned emitted;
static char answer[4096];

/* --- the cluster -------------------------------------------------------------------------- */

/* One command at the node on PORT; its reply as text, errors with a ! before them. */
static const char *ask(int port, const char *format, ...)
{
	redisContext *c = redisConnect("127.0.0.1", port);
	va_list arguments;

	snprintf(answer, sizeof(answer), "!down");
	va_start(arguments, format);
	redisReply *r = c && !c->err ? redisvCommand(c, format, arguments) : NULL;
	va_end(arguments);
	if (r) {
		snprintf(answer, sizeof(answer), "%s", r->type == REDIS_REPLY_ERROR ? "!" : "");
		redis_flatten(r, answer, sizeof(answer));
		freeReplyObject(r);
	}
	redisFree(c);
	return answer;
}

static bool is_up(int port)
{
	return strstr(ask(port, "CLUSTER INFO"), "cluster_state:ok") != NULL;
}

static void start_node(int n)
{
	char port[8], dir[100];

	snprintf(port, sizeof(port), "%d", FIRST_PORT + n);
	snprintf(dir, sizeof(dir), "%s/%d", folder, n);
	mkdir(dir, 0700);
	nodes[n] = fork();
	if (nodes[n] != 0)
		return;
	execlp("redis-server", "redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", dir,
		"--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--save", "",
		"--appendonly", "no", "--logfile", "log", "--repl-diskless-sync-delay", "0", NULL);
	_exit(127);
}

static void cluster_teardown(void)
{
	for (int n = 0; n < NODES; n++)
		if (nodes[n] > 0) {
			kill(nodes[n], SIGKILL);
			waitpid(nodes[n], NULL, 0);
		}
	help_remove_folder(folder);
}

static void cluster_setup(void)
{
	char create[512];
	int len = snprintf(create, sizeof(create), "redis-cli --cluster create");

	ck_assert_int_eq(unshare(CLONE_NEWNET), 0);
	ck_assert_int_eq(system("ip link set lo up"), 0);
	emitted = 0;
	help_folder(folder);
	for (int n = 0; n < NODES; n++) {
		start_node(n);
		len += snprintf(create + len, sizeof(create) - (size_t)len, " 127.0.0.1:%d",
			FIRST_PORT + n);
	}
	for (int n = 0; n < NODES; n++)
		for (int i = 0; strcmp(ask(FIRST_PORT + n, "PING"), "PONG") != 0; i++) {
			ck_assert_int_lt(i, 500);
			redis_nap(10);
		}
	snprintf(create + len, sizeof(create) - (size_t)len,
		" --cluster-replicas 1 --cluster-yes >/dev/null 2>&1");
	ck_assert_int_eq(system(create), 0);
	for (int n = 0; n < NODES; n++)
		for (int i = 0; !is_up(FIRST_PORT + n); i++) {
			ck_assert_int_lt(i, 1000);
			redis_nap(20);
		}
}

static bool is_master(int port)
{
	return strncmp(ask(port, "ROLE"), "master", 6) == 0;
}

/* Port of the master that has KEY. */
static int owner_of(const char *key)
{
	for (int i = 0; i < 500; i++, redis_nap(20))
		for (int n = 0; n < NODES; n++)
			if (is_master(FIRST_PORT + n) &&
				ask(FIRST_PORT + n, "EXISTS %s", key)[0] != '!')
				return FIRST_PORT + n;
	ck_abort_msg("nobody has %s", key);
	return 0;
}

/* --- the sensor --------------------------------------------------------------------------- */

static struct sink *open_sensor(const char *name, int port, const char *spool)
{
	char error[REDIS_ERROR], url[64];
	struct sink *made;
	struct redis_options o = {.url = url, .sensor = name, .spool_folder = spool};

	o.spool_bytes = 64 << 20;
	snprintf(url, sizeof(url), "redis://127.0.0.1:%d", port);
	ck_assert_msg(redis_sink_new(&o, &made, error) == 0, "%s", error);
	return made;
}

static void emit(unsigned count)
{
	for (unsigned i = 0; i < count; i++, emitted++) {
		char eve[32], element[16];
		static const uint64_t counters[ELEMENT_COUNTERS] = {7};
		int64_t ts_us = T0 + (int64_t)emitted * 500;
		snprintf(eve, sizeof(eve), "{\"n\":%u}", emitted);
		redis_emit_alert(sink, ts_us, "a sentence", eve);
		snprintf(element, sizeof(element), "e%u", emitted / 20 % 30);
		struct record totals = {.kind = RECORD_TOTALS,
			.ts_us = ts_us,
			.element = element,
			.counters = counters};
		if (emitted % 20 == 0)
			sink->write(sink, &totals);
		if (emitted % 10 == 9)
			redis_nap(5);
	}
}

static void assert_whole(const char *key)
{
	redisContext *c = redisConnect("127.0.0.1", owner_of(key));
	redisReply *r = redisCommand(c, "XRANGE %s - +", key);

	ck_assert_uint_eq(r->elements, emitted);
	for (size_t i = 0; i < r->elements; i++) {
		redisReply *fields = r->element[i]->element[1];
		const char *eve = fields->element[fields->elements - 1]->str;
		ck_assert_msg(strtoul(eve + 5, NULL, 10) == i, "entry %zu is %s", i, eve);
	}
	freeReplyObject(r);
	redisFree(c);
}

static void assert_arrived(void)
{
	struct redis_stats stats;

	redis_settle(sink);
	redis_sink_stats(sink, &stats);
	fprintf(stderr, "%u alerts, %llu written, %llu duplicates found, %llu connects\n", emitted,
		(unsigned long long)stats.written, (unsigned long long)stats.duplicates,
		(unsigned long long)stats.connects);
	ck_assert_uint_eq(stats.skipped, 0);
	ck_assert_int_eq(sink->close(sink), 0);
	assert_whole("sw:{s1}:alerts");
}

START_TEST(two_sensors_find_their_slots_from_any_node)
{
	struct sink *second = open_sensor("s2", FIRST_PORT + 5, NULL);

	ck_assert_int_ne(owner_of("sw:{s1}:meta"), owner_of("sw:{s2}:meta"));
	sink = open_sensor("s1", FIRST_PORT, NULL);
	emit(500);
	redis_emit_alert(second, T0, "a sentence", "{}");
	redis_nap(1200);
	emit(100);
	redis_emit_alert(second, T0, "a sentence", "{}");
	redis_settle(second);
	ck_assert_int_eq(second->close(second), 0);
	assert_arrived();
	ck_assert_str_eq(ask(owner_of("sw:{s2}:alerts"), "XLEN sw:{s2}:alerts"), "2");
	ask(owner_of("sw:sensors"), "HKEYS sw:sensors");
	ck_assert_msg(strstr(answer, "s1") && strstr(answer, "s2"), "%s", answer);
}
END_TEST

/* Moves the slot of KEY to another master as a resharding does, key by key, while alerts come. */
static void move_slot(const char *key)
{
	char from_id[64], to_id[64], list[4096];
	int from = owner_of(key), to = 0,
	    slot = (int)strtol(ask(from, "CLUSTER KEYSLOT %s", key), NULL, 10);

	for (int n = 0; n < NODES; n++)
		if (FIRST_PORT + n != from && is_master(FIRST_PORT + n))
			to = FIRST_PORT + n;
	snprintf(from_id, sizeof(from_id), "%s", ask(from, "CLUSTER MYID"));
	snprintf(to_id, sizeof(to_id), "%s", ask(to, "CLUSTER MYID"));
	ck_assert_str_eq(ask(to, "CLUSTER SETSLOT %d IMPORTING %s", slot, from_id), "OK");
	ck_assert_str_eq(ask(from, "CLUSTER SETSLOT %d MIGRATING %s", slot, to_id), "OK");
	for (;;) {
		snprintf(list, sizeof(list), "%s", ask(from, "CLUSTER GETKEYSINSLOT %d 1", slot));
		if (!list[0])
			break;
		ask(from, "MIGRATE 127.0.0.1 %d %s 0 5000", to, list);
		ck_assert_msg(answer[0] != '!', "%s", answer);
		emit(10);
	}
	emit(100);
	ck_assert_str_eq(ask(to, "CLUSTER SETSLOT %d NODE %s", slot, to_id), "OK");
	emit(50);
	ck_assert_str_eq(ask(from, "CLUSTER SETSLOT %d NODE %s", slot, to_id), "OK");
	for (int n = 0; n < NODES; n++)
		if (is_master(FIRST_PORT + n))
			ask(FIRST_PORT + n, "CLUSTER SETSLOT %d NODE %s", slot, to_id);
}

START_TEST(slots_that_move_under_load_cost_nothing)
{
	sink = open_sensor("s1", FIRST_PORT, NULL);
	emit(300);
	for (int i = 0; i < 4; i++) {
		move_slot("sw:{s1}:alerts");
		emit(200);
	}
	assert_arrived();
}
END_TEST

START_TEST(a_master_that_dies_is_followed_by_its_replica)
{
	char spool[100];

	snprintf(spool, sizeof(spool), "%s/spool/s1", folder);
	sink = open_sensor("s1", FIRST_PORT, spool);
	emit(500);
	int dead = owner_of("sw:{s1}:alerts");
	kill(nodes[dead - FIRST_PORT], SIGKILL);
	waitpid(nodes[dead - FIRST_PORT], NULL, 0);
	nodes[dead - FIRST_PORT] = 0;
	emit(1000);
	ck_assert_int_ne(owner_of("sw:{s1}:alerts"), dead);
	emit(500);
	assert_arrived();
}
END_TEST

/* The cluster's namespace needs root. */
static bool may_unshare(void)
{
	pid_t child = fork();
	int status = 1;

	if (child == 0)
		_exit(unshare(CLONE_NEWNET) == 0 ? 0 : 1);
	waitpid(child, &status, 0);
	return status == 0;
}

int main(void)
{
	TCase *tc = tcase_create("redis_cluster");

	if (!redis_is_installed() || !may_unshare()) {
		fprintf(stderr, "no redis-server, or no right to make a network namespace: these "
				"tests are skipped\n");
		return 77;
	}
	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, cluster_setup, cluster_teardown);
	tcase_add_test(tc, two_sensors_find_their_slots_from_any_node);
	tcase_add_test(tc, slots_that_move_under_load_cost_nothing);
	tcase_add_test(tc, a_master_that_dies_is_followed_by_its_replica);
	return unit_run(tc, "redis_cluster");
}
