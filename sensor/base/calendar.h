/* calendar: dates of the Gregorian calendar as days. Pure; any thread. */
#ifndef SPANWATCH_BASE_CALENDAR_H
#define SPANWATCH_BASE_CALENDAR_H

#include <stdint.h>

/**
 * Days from 1970-01-01 to a date, MONTH from 1 on. The year begins in March here, so that the leap
 * day is its last.
 */
static inline int64_t calendar_days(int64_t year, int64_t month, int64_t day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

#endif
