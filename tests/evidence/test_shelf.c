/* Tests of the folder of excerpts: age, space, and what is not ours stays. */
#include "config.h"

#include "sensor/evidence/shelf.h"
#include "tests/unit.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[64];

static void path_of(const char *name, char ret[128])
{
	snprintf(ret, 128, "%s/%s", folder, name);
}

/* A file of SIZE bytes that was changed DAYS ago. */
static void make(const char *name, int days, off_t size)
{
	char path[128];
	struct timespec when[2] = {{.tv_sec = time(NULL) - days * 86400}};

	path_of(name, path);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, size), 0);
	when[1] = when[0];
	ck_assert_int_eq(futimens(fd, when), 0);
	close(fd);
}

static bool is_there(const char *name)
{
	char path[128];

	path_of(name, path);
	return access(path, F_OK) == 0;
}

static void setup(void)
{
	snprintf(folder, sizeof(folder), "/tmp/spanwatch-shelf-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	ck_assert_int_ge(shelf_tidy(folder, 0, 0), 0);
	rmdir(folder);
}

START_TEST(what_is_too_old_goes_with_its_verdict)
{
	make("aa01.pcap", 31, 10);
	make("aa01.json", 31, 10);
	make("aa02.pcap", 29, 10);
	ck_assert_int_eq(shelf_tidy(folder, 30, 1000), 1);
	ck_assert(!is_there("aa01.pcap") && !is_there("aa01.json"));
	ck_assert(is_there("aa02.pcap"));
}
END_TEST

START_TEST(the_oldest_go_where_there_is_too_much)
{
	make("aa01.pcap", 3, 400);
	make("aa02.pcap", 2, 400);
	make("aa03.pcap", 1, 400);
	ck_assert_int_eq(shelf_tidy(folder, 30, 900), 1);
	ck_assert(!is_there("aa01.pcap") && is_there("aa02.pcap") && is_there("aa03.pcap"));
}
END_TEST

START_TEST(what_bundles_stand_on_goes_with_the_last_of_them)
{
	char path[128];

	path_of("ground-0123456789ab", path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	path_of("ground-0123456789ab/rules", path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	make("ground-0123456789ab/rules/0001.rules", 90, 600);
	make("aa01.pcap", 3, 400);
	make("aa02.pcap", 1, 100);
	ck_assert_int_eq(shelf_tidy(folder, 30, 900), 1);
	ck_assert(!is_there("aa01.pcap") && is_there("aa02.pcap"));
	ck_assert(is_there("ground-0123456789ab/rules/0001.rules"));
	shelf_touch(folder, "ground-0123456789ab");
	ck_assert(!is_there("ground-0123456789ab/.used"));
	ck_assert_int_eq(shelf_tidy(folder, 30, 0), 1);
	ck_assert(!is_there("aa02.pcap") && !is_there("ground-0123456789ab"));
}
END_TEST

START_TEST(what_is_not_ours_stays)
{
	make("notes.txt", 400, 10);
	make("keep-this.pcap", 400, 10);
	make("aa01.pcap", 400, 10);
	ck_assert_int_eq(shelf_tidy(folder, 30, 5), 1);
	ck_assert(is_there("notes.txt") && is_there("keep-this.pcap"));
	char path[128];
	path_of("notes.txt", path);
	unlink(path);
	path_of("keep-this.pcap", path);
	unlink(path);
}
END_TEST

START_TEST(a_folder_that_nobody_may_write_to_is_refused)
{
	ck_assert_int_lt(shelf_open("/proc/none/here"), 0);
	ck_assert_int_eq(shelf_open(folder), 0);
	ck_assert(!shelf_has(folder, "aa01"));
	make("aa01.pcap", 0, 1);
	ck_assert(shelf_has(folder, "aa01"));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("shelf");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, what_is_too_old_goes_with_its_verdict);
	tcase_add_test(t, the_oldest_go_where_there_is_too_much);
	tcase_add_test(t, what_bundles_stand_on_goes_with_the_last_of_them);
	tcase_add_test(t, what_is_not_ours_stays);
	tcase_add_test(t, a_folder_that_nobody_may_write_to_is_refused);
	return unit_run(t, "shelf");
}
