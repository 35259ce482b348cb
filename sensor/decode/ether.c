/*
 * ether: Ethernet, VLAN tags, IEEE 802.2 LLC and SNAP, and what an EtherType leads to. Steps of
 * the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

/** EtherTypes (IANA ieee-802-numbers) that lead further. */
enum {
	TYPE_LENGTH_MAX = 1500, /* up to here the field is the length of an LLC frame */
	TYPE_IP4 = 0x0800,
	TYPE_VLAN = 0x8100,
	TYPE_TRILL = 0x22f3,
	TYPE_FABRIC_PATH = 0x8903,    /* Cisco */
	TYPE_SECURITY_GROUP = 0x8909, /* Cisco metadata */
	TYPE_NSH = 0x894f,
	TYPE_VNTAG = 0x8926,
	TYPE_ETAG = 0x893f,     /* IEEE 802.1BR */
	TYPE_BACKBONE = 0x88e7, /* IEEE 802.1ah: service tag, then an Ethernet frame */
	TYPE_MACSEC = 0x88e5,
	TYPE_ARISTA_TIME = 0xd28b,
	TYPE_IP6 = 0x86dd,
	TYPE_MPLS = 0x8847,
	TYPE_MPLS_UPSTREAM = 0x8848,
	TYPE_PPPOE_SESSION = 0x8864,
	TYPE_QINQ = 0x88a8,
	TYPE_QINQ_OLD = 0x9100,
};

enum { SNAP = 0xaa, LLC_UNNUMBERED = 3 };

enum step ether_step(struct walk *w)
{
	struct packet *p = w->p;
	struct cursor h = walk_header(w, 14);
	struct span dst = cursor_span(&h, 6), src = cursor_span(&h, 6);

	w->type = cursor_be16(&h);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	walk_push(w, LAYER_ETHER);
	memcpy(p->dst_mac.b, dst.p, 6);
	memcpy(p->src_mac.b, src.p, 6);
	p->flags |= PACKET_HAS_ETHER;
	w->fresh_ether = true;
	return STEP_TYPE;
}

static enum step vlan_tag(struct walk *w)
{
	struct packet *p = w->p;
	struct cursor h = walk_header(w, 4);
	uint16_t tag = cursor_be16(&h);
	enum layer layer = w->type == TYPE_VLAN ? LAYER_VLAN : LAYER_QINQ;

	w->type = cursor_be16(&h);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	if (w->fresh_ether)
		p->vlan_count = 0;
	w->fresh_ether = false;
	if (p->vlan_count == PACKET_VLANS)
		return walk_fail(w, DECODE_TOO_MANY_LAYERS);
	p->vlan[p->vlan_count++] = tag & 0xfff;
	walk_push(w, layer);
	return STEP_TYPE;
}

/* Leaves a tag of LEN bytes behind, of which nothing is kept; then comes the next EtherType. */
static enum step skip_tag(struct walk *w, uint32_t len)
{
	walk_header(w, len);
	struct cursor h = walk_header(w, 2);
	w->type = cursor_be16(&h);
	return cursor_ok(&h) ? STEP_TYPE : walk_fail(w, DECODE_SHORT);
}

/* Time stamps of a tap aggregation switch: subtype 1, version, 8 bytes or 6. */
static enum step arista_time(struct walk *w)
{
	struct cursor peek = w->c;
	uint16_t subtype = cursor_be16(&peek), version = cursor_be16(&peek) & 0xf0;

	if (!cursor_ok(&peek) || subtype != 1 || (version != 0x10 && version != 0x20))
		return STEP_FRAME;
	return skip_tag(w, version == 0x10 ? 12 : 10);
}

/* MACsec (IEEE 802.1AE): only frames that are signed but not encrypted can be read. */
static enum step macsec(struct walk *w)
{
	enum { ENCRYPTED = 0x0c, HAS_CHANNEL = 0x20, VERSION_1 = 0x80, CHECK_VALUE = 16 };
	struct cursor peek = w->c;
	uint8_t control = cursor_u8(&peek);

	if (!cursor_ok(&peek) || control & (ENCRYPTED | VERSION_1) || w->wire < CHECK_VALUE)
		return STEP_FRAME;
	walk_limit(w, w->wire - CHECK_VALUE);
	return skip_tag(w, control & HAS_CHANNEL ? 14 : 6);
}

/* Tags of bridges and switches that stand where a VLAN tag would. */
static enum step other_tag(struct walk *w)
{
	switch (w->type) {
	case TYPE_VNTAG:
		return skip_tag(w, 4);
	case TYPE_ETAG:
	case TYPE_SECURITY_GROUP:
		return skip_tag(w, 6);
	case TYPE_ARISTA_TIME:
		return arista_time(w);
	case TYPE_MACSEC:
		return macsec(w);
	default:
		walk_header(w, 4);
		w->p->flags |= PACKET_TUNNELLED;
		return STEP_ETHER;
	}
}

/*
 * Frames of a fabric that hold a frame of a host: FabricPath (tree and hops in 2 bytes), TRILL
 * (RFC 6325: version, options in words, hops, two nicknames; version 0 alone).
 */
static enum step fabric(struct walk *w)
{
	struct cursor peek = w->c;
	uint16_t head = cursor_be16(&peek);
	uint32_t len = w->type == TYPE_TRILL ? 6 + (head >> 6 & 0x1fu) * 4 : 2;
	struct span rest = cursor_peek(&w->c);

	if (!cursor_ok(&peek) || (w->type == TYPE_TRILL && head >> 14) || w->wire <= len ||
		!plausible_ether(span_sub(rest, len, rest.len), w->wire - len, true))
		return STEP_FRAME;
	walk_header(w, len);
	walk_push(w, LAYER_FABRIC);
	w->p->flags |= PACKET_TUNNELLED;
	return STEP_ETHER;
}

/** What stands behind the EtherType walk.type, or behind the length of an IEEE 802.3 frame. */
enum step type_step(struct walk *w)
{
	if (w->type <= TYPE_LENGTH_MAX) {
		if (w->type && w->type <= w->wire)
			walk_limit(w, w->type);
		return STEP_LLC;
	}
	w->p->ether_type = w->type;
	switch (w->type) {
	case TYPE_IP4:
		return STEP_IP4;
	case TYPE_IP6:
		return STEP_IP6;
	case TYPE_VLAN:
	case TYPE_QINQ:
	case TYPE_QINQ_OLD:
		return vlan_tag(w);
	case TYPE_MPLS:
	case TYPE_MPLS_UPSTREAM:
		walk_stand(w, STEP_FRAME);
		return STEP_MPLS;
	case TYPE_NSH:
		walk_stand(w, STEP_FRAME);
		return STEP_NSH;
	case TYPE_TRILL:
	case TYPE_FABRIC_PATH:
		return fabric(w);
	case TYPE_PPPOE_SESSION:
		walk_stand(w, STEP_FRAME);
		return STEP_PPPOE;
	case TYPE_VNTAG:
	case TYPE_ETAG:
	case TYPE_SECURITY_GROUP:
	case TYPE_BACKBONE:
	case TYPE_MACSEC:
	case TYPE_ARISTA_TIME:
		return other_tag(w);
	default:
		return STEP_FRAME;
	}
}

/** SNAP (RFC 1042): an EtherType in the OUI of nobody, a protocol of its own in that of a vendor.
 */
enum step snap_step(struct walk *w)
{
	enum { OUI_ETHERTYPE = 0, OUI_CISCO = 0x00000c, OUI_BRIDGE_TUNNEL = 0x0000f8 };
	struct cursor peek = w->c;
	uint32_t oui = cursor_be24(&peek);
	uint16_t pid = cursor_be16(&peek);

	if (!cursor_ok(&peek))
		return walk_fail(w, DECODE_SHORT);
	if (oui != OUI_ETHERTYPE && oui != OUI_CISCO && oui != OUI_BRIDGE_TUNNEL)
		return STEP_FRAME; /* the dissector reads the OUI itself */
	walk_header(w, 5);
	if (oui == OUI_CISCO || pid <= TYPE_LENGTH_MAX) {
		w->p->ether_type = pid;
		return STEP_FRAME;
	}
	w->type = pid;
	return STEP_TYPE;
}

/** IEEE 802.2: SNAP, or the two service access points as the type. */
enum step llc_step(struct walk *w)
{
	struct cursor h = walk_header(w, 3);
	uint8_t dsap = cursor_u8(&h), ssap = cursor_u8(&h), control = cursor_u8(&h);

	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	walk_push(w, LAYER_LLC);
	w->p->ether_type = (uint16_t)(dsap << 8 | ssap);
	if (dsap == SNAP && ssap == SNAP && control == LLC_UNNUMBERED)
		return snap_step(w);
	if (dsap == 6 && ssap == 6 && control == LLC_UNNUMBERED)
		return STEP_IP4;
	if ((control & 3) != LLC_UNNUMBERED) {
		h = walk_header(w, 1); /* numbered frames have a second control byte */
		if (!cursor_ok(&h))
			return walk_fail(w, DECODE_SHORT);
	}
	return STEP_FRAME;
}
