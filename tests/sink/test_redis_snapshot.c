/*
 * Tests of the Redis sink and a server with its standard persistence: snapshots alone, no log of
 * writes, and no write taken once a snapshot failed. The disk of the snapshots is full, the server
 * is killed with -9, both; what it forgets is sent again, and nothing stands there twice.
 * SPANWATCH_OUTAGES sets how many outages the last test makes.
 */
#include "config.h"

#include "sensor/sink/redis_queue.h"
#include "tests/sink/redis_help.h"
#include "tests/unit.h"

enum { RETRY_S = 5 /* Redis tries a snapshot that failed again after this */ };

static const int64_t T0 = 1795312800000000; /* 2026-11-22 02:00:00 UTC */

static struct sink *sink;
static char disk[100], spool[128];
static unsigned emitted;

static void open_sink(void)
{
	char error[REDIS_ERROR];
	struct redis_options o = {.url = redis_url_text,
		.sensor = "s1",
		.spool_folder = spool,
		.spool_bytes = 32 << 20};

	ck_assert_msg(redis_sink_new(&o, &sink, error) == 0, "%s", error);
}

/* As Redis comes, but that it need not wait an hour for a snapshot: after a second with 50 writes.
 */
static void start_server(void)
{
	static const char *const as_it_comes[] = {
		"--appendonly", "no", "--dir", disk, "--save", "1 50"};

	memset(redis_extra, 0, sizeof(redis_extra));
	memcpy(redis_extra, as_it_comes, sizeof(as_it_comes));
	redis_start();
	redisFree(redis_connect());
}

static void setup(void)
{
	redis_setup();
	redis_kill();
	emitted = 0;
	snprintf(spool, sizeof(spool), "%s/spool/s1", redis_folder);
	snprintf(disk, sizeof(disk), "%s/disk", redis_folder);
	mkdir(disk, 0700);
	if (help_small_disk(disk, "size=4m") != 0)
		disk[0] = '\0';
	else
		start_server();
	if (disk[0])
		open_sink();
}

static void teardown(void)
{
	redis_kill();
	if (disk[0])
		umount(disk);
	redis_teardown();
}

static void emit(unsigned count)
{
	for (unsigned i = 0; i < count; i++, emitted++) {
		char eve[64];
		snprintf(eve, sizeof(eve), "{\"n\":%u}", emitted);
		redis_emit_alert(sink, T0 + (int64_t)emitted * 200, "a sentence", eve);
		if (emitted % 25 == 24)
			redis_nap(4);
	}
}

/* Not one byte more goes onto the disk of the snapshots. */
static void fill_disk(void)
{
	static const char zeros[4096];
	char name[128];

	snprintf(name, sizeof(name), "%s/ballast", disk);
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	for (size_t len = sizeof(zeros); len; len /= 2)
		while (write(fd, zeros, len) > 0)
			continue;
	close(fd);
}

static void free_disk(void)
{
	char name[128];

	snprintf(name, sizeof(name), "%s/ballast", disk);
	ck_assert_int_eq(unlink(name), 0);
}

/* Waits until the server says that its last snapshot was STATUS. */
static void wait_snapshot(const char *status)
{
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "rdb_last_bgsave_status:%s", status);
	for (int i = 0; i < (RETRY_S + 10) * 20; i++, redis_nap(50))
		if (strstr(redis_ask("INFO persistence"), wanted))
			return;
	ck_abort_msg("no snapshot was %s", status);
}

/* Fills the disk until a snapshot has failed: from here on the server takes no write. */
static void until_refused(void)
{
	fill_disk();
	emit(200);
	redis_ask("BGSAVE");
	wait_snapshot("err");
	redisContext *c = redis_connect();
	redisReply *r = redisCommand(c, "HSET sw:{s1}:probe a b");
	ck_assert_msg(r && r->type == REDIS_REPLY_ERROR && strncmp(r->str, "MISCONF", 7) == 0,
		"it takes writes: %s", r && r->str ? r->str : "no answer");
	freeReplyObject(r);
	redisFree(c);
	emit(200);
}

static void assert_all_arrived(void)
{
	struct redis_stats stats;

	redis_settle(sink);
	redis_sink_stats(sink, &stats);
	ck_assert_uint_eq(stats.dropped_kept, 0);
	ck_assert_int_eq(sink->close(sink), 0);
	ck_assert_uint_eq(redis_alerts_counted(), emitted);
}

START_TEST(a_full_disk_of_snapshots_is_waited_out_until_the_server_tries_again)
{
	if (!disk[0])
		return;
	emit(300);
	redis_settle(sink);
	until_refused();
	free_disk();
	wait_snapshot("ok");
	emit(100);
	assert_all_arrived();
}
END_TEST

START_TEST(what_came_since_the_last_snapshot_is_sent_again_after_kill_9)
{
	if (!disk[0])
		return;
	emit(300);
	redis_settle(sink);
	redis_ask("SAVE");
	emit(20); /* too few for a snapshot of its own */
	redis_settle(sink);
	redis_kill();
	emit(100);
	start_server();
	emit(10);
	assert_all_arrived();
}
END_TEST

START_TEST(a_server_that_is_killed_while_its_disk_is_full_gets_everything_again)
{
	if (!disk[0])
		return;
	emit(300);
	redis_settle(sink);
	until_refused();
	redis_kill();
	emit(50);
	start_server(); /* with the last snapshot that there was, and a full disk */
	emit(50);
	free_disk();
	assert_all_arrived();
}
END_TEST

/* --- many outages ------------------------------------------------------------------------- */

static void refuse(void)
{
	until_refused();
	free_disk();
	redis_ask("BGSAVE"); /* what the server does by itself after a while */
}

static void refuse_and_kill(void)
{
	until_refused();
	redis_kill();
	free_disk();
	emit(50);
	start_server();
}

static void kill_between(void)
{
	emit(150);
	redis_kill();
	emit(50);
	start_server();
}

static void refuse_and_replace_sensor(void)
{
	until_refused();
	sink->close(sink);
	open_sink();
	emit(50);
	redis_kill();
	start_server();
	free_disk();
	redis_ask("BGSAVE");
}

START_TEST(many_outages_lose_nothing_and_double_nothing)
{
	static void (*const blows[])(void) = {
		refuse, refuse_and_kill, kill_between, refuse_and_replace_sensor};
	const char *wanted = getenv("SPANWATCH_OUTAGES");
	unsigned outages = wanted ? (unsigned)strtoul(wanted, NULL, 10) : 4;

	for (unsigned i = 0; disk[0] && i < outages; i++) {
		emit(i * 37 % 100);
		blows[i % 4]();
	}
	if (disk[0])
		assert_all_arrived();
	fprintf(stderr, "%u outages with snapshots alone, %u alerts\n", outages, emitted);
}
END_TEST

int main(void)
{
	TCase *tc = redis_case("redis_snapshot", 600, setup, teardown);

	if (!tc)
		return 77;
	tcase_add_test(tc, a_full_disk_of_snapshots_is_waited_out_until_the_server_tries_again);
	tcase_add_test(tc, what_came_since_the_last_snapshot_is_sent_again_after_kill_9);
	tcase_add_test(tc, a_server_that_is_killed_while_its_disk_is_full_gets_everything_again);
	tcase_add_test(tc, many_outages_lose_nothing_and_double_nothing);
	return unit_run(tc, "redis_snapshot");
}
