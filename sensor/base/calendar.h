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

struct calendar_date {
	int32_t year;
	uint32_t month, day; /* from 1 on */
};

/** The reverse of calendar_days, from March of the year -400 on and for five million years. */
static inline struct calendar_date calendar_date(int64_t days)
{
	uint32_t since = (uint32_t)(days + 719468 + 146097); /* -0400-03-01 */
	uint32_t era = since / 146097, of_era = since % 146097;
	uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
	uint32_t month = (5 * of_year + 2) / 153; /* 0 is March */

	return (struct calendar_date){.year = (int32_t)(year + era * 400 + (month >= 10)) - 400,
		.month = month < 10 ? month + 3 : month - 9,
		.day = of_year - (153 * month + 2) / 5 + 1};
}

#endif
