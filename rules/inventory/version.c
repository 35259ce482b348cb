/* version: see version.h. */
#include "config.h"

#include "rules/inventory/version.h"

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool is_letter(uint8_t c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

/* The next run of digits or of letters of S, which is then behind it; empty at the end. */
static struct span next_run(struct span *s)
{
	uint32_t at = 0, end;

	while (at < s->len && !is_digit(s->p[at]) && !is_letter(s->p[at]))
		at++;
	end = at;
	while (end < s->len && is_digit(s->p[end]) == is_digit(s->p[at]) &&
		(is_digit(s->p[end]) || is_letter(s->p[end])))
		end++;
	struct span run = span_sub(*s, at, end - at);
	*s = span_sub(*s, end, s->len);
	return run;
}

/* Numbers of any length: without leading zeros the longer one is larger. */
static int compare_numbers(struct span a, struct span b)
{
	while (a.len > 1 && a.p[0] == '0')
		a = span_sub(a, 1, a.len);
	while (b.len > 1 && b.p[0] == '0')
		b = span_sub(b, 1, b.len);
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return memcmp(a.p, b.p, a.len);
}

static int compare_letters(struct span a, struct span b)
{
	for (uint32_t i = 0; i < a.len && i < b.len; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return lower(a.p[i]) < lower(b.p[i]) ? -1 : 1;
	return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

int version_compare(struct span a, struct span b)
{
	for (;;) {
		struct span x = next_run(&a), y = next_run(&b);
		if (!x.len || !y.len)
			return x.len ? 1 : y.len ? -1 : 0;
		bool digits = is_digit(x.p[0]);
		if (digits != is_digit(y.p[0]))
			return digits ? 1 : -1; /* 1.0.2 before 1.0.2k, and 2.1 after 2.beta */
		int order = digits ? compare_numbers(x, y) : compare_letters(x, y);
		if (order)
			return order;
	}
}

/* The two ends of a range of branches; of a single version it is both. */
static void ends_of(struct span text, struct span *ret_first, struct span *ret_last)
{
	int64_t dash = span_index(text, '-');
	bool range = dash > 0 && (uint32_t)dash + 1 < text.len && is_digit(text.p[dash + 1]);

	*ret_first = range ? span_sub(text, 0, (uint32_t)dash) : text;
	*ret_last = range ? span_sub(text, (uint32_t)dash + 1, text.len) : text;
}

/* V is no later than the branch END. */
static bool is_by(struct span v, struct span end)
{
	return version_compare(v, end) <= 0 || span_starts(v, end);
}

bool version_overlaps(struct span a, struct span b)
{
	struct span first[2], last[2];

	ends_of(a, &first[0], &last[0]);
	ends_of(b, &first[1], &last[1]);
	return is_by(first[0], last[1]) && is_by(first[1], last[0]);
}

void version_split(struct span text, struct span *ret_name, struct span *ret_version)
{
	uint32_t at = 0;

	while (at < text.len) {
		bool begins = at == 0 || text.p[at - 1] == ' ' || text.p[at - 1] == '/';
		bool v = at + 1 < text.len && lower(text.p[at]) == 'v' && is_digit(text.p[at + 1]);
		if (begins && (is_digit(text.p[at]) || v))
			break;
		at++;
	}
	uint32_t end = at;
	while (end && (text.p[end - 1] == ' ' || text.p[end - 1] == '/'))
		end--;
	*ret_name = span_sub(text, 0, end);
	*ret_version = span_sub(text, at, text.len);
}
