/* Tests of the spool: what is written is read in order, whatever happens to the files in between.
 */
#include "config.h"

#include "sensor/sink/spool.h"
#include "tests/sink/sink_help.h"
#include "tests/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>

static char folder[64], place[128];
static struct spool spool;

static void open_spool(uint64_t max, uint64_t after)
{
	struct spool_options o = {
		.folder = place, .name = "findings", .max_bytes = max, .after_bytes = after};

	ck_assert_int_eq(spool_open(&spool, &o), 0);
}

static void setup(void)
{
	help_folder(folder);
	snprintf(place, sizeof(place), "%s/spool/s1", folder);
	open_spool(1 << 20, 0);
}

static void teardown(void)
{
	spool_close(&spool);
	help_remove_folder(folder);
}

static void reopen(void)
{
	spool_close(&spool);
	open_spool(1 << 20, 0);
}

/* A record whose body tells its number, SIZE bytes long. */
static int append(uint64_t n, uint32_t size)
{
	static char body[65536];
	struct spool_record r = {.ts_ms = (int64_t)n * 10, .id_ms = n, .kind = 1, .commands = 1};

	memset(body, 'x', size);
	snprintf(body, sizeof(body), "%llu", (unsigned long long)n);
	r.body = span_of(body, size);
	return spool_append(&spool, &r);
}

static void append_some(uint64_t from, uint64_t count)
{
	for (uint64_t n = from; n < from + count; n++)
		ck_assert_int_eq(append(n, 100), 0);
}

static void assert_next(uint64_t n)
{
	struct spool_record r;

	ck_assert_int_eq(spool_read(&spool, &r), 1);
	ck_assert_uint_eq(r.id_ms, n);
	ck_assert_int_eq(r.ts_ms, (int64_t)n * 10);
	ck_assert_uint_eq(strtoull((const char *)r.body.p, NULL, 10), n);
}

static void assert_rest(uint64_t from, uint64_t count)
{
	struct spool_record r;

	for (uint64_t n = from; n < from + count; n++)
		assert_next(n);
	ck_assert_int_eq(spool_read(&spool, &r), 0);
}

static unsigned file_count(void)
{
	char pattern[256];
	glob_t g;

	snprintf(pattern, sizeof(pattern), "%s/*.spool", place);
	unsigned count = glob(pattern, 0, NULL, &g) == 0 ? (unsigned)g.gl_pathc : 0;
	globfree(&g);
	return count;
}

/* Path of the N-th file. */
static void file_at(unsigned n, char *ret)
{
	char pattern[256];
	glob_t g;

	snprintf(pattern, sizeof(pattern), "%s/*.spool", place);
	ck_assert_int_eq(glob(pattern, 0, NULL, &g), 0);
	ck_assert_uint_lt(n, g.gl_pathc);
	snprintf(ret, 256, "%s", g.gl_pathv[n]);
	globfree(&g);
}

START_TEST(records_come_back_in_order_over_many_files)
{
	append_some(1, 2000);
	ck_assert_uint_gt(file_count(), 3);
	ck_assert_uint_eq(spool_waiting(&spool), 2000);
	assert_rest(1, 2000);
	append_some(2001, 10);
	assert_rest(2001, 10);
}
END_TEST

START_TEST(what_has_arrived_goes_and_the_rest_survives_a_restart)
{
	append_some(1, 2000);
	for (uint64_t n = 1; n <= 1500; n++)
		assert_next(n);
	unsigned files = file_count();
	spool.arrived[1] = (struct spool_id){1500, 0};
	spool.arrived_ms = 77;
	spool_settle(&spool, 1501);
	ck_assert_uint_lt(file_count(), files);
	reopen();
	ck_assert_uint_eq(spool_waiting(&spool), 500);
	ck_assert_uint_eq(spool.arrived[1].ms, 1500);
	ck_assert_uint_eq(spool.last[1].ms, 2000);
	ck_assert_int_eq(spool.arrived_ms, 77);
	append_some(2001, 1);
	assert_rest(1501, 501);
}
END_TEST

START_TEST(numbers_go_on_after_everything_has_arrived)
{
	append_some(1, 5);
	assert_rest(1, 5);
	spool_settle(&spool, 6);
	reopen();
	append_some(6, 1);
	ck_assert_uint_eq(spool.next, 7);
	assert_rest(6, 1);
}
END_TEST

START_TEST(a_spool_that_is_full_drops_its_oldest_file_and_counts)
{
	append_some(1, 20000);
	ck_assert_uint_le(spool.bytes, 1 << 20);
	ck_assert_uint_gt(spool.dropped, 1000);
	uint64_t first = spool.dropped + 1;
	assert_rest(first, 20000 - spool.dropped);
}
END_TEST

START_TEST(a_spool_that_is_made_full_keeps_the_latest_and_counts)
{
	struct spool_options o = {
		.folder = place, .name = "findings", .max_bytes = 1 << 20, .full_from = 50};

	spool_close(&spool);
	ck_assert_int_eq(spool_open(&spool, &o), 0);
	append_some(1, 80);
	ck_assert_uint_ge(spool.dropped, 78);
	assert_rest(spool.dropped + 1, 80 - spool.dropped);
}
END_TEST

START_TEST(dropping_below_the_reader_moves_it_on)
{
	append_some(1, 100);
	assert_next(1);
	append_some(101, 19900);
	uint64_t dropped = spool.dropped;
	assert_rest(dropped + 2, 20000 - dropped - 1);
}
END_TEST

START_TEST(what_is_skipped_is_not_read)
{
	for (uint64_t n = 1; n <= 500; n++) {
		ck_assert_int_eq(append(n, 100), 0);
		spool_skip(&spool);
	}
	append_some(501, 5);
	assert_rest(501, 5);
}
END_TEST

static bool above_700(const struct spool_record *r, void *ctx)
{
	(void)ctx;
	return r->id_ms > 700;
}

START_TEST(what_arrived_and_is_kept_can_be_read_again)
{
	spool_close(&spool);
	open_spool(1 << 20, 1 << 19);
	append_some(1, 1000);
	assert_rest(1, 1000);
	spool_settle(&spool, 1001);
	append_some(1001, 2);
	ck_assert_uint_eq(spool_rewind(&spool, above_700, NULL), 300);
	ck_assert_uint_eq(spool_waiting(&spool), 302);
	assert_rest(701, 302);
}
END_TEST

START_TEST(a_file_cut_anywhere_keeps_what_was_whole)
{
	char path[256];

	append_some(1, 3);
	file_at(0, path);
	for (long len = 3 * 148; len >= 0; len--) {
		spool_close(&spool);
		ck_assert_int_eq(truncate(path, len), 0);
		char mark[256];
		snprintf(mark, sizeof(mark), "%s/findings.mark", place);
		unlink(mark);
		open_spool(1 << 20, 0);
		uint64_t whole = (uint64_t)len / 148;
		ck_assert_uint_eq(spool_waiting(&spool), whole);
		assert_rest(1, whole);
		if (whole == 0)
			break;
	}
}
END_TEST

START_TEST(a_damaged_file_costs_what_is_behind_the_damage_in_it)
{
	char path[256];

	append_some(1, 2000);
	file_at(1, path);
	int fd = open(path, O_RDWR);
	ck_assert_int_eq(pwrite(fd, "?", 1, 148 * 10 + 60), 1);
	close(fd);
	uint64_t first = spool.segments[1].first, count = spool.segments[1].count;
	for (uint64_t n = 1; n < first + 10; n++)
		assert_next(n);
	assert_next(first + count);
	ck_assert_uint_eq(spool.dropped, count - 10);
}
END_TEST

START_TEST(foreign_files_are_left_alone)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/findings-zz.spool", place);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	append_some(1, 3);
	reopen();
	assert_rest(1, 3);
	ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(files_are_for_their_owner_alone)
{
	char path[256];
	struct stat st;

	append_some(1, 1);
	file_at(0, path);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(stat(place, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
}
END_TEST

START_TEST(a_full_disk_refuses_and_takes_again_once_there_is_room)
{
	char small[256], filler[300];
	uint64_t n = 1;
	int r;

	snprintf(small, sizeof(small), "%s/small", folder);
	mkdir(small, 0700);
	if (help_small_disk(small, "size=64k") != 0)
		return; /* only root may */
	spool_close(&spool);
	snprintf(place, sizeof(place), "%s/small/s1", folder);
	open_spool(1 << 20, 0);
	snprintf(filler, sizeof(filler), "%s/filler", small);
	int fd = open(filler, O_CREAT | O_WRONLY, 0600);
	ck_assert_int_eq(posix_fallocate(fd, 0, 16384), 0);
	close(fd);
	while ((r = append(n, 500)) == 0)
		n++;
	ck_assert_int_eq(r, -ENOSPC);
	ck_assert_uint_gt(n, 10);
	ck_assert_int_eq(unlink(filler), 0);
	uint64_t before = n;
	while (append(n, 500) == 0)
		n++;
	ck_assert_uint_gt(n, before);
	ck_assert_uint_eq(spool.dropped, 0);
	assert_rest(1, n - 1);
	spool_settle(&spool, n); /* what has arrived makes room */
	ck_assert_int_eq(append(n, 500), 0);
	spool_close(&spool);
	open_spool(1 << 20, 0);
	assert_rest(n, 1);
	spool_close(&spool);
	ck_assert_int_eq(umount(small), 0);
	snprintf(place, sizeof(place), "%s/spool/s1", folder);
	open_spool(1 << 20, 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("spool");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, records_come_back_in_order_over_many_files);
	tcase_add_test(tc, what_has_arrived_goes_and_the_rest_survives_a_restart);
	tcase_add_test(tc, numbers_go_on_after_everything_has_arrived);
	tcase_add_test(tc, a_spool_that_is_full_drops_its_oldest_file_and_counts);
	tcase_add_test(tc, a_spool_that_is_made_full_keeps_the_latest_and_counts);
	tcase_add_test(tc, dropping_below_the_reader_moves_it_on);
	tcase_add_test(tc, what_is_skipped_is_not_read);
	tcase_add_test(tc, what_arrived_and_is_kept_can_be_read_again);
	tcase_add_test(tc, a_file_cut_anywhere_keeps_what_was_whole);
	tcase_add_test(tc, a_damaged_file_costs_what_is_behind_the_damage_in_it);
	tcase_add_test(tc, foreign_files_are_left_alone);
	tcase_add_test(tc, files_are_for_their_owner_alone);
	tcase_add_test(tc, a_full_disk_refuses_and_takes_again_once_there_is_room);
	return unit_run(tc, "spool");
}
