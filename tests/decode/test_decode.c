/* Plain frames: addresses, ports, lengths, what is padding and what was cut. */
#include "config.h"

#include "tests/decode/bench.h"

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
	ck_assert_uint_eq(p.flags, PACKET_HAS_ETHER | PACKET_HAS_IP | PACKET_HAS_PORTS);
	ck_assert_uint_eq(p.l3.len, 45);
	ck_assert_uint_eq(p.l4.len, 25);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("decode");

	tcase_add_test(tests, a_tcp_segment_has_its_addresses_ports_and_payload);
	return bench_run(tests);
}
