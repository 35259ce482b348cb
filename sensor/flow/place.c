/* place: where an event took place, from a flow and the packet at hand. */
#include "config.h"

#include "sensor/flow/room.h"

static void fill_encap(struct shard *s, const struct flow *f, struct place *ret)
{
	const struct encap_stack *stack = &s->stacks[f->encap];

	ret->tunnelled = true;
	ret->layer_count = stack->count;
	memcpy(ret->layers, stack->layers, stack->count);
}

void place_fill(struct shard *s, const struct flow *f, enum side from, const struct packet *p,
	struct place *ret)
{
	enum side to = side_other(from);

	memset(ret, 0, sizeof(*ret));
	ret->flow_id = f->id;
	ret->src = (struct endpoint){f->addr[from], f->port[from]};
	ret->dst = (struct endpoint){f->addr[to], f->port[to]};
	if (f->ip_proto == IPPROTO_NR_ICMP || f->ip_proto == IPPROTO_NR_ICMPV6) {
		ret->src.port = p ? p->sport : f->port[SIDE_CLIENT];
		ret->dst.port = p ? p->dport : f->port[SIDE_SERVER];
	}
	ret->src_is_client = from == SIDE_CLIENT;
	ret->ip_proto = f->ip_proto;
	ret->space = f->space;
	ret->has_ip = true;
	ret->group = (f->flags & FLOW_GROUP) != 0;
	ret->child = (f->flags & FLOW_CHILD) != 0;
	ret->initiator_guessed = !(f->flags & FLOW_SAW_SYN);
	ret->one_way = !f->packets[0] || !f->packets[1];
	ret->truncated = (f->flags & FLOW_TRUNCATED) != 0;
	ret->source = f->source;
	ret->vlan_count = f->vlan_count;
	memcpy(ret->vlan, f->vlan, sizeof(f->vlan));
	if (f->flags & FLOW_TUNNELLED)
		fill_encap(s, f, ret);
	if (!p)
		return;
	ret->source = p->source;
	ret->frame_no = p->frame_no;
	ret->has_ether = (p->flags & PACKET_HAS_ETHER) != 0;
	ret->ttl = p->ttl;
	ret->src_mac = p->src_mac;
	ret->dst_mac = p->dst_mac;
}

void place_of_frame(const struct packet *p, struct place *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->src_mac = p->src_mac;
	ret->dst_mac = p->dst_mac;
	ret->has_ether = (p->flags & PACKET_HAS_ETHER) != 0;
	ret->source = p->source;
	ret->space = p->space;
	ret->frame_no = p->frame_no;
	ret->group = (p->flags & PACKET_GROUP) != 0;
	ret->vlan_count = p->vlan_count;
	memcpy(ret->vlan, p->vlan, sizeof(p->vlan));
	ret->src_is_client = true;
}

uint8_t encap_intern(struct shard *s, const struct packet *p)
{
	for (unsigned i = 0; i < s->stack_count; i++)
		if (s->stacks[i].count == p->layer_count &&
			memcmp(s->stacks[i].layers, p->layers, p->layer_count) == 0)
			return (uint8_t)i;
	if (s->stack_count == ENCAP_STACKS)
		return ENCAP_STACKS - 1;
	struct encap_stack *stack = &s->stacks[s->stack_count];
	stack->count = p->layer_count;
	memcpy(stack->layers, p->layers, p->layer_count);
	return (uint8_t)s->stack_count++;
}
