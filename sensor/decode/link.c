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
	walk_push(w, LAYER_NULL);
	if ((family & 0xffff) == 0x0800 || (family & 0xffff) == 0x86dd)
		return STEP_IP; /* an EtherType instead of a family */
	if (family > 0xffff)
		family = __builtin_bswap32(family);
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

/*
 * Linux netfilter log: family, version, resource, then attributes of a length (with its header), a
 * type and bytes, padded to 4, in the byte order of the machine that captured.
 */
static enum step nflog(struct walk *w)
{
	enum { PAYLOAD = 9, FAMILY_IP4 = 2, FAMILY_IP6 = 10 };
	struct cursor h = walk_header(w, 4);
	uint8_t family = cursor_u8(&h), version = cursor_u8(&h);

	if (!cursor_ok(&h) || version != 0)
		return walk_fail(w, DECODE_SHORT);
	walk_push(w, LAYER_NFLOG);
	while (cursor_left(&w->c) >= 4) {
		struct cursor big = w->c;
		h = walk_header(w, 4);
		uint16_t len = cursor_le16(&h), type = cursor_le16(&h) & 0x7fff;
		if (type > 255 || len < 4) {
			len = cursor_be16(&big);
			type = cursor_be16(&big) & 0x7fff;
		}
		if (len < 4)
			break;
		if (type == PAYLOAD) {
			uint32_t most = len - 4u;
			if (most < w->wire)
				walk_limit(w, most);
			return family == FAMILY_IP4   ? STEP_IP4
			       : family == FAMILY_IP6 ? STEP_IP6
						      : STEP_IP;
		}
		walk_header(w, (len - 1u) & ~3u); /* what is left of LEN rounded up to 4 */
	}
	return walk_fail(w, DECODE_SHORT);
}

/* Per-packet information: version, flags, length and link type in little endian, then fields. */
static enum step ppi(struct walk *w)
{
	struct cursor h = walk_header(w, 8);
	uint8_t version = cursor_u8(&h);

	cursor_skip(&h, 1);
	uint16_t len = cursor_le16(&h);
	uint32_t type = cursor_le32(&h);
	if (!cursor_ok(&h) || version != 0 || len < 8)
		return walk_fail(w, DECODE_SHORT);
	h = walk_header(w, len - 8);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	if (type > UINT16_MAX || type == LINK_PPI)
		return walk_fail(w, DECODE_LINK_UNKNOWN);
	walk_push(w, LAYER_PPI);
	w->type = (uint16_t)type;
	return STEP_LINK;
}

/*
 * Junos' own captures: "MGC", flags, where they say so extensions behind their length, then the
 * frame; where the interface shows no link header, 4 bytes of an address family and the packet.
 */
static enum step juniper(struct walk *w)
{
	enum { MAGIC = 0x4d4743, NO_LINK = 0x02, EXTENDED = 0x80 };
	struct cursor h = walk_header(w, 4);
	uint32_t magic = cursor_be24(&h);
	uint8_t flags = cursor_u8(&h);

	if (!cursor_ok(&h) || magic != MAGIC)
		return walk_fail(w, DECODE_SHORT);
	if (flags & EXTENDED) {
		h = walk_header(w, 2);
		walk_header(w, cursor_be16(&h));
	}
	if (flags & NO_LINK)
		walk_header(w, 4);
	if (!cursor_ok(&w->c))
		return walk_fail(w, DECODE_SHORT);
	if (flags & NO_LINK)
		return STEP_IP;
	w->type = w->type == LINK_JUNIPER_ETHER ? LINK_ETHERNET
		  : w->type == LINK_JUNIPER_PPP ? LINK_PPP
						: LINK_C_HDLC;
	return STEP_LINK;
}

/* PF log of BSD firewalls: the length of its header, which is padded to 4 bytes, then the packet.
 */
static enum step pflog(struct walk *w)
{
	enum { HEADER_MIN = 45 };
	struct cursor peek = w->c;
	uint8_t len = cursor_u8(&peek);

	if (!cursor_ok(&peek) || len < HEADER_MIN)
		return walk_fail(w, DECODE_SHORT);
	walk_header(w, (len + 3u) & ~3u);
	return STEP_IP;
}

/*
 * Endace's record: time stamp, kind of line, flags, lengths, loss; where the kind's first bit is
 * set, further headers of 8 bytes that announce each other alike; Ethernet has 2 bytes of padding.
 */
static enum step endace(struct walk *w)
{
	enum { MORE = 0x80, KIND = 0x7f, EXTENSIONS_MAX = 16 };
	struct cursor h = walk_header(w, 16);

	cursor_skip(&h, 8);
	uint8_t kind = cursor_u8(&h), more = kind;
	for (unsigned i = 0; more & MORE && i < EXTENSIONS_MAX; i++) {
		struct cursor extension = walk_header(w, 8);
		more = cursor_u8(&extension);
	}
	if (!cursor_ok(&h) || !cursor_ok(&w->c))
		return walk_fail(w, DECODE_SHORT);
	switch (kind & KIND) {
	case 2: /* Ethernet, also with a colour or a hash in the place of the loss */
	case 11:
	case 16:
	case 20:
		walk_header(w, 2);
		return STEP_ETHER;
	case 1: /* HDLC over SONET, the same */
	case 10:
	case 15:
	case 19:
		w->type = LINK_PPP;
		return STEP_LINK;
	case 22:
		return STEP_IP4;
	case 23:
		return STEP_IP6;
	default:
		return walk_fail(w, DECODE_LINK_UNKNOWN);
	}
}

/* What stands behind LEN bytes of which nothing is kept. */
static enum step behind(struct walk *w, uint32_t len, enum step step)
{
	walk_header(w, len);
	return cursor_ok(&w->c) ? step : walk_fail(w, DECODE_SHORT);
}

/* Link types that are rare today. */
static enum step rare_link(struct walk *w)
{
	switch (w->type) {
	case LINK_FRELAY:
		return frelay_link(w);
	case LINK_ATM_RFC1483:
	case LINK_ATM_OLD:
		return atm_link(w);
	case LINK_SUNATM:
		return sunatm_link(w);
	case LINK_FDDI:
		return fddi_link(w);
	case LINK_TOKEN_RING:
		return token_ring_link(w);
	case LINK_IPOIB:
		return infiniband_link(w);
	case LINK_PFLOG:
		return pflog(w);
	case LINK_ERF:
		return endace(w);
	case LINK_ENC: /* family, SPI and flags of a BSD IPsec tunnel */
		return behind(w, 12, STEP_IP);
	case LINK_IPNET: /* version, family, lengths and interfaces of Solaris */
		return behind(w, 24, STEP_IP);
	case LINK_SLIP: /* direction and the header as it was compressed */
		return behind(w, 16, STEP_IP);
	case LINK_BRCM_TAG:
	case LINK_DSA:
		return tagged_link(w, 4);
	case LINK_EDSA:
		return tagged_link(w, 8);
	case LINK_BRCM_TAG_PREPEND:
		return behind(w, 4, STEP_ETHER);
	default:
		return walk_fail(w, DECODE_LINK_UNKNOWN);
	}
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
	case LINK_RAW_OPENBSD:
		return STEP_IP;
	case LINK_IPV4:
		return STEP_IP4;
	case LINK_IPV6:
		return STEP_IP6;
	case LINK_LINUX_SLL:
		return sll(w);
	case LINK_LINUX_SLL2:
		return sll2(w);
	case LINK_PPP:
	case LINK_PPP_HDLC:
	case LINK_PPP_PPPD:
		return ppp_link(w);
	case LINK_PPP_ETHER:
		walk_stand(w, STEP_FRAME);
		return STEP_PPPOE;
	case LINK_MPLS:
		walk_stand(w, STEP_FRAME);
		return STEP_MPLS;
	case LINK_C_HDLC:
		return hdlc_link(w);
	case LINK_NFLOG:
		return nflog(w);
	case LINK_PPI:
		return ppi(w);
	case LINK_JUNIPER_ETHER:
	case LINK_JUNIPER_PPP:
	case LINK_JUNIPER_CHDLC:
		return juniper(w);
	case LINK_IEEE802_11:
		return STEP_WLAN;
	case LINK_IEEE802_11_RADIOTAP:
		return radiotap_link(w);
	case LINK_IEEE802_11_PRISM:
		return prism_link(w);
	default:
		return rare_link(w);
	}
}
