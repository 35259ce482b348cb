/*
 * cli_prompt: prompts, banners and error lines of network equipment, by the shapes and words of the
 * lexicon. Called by dissectors that read terminals; pure, any thread.
 */
#include "config.h"

#include "dissectors/common/cli.h"

/* An error of any length says so at its start; words in the midst of long text say nothing. */
enum { PROMPT_MAX = 128, ERROR_SAYS_MAX = 200 };

static bool has(struct span s, const char *what)
{
	return span_has_nocase(s, span_str(what));
}

static bool is_alpha(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_name_byte(uint8_t c)
{
	return is_alpha(c) || is_digit(c) || memchr("-_./+", c, 5);
}

/** A host name as prompts show it: starts with a letter or digit, and has a letter. */
static bool is_name(struct span s)
{
	bool letter = false;

	if (!s.len || s.len > 64 || !(is_alpha(s.p[0]) || is_digit(s.p[0])))
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		letter = letter || is_alpha(s.p[i]);
		if (!is_name_byte(s.p[i]))
			return false;
	}
	return letter;
}

/** A name as long as it goes from AT on; its length, 0 where there is none. */
static uint32_t name_at(struct span s, uint32_t at)
{
	uint32_t len = 0;

	while (at + len < s.len && is_name_byte(s.p[at + len]))
		len++;
	return is_name(span_sub(s, at, len)) ? len : 0;
}

/* --- lines that ask ------------------------------------------------------------------------- */

static bool sign_fits(const struct lexicon_sign *sign, struct span s)
{
	if (sign->at == LEXICON_BEGIN)
		return span_starts_nocase(s, span_str(sign->text));
	return sign->at == LEXICON_END ? span_ends_nocase(s, span_str(sign->text))
				       : has(s, sign->text);
}

/** A name is asked for at the end of S, maybe with the host's name before. */
static bool is_login(const struct lexicon_sign *sign, struct span s, struct cli_prompt *p)
{
	struct span text = span_str(sign->text);

	if (s.len > 64 || has(s, "last ") || !sign_fits(sign, s))
		return false;
	struct span name = span_trim(span_sub(s, 0, s.len - text.len));
	p->hostname = is_name(name) ? name : span_of(NULL, 0);
	return true;
}

/** S without what ends a question and the default behind it, `[public]`; empty where that is no
 * default but the answers there are. */
static struct span asked_for(struct span s)
{
	static const char *const answers[] = {"yes", "no", "y", "n", "confirm"};

	while (s.len && memchr(" :?", s.p[s.len - 1], 3))
		s.len--;
	if (!s.len || s.p[s.len - 1] != ']')
		return s;
	uint32_t at = s.len - 1;
	while (at && s.p[at] != '[')
		at--;
	struct span inner = span_sub(s, at + 1, s.len - at - 2);
	bool choice = span_index(inner, '/') >= 0;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		choice = choice || span_eq_nocase(inner, span_str(answers[i]));
	return choice ? span_of(NULL, 0) : span_trim(span_sub(s, 0, at));
}

/** Asks for a secret by the last word before its colon, question mark or default. */
static bool is_asking_secret(struct span s)
{
	static const char *const nouns[] = {"password", "passwd", "passphrase", "passcode",
		"secret", "community", "community string", "shared key", "shared-key", "psk",
		"wpa key", "wep key", "pass", "pin", "pw", "pwd"};
	struct span text = asked_for(s);

	if (!memchr(":?", s.p[s.len - 1], 2) || s.len > 80 || has(s, "#") ||
		(s.p[s.len - 1] == '?' && span_index(s, '[') < 0))
		return false;
	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		struct span noun = span_str(nouns[i]);
		if (span_ends_nocase(text, noun) &&
			(text.len == noun.len || memchr(" -", text.p[text.len - noun.len - 1], 2)))
			return true;
	}
	return false;
}

/** Asks for a name, a secret, a key or an answer. */
static bool is_asking(const struct lexicon *lex, struct span s, struct cli_prompt *p)
{
	uint8_t last = s.p[s.len - 1];
	bool colon = last == ':' || span_ends_nocase(s, SPAN_LIT("\xef\xbc\x9a")); /* U+FF1A */

	if (is_asking_secret(s)) {
		p->mode = CLI_MODE_PASSWORD;
		return true;
	}

	for (uint32_t i = 0; i < lex->ask_count; i++) {
		const struct lexicon_sign *sign = &lex->asks[i];
		bool fits;
		if (sign->is == CLI_MODE_LOGIN)
			fits = is_login(sign, s, p);
		else
			fits = sign_fits(sign, s) &&
			       (sign->is != CLI_MODE_PASSWORD || (colon && !has(s, "#")));
		if (!fits)
			continue;
		p->mode = (enum cli_mode)sign->is;
		return true;
	}
	if (has(s, "more ") && has(s, "%)"))
		p->mode = CLI_MODE_PAGER;
	else if ((last == '?' && has(s, " ") && !has(s, "#") && !has(s, ">")) ||
		 (last == ':' && has(s, "[")))
		p->mode = CLI_MODE_QUESTION;
	return p->mode != CLI_MODE_UNKNOWN;
}

/* --- shapes --------------------------------------------------------------------------------- */

/** Where a shape is tried again with its last star one byte longer. */
struct star {
	const char *shape; /* behind it; NULL: there was none */
	uint32_t from, at; /* in the line, where it begins and ends */
	bool blanks;       /* it may hold them */
	bool path;         /* what it holds is one */
};

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static bool star_grow(struct star *star, struct span s, uint32_t *at)
{
	if (!star->shape || star->at >= s.len || (!star->blanks && is_blank(s.p[star->at])))
		return false;
	*at = ++star->at;
	return true;
}

/** %[xyz]: moves SHAPE behind it. */
static bool class_has(const char **shape, struct span s, uint32_t at)
{
	bool found = false;

	for (; **shape && **shape != ']'; (*shape)++)
		found = found || (at < s.len && s.p[at] == (uint8_t) * *shape);
	if (**shape)
		(*shape)++;
	return found;
}

/** The names of a shape: %h %n %u %U. False where there is none at AT. */
static bool take_name(char token, struct span s, uint32_t *at, struct cli_prompt *p)
{
	uint32_t len = name_at(s, *at);
	struct span name = span_sub(s, *at, len);

	if (token == 'U') {
		if (len && *at + len < s.len && s.p[*at + len] == '@') {
			p->user = name;
			*at += len + 1;
		}
		return true;
	}
	*at += len;
	if (token == 'h')
		p->hostname = name;
	else if (token == 'u')
		p->user = name;
	return len > 0;
}

/** What stands behind a percent sign; moves SHAPE behind it. */
static bool take_token(
	const char **shape, struct span s, uint32_t *at, struct star *star, struct cli_prompt *p)
{
	char token = *(*shape)++;
	uint8_t c = *at < s.len ? s.p[*at] : 0;

	switch (token) {
	case '*':
		*star = (struct star){*shape, *at, *at, true, false};
		return true;
	case 'p':
		if (c != '/' && !is_alpha(c))
			return false;
		*star = (struct star){*shape, *at, *at + 1, true, true};
		(*at)++;
		return true;
	case 'v':
		if (!c || is_blank(c))
			return false;
		*star = (struct star){*shape, *at, *at + 1, false, false};
		(*at)++;
		return true;
	case '?':
		if (**shape && c == (uint8_t) * (*shape)++)
			(*at)++;
		return true;
	case '[':
		return class_has(shape, s, *at) && (*at)++ < s.len;
	case 'w':
		return is_alpha(c) && (*at)++ < s.len;
	case 'c':
		return c && (*at)++ < s.len;
	case '%':
		return c == '%' && (*at)++ < s.len;
	default:
		return take_name(token, s, at, p);
	}
}

/** Whether all of S has SHAPE; no worse than their product. */
static bool shape_fits(const char *shape, struct span s, struct cli_prompt *p)
{
	struct star star = {0};
	uint32_t at = 0;

	for (;;) {
		bool fits;
		if (!*shape) {
			fits = at == s.len;
			if (fits && star.path)
				p->path = span_sub(s, star.from, star.at - star.from);
			if (fits)
				return true;
		} else if (*shape == '%' && shape[1]) {
			shape++;
			fits = take_token(&shape, s, &at, &star, p);
		} else if (*shape == ' ') {
			for (fits = true; at < s.len && is_blank(s.p[at]); at++)
				;
			shape++;
		} else {
			fits = at < s.len &&
			       span_eq_nocase(span_sub(s, at++, 1), span_of(shape++, 1));
		}
		if (fits)
			continue;
		if (!star_grow(&star, s, &at))
			return false;
		shape = star.shape;
	}
}

static bool has_control(struct span s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if (s.p[i] < ' ' || s.p[i] == 127)
			return true;
	return false;
}

bool cli_prompt(const struct lexicon *lex, struct span line, struct cli_prompt *ret)
{
	*ret = (struct cli_prompt){.family = CLI_UNKNOWN};
	while (line.len && memchr(" \t\0", line.p[line.len - 1], 3))
		line.len--;
	while (line.len && line.p[0] == '\0')
		line = span_sub(line, 1, UINT32_MAX);
	if (!line.len || line.len > PROMPT_MAX || has_control(line))
		return false;
	if (is_asking(lex, line, ret))
		return true;
	if (!span_is_printable(line))
		return false;
	for (uint32_t i = 0; i < lex->prompt_count; i++) {
		const struct lexicon_prompt *shape = &lex->prompts[i];
		*ret = (struct cli_prompt){.family = shape->family, .mode = shape->mode};
		if (shape_fits(shape->shape, line, ret) &&
			(!shape->named || has(ret->hostname, shape->named)))
			return shape->mode != CLI_MODE_UNKNOWN;
	}
	*ret = (struct cli_prompt){.family = CLI_UNKNOWN};
	return false;
}

enum cli_family cli_banner_family(const struct lexicon *lex, struct span line)
{
	for (uint32_t i = 0; i < lex->banner_count; i++)
		if (has(line, lex->banners[i].text))
			return (enum cli_family)lex->banners[i].is;
	return CLI_UNKNOWN;
}

enum outcome cli_error(const struct lexicon *lex, struct span line)
{
	struct span s = span_trim(line);

	for (uint32_t i = 0; i < lex->error_count; i++) {
		const struct lexicon_sign *sign = &lex->errors[i];
		if ((sign->at == LEXICON_BEGIN || s.len <= ERROR_SAYS_MAX) && sign_fits(sign, s))
			return (enum outcome)sign->is;
	}
	return OUTCOME_UNKNOWN;
}
