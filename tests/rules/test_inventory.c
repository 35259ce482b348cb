/* The inventory: facts with their evidence, what follows from them, and how much is kept. */
#include "config.h"

#include "rules/inventory/asset.h"
#include "rules/inventory/pick.h"
#include "rules/inventory/support.h"
#include "rules/inventory/version.h"
#include "rules/memory.h"
#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void quiet(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

START_TEST(what_contradicts_stays_beside_what_is_believed)
{
	struct bench *b = bench_new(NULL);
	struct event e = bench_identity("snmp-sysdescr", "Cisco", "IOS 15.2");

	bench_feed(b, &e);
	e = bench_identity("snmp-engine-id", "Huawei", "");
	bench_feed(b, &e);
	const char *line = bench_line(b, "asset", 1)->line;
	ck_has(line, "\"vendor\":\"Cisco\"");
	ck_has(line, "\"conflicts\":[\"vendor\"]");
	ck_has(line, "\"value\":\"Huawei\",\"source\":\"snmp-engine-id\",\"port\":22,"
		     "\"confidence\":\"low\"");
	bench_free(b);
}
END_TEST

START_TEST(one_maker_under_two_names_is_no_conflict)
{
	struct bench *b = bench_new(NULL);
	struct event e = bench_identity("snmp-sysdescr", "Cisco", "");

	bench_feed(b, &e);
	e = bench_identity("cwmp", "CISCO Systems, Inc", "");
	bench_feed(b, &e);
	ck_hasnt(bench_line(b, "asset", 1)->line, "conflicts");
	bench_free(b);
}
END_TEST

START_TEST(an_older_version_than_before_is_told_as_such)
{
	struct bench *b = bench_new(NULL);
	struct event e = bench_identity("snmp-sysdescr", "Cisco", "IOS 15.2(4)E");

	bench_feed(b, &e);
	e = bench_identity("snmp-sysdescr", "Cisco", "IOS 15.2(2)E6");
	bench_feed(b, &e);
	const char *line = bench_finding(b, "version-change", 0)->line;
	ck_has(line, "\"rule\":\"software-older\"");
	ck_has(line, "IOS 15.2(4)E and now the older IOS 15.2(2)E6");
	ck_has(bench_line(b, "asset", 1)->line, "\"before\":\"IOS 15.2(4)E\"");
	bench_free(b);
}
END_TEST

START_TEST(the_software_of_a_service_is_not_that_of_the_host)
{
	struct bench *b = bench_new(NULL);
	struct event e = bench_identity("ssh-banner", "", "OpenSSH 9.2p1");

	bench_feed(b, &e);
	ck_has(bench_line(b, "asset", 0)->line, "\"software\":\"OpenSSH 9.2p1\"");
	e = bench_identity("snmp-sysdescr", "Cisco", "IOS 15.2");
	bench_feed(b, &e);
	ck_has(bench_line(b, "asset", 1)->line, "\"software\":\"IOS 15.2\"");
	ck_assert_uint_eq(bench_findings(b, "version-change"), 0);
	bench_free(b);
}
END_TEST

START_TEST(a_service_is_one_that_answered)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e = bench_event(EVENT_FLOW_COUNTS, "flow", "10.20.0.10", "10.30.0.1", 22);

	e.app = "ssh";
	e.u.flow.packets[SIDE_CLIENT] = 1;
	e.u.flow.tcp_flags[SIDE_CLIENT] = TCP_SYN;
	e.u.flow.tcp_flags[SIDE_SERVER] = TCP_RST;
	e.u.flow.packets[SIDE_SERVER] = 1;
	bench_feed(b, &e);
	ck_assert_ptr_null(bench_line(b, "asset", 0));
	e.u.flow.tcp_flags[SIDE_SERVER] = TCP_SYN | TCP_ACK;
	bench_feed(b, &e);
	ck_has(bench_line(b, "asset", 0)->line, "\"fact\":\"service\",\"value\":\"tcp/22 ssh\"");
	ck_has(bench_line(b, "asset", 0)->line, "\"role\":\"element\"");
	bench_feed(b, &e);
	ck_assert_ptr_null(bench_line(b, "asset", 1));
	bench_free(b);
}
END_TEST

START_TEST(who_manages_and_who_serves_is_proposed_a_role)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event change =
		bench_action("telnet", VERB_CHANGE, SUBJECT_CONFIG, "10.20.0.10", "10.30.0.1");
	struct event e = bench_event(EVENT_FLOW_COUNTS, "flow", "10.30.0.1", "10.20.0.30", 49);

	bench_feed(b, &change);
	ck_has(bench_line(b, "asset", 0)->line, "\"id\":\"10.20.0.10\"");
	ck_has(bench_line(b, "asset", 0)->line,
		"\"fact\":\"role\",\"value\":\"manager\",\"source\":\"telnet\"");
	e.app = "tacacs";
	e.u.flow.packets[SIDE_SERVER] = 1;
	bench_feed(b, &e);
	ck_has(bench_line(b, "asset", 1)->line, "\"id\":\"10.20.0.30\"");
	ck_has(bench_line(b, "asset", 1)->line, "\"value\":\"aaa\",\"source\":\"tacacs\"");
	/* the data of a TFTP transfer come from a port of its own: who asked for them serves no
	 * files */
	e = bench_event(EVENT_FLOW_COUNTS, "flow", "10.20.0.40", "10.30.0.1", 40001);
	e.app = "tftp";
	e.place.child = true;
	e.u.flow.packets[SIDE_SERVER] = 1;
	bench_feed(b, &e);
	ck_assert_ptr_null(bench_line(b, "asset", 2));
	bench_free(b);
}
END_TEST

START_TEST(a_server_header_names_several_components)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e = bench_event(EVENT_PROTOCOL, "http", "10.20.0.10", "10.30.0.1", 80);

	e.json = SPAN_LIT("\"http\":{\"status\":200},\"spanwatch\":{\"http\":{\"server\":"
			  "\"Apache/2.4.6 (CentOS Linux) OpenSSL/1.0.2k-fips\"}}");
	bench_feed(b, &e);
	const char *line = bench_line(b, "asset", 0)->line;
	ck_has(line,
		"\"fact\":\"component\",\"value\":\"Apache 2.4.6\",\"source\":\"http-header\"");
	ck_has(line, "\"value\":\"OpenSSL 1.0.2k-fips\"");
	ck_hasnt(line, "CentOS");
	bench_free(b);
}
END_TEST

START_TEST(software_past_its_support_is_told_by_the_day_of_the_packet)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e = bench_identity("http-server", "", "OpenSSL 1.0.2k-fips");

	bench_feed(b, &e); /* November 2023 */
	const char *line = bench_finding(b, "end-of-support", 0)->line;
	ck_has(line, "runs OpenSSL 1.0.2k-fips, which its maker supported until 2019-12-31");
	ck_has(line, "\"rule\":\"support-ended\"");
	bench_feed(b, &e);
	e = bench_identity("http-server", "", "OpenSSL 3.0.2");
	bench_feed(b, &e); /* supported then */
	ck_assert_uint_eq(bench_findings(b, "end-of-support"), 1);
	/* a kernel of its maker, and one that a distribution keeps */
	e = bench_identity("snmp-sysdescr", "", "Linux 4.18.0-553.el8");
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "end-of-support"), 1);
	e = bench_identity("snmp-sysdescr", "", "Linux 4.9.0-rt");
	bench_feed(b, &e);
	ck_has(bench_finding(b, "end-of-support", 1)->line, "supported until 2023-01-01");
	bench_free(b);
}
END_TEST

START_TEST(what_is_wrong_with_dates_of_support_is_told_by_line)
{
	static const char *const files[] = {"OpenSSL\t1\t2\t2020-01-01\tsomewhere\n",
		"date\t2026-11-22\nOpenSSL\t1\t2\t2020-31-01\tsomewhere\n",
		"date\t2026-11-22\nOpenSSL\t2\t1\t2020-01-01\tsomewhere\n",
		"date\t2026-11-22\nOpenSSL 2020-01-01\n", "date\tsoon\n", ""};
	char name[] = "/tmp/support-XXXXXX";
	int fd = mkstemp(name);

	ck_assert_int_ge(fd, 0);
	for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct diag diag = {.say = quiet};
		struct support *s = NULL;
		FILE *out = fopen(name, "w");
		fputs(files[i], out);
		fclose(out);
		ck_assert_int_eq(support_open(name, &diag, &s), -EINVAL);
		ck_assert_uint_ge(diag.errors, 1);
	}
	close(fd);
	unlink(name);
}
END_TEST

START_TEST(what_is_known_goes_on_in_the_next_run)
{
	struct bench *day1 = bench_new(NULL), *day2 = bench_new(NULL);
	struct event e = bench_identity("snmp-sysdescr", "Cisco", "IOS 15.2");
	struct memory_out out = {malloc(memory_limit()), memory_limit(), 0, false};

	bench_feed(day1, &e);
	ck_assert(memory_save(day1->judge, &out));
	ck_assert_ptr_null(memory_load(day2->judge, span_of(out.p, out.len)));
	bench_feed(day2, &e);
	ck_assert_ptr_null(bench_line(day2, "asset", 0)); /* nothing new */
	e = bench_identity("snmp-sysdescr", "Cisco", "IOS 15.9");
	e.ts_us += 86400 * 1000000ll;
	bench_feed(day2, &e);
	ck_has(bench_finding(day2, "version-change", 0)->line, "IOS 15.2 and now IOS 15.9");
	free(out.p);
	bench_free(day1);
	bench_free(day2);
}
END_TEST

START_TEST(ten_thousand_elements_are_kept_and_more_than_there_is_room_for_are_not)
{
	struct bench *b = bench_new(NULL);
	struct memory_out out = {malloc(memory_limit()), memory_limit(), 0, false};
	char text[24];
	unsigned held = 0;

	ck_assert_uint_ge(INVENTORY_ASSETS, 10000);
	for (unsigned i = 0; i < INVENTORY_ASSETS + 2000; i++) {
		struct event e = bench_identity("snmp-sysdescr", "Cisco", "IOS 15.2");
		snprintf(text, sizeof(text), "10.%u.%u.%u", 100 + (i >> 16), i >> 8 & 255, i & 255);
		e.place.dst.addr = bench_addr(text);
		bench_feed(b, &e);
	}
	ck_assert(memory_save(b->judge, &out));
	struct span left = span_of(out.p, out.len);
	for (int64_t at; (at = span_find(left, SPAN_LIT("snmp-sysdescr"))) >= 0; held++)
		left = span_sub(left, (uint32_t)at + 1, left.len);
	ck_assert_uint_eq(held, INVENTORY_ASSETS * 2); /* vendor and software of each */
	ck_assert_uint_lt(out.len, 10 * 1024 * 1024);
	free(out.p);
	bench_free(b);
}
END_TEST

START_TEST(versions_stand_in_the_order_in_which_people_read_them)
{
	static const char *const ordered[] = {"0.9.8zh", "1.0.2", "1.0.2k", "1.0.2u", "1.1.0",
		"1.1.1w", "3.0.21", "3.5", "10.0", "2024.84"};

	for (unsigned i = 0; i < 10; i++)
		for (unsigned k = 0; k < 10; k++) {
			int order = version_compare(span_str(ordered[i]), span_str(ordered[k]));
			ck_assert_int_eq((order > 0) - (order < 0), (i > k) - (i < k));
		}
	ck_assert_int_lt(version_compare(SPAN_LIT("15.2(2)E6"), SPAN_LIT("15.2(4)E")), 0);
	ck_assert_int_lt(version_compare(SPAN_LIT("V200R011C10"), SPAN_LIT("V200R019C00")), 0);
	ck_assert_int_eq(version_compare(SPAN_LIT("7.04"), SPAN_LIT("7.4")), 0);
}
END_TEST

struct picked {
	char text[512];
	size_t len;
};

static void keep(void *ctx, struct span path, struct span value)
{
	struct picked *p = ctx;

	p->len += (size_t)snprintf(p->text + p->len, sizeof(p->text) - p->len, "%.*s=%.*s;",
		(int)path.len, (const char *)path.p, (int)value.len, (const char *)value.p);
}

START_TEST(values_are_picked_with_their_paths)
{
	struct picked p = {.len = 0}, ends = {.len = 0}, open = {.len = 0};

	pick(SPAN_LIT(
		     "\"a\":{\"b\":1,\"c\":[\"x\",\"y\\\"z\"]},\"d\":[{\"e\":true},{\"e\":\"}\"}]"),
		keep, &p);
	ck_assert_str_eq(p.text, "a.b=1;a.c=x;a.c=y\\\"z;d.e=true;d.e=};");
	pick(SPAN_LIT("\"a\":\"x\\\\\",\"b\":\"\\\\\\\"y\",\"c\":\"\""), keep, &ends);
	ck_assert_str_eq(ends.text, "a=x\\\\;b=\\\\\\\"y;c=;");
	pick(SPAN_LIT("\"a\":\"open \\\""), keep, &open);
	ck_assert_str_eq(open.text, "a=open \\\";");
}
END_TEST

int main(void)
{
	TCase *cases = tcase_create("inventory");

	tcase_add_test(cases, what_contradicts_stays_beside_what_is_believed);
	tcase_add_test(cases, one_maker_under_two_names_is_no_conflict);
	tcase_add_test(cases, an_older_version_than_before_is_told_as_such);
	tcase_add_test(cases, the_software_of_a_service_is_not_that_of_the_host);
	tcase_add_test(cases, a_service_is_one_that_answered);
	tcase_add_test(cases, who_manages_and_who_serves_is_proposed_a_role);
	tcase_add_test(cases, a_server_header_names_several_components);
	tcase_add_test(cases, software_past_its_support_is_told_by_the_day_of_the_packet);
	tcase_add_test(cases, what_is_wrong_with_dates_of_support_is_told_by_line);
	tcase_add_test(cases, what_is_known_goes_on_in_the_next_run);
	tcase_add_test(
		cases, ten_thousand_elements_are_kept_and_more_than_there_is_room_for_are_not);
	tcase_add_test(cases, versions_stand_in_the_order_in_which_people_read_them);
	tcase_add_test(cases, values_are_picked_with_their_paths);
	tcase_set_timeout(cases, 60);
	return unit_run(cases, "inventory");
}
