/* numbers: what a rule compares of one packet's headers and of its flow. Worker's thread. */
#include "config.h"

#include "rules/match/room.h"

static bool ip_number(const struct packet *p, enum check_kind kind, uint64_t *ret)
{
	switch (kind) {
	case CHECK_TTL:
		*ret = p->ttl;
		return p->ip_version != 0;
	case CHECK_IP_PROTO:
		*ret = p->ip_proto;
		return p->ip_version != 0;
	case CHECK_ID:
		*ret = p->ip_id;
		return p->ip_version == 4;
	case CHECK_TOS:
		if (p->l3.len < 2)
			return false;
		*ret = p->ip_version == 4 ? p->l3.p[1]
					  : (uint64_t)(p->l3.p[0] & 15) << 4 | p->l3.p[1] >> 4;
		return true;
	case CHECK_FRAGOFFSET:
		if (p->ip_version != 4 || p->l3.len < 8)
			return false;
		*ret = (uint64_t)(p->l3.p[6] & 0x1f) << 8 | p->l3.p[7];
		return true;
	default:
		return false;
	}
}

/* MSS (2) or window scale (3) option of a SYN. */
static bool tcp_option(const struct packet *p, uint8_t kind, uint64_t *ret)
{
	struct cursor c = cursor_of(p->tcp_options);

	while (cursor_left(&c) && cursor_ok(&c)) {
		uint8_t type = cursor_u8(&c);
		if (type == 0)
			return false;
		if (type == 1)
			continue;
		uint8_t len = cursor_u8(&c);
		if (len < 2)
			return false;
		struct span value = cursor_span(&c, len - 2u);
		if (!cursor_ok(&c) || type != kind)
			continue;
		if (value.len != (kind == 2 ? 2u : 1u))
			return false;
		*ret = kind == 2 ? (uint64_t)value.p[0] << 8 | value.p[1] : value.p[0];
		return true;
	}
	return false;
}

static bool l4_number(const struct packet *p, enum check_kind kind, uint64_t *ret)
{
	bool tcp = p->ip_proto == IPPROTO_NR_TCP;
	bool icmp = p->ip_proto == IPPROTO_NR_ICMP || p->ip_proto == IPPROTO_NR_ICMPV6;

	switch (kind) {
	case CHECK_SEQ:
		*ret = p->tcp_seq;
		return tcp;
	case CHECK_ACK:
		*ret = p->tcp_ack;
		return tcp;
	case CHECK_WINDOW_SIZE:
		*ret = p->tcp_window;
		return tcp;
	case CHECK_MSS:
		return tcp && tcp_option(p, 2, ret);
	case CHECK_WSCALE:
		return tcp && tcp_option(p, 3, ret);
	case CHECK_ITYPE:
		*ret = icmp && p->l4.len ? p->l4.p[0] : 0;
		return icmp && p->l4.len;
	case CHECK_ICODE:
		*ret = icmp && p->l4.len > 1 ? p->l4.p[1] : 0;
		return icmp && p->l4.len > 1;
	case CHECK_ICMP_ID:
	case CHECK_ICMP_SEQ: {
		uint32_t at = kind == CHECK_ICMP_ID ? 4 : 6;
		if (!icmp || p->l4.len < 8)
			return false;
		uint8_t type = p->l4.p[0];
		bool echo = p->ip_proto == IPPROTO_NR_ICMPV6
				    ? type == 128 || type == 129
				    : type == 0 || type == 8 || (type >= 13 && type <= 18);
		*ret = (uint64_t)p->l4.p[at] << 8 | p->l4.p[at + 1];
		return echo;
	}
	case CHECK_ICMPV6_MTU:
		if (p->ip_proto != IPPROTO_NR_ICMPV6 || p->l4.len < 8 || p->l4.p[0] != 2)
			return false;
		*ret = (uint64_t)p->l4.p[4] << 24 | (uint64_t)p->l4.p[5] << 16 |
		       (uint64_t)p->l4.p[6] << 8 | p->l4.p[7];
		return true;
	default:
		return false;
	}
}

static bool flow_number(const struct tap_scene *x, enum check_kind kind, uint64_t *ret)
{
	switch (kind) {
	case CHECK_FLOW_AGE:
		*ret = x->ts_us > x->first_us ? (uint64_t)(x->ts_us - x->first_us) / 1000000 : 0;
		return true;
	case CHECK_FLOW_PKTS_SERVER:
		*ret = x->packets[SIDE_CLIENT];
		return true;
	case CHECK_FLOW_PKTS_CLIENT:
		*ret = x->packets[SIDE_SERVER];
		return true;
	case CHECK_FLOW_BYTES_SERVER:
		*ret = x->bytes[SIDE_CLIENT];
		return true;
	case CHECK_FLOW_BYTES_CLIENT:
		*ret = x->bytes[SIDE_SERVER];
		return true;
	default:
		return false;
	}
}

/* One tag, each of them, or that of the layer which is named. */
static bool vlan_fits(const struct packet *p, const struct rule_check *c)
{
	uint32_t count = p->vlan_count, fits = 0;

	if (c->mode == 'o' || c->mode == 'i') {
		uint32_t layer = c->mode == 'o' ? c->bits : count - 1 - c->bits;
		return c->bits < count && number_fits(&c->number, p->vlan[layer]);
	}
	for (uint32_t i = 0; i < count; i++)
		fits += number_fits(&c->number, p->vlan[i]);
	return c->mode == 'a' ? count && fits == count : fits > 0;
}

/* Of a datagram that came in fragments: the first one, or that which made it whole. */
static bool fragoffset_fits(const struct packet *p, const struct rule_check *c)
{
	uint64_t value;

	return (ip_number(p, CHECK_FRAGOFFSET, &value) && number_fits(&c->number, value)) ||
	       (p->ip_version == 4 && (p->flags & PACKET_REJOINED) &&
		       number_fits(&c->number, p->frag_offset));
}

bool number_check(const struct tap_scene *scene, const struct rule_check *c)
{
	const struct packet *p = scene->packet;
	uint64_t value = 0;

	if (c->kind >= CHECK_FLOW_AGE)
		return flow_number(scene, c->kind, &value) && number_fits(&c->number, value);
	if (!p)
		return false;
	if (c->kind == CHECK_DSIZE)
		return !(p->flags & PACKET_FRAGMENT) && number_fits(&c->number, p->payload_len);
	if (c->kind == CHECK_VLAN_LAYERS)
		return number_fits(&c->number, p->vlan_count);
	if (c->kind == CHECK_VLAN_ID)
		return vlan_fits(p, c);
	if (c->kind == CHECK_FRAGOFFSET)
		return fragoffset_fits(p, c);
	return (ip_number(p, c->kind, &value) || l4_number(p, c->kind, &value)) &&
	       number_fits(&c->number, value);
}
