/*
 * link: the header that the capture itself put before a frame, by link type. First step of the
 * walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

/* BSD loopback: the address family in the byte order of the machine that captured, or in big
 * endian; 2 is IPv4 everywhere, IPv6 has a number of its own in each system. */
static enum step null_link(struct walk *w)
{
	struct cursor h = walk_header(w, 4);
	uint32_t family = cursor_be32(&h);

	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	walk_push(w, LAYER_NULL);
	if (family == 2)
		return STEP_IP4;
	if (family == 10 || family == 24 || family == 28 || family == 30)
		return STEP_IP6;
	return walk_fail(w, DECODE_ETHER_UNKNOWN);
}

/* The sender's address of a Linux cooked frame; KIND 1 and 2 are broadcast and multicast. */
static void sll_sender(struct packet *p, struct span addr, uint32_t addr_len, uint32_t kind)
{
	if (addr_len != sizeof(p->src_mac.b))
		return;
	memcpy(p->src_mac.b, addr.p, sizeof(p->src_mac.b));
	p->flags |= PACKET_HAS_ETHER;
	if (kind == 1 || kind == 2)
		memset(p->dst_mac.b, 0xff, sizeof(p->dst_mac.b));
}

/* What follows a cooked header: an EtherType, or a number below 1536 that Linux made up. */
static enum step sll_type(struct walk *w, uint16_t hardware, uint16_t type)
{
	enum { ARPHRD_NETLINK = 824, ARPHRD_RADIOTAP = 803, ETH_P_802_2 = 4 };

	walk_push(w, LAYER_SLL);
	w->fresh_ether = true;
	w->type = type;
	if (hardware == ARPHRD_RADIOTAP) {
		w->type = LINK_IEEE802_11_RADIOTAP;
		return STEP_LINK;
	}
	if (hardware == ARPHRD_NETLINK)
		return walk_fail(w, DECODE_ETHER_UNKNOWN);
	if (type == ETH_P_802_2)
		return STEP_LLC;
	return type < 0x600 ? walk_fail(w, DECODE_ETHER_UNKNOWN) : STEP_TYPE;
}

static enum step sll(struct walk *w)
{
	struct cursor h = walk_header(w, 16);
	uint16_t kind = cursor_be16(&h), hardware = cursor_be16(&h), addr_len = cursor_be16(&h);
	struct span addr = cursor_span(&h, 8);
	uint16_t type = cursor_be16(&h);

	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	sll_sender(w->p, addr, addr_len, kind);
	return sll_type(w, hardware, type);
}

static enum step sll2(struct walk *w)
{
	struct cursor h = walk_header(w, 20);
	uint16_t type = cursor_be16(&h);

	cursor_skip(&h, 6);
	uint16_t hardware = cursor_be16(&h);
	uint8_t kind = cursor_u8(&h), addr_len = cursor_u8(&h);
	struct span addr = cursor_span(&h, 8);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	sll_sender(w->p, addr, addr_len, kind);
	return sll_type(w, hardware, type);
}

/** The link type walk.type says what the frame begins with. */
enum step link_step(struct walk *w)
{
	switch (w->type) {
	case LINK_ETHERNET:
		return STEP_ETHER;
	case LINK_NULL:
	case LINK_LOOP:
		return null_link(w);
	case LINK_RAW:
	case LINK_RAW_OLD:
		return STEP_IP;
	case LINK_IPV4:
		return STEP_IP4;
	case LINK_IPV6:
		return STEP_IP6;
	case LINK_LINUX_SLL:
		return sll(w);
	case LINK_LINUX_SLL2:
		return sll2(w);
	default:
		return walk_fail(w, DECODE_LINK_UNKNOWN);
	}
}
