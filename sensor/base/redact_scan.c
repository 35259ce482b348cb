/*
 * redact_scan: tokens of a command or log line. Called by redact_text.c and redact_take.c; pure.
 */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/base/redact_scan.h"

enum { TOKEN_MAX = 512 }; /* looked ahead, so that one pass stays one pass */

/** The run up to white space from AT on, at most TOKEN_MAX, or none at the end of the line. */
struct span scan_next(const struct scan *s, uint32_t at)
{
	while (at < s->text.len && scan_is_space(s->text.p[at]))
		at++;
	uint32_t from = at;
	while (at < s->text.len && at - from < TOKEN_MAX && !scan_is_space(s->text.p[at]) &&
		!scan_is_end(s->text.p[at]))
		at++;
	return span_sub(s->text, from, at - from);
}

/** How many tokens follow AT in the line, at most MAX. */
uint32_t scan_left(const struct scan *s, uint32_t at, uint32_t max)
{
	uint32_t count = 0;

	for (; count < max; count++) {
		struct span token = scan_next(s, at);
		if (!token.len)
			break;
		at = (uint32_t)(token.p + token.len - s->text.p);
	}
	return count;
}

bool scan_has_alnum(struct span token)
{
	for (uint32_t i = 0; i < token.len; i++)
		if (scan_is_alnum(token.p[i]) || token.p[i] >= 0x80)
			return true;
	return false;
}

bool scan_is_number(struct span token)
{
	for (uint32_t i = 0; i < token.len; i++)
		if (token.p[i] < '0' || token.p[i] > '9')
			return false;
	return token.len > 0;
}

bool scan_one_of(struct span token, const char *const *list)
{
	for (; *list; list++)
		if (span_eq_nocase(token, span_str(*list)))
			return true;
	return false;
}

bool scan_is_address(struct span token)
{
	uint32_t dots = 0, colons = 0, others = 0;

	for (uint32_t i = 0; i < token.len; i++) {
		dots += token.p[i] == '.';
		colons += token.p[i] == ':';
		others += hex_digit(token.p[i]) < 0 && token.p[i] != '.' && token.p[i] != ':';
	}
	return dots >= 2 || (colons >= 2 && !others);
}

bool scan_is_short(struct span token, const char *full, uint32_t least)
{
	return token.len >= least && span_starts_nocase(span_str(full), token);
}

/** NAME= at the start of TOKEN, with a name of at most 64 letters. */
bool scan_starts_pair(struct span token)
{
	uint32_t i = 0;

	while (i < token.len && i < 64 &&
		(scan_is_alnum(token.p[i]) || token.p[i] == '_' || token.p[i] == '-'))
		i++;
	if (i && i + 1 < token.len && token.p[i] == '\\' && token.p[i + 1] == '=')
		return true; /* of CEF */
	if (i == 0 || i >= token.len || token.p[i] != '=')
		return false;
	uint8_t behind = i + 1 < token.len ? token.p[i + 1] : '=';
	return behind != '=' && !scan_is_space(behind); /* else it fills up what is in base 64 */
}

/**
 * Bytes of the unquoted token at s->at that are its value: up to white space, the quote that is
 * open, a closing tag, or (PAIR) the separator before another name=value.
 */
uint32_t scan_token_len(const struct scan *s, bool pair)
{
	struct span t = scan_rest(s, s->at);
	uint32_t n = 0;

	for (; n < t.len && !scan_is_space(t.p[n]) && !scan_is_end(t.p[n]); n++) {
		if (t.p[n] == '\\' && n + 1 < t.len && !scan_is_end(t.p[n + 1]) &&
			!scan_is_space(t.p[n + 1])) {
			n++;
			continue;
		}
		if ((s->quote && t.p[n] == s->quote) ||
			span_starts(span_sub(t, n, 2), SPAN_LIT("</")))
			break;
		if (span_starts(span_sub(t, n, 2), SPAN_LIT(";,")))
			break; /* a field of PAN-OS ends */
		if (pair && memchr("&,;", t.p[n], 3) && scan_starts_pair(span_sub(t, n + 1, 66)))
			break;
	}
	if (n > t.len)
		n = t.len;
	while (n > 1 && (t.p[n - 1] == ';' || t.p[n - 1] == ',' || (t.p[n - 1] == ')' && s->paren)))
		n--;
	return n;
}

/** Hides what stands between the quote at s->at and its partner. */
void scan_hide_quoted(struct scan *s)
{
	uint8_t quote = s->text.p[s->at];
	uint32_t n = 0;

	scan_copy(s, 1);
	struct span t = scan_rest(s, s->at);
	while (n < t.len && t.p[n] != quote && !scan_is_end(t.p[n]))
		n += t.p[n] == '\\' && n + 1 < t.len && !scan_is_end(t.p[n + 1]) ? 2 : 1;
	scan_hide(s, n);
	if (s->at < s->text.len && s->text.p[s->at] == quote)
		scan_copy(s, 1);
}

/** A quote at s->at that opens a value; false where it closes what was opened before. */
bool scan_opens_quote(const struct scan *s)
{
	uint8_t c = s->text.p[s->at];

	if (c != '"' && c != '\'')
		return false;
	if (c != s->quote)
		return true;
	struct span next = span_sub(s->text, s->at + 1, 1);
	return next.len && scan_is_word(next.p[0]);
}

void scan_finish(struct scan *s)
{
	s->expect = EXPECT_NONE;
	s->by_key = s->of_user = false;
}

void scan_hide_token(struct scan *s, uint32_t len)
{
	if (span_eq(span_sub(s->text, s->at, len), SPAN_LIT("<cr>")))
		scan_copy(s, len);
	else
		scan_hide(s, len);
	s->words++;
	scan_finish(s);
}
