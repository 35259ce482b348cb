/* policy_read_party: who a permit, window or exception names, and what it is spoken over. */
#include "config.h"

#include "rules/policy/policy_build.h"

#include <stdlib.h>

/* Terms of one party must lie side by side: a far end is read into terms of its own first. */
struct gather {
	struct term *items;
	uint32_t count, cap;
};

static void gather_term(
	struct policy_builder *b, struct gather *g, enum term_kind kind, uint32_t index)
{
	struct term *items = policy_grow(b, g->items, g->count, &g->cap, sizeof(*items));

	if (!items)
		return;
	g->items = items;
	items[g->count++] = (struct term){kind, index};
}

static int compare_terms(const void *left, const void *right)
{
	const struct term *l = left, *r = right;

	if (l->kind != r->kind)
		return l->kind < r->kind ? -1 : 1;
	return (l->index > r->index) - (l->index < r->index);
}

/* Moves what was gathered behind policy.terms. */
static void settle(struct policy_builder *b, struct gather *g, struct party *ret)
{
	struct policy *p = b->p;

	if (g->count)
		qsort(g->items, g->count, sizeof(*g->items), compare_terms);
	ret->first = p->term_count;
	for (uint32_t i = 0; i < g->count; i++) {
		struct term *terms =
			policy_grow(b, p->terms, p->term_count, &p->term_cap, sizeof(*terms));
		if (!terms)
			break;
		p->terms = terms;
		terms[p->term_count++] = g->items[i];
	}
	ret->count = p->term_count - ret->first;
	free(g->items);
}

/* Names hold no colon or slash and are not made of digits and dots alone. */
static bool looks_like_address(struct span s)
{
	bool number = true;

	for (uint32_t i = 0; i < s.len; i++) {
		if (s.p[i] == ':' || s.p[i] == '/')
			return true;
		number = number && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.');
	}
	return number;
}

static void read_who(struct policy_builder *b, const struct yaml_node *node, struct gather *g)
{
	uint32_t set;

	if (!yaml_string(&b->r, node, POLICY_WORD * 2))
		return;
	if (names_find(&b->p->names, SCOPE_SET, node->text, &set)) {
		gather_term(b, g, TERM_SET, set);
	} else if (looks_like_address(node->text)) {
		uint32_t n = policy_read_address(b, node);
		if (n != PREFIX_NONE)
			gather_term(b, g, TERM_NODE, n);
	} else {
		yaml_unknown(&b->r, node,
			&(struct yaml_choice){"neither a group, an element nor an address",
				b->p->set_names, b->p->set_count});
	}
}

static bool is_label_byte(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '-' || c == '_' || c >= 0x80;
}

/* "update.example" or "*.example": the star only as the whole first label. */
static bool is_domain(struct span s)
{
	bool label = false;

	if (span_starts(s, SPAN_LIT("*.")))
		s = span_sub(s, 2, UINT32_MAX);
	if (s.len == 0 || s.len > 253)
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		if (s.p[i] == '.' ? !label : !is_label_byte(s.p[i]))
			return false;
		label = s.p[i] != '.';
	}
	return label;
}

static void read_domains(struct policy_builder *b, const struct yaml_node *node, struct far *far)
{
	far->first_domain = b->p->string_count;
	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		if (!yaml_is_word(&b->r, i))
			continue;
		if (is_domain(i->text))
			policy_add_string(b, (const char *)i->text.p);
		else
			yaml_fault(&b->r, i,
				"\"%.60s\" is no domain: write update.example or *.update.example",
				(const char *)i->text.p);
	}
	far->domains = b->p->string_count - far->first_domain;
}

static void read_asns(struct policy_builder *b, const struct yaml_node *node, struct far *far)
{
	struct policy *p = b->p;

	far->first_asn = p->asn_count;
	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		uint64_t asn;
		if (!yaml_is_word(&b->r, i))
			continue;
		struct span digits = i->text;
		if (span_starts_nocase(digits, SPAN_LIT("AS")))
			digits = span_sub(digits, 2, UINT32_MAX);
		if (!span_decimal(digits, UINT32_MAX, &asn) || asn == 0) {
			yaml_fault(&b->r, i, "\"%.40s\" is no AS number", (const char *)i->text.p);
			continue;
		}
		uint32_t *asns = policy_grow(b, p->asns, p->asn_count, &p->asn_cap, sizeof(*asns));
		if (!asns)
			return;
		p->asns = asns;
		asns[p->asn_count++] = (uint32_t)asn;
	}
	far->asns = p->asn_count - far->first_asn;
}

static bool is_letter(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void read_countries(struct policy_builder *b, const struct yaml_node *node, struct far *far)
{
	far->first_country = b->p->string_count;
	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		if (!yaml_is_word(&b->r, i))
			continue;
		if (i->text.len == 2 && is_letter(i->text.p[0]) && is_letter(i->text.p[1]))
			policy_add_string(b, (const char *)i->text.p);
		else
			yaml_fault(&b->r, i, "\"%.40s\" is no country: write two letters, like GB",
				(const char *)i->text.p);
	}
	far->countries = b->p->string_count - far->first_country;
}

static void read_all_who(struct policy_builder *b, const struct yaml_node *node, struct gather *g)
{
	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i; i = yaml_next(node, i))
		read_who(b, i, g);
}

static void refuse_empty_lists(struct policy_builder *b, const struct yaml_node *map)
{
	for (const struct yaml_node *k = map->child; k; k = k->next)
		if (!yaml_first(k->value))
			yaml_fault(&b->r, k->value, "this list is empty: leave the key out");
	if (!map->child)
		yaml_fault(&b->r, map, "this mapping is empty: write any for anybody");
}

/* {domains, asns, countries, addresses, groups} */
static void read_far(struct policy_builder *b, const struct yaml_node *node, struct gather *g)
{
	static const struct yaml_key keys[] = {{"domains", false}, {"asns", false},
		{"countries", false}, {"addresses", false}, {"groups", false}};
	const struct yaml_node *value[5];
	struct policy *p = b->p;
	struct far far = {0};
	struct gather who = {0};

	if (!yaml_keys(&b->r, node, keys, 5, value))
		return;
	refuse_empty_lists(b, node);
	if (value[0])
		read_domains(b, value[0], &far);
	if (value[1])
		read_asns(b, value[1], &far);
	if (value[2])
		read_countries(b, value[2], &far);
	read_all_who(b, value[3], &who);
	read_all_who(b, value[4], &who);
	far.addresses.any = !value[3] && !value[4];
	settle(b, &who, &far.addresses);
	struct far *fars = policy_grow(b, p->fars, p->far_count, &p->far_cap, sizeof(*fars));
	if (!fars)
		return;
	p->fars = fars;
	fars[p->far_count] = far;
	gather_term(b, g, TERM_FAR, p->far_count++);
}

void policy_read_party(struct policy_builder *b, const struct yaml_node *node, struct party *ret)
{
	struct gather g = {0};

	*ret = (struct party){.any = !node};
	if (!node)
		return;
	if (!yaml_first(node))
		yaml_fault(&b->r, node, "this list is empty: write any for anybody");
	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		if (i->kind == YAML_MAP)
			read_far(b, i, &g);
		else if (i->kind == YAML_WORD && span_eq_nocase(i->text, SPAN_LIT("any")))
			ret->any = true;
		else
			read_who(b, i, &g);
	}
	settle(b, &g, ret);
}
