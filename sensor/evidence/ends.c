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

void ends_of_packet(const struct packet *p, struct ends *ret)
{
	bool has_ip = p->flags & PACKET_HAS_IP, ports = has_ip && has_ports(p->ip_proto);

	*ret = (struct ends){.a = has_ip ? p->src : addr_of_mac(&p->src_mac),
		.b = has_ip ? p->dst : addr_of_mac(&p->dst_mac),
		.a_port = ports ? p->sport : 0,
		.b_port = ports ? p->dport : 0,
		.space = p->space,
		.ip_proto = has_ip ? p->ip_proto : 0,
		.has_ip = has_ip};
	order(ret);
}
