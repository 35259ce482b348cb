/* policy_read_sets: the realms, elements and groups of a policy file. */
#include "config.h"

#include "rules/policy/policy_build.h"

#include <stdlib.h>

/* --- spaces --------------------------------------------------------------------------------- */

static void read_vlans(struct policy_builder *b, const struct yaml_node *node, uint16_t space)
{
	static const uint64_t range[2] = {1, 4094};
	struct policy *p = b->p;

	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		uint64_t v[2];
		if (!yaml_range(&b->r, i, range, v))
			continue;
		for (uint64_t vlan = v[0]; vlan <= v[1]; vlan++) {
			uint16_t other = p->vlan_space[vlan];
			if (other) {
				yaml_fault(&b->r, i, "VLAN %u is in the space %s already",
					(unsigned)vlan, p->space_names[other]);
				break;
			}
			p->vlan_space[vlan] = space;
		}
	}
}

static void read_interfaces(struct policy_builder *b, const struct yaml_node *node, uint16_t space)
{
	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		if (!yaml_string(&b->r, i, POLICY_WORD))
			continue;
		switch (names_add(&b->p->names, SCOPE_INTERFACE, i->text, space)) {
		case NAMES_ADDED:
			break;
		case NAMES_TAKEN:
			yaml_fault(&b->r, i, "the interface %s is in a space already",
				(const char *)i->text.p);
			break;
		case NAMES_NO_MEMORY:
			b->no_memory = true;
			break;
		}
	}
}

static void read_numbers(struct policy_builder *b, const struct yaml_node *node,
	struct realm_ranges *ranges, uint64_t max)
{
	const uint64_t range[2] = {1, max};
	uint16_t space = (uint16_t)(b->p->space_count - 1);

	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		uint64_t v[2];
		if (!yaml_range(&b->r, i, range, v))
			continue;
		struct realm_range *items =
			policy_grow(b, ranges->items, ranges->count, &ranges->cap, sizeof(*items));
		if (!items)
			return;
		ranges->items = items;
		items[ranges->count++] =
			(struct realm_range){(uint32_t)v[0], (uint32_t)v[1], space, i};
	}
}

static int compare_ranges(const void *left, const void *right)
{
	const struct realm_range *l = left, *r = right;

	return (l->from > r->from) - (l->from < r->from);
}

static void settle_ranges(struct policy_builder *b, struct realm_ranges *ranges)
{
	if (ranges->count)
		qsort(ranges->items, ranges->count, sizeof(*ranges->items), compare_ranges);
	for (uint32_t i = 1; i < ranges->count; i++) {
		const struct realm_range *before = &ranges->items[i - 1], *r = &ranges->items[i];
		if (r->from <= before->to)
			yaml_fault(&b->r, r->at, "%u is in the space %s already", r->from,
				b->p->space_names[before->space]);
	}
}

static bool add_space(struct policy_builder *b, const char *name)
{
	struct policy *p = b->p;
	const char **names =
		policy_grow(b, p->space_names, p->space_count, &p->space_cap, sizeof(*names));

	if (!names)
		return false;
	p->space_names = names;
	names[p->space_count++] = name;
	return true;
}

static void read_space(struct policy_builder *b, const struct yaml_node *key)
{
	static const struct yaml_key keys[] = {{"vlans", false}, {"interfaces", false},
		{"vnis", false}, {"mpls", false}, {"labels", false}};
	const struct yaml_node *value[5];
	struct policy *p = b->p;
	struct addr a;

	if (addr_parse(key->text, &a)) {
		yaml_fault(&b->r, key, "a space cannot be named like an address");
		return;
	}
	if (!policy_check_name(b, key, "") || !add_space(b, (const char *)key->text.p) ||
		names_add(&p->names, SCOPE_SPACE, key->text, p->space_count - 1) ==
			NAMES_NO_MEMORY ||
		!yaml_keys(&b->r, key->value, keys, 5, value))
		return;
	if (!key->value->child)
		yaml_fault(&b->r, key->value,
			"say by what it is known: vlans, interfaces, vnis or mpls labels");
	read_vlans(b, value[0], (uint16_t)(p->space_count - 1));
	read_interfaces(b, value[1], (uint16_t)(p->space_count - 1));
	read_numbers(b, value[2], &p->vnis, UINT32_MAX);
	read_numbers(b, value[3], &p->labels, 0xfffff);
	read_numbers(b, value[4], &p->labels, 0xfffff);
}

void policy_read_spaces(struct policy_builder *b, const struct yaml_node *map)
{
	if (!add_space(b, NULL) || !map || !yaml_is_map(&b->r, map))
		return;
	if (map->count >= POLICY_SPACES) {
		yaml_fault(&b->r, map, "more than %d spaces", POLICY_SPACES - 1);
		return;
	}
	for (const struct yaml_node *key = map->child; key; key = key->next)
		read_space(b, key);
	settle_ranges(b, &b->p->vnis);
	settle_ranges(b, &b->p->labels);
}

/* --- elements and groups -------------------------------------------------------------------- */

/* Who owns an address, while it can still turn out that two do. */
struct claim {
	uint32_t node, set;
	const struct yaml_node *at;
};
struct claims {
	struct claim *items;
	uint32_t count, cap;
};

static void declare_set(struct policy_builder *b, const struct yaml_node *key, bool is_element)
{
	struct policy *p = b->p;
	struct set *sets = policy_grow(b, p->sets, p->set_count, &p->set_cap, sizeof(*sets));
	struct addr a;

	if (!sets)
		return;
	p->sets = sets;
	if (addr_parse(key->text, &a)) {
		yaml_fault(&b->r, key, "a name cannot be an address");
		return;
	}
	if (!policy_check_name(b, key, ""))
		return;
	switch (names_add(&p->names, SCOPE_SET, key->text, p->set_count)) {
	case NAMES_ADDED:
		sets[p->set_count++] = (struct set){
			.name = (const char *)key->text.p, .is_element = is_element, .at = key};
		break;
	case NAMES_TAKEN:
		yaml_fault(&b->r, key, "%s is the name of an element already",
			(const char *)key->text.p);
		break;
	case NAMES_NO_MEMORY:
		b->no_memory = true;
	}
}

static void declare_sets(struct policy_builder *b, const struct yaml_node *map, bool is_element)
{
	if (!map || !yaml_is_map(&b->r, map))
		return;
	for (const struct yaml_node *key = map->child; key; key = key->next)
		declare_set(b, key, is_element);
}

static bool list_names(struct policy_builder *b)
{
	struct policy *p = b->p;

	p->set_names = calloc(p->set_count + 1, sizeof(*p->set_names));
	if (!p->set_names) {
		b->no_memory = true;
		return false;
	}
	for (uint32_t i = 0; i < p->set_count; i++)
		p->set_names[i] = p->sets[i].name;
	return true;
}

static void own(struct policy_builder *b, uint32_t node, uint32_t set)
{
	if (!pairs_add(&b->p->owners, node, set))
		b->no_memory = true;
}

static void claim(struct policy_builder *b, struct claims *claims, struct claim c)
{
	struct claim *items =
		policy_grow(b, claims->items, claims->count, &claims->cap, sizeof(*items));

	if (!items)
		return;
	claims->items = items;
	items[claims->count++] = c;
}

/* CLAIMS is NULL for addresses that several elements may share. */
static void read_own_addresses(
	struct policy_builder *b, const struct yaml_node *node, uint32_t set, struct claims *claims)
{
	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		uint32_t n = policy_read_address(b, i);
		if (n == PREFIX_NONE)
			continue;
		if (b->p->nodes.items[n].bits != 128) {
			yaml_fault(&b->r, i, "an element has single addresses: %s is a prefix",
				(const char *)i->text.p);
			continue;
		}
		own(b, n, set);
		if (claims)
			claim(b, claims, (struct claim){n, set, i});
	}
}

static const char *read_word(struct policy_builder *b, const struct yaml_node *node)
{
	return node ? yaml_string(&b->r, node, POLICY_WORD) : NULL;
}

static void read_element(struct policy_builder *b, uint32_t number, struct claims *claims)
{
	static const struct yaml_key keys[] = {{"addresses", false}, {"shared", false},
		{"vendor", false}, {"site", false}, {"criticality", false}};
	static const char *const levels[] = {"low", "medium", "high", "critical"};
	const struct yaml_node *value[5];
	struct set *s = &b->p->sets[number];

	if (!yaml_keys(&b->r, s->at->value, keys, 5, value))
		return;
	if (!value[0] && !value[1])
		yaml_fault(&b->r, s->at->value, "the key \"addresses\" is missing here");
	read_own_addresses(b, value[0], number, claims);
	read_own_addresses(b, value[1], number, NULL);
	s->vendor = read_word(b, value[2]);
	s->site = read_word(b, value[3]);
	int level = value[4] ? yaml_pick(&b->r, value[4],
				       &(struct yaml_choice){"no level of criticality", levels, 4})
			     : -1;
	if (level >= 0)
		s->criticality = levels[level];
}

static void read_members(struct policy_builder *b, const struct yaml_node *node, uint32_t group)
{
	struct policy *p = b->p;

	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		uint32_t member;
		if (!yaml_string(&b->r, i, POLICY_WORD))
			continue;
		if (!names_find(&p->names, SCOPE_SET, i->text, &member))
			yaml_unknown(&b->r, i,
				&(struct yaml_choice){
					"neither an element nor a group (addresses stand "
					"under \"addresses\")",
					p->set_names, p->set_count});
		else if (member == group)
			yaml_fault(&b->r, i, "the group %s is a member of itself",
				p->sets[group].name);
		else if (!pairs_add(&p->parents, member, group))
			b->no_memory = true;
	}
}

static void read_group(struct policy_builder *b, uint32_t number)
{
	static const struct yaml_key keys[] = {
		{"role", false}, {"members", false}, {"addresses", false}};
	const struct yaml_node *value[3];
	const char *roles[ROLE_COUNT];
	struct set *s = &b->p->sets[number];

	for (unsigned i = 1; i < ROLE_COUNT; i++)
		roles[i - 1] = role_name((enum role)i);
	if (!yaml_keys(&b->r, s->at->value, keys, 3, value))
		return;
	if (value[0])
		s->role = (enum role)(1 + yaml_pick(&b->r, value[0],
						  &(struct yaml_choice){"an unknown role", roles,
							  ROLE_COUNT - 1}));
	read_members(b, value[1], number);
	const struct yaml_node *list = value[2];
	for (const struct yaml_node *i = list ? yaml_first(list) : NULL; i;
		i = yaml_next(list, i)) {
		uint32_t n = policy_read_address(b, i);
		if (n != PREFIX_NONE)
			own(b, n, number);
	}
}

static int compare_claims(const void *left, const void *right)
{
	const struct claim *l = left, *r = right;

	if (l->node != r->node)
		return l->node < r->node ? -1 : 1;
	if (l->at->line != r->at->line)
		return l->at->line < r->at->line ? -1 : 1;
	return (l->at->column > r->at->column) - (l->at->column < r->at->column);
}

static void settle_claims(struct policy_builder *b, struct claims *claims)
{
	if (claims->count)
		qsort(claims->items, claims->count, sizeof(*claims->items), compare_claims);
	for (uint32_t i = 1; i < claims->count; i++) {
		const struct claim *before = &claims->items[i - 1], *c = &claims->items[i];
		if (c->node != before->node)
			continue;
		yaml_fault(&b->r, c->at,
			"%s is an address of %s already; what several elements share stands "
			"under \"shared\"",
			(const char *)c->at->text.p, b->p->sets[before->set].name);
	}
	free(claims->items);
}

void policy_read_sets(
	struct policy_builder *b, const struct yaml_node *elements, const struct yaml_node *groups)
{
	struct claims claims = {0};

	declare_sets(b, elements, true);
	declare_sets(b, groups, false);
	if (!list_names(b))
		return;
	for (uint32_t i = 0; i < b->p->set_count; i++) {
		if (b->p->sets[i].is_element)
			read_element(b, i, &claims);
		else
			read_group(b, i);
	}
	settle_claims(b, &claims);
}
