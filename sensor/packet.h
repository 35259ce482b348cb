/*
 * packet: one frame after decoding. sensor/decode fills it, sensor/flow and the dissectors read it.
 * Addresses and ports are those of the innermost flow; all numbers are in host byte order. The
 * bytes belong to the capture and live until the next packet.
 */
#ifndef SPANWATCH_PACKET_H
#define SPANWATCH_PACKET_H

#include "sensor/base/addr.h"

enum { PACKET_VLANS = 4, PACKET_LAYERS = 16 };

/** Every header that decode can walk through, outermost first in packet.layers. */
enum layer {
#define LAYER(id, name) LAYER_##id,
#include "sensor/layers.def"
#undef LAYER
	LAYER_COUNT
};

/** Name of a layer as events show it ("vlan", "gre", "vxlan" ...). */
const char *layer_name(enum layer layer);

enum {
	PACKET_HAS_ETHER = 1 << 0, /* src_mac, dst_mac are known */
	PACKET_HAS_IP = 1 << 1,    /* src, dst, ip_proto, ttl, ip_id are known */
	PACKET_HAS_PORTS = 1 << 2, /* TCP, UDP, SCTP header was whole */
	PACKET_TRUNCATED = 1 << 3, /* the snap length cut the payload, or fragments are missing */
	PACKET_FRAGMENT =
		1 << 4, /* a fragment that could not be put together: no ports, no payload */
	PACKET_REJOINED = 1 << 5,   /* put together from fragments */
	PACKET_BAD_SUM = 1 << 6,    /* a checksum was checked and is wrong */
	PACKET_TUNNELLED = 1 << 7,  /* layers tell of an encapsulation */
	PACKET_ICMP_QUOTE = 1 << 8, /* an ICMP error that quotes a packet; addresses are its own */
	PACKET_GROUP = 1 << 9,      /* to a multicast or broadcast address (IP or MAC) */
	PACKET_OVERLAP = 1 << 10,   /* fragments overlapped with different bytes */
	PACKET_ANSWER = 1 << 11,    /* of a dialogue held aloud, by whoever was called */
	PACKET_ODD_SUM = 1 << 12,   /* wrong and pardoned, from a sender who makes right ones */
};

/** TCP flag bits as on the wire (RFC 9293 section 3.1). */
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16, TCP_URG = 32 };

/** IP protocol numbers with a meaning here (IANA protocol-numbers). */
enum {
	IPPROTO_NR_ICMP = 1,
	IPPROTO_NR_IGMP = 2,
	IPPROTO_NR_IPIP = 4,
	IPPROTO_NR_TCP = 6,
	IPPROTO_NR_UDP = 17,
	IPPROTO_NR_IPV6 = 41,
	IPPROTO_NR_GRE = 47,
	IPPROTO_NR_ESP = 50,
	IPPROTO_NR_AH = 51,
	IPPROTO_NR_ICMPV6 = 58,
	IPPROTO_NR_OSPF = 89,
	IPPROTO_NR_PIM = 103,
	IPPROTO_NR_VRRP = 112,
	IPPROTO_NR_SCTP = 132,
	IPPROTO_NR_MPLS = 137,
};

/** In place of an EtherType (the IEEE gives this one to nobody): only the destination tells. */
enum {
	PACKET_TYPE_CLUSTER = 0xffff, /* management of clusters, Huawei and H3C */
};

struct packet {
	uint64_t no;       /* position in the run, from 1; the order of all output */
	int64_t ts_us;     /* packet time, microseconds since 1970 UTC */
	uint32_t frame_no; /* position in its file, from 1 (pcap_cnt) */
	uint16_t source;   /* index of the file or interface it came from */
	uint16_t space;    /* address realm (policy "spaces"); 0 without */
	uint32_t flags;    /* PACKET_* */
	uint32_t len;      /* bytes on the wire */
	struct span frame; /* captured bytes from the link header on */

	struct mac src_mac, dst_mac;
	uint16_t ether_type; /* innermost EtherType, or the LLC DSAP/SSAP where there is none; or a
			      * PACKET_TYPE */
	uint8_t vlan_count, layer_count;
	uint16_t vlan[PACKET_VLANS];   /* VLAN ids of the innermost Ethernet header, outer first */
	uint8_t layers[PACKET_LAYERS]; /* enum layer, outermost first */
	uint32_t vni;                  /* VXLAN/GENEVE VNI, GRE key or ERSPAN id; 0 without */
	uint32_t mpls_label;           /* innermost label; 0 without */
	struct addr outer_src, outer_dst; /* ends of the innermost tunnel over IP */
	uint16_t outer_port;              /* that it was sent to; 0 where it has none */
	uint8_t outer_proto;              /* IP protocol that carried it; 0 without a tunnel */

	struct addr src, dst;
	uint8_t ip_version; /* 4, 6 or 0 */
	uint8_t ip_proto;   /* of the innermost packet, behind extension headers */
	uint8_t ttl;
	uint8_t tcp_flags;
	uint16_t ip_id;        /* IPv4 identification; 0 for IPv6 */
	uint16_t frag_offset;  /* IPv4, rejoined: of the fragment that made it whole, in 8 bytes */
	uint16_t sport, dport; /* ICMP: type and code */
	uint16_t lull_s; /* files: seconds without a packet before it, in busy traffic; mostly 0 */
	uint32_t tcp_seq, tcp_ack;
	uint16_t tcp_window;
	struct span tcp_options;
	struct span l3;       /* from the innermost IP header on, as captured */
	struct span l4;       /* from the transport header on, as captured */
	struct span payload;  /* behind the transport header; for frames behind the EtherType or
				 LLC/SNAP */
	uint32_t payload_len; /* bytes it had on the wire; more than payload.len when truncated */
	uint64_t content;     /* content_hash of payload, taken while its bytes are at hand */
	uint64_t dialogue;    /* held aloud: both sides send to 255.255.255.255, and this says which
			       * it is; else 0. Who sends from 0.0.0.0 has the link-local address
			       * of its MAC as src */
	uint64_t shard_hash;  /* unkeyed hash of the unordered address pair, 0 for frames without IP
			       */
};

#endif
