/*
 * transport: what stands behind an IP header: TCP, UDP, SCTP, ICMP, or a tunnel by its protocol
 * number. Steps of the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

enum { TCP_HEADER = 20, UDP_HEADER = 8, SCTP_HEADER = 12, ICMP_HEADER = 8, ETHERIP_HEADER = 2 };

enum { PROTO_ETHERIP = 97, PROTO_L2TP = 115, PROTO_ETHERNET = 143 };

/* The rest is the payload. */
static enum step take_payload(struct walk *w)
{
	w->p->payload = cursor_peek(&w->c);
	w->p->payload_len = w->wire;
	return STEP_PACKET;
}

/* A transport header that is not whole: NEED bytes were wanted of L4_WIRE. No ports, no payload. */
static enum step header_short(struct walk *w, uint32_t need, uint32_t l4_wire)
{
	struct packet *p = w->p;

	p->payload = span_of(p->l4.p + p->l4.len, 0);
	p->payload_len = 0;
	if (l4_wire < need) {
		walk_note(w, DECODE_L4_BAD);
	} else {
		walk_note(w, DECODE_SHORT);
		walk_note(w, DECODE_TRUNCATED);
		p->flags |= PACKET_TRUNCATED;
	}
	return w->fragment_head ? STEP_SKIP : STEP_PACKET;
}

static enum step tcp(struct walk *w)
{
	struct packet *p = w->p;
	uint32_t l4_wire = w->wire;
	struct cursor h = walk_header(w, TCP_HEADER);
	uint16_t sport = cursor_be16(&h), dport = cursor_be16(&h);
	uint32_t seq = cursor_be32(&h), ack = cursor_be32(&h);
	uint32_t header = (cursor_u8(&h) >> 4) * 4;
	uint8_t flags = cursor_u8(&h);
	uint16_t window = cursor_be16(&h);

	cursor_skip(&h, 4);
	if (!cursor_ok(&h) || l4_wire < TCP_HEADER)
		return header_short(w, TCP_HEADER, l4_wire);
	if (header < TCP_HEADER || header > l4_wire)
		return header_short(w, UINT32_MAX, l4_wire);
	walk_push(w, LAYER_TCP);
	p->flags |= PACKET_HAS_PORTS;
	p->sport = sport;
	p->dport = dport;
	p->tcp_seq = seq;
	p->tcp_ack = ack;
	p->tcp_flags = flags;
	p->tcp_window = window;
	p->tcp_options = span_sub(cursor_peek(&w->c), 0, header - TCP_HEADER);
	w->wire -= header - TCP_HEADER;
	cursor_skip(&w->c, p->tcp_options.len);
	if (p->tcp_options.len < header - TCP_HEADER)
		p->flags |= PACKET_TRUNCATED;
	return take_payload(w);
}

static enum step udp(struct walk *w)
{
	struct packet *p = w->p;
	uint32_t l4_wire = w->wire;
	struct cursor h = walk_header(w, UDP_HEADER);
	uint16_t sport = cursor_be16(&h), dport = cursor_be16(&h);
	uint32_t len = cursor_be16(&h);

	cursor_skip(&h, 2);
	if (!cursor_ok(&h) || l4_wire < UDP_HEADER)
		return header_short(w, UDP_HEADER, l4_wire);
	if (len == 0 && l4_wire > UINT16_MAX)
		len = l4_wire; /* a jumbogram, RFC 2675 section 4 */
	if (len < UDP_HEADER || (len > l4_wire && !w->fragment_head))
		return header_short(w, UINT32_MAX, l4_wire);
	walk_push(w, LAYER_UDP);
	p->flags |= PACKET_HAS_PORTS;
	p->sport = sport;
	p->dport = dport;
	if (len > l4_wire)
		w->wire = len - UDP_HEADER; /* a first fragment, of a datagram of that length */
	if (len < l4_wire) {
		walk_limit(w, len - UDP_HEADER);
		p->l4.len = len < p->l4.len ? len : p->l4.len;
	}
	take_payload(w);
	return udp_tunnel_port(sport, dport) ? STEP_UDP_TUNNEL : STEP_PACKET;
}

static enum step sctp(struct walk *w)
{
	struct packet *p = w->p;
	uint32_t l4_wire = w->wire;
	struct cursor h = walk_header(w, SCTP_HEADER);
	uint16_t sport = cursor_be16(&h), dport = cursor_be16(&h);

	cursor_skip(&h, 8);
	if (!cursor_ok(&h) || l4_wire < SCTP_HEADER)
		return header_short(w, SCTP_HEADER, l4_wire);
	walk_push(w, LAYER_SCTP);
	p->flags |= PACKET_HAS_PORTS;
	p->sport = sport;
	p->dport = dport;
	return take_payload(w);
}

/* An error message holds the IP header of the packet it complains about. */
static bool icmp_quotes(const struct packet *p, uint8_t type)
{
	struct cursor c = cursor_of(p->payload);
	uint8_t version = cursor_u8(&c) >> 4;

	if (p->ip_version == 4) {
		if (type != 3 && type != 4 && type != 5 && type != 11 && type != 12)
			return false;
		cursor_skip(&c, 19);
		return cursor_ok(&c) && version == 4;
	}
	cursor_skip(&c, 39);
	return type >= 1 && type <= 4 && cursor_ok(&c) && version == 6;
}

static enum step icmp(struct walk *w)
{
	struct packet *p = w->p;
	uint32_t l4_wire = w->wire;
	struct cursor h = walk_header(w, 4);
	uint8_t type = cursor_u8(&h), code = cursor_u8(&h);

	cursor_skip(&h, 2);
	if (!cursor_ok(&h) || l4_wire < 4)
		return header_short(w, 4, l4_wire);
	walk_push(w, LAYER_ICMP);
	p->sport = type;
	p->dport = code;
	uint32_t rest = cursor_left(&w->c) < ICMP_HEADER - 4 ? cursor_left(&w->c) : ICMP_HEADER - 4;
	walk_header(w, rest);
	take_payload(w);
	if (icmp_quotes(p, type))
		p->flags |= PACKET_ICMP_QUOTE;
	return STEP_PACKET;
}

/* Authentication header (RFC 4302): the payload is in clear behind it. */
static enum step skip_auth(struct walk *w)
{
	struct cursor h = w->c;
	uint8_t next = cursor_u8(&h);
	uint32_t len = (cursor_u8(&h) + 2u) * 4;

	if (++w->extensions > 4)
		return walk_fail(w, DECODE_IP_BAD);
	h = walk_header(w, len);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	w->proto = next;
	return STEP_PROTO;
}

/* An IP packet that carries another packet: it stands by itself should the inside be none. */
static enum step enter(struct walk *w, enum step next)
{
	take_payload(w);
	walk_open(w, STEP_PACKET);
	return next;
}

/* EtherIP (RFC 3378): version 3 and twelve zero bits, then an Ethernet frame. */
static enum step etherip(struct walk *w)
{
	enter(w, STEP_ETHER);
	struct cursor h = walk_header(w, ETHERIP_HEADER);
	return cursor_be16(&h) == 0x3000 && cursor_ok(&h) ? STEP_ETHER : STEP_FAIL;
}

/** What the IP header announced as walk.proto. */
enum step proto_step(struct walk *w)
{
	struct packet *p = w->p;

	p->ip_proto = w->proto;
	p->l4 = cursor_peek(&w->c);
	switch (w->proto) {
	case IPPROTO_NR_TCP:
		return tcp(w);
	case IPPROTO_NR_UDP:
		return udp(w);
	case IPPROTO_NR_SCTP:
		return sctp(w);
	case IPPROTO_NR_ICMP:
		return p->ip_version == 4 ? icmp(w) : take_payload(w);
	case IPPROTO_NR_ICMPV6:
		return p->ip_version == 6 ? icmp(w) : take_payload(w);
	case IPPROTO_NR_IPIP:
		return enter(w, STEP_IP4);
	case IPPROTO_NR_IPV6:
		return enter(w, STEP_IP6);
	case IPPROTO_NR_GRE:
		return take_payload(w), STEP_GRE;
	case IPPROTO_NR_MPLS:
		return enter(w, STEP_MPLS);
	case IPPROTO_NR_AH:
		return p->ip_version == 4 ? skip_auth(w) : take_payload(w);
	case PROTO_ETHERNET: /* RFC 8986 section 4.9 */
		return enter(w, STEP_ETHER);
	case PROTO_ETHERIP:
		return etherip(w);
	case PROTO_L2TP:
		return take_payload(w), l2tp_ip_step(w);
	default:
		return take_payload(w);
	}
}
