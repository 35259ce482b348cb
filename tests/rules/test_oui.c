/* Makers are found by their MAC addresses. */
#include "config.h"

#include "rules/oui.h"
#include "tests/rules/files.h"
#include "tests/rules/policies.h"
#include "tests/unit.h"

static const char header[] = "Registry,Assignment,Organization Name,Organization Address\r\n";

static struct oui *open_registries(const struct folder *f, struct faults *faults)
{
	struct diag diag = {.say = note_fault, .ctx = faults};
	struct oui *o = NULL;

	*faults = (struct faults){{0}, 0};
	ck_assert_int_eq(oui_open(f->path, &diag, &o), 0);
	return o;
}

static void write_registries(const struct folder *f)
{
	char text[2048];

	snprintf(text, sizeof(text), "%s%s", header,
		"MA-L,001B54,\"Cisco Systems, Inc\",80 West Tasman Drive\r\n"
		"MA-L,00E0FC,\"Say \"\"Hi\"\" Ltd\",\"a street\r\nof two lines\"\r\n"
		"MA-L,70B3D5,IEEE Registration Authority,445 Hoes Lane\r\n"
		"MA-L,001C54,\"Cisco Systems, Inc\",again\r\n"
		"MA-L,D47BB0,Private,\r\n"
		"MA-L,short,Nobody,\r\n"
		"MA-L,00ZZFC,Nobody,\r\n"
		"MA-L,0000AA,,\r\n"
		"\r\n"
		"MA-L\r\n"
		"MA-L,0000AB,no newline at the end");
	folder_write(f, "oui.csv", text);
	snprintf(text, sizeof(text), "%s%s", header, "MA-M,70B3D51,Middle,street\r\n");
	folder_write(f, "mam.csv", text);
	snprintf(text, sizeof(text), "%s%s", header, "MA-S,70B3D51F2,Small\x1b Works,street\r\n");
	folder_write(f, "oui36.csv", text);
}

static void expect(const struct oui *o, const char *mac, const char *vendor)
{
	struct mac m;
	unsigned b[6];

	ck_assert_int_eq(
		sscanf(mac, "%x:%x:%x:%x:%x:%x", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5]), 6);
	for (int i = 0; i < 6; i++)
		m.b[i] = (uint8_t)b[i];
	const char *found = oui_vendor(o, &m);
	ck_assert_str_eq(found ? found : "-", vendor);
}

START_TEST(the_longest_assignment_counts)
{
	struct folder f = folder_make();
	struct faults faults;

	write_registries(&f);
	struct oui *o = open_registries(&f, &faults);
	ck_assert_str_eq(faults.text, "");
	expect(o, "70:b3:d5:1f:20:01", "Small  Works");
	expect(o, "70:b3:d5:1f:30:01", "Middle");
	expect(o, "70:b3:d5:20:00:01", "-");
	oui_free(o);
	folder_remove(&f);
}
END_TEST

START_TEST(names_in_quotes_and_lines_that_are_broken_are_survived)
{
	struct folder f = folder_make();
	struct faults faults;

	write_registries(&f);
	struct oui *o = open_registries(&f, &faults);
	expect(o, "00:1b:54:00:00:01", "Cisco Systems, Inc");
	expect(o, "00:1c:54:00:00:01", "Cisco Systems, Inc");
	expect(o, "00:e0:fc:00:00:01", "Say \"Hi\" Ltd");
	expect(o, "00:00:ab:00:00:01", "no newline at the end");
	expect(o, "00:00:aa:00:00:01", "-");
	ck_assert_uint_eq(oui_count(o), 9);
	oui_free(o);
	folder_remove(&f);
}
END_TEST

START_TEST(addresses_that_no_maker_gave_have_none)
{
	struct folder f = folder_make();
	struct faults faults;

	write_registries(&f);
	struct oui *o = open_registries(&f, &faults);
	expect(o, "02:1b:54:00:00:01", "-"); /* locally administered */
	expect(o, "01:1b:54:00:00:01", "-"); /* group */
	expect(o, "d4:7b:b0:00:00:01", "-"); /* private */
	expect(o, "aa:bb:cc:00:00:01", "-");
	expect(NULL, "00:1b:54:00:00:01", "-");
	oui_free(o);
	folder_remove(&f);
}
END_TEST

START_TEST(missing_files_are_no_fault_and_foreign_ones_a_warning)
{
	struct folder f = folder_make();
	struct faults faults;
	char expected[256];

	struct oui *o = open_registries(&f, &faults);
	ck_assert_str_eq(faults.text, "");
	ck_assert_uint_eq(oui_count(o), 0);
	oui_free(o);
	folder_write(&f, "oui.csv", "hello\nworld \"and an open quote\n");
	o = open_registries(&f, &faults);
	snprintf(expected, sizeof(expected),
		"%s/oui.csv: warning: holds no assignment of the IEEE; makers stay unknown\n",
		f.path);
	ck_assert_str_eq(faults.text, expected);
	oui_free(o);
	folder_remove(&f);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("oui");
	TCase *t = tcase_create("registries");

	tcase_add_test(t, the_longest_assignment_counts);
	tcase_add_test(t, names_in_quotes_and_lines_that_are_broken_are_survived);
	tcase_add_test(t, addresses_that_no_maker_gave_have_none);
	tcase_add_test(t, missing_files_are_no_fault_and_foreign_ones_a_warning);
	suite_add_tcase(s, t);
	return unit_run_suite(s);
}
