/* policy_read: the parts that many places of a policy file share: ids, addresses, parties, verbs.
 */
#include "config.h"

#include "rules/policy/policy_build.h"

#include <stdio.h>
#include <stdlib.h>

void *policy_grow(
	struct policy_builder *b, void *items, uint32_t count, uint32_t *cap, uint32_t size)
{
	void *moved = list_grow(items, count, cap, size);

	if (!moved)
		b->no_memory = true;
	return moved;
}

void policy_add_string(struct policy_builder *b, const char *s)
{
	struct policy *p = b->p;
	const char **strings =
		policy_grow(b, p->strings, p->string_count, &p->string_cap, sizeof(*strings));

	if (!strings)
		return;
	p->strings = strings;
	strings[p->string_count++] = s;
}

static bool is_name_byte(uint8_t c, const char *extra)
{
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
		return true;
	return c && (strchr("._-", c) || strchr(extra, c));
}

bool policy_check_name(struct policy_builder *b, const struct yaml_node *node, const char *extra)
{
	static const struct span reserved[] = {
		SPAN_LIT("any"), SPAN_LIT("unknown"), SPAN_LIT("none"), SPAN_LIT("null")};

	if (!yaml_string(&b->r, node, POLICY_WORD))
		return false;
	for (uint32_t i = 0; i < node->text.len; i++) {
		if (!is_name_byte(node->text.p[i], extra)) {
			yaml_fault(&b->r, node, "a name is made of letters, digits and ._-%s alone",
				extra);
			return false;
		}
	}
	for (uint32_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if (span_eq_nocase(node->text, reserved[i])) {
			yaml_fault(&b->r, node, "the word \"%s\" has a meaning of its own here",
				(const char *)node->text.p);
			return false;
		}
	}
	return true;
}

/* "permit-3": the id of one that has none; it lives as long as the file's own text. */
static const char *made_up_id(struct policy_builder *b, enum policy_scope scope, uint32_t number)
{
	static const char *const kinds[] = {[SCOPE_PERMIT] = "permit",
		[SCOPE_WINDOW] = "window",
		[SCOPE_EXCEPTION] = "exception"};
	char text[32];
	int len = snprintf(text, sizeof(text), "%s-%u", kinds[scope], number);
	char *id = yaml_keep(b->p->yaml, span_of(text, (uint32_t)len));

	if (!id)
		b->no_memory = true;
	return id;
}

const char *policy_read_id(struct policy_builder *b, const struct yaml_node *node,
	enum policy_scope scope, const struct yaml_node *entry, uint32_t number)
{
	const struct yaml_node *at = node ? node : entry;
	const char *id = NULL;

	if (!node)
		id = made_up_id(b, scope, number);
	else if (policy_check_name(b, node, ":/#@+"))
		id = (const char *)node->text.p;
	if (!id)
		return "?";
	switch (names_add(&b->p->names, scope, span_str(id), number)) {
	case NAMES_ADDED:
		break;
	case NAMES_TAKEN:
		yaml_fault(&b->r, at, "the id %s is taken already", id);
		break;
	case NAMES_NO_MEMORY:
		b->no_memory = true;
		break;
	}
	return id;
}

/* Cuts the realm off "cust-a/10.0.0.1"; plain addresses are of the default realm. */
static bool split_space(struct policy_builder *b, const struct yaml_node *node, uint16_t *ret_space,
	struct span *ret_rest)
{
	int64_t slash = span_index(node->text, '/');
	struct span first = slash < 0 ? node->text : span_sub(node->text, 0, (uint32_t)slash);
	struct addr a;
	uint32_t space;

	*ret_space = 0;
	*ret_rest = node->text;
	if (slash < 0 || addr_parse(first, &a))
		return true;
	if (!names_find(&b->p->names, SCOPE_SPACE, first, &space)) {
		yaml_fault(&b->r, node, "\"%.60s\" is neither an address nor in one of the spaces",
			(const char *)node->text.p);
		return false;
	}
	*ret_space = (uint16_t)space;
	*ret_rest = span_sub(node->text, (uint32_t)slash + 1, UINT32_MAX);
	return true;
}

uint32_t policy_read_address(struct policy_builder *b, const struct yaml_node *node)
{
	struct addr a;
	struct span rest;
	unsigned bits;
	uint16_t space;

	if (!yaml_is_word(&b->r, node) || !split_space(b, node, &space, &rest))
		return PREFIX_NONE;
	const char *why = prefix_parse(rest, &a, &bits);
	if (why) {
		yaml_fault(&b->r, node, "\"%.60s\" is %s", (const char *)node->text.p, why);
		return PREFIX_NONE;
	}
	uint32_t n = prefixes_add(&b->p->nodes, space, &a, bits);
	if (n == PREFIX_NONE)
		b->no_memory = true;
	return n;
}

uint32_t policy_read_verbs(struct policy_builder *b, const struct yaml_node *node)
{
	const char *names[VERB_COUNT + 1];
	uint32_t mask = 0;

	if (!node)
		return UINT32_MAX;
	for (unsigned v = 0; v < VERB_COUNT; v++)
		names[v] = verb_name((enum verb)v);
	names[VERB_COUNT] = "any";
	struct yaml_choice choice = {"an unknown verb", names, VERB_COUNT + 1};
	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		int v = yaml_pick(&b->r, i, &choice);
		if (v >= 0)
			mask |= v == VERB_COUNT ? UINT32_MAX : 1u << v;
	}
	if (!yaml_first(node))
		yaml_fault(&b->r, node, "this list is empty: leave the key out, or write any");
	return mask;
}
