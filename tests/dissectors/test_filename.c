/* test_filename: dissectors/common/filename.c: what a file is by its name. */
#include "config.h"

#include "dissectors/common/filename.h"
#include "tests/unit.h"

#include <check.h>

static const struct {
	const char *name;
	enum subject subject;
} files[] = {
	{"router-confg", SUBJECT_CONFIG},
	{"startup.cfg", SUBJECT_CONFIG},
	{"/backup/A20261122-olt-1.cfg", SUBJECT_CONFIG},
	{"olt-lon-1", SUBJECT_CONFIG},
	{"", SUBJECT_CONFIG},
	{"c2900-universalk9-mz.SPA.bin", SUBJECT_IMAGE},
	{"flash:/ne40e_v800r021.CC", SUBJECT_IMAGE},
	{"vmlinuz-6.1", SUBJECT_IMAGE},
	{"my-firmware-2", SUBJECT_IMAGE},
	{"C:\\keys\\device.p12", SUBJECT_CERTIFICATE},
	{"crashinfo_20261122", SUBJECT_FILE},
	{"syslog/messages.log", SUBJECT_FILE},
	{"A20261122.1415+0100-1430+0100_enb-7", SUBJECT_FILE},
	{"/pm/C20261122.1400-1500_-_1:RNC7.xml.gz", SUBJECT_FILE},
	{"/pm/a.mrf", SUBJECT_FILE},
	{"pmresult_1526726657_15_202611221415.csv", SUBJECT_FILE},
	/* near a measurement, and none */
	{"A20261122.14", SUBJECT_CONFIG},
	{"A20261122.141", SUBJECT_CONFIG},
	{"E20261122.1415+0100-1430", SUBJECT_CONFIG},
	{"A2026112x.1415+0100-1430", SUBJECT_CONFIG},
	{"A20261122_1415+0100-1430", SUBJECT_CONFIG},
};

START_TEST(a_name_tells_what_a_file_is)
{
	ck_assert_msg(filename_subject(span_str(files[_i].name)) == files[_i].subject, "%s",
		files[_i].name);
}
END_TEST

START_TEST(software_enters_as_an_image)
{
	ck_assert_int_eq(filename_verb_in(SPAN_LIT("router.bin")), VERB_IMAGE);
	ck_assert_int_eq(filename_verb_in(SPAN_LIT("router-confg")), VERB_IMPORT);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("filename");

	tcase_add_loop_test(tests, a_name_tells_what_a_file_is, 0, sizeof(files) / sizeof(*files));
	tcase_add_test(tests, software_enters_as_an_image);
	return unit_run(tests, "filename");
}
