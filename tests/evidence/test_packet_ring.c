/* Tests of the ring of recent packets: what is in it, what goes first, two threads at one time. */
#include "config.h"

#include "sensor/evidence/packet_ring.h"
#include "tests/unit.h"

#include <check.h>
#include <pthread.h>
#include <time.h>

enum { FRAME = 1500, PER_SEGMENT = RING_SEGMENT / (FRAME + 200), MANY = 200000 };

static struct packet_ring *ring;
static uint8_t bytes[RING_SEGMENT];

static void setup(void)
{
	ring = packet_ring_new(1, NULL, NULL); /* the least there is */
	ck_assert_ptr_nonnull(ring);
}

static void teardown(void)
{
	packet_ring_free(ring);
}

/* Packet N: its number is its time, and each byte of it the last one of that. */
static void add(struct packet_ring *r, uint64_t n, uint32_t len)
{
	struct packet p = {.ts_us = (int64_t)n,
		.len = len,
		.flags = PACKET_HAS_IP,
		.ip_proto = IPPROTO_NR_UDP,
		.sport = (uint16_t)n,
		.dport = 161};

	memset(bytes, (int)(n & 0xff), len);
	p.payload = span_of(bytes + 42, len - 42);
	p.payload_len = len - 42;
	packet_ring_add(r, &p, span_of(bytes, len), 1);
}

static void expect_whole(const struct ring_packet *p)
{
	struct span s = ring_packet_bytes(p);

	ck_assert_uint_eq(p->captured, p->len);
	ck_assert_uint_eq(p->head, 42);
	for (uint32_t i = 0; i < s.len; i++)
		if (s.p[i] != (uint8_t)p->ts_us)
			ck_abort_msg("byte %u of packet %lld is another's", i, (long long)p->ts_us);
}

START_TEST(packets_come_out_in_order_and_whole)
{
	struct ring_cursor c = {.ring = ring};
	const struct ring_packet *p;
	int64_t next = 1;

	for (uint64_t n = 1; n <= 1000; n++)
		add(ring, n, 60 + (uint32_t)n % 1400);
	ring_cursor_begin(&c);
	for (; (p = ring_cursor_peek(&c)) != NULL; ring_cursor_step(&c)) {
		ck_assert_int_eq(p->ts_us, next++);
		expect_whole(p);
	}
	ring_cursor_end(&c);
	ck_assert_int_eq(next, 1001);
	ck_assert_uint_eq(c.missed, 0);
}
END_TEST

START_TEST(the_oldest_go_first_and_a_cursor_tells_what_it_missed)
{
	struct ring_cursor c = {.ring = ring};
	struct packet_ring_counts counts;
	uint64_t seen = 0;

	add(ring, 1, FRAME);
	ring_cursor_begin(&c);
	ck_assert_ptr_nonnull(ring_cursor_peek(&c));
	ring_cursor_step(&c);
	ring_cursor_end(&c);
	for (uint64_t n = 2; n <= PER_SEGMENT * 10; n++)
		add(ring, n, FRAME);
	ring_cursor_begin(&c);
	for (; ring_cursor_peek(&c); ring_cursor_step(&c))
		seen++;
	ring_cursor_end(&c);
	packet_ring_counts(ring, &counts);
	ck_assert_uint_eq(counts.packets, PER_SEGMENT * 10);
	ck_assert_uint_eq(counts.left_out, 0);
	ck_assert_uint_gt(seen, PER_SEGMENT * (RING_SEGMENTS_LEAST - 1));
	ck_assert_uint_eq(c.missed + seen + 1, counts.packets);
}
END_TEST

START_TEST(a_segment_that_is_looked_at_is_not_used_anew)
{
	struct ring_cursor c = {.ring = ring};

	add(ring, 7, FRAME);
	ring_cursor_begin(&c);
	const struct ring_packet *p = ring_cursor_peek(&c);
	for (uint64_t n = 8; n <= PER_SEGMENT * 10; n++)
		add(ring, n, FRAME);
	ck_assert_int_eq(p->ts_us, 7);
	expect_whole(p);
	ring_cursor_end(&c);
}
END_TEST

START_TEST(what_is_too_long_is_counted)
{
	struct packet_ring_counts counts;

	add(ring, 1, RING_SEGMENT / 2 + 1);
	packet_ring_counts(ring, &counts);
	ck_assert_uint_eq(counts.packets, 0);
	ck_assert_uint_eq(counts.left_out, 1);
}
END_TEST

static bool odd_ports(void *ctx, const struct packet *p)
{
	(void)ctx;
	return p->sport % 2;
}

START_TEST(what_is_not_wanted_is_no_packet_of_the_ring)
{
	struct packet_ring *r = packet_ring_new(1, odd_ports, NULL);
	struct packet_ring_counts counts;

	for (uint64_t n = 1; n <= 10; n++)
		add(r, n, 60);
	packet_ring_counts(r, &counts);
	ck_assert_uint_eq(counts.packets, 5);
	packet_ring_free(r);
}
END_TEST

static void *add_many(void *arg)
{
	struct timespec pause = {.tv_nsec = 1000};

	for (uint64_t n = 1; n <= MANY; n++) {
		add(arg, n, 100 + (uint32_t)n % 900);
		if (n % 64 == 0)
			nanosleep(&pause, NULL);
	}
	return NULL;
}

START_TEST(a_reader_and_a_cursor_never_meet)
{
	struct ring_cursor c = {.ring = ring};
	struct packet_ring_counts counts;
	const struct ring_packet *p;
	int64_t last = 0;
	uint64_t seen = 0;
	pthread_t reader;

	ck_assert_int_eq(pthread_create(&reader, NULL, add_many, ring), 0);
	while (last < MANY) {
		ring_cursor_begin(&c);
		for (; (p = ring_cursor_peek(&c)) != NULL; ring_cursor_step(&c)) {
			ck_assert_int_gt(p->ts_us, last);
			last = p->ts_us;
			expect_whole(p);
			seen++;
		}
		ring_cursor_end(&c);
	}
	pthread_join(reader, NULL);
	packet_ring_counts(ring, &counts);
	ck_assert_uint_eq(counts.packets + counts.left_out, MANY);
	ck_assert_uint_eq(seen + c.missed, counts.packets);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("packet_ring");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, packets_come_out_in_order_and_whole);
	tcase_add_test(t, the_oldest_go_first_and_a_cursor_tells_what_it_missed);
	tcase_add_test(t, a_segment_that_is_looked_at_is_not_used_anew);
	tcase_add_test(t, what_is_too_long_is_counted);
	tcase_add_test(t, what_is_not_wanted_is_no_packet_of_the_ring);
	tcase_add_test(t, a_reader_and_a_cursor_never_meet);
	return unit_run(t, "packet_ring");
}
