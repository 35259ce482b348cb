/*
 * redact_take: the token behind password, community, key ... : a filler to be kept, the secret to
 * be hidden, or a word that shows there is none. Called by redact_text.c; pure.
 */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/base/redact_scan.h"

static bool is_key_size(struct span token)
{
	static const char *const sizes[] = {"128", "192", "224", "256", "384", "512", NULL};
	return scan_one_of(token, sizes);
}

/** A number that says how the secret is written, or which key it is; NEXT is the token behind it.
 */
static bool is_number_filler(struct span token, struct span next)
{
	static const char *const behind_id[] = {"type", "value", NULL};

	if (!scan_is_number(token) || !next.len)
		return false;
	if (scan_one_of(next, behind_id))
		return true;
	return token.len == 1 || is_key_size(token) || redact_filler_find(next) == REDACT_FILL;
}

/** Shortened: "local-user x pass cip ...". */
static enum redact_filler short_filler(struct span token)
{
	if (scan_is_short(token, "cipher", 3) || scan_is_short(token, "simple", 3) ||
		scan_is_short(token, "irreversible-cipher", 3))
		return REDACT_FILL;
	return scan_is_short(token, "level", 3) ? REDACT_FILL_ARG : REDACT_FILL_NO;
}

/** LDP's "password option 1 for ACL 7 X": whose peers the secret is for stands before it. */
static bool is_for_list(const struct scan *s, struct span token)
{
	struct span number = scan_next(s, s->at);

	return span_eq(token, SPAN_LIT("option")) && scan_is_number(number) &&
	       span_eq(scan_next(s, (uint32_t)(number.p + number.len - s->text.p)),
		       SPAN_LIT("for"));
}

/** "password user=bob": a log tells more. The name is all small or all capital letters, which what
 * stands before a sign in a secret seldom is. */
static bool starts_prose_pair(struct span token)
{
	uint32_t small = 0, capital = 0;

	for (uint32_t i = 0; i < token.len && scan_is_alnum(token.p[i]); i++) {
		small += token.p[i] >= 'a' && token.p[i] <= 'z';
		capital += token.p[i] < 'a';
	}
	return scan_starts_pair(token) && !(small && capital);
}

/** The line at hand begins, not far before, as commands do and nothing else. */
static bool is_command(const struct scan *s)
{
	enum { NEAR = 256 };
	static const char *const verbs[] = {"add", "config", "configure", "edit", "ip", "ipv6",
		"isis", "no", "ntp", "ont", "ppp", "set", "undo", NULL};
	uint32_t from = s->at;

	while (from && s->at - from < NEAR && !scan_is_end(s->text.p[from - 1]))
		from--;
	if (from && !scan_is_end(s->text.p[from - 1]))
		return false;
	struct span first = scan_next(s, from);
	for (const char *const *v = verbs; *v; v++)
		if (span_eq(first, span_str(*v))) /* capital ones are those of MML */
			return true;
	return false;
}

/** `md5-key 3 secret X`: another word for it, and the last token behind. */
static bool names_again(const struct scan *s, struct span token, uint32_t len)
{
	static const char *const words[] = {"secret", "password", "passwd", NULL};

	return scan_one_of(token, words) && scan_left(s, s->at + len, 2) == 1;
}

/** `community-map community X` of Ciena: the key of the map is named, and names the secret. */
static bool names_map_key(const struct scan *s, struct span token, struct span next)
{
	return next.len && span_eq_nocase(token, SPAN_LIT("community")) &&
	       span_ends_nocase(span_trim(span_sub(s->text, 0, s->at)), SPAN_LIT("community-map"));
}

/** The token behind password, secret, key ... ; false where it is an ordinary word after all. */
static bool take_word(struct scan *s)
{
	bool sure = s->context & REDACT_CTX_CLI;
	bool prose = !sure && !s->by_key && s->expect != EXPECT_COMMUNITY;
	if (prose && starts_prose_pair(scan_rest(s, s->at)) && !is_command(s)) {
		scan_finish(s);
		return false;
	}
	uint32_t len = scan_token_len(s, false);
	struct span token = span_sub(s->text, s->at, len);
	struct span next = scan_next(s, s->at + len);
	enum redact_filler filler = redact_filler_find(token);

	if (filler == REDACT_FILL_NO && sure && next.len)
		filler = short_filler(token);
	if (span_eq(token, SPAN_LIT("from")) && next.len && memchr("\"'", next.p[0], 2)) {
		s->expect = EXPECT_QUOTES; /* changed wpa_key from "x" to "y" */
		return true;
	}
	if (span_eq_nocase(token, SPAN_LIT("changed")) && span_eq(next, SPAN_LIT("from"))) {
		scan_copy(s, len);
		return true;
	}
	if (names_again(s, token, len) || span_eq(token, SPAN_LIT("}"))) {
		scan_copy(s, len);
		return true;
	}
	if (filler == REDACT_FILL_KEY)
		filler = s->by_key ? REDACT_FILL : REDACT_FILL_PROSE;
	if (filler == REDACT_FILL_STOP || (filler == REDACT_FILL_PROSE && !sure) ||
		names_map_key(s, token, next) || (!scan_has_alnum(token) && token.len < 3)) {
		scan_finish(s);
		return false;
	}
	if (filler == REDACT_FILL_ARG && next.len) {
		scan_copy(s, len);
		s->skip = is_for_list(s, token) ? 3 : 1;
	} else if (is_number_filler(token, next) || (filler == REDACT_FILL && next.len) ||
		   ((s->context & REDACT_CTX_PEER) && next.len && scan_is_address(token))) {
		scan_copy(s, len);
	} else if (filler == REDACT_FILL && !(s->context & REDACT_CTX_LAST)) {
		scan_copy(s, len);
		scan_finish(s);
	} else if (s->of_user && scan_left(s, s->at + len, 2) == 1 &&
		   redact_filler_find(next) == REDACT_FILL_NO && scan_has_alnum(next)) {
		scan_hide(s, len); /* whose password it is, or the password: the other one comes */
		s->of_user = false;
	} else {
		scan_hide_token(s, len);
	}
	return true;
}

/**
 * How many tokens stand between TOKEN, behind the word community, and the community in parentheses:
 * "community from 10.1.1.1 to 10.2.2.2 (X)", "community name (X)" of logs; 0 where it is no such
 * line.
 */
static uint32_t prose_before_community(const struct scan *s, struct span token)
{
	static const char *const starts[] = {"from", "name", NULL};
	uint32_t tokens = span_eq(token, SPAN_LIT("name")) ? 1 : 4;
	uint32_t at = s->at;

	if (!scan_one_of(token, starts))
		return 0;
	for (uint32_t i = 0; i < tokens; i++) {
		token = scan_next(s, at);
		if (i == 2 && !span_eq(token, SPAN_LIT("to")))
			return 0;
		at = token.len ? (uint32_t)(token.p - s->text.p) + token.len : s->text.len;
	}
	token = scan_next(s, at);
	bool hidden = span_starts(token, SPAN_LIT("redacted:"));
	return hidden || (token.len > 2 && token.p[0] == '(') ? tokens : 0;
}

static bool take_community(struct scan *s)
{
	static const char *const after[] = {
		"ro", "rw", "rwa", "r", "view", "group", "ipv6", "use-vrf", "use-acl", NULL};
	static const char *const before[] = {"create", "map", NULL};
	static const char *const ways[] = {"v1", "v2", "v2c", "v3", "read-only", "read-write",
		"read-write-all", "read", "write", "ro", "rw", "community-name", "name",
		"text-name", NULL};
	static const char *const modes[] = {"accessmode", "mode", NULL};
	if (s->text.p[s->at] == '[' && !(s->context & REDACT_CTX_CLI)) {
		scan_finish(s);
		return false;
	}
	uint32_t len = scan_token_len(s, false);
	struct span token = span_sub(s->text, s->at, len);
	struct span next = scan_next(s, s->at + len);
	bool fill = (s->context & REDACT_CTX_AGENT) && next.len &&
		    (scan_is_short(token, "read", 1) || scan_is_short(token, "write", 1) ||
			    scan_is_short(token, "both", 1));

	if (next.len && next.p[0] != '(' &&
		(scan_one_of(token, modes) ||
			(scan_one_of(token, ways) && !scan_one_of(next, after))))
		fill = true;
	uint32_t prose = prose_before_community(s, token);
	if (prose) {
		scan_copy(s, len);
		s->skip = prose - 1;
		return true;
	}
	if (span_eq_nocase(token, SPAN_LIT("complexity-check"))) {
		scan_finish(s);
		return false;
	}
	if ((s->context & REDACT_CTX_SLASH) && span_eq(token, SPAN_LIT("set")))
		fill = true;
	if (!(s->context & REDACT_CTX_CLI) && scan_one_of(token, before))
		fill = next.len > 0;
	if (token.len == 1 && scan_is_number(token) && next.len)
		fill = !scan_one_of(next, after) &&
		       !(scan_is_number(next) && scan_left(s, s->at + len, 2) == 1);
	if (redact_filler_find(token) == REDACT_FILL ||
		((s->context & REDACT_CTX_AGENT) && short_filler(token) == REDACT_FILL))
		fill = next.len > 0;
	if (!fill &&
		!((s->context & REDACT_CTX_CLI) && redact_filler_find(token) != REDACT_FILL_STOP))
		return take_word(s);
	if (fill)
		scan_copy(s, len);
	else
		scan_hide_token(s, len);
	return true;
}

/** snmp-server host [name] address [traps|informs] [version v] [vrf v] [udp-port p] community. */
static bool take_host(struct scan *s)
{
	static const char *const kinds[] = {"traps", "informs", "trap", "inform", "encrypted",
		"clear", "0", "2", "7", "poll", "v1", "v2", "v2c", NULL};
	static const char *const with_arg[] = {"vrf", "udp-port", "use-vrf", "source-interface",
		"timeout", "port", "retry", "retries", NULL};
	uint32_t len = scan_token_len(s, false);
	struct span token = span_sub(s->text, s->at, len);
	struct span next = scan_next(s, s->at + len);

	if (scan_is_short(token, "community", 4)) {
		scan_copy(s, len);
		s->expect = EXPECT_COMMUNITY;
	} else if (scan_is_short(token, "version", 3) && next.len) {
		scan_copy(s, len);
		s->skip = 1;
		if (span_starts(next, SPAN_LIT("3")))
			scan_finish(s);
	} else if (scan_one_of(token, with_arg) && next.len) {
		scan_copy(s, len);
		s->skip = 1;
	} else if ((s->context & REDACT_CTX_KEY) && span_eq(token, SPAN_LIT("key")) && next.len) {
		scan_copy(s, len);
		s->expect = EXPECT_WORD;
	} else if (scan_is_address(token) || scan_is_address(next) ||
		   ((scan_one_of(token, kinds) || scan_is_short(token, "traps", 3) ||
			    scan_is_short(token, "informs", 3)) &&
			   next.len)) {
		scan_copy(s, len);
	} else {
		scan_hide_token(s, len);
	}
	return true;
}

static bool take_rest(struct scan *s)
{
	uint32_t len = scan_token_len(s, false);
	struct span token = span_sub(s->text, s->at, len);

	if (scan_next(s, s->at + len).len && ((token.len == 1 && scan_is_number(token)) ||
						     redact_filler_find(token) == REDACT_FILL)) {
		scan_copy(s, len);
		return true;
	}
	struct span t = scan_rest(s, s->at);
	uint32_t n = 0;
	while (n < t.len && !scan_is_end(t.p[n]) && !(s->quote && t.p[n] == s->quote))
		n++;
	while (n && scan_is_space(t.p[n - 1]))
		n--;
	scan_hide_token(s, n);
	return true;
}

static bool take_quotes(struct scan *s)
{
	uint8_t c = s->text.p[s->at];

	if (c == '"' || c == '\'')
		scan_hide_quoted(s);
	else
		scan_copy(s, 1);
	return true;
}

static bool take_scheme(struct scan *s)
{
	static const char *const schemes[] = {
		"basic", "bearer", "negotiate", "ntlm", "token", NULL};
	if (s->text.p[s->at] == '"') { /* of a member */
		s->quote = '"';
		scan_copy(s, 1);
		return true;
	}
	uint32_t len = scan_token_len(s, false);
	if (scan_one_of(span_sub(s->text, s->at, len), schemes)) {
		scan_copy(s, len);
		s->expect = EXPECT_VALUE;
	} else if (len >= 16) {
		scan_hide_token(s, len);
	} else {
		scan_finish(s);
		return false;
	}
	return true;
}

/** Junos audit: "[... secret] <<old>> -> "new"": every value of the line is one. */
static bool take_audit(struct scan *s)
{
	struct span t = scan_rest(s, s->at);
	uint32_t len = scan_token_len(s, false);
	int64_t close = span_index(span_sub(t, 0, 256), '>');
	if (close > 1 && t.p[0] == '<' && t.p[1] != '<' &&
		!span_starts(t, SPAN_LIT("<unconfigured>"))) {
		scan_copy(s, 1);
		scan_hide(s, (uint32_t)close - 1);
	} else if (span_starts(t, SPAN_LIT("<<"))) {
		scan_copy(s, 2);
		int64_t end = span_find(span_sub(t, 2, scan_next(s, s->at).len), SPAN_LIT(">>"));
		scan_hide(s, end >= 0 ? (uint32_t)end : scan_next(s, s->at).len);
	} else if (span_starts(t, SPAN_LIT("->"))) {
		scan_copy(s, 2);
		struct span next = span_sub(t, 2, 2);
		if (next.len == 2 && next.p[0] == ' ' && next.p[1] != '"' && next.p[1] != '<')
			s->expect = EXPECT_VALUE;
	} else {
		scan_copy(s, len ? len : 1);
	}
	return true;
}

static bool take_value(struct scan *s)
{
	static const char *const types[] = {"STRING:", "Hex-STRING:", NULL}; /* of snmpget */
	uint32_t len = scan_token_len(s, true);
	struct span token = span_sub(s->text, s->at, len);

	if (scan_one_of(token, types)) {
		scan_copy(s, len);
		return true;
	}
	if (len == 0 || (scan_is_space(s->text.p[s->at - 1]) && scan_starts_pair(token))) {
		scan_finish(s);
		return false;
	}
	scan_hide_token(s, len);
	return true;
}

/** The value of a member whose name says that it is secret: none of the words for nothing; of an
 * object and of an array each text that is no name. */
static bool take_member(struct scan *s)
{
	static const char *const words[] = {"null", "true", "false", NULL};
	struct span t = scan_rest(s, s->at);
	uint32_t len = 0;

	while (len < t.len && scan_is_alnum(t.p[len]))
		len++;
	bool whole = len < t.len && (scan_is_space(t.p[len]) || memchr(",}]", t.p[len], 3));
	if (whole && scan_one_of(span_sub(t, 0, len), words)) {
		scan_finish(s);
		return false;
	}
	if (t.p[0] != '[' && t.p[0] != '{')
		return take_value(s);
	s->expect = EXPECT_OBJECT;
	s->depth = 0;
	return true;
}

/** Length of the text that is quoted at s->at, both quotes with it. */
static uint32_t quoted_len(const struct scan *s)
{
	struct span t = scan_rest(s, s->at);
	uint32_t n = 1;

	while (n < t.len && t.p[n] != '"' && !scan_is_end(t.p[n]))
		n += t.p[n] == '\\' && n + 1 < t.len && !scan_is_end(t.p[n + 1]) ? 2 : 1;
	return n < t.len && t.p[n] == '"' ? n + 1 : n < t.len ? n : t.len;
}

static bool take_object(struct scan *s)
{
	uint8_t c = s->text.p[s->at];

	if (c == '"') {
		uint32_t len = quoted_len(s), behind = s->at + len;
		while (behind < s->text.len && scan_is_space(s->text.p[behind]))
			behind++;
		if (behind < s->text.len && s->text.p[behind] == ':')
			scan_copy(s, len);
		else
			scan_hide_quoted(s);
		return true;
	}
	s->depth += c == '{' || c == '[';
	s->depth -= (c == '}' || c == ']') && s->depth;
	scan_copy(s, 1);
	if (!s->depth)
		scan_finish(s);
	return true;
}

/** The token at s->at is what the keyword before it announced. False: read it as any other. */
bool scan_take(struct scan *s)
{
	if (s->skip) {
		uint8_t c = s->text.p[s->at];
		uint32_t len = c == '"' && s->quote != c ? quoted_len(s) : scan_token_len(s, false);
		s->skip--;
		scan_copy(s, len ? len : 1);
		return true;
	}
	if (s->expect == EXPECT_OBJECT)
		return take_object(s);
	if (scan_opens_quote(s) && s->expect != EXPECT_SCHEME && s->expect != EXPECT_QUOTES) {
		scan_hide_quoted(s);
		if (s->expect != EXPECT_AUDIT)
			scan_finish(s);
		return true;
	}
	if (s->quote && s->text.p[s->at] == s->quote) {
		scan_finish(s);
		return false;
	}
	switch (s->expect) {
	case EXPECT_WORD:
		return take_word(s);
	case EXPECT_VALUE:
		return take_value(s);
	case EXPECT_MEMBER:
		return take_member(s);
	case EXPECT_COMMUNITY:
		return take_community(s);
	case EXPECT_HOST:
		return take_host(s);
	case EXPECT_REST:
		return take_rest(s);
	case EXPECT_QUOTES:
		return take_quotes(s);
	case EXPECT_SCHEME:
		return take_scheme(s);
	case EXPECT_AUDIT:
		return take_audit(s);
	case EXPECT_OBJECT:
	case EXPECT_NONE:
		break;
	}
	return false;
}
