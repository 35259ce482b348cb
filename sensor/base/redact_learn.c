/*
 * redact_learn: what a word of a command or log line announces. What it means alone comes from
 * redact_words.c; the words before it in the same line are its context. Called by redact_text.c;
 * pure, any thread.
 */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/base/redact_scan.h"

enum { TESTED_MAX = 10 }; /* tokens between `test aaa` and whom it tests */

/** A line that is only `key X` or `key 7 X`: in the view of a server it names its secret; what is
 * quoted behind it is one anywhere. */
static bool lone_key(const struct scan *s)
{
	uint32_t left = scan_left(s, s->at, 4);
	struct span token = scan_next(s, s->at);
	enum redact_filler filler = redact_filler_find(token);

	if (token.len > 2 && memchr("\"'", token.p[0], 2) && !(s->context & REDACT_CTX_NTP))
		return true;
	if (s->words != 1 || left == 0 || left > 3)
		return false;
	if (left == 1)
		return (!scan_is_number(token) || token.len >= 5) && filler == REDACT_FILL_NO;
	return (token.len == 1 && scan_is_number(token)) || filler == REDACT_FILL ||
	       filler == REDACT_FILL_KEY;
}

static void expect_secret(struct scan *s, struct span word, bool is_key)
{
	static const char *const of_user[] = {"chpass", "passwd", "password", "pswd", NULL};
	bool lone = s->words == 1 && scan_left(s, s->at, 2) == 1;

	s->by_key = is_key;
	s->of_user = scan_one_of(word, of_user) && !(s->context & REDACT_CTX_CLI);
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

/** WORD without the prompt that stands before it in one piece: core1(config)#snmp-server */
static struct span behind_prompt(struct span word)
{
	for (uint32_t i = word.len; i > 1; i--)
		if (word.p[i - 1] == '#')
			return i < word.len ? span_sub(word, i, UINT32_MAX) : word;
	return word.len > 1 && word.p[0] == '#' ? span_sub(word, 1, UINT32_MAX) : word;
}

/** What WORD means, or the keyword that it shortens; behind `username` stands a name and no
 * keyword. */
static const struct redact_word *meaning_of(struct scan *s, struct span word)
{
	static const char *const openers[] = {"username", "local-user", "neighbor", "peer", NULL};
	word = behind_prompt(word);
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

/** `community X rwa` alone, `notify A community X trap`: in the context of SNMP that the prompt
 * told, or that nobody told, it names its secret. */
static bool lone_community(const struct scan *s)
{
	static const char *const access[] = {"r", "ro", "rw", "rwa", "mgmt", "vpls-mgmt",
		"readonly", "readwrite", "read-only", "read-write", "permission",
		"access-permissions", "hash", "hash2", "{", NULL};
	static const char *const receives[] = {"trap", "traps", "inform", "informs", NULL};
	struct span name = scan_next(s, s->at);
	struct span behind = scan_next(s, (uint32_t)(name.p + name.len - s->text.p));

	if (!name.len)
		return false;
	if (span_eq(name, SPAN_LIT("name")) && behind.len > 2 && behind.p[0] == '"')
		return true;
	return (s->words <= 2 && scan_one_of(behind, access)) || scan_one_of(behind, receives);
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

/** NEXT is written as names of secrets are and secrets seldom: auth-password, authkey. */
static bool is_plain_name(struct span next)
{
	static const char *const joined[] = {
		"authkey", "authpwd", "cpwd", "enckey", "epwd", "privkey", "privpwd", NULL};

	for (uint32_t i = 0; i < next.len; i++)
		if ((next.p[i] < 'a' || next.p[i] > 'z') && next.p[i] != '-')
			return scan_one_of(next, joined) ||
			       span_ends_nocase(next, SPAN_LIT("-password"));
	return span_index(next, '-') > 0 || scan_one_of(next, joined);
}

/** Behind `export`, `sha`, `priv` and their kin a word may stand that announces the secret itself.
 */
static bool is_named_next(const struct scan *s, const struct redact_word *w)
{
	enum { AMONG = REDACT_CTX_EXPORT | REDACT_CTX_HASHED };
	struct span next = scan_next(s, s->at);
	const struct redact_word *n = redact_word_find(next);
	bool secret = n->kind == REDACT_SECRET ||
		      (n->kind == REDACT_SECRET_IN && n != w && s->context & n->need);
	bool known = n->kind == REDACT_SECRET && n->name[0] != '*';
	bool ended = redact_word_find(token_behind(s, next))->kind != REDACT_PLAIN;

	if (w->need & AMONG && (known || span_eq_nocase(next, SPAN_LIT("protocol")) ||
				       (next.len > 1 && next.p[0] == '-')))
		return true;
	return secret && !ended && (w->need & (AMONG | REDACT_CTX_AUTH)) &&
	       scan_left(s, s->at, 2) > 1 &&
	       (is_plain_name(next) || span_eq(next, SPAN_LIT("privacy")));
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
 * Commands whose secret stands behind names, without a word of its own (AireOS, EXOS, AN5516,
 * snmpd.conf); -1 where NAME begins none.
 */
static int before_placed(const char *name, struct span next)
{
	static const struct {
		const char *name, *next; /* NULL: any */
		int tokens;
	} placed[] = {{"account", "admin", 2}, {"account", "user", 2}, {"com2sec", NULL, 2},
		{"configuration", "ftp", 4}, {"configuration", "sftp", 4}, {"dsp", "pppoe", 4},
		{"ftp", "set", 2}, {"mgmtuser", "add", 2}, {"mgmtuser", "password", 2},
		{"netuser", "add", 2}, {"netuser", "password", 2}};
	int tokens = -1;

	for (uint32_t i = 0; i < sizeof(placed) / sizeof(*placed); i++) {
		bool it = !placed[i].next || span_eq(next, span_str(placed[i].next));
		if (strcmp(name, placed[i].name) == 0 && tokens <= 0)
			tokens = it ? placed[i].tokens : 0;
	}
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
	static const char *const settings[] = {"timeout", "port", NULL}; /* ftp set timeout 30 */
	if (strcmp(w->name, "ftp") == 0 && scan_one_of(token_behind(s, next), settings))
		return 0;
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

/** hostapd_cli set wpa_passphrase X, where the program of that name takes the network first. */
static bool is_value_next(const struct scan *s, const struct redact_word *w)
{
	return strcmp(w->name, "wpa_passphrase") == 0 && scan_left(s, s->at, 2) == 1;
}

/** A trap receiver follows: `snmp-server host X`; elsewhere only where an address does. */
static bool is_receiver(const struct scan *s, const struct redact_word *w)
{
	bool host = span_eq(span_str(w->name), SPAN_LIT("host"));
	struct span next = scan_next(s, s->at);

	return (host && (s->context & REDACT_CTX_SERVER)) ||
	       ((s->context & REDACT_CTX_SNMP) && next.len && hex_digit(next.p[0]) >= 0 &&
		       scan_is_address(next));
}

/** A line with W, met where it means something, speaks of secrets. */
static bool announces(const struct redact_word *w, struct span word)
{
	static const char *const stems[] = {"passw", "secret", "psk", "encrypt", "cipher", NULL};

	if (strcmp(w->name, "ftp") == 0)
		return false;
	if (w->kind != REDACT_PLAIN)
		return w->kind == REDACT_SECRET || w->kind == REDACT_SECRET_IN ||
		       w->kind == REDACT_COMMUNITY || w->kind == REDACT_AFTER ||
		       w->kind == REDACT_REST;
	for (const char *const *stem = stems; *stem; stem++)
		if (span_find(word, span_str(*stem)) >= 0)
			return true;
	return false;
}

/** Password(length<6,15>):x, as an OLT asks and is answered. */
static bool is_asked(const struct scan *s)
{
	struct span t = span_sub(s->text, s->at, 64);
	int64_t end = span_find(t, SPAN_LIT("):"));

	return end > 0 && (uint32_t)end + 2 < t.len && !scan_is_space(t.p[end + 2]) &&
	       !scan_is_end(t.p[end + 2]);
}

/** `kubectl get secret X`, `az keyvault secret list`: of which it is the name. */
static bool is_object(const struct scan *s)
{
	static const char *const verbs[] = {
		"get", "create", "delete", "describe", "edit", "patch", "keyvault", NULL};
	uint32_t end = s->at < 7 ? 0 : s->at - 7, from; /* before " secret" */

	for (from = end; from && scan_is_word(s->text.p[from - 1]) && end - from < 16;)
		from--;
	return scan_one_of(span_sub(s->text, from, end - from), verbs) &&
	       (scan_follows(s, SPAN_LIT("kubectl")) || scan_follows(s, SPAN_LIT("oc")) ||
		       scan_follows(s, SPAN_LIT("az")));
}

/** A word that here is no announcement: `kubectl get secret X`, `pwd` alone, `passwd[2231]`, and
 * whom IOS XR calls password: `username password password X`. */
static bool is_noun(const struct scan *s, const struct redact_word *w)
{
	uint8_t behind = s->at < s->text.len ? s->text.p[s->at] : 0;

	if (w->kind != REDACT_SECRET)
		return false;
	if (strcmp(w->name, "pwd") == 0 && (s->words == 1 || !scan_is_space(behind)))
		return true;
	if (behind == '[' || (behind == '(' && !is_asked(s)))
		return true;
	if (s->words == s->named && redact_word_find(scan_next(s, s->at))->kind == REDACT_SECRET)
		return true;
	return strcmp(w->name, "secret") == 0 && is_object(s);
}

/** identified by 'x'; (name, secret) values ('a', 'x') */
static bool opens_sql(const struct scan *s, const struct redact_word *w)
{
	struct span next = scan_next(s, s->at);

	if (strcmp(w->name, "values") != 0)
		return span_eq_nocase(next, SPAN_LIT("by"));
	return next.len && next.p[0] == '(' &&
	       (s->context & REDACT_CTX_SEEN ||
		       span_find(span_sub(s->text, s->at, 256), SPAN_LIT("assword")) >= 0);
}

/** USER bob PASS x, as logs write both; quote PASS x, as a client of FTP is told to send it. */
static bool is_pass_of_ftp(const struct scan *s, struct span word)
{
	bool quoted = s->words > 1 && s->words < 4 && scan_left(s, s->at, 2) == 1 &&
		      scan_follows(s, SPAN_LIT("quote"));

	if (span_eq(word, SPAN_LIT("PASS")) && s->words > 1 && scan_follows(s, SPAN_LIT("USER")))
		return true;
	return quoted && span_eq_nocase(word, SPAN_LIT("pass"));
}

/** ftp> user bob x */
static bool is_user_of_ftp(const struct scan *s, struct span word)
{
	return s->words == 2 && span_eq(word, SPAN_LIT("user")) && scan_left(s, s->at, 2) == 2 &&
	       scan_follows(s, SPAN_LIT("ftp>"));
}

void scan_learn(struct scan *s, struct span word)
{
	const struct redact_word *w = meaning_of(s, word);
	bool noun = is_noun(s, w);
	bool met = (s->context & w->need) == w->need && !noun &&
		   (word.p[0] == 'A' || strcmp(w->name, "adduser") != 0); /* that of FTP */
	bool is_key = span_eq(span_str(w->name), SPAN_LIT("key"));

	if (w->kind == REDACT_COMMAND) {
		s->words = 0;
		return;
	}
	if ((w->adds & REDACT_CTX_SHOW) && s->words != 1)
		return;
	if (s->context & REDACT_CTX_SHOW || s->pattern)
		return;
	if (w->adds == REDACT_CTX_CLI && s->at < s->text.len && s->text.p[s->at] == ':')
		return; /* "pap: ..." begins what a server says */
	if (w->kind != REDACT_CONTEXT || met)
		s->context |= w->adds | (met && announces(w, word) ? REDACT_CTX_SEEN : 0);
	if ((is_key && (s->context & REDACT_CTX_NTP)) || noun)
		return;
	if (is_key && lone_named_key(s))
		s->expect = EXPECT_WORD, s->skip = 1;
	else if (w->kind == REDACT_SECRET || (w->kind == REDACT_ENCODED && wants_encoding(s)) ||
		 (w->kind == REDACT_SECRET_IN && met && !is_named_next(s, w)) ||
		 (is_key && lone_key(s)))
		expect_secret(s, word, is_key);
	else if (w->kind == REDACT_COMMUNITY &&
		 ((s->context & REDACT_CTX_SNMP) || lone_community(s)))
		s->expect = EXPECT_COMMUNITY;
	else if (w->kind == REDACT_AFTER && met && is_value_next(s, w))
		expect_secret(s, word, false);
	else if (w->kind == REDACT_AFTER && met) {
		s->skip = tokens_before(s, w);
		s->expect = s->skip ? EXPECT_WORD : EXPECT_NONE;
		s->context |= s->skip ? REDACT_CTX_CLI : 0;
	} else if (w->kind == REDACT_HOST && met && is_receiver(s, w))
		s->expect = EXPECT_HOST;
	else if (w->kind == REDACT_QUOTES && met && opens_sql(s, w))
		s->expect = EXPECT_QUOTES;
	else if (s->context & REDACT_CTX_ACS && span_eq(word, SPAN_LIT("user")))
		s->expect = EXPECT_WORD, s->skip = 1;
	else if (is_pass_of_ftp(s, word))
		s->expect = EXPECT_WORD;
	else if (is_user_of_ftp(s, word))
		s->expect = EXPECT_WORD, s->skip = 1;
	else if (w->kind == REDACT_REST ||
		 (w->kind == REDACT_FIRST && s->words == 1 &&
			 (word.p[0] == 'P' || scan_left(s, s->at, 2) == 1)))
		s->expect = EXPECT_REST;
}
