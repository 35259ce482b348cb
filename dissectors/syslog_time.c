/*
 * syslog_time: the stamps of RFC 3164 and of vendors, which put year, zone and fractions where they
 * like. Only their extent is of interest: events carry packet time. See syslog.h.
 *
 *   Nov 22 02:15:00      *Nov 22 02:15:00.101     Nov 22 2026 02:14:01+00:00    (Huawei)
 *   Nov 22 02:15:00 2026 (Comware)                2026 Nov 22 02:12:07 UTC      (NX-OS)
 *   2026-11-22T02:15:03.123Z                      2026-11-22 02:15:03           1w2d, 00:01:02
 * (IOS)
 */
#include "config.h"

#include "dissectors/syslog.h"

static bool syslog_is_digit(const struct cursor *c)
{
	return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

static uint32_t syslog_digits(struct cursor *c, uint32_t max)
{
	uint32_t n = 0;

	while (n < max && syslog_is_digit(c)) {
		c->p++;
		n++;
	}
	return n;
}

static bool syslog_take(struct cursor *c, uint8_t byte)
{
	if (c->p >= c->end || *c->p != byte)
		return false;
	c->p++;
	return true;
}

static bool syslog_take_spaces(struct cursor *c)
{
	bool any = false;

	while (syslog_take(c, ' '))
		any = true;
	return any;
}

static bool syslog_month(struct cursor *c)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct span three = span_sub(cursor_peek(c), 0, 3);

	for (int i = 0; i < 36 && three.len == 3; i += 3) {
		if (!span_eq_nocase(three, span_of(names + i, 3)))
			continue;
		c->p += 3;
		return true;
	}
	return false;
}

/* hh:mm:ss with an optional fraction. */
static bool syslog_clock(struct cursor *c)
{
	struct cursor t = *c;

	if (!syslog_digits(&t, 2) || !syslog_take(&t, ':') || syslog_digits(&t, 2) != 2 ||
		!syslog_take(&t, ':') || syslog_digits(&t, 2) != 2)
		return false;
	struct cursor fraction = t;
	if ((syslog_take(&fraction, '.') || syslog_take(&fraction, ',') ||
		    syslog_take(&fraction, ':')) &&
		syslog_digits(&fraction, 9))
		t = fraction;
	*c = t;
	return true;
}

/* Z, +hh:mm, -hhmm right behind the time. */
static void syslog_offset(struct cursor *c)
{
	struct cursor t = *c;

	if (syslog_take(c, 'Z'))
		return;
	if (!syslog_take(&t, '+') && !syslog_take(&t, '-'))
		return;
	if (syslog_digits(&t, 2) != 2)
		return;
	syslog_take(&t, ':');
	if (syslog_digits(&t, 2) == 2)
		*c = t;
}

/* " 2026" behind the time, and not the start of an address, 2001:db8::7. */
static void syslog_year_behind(struct cursor *c)
{
	struct cursor t = *c;
	struct addr host;

	if (!syslog_take(&t, ' '))
		return;
	struct span rest = cursor_peek(&t);
	int64_t blank = span_index(rest, ' ');
	if (addr_parse(blank < 0 ? rest : span_sub(rest, 0, (uint32_t)blank), &host))
		return;
	if (syslog_digits(&t, 5) == 4 && (t.p == t.end || *t.p == ' ' || *t.p == ':'))
		*c = t;
}

/* " UTC" behind the time: a name known, or any before ": %", where no host name can stand. */
static void syslog_zone(struct cursor *c)
{
	static const struct span known[] = {SPAN_LIT("UTC"), SPAN_LIT("GMT"), SPAN_LIT("DST")};
	struct cursor t = *c;

	if (!syslog_take(&t, ' '))
		return;
	struct span name = {t.p, 0};
	while (t.p < t.end && name.len < 6 && *t.p >= 'A' && *t.p <= 'Z') {
		t.p++;
		name.len++;
	}
	if (name.len < 3 || name.len > 5)
		return;
	bool sure = span_starts(cursor_peek(&t), SPAN_LIT(": %"));
	for (uint32_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		sure |= span_eq(name, known[i]) && (t.p == t.end || *t.p == ' ' || *t.p == ':');
	if (sure)
		*c = t;
}

/* [yyyy ]Mmm dd [yyyy ]hh:mm:ss... */
static bool syslog_bsd_time(struct cursor *c)
{
	struct cursor t = *c, year;

	if (syslog_is_digit(&t) && (syslog_digits(&t, 4) != 4 || !syslog_take_spaces(&t)))
		return false;
	if (!syslog_month(&t) || !syslog_take_spaces(&t) || !syslog_digits(&t, 2) ||
		!syslog_take_spaces(&t))
		return false;
	year = t;
	if (syslog_digits(&year, 4) == 4 && syslog_take_spaces(&year))
		t = year;
	if (!syslog_clock(&t))
		return false;
	syslog_offset(&t);
	syslog_year_behind(&t);
	syslog_zone(&t);
	*c = t;
	return true;
}

/* yyyy-mm-dd, T or a space, hh:mm:ss... */
static bool syslog_iso_time(struct cursor *c)
{
	struct cursor t = *c;

	if (syslog_digits(&t, 4) != 4 || (!syslog_take(&t, '-') && !syslog_take(&t, '/')) ||
		syslog_digits(&t, 2) != 2 || (!syslog_take(&t, '-') && !syslog_take(&t, '/')) ||
		syslog_digits(&t, 2) != 2 || (!syslog_take(&t, 'T') && !syslog_take(&t, ' ')) ||
		!syslog_clock(&t))
		return false;
	syslog_offset(&t);
	*c = t;
	return true;
}

/* Time since the start, as IOS without a clock writes it: 00:01:02, 3d04h, 1w2d. */
static bool syslog_uptime(struct cursor *c)
{
	struct cursor t = *c;
	static const char units[] = "ywdh";
	int count = 0;

	if (!syslog_clock(&t)) {
		t = *c;
		while (count < 3 && syslog_digits(&t, 3) && t.p < t.end && memchr(units, *t.p, 4)) {
			t.p++;
			count++;
		}
		if (count < 2)
			return false;
	}
	if (!span_starts(cursor_peek(&t), SPAN_LIT(": %")))
		return false;
	*c = t;
	return true;
}

struct span syslog_time(struct span text)
{
	struct cursor c = cursor_of(text);

	if (!syslog_take(&c, '*')) /* not synchronised */
		syslog_take(&c, '.');
	if (!syslog_bsd_time(&c) && !syslog_iso_time(&c) && !syslog_uptime(&c))
		return span_sub(text, 0, 0);
	return span_of(text.p, (uint32_t)(c.p - text.p));
}
