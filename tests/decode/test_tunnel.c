/*
 * Tunnels: each vector is what stands between the outer header and the inner packet. The outer
 * packet is 192.0.2.1 > 192.0.2.2 over Ethernet, the inner one 10.0.0.1:1000 > 10.0.0.2:2000.
 */
#include "config.h"

#include "tests/decode/bench.h"

#include <stdlib.h>

/* IPv4 10.0.0.1 > 10.0.0.2 id 7 ttl 64 length 30, UDP 1000 > 2000 length 10 no checksum, "hi" */
#define IP4 "4500 001e 0007 0000 40 11 66c6 0a000001 0a000002 03e8 07d0 000a 0000 6869"
/* IPv6 2001:db8::1 > 2001:db8::2 hop limit 64 length 10, the same datagram */
#define IP6                                                                                        \
	"60000000 000a 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002"    \
	"03e8 07d0 000a 0000 6869"
/* the same between Teredo addresses */
#define TEREDO6                                                                                    \
	"60000000 000a 11 40 20010000000000000000000000000001 20010000000000000000000000000002"    \
	"03e8 07d0 000a 0000 6869"
#define ETHER4 "020000000002 020000000001 0800" IP4
#define WLAN4  "0801 0000 020000000003 020000000001 020000000002 1000 aaaa03 000000 0800" IP4

enum { UDP = IPPROTO_NR_UDP, GRE = IPPROTO_NR_GRE, L2TP = 115 };

struct vector {
	const char *layers;
	unsigned proto, port;
	uint32_t vni, label;
	const char *hex;
};

/* clang-format off */
static const struct vector vectors[] = {
	{"ip", IPPROTO_NR_IPIP, 0, 0, 0, IP4},
	{"ip6", IPPROTO_NR_IPV6, 0, 0, 0, IP6},
	/* EtherIP: version 3 */
	{"ether:ip", 97, 0, 0, 0, "3000" ETHER4},
	/* AH: next is IPv4, length 4 + 2 words, reserved, SPI, sequence, check value */
	{"ip", IPPROTO_NR_AH, 0, 0, 0, "04 04 0000 00000100 00000001 001122334455667788990011" IP4},
	/* MPLS in IP: label 100, bottom */
	{"mpls:ip", IPPROTO_NR_MPLS, 0, 0, 100, "00064140" IP4},
	/* GRE: flags, protocol */
	{"gre:ip", GRE, 0, 0, 0, "0000 0800" IP4},
	{"gre:ip6", GRE, 0, 0, 0, "0000 86dd" IP6},
	/* checksum and offset, key 5, sequence 1 */
	{"gre:ip", GRE, 0, 5, 0, "b000 0800 1234 0000 00000005 00000001" IP4},
	/* routing: checksum and offset, one route of 4 bytes, the end */
	{"gre:ip", GRE, 0, 0, 0, "4000 0800 0000 0000 0800 00 04 01020304 0000 00 00" IP4},
	/* key 7, Ethernet */
	{"gre:ether:ip", GRE, 0, 7, 0, "2000 6558 00000007" ETHER4},
	/* MPLS: labels 16 and 17 */
	{"gre:mpls:ip", GRE, 0, 0, 17, "0000 8847 00010040 00011140" IP4},
	/* WCCP version 1; version 2 with its redirect header */
	{"gre:ip", GRE, 0, 0, 0, "0000 883e" IP4},
	{"gre:ip", GRE, 0, 0, 0, "0000 883e 00000000" IP4},
	/* PPTP: version 1 with key and sequence, length 34, call 1, sequence, PPP */
	{"gre:ip", GRE, 0, 0, 0, "3001 880b 0022 0001 00000001 ff03 0021" IP4},
	/* with an acknowledgement, and no address and control */
	{"gre:ip", GRE, 0, 0, 0, "3081 880b 0020 0001 00000001 00000002 0021" IP4},
	/* EoIP: length 44, tunnel id 9 in little endian */
	{"gre:ether:ip", GRE, 0, 9, 0, "2001 6400 002c 0900" ETHER4},
	/* Aruba: IEEE 802.11 */
	{"gre:wlan:llc:ip", GRE, 0, 0, 0, "0000 8240" WLAN4},
	/* ERSPAN I: no header */
	{"gre:erspan:ether:ip", GRE, 0, 0, 0, "0000 88be" ETHER4},
	/* ERSPAN II: sequence; version 1, VLAN 5, session 100; index */
	{"gre:erspan:ether:ip", GRE, 0, 100, 0, "1000 88be 00000001 10050064 00000000" ETHER4},
	/* ERSPAN III: version 2, session 100; stamp; group, frame type 0 */
	{"gre:erspan:ether:ip", GRE, 0, 100, 0,
		"1000 22eb 00000001 20050064 00000000 0000 0000" ETHER4},
	/* with the platform header; frame type 2 is IP */
	{"gre:erspan:ip", GRE, 0, 100, 0,
		"1000 22eb 00000001 20050064 00000000 0000 0801 0000000000000000" IP4},
	/* VXLAN: flags, reserved, VNI 100, reserved */
	{"udp:vxlan:ether:ip", UDP, 4789, 100, 0, "08 000000 000064 00" ETHER4},
	/* with a group policy; on the old port */
	{"udp:vxlan:ether:ip", UDP, 4790, 100, 0, "0c 0000 03 000064 00" ETHER4},
	{"udp:vxlan:ether:ip", UDP, 8472, 100, 0, "88 080005 000064 00" ETHER4},
	/* GENEVE: no options, Ethernet, VNI 100 */
	{"udp:geneve:ether:ip", UDP, 6081, 100, 0, "00 00 6558 000064 00" ETHER4},
	/* options of 8 bytes: class, type, length 1, data; IPv4 */
	{"udp:geneve:ip", UDP, 6081, 100, 0, "02 00 0800 000064 00 0102 80 01 deadbeef" IP4},
	/* GTP-U: T-PDU, length 30, tunnel */
	{"udp:gtpu:ip", UDP, 2152, 0, 0, "30 ff 001e 00000001" IP4},
	/* sequence number; then an extension of one word */
	{"udp:gtpu:ip", UDP, 2152, 0, 0, "32 ff 0022 00000001 0005 00 00" IP4},
	{"udp:gtpu:ip6", UDP, 2152, 0, 0, "34 ff 003a 00000001 0000 00 85 01 0009 00" IP6},
	/* TZSP: version 1, received, Ethernet; padding, a tag of one byte, end */
	{"udp:tzsp:ether:ip", UDP, 37008, 0, 0, "01 00 0001 00 0a 01 c0 01" ETHER4},
	{"udp:tzsp:wlan:llc:ip", UDP, 37008, 0, 0, "01 00 0012 01" WLAN4},
	/* L2TP: data with length 42, tunnel 1, session 2, PPP */
	{"udp:l2tp:ip", UDP, 1701, 0, 0, "4002 002a 0001 0002 ff03 0021" IP4},
	/* no length; numbers, offset 2 */
	{"udp:l2tp:ip", UDP, 1701, 0, 0, "0a02 0001 0002 0000 0000 0002 0000 0021" IP4},
	/* L2TP version 3: session 7; with a cookie of 8 bytes and a sublayer; in IP */
	{"udp:l2tp:ether:ip", UDP, 1701, 7, 0, "0003 0000 00000007" ETHER4},
	{"udp:l2tp:ether:ip", UDP, 1701, 7, 0,
		"0003 0000 00000007 1122334455667788 00000000" ETHER4},
	{"l2tp:ether:ip", L2TP, 0, 9, 0, "00000009" ETHER4},
	{"l2tp:ether:ip", L2TP, 0, 9, 0, "00000009 cafecafe" ETHER4},
	/* LISP: nonce and instance 5; neither */
	{"udp:lisp:ip", UDP, 4341, 5, 0, "88 a1b2c3 000005 01" IP4},
	{"udp:lisp:ip6", UDP, 4341, 0, 0, "40 000000 00000001" IP6},
	/* Teredo: IPv6; with authentication and origin; with a trailer */
	{"udp:teredo:ip6", UDP, 3544, 0, 0, TEREDO6},
	{"udp:teredo:ip6", UDP, 3544, 0, 0,
		"0001 00 00 1122334455667788 00 0000 dcd0 0a000001" TEREDO6},
	{"udp:teredo:ip6", UDP, 3544, 0, 0, TEREDO6 "01 04 77a05e76"},
	/* AYIYA: identity of 2^4 bytes, SHA-1, forward, IPv6; time, identity, signature */
	{"udp:ayiya:ip6", UDP, 5072, 0, 0,
		"41 52 11 29 4af64bfd 20014978000f004c0000000000000001"
		"e1cbc30d88bd052ad921d321f0c397ee8492acf5" IP6},
	/* CAPWAP: preamble, header of 2 words, radio 1, binding 1; no fragment; 802.3, then 802.11 */
	{"udp:capwap:ether:ip", UDP, 5247, 0, 0, "00 104200 0000 0000" ETHER4},
	{"udp:capwap:wlan:llc:ip", UDP, 5247, 0, 0, "00 104300 0000 0000" WLAN4},
	/* a fragment id without a fragment */
	{"udp:capwap:wlan:llc:ip", UDP, 5247, 0, 0, "00 104300 e03c 0000" WLAN4},
	/* control and sequence swapped */
	{"udp:capwap:wlan:llc:ip", UDP, 5247, 0, 0, "00 104300 0000 0000"
		"0108 0000 020000000003 020000000001 020000000002 0010 aaaa03 000000 0800" IP4},
	/* MPLS in UDP: label 16 */
	{"udp:mpls:ip", UDP, 6635, 0, 16, "00010140" IP4},
	/* an Ethernet pseudowire with control word, and without */
	{"udp:mpls:ether:ip", UDP, 6635, 0, 16, "00010140 00000000" ETHER4},
	{"udp:mpls:ether:ip", UDP, 6635, 0, 16, "00010140" ETHER4},
};
/* clang-format on */

static void put_outer(struct bytes *to, unsigned proto, unsigned port, uint32_t len)
{
	uint32_t at = to->len + 14 + 12;

	put_ether(to, 0x0800);
	put_ip4(to, proto, len + (proto == UDP ? 8 : 0), 0);
	memcpy(to->b + at, "\xc0\0\2\1\xc0\0\2\2",
		8); /* the sum of the outer header is not judged */
	if (proto == UDP)
		put_udp(to, 40000, port, len);
}

static uint32_t hex_len(const char *hex)
{
	struct bytes scratch;
	scratch.len = 0;

	put_hex(&scratch, hex);
	return scratch.len;
}

START_TEST(each_tunnel_leads_to_the_inner_packet)
{
	const struct vector *v = &vectors[_i];
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct bytes bytes;
	bytes.len = 0;
	struct packet p;
	char layers[128] = "ether:ip:";

	put_outer(&bytes, v->proto, v->port, hex_len(v->hex));
	put_hex(&bytes, v->hex);
	bench_prefixes(LINK_ETHERNET, &bytes);
	ck_assert_int_eq(bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p),
		DECODE_PACKET);
	strncat(layers, v->layers, sizeof(layers) - 20);
	strncat(layers, ":udp", 5);
	ck_assert_str_eq(bench_layers(&p), layers);
	ck_assert_uint_eq(p.sport, 1000);
	ck_assert_uint_eq(p.dport, 2000);
	ck_assert(span_eq(p.payload, SPAN_LIT("hi")));
	ck_assert(p.flags & PACKET_TUNNELLED);
	ck_assert_uint_eq(p.flags & (PACKET_TRUNCATED | PACKET_BAD_SUM), 0);
	ck_assert_uint_eq(p.vni, v->vni);
	ck_assert_uint_eq(p.mpls_label, v->label);
	if (p.ip_version == 4)
		ck_assert_str_eq(bench_addr(&p.src), "10.0.0.1");
	decoder_free(d);
}
END_TEST

/* What is on the port of a tunnel, or in GRE, and is none: the outer packet must stand whole. */
static const struct vector strangers[] = {
	{"ip:udp", UDP, 4789, 0, 0, "48 000000 000064 00" IP4},
	{"ip:udp", UDP, 4789, 0, 0, "00 000000 000064 00" ETHER4},
	{"ip:udp", UDP, 4789, 0, 0, "68656c6c6f"},
	/* a DNS query on the VXLAN port */
	{"ip:udp", UDP, 4789, 0, 0, "0842 0100 0001 0000 0000 0000 03777777 00 0001 0001"},
	/* version 1; an option past the end; an unknown protocol */
	{"ip:udp", UDP, 6081, 0, 0, "40 00 6558 000064 00" ETHER4},
	{"ip:udp", UDP, 6081, 0, 0, "01 00 6558 000064 00 0102 80 05" ETHER4},
	{"ip:udp", UDP, 6081, 0, 0, "00 00 1234 000064 00" ETHER4},
	/* an echo request; a wrong length; a wrong inner checksum; endless extensions */
	{"ip:udp", UDP, 2152, 0, 0, "32 01 0004 00000000 0001 00 00"},
	{"ip:udp", UDP, 2152, 0, 0, "30 ff 001d 00000001" IP4},
	{"ip:udp", UDP, 2152, 0, 0,
		"30 ff 0014 00000001 4500 0014 0007 0000 40 fd 0000 0a000001 0a000002"},
	{"ip:udp", UDP, 2152, 0, 0, "34 ff 0008 00000001 0000 00 85 00 0009 85"},
	/* control message; PPP LCP; version 3 */
	{"ip:udp", UDP, 1701, 0, 0, "c802 000c 0000 0000 0000 0000"},
	{"ip:udp", UDP, 1701, 0, 0, "4002 0010 0001 0002 ff03 c021 01010004"},
	{"ip:udp", UDP, 1701, 0, 0, "0003 0000 00000001" IP4},
	/* version 3: control, session 0, a session that holds no frame; the same in IP */
	{"ip:udp", UDP, 1701, 0, 0, "c803 0014 00000000 0000 0000" "8008 0000 0000 0006"},
	{"ip:udp", UDP, 1701, 0, 0, "0003 0000 00000000" ETHER4},
	{"ip", L2TP, 0, 0, 0, "00000000" ETHER4},
	{"ip", L2TP, 0, 0, 0, "00000009 00"},
	{"ip", L2TP, 0, 0, 0, "00000009 0011223344556677 8899aabb 01" ETHER4},
	/* LISP that is encrypted; with another protocol inside; nothing */
	{"ip:udp", UDP, 4341, 0, 0, "81 000000 00000001" IP4},
	{"ip:udp", UDP, 4341, 0, 0, "80 000000 00000001" ETHER4},
	{"ip:udp", UDP, 4341, 0, 0, "80 000000 00000001"},
	/* addresses of nobody in Teredo */
	{"ip:udp", UDP, 3544, 0, 0, IP6},
	/* keep-alive; fragment; DTLS */
	{"ip:udp", UDP, 5247, 0, 0, "00 104308 0000 0000" WLAN4},
	{"ip:udp", UDP, 5247, 0, 0, "00 104380 0001 0000" WLAN4},
	{"ip:udp", UDP, 5247, 0, 0, "01 000000 16feff 0000000000000000"},
	/* no label stack; text */
	{"ip:udp", UDP, 6635, 0, 0, "68656c6c6f20776f726c64"},
	{"ip:udp", UDP, 37008, 0, 0, "01 00 0001 0a 40"},
	/* VXLAN whose inner IP header is none */
	{"ip:udp", UDP, 4789, 0, 0, "08 000000 000064 00 020000000002 020000000001 0800 15000000"},
	/* GRE: version 3, reserved bits, keep-alive, NHRP, PPTP acknowledgement, a half header */
	{"ip", GRE, 0, 0, 0, "0003 0800" IP4},
	{"ip", GRE, 0, 0, 0, "0008 0800" IP4},
	{"ip", GRE, 0, 0, 0, "0000 0000"},
	{"ip", GRE, 0, 0, 0, "0000 2001 0000"},
	{"ip", GRE, 0, 0, 0, "2081 880b 0000 0001 00000001"},
	{"ip", GRE, 0, 0, 0, "00"},
	/* ERSPAN II that says version 3 */
	{"ip", GRE, 0, 0, 0, "1000 88be 00000001 30050064 00000000" ETHER4},
	/* IP in IP without IP */
	{"ip", IPPROTO_NR_IPIP, 0, 0, 0, IP6},
	{"ip", 97, 0, 0, 0, "2000" ETHER4},
};

START_TEST(what_is_no_tunnel_stands_as_it_is)
{
	const struct vector *v = &strangers[_i];
	struct decoder *d = bench_decoder(CHECKSUM_OFF);
	struct bytes bytes;
	bytes.len = 0;
	struct packet p;
	uint32_t len = hex_len(v->hex);

	put_outer(&bytes, v->proto, v->port, len);
	put_hex(&bytes, v->hex);
	bench_prefixes(LINK_ETHERNET, &bytes);
	ck_assert_int_eq(bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p),
		DECODE_PACKET);
	ck_assert_str_eq(bench_layers(&p) + strlen("ether:"), v->layers);
	ck_assert_str_eq(bench_addr(&p.src), "192.0.2.1");
	ck_assert_uint_eq(p.ip_proto, v->proto);
	ck_assert_uint_eq(p.flags & PACKET_TUNNELLED, 0);
	ck_assert_uint_eq(p.payload_len, len);
	ck_assert_uint_eq(p.payload.len, len);
	ck_assert_uint_eq(p.vni, 0);
	decoder_free(d);
}
END_TEST

START_TEST(random_datagrams_on_tunnel_ports_stay_datagrams)
{
	static const uint16_t ports[] = {1701, 2152, 3544, 4341, 4789, 5247, 6081, 6635, 8472, 37008};
	struct decoder *d = bench_decoder(CHECKSUM_OFF);
	unsigned seed = 1;

	for (unsigned round = 0; round < 20000; round++) {
		struct bytes bytes;
		bytes.len = 0;
		struct packet p;
		uint32_t len = (uint32_t)rand_r(&seed) % 120;
		put_outer(&bytes, UDP, ports[round % (sizeof(ports) / sizeof(*ports))], len);
		for (uint32_t i = 0; i < len; i++)
			put_u8(&bytes, (unsigned)rand_r(&seed) >> 7);
		bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p);
		ck_assert_uint_eq(p.flags & PACKET_TUNNELLED, 0);
	}
	decoder_free(d);
}
END_TEST

START_TEST(an_inner_frame_without_ip_has_no_addresses)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct bytes bytes;
	bytes.len = 0;
	struct packet p;
	/* VXLAN 100, an ARP request */
	const char *hex = "08 000000 000064 00 ffffffffffff 020000000009 0806 0001 0800 06 04 0001";

	put_outer(&bytes, UDP, 4789, hex_len(hex));
	put_hex(&bytes, hex);
	ck_assert_int_eq(bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p),
		DECODE_PACKET);
	ck_assert_uint_eq(p.flags, PACKET_HAS_ETHER | PACKET_TUNNELLED | PACKET_GROUP);
	ck_assert_uint_eq(p.ether_type, 0x0806);
	ck_assert_uint_eq(p.src_mac.b[5], 9);
	ck_assert_uint_eq(p.ip_version, 0);
	ck_assert_uint_eq(p.sport, 0);
	ck_assert_uint_eq(p.payload.len, 8);
	decoder_free(d);
}
END_TEST

START_TEST(vlans_are_those_of_the_innermost_ethernet_that_had_any)
{
	/* tag 5, GRE, an Ethernet frame with tag 6; then one without */
	struct packet p = bench_hex(LINK_ETHERNET,
		"0e0000000002 0e0000000001 8100 0005 0800"
		"4500 0048 0007 0000 40 2f 0000 c0000201 c0000202 0000 6558"
		"020000000002 020000000001 8100 0006 0800" IP4);

	ck_assert_uint_eq(p.vlan_count, 1);
	ck_assert_uint_eq(p.vlan[0], 6);
	p = bench_hex(LINK_ETHERNET,
		"0e0000000002 0e0000000001 8100 0005 0800"
		"4500 0044 0007 0000 40 2f 0000 c0000201 c0000202 0000 6558" ETHER4);
	ck_assert_uint_eq(p.vlan_count, 1);
	ck_assert_uint_eq(p.vlan[0], 5);
}
END_TEST

/* Ethernet, then COUNT IPv4 headers in each other, then UDP. */
START_TEST(layer_bombs_are_counted_and_skipped)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);

	for (unsigned count = 1; count <= 200; count++) {
		struct bytes bytes;
		bytes.len = 0;
		struct packet p;
		put_ether(&bytes, 0x0800);
		for (unsigned i = 1; i <= count; i++)
			put_ip4(&bytes, i < count ? IPPROTO_NR_IPIP : UDP, (count - i) * 20 + 10,
				0);
		put_udp(&bytes, 1, 2, 2);
		put_be16(&bytes, 0x6869);
		enum decode_result r =
			bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p);
		ck_assert_int_eq(r, count + 2 <= PACKET_LAYERS ? DECODE_PACKET : DECODE_SKIPPED);
		ck_assert_int_eq(bench_met(DECODE_TOO_MANY_LAYERS), count + 2 > PACKET_LAYERS);
	}
	decoder_free(d);
}
END_TEST

START_TEST(a_stack_of_endless_labels_ends)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct bytes bytes;
	bytes.len = 0;
	struct packet p;

	put_ether(&bytes, 0x8847);
	put_fill(&bytes, 0, 60000);
	ck_assert_int_eq(bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p),
		DECODE_PACKET);
	ck_assert_uint_eq(p.ether_type, 0x8847);
	ck_assert(bench_met(DECODE_TUNNEL_BAD));
	decoder_free(d);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("tunnel");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, each_tunnel_leads_to_the_inner_packet, 0,
		sizeof(vectors) / sizeof(vectors[0]));
	tcase_add_loop_test(tests, what_is_no_tunnel_stands_as_it_is, 0,
		sizeof(strangers) / sizeof(strangers[0]));
	tcase_add_test(tests, random_datagrams_on_tunnel_ports_stay_datagrams);
	tcase_add_test(tests, an_inner_frame_without_ip_has_no_addresses);
	tcase_add_test(tests, vlans_are_those_of_the_innermost_ethernet_that_had_any);
	tcase_add_test(tests, layer_bombs_are_counted_and_skipped);
	tcase_add_test(tests, a_stack_of_endless_labels_ends);
	return bench_run(tests);
}
