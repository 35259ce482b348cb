/* test_defaults: the list of credentials that vendors ship. */
#include "config.h"

#include "rules/defaults.h"
#include "tests/unit.h"

#include <check.h>

START_TEST(communities_and_passwords_of_vendors_are_known)
{
	ck_assert(credential_is_default(SPAN_LIT(""), SPAN_LIT("public")));
	ck_assert(credential_is_default(span_str(NULL), SPAN_LIT("private")));
	ck_assert(credential_is_default(SPAN_LIT("root"), SPAN_LIT("xc3511")));
	ck_assert(credential_is_default(SPAN_LIT("ADMIN"), SPAN_LIT("admin")));
}
END_TEST

START_TEST(what_an_operator_chose_is_not_a_default)
{
	ck_assert(!credential_is_default(SPAN_LIT(""), SPAN_LIT("s3cretRW")));
	ck_assert(!credential_is_default(SPAN_LIT("alice"), SPAN_LIT("admin")));
	ck_assert(!credential_is_default(SPAN_LIT("root"), SPAN_LIT("XC3511")));
	ck_assert(!credential_is_default(SPAN_LIT("public"), SPAN_LIT("")));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("list");

	tcase_add_test(t, communities_and_passwords_of_vendors_are_known);
	tcase_add_test(t, what_an_operator_chose_is_not_a_default);
	return unit_run(t, "defaults");
}
