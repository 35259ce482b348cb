/* Missing lines, exceptions, images, accounts and what was never used. */
#include "config.h"

#include "rules/protocols.h"
#include "sensor/dissector.h"
#include "tests/rules/policies.h"
#include "tests/unit.h"

static const char text[] =
	"version: 1\n"
	"spaces: {cust-a: {vlans: 7}}\n"
	"elements:\n"
	"  r1: {addresses: [10.30.0.1]}\n"
	"  lone: {addresses: [10.30.9.9, cust-a/10.30.9.9]}\n"
	"groups:\n"
	"  routers: {role: element, members: [r1]}\n"
	"  jump: {role: jump, addresses: [10.20.0.20]}\n"
	"permits:\n"
	"  - {id: cli, from: jump, to: routers, over: ssh, changes: in-window}\n"
	"windows:\n"
	"  - {id: W-1, from: 2026-11-22T01:00:00Z, until: 2026-11-22T03:00:00Z, elements: r1, "
	"actors: jump}\n"
	"  - {id: W-2, from: 2026-11-22T04:00:00Z, until: 2026-11-22T05:00:00Z}\n"
	"  - {id: W-3, from: 2026-11-25T04:00:00Z, until: 2026-11-25T05:00:00Z}\n"
	"exceptions:\n"
	"  - {id: EX-1, finding: weak-crypto, to: routers, until: 2027-03-01T00:00:00Z, "
	"reason: replacement ordered}\n"
	"  - {id: EX-2, finding: [scan, beacon], from: 10.66.0.0/24, "
	"until: 2026-11-22T02:00:00+01:00, reason: pentest}\n"
	"  - {finding: beacon, until: 2027-01-01T00:00:00Z, reason: noisy, by: bob}\n"
	"images:\n"
	"  - {sha256: 9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, "
	"state: known-bad, name: vrp.cc}\n"
	"accounts: {break-glass: [root, \"emergency*\"], service: [oxidized, \"*\"], "
	"vendor: [\"hw-*\", \"*-tac-*\"]}\n";

static void expect_missing(const struct policy *p, const struct question *q, const char *line)
{
	char ret[256];
	uint32_t len = policy_missing(p, q, ret, sizeof(ret));

	ck_assert_str_eq(ret, line);
	ck_assert_uint_eq(len, strlen(line));
}

START_TEST(the_missing_permit_is_written_with_names_where_there_are)
{
	struct policy *p = good_policy(text);
	struct question q = flow("10.20.0.20", "10.30.0.1", "telnet", 23);

	expect_missing(p, &q, "- {from: jump, to: routers, over: [telnet]}");
	q = act("10.20.0.20", "10.30.0.1", "telnet", VERB_READ);
	expect_missing(p, &q, "- {from: jump, to: routers, over: [telnet], may: [read]}");
	q.verb = VERB_LOGIN;
	expect_missing(p, &q, "- {from: jump, to: routers, over: [telnet]}");
	q = flow("2001:db8::5", "10.30.9.9", NULL, 31114);
	expect_missing(p, &q, "- {from: \"2001:db8::5\", to: lone, over: [tcp/31114]}");
	q.ip_proto = IPPROTO_NR_UDP;
	expect_missing(p, &q, "- {from: \"2001:db8::5\", to: lone, over: [udp/31114]}");
	q = flow("10.1.1.1", "10.30.9.9", NULL, 0);
	q.ip_proto = 99;
	expect_missing(p, &q, "- {from: 10.1.1.1, to: lone, over: [ip/99]}");
	q.app = "HTTPS";
	q.space = 1;
	expect_missing(p, &q, "- {from: cust-a/10.1.1.1, to: lone, over: [tls]}");
	q.client.addr = ip("2001:db8::5");
	q.server.addr = ip("");
	q.ip_proto = 0;
	q.app = NULL;
	expect_missing(p, &q, "- {from: \"cust-a/2001:db8::5\", to: any, over: [unknown]}");
	policy_free(p);
}
END_TEST

START_TEST(what_a_window_would_permit_is_written_as_a_window)
{
	struct policy *p = good_policy(text);
	struct question q = act("10.20.0.20", "10.30.0.1", "ssh", VERB_SAVE);

	q.ts_us = at("2026-11-23T09:41:07.5Z");
	expect_missing(p, &q,
		"- {from: 2026-11-23T09:00:00Z, until: 2026-11-23T10:00:00Z, elements: r1, "
		"actors: 10.20.0.20, may: [save]}");
	q.user = SPAN_LIT("alice@example.net");
	expect_missing(p, &q,
		"- {from: 2026-11-23T09:00:00Z, until: 2026-11-23T10:00:00Z, elements: r1, "
		"actors: 10.20.0.20, users: [alice@example.net], may: [save]}");
	q.user = SPAN_LIT("*"); /* traffic chose it: it must not become everybody */
	expect_missing(p, &q,
		"- {from: 2026-11-23T09:00:00Z, until: 2026-11-23T10:00:00Z, elements: r1, "
		"actors: 10.20.0.20, may: [save]}");
	policy_free(p);
}
END_TEST

/* The policy with the line that it lacks for Q in front of what stands under BEFORE. */
static struct policy *policy_mended(const struct question *q, const char *before)
{
	struct policy *p = good_policy(text);
	char line[256], whole[8192];

	ck_assert_uint_gt(policy_missing(p, q, line, sizeof(line)), 0);
	policy_free(p);
	const char *rest = strstr(text, before);
	snprintf(whole, sizeof(whole), "%.*s  %s\n%s", (int)(rest - text), text, line, rest);
	return good_policy(whole);
}

START_TEST(a_missing_permit_permits_when_it_is_pasted)
{
	struct question q = act("2001:db8::5", "10.30.0.1", NULL, VERB_ERASE);

	q.server.port = 4000;
	struct policy *p = policy_mended(&q, "windows:");
	expect_action_verdict(p, &q, "permitted permit-2");
	policy_free(p);
}
END_TEST

START_TEST(a_missing_window_opens_for_one_user_when_it_is_pasted)
{
	struct question q = act("10.20.0.20", "10.30.0.1", "ssh", VERB_SAVE);

	q.ts_us = at("2026-11-23T09:41:07.5Z");
	q.user = SPAN_LIT("alice");
	struct policy *p = policy_mended(&q, "exceptions:");
	expect_action_verdict(p, &q, "in-window cli window-4");
	q.user = SPAN_LIT("bob");
	expect_action_verdict(p, &q, "exceeds cli window-4 actor");
	policy_free(p);
}
END_TEST

START_TEST(a_missing_exception_names_the_host_alone)
{
	struct policy *p = good_policy(text);
	struct question q = flow("10.1.1.1", "10.30.0.1", "telnet", 23);
	char line[256];

	q.ts_us = at("2026-11-23T09:41:07.5Z");
	ck_assert_uint_gt(policy_missing_exception(p, &q, "scan", line, sizeof(line)), 0);
	ck_assert_str_eq(line, "- {id: EX-scan-1, finding: scan, to: r1, until: "
			       "2026-12-23T09:41:07Z, reason: say why}");
	q.space = 1;
	q.server.addr = ip("10.1.1.9");
	ck_assert_uint_gt(policy_missing_exception(p, &q, "weak-crypto", line, sizeof(line)), 0);
	ck_assert_str_eq(line, "- {id: EX-weak-cry-1, finding: weak-crypto, to: cust-a/10.1.1.9, "
			       "until: 2026-12-23T09:41:07Z, reason: say why}");
	policy_free(p);
}
END_TEST

START_TEST(a_line_that_does_not_fit_is_not_cut)
{
	struct policy *p = good_policy(text);
	struct question q = flow("10.20.0.20", "10.30.0.1", "telnet", 23);
	char ret[64];

	for (uint32_t cap = 1; cap <= 43; cap++) {
		ck_assert_uint_eq(policy_missing(p, &q, ret, cap), 0);
		ck_assert_str_eq(ret, "");
	}
	ck_assert_uint_eq(policy_missing(p, &q, ret, 44), 43);
	ck_assert_uint_eq(policy_missing(p, &q, NULL, 0), 0);
	ck_assert_uint_eq(policy_missing(NULL, &q, ret, 44), 0);
	policy_free(p);
}
END_TEST

static void expect_exception(
	const struct policy *p, const char *finding, const struct question *q, const char *id)
{
	const char *found = policy_exception(p, finding, q);

	ck_assert_str_eq(found ? found : "-", id);
}

START_TEST(an_exception_covers_its_finding_between_its_ends_until_it_ends)
{
	struct policy *p = good_policy(text);
	struct question q = flow("10.1.1.1", "10.30.0.1", "ssh", 22);

	expect_exception(p, "weak-crypto", &q, "EX-1");
	expect_exception(p, "scan", &q, "-");
	expect_exception(NULL, "weak-crypto", &q, "-");
	q.ts_us = at("2027-02-28T23:59:59.999999Z");
	expect_exception(p, "weak-crypto", &q, "EX-1");
	q.ts_us = at("2027-03-01T00:00:00Z");
	expect_exception(p, "weak-crypto", &q, "-");
	q = flow("10.66.0.7", "10.30.0.1", NULL, 22);
	q.ts_us = at("2026-11-22T00:59:59Z");
	expect_exception(p, "scan", &q, "EX-2");
	expect_exception(p, "beacon", &q, "EX-2");
	q.ts_us = at("2026-11-22T01:00:00Z");
	expect_exception(p, "scan", &q, "-");
	expect_exception(p, "beacon", &q, "exception-3");
	/* a finding about one host alone */
	q = flow("10.30.0.1", "", NULL, 0);
	expect_exception(p, "weak-crypto", &q, "EX-1");
	q = flow("10.30.9.9", "", NULL, 0);
	expect_exception(p, "weak-crypto", &q, "-");
	/* an action on an element that a log tells of */
	q = act("10.9.9.9", "10.9.9.8", "syslog", VERB_CHANGE);
	q.element = ip("10.30.0.1");
	q.actor = ip("");
	expect_exception(p, "weak-crypto", &q, "EX-1");
	policy_free(p);
}
END_TEST

/* "W-1 0, EX-1 2 ..." in the order in which they are told. */
static const char *uses(const struct policy *p)
{
	static char told[256];
	struct policy_use u;
	size_t len = 0;

	for (uint32_t i = 0; policy_use_at(p, i, &u); i++)
		len += (size_t)snprintf(told + len, sizeof(told) - len, "%s%s %s %u",
			len ? ", " : "", u.is_window ? "window" : "exception", u.id, u.uses);
	return told;
}

START_TEST(what_applies_is_counted)
{
	struct policy *p = good_policy(text);
	struct question q = act("10.20.0.20", "10.30.0.1", "ssh", VERB_CHANGE);
	struct policy_use u;

	ck_assert_str_eq(uses(p),
		"window W-1 0, window W-2 0, window W-3 0, exception EX-1 0, exception EX-2 0, "
		"exception exception-3 0");
	expect_action_verdict(p, &q, "in-window cli W-1");
	expect_exception(p, "weak-crypto", &q, "EX-1");
	expect_exception(p, "weak-crypto", &q, "EX-1");
	ck_assert_str_eq(uses(p),
		"window W-1 1, window W-2 0, window W-3 0, exception EX-1 2, exception EX-2 0, "
		"exception exception-3 0");
	ck_assert(policy_use_at(p, 3, &u));
	ck_assert_uint_eq(u.line, 16);
	ck_assert(!policy_use_at(p, 6, &u));
	ck_assert(!policy_use_at(NULL, 0, &u));
	policy_free(p);
}
END_TEST

START_TEST(images_are_known_by_their_hash)
{
	struct policy *p = good_policy(text);
	const char *name;

	ck_assert_str_eq(
		policy_image(p, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			&name),
		"known-bad");
	ck_assert_str_eq(name, "vrp.cc");
	ck_assert_str_eq(policy_image(p, "00", &name), "unknown");
	ck_assert_ptr_null(name);
	ck_assert_str_eq(policy_image(NULL, "00", &name), "unknown");
	policy_free(p);
}
END_TEST

static void expect_account(const struct policy *p, const char *user, const char *kind)
{
	const char *found = policy_account(p, span_str(user));

	ck_assert_str_eq(found ? found : "-", kind);
}

START_TEST(accounts_are_known_by_name_before_pattern)
{
	struct policy *p = good_policy(text);

	expect_account(p, "root", "break-glass");
	expect_account(p, "emergency", "break-glass");
	expect_account(p, "emergency-7", "break-glass");
	expect_account(p, "oxidized", "service");
	expect_account(p, "hw-tac-9", "vendor");
	expect_account(p, "eu-tac-9", "vendor");
	expect_account(p, "alice", "service");
	expect_account(p, "", "-");
	expect_account(NULL, "root", "-");
	policy_free(p);
}
END_TEST

START_TEST(patterns_end_in_bounded_time)
{
	struct policy *p =
		good_policy("version: 1\naccounts: {vendor: [\"*a*a*a*a*a*a*a*a*b\"]}\n");
	char user[1024];

	memset(user, 'a', sizeof(user) - 1);
	user[sizeof(user) - 1] = '\0';
	expect_account(p, user, "-");
	user[sizeof(user) - 2] = 'b';
	expect_account(p, user, "vendor");
	policy_free(p);
}
END_TEST

START_TEST(every_protocol_of_this_build_can_be_named_in_a_policy)
{
	unsigned count;
	const struct protocol *all = protocols_all(&count);

	for (const struct dissector *const *d = dissectors; *d; d++) {
		int n = protocols_find(span_str((*d)->name));
		ck_assert_msg(n >= 0 && (unsigned)n < count,
			"%s is missing in rules/protocol_names.def", (*d)->name);
		ck_assert_msg(strcmp(all[n].set, (*d)->set) == 0,
			"%s: @%s in the dissector, @%s in rules/protocol_names.def", (*d)->name,
			(*d)->set, all[n].set);
	}
}
END_TEST

START_TEST(the_table_of_names_holds_together)
{
	unsigned count, aliases, carried;
	const struct protocol *all = protocols_all(&count);
	const struct protocol_alias *alias = protocols_aliases(&aliases);
	const struct protocol_carried *c = protocols_carried(&carried);

	for (unsigned i = 0; i < count; i++)
		ck_assert_int_eq(protocols_find(span_str(all[i].name)), (int)i);
	for (unsigned i = 0; i < aliases; i++)
		ck_assert_int_ge(protocols_find(span_str(alias[i].name)), 0);
	for (unsigned i = 0; i < carried; i++) {
		ck_assert_int_ge(protocols_find(span_str(c[i].name)), 0);
		ck_assert_int_ge(protocols_find(span_str(c[i].by)), 0);
	}
	ck_assert_int_eq(protocols_of_ip(47), protocols_find(SPAN_LIT("gre")));
	ck_assert_int_eq(protocols_of_ip(58), protocols_find(SPAN_LIT("icmp")));
	ck_assert_int_eq(protocols_of_ip(6), -1);
	ck_assert_int_eq(protocols_of_ip(0), -1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("policy ledgers");
	TCase *t = tcase_create("all");

	tcase_add_test(t, the_missing_permit_is_written_with_names_where_there_are);
	tcase_add_test(t, what_a_window_would_permit_is_written_as_a_window);
	tcase_add_test(t, a_missing_permit_permits_when_it_is_pasted);
	tcase_add_test(t, a_missing_window_opens_for_one_user_when_it_is_pasted);
	tcase_add_test(t, a_missing_exception_names_the_host_alone);
	tcase_add_test(t, a_line_that_does_not_fit_is_not_cut);
	tcase_add_test(t, an_exception_covers_its_finding_between_its_ends_until_it_ends);
	tcase_add_test(t, what_applies_is_counted);
	tcase_add_test(t, images_are_known_by_their_hash);
	tcase_add_test(t, accounts_are_known_by_name_before_pattern);
	tcase_add_test(t, patterns_end_in_bounded_time);
	tcase_add_test(t, every_protocol_of_this_build_can_be_named_in_a_policy);
	tcase_add_test(t, the_table_of_names_holds_together);
	suite_add_tcase(s, t);
	return unit_run_suite(s);
}
