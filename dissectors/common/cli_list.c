/*
 * cli_list: lines of several commands: those of shells, the ` ; ` of NX-OS, the scripts of
 * RouterOS. The weightiest command tells what the line means, the others what it does besides.
 * Called by every dissector that sees commands; pure, any thread.
 */
#include "config.h"

#include "dissectors/common/cli_match.h"

/* Commands of one line that are looked at. */
enum { LIST_MAX = 16 };

/** How much a command of a list says about the whole line. */
static int weight(enum cli_family family, const struct cli_meaning *m)
{
	bool word = family == CLI_ROUTEROS && m->text_len && m->text[0] == ':';

	if (m->navigation || (word && !m->known)) /* :if, :delay: the script's, not the element's */
		return -1;
	if (m->verb == VERB_READ)
		return 0;
	return m->verb == VERB_EXEC ? 1 : m->verb == VERB_CHANGE ? 2 : 3;
}

/* --- where a command ends ------------------------------------------------------------------- */

/** A separator at AT of a shell: its length, 0 where there is none. */
static uint32_t shell_ends(struct span all, uint32_t at)
{
	uint8_t c = all.p[at], next = at + 1 < all.len ? all.p[at + 1] : 0;

	if (c == ';' || c == '|' || c == '&')
		return next == c ? 2 : c == '&' ? 0 : 1;
	if (c == '$' && next == '(')
		return 2;
	return c == '`' || (c == ')' && at) || (c == '(' && !at) ? 1 : 0;
}

static uint32_t nxos_ends(struct span all, uint32_t at)
{
	bool apart = at && at + 1 < all.len && all.p[at - 1] == ' ' && all.p[at + 1] == ' ';

	return all.p[at] == ';' && apart ? 1 : 0;
}

/** What stands in braces or quotes behind SAID is run there and then. */
static bool runs_body(struct span said)
{
	static const char *const before[] = {"do=", "else=", "on-error=", ":do", ":execute", NULL};

	said = span_trim(said);
	for (const char *const *b = before; *b; b++)
		if (span_ends_nocase(said, span_str(*b)))
			return true;
	return said.len == 0;
}

/** The end of what is quoted from AT on. */
static uint32_t quote_end(struct span all, uint32_t at)
{
	for (at++; at < all.len && all.p[at] != '"'; at++)
		at += all.p[at] == '\\';
	return at;
}

/**
 * RouterOS: commands part at ; and at the braces of what is run there and then. Quotes, and the
 * braces of a script that is only stored, are values. AT moves behind those.
 */
static uint32_t routeros_ends(struct span all, uint32_t *at, uint32_t *depth)
{
	struct span said = span_sub(all, 0, *at);

	switch (all.p[*at]) {
	case '"':
		if (span_ends_nocase(span_trim(said), SPAN_LIT(":execute")))
			return 1;
		*at = quote_end(all, *at);
		return 0;
	case '{':
		if (!*depth && runs_body(said))
			return 1;
		++*depth;
		return 0;
	case '}':
	case ']':
		if (!*depth)
			return 1;
		--*depth;
		return 0;
	case '[':
		if (!*depth && span_starts(said, SPAN_LIT(":")))
			return 1;
		++*depth;
		return 0;
	case ';':
		return *depth ? 0 : 1;
	default:
		return 0;
	}
}

/** What stands before the next separator of LIST, which moves behind it. */
static struct span take_command(enum cli_family family, struct span *list)
{
	struct span all = span_trim(*list);
	uint32_t depth = 0;

	for (uint32_t i = 0; i < all.len; i++) {
		uint32_t at = i;
		uint32_t len = family == CLI_SHELL	? shell_ends(all, i)
			       : family == CLI_ROUTEROS ? routeros_ends(all, &i, &depth)
							: nxos_ends(all, i);
		if (!len)
			continue;
		*list = span_sub(all, at + len, UINT32_MAX);
		return span_trim(span_sub(all, 0, at));
	}
	*list = span_of(NULL, 0);
	return span_trim(all);
}

/** Whether LINE of FAMILY may hold several commands. */
static bool has_lists(
	const struct lexicon *lex, enum cli_family family, enum cli_mode mode, struct span line)
{
	struct cli_meaning first;
	struct span rest = line;

	if (family == CLI_SHELL || family == CLI_NXOS)
		return true;
	if (family == CLI_ROUTEROS)
		return line.len && line.p[0] != '#';
	if (family != CLI_IOS && family != CLI_UNKNOWN)
		return false;
	/* NX-OS looks like IOS, which takes ` ; ` for text, but only in commands that hold text */
	struct span command = take_command(CLI_NXOS, &rest);
	if (!rest.len || span_index(command, '|') >= 0)
		return false;
	cli_classify_one(lex, family, mode, command, &first);
	if (!first.known || first.foreign)
		return false;
	return first.enters_config || first.verb == VERB_READ || first.verb == VERB_SAVE;
}

/* --- what they mean ------------------------------------------------------------------------- */

struct deeds {
	uint32_t count;
	struct cli_deed of[CLI_ALSO_MAX + 1];
};

static void note_deed(struct deeds *all, const struct cli_meaning *m)
{
	for (uint32_t i = 0; i < all->count; i++)
		if (all->of[i].verb == m->verb && all->of[i].subject == m->subject)
			return;
	if (all->count <= CLI_ALSO_MAX)
		all->of[all->count++] = (struct cli_deed){m->verb, m->subject};
}

/** All of the deeds but that of RET, into RET. */
static void tell_deeds(const struct deeds *all, struct cli_meaning *ret)
{
	ret->also_count = 0;
	for (uint32_t i = 0; i < all->count && ret->also_count < CLI_ALSO_MAX; i++)
		if (all->of[i].verb != ret->verb || all->of[i].subject != ret->subject)
			ret->also[ret->also_count++] = all->of[i];
}

void cli_classify(const struct lexicon *lex, enum cli_family family, enum cli_mode mode,
	struct span line, struct cli_meaning *ret)
{
	bool lists = has_lists(lex, family, mode, span_trim(line));
	struct span rest = line, command = lists ? take_command(family, &rest) : line;
	struct cli_meaning other;
	struct deeds all = {0};

	cli_classify_one(lex, family, mode, lists && rest.len ? command : line, ret);
	if (!lists || !rest.len)
		return;
	bool entered = ret->enters_config;
	if (weight(family, ret) > 1)
		note_deed(&all, ret);
	for (int i = 0; i < LIST_MAX && rest.len; i++) {
		command = take_command(family, &rest);
		if (!command.len)
			continue;
		cli_classify_one(lex, family, entered ? CLI_MODE_CONFIG : mode, command, &other);
		entered = (entered || other.enters_config) && !other.leaves_config;
		other.has_secret = other.has_secret || ret->has_secret;
		ret->has_secret = other.has_secret;
		if (weight(family, &other) > 1)
			note_deed(&all, &other);
		if (weight(family, &other) > weight(family, ret))
			*ret = other;
	}
	tell_deeds(&all, ret);
	line = span_sub(span_trim(line), 0, CLI_TEXT_MAX);
	memcpy(ret->text, line.p, line.len);
	ret->text_len = line.len;
}
