/*
 * Branches of TLS libraries, inferred from hellos that programs of known versions sent; what
 * other libraries send is nobody's.
 */
#include "config.h"

#include "rules/inventory/library.h"
#include "rules/inventory/support.h"
#include "rules/inventory/version.h"
#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdio.h>

#define ALL_CURVES  "14-13-25-11-12-24-9-10-22-23-8-6-7-20-21-4-5-18-19-1-2-3-15-16-17"
#define OLD_SCHEMES "1537-1538-1539-1281-1282-1283-1025-1026-1027-769-770-771-513-514-515"
#define SCHEMES_3_0                                                                                \
	"1027-1283-1539-2055-2056-2057-2058-2059-2052-2053-2054-1025-1281-1537-771-769-770-1026-"  \
	"1282-1538"
#define SCHEMES_3_5                                                                                \
	"2309-2310-2308-1027-1283-1539-2055-2056-2074-2075-2076-2057-2058-2059-2052-2053-2054-"    \
	"1025-1281-1537-771-769-770-1026-1282-1538"
#define CIPHERS_1_2    "49199-49195-158-49191-103-57-51-157-156-61-60-53-47-255"
#define CIPHERS_CHACHA "4866-4867-4865-49196-52393-52392-52394-49195-47-255"
#define FFDHE          "256-257-258-259-260"

/* What CLIENT sends is OpenSSL's of the branch SAID; NULL: nobody's. */
static void client_is(const char *ja3, const char *schemes, const char *said)
{
	struct library_hello h = {0};
	struct library_guess guess;
	struct words text;

	library_read_ja3(&h, span_str(ja3));
	h.list[LIBRARY_SCHEMES] = span_str(schemes);
	bool known = library_infer(&h, SIDE_CLIENT, &guess);
	ck_assert_msg(known == (said != NULL), "%s", ja3);
	if (!known)
		return;
	library_text(&guess, &text);
	ck_assert_msg(span_eq(words_span(&text), span_str(said)), "%.*s is not %s", (int)text.len,
		text.buf, said);
}

START_TEST(each_branch_of_openssl_shows_in_what_its_clients_offer)
{
	client_is("771," CIPHERS_1_2 ",11-10-35-13-13172," ALL_CURVES ",0-1-2", OLD_SCHEMES,
		"OpenSSL 1.0.1");
	client_is("769," CIPHERS_1_2 ",11-10-35," ALL_CURVES ",0-1-2", "", "OpenSSL 1.0.0-1.0.1");
	client_is("771," CIPHERS_1_2 ",11-10-35-13-15,23-24,0-1-2", "", "OpenSSL 1.0.1-1.0.2");
	client_is("771," CIPHERS_1_2 ",0-11-10-35-13-15-21," ALL_CURVES ",0-1-2", "",
		"OpenSSL 1.0.1");
	client_is("771," CIPHERS_1_2
		  ",0-11-10-35-13-13172,23-25-28-27-24-26-22-14-13-11-12-9-10,0-1-2",
		OLD_SCHEMES, "OpenSSL 1.0.2");
	client_is("771," CIPHERS_1_2 ",11-10-35-13-13172,23,0-1-2", OLD_SCHEMES,
		"OpenSSL 1.0.1-1.0.2");
	client_is("771," CIPHERS_CHACHA ",0-11-10-35-22-23-13,29-23-25-24,0-1-2", OLD_SCHEMES,
		"OpenSSL 1.1.0");
	client_is("771," CIPHERS_CHACHA ",11-10-35-22-23-13-43-45-51,29-23-30-25-24,0-1-2",
		SCHEMES_3_0, "OpenSSL 1.1.1");
	client_is("771," CIPHERS_CHACHA ",11-10-35-22-23-13,29-23-30-25-24,0-1-2", SCHEMES_3_0,
		"OpenSSL 1.1.1-3.4");
	client_is("771," CIPHERS_CHACHA ",0-11-10-16-22-23-49-13-43-45-51-21,29-23-30-25-24-" FFDHE
		  ",0-1-2",
		SCHEMES_3_0, "OpenSSL 3.0-3.1");
	client_is("771," CIPHERS_CHACHA ",11-10-35-22-23-13-43-45-51,23-24,0-1-2", SCHEMES_3_0,
		"OpenSSL 1.1.1-3.1");
	client_is("771,4866-47,65281-11-10-35-22-23-13-43-45-51,4588-29-23-30-24-25-256-257,0-1-2",
		SCHEMES_3_5, "OpenSSL 3.5-4.0");
	client_is("771,49196-47,65281-0-11-10-35-22-23-13,29-23-30-24-25,0-1-2", SCHEMES_3_0,
		"OpenSSL 3.5-4.0");
}
END_TEST

START_TEST(what_other_libraries_send_is_nobodys)
{
	/* GnuTLS 3.7, wolfSSL 5.5, mbed TLS 2.28, NSS 3.87, Java 17 */
	client_is("771,4866-255,5-10-11-13-22-23-35-51-43-65281-45-28,23-24-25-29-30-" FFDHE ",0",
		"", NULL);
	client_is("771,4866,45-51-43-13-11-10-22-23,25-24-23,0", "", NULL);
	client_is("771,49196-255,13-10-11-22-23-35,25-28-24,0", "", NULL);
	client_is("771,4865,23-65281-10-11-51-43-13-45-28-21,29-23-24-25-256-257,0", "", NULL);
	client_is("771,4866-255,5-10-11-17-23-35-13-43-45-50-51,29-23-24-25-30,0", "", NULL);
	/* LibreSSL before 2.5: formats and order alike, other curves */
	client_is("771," CIPHERS_1_2 ",0-11-10-13,14-13-25-28-11-12-27-24-9-10-26-22-23-8,0-1-2",
		"1537-1539-1281-1283-1025-1027", NULL);
	/* Bouncy Castle names all formats too */
	client_is("771,49196-255,10-13-11,23-24,0-1-2", "", NULL);
	client_is("", "", NULL);
}
END_TEST

START_TEST(what_contradicts_itself_is_nobodys)
{
	client_is("771," CIPHERS_CHACHA ",11-10-35-13-15,29-23,0-1-2", SCHEMES_3_5, NULL);
}
END_TEST

/* A server that chose EXTENSIONS and names FORMATS, asked with the extensions OFFERED. */
static void server_is(const char *offered, const char *ja3s, const char *formats, bool steps_down,
	const char *said)
{
	struct library_hello h = {0};
	struct library_guess guess;
	struct words text;

	library_read_ja3s(&h, span_str(ja3s));
	h.list[LIBRARY_EXTENSIONS] = span_str(offered);
	h.list[LIBRARY_ANSWER_FORMATS] = span_str(formats);
	h.list[LIBRARY_VERSION] = SPAN_LIT("1.2");
	h.list[LIBRARY_STEPS_DOWN] = span_str(steps_down ? "1" : "");
	bool known = library_infer(&h, SIDE_SERVER, &guess);
	ck_assert_msg(known == (said != NULL), "%s", ja3s);
	if (!known)
		return;
	library_text(&guess, &text);
	ck_assert_msg(span_eq(words_span(&text), span_str(said)), "%s is not %s", ja3s, said);
}

START_TEST(servers_show_less_and_less_is_said_of_them)
{
	server_is("11-10-35-23", "771,49199,65281-11-35-15", "0-1-2", false, "OpenSSL 1.0.1-1.0.2");
	server_is("0-11-10-35-22-23-13", "771,49200,65281-11-35", "0-1-2", false,
		"OpenSSL 1.0.1-1.0.2");
	server_is("0-11-10-35-13", "771,49200,65281-11-35", "0-1-2", false, NULL);
	server_is("0-11-10-35-22-23-13", "771,49199,65281-0-11-35-16-23", "0-1-2", false,
		"OpenSSL 1.1.0-4.0");
	server_is("0-11-10-35-22-23-13", "771,49199,65281-11-35-22-23", "0-1-2", true,
		"OpenSSL 1.1.1-4.0");
	server_is("0-11-10-35-22-23-13", "771,49199,65281-11-23", "0-1-2", true, NULL);
	server_is("0-11-10-35-22-23-13", "771,49199,11-23-35-65281", "0", true, NULL); /* GnuTLS */
	server_is("0-11-10-35-22-23-13-43-45-51", "771,4866,43-51", "", false, NULL);
}
END_TEST

START_TEST(each_line_of_the_table_can_be_read)
{
	unsigned n = 0;

	for (; library_conditions(n); n++)
		ck_assert_msg(library_conditions_are_sound(library_conditions(n)), "%s",
			library_conditions(n));
	ck_assert_uint_gt(n, 20);
	ck_assert(!library_conditions_are_sound("colour=1"));
	ck_assert(!library_conditions_are_sound("groups"));
	ck_assert(!library_conditions_are_sound(""));
}
END_TEST

START_TEST(what_was_told_more_exactly_holds_what_is_told_less_exactly)
{
	struct library_guess guess = {"1.1.1", "3.4", 70};

	ck_assert(library_is_within(SPAN_LIT("OpenSSL 3.0-3.1"), &guess));
	ck_assert(library_is_within(SPAN_LIT("OpenSSL 1.1.1"), &guess));
	ck_assert(!library_is_within(SPAN_LIT("OpenSSL 1.1.0-4.0"), &guess));
	ck_assert(!library_is_within(SPAN_LIT("OpenSSL 1.0.2k"), &guess));
	ck_assert(!library_is_within(SPAN_LIT("nginx 1.24"), &guess));
}
END_TEST

static struct support *support(void)
{
	struct diag diag = {0};
	struct support *s;

	ck_assert_int_eq(support_open(NULL, &diag, &s), 0);
	return s;
}

START_TEST(a_range_is_supported_as_long_as_the_longest_of_it)
{
	struct support *s = support();

	/* 1.1.0 ended before the older 1.0.2 */
	ck_assert_str_eq(support_latest(s, SPAN_LIT("OpenSSL 1.0.1-1.1.0"))->end, "2019-12-31");
	ck_assert_str_eq(support_latest(s, SPAN_LIT("OpenSSL 1.0.1"))->end, "2016-12-31");
	ck_assert_str_eq(support_latest(s, SPAN_LIT("OpenSSL 3.0-4.0"))->end, "2030-04-08");
	ck_assert_ptr_null(support_latest(s, SPAN_LIT("OpenSSL 3.0-9.0")));
	support_free(s);
}
END_TEST

START_TEST(ranges_that_meet_can_be_one_version)
{
	ck_assert(version_overlaps(SPAN_LIT("1.0.1-1.0.2"), SPAN_LIT("1.0.2k-fips")));
	ck_assert(version_overlaps(SPAN_LIT("1.1.1w"), SPAN_LIT("1.1.1-3.4")));
	ck_assert(version_overlaps(SPAN_LIT("1.1.1-3.1"), SPAN_LIT("3.0-3.4")));
	ck_assert(!version_overlaps(SPAN_LIT("1.0.1-1.0.2"), SPAN_LIT("1.1.0-4.0")));
	ck_assert(!version_overlaps(SPAN_LIT("3.0.13"), SPAN_LIT("1.0.1-1.0.2")));
}
END_TEST

#define POLICY "version: 1\ngroups: {r: {role: element, addresses: [10.30.0.1]}}\n"
#define TLS(extensions, groups)                                                                    \
	"\"tls\":{\"version\":\"TLS 1.2\",\"ja3\":{\"hash\":\"0\",\"string\":\"771," CIPHERS_1_2   \
	"," extensions "," groups                                                                  \
	",0-1-2\"}},\"spanwatch\":{\"tls\":{\"signature_schemes\":\"" OLD_SCHEMES "\"}}"

static struct event tls(const char *json)
{
	struct event e = bench_event(EVENT_PROTOCOL, "tls", "10.30.0.1", "192.0.2.1", 443);

	e.json = span_str(json);
	return e;
}

START_TEST(an_element_that_speaks_as_an_old_branch_is_out_of_support_by_inference)
{
	struct bench *b = bench_new(POLICY);
	struct event e = tls(TLS("11-10-35-13-15", "23-24"));

	bench_feed(b, &e);
	const char *line = bench_line(b, "asset", 0)->line;
	ck_has(line, "\"fact\":\"component\",\"value\":\"OpenSSL 1.0.1-1.0.2\","
		     "\"source\":\"tls-behaviour\",\"inferred\":true,\"confidence\":\"high\"");
	ck_hasnt(line, "\"software\""); /* it stands for nothing but itself */
	line = bench_finding(b, "end-of-support", 0)->line;
	ck_has(line, "support-ended-inferred");
	ck_has(line, "speaks TLS as OpenSSL 1.0.1-1.0.2 does (inferred)");
	bench_free(b);
}
END_TEST

START_TEST(a_session_that_shows_less_takes_nothing_back)
{
	struct bench *b = bench_new(POLICY);
	struct event e = tls(TLS("11-10-35-13", ALL_CURVES));

	bench_feed(b, &e);
	ck_has(bench_line(b, "asset", 0)->line, "OpenSSL 1.0.1\"");
	e = tls(TLS("11-10-35-13-15", "23-24"));
	bench_feed(b, &e);
	ck_assert_ptr_null(bench_line(b, "asset", 1));
	ck_assert_uint_eq(bench_findings(b, "version-change"), 0);
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *cases = tcase_create("library");

	tcase_add_test(cases, each_branch_of_openssl_shows_in_what_its_clients_offer);
	tcase_add_test(cases, what_other_libraries_send_is_nobodys);
	tcase_add_test(cases, what_contradicts_itself_is_nobodys);
	tcase_add_test(cases, servers_show_less_and_less_is_said_of_them);
	tcase_add_test(cases, each_line_of_the_table_can_be_read);
	tcase_add_test(cases, what_was_told_more_exactly_holds_what_is_told_less_exactly);
	tcase_add_test(cases, a_range_is_supported_as_long_as_the_longest_of_it);
	tcase_add_test(cases, ranges_that_meet_can_be_one_version);
	tcase_add_test(
		cases, an_element_that_speaks_as_an_old_branch_is_out_of_support_by_inference);
	tcase_add_test(cases, a_session_that_shows_less_takes_nothing_back);
	return unit_run(cases, "library");
}
