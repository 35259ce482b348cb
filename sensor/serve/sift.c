/* sift: see sift.h. */
#include "config.h"

#include "sensor/serve/sift.h"

enum { DEPTH = 32, PATH = 160 };

struct walk {
	struct span json;
	uint32_t at;
	struct sift *wanted;
	unsigned count;
	char path[PATH];
	uint32_t path_len;
	uint32_t before[DEPTH]; /* length of the path outside of each level */
	uint32_t start[DEPTH];  /* where each level opened */
	char close[DEPTH];      /* ']' or '}' */
	unsigned depth, lists;
};

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int peek(struct walk *w)
{
	while (w->at < w->json.len && is_blank(w->json.p[w->at]))
		w->at++;
	return w->at < w->json.len ? w->json.p[w->at] : -1;
}

static bool is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Length of the escape at P of LEFT bytes, 0 where it is none. */
static uint32_t escape_len(const uint8_t *p, uint32_t left)
{
	if (left < 2)
		return 0;
	if (p[1] != 'u')
		return memchr("\"\\/bfnrt", p[1], 8) ? 2 : 0;
	if (left < 6)
		return 0;
	return is_hex(p[2]) && is_hex(p[3]) && is_hex(p[4]) && is_hex(p[5]) ? 6 : 0;
}

/* A string at the quote; RET is what stands between the quotes. */
static bool take_string(struct walk *w, struct span *ret)
{
	uint32_t from = ++w->at;

	while (w->at < w->json.len && w->json.p[w->at] != '"') {
		uint32_t step = 1;
		if (w->json.p[w->at] < 0x20)
			return false;
		if (w->json.p[w->at] == '\\')
			step = escape_len(w->json.p + w->at, w->json.len - w->at);
		if (step == 0)
			return false;
		w->at += step;
	}
	if (w->at >= w->json.len)
		return false;
	*ret = span_sub(w->json, from, w->at - from);
	w->at++;
	return true;
}

static bool is_digit(const struct walk *w)
{
	return w->at < w->json.len && w->json.p[w->at] >= '0' && w->json.p[w->at] <= '9';
}

static bool take_digits(struct walk *w)
{
	if (!is_digit(w))
		return false;
	while (is_digit(w))
		w->at++;
	return true;
}

static bool take_number(struct walk *w)
{
	if (w->json.p[w->at] == '-')
		w->at++;
	uint32_t first = w->at;
	if (!take_digits(w) || (w->json.p[first] == '0' && w->at > first + 1))
		return false;
	if (w->at < w->json.len && w->json.p[w->at] == '.') {
		w->at++;
		if (!take_digits(w))
			return false;
	}
	if (w->at < w->json.len && (w->json.p[w->at] | 0x20) == 'e') {
		w->at++;
		if (w->at < w->json.len && (w->json.p[w->at] == '+' || w->json.p[w->at] == '-'))
			w->at++;
		return take_digits(w);
	}
	return true;
}

/* true, false, null or a number. */
static bool take_word(struct walk *w, struct span *ret)
{
	static const char *const words[] = {"true", "false", "null"};
	struct span rest = span_sub(w->json, w->at, w->json.len);
	uint32_t from = w->at;

	for (int i = 0; i < 3; i++) {
		if (rest.p[0] == words[i][0] && span_starts(rest, span_str(words[i]))) {
			*ret = span_sub(rest, 0, (uint32_t)strlen(words[i]));
			w->at += ret->len;
			return true;
		}
	}
	if (!take_number(w))
		return false;
	*ret = span_sub(w->json, from, w->at - from);
	return true;
}

/* Asked of every value; most paths differ in their first byte. */
static bool is_here(const struct walk *w, const char *path)
{
	return path[0] == w->path[0] && strncmp(path, w->path, w->path_len) == 0 &&
	       path[w->path_len] == '\0';
}

static void keep(struct walk *w, struct span value, bool string)
{
	for (unsigned i = 0; i < w->count && w->lists == 0; i++) {
		struct sift *p = &w->wanted[i];
		if (!p->value.p && is_here(w, p->path)) {
			p->value = value;
			p->string = string;
		}
	}
}

/* The name of a member becomes the end of the path; a path too long is no event of ours. */
static bool take_name(struct walk *w)
{
	struct span name;
	uint32_t outside = w->before[w->depth - 1];

	if (peek(w) != '"' || !take_string(w, &name) || peek(w) != ':')
		return false;
	w->at++;
	w->path_len = outside;
	if (name.len >= PATH || outside + name.len + 1 >= PATH)
		return false;
	if (outside > 0)
		w->path[w->path_len++] = '.';
	memcpy(w->path + w->path_len, name.p, name.len);
	w->path_len += name.len;
	return true;
}

static bool open_level(struct walk *w, char close)
{
	if (w->depth >= DEPTH)
		return false;
	w->start[w->depth] = w->at++;
	w->before[w->depth] = w->path_len;
	w->close[w->depth++] = close;
	w->lists += close == ']';
	return true;
}

/* Closes levels as long as they end here; then a comma and what stands before the next value. */
static bool after_value(struct walk *w)
{
	while (w->depth > 0 && peek(w) == w->close[w->depth - 1]) {
		w->at++;
		w->depth--;
		w->lists -= w->close[w->depth] == ']';
		w->path_len = w->before[w->depth];
		keep(w, span_sub(w->json, w->start[w->depth], w->at - w->start[w->depth]), false);
	}
	if (w->depth == 0)
		return true;
	if (peek(w) != ',')
		return false;
	w->at++;
	return w->close[w->depth - 1] == ']' || take_name(w);
}

/* One value: a whole one, or the opening of a level (then `*opened`). */
static bool take_value(struct walk *w, bool *opened)
{
	struct span value;
	int c = peek(w);

	*opened = c == '{' || c == '[';
	if (c < 0)
		return false;
	if (*opened) {
		if (!open_level(w, c == '{' ? '}' : ']'))
			return false;
		if (peek(w) == w->close[w->depth - 1]) {
			*opened = false; /* empty: after_value closes it */
			return true;
		}
		return c == '[' || take_name(w);
	}
	if (c == '"' ? !take_string(w, &value) : !take_word(w, &value))
		return false;
	keep(w, value, c == '"');
	return true;
}

bool sift(struct span json, struct sift *wanted, unsigned count)
{
	struct walk w = {.json = json, .wanted = wanted, .count = count};
	bool good, opened;

	for (unsigned i = 0; i < count; i++)
		wanted[i].value = (struct span){NULL, 0};
	good = peek(&w) == '{';
	do {
		good = good && take_value(&w, &opened) && (opened || after_value(&w));
	} while (good && w.depth > 0);
	if (good && peek(&w) < 0)
		return true;
	for (unsigned i = 0; i < count; i++)
		wanted[i].value = (struct span){NULL, 0};
	return false;
}
