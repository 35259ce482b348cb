/* What is left to a program in its cage: each wall is put up in a child that then tries. */
#include "config.h"

#include "sensor/cage/cage.h"
#include "sensor/cage/opener.h"
#include "tests/unit.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NO_WALL = 77 }; /* the kernel has none: nothing is proved, nothing fails */

static char folder[] = "/tmp/spanwatch-cage-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void make_folder(void)
{
	char name[] = "/tmp/spanwatch-cage-XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(name));
	memcpy(folder, name, sizeof(folder));
	mkdir(in_folder("in"), 0700);
	mkdir(in_folder("out"), 0700);
	close(open(in_folder("in/file"), O_CREAT | O_WRONLY, 0600));
	close(open(in_folder("out/file"), O_CREAT | O_WRONLY, 0600));
}

static void remove_folder(void)
{
	static const char *const names[] = {"in/file", "in/new", "in/newer", "out/file", "out/new"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlink(in_folder(names[i]));
	rmdir(in_folder("in"));
	rmdir(in_folder("out"));
	rmdir(folder);
}

/*
 * Runs TRY in a child and returns how it ended: its exit status, or 256 + the signal. The child
 * leaves at once, for a sanitizer's last words need what the cage takes away.
 */
static int in_child(void (*try)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		try();
		_exit(0);
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void want(bool holds, int code)
{
	if (!holds)
		_exit(code);
}

static void expect_good(int ended)
{
	ck_assert_msg(ended == 0 || ended == NO_WALL, "the child ended with %d", ended);
}

/* --- files --------------------------------------------------------------------------------------
 */

static void put_up_folders(bool write)
{
	struct cage c = {0};

	cage_add_path(&c, in_folder("in"), write);
	want(rights_no_new() == 0, 1);
	int error = folders_restrict(&c);
	want(error != -ENOSYS && error != -EOPNOTSUPP, NO_WALL);
	want(error == 0, 2);
	cage_free(&c);
}

static void read_a_folder(void)
{
	put_up_folders(false);
	want(open(in_folder("in/file"), O_RDONLY) >= 0, 3);
	want(open(in_folder("in/file"), O_WRONLY) < 0 && errno == EACCES, 4);
	want(open(in_folder("in/new"), O_WRONLY | O_CREAT, 0600) < 0 && errno == EACCES, 5);
	want(open(in_folder("out/file"), O_RDONLY) < 0 && errno == EACCES, 6);
	want(open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES, 7);
	want(unlink(in_folder("in/file")) < 0, 8);
}

START_TEST(a_folder_to_read_is_all_that_can_be_read)
{
	expect_good(in_child(read_a_folder));
}
END_TEST

static void write_a_folder(void)
{
	put_up_folders(true);
	int fd = open(in_folder("in/new"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	char from[64];

	want(fd >= 0 && write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0, 3);
	snprintf(from, sizeof(from), "%s", in_folder("in/new"));
	want(rename(from, in_folder("in/newer")) == 0, 4);
	want(unlink(in_folder("in/newer")) == 0, 5);
	want(open(in_folder("out/new"), O_WRONLY | O_CREAT, 0600) < 0 && errno == EACCES, 6);
	snprintf(from, sizeof(from), "%s", in_folder("in/file"));
	want(rename(from, in_folder("out/new")) < 0, 7);
	want(symlink("/etc", in_folder("in/new")) < 0, 8);
}

START_TEST(a_folder_to_write_is_all_that_can_be_written)
{
	expect_good(in_child(write_a_folder));
}
END_TEST

/* --- system calls -------------------------------------------------------------------------------
 */

static void put_up_calls(const struct cage *c)
{
	want(rights_no_new() == 0, 1);
	int error = calls_restrict(c);
	want(error != -EINVAL && error != -ENOSYS, NO_WALL);
	want(error == 0, 2);
}

static void work_without_sockets(void)
{
	static const int families[] = {AF_INET, AF_INET6, AF_UNIX, AF_PACKET, AF_NETLINK};
	struct cage c = {0};

	put_up_calls(&c);
	for (unsigned i = 0; i < sizeof(families) / sizeof(*families); i++)
		for (int type = SOCK_STREAM; type <= SOCK_RAW; type++)
			want(socket(families[i], type, 0) < 0 && errno == EPERM, 10 + (int)i);
	want(open(in_folder("in/file"), O_RDONLY) >= 0, 3);
	void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	want(code == MAP_FAILED, 4);
	want(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED, 5);
	want(kill(getppid(), 0) < 0, 6);
	want(chmod(in_folder("in/file"), 0777) < 0, 7);
}

START_TEST(without_a_server_no_socket_can_be_made)
{
	expect_good(in_child(work_without_sockets));
}
END_TEST

static void work_with_one_server(void)
{
	struct cage c = {.tcp4 = true};

	put_up_calls(&c);
	want(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0, 3);
	want(socket(AF_INET, SOCK_DGRAM, 0) < 0, 4);
	want(socket(AF_INET, SOCK_RAW, 1) < 0, 5);
	want(socket(AF_INET6, SOCK_STREAM, 0) < 0, 6);
	want(socket(AF_UNIX, SOCK_STREAM, 0) < 0, 7);
	want(socket(AF_PACKET, SOCK_RAW, 0) < 0, 8);
}

START_TEST(with_a_server_its_kind_of_socket_alone_can_be_made)
{
	expect_good(in_child(work_with_one_server));
}
END_TEST

/* A pair of Unix sockets stands for the packet socket, which only root could open. */
static void write_to_the_capture(void)
{
	int pair[2], other[2];
	struct iovec bytes = {(void *)(uintptr_t) "x", 1};
	struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1};

	want(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0, 3);
	want(socketpair(AF_UNIX, SOCK_DGRAM, 0, other) == 0, 3);
	struct cage c = {.sockets = {pair[0]}, .socket_count = 1, .unix_sockets = true};
	put_up_calls(&c);
	want(write(other[0], "x", 1) == 1, 4);
	want(write(pair[0], "x", 1) < 0 && errno == EPERM, 5);
	want(send(pair[0], "x", 1, 0) < 0 && errno == EPERM, 6);
	want(sendmsg(pair[0], &message, 0) < 0 && errno == EPERM, 7);
	want(writev(pair[0], &bytes, 1) < 0 && errno == EPERM, 8);
	want(dup(pair[0]) < 0 && errno == EPERM, 9);
	want(fcntl(pair[0], F_DUPFD, 100) < 0 && errno == EPERM, 10);
}

START_TEST(nothing_is_ever_written_to_a_capture)
{
	expect_good(in_child(write_to_the_capture));
}
END_TEST

/* What an attacker would try on a packet socket that the opener made. */
static void write_to_what_the_opener_made(void)
{
	struct cage c = {.reopen = true, .opener = true, .unix_sockets = true};
	int error = opener_start(NULL);

	want(error != -EPERM && error != -ENOSYS, NO_WALL); /* no right to hand on */
	want(error == 0, 3);
	want(rights_drop(false, NULL) == 0, 4);
	put_up_calls(&c);
	int first = socket(AF_PACKET, SOCK_RAW, 0), second = socket(AF_PACKET, SOCK_DGRAM, 0);
	want(first == OPENER_FIRST && second == first + 1, 5);
	want(socket(AF_PACKET, SOCK_STREAM, 0) < 0 && errno == EPERM, 6);
	want(write(first, "x", 1) < 0 && errno == EPERM, 7);
	/* the kernel drops the upper half of the number, and no filter may be fooled by it */
	want(syscall(SYS_write, 1ull << 32 | (unsigned)first, "x", 1) < 0 && errno == EPERM, 8);
	want(send(first, "x", 1, 0) < 0 && errno == EPERM, 9);
	want(dup(first) < 0 && errno == EPERM, 10);
	want(fcntl(first, F_DUPFD, 3) < 0 && errno == EPERM, 11);
	want(close(first) == 0, 12);
	want(socket(AF_PACKET, SOCK_RAW, 0) == second + 1, 13);
	for (int i = 0; i < 4 * OPENER_COUNT; i++) {
		int fd = socket(AF_PACKET, SOCK_RAW, 0);
		want(fd >= OPENER_FIRST && fd < OPENER_FIRST + OPENER_COUNT && fd != second, 14);
		want(close(fd) == 0, 15);
	}
	want(socket(AF_INET, SOCK_DGRAM, 0) < 0 && errno == EPERM, 16);
}

START_TEST(the_opener_hands_out_captures_to_which_nothing_is_written)
{
	expect_good(in_child(write_to_what_the_opener_made));
}
END_TEST

static void start_a_program(void)
{
	char *words[] = {(char *)(uintptr_t) "true", NULL};
	struct cage c = {0};

	put_up_calls(&c);
	execv("/bin/true", words);
}

START_TEST(starting_a_program_ends_this_one)
{
	int ended = in_child(start_a_program);

	ck_assert_msg(ended == 256 + SIGSYS || ended == NO_WALL, "it ended with %d", ended);
}
END_TEST

static void *thread_tries(void *arg)
{
	(void)arg;
	return (void *)(intptr_t)(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM);
}

static void *thread_waits(void *arg)
{
	pthread_barrier_t *both = arg;

	pthread_barrier_wait(both); /* started before the cage ... */
	pthread_barrier_wait(both); /* ... and tries inside of it */
	return thread_tries(NULL);
}

static void use_threads(void)
{
	pthread_barrier_t both;
	pthread_t before, after;
	struct cage c = {0};
	void *denied[2] = {NULL, NULL};

	pthread_barrier_init(&both, NULL, 2);
	want(pthread_create(&before, NULL, thread_waits, &both) == 0, 3);
	pthread_barrier_wait(&both);
	put_up_calls(&c);
	want(pthread_create(&after, NULL, thread_tries, NULL) == 0, 4);
	pthread_barrier_wait(&both);
	pthread_join(before, &denied[0]);
	pthread_join(after, &denied[1]);
	want(denied[0] != NULL, 5);
	want(denied[1] != NULL, 6);
}

START_TEST(threads_from_before_and_after_are_inside)
{
	expect_good(in_child(use_threads));
}
END_TEST

/* --- the plan -----------------------------------------------------------------------------------
 */

static bool has_path(const struct cage *c, const char *path, bool write)
{
	char real[4096];

	ck_assert_ptr_nonnull(realpath(path, real));
	for (unsigned i = 0; i < c->path_count; i++)
		if (strcmp(c->paths[i].path, real) == 0 && c->paths[i].write == write)
			return true;
	return false;
}

static void plan(struct cage *c, struct options *o, enum setting id, const char *text)
{
	struct diag diag = {0};

	*o = (struct options){.command = COMMAND_RUN, .no_retry = true};
	ck_assert_int_eq(settings_init(&o->settings), 0);
	if (text)
		settings_option(&o->settings, id, text, &diag);
	ck_assert_int_eq(cage_plan(c, o, CAGE_OPENED), 0);
}

START_TEST(no_server_no_output_means_no_socket)
{
	struct options o;
	struct cage c;

	plan(&c, &o, SETTING_POLICY, in_folder("in/file"));
	ck_assert(!c.tcp4 && !c.tcp6 && !c.names && !c.unix_sockets && !c.reopen);
	ck_assert(has_path(&c, in_folder("in"), false));
	ck_assert(!has_path(&c, in_folder("in"), true));
	cage_free(&c);
	settings_free(&o.settings);
}
END_TEST

START_TEST(an_output_opens_its_folder_for_writing)
{
	struct options o;
	struct cage c;

	plan(&c, &o, SETTING_EVE, in_folder("out/new"));
	ck_assert(has_path(&c, in_folder("out"), true));
	ck_assert(!c.unix_sockets);
	cage_free(&c);
	settings_free(&o.settings);
	plan(&c, &o, SETTING_EVE, "unix:///run/eve.sock");
	ck_assert(c.unix_sockets && !c.tcp4);
	cage_free(&c);
	settings_free(&o.settings);
}
END_TEST

START_TEST(a_server_by_address_needs_no_names)
{
	struct options o;
	struct cage c;

	plan(&c, &o, SETTING_REDIS, "redis://10.0.0.1:7000");
	ck_assert(c.tcp4 && !c.tcp6 && !c.names && !c.unix_sockets);
	cage_free(&c);
	settings_free(&o.settings);
	plan(&c, &o, SETTING_REDIS, "redis://redis.example.net");
	ck_assert(c.tcp4 && c.tcp6 && c.names);
	cage_free(&c);
	settings_free(&o.settings);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("cage");

	tcase_add_checked_fixture(t, make_folder, remove_folder);
	tcase_add_test(t, a_folder_to_read_is_all_that_can_be_read);
	tcase_add_test(t, a_folder_to_write_is_all_that_can_be_written);
	tcase_add_test(t, without_a_server_no_socket_can_be_made);
	tcase_add_test(t, with_a_server_its_kind_of_socket_alone_can_be_made);
	tcase_add_test(t, nothing_is_ever_written_to_a_capture);
	tcase_add_test(t, the_opener_hands_out_captures_to_which_nothing_is_written);
	tcase_add_test(t, starting_a_program_ends_this_one);
	tcase_add_test(t, threads_from_before_and_after_are_inside);
	tcase_add_test(t, no_server_no_output_means_no_socket);
	tcase_add_test(t, an_output_opens_its_folder_for_writing);
	tcase_add_test(t, a_server_by_address_needs_no_names);
	return unit_run(t, "cage");
}
