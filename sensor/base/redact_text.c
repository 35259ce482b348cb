/*
 * redact_text: secrets in command lines and log lines. One pass over the text, word by word: what a
 * word announces says redact_learn.c, what a name announces redact_pair.c, and redact_take.c takes
 * what was announced. Called by workers for every text that leaves; pure, any thread.
 */
#include "config.h"

#include "sensor/base/redact_scan.h"

enum { ESCAPES_MAX = 9, PAIR_MAX = 66 }; /* bytes of a name and its sign */

/** A PEM block at s->at: its body, unless it is public. */
static bool take_block(struct scan *s)
{
	struct span t = scan_rest(s, s->at);

	if (!span_starts(t, SPAN_LIT("-----BEGIN ")))
		return false;
	int64_t head = span_find(span_sub(t, 11, 64), SPAN_LIT("-----"));
	if (head < 0)
		return false;
	struct span label = span_sub(t, 11, (uint32_t)head);
	scan_copy(s, 11 + (uint32_t)head + 5);
	if (span_find(label, SPAN_LIT("PUBLIC")) >= 0 ||
		span_find(label, SPAN_LIT("CERTIFICATE")) >= 0)
		return true;
	t = scan_rest(s, s->at);
	int64_t end = span_find(t, SPAN_LIT("-----END"));
	scan_hide(s, end < 0 ? t.len : (uint32_t)end);
	return true;
}

/** //10.1.1.1/file@user:password, as ZXROS writes places behind `ftp:`: the password comes. */
static bool is_ended_by_login(const struct scan *s, struct span word)
{
	return span_starts(word, SPAN_LIT("//")) && span_index(word, '@') > 2 &&
	       s->at + 1 < s->text.len && s->text.p[s->at] == ':' &&
	       !scan_is_space(s->text.p[s->at + 1]) && !scan_is_end(s->text.p[s->at + 1]);
}

/** Behind a word that announces a secret, with other words between: what looks like one. */
static bool is_stray(const struct scan *s, struct span word)
{
	uint32_t at = s->at;
	bool member = at > 2 && s->text.p[at - 1] == '"' &&
		      (s->text.p[at - 2] == ':' || s->text.p[at - 3] == ':');

	if (member || !(s->context & REDACT_CTX_SEEN) || s->context & REDACT_CTX_SHOW ||
		s->pattern || s->tag)
		return false;
	return redact_is_random(word) && !scan_starts_pair(span_sub(s->text, at, PAIR_MAX));
}

/** A backslash, or some, before a quote or the sign of a pair: JSON in a text, CEF. */
static bool is_escape(struct span t)
{
	uint32_t i = 0;

	while (i < t.len && t.p[i] == '\\')
		i++;
	return i && i < t.len && memchr("\"'=", t.p[i], 3);
}

static void take_plain_word(struct scan *s)
{
	struct span t = scan_rest(s, s->at);
	uint32_t len = 1;

	if (take_block(s))
		return;
	while (len < t.len && scan_is_word(t.p[len]) && !is_escape(span_sub(t, len, ESCAPES_MAX)))
		len++;
	struct span word = span_sub(t, 0, len);
	if (redact_is_crypt(t) || is_stray(s, word)) {
		scan_hide_token(s, scan_token_len(s, false));
		return;
	}
	s->words++;
	if (scan_take_jdbc(s) || scan_take_option(s, word))
		return;
	scan_copy(s, len);
	if (is_ended_by_login(s, word)) {
		scan_copy(s, 1);
		scan_hide(s, scan_token_len(s, false));
		return;
	}
	if (scan_take_piped(s, word) || scan_take_record(s, word))
		return;
	if (s->tag) {
		scan_take_in_tag(s, word);
		return;
	}
	if (!scan_learn_pair(s, word))
		scan_learn(s, word);
}

/** user:password@ behind "://": hides the password. */
static void take_authority(struct scan *s)
{
	scan_copy(s, 3);
	struct span t = scan_rest(s, s->at);
	uint32_t n = 0, colon = UINT32_MAX, at = UINT32_MAX;

	for (; n < t.len && !scan_is_space(t.p[n]) && !scan_is_end(t.p[n]) &&
		!memchr("/\"'<>?", t.p[n], 6);
		n++) {
		if (t.p[n] == ':' && colon == UINT32_MAX)
			colon = n;
		if (t.p[n] == '@')
			at = n;
	}
	if (at == UINT32_MAX || colon >= at)
		return;
	scan_copy(s, colon + 1);
	scan_hide(s, at - colon - 1);
}

static void take_pipe(struct scan *s)
{
	static const char *const filters[] = {"i", "in", "inc", "include", "exc", "exclude", "b",
		"beg", "begin", "sec", "section", "grep", "egrep", "match", "except", "find",
		"count", NULL};

	scan_copy(s, 1);
	struct span t = span_sub(s->text, s->at, 10);
	while (t.len && t.p[0] == ' ')
		t.p++, t.len--;
	int64_t end = span_index(t, ' ');
	s->pattern =
		s->pattern || scan_one_of(span_sub(t, 0, end < 0 ? t.len : (uint32_t)end), filters);
}

/** FreeRADIUS: Login incorrect (...): [bob/password] (from client bras1 ...). */
static bool take_login(struct scan *s)
{
	enum { NEAR = 256 };
	uint32_t from = s->at > NEAR ? s->at - NEAR : 0;
	struct span t = span_sub(s->text, s->at, NEAR);
	int64_t end = span_find(t, SPAN_LIT("] (from client "));
	int64_t slash = span_index(span_sub(t, 0, end < 0 ? 0 : (uint32_t)end), '/');

	if (slash < 0 || t.p[slash + 1] == '<' ||
		span_find(span_sub(s->text, from, s->at - from), SPAN_LIT("Login ")) < 0)
		return false;
	scan_copy(s, (uint32_t)slash + 1);
	scan_hide(s, (uint32_t)(end - slash) - 1);
	return true;
}

static void take_mark(struct scan *s)
{
	uint8_t c = s->text.p[s->at];
	bool after_space = s->at == 0 || !scan_is_alnum(s->text.p[s->at - 1]);

	if (c == ':' && span_starts(scan_rest(s, s->at), SPAN_LIT("://"))) {
		take_authority(s);
		return;
	}
	if (c == '|') {
		take_pipe(s);
		return;
	}
	if (c == '[' && take_login(s))
		return;
	if (c == '"' || c == '\'') {
		if (s->quote == c)
			s->quote = 0;
		else if (!s->quote && after_space)
			s->quote = c;
	}
	s->paren = s->paren || c == '(';
	bool element = c == '>' && s->tag && s->tag_secret;
	if (c == '<')
		s->tag = s->tag_first = true, s->tag_secret = false, s->tag_words = s->words;
	else if (c == ':' && s->tag && s->words == s->tag_words + 1)
		s->tag_first = !s->tag_secret;
	else if (c == '>')
		s->tag = false;
	scan_copy(s, 1);
	if (element)
		scan_take_element(s);
}

/** The line that ends at s->at goes on in the next one: a backslash stands there alone. */
static bool is_continued(const struct scan *s)
{
	uint32_t at = s->at;

	if (at && s->text.p[at] == '\n' && s->text.p[at - 1] == '\r')
		at--;
	return at > 1 && s->text.p[at - 1] == '\\' && scan_is_space(s->text.p[at - 2]);
}

static void next_line(struct scan *s)
{
	bool continued = is_continued(s);

	scan_copy(s, 1);
	if (continued)
		return;
	s->words = s->skip = s->named = 0;
	s->context = 0;
	s->quote = 0;
	s->named_secret = s->attributes = s->keys = false;
	s->paren = s->pattern = s->tag = s->tag_secret = false;
	scan_finish(s);
}

/* What is expected here, taken: something moved. "</" is no token: nothing was there to take. */
static bool take_expected(struct scan *s)
{
	uint32_t at = s->at, expect = s->expect;

	struct span t = span_sub(s->text, s->at, 2);
	if (s->expect != EXPECT_NONE && t.len == 2 && t.p[0] == '\\' && scan_is_end(t.p[1])) {
		scan_copy(s, 1);
		return true;
	}
	return s->expect != EXPECT_NONE && scan_take(s) && (s->at != at || s->expect != expect);
}

static void scan_text(struct scan *s)
{
	while (s->at < s->text.len && s->out.len < s->out.cap) {
		uint8_t c = s->text.p[s->at];
		if (scan_is_end(c))
			next_line(s);
		else if (scan_is_space(c))
			scan_copy(s, 1);
		else if (take_expected(s))
			continue;
		else if (scan_is_word(c))
			take_plain_word(s);
		else
			take_mark(s);
	}
}

bool scan_finds_secret(const struct redactor *r, struct span line, char *out, uint32_t cap)
{
	struct scan s = {.out = {.r = r, .p = out, .cap = cap}, .text = line, .nested = true};

	scan_text(&s);
	return !span_eq(span_of(out, s.out.len), line);
}

uint32_t redact_text(const struct redactor *r, struct span text, char *out, uint32_t cap)
{
	struct scan s = {.out = {.r = r, .p = out, .cap = cap}, .text = text};

	if (r->reveal)
		redact_put(&s.out, text);
	else
		scan_text(&s);
	return s.out.len;
}
