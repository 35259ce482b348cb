/* Tests of learn: the draft that events of a network give. */
#include "config.h"

#include "rules/learn/learn.h"

#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdlib.h>

static struct event flow_of(const char *app, const char *client, const char *server, uint16_t port)
{
	struct event e = bench_event(EVENT_FLOW_DECIDED, app, client, server, port);

	e.app = app;
	e.u.flow.packets[SIDE_CLIENT] = e.u.flow.packets[SIDE_SERVER] = 5;
	return e;
}

static void speaks(struct learn *l, const char *app, const char *client, const char *server)
{
	struct event e = flow_of(app, client, server, 1000);

	learn_event(l, &e);
}

static void acts(
	struct learn *l, const char *via, enum verb verb, const char *client, const char *server)
{
	struct event e = bench_action(via, verb, SUBJECT_CONFIG, client, server);

	e.u.action.outcome = OUTCOME_OK;
	speaks(l, via, client, server);
	learn_event(l, &e);
}

static void found(struct learn *l, const char *slug, const char *client, const char *server)
{
	struct event e = flow_of("ssh", client, server, 22);
	struct finding_record f = {
		.slug = slug, .severity = 2, .message = SPAN_LIT("it\nhappened")};

	learn_record(l,
		&(struct record){
			.kind = RECORD_FINDING, .ts_us = e.ts_us, .place = e.place, .finding = &f});
}

/* The draft, freed by the caller; it must be a policy. Frees L. */
static char *draft_of(struct learn *l)
{
	struct diag diag = {0};
	char *text = learn_write(&l, 1, &(struct learn_source){.text = "a test"});

	ck_assert_ptr_nonnull(text);
	struct policy *p = policy_parse("draft", span_str(text), &diag);
	ck_assert_msg(p != NULL, "%s", text);
	policy_free(p);
	learn_free(l);
	return text;
}

/* What stands before REVIEW in TEXT. */
static char *permitted_part(char *text)
{
	char *review = strstr(text, "# REVIEW");

	ck_assert_ptr_nonnull(review);
	*review = '\0';
	return text;
}

static void carries(struct learn *l, const char *app, const char *from, const char *to)
{
	struct event e = flow_of(app, from, to, 2152);

	e.kind = EVENT_SIGNAL;
	memset(&e.u, 0, sizeof(e.u));
	e.u.signal.name = "tunnel.carried";
	learn_event(l, &e);
}

START_TEST(a_tunnel_is_learned_once_whichever_end_speaks)
{
	struct learn *l = learn_new();

	acts(l, "snmp", VERB_READ, "10.20.0.10", "10.30.0.1");
	carries(l, "gtpu", "10.30.0.1", "10.22.0.1");
	carries(l, "gtpu", "10.22.0.1", "10.30.0.1");
	char *text = draft_of(l);
	ck_has(text, "gtpu: 2 flows");
	ck_has(text, "from: elements, to: 10.22.0.1, over: [gtpu]}");
	ck_assert_ptr_null(strstr(text, "from: 10.22.0.1"));
	free(text);
}
END_TEST

START_TEST(nothing_gives_a_policy_that_permits_nothing)
{
	char *text = draft_of(learn_new());

	ck_has(text, "permits: []");
	ck_has(text, "Nothing was flagged");
	free(text);
}
END_TEST

START_TEST(who_polls_is_a_manager_and_who_types_a_jump_host)
{
	struct learn *l = learn_new();

	acts(l, "snmp", VERB_READ, "10.20.0.10", "10.30.0.1");
	acts(l, "telnet", VERB_CHANGE, "10.20.0.20", "10.30.0.1");
	speaks(l, "tacacs", "10.30.0.1", "10.20.0.30");
	speaks(l, "syslog", "10.30.0.1", "10.20.0.40");
	char *text = draft_of(l);
	ck_has(text, "elements: {role: element, addresses: [10.30.0.1]}");
	ck_has(text, "managers: {role: manager, addresses: [10.20.0.10]}");
	ck_has(text, "jump-hosts: {role: jump, addresses: [10.20.0.20]}");
	ck_has(text, "aaa-servers: {role: aaa, addresses: [10.20.0.30]}");
	ck_has(text, "log-servers: {role: syslog, addresses: [10.20.0.40]}");
	ck_has(text, "from: managers, to: elements, over: [snmp], may: [read]}");
	ck_has(text,
		"from: jump-hosts, to: elements, over: [telnet], may: [read, change, exec, save]}");
	ck_has(text, "from: elements, to: aaa-servers, over: [tacacs]}");
	free(text);
}
END_TEST

START_TEST(close_addresses_become_a_range_unless_somebody_else_is_among_them)
{
	char address[ADDR_TEXT];
	struct learn *l = learn_new();

	for (int i = 1; i < 15; i++) {
		snprintf(address, sizeof(address), "10.30.0.%d", i);
		acts(l, "snmp", VERB_READ, "10.20.0.10", address);
		snprintf(address, sizeof(address), "10.40.0.%d", i);
		acts(l, "snmp", VERB_READ, i == 7 ? "10.20.0.10" : "10.40.0.7", address);
	}
	char *text = draft_of(l);
	ck_has(text, "[10.30.0.0/27, ");
	ck_hasnt(text, "10.40.0.0/2");
	free(text);
}
END_TEST

START_TEST(an_attacker_is_permitted_nothing)
{
	struct learn *l = learn_new();

	acts(l, "snmp", VERB_READ, "10.20.0.10", "10.30.0.1");
	acts(l, "ssh", VERB_READ, "10.66.0.6", "10.30.0.1");
	acts(l, "telnet", VERB_CHANGE, "10.66.0.6", "10.30.0.2");
	found(l, "exploit", "10.66.0.6", "10.30.0.1");
	char *text = draft_of(l);
	ck_has(text, "exploit, severity 2: it.happened");
	ck_has(text, "#   - {from: 10.66.0.6, to: 10.30.0.1, over: [ssh]}");
	ck_hasnt(permitted_part(text), "10.66.0.6");
	free(text);
}
END_TEST

START_TEST(what_is_doubtful_passes_from_the_management_network_alone)
{
	struct learn *l = learn_new();

	acts(l, "snmp", VERB_READ, "10.20.0.10", "10.30.0.1");
	speaks(l, "tacacs", "10.30.0.1", "10.20.0.30");
	acts(l, "telnet", VERB_EXPORT, "10.20.0.20", "10.30.0.1");
	found(l, "config-export", "10.20.0.20", "10.30.0.1");
	acts(l, "telnet", VERB_EXPORT, "10.50.0.5", "10.30.0.1");
	found(l, "config-export", "10.50.0.5", "10.30.0.1");
	char *text = permitted_part(draft_of(l));
	ck_has(text, "10.20.0.20");
	ck_hasnt(text, "10.50.0.5");
	free(text);
}
END_TEST

START_TEST(far_networks_and_neighbours_stay_out_but_for_routing)
{
	struct learn *l = learn_new();

	acts(l, "snmp", VERB_READ, "10.20.0.10", "10.30.0.1");
	acts(l, "snmp", VERB_READ, "10.20.0.10", "10.30.0.2");
	speaks(l, "tls", "10.30.0.1", "203.0.113.9");
	speaks(l, "ssh", "10.30.0.1", "10.30.0.2");
	speaks(l, "bgp", "10.30.0.1", "198.51.100.1");
	speaks(l, "bgp", "10.30.0.1", "10.30.0.2");
	char *text = permitted_part(draft_of(l));
	ck_hasnt(text, "203.0.113.9");
	ck_has(text, "from: elements, to: elements, over: [bgp]");
	ck_hasnt(text, "over: [ssh]");
	ck_has(text, "198.51.100.1");
	free(text);
}
END_TEST

START_TEST(what_touches_no_equipment_leaves_no_trace)
{
	struct learn *l = learn_new();

	acts(l, "snmp", VERB_READ, "10.20.0.10", "10.30.0.1");
	speaks(l, "tls", "10.90.0.1", "203.0.113.9");
	char *text = draft_of(l);
	ck_hasnt(text, "10.90.0.1");
	free(text);
}
END_TEST

static void is_named(struct learn *l, const char *evidence, const char *name, const char *address)
{
	struct event e = bench_event(EVENT_IDENTITY, "snmp", "10.20.0.10", address, 161);

	e.u.identity = (struct identity){.of = SIDE_SERVER,
		.name = span_str(name),
		.evidence = span_str(evidence),
		.is_equipment = true};
	learn_event(l, &e);
	acts(l, "snmp", VERB_READ, "10.20.0.10", address);
}

START_TEST(a_name_that_agents_give_is_one_element_and_a_prompt_on_several_boxes_is_none)
{
	struct learn *l = learn_new();

	is_named(l, "snmp-sysdescr", "pe1", "10.30.0.1");
	is_named(l, "snmp-sysdescr", "pe1", "10.31.0.1");
	is_named(l, "telnet-prompt", "ACCESS", "10.30.0.2");
	is_named(l, "telnet-prompt", "ACCESS", "10.30.0.3");
	is_named(l, "telnet-prompt", "agg7", "10.30.0.4");
	char *text = draft_of(l);
	ck_has(text, "pe1: {addresses: [10.30.0.1, 10.31.0.1]");
	ck_has(text, "agg7: {addresses: [10.30.0.4]");
	ck_hasnt(text, "ACCESS");
	free(text);
}
END_TEST

START_TEST(lines_under_review_that_differ_in_one_end_are_one)
{
	struct learn *l = learn_new();

	for (int i = 1; i < 4; i++) {
		char address[] = "10.30.0.1";
		address[8] = (char)('0' + i);
		acts(l, "snmp", VERB_READ, "10.20.0.10", address);
		speaks(l, "tls", address, "203.0.113.9");
		speaks(l, "ssh", "198.51.100.7", address);
	}
	speaks(l, "tls", "10.30.0.1", "203.0.113.10");
	char *text = draft_of(l);
	ck_has(text, "#   - {from: [10.30.0.1, 10.30.0.2, 10.30.0.3], to: 203.0.113.9, over: "
		     "[tls]}  # 3 flows\n");
	ck_has(text, "#   - {from: 198.51.100.7, to: [10.30.0.1, 10.30.0.2, 10.30.0.3], over: "
		     "[ssh]}  # 3 flows\n");
	ck_has(text, "#   - {from: 10.30.0.1, to: 203.0.113.10, over: [tls]}  # 1 flow\n");
	free(text);
}
END_TEST

/* Names of hosts, commands and findings are whatever somebody sends. */
START_TEST(no_text_from_the_network_ends_its_comment_or_its_word)
{
	uint32_t seed = 12345;

	for (int round = 0; round < 300; round++) {
		char bytes[40];
		struct learn *l = learn_new();
		for (unsigned i = 0; i < sizeof(bytes); i++) {
			static const char odd[] = "\n\r: {}[]#\"'&*!|>%@`-\\\0\x85\xe2\x80\xa8";
			seed = seed * 1103515245u + 12345u;
			bytes[i] = seed >> 16 & 1 ? odd[(seed >> 17) % sizeof(odd)]
						  : (char)(seed >> 20);
		}
		struct event e =
			bench_event(EVENT_IDENTITY, "snmp", "10.20.0.10", "10.30.0.1", 161);
		e.u.identity = (struct identity){.of = SIDE_SERVER,
			.name = span_of(bytes, sizeof(bytes)),
			.vendor = span_of(bytes + 1, sizeof(bytes) - 1),
			.evidence = SPAN_LIT("sysname"),
			.is_equipment = true};
		learn_event(l, &e);
		e = bench_action("snmp", VERB_CHANGE, SUBJECT_CONFIG, "10.20.0.10", "10.30.0.1");
		e.u.action.outcome = OUTCOME_OK;
		e.u.action.object = span_of(bytes, sizeof(bytes));
		learn_event(l, &e);
		char *text = draft_of(l);
		for (const char *p = text; *p; p++)
			ck_assert(*p == '\n' || (*p >= ' ' && *p <= '~'));
		ck_hasnt(text, "from: any");
		free(text);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("learn");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_tunnel_is_learned_once_whichever_end_speaks);
	tcase_add_test(t, nothing_gives_a_policy_that_permits_nothing);
	tcase_add_test(t, who_polls_is_a_manager_and_who_types_a_jump_host);
	tcase_add_test(t, close_addresses_become_a_range_unless_somebody_else_is_among_them);
	tcase_add_test(t, an_attacker_is_permitted_nothing);
	tcase_add_test(t, what_is_doubtful_passes_from_the_management_network_alone);
	tcase_add_test(t, far_networks_and_neighbours_stay_out_but_for_routing);
	tcase_add_test(t, what_touches_no_equipment_leaves_no_trace);
	tcase_add_test(
		t, a_name_that_agents_give_is_one_element_and_a_prompt_on_several_boxes_is_none);
	tcase_add_test(t, lines_under_review_that_differ_in_one_end_are_one);
	tcase_add_test(t, no_text_from_the_network_ends_its_comment_or_its_word);
	return unit_run(t, "learn");
}
