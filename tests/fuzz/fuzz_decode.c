/*
 * Fuzz target of the frame decoder: frames of any link type, several in a run so that fragments
 * meet, each in a heap buffer of its exact size. The first byte of a frame picks the link type,
 * the next two its length and how much of it the snap length cut.
 */
#include "config.h"

#include "sensor/base/cursor.h"
#include "sensor/decode/decode.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint16_t links[] = {LINK_ETHERNET, LINK_NULL, LINK_PPP, LINK_PPP_HDLC, LINK_PPP_ETHER,
	LINK_RAW_OLD, LINK_RAW, LINK_C_HDLC, LINK_IEEE802_11, LINK_LOOP, LINK_LINUX_SLL,
	LINK_IEEE802_11_PRISM, LINK_IEEE802_11_RADIOTAP, LINK_PPP_PPPD, LINK_PPI, LINK_IPV4,
	LINK_IPV6, LINK_NFLOG, LINK_LINUX_SLL2, LINK_MPLS, LINK_RAW_OPENBSD, LINK_FRELAY,
	LINK_ATM_RFC1483, LINK_SUNATM, LINK_FDDI, LINK_TOKEN_RING, LINK_IPOIB, LINK_PFLOG, LINK_ERF,
	LINK_IPNET, LINK_SLIP, LINK_ENC, LINK_DSA, LINK_EDSA, LINK_BRCM_TAG_PREPEND};

static void check(bool right)
{
	if (!right)
		abort();
}

static bool inside(struct span part, struct span whole)
{
	return part.len == 0 || (part.p >= whole.p && part.p + part.len <= whole.p + whole.len);
}

static void check_packet(const struct packet *p)
{
	volatile uint8_t touched = 0;

	check(p->layer_count <= PACKET_LAYERS && p->vlan_count <= PACKET_VLANS);
	check(p->payload.len <= p->payload_len);
	for (uint32_t i = 0; i < p->payload.len; i++)
		touched ^= p->payload.p[i];
	for (uint32_t i = 0; i < p->l3.len; i++)
		touched ^= p->l3.p[i];
	(void)touched;
	if (!(p->flags & PACKET_HAS_IP))
		return;
	check(inside(p->l4, p->l3) && inside(p->payload, p->l4) && inside(p->tcp_options, p->l4));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct decode_options options = {.checksum = CHECKSUM_AUTO, .fragment_memory = 1 << 16};
	struct cursor c = cursor_of(span_of(data, (uint32_t)size));
	struct decoder *d;
	int64_t now_us = 0;

	if (decoder_new(&options, &d) != 0)
		return 0;
	while (cursor_left(&c) > 3) {
		uint8_t link = cursor_u8(&c), cut = 0;
		uint32_t len = cursor_u8(&c);
		cut = cursor_u8(&c);
		len = len == 255 || len > cursor_left(&c) ? cursor_left(&c) : len;
		struct span bytes = cursor_span(&c, len);
		uint8_t *copy = malloc(len + 1);
		if (!copy)
			break;
		memcpy(copy + 1, bytes.p, len); /* what stands before the frame is ours to read */
		struct frame f = {.ts_us = now_us,
			.data = span_of(copy + 1, len),
			.len = len + (cut > 200 ? cut : 0),
			.link = links[link % (sizeof(links) / sizeof(links[0]))]};
		struct packet p;
		uint64_t anomaly;
		if (decode_frame(d, &f, &p, &anomaly) == DECODE_PACKET)
			check_packet(&p);
		free(copy);
		now_us += (int64_t)cut * 100000;
		if (decoder_given_up(d, now_us, &p))
			check_packet(&p);
	}
	struct packet left;
	while (decoder_given_up(d, INT64_MAX, &left))
		check_packet(&left);
	decoder_free(d);
	return 0;
}
