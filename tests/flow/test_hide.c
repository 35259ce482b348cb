/* test_hide: sensor/flow/hide.c and what is made of masked addresses in sensor/eve.c. */
#include "config.h"

#include "sensor/flow/hide.h"
#include "tests/unit.h"

#include <check.h>

/* Hosts of 10.64.0.0/16 and of 2001:db8:64::/48 are subscribers. */
static void mask(void *ctx, uint16_t space, struct addr *a)
{
	struct addr v4, v6;

	(void)ctx;
	(void)space;
	addr_parse(SPAN_LIT("10.64.0.0"), &v4);
	addr_parse(SPAN_LIT("2001:db8:64::"), &v6);
	if (memcmp(a->b, v4.b, 14) == 0)
		a->b[15] = 0;
	if (memcmp(a->b, v6.b, 6) == 0)
		memset(a->b + 7, 0, 9);
}

static const struct {
	const char *text, *shown;
} lines[] = {
	{"", ""},
	{"nothing to hide", "nothing to hide"},
	{"login from 10.64.3.77", "login from 10.64.3.0"},
	{"10.64.3.77", "10.64.3.0"},
	{"10.64.3.77:4022 -> 10.20.0.1:22", "10.64.3.0:4022 -> 10.20.0.1:22"},
	{"user joe@10.64.3.77, and 10.64.3.78.", "user joe@10.64.3.0, and 10.64.3.0."},
	{"(10.64.3.77)[10.64.9.9]'10.64.1.1'", "(10.64.3.0)[10.64.9.0]'10.64.1.0'"},
	{"route 10.64.3.77/32 added", "route 10.64.3.0/32 added"},
	{"from 2001:db8:64:1:2:3:4:5 to 2001:db8::1", "from 2001:db8:64:: to 2001:db8::1"},
	{"addr:10.64.3.77;", "addr:10.64.3.0;"},
	{"ftp://x@10.64.3.77/a", "ftp://x@10.64.3.0/a"},
	{"version 10.64.3.77.5 is none", "version 10.64.3.77.5 is none"},
	{"v10.64.3.77", "v10.64.3.77"},
	{"at 10:64:03 and :: and ...", "at 10:64:03 and :: and ..."},
	{"cafe:babe:::", "cafe:babe:::"},
	{"10.64.3.256", "10.64.3.256"},
};

START_TEST(addresses_of_subscribers_lose_their_host_part)
{
	struct arena arena;
	ck_assert_int_eq(arena_init(&arena, 4096), 0);
	const struct eve_context x = {.mask = mask};
	struct span shown = hide_addresses(&x, 0, &arena, span_str(lines[_i].text));

	ck_assert_msg(span_eq(shown, span_str(lines[_i].shown)), "%s: %.*s", lines[_i].text,
		(int)shown.len, shown.p ? (const char *)shown.p : "");
	arena_free(&arena);
}
END_TEST

START_TEST(without_a_mask_and_without_room)
{
	struct arena arena;
	ck_assert_int_eq(arena_init(&arena, 16), 0);
	const struct eve_context none = {0}, x = {.mask = mask};
	struct span text = SPAN_LIT("from 10.64.3.77");

	ck_assert(hide_addresses(&none, 0, &arena, text).p == text.p);
	ck_assert(span_eq(hide_addresses(&x, 0, &arena, text), SPAN_LIT("[cut]")));
	arena_free(&arena);
}
END_TEST

START_TEST(the_flow_id_of_a_subscriber_is_made_of_what_is_shown)
{
	struct place a = {.flow_id = 77, .src_is_client = true, .ip_proto = 6}, b, shown;

	addr_parse(SPAN_LIT("10.64.3.77"), &a.src.addr);
	addr_parse(SPAN_LIT("10.20.0.1"), &a.dst.addr);
	a.src.port = 4022;
	a.dst.port = 22;
	ck_assert_uint_eq(eve_flow_id(&a, &a), 77);
	shown = a;
	mask(NULL, 0, &shown.src.addr);
	uint64_t id = eve_flow_id(&a, &shown);
	ck_assert(id != 77 && id != 0);
	/* the other direction, and a neighbour: nothing tells them apart */
	b = (struct place){.flow_id = 78, .ip_proto = 6, .src = shown.dst, .dst = shown.src};
	struct place before = b;
	addr_parse(SPAN_LIT("10.64.3.78"), &before.dst.addr);
	ck_assert_uint_eq(eve_flow_id(&before, &b), id);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("hide");

	tcase_add_loop_test(t, addresses_of_subscribers_lose_their_host_part, 0,
		(int)(sizeof(lines) / sizeof(*lines)));
	tcase_add_test(t, without_a_mask_and_without_room);
	tcase_add_test(t, the_flow_id_of_a_subscriber_is_made_of_what_is_shown);
	return unit_run(t, "hide");
}
