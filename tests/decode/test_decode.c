/* Plain frames: addresses, ports, lengths, what is padding and what was cut. */
#include "config.h"

#include "sensor/base/content.h"
#include "tests/decode/bench.h"

#include <stdlib.h>

/*
 * Ethernet 02:..:01 > 02:..:02, VLAN 7, IPv4 192.0.2.1 > 192.0.2.2 id 0x1234 ttl 64 total length
 * 45, TCP 1024 > 22 seq 1 ack 2 PSH ACK window 256, payload "hello", one byte of Ethernet padding.
 */
static const char tcp_frame[] = "020000000002 020000000001 8100 0007 0800"
				"4500 002d 1234 0000 40 06 e493 c0000201 c0000202"
				"0400 0016 00000001 00000002 50 18 0100 e2d8 0000"
				"68656c6c6f 00";

START_TEST(a_tcp_segment_has_its_addresses_ports_and_payload)
{
	struct packet p = bench_hex(LINK_ETHERNET, tcp_frame);

	ck_assert_str_eq(bench_layers(&p), "ether:vlan:ip:tcp");
	ck_assert_str_eq(bench_addr(&p.src), "192.0.2.1");
	ck_assert_str_eq(bench_addr(&p.dst), "192.0.2.2");
	ck_assert_uint_eq(p.sport, 1024);
	ck_assert_uint_eq(p.dport, 22);
	ck_assert_uint_eq(p.vlan_count, 1);
	ck_assert_uint_eq(p.vlan[0], 7);
	ck_assert_uint_eq(p.ip_id, 0x1234);
	ck_assert_uint_eq(p.ttl, 64);
	ck_assert_uint_eq(p.tcp_flags, TCP_PSH | TCP_ACK);
	ck_assert_uint_eq(p.tcp_window, 256);
	ck_assert_uint_eq(p.payload_len, 5);
	ck_assert(span_eq(p.payload, SPAN_LIT("hello")));
	ck_assert_uint_eq(p.content, content_hash(SPAN_LIT("hello")));
	ck_assert_uint_eq(p.flags, PACKET_HAS_ETHER | PACKET_HAS_IP | PACKET_HAS_PORTS);
	ck_assert_uint_eq(p.l3.len, 45);
	ck_assert_uint_eq(p.l4.len, 25);
}
END_TEST

/* UDP 1000 > 2000 over IPv4 over Ethernet. */
static struct packet decode_udp(struct decoder *d, uint32_t captured, uint32_t wire, uint32_t len)
{
	struct bytes bytes;
	struct packet p;

	bytes.len = 0;
	put_ether(&bytes, 0x0800);
	put_ip4(&bytes, IPPROTO_NR_UDP, len + 8, 0);
	put_udp(&bytes, 1000, 2000, len);
	put_fill(&bytes, 'x', wire > 42 ? wire - 42 : 0);
	ck_assert_int_eq(bench_decode(d, LINK_ETHERNET, span_of(bytes.b, captured), wire, &p),
		DECODE_PACKET);
	return p;
}

START_TEST(padding_is_no_payload)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p = decode_udp(d, 60, 60, 5);

	ck_assert_uint_eq(p.payload.len, 5);
	ck_assert_uint_eq(p.payload_len, 5);
	ck_assert_uint_eq(p.flags & PACKET_TRUNCATED, 0);
	ck_assert_uint_eq(p.l3.len, 33);
	decoder_free(d);
}
END_TEST

START_TEST(the_snap_length_cuts_the_payload_but_not_its_length)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p = decode_udp(d, 96, 1042, 1000);

	ck_assert_uint_eq(p.payload.len, 54);
	ck_assert_uint_eq(p.payload_len, 1000);
	ck_assert(p.flags & PACKET_TRUNCATED);
	ck_assert_uint_eq(p.len, 1042);
	ck_assert(bench_met(DECODE_TRUNCATED));
	decoder_free(d);
}
END_TEST

/* MAC-Telnet, type TYPE, session 0x1234: from the client a on port 1000 to the server b, or back.
 */
static struct packet decode_aloud(uint8_t type, bool answer, uint8_t nobody)
{
	struct decoder *d = bench_decoder(CHECKSUM_OFF);
	const uint8_t client[] = {2, 0, 0, 0, 0, 0xa}, server[] = {2, 0, 0, 0, 0, 0xb};
	struct bytes bytes = {.len = 0};
	uint8_t head[22] = {1, type};
	struct packet p;

	memcpy(head + 2, answer ? server : client, 6);
	memcpy(head + 8, answer ? client : server, 6);
	memcpy(head + 14, answer ? "\0\x15\x12\x34" : "\x12\x34\0\x15", 4);
	put_ip4(&bytes, IPPROTO_NR_UDP, sizeof(head) + 8, 0);
	memset(bytes.b + 16, 255, 4);
	if (nobody)
		memset(bytes.b + 12, 0, 4);
	put_udp(&bytes, answer ? 20561 : 1000, answer ? 1000 : 20561, sizeof(head));
	memcpy(bytes.b + bytes.len, head, sizeof(head));
	bytes.len += sizeof(head);
	ck_assert_int_eq(bench_decode(d, LINK_RAW, span_of(bytes.b, bytes.len), bytes.len, &p),
		DECODE_PACKET);
	decoder_free(d);
	return p;
}

START_TEST(what_is_said_to_everybody_is_paired_by_what_it_names)
{
	struct packet there = decode_aloud(1, false, 0), back = decode_aloud(2, true, 0);

	ck_assert_uint_ne(there.dialogue, 0);
	ck_assert_uint_eq(there.dialogue, back.dialogue);
	ck_assert_uint_eq(there.shard_hash, back.shard_hash);
	ck_assert_uint_eq(there.flags & PACKET_ANSWER, 0);
	ck_assert_uint_ne(back.flags & PACKET_ANSWER, 0);
	ck_assert_uint_eq(decode_aloud(3, false, 0).dialogue, 0); /* no type of theirs */
}
END_TEST

START_TEST(who_shows_no_address_has_that_of_its_mac)
{
	struct packet there = decode_aloud(0, false, 1), back = decode_aloud(2, true, 1);

	ck_assert_str_eq(bench_addr(&there.src), "fe80::ff:fe00:a");
	ck_assert_str_eq(bench_addr(&back.src), "fe80::ff:fe00:b");
}
END_TEST

START_TEST(a_udp_length_that_contradicts_ip_gives_no_ports)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct bytes bytes;
	struct packet p;

	bytes.len = 0;
	put_ip4(&bytes, IPPROTO_NR_UDP, 12, 0);
	put_udp(&bytes, 1, 2, 5); /* 13 bytes; IP has room for 12 */
	put_fill(&bytes, 0, 5);
	ck_assert_int_eq(bench_decode(d, LINK_RAW, span_of(bytes.b, bytes.len), bytes.len, &p),
		DECODE_PACKET);
	ck_assert_uint_eq(p.flags & PACKET_HAS_PORTS, 0);
	ck_assert_uint_eq(p.payload.len, 0);
	ck_assert(bench_met(DECODE_L4_BAD));
	decoder_free(d);
}
END_TEST

START_TEST(a_tcp_header_past_the_segment_gives_no_ports)
{
	/* data offset 6 words in a segment of 20 bytes */
	struct packet p = bench_hex(LINK_RAW, "4500 0028 1234 0000 40 06 0000 c0000201 c0000202"
					      "0400 0016 00000001 00000002 60 18 0100 0000 0000");

	ck_assert_uint_eq(p.flags & PACKET_HAS_PORTS, 0);
	ck_assert(bench_met(DECODE_L4_BAD));
	ck_assert_uint_eq(p.ip_proto, IPPROTO_NR_TCP);
}
END_TEST

START_TEST(tcp_options_are_a_span_of_their_own)
{
	/* SYN with a maximum segment size of 1460 */
	struct packet p =
		bench_hex(LINK_RAW, "4500 002c 1234 0000 40 06 0000 c0000201 c0000202"
				    "0400 0016 00000001 00000000 60 02 0100 0000 0000 020405b4");

	ck_assert_uint_eq(p.tcp_options.len, 4);
	ck_assert_uint_eq(p.tcp_options.p[0], 2);
	ck_assert_uint_eq(p.tcp_flags, TCP_SYN);
	ck_assert_uint_eq(p.payload_len, 0);
}
END_TEST

START_TEST(ip_options_are_passed_over)
{
	/* header of 24 bytes: a router alert */
	struct packet p = bench_hex(LINK_RAW, "4600 0022 0007 0000 40 11 0000 0a000001 0a000002 "
					      "94040000 03e8 07d0 000a 0000 6869");

	ck_assert_uint_eq(p.dport, 2000);
	ck_assert_uint_eq(p.payload.len, 2);
}
END_TEST

START_TEST(icmp_tells_type_and_code_and_whether_it_quotes)
{
	/* echo request, id 1, sequence 2, "abc" */
	struct packet p = bench_hex(LINK_RAW,
		"4500 001f 0007 0000 40 01 0000 0a000001 0a000002 08 00 0000 0001 0002 616263");

	ck_assert_uint_eq(p.sport, 8);
	ck_assert_uint_eq(p.dport, 0);
	ck_assert(span_eq(p.payload, SPAN_LIT("abc")));
	ck_assert_uint_eq(p.flags & (PACKET_HAS_PORTS | PACKET_ICMP_QUOTE), 0);
	/* port unreachable with the header of a datagram 10.0.0.2 > 10.0.0.1 */
	p = bench_hex(LINK_RAW,
		"4500 0038 0007 0000 40 01 0000 0a000001 0a000002 03 03 0000 00000000"
		"4500 001e 0007 0000 40 11 0000 0a000002 0a000001 03e8 07d0 000a 0000");
	ck_assert_uint_eq(p.sport, 3);
	ck_assert(p.flags & PACKET_ICMP_QUOTE);
	ck_assert_str_eq(bench_addr(&p.src), "10.0.0.1");
}
END_TEST

START_TEST(sctp_has_ports)
{
	/* 2905 > 2906, tag 1, checksum, a chunk */
	struct packet p = bench_hex(LINK_RAW, "4500 0024 0007 0000 40 84 0000 0a000001 0a000002"
					      "0b59 0b5a 00000001 00000000 04000004");

	ck_assert_str_eq(bench_layers(&p), "ip:sctp");
	ck_assert_uint_eq(p.sport, 2905);
	ck_assert_uint_eq(p.payload.len, 4);
}
END_TEST

START_TEST(other_protocols_keep_their_number_and_payload)
{
	/* OSPF version 2 hello, cut short; ESP */
	struct packet p =
		bench_hex(LINK_RAW, "45c0 0018 0007 0000 01 59 0000 0a000001 e0000005 02 01 002c");

	ck_assert_uint_eq(p.ip_proto, IPPROTO_NR_OSPF);
	ck_assert_uint_eq(p.payload.len, 4);
	ck_assert(p.flags & PACKET_GROUP);
	p = bench_hex(
		LINK_RAW, "4500 001c 0007 0000 40 32 0000 0a000001 0a000002 00000100 00000001");
	ck_assert_uint_eq(p.ip_proto, IPPROTO_NR_ESP);
	ck_assert_uint_eq(p.payload.len, 8);
}
END_TEST

START_TEST(extension_headers_of_ipv6_are_passed_over)
{
	/* hop-by-hop, routing (type 4, none left), destination options, AH; UDP */
	struct packet p = bench_hex(LINK_RAW,
		"60000000 0032 00 40 20010db8000000000000000000000001 "
		"20010db8000000000000000000000002"
		"2b 00 0104 00000000 3c 00 04 00 00000000 33 00 0104 00000000"
		"11 02 0000 00000100 00000001 00112233 03e8 07d0 000a 0000 6869");

	ck_assert_str_eq(bench_layers(&p), "ip6:udp");
	ck_assert_uint_eq(p.ip_proto, IPPROTO_NR_UDP);
	ck_assert_uint_eq(p.dport, 2000);
	ck_assert(span_eq(p.payload, SPAN_LIT("hi")));
}
END_TEST

START_TEST(endless_extension_headers_leave_the_addresses)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct bytes bytes;
	struct packet p;

	bytes.len = 0;
	put_ip6(&bytes, 60, 8000);
	for (unsigned i = 0; i < 1000; i++)
		put_hex(&bytes, "3c 00 0104 00000000");
	ck_assert_int_eq(bench_decode(d, LINK_RAW, span_of(bytes.b, bytes.len), bytes.len, &p),
		DECODE_PACKET);
	ck_assert(bench_met(DECODE_IP_BAD));
	ck_assert_uint_eq(p.flags, PACKET_HAS_IP);
	ck_assert_str_eq(bench_addr(&p.src), "2001:db8::1");
	decoder_free(d);
}
END_TEST

START_TEST(both_directions_meet_in_one_shard)
{
	struct packet there = bench_hex(LINK_RAW,
		"4500 001e 0007 0000 40 11 0000 0a000001 0a000002 03e8 07d0 000a 0000 6869");
	struct packet back = bench_hex(LINK_RAW,
		"4500 001e 0007 0000 40 11 0000 0a000002 0a000001 07d0 03e8 000a 0000 6869");
	struct packet other = bench_hex(LINK_RAW,
		"4500 001e 0007 0000 40 11 0000 0a000002 0a000003 07d0 03e8 000a 0000 6869");

	ck_assert_uint_ne(there.shard_hash, 0);
	ck_assert_uint_eq(there.shard_hash, back.shard_hash);
	ck_assert_uint_ne(there.shard_hash, other.shard_hash);
}
END_TEST

START_TEST(address_pairs_spread_over_the_shards)
{
	struct decoder *d = bench_decoder(CHECKSUM_OFF);
	unsigned seen[64] = {0};

	for (unsigned i = 0; i < 6400; i++) {
		struct bytes bytes;
		struct packet p;
		bytes.len = 0;
		put_ip4(&bytes, IPPROTO_NR_UDP, 8, 0);
		put_udp(&bytes, 1, 2, 0);
		bytes.b[14] = (uint8_t)(i >> 8);
		bytes.b[15] = (uint8_t)i;
		bench_decode(d, LINK_RAW, span_of(bytes.b, bytes.len), bytes.len, &p);
		seen[p.shard_hash % 64]++;
	}
	for (unsigned i = 0; i < 64; i++) {
		ck_assert_uint_gt(seen[i], 50);
		ck_assert_uint_lt(seen[i], 150);
	}
	decoder_free(d);
}
END_TEST

static uint16_t realm_of_vlan(const void *ctx, const struct packet *p)
{
	ck_assert_ptr_nonnull(ctx);
	return p->vlan_count ? p->vlan[0] : 0;
}

START_TEST(the_realm_is_asked_for_and_parts_the_shards)
{
	struct decode_options options = {.space = realm_of_vlan, .space_ctx = "ctx"};
	struct bytes bytes;
	struct packet p;
	struct decoder *d;

	bytes.len = 0;
	put_hex(&bytes, tcp_frame);
	ck_assert_int_eq(decoder_new(&options, &d), 0);
	bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p);
	ck_assert_uint_eq(p.space, 7);
	ck_assert_uint_ne(p.shard_hash, bench_hex(LINK_ETHERNET, tcp_frame).shard_hash);
	decoder_free(d);
}
END_TEST

START_TEST(the_number_of_a_packet_is_left_to_the_caller)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p = decode_udp(d, 60, 60, 5);

	ck_assert_uint_eq(p.no, 0xa5a5a5a5a5a5a5a5);
	ck_assert_uint_eq(p.frame_no, 1);
	decoder_free(d);
}
END_TEST

START_TEST(random_bytes_never_break_the_decoder)
{
	static const uint16_t links[] = {LINK_NULL, LINK_ETHERNET, LINK_PPP, LINK_PPP_HDLC,
		LINK_PPP_ETHER, LINK_RAW, LINK_C_HDLC, LINK_IEEE802_11, LINK_LOOP, LINK_LINUX_SLL,
		LINK_IEEE802_11_PRISM, LINK_IEEE802_11_RADIOTAP, LINK_PPP_PPPD, LINK_PPI,
		LINK_NFLOG, LINK_LINUX_SLL2, LINK_FRELAY, LINK_ATM_RFC1483, LINK_SUNATM, LINK_ERF,
		LINK_TOKEN_RING, LINK_FDDI, LINK_IPOIB, LINK_PFLOG};
	static const uint16_t types[] = {
		0x0800, 0x86dd, 0x8847, 0x8864, 0x8100, 0x88e7, 0x894f, 0x8903};
	struct decoder *d = bench_decoder(CHECKSUM_AUTO);
	unsigned seed = 9;

	for (unsigned i = 0; i < 200000; i++) {
		struct bytes bytes;
		struct packet p;
		bytes.len = 0;
		if (i & 1)
			put_ether(&bytes, types[i / 2 % 8]);
		if (i & 1 && i / 2 % 8 == 0 && i & 64)
			put_ip4(&bytes, (unsigned)rand_r(&seed) % 256, 100, 0);
		for (uint32_t len = (uint32_t)rand_r(&seed) % 160; len > 0; len--)
			put_u8(&bytes, (unsigned)rand_r(&seed) >> 9);
		bench_decode(d, i & 1 ? LINK_ETHERNET : links[i / 2 % 24],
			span_of(bytes.b, bytes.len), bytes.len, &p);
	}
	decoder_free(d);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("decode");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_tcp_segment_has_its_addresses_ports_and_payload);
	tcase_add_test(tests, padding_is_no_payload);
	tcase_add_test(tests, the_snap_length_cuts_the_payload_but_not_its_length);
	tcase_add_test(tests, what_is_said_to_everybody_is_paired_by_what_it_names);
	tcase_add_test(tests, who_shows_no_address_has_that_of_its_mac);
	tcase_add_test(tests, a_udp_length_that_contradicts_ip_gives_no_ports);
	tcase_add_test(tests, a_tcp_header_past_the_segment_gives_no_ports);
	tcase_add_test(tests, tcp_options_are_a_span_of_their_own);
	tcase_add_test(tests, ip_options_are_passed_over);
	tcase_add_test(tests, icmp_tells_type_and_code_and_whether_it_quotes);
	tcase_add_test(tests, sctp_has_ports);
	tcase_add_test(tests, other_protocols_keep_their_number_and_payload);
	tcase_add_test(tests, extension_headers_of_ipv6_are_passed_over);
	tcase_add_test(tests, endless_extension_headers_leave_the_addresses);
	tcase_add_test(tests, both_directions_meet_in_one_shard);
	tcase_add_test(tests, address_pairs_spread_over_the_shards);
	tcase_add_test(tests, the_realm_is_asked_for_and_parts_the_shards);
	tcase_add_test(tests, the_number_of_a_packet_is_left_to_the_caller);
	tcase_add_test(tests, random_bytes_never_break_the_decoder);
	return bench_run(tests);
}
