/* What rules look for is found where it is, and nowhere else. */
#include "config.h"

#include "rules/match/http_view.h"
#include "rules/match/sieve.h"
#include "rules/rule/transforms.h"
#include "tests/unit.h"

#include <check.h>
#include <stdio.h>

static void silent(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

/* Whether the payload conditions OPTIONS hold of DATA, with PAST seen before. */
static bool holds_past(const char *options, struct span data, uint32_t past)
{
	char text[1024];
	struct diag diag = {.say = silent};
	struct inspection x = {.regex = regex_memory_new()};

	snprintf(text, sizeof(text), "alert tcp any any -> any any (%s sid:1;)", options);
	struct ruleset *s = ruleset_parse("t", span_str(text), NULL, &diag);
	ck_assert_msg(s->count == 1, "%s", options);
	bool held = inspect_buffer(&x, &s->rules[0]->buffers[0], data, past);
	regex_memory_free(x.regex);
	ruleset_free(s);
	return held;
}

static bool holds(const char *options, const char *data)
{
	return holds_past(options, span_str(data), 0);
}

START_TEST(contents_are_found_within_their_bounds)
{
	ck_assert(holds("content:\"bc\";", "abcd"));
	ck_assert(!holds("content:\"BC\";", "abcd"));
	ck_assert(holds("content:\"BC\"; nocase;", "abcd"));
	ck_assert(holds("content:\"b\"; offset:1; depth:1;", "abcd"));
	ck_assert(!holds("content:\"b\"; offset:2;", "abcd"));
	ck_assert(holds("content:\"ab\"; startswith;", "abcd"));
	ck_assert(!holds("content:\"bc\"; startswith;", "abcd"));
	ck_assert(holds("content:\"cd\"; endswith;", "abcd"));
	ck_assert(!holds("content:\"bc\"; endswith;", "abcd"));
	ck_assert(holds("content:!\"x\";", "abcd"));
	ck_assert(!holds("content:!\"b\";", "abcd"));
	ck_assert(holds("content:\"a\"; content:\"d\"; distance:2; within:1;", "abcd"));
	ck_assert(!holds("content:\"a\"; content:\"d\"; distance:0; within:2;", "abcd"));
}
END_TEST

START_TEST(without_a_length_a_number_has_all_its_digits)
{
	ck_assert(holds("byte_test:0,=,4242,1,string,dec;", "a4242b"));
	ck_assert(!holds("byte_test:0,=,4242,0,string,dec;", "a4242b"));
	ck_assert(holds("byte_test:0,=,255,0,string,hex;", "0xff "));
	ck_assert(!holds("byte_test:0,>,1,0,string,dec;", "99999999999999999999999999"));
	ck_assert(holds("content:\"a\"; byte_extract:0,0,n,relative,string,dec; content:\"b\"; "
			"within:1; byte_test:1,<,n,0;",
		"a4242b"));
	ck_assert(holds("byte_test:8,>,5000000000,0;", "\xff\xff\xff\xff\xff\xff\xff\xff"));
}
END_TEST

START_TEST(what_hangs_on_a_place_is_tried_at_every_place)
{
	ck_assert(holds("content:\"a\"; content:\"b\"; distance:0; within:1;", "a.a.ab"));
	ck_assert(holds("content:\"a\"; pcre:\"/^\\d/R\";", "axa1"));
	ck_assert(!holds("content:\"a\"; content:\"b\"; distance:0; within:1;", "a.a.a."));
}
END_TEST

START_TEST(numbers_in_the_payload_are_compared_jumped_over_and_kept)
{
	ck_assert(holds_past("byte_test:2,=,258,0;", SPAN_LIT("\x01\x02"), 0));
	ck_assert(holds_past("byte_test:2,=,513,0,little;", SPAN_LIT("\x01\x02"), 0));
	ck_assert(holds("byte_test:3,=,123,0,string,dec;", "123"));
	ck_assert(holds_past(
		"byte_jump:1,0; content:\"x\"; distance:0; within:1;", SPAN_LIT("\x02..x"), 0));
	ck_assert(holds_past(
		"byte_extract:1,0,n; content:\"x\"; offset:n; depth:1;", SPAN_LIT("\x03..x"), 0));
	ck_assert(!holds_past(
		"byte_extract:1,0,n; content:\"x\"; offset:n; depth:1;", SPAN_LIT("\x02..x"), 0));
	ck_assert(holds("isdataat:3;", "abcd") && !holds("isdataat:4;", "abcd"));
	ck_assert(holds("content:\"b\"; isdataat:2,relative;", "abcd"));
	ck_assert(holds("content:\"b\"; isdataat:!3,relative;", "abcd"));
}
END_TEST

START_TEST(what_was_seen_before_does_not_match_again)
{
	ck_assert(!holds_past("content:\"ab\";", SPAN_LIT("abcd"), 2));
	ck_assert(holds_past("content:\"bc\";", SPAN_LIT("abcd"), 2));
	ck_assert(holds_past("content:\"ab\";", SPAN_LIT("abab"), 2));
}
END_TEST

START_TEST(an_inspection_ends_however_often_its_parts_occur)
{
	static char many[20000];

	memset(many, 'a', sizeof(many) - 1);
	ck_assert(!holds("content:\"a\"; content:\"a\"; distance:0; content:\"a\"; distance:0; "
			 "content:\"b\"; distance:0;",
		many));
	ck_assert(!holds("pcre:\"/(a+)+$b/\";", many));
}
END_TEST

struct heard {
	bool id[8];
};

static void hear(void *ctx, uint32_t id)
{
	struct heard *h = ctx;
	h->id[id] = true;
}

static const enum sieve_kind kinds[] = {SIEVE_BUILTIN, SIEVE_HYPERSCAN};

/* What is told of DATA by a sieve for STRINGS, told from FROM on. */
static struct heard sifted(
	enum sieve_kind kind, const char *const *strings, struct span data, uint32_t from)
{
	struct sieves *all = sieves_new(kind);
	struct sieve *s = sieve_new(all);
	struct heard h = {{0}};
	struct sieve_ear ear = {hear, &h};

	for (uint32_t i = 0; strings[i]; i++)
		ck_assert(sieve_add(s, span_str(strings[i]), i));
	ck_assert(sieve_finish(s));
	struct sieve_memory *m = sieve_memory_new(all);
	sieve_scan(s, m, data, from, &ear);
	sieve_memory_free(m);
	sieve_free(s);
	sieves_free(all);
	return h;
}

START_TEST(the_first_filter_finds_every_string_that_is_there)
{
	static const char *const strings[] = {
		"a", "Zq", "xyz", "GET /", "long enough to be rare", "get /", NULL};

	if (!sieve_can(kinds[_i]))
		return;
	struct heard h = sifted(kinds[_i], strings, SPAN_LIT("..zQ..get /.."), 0);
	ck_assert(!h.id[0] && h.id[1] && !h.id[2] && h.id[3] && !h.id[4] && h.id[5]);
	h = sifted(kinds[_i], strings, SPAN_LIT("xyLONG ENOUGH TO BE RARE"), 0);
	ck_assert(h.id[0] && !h.id[2] && h.id[4]);
}
END_TEST

START_TEST(the_first_filter_finds_what_ends_behind_a_place)
{
	static const char *const strings[] = {"xyz", "Zq", NULL};

	if (!sieve_can(kinds[_i]))
		return;
	struct heard h = sifted(kinds[_i], strings, SPAN_LIT("xyz.......Zq"), 8);
	ck_assert(!h.id[0] && h.id[1]);
	h = sifted(kinds[_i], strings, SPAN_LIT("........xyz"), 10);
	ck_assert(h.id[0]);
}
END_TEST

START_TEST(the_first_filter_finds_nothing_where_nothing_is)
{
	static const char *const strings[] = {"xyz", NULL}, *const none[] = {NULL};

	if (!sieve_can(kinds[_i]))
		return;
	ck_assert(!sifted(kinds[_i], strings, span_of(NULL, 0), 0).id[0]);
	ck_assert(!sifted(kinds[_i], strings, SPAN_LIT("xy"), 0).id[0]);
	ck_assert(!sifted(kinds[_i], none, SPAN_LIT("xyz"), 0).id[0]);
}
END_TEST

static struct arena arena;

static void changes(unsigned id, const char *argument, const char *from, const char *to)
{
	struct rule_transform t = {.id = (uint16_t)id};

	arena_reset(&arena);
	ck_assert(transform_read(&t, span_str(argument)));
	struct span out = transform_apply(&t, &arena, span_str(from));
	ck_assert_msg(span_eq(out, span_str(to)), "%.*s", (int)out.len, (const char *)out.p);
}

START_TEST(transforms_change_a_buffer_as_their_names_say)
{
	ck_assert_int_eq(arena_init(&arena, 65536), 0);
	changes(TRANSFORM_TO_LOWERCASE, "", "aBC", "abc");
	changes(TRANSFORM_STRIP_WHITESPACE, "", " a b\t", "ab");
	changes(TRANSFORM_COMPRESS_WHITESPACE, "", "a \t b", "a b");
	changes(TRANSFORM_DOTPREFIX, "", "x.y", ".x.y");
	changes(TRANSFORM_URL_DECODE, "", "%41+b%4", "A b%4");
	changes(TRANSFORM_FROM_BASE64, "", "aGVsbG8=", "hello");
	changes(TRANSFORM_XOR, "20", "abc", "ABC");
	changes(TRANSFORM_SUBSLICE, "1,2", "abcd", "bc");
	changes(TRANSFORM_DOMAIN, "", "a.b.example.com", "example.com");
	arena_free(&arena);
}
END_TEST

START_TEST(a_uri_is_read_as_servers_read_it)
{
	ck_assert_int_eq(arena_init(&arena, 65536), 0);
	struct span out = http_uri_normal(&arena, SPAN_LIT("/a/./b//c/../d%41?x=%42"));
	ck_assert_msg(
		span_eq(out, SPAN_LIT("/a/b/dA?x=B")), "%.*s", (int)out.len, (const char *)out.p);
	out = http_uri_normal(&arena, SPAN_LIT("http://host/x/../../y"));
	ck_assert_msg(span_eq(out, SPAN_LIT("/y")), "%.*s", (int)out.len, (const char *)out.p);
	arena_free(&arena);
}
END_TEST

int main(void)
{
	TCase *all = tcase_create("all");

	tcase_add_test(all, contents_are_found_within_their_bounds);
	tcase_add_test(all, without_a_length_a_number_has_all_its_digits);
	tcase_add_test(all, what_hangs_on_a_place_is_tried_at_every_place);
	tcase_add_test(all, numbers_in_the_payload_are_compared_jumped_over_and_kept);
	tcase_add_test(all, what_was_seen_before_does_not_match_again);
	tcase_add_test(all, an_inspection_ends_however_often_its_parts_occur);
	tcase_add_loop_test(all, the_first_filter_finds_every_string_that_is_there, 0, 2);
	tcase_add_loop_test(all, the_first_filter_finds_what_ends_behind_a_place, 0, 2);
	tcase_add_loop_test(all, the_first_filter_finds_nothing_where_nothing_is, 0, 2);
	tcase_add_test(all, transforms_change_a_buffer_as_their_names_say);
	tcase_add_test(all, a_uri_is_read_as_servers_read_it);
	return unit_run(all, "rule_match");
}
