/*
 * walk: the state of one frame on its way through the headers. Private to sensor/decode. Each
 * header has a step; a step reads its header from the cursor, notes what it learned in the packet
 * and says which step comes next. There is no recursion: decode_frame runs the loop.
 */
#ifndef SPANWATCH_DECODE_WALK_H
#define SPANWATCH_DECODE_WALK_H

#include "sensor/base/cursor.h"
#include "sensor/decode/checksum.h"
#include "sensor/decode/decode.h"
#include "sensor/decode/fragment.h"

/** Stands for an EtherType where a packet of OSI has none; IS-IS has it as its hint. */
enum { TYPE_OSI = 0xfefe };

/** What comes next; those from STEP_FRAME on end the walk. */
enum step {
	STEP_LINK,  /* walk.type is an enum linktype */
	STEP_ETHER, /* an Ethernet header */
	STEP_TYPE,  /* what stands behind an EtherType: walk.type */
	STEP_LLC,   /* IEEE 802.2 */
	STEP_WLAN,  /* IEEE 802.11 */
	STEP_IP,    /* IPv4 or IPv6 by the first nibble */
	STEP_IP4,
	STEP_IP6,
	STEP_IP6_NEXT, /* extension headers of IPv6: walk.proto */
	STEP_PROTO,    /* what stands behind an IP header: walk.proto */
	STEP_MPLS,
	STEP_NSH, /* a network service header */
	STEP_PPPOE,
	STEP_PPP, /* address and control, if there, then the protocol field */
	STEP_GRE,
	STEP_UDP_TUNNEL, /* a whole datagram, on a port where tunnels live */
	STEP_FRAME,      /* no IP in it */
	STEP_PACKET,     /* an IP packet */
	STEP_HELD,
	STEP_SKIP,
	STEP_BACK, /* this is not IP: what stands outside of it counts */
	STEP_FAIL  /* the same, and it should have been: the tunnel is bad */
};

/** Where the walk can go back to when the inside of a tunnel makes no sense. */
struct stand {
	struct packet packet;
	struct cursor c;
	uint32_t wire;
	enum step end; /* STEP_FRAME or STEP_PACKET */
	uint32_t seen;
	bool set;
	bool fragment_head;
};

struct walk {
	struct decoder *d;
	struct packet *p;
	struct cursor c;      /* what is left, as captured */
	uint32_t wire;        /* what is left, on the wire */
	uint32_t seen;        /* 1 << enum decode_count */
	uint16_t type;        /* for STEP_LINK and STEP_TYPE */
	uint8_t proto;        /* for STEP_PROTO and STEP_IP6_NEXT */
	uint8_t extensions;   /* IPv6 extension headers so far */
	bool fresh_ether;     /* no VLAN tag since the last Ethernet header */
	bool wlan_padded;     /* the IEEE 802.11 header is padded to 4 bytes */
	bool swapped_control; /* IEEE 802.11 frame control as some CAPWAP stations send it */
	bool fragment_head;   /* first fragment of a datagram that cannot be joined */
	bool sums_unknowable; /* a routing header hides the address that checksums cover */
};

struct decoder {
	struct decode_options options;
	struct checksum_senders senders;
	struct fragments *fragments;
	struct stand stand;
	uint64_t counts[DECODE_COUNTS];
};

/** Bits of H in new places: the same in every run and on every machine of one byte order. */
static inline uint64_t walk_mix(uint64_t h)
{
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

static inline void walk_note(struct walk *w, enum decode_count count)
{
	w->seen |= 1u << count;
}

/** A cursor over the next LEN bytes, a header, which the walk leaves behind. */
static inline struct cursor walk_header(struct walk *w, uint32_t len)
{
	w->wire = w->wire > len ? w->wire - len : 0;
	return cursor_child(&w->c, len);
}

/** The rest is LEN bytes on the wire: what is more is padding. */
static inline void walk_limit(struct walk *w, uint32_t len)
{
	w->wire = len;
	if (cursor_left(&w->c) > len)
		w->c.end = w->c.p + len;
}

/** Appends LAYER to the stack; a full stack ends the walk after this step. */
static inline void walk_push(struct walk *w, enum layer layer)
{
	if (w->p->layer_count < PACKET_LAYERS)
		w->p->layers[w->p->layer_count++] = (uint8_t)layer;
	else
		walk_note(w, DECODE_TOO_MANY_LAYERS);
}

/** Notes COUNT and fails. */
static inline enum step walk_fail(struct walk *w, enum decode_count count)
{
	walk_note(w, count);
	return STEP_FAIL;
}

/** Remembers the packet as it is, in case that the inside fails; END says what it is then. */
void walk_stand(struct walk *w, enum step end);

/** The same at the mouth of a tunnel: forgets what the outer IP packet told. */
void walk_open(struct walk *w, enum step end);

/** Enters the tunnel whose header of LEN bytes, LAYER, the cursor stands on. */
void walk_enter(struct walk *w, enum layer layer, uint32_t len);

/* The steps, by file. */
enum step link_step(struct walk *w);  /* link.c */
enum step ether_step(struct walk *w); /* ether.c */
enum step type_step(struct walk *w);
enum step llc_step(struct walk *w);
enum step snap_step(struct walk *w);
enum step wlan_step(struct walk *w); /* wlan.c */
enum step ip_step(struct walk *w);   /* ip.c */
enum step ip4_step(struct walk *w);
enum step ip6_step(struct walk *w);
enum step ip6_next_step(struct walk *w);
enum step ip_head(struct walk *w, struct fragment_head *h);
enum step proto_step(struct walk *w); /* transport.c */
enum step mpls_step(struct walk *w);  /* mpls.c */
enum step nsh_step(struct walk *w);   /* nsh.c */
enum step pppoe_step(struct walk *w); /* ppp.c */
enum step ppp_step(struct walk *w);
enum step gre_step(struct walk *w);  /* gre.c */
enum step l2tp_step(struct walk *w); /* l2tp.c */
enum step l2tp_ip_step(struct walk *w);
enum step udp_tunnel_step(struct walk *w); /* udp_tunnel.c */

/* Link headers in files of their own, called by link_step. */
enum step hdlc_link(struct walk *w); /* ppp.c */
enum step ppp_link(struct walk *w);
enum step radiotap_link(struct walk *w); /* wlan.c */
enum step prism_link(struct walk *w);
enum step frelay_link(struct walk *w); /* wan.c */
enum step atm_link(struct walk *w);
enum step sunatm_link(struct walk *w);
enum step fddi_link(struct walk *w); /* lan.c */
enum step token_ring_link(struct walk *w);
enum step infiniband_link(struct walk *w);
enum step tagged_link(struct walk *w, uint32_t len);

/** True when tunnels live on one of these UDP ports. */
bool udp_tunnel_port(uint16_t sport, uint16_t dport);

/* Guesses for where a header does not say what is inside (plausible.c). */

/** An IPv4 packet with a right header checksum, or an IPv6 packet, that fits into WIRE bytes. */
bool plausible_ip(struct span s, uint32_t wire);

/**
 * An Ethernet frame that holds IP, ARP or LLC; where LABELLED says that there must be something,
 * the EtherType of another common protocol is enough.
 */
bool plausible_ether(struct span s, uint32_t wire, bool labelled);

/** A data frame of IEEE 802.11, in clear, that holds LLC/SNAP. */
bool plausible_wlan(struct span s, bool swapped_control);

/** Fills P's dialogue, and what goes with it, where P is whole and of one held aloud (aloud.c). */
void aloud_find(struct packet *p);

#endif
