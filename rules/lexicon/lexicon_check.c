/* lexicon_check: what patterns must look like. See rules/lexicon/ for what they mean. */
#include "config.h"

#include "rules/lexicon/lexicon_read.h"

#include <string.h>

static bool is_end(char c)
{
	return c == ' ' || c == '\0';
}

/* One word of a pattern, or one of its alternatives, up to LEN. */
static const char *word_fault(const char *word, size_t len)
{
	unsigned stars = 0;

	if (!len)
		return "an alternative is empty";
	if ((len == 1 && (*word == '*' || *word == '|')) || strncmp(word, "...", len) == 0)
		return NULL; /* a pipe that stands alone is one of the command line */
	for (size_t i = 0; i < len; i++) {
		stars += word[i] == '*';
		if (word[i] == '{' || word[i] == '}' || word[i] == '|')
			return "{a|b} must be a whole word";
		if (word[i] == '~' && i + 1 != len)
			return "~ stands at the end of a word";
	}
	if (stars > 1 || *word == '*')
		return "* stands once in a word, behind what must be there at least";
	return NULL;
}

static const char *alternatives_fault(const char *p, size_t len)
{
	for (size_t from = 0, at = 0; at <= len; at++) {
		if (at < len && p[at] != '|')
			continue;
		const char *fault = word_fault(p + from, at - from);
		if (fault)
			return fault;
		from = at + 1;
	}
	return NULL;
}

const char *lexicon_command_fault(const char *p)
{
	if (!*p)
		return "a command is empty";
	if (strlen(p) > LEXICON_TEXT)
		return "a command is longer than 200 bytes";
	for (;;) {
		size_t len = 0;
		while (!is_end(p[len]))
			len++;
		if (!len)
			return "words are parted by one blank";
		bool set = *p == '{';
		if (set && (len < 2 || p[len - 1] != '}'))
			return "a { has no }";
		const char *fault = set ? alternatives_fault(p + 1, len - 2) : word_fault(p, len);
		if (fault)
			return fault;
		if (!p[len])
			return NULL;
		p += len + 1;
	}
}

const char *lexicon_shape_fault(const char *shape)
{
	if (!*shape || strlen(shape) > LEXICON_TEXT)
		return "a shape has 1 to 200 bytes";
	for (const char *p = shape; *p; p++) {
		if (*p != '%')
			continue;
		p++;
		if (!*p || !strchr("hnuUpv*cw?[%", *p))
			return "% is followed by one of h n u U p v * c w ? [ %";
		if (*p == '?' && !*++p)
			return "%? is followed by a byte";
		if (*p == '[' && !(p = strchr(p, ']')))
			return "%[ has no ]";
	}
	return NULL;
}

const char *lexicon_oid_fault(struct span oid)
{
	bool dot = true; /* a number must follow */

	for (uint32_t i = 0; i < oid.len; i++) {
		bool is_dot = oid.p[i] == '.';
		if ((is_dot && dot) || (!is_dot && (oid.p[i] < '0' || oid.p[i] > '9')))
			return "an OID is numbers with a dot between them";
		dot = is_dot;
	}
	if (dot || oid.len > 128)
		return "an OID is numbers with a dot between them, at most 128 bytes";
	return NULL;
}

uint32_t lexicon_first(const char *p)
{
	static const char *const anything[] = {"...", "*", "<host>", "{REMOTE}", "{REMOTEIMAGE}",
		"{CONFIGFILE}", "{IMAGEFILE}", NULL};
	uint32_t bits = 0;
	size_t len = strcspn(p, " ");

	for (const char *const *a = anything; *a; a++)
		if (strlen(*a) == len && strncmp(p, *a, len) == 0)
			return UINT32_MAX;
	bool start = true;
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '{')
			continue;
		uint8_t c = (uint8_t)p[i] | 0x20;
		if (start)
			bits |= 1u << (c >= 'a' && c <= 'z' ? c - 'a' : 26);
		start = p[i] == '|';
	}
	return bits;
}
