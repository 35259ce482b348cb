/* Tests of what reads and writes bytes: cursor, span, addr, json, sums, dates. */
#include "config.h"

#include "sensor/base/calendar.h"
#include "sensor/base/content.h"
#include "sensor/base/cursor.h"
#include "sensor/base/fnv.h"
#include "sensor/base/json.h"
#include "sensor/base/siphash.h"
#include "tests/unit.h"

#include <check.h>

START_TEST(a_cursor_reads_to_its_end_and_the_error_sticks)
{
	static const uint8_t bytes[] = {1, 2, 3, 4, 5};
	struct cursor c = cursor_of(span_of(bytes, 5));

	ck_assert_uint_eq(cursor_be16(&c), 0x0102);
	ck_assert_uint_eq(cursor_be24(&c), 0x030405);
	ck_assert(cursor_ok(&c));
	ck_assert_uint_eq(cursor_u8(&c), 0);
	ck_assert(!cursor_ok(&c));
	ck_assert_uint_eq(cursor_be32(&c), 0);
	ck_assert_uint_eq(cursor_left(&c), 0);
}
END_TEST

START_TEST(a_child_cursor_ends_with_its_length_and_inherits_the_error)
{
	static const uint8_t bytes[] = {1, 2, 3, 4};
	struct cursor c = cursor_of(span_of(bytes, 4));
	struct cursor child = cursor_child(&c, 2);

	cursor_skip(&child, 3);
	ck_assert(!cursor_ok(&child));
	ck_assert(cursor_ok(&c));
	ck_assert_uint_eq(cursor_left(&c), 2);
	child = cursor_child(&c, 9);
	ck_assert(!cursor_ok(&c) && !cursor_ok(&child));
}
END_TEST

START_TEST(a_cursor_over_nothing_gives_nothing)
{
	struct cursor c = cursor_of(span_of(NULL, 0));

	ck_assert_uint_eq(cursor_span(&c, 0).len, 0);
	cursor_skip(&c, 0);
	ck_assert_uint_eq(cursor_rest(&c).len, 0);
	ck_assert(cursor_ok(&c));
	ck_assert_uint_eq(cursor_span(&c, 1).len, 0);
	ck_assert(!cursor_ok(&c));
}
END_TEST

START_TEST(a_line_without_its_end_is_no_line_yet)
{
	struct cursor c = cursor_of(SPAN_LIT("one\r\ntwo\nthr"));
	struct span line;

	ck_assert(cursor_line(&c, &line) && span_eq(line, SPAN_LIT("one")));
	ck_assert(cursor_line(&c, &line) && span_eq(line, SPAN_LIT("two")));
	ck_assert(!cursor_line(&c, &line));
	ck_assert(cursor_ok(&c) && cursor_left(&c) == 3);
}
END_TEST

START_TEST(decimals_are_refused_when_they_are_not_wholly_numbers)
{
	uint64_t n = 7;

	ck_assert(span_decimal(SPAN_LIT("65535"), 65535, &n) && n == 65535);
	ck_assert(!span_decimal(SPAN_LIT("65536"), 65535, &n));
	ck_assert(!span_decimal(SPAN_LIT("6379x"), 65535, &n));
	ck_assert(!span_decimal(SPAN_LIT(""), 65535, &n));
	ck_assert(!span_decimal(SPAN_LIT("99999999999999999999"), UINT64_MAX, &n));
	ck_assert(span_decimal(SPAN_LIT("18446744073709551615"), UINT64_MAX, &n));
}
END_TEST

static void check_addr(const char *in, const char *out)
{
	struct addr a;
	char text[ADDR_TEXT];

	ck_assert(addr_parse(span_str(in), &a));
	addr_text(&a, text);
	ck_assert_str_eq(text, out);
}

START_TEST(a_parameter_of_a_field_is_found_by_its_whole_name)
{
	struct span field = SPAN_LIT("form-data; filename=\"a b.bin\"; NAME=x;y=\"no end");

	ck_assert(span_eq(span_parameter(field, "filename"), SPAN_LIT("a b.bin")));
	ck_assert(span_eq(span_parameter(field, "name"), SPAN_LIT("x")));
	ck_assert(span_eq(span_parameter(field, "y"), SPAN_LIT("no end")));
	ck_assert_uint_eq(span_parameter(field, "ilename").len, 0);
	ck_assert_uint_eq(span_parameter(field, "form-data").len, 0);
	ck_assert_uint_eq(span_parameter(SPAN_LIT("name="), "name").len, 0);
	ck_assert(span_eq(span_parameter(SPAN_LIT("a\nb=1\r\nc"), "b"), SPAN_LIT("1")));
	ck_assert(span_eq(span_parameter(SPAN_LIT("b=\"1\r\nc\""), "b"), SPAN_LIT("1")));
}
END_TEST

START_TEST(sums_and_dates_are_those_of_their_definitions)
{
	ck_assert_uint_eq(fnv32(FNV32, SPAN_LIT("")), 0x811c9dc5u);
	ck_assert_uint_eq(fnv32(FNV32, SPAN_LIT("foobar")), 0xbf9cf968u);
	ck_assert_uint_eq(fnv64(FNV64, SPAN_LIT("foobar")), 0x85944171f73967e8ull);
	ck_assert_int_eq(calendar_days(1970, 1, 1), 0);
	ck_assert_int_eq(calendar_days(1969, 12, 31), -1);
	ck_assert_int_eq(calendar_days(2000, 2, 29), 11016);
	ck_assert_int_eq(calendar_days(2000, 3, 1), 11017);
	ck_assert_int_eq(calendar_days(2026, 11, 22), 20779);
	ck_assert_int_eq(calendar_days(0, 1, 1), -719528);
}
END_TEST

START_TEST(content_is_told_by_its_bytes_alone)
{
	uint8_t bytes[80];

	for (uint32_t at = 0; at < 8; at++)
		for (uint32_t len = 0; len <= 72; len++) {
			memset(bytes, 0, sizeof(bytes));
			uint64_t zeros = content_hash(span_of(bytes + at, len));
			ck_assert_uint_eq(zeros, content_hash(span_of(bytes, len)));
			ck_assert_uint_ne(zeros, content_hash(span_of(bytes, len + 1)));
			for (uint32_t i = 0; i < len; i++) {
				bytes[at + i] = 1;
				ck_assert_uint_ne(zeros, content_hash(span_of(bytes + at, len)));
				bytes[at + i] = 0;
			}
		}
}
END_TEST

START_TEST(addresses_are_written_as_rfc_5952_asks)
{
	check_addr("10.0.0.255", "10.0.0.255");
	check_addr("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1");
	check_addr("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
	check_addr("::", "::");
	check_addr("::1", "::1");
	check_addr("fe80::", "fe80::");
	check_addr("2001:DB8::ABCD", "2001:db8::abcd");
}
END_TEST

START_TEST(prefixes_match_to_the_bit)
{
	struct addr a, p;

	addr_parse(SPAN_LIT("10.1.2.130"), &a);
	addr_parse(SPAN_LIT("10.1.2.128"), &p);
	ck_assert(addr_in_prefix(&a, &p, 96 + 25));
	ck_assert(addr_in_prefix(&a, &p, 96 + 30));
	ck_assert(!addr_in_prefix(&a, &p, 96 + 31));
}
END_TEST

static void check_json(struct span in, const char *out)
{
	char buf[8192];
	struct json j = json_of(buf, sizeof(buf));

	json_text(&j, in);
	ck_assert_uint_eq(j.len, strlen(out));
	ck_assert_mem_eq(buf, out, j.len);
}

START_TEST(json_text_is_valid_whatever_the_bytes)
{
	check_json(SPAN_LIT("a\"b\\c\n"), "\"a\\\"b\\\\c\\n\"");
	check_json(SPAN_LIT("\x00\x1b\x7f"), "\"\\u0000\\u001b\\u007f\"");
	check_json(SPAN_LIT("gr\xc3\xbc\xc3\x9f"), "\"gr\xc3\xbc\xc3\x9f\"");
	check_json(SPAN_LIT("\xff\xc3"), "\"\\u00ff\\u00c3\"");
	check_json(SPAN_LIT("\xed\xa0\x80"), "\"\\u00ed\\u00a0\\u0080\"");
	check_json(SPAN_LIT("\xc0\xaf\xf4\x90\x80\x80"),
		"\"\\u00c0\\u00af\\u00f4\\u0090\\u0080\\u0080\"");
	check_json(SPAN_LIT("\xc2\x9b[31m"), "\"\\u009b[31m\"");
}
END_TEST

START_TEST(json_puts_commas_where_they_belong)
{
	char buf[256];
	struct json j = json_of(buf, sizeof(buf));

	json_open(&j, '{');
	json_kv_u64(&j, "a", 0);
	json_key(&j, "b");
	json_open(&j, '[');
	json_i64(&j, -12);
	json_bool(&j, true);
	json_close(&j, ']');
	json_raw(&j, SPAN_LIT("\"c\":{}"));
	json_close(&j, '}');
	ck_assert_uint_eq(j.len, strlen("{\"a\":0,\"b\":[-12,true],\"c\":{}}"));
	ck_assert_mem_eq(buf, "{\"a\":0,\"b\":[-12,true],\"c\":{}}", j.len);
}
END_TEST

START_TEST(json_that_does_not_fit_is_marked_and_never_written_past_the_end)
{
	char buf[8];
	struct json j = json_of(buf, sizeof(buf));

	json_text(&j, SPAN_LIT("0123456789"));
	ck_assert(j.full);
	ck_assert_uint_le(j.len, sizeof(buf));
}
END_TEST

START_TEST(times_are_written_in_utc_with_microseconds_over_all_years)
{
	char text[33];

	time_text(0, text);
	ck_assert_str_eq(text, "1970-01-01T00:00:00.000000+0000");
	time_text(-1, text);
	ck_assert_str_eq(text, "1969-12-31T23:59:59.999999+0000");
	time_text(1795316425599518ll, text);
	ck_assert_str_eq(text, "2026-11-22T03:00:25.599518+0000");
	time_text(INT64_MAX, text);
	ck_assert_str_eq(text, "9999-12-31T23:59:59.999999+0000");
}
END_TEST

START_TEST(siphash_1_3_gives_the_reference_value)
{
	uint8_t key_bytes[16];
	struct siphash_key key;

	for (int i = 0; i < 16; i++)
		key_bytes[i] = (uint8_t)i;
	memcpy(&key, key_bytes, sizeof(key));
	ck_assert_uint_eq(siphash(&key, "", 0), 0xabac0158050fc4dcull);
}
END_TEST

START_TEST(the_head_of_a_text_ends_with_a_whole_character)
{
	struct span euro = SPAN_LIT("ab\xe2\x82\xac"
				    "c"),
		    bytes = SPAN_LIT("\x80\x80\x80\x80\x80\x80");

	ck_assert_uint_eq(span_head(euro, 2).len, 2);
	ck_assert_uint_eq(span_head(euro, 3).len, 2);
	ck_assert_uint_eq(span_head(euro, 4).len, 2);
	ck_assert_uint_eq(span_head(euro, 5).len, 5);
	ck_assert_uint_eq(span_head(euro, 99).len, 6);
	ck_assert_uint_eq(span_head(bytes, 5).len, 5);
	ck_assert_uint_eq(span_head(span_of(NULL, 0), 5).len, 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("bytes");

	tcase_add_test(tc, a_cursor_reads_to_its_end_and_the_error_sticks);
	tcase_add_test(tc, a_child_cursor_ends_with_its_length_and_inherits_the_error);
	tcase_add_test(tc, a_cursor_over_nothing_gives_nothing);
	tcase_add_test(tc, a_line_without_its_end_is_no_line_yet);
	tcase_add_test(tc, decimals_are_refused_when_they_are_not_wholly_numbers);
	tcase_add_test(tc, a_parameter_of_a_field_is_found_by_its_whole_name);
	tcase_add_test(tc, sums_and_dates_are_those_of_their_definitions);
	tcase_add_test(tc, content_is_told_by_its_bytes_alone);
	tcase_add_test(tc, addresses_are_written_as_rfc_5952_asks);
	tcase_add_test(tc, prefixes_match_to_the_bit);
	tcase_add_test(tc, json_text_is_valid_whatever_the_bytes);
	tcase_add_test(tc, json_puts_commas_where_they_belong);
	tcase_add_test(tc, json_that_does_not_fit_is_marked_and_never_written_past_the_end);
	tcase_add_test(tc, times_are_written_in_utc_with_microseconds_over_all_years);
	tcase_add_test(tc, siphash_1_3_gives_the_reference_value);
	tcase_add_test(tc, the_head_of_a_text_ends_with_a_whole_character);
	return unit_run(tc, "bytes");
}
