/* Tests of errands: one job at a time, in order, all done at the end. */
#include "config.h"

#include "sensor/base/errand.h"
#include "tests/unit.h"

#include <time.h>

/* Not atomic: whose they are, errand.h says. */
struct tally {
	unsigned done;
	struct timespec each;
};

static void count_one(void *ctx)
{
	struct tally *t = ctx;

	nanosleep(&t->each, NULL);
	t->done++;
}

START_TEST(each_call_does_the_job_once_and_none_overtakes_another)
{
	struct tally t = {0};
	struct errand e;

	errand_init(&e, count_one, &t);
	for (unsigned i = 0; i < 1000; i++) {
		errand_go(&e);
		errand_wait(&e);
		ck_assert_uint_eq(t.done, i + 1);
	}
	errand_end(&e);
}
END_TEST

START_TEST(the_end_waits_for_the_job_at_hand)
{
	struct tally t = {.each = {.tv_nsec = 5000000}};
	struct errand e;

	errand_init(&e, count_one, &t);
	errand_go(&e);
	errand_go(&e);
	errand_end(&e);
	ck_assert_uint_eq(t.done, 2);
}
END_TEST

START_TEST(without_a_job_no_thread_is_begun)
{
	struct tally t = {0};
	struct errand e;

	errand_init(&e, count_one, &t);
	errand_wait(&e);
	ck_assert(!e.begun);
	errand_end(&e);
	ck_assert_uint_eq(t.done, 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("errand");

	tcase_add_test(tc, each_call_does_the_job_once_and_none_overtakes_another);
	tcase_add_test(tc, the_end_waits_for_the_job_at_hand);
	tcase_add_test(tc, without_a_job_no_thread_is_begun);
	return unit_run(tc, "errand");
}
