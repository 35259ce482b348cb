/* Which known word a mistaken one is taken for. */
#include "config.h"

#include "sensor/base/diag.h"
#include "tests/unit.h"
#include <check.h>
#include <stdlib.h>

static const char *const words[] = {"geo", "nms", "policy", "threads", "eve", "mode"};

static const struct {
	const char *word, *near; /* NULL: none of them */
} cases[] = {
	{"foo", NULL},
	{"gao", "geo"},
	{"nsm", "nms"},
	{"mdoe", "mode"},
	{"plicy", "policy"},
	{"olicies", NULL},
	{"yhreads", "threads"},
	{"reads", "threads"},
	{"", NULL},
	{"a word of more bytes than any that is known", NULL},
};

START_TEST(a_word_is_taken_for_one_that_is_near_and_for_no_other)
{
	const char *near = diag_nearest(cases[_i].word, words, sizeof(words) / sizeof(*words));

	if (cases[_i].near)
		ck_assert_str_eq(near, cases[_i].near);
	else
		ck_assert_ptr_null(near);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("diag");

	tcase_add_loop_test(t, a_word_is_taken_for_one_that_is_near_and_for_no_other, 0,
		(int)(sizeof(cases) / sizeof(*cases)));
	return unit_run(t, "diag");
}
