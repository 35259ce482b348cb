/*
 * udp_tunnel: packets inside UDP datagrams. The port is a hint only: a header is believed when
 * every bit of it that has one right value has it, and the datagram stands as it is otherwise.
 * A step of the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

enum {
	PORT_L2TP = 1701,
	PORT_GTPU = 2152,
	PORT_TEREDO = 3544,
	PORT_LISP = 4341,
	PORT_VXLAN = 4789,
	PORT_VXLAN_GPE = 4790,
	PORT_CAPWAP_DATA = 5247,
	PORT_GENEVE = 6081,
	PORT_MPLS = 6635,
	PORT_AYIYA = 5072,
	PORT_VXLAN_OLD = 8472,
	PORT_TZSP = 37008
};

/*
 * VXLAN (RFC 7348): flags, 24 reserved bits, VNI, 8 reserved bits; or with a group policy. Some
 * fabrics use reserved bits: then the inside must be beyond doubt.
 */
static enum step vxlan(struct walk *w)
{
	enum { FLAG_GROUP = 0x80, FLAG_VNI = 0x08, POLICY_BITS = 0x48 };
	struct cursor c = w->c;
	uint8_t flags = cursor_u8(&c), policy = cursor_u8(&c);
	uint16_t group = cursor_be16(&c);
	uint32_t vni = cursor_be24(&c);
	uint8_t reserved = cursor_u8(&c);

	if (!cursor_ok(&c) || !(flags & FLAG_VNI) || w->wire <= 8)
		return STEP_PACKET;
	bool plain = flags == FLAG_VNI && !policy && !group;
	bool grouped = flags == (FLAG_VNI | FLAG_GROUP) && !(policy & ~POLICY_BITS);
	if ((reserved || !(plain || grouped)) &&
		!plausible_ether(cursor_peek(&c), w->wire - 8, false))
		return STEP_PACKET;
	walk_enter(w, LAYER_VXLAN, 8);
	w->p->vni = vni;
	return STEP_ETHER;
}

/* VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe): flags with I and P, 16 bits of nothing, what follows, VNI.
 */
static enum step vxlan_gpe(struct walk *w)
{
	enum { FLAGS_I_P = 0x0c, HOLDS_IP4 = 1, HOLDS_NSH = 4 };
	static const enum step steps[] = {STEP_IP4, STEP_IP6, STEP_ETHER, STEP_NSH};
	struct cursor c = w->c;
	uint8_t flags = cursor_u8(&c);
	uint16_t reserved = cursor_be16(&c);
	uint8_t holds = cursor_u8(&c);
	uint32_t vni = cursor_be24(&c);

	if (cursor_u8(&c) || !cursor_ok(&c) || flags != FLAGS_I_P || reserved ||
		holds < HOLDS_IP4 || holds > HOLDS_NSH || w->wire <= 8)
		return STEP_PACKET;
	walk_enter(w, LAYER_VXLAN, 8);
	w->p->vni = vni;
	return steps[holds - HOLDS_IP4];
}

/* The options of GENEVE fill their length to the byte. */
static bool geneve_options(struct cursor c)
{
	while (cursor_left(&c)) {
		cursor_skip(&c, 3);
		uint8_t tail = cursor_u8(&c);
		if (tail & 0xe0)
			return false;
		cursor_skip(&c, (tail & 0x1fu) * 4);
	}
	return cursor_ok(&c);
}

/* GENEVE (RFC 8926): version 0, option length in words, O and C, protocol, VNI, 8 reserved bits. */
static enum step geneve(struct walk *w)
{
	struct cursor c = w->c;
	uint8_t first = cursor_u8(&c), flags = cursor_u8(&c);
	uint16_t protocol = cursor_be16(&c);
	uint32_t vni = cursor_be24(&c);
	uint8_t reserved = cursor_u8(&c);
	uint32_t options = (first & 0x3fu) * 4;

	if (first >> 6 || flags & 0x3f || reserved || !geneve_options(cursor_child(&c, options)))
		return STEP_PACKET;
	if (!cursor_ok(&c) || (protocol != 0x6558 && protocol != 0x0800 && protocol != 0x86dd))
		return STEP_PACKET;
	walk_enter(w, LAYER_GENEVE, 8 + options);
	w->p->vni = vni;
	return protocol == 0x6558 ? STEP_ETHER : protocol == 0x0800 ? STEP_IP4 : STEP_IP6;
}

/* Extension headers of GTP-U: a length in words, content, the type of the next (0: none). */
static bool gtpu_extensions(struct cursor *c, uint8_t type)
{
	enum { EXTENSIONS_MAX = 8 };

	for (unsigned i = 0; type && i < EXTENSIONS_MAX; i++) {
		uint8_t words = cursor_u8(c);
		if (words == 0)
			return false;
		cursor_skip(c, words * 4u - 2);
		type = cursor_u8(c);
	}
	return !type && cursor_ok(c);
}

/* GTP-U (3GPP TS 29.281 section 5.1): a T-PDU, whose length is that of the datagram. */
static enum step gtpu(struct walk *w)
{
	enum { FLAG_EXTENSION = 4, FLAG_OPTIONAL = 7, T_PDU = 0xff };
	struct cursor c = w->c;
	uint8_t flags = cursor_u8(&c), message = cursor_u8(&c);
	uint16_t len = cursor_be16(&c);

	cursor_skip(&c, 4);
	if (!cursor_ok(&c) || flags >> 3 != 6 || message != T_PDU || len + 8u != w->wire)
		return STEP_PACKET;
	if (flags & FLAG_OPTIONAL) {
		cursor_skip(&c, 3);
		uint8_t next = cursor_u8(&c);
		if (flags & FLAG_EXTENSION && !gtpu_extensions(&c, next))
			return STEP_PACKET;
	}
	uint32_t header = (uint32_t)(c.p - w->c.p);
	if (!cursor_ok(&c) || header >= w->wire)
		return STEP_PACKET;
	bool ip = plausible_ip(cursor_peek(&c), w->wire - header);
	if (!ip && !plausible_ether(cursor_peek(&c), w->wire - header, false))
		return STEP_PACKET;
	walk_enter(w, LAYER_GTPU, header);
	return ip ? STEP_IP : STEP_ETHER;
}

/* TZSP: version 1, type 0 or 1, what it holds, tags (0 padding, 1 end, else with a length). */
static enum step tzsp(struct walk *w)
{
	enum { HOLDS_ETHERNET = 1, HOLDS_WLAN = 18, TAG_PADDING = 0, TAG_END = 1 };
	struct cursor c = w->c;
	uint8_t version = cursor_u8(&c), type = cursor_u8(&c);
	uint16_t holds = cursor_be16(&c);
	uint8_t tag = TAG_PADDING;

	if (version != 1 || type > 1 || (holds != HOLDS_ETHERNET && holds != HOLDS_WLAN))
		return STEP_PACKET;
	while (tag != TAG_END && cursor_ok(&c)) {
		tag = cursor_u8(&c);
		if (tag != TAG_END && tag != TAG_PADDING)
			cursor_skip(&c, cursor_u8(&c));
	}
	if (!cursor_ok(&c))
		return STEP_PACKET;
	walk_enter(w, LAYER_TZSP, (uint32_t)(c.p - w->c.p));
	w->swapped_control = false;
	return holds == HOLDS_ETHERNET ? STEP_ETHER : STEP_WLAN;
}

/*
 * An IPv6 packet of LEFT bytes with the Teredo prefix 2001::/32 at one end, or, in the set-up of a
 * tunnel, between link-local addresses. Only the first may have trailers (RFC 6081) behind it.
 */
static bool teredo_holds_ip6(struct span s, uint32_t left)
{
	struct cursor c = cursor_of(s);
	uint32_t first = cursor_be32(&c), len = cursor_be16(&c) + 40u;

	cursor_skip(&c, 2);
	struct span src = cursor_span(&c, 16), dst = cursor_span(&c, 16);
	if (!cursor_ok(&c) || first >> 28 != 6 || len > left)
		return false;
	if (span_starts(src, SPAN_LIT("\x20\x01\0\0")) ||
		span_starts(dst, SPAN_LIT("\x20\x01\0\0")))
		return true;
	return len == left && span_starts(src, SPAN_LIT("\xfe\x80\0\0\0\0\0\0"));
}

/* Teredo (RFC 4380 section 5.1.1): authentication and origin where there, then IPv6. */
static enum step teredo(struct walk *w)
{
	struct cursor c = w->c, peek = c;

	if (cursor_be16(&peek) == 1) {
		uint8_t id_len = cursor_u8(&peek), auth_len = cursor_u8(&peek);
		cursor_skip(&peek, id_len + auth_len + 9u);
		c = peek;
	}
	peek = c;
	if (cursor_be16(&peek) == 0)
		cursor_skip(&c, 8);
	uint32_t header = (uint32_t)(c.p - w->c.p);
	if (!cursor_ok(&c) || header >= w->wire ||
		!teredo_holds_ip6(cursor_peek(&c), w->wire - header))
		return STEP_PACKET;
	walk_enter(w, LAYER_TEREDO, header);
	return STEP_IP6;
}

/*
 * CAPWAP data (RFC 5415 section 4.3): preamble 0, header length in words (5 bits), radio (5),
 * binding (5), T F L W M K and 3 reserved bits, fragment id and offset. Not fragments, not
 * keep-alives.
 */
static enum step capwap(struct walk *w)
{
	enum { BINDING_WLAN = 1, BIT_T = 0x100, BITS_F_L_K_RESERVED = 0xcf };
	struct cursor c = w->c;
	uint32_t head = cursor_be32(&c), fragment = cursor_be32(&c);
	uint32_t header = (head >> 19 & 0x1f) * 4;

	if (!cursor_ok(&c) || head >> 24 || head & BITS_F_L_K_RESERVED || fragment & 0xffff ||
		header < 8 || header >= w->wire)
		return STEP_PACKET;
	struct span rest = span_sub(cursor_peek(&w->c), header, w->wire);
	if (!(head & BIT_T)) {
		if (!plausible_ether(rest, w->wire - header, false))
			return STEP_PACKET;
		walk_enter(w, LAYER_CAPWAP, header);
		return STEP_ETHER;
	}
	bool swapped = plausible_wlan(rest, true);
	if ((head >> 9 & 0x1f) != BINDING_WLAN || (!swapped && !plausible_wlan(rest, false)))
		return STEP_PACKET;
	walk_enter(w, LAYER_CAPWAP, header);
	w->swapped_control = swapped;
	return STEP_WLAN;
}

/*
 * AYIYA (draft-massar-v6ops-ayiya): lengths of identity (a power of 2) and of signature (in words),
 * how they were made, operation 1 (forward), the protocol inside, time, identity, signature.
 */
static enum step ayiya(struct walk *w)
{
	enum { FORWARD = 1, TIME_LEN = 4 };
	struct cursor c = w->c;
	uint8_t identity = cursor_u8(&c), signature = cursor_u8(&c), operation = cursor_u8(&c);
	uint8_t holds = cursor_u8(&c);
	uint32_t header = 4 + TIME_LEN + (1u << (identity >> 4)) + (signature >> 4) * 4u;

	if (!cursor_ok(&c) || (operation & 15) != FORWARD || header >= w->wire ||
		(holds != IPPROTO_NR_IPV6 && holds != IPPROTO_NR_IPIP))
		return STEP_PACKET;
	struct span whole = cursor_peek(&w->c);
	if (!plausible_ip(span_sub(whole, header, whole.len), w->wire - header))
		return STEP_PACKET;
	walk_enter(w, LAYER_AYIYA, header);
	return STEP_IP;
}

/*
 * LISP data (RFC 9300 section 5): N L E V I, a reserved bit, how it is encrypted (2 bits), nonce or
 * map version, instance and status bits; then IP.
 */
static enum step lisp(struct walk *w)
{
	enum { HEADER = 8, HAS_INSTANCE = 0x08, ENCRYPTED = 0x03 };
	struct cursor c = w->c;
	uint8_t flags = cursor_u8(&c);

	cursor_skip(&c, 3);
	uint32_t instance = cursor_be24(&c);
	cursor_skip(&c, 1);
	if (!cursor_ok(&c) || flags & ENCRYPTED || w->wire <= HEADER ||
		!plausible_ip(cursor_peek(&c), w->wire - HEADER))
		return STEP_PACKET;
	walk_enter(w, LAYER_LISP, HEADER);
	w->p->vni = flags & HAS_INSTANCE ? instance : 0;
	return STEP_IP;
}

/* MPLS in UDP (RFC 7510): nothing but labels, so the inside must be beyond doubt. */
static enum step mpls(struct walk *w)
{
	walk_open(w, STEP_PACKET);
	return STEP_MPLS;
}

bool udp_tunnel_port(uint16_t sport, uint16_t dport)
{
	switch (dport) {
	case PORT_L2TP:
	case PORT_GTPU:
	case PORT_TEREDO:
	case PORT_LISP:
	case PORT_VXLAN:
	case PORT_VXLAN_GPE:
	case PORT_CAPWAP_DATA:
	case PORT_GENEVE:
	case PORT_AYIYA:
	case PORT_MPLS:
	case PORT_VXLAN_OLD:
	case PORT_TZSP:
		return true;
	default:
		return sport == PORT_L2TP || sport == PORT_TEREDO || sport == PORT_AYIYA ||
		       sport == PORT_CAPWAP_DATA;
	}
}

/** The datagram that the cursor stands in, if it is a tunnel. */
enum step udp_tunnel_step(struct walk *w)
{
	const struct packet *p = w->p;

	switch (p->dport) {
	case PORT_L2TP:
		return l2tp_step(w);
	case PORT_GTPU:
		return gtpu(w);
	case PORT_TEREDO:
		return teredo(w);
	case PORT_LISP:
		return lisp(w);
	case PORT_VXLAN:
	case PORT_VXLAN_OLD:
		return vxlan(w);
	case PORT_VXLAN_GPE:
		return vxlan_gpe(w);
	case PORT_CAPWAP_DATA:
		return capwap(w);
	case PORT_GENEVE:
		return geneve(w);
	case PORT_AYIYA:
		return ayiya(w);
	case PORT_MPLS:
		return mpls(w);
	case PORT_TZSP:
		return tzsp(w);
	default:
		break;
	}
	if (p->sport == PORT_L2TP)
		return l2tp_step(w);
	if (p->sport == PORT_AYIYA)
		return ayiya(w);
	return p->sport == PORT_TEREDO ? teredo(w) : capwap(w);
}
