/* test_digits: hexadecimal digits, %xx and base64 of several kinds. */
#include "config.h"

#include "sensor/base/digits.h"
#include "tests/unit.h"

#include <check.h>

static void reads(const char *text, unsigned ways, const char *wanted)
{
	uint8_t out[64];
	uint32_t n = base64_read(span_str(text), ways, out);

	ck_assert_msg(span_eq(span_of(out, n), span_str(wanted)), "%s: %.*s", text, (int)n, out);
}

START_TEST(hexadecimal_digits_of_either_case_are_read)
{
	uint8_t out[4];

	ck_assert_int_eq(hex_digit('0'), 0);
	ck_assert_int_eq(hex_digit('f'), 15);
	ck_assert_int_eq(hex_digit('A'), 10);
	for (const char *c = "gG@`/: "; *c; c++)
		ck_assert_int_eq(hex_digit((uint8_t)*c), -1);
	ck_assert(hex_read(SPAN_LIT("00fFa5"), out, 3));
	ck_assert_int_eq(out[1], 0xff);
	ck_assert_int_eq(out[2], 0xa5);
	ck_assert(!hex_read(SPAN_LIT("00fFa"), out, 3));
	ck_assert(!hex_read(SPAN_LIT("00fFag"), out, 3));
}
END_TEST

static void opens(const char *text, bool plus, const char *wanted)
{
	uint8_t out[16];
	uint32_t n = percent_read(span_str(text), plus, out, sizeof(out));

	ck_assert_msg(span_eq(span_of(out, n), span_str(wanted)), "%s: %.*s", text, (int)n, out);
}

START_TEST(a_code_of_a_url_is_its_byte_and_what_is_none_stays)
{
	opens("a%2Fb%2f", false, "a/b/");
	opens("%", false, "%");
	opens("%4", false, "%4");
	opens("%4g%%41", false, "%4g%A");
	opens("%2541", false, "%41"); /* once alone */
	opens("a+b", false, "a+b");
	opens("a+b%2b", true, "a b+");
	opens("", true, "");
	opens("%41234567890123456789", false, "A234567890123456"); /* up to its room */
	ck_assert_int_eq(hex_coded(SPAN_LIT("=3d"), 0, '='), '=');
	ck_assert_int_eq(hex_coded(SPAN_LIT("=3d"), 0, '%'), -1);
	ck_assert_int_eq(hex_coded(SPAN_LIT("=3d"), 1, '='), -1);
}
END_TEST

START_TEST(base64_is_read_as_strictly_as_it_is_asked_for)
{
	reads("YWRtaW46c2VjcmV0", 0, "admin:secret");
	reads("YWRtaW4=YWRtaW4=", 0, "admin");
	reads("YWRt\r\naW4=", 0, "adm");
	reads("YWRt\r\naW4=", BASE64_LAX, "admin");
	reads("_-8=", BASE64_URL, "\xff\xef");
	reads("_-8=", 0, "");
	reads("", BASE64_LAX, "");
}
END_TEST

START_TEST(base64_is_written_with_padding)
{
	char out[8];

	ck_assert_uint_eq(base64_write(SPAN_LIT("a"), out), 4);
	ck_assert(memcmp(out, "YQ==", 4) == 0);
	ck_assert_uint_eq(base64_write(SPAN_LIT("abc"), out), 4);
	ck_assert(memcmp(out, "YWJj", 4) == 0);
	ck_assert_uint_eq(base64_write(span_of(NULL, 0), out), 0);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("digits");

	tcase_add_test(t, hexadecimal_digits_of_either_case_are_read);
	tcase_add_test(t, a_code_of_a_url_is_its_byte_and_what_is_none_stays);
	tcase_add_test(t, base64_is_read_as_strictly_as_it_is_asked_for);
	tcase_add_test(t, base64_is_written_with_padding);
	return unit_run(t, "digits");
}
