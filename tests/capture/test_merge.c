/*
 * Several files as one network in time order: merging, slices, filters, directories, faults,
 * hashes, progress.
 */
#include "config.h"

#include "sensor/base/digest.h"
#include "tests/capture/bench.h"
#include "tests/unit.h"
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

static struct bench bench;
static struct writer w;

static void begin(void)
{
	bench_begin(&bench);
}

static void end(void)
{
	writer_free(&w);
	bench_end(&bench);
}

/** Saves a pcap file whose frames have the stamps of TIMES (seconds), each its letter as data. */
static const char *save_times(const char *name, const char *letters, const uint32_t *times)
{
	struct writer file = {0};

	writer_pcap(&file, MAGIC_MICRO, 65535, LINK_ETHERNET);
	for (unsigned n = 0; letters[n]; n++)
		writer_record(&file, times[n], 0, span_of(letters + n, 1), 1);
	const char *path = writer_save(&file, bench.directory, name);
	writer_free(&file);
	return path;
}

/** The letters of all frames in the order in which they came. */
static const char *order(void)
{
	static char text[BENCH_FRAMES + 1];

	for (unsigned n = 0; n < bench.count && n < BENCH_FRAMES; n++)
		text[n] = (char)bench.seen[n].bytes[0];
	text[bench.count] = '\0';
	return text;
}

START_TEST(overlapping_files_merge_by_packet_time)
{
	const char *files[] = {
		save_times("rx", "ace", (uint32_t[]){1, 3, 5}),
		save_times("tx", "bdf", (uint32_t[]){2, 4, 6}),
	};

	bench_read(&bench, files, 2);
	ck_assert_str_eq(order(), "abcdef");
	ck_assert_uint_eq(bench.seen[1].frame.source, 1);
	ck_assert_uint_eq(bench.seen[1].frame.frame_no, 1);
	ck_assert_uint_eq(bench.seen[2].frame.source, 0);
	ck_assert_uint_eq(bench.seen[2].frame.frame_no, 2);
	ck_assert_uint_eq(bench.totals.files_read, 2);
}
END_TEST

START_TEST(files_are_sorted_by_their_first_packet)
{
	const char *files[] = {
		save_times("3", "ef", (uint32_t[]){50, 60}),
		save_times("1", "ab", (uint32_t[]){10, 20}),
		save_times("2", "cd", (uint32_t[]){30, 40}),
	};

	bench_read(&bench, files, 3);
	ck_assert_str_eq(order(), "abcdef");
	ck_assert_str_eq(bench.names[bench.seen[0].frame.source], "1");
}
END_TEST

START_TEST(of_equal_times_the_file_that_started_first_comes_first)
{
	const char *files[] = {
		save_times("late", "cd", (uint32_t[]){2, 2}),
		save_times("early", "ab", (uint32_t[]){1, 2}),
	};

	bench_read(&bench, files, 2);
	ck_assert_str_eq(order(), "abcd");
}
END_TEST

START_TEST(files_that_start_at_one_time_keep_the_order_of_the_arguments)
{
	const char *files[] = {
		save_times("z", "ac", (uint32_t[]){1, 2}),
		save_times("a", "bd", (uint32_t[]){1, 2}),
	};

	bench_read(&bench, files, 2);
	ck_assert_str_eq(order(), "abcd");
}
END_TEST

START_TEST(a_file_whose_time_goes_back_keeps_its_own_order_and_its_real_stamps)
{
	const char *files[] = {
		save_times("back", "abd", (uint32_t[]){10, 3, 12}),
		save_times("other", "xcz", (uint32_t[]){4, 11, 13}),
	};

	bench_read(&bench, files, 2);
	ck_assert_str_eq(order(), "xabcdz");
	ck_assert_int_eq(bench.seen[2].frame.ts_us, 3000000);
}
END_TEST

START_TEST(more_files_than_descriptors_are_read_in_order)
{
	enum { FILES = 300 };
	static char names[FILES][256];
	const char *files[FILES];
	struct rlimit limit = {200, 200};

	/* All overlap: the first frames and the last ones interleave. */
	for (uint32_t n = 0; n < FILES; n++) {
		char name[16];
		snprintf(name, sizeof(name), "%u", n);
		snprintf(names[n], sizeof(names[n]), "%s",
			save_times(name, "ab", (uint32_t[]){n, 1000 + n}));
		files[n] = names[n];
	}
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	bench_read(&bench, files, FILES);
	ck_assert_msg(bench.faults == 0, "%s", bench.told);
	ck_assert_uint_eq(bench.count, 2 * FILES);
	ck_assert_uint_eq(bench.totals.files_read, FILES);
	for (unsigned n = 0; n < BENCH_FRAMES; n++)
		ck_assert_int_eq(bench.seen[n].frame.ts_us, n * INT64_C(1000000));
}
END_TEST

START_TEST(a_slice_holds_its_start_and_not_its_end)
{
	const char *file = save_times("a", "abcd", (uint32_t[]){1, 2, 3, 4});

	bench.options.from_us = 2000000;
	bench.options.until_us = 4000000;
	bench_read(&bench, &file, 1);
	ck_assert_str_eq(order(), "bc");
	ck_assert_uint_eq(bench.seen[0].frame.frame_no, 2);
	ck_assert_uint_eq(bench.totals.files_read, 1);
}
END_TEST

/* Ethernet, IPv4, UDP 192.0.2.1:161 > 192.0.2.2:4000 and back, without payload. */
static const uint8_t udp_there[42] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 28, 0,
	0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0, 161, 0x0f, 0xa0, 0, 8, 0, 0};
static const uint8_t udp_other[42] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 28, 0,
	0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0, 22, 0x0f, 0xa0, 0, 8, 0, 0};

START_TEST(a_filter_is_compiled_for_each_link_type)
{
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	writer_interface(&w, LINK_RAW, -1, 0);
	writer_packet(&w, 0, 1, span_of(udp_there, 42), 0);
	writer_packet(&w, 0, 2, span_of(udp_other, 42), 0);
	writer_packet(&w, 1, 3, span_of(udp_other + 14, 28), 0);
	writer_packet(&w, 1, 4, span_of(udp_there + 14, 28), 0);
	bench.options.filter = "udp port 161";
	bench_read_one(&bench, &w, "a");
	ck_assert_uint_eq(bench.faults, 0);
	ck_assert_uint_eq(bench.count, 2);
	ck_assert_uint_eq(bench.seen[0].frame.frame_no, 1);
	ck_assert_uint_eq(bench.seen[1].frame.frame_no, 4);
}
END_TEST

START_TEST(a_filter_that_makes_no_sense_for_a_link_type_is_told_once)
{
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	writer_interface(&w, LINK_RAW, -1, 0);
	writer_packet(&w, 0, 1, span_of(udp_there, 42), 0);
	writer_packet(&w, 1, 3, span_of(udp_other + 14, 28), 0);
	writer_packet(&w, 1, 4, span_of(udp_there + 14, 28), 0);
	bench.options.filter = "ether src 02:00:00:00:00:02";
	bench_read_one(&bench, &w, "a");
	ck_assert_uint_eq(bench.count, 1);
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_msg(strstr(bench.told, "link type 101") != NULL, "%s", bench.told);
}
END_TEST

START_TEST(a_filter_with_a_fault_opens_nothing)
{
	const char *file = save_times("a", "a", (uint32_t[]){1});
	char error[256] = "";

	bench.options.filter = "prot 161";
	bench_read(&bench, &file, 1);
	ck_assert(!bench.opened);
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_int_eq(capture_check_filter("prot 161", error), -EINVAL);
	ck_assert_uint_gt(strlen(error), 0);
	ck_assert_int_eq(capture_check_filter("udp port 161 and not host 192.0.2.1", error), 0);
}
END_TEST

START_TEST(a_directory_gives_its_captures_by_name_and_is_silent_about_the_rest)
{
	const char *directory = bench.directory;
	char inner[128];

	save_times("b.pcap", "b", (uint32_t[]){5});
	save_times("a.pcap", "a", (uint32_t[]){5});
	save_times(".hidden", "h", (uint32_t[]){5});
	writer_raw(&w, "notes on these captures\n", 24);
	writer_save(&w, bench.directory, "README");
	w.len = 0;
	writer_save(&w, bench.directory, "empty");
	snprintf(inner, sizeof(inner), "%s/inner", directory);
	ck_assert_int_eq(mkdir(inner, 0700), 0);
	save_times("inner/c.pcap", "c", (uint32_t[]){5});
	bench_read(&bench, &directory, 1);
	ck_assert_msg(bench.faults == 0, "%s", bench.told);
	ck_assert_str_eq(order(), "ab");
	ck_assert_uint_eq(bench.totals.files_skipped, 0);
	bench.options.recursive = true;
	bench_read(&bench, &directory, 1);
	ck_assert_str_eq(order(), "abc");
}
END_TEST

START_TEST(a_directory_without_a_capture_is_told)
{
	const char *directory = bench.directory;

	bench_read(&bench, &directory, 1);
	ck_assert(!bench.opened);
	ck_assert_uint_eq(bench.faults, 1);
}
END_TEST

static const struct {
	struct span bytes;
	const char *says;
} aliens[] = {
	{{(const uint8_t *)"", 0}, "is empty"},
	{{(const uint8_t *)"hostname core1\n!\n", 17}, "is text"},
	{{(const uint8_t *)"\0\1\2\3\4\5\6\7\10\11", 10}, "is no capture"},
	{{(const uint8_t *)"PK\3\4abcdefgh", 12}, "zip archive"},
	{{(const uint8_t *)"{\"event_type\":\"flow\"}", 21}, "is JSON"},
	{{(const uint8_t *)"\x1f\x8b\x08\xff\xff\xff\xff\xff\xff\xff\xff", 11}, "compressed data"},
	{{(const uint8_t *)"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff", 9}, "compressed data"},
};

START_TEST(a_named_file_that_is_no_capture_is_told_and_the_rest_is_read)
{
	const char *files[2];

	writer_raw(&w, aliens[_i].bytes.p, aliens[_i].bytes.len);
	files[0] = writer_save(&w, bench.directory, "alien");
	files[1] = save_times("good", "a", (uint32_t[]){1});
	bench_read(&bench, files, 2);
	ck_assert_uint_eq(bench.count, 1);
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_msg(strstr(bench.told, aliens[_i].says) != NULL, "%s", bench.told);
	ck_assert_uint_eq(bench.totals.files_skipped, 1);
	ck_assert_uint_eq(bench.totals.files_read, 1);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_told)
{
	const char *file = "/nonexistent/file.pcap";

	bench_read(&bench, &file, 1);
	ck_assert(!bench.opened);
	ck_assert_msg(strstr(bench.told, "No such file") != NULL, "%s", bench.told);
}
END_TEST

START_TEST(the_hash_is_that_of_the_bytes_on_disk_even_where_they_are_damaged)
{
	struct sha256_ctx ctx;
	char hex[65];

	writer_pcap(&w, MAGIC_MICRO, 65535, LINK_ETHERNET);
	writer_record(&w, 1, 0, SPAN_LIT("good"), 4);
	if (_i)
		writer_raw(&w, "0123456789ab\xff\xff\xff\xff and more behind it", 36);
	sha256_init(&ctx);
	sha256_update(&ctx, w.len, w.bytes);
	digest_sha256_hex(&ctx, hex);
	bench_read_one(&bench, &w, "a");
	ck_assert_str_eq(bench.sha256[0], "");
	bench.options.hash_inputs = true;
	bench_read_one(&bench, &w, "a");
	ck_assert_str_eq(bench.sha256[0], hex);
	ck_assert_uint_eq(bench.totals.files_cut, (unsigned)_i);
}
END_TEST

START_TEST(the_progress_reaches_the_size_of_the_files)
{
	struct frame f;
	uint64_t done, total;
	const char *files[] = {
		save_times("a", "ab", (uint32_t[]){1, 2}),
		save_times("b", "cd", (uint32_t[]){3, 4}),
	};

	struct capture *c = capture_open_files(files, 2, NULL, NULL);
	ck_assert_ptr_nonnull(c);
	capture_progress(c, &done, &total);
	ck_assert_uint_eq(done, 0);
	ck_assert_uint_eq(total, 2 * (24 + 2 * 17));
	while (capture_next(c, &f) == CAPTURE_FRAME)
		continue;
	capture_progress(c, &done, &total);
	ck_assert_uint_eq(done, total);
	ck_assert_int_eq(capture_next(c, &f), CAPTURE_END);
	capture_close(c);
}
END_TEST

START_TEST(a_capture_can_be_closed_before_its_end)
{
	struct frame f;
	const char *file = save_times("a", "ab", (uint32_t[]){1, 2});

	struct capture *c = capture_open_files(&file, 1, NULL, NULL);
	ck_assert_int_eq(capture_next(c, &f), CAPTURE_FRAME);
	ck_assert_ptr_null(capture_source_sha256(c, 0));
	capture_close(c);
}
END_TEST

static TCase *order_cases(void)
{
	TCase *t = tcase_create("order");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, overlapping_files_merge_by_packet_time);
	tcase_add_test(t, files_are_sorted_by_their_first_packet);
	tcase_add_test(t, of_equal_times_the_file_that_started_first_comes_first);
	tcase_add_test(t, files_that_start_at_one_time_keep_the_order_of_the_arguments);
	tcase_add_test(t, a_file_whose_time_goes_back_keeps_its_own_order_and_its_real_stamps);
	tcase_add_test(t, more_files_than_descriptors_are_read_in_order);
	tcase_add_test(t, a_slice_holds_its_start_and_not_its_end);
	return t;
}

static TCase *input_cases(void)
{
	TCase *t = tcase_create("inputs");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, a_filter_is_compiled_for_each_link_type);
	tcase_add_test(t, a_filter_that_makes_no_sense_for_a_link_type_is_told_once);
	tcase_add_test(t, a_filter_with_a_fault_opens_nothing);
	tcase_add_test(t, a_directory_gives_its_captures_by_name_and_is_silent_about_the_rest);
	tcase_add_test(t, a_directory_without_a_capture_is_told);
	tcase_add_loop_test(t, a_named_file_that_is_no_capture_is_told_and_the_rest_is_read, 0,
		(int)(sizeof(aliens) / sizeof(aliens[0])));
	tcase_add_test(t, a_file_that_is_not_there_is_told);
	tcase_add_loop_test(
		t, the_hash_is_that_of_the_bytes_on_disk_even_where_they_are_damaged, 0, 2);
	tcase_add_test(t, the_progress_reaches_the_size_of_the_files);
	tcase_add_test(t, a_capture_can_be_closed_before_its_end);
	return t;
}

int main(void)
{
	Suite *s = suite_create("merge");

	suite_add_tcase(s, order_cases());
	suite_add_tcase(s, input_cases());
	return unit_run_suite(s);
}
