/* What judgement carries from one run to the next. */
#include "config.h"

#include "rules/memory.h"
#include "tests/rules/judge_bench.h"
#include "tests/unit.h"

#include <stdlib.h>

/* Writes the memory of B; the caller frees. */
static struct memory_out save(const struct bench *b)
{
	struct memory_out out = {malloc(memory_limit()), memory_limit(), 0, false};

	ck_assert_ptr_nonnull(out.p);
	ck_assert(memory_save(b->judge, &out));
	return out;
}

static const char *load(struct bench *b, struct span file)
{
	uint8_t *exact = malloc(file.len ? file.len : 1);

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, file.p, file.len);
	const char *fault = memory_load(b->judge, span_of(exact, file.len));
	free(exact);
	return fault;
}

/* A flow that only an element could cause to be told of. */
static struct event outbound(const char *from)
{
	return bench_event(EVENT_FLOW_DECIDED, "flow", from, "198.51.100.9", 443);
}

START_TEST(a_host_that_was_managed_is_equipment_in_the_next_run)
{
	struct bench *day1 = bench_new(NULL), *day2 = bench_new(NULL);
	struct event change =
		bench_action("telnet", VERB_CHANGE, SUBJECT_CONFIG, "10.20.0.10", "10.30.0.1");

	bench_feed(day1, &change);
	struct memory_out out = save(day1);
	ck_assert_ptr_null(load(day2, span_of(out.p, out.len)));
	struct memory_out again = save(day2);
	ck_assert_uint_eq(out.len, again.len);
	ck_assert_mem_eq(out.p, again.p, out.len);
	struct event call = outbound("10.30.0.1");
	bench_feed(day2, &call);
	free(out.p);
	free(again.p);
	bench_free(day1);
	bench_free(day2);
}
END_TEST

START_TEST(what_was_damaged_or_cut_short_is_refused)
{
	struct bench *b = bench_new(NULL);
	struct event change =
		bench_action("telnet", VERB_CHANGE, SUBJECT_CONFIG, "10.20.0.10", "10.30.0.1");

	bench_feed(b, &change);
	struct memory_out out = save(b);
	for (uint32_t i = 0; i < out.len; i++)
		ck_assert_ptr_nonnull(load(b, span_of(out.p, i)));
	for (uint32_t i = 0; i < out.len; i++) {
		out.p[i] ^= 0x40;
		ck_assert_ptr_nonnull(load(b, span_of(out.p, out.len)));
		out.p[i] ^= 0x40;
	}
	free(out.p);
	bench_free(b);
}
END_TEST

START_TEST(a_file_of_something_else_is_refused)
{
	struct bench *b = bench_new(NULL);

	ck_assert_str_eq(load(b, SPAN_LIT("")), "it was not written by spanwatch");
	ck_assert_str_eq(load(b, SPAN_LIT("{\"this\":\"is an EVE file, which is no memory of a "
					  "spanwatch that ran before\"}")),
		"it was not written by spanwatch");
	bench_free(b);
}
END_TEST

int main(void)
{
	TCase *cases = tcase_create("memory");

	tcase_add_test(cases, a_host_that_was_managed_is_equipment_in_the_next_run);
	tcase_add_test(cases, what_was_damaged_or_cut_short_is_refused);
	tcase_add_test(cases, a_file_of_something_else_is_refused);
	tcase_set_timeout(cases, 60);
	return unit_run(cases, "memory");
}
