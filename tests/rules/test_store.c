/* test_store: the bounded memory of judgement, ordered and loose. */
#include "config.h"

#include "rules/judge/store.h"
#include "sensor/base/siphash.h"
#include "tests/unit.h"

#include <check.h>

enum { ROOM = 8 };

static uint32_t evictions;

static void on_evict(void *ctx, const void *key, void *value)
{
	(void)value;
	*(uint32_t *)ctx = *(const uint32_t *)key;
	evictions++;
}

static struct store *made(bool loose, uint32_t *ret_gone)
{
	struct store *s = store_new_with(
		&(struct store_shape){ROOM, sizeof(uint32_t), sizeof(uint64_t), on_evict, ret_gone},
		&(struct store_ways){.loose = loose});

	ck_assert_ptr_nonnull(s);
	for (uint32_t key = 1; key <= ROOM; key++)
		*(uint64_t *)store_take(s, &key, NULL) = key * 10;
	return s;
}

static void touch(struct store *s, uint32_t key)
{
	bool is_new;

	ck_assert_uint_eq(*(uint64_t *)store_take(s, &key, &is_new), key * 10);
	ck_assert(!is_new);
}

static void add(struct store *s, uint32_t key)
{
	bool is_new;
	uint64_t *value = store_take(s, &key, &is_new);

	ck_assert(is_new);
	ck_assert_uint_eq(*value, 0);
	*value = key * 10;
}

START_TEST(an_ordered_store_forgets_what_was_touched_longest_ago)
{
	uint32_t gone = 0;
	struct store *s = made(false, &gone);

	touch(s, 1);
	add(s, 9);
	ck_assert_uint_eq(gone, 2);
	const void *key;
	ck_assert_uint_eq(*(uint64_t *)store_oldest(s, &key), 30);
	ck_assert_uint_eq(*(uint64_t *)store_newest(s, &key), 90);
	store_free(s);
}
END_TEST

START_TEST(a_loose_store_gives_what_was_touched_a_second_chance)
{
	uint32_t gone = 0;
	struct store *s = made(true, &gone);

	touch(s, 1);
	touch(s, 3);
	add(s, 9);
	ck_assert_uint_eq(gone, 2);
	add(s, 10);
	ck_assert_uint_eq(gone, 4);
	for (uint32_t key = 11; key <= 14; key++)
		add(s, key);
	ck_assert_uint_eq(gone, 8);
	add(s, 15);
	ck_assert_uint_eq(gone, 1);
	ck_assert_uint_eq(store_count(s), ROOM);
	ck_assert_uint_eq(store_evicted(s), 7);
	store_free(s);
}
END_TEST

START_TEST(a_loose_store_ends_its_turn_when_all_were_touched)
{
	uint32_t gone = 0;
	struct store *s = made(true, &gone);

	for (uint32_t key = 1; key <= ROOM; key++)
		touch(s, key);
	add(s, 9);
	ck_assert_uint_eq(gone, 1);
	store_free(s);
}
END_TEST

START_TEST(a_loose_store_is_walked_in_the_order_of_arrival_past_what_was_dropped)
{
	uint32_t gone = 0, first = 1, last = ROOM;
	struct store *s = made(true, &gone);

	store_drop(s, &first);
	store_drop(s, &last);
	touch(s, 4);
	uint64_t expected = 20;
	for (const uint64_t *v = store_oldest(s, NULL); v; v = store_later(s, v, NULL)) {
		ck_assert_uint_eq(*v, expected);
		expected += 10;
	}
	ck_assert_uint_eq(expected, ROOM * 10);
	for (const uint64_t *v = store_newest(s, NULL); v; v = store_earlier(s, v, NULL)) {
		expected -= 10;
		ck_assert_uint_eq(*v, expected);
	}
	ck_assert_uint_eq(expected, 20);
	ck_assert_uint_eq(evictions, 0);
	store_free(s);
}
END_TEST

START_TEST(stores_that_share_a_hash_key_are_asked_with_one_hash)
{
	struct siphash_key key = siphash_random_key();
	struct store_shape shape = {ROOM, sizeof(uint32_t), sizeof(uint64_t), NULL, NULL};
	struct store *a = store_new_with(&shape, &(struct store_ways){0, &key, true});
	struct store *b = store_new_with(&shape, &(struct store_ways){0, &key, false});
	uint32_t name = 7, hash = store_hash(&key, &name, sizeof(name));

	*(uint64_t *)store_take_hashed(a, &name, hash, NULL) = 1;
	*(uint64_t *)store_take(b, &name, NULL) = 2;
	store_fetch(a, hash);
	ck_assert_uint_eq(*(uint64_t *)store_find(a, &name), 1);
	ck_assert_uint_eq(*(uint64_t *)store_find_hashed(b, &name, hash), 2);
	store_free(a);
	store_free(b);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("store");

	tcase_add_test(tc, an_ordered_store_forgets_what_was_touched_longest_ago);
	tcase_add_test(tc, a_loose_store_gives_what_was_touched_a_second_chance);
	tcase_add_test(tc, a_loose_store_ends_its_turn_when_all_were_touched);
	tcase_add_test(tc, a_loose_store_is_walked_in_the_order_of_arrival_past_what_was_dropped);
	tcase_add_test(tc, stores_that_share_a_hash_key_are_asked_with_one_hash);
	return unit_run(tc, "store");
}
