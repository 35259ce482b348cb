/* What the dashboard finds in events, and that it takes nothing else for one. */
#include "config.h"

#include "sensor/base/json_get.h"
#include "sensor/serve/sift.h"
#include "tests/unit.h"

#include <check.h>
#include <stdlib.h>

/* The value at PATH of TEXT, or "none". */
static const char *value_at(const char *text, const char *path)
{
	static char value[256];
	struct sift s = {.path = path};

	if (!sift(span_str(text), &s, 1))
		return "no JSON";
	if (!s.value.p)
		return "none";
	ck_assert_uint_lt(s.value.len, sizeof(value));
	memcpy(value, s.value.p, s.value.len);
	value[s.value.len] = '\0';
	return value;
}

START_TEST(values_are_found_by_their_path)
{
	const char *text = "{\"a\":1,\"b\":{\"c\":\"x\",\"d\":[1,{\"c\":2}],\"e\":{}},\"f\":null}";

	ck_assert_str_eq(value_at(text, "a"), "1");
	ck_assert_str_eq(value_at(text, "b.c"), "x");
	ck_assert_str_eq(value_at(text, "b.d"), "[1,{\"c\":2}]");
	ck_assert_str_eq(value_at(text, "b.e"), "{}");
	ck_assert_str_eq(value_at(text, "f"), "null");
	ck_assert_str_eq(value_at(text, "c"), "none");
	ck_assert_str_eq(value_at(text, "b.d.c"), "none");
	ck_assert_str_eq(value_at(text, "b"), "{\"c\":\"x\",\"d\":[1,{\"c\":2}],\"e\":{}}");
}
END_TEST

START_TEST(the_first_of_two_equal_names_counts)
{
	ck_assert_str_eq(value_at("{\"a\":1,\"a\":2}", "a"), "1");
}
END_TEST

START_TEST(what_is_no_json_is_said_to_be_none)
{
	static const char *const bad[] = {"", "[]", "1", "{", "{}x", "{\"a\"}", "{\"a\":}",
		"{\"a\":1,}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":tru}",
		"{\"a\":\"x}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\n\"}",
		"{\"a\":[1,]}", "{\"a\":[1}", "{a:1}", "{\"a\":1 \"b\":2}", "{,}",
		"{\"a\":1}{\"a\":2}"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(strcmp(value_at(bad[i], "a"), "no JSON") == 0, "%s", bad[i]);
}
END_TEST

START_TEST(every_shorter_part_of_an_event_is_refused_without_reading_past_it)
{
	static const char text[] = "{\"a\":{\"b\":[true,-1.5e+3,\"\\u00e4\\n\"]},\"c\":\"d\"}";

	for (uint32_t len = 0; len < sizeof(text) - 1; len++) {
		char *exact = malloc(len ? len : 1);
		struct sift s = {.path = "c"};
		memcpy(exact, text, len);
		ck_assert(!sift(span_of(exact, len), &s, 1));
		ck_assert_ptr_null(s.value.p);
		free(exact);
	}
	ck_assert_str_eq(value_at(text, "c"), "d");
}
END_TEST

START_TEST(nesting_has_a_limit)
{
	char text[256] = "{\"a\":";
	size_t len = strlen(text);

	memset(text + len, '[', 40);
	memset(text + len + 40, ']', 40);
	memcpy(text + len + 80, "}", 2);
	ck_assert_str_eq(value_at(text, "a"), "no JSON");
	memset(text + len, ' ', 80);
	memset(text + len, '[', 30);
	memset(text + len + 30, ']', 30);
	ck_assert_uint_eq(strlen(value_at(text, "a")), 60);
}
END_TEST

START_TEST(escapes_become_utf8_and_never_run_over)
{
	char plain[16];

	ck_assert_uint_eq(
		json_string_value(SPAN_LIT("a\\\"\\\\\\n\\u00e4\\u20ac"), plain, sizeof(plain)), 9);
	ck_assert_str_eq(plain, "a\"\\\n\xc3\xa4\xe2\x82\xac");
	ck_assert_uint_eq(json_string_value(SPAN_LIT("\\ud83d\\ude00"), plain, sizeof(plain)), 4);
	ck_assert_uint_eq(json_string_value(SPAN_LIT("abcdef"), plain, 4), 3);
	ck_assert_str_eq(plain, "abc");
	ck_assert_uint_eq(json_string_value(SPAN_LIT("\\u20ac"), plain, 3), 0);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("sift");

	tcase_add_test(t, values_are_found_by_their_path);
	tcase_add_test(t, the_first_of_two_equal_names_counts);
	tcase_add_test(t, what_is_no_json_is_said_to_be_none);
	tcase_add_test(t, every_shorter_part_of_an_event_is_refused_without_reading_past_it);
	tcase_add_test(t, nesting_has_a_limit);
	tcase_add_test(t, escapes_become_utf8_and_never_run_over);
	return unit_run(t, "sift");
}
