/*
 * test_registry: dissectors/registry.c and list.def: every protocol is complete, and none is listed
 * without a test of its own.
 */
#include "config.h"

#include "sensor/flow/classify.h"
#include "tests/unit.h"

#include <check.h>
#include <stdio.h>
#include <unistd.h>

static bool is_name(const char *name)
{
	return name && *name &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

START_TEST(every_protocol_is_complete_and_found_by_its_name)
{
	for (const struct dissector *const *d = dissectors; *d; d++) {
		ck_assert(is_name((*d)->name));
		ck_assert_ptr_eq(dissector_find(span_str((*d)->name)), *d);
		ck_assert_msg((*d)->title && (*d)->spec && (*d)->set, "%s", (*d)->name);
		ck_assert_msg((*d)->schemas && (*d)->schemas[0], "%s has no schema", (*d)->name);
		ck_assert_msg((*d)->datagram || (*d)->stream || (*d)->frame, "%s reads nothing",
			(*d)->name);
		ck_assert_msg((*d)->probe || !((*d)->datagram || (*d)->stream) || (*d)->frame ||
				      !(*d)->hints,
			"%s cannot be recognised", (*d)->name);
		ck_assert_uint_le((*d)->state_size, DISSECTOR_STATE_MAX);
	}
	unsigned count = 0;
	while (dissectors[count])
		count++;
	ck_assert_uint_le(count, CLASSIFY_DISSECTORS); /* or the last are never asked */
	ck_assert_ptr_null(dissector_find(SPAN_LIT("no such protocol")));
}
END_TEST

START_TEST(every_field_has_a_path_and_a_sentence)
{
	for (const struct dissector *const *d = dissectors; *d; d++) {
		for (const struct schema *const *s = (*d)->schemas; *s; s++) {
			ck_assert(is_name((*s)->name));
			ck_assert_uint_gt((*s)->count, 0);
			for (uint16_t i = 0; i < (*s)->count; i++) {
				const struct field *f = &(*s)->fields[i];
				ck_assert_msg(f->path && *f->path, "%s field %u", (*s)->name, i);
				ck_assert_msg(f->doc && *f->doc, "%s.%s has no sentence",
					(*s)->name, f->path);
				ck_assert_msg(f->doc[strlen(f->doc) - 1] != '.',
					"%s.%s ends in a full stop", (*s)->name, f->path);
			}
		}
	}
}
END_TEST

START_TEST(every_protocol_has_vectors)
{
	char path[512];

	for (const struct dissector *const *d = dissectors; *d; d++) {
		snprintf(path, sizeof(path), "%s/tests/dissectors/test_%s.c", SOURCE_DIR,
			(*d)->name);
		ck_assert_msg(access(path, R_OK) == 0, "%s is missing", path);
	}
}
END_TEST

START_TEST(no_probe_claims_nothing_or_zeros)
{
	static const uint8_t zeros[64];

	for (const struct dissector *const *d = dissectors; *d; d++) {
		struct probe_input in = {.dport = 9};
		if (!(*d)->probe)
			continue;
		ck_assert_msg((*d)->probe(&in) < PROBE_LIKELY, "%s", (*d)->name);
		in.data = span_of(zeros, sizeof(zeros));
		ck_assert_msg((*d)->probe(&in) != PROBE_SURE, "%s", (*d)->name);
	}
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("registry");

	tcase_add_test(tests, every_protocol_is_complete_and_found_by_its_name);
	tcase_add_test(tests, every_field_has_a_path_and_a_sentence);
	tcase_add_test(tests, every_protocol_has_vectors);
	tcase_add_test(tests, no_probe_claims_nothing_or_zeros);
	return unit_run(tests, "registry");
}
