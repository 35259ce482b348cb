/*
 * cli_prompt: prompts, banners and error lines of network equipment, by their shapes. Called by
 * dissectors that read terminals; pure, any thread.
 */
#include "config.h"

#include "dissectors/common/cli.h"

enum { PROMPT_MAX = 128 };

static bool has(struct span s, const char *what)
{
	struct span needle = span_str(what);

	for (uint32_t i = 0; i + needle.len <= s.len; i++)
		if (span_starts_nocase(span_sub(s, i, needle.len), needle))
			return true;
	return false;
}

static bool ends(struct span s, const char *what)
{
	struct span tail = span_str(what);

	return s.len >= tail.len && span_eq_nocase(span_sub(s, s.len - tail.len, tail.len), tail);
}

static bool is_alpha(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/** A host name as prompts show it: starts with a letter or digit, and has a letter. */
static bool is_name(struct span s)
{
	bool letter = false;

	if (!s.len || s.len > 64 || !(is_alpha(s.p[0]) || is_digit(s.p[0])))
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		letter = letter || is_alpha(s.p[i]);
		if (!is_alpha(s.p[i]) && !is_digit(s.p[i]) && !memchr("-_./+", s.p[i], 5))
			return false;
	}
	return letter;
}

static struct span before(struct span s, uint32_t len)
{
	return span_sub(s, 0, s.len - len);
}

static bool set(struct cli_prompt *p, enum cli_family family, enum cli_mode mode, struct span name)
{
	p->family = family;
	p->mode = mode;
	p->hostname = name;
	return true;
}

/** Asks for a name, a secret, a key or an answer. */
static bool is_asking(struct span s, struct cli_prompt *p)
{
	static const char *const secrets[] = {"password", "passcode", "passphrase", "passwd", NULL};
	static const char *const logins[] = {"login:", "login name:", "username:", "user name:",
		"user:", "userid:", "user id:", "login as:", "account:", NULL};
	static const char *const questions[] = {"]?", "]?:", "[y/n]",
		"[y/n]:", "[yes/no]:", "[yes/no]", "(y/n)", "(y/n):", "[confirm]",
		"[y/n/q]:", "(yes/no):", "(yes/no)?", "[y/n]?", "(y/n)?",
		"[no]:", "[yes]:", "(y/n)[n]:", "(y/n)[y]:", "? [no]", NULL};
	static const char *const pagers[] = {"--more--", "---- more ----", "-- more --",
		"--- more ---", "(more)", "(more)---", "<--- more --->",
		"press any key to continue", "(end)", "--more--(q)", NULL};
	struct span none = span_of(NULL, 0);

	for (const char *const *a = pagers; *a; a++)
		if (ends(s, *a))
			return set(p, CLI_UNKNOWN, CLI_MODE_PAGER, none);
	if (has(s, "-more") || (has(s, "more ") && has(s, "%)")) || has(s, "press <space>"))
		return set(p, CLI_UNKNOWN, CLI_MODE_PAGER, none);
	for (const char *const *a = questions; *a; a++)
		if (ends(s, *a))
			return set(p, CLI_UNKNOWN, CLI_MODE_QUESTION, none);
	if (s.p[s.len - 1] == '?' && has(s, " ") && !has(s, "#") && !has(s, ">"))
		return set(p, CLI_UNKNOWN, CLI_MODE_QUESTION, none);
	if (s.p[s.len - 1] != ':')
		return false;
	for (const char *const *a = secrets; *a; a++)
		if (has(s, *a) && !has(s, "#"))
			return set(p, CLI_UNKNOWN, CLI_MODE_PASSWORD, none);
	for (const char *const *a = logins; *a && !has(s, "last ") && s.len <= 64; a++)
		if (ends(s, *a)) {
			struct span name = span_trim(before(s, (uint32_t)strlen(*a)));
			return set(p, CLI_UNKNOWN, CLI_MODE_LOGIN, is_name(name) ? name : none);
		}
	return has(s, "[") && set(p, CLI_UNKNOWN, CLI_MODE_QUESTION, none);
}

/** <HUAWEI>, [HUAWEI-GigabitEthernet0/0/1], [~HUAWEI], [*HUAWEI], HRP_M<USG>. */
static bool is_view(struct span s, struct cli_prompt *p)
{
	enum cli_family family = CLI_VRP;

	if (span_starts(s, SPAN_LIT("HRP_")) && s.len > 6)
		s = span_sub(s, 5, UINT32_MAX);
	uint8_t open = s.p[0], close = s.p[s.len - 1];
	if (s.len < 3 || !((open == '<' && close == '>') || (open == '[' && close == ']')))
		return false;
	struct span name = span_sub(s, 1, s.len - 2);
	if (open == '[' && (name.p[0] == '~' || name.p[0] == '*'))
		name = span_sub(name, 1, UINT32_MAX);
	bool junos = open == '[' && span_eq(name, SPAN_LIT("edit"));
	if (!is_name(name) || junos || span_eq_nocase(name, SPAN_LIT("ok")) ||
		(name.p[0] == '/' && open == '<'))
		return false;
	if (has(name, "h3c") || has(name, "comware"))
		family = CLI_COMWARE;
	return set(p, family, open == '<' ? CLI_MODE_OPERATIONAL : CLI_MODE_CONFIG, name);
}

/** [admin@MikroTik] /ip/firewall>, [local]host#, [root@host ~]#. */
static bool is_bracketed(struct span s, struct cli_prompt *p)
{
	int64_t close = span_index(s, ']');
	uint8_t last = s.p[s.len - 1];

	if (s.p[0] != '[' || close < 2 || (uint32_t)close + 1 >= s.len)
		return false;
	struct span inner = span_sub(s, 1, (uint32_t)close - 1);
	struct span rest = span_trim(span_sub(s, (uint32_t)close + 1, UINT32_MAX));
	int64_t at = span_index(inner, '@');
	if (at >= 0) {
		struct span host = span_sub(inner, (uint32_t)at + 1, UINT32_MAX);
		int64_t space = span_index(host, ' ');
		p->user = span_sub(inner, 0, (uint32_t)at);
		if (space >= 0)
			host = span_sub(host, 0, (uint32_t)space);
		if (last == '>' && is_name(host) &&
			(rest.p[0] == '>' || rest.p[0] == '/' || rest.p[0] == '<' ||
				is_alpha(rest.p[0])))
			return set(p, CLI_ROUTEROS, CLI_MODE_PRIVILEGED, host);
		bool shell = rest.len == 1 && (last == '#' || last == '$');
		return shell && is_name(host) && set(p, CLI_SHELL, CLI_MODE_PRIVILEGED, host);
	}
	if (!is_name(inner) || rest.len < 2 || (last != '#' && last != '>'))
		return false;
	rest = before(rest, 1);
	int64_t paren = span_index(rest, '(');
	enum cli_mode mode = last == '>' ? CLI_MODE_OPERATIONAL : CLI_MODE_PRIVILEGED;
	if (paren > 0 && rest.p[rest.len - 1] == ')') {
		rest = span_sub(rest, 0, (uint32_t)paren);
		mode = CLI_MODE_CONFIG;
	}
	return is_name(rest) && set(p, CLI_IPOS, mode, rest);
}

/** A:host#, *A:host>config>router#, A:admin@host#. */
static bool is_sros(struct span s, struct cli_prompt *p)
{
	uint8_t last = s.p[s.len - 1];

	if (s.p[0] == '*')
		s = span_sub(s, 1, UINT32_MAX);
	if (s.len < 4 || s.p[1] != ':' || s.p[0] < 'A' || s.p[0] > 'D' ||
		(last != '#' && last != '$' && last != '>'))
		return false;
	struct span name = before(span_sub(s, 2, UINT32_MAX), 1);
	int64_t path = span_index(name, '>');
	struct span where =
		path < 0 ? span_of(NULL, 0) : span_sub(name, (uint32_t)path, UINT32_MAX);
	if (path >= 0)
		name = span_sub(name, 0, (uint32_t)path);
	int64_t at = span_index(name, '@');
	if (at >= 0) {
		p->user = span_sub(name, 0, (uint32_t)at);
		name = span_sub(name, (uint32_t)at + 1, UINT32_MAX);
	}
	if (!is_name(name) || has(where, " "))
		return false;
	bool config = span_starts(where, SPAN_LIT(">config"));
	return set(p, CLI_SROS, config ? CLI_MODE_CONFIG : CLI_MODE_PRIVILEGED, name);
}

/** user@host>, user@host#, root@host:~#, host% and what else shells show. */
static bool is_at(struct span s, struct cli_prompt *p)
{
	static const char *const bare[] = {
		"#", "$", "~ #", "~ $", "/ #", "/ $", "~#", "->", "sh#", NULL};
	uint8_t last = s.p[s.len - 1];
	int64_t at = span_index(s, '@');

	for (const char *const *b = bare; *b; b++)
		if (span_eq(s, span_str(*b)))
			return set(p, CLI_SHELL, CLI_MODE_PRIVILEGED, span_of(NULL, 0));
	if (s.p[0] == '/' && !has(before(s, 1), "<") && (ends(s, " #") || ends(s, " $")))
		return set(p, CLI_SHELL, CLI_MODE_PRIVILEGED, span_of(NULL, 0));
	if (at <= 0 || !is_name(span_sub(s, 0, (uint32_t)at)))
		return false;
	struct span host = before(span_sub(s, (uint32_t)at + 1, UINT32_MAX), 1);
	p->user = span_sub(s, 0, (uint32_t)at);
	int64_t colon = span_index(host, ':');
	if (colon > 0 && (last == '#' || last == '$')) {
		host = span_sub(host, 0, (uint32_t)colon);
		return is_name(host) && set(p, CLI_SHELL, CLI_MODE_PRIVILEGED, host);
	}
	if (!is_name(host))
		return false;
	if (last == '%' || last == '$')
		return set(p, CLI_SHELL, CLI_MODE_PRIVILEGED, host);
	if (last == '>')
		return set(p, CLI_JUNOS, CLI_MODE_OPERATIONAL, host);
	return last == '#' && set(p, CLI_JUNOS, CLI_MODE_CONFIG, host);
}

/** host>, host#, host(config-if)#, RP/0/RSP0/CPU0:host(config)#, ZXAN#, host*> and (config)>. */
static bool is_plain(struct span s, struct cli_prompt *p)
{
	uint8_t last = s.p[s.len - 1];
	enum cli_family family = CLI_IOS;

	if (last != '>' && last != '#')
		return false;
	struct span name = before(s, ends(s, ">#") ? 2 : 1);
	enum cli_mode mode = last == '>' ? CLI_MODE_OPERATIONAL : CLI_MODE_PRIVILEGED;
	if (name.len == 0)
		return last == '>' && set(p, CLI_UNKNOWN, mode, name);
	int64_t paren = span_index(name, '(');
	if (paren >= 0 && name.p[name.len - 1] == ')') {
		struct span view = span_sub(name, (uint32_t)paren + 1, UINT32_MAX);
		name = span_sub(name, 0, (uint32_t)paren);
		mode = CLI_MODE_CONFIG;
		if (has(view, " ") || (!name.len && !span_starts(view, SPAN_LIT("config"))))
			return false;
		if (!name.len)
			return set(p, CLI_UNKNOWN, mode, name);
	}
	if (name.p[name.len - 1] == '*') {
		name = before(name, 1);
		family = CLI_SAOS;
	}
	if (span_starts(name, SPAN_LIT("RP/")) || span_starts(name, SPAN_LIT("LC/"))) {
		int64_t colon = span_index(name, ':');
		family = CLI_IOSXR;
		if (colon > 0)
			name = span_sub(name, (uint32_t)colon + 1, UINT32_MAX);
	}
	if (span_starts(name, SPAN_LIT("ZXAN")) || span_starts(name, SPAN_LIT("ZXR10")))
		family = CLI_ZTE;
	if (!is_name(name))
		return false;
	return set(p, family, mode, name);
}

bool cli_prompt(struct span line, struct cli_prompt *ret)
{
	*ret = (struct cli_prompt){.family = CLI_UNKNOWN};
	while (line.len && memchr(" \t\0", line.p[line.len - 1], 3))
		line.len--;
	while (line.len && line.p[0] == '\0')
		line = span_sub(line, 1, UINT32_MAX);
	if (!line.len || line.len > PROMPT_MAX || !span_is_printable(line))
		return false;
	if (is_asking(line, ret))
		return true;
	struct cli_prompt clean = *ret;
	bool (*const shapes[])(struct span, struct cli_prompt *) = {
		is_view, is_bracketed, is_sros, is_at, is_plain};
	for (unsigned i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		*ret = clean;
		if (shapes[i](line, ret))
			return true;
	}
	*ret = clean;
	return false;
}

enum cli_family cli_banner_family(struct span line)
{
	static const struct {
		const char *text;
		enum cli_family family;
	} signs[] = {
		{"cisco ios xr", CLI_IOSXR},
		{"cisco nexus", CLI_NXOS},
		{"nx-os", CLI_NXOS},
		{"user access verification", CLI_IOS},
		{"cisco ios", CLI_IOS},
		{"cisco configuration professional", CLI_IOS},
		{"comware", CLI_COMWARE},
		{"hangzhou h3c", CLI_COMWARE},
		{"new h3c", CLI_COMWARE},
		{"huawei", CLI_VRP},
		{"max number of vty users", CLI_VRP},
		{"--- junos", CLI_JUNOS},
		{"timos-", CLI_SROS},
		{"mikrotik routeros", CLI_ROUTEROS},
		{"zxan ", CLI_ZTE},
		{"zxr10", CLI_ZTE},
		{"zte corporation", CLI_ZTE},
		{"arista networks", CLI_EOS},
		{"calix", CLI_CALIX},
		{"adtran", CLI_ADTRAN},
		{"smartedge", CLI_IPOS},
		{"ciena", CLI_SAOS},
		{"saos is true carrier", CLI_SAOS},
		{"busybox", CLI_SHELL},
	};

	for (unsigned i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (has(line, signs[i].text))
			return signs[i].family;
	return CLI_UNKNOWN;
}

enum outcome cli_error(struct span line)
{
	static const char *const refused[] = {"authorization failed", "permission denied",
		"access denied", "not authorized", "not authorised", "insufficient privilege",
		"no permission", "not enough privilege", "operation not permitted", NULL};
	static const char *const failed[] = {"% invalid", "% ambiguous", "% incomplete",
		"% unrecognized", "% unknown", "% bad ", "% error", "% cannot", "% failed",
		"%error", "% not ", "error:", "unrecognized command", "unknown command",
		"syntax error", "invalid input", "invalid command", "bad command",
		"expected end of command", "failure:", "ambiguous command", "incomplete command",
		"minor: ", "major: ", "wrong parameter", "too many parameters", "no such command",
		"input does not match", "command not found", "% login invalid", NULL};
	struct span s = span_trim(line);

	if (!s.len || s.len > 200)
		return OUTCOME_UNKNOWN;
	for (const char *const *r = refused; *r; r++)
		if (has(s, *r))
			return OUTCOME_REFUSED;
	for (const char *const *f = failed; *f; f++)
		if (span_starts_nocase(s, span_str(*f)))
			return OUTCOME_FAILED;
	bool mid = has(s, "syntax error") || has(s, "unrecognized command") ||
		   has(s, "unknown command") || has(s, "command not found") ||
		   has(s, "invalid input detected") || has(s, "error: ");
	return mid ? OUTCOME_FAILED : OUTCOME_UNKNOWN;
}
