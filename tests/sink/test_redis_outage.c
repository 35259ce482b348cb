/*
 * The long test of the Redis sink: 5,000 alerts a second while the server is killed with -9 and
 * started anew six times and stopped twice. Nothing may be lost, nothing may stand there twice, the
 * order must be kept, and write must never wait. SPANWATCH_OUTAGE_S sets its length in seconds.
 */
#include "config.h"

#include "sensor/sink/redis_queue.h"
#include "tests/sink/redis_help.h"
#include "tests/unit.h"

enum { RATE = 5000, KILLS = 6, PAUSES = 2, DOWN_MS = 200, PAUSE_MS = 1200 };

static const int64_t T0 = 1795312800000000; /* 2026-11-22 02:00:00 UTC */

static struct sink *sink;
static int64_t start_ms, slowest_us;
static unsigned emitted, actions;

static int64_t elapsed_ms(void)
{
	return redis_now_ms() - start_ms;
}

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* One alert, each fiftieth an action and the element's totals too; packet time steps back at times.
 */
static void emit_one(void)
{
	char eve[400];
	unsigned n = emitted++;
	int64_t ts_us = T0 + (int64_t)n * 200 - (n % 7 == 0 ? 3000000 : 0);
	int64_t before = now_us();

	snprintf(eve, sizeof(eve), "{\"n\":%u,\"fill\":\"%0300u\"}", n, 0);
	redis_emit_alert(sink, ts_us, "a sentence", eve);
	if (n % 50 == 0) {
		struct action a = {.verb = VERB_CHANGE};
		struct action_record x = {.action = &a, .via = "snmp", .sanction = "permitted"};
		struct record change = {.kind = RECORD_ACTION, .ts_us = ts_us, .action = &x};
		uint64_t counters[ELEMENT_COUNTERS] = {emitted};
		struct record totals = {.kind = RECORD_TOTALS,
			.ts_us = ts_us,
			.element = "e",
			.counters = counters};
		char line[32];
		snprintf(line, sizeof(line), "{\"n\":%u}", actions++);
		change.line = span_str(line);
		sink->write(sink, &change);
		sink->write(sink, &totals);
	}
	int64_t took = now_us() - before;
	slowest_us = took > slowest_us ? took : slowest_us;
}

/* Emits at the rate until TIME (ms from the start). */
static void emit_until(int64_t time)
{
	while (elapsed_ms() < time) {
		while ((int64_t)emitted < elapsed_ms() * RATE / 1000)
			emit_one();
		redis_nap(1);
	}
}

/* Emits until records get through again, so that each blow meets a connection that works. */
static void emit_until_written(void)
{
	struct redis_stats before, now;
	int64_t last = elapsed_ms() + 20000;

	redis_sink_stats(sink, &before);
	do {
		emit_until(elapsed_ms() + 10);
		redis_sink_stats(sink, &now);
	} while (now.written == before.written && elapsed_ms() < last);
	ck_assert_uint_gt(now.written, before.written);
}

/* The entries of KEY hold {"n":0}, {"n":1} ... COUNT - 1, each once and in this order. */
static void assert_contiguous(const char *key, unsigned count)
{
	redisContext *c = redis_connect();
	char from[64] = "-";
	unsigned next = 0;

	for (;;) {
		redisReply *r = redisCommand(c, "XRANGE %s %s + COUNT 1000", key, from);
		ck_assert_ptr_nonnull(r);
		if (r->elements == 0) {
			freeReplyObject(r);
			break;
		}
		for (size_t i = 0; i < r->elements; i++) {
			redisReply *fields = r->element[i]->element[1];
			const char *eve = fields->element[fields->elements - 1]->str;
			if (strncmp(eve, "{\"n\":", 5) != 0 || strtoul(eve + 5, NULL, 10) != next)
				ck_abort_msg("%s: entry %u (%s) is %.20s", key, next,
					r->element[i]->element[0]->str, eve);
			next++;
			snprintf(from, sizeof(from), "(%s", r->element[i]->element[0]->str);
		}
		freeReplyObject(r);
	}
	redisFree(c);
	ck_assert_uint_eq(next, count);
}

START_TEST(nothing_is_lost_or_doubled_while_the_server_dies_and_stops)
{
	const char *wanted = getenv("SPANWATCH_OUTAGE_S");
	int64_t length = (wanted ? strtol(wanted, NULL, 10) : 9) * 1000;
	int64_t step = length / (KILLS + PAUSES + 1);
	char error[REDIS_ERROR], url[64];
	struct redis_options o = {.url = url, .sensor = "s1"};

	snprintf(url, sizeof(url), "redis://127.0.0.1:%d", redis_port);
	ck_assert_msg(redis_sink_new(&o, &sink, error) == 0, "%s", error);
	start_ms = redis_now_ms();
	for (int i = 1; i <= KILLS + PAUSES; i++) {
		emit_until(i * step);
		if (i % 4 == 0) {
			kill(redis_pid, SIGSTOP);
			emit_until(i * step + PAUSE_MS);
			kill(redis_pid, SIGCONT);
			emit_until_written();
			continue;
		}
		redis_kill();
		emit_until(i * step + (i % 2 ? DOWN_MS : 0));
		redis_start();
		emit_until_written();
	}
	emit_until(length);
	redis_settle(sink);
	struct redis_stats stats;
	redis_sink_stats(sink, &stats);
	fprintf(stderr,
		"%u alerts, %u actions; %llu duplicates found, %llu connects, slowest write %lld "
		"us\n",
		emitted, actions, (unsigned long long)stats.duplicates,
		(unsigned long long)stats.connects, (long long)slowest_us);
	ck_assert_int_eq(sink->close(sink), 0);
	ck_assert_int_eq((int)strtol(redis_ask("XLEN sw:{s1}:alerts"), NULL, 10), (int)emitted);
	assert_contiguous("sw:{s1}:alerts", emitted);
	assert_contiguous("sw:{s1}:mgmt", actions);
	ck_assert_int_eq((int)strtol(redis_ask("HGET sw:{s1}:el:e:tot pkts_in"), NULL, 10),
		(int)((actions - 1) * 50 + 1));
	ck_assert_uint_gt(stats.connects, KILLS);
}
END_TEST

int main(void)
{
	TCase *tc = redis_case("redis_outage", 600, redis_setup, redis_teardown);

	if (!tc)
		return 77;
	tcase_add_test(tc, nothing_is_lost_or_doubled_while_the_server_dies_and_stops);
	return unit_run(tc, "redis_outage");
}
