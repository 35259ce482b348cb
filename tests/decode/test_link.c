/*
 * Link headers: each vector is the header of one link type before the same IPv4 datagram, which
 * must come out the same, at every shorter prefix without a read past the end.
 */
#include "config.h"

#include "tests/decode/bench.h"

/* IPv4 10.0.0.1 > 10.0.0.2 id 7 ttl 64 length 30, UDP 1000 > 2000 length 10 no checksum, "hi" */
#define IP4 "4500 001e 0007 0000 40 11 66c6 0a000001 0a000002 03e8 07d0 000a 0000 6869"
/* IPv6 2001:db8::1 > 2001:db8::2 hop limit 64 length 10, the same datagram */
#define IP6                                                                                        \
	"60000000 000a 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002"    \
	"03e8 07d0 000a 0000 6869"

static const struct {
	const char *layers;
	uint16_t link;
	const char *hex;
} vectors[] = {
	/* dst, src, type */
	{"ether:ip:udp", LINK_ETHERNET, "020000000002 020000000001 0800" IP4},
	{"ether:ip6:udp", LINK_ETHERNET, "020000000002 020000000001 86dd" IP6},
	/* 802.1ad tag 100, 802.1Q tag 200 */
	{"ether:qinq:vlan:ip:udp", LINK_ETHERNET,
		"020000000002 020000000001 88a8 0064 8100 20c8 0800" IP4},
	/* the older QinQ type, and four tags */
	{"ether:qinq:vlan:vlan:vlan:ip:udp", LINK_ETHERNET,
		"020000000002 020000000001 9100 0001 8100 0002 8100 0003 8100 0004 0800" IP4},
	/* length 38, LLC aa aa 03, SNAP OUI 000000 type 0800, the datagram, 4 bytes of padding */
	{"ether:llc:ip:udp", LINK_ETHERNET,
		"020000000002 020000000001 0026 aa aa 03 000000 0800" IP4 "00000000"},
	/* VN-Tag: 4 bytes, then the next EtherType */
	{"ether:ip:udp", LINK_ETHERNET, "020000000002 020000000001 8926 80010002 0800" IP4},
	/* E-tag: 6 bytes */
	{"ether:ip:udp", LINK_ETHERNET, "020000000002 020000000001 893f 1000 00d8 0000 0800" IP4},
	/* security group tag: version 1, length 1, option 0001, group 5 */
	{"ether:ip:udp", LINK_ETHERNET, "020000000002 020000000001 8909 01 01 0001 0005 0800" IP4},
	/* backbone bridge: I-TCI with service 7, then an Ethernet frame */
	{"ether:ether:ip:udp", LINK_ETHERNET,
		"0e0000000002 0e0000000001 88e7 00000007 020000000002 020000000001 0800" IP4},
	/* time stamp: subtype 1, version 0x10, seconds, nanoseconds */
	{"ether:ip:udp", LINK_ETHERNET,
		"020000000002 020000000001 d28b 0001 0010 5ceeed57 384f59c8 0800" IP4},
	/* the same in 48 bits */
	{"ether:ip:udp", LINK_ETHERNET,
		"020000000002 020000000001 d28b 0001 0120 5ceeed57384f 0800" IP4},
	/* MACsec signed, not encrypted: control 0, short length 0, packet number; check value */
	{"ether:ip:udp", LINK_ETHERNET,
		"020000000002 020000000001 88e5 00 00 00000001 0800" IP4
		"00112233445566778899aabbccddeeff"},
	{"ip:udp", LINK_RAW, IP4},
	{"ip6:udp", LINK_RAW_OLD, IP6},
	{"ip:udp", LINK_RAW_OPENBSD, IP4},
	/* labels 16 and 17, the second the last */
	{"mpls:ip:udp", LINK_MPLS, "00010040 00011140" IP4},
	{"ip:udp", LINK_IPV4, IP4},
	{"ip6:udp", LINK_IPV6, IP6},
	/* BSD loopback: family 2 in little endian, in big endian; IPv6 of FreeBSD and macOS */
	{"null:ip:udp", LINK_NULL, "02000000" IP4},
	{"null:ip:udp", LINK_NULL, "00000002" IP4},
	{"null:ip6:udp", LINK_NULL, "1c000000" IP6},
	{"null:ip6:udp", LINK_LOOP, "0000001e" IP6},
	/* SLL: to us, Ethernet, address length 6, address, 2 unused, type */
	{"sll:ip:udp", LINK_LINUX_SLL, "0000 0001 0006 020000000001 0000 0800" IP4},
	/* the same with a VLAN tag 5 */
	{"sll:vlan:ip:udp", LINK_LINUX_SLL, "0000 0001 0006 020000000001 0000 8100 0005 0800" IP4},
	/* SLL2: type, reserved, interface 3, Ethernet, to us, address length 6, address */
	{"sll:ip:udp", LINK_LINUX_SLL2, "0800 0000 00000003 0001 00 06 020000000001 0000" IP4},
	/* PPP with and without address and control, protocol in one byte and in two */
	{"ppp:ip:udp", LINK_PPP, "ff 03 0021" IP4},
	{"ppp:ip:udp", LINK_PPP, "0021" IP4},
	{"ppp:ip:udp", LINK_PPP, "21" IP4},
	{"ppp:ip6:udp", LINK_PPP_HDLC, "ff 03 0057" IP6},
	/* direction 1 in place of the address */
	{"ppp:ip:udp", LINK_PPP_PPPD, "01 03 0021" IP4},
	/* Cisco HDLC: unicast, control 0, EtherType; also on a PPP port */
	{"hdlc:ip:udp", LINK_C_HDLC, "0f 00 0800" IP4},
	{"hdlc:ip:udp", LINK_PPP_HDLC, "8f 00 0800" IP4},
	/* PPPoE as a link type: version and type 1, code 0, session 9, length 32, protocol 0021 */
	{"pppoe:ip:udp", LINK_PPP_ETHER, "11 00 0009 0020 0021" IP4},
	/* NFLOG: IPv4, version 0, group 5; attribute 1 (8 bytes, little endian), attribute 9
	   payload */
	{"nflog:ip:udp", LINK_NFLOG, "02 00 0005 0800 0100 08000100 2200 0900" IP4 "0000"},
	/* the same of a big-endian machine */
	{"nflog:ip:udp", LINK_NFLOG, "02 00 0005 0008 0001 08000100 0022 0009" IP4 "0000"},
	/* PPI: version 0, flags 0, length 12, Ethernet; a field of 4 bytes */
	{"ppi:ether:ip:udp", LINK_PPI,
		"00 00 0c00 01000000 02000000 020000000002 020000000001 0800" IP4},
	/* Junos: magic, no extensions, inbound; Ethernet */
	{"ether:ip:udp", LINK_JUNIPER_ETHER, "4d4743 01 020000000002 020000000001 0800" IP4},
	/* the same with 6 bytes of extensions; without a link header; PPP; Cisco HDLC */
	{"ether:ip:udp", LINK_JUNIPER_ETHER,
		"4d4743 80 0006 030106010e01 020000000002 020000000001 0800" IP4},
	{"ip:udp", LINK_JUNIPER_ETHER, "4d4743 83 0003 030106 00000002" IP4},
	{"ppp:ip:udp", LINK_JUNIPER_PPP, "4d4743 00 ff 03 0021" IP4},
	{"hdlc:ip:udp", LINK_JUNIPER_CHDLC, "4d4743 00 0f 00 0800" IP4},
	/* Frame Relay: DLCI 100 in 2 bytes; control, protocol id; with padding and SNAP; as Cisco
	 */
	{"frelay:ip:udp", LINK_FRELAY, "1841 03 cc" IP4},
	{"frelay:ip:udp", LINK_FRELAY, "1841 03 00 80 000000 0800" IP4},
	{"frelay:ip6:udp", LINK_FRELAY, "1841 86dd" IP6},
	/* an address of 4 bytes; a bridged frame without its check sequence */
	{"frelay:ip:udp", LINK_FRELAY, "18401801 03 cc" IP4},
	{"frelay:ether:ip:udp", LINK_FRELAY,
		"1841 03 00 80 0080c2 0007 020000000002 020000000001 0800" IP4},
	/* ATM: SNAP; bridged with its check sequence behind; the packet alone */
	{"atm:llc:ip:udp", LINK_ATM_RFC1483, "aaaa03 000000 0800" IP4},
	{"atm:llc:ether:ip:udp", LINK_ATM_RFC1483,
		"aaaa03 0080c2 0001 0000 020000000002 020000000001 0800" IP4 "deadbeef"},
	{"atm:ip:udp", LINK_ATM_OLD, IP4},
	/* SunATM: to the network, kind 2, circuit 8/35; an emulated LAN */
	{"atm:llc:ip:udp", LINK_SUNATM, "82 08 0023 aaaa03 000000 0800" IP4},
	{"atm:ether:ip:udp", LINK_SUNATM, "01 08 0023 0001 020000000002 020000000001 0800" IP4},
	/* FDDI: asynchronous LLC; Token Ring without and with a route of 6 bytes */
	{"fddi:llc:ip:udp", LINK_FDDI, "51 020000000002 020000000001 aaaa03 000000 0800" IP4},
	{"token_ring:llc:ip:udp", LINK_TOKEN_RING,
		"10 40 020000000002 020000000001 aaaa03 000000 0800" IP4},
	{"token_ring:llc:ip:udp", LINK_TOKEN_RING,
		"10 40 020000000002 820000000001 0630 00110020 aaaa03 000000 0800" IP4},
	{"infiniband:ip:udp", LINK_IPOIB,
		"00000000000000000000000000000000000000000000000000000000000000000000000000000000"
		"0800 0000" IP4},
	/* PF log: 61 bytes padded to 64; IPsec of BSD; Solaris; SLIP */
	{"ip:udp", LINK_PFLOG,
		"3d 02 00 00 656d3000000000000000000000000000 00000000000000000000000000000000"
		"00000001 ffffffff 00000000 00000000 00000000 00000000 01 000000" IP4},
	{"ip:udp", LINK_ENC, "00000002 00001234 00000000" IP4},
	{"ip:udp", LINK_IPNET, "01 02 0000 00000020 00000002 00000000 ffffffff 00000000" IP4},
	{"ip:udp", LINK_SLIP, "00 40 0000000000000000000000000000" IP4},
	/* Endace: stamp, Ethernet, flags, lengths, loss, padding; with one more header; IPv4 */
	{"ether:ip:udp", LINK_ERF,
		"0000000000000000 02 04 0040 0000 002e 0000 020000000002 020000000001 0800" IP4},
	{"ether:ip:udp", LINK_ERF,
		"0000000000000000 82 04 0040 0000 002e 0300000000000000 0000"
		"020000000002 020000000001 0800" IP4},
	{"ip:udp", LINK_ERF, "0000000000000000 16 04 0030 0000 0020" IP4},
	/* tags of switching chips behind the addresses and before them */
	{"ether:ip:udp", LINK_BRCM_TAG, "020000000002 020000000001 60000001 0800" IP4},
	{"ether:ip:udp", LINK_BRCM_TAG_PREPEND, "60000001 020000000002 020000000001 0800" IP4},
	{"ether:ip:udp", LINK_DSA, "020000000002 020000000001 c0180001 0800" IP4},
	{"ether:ip:udp", LINK_EDSA, "020000000002 020000000001 dada0000 c0180001 0800" IP4},
	/* a service header with metadata of a fixed length; one without, a frame inside */
	{"ether:nsh:ip:udp", LINK_ETHERNET,
		"020000000002 020000000001 894f 0006 01 01 00000309"
		"00000001 00000002 00000003 00000004" IP4},
	{"ether:nsh:ether:ip:udp", LINK_ETHERNET,
		"020000000002 020000000001 894f 0fc2 02 03 00000309"
		"020000000002 020000000001 0800" IP4},
	/* frames of fabrics: FabricPath, TRILL with one word of options */
	{"ether:fabric:ether:vlan:ip:udp", LINK_ETHERNET,
		"020abd000000 020abc000000 8903 4020"
		"020000000002 020000000001 8100 0007 0800" IP4},
	{"ether:fabric:ether:ip:udp", LINK_ETHERNET,
		"020000000004 020000000003 22f3 0045 0001 0002 00000000"
		"020000000002 020000000001 0800" IP4},
	/* 802.11 data from the AP: control, duration, dst, bssid, src, sequence; LLC/SNAP */
	{"wlan:llc:ip:udp", LINK_IEEE802_11,
		"0802 0000 020000000002 020000000003 020000000001 1000 aaaa03 000000 0800" IP4},
	/* to the AP: bssid, src, dst */
	{"wlan:llc:ip:udp", LINK_IEEE802_11,
		"0801 0000 020000000003 020000000001 020000000002 1000 aaaa03 000000 0800" IP4},
	/* between APs: receiver, transmitter, dst, sequence, src */
	{"wlan:llc:ip:udp", LINK_IEEE802_11,
		"0803 0000 020000000003 020000000004 020000000002 1000 020000000001"
		"aaaa03 000000 0800" IP4},
	/* radiotap: length 16, present TSFT and flags; flags say FCS and padding; QoS data, header
	   of 26 bytes padded to 28; FCS behind */
	{"radiotap:wlan:llc:ip:udp", LINK_IEEE802_11_RADIOTAP,
		"00 00 1400 03000000 0011223344556677 30 000000"
		"8802 0000 020000000002 020000000003 020000000001 1000 0000 0000"
		"aaaa03 000000 0800" IP4 "deadbeef"},
	/* Prism: message code, length 16 in little endian, 8 bytes of device name */
	{"wlan:llc:ip:udp", LINK_IEEE802_11_PRISM,
		"44000000 10000000 6874683000000000"
		"0802 0000 020000000002 020000000003 020000000001 1000 aaaa03 000000 0800" IP4},
	/* AVS: version, length 8 */
	{"wlan:llc:ip:udp", LINK_IEEE802_11_PRISM,
		"80211001 00000008"
		"0802 0000 020000000002 020000000003 020000000001 1000 aaaa03 000000 0800" IP4},
	/* an aggregate: QoS bit 7, then dst, src, length, LLC/SNAP */
	{"wlan:ether:llc:ip:udp", LINK_IEEE802_11,
		"8802 0000 020000000002 020000000003 020000000001 1000 8000"
		"020000000002 020000000001 0026 aaaa03 000000 0800" IP4},
};

START_TEST(each_link_type_leads_to_the_same_datagram)
{
	struct packet p = bench_hex(vectors[_i].link, vectors[_i].hex);

	ck_assert_str_eq(bench_layers(&p), vectors[_i].layers);
	ck_assert_uint_eq(p.sport, 1000);
	ck_assert_uint_eq(p.dport, 2000);
	ck_assert_uint_eq(p.payload_len, 2);
	ck_assert(span_eq(p.payload, SPAN_LIT("hi")));
	ck_assert_uint_eq(p.ttl, 64);
	if (p.ip_version == 4)
		ck_assert_str_eq(bench_addr(&p.src), "10.0.0.1");
	else
		ck_assert_str_eq(bench_addr(&p.dst), "2001:db8::2");
	if (p.flags & PACKET_HAS_ETHER)
		ck_assert_mem_eq(p.src_mac.b, "\2\0\0\0\0\1", 6);
}
END_TEST

START_TEST(vlan_ids_stand_outer_first)
{
	struct packet p =
		bench_hex(LINK_ETHERNET, "020000000002 020000000001 88a8 0064 8100 20c8 0800" IP4);

	ck_assert_uint_eq(p.vlan_count, 2);
	ck_assert_uint_eq(p.vlan[0], 100);
	ck_assert_uint_eq(p.vlan[1], 200);
}
END_TEST

/* Frames without IP: the type that a dissector goes by, and its first payload byte. */
static const struct {
	const char *name;
	uint16_t type, link;
	uint8_t first;
	const char *hex;
} frames[] = {
	{"LLDP", 0x88cc, LINK_ETHERNET, 0x02, "0180c200000e 020000000001 88cc 0207 04020000000001"},
	{"STP by LLC", 0x4242, LINK_ETHERNET, 0,
		"0180c2000000 020000000001 0007 42 42 03 00000000"},
	{"IS-IS by LLC", 0xfefe, LINK_ETHERNET, 0x83,
		"0180c2000014 020000000001 0006 fe fe 03 831b01"},
	{"CDP by SNAP", 0x2000, LINK_ETHERNET, 0x02,
		"01000ccccccc 020000000001 000c aa aa 03 00000c 2000 02b40000"},
	{"CDP over Cisco HDLC", 0x2000, LINK_C_HDLC, 0x02, "8f 00 2000 02b40000"},
	{"IS-IS over Cisco HDLC", 0xfefe, LINK_C_HDLC, 0x83, "8f 00 fefe 03 831b01"},
	{"IS-IS over PPP", 0xfefe, LINK_PPP, 0x83, "ff 03 0023 831b01"},
	{"LCP over PPP", 0x880b, LINK_PPP, 0xff, "ff 03 c021 01010004"},
	{"cluster management of Huawei by its address", PACKET_TYPE_CLUSTER, LINK_ETHERNET, 0x01,
		"0180c200000a 020000000001 88a7 01020304"},
	{"the same in a frame with a length", PACKET_TYPE_CLUSTER, LINK_ETHERNET, 0x01,
		"0180c200000a 020000000001 0007 50 50 03 01020304"},
	{"a type that claims to be it", 0, LINK_ETHERNET, 0x01,
		"0180c2000000 020000000001 ffff 01020304"},
	{"another vendor's SNAP", 0xaaaa, LINK_ETHERNET, 0x00,
		"01000ccccccc 020000000001 000c aa aa 03 00e02b 2000 02b40000"},
	{"ARP", 0x0806, LINK_ETHERNET, 0x00, "ffffffffffff 020000000001 0806 0001 0800 06 04 0001"},
	{"PPPoE discovery", 0x8863, LINK_ETHERNET, 0x11,
		"ffffffffffff 020000000001 8863 11 09 0000 0000"},
	{"LCP over PPPoE", 0x8864, LINK_ETHERNET, 0x11,
		"020000000002 020000000001 8864 11 00 0009 0006 c021 01010004"},
	{"MPLS with OAM below", 0x8847, LINK_ETHERNET, 0x00,
		"020000000002 020000000001 8847 000641 40 10000007 00000000"},
};

START_TEST(a_frame_without_ip_says_what_it_is)
{
	struct packet p = bench_hex(frames[_i].link, frames[_i].hex);

	ck_assert_uint_eq(p.ether_type, frames[_i].type);
	ck_assert_uint_eq(p.flags & PACKET_HAS_IP, 0);
	ck_assert_uint_eq(p.ip_version, 0);
	ck_assert_uint_eq(p.shard_hash, 0);
	ck_assert_uint_ge(p.payload.len, 1);
	ck_assert_uint_eq(p.payload.p[0], frames[_i].first);
	ck_assert_uint_eq(p.payload.len, p.payload_len);
}
END_TEST

/* Frames with nothing for us. */
static const struct {
	const char *name;
	uint16_t link;
	const char *hex;
	enum decode_count count;
} nothing[] = {
	{"a link type that is not read", 9999, "0011223344", DECODE_LINK_UNKNOWN},
	{"a beacon", LINK_IEEE802_11,
		"8000 0000 ffffffffffff 020000000003 020000000003 1000 0000000000000000",
		DECODE_ETHER_UNKNOWN},
	{"encrypted data", LINK_IEEE802_11,
		"0842 0000 020000000002 020000000003 020000000001 1000 aaaa03 000000 0800" IP4,
		DECODE_ETHER_UNKNOWN},
	{"IP of version 5", LINK_RAW, "5500 001e 0007 0000", DECODE_IP_BAD},
	{"a header length below 20", LINK_RAW,
		"4400 001e 0007 0000 40 11 66c6 0a000001 0a000002 03e8 07d0 000a 0000 6869",
		DECODE_IP_BAD},
	{"a total length below the header", LINK_RAW,
		"4500 0013 0007 0000 40 11 66c6 0a000001 0a000002 03e8 07d0 000a 0000 6869",
		DECODE_IP_BAD},
	{"half an Ethernet header", LINK_ETHERNET, "020000000002 0200", DECODE_SHORT},
	{"five VLAN tags", LINK_ETHERNET,
		"020000000002 020000000001 8100 0001 8100 0002 8100 0003 8100 0004 8100 0005 "
		"0800" IP4,
		DECODE_TOO_MANY_LAYERS},
};

START_TEST(a_frame_with_nothing_for_us_is_counted_by_cause)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct bytes bytes = {.len = 0};
	struct packet p;

	put_hex(&bytes, nothing[_i].hex);
	bench_prefixes(nothing[_i].link, &bytes);
	ck_assert_int_eq(
		bench_decode(d, nothing[_i].link, span_of(bytes.b, bytes.len), bytes.len, &p),
		DECODE_SKIPPED);
	ck_assert(bench_met(nothing[_i].count));
	ck_assert_uint_eq(decoder_counts(d)[nothing[_i].count], 1);
	decoder_free(d);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("link");

	tcase_add_loop_test(tests, each_link_type_leads_to_the_same_datagram, 0,
		sizeof(vectors) / sizeof(vectors[0]));
	tcase_add_test(tests, vlan_ids_stand_outer_first);
	tcase_add_loop_test(
		tests, a_frame_without_ip_says_what_it_is, 0, sizeof(frames) / sizeof(frames[0]));
	tcase_add_loop_test(tests, a_frame_with_nothing_for_us_is_counted_by_cause, 0,
		sizeof(nothing) / sizeof(nothing[0]));
	return bench_run(tests);
}
