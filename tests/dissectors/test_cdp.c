/*
 * test_cdp: dissectors/cdp.c.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_cdp;

static void run(const char *name, const struct turn *turns, const char *expect)
{
	vector_run(&(struct vector){name, &dissector_cdp, false, turns, 1, expect});
}

/* clang-format off */

/* A Cisco switch */
#define SWITCH \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */ \
	"\x00\x01\x00\x18" "sw-lon-1.example.net" /* device id */ \
	"\x00\x02\x00\x2d\x00\x00\x00\x02\x01\x01\xcc\x00\x04\x0a\x1e\x00" \
	  "\x01\x02\x08\xaa\xaa\x03\x00\x00\x00\x86\xdd\x00\x10\x20\x01\x0d" \
	  "\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01" /* addresses */ \
	"\x00\x03\x00\x16" "GigabitEthernet0/1" /* port id */ \
	"\x00\x04\x00\x08\x00\x00\x00\x28" /* capabilities: switch, IGMP */ \
	"\x00\x05\x00\x99" "Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Vers" \
	  "ion 15.2(2)E6, RELEASE SOFTWARE (fc1)\nTechnical Support: htt" \
	  "p://www.cisco.com/techsupport" /* software version */ \
	"\x00\x06\x00\x19" "cisco WS-C2960-24TT-L" /* platform */ \
	"\x00\x09\x00\x07" "LAB" /* VTP domain */ \
	"\x00\x0a\x00\x06\x00\x64" /* native VLAN 100 */ \
	"\x00\x0b\x00\x05\x01" /* full duplex */ \
	"\x00\x0e\x00\x07\x01\x00\xc8" /* voice VLAN 200 */ \
	"\x00\x14\x00\x0c" "sw-lon-1" /* system name */ \
	"\x00\x16\x00\x11\x00\x00\x00\x01\x01\x01\xcc\x00\x04\x0a\x1e\x00" \
	  "\x09" /* management addresses */

/* A hypervisor: only a host */
#define HOST \
	"\x01\x3c\x12\x34" /* version 1, TTL 60, checksum */ \
	"\x00\x01\x00\x08" "esx1" /* device id */ \
	"\x00\x04\x00\x08\x00\x00\x00\x10" /* capabilities: host */ \
	"\x00\x06\x00\x0e" "VMware ESX" /* platform */

/* TTL 0 */
#define FAREWELL \
	"\x02\x00\x12\x34" /* version 2, TTL 0, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */

/* A TLV whose length does not even cover its head */
#define SHORT_TLV \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */ \
	"\x00\x05\x00\x03\x78" /* software version */

/* A TLV of length 0: must not loop */
#define ZERO_TLV \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */ \
	"\x00\x05\x00\x00" /* software version */ \
	"\x00\x05\x00\x00"

/* A TLV longer than the frame */
#define LONG_TLV \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */ \
	"\x00\x06\xff\xff" "cisco" /* platform */

/* A count of addresses that nobody can have */
#define MANY_ADDRESSES \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */ \
	"\x00\x02\x00\x11\xff\xff\xff\xff\x01\x01\xcc\x00\x04\x0a\x1e\x00" \
	  "\x01" /* 4294967295 addresses */

/* An address of another protocol, and one cut short */
#define ODD_ADDRESS \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */ \
	"\x00\x02\x00\x1e\x00\x00\x00\x03\x01\x01\x81\x00\x02\x61\x62\x01" \
	  "\x01\xcc\x00\x04\x0a\x1e\x00\x01\x01\x01\xcc\x00\x04\x0a" /* CLNP, IPv4, and a rest */

/* A version that never was */
#define OLD_VERSION \
	"\x09\xb4\x12\x34" /* version 9, TTL 180, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */

/* A head and nothing else */
#define NOTHING \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */

/* A part that nobody knows, holding what looks like another one, and an empty one */
#define UNKNOWN_TLV \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */ \
	"\x77\x77\x00\x0c\x00\x06\x00\x08" "evil" /* no platform */ \
	"\x77\x78\x00\x04" /* nothing */ \
	"\x00\x03\x00\x06" "e0" /* port id */

/* Numbers that are too short */
#define SHORT_NUMBERS \
	"\x02\xb4\x12\x34" /* version 2, TTL 180, checksum */ \
	"\x00\x01\x00\x06\x73\x77" /* device id */ \
	"\x00\x0a\x00\x05\x01" /* native VLAN of one byte */ \
	"\x00\x0e\x00\x05\x01" /* voice VLAN without a number */ \
	"\x00\x04\x00\x05\x00" /* capabilities of one byte */ \
	"\x00\x0b\x00\x04" /* duplex of none */

START_TEST(a_switch_tells_name_platform_software_and_addresses)
{
	static const struct turn turns[] = {CLIENT(SWITCH)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":180,\"system_name\":\"sw-lon-1.example.net\","
	  "\"system_description\":\"Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), "
	  "Version 15.2(2)E6, RELEASE SOFTWARE (fc1)\\nTechnical Support: "
	  "http://www.cisco.com/techsupport\",\"platform\":\"cisco WS-C2960-24TT-L\","
	  "\"software\":\"IOS 15.2(2)E6\",\"port_id\":\"GigabitEthernet0/1\","
	  "\"mgmt_address\":\"10.30.0.9\",\"addresses\":[\"10.30.0.1\",\"2001:db8::1\"],"
	  "\"capabilities\":[\"switch\",\"igmp\"],\"native_vlan\":100,\"voice_vlan\":200,"
	  "\"vtp_domain\":\"LAB\",\"duplex\":\"full\",\"snmp_name\":\"sw-lon-1\"}}\n"
	"identity of=client addr=10.30.0.9 vendor=Cisco platform=WS-C2960-24TT-L "
	  "software=IOS 15.2(2)E6 name=sw-lon-1.example.net evidence=cdp equipment=1\n";
	run("a switch tells name platform software and addresses", turns, expect);
}
END_TEST

START_TEST(a_host_is_no_equipment)
{
	static const struct turn turns[] = {CLIENT(HOST)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":1,\"ttl\":60,\"system_name\":\"esx1\","
	  "\"platform\":\"VMware ESX\",\"capabilities\":[\"host\"]}}\n"
	"identity of=client platform=VMware ESX name=esx1 evidence=cdp equipment=0\n";
	run("a host is no equipment", turns, expect);
}
END_TEST

START_TEST(a_ttl_of_zero_is_told_but_makes_no_identity)
{
	static const struct turn turns[] = {CLIENT(FAREWELL)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":0,\"system_name\":\"sw\"}}\n";
	run("a ttl of zero is told but makes no identity", turns, expect);
}
END_TEST

START_TEST(a_tlv_shorter_than_its_head_ends_the_frame)
{
	static const struct turn turns[] = {CLIENT(SHORT_TLV)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":180,\"system_name\":\"sw\"}}\n"
	"anomaly cdp.malformed\n"
	"identity of=client name=sw evidence=cdp equipment=1\n";
	run("a tlv shorter than its head ends the frame", turns, expect);
}
END_TEST

START_TEST(a_tlv_of_length_zero_does_not_loop)
{
	static const struct turn turns[] = {CLIENT(ZERO_TLV)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":180,\"system_name\":\"sw\"}}\n"
	"anomaly cdp.malformed\n"
	"identity of=client name=sw evidence=cdp equipment=1\n";
	run("a tlv of length zero does not loop", turns, expect);
}
END_TEST

START_TEST(a_tlv_past_the_frame_is_told_of_and_what_is_before_it_read)
{
	static const struct turn turns[] = {CLIENT(LONG_TLV)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":180,\"system_name\":\"sw\",\"truncated\":true}}\n"
	"anomaly cdp.malformed\n"
	"identity of=client name=sw evidence=cdp equipment=1\n";
	run("a tlv past the frame is told of and what is before it read", turns, expect);
}
END_TEST

START_TEST(a_count_of_four_billion_addresses_ends_with_the_bytes)
{
	static const struct turn turns[] = {CLIENT(MANY_ADDRESSES)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":180,\"system_name\":\"sw\","
	  "\"mgmt_address\":\"10.30.0.1\",\"addresses\":[\"10.30.0.1\"]}}\n"
	"identity of=client addr=10.30.0.1 name=sw evidence=cdp equipment=1\n";
	run("a count of four billion addresses ends with the bytes", turns, expect);
}
END_TEST

START_TEST(addresses_of_other_protocols_are_passed_over)
{
	static const struct turn turns[] = {CLIENT(ODD_ADDRESS)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":180,\"system_name\":\"sw\","
	  "\"mgmt_address\":\"10.30.0.1\",\"addresses\":[\"10.30.0.1\"]}}\n"
	"anomaly cdp.malformed\n"
	"identity of=client addr=10.30.0.1 name=sw evidence=cdp equipment=1\n";
	run("addresses of other protocols are passed over", turns, expect);
}
END_TEST

START_TEST(another_version_is_not_believed)
{
	static const struct turn turns[] = {CLIENT(OLD_VERSION)};
	static const char expect[] =
	"anomaly cdp.malformed\n";
	run("another version is not believed", turns, expect);
}
END_TEST

START_TEST(a_head_alone_is_malformed)
{
	static const struct turn turns[] = {CLIENT(NOTHING)};
	static const char expect[] =
	"anomaly cdp.malformed\n";
	run("a head alone is malformed", turns, expect);
}
END_TEST

START_TEST(unknown_parts_hide_nothing_and_add_nothing)
{
	static const struct turn turns[] = {CLIENT(UNKNOWN_TLV)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":180,\"system_name\":\"sw\",\"port_id\":\"e0\"}}\n"
	"identity of=client name=sw evidence=cdp equipment=1\n";
	run("unknown parts hide nothing and add nothing", turns, expect);
}
END_TEST

START_TEST(numbers_that_are_too_short_are_told_of)
{
	static const struct turn turns[] = {CLIENT(SHORT_NUMBERS)};
	static const char expect[] =
	"cdp {\"cdp\":{\"version\":2,\"ttl\":180,\"system_name\":\"sw\"}}\n"
	"anomaly cdp.malformed\n"
	"identity of=client name=sw evidence=cdp equipment=1\n";
	run("numbers that are too short are told of", turns, expect);
}
END_TEST

/* clang-format on */

int main(void)
{
	TCase *tests = tcase_create("cdp");

	tcase_add_test(tests, a_switch_tells_name_platform_software_and_addresses);
	tcase_add_test(tests, a_host_is_no_equipment);
	tcase_add_test(tests, a_ttl_of_zero_is_told_but_makes_no_identity);
	tcase_add_test(tests, a_tlv_shorter_than_its_head_ends_the_frame);
	tcase_add_test(tests, a_tlv_of_length_zero_does_not_loop);
	tcase_add_test(tests, a_tlv_past_the_frame_is_told_of_and_what_is_before_it_read);
	tcase_add_test(tests, a_count_of_four_billion_addresses_ends_with_the_bytes);
	tcase_add_test(tests, addresses_of_other_protocols_are_passed_over);
	tcase_add_test(tests, another_version_is_not_believed);
	tcase_add_test(tests, a_head_alone_is_malformed);
	tcase_add_test(tests, unknown_parts_hide_nothing_and_add_nothing);
	tcase_add_test(tests, numbers_that_are_too_short_are_told_of);
	return unit_run(tests, "cdp");
}
