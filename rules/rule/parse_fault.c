/*
 * parse_fault: faults of a rule, told with their place in the file, and where its options end.
 * Under all that read or print a rule. Loading thread only.
 */
#include "config.h"

#include "rules/rule/parse.h"

#include <stdarg.h>
#include <stdio.h>

enum { FAULT_TEXT = 320 };

/* --- faults --- */

static void place_of(const struct parsing *p, uint32_t at, uint32_t *line, uint32_t *column)
{
	unsigned i = p->line_count - 1;

	while (i && p->lines[i].at > at)
		i--;
	*line = p->lines[i].line;
	*column = p->lines[i].column + (at - p->lines[i].at);
}

/* SAY is diag_error or diag_warn. */
static void tell_at(struct parsing *p, uint32_t at,
	void (*say)(struct diag *, const char *, size_t, size_t, const char *, ...),
	const char *format, va_list args)
{
	char text[FAULT_TEXT];
	uint32_t line, column;

	vsnprintf(text, sizeof(text), format, args);
	place_of(p, at, &line, &column);
	say(p->build->diag, p->build->file, line, column, "%s", text);
}

bool parse_fault(struct parsing *p, uint32_t at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell_at(p, at, diag_error, format, args);
	va_end(args);
	p->faulty = true;
	return false;
}

bool parse_wrong(struct parsing *p, const struct option *o)
{
	return parse_fault(p, o->has_value ? o->value_at : o->at,
		"%.*s: cannot read '%.*s'; write %s", (int)o->name.len, (const char *)o->name.p,
		(int)(o->value.len < 60 ? o->value.len : 60),
		o->value.len ? (const char *)o->value.p : "",
		p->keyword ? p->keyword->form : "it anew");
}

void parse_warn(struct parsing *p, uint32_t at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell_at(p, at, diag_warn, format, args);
	va_end(args);
}

/* --- cutting --- */

uint32_t parse_option_end(struct span text, uint32_t at)
{
	bool quoted = false;

	for (; at < text.len; at++) {
		uint8_t c = text.p[at];
		if (c == '\\' && at + 1 < text.len)
			at++;
		else if (c == '"')
			quoted = !quoted;
		else if (c == ';' && !quoted)
			return at;
	}
	return at;
}
