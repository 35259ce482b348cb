/* Rules that can never match, or cost much, are told of; rules that may match are not. */
#include "config.h"

#include "rules/rule/ruleset.h"
#include "tests/unit.h"

#include <check.h>
#include <stdio.h>

struct said {
	char text[4096];
};

static void note(void *ctx, const char *line)
{
	struct said *s = ctx;
	size_t used = strlen(s->text);

	snprintf(s->text + used, sizeof(s->text) - used, "%s\n", line);
}

/* What is said of RULES, each of which is taken; RET_COUNT warnings. */
static struct said warned(const char *rules, unsigned *ret_count)
{
	struct said said = {""};
	struct diag diag = {.say = note, .ctx = &said};
	struct ruleset *s = ruleset_parse("t.rules", span_str(rules), NULL, &diag);

	ck_assert_msg(s && !diag.errors, "%s", said.text);
	*ret_count = diag.warnings;
	ruleset_free(s);
	return said;
}

/* One rule: PROTO and OPTIONS get the one warning with WORDS; NULL: none. */
static void expect(const char *proto, const char *options, const char *words)
{
	char rule[512];
	unsigned count;

	snprintf(rule, sizeof(rule), "alert %s any any -> any any (%s sid:1;)", proto, options);
	struct said said = warned(rule, &count);
	ck_assert_msg(count == (words ? 1 : 0), "%s: %u: %s", rule, count, said.text);
	ck_assert_msg(!words || strstr(said.text, words), "%s: %s", rule, said.text);
}

START_TEST(numbers_that_exclude_each_other_never_match)
{
	expect("udp", "dsize:>30; dsize:<20;",
		"never matches: no number fits all that is said of dsize");
	expect("ip", "ttl:<5; ttl:>10;", "said of ttl");
	expect("ip", "ttl:>5; ttl:<10;", NULL);
	expect("ip", "ttl:!5; ttl:5;", NULL);
	expect("ip", "vlan.id:5; vlan.id:6;", NULL);
	expect("tcp", "flow:established,not_established;", "established or it is not");
}
END_TEST

START_TEST(contents_longer_than_their_buffer_never_match)
{
	expect("http", "http.method; content:\"abcdef\"; bsize:3;",
		"bsize lets http.method have 3 bytes, its contents need 6");
	expect("http", "http.method; content:\"abcdef\"; bsize:<6;", "have 5 bytes");
	expect("http", "http.method; content:\"abcdef\"; bsize:6;", NULL);
	expect("http", "http.method; content:!\"abcdef\"; content:\"abc\"; bsize:3;", NULL);
	expect("http", "http.method; content:\"ab\"; bsize:<3; bsize:>5;", "no size fits");
	expect("udp", "content:\"abcdef\"; dsize:3;",
		"dsize lets a packet have 3 bytes, contents need 6");
	expect("udp", "content:\"abc\"; offset:30; dsize:<20;", "contents need 33");
	expect("udp", "content:\"abc\"; offset:30; dsize:>20;", NULL);
	expect("http", "http.uri; content:\"/abcdef\"; urilen:3;",
		"urilen lets a URI have 3 bytes");
	expect("http", "http.uri; content:\"/abcdef\"; urilen:3,raw;", NULL);
}
END_TEST

START_TEST(contents_that_exclude_each_other_never_match)
{
	expect("tcp", "content:\"abc\"; content:!\"abc\";", "exclude each other");
	expect("tcp", "content:\"abc\"; content:!\"abc\"; distance:0;", NULL);
	expect("tcp", "content:\"abc\"; startswith; content:\"abd\"; startswith;",
		"exclude each other");
	expect("tcp", "content:\"abc\"; startswith; content:\"abcd\"; startswith;", NULL);
}
END_TEST

START_TEST(letters_of_the_wrong_case_never_match)
{
	expect("http", "http.uri; to_lowercase; content:\"ABC\";", "is in lower case here");
	expect("http", "http.uri; to_lowercase; content:\"ABC\"; nocase;", NULL);
	expect("http", "http.uri; to_uppercase; content:\"Abc\";", "is in upper case here");
	expect("http", "http.host; content:\"Example\";", "http.host is in lower case");
	expect("http", "http.host.raw; content:\"Example\";", NULL);
}
END_TEST

START_TEST(what_the_protocol_does_not_have_never_matches)
{
	expect("udp", "flags:S;", "asks for a field of TCP in udp");
	expect("tcp", "itype:8;", "asks for a field of ICMP in tcp");
	expect("tcp", "http.uri; content:\"/abc\";", NULL);
	expect("ip", "flags:S;", NULL);
	expect("icmp", "itype:8;", NULL);
	expect("smtp", "file.data; content:\"abc\";", NULL);
}
END_TEST

START_TEST(what_goes_the_other_way_never_matches)
{
	expect("http", "flow:to_client; http.uri; content:\"/abc\";", "goes the other way");
	expect("http", "flow:to_server; http.stat_code; content:\"200\";", "goes the other way");
	expect("http", "flow:to_server; http.uri; content:\"/abc\";", NULL);
	expect("http",
		"flow:to_client; http.uri; content:\"/abc\"; http.stat_code; content:\"200\";",
		NULL);
}
END_TEST

START_TEST(marks_that_nobody_sets_never_match)
{
	unsigned count;

	expect("tcp", "flowbits:isset,nobody; content:\"abcdef\";", "no rule sets the mark nobody");
	expect("tcp", "flowbits:isnotset,nobody; content:\"abcdef\";", NULL);
	warned("alert tcp any any -> any any (flowbits:isset,a|b; content:\"abcdef\"; sid:1;)\n"
	       "alert tcp any any -> any any (flowbits:set,b; content:\"abcdef\"; sid:2;)\n",
		&count);
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(expensive_rules_are_told_of)
{
	expect("tcp", "pcre:\"/abc/\";", "no content that is looked for first");
	expect("http", "http.uri; pcre:\"/abc/\";", "no content that is looked for first");
	expect("http", "http.uri; content:\"/abc\"; pcre:\"/abc/\";", NULL);
	expect("ssh", "ssh.software; pcre:\"/abc/\";", NULL);
	expect("tcp", "content:!\"abc\";", "no content that is looked for first");
	expect("tcp", "content:\"a\";", "a single byte is all that is looked for first");
	expect("tcp", "content:\"a\"; content:\"bc\";", NULL);
	expect("tcp", "msg:\"all\";", "matches every packet of tcp");
	expect("tcp", "flow:established; threshold:type limit, track by_src, count 1, seconds 60;",
		NULL);
}
END_TEST

int main(void)
{
	TCase *all = tcase_create("all");

	tcase_add_test(all, numbers_that_exclude_each_other_never_match);
	tcase_add_test(all, contents_longer_than_their_buffer_never_match);
	tcase_add_test(all, contents_that_exclude_each_other_never_match);
	tcase_add_test(all, letters_of_the_wrong_case_never_match);
	tcase_add_test(all, what_the_protocol_does_not_have_never_matches);
	tcase_add_test(all, what_goes_the_other_way_never_matches);
	tcase_add_test(all, marks_that_nobody_sets_never_match);
	tcase_add_test(all, expensive_rules_are_told_of);
	return unit_run(all, "rule_warn");
}
