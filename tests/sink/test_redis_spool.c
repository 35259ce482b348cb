/*
 * Tests of the Redis sink with its spool: outages longer than memory lasts, sensors that end and
 * die meanwhile, servers that come back with older data, disks that are full. Nothing may be lost,
 * nothing may stand there twice, and the order must be kept. SPANWATCH_OUTAGES sets how many
 * outages the last test makes.
 */
#include "config.h"

#include "sensor/sink/redis_queue.h"
#include "tests/sink/redis_help.h"
#include "tests/unit.h"

#include <errno.h>

static const int64_t T0 = 1795312800000000; /* 2026-11-22 02:00:00 UTC */

static struct sink *sink;
static char folder[128];
static unsigned emitted;
static struct redis_options options;

static void open_sink(void)
{
	char error[REDIS_ERROR];

	options.url = redis_url_text;
	options.sensor = "s1";
	options.spool_folder = folder;
	if (!options.spool_bytes)
		options.spool_bytes = 64 << 20;
	ck_assert_msg(redis_sink_new(&options, &sink, error) == 0, "%s", error);
}

static void setup(void)
{
	redis_setup();
	emitted = 0;
	options = (struct redis_options){.queue_bytes = 4 << 20};
	snprintf(folder, sizeof(folder), "%s/spool/s1", redis_folder);
	open_sink();
}

/* Alerts that tell their number; each fiftieth a minute of an element too. */
static void emit(unsigned count)
{
	static const uint64_t counters[ELEMENT_COUNTERS] = {7};

	for (unsigned i = 0; i < count; i++, emitted++) {
		char eve[400];
		int64_t ts_us = T0 + (int64_t)emitted * 200 - (emitted % 7 == 0 ? 3000000 : 0);
		snprintf(eve, sizeof(eve), "{\"n\":%u,\"fill\":\"%0300u\"}", emitted, 0);
		redis_emit_alert(sink, ts_us, "a sentence", eve);
		struct record bucket = {.kind = RECORD_ELEMENT,
			.ts_us = ts_us,
			.element = "e",
			.span_s = 60,
			.bucket_ms = T0 / 1000 + (int64_t)emitted / 50 * 60000,
			.counters = counters};
		if (emitted % 50 == 0)
			sink->write(sink, &bucket);
		if (emitted % 25 == 24)
			redis_nap(4);
	}
}

static struct redis_stats stats_now(void)
{
	struct redis_stats stats;

	redis_sink_stats(sink, &stats);
	return stats;
}

/* Every alert stands there once and in order, every minute too. */
static void assert_whole(void)
{
	ck_assert_uint_eq(redis_alerts_counted(), emitted);
	ck_assert_uint_eq(
		strtoul(redis_ask("XLEN sw:{s1}:el:e:1m"), NULL, 10), (emitted + 49) / 50);
}

static void assert_all_arrived(void)
{
	redis_settle(sink);
	ck_assert_uint_eq(stats_now().dropped_kept, 0);
	ck_assert_uint_eq(stats_now().dropped_telemetry, 0);
	ck_assert_int_eq(sink->close(sink), 0);
	assert_whole();
}

START_TEST(an_outage_longer_than_memory_lasts_loses_nothing)
{
	emit(500);
	redis_kill();
	emit(15000);
	redis_nap(100);
	ck_assert_uint_ge(stats_now().spool_waiting, 15000);
	ck_assert_uint_gt(stats_now().spool_bytes, 2 * options.queue_bytes);
	redis_start();
	emit(500);
	assert_all_arrived();
}
END_TEST

START_TEST(what_a_run_leaves_the_next_one_sends)
{
	emit(100);
	redis_settle(sink);
	redis_kill();
	emit(1000);
	int64_t start = redis_now_ms();
	ck_assert_int_eq(sink->close(sink), 0);
	ck_assert_int_lt(redis_now_ms() - start, 2500);
	open_sink();
	emit(100);
	redis_start();
	assert_all_arrived();
}
END_TEST

START_TEST(a_sensor_that_is_killed_loses_what_was_in_memory_at_most)
{
	redis_kill();
	ck_assert_int_eq(sink->close(sink), 0);
	pid_t child = fork();
	if (child == 0) {
		open_sink();
		emit(1000);
		redis_nap(300); /* all of it is on disk by then */
		kill(getpid(), SIGKILL);
	}
	waitpid(child, NULL, 0);
	emitted = 1000;
	open_sink();
	redis_start();
	emit(10);
	assert_all_arrived();
}
END_TEST

/* Starts the server without its log of commands: it forgets what no snapshot holds. */
static void forget(void)
{
	redis_kill();
	redis_extra[0] = "--appendonly";
	redis_extra[1] = "no";
	redis_start();
	redisFree(redis_connect());
}

START_TEST(a_server_that_forgot_everything_gets_it_again)
{
	forget();
	emit(2000);
	redis_settle(sink);
	forget();
	ck_assert_str_eq(redis_ask("XLEN sw:{s1}:alerts"), "0");
	emit(500);
	assert_all_arrived();
}
END_TEST

START_TEST(a_server_with_an_older_snapshot_gets_what_is_missing)
{
	forget();
	emit(1000);
	redis_settle(sink);
	redis_ask("SAVE");
	emit(1000);
	redis_settle(sink);
	forget();
	ck_assert_str_eq(redis_ask("XLEN sw:{s1}:alerts"), "1000");
	emit(10);
	assert_all_arrived();
}
END_TEST

START_TEST(a_server_that_forgot_while_no_sensor_ran_gets_it_again)
{
	forget();
	emit(1000);
	ck_assert_int_eq(sink->close(sink), 0);
	forget();
	open_sink();
	emit(10);
	assert_all_arrived();
}
END_TEST

START_TEST(a_full_disk_leaves_it_to_memory)
{
	char small[100];

	ck_assert_int_eq(sink->close(sink), 0);
	snprintf(small, sizeof(small), "%s/small", redis_folder);
	mkdir(small, 0700);
	if (help_small_disk(small, "size=256k") != 0) {
		open_sink();
		ck_assert_int_eq(sink->close(sink), 0);
		return; /* only root may */
	}
	snprintf(folder, sizeof(folder), "%s/s1", small);
	options.queue_bytes = 8 << 20;
	open_sink();
	emit(100);
	redis_kill();
	emit(2000);
	redis_start();
	emit(100);
	assert_all_arrived();
	umount(small);
}
END_TEST

START_TEST(a_spool_that_is_too_small_drops_the_oldest_and_counts)
{
	ck_assert_int_eq(sink->close(sink), 0);
	options.spool_bytes = 1 << 20;
	open_sink();
	redis_kill();
	emit(4000);
	redis_start();
	redis_settle(sink);
	struct redis_stats stats = stats_now();
	ck_assert_uint_gt(stats.dropped_kept, 1000);
	ck_assert_uint_eq(
		stats.dropped_kept + strtoul(redis_ask("XLEN sw:{s1}:alerts"), NULL, 10), emitted);
	ck_assert_int_eq(sink->close(sink), -EIO);
}
END_TEST

START_TEST(a_folder_that_cannot_be_made_leaves_it_to_memory)
{
	ck_assert_int_eq(sink->close(sink), 0);
	snprintf(folder, sizeof(folder), "/proc/none/s1");
	open_sink();
	emit(100);
	assert_all_arrived();
}
END_TEST

/* --- many outages ------------------------------------------------------------------------- */

static void command(const char *text)
{
	ck_assert_ptr_nonnull(redis_ask(text));
}

static void kill_server(unsigned ms)
{
	redis_kill();
	emit(ms * 5);
	redis_start();
}

static void stop_server(unsigned ms)
{
	kill(redis_pid, SIGSTOP);
	emit(ms * 5);
	kill(redis_pid, SIGCONT);
}

static void fill_server(unsigned ms)
{
	command("CONFIG SET maxmemory 1");
	emit(ms * 5);
	command("CONFIG SET maxmemory 0");
}

static void demote_server(unsigned ms)
{
	command("REPLICAOF 127.0.0.1 1");
	emit(ms * 5);
	command("REPLICAOF NO ONE");
}

/* The sensor ends during an outage and a new one goes on. */
static void replace_sensor(unsigned ms)
{
	redis_kill();
	emit(ms * 5 / 2);
	ck_assert_int_eq(sink->close(sink), 0);
	open_sink();
	emit(ms * 5 / 2);
	redis_start();
}

static char spool_disk[100], server_disk[100];

/* Not one byte more goes onto the disk at PATH. */
static void fill_disk(const char *path)
{
	static const char zeros[4096];
	char name[128];

	snprintf(name, sizeof(name), "%s/ballast", path);
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	for (size_t len = sizeof(zeros); len; len /= 2)
		while (write(fd, zeros, len) > 0)
			continue;
	close(fd);
}

static void free_disk(const char *path)
{
	char name[128];

	snprintf(name, sizeof(name), "%s/ballast", path);
	ck_assert_int_eq(unlink(name), 0);
}

/* The server is away and the disk of the spool is full: what comes stays in memory. */
static void fill_spool_disk(unsigned ms)
{
	redis_kill();
	fill_disk(spool_disk);
	emit(ms * 5);
	free_disk(spool_disk);
	emit(ms);
	redis_start();
}

/* The server cannot write what it took: with appendfsync always it ends itself at the next write.
 */
static void fill_server_disk(unsigned ms)
{
	fill_disk(server_disk);
	emit(ms * 5);
	for (int n = 0; n < 500 && waitpid(redis_pid, NULL, WNOHANG) != redis_pid; n++) {
		ck_assert_int_lt(n, 499);
		redis_nap(10);
	}
	free_disk(server_disk);
	redis_start();
}

/* Disks of their own for spool and server; false where they may not be made. */
static bool open_disks(void)
{
	ck_assert_int_eq(sink->close(sink), 0);
	redis_kill();
	snprintf(spool_disk, sizeof(spool_disk), "%s/disk1", redis_folder);
	snprintf(server_disk, sizeof(server_disk), "%s/disk2", redis_folder);
	mkdir(spool_disk, 0700);
	mkdir(server_disk, 0700);
	bool may = help_small_disk(spool_disk, "size=48m") == 0 &&
		   mount("small", server_disk, "tmpfs", 0, "size=256m") == 0;
	if (may) {
		snprintf(folder, sizeof(folder), "%s/s1", spool_disk);
		options.spool_bytes = 24 << 20;
		redis_extra[0] = "--dir";
		redis_extra[1] = server_disk;
	}
	redis_start();
	redisFree(redis_connect());
	open_sink();
	return may;
}

static void close_disks(void)
{
	redis_kill();
	umount(spool_disk);
	umount(server_disk);
}

START_TEST(many_outages_lose_nothing_and_double_nothing)
{
	static void (*const blows[])(unsigned) = {kill_server, stop_server, fill_server,
		demote_server, replace_sensor, fill_spool_disk, fill_server_disk};
	const char *wanted = getenv("SPANWATCH_OUTAGES");
	unsigned outages = wanted ? (unsigned)strtoul(wanted, NULL, 10) : 20;
	unsigned kinds = open_disks() ? 7 : 5; /* only root may fill disks */

	for (unsigned i = 0; i < outages; i++) {
		blows[i % kinds](100 + i * 37 % 200);
		redisFree(redis_connect());
		emit(200);
		uint64_t before = stats_now().written;
		for (int n = 0; n < 500 && stats_now().written == before; n++)
			redis_nap(10);
	}
	struct redis_stats stats = stats_now();
	fprintf(stderr,
		"%u outages of %u kinds, %u alerts; %llu duplicates found in the last run\n",
		outages, kinds, emitted, (unsigned long long)stats.duplicates);
	assert_all_arrived();
	close_disks();
}
END_TEST

int main(void)
{
	TCase *tc = redis_case("redis_spool", 600, setup, redis_teardown);

	if (!tc)
		return 77;
	tcase_add_test(tc, an_outage_longer_than_memory_lasts_loses_nothing);
	tcase_add_test(tc, what_a_run_leaves_the_next_one_sends);
	tcase_add_test(tc, a_sensor_that_is_killed_loses_what_was_in_memory_at_most);
	tcase_add_test(tc, a_server_that_forgot_everything_gets_it_again);
	tcase_add_test(tc, a_server_with_an_older_snapshot_gets_what_is_missing);
	tcase_add_test(tc, a_server_that_forgot_while_no_sensor_ran_gets_it_again);
	tcase_add_test(tc, a_full_disk_leaves_it_to_memory);
	tcase_add_test(tc, a_spool_that_is_too_small_drops_the_oldest_and_counts);
	tcase_add_test(tc, a_folder_that_cannot_be_made_leaves_it_to_memory);
	tcase_add_test(tc, many_outages_lose_nothing_and_double_nothing);
	return unit_run(tc, "redis_spool");
}
