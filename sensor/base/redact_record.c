/*
 * redact_record: secrets that their place in a record tells, not the word before them: members that
 * name the value of another, lists of arguments, changes as FortiOS logs them, records of auditd.
 * Part of redact_text, on any thread; pure.
 */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/base/redact_scan.h"

/* Bytes that are looked at: of a name, up to the value, up to a label, of hexadecimal. */
enum { NAME_LOOK = 128, VALUE_LOOK = 160, LABEL_LOOK = 512, HEX_LOOK = 1024, GAP_MAX = 12 };

static bool is_header(struct span name)
{
	static const char *const headers[] = {
		"authorization", "proxy-authorization", "cookie", "set-cookie", NULL};

	return scan_one_of(name, headers);
}

/** What stands in quotes, escaped or not, at the beginning of T. */
static struct span quoted_name(struct span t)
{
	uint32_t from = 0, len = 0;

	while (from < t.len && memchr(" \\\"'", t.p[from], 4))
		from++;
	while (from + len < t.len && !memchr(" \\\"',}", t.p[from + len], 6))
		len++;
	return span_sub(t, from, len);
}

/** cs2=x cs2Label=Password: the length of what stands behind the sign, or -1. */
static int64_t labelled(const struct scan *s, struct span word, uint32_t sign)
{
	struct span t = span_sub(s->text, s->at + sign + 1, LABEL_LOOK);
	bool custom = span_starts_nocase(word, SPAN_LIT("cs")) ||
		      span_starts_nocase(word, SPAN_LIT("flexString"));
	int64_t value = -1;

	for (uint32_t i = 0; custom && word.len < 16 && i < t.len && !scan_is_end(t.p[i]); i++) {
		if (t.p[i] != ' ' || !scan_starts_pair(span_sub(t, i + 1, 66)))
			continue;
		struct span pair = span_sub(t, i + 1, UINT32_MAX);
		value = value < 0 ? (int64_t)i : value;
		if (span_starts(pair, word) &&
			span_starts(span_sub(pair, word.len, 6), SPAN_LIT("Label=")))
			return redact_name_is_secret(
				       quoted_name(span_sub(pair, word.len + 6, NAME_LOOK)))
				       ? value
				       : -1;
	}
	return -1;
}

enum scan_named scan_named(struct scan *s, struct span word, uint32_t sign)
{
	static const char *const names[] = {
		"name", "key", "param", "parameter", "field", "attribute", "id", NULL};
	static const char *const values[] = {"value", "val", "content", "data", NULL};
	struct span t = span_sub(s->text, s->at + sign + 1, VALUE_LOOK);

	if (scan_one_of(word, values)) {
		bool told = s->named_secret;
		s->named_secret = false;
		return told ? NAMED_VALUE : NAMED_NOTHING;
	}
	if (s->text.p[s->at + sign] == '=' && labelled(s, word, sign) >= 0) {
		int64_t len = labelled(s, word, sign);
		scan_copy(s, sign + 1);
		scan_hide(s, (uint32_t)len);
		return NAMED_TAKEN;
	}
	if (!scan_one_of(word, names))
		return NAMED_NOTHING;
	struct span name = quoted_name(span_sub(t, 0, NAME_LOOK));
	struct span behind = span_sub(t, (uint32_t)(name.p + name.len - t.p), UINT32_MAX);
	bool follows = span_find(behind, SPAN_LIT("\"val")) >= 0 ||
		       span_find(behind, SPAN_LIT(" val")) >= 0;
	bool plain = follows && span_eq(word, SPAN_LIT("key")) && !redact_is_random(name);

	s->named_secret = follows && (redact_name_is_secret(name) || is_header(name));
	return s->named_secret || plain ? NAMED_TAKEN : NAMED_NOTHING;
}

uint32_t scan_list_gap(const struct scan *s)
{
	struct span t = span_sub(s->text, s->at, GAP_MAX);
	uint32_t i = 1;

	if (!t.len || (t.p[0] != '"' && t.p[0] != '\''))
		return 0;
	while (i < t.len && (t.p[i] == ' ' || t.p[i] == ','))
		i++;
	if (i > 1 && i < t.len && t.p[i] == 'a') {
		for (i++; i < t.len && t.p[i] >= '0' && t.p[i] <= '9';)
			i++;
		i += i < t.len && t.p[i] == '=';
	}
	return i > 1 && i < t.len && t.p[i] == t.p[0] ? i : 0;
}

/** password[x]: the value up to the bracket behind which the quote or another name comes. */
static bool take_bracket(struct scan *s, struct span word)
{
	struct span t = span_sub(s->text, s->at, LABEL_LOOK);
	struct span before = span_sub(s->text, 0, s->at);

	if (!s->attributes || !t.len || t.p[0] != '[')
		return false;
	if (before.len > LABEL_LOOK)
		before = span_sub(before, before.len - LABEL_LOOK, LABEL_LOOK);
	if (!redact_name_is_secret(word) &&
		!(span_eq(word, SPAN_LIT("name")) &&
			span_find(before, SPAN_LIT("snmp.community")) >= 0))
		return false;
	for (uint32_t i = 1; i < t.len && !scan_is_end(t.p[i]) && t.p[i] != '"'; i++) {
		uint32_t next = i + 1;
		while (next < t.len && next - i < 32 &&
			(scan_is_alnum(t.p[next]) || t.p[next] == '-' || t.p[next] == '_'))
			next++;
		if (t.p[i] == ']' && (next == t.len || memchr("\"[ ", t.p[next], 3))) {
			scan_copy(s, 1);
			scan_hide(s, i - 1);
			return true;
		}
	}
	return false;
}

/** PROCTITLE proctitle=6D79..., TTY data=6C73...: the arguments of a command, and typed keys. */
static bool take_hex(struct scan *s, struct span word)
{
	bool title = span_eq(word, SPAN_LIT("proctitle"));
	bool typed = span_eq(word, SPAN_LIT("data")) && s->keys;
	struct span t = scan_rest(s, s->at + 1);
	uint8_t line[HEX_LOOK / 2], shown[HEX_LOOK];
	uint32_t len = 0, half = 0;

	if ((!title && !typed) || s->at >= s->text.len || s->text.p[s->at] != '=' || s->nested)
		return false;
	while (len < t.len && hex_digit(t.p[len]) >= 0)
		len++;
	if (len < 2 || (len < t.len && scan_is_alnum(t.p[len])))
		return false;
	scan_copy(s, 1);
	for (; !typed && half < sizeof(line) && 2 * half + 1 < len; half++) {
		uint8_t c = (uint8_t)(hex_digit(t.p[2 * half]) << 4 | hex_digit(t.p[2 * half + 1]));
		line[half] = c ? c : ' ';
	}
	if (typed || len > HEX_LOOK ||
		scan_finds_secret(s->out.r, span_of(line, half), (char *)shown, sizeof(shown)))
		scan_hide(s, len);
	else
		scan_copy(s, len);
	return true;
}

bool scan_take_jdbc(struct scan *s)
{
	static const struct span before = {(const uint8_t *)":thin:", 6};
	struct span t = span_sub(s->text, s->at, VALUE_LOOK);
	uint32_t from = s->at < before.len ? 0 : s->at - before.len, at = 0;

	if (!span_eq(span_sub(s->text, from, before.len), before))
		return false;
	for (uint32_t i = 0; i < t.len && !scan_is_space(t.p[i]) && !scan_is_end(t.p[i]); i++)
		at = t.p[i] == '@' ? i : at;
	int64_t slash = span_index(span_sub(t, 0, at), '/');
	if (slash <= 0)
		return false;
	scan_copy(s, (uint32_t)slash + 1);
	scan_hide(s, at - (uint32_t)slash - 1);
	return true;
}

bool scan_take_record(struct scan *s, struct span word)
{
	uint32_t gap = word.p[0] == '-' ? scan_list_gap(s) : 0;

	s->attributes = s->attributes || span_eq(word, SPAN_LIT("cfgattr"));
	s->keys = s->keys || span_eq(word, SPAN_LIT("type=TTY")) ||
		  span_eq(word, SPAN_LIT("TTY")) || span_eq(word, SPAN_LIT("USER_TTY"));
	if (gap && redact_word_find(word)->kind == REDACT_SECRET) {
		scan_copy(s, gap);
		s->quote = 0;
		scan_hide_quoted(s);
		return true;
	}
	return take_bracket(s, word) || take_hex(s, word);
}
