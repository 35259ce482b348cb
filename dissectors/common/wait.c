/* wait: see wait.h. */
#include "config.h"

#include "dissectors/common/wait.h"

uint32_t wait_seen(const struct dissect *d, struct span held)
{
	return d->seen > held.p ? (uint32_t)(d->seen - held.p) : 0;
}

void wait_mark(struct dissect *d, struct span held, uint32_t seen)
{
	d->seen = seen ? held.p + seen : NULL;
}

void wait_forget(struct dissect *d)
{
	d->seen = NULL;
}

int64_t wait_find(struct dissect *d, struct span held, struct span what)
{
	uint32_t from = wait_seen(d, held);
	int64_t at = span_find(span_sub(held, from, UINT32_MAX), what);

	/* what was not found may have begun in the last bytes */
	wait_mark(d, held, at >= 0 || held.len < what.len ? 0 : held.len - what.len + 1);
	return at < 0 ? -1 : from + at;
}

bool wait_line(struct dissect *d, struct cursor *c, struct span *ret)
{
	struct span held = cursor_peek(c);
	uint32_t from = wait_seen(d, held);
	int64_t at = span_index(span_sub(held, from, UINT32_MAX), '\n');

	wait_mark(d, held, at < 0 ? held.len : 0);
	if (at < 0)
		return false;
	struct span line = cursor_span(c, from + (uint32_t)at);
	cursor_skip(c, 1);
	*ret = span_sub(line, 0, line.len - (line.len && line.p[line.len - 1] == '\r'));
	return true;
}
