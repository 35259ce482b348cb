/* ends: see ends.h. */
#include "config.h"

#include "sensor/evidence/ends.h"

_Static_assert(sizeof(struct ends) == 40, "hashed and compared as bytes: no gaps");

static bool has_ports(uint8_t ip_proto)
{
	return ip_proto == IPPROTO_NR_TCP || ip_proto == IPPROTO_NR_UDP ||
	       ip_proto == IPPROTO_NR_SCTP;
}

static void order(struct ends *e)
{
	int c = addr_cmp(&e->a, &e->b);
	struct addr a = e->a;
	uint16_t port = e->a_port;

	if (c < 0 || (c == 0 && e->a_port <= e->b_port))
		return;
	e->a = e->b;
	e->b = a;
	e->a_port = e->b_port;
	e->b_port = port;
}

static struct addr addr_of_mac(const struct mac *m)
{
	struct addr a = {{0}};

	memcpy(a.b, m->b, sizeof(m->b));
	return a;
}

void ends_of_place(const struct place *p, struct ends *ret)
{
	bool ports = p->has_ip && has_ports(p->ip_proto);

	*ret = (struct ends){.a = p->has_ip ? p->src.addr : addr_of_mac(&p->src_mac),
		.b = p->has_ip ? p->dst.addr : addr_of_mac(&p->dst_mac),
		.a_port = ports ? p->src.port : 0,
		.b_port = ports ? p->dst.port : 0,
		.space = p->space,
		.ip_proto = p->has_ip ? p->ip_proto : 0,
		.has_ip = p->has_ip};
	order(ret);
}

/* RFC 826: behind the types and lengths, and the sender's MAC. */
static bool claim_of(const struct packet *p, struct addr *ret)
{
	enum { ETHER_TYPE_ARP = 0x0806, BEFORE = 14 };

	if (p->ether_type != ETHER_TYPE_ARP || p->payload.len < BEFORE + 4)
		return false;
	*ret = addr_v4(p->payload.p + BEFORE);
	return true;
}

void seen_of_packet(const struct packet *p, struct seen *ret)
{
	bool has_ip = p->flags & PACKET_HAS_IP, ports = has_ip && has_ports(p->ip_proto);

	memset(ret, 0, sizeof(*ret));
	ret->fragment = (p->flags & PACKET_FRAGMENT) != 0;
	ret->ends = (struct ends){.a = has_ip ? p->src : addr_of_mac(&p->src_mac),
		.b = has_ip ? p->dst : addr_of_mac(&p->dst_mac),
		.a_port = ports ? p->sport : 0,
		.b_port = ports ? p->dport : 0,
		.space = p->space,
		.ip_proto = has_ip ? p->ip_proto : 0,
		.has_ip = has_ip};
	order(&ret->ends);
	ret->other = (struct ends){.space = p->space};
	if ((p->flags & PACKET_TUNNELLED) && p->outer_proto) {
		ret->kind = SEEN_TUNNEL;
		ret->other.a = p->outer_src;
		ret->other.b = p->outer_dst;
		ret->other.b_port = has_ports(p->outer_proto) ? p->outer_port : 0;
		ret->other.ip_proto = p->outer_proto;
		ret->other.has_ip = true;
		order(&ret->other);
	} else if (!has_ip && claim_of(p, &ret->other.a)) {
		ret->kind = SEEN_CLAIM;
	}
}
