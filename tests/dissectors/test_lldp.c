/*
 * test_lldp: dissectors/lldp.c.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_lldp;

static void run(const char *name, const struct turn *turns, const char *expect)
{
	vector_run(&(struct vector){name, &dissector_lldp, false, turns, 1, expect});
}

/* clang-format off */

/* A Huawei switch */
#define SWITCH \
	"\x02\x07\x04\x00\x11\x22\x33\x44\x55" /* chassis: MAC */ \
	"\x04\x09\x05\x67\x65\x2d\x30\x2f\x30\x2f\x31" /* port: interface name */ \
	"\x06\x02\x00\x78" /* TTL 120 */ \
	"\x08\x06" "uplink" /* port description */ \
	"\x0a\x08" "ce-lon-1" /* system name */ \
	"\x0c\x68" "Huawei Versatile Routing Platform Software\r\nVRP (R) software" \
	  ", Version 8.120 (CE6870EI V200R001C00SPC700)" /* system description */ \
	"\x0e\x04\x00\x14\x00\x14" /* capabilities: bridge, router */ \
	"\x10\x0c\x05\x01\x0a\x1e\x00\x02\x02\x00\x00\x00\x07\x00" /* management address 10.30.0.2 */ \
	"\x10\x1b\x11\x02\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00" \
	  "\x00\x00\x00\x02\x02\x00\x00\x00\x07\x03\x2b\x06\x01" /* management address 2001:db8::2 */ \
	"\xfe\x06\x00\x80\xc2\x01\x00\x64" /* 802.1: port VLAN 100 */ \
	"\x00\x00" /* end */

/* A telephone with an LLDP-MED inventory */
#define PHONE \
	"\x02\x06\x05\x01\x0a\x00\x00\x63" /* chassis: network address 10.0.0.99 */ \
	"\x04\x07\x03\x00\x11\x22\x33\x44\x55" /* port: MAC */ \
	"\x06\x02\x00\x3c" /* TTL 60 */ \
	"\x0e\x04\x00\x24\x00\x20" /* capabilities: bridge, telephone */ \
	"\xfe\x09\x00\x12\xbb\x07\x36\x2e\x31\x2e\x32" /* MED: software */ \
	"\xfe\x0a\x00\x12\xbb\x08\x53\x4e\x30\x30\x30\x31" /* MED: serial */ \
	"\xfe\x08\x00\x12\xbb\x09\x41\x63\x6d\x65" /* MED: manufacturer */ \
	"\xfe\x0a\x00\x12\xbb\x0a\x54\x2d\x31\x30\x30\x30" /* MED: model */ \
	"\x00\x00" /* end */

/* A server: only a station */
#define SERVER_HOST \
	"\x02\x05\x07\x73\x72\x76\x31" /* chassis: local */ \
	"\x04\x05\x07\x65\x74\x68\x30" /* port: local */ \
	"\x06\x02\x00\x78" /* TTL 120 */ \
	"\x0a\x04" "srv1" /* system name */ \
	"\x0c\x20" "Linux srv1 5.10.0-8-amd64 #1 SMP" /* system description */ \
	"\x0e\x04\x00\x80\x00\x80" /* capabilities: station */ \
	"\x00\x00" /* end */

/* A port that goes away: TTL 0 */
#define FAREWELL \
	"\x02\x07\x04\x00\x11\x22\x33\x44\x55" /* chassis: MAC */ \
	"\x04\x09\x05\x67\x65\x2d\x30\x2f\x30\x2f\x31" /* port: interface name */ \
	"\x06\x02\x00\x00" /* TTL 0 */ \
	"\x00\x00" /* end */

/* No end of LLDPDU */
#define NO_END \
	"\x02\x07\x04\x00\x11\x22\x33\x44\x55" /* chassis: MAC */ \
	"\x04\x09\x05\x67\x65\x2d\x30\x2f\x30\x2f\x31" /* port: interface name */ \
	"\x06\x02\x00\x78" /* TTL 120 */

/* A TLV longer than the frame */
#define TOO_LONG \
	"\x02\x07\x04\x00\x11\x22\x33\x44\x55" /* chassis: MAC */ \
	"\x04\x09\x05\x67\x65\x2d\x30\x2f\x30\x2f\x31" /* port: interface name */ \
	"\x06\x02\x00\x78" /* TTL 120 */ \
	"\x0b\xff\x73\x77" /* system name of 511 bytes */

/* A chassis id without an id */
#define EMPTY_CHASSIS \
	"\x02\x01\x04" /* chassis: nothing */ \
	"\x04\x09\x05\x67\x65\x2d\x30\x2f\x30\x2f\x31" /* port: interface name */ \
	"\x06\x02\x00\x78" /* TTL 120 */ \
	"\x0a\x02\x73\x77" /* system name */ \
	"\x00\x00" /* end */

/* A management address whose length lies */
#define BAD_ADDRESS \
	"\x02\x07\x04\x00\x11\x22\x33\x44\x55" /* chassis: MAC */ \
	"\x04\x09\x05\x67\x65\x2d\x30\x2f\x30\x2f\x31" /* port: interface name */ \
	"\x06\x02\x00\x78" /* TTL 120 */ \
	"\x10\x06\xff\x01\x0a\x00\x00\x01" /* length 255 */ \
	"\x00\x00" /* end */

/* An organization TLV without its OUI, capabilities of one byte */
#define SHORT_ORGANIZATION \
	"\x02\x07\x04\x00\x11\x22\x33\x44\x55" /* chassis: MAC */ \
	"\x04\x09\x05\x67\x65\x2d\x30\x2f\x30\x2f\x31" /* port: interface name */ \
	"\x06\x02\x00\x78" /* TTL 120 */ \
	"\xfe\x01\x00" /* one byte */ \
	"\x0e\x01\x00" /* one byte */ \
	"\x00\x00" /* end */

/* Names twice: the first counts; bytes that are no text */
#define TWICE \
	"\x02\x07\x04\x00\x11\x22\x33\x44\x55" /* chassis: MAC */ \
	"\x04\x09\x05\x67\x65\x2d\x30\x2f\x30\x2f\x31" /* port: interface name */ \
	"\x06\x02\x00\x78" /* TTL 120 */ \
	"\x0a\x05" "first" /* system name */ \
	"\x0a\x06" "second" /* system name */ \
	"\x08\x03\xff\x00\x78" /* port description */ \
	"\x00\x00" /* end */

/* Only an end */
#define NOTHING \
	"\x00\x00" /* end */

/* An id of bytes, of a subtype nobody knows */
#define LOCAL_BYTES \
	"\x02\x04\x09\x00\x01\x02" /* chassis: subtype 9 */ \
	"\x04\x03\x05\x07\x08" /* port: bytes for a name */ \
	"\x06\x02\x00\x78" /* TTL 120 */ \
	"\x00\x00" /* end */

START_TEST(a_switch_tells_name_platform_software_and_addresses)
{
	static const struct turn turns[] = {CLIENT(SWITCH)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"00:11:22:33:44:55\",\"chassis_id_type\":\"mac\","
	  "\"port_id\":\"ge-0/0/1\",\"port_id_type\":\"interface_name\",\"ttl\":120,"
	  "\"port_description\":\"uplink\",\"system_name\":\"ce-lon-1\","
	  "\"system_description\":\"Huawei Versatile Routing Platform Software\\r\\nVRP (R) "
	  "software, Version 8.120 (CE6870EI V200R001C00SPC700)\",\"platform\":\"CE6870EI\","
	  "\"software\":\"VRP 8.120 V200R001C00SPC700\",\"capabilities\":[\"bridge\","
	  "\"router\"],\"capabilities_enabled\":[\"bridge\",\"router\"],"
	  "\"mgmt_address\":\"10.30.0.2\",\"mgmt_addresses\":[\"10.30.0.2\",\"2001:db8::2\"],"
	  "\"port_vlan\":100}}\n"
	"identity of=client addr=10.30.0.2 vendor=Huawei platform=CE6870EI software=VRP "
	  "8.120 V200R001C00SPC700 name=ce-lon-1 evidence=lldp equipment=1\n";
	run("a switch tells name platform software and addresses", turns, expect);
}
END_TEST

START_TEST(an_inventory_tells_maker_model_and_serial)
{
	static const struct turn turns[] = {CLIENT(PHONE)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"10.0.0.99\",\"chassis_id_type\":\"network\","
	  "\"port_id\":\"00:11:22:33:44:55\",\"port_id_type\":\"mac\",\"ttl\":60,"
	  "\"platform\":\"T-1000\",\"software\":\"6.1.2\",\"capabilities\":[\"bridge\","
	  "\"telephone\"],\"capabilities_enabled\":[\"telephone\"],\"manufacturer\":\"Acme\","
	  "\"model\":\"T-1000\",\"serial\":\"SN0001\"}}\n"
	"identity of=client vendor=Acme platform=T-1000 software=6.1.2 evidence=lldp "
	  "equipment=0\n";
	run("an inventory tells maker model and serial", turns, expect);
}
END_TEST

START_TEST(a_station_is_no_equipment)
{
	static const struct turn turns[] = {CLIENT(SERVER_HOST)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"srv1\",\"chassis_id_type\":\"local\","
	  "\"port_id\":\"eth0\",\"port_id_type\":\"local\",\"ttl\":120,"
	  "\"system_name\":\"srv1\",\"system_description\":\"Linux srv1 5.10.0-8-amd64 #1 "
	  "SMP\",\"platform\":\"Linux\",\"software\":\"Linux 5.10.0-8-amd64\","
	  "\"capabilities\":[\"station\"],\"capabilities_enabled\":[\"station\"]}}\n"
	"identity of=client platform=Linux software=Linux 5.10.0-8-amd64 name=srv1 "
	  "evidence=lldp equipment=0\n";
	run("a station is no equipment", turns, expect);
}
END_TEST

START_TEST(a_ttl_of_zero_is_told_but_makes_no_identity)
{
	static const struct turn turns[] = {CLIENT(FAREWELL)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"00:11:22:33:44:55\",\"chassis_id_type\":\"mac\","
	  "\"port_id\":\"ge-0/0/1\",\"port_id_type\":\"interface_name\",\"ttl\":0}}\n";
	run("a ttl of zero is told but makes no identity", turns, expect);
}
END_TEST

START_TEST(a_missing_end_is_told_of)
{
	static const struct turn turns[] = {CLIENT(NO_END)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"00:11:22:33:44:55\",\"chassis_id_type\":\"mac\","
	  "\"port_id\":\"ge-0/0/1\",\"port_id_type\":\"interface_name\",\"ttl\":120,"
	  "\"truncated\":true}}\n"
	"anomaly lldp.malformed\n"
	"identity of=client evidence=lldp equipment=1\n";
	run("a missing end is told of", turns, expect);
}
END_TEST

START_TEST(a_tlv_past_the_frame_is_told_of_and_what_is_before_it_read)
{
	static const struct turn turns[] = {CLIENT(TOO_LONG)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"00:11:22:33:44:55\",\"chassis_id_type\":\"mac\","
	  "\"port_id\":\"ge-0/0/1\",\"port_id_type\":\"interface_name\",\"ttl\":120,"
	  "\"truncated\":true}}\n"
	"anomaly lldp.malformed\n"
	"identity of=client evidence=lldp equipment=1\n";
	run("a tlv past the frame is told of and what is before it read", turns, expect);
}
END_TEST

START_TEST(an_empty_chassis_id_is_told_of)
{
	static const struct turn turns[] = {CLIENT(EMPTY_CHASSIS)};
	static const char expect[] =
	"lldp {\"lldp\":{\"port_id\":\"ge-0/0/1\",\"port_id_type\":\"interface_name\","
	  "\"ttl\":120,\"system_name\":\"sw\"}}\n"
	"anomaly lldp.malformed\n"
	"identity of=client name=sw evidence=lldp equipment=1\n";
	run("an empty chassis id is told of", turns, expect);
}
END_TEST

START_TEST(a_management_address_whose_length_lies_is_not_believed)
{
	static const struct turn turns[] = {CLIENT(BAD_ADDRESS)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"00:11:22:33:44:55\",\"chassis_id_type\":\"mac\","
	  "\"port_id\":\"ge-0/0/1\",\"port_id_type\":\"interface_name\",\"ttl\":120}}\n"
	"anomaly lldp.malformed\n"
	"identity of=client evidence=lldp equipment=1\n";
	run("a management address whose length lies is not believed", turns, expect);
}
END_TEST

START_TEST(tlvs_too_short_for_their_contents_are_told_of)
{
	static const struct turn turns[] = {CLIENT(SHORT_ORGANIZATION)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"00:11:22:33:44:55\",\"chassis_id_type\":\"mac\","
	  "\"port_id\":\"ge-0/0/1\",\"port_id_type\":\"interface_name\",\"ttl\":120}}\n"
	"anomaly lldp.malformed\n"
	"identity of=client evidence=lldp equipment=1\n";
	run("tlvs too short for their contents are told of", turns, expect);
}
END_TEST

START_TEST(of_a_name_said_twice_the_first_counts)
{
	static const struct turn turns[] = {CLIENT(TWICE)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"00:11:22:33:44:55\",\"chassis_id_type\":\"mac\","
	  "\"port_id\":\"ge-0/0/1\",\"port_id_type\":\"interface_name\",\"ttl\":120,"
	  "\"port_description\":\"\\u00ff\\u0000x\",\"system_name\":\"first\"}}\n"
	"identity of=client name=first evidence=lldp equipment=1\n";
	run("of a name said twice the first counts", turns, expect);
}
END_TEST

START_TEST(a_frame_without_any_neighbour_is_malformed)
{
	static const struct turn turns[] = {CLIENT(NOTHING)};
	static const char expect[] =
	"anomaly lldp.malformed\n";
	run("a frame without any neighbour is malformed", turns, expect);
}
END_TEST

START_TEST(an_id_that_is_no_text_is_shown_in_hex)
{
	static const struct turn turns[] = {CLIENT(LOCAL_BYTES)};
	static const char expect[] =
	"lldp {\"lldp\":{\"chassis_id\":\"0x000102\",\"port_id\":\"0x0708\","
	  "\"port_id_type\":\"interface_name\",\"ttl\":120}}\n"
	"identity of=client evidence=lldp equipment=1\n";
	run("an id that is no text is shown in hex", turns, expect);
}
END_TEST

/* clang-format on */

int main(void)
{
	TCase *tests = tcase_create("lldp");

	tcase_add_test(tests, a_switch_tells_name_platform_software_and_addresses);
	tcase_add_test(tests, an_inventory_tells_maker_model_and_serial);
	tcase_add_test(tests, a_station_is_no_equipment);
	tcase_add_test(tests, a_ttl_of_zero_is_told_but_makes_no_identity);
	tcase_add_test(tests, a_missing_end_is_told_of);
	tcase_add_test(tests, a_tlv_past_the_frame_is_told_of_and_what_is_before_it_read);
	tcase_add_test(tests, an_empty_chassis_id_is_told_of);
	tcase_add_test(tests, a_management_address_whose_length_lies_is_not_believed);
	tcase_add_test(tests, tlvs_too_short_for_their_contents_are_told_of);
	tcase_add_test(tests, of_a_name_said_twice_the_first_counts);
	tcase_add_test(tests, a_frame_without_any_neighbour_is_malformed);
	tcase_add_test(tests, an_id_that_is_no_text_is_shown_in_hex);
	return unit_run(tests, "lldp");
}
