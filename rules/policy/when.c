/* when: see when.h. */
#include "config.h"

#include "rules/policy/when.h"
#include "sensor/base/calendar.h"

/* What is left to read; every take_* advances or fails for good. */
struct clock_text {
	struct span left;
	bool bad;
};

static unsigned take_digits(struct clock_text *t, uint32_t count)
{
	uint64_t value = 0;

	if (t->bad || t->left.len < count ||
		!span_decimal(span_sub(t->left, 0, count), UINT32_MAX, &value)) {
		t->bad = true;
		return 0;
	}
	t->left = span_sub(t->left, count, UINT32_MAX);
	return (unsigned)value;
}

static bool take(struct clock_text *t, const char *one_of)
{
	if (t->bad || t->left.len == 0 || t->left.p[0] == 0 || !strchr(one_of, t->left.p[0]))
		return false;
	t->left = span_sub(t->left, 1, UINT32_MAX);
	return true;
}

static void must(struct clock_text *t, const char *one_of)
{
	if (!take(t, one_of))
		t->bad = true;
}

static unsigned days_of_month(unsigned year, unsigned month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return 29;
	return days[month - 1];
}

static int64_t take_date(struct clock_text *t)
{
	unsigned year = take_digits(t, 4);
	must(t, "-");
	unsigned month = take_digits(t, 2);
	must(t, "-");
	unsigned day = take_digits(t, 2);

	if (t->bad || year < 1970 || year > 2999 || month < 1 || month > 12 || day < 1 ||
		day > days_of_month(year, month)) {
		t->bad = true;
		return 0;
	}
	return calendar_days(year, month, day) * 86400;
}

/* Microseconds since midnight. */
static int64_t take_clock(struct clock_text *t)
{
	unsigned hour = take_digits(t, 2);
	must(t, ":");
	unsigned minute = take_digits(t, 2);
	unsigned second = take(t, ":") ? take_digits(t, 2) : 0;
	int64_t fraction_us = 0;

	if (take(t, ".")) {
		int64_t unit = 100000;
		do {
			fraction_us += unit * take_digits(t, 1);
			unit /= 10;
		} while (!t->bad && t->left.len && t->left.p[0] >= '0' && t->left.p[0] <= '9');
	}
	if (hour > 23 || minute > 59 || second > 60)
		t->bad = true;
	return ((int64_t)hour * 3600 + minute * 60 + second) * 1000000 + fraction_us;
}

/* Seconds east of Greenwich. */
static int64_t take_offset(struct clock_text *t)
{
	if (take(t, "Zz"))
		return 0;
	int64_t sign = take(t, "-") ? -1 : 1;
	if (sign > 0)
		must(t, "+");
	unsigned hour = take_digits(t, 2);
	take(t, ":");
	unsigned minute = take_digits(t, 2);

	if (hour > 14 || minute > 59)
		t->bad = true;
	return sign * ((int64_t)hour * 3600 + minute * 60);
}

enum when when_parse(struct span text, int64_t *ret_us)
{
	struct clock_text t = {.left = span_trim(text)};
	int64_t day_s = take_date(&t);

	if (!t.bad && t.left.len == 0)
		return WHEN_NO_OFFSET;
	must(&t, "Tt ");
	int64_t clock_us = take_clock(&t);
	if (t.bad)
		return WHEN_BAD;
	if (t.left.len == 0)
		return WHEN_NO_OFFSET;
	take(&t, " ");
	int64_t offset_s = take_offset(&t);
	if (t.bad || t.left.len)
		return WHEN_BAD;
	*ret_us = (day_s - offset_s) * 1000000 + clock_us;
	return WHEN_OK;
}
