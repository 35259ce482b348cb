/* test_judge_reports: credentials, hints, anomalies, files, identities and counters. */
#include "config.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdio.h>

static const char policy[] =
	"version: 1\n"
	"elements:\n"
	"  olt-1: {addresses: [10.30.0.1, 10.30.0.9]}\n"
	"groups:\n"
	"  routers: {role: element, members: [olt-1], addresses: [10.30.0.2]}\n"
	"  nms: {role: manager, addresses: [10.20.0.10]}\n"
	"permits:\n"
	"  - {id: poll, from: nms, to: routers, over: [snmp, ssh]}\n"
	"images:\n"
	"  - {sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
	" state: approved, name: good.bin}\n"
	"  - {sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,"
	" state: known-bad, name: bad.bin}\n"
	"  - {sha256: dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd,"
	" state: vendor-signed}\n"
	"  - {sha256: eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee,"
	" state: reproduced-from-source}\n"
	"  - {sha256: ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,"
	" state: unknown}\n";

static struct event credential(const char *from, const char *to, uint32_t hash)
{
	struct event e = bench_event(EVENT_CREDENTIAL, "snmp", from, to, 161);
	e.u.credential.element = SIDE_SERVER;
	e.u.credential.hash = hash;
	return e;
}

START_TEST(a_default_credential_is_loud_even_where_permitted)
{
	struct bench *b = bench_new(policy);
	struct event e = credential("10.20.0.10", "10.30.0.1", 1);

	e.u.credential.known_default = true;
	bench_feed(b, &e);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "default-credential"), 1);
	ck_assert_str_eq(bench_finding(b, "default-credential", 0)->element, "olt-1");
	bench_free(b);
}
END_TEST

START_TEST(a_credential_in_clear_is_told_once_a_day_for_each_pair)
{
	struct bench *b = bench_new(policy);

	for (int hour = 0; hour < 48; hour++) {
		struct event e = credential("10.20.0.10", "10.30.0.1", 1);
		e.u.credential.cleartext = true;
		e.ts_us += hour * 3600 * 1000000ll;
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_findings(b, "cleartext-management"), 3);
	ck_assert_uint_eq(bench_finding(b, "cleartext-management", 0)->severity, 4);
	bench_free(b);
}
END_TEST

START_TEST(five_credentials_in_a_minute_are_guessing)
{
	struct bench *b = bench_new(policy);

	for (uint32_t i = 0; i < 4; i++) {
		struct event e = credential("10.66.0.66", "10.30.0.1", i);
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_findings(b, "brute-force"), 0);
	struct event e = credential("10.66.0.66", "10.30.0.1", 4);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "brute-force"), 1);
	bench_free(b);
}
END_TEST

START_TEST(one_community_for_each_element_is_not_guessing)
{
	struct bench *b = bench_new(NULL);

	for (uint32_t i = 0; i < 60; i++) {
		struct event e = credential("10.20.0.10", "10.30.0.1", i);
		e.place.dst.addr.b[15] = (uint8_t)i;
		bench_feed(b, &e);
	}
	ck_assert_uint_eq(bench_findings(b, "brute-force"), 0);
	bench_free(b);
}
END_TEST

START_TEST(many_refused_logins_are_guessing)
{
	struct bench *b = bench_new(policy);

	for (int i = 0; i < 10; i++) {
		struct event e = bench_action(
			"ssh", VERB_LOGIN_FAILED, SUBJECT_SESSION, "10.20.0.10", "10.30.0.1");
		e.ts_us += i * 1000000ll;
		bench_feed(b, &e);
	}
	ck_assert_uint_ge(bench_findings(b, "brute-force"), 1);
	bench_free(b);
}
END_TEST

static struct event signal(const char *type, const char *name, const char *from, const char *to)
{
	struct event e = bench_event(EVENT_SIGNAL, "ssh", from, to, 22);
	e.u.signal.type = type;
	e.u.signal.name = name;
	return e;
}

START_TEST(hints_become_findings_by_a_table)
{
	struct bench *b = bench_new(policy);
	struct event e = signal("hint", "telnet.new_environ_bypass", "10.66.0.66", "10.30.0.1");

	bench_feed(b, &e);
	ck_assert_uint_eq(bench_finding(b, "exploit", 0)->severity, 1);
	e = signal("hint", "ssh.weak_kex", "10.20.0.10", "10.30.0.1");
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_finding(b, "weak-crypto", 0)->severity, 4);
	e = signal("hint", "snmp.walk", "10.66.0.66", "10.30.0.1");
	bench_feed(b, &e);
	ck_assert_ptr_nonnull(bench_finding(b, "snmp-walk", 0));
	ck_assert_uint_eq(bench_alerts(b), 3);
	bench_free(b);
}
END_TEST

START_TEST(without_a_policy_weak_tls_of_a_web_site_is_nobodys_weakness)
{
	struct bench *b = bench_new(NULL);
	struct event e = signal("hint", "tls.weak_version", "10.20.0.10", "8.8.8.8");

	e.type = "tls";
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "weak-crypto"), 0);
	e = signal("hint", "tls.weak_version", "10.20.0.10", "10.30.0.1");
	e.type = "tls";
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "weak-crypto"), 1);
	e = signal("hint", "ssh.weak_kex", "10.20.0.10", "8.8.8.8");
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "weak-crypto"), 2);
	bench_free(b);
}
END_TEST

START_TEST(a_permitted_walk_and_hosts_that_are_no_equipment_are_not_told)
{
	struct bench *b = bench_new(policy);
	struct event e = signal("hint", "snmp.walk", "10.20.0.10", "10.30.0.1");

	e.type = "snmp";
	bench_feed(b, &e);
	e = signal("hint", "ssh.weak_kex", "192.0.2.1", "192.0.2.2");
	bench_feed(b, &e);
	e = signal("hint", "ssh.eol", "10.20.0.10", "10.30.0.1");
	e.u.signal.number = SIDE_CLIENT;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0);
	e.u.signal.number = SIDE_SERVER;
	e.u.signal.text = SPAN_LIT("OpenSSH 6.6");
	bench_feed(b, &e);
	ck_has(bench_finding(b, "end-of-support", 0)->line, "OpenSSH 6.6");
	bench_free(b);
}
END_TEST

START_TEST(an_anomaly_is_one_event_a_minute_for_a_flow)
{
	struct bench *b = bench_new(policy);
	struct judge_counts counts;

	for (int i = 0; i < 90; i++) {
		struct event e = signal("stream", "stream.gap", "10.66.0.66", "10.30.0.1");
		e.ts_us += i * 1000000ll;
		bench_feed(b, &e);
	}
	ck_has(bench_line(b, "anomaly", 0)->line,
		"\"anomaly\":{\"app_proto\":\"ssh\",\"type\":\"stream\",\"event\":\"stream.gap\","
		"\"layer\":\"stream\"}");
	ck_assert_ptr_nonnull(bench_line(b, "anomaly", 1));
	ck_assert_ptr_null(bench_line(b, "anomaly", 2));
	judge_tell_counts(b->judge, &counts);
	ck_assert_uint_eq(counts.anomalies_held, 88);
	bench_free(b);
}
END_TEST

static struct event transfer(const char *name, char digit)
{
	struct event e = bench_event(EVENT_TRANSFER, "tftp", "10.30.0.1", "10.66.0.66", 69);
	e.u.transfer.name = span_str(name);
	e.u.transfer.sender = SIDE_SERVER;
	e.u.transfer.size = 5000;
	e.u.transfer.complete = true;
	memset(e.u.transfer.sha256, digit, 64);
	return e;
}

START_TEST(a_file_is_told_with_its_direction_and_ledger_state)
{
	struct bench *b = bench_new(policy);
	struct event e = transfer("good.bin", 'a');

	bench_feed(b, &e);
	const char *line = bench_line(b, "transfer", 0)->line;
	ck_has(line, "\"via\":\"tftp\",\"name\":\"good.bin\",\"direction\":\"to_element\"");
	ck_has(line, "\"size\":5000");
	ck_has(line, "\"ledger\":\"approved\"");
	ck_assert_uint_eq(bench_alerts(b), 0);
	e = transfer("bad.bin", 'b');
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_finding(b, "unapproved-image", 0)->severity, 1);
	e = transfer("other.bin", 'c');
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_finding(b, "unapproved-image", 1)->severity, 2);
	e = transfer("notes.txt", 'c');
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 2);
	e = transfer("out.cfg", 'c');
	e.u.transfer.sender = SIDE_CLIENT;
	bench_feed(b, &e);
	ck_has(bench_line(b, "transfer", 4)->line, "\"direction\":\"from_element\"");
	bench_free(b);
}
END_TEST

START_TEST(every_state_of_the_ledger_is_told_and_two_of_them_are_findings)
{
	static const struct {
		char digit;
		const char *state;
		unsigned alerts; /* so far */
	} states[] = {{'e', "reproduced-from-source", 0}, {'d', "vendor-signed", 0},
		{'a', "approved", 0}, {'b', "known-bad", 1}, {'f', "unknown", 2},
		{'c', "unknown", 3}};
	struct bench *b = bench_new(policy);

	for (unsigned i = 0; i < sizeof(states) / sizeof(*states); i++) {
		struct event e = transfer("image.bin", states[i].digit);
		char want[64];
		bench_feed(b, &e);
		snprintf(want, sizeof(want), "\"ledger\":\"%s\"", states[i].state);
		ck_has(bench_line(b, "transfer", i)->line, want);
		ck_assert_uint_eq(bench_alerts(b), states[i].alerts);
	}
	bench_free(b);
}
END_TEST

START_TEST(what_the_first_bytes_of_an_image_say_is_told)
{
	struct bench *b = bench_new(policy);
	struct event e = transfer("good.bin", 'a');

	e.u.transfer.image_format = "elf";
	e.u.transfer.image_vendor = "Cisco";
	memcpy(e.u.transfer.image_version, "12.4(6)T5", 10);
	bench_feed(b, &e);
	ck_has(bench_line(b, "transfer", 0)->line,
		"\"format\":\"elf\",\"vendor\":\"Cisco\",\"version\":\"12.4(6)T5\"");
	bench_free(b);
}
END_TEST

START_TEST(mail_of_equipment_is_a_finding_where_no_policy_says_what_it_may)
{
	struct bench *b = bench_new(NULL);
	struct event says = bench_event(EVENT_IDENTITY, "snmp", "10.30.0.1", "10.20.0.10", 161);
	struct event e = bench_event(EVENT_SIGNAL, "smtp", "10.30.0.1", "10.66.0.66", 25);

	e.u.signal = (struct signal){.name = "smtp.mail", .type = "hint"};
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0); /* anybody's mail */
	says.u.identity = (struct identity){.of = SIDE_CLIENT,
		.vendor = SPAN_LIT("Cisco"),
		.evidence = SPAN_LIT("sysdescr"),
		.is_equipment = true};
	bench_feed(b, &says);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "unexpected-outbound"), 1);
	bench_free(b);
}
END_TEST

START_TEST(an_unknown_image_is_no_matter_where_no_ledger_is_kept)
{
	struct bench *b = bench_new("version: 1\n"
				    "groups: {r: {role: element, addresses: [10.30.0.1]}}\n");
	struct event e = transfer("other.bin", 'c');

	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0);
	ck_hasnt(bench_line(b, "transfer", 0)->line, "ledger");
	bench_free(b);
}
END_TEST

START_TEST(an_asset_event_comes_when_something_new_is_learned)
{
	struct bench *b = bench_new(NULL);
	struct event e = bench_identity("ssh-banner", "cisco", "IOS 15.1");

	bench_feed(b, &e);
	const char *line = bench_line(b, "asset", 0)->line;
	ck_has(line, "\"asset\":{\"id\":\"10.30.0.1\",\"ip\":\"10.30.0.1\"");
	ck_has(line, "\"vendor\":\"cisco\"");
	ck_has(line,
		"\"evidence\":\"ssh-banner\",\"first_seen\":\"2023-11-14T22:14:00.000000+0000\"");
	bench_feed(b, &e);
	ck_assert_ptr_null(bench_line(b, "asset", 1));
	e = bench_identity("prompt", "juniper", "Junos");
	bench_feed(b, &e);
	line = bench_line(b, "asset", 1)->line; /* weighs less, and is kept beside it */
	ck_has(line, "\"vendor\":\"cisco\"");
	ck_has(line, "\"value\":\"juniper\",\"source\":\"prompt\"");
	e = bench_identity("ssh-banner", "cisco", "IOS 15.2");
	bench_feed(b, &e);
	ck_has(bench_finding(b, "version-change", 0)->line, "IOS 15.1 and now IOS 15.2");
	e.place.dst.port = 830; /* another service of the same host */
	e.u.identity.software = SPAN_LIT("OpenSSH 9.2");
	bench_feed(b, &e);
	e.u.identity.of = SIDE_CLIENT;
	e.place.src_is_client = false;
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "version-change"), 1);
	bench_free(b);
}
END_TEST

static struct event counts(int second, uint64_t out, uint64_t in)
{
	struct event e = bench_event(EVENT_FLOW_COUNTS, "ssh", "10.20.0.10", "10.30.0.1", 22);
	e.ts_us += second * 1000000ll;
	e.u.flow.last_us = e.ts_us;
	e.u.flow.packets[SIDE_CLIENT] = in;
	e.u.flow.packets[SIDE_SERVER] = out;
	e.u.flow.bytes[SIDE_CLIENT] = in * 100;
	e.u.flow.bytes[SIDE_SERVER] = out * 100;
	return e;
}

static const struct bench_record *bucket(const struct bench *b, uint32_t span_s, unsigned n)
{
	for (unsigned i = 0; i < b->count; i++)
		if (b->records[i].kind == RECORD_ELEMENT && b->records[i].span_s == span_s &&
			n-- == 0)
			return &b->records[i];
	return NULL;
}

START_TEST(a_bucket_waits_for_what_all_shards_tell_before_a_tick)
{
	struct bench *b = bench_new(policy);
	struct event e = counts(1, 3, 4);

	bench_feed(b, &e);
	e = counts(95, 7, 7); /* of one shard, behind a pause */
	bench_feed(b, &e);
	e = counts(2, 5, 0); /* of the next one, within the same tick */
	bench_feed(b, &e);
	judge_tick(b->judge, BENCH_START_S * 1000000ll + 95500000);
	ck_assert_uint_eq(bucket(b, 60, 0)->counters[ELEMENT_PKTS_OUT], 8);
	ck_assert_uint_eq(bucket(b, 60, 0)->counters[ELEMENT_LATE], 0);
	bench_free(b);
}
END_TEST

START_TEST(a_bucket_leaves_once_after_its_grace)
{
	struct bench *b = bench_new(policy);
	int64_t start_us = BENCH_START_S * 1000000ll; /* a whole minute */
	struct event e = counts(1, 3, 4);

	bench_feed(b, &e);
	e = counts(59, 1, 1);
	bench_feed(b, &e);
	e = counts(61, 7, 7);
	bench_feed(b, &e);
	judge_tick(b->judge, start_us + 64999999);
	ck_assert_ptr_null(bucket(b, 60, 0));
	e = counts(58, 1, 0); /* in the grace */
	bench_feed(b, &e);
	judge_tick(b->judge, start_us + 65000000);
	const struct bench_record *r = bucket(b, 60, 0);
	ck_assert_ptr_nonnull(r);
	ck_assert_str_eq(r->element, "olt-1");
	ck_assert_int_eq(r->bucket_ms, BENCH_START_S * 1000ll);
	ck_assert_uint_eq(r->counters[ELEMENT_PKTS_OUT], 5);
	ck_assert_uint_eq(r->counters[ELEMENT_BYTES_IN], 500);
	e = counts(57, 2, 0); /* too late */
	bench_feed(b, &e);
	judge_tick(b->judge, start_us + 130000000);
	ck_assert_uint_eq(bucket(b, 60, 1)->counters[ELEMENT_PKTS_OUT], 7);
	ck_assert_uint_eq(bucket(b, 60, 1)->counters[ELEMENT_LATE], 2);
	ck_assert_ptr_null(bucket(b, 60, 2));
	ck_assert_ptr_null(bucket(b, 3600, 0));
	judge_finish(b->judge, start_us + 131000000);
	ck_assert_uint_eq(bucket(b, 3600, 0)->counters[ELEMENT_PKTS_OUT], 14);
	bench_free(b);
}
END_TEST

START_TEST(totals_and_peers_are_absolute)
{
	struct bench *b = bench_new(policy);
	const struct bench_record *totals = NULL, *peer = NULL;
	struct event e = counts(1, 3, 4);

	bench_feed(b, &e);
	e = counts(90, 1, 1);
	bench_feed(b, &e);
	judge_finish(b->judge, (BENCH_START_S + 91) * 1000000ll);
	for (unsigned i = 0; i < b->count; i++) {
		if (b->records[i].kind == RECORD_TOTALS)
			totals = &b->records[i];
		if (b->records[i].kind == RECORD_PEER)
			peer = &b->records[i];
	}
	ck_assert_uint_eq(totals->counters[ELEMENT_PKTS_OUT], 4);
	ck_assert_uint_eq(peer->bytes, 900);
	ck_assert_str_eq(peer->element, "olt-1");
	bench_free(b);
}
END_TEST

static struct event loss(uint64_t lost, uint64_t of)
{
	struct event e = {
		.kind = EVENT_SIGNAL, .type = "capture", .ts_us = BENCH_START_S * 1000000ll};

	e.u.signal =
		(struct signal){.name = "capture.loss", .type = "hint", .number = lost, .of = of};
	return e;
}

START_TEST(loss_of_the_capture_stands_in_alerts_and_is_told_from_one_percent_on)
{
	struct bench *b = bench_new(NULL);
	struct event e = loss(60000, 100000);

	bench_feed(b, &e); /* much, but of too little */
	ck_assert_uint_eq(bench_alerts(b), 0);
	e = loss(0, 7000000);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_alerts(b), 0);
	e = loss(12000, 100000);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "capture-degraded"), 1);
	const char *line = bench_finding(b, "capture-degraded", 0)->line;
	ck_has(line, "the capture misses packets: 72000 of 7200000 bytes");
	ck_has(line, "\"loss\":0.010000");
	e = loss(1000, 10000);
	bench_feed(b, &e);
	ck_assert_uint_eq(bench_findings(b, "capture-degraded"), 1);
	bench_free(b);
}
END_TEST

START_TEST(every_finding_has_its_own_number_and_a_known_class)
{
	unsigned count;
	const struct finding_entry *f = judge_findings(&count);

	ck_assert_uint_ge(count, 44);
	for (unsigned i = 0; i < count; i++) {
		ck_assert_uint_ge(f[i].severity, 1);
		ck_assert_uint_le(f[i].severity, 4);
		ck_assert(strcmp(f[i].class_name, "policy") == 0 ||
			  strcmp(f[i].class_name, "posture") == 0 ||
			  strcmp(f[i].class_name, "loud") == 0);
		for (unsigned k = 0; k < i; k++) {
			ck_assert_uint_ne(f[i].signature_id, f[k].signature_id);
			ck_assert_str_ne(f[i].slug, f[k].slug);
		}
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("reports");

	tcase_add_test(t, a_default_credential_is_loud_even_where_permitted);
	tcase_add_test(t, a_credential_in_clear_is_told_once_a_day_for_each_pair);
	tcase_add_test(t, five_credentials_in_a_minute_are_guessing);
	tcase_add_test(t, one_community_for_each_element_is_not_guessing);
	tcase_add_test(t, many_refused_logins_are_guessing);
	tcase_add_test(t, hints_become_findings_by_a_table);
	tcase_add_test(t, without_a_policy_weak_tls_of_a_web_site_is_nobodys_weakness);
	tcase_add_test(t, a_permitted_walk_and_hosts_that_are_no_equipment_are_not_told);
	tcase_add_test(t, an_anomaly_is_one_event_a_minute_for_a_flow);
	tcase_add_test(t, a_file_is_told_with_its_direction_and_ledger_state);
	tcase_add_test(t, every_state_of_the_ledger_is_told_and_two_of_them_are_findings);
	tcase_add_test(t, what_the_first_bytes_of_an_image_say_is_told);
	tcase_add_test(t, mail_of_equipment_is_a_finding_where_no_policy_says_what_it_may);
	tcase_add_test(t, an_unknown_image_is_no_matter_where_no_ledger_is_kept);
	tcase_add_test(t, an_asset_event_comes_when_something_new_is_learned);
	tcase_add_test(t, a_bucket_waits_for_what_all_shards_tell_before_a_tick);
	tcase_add_test(t, a_bucket_leaves_once_after_its_grace);
	tcase_add_test(t, totals_and_peers_are_absolute);
	tcase_add_test(t, loss_of_the_capture_stands_in_alerts_and_is_told_from_one_percent_on);
	tcase_add_test(t, every_finding_has_its_own_number_and_a_known_class);
	return unit_run(t, "judge_reports");
}
