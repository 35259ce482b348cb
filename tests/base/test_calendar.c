/* test_calendar: dates as days and back. */
#include "config.h"

#include "sensor/base/calendar.h"
#include "sensor/base/json.h"
#include "tests/unit.h"

#include <check.h>

static bool is_day(int64_t days, int32_t year, uint32_t month, uint32_t day)
{
	struct calendar_date d = calendar_date(days);

	return d.year == year && d.month == month && d.day == day &&
	       calendar_days(year, month, day) == days;
}

START_TEST(every_day_of_ten_thousand_years_follows_the_one_before_and_comes_back)
{
	static const uint8_t length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t days = calendar_days(0, 1, 1);

	for (int32_t year = 0; year < 10000; year++) {
		bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
		for (uint32_t month = 1; month <= 12; month++) {
			uint32_t last = length[month - 1] + (month == 2 && leap);
			for (uint32_t day = 1; day <= last; day++, days++)
				if (!is_day(days, year, month, day))
					ck_abort_msg("%d-%u-%u", year, month, day);
		}
	}
}
END_TEST

START_TEST(the_first_of_january_1970_is_day_0)
{
	ck_assert_int_eq(calendar_days(1970, 1, 1), 0);
	ck_assert_int_eq(calendar_days(2000, 3, 1), 11017);
}
END_TEST

START_TEST(a_time_is_written_within_the_years_1_to_9999)
{
	char text[33];

	time_text(INT64_MIN, text);
	ck_assert_str_eq(text, "0001-01-01T00:00:00.000000+0000");
	time_text(INT64_MAX, text);
	ck_assert_str_eq(text, "9999-12-31T23:59:59.999999+0000");
	time_text(-1, text);
	ck_assert_str_eq(text, "1969-12-31T23:59:59.999999+0000");
	time_text(951825600ll * 1000000 + 123456, text);
	ck_assert_str_eq(text, "2000-02-29T12:00:00.123456+0000");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("calendar");

	tcase_add_test(t, every_day_of_ten_thousand_years_follows_the_one_before_and_comes_back);
	tcase_add_test(t, the_first_of_january_1970_is_day_0);
	tcase_add_test(t, a_time_is_written_within_the_years_1_to_9999);
	return unit_run(t, "calendar");
}
