/* Tests of the flow table, announced flows, duplicate removal, held actions and the community ID.
 */
#include "config.h"

#include "sensor/flow/actions.h"
#include "sensor/flow/dedup.h"
#include "sensor/flow/expect.h"
#include "sensor/flow/flow.h"
#include "tests/unit.h"

#include <check.h>
#include <stdlib.h>

static struct packet packet_of(const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
	struct packet p = {.ip_version = 4,
		.ip_proto = IPPROTO_NR_UDP,
		.sport = sport,
		.dport = dport,
		.flags = PACKET_HAS_IP | PACKET_HAS_PORTS};

	addr_parse(span_str(src), &p.src);
	addr_parse(span_str(dst), &p.dst);
	return p;
}

START_TEST(both_directions_find_one_flow_and_other_spaces_another)
{
	struct flow_table t;
	struct packet there = packet_of("10.0.0.1", 1000, "10.0.0.2", 161);
	struct packet back = packet_of("10.0.0.2", 161, "10.0.0.1", 1000);
	struct packet elsewhere = there;
	enum side from;

	ck_assert_int_eq(flow_table_init(&t, 64), 0);
	struct flow *f = flow_add(&t, flow_key_of(&t, &there), &there);
	ck_assert_ptr_eq(flow_find(&t, flow_key_of(&t, &there), &there, &from), f);
	ck_assert_int_eq(from, SIDE_CLIENT);
	ck_assert_ptr_eq(flow_find(&t, flow_key_of(&t, &back), &back, &from), f);
	ck_assert_int_eq(from, SIDE_SERVER);
	elsewhere.space = 1;
	ck_assert_ptr_null(flow_find(&t, flow_key_of(&t, &elsewhere), &elsewhere, &from));
	flow_table_free(&t);
}
END_TEST

START_TEST(a_dialogue_held_aloud_is_one_flow_whoever_sends)
{
	struct flow_table t;
	struct packet there = packet_of("10.0.0.1", 20561, "255.255.255.255", 20561);
	struct packet back = packet_of("10.0.0.2", 20561, "255.255.255.255", 20561);
	enum side from;

	ck_assert_int_eq(flow_table_init(&t, 64), 0);
	there.dialogue = back.dialogue = 0x123456789abcdef1;
	back.flags |= PACKET_ANSWER;
	struct flow *f = flow_add(&t, flow_key_of(&t, &there), &there);
	ck_assert_ptr_eq(flow_find(&t, flow_key_of(&t, &there), &there, &from), f);
	ck_assert_int_eq(from, SIDE_CLIENT);
	ck_assert_ptr_eq(flow_find(&t, flow_key_of(&t, &back), &back, &from), f);
	ck_assert_int_eq(from, SIDE_SERVER);
	back.dialogue ^= 1ull << 40; /* another session */
	ck_assert_ptr_null(flow_find(&t, flow_key_of(&t, &back), &back, &from));
	back.dialogue = 0;
	ck_assert_ptr_null(flow_find(&t, flow_key_of(&t, &back), &back, &from));
	flow_table_free(&t);
}
END_TEST

START_TEST(a_table_filled_and_emptied_at_random_finds_exactly_what_is_in_it)
{
	enum { FLOWS = 3000 };
	struct flow_table t;
	struct flow *in[FLOWS] = {NULL};
	unsigned seed = 1;
	enum side from;

	ck_assert_int_eq(flow_table_init(&t, FLOWS), 0);
	for (unsigned round = 0; round < 60000; round++) {
		unsigned i = (unsigned)rand_r(&seed) % FLOWS;
		struct packet p = packet_of("10.0.0.1", (uint16_t)i, "10.9.9.9", 53);
		struct flow_key key = flow_key_of(&t, &p);
		ck_assert_ptr_eq(flow_find(&t, key, &p, &from), in[i]);
		if (in[i]) {
			flow_remove(&t, in[i]);
			in[i] = NULL;
		} else {
			in[i] = flow_add(&t, key, &p);
			ck_assert_ptr_nonnull(in[i]);
		}
	}
	flow_table_free(&t);
}
END_TEST

START_TEST(a_full_table_refuses)
{
	struct flow_table t;

	ck_assert_int_eq(flow_table_init(&t, 4), 0);
	for (uint16_t i = 0; i < 5; i++) {
		struct packet p = packet_of("10.0.0.1", i, "10.0.0.2", 1);
		struct flow *f = flow_add(&t, flow_key_of(&t, &p), &p);
		ck_assert((f != NULL) == (i < 4));
	}
	flow_table_free(&t);
}
END_TEST

START_TEST(flows_fall_due_at_their_second_and_after_long_silence_all_do)
{
	struct flow_table t;
	struct packet p = packet_of("10.0.0.1", 1, "10.0.0.2", 1);

	ck_assert_int_eq(flow_table_init(&t, 4), 0);
	t.wheel_now_s = 5000;
	struct flow *f = flow_add(&t, flow_key_of(&t, &p), &p);
	flow_wheel_add(&t, f, 5003);
	ck_assert_uint_eq(flow_wheel_take(&t, 5002), 0);
	ck_assert_uint_eq(flow_wheel_take(&t, 5003), flow_index(&t, f));
	flow_wheel_add(&t, f, 5600);
	ck_assert_uint_eq(flow_wheel_take(&t, 900000), flow_index(&t, f));
	flow_table_free(&t);
}
END_TEST

static void announce(struct expectations *x, int64_t now_us)
{
	struct expectation e = {.ip_proto = IPPROTO_NR_UDP, .server.port = 50010};

	addr_parse(SPAN_LIT("10.20.0.10"), &e.client.addr);
	addr_parse(SPAN_LIT("10.30.0.1"), &e.server.addr);
	expectations_add(x, now_us, 0, 7, &e);
}

START_TEST(an_announced_flow_is_known_whichever_side_of_it_is_seen_first)
{
	struct packet client = packet_of("10.20.0.10", 60219, "10.30.0.1", 50010);
	struct packet server = packet_of("10.30.0.1", 50010, "10.20.0.10", 60219);
	struct packet other = packet_of("10.30.0.1", 50011, "10.20.0.10", 60219);
	struct expectations *x;
	struct expected what;

	ck_assert_int_eq(expectations_new(4, NULL, &x), 0);
	announce(x, 0);
	ck_assert(!expectations_take(x, &other, &what));
	ck_assert(expectations_take(x, &client, &what));
	ck_assert(!what.from_server);
	ck_assert(!expectations_take(x, &server, &what)); /* once */
	announce(x, 0);
	ck_assert(expectations_take(x, &server, &what));
	ck_assert(what.from_server);
	ck_assert_uint_eq(what.parent_id, 7);
	announce(x, 0);
	server.ts_us = 1000000000;
	ck_assert(!expectations_take(x, &server, &what)); /* too late */
	expectations_free(x);
}
END_TEST

static void announce_any(struct expectations *x, uint64_t parent_id, uint16_t client_port)
{
	struct expectation e = {.ip_proto = IPPROTO_NR_UDP, .client.port = client_port};

	addr_parse(SPAN_LIT("10.20.0.10"), &e.client.addr);
	addr_parse(SPAN_LIT("10.30.0.1"), &e.server.addr);
	expectations_add(x, 0, 0, parent_id, &e);
}

START_TEST(a_flow_whose_port_nobody_told_is_any_but_a_services_until_it_is_known)
{
	struct packet other = packet_of("10.20.0.10", 60219, "10.30.0.1", 8443);
	struct packet low = packet_of("10.20.0.10", 60219, "10.30.0.1", 161);
	struct packet client = packet_of("10.20.0.10", 60219, "10.30.0.1", 50010);
	struct packet server = packet_of("10.30.0.1", 50010, "10.20.0.10", 60219);
	struct classifier *known = classifier_new();
	struct expectations *x;
	struct expected what;

	ck_assert_int_eq(expectations_new(4, known, &x), 0);
	announce_any(x, 7, 0);
	ck_assert(!expectations_take(x, &other, &what));
	ck_assert(!expectations_take(x, &low, &what));
	ck_assert(expectations_take(x, &server, &what));
	ck_assert(what.from_server);
	announce_any(x, 7, 0);
	announce_any(x, 8, 0);
	announce_any(x, 7, 1); /* now its parent knows better */
	ck_assert(expectations_take(x, &client, &what));
	ck_assert_uint_eq(what.parent_id, 8);
	ck_assert(!expectations_take(x, &client, &what));
	expectations_free(x);
	classifier_free(known);
}
END_TEST

static bool is_copy(struct dedup *d, const struct packet *p)
{
	return dedup_is_copy(d, dedup_content(p), p);
}

START_TEST(copies_of_a_mirror_go_and_real_repetitions_stay)
{
	static struct dedup d;
	struct packet p = packet_of("10.0.0.1", 1000, "10.0.0.2", 161);

	p.ip_id = 77;
	p.ttl = 64;
	p.payload = SPAN_LIT("get");
	p.payload_len = 3;
	p.ts_us = 1000000;
	ck_assert(!is_copy(&d, &p));
	p.ts_us += 100;
	p.ttl = 63;
	p.vlan_count = 1;
	p.vlan[0] = 30;
	ck_assert_msg(is_copy(&d, &p), "TTL and VLAN may differ");
	p.ip_id = 78;
	ck_assert_msg(!is_copy(&d, &p), "another IP ID is a repetition by the sender");
	p.ts_us += 6000;
	ck_assert_msg(!is_copy(&d, &p), "more than 5 ms apart");
}
END_TEST

START_TEST(where_the_ip_id_says_nothing_only_another_path_makes_a_copy)
{
	static struct dedup d;
	struct packet p = packet_of("10.0.0.1", 1000, "10.0.0.2", 161);

	p.ts_us = 5;
	ck_assert(!is_copy(&d, &p));
	p.ts_us = 6;
	ck_assert(!is_copy(&d, &p));
	p.src_mac.b[5] = 9;
	p.ts_us = 7;
	ck_assert(is_copy(&d, &p));
}
END_TEST

/* --- actions --------------------------------------------------------------------------------- */

struct told {
	unsigned count;
	struct action last;
	int64_t ts_us;
};

static void on_event(void *ctx, const struct event *e)
{
	struct told *t = ctx;

	t->count++;
	t->last = e->u.action;
	t->ts_us = e->ts_us;
}

static struct event event_of(enum verb verb, bool join, int64_t ts_us)
{
	struct event e = {.kind = EVENT_ACTION, .ts_us = ts_us, .type = "snmp"};

	e.place.flow_id = 42;
	e.place.src_is_client = true;
	addr_parse(SPAN_LIT("10.0.0.1"), &e.place.src.addr);
	addr_parse(SPAN_LIT("10.0.0.2"), &e.place.dst.addr);
	e.u.action = (struct action){
		.verb = verb, .element = SIDE_SERVER, .join = join, .object = SPAN_LIT("1.3.6")};
	return e;
}

START_TEST(an_action_leaves_with_its_answer_or_after_ten_seconds)
{
	struct told told = {0};
	struct dissect_host h = {.out = {on_event, &told}};
	struct actions *a;
	struct event e = event_of(VERB_CHANGE, false, 1000000);

	ck_assert_int_eq(actions_new(8, &a), 0);
	actions_hold(a, &h, 1, &e);
	actions_hold(a, &h, 2, &e);
	struct settlement s = {42, 1, 2000000, OUTCOME_REFUSED, SPAN_LIT("no")};
	ck_assert_uint_eq(actions_settle(a, &h, &s), 1);
	ck_assert_uint_eq(told.count, 1);
	ck_assert_int_eq(told.last.outcome, OUTCOME_REFUSED);
	ck_assert_int_eq(told.ts_us, 1000000);
	actions_expire(a, &h, 10999999);
	ck_assert_uint_eq(told.count, 1);
	actions_expire(a, &h, 11000000);
	ck_assert_uint_eq(told.count, 2);
	ck_assert_int_eq(told.last.outcome, OUTCOME_UNKNOWN);
	actions_free(a);
}
END_TEST

START_TEST(reads_within_five_seconds_are_one_action)
{
	struct told told = {0};
	struct dissect_host h = {.out = {on_event, &told}};
	struct actions *a;

	ck_assert_int_eq(actions_new(8, &a), 0);
	for (int i = 0; i < 3; i++) {
		struct event e = event_of(VERB_READ, true, i * 4000000);
		actions_join(a, &h, &e);
	}
	actions_expire(a, &h, 12000000);
	ck_assert_uint_eq(told.count, 0);
	actions_expire(a, &h, 13000000);
	ck_assert_uint_eq(told.count, 1);
	ck_assert_uint_eq(told.last.count, 3);
	ck_assert_int_eq(told.last.end_us, 8000000);
	actions_free(a);
}
END_TEST

START_TEST(reads_of_two_users_of_one_host_are_two_actions)
{
	static const char *const users[] = {"alice", "bob", "alice", NULL, "bob", "alice"};
	struct told told = {0};
	struct dissect_host h = {.out = {on_event, &told}};
	struct actions *a;

	ck_assert_int_eq(actions_new(8, &a), 0);
	for (int i = 0; i < 6; i++) {
		struct event e = event_of(VERB_READ, true, i * 1000000);
		e.u.action.user = span_str(users[i]);
		e.u.action.user_known = users[i] != NULL;
		actions_join(a, &h, &e);
	}
	actions_expire(a, &h, INT64_MAX);
	ck_assert_uint_eq(told.count, 3);
	ck_assert_uint_eq(told.last.count, 1); /* whose user nobody named began last */
	ck_assert(!told.last.user_known);
	actions_free(a);
}
END_TEST

START_TEST(more_actions_than_there_is_room_for_leave_at_once)
{
	struct told told = {0};
	struct dissect_host h = {.out = {on_event, &told}};
	struct actions *a;
	struct event e = event_of(VERB_CHANGE, false, 0);

	ck_assert_int_eq(actions_new(2, &a), 0);
	for (int i = 0; i < 5; i++)
		actions_hold(a, &h, (uint64_t)i, &e);
	ck_assert_uint_eq(told.count, 3);
	actions_expire(a, &h, INT64_MAX);
	ck_assert_uint_eq(told.count, 5);
	actions_free(a);
}
END_TEST

/* --- community ID ------------------------------------------------------------------------------
 */

static void check_id(uint8_t proto, const char *src, uint16_t sport, const char *dst,
	uint16_t dport, const char *expected)
{
	struct place p = {.has_ip = true, .ip_proto = proto};
	char id[40];

	addr_parse(span_str(src), &p.src.addr);
	addr_parse(span_str(dst), &p.dst.addr);
	p.src.port = sport;
	p.dst.port = dport;
	eve_community_id(&p, 0, id);
	ck_assert_str_eq(id, expected);
}

START_TEST(community_ids_are_those_of_the_specification)
{
	check_id(
		6, "128.232.110.120", 34855, "66.35.250.204", 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
	check_id(
		6, "66.35.250.204", 80, "128.232.110.120", 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
	check_id(17, "192.168.1.52", 54585, "8.8.8.8", 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
	check_id(1, "192.168.0.89", 8, "192.168.0.1", 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
	check_id(1, "192.168.0.1", 0, "192.168.0.89", 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("flow");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, both_directions_find_one_flow_and_other_spaces_another);
	tcase_add_test(tc, an_announced_flow_is_known_whichever_side_of_it_is_seen_first);
	tcase_add_test(tc, a_flow_whose_port_nobody_told_is_any_but_a_services_until_it_is_known);
	tcase_add_test(tc, a_dialogue_held_aloud_is_one_flow_whoever_sends);
	tcase_add_test(tc, a_table_filled_and_emptied_at_random_finds_exactly_what_is_in_it);
	tcase_add_test(tc, a_full_table_refuses);
	tcase_add_test(tc, flows_fall_due_at_their_second_and_after_long_silence_all_do);
	tcase_add_test(tc, copies_of_a_mirror_go_and_real_repetitions_stay);
	tcase_add_test(tc, where_the_ip_id_says_nothing_only_another_path_makes_a_copy);
	tcase_add_test(tc, an_action_leaves_with_its_answer_or_after_ten_seconds);
	tcase_add_test(tc, reads_within_five_seconds_are_one_action);
	tcase_add_test(tc, reads_of_two_users_of_one_host_are_two_actions);
	tcase_add_test(tc, more_actions_than_there_is_room_for_leave_at_once);
	tcase_add_test(tc, community_ids_are_those_of_the_specification);
	return unit_run(tc, "flow");
}
