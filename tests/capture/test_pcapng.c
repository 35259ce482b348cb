/*
 * Frames of pcapng files: byte orders, sections, interfaces with clocks of their own, every packet
 * block, and what is wrong with some of them.
 */
#include "config.h"

#include "tests/capture/bench.h"
#include "tests/unit.h"
#include <check.h>

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

START_TEST(two_interfaces_keep_their_link_types_and_clocks)
{
	w.big = _i;
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0); /* microseconds */
	writer_interface(&w, LINK_RAW, 9, 0);       /* nanoseconds */
	writer_packet(&w, 0, UINT64_C(1700000000123456), SPAN_LIT("one"), 0);
	writer_packet(&w, 1, UINT64_C(1700000001000000999), SPAN_LIT("three"), 0);
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_msg(bench.faults == 0, "%s", bench.told);
	ck_assert_uint_eq(bench.count, 2);
	ck_assert_int_eq(bench.seen[0].frame.ts_us, INT64_C(1700000000123456));
	ck_assert_uint_eq(bench.seen[0].frame.link, LINK_ETHERNET);
	ck_assert(span_eq(bench.seen[0].frame.data, SPAN_LIT("one")));
	ck_assert(!bench.seen[0].frame.direction_known);
	ck_assert_int_eq(bench.seen[1].frame.ts_us, INT64_C(1700000001000000));
	ck_assert_uint_eq(bench.seen[1].frame.link, LINK_RAW);
	ck_assert(span_eq(bench.seen[1].frame.data, SPAN_LIT("three")));
	ck_assert_uint_eq(bench.seen[1].frame.frame_no, 2);
}
END_TEST

static const struct {
	int resolution;
	int64_t offset_s;
	uint64_t ticks;
	int64_t us;
} clocks[] = {
	{0, 0, 1700000000, INT64_C(1700000000000000)},
	{3, 0, UINT64_C(1700000000123), INT64_C(1700000000123000)},
	{12, 0, UINT64_C(1700000000123456789), INT64_C(1700000000123)},
	{0x80, 0, 1700000000, INT64_C(1700000000000000)},     /* 2^0 */
	{0x80 | 1, 0, 3400000001, INT64_C(1700000000500000)}, /* half seconds */
	{0x80 | 32, 0, UINT64_C(1700000000) << 32 | 0x80000000u, INT64_C(1700000000500000)},
	{0x80 | 63, 0, UINT64_C(1) << 62, 500000},
	{0x80 | 64, 0, UINT64_C(1) << 63, 500000},
	{0x80 | 127, 0, UINT64_MAX, 0},
	{6, 1700000000, 123456, INT64_C(1700000000123456)},
	{6, -10, 11000000, 1000000},
	/* What no calendar writes is held at the ends. */
	{127, 0, UINT64_MAX, 0},
	{0, 0, UINT64_MAX, INT64_C(253402300799999999)},
	{6, 0, UINT64_MAX, INT64_C(253402300799999999)},
	{6, INT64_MAX, 1, INT64_C(253402300799999999)},
	{6, INT64_MIN, 1, 0},
	{6, -10, 1, 0},
};

START_TEST(a_clock_of_any_resolution_and_offset_gives_microseconds)
{
	w.big = _i % 2;
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, clocks[_i].resolution, clocks[_i].offset_s);
	writer_packet(&w, 0, clocks[_i].ticks, SPAN_LIT("x"), 0);
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_uint_eq(bench.count, 1);
	ck_assert_int_eq(bench.seen[0].frame.ts_us, clocks[_i].us);
}
END_TEST

START_TEST(the_flags_option_tells_the_direction)
{
	w.big = _i;
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	writer_packet(&w, 0, 1, SPAN_LIT("in"), 1);
	writer_packet(&w, 0, 2, SPAN_LIT("out"), 2);
	writer_packet(&w, 0, 3, SPAN_LIT("?"), 4);
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_uint_eq(bench.count, 3);
	ck_assert(bench.seen[0].frame.direction_known && !bench.seen[0].frame.outgoing);
	ck_assert(bench.seen[1].frame.direction_known && bench.seen[1].frame.outgoing);
	ck_assert(!bench.seen[2].frame.direction_known);
}
END_TEST

START_TEST(sections_of_both_byte_orders_stand_in_one_file)
{
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	writer_packet(&w, 0, 1, SPAN_LIT("little"), 0);
	w.big = true;
	writer_section(&w);
	writer_interface(&w, LINK_LINUX_SLL2, 9, 0);
	writer_packet(&w, 0, 2000, SPAN_LIT("big"), 0);
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_uint_eq(bench.faults, 0);
	ck_assert_uint_eq(bench.count, 2);
	ck_assert_uint_eq(bench.seen[1].frame.link, LINK_LINUX_SLL2);
	ck_assert_int_eq(bench.seen[1].frame.ts_us, 2);
	ck_assert_uint_eq(bench.seen[1].frame.frame_no, 2);
}
END_TEST

START_TEST(simple_and_obsolete_packet_blocks_are_frames_too)
{
	w.big = _i;
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	writer_packet_old(&w, 0, 77, SPAN_LIT("old"));
	writer_simple(&w, SPAN_LIT("simple"), 1500);
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_uint_eq(bench.faults, 0);
	ck_assert_uint_eq(bench.count, 2);
	ck_assert_int_eq(bench.seen[0].frame.ts_us, 77);
	ck_assert(span_eq(bench.seen[0].frame.data, SPAN_LIT("old")));
	/* It has no stamp of its own: that of the frame before keeps the order. */
	ck_assert_int_eq(bench.seen[1].frame.ts_us, 77);
	ck_assert_uint_eq(bench.seen[1].frame.len, 1500);
	ck_assert_mem_eq(bench.seen[1].bytes, "simple", 6);
}
END_TEST

START_TEST(blocks_of_other_types_are_passed_over_however_long_they_are)
{
	struct writer body = {0};
	static const uint8_t much[4096];

	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	for (unsigned n = 0; n < 600; n++)
		writer_raw(&body, much, sizeof(much));
	writer_block(&w, 0x0bad0bad, &body);
	body.len = 0;
	writer_block(&w, 5, &body);
	writer_packet(&w, 0, 1, SPAN_LIT("behind"), 0);
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_uint_eq(bench.faults, 0);
	ck_assert_uint_eq(bench.count, 1);
	writer_free(&body);
}
END_TEST

START_TEST(a_damaged_packet_block_is_left_out_and_told_at_the_end)
{
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	writer_packet(&w, 7, 1, SPAN_LIT("no such interface"), 0);
	size_t at = w.len;
	writer_packet(&w, 0, 1, SPAN_LIT("captured is too long"), 0);
	memcpy(w.bytes + at + 20, "\xff\xff\0\0", 4);
	writer_packet(&w, 0, 2, SPAN_LIT("good"), 0);
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_uint_eq(bench.count, 1);
	ck_assert_uint_eq(bench.seen[0].frame.frame_no, 1);
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_msg(strstr(bench.told, "2 damaged") != NULL, "%s", bench.told);
	ck_assert_uint_eq(bench.totals.files_cut, 1);
}
END_TEST

/** Block lengths that cannot be followed. */
static const uint32_t bad_lengths[] = {0, 4, 8, 11, 13, 0xfffffffc, 0xffffffff, 0x200000};

START_TEST(a_block_length_that_cannot_be_ends_the_file)
{
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	writer_packet(&w, 0, 1, SPAN_LIT("good"), 0);
	writer_u32(&w, 6);
	writer_u32(&w, bad_lengths[_i]);
	writer_raw(&w, "0123456789abcdef0123456789abcdef", 32);
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_uint_eq(bench.count, 1);
	ck_assert_uint_eq(bench.faults, 1);
	ck_assert_uint_eq(bench.totals.files_cut, 1);
}
END_TEST

START_TEST(lengths_at_both_ends_of_a_block_must_agree)
{
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, -1, 0);
	writer_packet(&w, 0, 1, SPAN_LIT("good"), 0);
	writer_packet(&w, 0, 1, SPAN_LIT("bad!"), 0);
	w.bytes[w.len - 4]++;
	bench_read_one(&bench, &w, "a.pcapng");
	ck_assert_uint_eq(bench.count, 1);
	ck_assert_uint_eq(bench.totals.files_cut, 1);
}
END_TEST

START_TEST(a_file_cut_at_any_byte_gives_the_whole_frames_before_the_cut)
{
	struct writer part = {0};
	size_t ends[4];

	w.big = _i;
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, 9, 0);
	for (unsigned n = 0; n < 3; n++) {
		writer_packet(&w, 0, n, SPAN_LIT("abcdefg"), n);
		ends[n] = w.len;
	}
	for (size_t len = 0; len <= w.len; len++) {
		part.len = 0;
		writer_raw(&part, w.bytes, len);
		bench_read_one(&bench, &part, "cut.pcapng");
		unsigned whole = (len >= ends[0]) + (len >= ends[1]) + (len >= ends[2]);
		ck_assert_uint_eq(bench.count, whole);
		ck_assert_uint_le(bench.faults, 1);
		ck_assert(bench.faults == bench.totals.files_cut || len < 4);
	}
	ck_assert_uint_eq(bench.faults, 0);
	writer_free(&part);
}
END_TEST

START_TEST(any_flipped_byte_is_survived)
{
	writer_section(&w);
	writer_interface(&w, LINK_ETHERNET, 9, 5);
	for (unsigned n = 0; n < 3; n++)
		writer_packet(&w, 0, n, SPAN_LIT("abcdefg"), 1);
	for (size_t at = 0; at < w.len; at++) {
		uint8_t kept = w.bytes[at];
		w.bytes[at] ^= (uint8_t)(1 << _i);
		bench_read_one(&bench, &w, "flip.pcapng");
		ck_assert_uint_le(bench.count, 3);
		w.bytes[at] = kept;
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("pcapng");

	tcase_add_checked_fixture(t, begin, end);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, two_interfaces_keep_their_link_types_and_clocks, 0, 2);
	tcase_add_loop_test(t, a_clock_of_any_resolution_and_offset_gives_microseconds, 0,
		(int)(sizeof(clocks) / sizeof(clocks[0])));
	tcase_add_loop_test(t, the_flags_option_tells_the_direction, 0, 2);
	tcase_add_test(t, sections_of_both_byte_orders_stand_in_one_file);
	tcase_add_loop_test(t, simple_and_obsolete_packet_blocks_are_frames_too, 0, 2);
	tcase_add_test(t, blocks_of_other_types_are_passed_over_however_long_they_are);
	tcase_add_test(t, a_damaged_packet_block_is_left_out_and_told_at_the_end);
	tcase_add_loop_test(t, a_block_length_that_cannot_be_ends_the_file, 0,
		(int)(sizeof(bad_lengths) / sizeof(bad_lengths[0])));
	tcase_add_test(t, lengths_at_both_ends_of_a_block_must_agree);
	tcase_add_loop_test(t, a_file_cut_at_any_byte_gives_the_whole_frames_before_the_cut, 0, 2);
	tcase_add_loop_test(t, any_flipped_byte_is_survived, 0, 8);
	return unit_run(t, "pcapng");
}
