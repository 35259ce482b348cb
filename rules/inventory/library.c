/* library: see library.h. */
#include "config.h"

#include "rules/inventory/library.h"

enum { SHAPE_BYTES = 512, BRANCH_NONE = -1 };

static const char *const branches[] = {
#define BRANCH(name) name,
#include "rules/inventory/library.def"
#undef BRANCH
};
enum { BRANCHES = sizeof(branches) / sizeof(branches[0]) };

static const char *const optional[] = {
#define OPTIONAL(type) type,
#include "rules/inventory/library.def"
#undef OPTIONAL
};

/* A line of the table; one without weight narrows what another has found. */
static const struct library_line {
	enum side side;
	const char *from, *to, *conditions;
	uint8_t weight;
} lines[] = {
#define SPEAKS(side, from, to, weight, conditions, source)                                         \
	{SIDE_##side, from, to, conditions, weight},
#define NARROWS(side, from, to, conditions, source) {SIDE_##side, from, to, conditions, 0},
#include "rules/inventory/library.def"
#undef SPEAKS
#undef NARROWS
};
enum { LINES = sizeof(lines) / sizeof(lines[0]) };

static const char *const list_names[LIBRARY_LISTS] = {
	[LIBRARY_CIPHERS] = "ciphers",
	[LIBRARY_EXTENSIONS] = "extensions",
	[LIBRARY_SHAPE] = "shape",
	[LIBRARY_GROUPS] = "groups",
	[LIBRARY_FORMATS] = "formats",
	[LIBRARY_SCHEMES] = "schemes",
	[LIBRARY_ANSWER] = "answer",
	[LIBRARY_ANSWER_SHAPE] = "answer_shape",
	[LIBRARY_ANSWER_FORMATS] = "answer_formats",
	[LIBRARY_VERSION] = "version",
	[LIBRARY_RESUMED] = "resumed",
	[LIBRARY_STEPS_DOWN] = "steps_down",
};

/* What stands before the next SEPARATOR of TEXT, which is then behind it. */
static struct span next_part(struct span *text, uint8_t separator)
{
	int64_t at = span_index(*text, separator);
	uint32_t len = at < 0 ? text->len : (uint32_t)at;
	struct span part = span_sub(*text, 0, len);

	*text = span_sub(*text, len + 1, text->len);
	return part;
}

void library_read_ja3(struct library_hello *h, struct span ja3)
{
	next_part(&ja3, ',');
	h->list[LIBRARY_CIPHERS] = next_part(&ja3, ',');
	h->list[LIBRARY_EXTENSIONS] = next_part(&ja3, ',');
	h->list[LIBRARY_GROUPS] = next_part(&ja3, ',');
	h->list[LIBRARY_FORMATS] = ja3;
}

void library_read_ja3s(struct library_hello *h, struct span ja3s)
{
	next_part(&ja3s, ',');
	next_part(&ja3s, ',');
	h->list[LIBRARY_ANSWER] = ja3s;
}

static bool is_optional(struct span type)
{
	for (unsigned i = 0; i < sizeof(optional) / sizeof(optional[0]); i++)
		if (span_eq(type, span_str(optional[i])))
			return true;
	return false;
}

/* EXTENSIONS without those that may come and go; empty where they are more than anybody sends. */
static struct span shape_of(struct span extensions, char text[static SHAPE_BYTES])
{
	uint32_t len = 0;

	if (extensions.len >= SHAPE_BYTES)
		return span_of(NULL, 0);
	while (extensions.len) {
		struct span type = next_part(&extensions, '-');
		if (is_optional(type))
			continue;
		if (len)
			text[len++] = '-';
		memcpy(text + len, type.p, type.len);
		len += type.len;
	}
	return span_of(text, len);
}

static bool has_number(struct span list, struct span number)
{
	while (list.len)
		if (span_eq(next_part(&list, '-'), number))
			return true;
	return false;
}

/* One condition: the list that it is about, and what that must be. */
struct condition {
	enum library_list list;
	uint8_t sign;
	struct span numbers;
};

static bool condition_read(struct span text, struct condition *ret)
{
	for (int i = 0; i < LIBRARY_LISTS; i++) {
		struct span name = span_str(list_names[i]);
		if (!span_starts(text, name) || text.len <= name.len)
			continue;
		ret->sign = text.p[name.len];
		if (ret->sign != '=' && ret->sign != '+')
			continue;
		ret->list = (enum library_list)i;
		ret->numbers = span_sub(text, name.len + 1, text.len);
		return true;
	}
	return false;
}

static bool holds(const struct library_hello *h, const char *conditions)
{
	struct span left = span_str(conditions);
	struct condition c;

	while (left.len) {
		if (!condition_read(next_part(&left, ' '), &c))
			return false;
		struct span list = h->list[c.list];
		if (c.sign == '=' ? !span_eq(list, c.numbers) : !has_number(list, c.numbers))
			return false;
	}
	return true;
}

static int branch_number(const char *name)
{
	for (int i = 0; i < BRANCHES; i++)
		if (strcmp(branches[i], name) == 0)
			return i;
	return BRANCH_NONE;
}

bool library_infer(const struct library_hello *hello, enum side side, struct library_guess *ret)
{
	char shape[SHAPE_BYTES], answer_shape[SHAPE_BYTES];
	struct library_hello h = *hello;
	int from = BRANCH_NONE, to = BRANCH_NONE;

	h.list[LIBRARY_SHAPE] = shape_of(h.list[LIBRARY_EXTENSIONS], shape);
	h.list[LIBRARY_ANSWER_SHAPE] = shape_of(h.list[LIBRARY_ANSWER], answer_shape);
	for (unsigned i = 0; i < LINES; i++) {
		const struct library_line *l = &lines[i];
		bool known = from != BRANCH_NONE;
		if (l->side != side || known == (l->weight != 0) || !holds(&h, l->conditions))
			continue;
		int first = branch_number(l->from), last = branch_number(l->to);
		ret->weight = known ? ret->weight : l->weight;
		from = !known || first > from ? first : from;
		to = !known || last < to ? last : to;
	}
	if (from == BRANCH_NONE || from > to) /* what contradicts itself is something else */
		return false;
	ret->from = branches[from];
	ret->to = branches[to];
	return true;
}

void library_text(const struct library_guess *guess, struct words *ret)
{
	words_begin(ret);
	words_add(ret, "OpenSSL ");
	words_add(ret, guess->from);
	if (strcmp(guess->from, guess->to) == 0)
		return;
	words_add(ret, "-");
	words_add(ret, guess->to);
}

bool library_is_within(struct span text, const struct library_guess *guess)
{
	struct span name = next_part(&text, ' '), first = next_part(&text, '-');
	int from = BRANCH_NONE, to = BRANCH_NONE;

	if (!span_eq(name, SPAN_LIT("OpenSSL")))
		return false;
	for (int i = 0; i < BRANCHES; i++) {
		if (span_eq(span_str(branches[i]), first))
			from = i;
		if (span_eq(span_str(branches[i]), text.len ? text : first))
			to = i;
	}
	return from != BRANCH_NONE && from >= branch_number(guess->from) && to != BRANCH_NONE &&
	       to <= branch_number(guess->to);
}

const char *library_conditions(unsigned n)
{
	return n < LINES ? lines[n].conditions : NULL;
}

bool library_conditions_are_sound(const char *conditions)
{
	struct span left = span_str(conditions);
	struct condition c;

	while (left.len) {
		if (!condition_read(next_part(&left, ' '), &c))
			return false;
		for (uint32_t i = 0; i < c.numbers.len; i++)
			if (!strchr("0123456789-.", c.numbers.p[i]))
				return false;
	}
	return conditions[0] != '\0';
}
