/*
 * cli: what a command means. The lexicon decides; where it is silent, rules of thumb. Called by
 * cli_list.c, which takes lines apart; pure, any thread.
 */
#include "config.h"

#include "dissectors/common/cli_match.h"
#include <stddef.h>

static bool is_word(const struct cli_words *w, uint32_t i, const char *const *list)
{
	for (; i < w->count && *list; list++)
		if (span_eq_nocase(w->word[i], span_str(*list)))
			return true;
	return false;
}

/** Appends words [FROM, TO) as the pattern writes them out. */
static void append_words(
	struct cli_meaning *m, const struct cli_words *w, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		struct span s = w->full[i].len ? w->full[i] : w->word[i];
		if (m->text_len && m->text_len < CLI_TEXT_MAX)
			m->text[m->text_len++] = ' ';
		for (uint32_t k = 0; k < s.len && m->text_len < CLI_TEXT_MAX; k++)
			if (!w->full[i].len || s.p[k] != '*')
				m->text[m->text_len++] = (char)s.p[k];
	}
}

static bool mode_fits(unsigned flags, enum cli_mode mode)
{
	bool outside = mode == CLI_MODE_OPERATIONAL || mode == CLI_MODE_PRIVILEGED;

	if ((flags & CLI_CONFMODE) && outside)
		return false;
	return !((flags & CLI_EXECMODE) && mode == CLI_MODE_CONFIG);
}

/** A pattern that begins anywhere says something only where the family is sure. */
static bool is_loose(const char *pattern)
{
	return strncmp(pattern, "...", 3) == 0;
}

/** What is asked of the lexicon. */
struct query {
	const struct lexicon *lex;
	uint32_t families; /* bits */
	enum cli_mode mode;
	bool loose;   /* patterns that begin anywhere count */
	bool foreign; /* another system's menus do not */
};

/** Systems whose menus are words alone, which others have as commands: "ip firewall", "config
 * save". */
enum { MENUS = 1 << CLI_ROUTEROS | 1 << CLI_FORTIOS | 1 << CLI_SROS };

static bool is_menu(const struct cli_entry *e)
{
	return (e->flags & CLI_NAV) && !(e->families & ~(uint32_t)MENUS);
}

/** Bit of the first letter of WORD, as in struct cli_entry. */
static uint32_t first_bit(struct span word)
{
	uint8_t c = word.len ? word.p[0] | 0x20 : 0;

	return 1u << (c >= 'a' && c <= 'z' ? c - 'a' : 26);
}

static const struct cli_entry *find(const struct query *q, struct cli_words *w, uint32_t from)
{
	uint32_t first = from < w->count ? first_bit(w->word[from]) : UINT32_MAX;

	for (uint32_t i = 0; i < q->lex->command_count; i++) {
		const struct cli_entry *e = &q->lex->commands[i];
		if (!(e->families & q->families) || !(e->first & first) ||
			!mode_fits(e->flags, q->mode) || (!q->loose && is_loose(e->pattern)))
			continue;
		if (q->foreign && is_menu(e))
			continue;
		if (cli_match(e->pattern, w, from))
			return e;
	}
	return NULL;
}

/** The same word, wherever the `*` stands in each. */
static bool same_word(struct span a, struct span b)
{
	uint32_t i = 0, k = 0;

	for (;; i++, k++) {
		i += i < a.len && a.p[i] == '*';
		k += k < b.len && b.p[k] == '*';
		if (i >= a.len || k >= b.len)
			return i >= a.len && k >= b.len;
		if (a.p[i] != b.p[k])
			return false;
	}
}

/** Both say what some word is short for, and not the same. */
static bool differ(const struct cli_words *a, const struct cli_words *b)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (a->full[i].len && b->full[i].len && !same_word(a->full[i], b->full[i]))
			return true;
	return false;
}

/**
 * As find, for words that are shorter than the patterns know. Where they may be short for commands
 * of different meaning there is none: the equipment asks which, too.
 */
static const struct cli_entry *find_brief(const struct query *q, struct cli_words *w, uint32_t from)
{
	uint32_t first = from < w->count ? first_bit(w->word[from]) : UINT32_MAX;
	const struct cli_entry *found = NULL;
	struct cli_words other = *w;

	w->brief = other.brief = true;
	for (uint32_t i = 0; i < q->lex->command_count; i++) {
		const struct cli_entry *e = &q->lex->commands[i];
		if (!(e->families & q->families) || !(e->first & first) ||
			!mode_fits(e->flags, q->mode) || is_loose(e->pattern) ||
			!cli_match(e->pattern, found ? &other : w, from))
			continue;
		bool same = found && found->verb == e->verb && found->subject == e->subject;
		bool unclear = found && !same && differ(w, &other);
		found = found ? found : e;
		if (unclear) {
			found = NULL;
			break;
		}
	}
	w->brief = false;
	return found;
}

/** Families whose equipment takes any start of a word that is not another's too. */
static bool is_brief(enum cli_family family)
{
	return family != CLI_UNKNOWN && family != CLI_SHELL;
}

static void apply(const struct cli_entry *e, const struct cli_words *w, struct cli_meaning *ret)
{
	ret->known = true;
	ret->verb = e->verb;
	ret->subject = e->subject;
	ret->navigation = e->flags & CLI_NAV;
	ret->enters_config = e->flags & CLI_ENTER;
	ret->leaves_config = e->flags & CLI_LEAVE;
	ret->leaves = e->flags & CLI_BYE;
	ret->has_secret = e->flags & CLI_SECRET;
	ret->of_view = e->flags & CLI_OF_VIEW;
	if (ret->negated && (e->flags & (CLI_VIEW | CLI_ENTER)))
		ret->navigation = ret->enters_config = false;
	if (ret->negated && !ret->navigation && e->verb != VERB_EXEC)
		ret->verb = VERB_CHANGE;
	if (ret->negated && (e->flags & CLI_VIEW))
		ret->verb = VERB_CHANGE;
	if (w->host < w->count)
		ret->target = w->word[w->host];
	else if ((e->flags & CLI_HOST2) && w->count > 1)
		ret->target = w->word[1];
}

/** Where the lexicon is silent: in configuration mode everything alters the configuration. */
static void guess(enum cli_mode mode, struct cli_meaning *ret)
{
	ret->verb = mode == CLI_MODE_CONFIG || ret->negated ? VERB_CHANGE : VERB_EXEC;
	ret->subject = ret->verb == VERB_CHANGE ? SUBJECT_CONFIG : SUBJECT_SYSTEM;
}

static void find_target(const struct cli_words *w, struct cli_meaning *ret)
{
	if (ret->target.len) {
		struct span host = cli_url_host(ret->target);
		if (host.len)
			ret->target = host;
		return;
	}
	for (uint32_t i = 0; i < w->count && !ret->target.len; i++)
		ret->target = cli_url_host(w->word[i]);
}

/** Words in front of the command proper: their number; they may settle family and mode. */
static uint32_t take_prefix(enum cli_family *family, enum cli_mode *mode, const struct cli_words *w,
	struct cli_meaning *ret)
{
	static const char *const no[] = {"no", "undo", "default", NULL};
	static const char *const undos[] = {"un", "und", NULL};
	static const char *const aside[] = {"do", "run", "sudo", "doas", NULL};
	static const char *const edits[] = {"set", "delete", "deactivate", "activate", "rename",
		"insert", "copy", "annotate", "replace", NULL};
	static const char *const trees[] = {"system", "interfaces", "protocols", "snmp", "security",
		"firewall", "policy-options", "routing-options", "routing-instances",
		"forwarding-options", "event-options", "groups", "vlans", "chassis", "services",
		"class-of-service", "apply-groups", "access", "service", "vpn", "policy",
		"logical-systems", "tenants", NULL};
	static const char *const copies[] = {"groups", "logical-systems", "tenants", NULL};
	static const char *const configure[] = {"configure", "/configure", NULL};
	bool junos = *family == CLI_JUNOS || (*family == CLI_UNKNOWN && is_word(w, 1, trees));

	if (w->count < 2)
		return 0;
	if (junos && is_word(w, 0, edits) && is_word(w, 1, trees)) {
		*family = CLI_JUNOS;
		*mode = CLI_MODE_CONFIG;
		ret->negated = w->word[0].p[0] == 'd';
		/* a group or logical system has a name and then the same trees again */
		return w->count > 4 && is_word(w, 1, copies) && is_word(w, 3, trees) ? 3 : 1;
	}
	bool md_delete = *family == CLI_SROS && span_eq_nocase(w->word[0], SPAN_LIT("delete"));
	bool undo = (*family == CLI_VRP || *family == CLI_COMWARE) && is_word(w, 0, undos);
	if (is_word(w, 0, no) || undo || md_delete) {
		ret->negated = true;
		return 1;
	}
	if (is_word(w, 0, aside)) {
		*mode = CLI_MODE_PRIVILEGED;
		return 1;
	}
	if (is_word(w, 0, configure) && (*family == CLI_SROS || *family == CLI_UNKNOWN)) {
		*family = CLI_SROS;
		*mode = CLI_MODE_CONFIG;
		return 1;
	}
	return 0;
}

/** /ip/firewall/filter add -> ip firewall filter add. False where LINE is not of that shape. */
static bool unslash(struct span line, char *buf, struct span *ret)
{
	static const char *const paths[] = {
		"/bin", "/sbin", "/usr", "/etc", "/tmp", "/proc", "/dev", "/var", NULL};

	if (!line.len || line.p[0] != '/' || line.len > CLI_TEXT_MAX ||
		span_starts(line, SPAN_LIT("/configure")))
		return false;
	for (const char *const *p = paths; *p; p++)
		if (span_starts(line, span_str(*p)))
			return false;
	bool path = true; /* the path ends at the first word that is no path */
	for (uint32_t i = 0; i < line.len; i++) {
		if (i && line.p[i - 1] == ' ' && line.p[i] != '/')
			path = path && span_find(span_sub(line, i, 24), SPAN_LIT("=")) < 0;
		buf[i] = (char)(path && line.p[i] == '/' ? ' ' : line.p[i]);
	}
	*ret = span_of(buf, line.len);
	return true;
}

static void classify_words(const struct lexicon *lex, enum cli_family family, enum cli_mode mode,
	struct cli_words *w, struct cli_meaning *ret)
{
	uint32_t all = UINT32_MAX;
	uint32_t mine = family == CLI_UNKNOWN ? all : 1u << family;
	const struct cli_entry *e = NULL;
	enum cli_family said = family;

	uint32_t prefix = take_prefix(&said, &mode, w, ret);
	if (said != CLI_JUNOS || !prefix)
		e = find(&(struct query){lex, mine, mode, family != CLI_UNKNOWN, false}, w, 0);
	if (said != family)
		mine = 1u << said;
	if (e && prefix)
		ret->negated = false;
	if (!e && prefix)
		e = find(&(struct query){lex, mine, mode, said != CLI_UNKNOWN, false}, w, prefix);
	if (!e && is_brief(said))
		e = find_brief(&(struct query){lex, mine, mode, false, false}, w, prefix);
	if (!e)
		e = find(&(struct query){lex, all, mode, false, said != CLI_UNKNOWN}, w, prefix);
	ret->foreign = e && !(e->families & mine);
	if (e)
		apply(e, w, ret);
	else
		guess(mode, ret);
	for (uint32_t i = 0; i < w->count && !e; i++)
		w->full[i] = span_of(NULL, 0); /* of patterns that began to fit */
	append_words(ret, w, 0, w->count);
}

/** LINE as it is stands for what it means. */
static void keep_text(struct cli_meaning *ret, struct span line)
{
	line = span_sub(span_trim(line), 0, CLI_TEXT_MAX);
	memcpy(ret->text, line.p, line.len);
	ret->text_len = line.len;
}

/** The program of a path under the folders of programs: /usr/sbin/useradd is useradd. */
static struct span program_of(struct span word)
{
	static const char *const folders[] = {"/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/",
		"/usr/local/bin/", "/usr/local/sbin/", NULL};

	for (const char *const *f = folders; *f; f++)
		if (span_starts(word, span_str(*f)) && word.len > strlen(*f))
			return span_sub(word, (uint32_t)strlen(*f), UINT32_MAX);
	return word;
}

/** busybox reboot: what the applet means, where the lexicon knows it as a program. */
static bool take_applet(const struct lexicon *lex, enum cli_mode mode, const struct cli_words *w,
	struct cli_meaning *ret)
{
	struct cli_words applet = *w;

	if (w->count < 2 || !span_eq(w->word[0], SPAN_LIT("busybox")))
		return false;
	applet.count--;
	memmove(applet.word, w->word + 1, applet.count * sizeof(applet.word[0]));
	classify_words(lex, CLI_SHELL, mode, &applet, ret);
	bool known = ret->known && !ret->foreign;
	if (!known)
		memset(ret, 0, offsetof(struct cli_meaning, text));
	ret->text_len = 0;
	return known;
}

void cli_classify_one(const struct lexicon *lex, enum cli_family family, enum cli_mode mode,
	struct span line, struct cli_meaning *ret)
{
	char path[CLI_TEXT_MAX];
	struct cli_words w;

	memset(ret, 0, offsetof(struct cli_meaning, text));
	ret->text_len = 0;
	line = span_trim(line);
	if (family == CLI_SROS && line.len > 1 &&
		line.p[0] == '/') /* from the root, whatever the view */
		line = span_sub(line, 1, UINT32_MAX);
	cli_split(line, &w);
	bool in_folder = family == CLI_SHELL && w.count && w.word[0].p[0] == '/';
	if (in_folder)
		w.word[0] = program_of(w.word[0]);
	if (family == CLI_SHELL && take_applet(lex, mode, &w, ret)) {
		keep_text(ret, line);
		find_target(&w, ret);
		return;
	}
	bool comment = w.count &&
		       (w.word[0].p[0] == '#' || (w.word[0].p[0] == '!' && family != CLI_SHELL));
	if (w.count == 0 || comment) {
		ret->verb = VERB_EXEC;
		ret->subject = SUBJECT_SYSTEM;
		ret->known = ret->navigation = true;
		keep_text(ret, line);
		return;
	}
	struct span plain;
	bool routeros =
		(family == CLI_ROUTEROS || family == CLI_UNKNOWN) && unslash(line, path, &plain);
	if (routeros) {
		struct cli_words parts;
		cli_split(plain, &parts);
		if (parts.count) {
			classify_words(lex, CLI_ROUTEROS, CLI_MODE_PRIVILEGED, &parts, ret);
			ret->text_len = 0;
			for (uint32_t i = 0; i < w.count; i++)
				w.full[i] = span_of(NULL, 0);
			append_words(ret, &w, 0, w.count);
			ret->target = span_of(NULL, 0);
			find_target(&w, ret);
			return;
		}
	}
	classify_words(lex, family, mode, &w, ret);
	if (in_folder)
		keep_text(ret, line);
	find_target(&w, ret);
}

const char *cli_family_name(const struct lexicon *lex, enum cli_family family)
{
	return (uint32_t)family < lex->family_count ? lex->families[family].name : NULL;
}

const char *cli_family_vendor(const struct lexicon *lex, enum cli_family family)
{
	return (uint32_t)family < lex->family_count ? lex->families[family].vendor : NULL;
}

const char *cli_mode_name(enum cli_mode mode)
{
	static const char *const names[] = {[CLI_MODE_UNKNOWN] = NULL,
		[CLI_MODE_LOGIN] = "login",
		[CLI_MODE_PASSWORD] = "password",
		[CLI_MODE_QUESTION] = "question",
		[CLI_MODE_PAGER] = "pager",
		[CLI_MODE_OPERATIONAL] = "operational",
		[CLI_MODE_PRIVILEGED] = "privileged",
		[CLI_MODE_CONFIG] = "config"};
	return names[mode];
}
