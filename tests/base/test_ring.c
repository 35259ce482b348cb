/* Tests of the ring between a lane and the collector. */
#include "config.h"

#include "sensor/base/ring.h"
#include "tests/unit.h"

#include <check.h>
#include <pthread.h>
#include <string.h>

enum { RING = 65536, RECORDS = 300000 };

START_TEST(records_of_any_length_come_out_as_they_went_in)
{
	struct ring r;
	uint32_t len, in = 0, out = 0;

	ck_assert_int_eq(ring_init(&r, 4096, 0), 0);
	for (unsigned round = 0; round < 20000; round++) {
		uint32_t want = round * 7 % 900;
		uint8_t *p = ring_reserve(&r, want, false);
		if (p) {
			memset(p, (int)in++, want);
			ring_commit(&r);
		}
		while ((!p || round % 3 == 0) && (p = ring_peek(&r, &len))) {
			bool whole = true;
			for (uint32_t i = 0; i < len; i++)
				whole &= p[i] == (uint8_t)out;
			if (!whole)
				ck_abort_msg("record %u came out changed", out);
			out++;
			ring_release(&r);
			p = NULL;
			if (round % 5)
				break;
		}
	}
	ck_assert_uint_gt(out, 1000);
	ring_free(&r);
}
END_TEST

START_TEST(the_reserve_is_for_what_must_be_kept)
{
	struct ring r;

	ck_assert_int_eq(ring_init(&r, 4096, 1024), 0);
	while (ring_reserve(&r, 100, false))
		ring_commit(&r);
	ck_assert_ptr_nonnull(ring_reserve(&r, 100, true));
	ring_commit(&r);
	ck_assert_ptr_null(ring_reserve(&r, 100, false));
	ck_assert_ptr_null(ring_reserve(&r, 2000, true)); /* larger than a quarter: never */
	ring_free(&r);
}
END_TEST

static void *produce(void *arg)
{
	struct ring *r = arg;

	for (uint32_t i = 0; i < RECORDS;) {
		uint8_t *p = ring_reserve(r, 4 + i % 50, false);
		if (!p)
			continue;
		memcpy(p, &i, 4);
		ring_commit(r);
		i++;
	}
	return NULL;
}

START_TEST(one_thread_writes_and_another_reads_every_record_in_order)
{
	struct ring r;
	pthread_t thread;
	uint32_t expected = 0, len, got;

	ck_assert_int_eq(ring_init(&r, RING, 0), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, produce, &r), 0);
	while (expected < RECORDS) {
		uint8_t *p = ring_peek(&r, &len);
		if (!p)
			continue;
		memcpy(&got, p, 4);
		if (got != expected || len != 4 + expected % 50)
			ck_abort_msg("record %u came as %u, %u bytes", expected, got, len);
		expected++;
		ring_release(&r);
	}
	pthread_join(thread, NULL);
	ring_free(&r);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("ring");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, records_of_any_length_come_out_as_they_went_in);
	tcase_add_test(tc, the_reserve_is_for_what_must_be_kept);
	tcase_add_test(tc, one_thread_writes_and_another_reads_every_record_in_order);
	return unit_run(tc, "ring");
}
