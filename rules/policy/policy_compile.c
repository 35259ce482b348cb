/* policy_compile: what is worked out once, so that questions are answered in bounded time. */
#include "config.h"

#include "rules/policy/policy_build.h"

#include <stdlib.h>

/* --- sets within sets ----------------------------------------------------------------------- */

struct climb {
	uint32_t *stack; /* sets still to be climbed from */
	uint32_t *seen;  /* by set: 1 + the set whose climb came here last */
	bool cycle;      /* told already */
};

static void tell_cycle(struct policy_builder *b, struct climb *c, uint32_t set, uint32_t through)
{
	const struct set *s = &b->p->sets[set];

	if (!c->cycle)
		yaml_fault(&b->r, s->at, "the group %s is a member of itself, through %s", s->name,
			b->p->sets[through].name);
	c->cycle = true;
}

/* Every group that SET is in, directly or through others, and SET itself. */
static void climb_from(struct policy_builder *b, struct climb *c, uint32_t set)
{
	struct policy *p = b->p;
	uint32_t waiting = 0;

	c->stack[waiting++] = set;
	c->seen[set] = set + 1;
	while (waiting) {
		uint32_t at = c->stack[--waiting], n;
		const struct pair *up = pairs_of(&p->parents, at, &n);
		if (!pairs_add(&p->ancestors, set, at))
			b->no_memory = true;
		for (uint32_t i = 0; i < n; i++) {
			if (up[i].b == set)
				tell_cycle(b, c, set, at);
			if (c->seen[up[i].b] == set + 1)
				continue;
			c->seen[up[i].b] = set + 1;
			c->stack[waiting++] = up[i].b;
		}
	}
}

static void climb_all(struct policy_builder *b)
{
	struct policy *p = b->p;
	struct climb c = {.stack = calloc(p->set_count + 1, sizeof(*c.stack)),
		.seen = calloc(p->set_count + 1, sizeof(*c.seen))};

	pairs_sort(&p->parents);
	b->no_memory = b->no_memory || !c.stack || !c.seen;
	for (uint32_t set = 0; set < p->set_count && !b->no_memory; set++) {
		climb_from(b, &c, set);
		if (p->ancestors.count > POLICY_MEMBERSHIPS) {
			yaml_fault(&b->r, p->sets[set].at,
				"groups hold each other too often: more than %d memberships",
				POLICY_MEMBERSHIPS);
			break;
		}
	}
	pairs_sort(&p->ancestors);
	free(c.stack);
	free(c.seen);
}

/* --- hosts ---------------------------------------------------------------------------------- */

/* What is known of an address at one prefix around it. */
struct level {
	uint32_t roles;
	uint32_t group[ROLE_COUNT]; /* first group of each role, by number + 1 */
	uint32_t element, elements; /* number + 1 of the last one; how many */
};

static void look_at_owner(const struct policy *p, uint32_t owner, struct level *l)
{
	uint32_t n, roles = 0;
	const struct pair *up = pairs_of(&p->ancestors, owner, &n);

	for (uint32_t i = 0; i < n; i++) {
		const struct set *s = &p->sets[up[i].b];
		if (s->is_element)
			continue;
		if (s->role != ROLE_NONE)
			roles |= 1u << s->role;
		if (!l->group[s->role] || up[i].b + 1 < l->group[s->role])
			l->group[s->role] = up[i].b + 1;
	}
	if (p->sets[owner].is_element) {
		l->element = owner + 1;
		l->elements++;
		if (!roles)
			roles = 1u << ROLE_ELEMENT;
	}
	l->roles |= roles;
}

static enum role most_telling(uint32_t roles)
{
	for (unsigned r = ROLE_NONE + 1; r < ROLE_COUNT; r++)
		if (roles & 1u << r)
			return (enum role)r;
	return ROLE_NONE;
}

static uint32_t best_group(const struct level *l, enum role role)
{
	uint32_t best = l->group[role];

	for (unsigned r = 0; r < ROLE_COUNT && !l->group[role]; r++)
		if (l->group[r] && (!best || l->group[r] < best))
			best = l->group[r];
	return best;
}

/* The prefix nearest to the address has the first word; wider ones fill in what it leaves open.
 * Returns the number of the element that it is of + 1, or 0. */
static uint32_t work_out_host(const struct policy *p, uint32_t node, struct host *h)
{
	bool element_known = false;
	uint32_t element = 0;

	for (; node != PREFIX_NONE; node = p->nodes.items[node].parent) {
		struct level l = {0};
		uint32_t n;
		const struct pair *owners = pairs_of(&p->owners, node, &n);
		for (uint32_t i = 0; i < n; i++)
			look_at_owner(p, owners[i].b, &l);
		if (!h->roles) {
			h->roles = l.roles;
			h->role = most_telling(l.roles);
		}
		uint32_t group = best_group(&l, h->role);
		if (!h->group && group)
			h->group = p->sets[group - 1].name;
		if (!element_known && l.elements == 1) {
			const struct set *s = &p->sets[l.element - 1];
			element = l.element;
			h->id = s->name;
			h->vendor = s->vendor;
			h->site = s->site;
			h->criticality = s->criticality;
		}
		element_known = element_known || l.elements;
	}
	return element;
}

static void work_out_hosts(struct policy_builder *b)
{
	enum { WHOLE = 128 };
	struct policy *p = b->p;

	pairs_sort(&p->owners);
	prefixes_link(&p->nodes);
	p->hosts = calloc(p->nodes.count + 1, sizeof(*p->hosts));
	if (!p->hosts) {
		b->no_memory = true;
		return;
	}
	for (uint32_t i = 0; i < p->nodes.count; i++) {
		uint32_t element = work_out_host(p, i, &p->hosts[i]);
		if (element && p->nodes.items[i].bits == WHOLE &&
			!pairs_add(&p->homes, element - 1, i))
			b->no_memory = true;
		p->has_subscribers |= (p->hosts[i].roles & 1u << ROLE_SUBSCRIBER) != 0;
	}
	pairs_sort(&p->homes);
}

/* --- permits by who they name --------------------------------------------------------------- */

/* True when PARTY names nothing but sets and addresses, so that it can be found through them. */
static bool names_addresses(const struct policy *p, const struct party *party)
{
	if (party->any)
		return false;
	for (uint32_t i = 0; i < party->count; i++) {
		const struct term *t = &p->terms[party->first + i];
		if (t->kind == TERM_FAR && p->fars[t->index].addresses.any)
			return false;
	}
	return true;
}

static void file_under(
	struct policy_builder *b, const struct party *party, uint32_t permit, struct pairs *by[2])
{
	const struct policy *p = b->p;

	for (uint32_t i = 0; i < party->count; i++) {
		const struct term *t = &p->terms[party->first + i];
		if (t->kind == TERM_FAR) {
			/* A far end holds no far ends, so this is one level and no more. */
			const struct party *inner = &p->fars[t->index].addresses;
			for (uint32_t k = 0; k < inner->count; k++) {
				const struct term *it = &p->terms[inner->first + k];
				if (!pairs_add(by[it->kind == TERM_NODE], it->index, permit))
					b->no_memory = true;
			}
		} else if (!pairs_add(by[t->kind == TERM_NODE], t->index, permit)) {
			b->no_memory = true;
		}
	}
}

static void file_permit(struct policy_builder *b, uint32_t permit)
{
	struct policy *p = b->p;
	const struct permit *it = &p->permits[permit];
	struct pairs *by_server[2] = {&p->by_server_set, &p->by_server_node};
	struct pairs *by_client[2] = {&p->by_client_set, &p->by_client_node};

	if (names_addresses(p, &it->to)) {
		file_under(b, &it->to, permit, by_server);
	} else if (names_addresses(p, &it->from)) {
		file_under(b, &it->from, permit, by_client);
	} else {
		uint32_t *list = policy_grow(
			b, p->by_none, p->by_none_count, &p->by_none_cap, sizeof(*list));
		if (!list)
			return;
		p->by_none = list;
		list[p->by_none_count++] = permit;
	}
}

static void add_protocol(struct policy_builder *b, const char *name, int number)
{
	if (number >= 0 && names_add(&b->p->protocols, SCOPE_PROTOCOL, span_str(name),
				   (uint32_t)number) == NAMES_NO_MEMORY)
		b->no_memory = true;
}

static void list_protocols(struct policy_builder *b)
{
	unsigned count, alias_count;
	const struct protocol *all = protocols_all(&count);
	const struct protocol_alias *aliases = protocols_aliases(&alias_count);

	b->p->protocols.any_case = true;
	for (unsigned i = 0; i < count; i++)
		add_protocol(b, all[i].name, (int)i);
	for (unsigned i = 0; i < alias_count; i++)
		add_protocol(b, aliases[i].name, protocols_find(span_str(aliases[i].name)));
}

void policy_compile(struct policy_builder *b)
{
	struct policy *p = b->p;

	list_protocols(b);
	climb_all(b);
	work_out_hosts(b);
	for (uint32_t i = 0; i < p->permit_count; i++)
		file_permit(b, i);
	pairs_sort(&p->by_server_set);
	pairs_sort(&p->by_server_node);
	pairs_sort(&p->by_client_set);
	pairs_sort(&p->by_client_node);
	p->window_uses = calloc(p->window_count + 1, sizeof(*p->window_uses));
	p->exception_uses = calloc(p->exception_count + 1, sizeof(*p->exception_uses));
	if (!p->window_uses || !p->exception_uses)
		b->no_memory = true;
}
