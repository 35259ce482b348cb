/* Makers and resolvers are known by name and address, from a file whose faults are told by line. */
#include "config.h"

#include "rules/judge/services.h"
#include "tests/rules/files.h"
#include "tests/unit.h"

#include <errno.h>

static const char *text_of(const struct known_service *s)
{
	return s ? s->text : NULL;
}

static struct addr addr_of(const char *text)
{
	struct addr a;

	ck_assert(addr_parse(span_str(text), &a));
	return a;
}

START_TEST(what_is_built_in_knows_names_below_a_name_and_addresses)
{
	struct diag diag = {0};
	struct services *s;
	struct addr google = addr_of("8.8.8.8"), google6 = addr_of("2001:4860:4860::8888");
	struct addr nobody = addr_of("192.0.2.1");

	ck_assert_int_eq(services_open(NULL, &diag, &s), 0);
	ck_assert_uint_eq(diag.errors, 0);
	ck_assert_str_eq(text_of(services_named(s, "tools.cisco.com")), "call-home of Cisco");
	ck_assert_str_eq(
		text_of(services_named(s, "n1.DEVICE.arubanetworks.com")), "zero-touch of Aruba");
	ck_assert_ptr_null(services_named(s, "nottools.cisco.com.example"));
	ck_assert_ptr_null(services_named(s, "8.8.8.8"));
	ck_assert_ptr_null(services_named(s, NULL));
	ck_assert(services_at(s, &google)->is_resolver);
	ck_assert(services_at(s, &google6)->is_resolver);
	ck_assert_ptr_null(services_at(s, &nobody));
	ck_assert_ptr_null(services_at(NULL, &google));
	services_free(s);
}
END_TEST

static unsigned faults_of(const char *text)
{
	struct folder f = folder_make();
	struct diag diag = {0};
	struct services *s = NULL;

	folder_write(&f, "services.tsv", text);
	int error = services_open(folder_path(&f, "services.tsv"), &diag, &s);
	ck_assert_int_eq(error, diag.errors ? -EINVAL : 0);
	services_free(s);
	folder_remove(&f);
	return diag.errors;
}

START_TEST(lines_that_lack_a_field_or_have_another_kind_are_faults)
{
	ck_assert_uint_eq(
		faults_of("# none\ndate\t2026-11-22\n\na.example\tmaker\tservices of A\n"), 0);
	ck_assert_uint_eq(faults_of("a.example\tmaker\n"), 1);
	ck_assert_uint_eq(faults_of("a.example\tfriend\tservices of A\nb.example\tmaker\t\n"), 2);
	ck_assert_uint_eq(faults_of("\tmaker\tof nothing\n"), 1);
	ck_assert_uint_eq(faults_of("a\tmaker\tb\tc\td\te\tf\tg\th\ti\n"), 1);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("services");

	tcase_add_test(t, what_is_built_in_knows_names_below_a_name_and_addresses);
	tcase_add_test(t, lines_that_lack_a_field_or_have_another_kind_are_faults);
	return unit_run(t, "services");
}
