/* What is wrong in a policy is told with its line and column, and all of it at once. */
#include "config.h"

#include "tests/rules/policies.h"
#include "tests/unit.h"

START_TEST(a_policy_says_its_version)
{
	refuse("", "1:1: the file is empty: a policy begins with version: 1\n");
	refuse("mode: enforce\n", "1:1: the key \"version\" is missing here\n");
	refuse("version: 2\n", "1:10: version 2 is not known here: this program reads version 1\n");
	refuse("version: one\n", "1:10: \"one\" is no number (or range) from 0 to 4294967295\n");
	refuse("- version: 1\n", "1:1: a mapping (key: value) is expected here\n");
	refuse("version\n", "1:1: a mapping (key: value) is expected here\n");
}
END_TEST

START_TEST(unknown_keys_are_told_with_what_was_meant)
{
	refuse("version: 1\n"
	       "permit: []\n"
	       "mode: watch\n"
	       "groups:\n"
	       "  a: {roles: element, addreses: [10.0.0.1], zebra: 1}\n",
		"2:1: \"permit\" is an unknown key here; did you mean \"permits\"?\n"
		"3:7: \"watch\" is neither enforce nor observe\n"
		"5:7: \"roles\" is an unknown key here; did you mean \"role\"?\n"
		"5:23: \"addreses\" is an unknown key here; did you mean \"addresses\"?\n"
		"5:45: \"zebra\" is an unknown key here; one of role, members, addresses\n");
}
END_TEST

START_TEST(addresses_are_checked)
{
	refuse("version: 1\n"
	       "groups:\n"
	       "  a:\n"
	       "    addresses:\n"
	       "      - 10.0.0.256\n"
	       "      - 10.0.0.1/33\n"
	       "      - 10.0.0.1/24\n"
	       "      - \"2001:db8::/129\"\n"
	       "      - router1\n"
	       "      - cust-b/10.0.0.1\n"
	       "      - [10.0.0.1]\n"
	       "      - 10.0.0.0/\n"
	       "      - 010.0.0.1\n",
		"5:9: \"10.0.0.256\" is no IP address or prefix (ranges and names of hosts are not "
		"taken)\n"
		"6:9: \"10.0.0.1/33\" is no prefix: the length of an IPv4 prefix is 0 to 32\n"
		"7:9: \"10.0.0.1/24\" is no prefix: bits behind its length are set (10.0.0.0/24 is "
		"one, 10.0.0.5 a host)\n"
		"8:9: \"2001:db8::/129\" is no prefix: the length of an IPv6 prefix is 0 to 128\n"
		"9:9: \"router1\" is no IP address or prefix (ranges and names of hosts are not "
		"taken)\n"
		"10:9: \"cust-b/10.0.0.1\" is neither an address nor in one of the spaces\n"
		"11:9: a single word is expected here\n"
		"12:9: \"10.0.0.0/\" is no prefix: the length of an IPv4 prefix is 0 to 32\n"
		"13:9: \"010.0.0.1\" is no IP address or prefix (ranges and names of hosts are not "
		"taken)\n");
}
END_TEST

START_TEST(elements_are_checked)
{
	refuse("version: 1\n"
	       "elements:\n"
	       "  a: {addresses: [10.0.0.1], criticality: urgent}\n"
	       "  b: {addresses: [10.0.0.1, 10.1.0.0/16], vendor: [x]}\n"
	       "  c: {site: lon}\n"
	       "  10.0.0.9: {addresses: [10.0.0.9]}\n"
	       "  any: {addresses: [10.0.0.8]}\n"
	       "  d e: {addresses: [10.0.0.7]}\n"
	       "groups:\n"
	       "  a: {addresses: [10.0.0.2]}\n",
		"6:3: a name cannot be an address\n"
		"7:3: the word \"any\" has a meaning of its own here\n"
		"8:3: a name is made of letters, digits and ._- alone\n"
		"10:3: a is the name of an element already\n"
		"3:43: \"urgent\" is no level of criticality; one of low, medium, high, critical\n"
		"4:29: an element has single addresses: 10.1.0.0/16 is a prefix\n"
		"4:51: a single word is expected here\n"
		"5:6: the key \"addresses\" is missing here\n"
		"4:19: 10.0.0.1 is an address of a already; what several elements share stands "
		"under \"shared\"\n");
}
END_TEST

START_TEST(groups_are_checked)
{
	refuse("version: 1\n"
	       "elements: {bng-lon-1: {addresses: [10.0.0.1]}}\n"
	       "groups:\n"
	       "  a: {role: elemnt, members: [bng-lon-2, 10.0.0.3]}\n"
	       "  b: {members: [b]}\n"
	       "  c: {members: [d]}\n"
	       "  d: {members: [e]}\n"
	       "  e: {members: [c]}\n"
	       "  f: [10.0.0.1]\n"
	       "  g: {role: none}\n",
		"4:13: \"elemnt\" is an unknown role; did you mean \"element\"?\n"
		"4:31: \"bng-lon-2\" is neither an element nor a group (addresses stand under "
		"\"addresses\"); did you mean \"bng-lon-1\"?\n"
		"4:42: \"10.0.0.3\" is neither an element nor a group (addresses stand under "
		"\"addresses\")\n"
		"5:17: the group b is a member of itself\n"
		"9:6: a mapping (key: value) is expected here\n"
		"10:13: \"none\" is an unknown role; one of element, manager, jump, aaa, syslog, "
		"ntp, dns, file, acs, "
		"peer, vendor, cpe, subscriber\n"
		"6:3: the group c is a member of itself, through d\n");
}
END_TEST

START_TEST(permits_are_checked)
{
	refuse("version: 1\n"
	       "groups: {nms: {addresses: [10.0.0.1]}}\n"
	       "permits:\n"
	       "  - {id: x, from: nsm, to: any, over: [snpm], may: [reed]}\n"
	       "  - {id: x, from: nms, to: any, over: [\"@managment\", tcp/0, udp/9-8, ip/300]}\n"
	       "  - {from: nms, over: tcp, may: []}\n"
	       "  - {from: [], to: {}, over: []}\n"
	       "  - {from: nms, to: nms, changes: never}\n"
	       "  - {from: nms, to: {domains: [\"a.*.b\", \"\", x..y], asns: [0, ASx], "
	       "countries: [GBR], planets: [mars], groups: [nsm]}}\n"
	       "  - nms\n",
		"4:19: \"nsm\" is neither a group, an element nor an address; did you mean "
		"\"nms\"?\n"
		"4:40: \"snpm\" is an unknown protocol (names, @management, tcp/22, "
		"udp/4000-4010, ip/89, unknown and any are taken); did you mean \"snmp\"?\n"
		"4:53: \"reed\" is an unknown verb; did you mean \"read\"?\n"
		"5:10: the id x is taken already\n"
		"5:40: \"@managment\" is an unknown set of protocols; did you mean "
		"\"@management\"?\n"
		"5:54: \"0\" is no number (or range) from 1 to 65535\n"
		"5:61: the range \"9-8\" ends before it begins\n"
		"5:70: \"300\" is no number (or range) from 1 to 255\n"
		"6:5: the key \"to\" is missing here\n"
		"6:23: \"tcp\" is an unknown protocol (names, @management, tcp/22, "
		"udp/4000-4010, ip/89, unknown and any are taken); did you mean \"scp\"?\n"
		"6:33: this list is empty: leave the key out, or write any\n"
		"7:12: this list is empty: write any for anybody\n"
		"7:20: this mapping is empty: write any for anybody\n"
		"7:30: this list is empty: write any for any protocol\n"
		"8:35: \"never\" is neither always nor in-window\n"
		"9:86: \"planets\" is an unknown key here; one of domains, asns, countries, "
		"addresses, groups\n"
		"9:32: \"a.*.b\" is no domain: write update.example or *.update.example\n"
		"9:41: \"\" is no domain: write update.example or *.update.example\n"
		"9:45: \"x..y\" is no domain: write update.example or *.update.example\n"
		"9:59: \"0\" is no AS number\n"
		"9:62: \"ASx\" is no AS number\n"
		"9:80: \"GBR\" is no country: write two letters, like GB\n"
		"9:112: \"nsm\" is neither a group, an element nor an address; did you mean "
		"\"nms\"?\n"
		"10:5: a mapping (key: value) is expected here\n");
}
END_TEST

START_TEST(windows_are_checked)
{
	refuse("version: 1\n"
	       "windows:\n"
	       "  - {id: a, from: 2026-11-22T01:00:00, until: 2026-11-22T03:00:00Z}\n"
	       "  - {id: b, from: 2026-11-22T03:00:00Z, until: 2026-11-22T01:00:00Z}\n"
	       "  - {id: c, from: tomorrow}\n"
	       "  - {id: \"c d\", from: 2026-11-22T01:00:00Z, until: 2026-11-22T03:00:00Z, "
	       "element: any}\n"
	       "  - {id: e, from: 2026-11-22T03:00:00+01:00, until: 2026-11-22T02:00:00Z, "
	       "elements: x}\n",
		"3:19: the time 2026-11-22T01:00:00 has no offset: write Z, or +01:00\n"
		"4:48: the window b ends before it begins\n"
		"5:5: the key \"until\" is missing here\n"
		"5:19: \"tomorrow\" is no time: write it like 2026-11-22T01:00:00Z\n"
		"6:74: \"element\" is an unknown key here; did you mean \"elements\"?\n"
		"6:10: a name is made of letters, digits and ._-:/#@+ alone\n"
		"7:53: the window e ends before it begins\n"
		"7:85: \"x\" is neither a group, an element nor an address\n");
}
END_TEST

START_TEST(exceptions_need_an_end_and_a_reason)
{
	refuse("version: 1\n"
	       "exceptions:\n"
	       "  - {id: EX-1, finding: weak-crypto}\n"
	       "  - {finding: weak-cripto, until: 2027-03-01T00:00:00Z, reason: \"\"}\n"
	       "  - {finding: [], until: 2027-03-01, reason: x, by: [y]}\n",
		"3:5: the key \"until\" is missing here\n"
		"3:5: the key \"reason\" is missing here\n"
		"4:15: \"weak-cripto\" is no finding (`spanwatch list findings`); did you mean "
		"\"weak-crypto\"?\n"
		"4:65: this text is empty\n"
		"5:15: this list is empty: an exception names its findings\n"
		"5:26: the time 2027-03-01 has no offset: write Z, or +01:00\n"
		"5:53: a single word is expected here\n");
}
END_TEST

START_TEST(images_and_accounts_are_checked)
{
	refuse("version: 1\n"
	       "images:\n"
	       "  - {sha256: 9f86..., state: approved}\n"
	       "  - {sha256: "
	       "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, state: aproved}\n"
	       "  - {sha256: "
	       "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, "
	       "state: approved}\n"
	       "  - {sha256: "
	       "9F86D081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, "
	       "state: known-bad}\n"
	       "accounts: {break-glass: [root], vendor: [root], services: [x]}\n",
		"3:14: a SHA-256 is 64 hex digits\n"
		"4:87: \"aproved\" is no state of an image; did you mean \"approved\"?\n"
		"6:14: this image is listed already\n"
		"7:49: \"services\" is an unknown key here; did you mean \"service\"?\n"
		"7:42: the account root is listed already\n");
}
END_TEST

START_TEST(spaces_are_checked)
{
	refuse("version: 1\n"
	       "spaces:\n"
	       "  a: {vlans: [100-199, 4095]}\n"
	       "  b: {vlans: 150, interfaces: [eth0, eth0], vnis: [5000-6000]}\n"
	       "  c: {vnis: 5500, labels: [9-8]}\n"
	       "  d: {}\n"
	       "  10.0.0.1: {vlans: 7}\n",
		"3:24: \"4095\" is no number (or range) from 1 to 4094\n"
		"4:14: VLAN 150 is in the space a already\n"
		"4:38: the interface eth0 is in a space already\n"
		"5:28: the range \"9-8\" ends before it begins\n"
		"6:6: say by what it is known: vlans, interfaces, vnis or mpls labels\n"
		"7:3: a space cannot be named like an address\n"
		"5:13: 5500 is in the space b already\n");
}
END_TEST

START_TEST(faults_of_yaml_and_of_the_policy_are_told_together)
{
	refuse("version: 1\n"
	       "mode: &m observe\n"
	       "mode: enforce\n"
	       "permits: {}\n",
		"2:7: &m is an anchor, and anchors are not taken here\n"
		"3:1: duplicate key mode: it stands in line 2 already\n"
		"4:10: a list is expected here\n");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("policy faults");
	TCase *t = tcase_create("refused");

	tcase_add_test(t, a_policy_says_its_version);
	tcase_add_test(t, unknown_keys_are_told_with_what_was_meant);
	tcase_add_test(t, addresses_are_checked);
	tcase_add_test(t, elements_are_checked);
	tcase_add_test(t, groups_are_checked);
	tcase_add_test(t, permits_are_checked);
	tcase_add_test(t, windows_are_checked);
	tcase_add_test(t, exceptions_need_an_end_and_a_reason);
	tcase_add_test(t, images_and_accounts_are_checked);
	tcase_add_test(t, spaces_are_checked);
	tcase_add_test(t, faults_of_yaml_and_of_the_policy_are_told_together);
	suite_add_tcase(s, t);
	return unit_run_suite(s);
}
