/*
 * Packed files and pipes: gzip, zstd, several members, cuts inside the packed bytes, standard
 * input, and the wake-up of a reader that waits.
 */
#include "config.h"

#include "tests/capture/bench.h"
#include "tests/unit.h"
#include <check.h>
#include <pthread.h>
#include <unistd.h>

static struct bench bench;
static struct writer w, packed;

static void begin(void)
{
	bench_begin(&bench);
	writer_pcap(&w, MAGIC_MICRO, 65535, LINK_ETHERNET);
	for (uint32_t n = 0; n < 100; n++)
		writer_record(&w, n, n * 7919, SPAN_LIT("some bytes of a frame"), 21);
}

static void end(void)
{
	writer_free(&w);
	writer_free(&packed);
	bench_end(&bench);
}

static void pack(int kind)
{
	if (kind == 0)
		writer_raw(&packed, w.bytes, w.len);
	else if (kind == 1)
		writer_gzip(&w, &packed);
	else
		writer_zstd(&w, &packed);
}

START_TEST(packed_files_are_known_by_their_bytes_and_not_by_their_names)
{
	pack(_i);
	bench_read_one(&bench, &packed, _i == 0 ? "plain.gz" : "packed.pcap");
	ck_assert_msg(bench.faults == 0, "%s", bench.told);
	ck_assert_uint_eq(bench.count, 100);
	ck_assert(span_eq(bench.seen[99].frame.data, SPAN_LIT("some bytes of a frame")));
}
END_TEST

START_TEST(several_members_behind_one_another_are_one_file)
{
	struct writer head = {0}, rest = {0};
	size_t cut = 24 + 37 * 10 + 5;

	writer_raw(&head, w.bytes, cut);
	writer_raw(&rest, w.bytes + cut, w.len - cut);
	(_i ? writer_gzip : writer_zstd)(&head, &packed);
	(_i ? writer_gzip : writer_zstd)(&rest, &packed);
	if (_i)
		writer_raw(&packed, "\0\0\0\0\0\0\0", 7); /* padding of tapes and block devices */
	bench_read_one(&bench, &packed, "a");
	ck_assert_msg(bench.faults == 0, "%s", bench.told);
	ck_assert_uint_eq(bench.count, 100);
	writer_free(&head);
	writer_free(&rest);
}
END_TEST

START_TEST(a_packed_file_cut_at_any_byte_gives_a_fault_and_never_a_wrong_frame)
{
	struct writer part = {0};

	pack(_i);
	for (size_t len = 5; len < packed.len; len++) {
		part.len = 0;
		writer_raw(&part, packed.bytes, len);
		bench_read_one(&bench, &part, "cut");
		ck_assert_uint_eq(bench.faults, 1);
		ck_assert_uint_eq(bench.totals.files_cut + (bench.opened ? 0 : 1), 1);
		for (unsigned n = 0; n < bench.count; n++)
			ck_assert_int_eq(bench.seen[n].frame.ts_us, INT64_C(1007919) * n);
	}
	writer_free(&part);
}
END_TEST

START_TEST(damage_inside_packed_bytes_is_told)
{
	pack(_i);
	memset(packed.bytes + packed.len / 2, 0xff, 8);
	bench_read_one(&bench, &packed, "damaged");
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_uint_lt(bench.count, 101);
}
END_TEST

START_TEST(bytes_that_unpack_to_very_many_are_streamed)
{
	struct writer bomb = {0}, body = {0};
	static const uint8_t zeros[65536];

	/* 64 MiB in blocks that nobody asks for, then a frame. */
	for (unsigned n = 0; n < 1024; n++)
		writer_raw(&body, zeros, sizeof(zeros));
	writer_section(&bomb);
	writer_interface(&bomb, LINK_ETHERNET, -1, 0);
	writer_block(&bomb, 0x0bad0bad, &body);
	writer_packet(&bomb, 0, 1, SPAN_LIT("behind"), 0);
	(_i ? writer_gzip : writer_zstd)(&bomb, &packed);
	bench_read_one(&bench, &packed, "bomb");
	ck_assert_msg(bench.faults == 0, "%s", bench.told);
	ck_assert_uint_eq(bench.count, 1);
	writer_free(&bomb);
	writer_free(&body);
}
END_TEST

START_TEST(a_zstd_window_that_needs_too_much_memory_is_told)
{
	/* RFC 8878 section 3.1.1.1: magic, descriptor without sizes, window exponent 21 (2 GiB). */
	writer_raw(&packed, "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00\x00\x00", 11);
	bench_read_one(&bench, &packed, "wide");
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_msg(strstr(bench.told, "--long=31") != NULL, "%s", bench.told);
}
END_TEST

/** Feeds the packed bytes to a pipe in small pieces. */
static void *feed(void *arg)
{
	int fd = *(int *)arg;

	for (size_t at = 0; at < packed.len; at += 13) {
		size_t len = packed.len - at < 13 ? packed.len - at : 13;
		if (write(fd, packed.bytes + at, len) < 0)
			break;
	}
	close(fd);
	return NULL;
}

START_TEST(standard_input_is_read_to_its_end_packed_or_not)
{
	int fds[2];
	pthread_t thread;
	const char *file = "-";

	pack(_i);
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	close(fds[0]);
	ck_assert_int_eq(pthread_create(&thread, NULL, feed, &fds[1]), 0);
	bench.options.hash_inputs = true;
	bench_read(&bench, &file, 1);
	pthread_join(thread, NULL);
	ck_assert_msg(bench.faults == 0, "%s", bench.told);
	ck_assert_uint_eq(bench.count, 100);
	ck_assert_str_eq(bench.names[0], "stdin");
	ck_assert_uint_eq(strlen(bench.sha256[0]), 64);
}
END_TEST

START_TEST(standard_input_that_is_no_capture_is_told)
{
	int fds[2];
	const char *file = "-";

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(write(fds[1], "hello\n", 6), 6);
	close(fds[0]);
	close(fds[1]);
	bench_read(&bench, &file, 1);
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_msg(strstr(bench.told, "stdin is text") != NULL, "%s", bench.told);
	ck_assert_uint_eq(bench.totals.files_skipped, 1);
}
END_TEST

static void *wake_soon(void *arg)
{
	usleep(30000);
	capture_wake(arg);
	return NULL;
}

START_TEST(a_reader_that_waits_for_a_pipe_can_be_woken_and_goes_on)
{
	int fds[2];
	pthread_t thread;
	struct frame f;
	const char *file = "-";

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	close(fds[0]);
	/* One frame and a half. */
	ck_assert_int_eq(write(fds[1], w.bytes, 24 + 37 + 20), 24 + 37 + 20);
	struct capture *c = capture_open_files(&file, 1, &bench.options, &bench.fault);
	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(capture_next(c, &f), CAPTURE_FRAME);
	ck_assert_int_eq(pthread_create(&thread, NULL, wake_soon, c), 0);
	ck_assert_int_eq(capture_next(c, &f), CAPTURE_IDLE);
	pthread_join(thread, NULL);
	ck_assert_int_eq(write(fds[1], w.bytes + 24 + 37 + 20, 17), 17);
	ck_assert_int_eq(capture_next(c, &f), CAPTURE_FRAME);
	ck_assert_uint_eq(f.frame_no, 2);
	ck_assert(span_eq(f.data, SPAN_LIT("some bytes of a frame")));
	close(fds[1]);
	ck_assert_int_eq(capture_next(c, &f), CAPTURE_END);
	capture_close(c);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("stream");

	tcase_add_checked_fixture(t, begin, end);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, packed_files_are_known_by_their_bytes_and_not_by_their_names, 0, 3);
	tcase_add_loop_test(t, several_members_behind_one_another_are_one_file, 0, 2);
	tcase_add_loop_test(
		t, a_packed_file_cut_at_any_byte_gives_a_fault_and_never_a_wrong_frame, 1, 3);
	tcase_add_loop_test(t, damage_inside_packed_bytes_is_told, 1, 3);
	tcase_add_loop_test(t, bytes_that_unpack_to_very_many_are_streamed, 0, 2);
	tcase_add_test(t, a_zstd_window_that_needs_too_much_memory_is_told);
	tcase_add_loop_test(t, standard_input_is_read_to_its_end_packed_or_not, 0, 3);
	tcase_add_test(t, standard_input_that_is_no_capture_is_told);
	tcase_add_test(t, a_reader_that_waits_for_a_pipe_can_be_woken_and_goes_on);
	return unit_run(t, "stream");
}
