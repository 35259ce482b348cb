/* Times that people write. */
#include "config.h"

#include "tests/rules/policies.h"
#include "tests/unit.h"

static void expect(const char *text, int64_t seconds, int64_t micros)
{
	int64_t us = -1;

	ck_assert_msg(when_parse(span_str(text), &us) == WHEN_OK, "%s", text);
	ck_assert_msg(us == seconds * 1000000 + micros, "%s: %jd", text, (intmax_t)us);
}

START_TEST(times_with_an_offset_are_taken)
{
	expect("1970-01-01T00:00:00Z", 0, 0);
	expect("2026-11-22T01:00:00Z", 1795309200, 0);
	expect("2026-11-22T01:00Z", 1795309200, 0);
	expect("2026-11-22 02:00:00+01:00", 1795309200, 0);
	expect("2026-11-21t19:30:00-05:30", 1795309200, 0);
	expect("2026-11-22T01:00:00.25+0000", 1795309200, 250000);
	expect("2026-11-22T01:00:00.1234567Z", 1795309200, 123456);
	expect(" 2026-11-22T01:00:00 +00:00 ", 1795309200, 0);
	expect("2024-02-29T00:00:00Z", 1709164800, 0);
	expect("2016-12-31T23:59:60Z", 1483228800, 0);
	expect("2999-12-31T23:59:59Z", 32503679999, 0);
}
END_TEST

START_TEST(times_without_an_offset_are_told_apart)
{
	static const char *const texts[] = {
		"2026-11-22", "2026-11-22T01:00", "2026-11-22T01:00:00", "2026-11-22 01:00:00.5"};
	int64_t us = 7;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(
			when_parse(span_str(texts[i]), &us) == WHEN_NO_OFFSET, "%s", texts[i]);
	ck_assert_int_eq(us, 7);
}
END_TEST

START_TEST(what_is_no_time_is_refused)
{
	static const char *const texts[] = {"", "Z", "now", "2026-13-01T00:00:00Z",
		"2026-02-29T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
		"2026-11-22T24:00:00Z", "2026-11-22T01:60:00Z", "2026-11-22T01:00:61Z",
		"2026-11-22T01:00:00+15:00", "2026-11-22T01:00:00+1", "2026-11-22T01:00:00Zulu",
		"2026-11-22T01:00:00.Z", "1969-12-31T00:00:00Z", "3000-01-01T00:00:00Z",
		"26-11-22T01:00:00Z", "2026/11/22T01:00:00Z", "2026-11-22T1:00:00Z",
		"2026-11-22T01:00:00 ", "2026-11-22T", "+2026-11-22T01:00:00Z"};
	int64_t us = 7;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(when_parse(span_str(texts[i]), &us) != WHEN_OK, "%s", texts[i]);
	ck_assert_int_eq(us, 7);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("when");
	TCase *t = tcase_create("parse");

	tcase_add_test(t, times_with_an_offset_are_taken);
	tcase_add_test(t, times_without_an_offset_are_told_apart);
	tcase_add_test(t, what_is_no_time_is_refused);
	suite_add_tcase(s, t);
	return unit_run_suite(s);
}
