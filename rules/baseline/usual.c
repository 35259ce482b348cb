/*
 * usual: how much is usual for an hour of the week. A backup on Sunday at two is usual on Sunday at
 * two and an outlier on Tuesday. Pure.
 */
#include "config.h"

#include "rules/baseline/habit.h"

enum { SIGMAS = 6, TIMES = 3, DAYS_LEAST = 5 };

unsigned hour_of_week(int64_t ts_us)
{
	int64_t hours =
		time_floor(ts_us, HOUR_US) / HOUR_US + 3 * 24; /* 1970 began on a Thursday */
	int64_t hour = hours % HOURS_OF_WEEK;

	return (unsigned)(hour < 0 ? hour + HOURS_OF_WEEK : hour);
}

void usual_take(struct usual *u, double value)
{
	if (u->count == HOUR_WEIGHT_MAX) {
		u->squares *= (float)(HOUR_WEIGHT_MAX - 1) / HOUR_WEIGHT_MAX;
		u->count--;
	}
	u->count++;
	double off = value - (double)u->mean;
	u->mean += (float)(off / u->count);
	u->squares += (float)(off * (value - (double)u->mean));
}

/* More than SIGMAS deviations above the mean, without a root: compares squares. */
static bool is_above(double count, double mean, double squares, double value)
{
	double off = value - mean, variance = count > 1 ? squares / (count - 1) : 0;

	return value > TIMES * mean && off > 0 && off * off > SIGMAS * SIGMAS * variance;
}

bool usual_is_exceeded(
	const struct usual week[static HOURS_OF_WEEK], unsigned hour, double value, double least)
{
	const struct usual *same = &week[hour];
	double count = 0, sum = 0, squares = 0;

	if (value < least || value <= TIMES * (double)same->mean)
		return false;
	if (same->count >= 3)
		return is_above(same->count, (double)same->mean, (double)same->squares, value);
	for (unsigned day = 0; day < HOURS_OF_WEEK / 24; day++) {
		const struct usual *u = &week[day * 24 + hour % 24];
		count += u->count;
		sum += (double)u->mean * u->count;
		squares += (double)u->squares;
	}
	if (count < DAYS_LEAST)
		return false;
	double mean = sum / count;
	for (unsigned day = 0; day < HOURS_OF_WEEK / 24; day++) {
		const struct usual *u = &week[day * 24 + hour % 24];
		squares += ((double)u->mean - mean) * ((double)u->mean - mean) * u->count;
	}
	return is_above(count, mean, squares, value);
}
