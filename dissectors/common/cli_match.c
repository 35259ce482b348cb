/* cli_match: see cli_match.h. Pure; any thread. Every word meets every pattern at most a few times.
 */
#include "config.h"

#include "dissectors/common/cli_match.h"

/* Letters of a word that is shorter than its pattern knows: of the first one, of those behind. */
enum { BRIEF_FIRST = 3, BRIEF_NEXT = 2 };

void cli_split(struct span line, struct cli_words *ret)
{
	uint32_t at = 0;

	ret->count = 0;
	ret->host = CLI_WORDS_MAX;
	ret->brief = false;
	while (ret->count < CLI_WORDS_MAX) {
		while (at < line.len && (line.p[at] == ' ' || line.p[at] == '\t'))
			at++;
		uint32_t from = at;
		while (at < line.len && line.p[at] != ' ' && line.p[at] != '\t')
			at++;
		if (at == from)
			return;
		ret->full[ret->count] = span_of(NULL, 0);
		ret->word[ret->count++] = span_sub(line, from, at - from);
	}
}

static bool ends_nocase(struct span word, const char *const *list)
{
	for (; *list; list++) {
		struct span end = span_str(*list);
		if (word.len >= end.len &&
			span_eq_nocase(span_sub(word, word.len - end.len, end.len), end))
			return true;
	}
	return false;
}

/** A URL, or user@host:path as scp has it. */
static bool is_remote(struct span word)
{
	static const char *const remote[] = {
		"tftp:", "ftp:", "scp:", "sftp:", "http:", "https:", "rcp:", "ftps:", NULL};

	while (word.len && memchr("\"'", word.p[0], 2))
		word.p++, word.len--;
	for (const char *const *r = remote; *r; r++)
		if (span_starts_nocase(word, span_str(*r)))
			return true;
	int64_t sign = span_index(word, '@');
	return sign > 0 && word.p[0] != '/' &&
	       span_index(span_sub(word, (uint32_t)sign, UINT32_MAX), ':') > 1;
}

/** The classes of words that a pattern names in capitals. */
static bool fits_class(struct span name, struct span word, bool *ret_is_class)
{
	static const char *const config[] = {
		".cfg", ".conf", ".zip", ".txt", ".dat", "config", NULL};
	static const char *const image[] = {".cc", ".bin", ".img", ".tar", ".ipe", ".swi", ".pat",
		".tgz", ".iso", ".rpm", ".app", ".npk", ".bix", ".web", ".tim", NULL};

	*ret_is_class = true;
	while (word.len && memchr("\"'", word.p[word.len - 1], 2))
		word.len--;
	bool image_too = span_eq(name, SPAN_LIT("REMOTEIMAGE"));
	if (image_too || span_eq(name, SPAN_LIT("REMOTE")))
		return is_remote(word) && (!image_too || ends_nocase(word, image));
	if (span_eq(name, SPAN_LIT("CONFIGFILE")))
		return ends_nocase(word, config);
	if (span_eq(name, SPAN_LIT("IMAGEFILE")))
		return ends_nocase(word, image);
	*ret_is_class = false;
	return false;
}

/** The start of WANT, whose `*` counts for nothing, with LEAST letters or more. */
static bool is_brief(struct span want, struct span word, uint32_t least)
{
	uint32_t at = 0;

	if (word.len < least)
		return false;
	for (uint32_t i = 0; i < want.len && at < word.len; i++) {
		if (want.p[i] == '*')
			continue;
		uint8_t c = want.p[i] | 0x20;
		if (c != (word.p[at] | 0x20) || (c != '-' && (c < 'a' || c > 'z')))
			return false;
		at++;
	}
	return at == word.len;
}

/** WORD against `conf*igure`, `tftp:~` or a class; FULL gets what the word is short for. BRIEF: so
 * many letters do, 0: as many as the pattern says. */
static bool fits_simple(struct span want, struct span word, uint32_t brief, struct span *ret_full)
{
	bool is_class;
	bool fits = fits_class(want, word, &is_class);

	if (is_class)
		return fits;
	if (want.len && want.p[want.len - 1] == '~')
		return span_starts_nocase(word, span_sub(want, 0, want.len - 1));
	int64_t star = span_index(want, '*');
	if (brief && is_brief(want, word, brief)) {
		*ret_full = want;
		return true;
	}
	if (star < 0) {
		*ret_full = want;
		return span_eq_nocase(word, want);
	}
	struct span least = span_sub(want, 0, (uint32_t)star);
	struct span rest = span_sub(want, (uint32_t)star + 1, UINT32_MAX);
	if (word.len < least.len || word.len > least.len + rest.len ||
		!span_starts_nocase(word, least))
		return false;
	struct span tail = span_sub(word, least.len, UINT32_MAX);
	*ret_full = want;
	return span_starts_nocase(rest, tail);
}

static bool fits(struct span token, struct span word, uint32_t brief, struct span *ret_full)
{
	*ret_full = span_of(NULL, 0);
	if (span_eq(token, SPAN_LIT("*")) || span_eq(token, SPAN_LIT("<host>")))
		return true;
	if (token.len < 2 || token.p[0] != '{')
		return fits_simple(token, word, brief, ret_full);
	token = span_sub(token, 1, token.len - 2);
	while (token.len) {
		int64_t bar = span_index(token, '|');
		struct span one = span_sub(token, 0, bar < 0 ? token.len : (uint32_t)bar);
		if (fits_simple(one, word, brief, ret_full))
			return true;
		*ret_full = span_of(NULL, 0);
		token = span_sub(token, one.len + 1, UINT32_MAX);
	}
	return false;
}

static struct span pattern_token(struct span *pattern)
{
	int64_t space = span_index(*pattern, ' ');
	struct span token = span_sub(*pattern, 0, space < 0 ? pattern->len : (uint32_t)space);

	*pattern = span_sub(*pattern, token.len + 1, UINT32_MAX);
	return token;
}

bool cli_match(const char *pattern, struct cli_words *w, uint32_t from)
{
	struct span rest = span_str(pattern), star = span_of(NULL, 0);
	uint32_t i = from, star_i = 0;
	bool starred = false;

	w->host = CLI_WORDS_MAX;
	for (;;) {
		uint32_t brief = !w->brief ? 0 : i == from ? BRIEF_FIRST : BRIEF_NEXT;
		if (!rest.len && i >= w->count)
			return true;
		struct span before = rest;
		struct span token = pattern_token(&rest);
		if (before.len && span_eq(token, SPAN_LIT("..."))) {
			starred = true;
			star = rest;
			star_i = i;
			if (rest.len)
				continue;
			for (; i < w->count; i++)
				w->full[i] = span_of(NULL, 0);
			return true;
		}
		if (before.len && i < w->count && fits(token, w->word[i], brief, &w->full[i])) {
			if (span_eq(token, SPAN_LIT("<host>")))
				w->host = i;
			i++;
			continue;
		}
		if (!starred || star_i >= w->count)
			return false;
		w->full[star_i] = span_of(NULL, 0);
		i = ++star_i;
		rest = star;
	}
}

struct span cli_url_host(struct span word)
{
	int64_t sign = span_find(word, SPAN_LIT("://"));

	if (sign < 0)
		return span_of(NULL, 0);
	struct span rest = span_sub(word, (uint32_t)sign + 3, UINT32_MAX);
	int64_t slash = span_index(rest, '/');
	if (slash >= 0)
		rest = span_sub(rest, 0, (uint32_t)slash);
	for (int64_t at; (at = span_index(rest, '@')) >= 0;)
		rest = span_sub(rest, (uint32_t)at + 1, UINT32_MAX);
	if (rest.len && rest.p[0] == '[') {
		int64_t end = span_index(rest, ']');
		return end < 0 ? span_of(NULL, 0) : span_sub(rest, 1, (uint32_t)end - 1);
	}
	int64_t colon = span_index(rest, ':');
	return colon < 0 ? rest : span_sub(rest, 0, (uint32_t)colon);
}
