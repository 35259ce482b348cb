/*
 * test_edp: dissectors/edp.c. Frames laid out as tshark reads them, with right sums where nothing else is said.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_edp;

static void run(const char *name, const struct turn *turns, const char *expect)
{
	vector_run(&(struct vector){name, &dissector_edp, false, turns, 1, expect});
}

/* clang-format off */

/* A frame of lldpd 1.0.16, which says of itself what no switch does. */
START_TEST(lldpd_names_the_host_that_it_runs_on)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00" "E\xc1U\x00\x00\x00\x00\x1e\x10*\xd5\x81\xaa"
		"\x99\x01\x00\x0dsw-lon-7\x00\x99\x02\x00$\x00\x08\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x07\x06\x04" "c\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":0,\"machine_id\":\"1e:10:2a:d5:81:aa\",\"system_name\":\"sw-lon-7\",\"software\":\"7.6.4.99\",\"slot\":9,\"port\":1,\"port_id\":\"9:1\"}}\n"
	"identity of=client name=sw-lon-7 evidence=edp equipment=0\n";

	run("lldpd names the host that it runs on", turns, expect);
}
END_TEST

START_TEST(a_switch_tells_name_software_and_port)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00" "EB\xc9\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x02\x00$\x00\x00\x00\x17\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x0f\x03\x01\x04\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\",\"software\":\"15.3.1.4\",\"slot\":1,\"port\":24,\"port_id\":\"1:24\"}}\n"
	"identity of=client vendor=Extreme software=ExtremeXOS 15.3.1.4 name=sw-lon-7 evidence=edp equipment=1\n";

	run("a switch tells name software and port", turns, expect);
}
END_TEST

START_TEST(what_came_before_extremexos_was_extremeware)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00" "EQ\xcf\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x02\x00$\x00\x02\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x07\x08\x03\x05\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\",\"software\":\"7.8.3.5\",\"slot\":3,\"port\":1,\"port_id\":\"3:1\"}}\n"
	"identity of=client vendor=Extreme software=ExtremeWare 7.8.3.5 name=sw-lon-7 evidence=edp equipment=1\n";

	run("what came before extremexos was extremeware", turns, expect);
}
END_TEST

START_TEST(vlans_are_told_with_names_and_addresses)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00" "d\xf4h\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x05\x00\x18\x00\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00" "Default\x00\x99\x05\x00\x15\x80\x00\x00\x1e\x00\x00"
		"\x00\x00\x0a\x1e\x00\x09mgmt\x00\x99\x05\x00\x16\x80\x00\x00(\x00\x00\x00"
		"\x00\x0a(\x00\x01users\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\",\"mgmt_address\":\"10.30.0.9\",\"vlans\":[{\"id\":0,\"name\":\"Default\"},{\"id\":30,\"name\":\"mgmt\",\"address\":\"10.30.0.9\"},{\"id\":40,\"name\":\"users\",\"address\":\"10.40.0.1\"}]}}\n"
	"identity of=client addr=10.30.0.9 vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n";

	run("vlans are told with names and addresses", turns, expect);
}
END_TEST

START_TEST(vlans_may_come_in_a_frame_of_their_own)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00)\xdf\xea\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x05\x00\x15\x00\x00\x00\x1e\x00\x00\x00\x00\x0a\x1e\x00\x09mgmt\x00"
		"\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"mgmt_address\":\"10.30.0.9\",\"vlans\":[{\"id\":30,\"name\":\"mgmt\",\"address\":\"10.30.0.9\"}]}}\n"
	"identity of=client addr=10.30.0.9 vendor=Extreme evidence=edp equipment=1\n";

	run("vlans may come in a frame of their own", turns, expect);
}
END_TEST

START_TEST(what_stands_behind_the_end_of_a_name_is_left_out)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00)3\xd7\x00\x07\x00\x00\x00\x04\x96\x05\x06\x07"
		"\x99\x01\x00\x15sw-lon-7\x00old name\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\"}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n";

	run("what stands behind the end of a name is left out", turns, expect);
}
END_TEST

START_TEST(what_stands_behind_the_last_tlv_is_left_out)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00*\xa2\xaa\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x00\x00\x04\x99\x01\x00\x09other\x00"
		"\x00\x00\x00\x00\x00\x00")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\"}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n";

	run("what stands behind the last tlv is left out", turns, expect);
}
END_TEST

START_TEST(a_machine_of_another_kind_has_no_hardware_address)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00!\x87\x95\x00\x07\x00\x01\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"system_name\":\"sw-lon-7\"}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n";

	run("a machine of another kind has no hardware address", turns, expect);
}
END_TEST

/* EAPS and ESRP. */
START_TEST(rings_and_routers_that_announce_nobody_are_not_told)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00`\x97#\x00\x07\x00\x00\x00\x04\x96\x05\x06\x07"
		"\x99\x0b\x00,\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x99\x08\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		"\x99\x00\x00\x04")};
	static const char expect[] =
	"";

	run("rings and routers that announce nobody are not told", turns, expect);
}
END_TEST

START_TEST(frames_of_other_vendors_say_nothing)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0R\x00\xbb\x01\x00\x00!\x87\x96\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"";

	run("frames of other vendors say nothing", turns, expect);
}
END_TEST

START_TEST(another_protocol_of_the_vendor_says_nothing)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbc\x01\x00\x00!\x87\x96\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"";

	run("another protocol of the vendor says nothing", turns, expect);
}
END_TEST

START_TEST(another_version_is_not_believed)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x02\x00\x00!\x86\x96\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"anomaly edp.malformed\n";

	run("another version is not believed", turns, expect);
}
END_TEST

START_TEST(a_wrong_checksum_is_not_believed)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00!\x87\x97\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"anomaly edp.malformed\n";

	run("a wrong checksum is not believed", turns, expect);
}
END_TEST

START_TEST(a_tlv_without_its_marker_ends_the_frame)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00*\x05\xbb\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x98\x01\x00\x09" "evil\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\"}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n"
	"anomaly edp.malformed\n";

	run("a tlv without its marker ends the frame", turns, expect);
}
END_TEST

START_TEST(a_tlv_shorter_than_its_head_ends_the_frame)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00%~\xf9\x00\x07\x00\x00\x00\x04\x96\x05\x06\x07"
		"\x99\x01\x00\x0dsw-lon-7\x00\x99\x05\x00\x03\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\"}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n"
	"anomaly edp.malformed\n";

	run("a tlv shorter than its head ends the frame", turns, expect);
}
END_TEST

START_TEST(a_tlv_of_length_zero_does_not_loop)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00-u\xbf\x00\x07\x00\x00\x00\x04\x96\x05\x06\x07"
		"\x99\x01\x00\x0dsw-lon-7\x00\x99\x05\x00\x00\x99\x05\x00\x00\x99\x05\x00\x00"
		"\x99\x05\x00\x00")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\"}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n"
	"anomaly edp.malformed\n";

	run("a tlv of length zero does not loop", turns, expect);
}
END_TEST

START_TEST(a_tlv_past_the_frame_is_told_of_and_what_is_before_it_read)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00%\xa7\xc3\x00\x07\x00\x00\x00\x04\x96\x05\x06"
		"\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x01\xff\xff" "evil")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\",\"truncated\":true}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n"
	"anomaly edp.malformed\n";

	run("a tlv past the frame is told of and what is before it read", turns, expect);
}
END_TEST

START_TEST(a_length_past_the_frame_is_told_of)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00\xc8\x86\xef\x00\x07\x00\x00\x00\x04\x96\x05"
		"\x06\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\",\"truncated\":true}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n"
	"anomaly edp.malformed\n";

	run("a length past the frame is told of", turns, expect);
}
END_TEST

START_TEST(numbers_that_are_too_short_are_told_of)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00" "C\xd8\xc6\x00\x07\x00\x00\x00\x04\x96\x05"
		"\x06\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x02\x00\x13\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x99\x05\x00\x0f\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"edp {\"edp\":{\"sequence\":7,\"machine_id\":\"00:04:96:05:06:07\",\"system_name\":\"sw-lon-7\"}}\n"
	"identity of=client vendor=Extreme name=sw-lon-7 evidence=edp equipment=1\n"
	"anomaly edp.malformed\n";

	run("numbers that are too short are told of", turns, expect);
}
END_TEST

START_TEST(a_length_without_a_head_is_malformed)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\xe0+\x00\xbb\x01\x00\x00\x0f" "b\xe0\x00\x07\x00\x00\x00\x04\x96\x05"
		"\x06\x07\x99\x01\x00\x0dsw-lon-7\x00\x99\x00\x00\x04")};
	static const char expect[] =
	"anomaly edp.malformed\n";

	run("a length without a head is malformed", turns, expect);
}
END_TEST

/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("edp");

	tcase_add_test(t, lldpd_names_the_host_that_it_runs_on);
	tcase_add_test(t, a_switch_tells_name_software_and_port);
	tcase_add_test(t, what_came_before_extremexos_was_extremeware);
	tcase_add_test(t, vlans_are_told_with_names_and_addresses);
	tcase_add_test(t, vlans_may_come_in_a_frame_of_their_own);
	tcase_add_test(t, what_stands_behind_the_end_of_a_name_is_left_out);
	tcase_add_test(t, what_stands_behind_the_last_tlv_is_left_out);
	tcase_add_test(t, a_machine_of_another_kind_has_no_hardware_address);
	tcase_add_test(t, rings_and_routers_that_announce_nobody_are_not_told);
	tcase_add_test(t, frames_of_other_vendors_say_nothing);
	tcase_add_test(t, another_protocol_of_the_vendor_says_nothing);
	tcase_add_test(t, another_version_is_not_believed);
	tcase_add_test(t, a_wrong_checksum_is_not_believed);
	tcase_add_test(t, a_tlv_without_its_marker_ends_the_frame);
	tcase_add_test(t, a_tlv_shorter_than_its_head_ends_the_frame);
	tcase_add_test(t, a_tlv_of_length_zero_does_not_loop);
	tcase_add_test(t, a_tlv_past_the_frame_is_told_of_and_what_is_before_it_read);
	tcase_add_test(t, a_length_past_the_frame_is_told_of);
	tcase_add_test(t, numbers_that_are_too_short_are_told_of);
	tcase_add_test(t, a_length_without_a_head_is_malformed);
	return unit_run(t, "edp");
}
