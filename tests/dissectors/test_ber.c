/*
 * test_ber: dissectors/common/ber.c, oid.c and text.c: what BER may say and what it may not.
 */
#include "config.h"

#include "dissectors/common/ber.h"
#include "dissectors/common/oid.h"
#include "dissectors/common/text.h"
#include "tests/unit.h"

#include <check.h>

#define BYTES(literal) SPAN_LIT(literal)

static bool reads_int(struct span bytes, int64_t *ret)
{
	struct ber b = ber_of(bytes, 1);

	return ber_int(&b, BER_INTEGER, ret);
}

START_TEST(integers_of_one_to_eight_octets_are_read_with_their_sign)
{
	int64_t v = 0;

	ck_assert(reads_int(BYTES("\x02\x01\x7f"), &v));
	ck_assert_int_eq(v, 127);
	ck_assert(reads_int(BYTES("\x02\x01\x80"), &v));
	ck_assert_int_eq(v, -128);
	ck_assert(reads_int(BYTES("\x02\x04\xff\xff\xff\xfe"), &v));
	ck_assert_int_eq(v, -2);
	ck_assert(reads_int(BYTES("\x02\x08\x80\x00\x00\x00\x00\x00\x00\x00"), &v));
	ck_assert(v == INT64_MIN);
	ck_assert(!reads_int(BYTES("\x02\x00"), &v));
	ck_assert(!reads_int(BYTES("\x02\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01"), &v));
	ck_assert(!reads_int(BYTES("\x04\x01\x01"), &v));
	ck_assert(!reads_int(BYTES(""), &v));
}
END_TEST

START_TEST(unsigned_numbers_may_have_a_zero_in_front)
{
	uint64_t v = 0;

	ck_assert(ber_unsigned(BYTES("\x00\xff\xff\xff\xff\xff\xff\xff\xff"), &v));
	ck_assert(v == UINT64_MAX);
	ck_assert(ber_unsigned(BYTES("\xff"), &v));
	ck_assert_uint_eq(v, 255);
	ck_assert(!ber_unsigned(BYTES("\x01\xff\xff\xff\xff\xff\xff\xff\xff"), &v));
	ck_assert(!ber_unsigned(BYTES(""), &v));
}
END_TEST

START_TEST(lengths_are_definite_and_of_four_octets_at_most)
{
	int64_t v;

	ck_assert(reads_int(BYTES("\x02\x81\x01\x05"), &v));
	ck_assert(reads_int(BYTES("\x02\x84\x00\x00\x00\x01\x05"), &v));
	ck_assert(!reads_int(BYTES("\x02\x85\x00\x00\x00\x00\x01\x05"), &v));
	ck_assert(!reads_int(BYTES("\x02\x80\x05\x00\x00"), &v));
	ck_assert(!reads_int(BYTES("\x02\x84\xff\xff\xff\xff\x05"), &v));
	ck_assert(!reads_int(BYTES("\x02\xff\x05"), &v));
	ck_assert(!reads_int(BYTES("\x02\x02\x05"), &v));
}
END_TEST

START_TEST(a_tag_number_in_an_octet_of_its_own_means_the_same_and_larger_ones_nothing)
{
	int64_t v = 0;

	ck_assert(reads_int(BYTES("\x1f\x02\x01\x05"), &v));
	ck_assert_int_eq(v, 5);
	ck_assert(!reads_int(BYTES("\x1f\x1f\x01\x05"), &v));
	ck_assert(!reads_int(BYTES("\x1f\x82\x01\x05"), &v));
	ck_assert(!reads_int(BYTES("\x1f"), &v));
}
END_TEST

START_TEST(depth_is_a_number_that_ends)
{
	uint8_t bomb[200];
	uint32_t levels = 0;

	for (uint32_t i = 0; i < sizeof(bomb); i += 2) {
		bomb[i] = 0x30;
		bomb[i + 1] = (uint8_t)(sizeof(bomb) - i - 2 < 127 ? sizeof(bomb) - i - 2 : 127);
	}
	struct ber at = ber_of(span_of(bomb, sizeof(bomb)), 16), inner;
	while (ber_open(&at, BER_SEQUENCE, &inner)) {
		at = inner;
		levels++;
	}
	ck_assert_uint_eq(levels, 16);
}
END_TEST

START_TEST(what_is_there_of_a_level_that_is_cut_can_be_read)
{
	struct ber outer = ber_of(BYTES("\x30\x20\x02\x01\x05\x02\x04\x01"), 2), inner;
	int64_t v = 0;

	ck_assert(ber_open(&outer, BER_SEQUENCE, &inner));
	ck_assert(inner.cut);
	ck_assert(ber_int(&inner, BER_INTEGER, &v));
	ck_assert_int_eq(v, 5);
	ck_assert(!ber_int(&inner, BER_INTEGER, &v));
	ck_assert(!ber_ok(&inner));
	ck_assert(ber_ok(&outer));
}
END_TEST

START_TEST(the_length_of_an_element_is_known_from_its_head)
{
	uint64_t total;

	ck_assert(ber_total(BYTES(""), &total) && total == 0);
	ck_assert(ber_total(BYTES("\x30"), &total) && total == 0);
	ck_assert(ber_total(BYTES("\x30\x82\x01"), &total) && total == 0);
	ck_assert(ber_total(BYTES("\x30\x82\x01\x00"), &total) && total == 260);
	ck_assert(ber_total(BYTES("\x30\x05"), &total) && total == 7);
	ck_assert(ber_total(BYTES("\x30\x84\xff\xff\xff\xff"), &total) && total == 0x100000005);
	ck_assert(!ber_total(BYTES("\x30\x80"), &total));
	ck_assert(!ber_total(BYTES("\x30\x85\x00"), &total));
}
END_TEST

static const char *oid_shown(struct span body, struct oid *oid)
{
	static char text[4096];
	struct arena arena;

	ck_assert_int_eq(arena_init(&arena, 8192), 0);
	ck_assert(oid_read(&arena, body, oid));
	if (oid->text.len)
		memcpy(text, oid->text.p, oid->text.len);
	text[oid->text.len] = 0;
	arena_free(&arena);
	return text;
}

START_TEST(oids_become_dotted_text)
{
	struct oid oid;

	ck_assert_str_eq(oid_shown(BYTES("\x2b\x06\x01\x02\x01"), &oid), "1.3.6.1.2.1");
	ck_assert_uint_eq(oid.count, 6);
	ck_assert(!oid.bad && !oid.big && !oid.padded);
	ck_assert_str_eq(oid_shown(BYTES("\x00"), &oid), "0.0");
	ck_assert_str_eq(oid_shown(BYTES("\x77"), &oid), "2.39");
	ck_assert_str_eq(oid_shown(BYTES("\x88\x37\x03"), &oid), "2.999.3");
	ck_assert_str_eq(oid_shown(BYTES("\x2b\x8f\xff\xff\xff\x7f"), &oid), "1.3.4294967295");
	ck_assert(!oid.big);
}
END_TEST

START_TEST(odd_oids_are_marked)
{
	struct oid oid;
	uint8_t many[200];

	oid_shown(BYTES("\x2b\x90\x80\x80\x80\x00"), &oid);
	ck_assert(oid.big && !oid.bad);
	oid_shown(BYTES("\x2b\x80\x01"), &oid);
	ck_assert(oid.padded && !oid.bad);
	oid_shown(BYTES("\x2b\x81"), &oid);
	ck_assert(oid.bad);
	oid_shown(BYTES(""), &oid);
	ck_assert(oid.bad);
	memset(many, 1, sizeof(many));
	oid_shown(span_of(many, sizeof(many)), &oid);
	ck_assert_uint_eq(oid.count, 201);
	ck_assert_uint_eq(oid.text.len, 2 * OID_SHOWN_MAX - 1);
}
END_TEST

START_TEST(ancestors_end_at_a_dot)
{
	struct span oid = SPAN_LIT("1.3.6.1");

	ck_assert(oid_under(oid, SPAN_LIT("1.3.6")));
	ck_assert(oid_under(oid, oid));
	ck_assert(!oid_under(SPAN_LIT("1.3.61"), SPAN_LIT("1.3.6")));
	ck_assert(!oid_under(SPAN_LIT("1.3"), SPAN_LIT("1.3.6")));
	ck_assert(span_eq(oid_rest(oid, SPAN_LIT("1.3")), SPAN_LIT("6.1")));
	ck_assert_uint_eq(oid_rest(oid, oid).len, 0);
}
END_TEST

START_TEST(text_is_shown_when_it_is_ascii_or_utf8)
{
	ck_assert(text_is_shown(SPAN_LIT("plain\r\n\ttext")));
	ck_assert(text_is_shown(SPAN_LIT("Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80")));
	ck_assert(!text_is_shown(SPAN_LIT("\x1b[2J")));
	ck_assert(!text_is_shown(SPAN_LIT("a\0b")));
	ck_assert(!text_is_shown(SPAN_LIT("\xc0\x80")));
	ck_assert(!text_is_shown(SPAN_LIT("\xed\xa0\x80")));
	ck_assert(!text_is_shown(SPAN_LIT("\xf4\x90\x80\x80")));
	ck_assert(!text_is_shown(SPAN_LIT("\xe2\x82")));
	ck_assert(!text_is_shown(SPAN_LIT("\xff")));
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("ber");

	tcase_add_test(tests, integers_of_one_to_eight_octets_are_read_with_their_sign);
	tcase_add_test(tests, unsigned_numbers_may_have_a_zero_in_front);
	tcase_add_test(tests, lengths_are_definite_and_of_four_octets_at_most);
	tcase_add_test(
		tests, a_tag_number_in_an_octet_of_its_own_means_the_same_and_larger_ones_nothing);
	tcase_add_test(tests, depth_is_a_number_that_ends);
	tcase_add_test(tests, what_is_there_of_a_level_that_is_cut_can_be_read);
	tcase_add_test(tests, the_length_of_an_element_is_known_from_its_head);
	tcase_add_test(tests, oids_become_dotted_text);
	tcase_add_test(tests, odd_oids_are_marked);
	tcase_add_test(tests, ancestors_end_at_a_dot);
	tcase_add_test(tests, text_is_shown_when_it_is_ascii_or_utf8);
	return unit_run(tests, "ber");
}
