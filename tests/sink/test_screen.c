/* Tests of text made safe for a terminal. */
#include "config.h"

#include "sensor/sink/screen.h"
#include "tests/sink/sink_help.h"
#include "tests/unit.h"

static struct screen_line line;

static const char *safe(const char *text, size_t len, uint32_t columns)
{
	screen_start(&line, columns, false);
	screen_text(&line, span_of(text, (uint32_t)len), columns);
	line.text[line.len] = '\0';
	return line.text;
}

#define SAFE(literal, columns) safe(literal, sizeof(literal) - 1, columns)

START_TEST(no_byte_of_any_pair_reaches_the_terminal_as_a_control)
{
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			char text[3] = {(char)a, (char)b, 'x'};
			const char *shown = safe(text, 3, 80);
			for (const unsigned char *c = (const unsigned char *)shown; *c; c++)
				if (*c < 0x20 || *c == 0x7f || (*c == 0xc2 && c[1] < 0xa0))
					ck_abort_msg("%02x %02x gave control %02x", a, b, *c);
		}
	}
}
END_TEST

START_TEST(controls_are_shown_as_escapes)
{
	ck_assert_str_eq(SAFE("a\033[31mb\r\n\t\x7f", 80), "a\\x1b[31mb\\x0d\\x0a\\x09\\x7f");
	ck_assert_str_eq(SAFE("\xc2\x9b", 80), "\\x9b");
	ck_assert_str_eq(SAFE("\x9b\xff\xc3", 80), "\\x9b\\xff\\xc3");
}
END_TEST

START_TEST(bidirectional_and_invisible_characters_are_shown_as_escapes)
{
	ck_assert_str_eq(SAFE("\xe2\x80\xaa\xe2\x80\xae", 80), "\\u202a\\u202e");
	ck_assert_str_eq(SAFE("\xe2\x81\xa6\xe2\x81\xa9", 80), "\\u2066\\u2069");
	ck_assert_str_eq(SAFE("\xe2\x80\x8b\xef\xbb\xbf", 80), "\\u200b\\ufeff");
	ck_assert_str_eq(SAFE("\xf3\xa0\x81\x81", 80), "\\U0e0041");
}
END_TEST

START_TEST(valid_text_of_other_scripts_stays)
{
	ck_assert_str_eq(SAFE("Z\xc3\xbcrich \xe6\x9d\xb1", 80), "Z\xc3\xbcrich \xe6\x9d\xb1");
	ck_assert_uint_eq(line.columns, 9);
}
END_TEST

START_TEST(overlong_and_surrogate_forms_are_invalid)
{
	ck_assert_str_eq(SAFE("\xc0\x9b", 80), "\\xc0\\x9b");
	ck_assert_str_eq(SAFE("\xe0\x80\x9b", 80), "\\xe0\\x80\\x9b");
	ck_assert_str_eq(SAFE("\xed\xa0\x80", 80), "\\xed\\xa0\\x80");
	ck_assert_str_eq(SAFE("\xf4\x90\x80\x80", 80), "\\xf4\\x90\\x80\\x80");
}
END_TEST

START_TEST(what_does_not_fit_is_cut_with_a_mark)
{
	ck_assert_str_eq(SAFE("12345", 5), "12345");
	ck_assert_str_eq(SAFE("123456", 5), "1234~");
	ck_assert_str_eq(SAFE("123\033", 5), "123~");
	ck_assert_str_eq(
		SAFE("\xe6\x9d\xb1\xe6\x9d\xb1\xe6\x9d\xb1", 5), "\xe6\x9d\xb1\xe6\x9d\xb1~");
	ck_assert_str_eq(SAFE("\xe6\x9d\xb1\xe6\x9d\xb1\xe6\x9d\xb1", 4), "\xe6\x9d\xb1~");
}
END_TEST

START_TEST(piles_of_combining_marks_are_thinned)
{
	char text[1 + 2000];

	text[0] = 'a';
	for (int i = 0; i < 1000; i++)
		memcpy(text + 1 + 2 * i, "\xcc\x81", 2);
	ck_assert_str_eq(safe(text, sizeof(text), 80), "a\xcc\x81\xcc\x81");
}
END_TEST

START_TEST(a_line_never_grows_past_its_room)
{
	static char text[10000];

	memset(text, 0x1b, sizeof(text));
	screen_start(&line, 100000, true);
	for (int i = 0; i < 10; i++) {
		screen_colour(&line, "1;31");
		screen_text(&line, span_of(text, sizeof(text)), 100000);
	}
	ck_assert_uint_lt(line.len, SCREEN_LINE);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("screen");

	tcase_add_test(tc, no_byte_of_any_pair_reaches_the_terminal_as_a_control);
	tcase_add_test(tc, controls_are_shown_as_escapes);
	tcase_add_test(tc, bidirectional_and_invisible_characters_are_shown_as_escapes);
	tcase_add_test(tc, valid_text_of_other_scripts_stays);
	tcase_add_test(tc, overlong_and_surrogate_forms_are_invalid);
	tcase_add_test(tc, what_does_not_fit_is_cut_with_a_mark);
	tcase_add_test(tc, piles_of_combining_marks_are_thinned);
	tcase_add_test(tc, a_line_never_grows_past_its_room);
	return unit_run(tc, "screen");
}
