/* The file of the memory: whole at any moment, one writer, and set aside when it is damaged. */
#include "config.h"

#include "sensor/cmd/memory_file.h"

#include "rules/judge/party.h"
#include "tests/unit.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void drop(void *ctx, const struct record *r)
{
	(void)ctx;
	(void)r;
}

static struct judge *judge_with(unsigned hosts)
{
	static const struct eve_context eve;
	struct judge_options options = {.eve = &eve, .builtin = true, .out = drop};
	struct judge *j;

	ck_assert_int_eq(judge_new(&options, &j), 0);
	for (unsigned i = 0; i < hosts; i++) {
		const uint8_t octets[4] = {10, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
		struct addr a = addr_v4(octets);
		party_learn(j, 0, &a);
	}
	return j;
}

static void path_of(const char *dir, const char *name, char ret[static 256])
{
	ck_assert_int_lt(snprintf(ret, 256, "%s/%s", dir, name), 256);
}

static void remove_dir(const char *dir)
{
	static const char *const names[] = {
		"memory", "memory.tmp", "memory.lock", "memory.refused"};
	char path[256];

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		path_of(dir, names[i], path);
		unlink(path);
	}
	rmdir(dir);
}

static struct memory_file *open_it(const char *dir, bool threaded)
{
	char error[256] = "";
	struct memory_file *f = memory_file_open(dir, threaded, error);

	ck_assert_msg(f != NULL, "%s", error);
	return f;
}

/* How many hosts the memory of DIR holds; fails when it cannot be believed. */
static uint32_t hosts_in(const char *dir)
{
	struct memory_file *f = open_it(dir, false);
	struct judge *j = judge_with(0);

	ck_assert(memory_file_load(f, j));
	uint32_t count = store_count(j->learned);
	memory_file_close(f, NULL);
	judge_free(j);
	return count;
}

START_TEST(what_is_written_is_read)
{
	char dir[] = "/tmp/memory-XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(dir));
	for (unsigned threaded = 0; threaded < 2; threaded++) {
		struct memory_file *f = open_it(dir, threaded);
		struct judge *j = judge_with(100 + threaded);
		ck_assert_int_eq(memory_file_save(f, j), 0);
		ck_assert_int_eq(memory_file_close(f, j), 0);
		judge_free(j);
		ck_assert_uint_eq(hosts_in(dir), 100 + threaded);
	}
	remove_dir(dir);
}
END_TEST

/* Writes 1000, 2000, 1000 ... hosts until it is killed. */
static void write_for_ever(const char *dir)
{
	struct judge *few = judge_with(1000), *many = judge_with(2000);
	struct memory_file *f = open_it(dir, true);

	for (;;) {
		memory_file_save(f, few);
		memory_file_save(f, many);
	}
}

START_TEST(a_run_that_is_killed_at_any_moment_leaves_a_whole_file)
{
	char dir[] = "/tmp/memory-XXXXXX";
	unsigned found = 0;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	for (unsigned i = 0; i < 40; i++) {
		struct timespec pause = {.tv_nsec = 20000000 + (long)(i * 7919 % 41) * 1000000};
		pid_t child = fork();
		ck_assert_int_ge(child, 0);
		if (child == 0)
			write_for_ever(dir);
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		uint32_t hosts = hosts_in(dir);
		ck_assert(hosts == 0 || hosts == 1000 || hosts == 2000);
		ck_assert(hosts || !found); /* once there, it is never gone */
		found += hosts != 0;
	}
	ck_assert_uint_gt(found, 20);
	remove_dir(dir);
}
END_TEST

START_TEST(a_damaged_file_is_kept_aside)
{
	char dir[] = "/tmp/memory-XXXXXX", path[256];
	struct judge *j = judge_with(10);
	struct stat st;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	struct memory_file *f = open_it(dir, false);
	ck_assert_int_eq(memory_file_close(f, j), 0);
	judge_free(j);
	path_of(dir, "memory", path);
	ck_assert_int_eq(truncate(path, 100), 0);
	f = open_it(dir, false);
	j = judge_with(0);
	ck_assert(!memory_file_load(f, j));
	ck_assert_int_eq(memory_file_close(f, NULL), 0);
	judge_free(j);
	ck_assert_int_ne(stat(path, &st), 0);
	path_of(dir, "memory.refused", path);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, 100);
	remove_dir(dir);
}
END_TEST

START_TEST(two_runs_do_not_share_a_directory)
{
	char dir[] = "/tmp/memory-XXXXXX", error[256] = "";

	ck_assert_ptr_nonnull(mkdtemp(dir));
	struct memory_file *f = open_it(dir, false);
	ck_assert_ptr_null(memory_file_open(dir, false, error));
	ck_assert_ptr_nonnull(strstr(error, "another spanwatch"));
	memory_file_close(f, NULL);
	f = open_it(dir, false);
	memory_file_close(f, NULL);
	remove_dir(dir);
}
END_TEST

START_TEST(others_cannot_read_it_and_links_are_not_followed)
{
	char dir[] = "/tmp/memory-XXXXXX", path[256];
	struct judge *j = judge_with(1);
	struct stat st;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	struct memory_file *f = open_it(dir, false);
	path_of(dir, "memory.tmp", path);
	ck_assert_int_eq(symlink("/tmp/memory-elsewhere", path), 0);
	ck_assert_int_eq(memory_file_save(f, j), -ELOOP);
	ck_assert_int_ne(access("/tmp/memory-elsewhere", F_OK), 0);
	unlink(path);
	ck_assert_int_eq(memory_file_close(f, j), 0);
	judge_free(j);
	path_of(dir, "memory", path);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	remove_dir(dir);
}
END_TEST

int main(void)
{
	TCase *cases = tcase_create("memory_file");

	tcase_add_test(cases, what_is_written_is_read);
	tcase_add_test(cases, a_run_that_is_killed_at_any_moment_leaves_a_whole_file);
	tcase_add_test(cases, a_damaged_file_is_kept_aside);
	tcase_add_test(cases, two_runs_do_not_share_a_directory);
	tcase_add_test(cases, others_cannot_read_it_and_links_are_not_followed);
	tcase_set_timeout(cases, 120);
	return unit_run(cases, "memory_file");
}
