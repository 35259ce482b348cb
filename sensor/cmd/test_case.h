/*
 * test_case: one folder of `spanwatch test`: what its test.yaml says, and how often each event that
 * it names has come. Used by test.c on the thread that judges.
 *
 *	about: A change by the wrong host exceeds its window.
 *	captures: [change.pcap]  # one or a list; default: every capture in the folder
 *	policy: policy.yaml      # default: policy.yaml, where there is one
 *	rules: [local.rules]     # default: every *.rules
 *	keys: keys.yaml          # default: none
 *	set: [dedup=off]         # settings, as with --set
 *	must:                    # each must come; `count` says how often (2, or 2-5)
 *	  - {event_type: alert, spanwatch.finding: exceeds-window, mgmt.exceeds: actor}
 *	must-not:                # none of these may come
 *	  - {spanwatch.class: policy}
 *
 * A key is the path of a value in an EVE event, its value what must stand there: a word (`*` stands
 * for any run of bytes), a list of which one must, or `absent`. Where an array stands there, one of
 * its items must fit.
 */
#ifndef SPANWATCH_CMD_TEST_CASE_H
#define SPANWATCH_CMD_TEST_CASE_H

#include "rules/yaml/yaml.h"

enum { TEST_EXPECTATIONS = 64, TEST_FILES = 64, TEST_SETTINGS = 32 };

struct expected {
	const struct yaml_node *fields;
	bool must;
	uint64_t range[2]; /* how often it must come */
	uint64_t seen;
};

struct test_case {
	const char *folder; /* belongs to the caller */
	char file[1024];    /* of test.yaml */
	struct yaml *yaml;
	const char *about; /* or NULL */
	char *captures[TEST_FILES], *rules[TEST_FILES];
	char *policy, *keys; /* paths, or NULL */
	const char *settings[TEST_SETTINGS];
	unsigned capture_count, rule_count, setting_count;
	struct expected expectations[TEST_EXPECTATIONS];
	unsigned expectation_count;
	bool no_memory;
};

/** Reads FOLDER/test.yaml; false when it has faults, which DIAG was told. Close it either way. */
bool test_case_open(struct test_case *t, const char *folder, struct diag *diag);
void test_case_close(struct test_case *t);

/** Counts one EVE line. */
void test_case_event(struct test_case *t, struct span line);

/** True when E came as often as it must. */
bool expectation_holds(const struct expected *e);

#endif
