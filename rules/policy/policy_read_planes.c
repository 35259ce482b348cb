/*
 * policy_read_planes: which VLANs carry subscribers' traffic (`planes: {subscriber: {vlans:
 * [...]}}`): no management has a place in them. They split no addresses as spaces do. One thread.
 */
#include "config.h"

#include "rules/policy/policy_build.h"

static void read_subscriber_vlans(struct policy_builder *b, const struct yaml_node *node)
{
	static const uint64_t range[2] = {1, 4094};

	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		uint64_t v[2];
		if (!yaml_range(&b->r, i, range, v))
			continue;
		for (uint64_t vlan = v[0]; vlan <= v[1]; vlan++)
			b->p->subscriber_vlans[vlan / 64] |= UINT64_C(1) << vlan % 64;
	}
}

void policy_read_planes(struct policy_builder *b, const struct yaml_node *map)
{
	static const struct yaml_key planes[] = {{"subscriber", true}};
	static const struct yaml_key marks[] = {{"vlans", true}};
	const struct yaml_node *subscriber, *vlans;

	if (map && yaml_keys(&b->r, map, planes, 1, &subscriber) &&
		yaml_keys(&b->r, subscriber, marks, 1, &vlans))
		read_subscriber_vlans(b, vlans);
}

bool policy_is_subscriber_vlan(const struct policy *p, const uint16_t *vlans, unsigned count)
{
	for (unsigned i = 0; p && i < count; i++)
		if (p->subscriber_vlans[(vlans[i] & 4095) / 64] >> vlans[i] % 64 & 1)
			return true;
	return false;
}
