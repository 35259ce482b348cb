/* The index of prefixes and the tables below the policy agree with what is plainly computed. */
#include "config.h"

#include "rules/names.h"
#include "rules/policy/pairs.h"
#include "rules/policy/prefixes.h"
#include "tests/rules/policies.h"
#include "tests/unit.h"

/* A small generator, so that every run is the same. */
static uint32_t draw(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Addresses crowd in a few networks, so that prefixes hold each other. */
static struct addr draw_addr(uint32_t *state)
{
	struct addr a = ip(draw(state) & 1 ? "10.0.0.0" : "2001:db8::");

	a.b[13] = (uint8_t)(draw(state) & 3);
	a.b[14] = (uint8_t)(draw(state) & 7);
	a.b[15] = (uint8_t)draw(state);
	if (!addr_is_v4(&a))
		a.b[5] = (uint8_t)(draw(state) & 3);
	return a;
}

static unsigned draw_bits(uint32_t *state, const struct addr *a)
{
	return addr_is_v4(a) ? 96 + draw(state) % 33 : draw(state) % 129;
}

/* The longest prefix around A by looking at all of them. */
static uint32_t find_plainly(
	const struct prefixes *p, uint16_t space, const struct addr *a, unsigned below)
{
	uint32_t best = PREFIX_NONE;

	for (uint32_t i = 0; i < p->count; i++) {
		const struct prefix *x = &p->items[i];
		if (x->space == space && x->bits < below && addr_is_v4(&x->addr) == addr_is_v4(a) &&
			addr_in_prefix(a, &x->addr, x->bits) &&
			(best == PREFIX_NONE || x->bits > p->items[best].bits))
			best = i;
	}
	return best;
}

START_TEST(the_longest_prefix_is_found_as_by_looking_at_all)
{
	struct prefixes p = {0};
	uint32_t state = 7;

	ck_assert(prefixes_init(&p, 2));
	for (unsigned i = 0; i < 400; i++) {
		struct addr a = draw_addr(&state);
		uint16_t space = (uint16_t)(draw(&state) & 1);
		unsigned bits = draw_bits(&state, &a);
		uint32_t n = prefixes_add(&p, space, &a, bits);
		ck_assert_uint_eq(prefixes_add(&p, space, &a, bits), n);
	}
	prefixes_link(&p);
	for (uint32_t i = 0; i < p.count; i++)
		ck_assert_uint_eq(p.items[i].parent,
			find_plainly(&p, p.items[i].space, &p.items[i].addr, p.items[i].bits));
	for (unsigned i = 0; i < 4000; i++) {
		struct addr a = draw_addr(&state);
		uint16_t space = (uint16_t)(draw(&state) % 3);
		ck_assert_uint_eq(prefixes_find(&p, space, &a), find_plainly(&p, space, &a, 129));
	}
	prefixes_free(&p);
}
END_TEST

START_TEST(everything_of_one_version_is_not_everything_of_the_other)
{
	struct prefixes p = {0};
	struct addr all4, all6, a4 = ip("192.0.2.1"), a6 = ip("2001:db8::1");
	unsigned bits4, bits6;

	ck_assert(prefixes_init(&p, 1));
	ck_assert_ptr_null(prefix_parse(SPAN_LIT("0.0.0.0/0"), &all4, &bits4));
	ck_assert_ptr_null(prefix_parse(SPAN_LIT("::/0"), &all6, &bits6));
	uint32_t n6 = prefixes_add(&p, 0, &all6, bits6);
	ck_assert_uint_eq(prefixes_find(&p, 0, &a4), PREFIX_NONE);
	uint32_t n4 = prefixes_add(&p, 0, &all4, bits4);
	ck_assert_uint_eq(prefixes_find(&p, 0, &a4), n4);
	ck_assert_uint_eq(prefixes_find(&p, 0, &a6), n6);
	prefixes_free(&p);
}
END_TEST

START_TEST(pairs_are_sorted_and_told_once)
{
	struct pairs p = {0};
	uint32_t state = 3, n;

	for (unsigned i = 0; i < 1000; i++)
		ck_assert(pairs_add(&p, draw(&state) % 20, draw(&state) % 20));
	pairs_sort(&p);
	ck_assert_uint_le(p.count, 400);
	for (uint32_t a = 0; a < 20; a++) {
		const struct pair *of = pairs_of(&p, a, &n);
		for (uint32_t i = 0; i < n; i++)
			ck_assert(of[i].a == a && (i == 0 || of[i].b > of[i - 1].b));
	}
	ck_assert_ptr_null(pairs_of(&p, 20, &n));
	ck_assert_uint_eq(n, 0);
	pairs_free(&p);
	pairs_sort(&p);
}
END_TEST

START_TEST(names_are_kept_apart_by_scope_and_case_where_asked)
{
	struct names n = {0}, any = {.any_case = true};
	static char words[500][8];
	uint32_t number = 99;

	ck_assert(!names_find(&n, 0, SPAN_LIT("x"), &number));
	for (uint32_t i = 0; i < 500; i++) {
		snprintf(words[i], sizeof(words[i]), "w%u", i);
		ck_assert_int_eq(names_add(&n, i % 2, span_str(words[i]), i), NAMES_ADDED);
	}
	for (uint32_t i = 0; i < 500; i++) {
		ck_assert(names_find(&n, i % 2, span_str(words[i]), &number));
		ck_assert_uint_eq(number, i);
		ck_assert(!names_find(&n, 1 - i % 2, span_str(words[i]), &number));
	}
	ck_assert_int_eq(names_add(&n, 0, SPAN_LIT("w0"), 7), NAMES_TAKEN);
	ck_assert(!names_find(&n, 0, SPAN_LIT("W0"), &number));
	ck_assert_int_eq(names_add(&any, 0, SPAN_LIT("Word"), 7), NAMES_ADDED);
	ck_assert(names_find(&any, 0, SPAN_LIT("wORD"), &number));
	names_free(&n);
	names_free(&any);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("prefixes");
	TCase *t = tcase_create("tables");

	tcase_add_test(t, the_longest_prefix_is_found_as_by_looking_at_all);
	tcase_add_test(t, everything_of_one_version_is_not_everything_of_the_other);
	tcase_add_test(t, pairs_are_sorted_and_told_once);
	tcase_add_test(t, names_are_kept_apart_by_scope_and_case_where_asked);
	suite_add_tcase(s, t);
	return unit_run_suite(s);
}
