/* policy: see policy.h. Loading, and the answers that are one look-up away. */
#include "config.h"

#include "rules/policy/policy_build.h"
#include "rules/policy/policy_match.h"

#include <stdlib.h>

static const char *const roles[] = {
#define ROLE(id, name, text) name,
#include "rules/policy/roles.def"
#undef ROLE
};

const char *role_name(enum role r)
{
	return roles[r];
}

const char *sanction_name(enum sanction s)
{
	static const char *const names[] = {
		"no-policy", "permitted", "in-window", "out-of-window", "exceeds", "unpermitted"};

	return names[s];
}

/* --- loading -------------------------------------------------------------------------------- */

enum top {
	TOP_VERSION,
	TOP_MODE,
	TOP_SPACES,
	TOP_PLANES,
	TOP_ELEMENTS,
	TOP_GROUPS,
	TOP_PERMITS,
	TOP_WINDOWS,
	TOP_EXCEPTIONS,
	TOP_IMAGES,
	TOP_ACCOUNTS,
	TOP_COUNT
};

static void read_version(struct policy_builder *b, const struct yaml_node *node)
{
	static const uint64_t range[2] = {0, UINT32_MAX};
	uint64_t version;

	if (node && yaml_number(&b->r, node, range, &version) && version != 1)
		yaml_fault(&b->r, node,
			"version %ju is not known here: this program reads version 1",
			(uintmax_t)version);
}

static void read_mode(struct policy_builder *b, const struct yaml_node *node)
{
	static const char *const modes[] = {"enforce", "observe"};

	b->p->observe = node && yaml_pick(&b->r, node,
					&(struct yaml_choice){
						"neither enforce nor observe", modes, 2}) == 1;
}

static void read_top(struct policy_builder *b, const char *windows_dir)
{
	static const struct yaml_key keys[TOP_COUNT] = {[TOP_VERSION] = {"version", true},
		[TOP_MODE] = {"mode", false},
		[TOP_SPACES] = {"spaces", false},
		[TOP_PLANES] = {"planes", false},
		[TOP_ELEMENTS] = {"elements", false},
		[TOP_GROUPS] = {"groups", false},
		[TOP_PERMITS] = {"permits", false},
		[TOP_WINDOWS] = {"windows", false},
		[TOP_EXCEPTIONS] = {"exceptions", false},
		[TOP_IMAGES] = {"images", false},
		[TOP_ACCOUNTS] = {"accounts", false}};
	static const struct yaml_node start = {.kind = YAML_BAD, .line = 1, .column = 1};
	const struct yaml_node *value[TOP_COUNT];
	const struct yaml_node *root = yaml_root(b->p->yaml);

	if (!root) {
		yaml_fault(&b->r, &start, "the file is empty: a policy begins with version: 1");
		return;
	}
	if (!yaml_keys(&b->r, root, keys, TOP_COUNT, value))
		return;
	read_version(b, value[TOP_VERSION]);
	read_mode(b, value[TOP_MODE]);
	policy_read_spaces(b, value[TOP_SPACES]);
	policy_read_planes(b, value[TOP_PLANES]);
	if (!prefixes_init(&b->p->nodes, b->p->space_count + 1)) {
		b->no_memory = true;
		return;
	}
	policy_read_sets(b, value[TOP_ELEMENTS], value[TOP_GROUPS]);
	policy_read_permits(b, value[TOP_PERMITS]);
	policy_read_windows(b, value[TOP_WINDOWS]);
	policy_read_exceptions(b, value[TOP_EXCEPTIONS]);
	policy_read_images(b, value[TOP_IMAGES]);
	policy_read_accounts(b, value[TOP_ACCOUNTS]);
	if (windows_dir)
		policy_read_tickets(b, windows_dir);
	if (!b->no_memory)
		policy_compile(b);
}

struct compiling {
	unsigned before; /* the faults that were known before the file was read */
	const char *windows_dir;
};

/* Takes Y over. */
static struct policy *compile(
	const char *file, struct yaml *y, struct diag *diag, const struct compiling *c)
{
	struct policy *p = y ? calloc(1, sizeof(*p)) : NULL;
	struct policy_builder b = {.p = p, .r = {.file = file, .diag = diag}};

	if (!p) {
		if (y)
			diag_error(diag, file, 0, 0, "out of memory");
		yaml_close(y);
		return NULL;
	}
	p->yaml = y;
	read_top(&b, c->windows_dir);
	if (b.no_memory)
		diag_error(diag, file, 0, 0, "out of memory");
	if (diag->errors == c->before)
		return p;
	policy_free(p);
	return NULL;
}

struct policy *policy_load_with(const char *file, const char *windows_dir, struct diag *diag)
{
	struct compiling c = {diag->errors, windows_dir};

	return compile(file, yaml_load(file, diag), diag, &c);
}

struct policy *policy_load(const char *file, struct diag *diag)
{
	return policy_load_with(file, NULL, diag);
}

struct policy *policy_parse(const char *file, struct span text, struct diag *diag)
{
	struct compiling c = {diag->errors, NULL};

	return compile(file, yaml_parse(file, text, diag), diag, &c);
}

void policy_free(struct policy *p)
{
	if (!p)
		return;
	names_free(&p->names);
	names_free(&p->protocols);
	free(p->space_names);
	free(p->vnis.items);
	free(p->labels.items);
	free(p->sets);
	free(p->set_names);
	prefixes_free(&p->nodes);
	free(p->hosts);
	struct pairs *pairs[] = {&p->owners, &p->homes, &p->parents, &p->ancestors,
		&p->by_server_set, &p->by_server_node, &p->by_client_set, &p->by_client_node};
	for (unsigned i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		pairs_free(pairs[i]);
	free(p->terms);
	free(p->fars);
	free(p->strings);
	free(p->asns);
	free(p->ports);
	free(p->permits);
	free(p->by_none);
	free(p->windows);
	free(p->window_uses);
	free(p->exceptions);
	free(p->exception_uses);
	free(p->images);
	for (unsigned i = 0; i < ACCOUNT_KINDS; i++)
		free(p->globs[i]);
	for (uint32_t i = 0; i < p->more_count; i++)
		yaml_close(p->more[i]);
	free(p->more);
	yaml_close(p->yaml);
	free(p);
}

/* --- one look-up ---------------------------------------------------------------------------- */

const char *policy_sha256(const struct policy *p)
{
	return p->sha256[0] ? p->sha256 : yaml_sha256(p->yaml);
}

bool policy_observes(const struct policy *p)
{
	return p && p->observe;
}

static uint16_t space_of_number(const struct realm_ranges *ranges, uint32_t number)
{
	uint32_t low = 0, high = ranges->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct realm_range *r = &ranges->items[middle];
		if (number >= r->from && number <= r->to)
			return r->space;
		if (number < r->from)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

/* The innermost mark tells most: VNI, label, VLAN (outer tag first), interface. */
uint16_t policy_space(const struct policy *p, const struct packet *packet, const char *interface)
{
	uint16_t space = 0;
	uint32_t found = 0;

	if (!p || p->space_count <= 1)
		return 0;
	if (packet->vni)
		space = space_of_number(&p->vnis, packet->vni);
	if (!space && packet->mpls_label)
		space = space_of_number(&p->labels, packet->mpls_label);
	for (unsigned i = 0; !space && i < packet->vlan_count && i < PACKET_VLANS; i++)
		space = p->vlan_space[packet->vlan[i] & 4095];
	if (!space && interface &&
		names_find(&p->names, SCOPE_INTERFACE, span_str(interface), &found))
		space = (uint16_t)found;
	return space;
}

const char *policy_space_name(const struct policy *p, uint16_t space)
{
	return p && space < p->space_count ? p->space_names[space] : NULL;
}

static bool set_named(const struct policy *p, struct span name, uint32_t *ret)
{
	int64_t dot = span_index(name, '.');

	return names_find(&p->names, SCOPE_SET, name, ret) ||
	       (dot > 0 && names_find(&p->names, SCOPE_SET, span_sub(name, 0, (uint32_t)dot), ret));
}

bool policy_knows_name(const struct policy *p, struct span name)
{
	uint32_t set;

	return set_named(p, name, &set);
}

bool policy_element_named(
	const struct policy *p, uint16_t space, struct span name, struct addr *ret)
{
	uint32_t set, n;

	if (!p || !name.len || !set_named(p, name, &set))
		return false;
	const struct pair *homes = pairs_of(&p->homes, set, &n);
	for (uint32_t i = 0; i < n; i++) {
		const struct prefix *at = &p->nodes.items[homes[i].b];
		if (at->space != space)
			continue;
		*ret = at->addr;
		return true;
	}
	return false;
}

void policy_host(const struct policy *p, uint16_t space, const struct addr *a, struct host *ret)
{
	uint32_t node = p ? prefixes_find(&p->nodes, space, a) : PREFIX_NONE;

	*ret = node == PREFIX_NONE ? (struct host){0} : p->hosts[node];
}

void host_mask(const struct host *h, struct addr *a)
{
	if (!(h->roles & 1u << ROLE_SUBSCRIBER))
		return;
	if (addr_is_v4(a))
		a->b[15] = 0;
	else
		memset(a->b + 7, 0, 9);
}

void policy_mask(const struct policy *p, uint16_t space, struct addr *a)
{
	uint32_t node = p && p->has_subscribers ? prefixes_find(&p->nodes, space, a) : PREFIX_NONE;

	if (node != PREFIX_NONE)
		host_mask(&p->hosts[node], a);
}

static bool has_role(const struct policy *p, uint16_t space, const struct addr *a)
{
	uint32_t node = prefixes_find(&p->nodes, space, a);

	return node != PREFIX_NONE && p->hosts[node].roles;
}

bool policy_touches(
	const struct policy *p, uint16_t space, const struct addr *a, const struct addr *b)
{
	return p && (has_role(p, space, a) || has_role(p, space, b));
}

bool policy_has_domains(const struct policy *p)
{
	for (uint32_t i = 0; p && i < p->far_count; i++)
		if (p->fars[i].domains)
			return true;
	return false;
}

bool policy_has_role(const struct policy *p, enum role role)
{
	for (uint32_t i = 0; p && i < p->set_count; i++)
		if (p->sets[i].role == role)
			return true;
	return false;
}

bool policy_use_at(const struct policy *p, uint32_t n, struct policy_use *ret)
{
	if (!p || n >= p->window_count + p->exception_count)
		return false;
	if (n < p->window_count) {
		const struct window *w = &p->windows[n];
		*ret = (struct policy_use){
			true, w->id, w->line, w->from_us, w->until_us, p->window_uses[n]};
		return true;
	}
	n -= p->window_count;
	const struct exception *e = &p->exceptions[n];
	*ret = (struct policy_use){false, e->id, e->line, 0, e->until_us, p->exception_uses[n]};
	return true;
}

bool policy_has_images(const struct policy *p)
{
	return p && p->image_count > 0;
}

const char *policy_image(const struct policy *p, const char *sha256, const char **ret_name)
{
	uint32_t number;

	*ret_name = NULL;
	if (!p || !names_find(&p->names, SCOPE_IMAGE, span_str(sha256), &number))
		return "unknown";
	*ret_name = p->images[number].name;
	return p->images[number].state;
}

const char *policy_account(const struct policy *p, struct span user)
{
	static const char *const kinds[] = {"break-glass", "vendor", "service"};
	uint32_t kind;

	if (!p || user.len == 0)
		return NULL;
	if (names_find(&p->names, SCOPE_ACCOUNT, user, &kind))
		return kinds[kind];
	for (kind = 0; kind < ACCOUNT_KINDS; kind++)
		for (uint32_t i = 0; i < p->glob_count[kind]; i++)
			if (policy_glob(p->globs[kind][i], user, false))
				return kinds[kind];
	return NULL;
}
