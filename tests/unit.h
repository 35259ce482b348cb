/*
 * unit: how a program of unit tests ends: its cases are run, and main returns what came of them.
 */
#ifndef SPANWATCH_TESTS_UNIT_H
#define SPANWATCH_TESTS_UNIT_H

#include <check.h>

/**
 * Runs SUITE, which the call takes. The environment says how much is told (CK_VERBOSITY) and
 * whether each test has a process of its own (CK_FORK). Returns the exit code: 0, or 1 when a test
 * failed.
 */
static inline int unit_run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

/** The same of a suite NAME that is CASES alone. */
static inline int unit_run(TCase *cases, const char *name)
{
	Suite *suite = suite_create(name);

	suite_add_tcase(suite, cases);
	return unit_run_suite(suite);
}

#endif
