/* curly: see curly.h. */
#include "config.h"

#include "dissectors/common/curly.h"

#include <string.h>

struct curly curly_of(struct span text)
{
	return (struct curly){.in = text};
}

/* White space, and the comments that begin here. */
static void skip_blanks(struct curly *c)
{
	while (c->at < c->in.len) {
		struct span rest = span_sub(c->in, c->at, UINT32_MAX);
		if (rest.p[0] <= ' ') {
			c->at++;
		} else if (rest.p[0] == '#') {
			int64_t end = span_index(rest, '\n');
			c->at += end < 0 ? rest.len : (uint32_t)end;
		} else if (span_starts(rest, SPAN_LIT("/*"))) {
			int64_t end = span_find(rest, SPAN_LIT("*/"));
			c->at += end < 0 ? rest.len : (uint32_t)end + 2;
		} else {
			return;
		}
	}
}

/* What stands in front of the next brace or semicolon, which is passed and told. */
static struct span statement(struct curly *c, uint8_t *ret_stop)
{
	uint32_t from = c->at;
	bool quoted = false;

	*ret_stop = ';';
	for (; c->at < c->in.len; c->at++) {
		uint8_t byte = c->in.p[c->at];
		if (quoted && byte == '\\' && c->at + 1 < c->in.len)
			c->at++;
		else if (byte == '"')
			quoted = !quoted;
		else if (!quoted && (byte == ';' || byte == '{' || byte == '}'))
			break;
	}
	struct span text = span_trim(span_sub(c->in, from, c->at - from));
	if (c->at < c->in.len)
		*ret_stop = c->in.p[c->at++];
	return text;
}

static void add(struct curly *c, uint32_t *len, struct span word)
{
	if (*len && *len < CURLY_LINE)
		c->line[(*len)++] = ' ';
	word = span_sub(word, 0, CURLY_LINE - *len);
	if (word.len)
		memcpy(c->line + *len, word.p, word.len);
	*len += word.len;
}

/* NAME without its marks: inactive:, protect:, replace:; RET_DELETES where one says delete:. */
static struct span unmarked(struct span name, bool *ret_deletes)
{
	static const struct span marks[] = {SPAN_LIT("delete:"), SPAN_LIT("inactive:"),
		SPAN_LIT("replace:"), SPAN_LIT("protect:"), SPAN_LIT("unprotect:"),
		SPAN_LIT("active:")};

	for (unsigned i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (span_starts(name, marks[i])) {
			*ret_deletes |= i == 0;
			return span_trim(span_sub(name, marks[i].len, UINT32_MAX));
		}
	return name;
}

static struct span written(struct curly *c, struct span last)
{
	unsigned depth = c->depth < CURLY_DEPTH ? c->depth : CURLY_DEPTH;
	bool deletes = false;
	uint32_t len = 0;

	unmarked(last, &deletes);
	add(c, &len, deletes ? SPAN_LIT("delete") : SPAN_LIT("set"));
	for (unsigned i = 0; i < depth; i++)
		add(c, &len, unmarked(c->names[i], &deletes));
	add(c, &len, unmarked(last, &deletes));
	return span_of(c->line, len);
}

bool curly_next(struct curly *c, struct span *ret)
{
	uint8_t stop;

	for (skip_blanks(c); c->at < c->in.len; skip_blanks(c)) {
		struct span name = statement(c, &stop);
		if (stop == '{') {
			if (c->depth < CURLY_DEPTH)
				c->names[c->depth] = name;
			c->depth++;
		} else if (name.len) {
			*ret = written(c, name);
			c->depth -= stop == '}' && c->depth;
			return true;
		} else {
			c->depth -= stop == '}' && c->depth;
		}
	}
	return false;
}
