/*
 * Frames of pcap files: byte orders, magics, record headers, and what is wrong with some of them.
 */
#include "config.h"

#include "tests/capture/bench.h"
#include "tests/unit.h"
#include <check.h>
#include <stdlib.h>

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

static const uint32_t magics[] = {MAGIC_MICRO, MAGIC_NANO, MAGIC_MODIFIED};

START_TEST(every_magic_in_both_byte_orders_gives_the_same_frames)
{
	uint32_t magic = magics[_i / 2];

	w.big = _i % 2;
	writer_pcap(&w, magic, 65535, LINK_ETHERNET);
	writer_record(
		&w, 1700000000, magic == MAGIC_NANO ? 123456789 : 123456, SPAN_LIT("first"), 5);
	writer_record(&w, 1700000001, 0, SPAN_LIT("sec"), 1500);
	bench_read_one(&bench, &w, "a.pcap");
	ck_assert_uint_eq(bench.faults, 0);
	ck_assert_uint_eq(bench.count, 2);
	const struct frame *f = &bench.seen[0].frame;
	ck_assert_int_eq(f->ts_us, INT64_C(1700000000123456));
	ck_assert(span_eq(f->data, SPAN_LIT("first")));
	ck_assert_uint_eq(f->frame_no, 1);
	ck_assert_uint_eq(f->link, LINK_ETHERNET);
	ck_assert(f->direction_known == (magic == MAGIC_MODIFIED));
	ck_assert(f->outgoing == (magic == MAGIC_MODIFIED));
	f = &bench.seen[1].frame;
	ck_assert(span_eq(f->data, SPAN_LIT("sec")));
	ck_assert_uint_eq(f->len, 1500);
	ck_assert_uint_eq(f->frame_no, 2);
	ck_assert_uint_eq(bench.totals.files_read, 1);
	ck_assert_uint_eq(bench.totals.files_cut, 0);
	ck_assert_str_eq(bench.names[0], "a.pcap");
}
END_TEST

START_TEST(a_snap_length_of_zero_or_one_that_is_too_small_cuts_nothing)
{
	writer_pcap(&w, MAGIC_MICRO, _i == 0 ? 0 : 2, LINK_RAW);
	writer_record(&w, 1, 2, SPAN_LIT("whole"), 5);
	bench_read_one(&bench, &w, "a.pcap");
	ck_assert_uint_eq(bench.faults, 0);
	ck_assert_uint_eq(bench.count, 1);
	ck_assert_uint_eq(bench.seen[0].frame.data.len, 5);
}
END_TEST

START_TEST(stamps_of_zero_and_of_all_ones_do_not_overflow)
{
	writer_pcap(&w, MAGIC_MICRO, 65535, LINK_RAW);
	writer_record(&w, 0, 0, SPAN_LIT("a"), 1);
	writer_record(&w, UINT32_MAX, UINT32_MAX, SPAN_LIT("b"), 1);
	bench_read_one(&bench, &w, "a.pcap");
	ck_assert_uint_eq(bench.count, 2);
	ck_assert_int_eq(bench.seen[0].frame.ts_us, 0);
	ck_assert_int_eq(bench.seen[1].frame.ts_us, INT64_C(4294967295) * 1000000 + 4294967295);
}
END_TEST

START_TEST(the_fcs_bits_above_the_link_type_are_not_part_of_it)
{
	writer_pcap(&w, MAGIC_MICRO, 65535, 0x24000000 | LINK_ETHERNET);
	writer_record(&w, 1, 0, SPAN_LIT("a"), 1);
	bench_read_one(&bench, &w, "a.pcap");
	ck_assert_uint_eq(bench.seen[0].frame.link, LINK_ETHERNET);
}
END_TEST

START_TEST(a_frame_of_no_bytes_is_a_frame)
{
	writer_pcap(&w, MAGIC_MICRO, 65535, LINK_ETHERNET);
	writer_record(&w, 1, 0, SPAN_LIT(""), 60);
	writer_record(&w, 2, 0, SPAN_LIT("b"), 1);
	bench_read_one(&bench, &w, "a.pcap");
	ck_assert_uint_eq(bench.count, 2);
	ck_assert_uint_eq(bench.seen[0].frame.len, 60);
	ck_assert_uint_eq(bench.seen[0].frame.data.len, 0);
}
END_TEST

START_TEST(cooked_captures_tell_the_direction)
{
	uint8_t sll[16] = {0, 4}, sll2[20] = {0};

	sll2[10] = 4;
	writer_pcap(&w, MAGIC_MICRO, 65535, _i == 0 ? LINK_LINUX_SLL : LINK_LINUX_SLL2);
	writer_record(&w, 1, 0, _i == 0 ? span_of(sll, 16) : span_of(sll2, 20), 20);
	sll[1] = sll2[10] = 0;
	writer_record(&w, 1, 0, _i == 0 ? span_of(sll, 16) : span_of(sll2, 20), 20);
	bench_read_one(&bench, &w, "a.pcap");
	ck_assert_uint_eq(bench.count, 2);
	ck_assert(bench.seen[0].frame.direction_known && bench.seen[0].frame.outgoing);
	ck_assert(bench.seen[1].frame.direction_known && !bench.seen[1].frame.outgoing);
}
END_TEST

START_TEST(a_length_that_cannot_be_ends_the_file_and_keeps_what_stands_before)
{
	writer_pcap(&w, MAGIC_MICRO, 65535, LINK_ETHERNET);
	writer_record(&w, 1, 0, SPAN_LIT("good"), 4);
	writer_u32(&w, 2);
	writer_u32(&w, 0);
	writer_u32(&w, 0x7fffffff);
	writer_u32(&w, 60);
	writer_raw(&w, "more bytes that are never reached", 33);
	bench_read_one(&bench, &w, "a.pcap");
	ck_assert_uint_eq(bench.count, 1);
	ck_assert_uint_eq(bench.totals.files_cut, 1);
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_msg(strstr(bench.told, "damaged after frame 1") != NULL, "%s", bench.told);
}
END_TEST

START_TEST(a_file_cut_at_any_byte_gives_the_whole_frames_before_the_cut)
{
	struct writer part = {0};
	unsigned head = magics[_i / 2] == MAGIC_MODIFIED ? 24 : 16;

	w.big = _i % 2;
	writer_pcap(&w, magics[_i / 2], 65535, LINK_ETHERNET);
	for (unsigned n = 0; n < 3; n++)
		writer_record(&w, n, 0, SPAN_LIT("abcdefg"), 7);
	for (size_t len = 0; len <= w.len; len++) {
		part.len = 0;
		writer_raw(&part, w.bytes, len);
		bench_read_one(&bench, &part, "cut.pcap");
		unsigned whole = len < 24 ? 0 : (unsigned)(len - 24) / (head + 7);
		bool clean = len >= 24 && (len - 24) % (head + 7) == 0;
		ck_assert_uint_eq(bench.count, whole);
		ck_assert_uint_eq(bench.faults, clean ? 0 : 1);
		ck_assert_uint_eq(bench.totals.files_cut, len >= 4 && !clean ? 1 : 0);
		ck_assert(bench.opened == (len >= 4));
	}
	writer_free(&part);
}
END_TEST

START_TEST(a_frame_as_long_as_the_limit_passes_the_window)
{
	uint32_t len = 256 * 1024;
	uint8_t *big = calloc(1, len);

	big[0] = 'x';
	writer_pcap(&w, MAGIC_MICRO, 0, LINK_ETHERNET);
	for (unsigned n = 0; n < 5; n++)
		writer_record(&w, n, 0, span_of(big, len - n), len);
	bench_read_one(&bench, &w, "a.pcap");
	ck_assert_uint_eq(bench.faults, 0);
	ck_assert_uint_eq(bench.count, 5);
	for (unsigned n = 0; n < 5; n++) {
		ck_assert_uint_eq(bench.seen[n].frame.data.len, len - n);
		ck_assert_uint_eq(bench.seen[n].bytes[0], 'x');
	}
	free(big);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("classic");

	tcase_add_checked_fixture(t, begin, end);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_magic_in_both_byte_orders_gives_the_same_frames, 0, 6);
	tcase_add_loop_test(t, a_snap_length_of_zero_or_one_that_is_too_small_cuts_nothing, 0, 2);
	tcase_add_test(t, stamps_of_zero_and_of_all_ones_do_not_overflow);
	tcase_add_test(t, the_fcs_bits_above_the_link_type_are_not_part_of_it);
	tcase_add_test(t, a_frame_of_no_bytes_is_a_frame);
	tcase_add_loop_test(t, cooked_captures_tell_the_direction, 0, 2);
	tcase_add_test(t, a_length_that_cannot_be_ends_the_file_and_keeps_what_stands_before);
	tcase_add_loop_test(t, a_file_cut_at_any_byte_gives_the_whole_frames_before_the_cut, 0, 6);
	tcase_add_test(t, a_frame_as_long_as_the_limit_passes_the_window);
	return unit_run(t, "classic");
}
