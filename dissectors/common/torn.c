/* torn: see torn.h. */
#include "config.h"

#include "dissectors/common/torn.h"

/* A semicolon may stand in quotes, and whether some were opened was lost: one at the end of a line
 * is none of them. */
static void find_semicolon(enum torn *state, struct cursor *c)
{
	struct span left = cursor_peek(c);
	int64_t at = span_index(left, ';');

	if (at < 0) {
		cursor_skip(c, left.len);
		return;
	}
	cursor_skip(c, (uint32_t)at);
	if (cursor_left(c) < 2)
		return; /* what follows tells */
	cursor_skip(c, 1);
	*state = *c->p == '\r' || *c->p == '\n' ? TORN_WHOLE : TORN_HERE;
}

bool torn_command(enum torn *state, struct cursor *c,
	enum probe (*probe)(const struct probe_input *), uint32_t max)
{
	while (*state != TORN_WHOLE) {
		struct probe_input in = {.data = cursor_peek(c), .stream = true};
		if (*state == TORN_INSIDE) {
			find_semicolon(state, c);
			if (*state == TORN_INSIDE)
				return false;
			continue;
		}
		enum probe is = in.data.len ? probe(&in) : PROBE_MORE;
		if (is == PROBE_MORE && in.data.len <= max)
			return false;
		*state = is == PROBE_SURE ? TORN_WHOLE : TORN_INSIDE;
	}
	return true;
}

bool torn_line(enum torn *state, struct cursor *c)
{
	struct span left = cursor_peek(c);
	int64_t end = *state == TORN_WHOLE ? -1 : span_index(left, '\n');

	if (*state == TORN_WHOLE)
		return true;
	cursor_skip(c, end < 0 ? left.len : (uint32_t)end + 1);
	if (end >= 0)
		*state = TORN_WHOLE;
	return end >= 0;
}

bool torn_record(struct dissect *d, bool *lost, struct cursor *c,
	enum probe (*probe)(const struct probe_input *), uint32_t max)
{
	while (*lost && cursor_left(c)) {
		struct probe_input in = {.data = cursor_peek(c), .from = d->from, .stream = true};
		enum probe is = probe(&in);
		if (is == PROBE_MORE && in.data.len < max)
			return false;
		if (is == PROBE_SURE)
			*lost = false;
		else
			cursor_skip(c, 1);
	}
	return cursor_left(c) > 0;
}
