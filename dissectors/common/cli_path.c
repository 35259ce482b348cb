/*
 * cli_path: see cli_path.h. The line is classified as it stands, and once more as it would be given
 * from the root; the second reading counts where the first says nothing that is true everywhere.
 * Called by dissectors that read terminals; pure, any thread.
 */
#include "config.h"

#include "dissectors/common/cli_match.h"
#include "dissectors/common/cli_path.h"

/* --- paths ---------------------------------------------------------------------------------- */

/* One word behind the others. A word that does not fit is left out, with all behind it. */
static bool path_add(struct cli_path *path, struct span word)
{
	uint32_t blank = path->len ? 1 : 0;

	if (path->len + blank + word.len > CLI_PATH_MAX)
		return false;
	if (blank)
		path->text[path->len++] = ' ';
	memcpy(path->text + path->len, word.p, word.len);
	path->len = (uint8_t)(path->len + word.len);
	return true;
}

/* The last word goes; none is no matter. */
static void path_pop(struct cli_path *path)
{
	while (path->len && path->text[path->len - 1] != ' ')
		path->len--;
	if (path->len)
		path->len--;
}

/* The words of SHOWN behind those of PATH, whatever of blanks, SEPARATORS stands between. */
static void path_append(struct cli_path *path, struct span shown, const char *separators)
{
	uint32_t from = 0;

	for (uint32_t i = 0; i <= shown.len; i++) {
		if (i < shown.len && !strchr(separators, shown.p[i]))
			continue;
		struct span word = span_sub(shown, from, i - from);
		if (word.len && !path_add(path, word))
			return;
		from = i + 1;
	}
}

static struct span path_text(const struct cli_path *path)
{
	return span_of(path->text, path->len);
}

void cli_path_set(struct cli_path *path, struct span shown)
{
	int64_t aside =
		span_index(shown, '<'); /* <SAFE>: the mode of RouterOS that can take back */

	*path = (struct cli_path){0};
	path_append(path, aside < 0 ? shown : span_sub(shown, 0, (uint32_t)aside), " />");
}

/* [/configure log] behind marks like *(pr). */
static bool take_md_banner(struct cli_path *path, struct span line)
{
	struct span root = SPAN_LIT("configure");
	int64_t open = span_find(line, SPAN_LIT("[/"));

	if (open < 0 || open > 6)
		return false;
	struct span shown = span_sub(line, (uint32_t)open + 2, line.len - (uint32_t)open - 3);
	*path = (struct cli_path){0};
	path->config =
		span_starts(shown, root) && (shown.len == root.len || shown.p[root.len] == ' ');
	if (path->config)
		path_append(path, span_sub(shown, root.len, UINT32_MAX), " ");
	return true;
}

bool cli_path_banner(struct cli_path *path, struct span line)
{
	struct span edit = SPAN_LIT("[edit");

	line = span_trim(line);
	if (line.len < 3 || line.p[line.len - 1] != ']')
		return false;
	if (!span_starts(line, edit))
		return take_md_banner(path, line);
	if (line.p[edit.len] != ' ' && line.p[edit.len] != ']')
		return false;
	*path = (struct cli_path){.config = true};
	path_append(path, span_sub(line, edit.len, line.len - edit.len - 1), " ");
	return true;
}

/* --- commands ------------------------------------------------------------------------------- */

static bool is_one_of(struct span word, const char *const *list)
{
	for (; *list; list++)
		if (span_eq_nocase(word, span_str(*list)))
			return true;
	return false;
}

struct span cli_take_word(struct span *line)
{
	struct span all = span_trim(*line);
	int64_t blank = span_index(all, ' ');
	struct span word = span_sub(all, 0, blank < 0 ? all.len : (uint32_t)blank);

	*line = span_trim(span_sub(all, word.len, UINT32_MAX));
	return word;
}

/*
 * Junos: `up` and `top` alone, and `edit`, lead elsewhere for good; before another command they
 * lead there for that command alone. What is left is the command, from where it is read.
 */
static struct span take_moves(struct cli_path *at, struct cli_path *ret_from, struct span line)
{
	struct span rest = line, left = line;
	uint64_t steps;

	*ret_from = *at;
	for (struct span word = cli_take_word(&rest); word.len; word = cli_take_word(&rest)) {
		struct span behind = rest, number = cli_take_word(&behind);
		if (span_eq(word, SPAN_LIT("top"))) {
			ret_from->len = 0;
		} else if (span_eq(word, SPAN_LIT("up"))) {
			bool counted = span_decimal(number, CLI_PATH_MAX, &steps);
			rest = counted ? behind : rest;
			for (steps = counted ? steps : 1; steps && ret_from->len; steps--)
				path_pop(ret_from);
		} else {
			static const char *const out[] = {"exit", "quit", NULL};
			if (is_one_of(word, out))
				ret_from->len = 0;
			else if (span_eq(word, SPAN_LIT("edit")))
				path_append(ret_from, rest, " ");
			else
				return left;
			break;
		}
		left = rest;
	}
	*at = *ret_from;
	return line;
}

/* LINE as it would be given from the root, into RET. False where it is the same anywhere. */
static bool from_root(enum cli_family family, const struct cli_path *at, struct span line,
	char *buf, struct span *ret)
{
	static const char *const edits[] = {"set", "delete", "deactivate", "activate", "rename",
		"insert", "copy", "annotate", "replace", NULL};
	struct span head, rest = line;
	uint32_t len = 0;

	if (!at->len || !line.len || memchr("/:", line.p[0], 2))
		return false;
	if (family == CLI_JUNOS) {
		head = cli_take_word(&rest);
		if (!is_one_of(head, edits))
			return false;
	} else if (family == CLI_SROS) {
		head = SPAN_LIT("configure");
	} else if (family == CLI_ROUTEROS) {
		head = SPAN_LIT("/");
	} else {
		return false;
	}
	struct span parts[] = {head, path_text(at), rest};
	for (unsigned i = 0; i < 3; i++) {
		if (len + parts[i].len + 1 > CLI_TEXT_MAX)
			return false;
		if (i && buf[len - 1] != '/')
			buf[len++] = ' ';
		memcpy(buf + len, parts[i].p, parts[i].len);
		len += parts[i].len;
	}
	*ret = span_of(buf, len);
	return true;
}

bool cli_path_whole(enum cli_family family, const struct cli_path *at, struct span line,
	char buf[CLI_TEXT_MAX], struct span *ret)
{
	struct span secret = SPAN_LIT("snmp community");

	return family == CLI_ROUTEROS && span_starts(path_text(at), secret) &&
	       span_find(line, SPAN_LIT("=")) >= 0 &&
	       from_root(family, at, span_trim(line), buf, ret);
}

/* Whether what M says of a line is true wherever the line is given. */
static bool is_anywhere(const struct cli_meaning *m)
{
	if (!m->known || m->foreign)
		return false;
	return m->navigation || m->verb != VERB_CHANGE;
}

void cli_classify_at(const struct lexicon *lex, enum cli_family family, enum cli_mode mode,
	struct cli_path *at, struct span line, struct cli_meaning *ret)
{
	struct cli_path from = *at;
	struct cli_meaning there;
	char buf[CLI_TEXT_MAX];
	struct span whole;

	if (family == CLI_JUNOS)
		line = take_moves(at, &from, line);
	cli_classify(lex, family, mode, line, ret);
	if (is_anywhere(ret) || !from_root(family, &from, span_trim(line), buf, &whole))
		return;
	cli_classify(lex, family, mode, whole, &there);
	if (!there.known || there.foreign)
		return;
	there.target = ret->target; /* which stands in LINE */
	*ret = there;
}
