/* test_huawei-ndp: dissectors/huawei_ndp.c. The frames are made by hand: what lies between the
 * texts is not known. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdio.h>

extern const struct dissector dissector_huawei_ndp;

#define NDP(...) HAS(VECTOR_OF(dissector_huawei_ndp, false), __VA_ARGS__)
#define VRP                                                                                        \
	"Huawei Versatile Routing Platform Software\r\nVRP (R) software, Version 5.130 (S5700 "    \
	"V200R003C00SPC300)"

START_TEST(a_switch_tells_name_software_and_port)
{
	static const struct turn turns[] = {CLIENT("\1\0\2\0\x0a"
						   "olt-lon-1\0\3\0\x60" VRP "\0\4\0\x15"
						   "GigabitEthernet0/0/1\0\0")};
	vector_run(&(struct vector){"switch", &dissector_huawei_ndp, false, turns, 1,
		"huawei_ndp {\"huawei_ndp\":{\"text\":[\"olt-lon-1\",\"`Huawei Versatile Routing "
		"Platform "
		"Software\\r\\nVRP (R) software, Version 5.130 (S5700 V200R003C00SPC300)\","
		"\"GigabitEthernet0/0/1\"],\"vendor\":\"Huawei\",\"software\":\"VRP 5.130 "
		"V200R003C00SPC300\",\"platform\":\"S5700\"}}\n"});
}
END_TEST

START_TEST(comware_is_h3c)
{
	static const struct turn turns[] = {CLIENT("\2H3C Comware Platform Software, Software "
						   "Version 5.20, Release 1808\r\nH3C S5800\0")};
	NDP("\"vendor\":\"H3C\"", "\"software\":\"Comware 5.20\"", "\"platform\":\"S5800\"");
}
END_TEST

START_TEST(the_first_software_that_is_named_counts)
{
	static const struct turn turns[] = {
		CLIENT(VRP "\0H3C Comware Platform Software, Software Version 7.1")};
	NDP("\"vendor\":\"Huawei\"", "!\"software\":\"Comware");
}
END_TEST

START_TEST(text_that_names_no_software_is_told_alone)
{
	static const struct turn turns[] = {CLIENT("\0\1sw-access-7\0")};
	NDP("\"text\":[\"sw-access-7\"]", "!vendor", "!software");
}
END_TEST

START_TEST(no_host_is_equipment_by_it)
{
	static const struct turn turns[] = {CLIENT(VRP)};
	NDP("huawei_ndp {", "!identity");
}
END_TEST

START_TEST(white_space_around_a_text_is_left_out)
{
	static const struct turn turns[] = {CLIENT("\0  Quidway S3900 \r\n\0")};
	NDP("\"text\":[\"Quidway S3900\"]");
}
END_TEST

START_TEST(a_text_needs_four_letters)
{
	static const struct turn turns[] = {CLIENT("\0abc\0a-b\0----------\0ab12\0")};
	NDP("\"text\":[\"ab12\"]");
}
END_TEST

START_TEST(an_empty_frame_says_that_it_was_there)
{
	static const struct turn turns[] = {CLIENT("")};
	NDP("huawei_ndp {", "!text");
}
END_TEST

START_TEST(numbers_alone_are_no_text)
{
	static const struct turn turns[] = {CLIENT("\x01\x02\x03\xff\xfe\x80\x81\x00\x00\x00")};
	NDP("huawei_ndp {", "!text", "!anomaly");
}
END_TEST

START_TEST(more_texts_than_any_switch_has_are_left_out)
{
	static uint8_t many[40 * 8];
	static const struct turn turns[] = {{SIDE_CLIENT, {many, sizeof(many)}}};

	for (unsigned i = 0; i < 40; i++)
		snprintf((char *)many + i * 8, 8, "name%02u", i);
	NDP("\"name15\"]", "!name16");
}
END_TEST

START_TEST(a_text_as_long_as_the_frame_ends_with_it)
{
	static uint8_t lots[9000];
	static const struct turn turns[] = {{SIDE_CLIENT, {lots, sizeof(lots)}}};

	memset(lots, 'A', sizeof(lots));
	NDP("huawei_ndp {\"huawei_ndp\":{\"text\":[\"AAAA", "!anomaly");
}
END_TEST

START_TEST(bytes_that_are_no_ascii_part_texts)
{
	static const struct turn turns[] = {CLIENT("swit\xc3\xa9"
						   "channel-1\x1b[2J")};
	NDP("\"text\":[\"swit\",\"channel-1\"]");
}
END_TEST

START_TEST(a_version_without_number_names_the_vendor_alone)
{
	static const struct turn turns[] = {
		CLIENT("\0Huawei Versatile Routing Platform Software\0")};
	NDP("\"vendor\":\"Huawei\"", "!\"software\":");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("huawei_ndp");

	tcase_add_test(tests, a_switch_tells_name_software_and_port);
	tcase_add_test(tests, comware_is_h3c);
	tcase_add_test(tests, the_first_software_that_is_named_counts);
	tcase_add_test(tests, text_that_names_no_software_is_told_alone);
	tcase_add_test(tests, no_host_is_equipment_by_it);
	tcase_add_test(tests, white_space_around_a_text_is_left_out);
	tcase_add_test(tests, a_text_needs_four_letters);
	tcase_add_test(tests, an_empty_frame_says_that_it_was_there);
	tcase_add_test(tests, numbers_alone_are_no_text);
	tcase_add_test(tests, more_texts_than_any_switch_has_are_left_out);
	tcase_add_test(tests, a_text_as_long_as_the_frame_ends_with_it);
	tcase_add_test(tests, bytes_that_are_no_ascii_part_texts);
	tcase_add_test(tests, a_version_without_number_names_the_vendor_alone);
	return unit_run(tests, "huawei_ndp");
}
