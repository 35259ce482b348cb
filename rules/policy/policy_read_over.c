/* policy_read_over: the protocols and ports that a permit is spoken over. */
#include "config.h"

#include "rules/policy/policy_build.h"

static void add_port(struct policy_builder *b, const struct over_port *port)
{
	struct policy *p = b->p;
	struct over_port *ports =
		policy_grow(b, p->ports, p->port_count, &p->port_cap, sizeof(*ports));

	if (!ports)
		return;
	p->ports = ports;
	ports[p->port_count++] = *port;
}

static void add_bit(struct over *over, unsigned n)
{
	over->names[n / 64] |= (uint64_t)1 << n % 64;
}

/* A protocol, and what it looks like where another one carries it. */
static void add_name(struct policy_builder *b, struct over *over, unsigned n)
{
	unsigned count, carried_count;
	const struct protocol *all = protocols_all(&count);
	const struct protocol_carried *carried = protocols_carried(&carried_count);

	add_bit(over, n);
	for (unsigned i = 0; i < carried_count; i++) {
		if (strcmp(carried[i].name, all[n].name) != 0)
			continue;
		unsigned by = (unsigned)protocols_find(span_str(carried[i].by));
		if (carried[i].port == 0)
			add_bit(over, by);
		else
			add_port(b, &(struct over_port){.from = carried[i].port,
					    .to = carried[i].port,
					    .app = (uint16_t)by});
	}
}

static void read_set(struct policy_builder *b, const struct yaml_node *node, struct over *over)
{
	static const char *const sets[] = {
		"@management", "@routing", "@monitoring", "@naming", "@tunnel", "@user"};
	unsigned count;
	const struct protocol *all = protocols_all(&count);
	int set = yaml_pick(
		&b->r, node, &(struct yaml_choice){"an unknown set of protocols", sets, 6});

	for (unsigned n = 0; set >= 0 && n < count; n++)
		if (strcmp(all[n].set, sets[set] + 1) == 0)
			add_name(b, over, n);
}

/* "tcp/31114", "udp/4000-4010", "ip/89"; false when NODE is none of these forms. */
static bool read_port(struct policy_builder *b, const struct yaml_node *node)
{
	static const struct {
		struct span word;
		uint8_t ip_proto;
	} kinds[] = {{SPAN_LIT("tcp/"), IPPROTO_NR_TCP}, {SPAN_LIT("udp/"), IPPROTO_NR_UDP},
		{SPAN_LIT("sctp/"), IPPROTO_NR_SCTP}, {SPAN_LIT("ip/"), 0}};
	static const uint64_t ports[2] = {1, 65535}, protocols[2] = {1, 255};
	uint64_t n[2];

	for (unsigned i = 0; i < 4; i++) {
		if (!span_starts_nocase(node->text, kinds[i].word))
			continue;
		struct yaml_node number = *node;
		number.text = span_sub(node->text, kinds[i].word.len, UINT32_MAX);
		if (kinds[i].ip_proto && yaml_range(&b->r, &number, ports, n))
			add_port(b, &(struct over_port){kinds[i].ip_proto, (uint16_t)n[0],
					    (uint16_t)n[1], PORT_ANY_APP});
		else if (!kinds[i].ip_proto && yaml_number(&b->r, &number, protocols, n))
			add_port(b, &(struct over_port){(uint8_t)n[0], 0, 65535, PORT_ANY_APP});
		return true;
	}
	return false;
}

static void unknown_protocol(struct policy_builder *b, const struct yaml_node *node)
{
	const char *words[OVER_NAMES * 2];
	unsigned count, alias_count, n = 0;
	const struct protocol *all = protocols_all(&count);
	const struct protocol_alias *aliases = protocols_aliases(&alias_count);

	for (unsigned i = 0; i < count; i++)
		words[n++] = all[i].name;
	for (unsigned i = 0; i < alias_count && n < OVER_NAMES * 2; i++)
		words[n++] = aliases[i].name;
	yaml_unknown(&b->r, node,
		&(struct yaml_choice){"an unknown protocol (names, @management, tcp/22, "
				      "udp/4000-4010, ip/89, unknown and any are taken)",
			words, n});
}

static void read_one(struct policy_builder *b, const struct yaml_node *node, struct over *over)
{
	if (!yaml_string(&b->r, node, POLICY_WORD))
		return;
	int n = protocols_find(node->text);
	if (n >= 0)
		add_name(b, over, (unsigned)n);
	else if (span_eq_nocase(node->text, SPAN_LIT("any")))
		over->any = true;
	else if (span_eq_nocase(node->text, SPAN_LIT("unknown")))
		over->unknown = true;
	else if (node->text.p[0] == '@')
		read_set(b, node, over);
	else if (!read_port(b, node))
		unknown_protocol(b, node);
}

/* Nobody configures equipment by ping, time or users' tunnels; what a bare port carries is open. */
static bool can_manage(const struct policy *p, const struct over *over)
{
	unsigned count;
	const struct protocol *all = protocols_all(&count);

	if (over->any || over->unknown)
		return true;
	for (unsigned n = 0; n < count; n++)
		if (over->names[n / 64] >> n % 64 & 1 && strcmp(all[n].set, "management") == 0)
			return true;
	for (uint32_t i = 0; i < over->ports; i++)
		if (p->ports[over->first_port + i].app == PORT_ANY_APP)
			return true;
	return false;
}

void policy_read_over(struct policy_builder *b, const struct yaml_node *node, struct over *ret)
{
	*ret = (struct over){.any = !node, .first_port = b->p->port_count};
	if (!node) {
		ret->manages = true;
		return;
	}
	if (!yaml_first(node))
		yaml_fault(&b->r, node, "this list is empty: write any for any protocol");
	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i))
		read_one(b, i, ret);
	ret->ports = b->p->port_count - ret->first_port;
	ret->manages = can_manage(b->p, ret);
}
