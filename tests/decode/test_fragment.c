/* Fragments: any order, duplicates, overlaps, lies about lengths, memory and time. */
#include "config.h"

#include "tests/decode/bench.h"

#include <stdlib.h>

enum { SECOND = 1000000, MORE = 0x2000, PARTS_MAX = 6 };

/* A piece of the IPv4 datagram 10.0.0.1 > 10.0.0.2 id 7: bytes OFFSET.. of BODY, which is UDP. */
static enum decode_result feed(
	struct decoder *d, struct span body, uint32_t offset, uint32_t len, struct packet *ret)
{
	struct bytes bytes;
	bytes.len = 0;
	unsigned more = offset + len < body.len ? MORE : 0;

	put_ether(&bytes, 0x0800);
	put_ip4(&bytes, IPPROTO_NR_UDP, len, more | offset / 8);
	put_bytes(&bytes, body.p + offset, len);
	return bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, ret);
}

/* UDP 1000 > 2000 with LEN bytes that count up, no checksum. */
static struct bytes *datagram(uint32_t len)
{
	struct bytes *b = calloc(1, sizeof(*b));

	ck_assert_ptr_nonnull(b);
	put_udp(b, 1000, 2000, len);
	for (uint32_t i = 0; i < len; i++)
		put_u8(b, i * 7 + i / 251);
	return b;
}

static void expect_whole(const struct packet *p, const struct bytes *body)
{
	ck_assert_str_eq(bench_layers(p), "ether:ip:udp");
	ck_assert_uint_eq(p->sport, 1000);
	ck_assert_uint_eq(p->dport, 2000);
	ck_assert(p->flags & PACKET_REJOINED);
	ck_assert_uint_eq(p->flags & (PACKET_FRAGMENT | PACKET_TRUNCATED), 0);
	ck_assert_uint_eq(p->payload_len, body->len - 8);
	ck_assert_uint_eq(p->payload.len, body->len - 8);
	ck_assert_mem_eq(p->payload.p, body->b + 8, body->len - 8);
	ck_assert_uint_eq(p->l3.len, body->len + 20);
	ck_assert_uint_eq(p->ip_id, 7);
}

/* The N-th order of COUNT pieces. */
static void order_of(unsigned n, unsigned count, unsigned ret[PARTS_MAX])
{
	bool used[PARTS_MAX] = {false};

	for (unsigned i = 0, left = count; i < count; i++, left--) {
		unsigned pick = n % left, at = 0;
		n /= left;
		while (used[at] || pick)
			pick -= !used[at++];
		used[at] = true;
		ret[i] = at;
	}
}

START_TEST(pieces_join_in_every_order)
{
	struct bytes *body = datagram(5 * 1480 + 11);
	struct span all = span_of(body->b, body->len);

	for (unsigned n = 0; n < 720; n++) {
		struct decoder *d = bench_decoder(CHECKSUM_ON);
		unsigned order[PARTS_MAX];
		struct packet p;
		order_of(n, PARTS_MAX, order);
		for (unsigned i = 0; i < PARTS_MAX; i++) {
			uint32_t at = order[i] * 1480;
			uint32_t len = body->len - at < 1480 ? body->len - at : 1480;
			ck_assert_int_eq(feed(d, all, at, len, &p),
				i + 1 < PARTS_MAX ? DECODE_HELD : DECODE_PACKET);
		}
		expect_whole(&p, body);
		ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT], PARTS_MAX);
		ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_JOINED], 1);
		decoder_free(d);
	}
	free(body);
}
END_TEST

START_TEST(the_largest_datagram_joins)
{
	struct bytes *body = datagram(65535 - 20 - 8);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;
	enum decode_result r = DECODE_HELD;

	for (uint32_t at = 0; at < body->len; at += 8 * 64) {
		ck_assert_int_eq(r, DECODE_HELD);
		uint32_t len = body->len - at < 8 * 64 ? body->len - at : 8 * 64;
		r = feed(d, span_of(body->b, body->len), at, len, &p);
	}
	ck_assert_int_eq(r, DECODE_PACKET);
	expect_whole(&p, body);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(equal_overlaps_are_fine)
{
	struct bytes *body = datagram(100);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct span all = span_of(body->b, body->len);
	struct packet p;

	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	ck_assert_int_eq(feed(d, all, 16, 64, &p), DECODE_HELD);
	ck_assert_int_eq(feed(d, all, 56, 52, &p), DECODE_PACKET);
	expect_whole(&p, body);
	ck_assert_uint_eq(p.flags & PACKET_OVERLAP, 0);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_OVERLAP], 0);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(of_different_overlaps_the_first_bytes_win)
{
	struct bytes *body = datagram(100), *other = datagram(100);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	other->b[70] ^= 1;
	ck_assert_int_eq(feed(d, span_of(body->b, body->len), 64, 16, &p), DECODE_HELD);
	ck_assert_int_eq(feed(d, span_of(other->b, body->len), 64, 44, &p), DECODE_HELD);
	ck_assert_int_eq(feed(d, span_of(body->b, body->len), 0, 64, &p), DECODE_PACKET);
	expect_whole(&p, body);
	ck_assert(p.flags & PACKET_OVERLAP);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_OVERLAP], 1);
	decoder_free(d);
	free(body);
	free(other);
}
END_TEST

/* One IPv4 fragment with LEN bytes at OFFSET of a datagram with the fragment FIELD. */
static enum decode_result feed_raw(
	struct decoder *d, unsigned field, uint32_t len, struct packet *ret)
{
	struct bytes *bytes = calloc(1, sizeof(*bytes));

	ck_assert_ptr_nonnull(bytes);
	put_ip4(bytes, IPPROTO_NR_UDP, len, field);
	put_fill(bytes, 0x11, len);
	enum decode_result r =
		bench_decode(d, LINK_RAW, span_of(bytes->b, bytes->len), bytes->len, ret);
	free(bytes);
	return r;
}

START_TEST(impossible_pieces_are_refused_and_the_datagram_lives_on)
{
	struct bytes *body = datagram(100);
	struct span all = span_of(body->b, body->len);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	/* not a multiple of 8 with more to come; nothing in it; ping of death */
	ck_assert_int_eq(feed_raw(d, MORE | 8, 13, &p), DECODE_SKIPPED);
	ck_assert_int_eq(feed_raw(d, MORE | 8, 0, &p), DECODE_SKIPPED);
	ck_assert_int_eq(feed_raw(d, 8190, 400, &p), DECODE_SKIPPED);
	ck_assert_int_eq(feed_raw(d, 8191, 8, &p), DECODE_SKIPPED);
	/* an end before bytes that are there */
	ck_assert_int_eq(feed_raw(d, 2, 8, &p), DECODE_SKIPPED);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_BAD], 5);
	ck_assert_int_eq(feed(d, all, 64, 44, &p), DECODE_PACKET);
	expect_whole(&p, body);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(an_end_that_moves_is_refused)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	ck_assert_int_eq(feed_raw(d, 16, 16, &p), DECODE_HELD);
	ck_assert_int_eq(feed_raw(d, 17, 16, &p), DECODE_SKIPPED);
	ck_assert_int_eq(feed_raw(d, MORE | 18, 8, &p), DECODE_SKIPPED);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_BAD], 2);
	decoder_free(d);
}
END_TEST

START_TEST(a_datagram_is_given_up_after_30_seconds)
{
	struct bytes *body = datagram(100);
	struct span all = span_of(body->b, body->len);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	bench_at(100 * (int64_t)SECOND);
	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	ck_assert(!decoder_given_up(d, 130 * (int64_t)SECOND, &p));
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_EXPIRED], 0);
	ck_assert(decoder_given_up(d, 131 * (int64_t)SECOND, &p));
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_EXPIRED], 1);
	ck_assert_int_eq(feed(d, all, 64, 44, &p), DECODE_HELD);
	/* without a tick in between, an old piece is not joined either */
	bench_at(200 * (int64_t)SECOND);
	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_EXPIRED], 2);
	ck_assert_int_eq(feed(d, all, 64, 44, &p), DECODE_PACKET);
	bench_at(0);
	decoder_free(d);
	free(body);
}
END_TEST

/* What is left of the first 64 bytes of BODY, a datagram in fragments. */
static void expect_head(const struct packet *p, const struct bytes *body)
{
	ck_assert_str_eq(bench_layers(p), "ether:ip:udp");
	ck_assert_uint_eq(p->flags & (PACKET_FRAGMENT | PACKET_TRUNCATED | PACKET_HAS_PORTS |
					     PACKET_REJOINED),
		PACKET_TRUNCATED | PACKET_HAS_PORTS | PACKET_REJOINED);
	ck_assert_uint_eq(p->sport, 1000);
	ck_assert_uint_eq(p->dport, 2000);
	ck_assert_uint_eq(p->payload_len, body->len - 8);
	ck_assert_uint_eq(p->payload.len, 56);
	ck_assert_mem_eq(p->payload.p, body->b + 8, 56);
	ck_assert_uint_eq(p->ip_id, 7);
}

START_TEST(the_first_bytes_go_on_when_the_rest_never_comes)
{
	struct bytes *body = datagram(300);
	struct span all = span_of(body->b, body->len);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	bench_at(100 * (int64_t)SECOND);
	ck_assert_int_eq(feed(d, all, 200, 108, &p), DECODE_HELD); /* a hole from 64 on */
	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	bench_at(0);
	ck_assert(!decoder_given_up(d, 130 * (int64_t)SECOND, &p));
	ck_assert(decoder_given_up(d, 131 * (int64_t)SECOND, &p));
	expect_head(&p, body);
	ck_assert_int_eq(p.ts_us, 100 * (int64_t)SECOND);
	ck_assert(!decoder_given_up(d, INT64_MAX, &p));
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_HEAD], 1);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_TRUNCATED], 0);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(the_end_of_a_capture_gives_up_all_that_waits)
{
	struct bytes *body = datagram(300);
	struct span all = span_of(body->b, body->len);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	ck_assert(!decoder_given_up(d, 0, &p));
	ck_assert(decoder_given_up(d, INT64_MAX, &p));
	expect_head(&p, body);
	ck_assert(!decoder_given_up(d, INT64_MAX, &p));
	/* without its first bytes nothing can be said */
	ck_assert_int_eq(feed(d, all, 64, 64, &p), DECODE_HELD);
	ck_assert(!decoder_given_up(d, INT64_MAX, &p));
	/* evasive: nor where they are less than a header */
	ck_assert_int_eq(feed_raw(d, MORE, 0, &p), DECODE_SKIPPED);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(what_became_whole_is_not_told_again_of_its_copies)
{
	struct bytes *body = datagram(300);
	struct span all = span_of(body->b, body->len);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct bytes tagged;
	struct packet p;

	tagged.len = 0; /* the copy of another port of the mirror, whose rest was lost */
	put_ether(&tagged, 0x8100);
	put_hex(&tagged, "0005 0800");
	put_ip4(&tagged, IPPROTO_NR_UDP, 64, MORE);
	put_bytes(&tagged, body->b, 64);
	ck_assert_int_eq(
		bench_decode(d, LINK_ETHERNET, span_of(tagged.b, tagged.len), tagged.len, &p),
		DECODE_HELD);
	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	ck_assert_int_eq(feed(d, all, 64, 244, &p), DECODE_PACKET);
	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	ck_assert(!decoder_given_up(d, INT64_MAX, &p));
	/* another one of that name, later */
	bench_at(10 * (int64_t)SECOND);
	ck_assert_int_eq(feed(d, all, 0, 64, &p), DECODE_HELD);
	bench_at(0);
	ck_assert(decoder_given_up(d, INT64_MAX, &p));
	expect_head(&p, body);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(a_flood_pushes_out_the_oldest_and_memory_stays)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	for (unsigned id = 0; id < 20000; id++) {
		struct bytes bytes;
		bytes.len = 0;
		put_ether(&bytes, 0x0800);
		put_ip4(&bytes, IPPROTO_NR_UDP, 8, MORE);
		bytes.b[18] = (uint8_t)(id >> 8);
		bytes.b[19] = (uint8_t)id;
		put_fill(&bytes, 0, 8);
		ck_assert_int_eq(
			bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p),
			DECODE_HELD);
	}
	ck_assert_uint_gt(decoder_counts(d)[DECODE_FRAGMENT_FULL], 19000);
	/* and the newest can still be joined */
	struct bytes *body = datagram(100);
	ck_assert_int_eq(feed(d, span_of(body->b, body->len), 0, 64, &p), DECODE_HELD);
	ck_assert_int_eq(feed(d, span_of(body->b, body->len), 64, 44, &p), DECODE_PACKET);
	expect_whole(&p, body);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(many_large_datagrams_at_once_stay_within_the_memory)
{
	struct decode_options options = {.checksum = CHECKSUM_ON, .fragment_memory = 0};
	struct bytes *body = datagram(60000);
	struct decoder *d;
	struct packet p;

	/* the least that is taken holds two of the largest; ten come at once */
	ck_assert_int_eq(decoder_new(&options, &d), 0);
	for (uint32_t at = 0; at + 8 < body->len; at += 1480) {
		for (unsigned id = 0; id < 10; id++) {
			struct bytes bytes;
			bytes.len = 0;
			put_ether(&bytes, 0x0800);
			put_ip4(&bytes, IPPROTO_NR_UDP, 1480, MORE | at / 8);
			bytes.b[19] = (uint8_t)id;
			put_fill(&bytes, 0, 1480);
			bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, &p);
		}
	}
	ck_assert_uint_gt(decoder_counts(d)[DECODE_FRAGMENT_FULL], 0);
	decoder_free(d);
	free(body);
}
END_TEST

/* Fragment header: next UDP, offset and more, id 9. */
static enum decode_result feed6(
	struct decoder *d, unsigned field, struct span part, struct packet *ret)
{
	struct bytes bytes;
	bytes.len = 0;

	put_ether(&bytes, 0x86dd);
	put_ip6(&bytes, 0, part.len + 16);
	put_hex(&bytes, "2c 00 0104 00000000"); /* hop-by-hop: next fragment, padding */
	put_be16(&bytes, IPPROTO_NR_UDP << 8);
	put_be16(&bytes, field);
	put_be32(&bytes, 9);
	put_bytes(&bytes, part.p, part.len);
	bench_prefixes(LINK_ETHERNET, &bytes);
	return bench_decode(d, LINK_ETHERNET, span_of(bytes.b, bytes.len), bytes.len, ret);
}

START_TEST(ipv6_pieces_join_behind_other_headers)
{
	struct bytes *body = datagram(100);
	struct decoder *d = bench_decoder(CHECKSUM_OFF);
	struct packet p;

	ck_assert_int_eq(feed6(d, 64, span_of(body->b + 64, 44), &p), DECODE_HELD);
	ck_assert_int_eq(feed6(d, 1, span_of(body->b, 64), &p), DECODE_PACKET);
	ck_assert_str_eq(bench_layers(&p), "ether:ip6:udp");
	ck_assert_uint_eq(p.payload.len, 100);
	ck_assert_mem_eq(p.payload.p, body->b + 8, 100);
	ck_assert_uint_eq(p.l3.len, 148);
	ck_assert_uint_eq(p.l3.p[6], IPPROTO_NR_UDP);
	/* an atomic fragment needs no joining */
	ck_assert_int_eq(feed6(d, 0, span_of(body->b, body->len), &p), DECODE_PACKET);
	ck_assert_uint_eq(p.flags & PACKET_REJOINED, 0);
	ck_assert_uint_eq(p.sport, 1000);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(vlans_keep_equal_datagrams_apart)
{
	struct bytes *body = datagram(100);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	ck_assert_int_eq(feed(d, span_of(body->b, body->len), 0, 64, &p), DECODE_HELD);
	struct bytes tagged;
	tagged.len = 0;
	put_ether(&tagged, 0x8100);
	put_hex(&tagged, "0005 0800");
	put_ip4(&tagged, IPPROTO_NR_UDP, 44, 8);
	put_bytes(&tagged, body->b + 64, 44);
	ck_assert_int_eq(
		bench_decode(d, LINK_ETHERNET, span_of(tagged.b, tagged.len), tagged.len, &p),
		DECODE_HELD);
	ck_assert_int_eq(feed(d, span_of(body->b, body->len), 64, 44, &p), DECODE_PACKET);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(a_cut_first_fragment_still_tells_its_ports)
{
	struct bytes *body = datagram(1400);
	struct bytes bytes;
	bytes.len = 0;
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;

	put_ether(&bytes, 0x0800);
	put_ip4(&bytes, IPPROTO_NR_UDP, 800, MORE);
	put_bytes(&bytes, body->b, 800);
	ck_assert_int_eq(
		bench_decode(d, LINK_ETHERNET, span_of(bytes.b, 96), bytes.len, &p), DECODE_PACKET);
	ck_assert_uint_eq(p.flags & (PACKET_FRAGMENT | PACKET_TRUNCATED | PACKET_HAS_PORTS),
		PACKET_FRAGMENT | PACKET_TRUNCATED | PACKET_HAS_PORTS);
	ck_assert_uint_eq(p.dport, 2000);
	/* cut inside the UDP header there is nothing to tell; nor in a later fragment */
	ck_assert_int_eq(bench_decode(d, LINK_ETHERNET, span_of(bytes.b, 40), bytes.len, &p),
		DECODE_SKIPPED);
	bytes.b[20] = 0;
	bytes.b[21] = 100;
	ck_assert_int_eq(bench_decode(d, LINK_ETHERNET, span_of(bytes.b, 96), bytes.len, &p),
		DECODE_SKIPPED);
	decoder_free(d);
	free(body);
}
END_TEST

/* Outer fragments of GRE in which an inner fragment waits for its other half. */
START_TEST(outer_and_inner_fragments_of_a_tunnel_join)
{
	struct bytes *body = datagram(200);
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct packet p;
	enum decode_result r = DECODE_HELD;

	for (uint32_t at = 0; at < 208; at += 104) {
		struct bytes inner;
		inner.len = 0;
		put_hex(&inner, "0000 0800");
		put_ip4(&inner, IPPROTO_NR_UDP, 104, (at ? 0u : MORE) | at / 8);
		put_bytes(&inner, body->b + at, 104);
		for (uint32_t cut = 0; cut < inner.len; cut += 64) {
			struct bytes outer;
			outer.len = 0;
			uint32_t len = inner.len - cut < 64 ? inner.len - cut : 64;
			ck_assert_int_eq(r, DECODE_HELD);
			put_ip4(&outer, IPPROTO_NR_GRE, len,
				(cut + len < inner.len ? MORE : 0u) | cut / 8);
			outer.b[5] = (uint8_t)(at + 1); /* id */
			put_bytes(&outer, inner.b + cut, len);
			r = bench_decode(d, LINK_RAW, span_of(outer.b, outer.len), outer.len, &p);
		}
	}
	ck_assert_int_eq(r, DECODE_PACKET);
	ck_assert_str_eq(bench_layers(&p), "ip:gre:ip:udp");
	ck_assert_uint_eq(p.payload.len, 200);
	ck_assert_mem_eq(p.payload.p, body->b + 8, 200);
	ck_assert_uint_eq(decoder_counts(d)[DECODE_FRAGMENT_JOINED], 3);
	decoder_free(d);
	free(body);
}
END_TEST

START_TEST(random_pieces_never_break_the_table)
{
	struct decoder *d = bench_decoder(CHECKSUM_AUTO);
	unsigned seed = 5;

	for (unsigned i = 0; i < 50000; i++) {
		struct bytes bytes;
		bytes.len = 0;
		struct packet p;
		uint32_t len = (uint32_t)rand_r(&seed) % 64 * 8 + (uint32_t)rand_r(&seed) % 9;
		unsigned field = (unsigned)rand_r(&seed) % 40 | ((unsigned)rand_r(&seed) & MORE);
		put_ip4(&bytes, IPPROTO_NR_UDP, len, field);
		bytes.b[5] = (uint8_t)(rand_r(&seed) % 100);
		put_fill(&bytes, (unsigned)rand_r(&seed) & 1, len);
		bench_at((int64_t)i * 3000);
		bench_decode(d, LINK_RAW, span_of(bytes.b, bytes.len), bytes.len, &p);
		if (i % 100 == 0)
			decoder_given_up(d, (int64_t)i * 3000, &p);
	}
	bench_at(0);
	ck_assert_uint_gt(decoder_counts(d)[DECODE_FRAGMENT_JOINED], 20);
	decoder_free(d);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("fragment");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, pieces_join_in_every_order);
	tcase_add_test(tests, the_largest_datagram_joins);
	tcase_add_test(tests, equal_overlaps_are_fine);
	tcase_add_test(tests, of_different_overlaps_the_first_bytes_win);
	tcase_add_test(tests, impossible_pieces_are_refused_and_the_datagram_lives_on);
	tcase_add_test(tests, an_end_that_moves_is_refused);
	tcase_add_test(tests, a_datagram_is_given_up_after_30_seconds);
	tcase_add_test(tests, the_first_bytes_go_on_when_the_rest_never_comes);
	tcase_add_test(tests, the_end_of_a_capture_gives_up_all_that_waits);
	tcase_add_test(tests, what_became_whole_is_not_told_again_of_its_copies);
	tcase_add_test(tests, a_flood_pushes_out_the_oldest_and_memory_stays);
	tcase_add_test(tests, many_large_datagrams_at_once_stay_within_the_memory);
	tcase_add_test(tests, ipv6_pieces_join_behind_other_headers);
	tcase_add_test(tests, vlans_keep_equal_datagrams_apart);
	tcase_add_test(tests, a_cut_first_fragment_still_tells_its_ports);
	tcase_add_test(tests, outer_and_inner_fragments_of_a_tunnel_join);
	tcase_add_test(tests, random_pieces_never_break_the_table);
	return bench_run(tests);
}
