/* cursor: reads that scan. Pure; any thread. */
#include "config.h"

#include "sensor/base/cursor.h"

bool cursor_line(struct cursor *c, struct span *ret)
{
	int64_t at = span_index(cursor_peek(c), '\n');
	if (at < 0)
		return false;
	struct span line = cursor_span(c, (uint32_t)at + 1);
	line.len--;
	if (line.len && line.p[line.len - 1] == '\r')
		line.len--;
	*ret = line;
	return true;
}

struct span cursor_cstring(struct cursor *c)
{
	int64_t at = span_index(cursor_peek(c), 0);
	if (at < 0) {
		cursor_fail(c);
		return span_of(c->p, 0);
	}
	struct span s = cursor_span(c, (uint32_t)at);
	cursor_skip(c, 1);
	return s;
}
