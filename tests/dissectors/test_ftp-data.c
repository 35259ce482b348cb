/* test_ftp-data: dissectors/ftp_data.c. The dissector's state starts as what was announced. */
#include "config.h"

#include "dissectors/ftp.h"
#include "tests/dissectors/harness.h"

#include <stdlib.h>

extern const struct dissector dissector_ftp_data;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_ftp_data, true, turns, sizeof(turns) / sizeof(*turns), said      \
	}

START_TEST(a_file_that_nobody_named_is_counted)
{
	static const struct turn turns[] = {SERVER("hello\n")};
	char *said = vector_says(&VECTOR("unnamed", NULL));

	ck_assert_ptr_nonnull(strstr(said, "ftp_data {"));
	ck_assert_ptr_nonnull(strstr(said, "transfer from=server size=6"));
	free(said);
	vector_run(&VECTOR("unnamed", NULL));
}
END_TEST

START_TEST(bytes_in_both_directions_are_no_file)
{
	static const struct turn turns[] = {
		SERVER("hello\n"), CLIENT("what?\n"), SERVER("world\n")};
	char *said = vector_says(&VECTOR("both", NULL));

	ck_assert_ptr_nonnull(strstr(said, "transfer from=server size=12"));
	free(said);
	vector_run(&VECTOR("both", NULL));
}
END_TEST

START_TEST(no_bytes_are_no_file)
{
	static const struct turn turns[] = {SERVER("")};

	vector_run(&VECTOR("empty", ""));
}
END_TEST

START_TEST(no_bytes_prove_a_data_connection)
{
	struct probe_input in = {.data = SPAN_LIT("hello\n"), .sport = 20, .stream = true};

	ck_assert_int_eq(dissector_ftp_data.probe(&in), PROBE_NO);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ftp-data");
	TCase *t = tcase_create("ftp-data");

	tcase_add_test(t, a_file_that_nobody_named_is_counted);
	tcase_add_test(t, bytes_in_both_directions_are_no_file);
	tcase_add_test(t, no_bytes_are_no_file);
	tcase_add_test(t, no_bytes_prove_a_data_connection);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
