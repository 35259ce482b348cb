/*
 * test_sonmp: dissectors/sonmp.c. Frames laid out as tshark reads them.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_sonmp;

static void run(const char *name, const struct turn *turns, const char *expect)
{
	vector_run(&(struct vector){name, &dissector_sonmp, false, turns, 1, expect});
}

/* clang-format off */

/* A frame of lldpd 1.0.16. */
START_TEST(lldpd_is_of_no_chassis)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\xc0\x00\x02\x11\x00\x00\x02\x01\x0c\x03\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"mgmt_address\":\"192.0.2.17\",\"segment\":\"000002\",\"port_id\":\"2\",\"chassis\":1,\"backplane\":12,\"state\":\"new\",\"links\":1}}\n"
	"identity of=client addr=192.0.2.17 evidence=sonmp equipment=0\n";

	run("lldpd is of no chassis", turns, expect);
}
END_TEST

/* The other frame of lldpd. */
START_TEST(a_flat_network_is_greeted_as_well)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa1\xc0\x00\x02\x11\x00\x00\x02\x01\x0c\x03\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"flatnet\",\"mgmt_address\":\"192.0.2.17\",\"segment\":\"000002\",\"port_id\":\"2\",\"chassis\":1,\"backplane\":12,\"state\":\"new\",\"links\":1}}\n"
	"identity of=client addr=192.0.2.17 evidence=sonmp equipment=0\n";

	run("a flat network is greeted as well", turns, expect);
}
END_TEST

START_TEST(a_switch_tells_chassis_slot_and_port)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09\x00\x01\x0ct\x0c\x02\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"mgmt_address\":\"10.30.0.9\",\"segment\":\"00010c\",\"port_id\":\"1/12\",\"chassis\":116,\"platform\":\"Ethernet Routing Switch 5520-48T-PWR\",\"backplane\":12,\"state\":\"heartbeat\",\"links\":1}}\n"
	"identity of=client addr=10.30.0.9 vendor=Nortel platform=Ethernet Routing Switch 5520-48T-PWR evidence=sonmp equipment=1\n";

	run("a switch tells chassis slot and port", turns, expect);
}
END_TEST

START_TEST(a_switch_without_slots_tells_its_port)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09\x00\x00" "00\x0c\x02\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"mgmt_address\":\"10.30.0.9\",\"segment\":\"000030\",\"port_id\":\"48\",\"chassis\":48,\"platform\":\"BayStack 450\",\"backplane\":12,\"state\":\"heartbeat\",\"links\":1}}\n"
	"identity of=client addr=10.30.0.9 vendor=Nortel platform=BayStack 450 evidence=sonmp equipment=1\n";

	run("a switch without slots tells its port", turns, expect);
}
END_TEST

START_TEST(a_segment_of_another_form_is_no_port)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09\x02\x01\x0c" "8\x0c\x02\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"mgmt_address\":\"10.30.0.9\",\"segment\":\"02010c\",\"chassis\":56,\"platform\":\"Passport 8610\",\"backplane\":12,\"state\":\"heartbeat\",\"links\":1}}\n"
	"identity of=client addr=10.30.0.9 vendor=Nortel platform=Passport 8610 evidence=sonmp equipment=1\n";

	run("a segment of another form is no port", turns, expect);
}
END_TEST

START_TEST(a_chassis_that_is_not_known_is_equipment_of_nobody)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09\x00\x01\x01\xfa\x0c\x02\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"mgmt_address\":\"10.30.0.9\",\"segment\":\"000101\",\"port_id\":\"1/1\",\"chassis\":250,\"backplane\":12,\"state\":\"heartbeat\",\"links\":1}}\n"
	"identity of=client addr=10.30.0.9 evidence=sonmp equipment=1\n";

	run("a chassis that is not known is equipment of nobody", turns, expect);
}
END_TEST

START_TEST(a_state_that_is_not_known_is_left_out)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09\x00\x01\x01t\x0c\x09\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"mgmt_address\":\"10.30.0.9\",\"segment\":\"000101\",\"port_id\":\"1/1\",\"chassis\":116,\"platform\":\"Ethernet Routing Switch 5520-48T-PWR\",\"backplane\":12,\"links\":1}}\n"
	"identity of=client addr=10.30.0.9 vendor=Nortel platform=Ethernet Routing Switch 5520-48T-PWR evidence=sonmp equipment=1\n";

	run("a state that is not known is left out", turns, expect);
}
END_TEST

START_TEST(a_change_of_topology_is_told)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09\x00\x01\x01t\x0c\x01\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"mgmt_address\":\"10.30.0.9\",\"segment\":\"000101\",\"port_id\":\"1/1\",\"chassis\":116,\"platform\":\"Ethernet Routing Switch 5520-48T-PWR\",\"backplane\":12,\"state\":\"topology-change\",\"links\":1}}\n"
	"identity of=client addr=10.30.0.9 vendor=Nortel platform=Ethernet Routing Switch 5520-48T-PWR evidence=sonmp equipment=1\n";

	run("a change of topology is told", turns, expect);
}
END_TEST

START_TEST(padding_behind_it_is_left_out)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09\x00\x01\x0ct\x0c\x02\x01\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"mgmt_address\":\"10.30.0.9\",\"segment\":\"00010c\",\"port_id\":\"1/12\",\"chassis\":116,\"platform\":\"Ethernet Routing Switch 5520-48T-PWR\",\"backplane\":12,\"state\":\"heartbeat\",\"links\":1}}\n"
	"identity of=client addr=10.30.0.9 vendor=Nortel platform=Ethernet Routing Switch 5520-48T-PWR evidence=sonmp equipment=1\n";

	run("padding behind it is left out", turns, expect);
}
END_TEST

START_TEST(hellos_of_bridges_are_laid_out_otherwise)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa3\x0a\x1e\x00\x09\x00\x01\x0ct\x0c\x02\x01")};
	static const char expect[] =
	"";

	run("hellos of bridges are laid out otherwise", turns, expect);
}
END_TEST

START_TEST(frames_of_other_vendors_say_nothing)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x0c\x01\xa2\x0a\x1e\x00\x09\x00\x01\x0ct\x0c\x02\x01")};
	static const char expect[] =
	"";

	run("frames of other vendors say nothing", turns, expect);
}
END_TEST

START_TEST(an_address_of_zeros_is_none)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x00\x00\x00\x00\x00\x01\x0ct\x0c\x02\x01")};
	static const char expect[] =
	"sonmp {\"sonmp\":{\"type\":\"segment\",\"segment\":\"00010c\",\"port_id\":\"1/12\",\"chassis\":116,\"platform\":\"Ethernet Routing Switch 5520-48T-PWR\",\"backplane\":12,\"state\":\"heartbeat\",\"links\":1}}\n"
	"identity of=client vendor=Nortel platform=Ethernet Routing Switch 5520-48T-PWR evidence=sonmp equipment=1\n";

	run("an address of zeros is none", turns, expect);
}
END_TEST

START_TEST(a_frame_that_ends_before_its_last_field_is_malformed)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09\x00\x01\x0ct\x0c\x02")};
	static const char expect[] =
	"anomaly sonmp.malformed\n";

	run("a frame that ends before its last field is malformed", turns, expect);
}
END_TEST

START_TEST(a_frame_without_a_segment_is_malformed)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x0a\x1e\x00\x09")};
	static const char expect[] =
	"anomaly sonmp.malformed\n";

	run("a frame without a segment is malformed", turns, expect);
}
END_TEST

START_TEST(a_head_alone_is_malformed)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2")};
	static const char expect[] =
	"anomaly sonmp.malformed\n";

	run("a head alone is malformed", turns, expect);
}
END_TEST

START_TEST(a_frame_of_zeros_is_malformed)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01\xa2\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")};
	static const char expect[] =
	"anomaly sonmp.malformed\n";

	run("a frame of zeros is malformed", turns, expect);
}
END_TEST

START_TEST(a_head_that_is_cut_says_nothing)
{
	static const struct turn turns[] = {CLIENT(
		"\x00\x00\x81\x01")};
	static const char expect[] =
	"";

	run("a head that is cut says nothing", turns, expect);
}
END_TEST

/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("sonmp");

	tcase_add_test(t, lldpd_is_of_no_chassis);
	tcase_add_test(t, a_flat_network_is_greeted_as_well);
	tcase_add_test(t, a_switch_tells_chassis_slot_and_port);
	tcase_add_test(t, a_switch_without_slots_tells_its_port);
	tcase_add_test(t, a_segment_of_another_form_is_no_port);
	tcase_add_test(t, a_chassis_that_is_not_known_is_equipment_of_nobody);
	tcase_add_test(t, a_state_that_is_not_known_is_left_out);
	tcase_add_test(t, a_change_of_topology_is_told);
	tcase_add_test(t, padding_behind_it_is_left_out);
	tcase_add_test(t, hellos_of_bridges_are_laid_out_otherwise);
	tcase_add_test(t, frames_of_other_vendors_say_nothing);
	tcase_add_test(t, an_address_of_zeros_is_none);
	tcase_add_test(t, a_frame_that_ends_before_its_last_field_is_malformed);
	tcase_add_test(t, a_frame_without_a_segment_is_malformed);
	tcase_add_test(t, a_head_alone_is_malformed);
	tcase_add_test(t, a_frame_of_zeros_is_malformed);
	tcase_add_test(t, a_head_that_is_cut_says_nothing);
	return unit_run(t, "sonmp");
}
