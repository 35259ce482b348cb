/* Tests of what is kept back for elements, and of how a lane that is behind goes step by step. */
#include "config.h"

#include "sensor/flow/shed.h"
#include "sensor/flow/slab.h"
#include "sensor/limits.h"
#include "tests/unit.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND_US = 1000000, SIZE = 1024 * 1024 };

START_TEST(users_find_the_last_eighth_used_up_and_elements_do_not)
{
	struct slab s;
	uint32_t len;
	size_t users = 0, elements = 0;

	ck_assert_int_eq(slab_init(&s, SIZE), 0);
	while (slab_take(&s, 1000, SLAB_USERS, &len))
		users += len;
	ck_assert_uint_eq(users, SIZE - SIZE / SLAB_RESERVE);
	ck_assert_ptr_null(slab_take(&s, 64, SLAB_USERS, &len));
	while (slab_take(&s, 1000, SLAB_ELEMENTS, &len))
		elements += len;
	ck_assert_uint_eq(elements, SIZE / SLAB_RESERVE);
	ck_assert_ptr_null(slab_take(&s, 64, SLAB_NOTHING, &len));
	slab_free(&s);
}
END_TEST

START_TEST(blocks_of_elements_that_came_back_stay_out_of_users_reach)
{
	struct slab s;
	uint32_t len;
	void *last = NULL, *p;

	ck_assert_int_eq(slab_init(&s, SIZE), 0);
	while ((p = slab_take(&s, 4096, SLAB_ELEMENTS, &len)))
		last = p;
	slab_give(&s, last, len);
	ck_assert_ptr_null(slab_take(&s, 4096, SLAB_USERS, &len));
	ck_assert_ptr_nonnull(slab_take(&s, 4096, SLAB_ELEMENTS, &len));
	slab_free(&s);
}
END_TEST

static bool is_all(const uint8_t *p, uint32_t len, uint8_t byte)
{
	return p[0] == byte && memcmp(p, p + 1, len - 1) == 0;
}

/* Blocks of all sizes taken and given back at random never overlap and all come back. */
START_TEST(a_larger_block_is_cut_when_no_other_memory_is_left)
{
	enum { BLOCKS = 200 };
	struct slab s;
	struct {
		uint8_t *p;
		uint32_t len;
	} in[BLOCKS] = {{NULL, 0}};
	unsigned seed = 1, taken = 0;

	ck_assert_int_eq(slab_init(&s, SIZE), 0);
	for (unsigned round = 0; round < 20000; round++) {
		unsigned i = (unsigned)rand_r(&seed) % BLOCKS;
		uint32_t want = 64u << (unsigned)rand_r(&seed) % SLAB_CLASSES;
		if (in[i].p) {
			ck_assert(is_all(in[i].p, in[i].len, (uint8_t)i));
			slab_give(&s, in[i].p, in[i].len);
			in[i].p = NULL;
		} else if ((in[i].p = slab_take(&s, want, SLAB_ELEMENTS, &in[i].len))) {
			memset(in[i].p, (int)i, in[i].len);
			taken++;
		}
	}
	for (unsigned i = 0; i < BLOCKS; i++)
		slab_give(&s, in[i].p, in[i].len);
	ck_assert_uint_eq(s.in_use, 0);
	ck_assert_uint_gt(taken, 5000);
	slab_free(&s);
}
END_TEST

/* A look at T, after DROPPED frames were lost; the ring is empty. */
static enum shed look(struct load *l, int64_t t, uint64_t dropped)
{
	return load_look(l, &(struct load_sight){.now_us = t, .dropped = dropped, .ring = SIZE});
}

START_TEST(each_look_in_trouble_is_a_step_and_each_five_calm_seconds_a_step_back)
{
	struct load l = {.now = SHED_NOTHING};
	int64_t t = 0;

	ck_assert_int_eq(look(&l, t, 0), SHED_NOTHING);
	ck_assert_int_eq(look(&l, t += SECOND_US, 10), SHED_OPINIONS);
	ck_assert_int_eq(look(&l, t += SECOND_US, 11), SHED_NEW);
	ck_assert_int_eq(look(&l, t += SECOND_US, 12), SHED_USERS);
	ck_assert_int_eq(look(&l, t += SECOND_US, 13), SHED_USERS);
	for (int back = SHED_NEW; back >= SHED_NOTHING; back--) {
		ck_assert_int_eq(look(&l, t + 4 * SECOND_US, 13), back + 1);
		t += LIMIT_CALM_S * SECOND_US;
		ck_assert_int_eq(look(&l, t, 13), back);
	}
	ck_assert_int_eq(look(&l, t + 100 * SECOND_US, 13), SHED_NOTHING);
}
END_TEST

START_TEST(a_second_trouble_begins_the_calm_anew)
{
	struct load l = {.now = SHED_NOTHING};

	look(&l, 0, 1);
	ck_assert_int_eq(look(&l, 4 * SECOND_US, 2), SHED_NEW);
	ck_assert_int_eq(look(&l, 8 * SECOND_US, 2), SHED_NEW);
	ck_assert_int_eq(look(&l, 9 * SECOND_US, 2), SHED_OPINIONS);
}
END_TEST

START_TEST(half_a_ring_that_waits_is_trouble_and_a_late_packet_alone_is_not)
{
	struct load l = {.now = SHED_NOTHING};
	struct load_sight s = {
		.now_us = SECOND_US, .late_us = 2 * SECOND_US, .bytes = SIZE / 8, .ring = SIZE};

	ck_assert_int_eq(load_look(&l, &s), SHED_NOTHING);
	s.now_us += SECOND_US;
	s.bytes += SIZE / 4 + 1;
	ck_assert_int_eq(load_look(&l, &s), SHED_OPINIONS);
	s.now_us += SECOND_US;
	s.bytes += SIZE;
	s.late_us = 0;
	ck_assert_int_eq(load_look(&l, &s), SHED_OPINIONS);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("shed");

	tcase_add_test(tc, users_find_the_last_eighth_used_up_and_elements_do_not);
	tcase_add_test(tc, blocks_of_elements_that_came_back_stay_out_of_users_reach);
	tcase_add_test(tc, a_larger_block_is_cut_when_no_other_memory_is_left);
	tcase_add_test(tc, each_look_in_trouble_is_a_step_and_each_five_calm_seconds_a_step_back);
	tcase_add_test(tc, a_second_trouble_begins_the_calm_anew);
	tcase_add_test(tc, half_a_ring_that_waits_is_trouble_and_a_late_packet_alone_is_not);
	return unit_run(tc, "shed");
}
