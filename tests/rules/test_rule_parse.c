/* Rules are read, refused with a reason, and printed so that they read as the same. */
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

static struct ruleset *read_rules(const char *text, struct said *said)
{
	struct diag diag = {.say = note, .ctx = said};

	said->text[0] = '\0';
	return ruleset_parse("t.rules", span_str(text), NULL, &diag);
}

/* The fault of the one rule TEXT, which holds WORDS. */
static void refused(const char *text, const char *words)
{
	struct said said;
	struct ruleset *s = read_rules(text, &said);

	ck_assert_uint_eq(s->count, 0);
	ck_assert_msg(strstr(said.text, words) != NULL, "%s", said.text);
	ruleset_free(s);
}

/* TEXT is taken, and what it is printed as prints the same once more. */
static void taken(const char *text)
{
	struct said said;
	struct ruleset *s = read_rules(text, &said);

	ck_assert_msg(s->count == 1, "%s: %s", text, said.text);
	struct ruleset *again = read_rules(s->rules[0]->canonical, &said);
	ck_assert_msg(again->count == 1, "%s: %s", s->rules[0]->canonical, said.text);
	ck_assert_str_eq(again->rules[0]->canonical, s->rules[0]->canonical);
	ck_assert_uint_eq(again->rules[0]->stage, s->rules[0]->stage);
	ck_assert_uint_eq(again->rules[0]->buffer_count, s->rules[0]->buffer_count);
	ck_assert_uint_eq(again->rules[0]->check_count, s->rules[0]->check_count);
	ruleset_free(again);
	ruleset_free(s);
}

START_TEST(rules_of_every_kind_are_taken_and_print_as_the_same)
{
	taken("alert tcp any any -> any any (msg:\"a\\\"b\"; content:\"x|3b 00|\\;y\"; nocase; "
	      "sid:1;)");
	taken("alert http $HOME_NET any -> [10.0.0.0/8,!10.1.0.0/16] [80,8080:8090] "
	      "(http.uri; content:\"/a\"; startswith; pcre:\"/x\\d+/iR\"; sid:1;)");
	taken("alert udp any any <> any !53 (byte_test:2,>,10,0,relative,little; dsize:10<>20; "
	      "sid:1;)");
	taken("alert snmp any any -> any any (snmp.oid; content:\"1.3.6\"; snmp.version:1-2; "
	      "sid:1;)");
	taken("alert sip any any -> any any (sip.stat_code; content:\"200\"; sip.user_agent; "
	      "content:\"a\"; sid:1;)");
	taken("alert dhcp any any -> any any (dhcp.leasetime:>10; sid:1;)");
	taken("alert dns any any -> any any (dns.rcode:nxdomain; dns.rrtype:!16; sid:1;)");
	taken("alert tls any any -> any any (tls.certs; content:\"a\"; tls.cert_chain_len:1<>4; "
	      "tls_cert_notafter:<2026-01-01; tls_cert_expired; sid:1;)");
	taken("alert ike any any -> any any (ike.chosen_sa_attribute:alg_dh=2; ike.nonce_payload; "
	      "content:\"|00|\"; ike.exchtype:34; sid:1;)");
	taken("alert ftp any any -> any any (ftpbounce; ftp.mode:active; sid:1;)");
	taken("alert ftp-data any any -> any any (ftpdata_command:stor; file.data; content:\"a\"; "
	      "sid:1;)");
	taken("alert ip any any -> any any (dsize:&0x3=1; filesize:>10MB; sid:1;)");
	taken("alert mgmt any any -> any any (mgmt.verb; content:\"erase\"; window:out; sid:1;)");
	taken("alert tcp any any -> any any (flags:SA,CE; ttl:<5; fragbits:!D; sid:1;)");
	taken("alert tcp any any -> any any (flow:established,to_server; flowbits:isset,a|b; "
	      "content:\"z\"; threshold:type limit, track by_src, count 1, seconds 60; sid:1;)");
	taken("alert dns any any -> any any (dns.query; dotprefix; content:\".x\"; endswith; "
	      "sid:1;)");
	taken("alert tcp any any -> any any \\\n (content:\"a\"; \\\n sid:1;)");
}
END_TEST

START_TEST(what_is_wrong_is_told_with_its_place_and_what_to_write)
{
	refused("alert tcp any any -> any any (contant:\"a\"; sid:1;)",
		"t.rules:1:31: contant: no such keyword; did you mean content?");
	refused("alert tcp any any -> any any (content:\"|0g|\"; sid:1;)", "hex between bars");
	refused("alert tcp any any -> any any (pcre:\"/(/\"; sid:1;)", "t.rules:1:39: pcre:");
	refused("alert tcp $NOWHERE any -> any any (sid:1;)", "the variable $NOWHERE is not set");
	refused("alert tcp any any -> any 99999 (sid:1;)", "'99999' is not a port");
	refused("alert tpc any any -> any any (sid:1;)", "'tpc' is no protocol");
	refused("alert tcp any any -> any any (content:\"a\";)", "sid is missing");
	refused("alert tcp any any -> any any (lua:x.lua; sid:1;)", "not supported here");
	refused("alert tcp any any -> any any (content:\"abc\"; depth:2; sid:1;)",
		"less than the 3");
	refused("alert tcp any any -> any any (content:\"a\"; offset:1; distance:1; sid:1;)",
		"use one kind");
	refused("alert tls any any -> any any (snmp.oid; content:\"1\"; sid:1;)",
		"never in a rule");
	refused("alert dns any any -> any any (http.uri; content:\"/abc\"; sid:1;)",
		"t.rules:1:31: there is no http.uri in dns; write another protocol");
	refused("alert udp any any -> any any (http.uri; content:\"/abc\"; sid:1;)",
		"there is no http.uri in udp");
	refused("alert tcp any any -> any any (udp.hdr; content:\"|00 01|\"; sid:1;)",
		"there is no udp.hdr in tcp");
	refused("alert ip any any -> any any (snmp.oid; content:\"1\"; tls.sni; content:\"a\"; "
		"sid:1;)",
		"never of one message");
	refused("alert tcp any any -> any any (http.uri; sid:1;)", "nothing is looked for");
	refused("alert snmp any any -> any any (snmp.pdu_type:get_requst; sid:1;)",
		"t.rules:1:46: snmp.pdu_type: cannot read 'get_requst'");
	refused("alert tls any any -> any any (tls_cert_notafter:>next year; sid:1;)",
		"cannot read '>next year'");
	refused("alert ike any any -> any any (ike.chosen_sa_attribute:alg=2; sid:1;)",
		"'alg' is no attribute");
	refused("alert dns any any -> any any (ftp.mode:active; sid:1;)", "never in a rule");
	refused("alert tcp any any -> any any (content:\"a\"; sid:1;", "parenthesis");
	refused("alert tcp any any -> any any (content:\"a\x01\"; sid:1;)", "control byte");
}
END_TEST

START_TEST(the_faults_of_all_rules_are_told_and_the_good_ones_stay)
{
	struct said said;
	struct ruleset *s = read_rules("alert tcp any any -> any any (content:\"a\"; sid:1;)\n"
				       "# a comment\n"
				       "alert tcp any any -> any any (contant:\"a\"; sid:2;)\n"
				       "alert tcp any any -> any any (content:\"b\"; sid:1;)\n",
		&said);

	ck_assert_uint_eq(s->count, 1);
	ck_assert_uint_eq(s->refused, 2);
	ck_assert(strstr(said.text, "t.rules:3:31:") != NULL);
	ck_assert(strstr(said.text, "t.rules:4:1: sid:1 is taken") != NULL);
	ck_assert_ptr_nonnull(ruleset_find(s, 1, 1));
	ck_assert_ptr_null(ruleset_find(s, 1, 2));
	ruleset_free(s);
}
END_TEST

START_TEST(a_file_may_begin_with_a_byte_order_mark)
{
	struct said said;
	struct ruleset *s = read_rules("\xef\xbb\xbf# a comment\r\n"
				       "alert tcp any any -> any any (content:\"a\"; sid:1;)\r\n",
		&said);

	ck_assert_uint_eq(s->count, 1);
	ck_assert_uint_eq(s->refused, 0);
	ruleset_free(s);
}
END_TEST

START_TEST(a_rule_for_another_program_is_passed_over)
{
	struct said said;
	struct ruleset *s = read_rules(
		"alert tcp any any -> any any (requires:feature magic; content:\"a\"; sid:1;)\n"
		"alert tcp any any -> any any (requires:version < 7; content:\"a\"; sid:2;)\n"
		"alert ip any any -> any any (requires:feature spanwatch; mgmt.verb; "
		"content:\"x\"; sid:3;)\n",
		&said);

	ck_assert_uint_eq(s->skipped, 2);
	ck_assert_uint_eq(s->count, 1);
	ck_assert_uint_eq(s->rules[0]->stage, STAGE_JUDGE);
	ruleset_free(s);
}
END_TEST

START_TEST(what_sets_a_bit_is_judged_before_what_asks_for_it)
{
	struct said said;
	struct ruleset *s = read_rules(
		"alert tcp any any -> any any (flowbits:isset,x; content:\"a\"; sid:1;)\n"
		"alert tcp any any -> any any (flowbits:set,x; content:\"b\"; sid:2;)\n"
		"pass tcp any any -> any any (content:\"c\"; sid:3;)\n",
		&said);

	ck_assert_uint_eq(s->rules[0]->sid, 3);
	ck_assert_uint_eq(s->rules[1]->sid, 2);
	ck_assert_uint_eq(s->rules[2]->sid, 1);
	ruleset_free(s);
}
END_TEST

START_TEST(each_condition_is_spelt_by_the_option_that_asked_for_it)
{
	struct said said;
	struct ruleset *s = read_rules(
		"alert tcp any any -> any any (msg:\"a;b\"; dsize:>3; content:\"x|3b|\"; nocase; "
		"offset:2; flowbits:isset,f; pcre:\"/y/\"; sid:1;)\n",
		&said);
	ck_assert_uint_eq(s->count, 1);
	const struct rule *r = s->rules[0];
	struct span text = rule_option(r, r->buffers[0].items[0].option);
	ck_assert(span_eq(text, SPAN_LIT("content:\"x|3b|\"; nocase; offset:2;")));
	text = rule_option(r, r->buffers[0].items[1].option);
	ck_assert(span_eq(text, SPAN_LIT("pcre:\"/y/\";")));
	text = rule_option(r, r->checks[0].option);
	ck_assert(span_eq(text, SPAN_LIT("dsize:>3;")));
	text = rule_option(r, r->bits[0].option);
	ck_assert(span_eq(text, SPAN_LIT("flowbits:isset,f;")));
	ck_assert_uint_eq(rule_option(r, 99).len, 0);
	ck_assert(ruleset_watch(s, 1, 1) && !ruleset_watch(s, 1, 2));
	ck_assert(r->flags & RULE_WATCHED && r->fast_item < 0);
	ruleset_free(s);
}
END_TEST

START_TEST(groups_of_addresses_and_ports_hold_what_they_say)
{
	struct said said;
	struct ruleset *s = read_rules("alert tcp [10.0.0.0/8,!10.1.0.0/16] [1:10,!5] -> "
				       "!2001:db8::/32 any (content:\"a\"; sid:1;)",
		&said);
	struct addr in, out, six;

	ck_assert_msg(s->count == 1, "%s", said.text);
	const struct rule *r = s->rules[0];
	ck_assert(addr_parse(SPAN_LIT("10.2.3.4"), &in) && addr_parse(SPAN_LIT("10.1.3.4"), &out) &&
		  addr_parse(SPAN_LIT("2001:db8::1"), &six));
	ck_assert(addr_set_has(&r->src, &in) && !addr_set_has(&r->src, &out));
	ck_assert(addr_set_has(&r->dst, &in) && !addr_set_has(&r->dst, &six));
	ck_assert(port_set_has(&r->sport, 4) && !port_set_has(&r->sport, 5) &&
		  !port_set_has(&r->sport, 11));
	ruleset_free(s);
}
END_TEST

int main(void)
{
	TCase *all = tcase_create("all");

	tcase_add_test(all, rules_of_every_kind_are_taken_and_print_as_the_same);
	tcase_add_test(all, what_is_wrong_is_told_with_its_place_and_what_to_write);
	tcase_add_test(all, the_faults_of_all_rules_are_told_and_the_good_ones_stay);
	tcase_add_test(all, a_file_may_begin_with_a_byte_order_mark);
	tcase_add_test(all, a_rule_for_another_program_is_passed_over);
	tcase_add_test(all, what_sets_a_bit_is_judged_before_what_asks_for_it);
	tcase_add_test(all, each_condition_is_spelt_by_the_option_that_asked_for_it);
	tcase_add_test(all, groups_of_addresses_and_ports_hold_what_they_say);
	return unit_run(all, "rule_parse");
}
