/* pick: see pick.h. */
#include "config.h"

#include "rules/inventory/pick.h"

#include "sensor/base/cursor.h"
#include "sensor/base/digits.h"

enum { PICK_PATH = 160, PICK_DEPTH = 12 };

struct walk {
	struct cursor c;
	char path[PICK_PATH];
	uint32_t len;               /* of the path */
	uint32_t begin[PICK_DEPTH]; /* length of the path of what holds this level */
	bool object[PICK_DEPTH];
	unsigned depth;
};

static bool is_escaped(struct span before)
{
	uint32_t slashes = 0;

	while (slashes < before.len && before.p[before.len - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2;
}

/* Behind the opening quote: the string up to its closing one. */
static struct span read_string(struct cursor *c)
{
	struct span left = cursor_peek(c);
	int64_t end = span_index(left, '"');

	while (end >= 0 && is_escaped(span_sub(left, 0, (uint32_t)end))) {
		int64_t more = span_index(span_sub(left, (uint32_t)end + 1, left.len), '"');
		end = more < 0 ? more : end + 1 + more;
	}
	struct span s = span_sub(left, 0, end < 0 ? left.len : (uint32_t)end);
	cursor_skip(c, s.len + (end >= 0));
	return s;
}

static struct span read_word(struct cursor *c)
{
	const uint8_t *start = c->p;

	while (cursor_left(c) && *c->p != ',' && *c->p != '}' && *c->p != ']')
		c->p++;
	return span_of(start, (uint32_t)(c->p - start));
}

static void path_set(struct walk *w, struct span key)
{
	uint32_t at = w->begin[w->depth];
	uint32_t need = at + key.len + (at ? 1 : 0);

	w->len = at;
	if (need > PICK_PATH)
		return;
	if (at)
		w->path[at++] = '.';
	memcpy(w->path + at, key.p, key.len);
	w->len = need;
}

static bool push(struct walk *w, bool object)
{
	if (w->depth + 1 == PICK_DEPTH)
		return false;
	w->begin[++w->depth] = w->len;
	w->object[w->depth] = object;
	return true;
}

static void pop(struct walk *w)
{
	if (!w->depth)
		return;
	w->len = w->begin[w->depth--];
}

void pick(struct span members, pick_fn *fn, void *ctx)
{
	struct walk w = {.c = cursor_of(members), .object[0] = true};

	while (cursor_left(&w.c)) {
		uint8_t first = *w.c.p;
		if (first == '{' || first == '[') {
			if (!push(&w, first == '{'))
				return;
			w.c.p++;
		} else if (first == '}' || first == ']') {
			pop(&w);
			w.c.p++;
		} else if (first == ',' || first == ':' || first == ' ') {
			w.c.p++;
		} else if (first == '"') {
			w.c.p++;
			struct span s = read_string(&w.c);
			if (w.object[w.depth] && cursor_left(&w.c) && *w.c.p == ':' && s.len)
				path_set(&w, s);
			else
				fn(ctx, span_of(w.path, w.len), s);
		} else {
			fn(ctx, span_of(w.path, w.len), read_word(&w.c));
		}
	}
}

/* Behind "\u": the character, when it is ASCII and printable. */
static char read_code(struct cursor *c)
{
	struct span hex = cursor_span(c, 4);
	int code = 0;

	for (uint32_t i = 0; i < hex.len; i++)
		code = code * 16 + (hex_digit(hex.p[i]) < 0 ? 0 : hex_digit(hex.p[i]));
	return code >= 0x20 && code < 0x7f ? (char)code : '?';
}

struct span pick_text(struct span value, char *ret, uint32_t cap)
{
	struct cursor c = cursor_of(value);
	uint32_t len = 0;

	while (cursor_left(&c) && len < cap) {
		uint8_t byte = cursor_u8(&c);
		if (byte != '\\' || !cursor_left(&c)) {
			ret[len++] = (char)byte;
			continue;
		}
		byte = cursor_u8(&c);
		if (byte == 'u')
			ret[len++] = read_code(&c);
		else
			ret[len++] = strchr("bfnrt", byte) ? ' ' : (char)byte;
	}
	return span_of(ret, len);
}
