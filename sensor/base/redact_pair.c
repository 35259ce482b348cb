/*
 * redact_pair: names that say that their value is secret: name=value and name: value of logs and
 * RouterOS, members of JSON, attributes and elements of XML. Called by redact_text.c; pure, any
 * thread.
 */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/base/redact_scan.h"

/* Bytes that are looked at: of the name of a folder, of the pairs behind one. */
enum { FOLDER_MAX = 256, PAIRS_MAX = 256, PAIR_LOOK = 64, ESCAPES_MAX = 8 };

/** name= of RouterOS that is followed by what a community may do, or the key of one in a path. */
static bool names_community(const struct scan *s, struct span word)
{
	struct span rest = span_sub(s->text, s->at, PAIRS_MAX);
	uint32_t from = s->at > PAIRS_MAX ? s->at - PAIRS_MAX : 0;

	if (redact_keys_community(span_sub(s->text, from, s->at - from)))
		return true;
	return span_eq(word, SPAN_LIT("name")) &&
	       (span_find(rest, SPAN_LIT(" write-access=")) >= 0 ||
		       span_find(rest, SPAN_LIT(" read-access=")) >= 0);
}

/** After a word: `=` or `:` behind it, maybe behind a closing quote; its index from s->at or -1. */
static int32_t pair_sign(const struct scan *s, bool *ret_quoted)
{
	struct span t = scan_rest(s, s->at);
	uint32_t i = 0;

	*ret_quoted = false;
	while (i < t.len && i < ESCAPES_MAX && t.p[i] == '\\')
		i++;
	if (i && i < t.len && t.p[i] == '=')
		return (int32_t)i; /* of CEF */
	if (i < t.len && (t.p[i] == '"' || (t.p[i] == '\'' && !i)))
		i++, *ret_quoted = true;
	else
		i = 0;
	while (i < t.len && scan_is_space(t.p[i]))
		i++;
	if (i >= t.len || (t.p[i] != '=' && t.p[i] != ':'))
		return -1;
	if (t.p[i] == ':' && i + 2 < t.len && t.p[i + 1] == '=' && scan_is_space(t.p[i + 2]))
		return (int32_t)i + 1; /* of FreeRADIUS */
	if (t.p[i] == '=' && i + 1 < t.len && t.p[i + 1] == '>')
		return (int32_t)i + 1; /* of PHP, Perl and Ruby */
	if (i + 1 < t.len && (t.p[i + 1] == '=' || (t.p[i] == ':' && t.p[i + 1] == ':')))
		return -1;
	return (int32_t)i;
}

/** sudo's log: PWD=/home/bob ; USER=root. It names the folder in which the command ran. */
static bool is_working_folder(const struct scan *s, struct span word, uint32_t sign)
{
	struct span value = span_sub(s->text, s->at + sign + 1, FOLDER_MAX);
	int64_t next = span_find(value, SPAN_LIT(" ; "));

	return span_eq(word, SPAN_LIT("PWD")) && value.len && value.p[0] == '/' && next > 0 &&
	       span_starts(span_sub(value, (uint32_t)next + 3, 5), SPAN_LIT("USER="));
}

static bool is_cookie(struct span word)
{
	return span_eq_nocase(word, SPAN_LIT("cookie")) ||
	       span_eq_nocase(word, SPAN_LIT("set-cookie")) ||
	       span_eq_nocase(word, SPAN_LIT("requestCookies"));
}

/** The cookie of RDP: whose desktop is asked for. */
static bool names_user(const struct scan *s)
{
	return span_find(span_sub(s->text, s->at, 16), SPAN_LIT("mstshash=")) >= 0;
}

/** ki=..., "opc": "...": the value behind SIGN is written as a subscriber's key. */
static bool has_subscriber_key(const struct scan *s, struct span word, uint32_t sign)
{
	struct span t = span_sub(s->text, s->at + sign + 1, PAIR_LOOK);
	uint32_t from = 0, len = 0;

	while (from < t.len && memchr(" \"'\\", t.p[from], 4))
		from++;
	while (from + len < t.len && hex_digit(t.p[from + len]) >= 0)
		len++;
	return redact_is_subscriber_key(word, span_sub(t, from, len));
}

/** ACT-USER:TID:AID:CTAG:GB:PID; of TL1 in a log: what stands behind the fifth colon. */
static bool take_tl1(struct scan *s, struct span word)
{
	static const char *const verbs[] = {
		"ACT-USER", "ENT-USER-SECU", "ED-USER-SECU", "ED-USER-PID", "ED-PID", NULL};
	struct span t = span_sub(s->text, s->at, FOLDER_MAX);
	uint32_t at = 0, end, colons = 0;

	if (!t.len || t.p[0] != ':' || !scan_one_of(word, verbs))
		return false;
	for (; at < t.len && colons < 5 && t.p[at] != ';' && !scan_is_end(t.p[at]); at++)
		colons += t.p[at] == ':';
	if (colons < 5)
		return false;
	bool quoted = false;
	for (end = at; end < t.len && !scan_is_end(t.p[end]); end++) {
		quoted ^= t.p[end] == '"';
		if (!quoted && (t.p[end] == ';' || t.p[end] == ':'))
			break;
	}
	scan_copy(s, at);
	scan_hide(s, end - at);
	return true;
}

bool scan_learn_pair(struct scan *s, struct span word)
{
	bool quoted;
	int32_t sign = pair_sign(s, &quoted);

	if (sign < 0 || s->tag)
		return false;
	if (take_tl1(s, word))
		return true;
	bool equals = s->text.p[s->at + (uint32_t)sign] != ':';
	if (!equals && (s->words == 1 || quoted) && is_cookie(word) && !names_user(s)) {
		s->quote = quoted ? 0 : s->quote;
		scan_copy(s, (uint32_t)sign + 1);
		s->expect = quoted ? EXPECT_MEMBER : EXPECT_REST;
		return true;
	}
	if (equals && span_eq(word, SPAN_LIT("--from-literal"))) {
		struct span rest = span_sub(s->text, s->at + 1, FOLDER_MAX);
		int64_t second = span_index(rest, '=');
		scan_copy(s, second < 0 ? 1 : (uint32_t)second + 2);
		s->expect = EXPECT_VALUE;
		return true;
	}
	enum scan_named named = scan_named(s, word, (uint32_t)sign);
	if (named == NAMED_TAKEN)
		return true;
	bool secret = (redact_name_is_secret(word) || named == NAMED_VALUE) &&
		      !(equals && is_working_folder(s, word, (uint32_t)sign));
	if (!secret && equals && (s->context & REDACT_CTX_SLASH))
		secret = span_eq(word, SPAN_LIT("name"));
	if (!secret && equals)
		secret = names_community(s, word);
	secret = secret || (equals && is_cookie(word) && !names_user(s));
	if (!secret && equals)
		secret = redact_is_signature(word, scan_next(s, s->at + (uint32_t)sign + 1));
	if (!secret && span_eq(word, SPAN_LIT("passe")))
		secret = scan_follows(s, SPAN_LIT("mot de")) || scan_follows(s, SPAN_LIT("Mot de"));
	secret = secret || has_subscriber_key(s, word, (uint32_t)sign);
	bool prose = s->text.p[s->at + (uint32_t)sign] != '='; /* "wrong key => it fails" */
	if (prose && !quoted && span_eq_nocase(word, SPAN_LIT("key")))
		secret = false;
	bool scheme = !equals && (span_eq_nocase(word, SPAN_LIT("authorization")) ||
					 span_eq_nocase(word, SPAN_LIT("proxy-authorization")));
	if (!secret && !scheme)
		return false;
	if (quoted)
		s->quote = 0;
	s->context |= REDACT_CTX_SEEN;
	scan_copy(s, (uint32_t)sign + 1);
	s->expect = scheme   ? EXPECT_SCHEME
		    : equals ? EXPECT_VALUE
		    : quoted ? EXPECT_MEMBER
			     : EXPECT_WORD;
	return true;
}

void scan_take_in_tag(struct scan *s, struct span word)
{
	static const char *const names[] = {"name", "id", "key", "param", "field", NULL};
	static const char *const values[] = {"value", "val", "content", "default", NULL};
	bool quoted;

	if (s->tag_first) {
		if (word.p[0] != '/')
			s->tag_secret = redact_name_is_secret(word);
		s->tag_first = false;
		return;
	}
	if (pair_sign(s, &quoted) != 0 || s->text.p[s->at] != '=' || s->at + 2 >= s->text.len)
		return;
	struct span value = span_sub(s->text, s->at + 2, PAIRS_MAX);
	int64_t end = span_index(value, s->text.p[s->at + 1]);
	bool names_one = end > 0 && redact_name_is_secret(span_sub(value, 0, (uint32_t)end));
	if (scan_one_of(word, names) && names_one)
		s->tag_secret = true;
	else if (redact_name_is_secret(word) || (s->tag_secret && scan_one_of(word, values))) {
		scan_copy(s, 1);
		s->expect = EXPECT_VALUE;
	}
}

void scan_take_element(struct scan *s)
{
	static const struct span raw = {(const uint8_t *)"<![CDATA[", 9};
	struct span t = scan_rest(s, s->at);

	if (span_starts(t, raw)) {
		scan_copy(s, raw.len);
		t = scan_rest(s, s->at);
		int64_t close = span_find(t, SPAN_LIT("]]>"));
		scan_hide(s, close < 0 ? t.len : (uint32_t)close);
		return;
	}
	int64_t end = span_index(t, '<');
	if (end > 0 && span_starts(span_sub(t, (uint32_t)end, 2), SPAN_LIT("</")))
		scan_hide(s, (uint32_t)end);
}
