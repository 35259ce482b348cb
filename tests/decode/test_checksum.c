/* Checksums: the sum itself, and whom it convicts. */
#include "config.h"

#include "sensor/decode/checksum.h"
#include "tests/decode/bench.h"

#include <stdlib.h>

static uint16_t slow_sum(const uint8_t *p, uint32_t len)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < len; i++)
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

START_TEST(the_fast_sum_is_the_slow_sum)
{
	static uint8_t bytes[66000];
	unsigned seed = 3;

	for (uint32_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(rand_r(&seed) >> 5) | (i % 3 ? 0xf0 : 0);
	for (uint32_t i = 0; i < 3000; i++) {
		uint32_t at = (uint32_t)rand_r(&seed) % 64;
		uint32_t len = i < 200 ? i : (uint32_t)rand_r(&seed) % 65000;
		uint16_t sum = checksum_fold(checksum_add(0, span_of(bytes + at, len)));
		uint8_t wire[2];
		memcpy(wire, &sum, 2);
		ck_assert_uint_eq(slow_sum(bytes + at, len), wire[0] << 8 | wire[1]);
	}
	memset(bytes, 0xff, sizeof(bytes));
	ck_assert_uint_eq(checksum_fold(checksum_add(0, span_of(bytes, 65536))), 0xffff);
}
END_TEST

/* A TCP segment 10.0.0.HOST:1 > 10.0.0.2:2 with "hello", its sums right or wrong. */
static uint32_t segment(struct decoder *d, unsigned host, bool good)
{
	struct bytes b;
	struct packet p;
	uint32_t sum;

	b.len = 0;
	put_ether(&b, 0x0800);
	put_ip4(&b, IPPROTO_NR_TCP, 25, 0);
	b.b[29] = (uint8_t)host;
	put_hex(&b, "0001 0002 00000001 00000002 50 18 0100 0000 0000 68656c6c6f");
	b.b[24] = b.b[25] = 0;
	sum = ~slow_sum(b.b + 14, 20) & 0xffffu;
	b.b[24] = (uint8_t)(sum >> 8);
	b.b[25] = (uint8_t)sum;
	sum = slow_sum(b.b + 26, 8) + slow_sum(b.b + 34, 25) + IPPROTO_NR_TCP + 25u;
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~sum & 0xffff;
	b.b[50] = (uint8_t)(sum >> 8);
	b.b[51] = (uint8_t)(good ? sum : sum + 1);
	ck_assert_int_eq(
		bench_decode(d, LINK_ETHERNET, span_of(b.b, b.len), b.len, &p), DECODE_PACKET);
	return p.flags;
}

START_TEST(a_wrong_sum_convicts_when_sums_are_always_judged)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);

	ck_assert_uint_eq(segment(d, 1, true) & PACKET_BAD_SUM, 0);
	ck_assert(segment(d, 1, false) & PACKET_BAD_SUM);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_L4_BAD_SUM], 1);
	decoder_free(d);
	d = bench_decoder(CHECKSUM_OFF);
	ck_assert_uint_eq(segment(d, 1, false) & PACKET_BAD_SUM, 0);
	decoder_free(d);
}
END_TEST

START_TEST(a_sender_that_is_mostly_right_is_judged)
{
	struct decoder *d = bench_decoder(CHECKSUM_AUTO);

	for (unsigned i = 0; i < 10; i++)
		ck_assert_uint_eq(segment(d, 1, true) & PACKET_BAD_SUM, 0);
	ck_assert(segment(d, 1, false) & PACKET_BAD_SUM);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_OFFLOAD], 0);
	decoder_free(d);
}
END_TEST

START_TEST(a_sender_that_is_mostly_wrong_is_not)
{
	struct decoder *d = bench_decoder(CHECKSUM_AUTO);

	for (unsigned i = 0; i < 20; i++) {
		ck_assert_uint_eq(segment(d, 1, false) & PACKET_BAD_SUM, 0);
		ck_assert_uint_eq(segment(d, 3, true) & PACKET_BAD_SUM, 0);
	}
	ck_assert_uint_eq(decoder_counts(d)[DECODE_OFFLOAD], 1);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_L4_BAD_SUM], 0);
	ck_assert(segment(d, 3, false) & PACKET_BAD_SUM);
	decoder_free(d);
}
END_TEST

START_TEST(who_makes_right_sums_is_pardoned_with_doubt)
{
	struct decoder *d = bench_decoder(CHECKSUM_AUTO);

	ck_assert_uint_eq(segment(d, 1, false) & PACKET_ODD_SUM, 0);
	ck_assert_uint_eq(segment(d, 2, true) & PACKET_ODD_SUM, 0);
	ck_assert(segment(d, 2, false) & PACKET_ODD_SUM);
	ck_assert_uint_eq(segment(d, 2, true) & PACKET_ODD_SUM, 0);
	decoder_free(d);
}
END_TEST

START_TEST(a_wrong_ip_header_sum_convicts_too)
{
	/* the checksum of the IP header is one more than it should be */
	struct packet p = bench_hex(LINK_RAW,
		"4500 001e 0007 0000 40 11 66c7 0a000001 0a000002 03e8 07d0 000a 0000 6869");

	ck_assert(p.flags & PACKET_BAD_SUM);
	ck_assert(bench_met(DECODE_IP_BAD_SUM));
}
END_TEST

START_TEST(udp_over_ipv6_is_summed_with_its_addresses)
{
	/* checksum 0x3044 over 2001:db8::1, ::2, length 10, protocol 17, the datagram */
	static const char good[] = "60000000 000a 11 40 20010db8000000000000000000000001"
				   "20010db8000000000000000000000002 03e8 07d0 000a 3044 6869";
	struct packet p = bench_hex(LINK_RAW, good);

	ck_assert_uint_eq(p.flags & PACKET_BAD_SUM, 0);
	struct bytes b;
	b.len = 0;
	put_hex(&b, good);
	b.b[b.len - 1] ^= 1;
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	bench_decode(d, LINK_RAW, span_of(b.b, b.len), b.len, &p);
	ck_assert(p.flags & PACKET_BAD_SUM);
	decoder_free(d);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("checksum");

	tcase_add_test(tests, the_fast_sum_is_the_slow_sum);
	tcase_add_test(tests, a_wrong_sum_convicts_when_sums_are_always_judged);
	tcase_add_test(tests, a_sender_that_is_mostly_right_is_judged);
	tcase_add_test(tests, a_sender_that_is_mostly_wrong_is_not);
	tcase_add_test(tests, who_makes_right_sums_is_pardoned_with_doubt);
	tcase_add_test(tests, a_wrong_ip_header_sum_convicts_too);
	tcase_add_test(tests, udp_over_ipv6_is_summed_with_its_addresses);
	return bench_run(tests);
}
