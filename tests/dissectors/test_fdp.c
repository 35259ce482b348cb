/*
 * test_fdp: dissectors/fdp.c. The frames are as tshark reads them.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_fdp;

static void run(const char *name, const struct turn *turns, const char *expect)
{
	vector_run(&(struct vector){name, &dissector_fdp, false, turns, 1, expect});
}

/* clang-format off */

#define HEAD "\x00\xe0\x52\x20\x00" "\x01\xb4\x12\x34" /* version 1, TTL 180, checksum */
#define NAME "\x00\x01\x00\x08" "fes1" /* device id */

START_TEST(a_switch_tells_name_platform_software_and_address)
{
	static const struct turn turns[] = {CLIENT(
		HEAD
		"\x00\x01\x00\x0e" "FES-lon-01"
		"\x00\x02\x00\x11\x00\x00\x00\x01\x01\x01\xcc\x00\x04\x0a\x1e\x00\x09"
		"\x00\x03\x00\x10" "ethernet0/24"
		"\x00\x04\x00\x0a" "Switch"
		"\x00\x05\x00\x38" "Foundry Networks, Inc. FES, IronWare Version 04.3.01"
		"\x00\x06\x00\x18" "FastIron Edge Switch"
		"\x01\x02\x00\x0a\x00\x01\x81\x00\x00\x00")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"FES-lon-01\","
	  "\"system_description\":\"Foundry Networks, Inc. FES, IronWare Version 04.3.01\","
	  "\"platform\":\"FastIron Edge Switch\",\"software\":\"IronWare 04.3.01\",\"port_id\":\"ethernet0/24\","
	  "\"mgmt_address\":\"10.30.0.9\",\"addresses\":[\"10.30.0.9\"],"
	  "\"capabilities\":\"Switch\"}}\n"
	"identity of=client addr=10.30.0.9 vendor=Brocade platform=FastIron Edge Switch "
	  "software=IronWare 04.3.01 name=FES-lon-01 evidence=fdp equipment=1\n";
	run("a switch tells name platform software and address", turns, expect);
}
END_TEST

START_TEST(several_addresses_stand_in_one_list)
{
	static const struct turn turns[] = {CLIENT(HEAD NAME
		"\x00\x02\x00\x15\x00\x00\x00\x02\x01\x01\xcc\x00\x08\x0a\x1e\x00\x09\x0a\x1f\x00\x09")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"fes1\","
	  "\"mgmt_address\":\"10.30.0.9\",\"addresses\":[\"10.30.0.9\",\"10.31.0.9\"]}}\n"
	"identity of=client addr=10.30.0.9 name=fes1 evidence=fdp equipment=1\n";
	run("several addresses stand in one list", turns, expect);
}
END_TEST

START_TEST(a_host_is_no_equipment)
{
	static const struct turn turns[] = {CLIENT(HEAD NAME "\x00\x04\x00\x08" "Host")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"fes1\",\"capabilities\":\"Host\"}}\n"
	"identity of=client name=fes1 evidence=fdp equipment=0\n";
	run("a host is no equipment", turns, expect);
}
END_TEST

START_TEST(a_ttl_of_zero_is_told_but_makes_no_identity)
{
	static const struct turn turns[] = {CLIENT("\x00\xe0\x52\x20\x00\x01\x00\x12\x34" NAME)};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":0,\"system_name\":\"fes1\"}}\n";
	run("a ttl of zero is told but makes no identity", turns, expect);
}
END_TEST

START_TEST(zeros_behind_a_text_are_left_out)
{
	static const struct turn turns[] = {CLIENT(HEAD "\x00\x01\x00\x0a" "fes1\x00\x00")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"fes1\"}}\n"
	"identity of=client name=fes1 evidence=fdp equipment=1\n";
	run("zeros behind a text are left out", turns, expect);
}
END_TEST

START_TEST(frames_of_other_vendors_say_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\x00\x00\x0c\x20\x00\x01\xb4\x12\x34\x00\x01\x00\x06" "sw")};

	run("frames of other vendors say nothing", turns, "");
}
END_TEST

START_TEST(another_protocol_of_the_vendor_says_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\x00\xe0\x52\x20\x01\x01\xb4\x12\x34\x00\x01\x00\x06" "sw")};

	run("another protocol of the vendor says nothing", turns, "");
}
END_TEST

START_TEST(a_tlv_shorter_than_its_head_ends_the_frame)
{
	static const struct turn turns[] = {CLIENT(HEAD NAME "\x00\x05\x00\x03\x78")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"fes1\"}}\n"
	"anomaly fdp.malformed\n"
	"identity of=client name=fes1 evidence=fdp equipment=1\n";
	run("a tlv shorter than its head ends the frame", turns, expect);
}
END_TEST

START_TEST(a_tlv_of_length_zero_does_not_loop)
{
	static const struct turn turns[] = {CLIENT(HEAD NAME "\x00\x05\x00\x00\x00\x05\x00\x00")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"fes1\"}}\n"
	"anomaly fdp.malformed\n"
	"identity of=client name=fes1 evidence=fdp equipment=1\n";
	run("a tlv of length zero does not loop", turns, expect);
}
END_TEST

START_TEST(a_tlv_past_the_frame_is_told_of_and_what_is_before_it_read)
{
	static const struct turn turns[] = {CLIENT(HEAD NAME "\x00\x06\xff\xff" "FastIron")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"fes1\",\"truncated\":true}}\n"
	"anomaly fdp.malformed\n"
	"identity of=client name=fes1 evidence=fdp equipment=1\n";
	run("a tlv past the frame is told of and what is before it read", turns, expect);
}
END_TEST

START_TEST(a_count_of_four_billion_addresses_ends_with_the_bytes)
{
	static const struct turn turns[] = {CLIENT(HEAD NAME
		"\x00\x02\x00\x11\xff\xff\xff\xff\x01\x01\xcc\x00\x04\x0a\x1e\x00\x01")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"fes1\","
	  "\"mgmt_address\":\"10.30.0.1\",\"addresses\":[\"10.30.0.1\"]}}\n"
	"identity of=client addr=10.30.0.1 name=fes1 evidence=fdp equipment=1\n";
	run("a count of four billion addresses ends with the bytes", turns, expect);
}
END_TEST

START_TEST(an_address_that_is_cut_is_told_of)
{
	static const struct turn turns[] = {CLIENT(HEAD NAME
		"\x00\x02\x00\x0f\x00\x00\x00\x01\x01\x01\xcc\x00\x04\x0a\x1e")};
	static const char expect[] =
	"fdp {\"fdp\":{\"version\":1,\"ttl\":180,\"system_name\":\"fes1\"}}\n"
	"anomaly fdp.malformed\n"
	"identity of=client name=fes1 evidence=fdp equipment=1\n";
	run("an address that is cut is told of", turns, expect);
}
END_TEST

START_TEST(another_version_is_not_believed)
{
	static const struct turn turns[] = {CLIENT("\x00\xe0\x52\x20\x00\x07\xb4\x12\x34" NAME)};

	run("another version is not believed", turns, "anomaly fdp.malformed\n");
}
END_TEST

START_TEST(a_head_alone_is_malformed)
{
	static const struct turn turns[] = {CLIENT(HEAD)};

	run("a head alone is malformed", turns, "anomaly fdp.malformed\n");
}
END_TEST
/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("fdp");

	tcase_add_test(t, a_switch_tells_name_platform_software_and_address);
	tcase_add_test(t, several_addresses_stand_in_one_list);
	tcase_add_test(t, a_host_is_no_equipment);
	tcase_add_test(t, a_ttl_of_zero_is_told_but_makes_no_identity);
	tcase_add_test(t, zeros_behind_a_text_are_left_out);
	tcase_add_test(t, frames_of_other_vendors_say_nothing);
	tcase_add_test(t, another_protocol_of_the_vendor_says_nothing);
	tcase_add_test(t, a_tlv_shorter_than_its_head_ends_the_frame);
	tcase_add_test(t, a_tlv_of_length_zero_does_not_loop);
	tcase_add_test(t, a_tlv_past_the_frame_is_told_of_and_what_is_before_it_read);
	tcase_add_test(t, a_count_of_four_billion_addresses_ends_with_the_bytes);
	tcase_add_test(t, an_address_that_is_cut_is_told_of);
	tcase_add_test(t, another_version_is_not_believed);
	tcase_add_test(t, a_head_alone_is_malformed);
	return unit_run(t, "fdp");
}
