/* Tests of the EVE output: files, stdout, sockets, full disks, slow and absent readers. */
#include "config.h"

#include "sensor/sink/eve_file.h"
#include "tests/sink/sink_help.h"
#include "tests/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

static char folder[64], path[100], error[EVE_ERROR];
static struct sink *sink;

static void setup(void)
{
	help_folder(folder);
	snprintf(path, sizeof(path), "%s/eve.json", folder);
}

static void teardown(void)
{
	help_remove_folder(folder);
}

static void open_sink(const char *target, bool live)
{
	int r = eve_sink_new(target, live, &sink, error);
	ck_assert_msg(r == 0, "%s", error);
}

static int write_line(const char *line)
{
	struct record r = help_line(line);
	return sink->write(sink, &r);
}

static void nap_ms(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	nanosleep(&t, NULL);
}

static void assert_file(const char *file, const char *expected)
{
	char *text = help_read(file, NULL);
	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(each_record_with_a_line_is_one_line_of_the_file)
{
	struct record no_line = {.kind = RECORD_TOTALS};

	open_sink(path, false);
	ck_assert_int_eq(write_line("{\"a\":1}"), 0);
	ck_assert_int_eq(sink->write(sink, &no_line), 0);
	ck_assert_int_eq(write_line("{\"b\":2}"), 0);
	ck_assert_int_eq(sink->close(sink), 0);
	assert_file(path, "{\"a\":1}\n{\"b\":2}\n");
}
END_TEST

START_TEST(offline_starts_the_file_anew_and_live_goes_on_in_it)
{
	for (int i = 0; i < 2; i++) {
		open_sink(path, false);
		write_line("{}");
		ck_assert_int_eq(sink->close(sink), 0);
	}
	assert_file(path, "{}\n");
	open_sink(path, true);
	write_line("{1}");
	ck_assert_int_eq(sink->close(sink), 0);
	assert_file(path, "{}\n{1}\n");
}
END_TEST

START_TEST(half_a_line_that_a_crash_left_is_ended_before_the_next)
{
	FILE *f = fopen(path, "w");
	fputs("{}\n{\"half", f);
	fclose(f);
	open_sink(path, true);
	write_line("{1}");
	ck_assert_int_eq(sink->close(sink), 0);
	assert_file(path, "{}\n{\"half\n{1}\n");
}
END_TEST

START_TEST(after_logrotate_reopen_writes_to_the_new_file)
{
	char moved[160];

	snprintf(moved, sizeof(moved), "%s.1", path);
	open_sink(path, true);
	write_line("{1}");
	ck_assert_int_eq(rename(path, moved), 0);
	ck_assert_int_eq(sink->reopen(sink), 0);
	write_line("{2}");
	ck_assert_int_eq(sink->close(sink), 0);
	assert_file(moved, "{1}\n");
	assert_file(path, "{2}\n");
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_is_refused_with_a_sentence)
{
	ck_assert_int_eq(eve_sink_new("/nonexistent/x/eve.json", true, &sink, error), -ENOENT);
	ck_assert_str_eq(error,
		"EVE output /nonexistent/x/eve.json cannot be opened: No such file or directory");
	ck_assert_int_eq(eve_sink_new("unix:///nonexistent", false, &sink, error), -ENOENT);
}
END_TEST

START_TEST(offline_the_first_failure_is_remembered_until_close)
{
	open_sink("/dev/full", false);
	ck_assert_int_eq(write_line("{}"), 0);
	ck_assert_int_eq(sink->flush(sink), -ENOSPC);
	ck_assert_int_eq(write_line("{}"), -ENOSPC);
	ck_assert_int_eq(sink->close(sink), -ENOSPC);
}
END_TEST

/* Lines of 97 bytes and a newline, numbered, so that a gap or a half line is seen. */
static void write_numbered(unsigned from, unsigned count)
{
	char line[128];
	unsigned failed = 0;

	for (unsigned i = from; i < from + count; i++) {
		snprintf(line, sizeof(line), "{\"n\":%08u,\"fill\":\"%073u\"}", i, 0);
		failed += write_line(line) != 0;
	}
	ck_assert_uint_eq(failed, 0);
}

START_TEST(live_a_full_disk_costs_only_what_the_buffer_cannot_hold_and_no_half_line)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = 12345; /* ends within a line */
	setrlimit(RLIMIT_FSIZE, &limit);
	open_sink(path, true);
	write_numbered(0, 15000);
	sink->flush(sink);
	ck_assert_uint_gt(eve_sink_lost(sink), 0);
	uint64_t lost = eve_sink_lost(sink);
	size_t len;
	char *text = help_read(path, &len);
	ck_assert_uint_eq(len % 98, 0);
	free(text);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
	nap_ms(1100);
	ck_assert_int_eq(sink->flush(sink), 0);
	write_numbered(15000, 10);
	sink->flush(sink);
	ck_assert_uint_eq(eve_sink_lost(sink), lost);
	ck_assert_int_eq(sink->close(sink), -EIO);
	text = help_read(path, &len);
	ck_assert_uint_eq(len % 98, 0);
	ck_assert_uint_eq(len / 98 + lost, 15010);
	for (size_t i = 0; i < len; i += 98)
		ck_assert_msg(
			memcmp(text + i, "{\"n\":", 5) == 0 && text[i + 97] == '\n', "%zu", i);
	free(text);
}
END_TEST

START_TEST(a_reader_that_closes_stdout_ends_the_output_quietly)
{
	int ends[2], status;

	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]); /* the reader is gone before the first line */
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO); /* a word on stderr would be EPIPE too, so: */
		if (eve_sink_new("-", false, &sink, error) != 0)
			_exit(1);
		write_line("{}");
		int flushed = sink->flush(sink);
		int written = write_line("{}");
		_exit(flushed == -EPIPE && written == -EPIPE && sink->close(sink) == -EPIPE ? 0
											    : 2);
	}
	close(ends[1]);
	waitpid(child, &status, 0);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
}
END_TEST

START_TEST(live_a_slow_pipe_on_stdout_never_holds_the_sensor_up)
{
	int ends[2], saved = dup(STDOUT_FILENO);

	ck_assert_int_eq(pipe(ends), 0);
	dup2(ends[1], STDOUT_FILENO);
	open_sink("-", true);
	write_numbered(0, 30000); /* nobody reads: 64 KiB in the pipe, 1 MiB in the buffer */
	ck_assert_uint_gt(eve_sink_lost(sink), 10000);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	char bytes[65536];
	size_t total = 0;
	for (int idle = 0; idle < 2;) {
		ssize_t n = read(ends[0], bytes, sizeof(bytes));
		total += n > 0 ? (size_t)n : 0;
		idle = n > 0 ? 0 : idle + 1;
		sink->flush(sink);
	}
	ck_assert_uint_eq(total / 98 + eve_sink_lost(sink), 30000);
	ck_assert_uint_eq(total % 98, 0);
	ck_assert_int_eq(sink->close(sink), -EIO);
	dup2(saved, STDOUT_FILENO);
}
END_TEST

static int listener(const char *at, int type)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, type, 0);

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", at);
	unlink(at);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	if (type == SOCK_STREAM)
		ck_assert_int_eq(listen(fd, 4), 0);
	return fd;
}

START_TEST(live_a_socket_may_come_go_and_come_back)
{
	char target[160], bytes[64] = "";

	snprintf(target, sizeof(target), "unix://%s", path);
	open_sink(target, true); /* nobody is there yet */
	write_line("{1}");
	ck_assert_int_eq(sink->flush(sink), 0);
	int server = listener(path, SOCK_STREAM);
	nap_ms(1050);
	ck_assert_int_eq(sink->flush(sink), 0);
	int peer = accept(server, NULL, NULL);
	ck_assert_int_eq(read(peer, bytes, sizeof(bytes)), 4);
	close(peer);
	write_line("{2}");
	sink->flush(sink); /* told now, kept */
	write_line("{3}");
	nap_ms(1050);
	sink->flush(sink);
	peer = accept(server, NULL, NULL);
	ck_assert_int_eq(read(peer, bytes, sizeof(bytes)), 8);
	ck_assert_int_eq(memcmp(bytes, "{2}\n{3}\n", 8), 0);
	ck_assert_int_eq(sink->close(sink), 0);
	close(peer);
	close(server);
}
END_TEST

START_TEST(offline_a_slow_socket_gets_every_line)
{
	char target[160];
	int status;

	snprintf(target, sizeof(target), "unix://%s", path);
	int server = listener(path, SOCK_STREAM);
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		int peer = accept(server, NULL, NULL);
		static char bytes[100000];
		size_t total = 0;
		ssize_t n;
		while ((n = read(peer, bytes, sizeof(bytes))) > 0) {
			total += (size_t)n;
			nap_ms(2);
		}
		_exit(total == 30000 * 98 ? 0 : 1);
	}
	open_sink(target, false);
	write_numbered(0, 30000);
	ck_assert_uint_eq(eve_sink_lost(sink), 0);
	ck_assert_int_eq(sink->close(sink), 0);
	close(server);
	waitpid(child, &status, 0);
	ck_assert_int_eq(status, 0);
}
END_TEST

static void open_with_thread(const char *target)
{
	open_sink(target, false);
	ck_assert_int_eq(eve_sink_thread(sink), 0);
}

START_TEST(a_thread_of_its_own_writes_every_line_in_order)
{
	size_t len;
	unsigned wrong = 0;

	open_with_thread(path);
	write_numbered(0, 50000); /* several buffers */
	ck_assert_int_eq(sink->flush(sink), 0);
	write_numbered(50000, 10);
	ck_assert_int_eq(sink->close(sink), 0);
	char *text = help_read(path, &len);
	ck_assert_uint_eq(len, 50010 * 98);
	for (unsigned i = 0; i < 50010; i++)
		wrong += strtoul(text + i * 98 + 5, NULL, 10) != i;
	ck_assert_uint_eq(wrong, 0);
	free(text);
}
END_TEST

START_TEST(what_fails_on_its_thread_is_remembered_until_close)
{
	unsigned accepted = 0;

	open_with_thread("/dev/full");
	while (accepted < 100000 && write_line("{\"fill\":\"0123456789012345678901234567\"}") == 0)
		accepted++;
	ck_assert_uint_lt(accepted, 100000);
	ck_assert_int_eq(sink->flush(sink), -ENOSPC);
	ck_assert_int_eq(write_line("{}"), 0); /* waits in the buffer */
	ck_assert_int_eq(sink->close(sink), -ENOSPC);
}
END_TEST

START_TEST(a_datagram_socket_gets_one_line_each)
{
	char target[160], bytes[64];

	snprintf(target, sizeof(target), "unix-dgram://%s", path);
	int server = listener(path, SOCK_DGRAM);
	open_sink(target, true);
	write_line("{1}");
	write_line("{22}");
	ck_assert_int_eq(sink->flush(sink), 0);
	ck_assert_int_eq(recv(server, bytes, sizeof(bytes), 0), 4);
	ck_assert_int_eq(recv(server, bytes, sizeof(bytes), 0), 5);
	ck_assert_int_eq(memcmp(bytes, "{22}\n", 5), 0);
	ck_assert_int_eq(sink->close(sink), 0);
	close(server);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("eve_file");

	tcase_set_timeout(tc, 20);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_record_with_a_line_is_one_line_of_the_file);
	tcase_add_test(tc, offline_starts_the_file_anew_and_live_goes_on_in_it);
	tcase_add_test(tc, half_a_line_that_a_crash_left_is_ended_before_the_next);
	tcase_add_test(tc, after_logrotate_reopen_writes_to_the_new_file);
	tcase_add_test(tc, a_file_that_cannot_be_opened_is_refused_with_a_sentence);
	tcase_add_test(tc, offline_the_first_failure_is_remembered_until_close);
	tcase_add_test(
		tc, live_a_full_disk_costs_only_what_the_buffer_cannot_hold_and_no_half_line);
	tcase_add_test(tc, a_reader_that_closes_stdout_ends_the_output_quietly);
	tcase_add_test(tc, live_a_slow_pipe_on_stdout_never_holds_the_sensor_up);
	tcase_add_test(tc, live_a_socket_may_come_go_and_come_back);
	tcase_add_test(tc, offline_a_slow_socket_gets_every_line);
	tcase_add_test(tc, a_thread_of_its_own_writes_every_line_in_order);
	tcase_add_test(tc, what_fails_on_its_thread_is_remembered_until_close);
	tcase_add_test(tc, a_datagram_socket_gets_one_line_each);
	return unit_run(tc, "eve_file");
}
