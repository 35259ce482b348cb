/* yaml_walk: the walkers of yaml.h, which read a tree of nodes strictly. */
#include "config.h"

#include "rules/policy/when.h"
#include "rules/yaml/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void yaml_fault(struct yaml_reader *r, const struct yaml_node *node, const char *format, ...)
{
	char text[512];
	va_list args;

	if (++r->faults > YAML_FAULTS)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diag_error(r->diag, r->file, node->line, node->column, "%s", text);
	if (r->faults == YAML_FAULTS)
		diag_error(r->diag, r->file, 0, 0, "more faults follow and are not shown");
}

static const char *shown(const struct yaml_reader *r, const struct yaml_node *node)
{
	if (r->diag->secret)
		return "(not shown)";
	return node->kind == YAML_WORD ? (const char *)node->text.p : "?";
}

enum { CHOICES_TOLD = 24, CHOICES_TEXT = 300 };

/* "; one of a, b, c" where there are few enough to be told, and WHAT does not name them. */
static void list_choices(const struct yaml_choice *c, char ret[CHOICES_TEXT])
{
	size_t at = 0;

	ret[0] = '\0';
	if (c->count > CHOICES_TOLD || strncmp(c->what, "neither", 7) == 0)
		return;
	for (size_t i = 0; i < c->count && at < CHOICES_TEXT; i++)
		at += (size_t)snprintf(
			ret + at, CHOICES_TEXT - at, "%s%s", i ? ", " : "; one of ", c->names[i]);
}

void yaml_unknown(struct yaml_reader *r, const struct yaml_node *node, const struct yaml_choice *c)
{
	const char *text = node->kind == YAML_WORD ? (const char *)node->text.p : "?";
	const char *near = diag_nearest(text, c->names, c->count);
	char choices[CHOICES_TEXT];

	list_choices(c, choices);

	if (r->diag->secret && near)
		yaml_fault(r, node, "this is %s; did you mean \"%s\"?", c->what, near);
	else if (r->diag->secret)
		yaml_fault(r, node, "this is %s%s", c->what, choices);
	else if (near)
		yaml_fault(r, node, "\"%.80s\" is %s; did you mean \"%s\"?", shown(r, node),
			c->what, near);
	else
		yaml_fault(r, node, "\"%.80s\" is %s%s", shown(r, node), c->what, choices);
}

static bool is_kind(
	struct yaml_reader *r, const struct yaml_node *node, enum yaml_kind kind, const char *what)
{
	if (node->kind == kind)
		return true;
	if (node->kind != YAML_BAD)
		yaml_fault(r, node, "%s is expected here", what);
	return false;
}

bool yaml_is_map(struct yaml_reader *r, const struct yaml_node *node)
{
	return is_kind(r, node, YAML_MAP, "a mapping (key: value)");
}

bool yaml_is_list(struct yaml_reader *r, const struct yaml_node *node)
{
	return is_kind(r, node, YAML_LIST, "a list");
}

bool yaml_is_word(struct yaml_reader *r, const struct yaml_node *node)
{
	return is_kind(r, node, YAML_WORD, "a single word");
}

enum { KEYS_MAX = 32 };

static void unknown_key(struct yaml_reader *r, const struct yaml_node *key,
	const struct yaml_key *keys, unsigned count)
{
	const char *names[KEYS_MAX];

	for (unsigned i = 0; i < count; i++)
		names[i] = keys[i].name;
	yaml_unknown(r, key, &(struct yaml_choice){"an unknown key here", names, count});
}

bool yaml_keys(struct yaml_reader *r, const struct yaml_node *map, const struct yaml_key *keys,
	unsigned count, const struct yaml_node **ret)
{
	for (unsigned i = 0; i < count; i++)
		ret[i] = NULL;
	if (count > KEYS_MAX || !yaml_is_map(r, map))
		return false;
	for (const struct yaml_node *k = map->child; k; k = k->next) {
		unsigned i = 0;
		while (i < count && !span_eq(k->text, span_str(keys[i].name)))
			i++;
		if (i < count)
			ret[i] = k->value;
		else
			unknown_key(r, k, keys, count);
	}
	for (unsigned i = 0; i < count; i++)
		if (keys[i].required && !ret[i])
			yaml_fault(r, map, "the key \"%s\" is missing here", keys[i].name);
	return true;
}

const struct yaml_node *yaml_first(const struct yaml_node *one_or_list)
{
	return one_or_list->kind == YAML_LIST ? one_or_list->child : one_or_list;
}

const struct yaml_node *yaml_next(const struct yaml_node *one_or_list, const struct yaml_node *i)
{
	return one_or_list->kind == YAML_LIST ? i->next : NULL;
}

int yaml_pick(struct yaml_reader *r, const struct yaml_node *node, const struct yaml_choice *c)
{
	if (!yaml_is_word(r, node))
		return -1;
	for (size_t i = 0; i < c->count; i++)
		if (span_eq_nocase(node->text, span_str(c->names[i])))
			return (int)i;
	yaml_unknown(r, node, c);
	return -1;
}

bool yaml_number(
	struct yaml_reader *r, const struct yaml_node *node, const uint64_t range[2], uint64_t *ret)
{
	uint64_t both[2];

	if (!yaml_is_word(r, node))
		return false;
	if (span_index(node->text, '-') >= 0) {
		yaml_fault(r, node, "a number from %ju to %ju is expected here",
			(uintmax_t)range[0], (uintmax_t)range[1]);
		return false;
	}
	if (!yaml_range(r, node, range, both))
		return false;
	*ret = both[0];
	return true;
}

bool yaml_range(struct yaml_reader *r, const struct yaml_node *node, const uint64_t range[2],
	uint64_t ret[2])
{
	if (!yaml_is_word(r, node))
		return false;
	int64_t dash = span_index(node->text, '-');
	struct span low = dash < 0 ? node->text : span_sub(node->text, 0, (uint32_t)dash);
	struct span high =
		dash < 0 ? node->text : span_sub(node->text, (uint32_t)dash + 1, UINT32_MAX);
	uint64_t from, to;

	if (!span_decimal(span_trim(low), range[1], &from) ||
		!span_decimal(span_trim(high), range[1], &to) || from < range[0]) {
		yaml_fault(r, node, "\"%.40s\" is no number (or range) from %ju to %ju",
			shown(r, node), (uintmax_t)range[0], (uintmax_t)range[1]);
		return false;
	}
	if (to < from) {
		yaml_fault(r, node, "the range \"%.40s\" ends before it begins", shown(r, node));
		return false;
	}
	ret[0] = from;
	ret[1] = to;
	return true;
}

bool yaml_bool(struct yaml_reader *r, const struct yaml_node *node, bool *ret)
{
	static const char *const names[] = {"false", "true"};
	int i = yaml_pick(r, node, &(struct yaml_choice){"neither true nor false", names, 2});

	if (i < 0)
		return false;
	*ret = i == 1;
	return true;
}

bool yaml_time(struct yaml_reader *r, const struct yaml_node *node, int64_t *ret_us)
{
	if (!yaml_is_word(r, node))
		return false;
	switch (when_parse(node->text, ret_us)) {
	case WHEN_OK:
		return true;
	case WHEN_NO_OFFSET:
		yaml_fault(r, node, "the time %.40s has no offset: write Z, or +01:00",
			shown(r, node));
		return false;
	default:
		yaml_fault(r, node, "\"%.40s\" is no time: write it like 2026-11-22T01:00:00Z",
			shown(r, node));
		return false;
	}
}

const char *yaml_string(struct yaml_reader *r, const struct yaml_node *node, uint32_t max)
{
	if (!yaml_is_word(r, node))
		return NULL;
	if (span_trim(node->text).len == 0) {
		yaml_fault(r, node, "this text is empty");
		return NULL;
	}
	if (node->text.len > max) {
		yaml_fault(r, node, "longer than %u bytes", max);
		return NULL;
	}
	return (const char *)node->text.p;
}
