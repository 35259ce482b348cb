/* The policy as people write it is loaded, and hosts are looked up in it. */
#include "config.h"

#include "tests/rules/policies.h"
#include "tests/unit.h"

#include <unistd.h>

/* The example of the documentation, with a whole SHA-256. */
static const char example[] =
	"version: 1\n"
	"mode: enforce\n"
	"spaces: {cust-a: {vlans: [100-199]}}\n"
	"elements:\n"
	"  bng-lon-1: {addresses: [10.30.0.1, \"2001:db8:30::1\"], shared: [10.30.0.254], "
	"vendor: huawei, site: lon, criticality: high}\n"
	"groups:\n"
	"  routers: {role: element, members: [bng-lon-1], addresses: [10.30.0.0/28]}\n"
	"  nms:     {role: manager, addresses: [10.20.0.10]}\n"
	"  jump:    {role: jump,    addresses: [10.20.0.20]}\n"
	"  aaa:     {role: aaa,     addresses: [10.20.0.30]}\n"
	"permits:\n"
	"  - {id: poll, from: nms,     to: routers, over: [snmp], may: [read]}\n"
	"  - {id: cli,  from: jump,    to: routers, over: [ssh, telnet], may: any, "
	"changes: in-window}\n"
	"  - {from: routers, to: aaa, over: [tacacs, radius]}\n"
	"  - {from: routers, to: {domains: [\"*.update.example\"], asns: [64500], "
	"countries: [GB]}, over: [tls]}\n"
	"windows:\n"
	"  - {id: CHG-1042, from: 2026-11-22T01:00:00Z, until: 2026-11-22T03:00:00Z, "
	"elements: routers, actors: jump, users: [alice], may: [change, save]}\n"
	"exceptions:\n"
	"  - {id: EX-7, finding: weak-crypto, to: routers, until: 2027-03-01T00:00:00Z, "
	"reason: replacement ordered, by: alice}\n"
	"images:\n"
	"  - {sha256: 9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, "
	"state: approved, name: vrp-v200r019.cc}\n"
	"accounts: {break-glass: [root], service: [oxidized], vendor: [\"hw-*\"]}\n";

static void expect_host(
	const struct policy *p, uint16_t space, const char *address, const char *words)
{
	struct addr a = ip(address);
	struct host h;
	char text[128];

	policy_host(p, space, &a, &h);
	snprintf(text, sizeof(text), "%s %s %s", role_name(h.role), h.id ? h.id : "-",
		h.group ? h.group : "-");
	ck_assert_str_eq(text, words);
}

START_TEST(the_documented_example_loads)
{
	struct policy *p = good_policy(example);

	ck_assert(!policy_observes(p));
	ck_assert_uint_eq(strlen(policy_sha256(p)), 64);
	policy_free(p);
}
END_TEST

START_TEST(a_host_is_known_by_element_group_and_role)
{
	struct policy *p = good_policy(example);
	struct addr a = ip("10.30.0.1");
	struct host h;

	expect_host(p, 0, "10.30.0.1", "element bng-lon-1 routers");
	expect_host(p, 0, "2001:db8:30::1", "element bng-lon-1 routers");
	expect_host(p, 0, "10.30.0.254", "element bng-lon-1 routers");
	expect_host(p, 0, "10.30.0.14", "element - routers");
	expect_host(p, 0, "10.30.0.16", "none - -");
	expect_host(p, 0, "10.20.0.10", "manager - nms");
	expect_host(p, 0, "8.8.8.8", "none - -");
	expect_host(p, 1, "10.30.0.1", "none - -");
	expect_host(p, 9, "10.30.0.1", "none - -");
	policy_host(p, 0, &a, &h);
	ck_assert_str_eq(h.vendor, "huawei");
	ck_assert_str_eq(h.site, "lon");
	ck_assert_str_eq(h.criticality, "high");
	ck_assert_uint_eq(h.roles, 1u << ROLE_ELEMENT);
	policy_free(p);
}
END_TEST

START_TEST(the_nearest_prefix_says_what_a_host_is)
{
	struct policy *p =
		good_policy("version: 1\n"
			    "groups:\n"
			    "  wide: {role: element, addresses: [10.0.0.0/8, \"::/0\"]}\n"
			    "  site: {addresses: [10.1.0.0/16]}\n"
			    "  nms: {role: manager, addresses: [10.1.2.3]}\n"
			    "  both: {role: syslog, addresses: [10.1.2.3]}\n");
	struct addr a = ip("10.1.2.3");
	struct host h;

	expect_host(p, 0, "10.9.9.9", "element - wide");
	expect_host(p, 0, "10.1.9.9", "element - site");
	expect_host(p, 0, "10.1.2.3", "manager - nms");
	expect_host(p, 0, "2001:db8::1", "element - wide");
	expect_host(p, 0, "11.0.0.1", "none - -");
	policy_host(p, 0, &a, &h);
	ck_assert_uint_eq(h.roles, 1u << ROLE_MANAGER | 1u << ROLE_SYSLOG);
	policy_free(p);
}
END_TEST

START_TEST(an_address_that_elements_share_is_none_of_them)
{
	struct policy *p = good_policy("version: 1\n"
				       "mode: observe\n"
				       "elements:\n"
				       "  a: {addresses: [10.0.0.1], shared: [10.0.0.254]}\n"
				       "  b: {addresses: [10.0.0.2], shared: [10.0.0.254]}\n"
				       "  n: {addresses: [10.0.0.3]}\n"
				       "groups: {nms: {role: manager, members: [n]}}\n");

	expect_host(p, 0, "10.0.0.1", "element a -");
	expect_host(p, 0, "10.0.0.254", "element - -");
	/* what its groups say weighs more than that it stands among the elements */
	expect_host(p, 0, "10.0.0.3", "manager n nms");
	ck_assert(policy_observes(p));
	policy_free(p);
}
END_TEST

START_TEST(a_policy_is_read_from_a_file)
{
	char name[] = "/tmp/spanwatch-policy-XXXXXX";
	int fd = mkstemp(name);
	struct diag diag = {0};

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, example, strlen(example)), (ssize_t)strlen(example));
	close(fd);
	struct policy *p = policy_load(name, &diag);
	unlink(name);
	ck_assert_ptr_nonnull(p);
	expect_host(p, 0, "10.20.0.20", "jump - jump");
	policy_free(p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("policy");
	TCase *t = tcase_create("load");

	tcase_add_test(t, the_documented_example_loads);
	tcase_add_test(t, a_host_is_known_by_element_group_and_role);
	tcase_add_test(t, the_nearest_prefix_says_what_a_host_is);
	tcase_add_test(t, an_address_that_elements_share_is_none_of_them);
	tcase_add_test(t, a_policy_is_read_from_a_file);
	suite_add_tcase(s, t);
	return unit_run_suite(s);
}
