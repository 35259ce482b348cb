/*
 * opinion: what a flow is called when no dissector of ours knows it: by nDPI, or by its IP
 * protocol.
 */
#include "config.h"

#include "sensor/flow/ndpi.h"
#include "sensor/flow/room.h"
#include "sensor/limits.h"

/* STUN (RFC 8489, 5): two zero bits, a length in words that is the rest, and the cookie. */
static bool is_stun(const struct packet *p)
{
	struct cursor c = cursor_of(p->payload);
	uint16_t type = cursor_be16(&c), len = cursor_be16(&c);
	uint32_t cookie = cursor_be32(&c);

	return p->ip_proto == IPPROTO_NR_UDP && cursor_ok(&c) && cookie == 0x2112a442 &&
	       type < 0x4000 && len % 4 == 0 && p->payload.len == 20u + len;
}

/* nDPI looks at what no dissector of ours knows: an opinion, and only a name. */
void opinion_ask(struct shard *s, struct flow *f, const struct packet *p)
{
	const char *name = NULL;

	if (!s->options.door || !p->payload.len || f->ndpi_packets >= LIMIT_NDPI_PACKETS)
		return;
	if (!f->ndpi && is_stun(p)) {
		f->app = "stun";
		f->ndpi_packets = LIMIT_NDPI_PACKETS;
		return;
	}
	if (!f->ndpi) {
		if (ndpi_door_bars(s->options.door, p)) {
			s->counters.n[COUNT_NDPI_QUARANTINED]++;
			f->ndpi_packets = LIMIT_NDPI_PACKETS;
			return;
		}
		if (s->ndpi_live < LIMIT_NDPI_FLOWS)
			f->ndpi = ndpi_door_begin(s->options.door);
		if (!f->ndpi) {
			s->counters.n[COUNT_NDPI_REFUSED]++;
			f->ndpi_packets = LIMIT_NDPI_PACKETS;
			return;
		}
		s->ndpi_live++;
	}
	f->ndpi_packets++;
	s->counters.n[COUNT_NDPI_PACKETS]++;
	enum ndpi_verdict verdict = ndpi_door_feed(s->options.door, f->ndpi, p, &name);
	unsigned most = p->ip_proto == IPPROTO_NR_UDP ? LIMIT_NDPI_DATAGRAMS : LIMIT_NDPI_PACKETS;
	if (verdict == NDPI_MORE && f->ndpi_packets < most)
		return;
	ndpi_door_end(s->options.door, f->ndpi);
	f->ndpi = 0;
	f->ndpi_packets = LIMIT_NDPI_PACKETS;
	s->ndpi_live--;
	if (verdict != NDPI_KNOWN)
		return;
	f->app = name;
	s->counters.n[COUNT_NDPI_FLOWS]++;
}

const char *opinion_of_protocol(const struct flow *f)
{
	switch (f->ip_proto) {
	case IPPROTO_NR_ICMP:
	case IPPROTO_NR_ICMPV6:
		return "icmp";
	case IPPROTO_NR_GRE:
		return "gre";
	case IPPROTO_NR_ESP:
	case IPPROTO_NR_AH:
		return "ipsec";
	case IPPROTO_NR_OSPF:
		return "ospf";
	case IPPROTO_NR_IGMP:
		return "igmp";
	case IPPROTO_NR_PIM:
		return "pim";
	case IPPROTO_NR_VRRP:
		return "vrrp";
	case IPPROTO_NR_IPIP:
	case IPPROTO_NR_IPV6:
		return "ipip";
	default:
		return NULL;
	}
}

void opinion_drop(struct shard *s, struct flow *f)
{
	if (!f->ndpi)
		return;
	ndpi_door_end(s->options.door, f->ndpi);
	f->ndpi = 0;
	s->ndpi_live--;
}
