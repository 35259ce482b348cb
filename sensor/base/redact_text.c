/*
 * redact_text: secrets in command lines and log lines. One pass over the text, word by word; what a
 * word means comes from redact_words.c, and the words before it in the same line are its context.
 * Called by workers for every text that leaves; pure, any thread.
 */
#include "config.h"

#include "sensor/base/redact_scan.h"

/* Bytes that are looked at: of the name of a folder, of the pairs behind one. */
enum { FOLDER_MAX = 256, PAIRS_MAX = 256 };

enum { TESTED_MAX = 10 }; /* tokens between `test aaa` and whom it tests */

/** A line that is only `key X` or `key 7 X`: in the view of a server it names its secret. */
static bool lone_key(const struct scan *s)
{
	uint32_t left = scan_left(s, s->at, 4);
	struct span token = scan_next(s, s->at);
	enum redact_filler filler = redact_filler_find(token);

	if (s->words != 1 || left == 0 || left > 3)
		return false;
	if (left == 1)
		return (!scan_is_number(token) || token.len >= 5) && filler == REDACT_FILL_NO;
	return (token.len == 1 && scan_is_number(token)) || filler == REDACT_FILL ||
	       filler == REDACT_FILL_KEY;
}

static void expect_secret(struct scan *s, bool is_key)
{
	bool lone = s->words == 1 && scan_left(s, s->at, 2) == 1;

	s->by_key = is_key;
	if (lone)
		s->context |= REDACT_CTX_CLI | REDACT_CTX_LAST;
	if (s->at < s->text.len && s->text.p[s->at] == ']')
		s->expect = EXPECT_AUDIT;
	else
		s->expect = EXPECT_WORD;
}

static bool wants_encoding(const struct scan *s)
{
	struct span next = scan_next(s, s->at);
	return redact_filler_find(next) == REDACT_FILL || (next.len == 1 && scan_is_number(next));
}

/** What WORD means, or the keyword that it shortens; behind `username` stands a name and no
 * keyword. */
static const struct redact_word *meaning_of(struct scan *s, struct span word)
{
	static const char *const openers[] = {"username", "local-user", "neighbor", "peer", NULL};
	const struct redact_word *w = redact_word_find(word);
	bool whole = span_eq_nocase(word, span_str(w->name)) && w->kind != REDACT_FIRST;

	if (!whole && s->words != s->named && !(s->context & REDACT_CTX_SHOW)) {
		const struct redact_word *full = redact_short_find(word, s->context, s->words == 1);
		w = full ? full : w;
	}
	if (scan_one_of(span_str(w->name), openers))
		s->named = s->words + 1;
	return w;
}

/** `community X rwa` alone: in the context of SNMP that the prompt told, it names its secret. */
static bool lone_community(const struct scan *s)
{
	static const char *const access[] = {"r", "ro", "rw", "rwa", "mgmt", "vpls-mgmt", NULL};
	struct span name = scan_next(s, s->at);

	if (s->words != 1 || !name.len)
		return false;
	return scan_one_of(scan_next(s, (uint32_t)(name.p + name.len - s->text.p)), access);
}

/** name= of RouterOS that is followed by what a community may do. */
static bool names_community(const struct scan *s, struct span word)
{
	struct span rest = span_sub(s->text, s->at, PAIRS_MAX);

	return span_eq(word, SPAN_LIT("name")) &&
	       (span_find(rest, SPAN_LIT(" write-access=")) >= 0 ||
		       span_find(rest, SPAN_LIT(" read-access=")) >= 0);
}

static struct span token_behind(const struct scan *s, struct span token)
{
	return scan_next(s, (uint32_t)(token.p + token.len - s->text.p));
}

/** MACsec of EOS: a line that is `key NAME 7 X`, where NAME is no number of an encoding. */
static bool lone_named_key(const struct scan *s)
{
	struct span name = scan_next(s, s->at);
	struct span code = token_behind(s, name);

	return s->words == 1 && name.len > 1 && redact_filler_find(name) == REDACT_FILL_NO &&
	       (span_eq(code, SPAN_LIT("0")) || span_eq(code, SPAN_LIT("7"))) &&
	       scan_left(s, s->at, 3) == 3;
}

/** Behind `export`, `priv` and their kin a word may stand that announces the secret itself. */
static bool is_named_next(const struct scan *s, const struct redact_word *w)
{
	struct span next = scan_next(s, s->at);
	bool named = redact_word_find(next)->kind == REDACT_SECRET ||
		     span_eq_nocase(next, SPAN_LIT("protocol"));

	return named && (w->need & (REDACT_CTX_EXPORT | REDACT_CTX_HASHED));
}

/** Tokens between `test aaa` and the password: "group G [server S] USER", "server TYPE S USER". */
static uint32_t before_tested(const struct scan *s)
{
	static const char *const with_arg[] = {
		"group", "server", "name", "vrf", "auth-port", "acct-port", NULL};
	struct span token = scan_next(s, s->at);
	uint32_t count = 0;

	if (span_eq(token, SPAN_LIT("server")))
		token = token_behind(s, token_behind(s, token_behind(s, token))), count = 3;
	for (; count < TESTED_MAX && scan_one_of(token, with_arg); count += 2) {
		bool named = span_eq(token, SPAN_LIT("server"));
		struct span value = token_behind(s, token);
		token = token_behind(s, value);
		if (named && span_eq(value, SPAN_LIT("name")))
			token = token_behind(s, token), count++;
	}
	if (!token.len || !count)
		return 0;
	return count + 1;
}

/** The keys of a security association that is given by hand. */
static bool is_hand_key(const char *name)
{
	static const char *const names[] = {
		"string-key", "authentication-hex", "encryption-hex", NULL};

	return scan_one_of(span_str(name), names);
}

/**
 * Commands whose secret stands behind a name, without a word of its own (AireOS, EXOS); -1 where
 * NAME begins none.
 */
static int before_placed(const char *name, struct span next)
{
	static const struct {
		const char *name, *next;
	} placed[] = {{"account", "admin"}, {"account", "user"}, {"mgmtuser", "add"},
		{"mgmtuser", "password"}, {"netuser", "add"}, {"netuser", "password"}};
	int tokens = -1;

	for (uint32_t i = 0; i < sizeof(placed) / sizeof(*placed); i++)
		if (strcmp(name, placed[i].name) == 0)
			tokens = span_eq(next, span_str(placed[i].next)) || tokens > 0 ? 2 : 0;
	return tokens;
}

/**
 * Tokens between W and the secret that it announces; 0 where none follows, or where something
 * nearer to it says so.
 */
static uint32_t tokens_before(const struct scan *s, const struct redact_word *w)
{
	static const char *const by_user[] = {"v1", "v2c", NULL}; /* whose name is a community */
	static const char *const sa[] = {"ah", "esp", NULL};      /* inbound esp X: VRP, Comware */
	struct span next = scan_next(s, s->at);

	if (w->need == REDACT_CTX_XFRM)
		return next.len && token_behind(s, next).len;
	if (!next.len || redact_filler_find(next) == REDACT_FILL)
		return 0;
	if (span_eq(span_str(w->name), SPAN_LIT("aaa")))
		return before_tested(s);
	int placed = before_placed(w->name, next);
	if (placed >= 0)
		return (uint32_t)placed;
	if (span_eq(span_str(w->name), SPAN_LIT("usm-user")))
		return scan_one_of(next, by_user);
	struct span behind = token_behind(s, next);
	if (is_hand_key(w->name))
		return scan_one_of(behind, sa) ? 2 : 0;
	return behind.len && redact_word_find(behind)->kind != REDACT_SECRET;
}

/** What WORD, which has just been copied, says about the words behind it. */
static void learn(struct scan *s, struct span word)
{
	const struct redact_word *w = meaning_of(s, word);
	bool met = (s->context & w->need) == w->need;
	bool is_key = span_eq(span_str(w->name), SPAN_LIT("key"));

	if (w->kind == REDACT_COMMAND) {
		s->words = 0;
		return;
	}
	if ((w->adds & REDACT_CTX_SHOW) && s->words != 1)
		return;
	if (s->context & REDACT_CTX_SHOW || s->pattern)
		return;
	if (w->kind != REDACT_CONTEXT || met)
		s->context |= w->adds;
	if (is_key && (s->context & REDACT_CTX_NTP))
		return;
	if (is_key && lone_named_key(s))
		s->expect = EXPECT_WORD, s->skip = 1;
	else if (w->kind == REDACT_SECRET || (w->kind == REDACT_ENCODED && wants_encoding(s)) ||
		 (w->kind == REDACT_SECRET_IN && met && !is_named_next(s, w)) ||
		 (is_key && lone_key(s)))
		expect_secret(s, is_key);
	else if (w->kind == REDACT_COMMUNITY &&
		 ((s->context & REDACT_CTX_SNMP) || lone_community(s)))
		s->expect = EXPECT_COMMUNITY;
	else if (w->kind == REDACT_AFTER && met) {
		s->skip = tokens_before(s, w);
		s->expect = s->skip ? EXPECT_WORD : EXPECT_NONE;
		s->context |= s->skip ? REDACT_CTX_CLI : 0;
	} else if (w->kind == REDACT_HOST && met)
		s->expect = EXPECT_HOST;
	else if (w->kind == REDACT_REST ||
		 (w->kind == REDACT_FIRST && s->words == 1 &&
			 (word.p[0] == 'P' || scan_left(s, s->at, 2) == 1)))
		s->expect = EXPECT_REST;
}

/** After a word: `=` or `:` behind it, maybe behind a closing quote; its index from s->at or -1. */
static int32_t pair_sign(const struct scan *s, bool *ret_quoted)
{
	struct span t = scan_rest(s, s->at);
	uint32_t i = 0;

	*ret_quoted = false;
	if (t.len > 1 && t.p[0] == '\\' && t.p[1] == '"')
		i = 2, *ret_quoted = true;
	else if (t.len && (t.p[0] == '"' || t.p[0] == '\''))
		i = 1, *ret_quoted = true;
	while (i < t.len && scan_is_space(t.p[i]))
		i++;
	if (i >= t.len || (t.p[i] != '=' && t.p[i] != ':'))
		return -1;
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

/** name=value and name: value, where the name says that the value is secret. */
static bool learn_pair(struct scan *s, struct span word)
{
	bool quoted;
	int32_t sign = pair_sign(s, &quoted);

	if (sign < 0 || s->tag)
		return false;
	bool equals = s->text.p[s->at + (uint32_t)sign] == '=';
	bool secret = redact_name_is_secret(word) &&
		      !(equals && is_working_folder(s, word, (uint32_t)sign));
	if (!secret && equals && (s->context & REDACT_CTX_SLASH))
		secret = span_eq(word, SPAN_LIT("name"));
	if (!secret && equals)
		secret = names_community(s, word);
	if (!equals && !quoted && span_eq_nocase(word, SPAN_LIT("key")))
		secret = false;
	bool scheme = !equals && (span_eq_nocase(word, SPAN_LIT("authorization")) ||
					 span_eq_nocase(word, SPAN_LIT("proxy-authorization")));
	if (!secret && !scheme)
		return false;
	if (quoted)
		s->quote = 0;
	scan_copy(s, (uint32_t)sign + 1);
	s->expect = scheme ? EXPECT_SCHEME : equals || quoted ? EXPECT_VALUE : EXPECT_WORD;
	return true;
}

/** $1$..., $9$..., and VRP's %^%#...%^%#: a hashed or enciphered secret, whatever announces it. */
static bool is_crypt(struct span t)
{
	uint32_t i = 1;

	if (t.len < 8)
		return false;
	if (t.p[0] == '%' || t.p[0] == '@')
		return span_starts(t, SPAN_LIT("%^%#")) || span_starts(t, SPAN_LIT("%$%$")) ||
		       span_starts(t, SPAN_LIT("%#%#")) || span_starts(t, SPAN_LIT("%@%@")) ||
		       span_starts(t, SPAN_LIT("@%@%"));
	while (t.p[0] == '$' && i < 4 && scan_is_alnum(t.p[i]))
		i++;
	return i > 1 && t.p[i] == '$';
}

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

static void take_plain_word(struct scan *s)
{
	struct span t = scan_rest(s, s->at);
	uint32_t len = 1;

	if (take_block(s))
		return;
	if (is_crypt(t)) {
		scan_hide_token(s, scan_token_len(s, false));
		return;
	}
	while (len < t.len && scan_is_word(t.p[len]) &&
		!(t.p[len] == '\\' && len + 1 < t.len && memchr("\"'", t.p[len + 1], 2)))
		len++;
	struct span word = span_sub(t, 0, len);
	s->words++;
	if (scan_take_option(s, word))
		return;
	scan_copy(s, len);
	if (is_ended_by_login(s, word)) {
		scan_copy(s, 1);
		scan_hide(s, scan_token_len(s, false));
		return;
	}
	if (scan_take_piped(s, word))
		return;
	if (s->tag) {
		if (s->tag_first && word.p[0] != '/')
			s->tag_secret = redact_name_is_secret(word);
		s->tag_first = false;
		return;
	}
	if (!learn_pair(s, word))
		learn(s, word);
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

/** Behind `>` of a tag with a secret name: its text up to the closing tag. */
static void take_element(struct scan *s)
{
	struct span t = scan_rest(s, s->at);
	int64_t end = span_index(t, '<');

	if (end > 0 && span_starts(span_sub(t, (uint32_t)end, 2), SPAN_LIT("</")))
		scan_hide(s, (uint32_t)end);
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
	if (c == '"' || c == '\'') {
		if (s->quote == c)
			s->quote = 0;
		else if (!s->quote && after_space)
			s->quote = c;
	}
	s->paren = s->paren || c == '(';
	bool element = c == '>' && s->tag && s->tag_secret;
	if (c == '<')
		s->tag = s->tag_first = true, s->tag_secret = false;
	else if (c == ':' && s->tag)
		s->tag_first = !s->tag_secret;
	else if (c == '>')
		s->tag = false;
	scan_copy(s, 1);
	if (element)
		take_element(s);
}

static void next_line(struct scan *s)
{
	scan_copy(s, 1);
	s->words = s->skip = s->named = 0;
	s->context = 0;
	s->quote = 0;
	s->paren = s->pattern = s->tag = s->tag_secret = false;
	scan_finish(s);
}

/* What is expected here, taken: something moved. "</" is no token: nothing was there to take. */
static bool take_expected(struct scan *s)
{
	uint32_t at = s->at, expect = s->expect;

	return s->expect != EXPECT_NONE && scan_take(s) && (s->at != at || s->expect != expect);
}

uint32_t redact_text(const struct redactor *r, struct span text, char *out, uint32_t cap)
{
	struct scan s = {.out = {.r = r, .p = out, .cap = cap}, .text = text};

	if (r->reveal) {
		redact_put(&s.out, text);
		return s.out.len;
	}
	while (s.at < text.len && s.out.len < cap) {
		uint8_t c = text.p[s.at];
		if (scan_is_end(c))
			next_line(&s);
		else if (scan_is_space(c))
			scan_copy(&s, 1);
		else if (take_expected(&s))
			continue;
		else if (scan_is_word(c))
			take_plain_word(&s);
		else
			take_mark(&s);
	}
	return s.out.len;
}
