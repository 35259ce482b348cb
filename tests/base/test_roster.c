/* test_roster: addresses that one thread adds and others ask for. */
#include "config.h"

#include "sensor/base/roster.h"
#include "tests/unit.h"

#include <pthread.h>

enum { MANY = 1000 };

static struct addr number(unsigned n)
{
	uint8_t b[4] = {10, 0, (uint8_t)(n >> 8), (uint8_t)n};

	return addr_v4(b);
}

START_TEST(what_was_added_is_there_in_its_space_alone)
{
	struct roster *s = roster_new(4);
	struct addr a = number(1), b = number(2);

	ck_assert(!roster_has(NULL, 0, &a));
	ck_assert(!roster_has(s, 0, &a));
	roster_add(s, 0, &a);
	roster_add(s, 7, &b);
	ck_assert(roster_has(s, 0, &a));
	ck_assert(!roster_has(s, 7, &a));
	ck_assert(roster_has(s, 7, &b));
	roster_free(s);
}
END_TEST

START_TEST(what_finds_no_room_is_not_there)
{
	struct roster *s = roster_new(2);
	struct addr a = number(1), b = number(2), c = number(3);

	roster_add(s, 0, &a);
	roster_add(s, 0, &a); /* the same takes no room */
	roster_add(s, 0, &b);
	roster_add(s, 0, &c);
	ck_assert(roster_has(s, 0, &a));
	ck_assert(roster_has(s, 0, &b));
	ck_assert(!roster_has(s, 0, &c));
	roster_free(s);
}
END_TEST

static void *ask(void *arg)
{
	const struct roster *s = arg;

	/* they are added in this order */
	for (unsigned n = 0; n < MANY; n++) {
		struct addr a = number(n);
		while (!roster_has(s, 1, &a))
			;
	}
	return NULL;
}

START_TEST(who_asks_meanwhile_finds_it_in_the_end)
{
	struct roster *s = roster_new(MANY);
	pthread_t asking;

	ck_assert_int_eq(pthread_create(&asking, NULL, ask, s), 0);
	for (unsigned n = 0; n < MANY; n++) {
		struct addr a = number(n);
		roster_add(s, 1, &a);
	}
	ck_assert_int_eq(pthread_join(asking, NULL), 0);
	roster_free(s);
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("roster");

	tcase_add_test(c, what_was_added_is_there_in_its_space_alone);
	tcase_add_test(c, what_finds_no_room_is_not_there);
	tcase_add_test(c, who_asks_meanwhile_finds_it_in_the_end);
	return unit_run(c, "roster");
}
