/*
 * syslog_facts: who did it, whence, and by which command: what stands behind the marks that the
 * lexicon names. See syslog_facts.h.
 */
#include "config.h"

#include "dissectors/syslog_facts.h"

enum { SYSLOG_MARK_TRIES = 8 };

bool syslog_piece(struct span *pattern, uint8_t mark, struct span *ret)
{
	if (!pattern->p || !pattern->len)
		return false;
	int64_t end = span_index(*pattern, mark);
	uint32_t len = end < 0 ? pattern->len : (uint32_t)end;
	*ret = span_sub(*pattern, 0, len);
	*pattern = span_sub(*pattern, len + 1, pattern->len);
	return true;
}

/* What stands behind the first of MARKS that occurs (^: all of it); RET_MARK is that one. */
static bool syslog_behind(
	struct span text, struct span marks, struct span *ret, struct span *ret_mark)
{
	while (syslog_piece(&marks, '|', ret_mark)) {
		int64_t at = span_find(text, *ret_mark);
		if (span_eq(*ret_mark, SPAN_LIT("^"))) {
			*ret = text;
			return true;
		}
		if (at < 0)
			continue;
		*ret = span_sub(text, (uint32_t)at + ret_mark->len, text.len);
		return true;
	}
	return false;
}

/* Up to an unescaped double quote (a parameter of structured data). */
static struct span syslog_parameter(struct span text)
{
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '"')
			return span_sub(text, 0, i);
	}
	return text;
}

static bool syslog_ends_quoted(struct span mark)
{
	return mark.len && mark.p[mark.len - 1] == '"';
}

/* "vty0", "con0": the line on which somebody sits who gave no name. */
static bool syslog_is_line(struct span user)
{
	static const struct span lines[] = {
		SPAN_LIT("vty"), SPAN_LIT("tty"), SPAN_LIT("con"), SPAN_LIT("aux")};
	uint64_t number;

	for (uint32_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (span_starts(user, lines[i]) &&
			span_decimal(span_sub(user, lines[i].len, user.len), UINT16_MAX, &number))
			return true;
	return false;
}

static bool syslog_is_nobody(struct span user)
{
	static const struct span nobody[] = {SPAN_LIT("console"), SPAN_LIT("snmp"), SPAN_LIT("-"),
		SPAN_LIT("NULL"), SPAN_LIT("unknown"), SPAN_LIT("<unknown>"), SPAN_LIT("N/A"),
		SPAN_LIT("VTY"), SPAN_LIT("TTY")};
	uint32_t stars = 0;

	while (stars < user.len && user.p[stars] == '*')
		stars++;
	if (stars == user.len || syslog_is_line(user))
		return true;
	for (uint32_t i = 0; i < sizeof(nobody) / sizeof(*nobody); i++)
		if (span_eq_nocase(user, nobody[i]))
			return true;
	return false;
}

/* "ssh:bob@10.1.1.1/terminal" and "tcp-msg(winbox):bob@10.1.1.1" are bob; empty where no address
 * is. */
static struct span syslog_user_at(struct span word)
{
	struct addr whence;
	int64_t at = span_index(word, '@');
	struct span none = {NULL, 0};

	if (at <= 0)
		return none;
	struct span host = span_sub(word, (uint32_t)at + 1, word.len);
	int64_t slash = span_index(host, '/');
	if (!addr_parse(slash < 0 ? host : span_sub(host, 0, (uint32_t)slash), &whence))
		return none;
	word = span_sub(word, 0, (uint32_t)at);
	int64_t colon = span_index(word, ':');
	return colon < 0 ? word : span_sub(word, (uint32_t)colon + 1, word.len);
}

/* A name without quotes, at the start of TEXT. */
static struct span syslog_plain_user(struct span text)
{
	static const struct span stops = SPAN_LIT(" \t,;()]'\"");
	int64_t blank = span_index(text, ' ');
	struct span user = syslog_user_at(blank < 0 ? text : span_sub(text, 0, (uint32_t)blank));
	uint32_t n = 0;

	if (user.len)
		return user;
	while (n < text.len && span_index(stops, text.p[n]) < 0)
		n++;
	while (n && (text.p[n - 1] == '.' || text.p[n - 1] == ':'))
		n--;
	user = syslog_user_at(span_sub(text, 0, n));
	return user.len ? user : span_sub(text, 0, n);
}

/* What stands between the quotes at the start of TEXT; some relays double them. */
static struct span syslog_quoted_user(struct span text)
{
	uint32_t quotes = text.len > 2 && text.p[1] == text.p[0] ? 2 : 1;
	struct span rest = span_sub(text, quotes, text.len);
	int64_t end = span_index(rest, text.p[0]);
	struct span user = span_sub(rest, 0, end < 0 ? rest.len : (uint32_t)end);
	struct span bare = syslog_user_at(user);

	return bare.len ? bare : user;
}

struct span syslog_user(struct span text, struct span marks)
{
	struct span rest, mark, none = {NULL, 0};

	if (!syslog_behind(text, marks, &rest, &mark))
		return none;
	while (rest.len && rest.p[0] == ' ')
		rest = span_sub(rest, 1, rest.len);
	if (syslog_ends_quoted(mark))
		rest = syslog_parameter(rest);
	else if (rest.len && (rest.p[0] == '\'' || rest.p[0] == '"'))
		rest = syslog_quoted_user(rest);
	else
		rest = syslog_plain_user(rest);
	return syslog_is_nobody(rest) ? none : rest;
}

static bool syslog_is_addr_byte(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
	       c == '.' || c == ':';
}

/* An address at the start of TEXT, maybe with a quote or "ssh(" before and a port behind it. */
static bool syslog_addr_at(struct span text, struct addr *ret)
{
	uint32_t n = 0;

	if (text.len && (text.p[0] == '\'' || text.p[0] == '"'))
		text = span_sub(text, 1, text.len);
	int64_t open = span_index(span_sub(text, 0, 12), '(');
	int64_t blank = span_index(text, ' ');
	if (open > 0 && (blank < 0 || open < blank))
		text = span_sub(text, (uint32_t)open + 1, text.len);
	while (n < text.len && n < ADDR_TEXT && syslog_is_addr_byte(text.p[n]))
		n++;
	while (n && (text.p[n - 1] == '.' || text.p[n - 1] == ':'))
		n--;
	struct span word = span_sub(text, 0, n);
	if (addr_parse(word, ret))
		return true;
	int64_t colon = span_index(word, ':');
	return colon > 0 && addr_parse(span_sub(word, 0, (uint32_t)colon), ret);
}

bool syslog_from(struct span text, struct span marks, struct addr *ret)
{
	struct span mark;

	while (syslog_piece(&marks, '|', &mark)) {
		struct span rest = text;
		for (int i = 0; i < SYSLOG_MARK_TRIES; i++) {
			int64_t at = span_find(rest, mark);
			if (at < 0)
				break;
			rest = span_sub(rest, (uint32_t)at + mark.len, rest.len);
			if (syslog_addr_at(rest, ret))
				return true;
		}
	}
	return false;
}

/* A command without what closes the sentence that it ends: a full stop, the list it is the last of.
 */
static struct span syslog_unquoted(struct span text)
{
	text = span_trim(text);
	if (text.len > 1 && text.p[text.len - 1] == '.' && text.p[text.len - 2] != ' ')
		text.len--;
	if (text.len && text.p[text.len - 1] == ')' && span_index(text, '(') < 0)
		text.len--;
	return text;
}

struct span syslog_command(struct span text, struct span marks, struct span *ret_mark)
{
	struct span rest;

	if (!syslog_behind(text, marks, &rest, ret_mark))
		return (struct span){NULL, 0};
	if (syslog_ends_quoted(*ret_mark))
		return syslog_parameter(rest);
	if (!rest.len || (rest.p[0] != '\'' && rest.p[0] != '"'))
		return syslog_unquoted(rest);
	uint8_t quote = rest.p[0];
	uint32_t end = rest.len, begin = rest.len > 2 && rest.p[1] == quote ? 2 : 1;
	while (end > begin && rest.p[end - 1] != quote)
		end--;
	if (end <= begin)
		return span_trim(span_sub(rest, begin, rest.len));
	end -= begin < end && rest.p[end - begin] == quote ? begin : 1;
	return span_trim(span_sub(rest, begin, end - begin));
}

struct span syslog_value(struct span text, struct span name)
{
	int64_t at = span_find(text, name);

	return at < 0 ? span_sub(text, 0, 0)
		      : syslog_parameter(span_sub(text, (uint32_t)at + name.len, text.len));
}
