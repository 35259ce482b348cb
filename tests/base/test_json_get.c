/* Tests of json_get: values found in JSON text, whole or broken. */
#include "config.h"

#include "sensor/base/json_get.h"
#include "tests/unit.h"

#include <check.h>
#include <stdlib.h>

/* The value under PATH in TEXT as bytes; "(none)" where there is none. */
static const char *get(const char *text, const char *path)
{
	static char out[64];
	struct span raw;

	if (!json_get(span_str(text), path, &raw))
		return "(none)";
	json_value(raw, out, sizeof(out));
	return out;
}

START_TEST(a_value_is_found_by_its_path)
{
	const char *text = " {\"a\":1, \"b\" : {\"c\":\"x\",\"d\":[1,2]},\"e\":true ,\"f\":-2.5e3}";

	ck_assert_str_eq(get(text, "a"), "1");
	ck_assert_str_eq(get(text, "b.c"), "x");
	ck_assert_str_eq(get(text, "b.d"), "[1,2]");
	ck_assert_str_eq(get(text, "e"), "true");
	ck_assert_str_eq(get(text, "f"), "-2.5e3");
}
END_TEST

START_TEST(what_is_not_there_is_not_found)
{
	const char *text = "{\"a\":{\"b\":1},\"c\":\"b\"}";

	ck_assert_str_eq(get(text, "b"), "(none)");
	ck_assert_str_eq(get(text, "a.c"), "(none)");
	ck_assert_str_eq(get(text, "a.b.c"), "(none)");
	ck_assert_str_eq(get("", "a"), "(none)");
	ck_assert_str_eq(get("[1]", "a"), "(none)");
	ck_assert_str_eq(get("{}", "a"), "(none)");
}
END_TEST

START_TEST(brackets_and_quotes_inside_of_strings_are_text)
{
	const char *text = "{\"a\":\"}\\\",\\\"b\\\":1]\",\"b\":\"ok\"}";

	ck_assert_str_eq(get(text, "b"), "ok");
	ck_assert_str_eq(get(text, "a"), "}\",\"b\":1]");
}
END_TEST

START_TEST(escapes_become_the_bytes_they_stand_for)
{
	ck_assert_str_eq(get("{\"a\":\"\\n\\t\\/\\u0041\\u00e9\\u20ac\"}", "a"),
		"\n\t/A\xc3\xa9\xe2\x82\xac");
	ck_assert_str_eq(get("{\"a\":\"\\ud83d\\ude00\"}", "a"), "\xf0\x9f\x98\x80");
	ck_assert_str_eq(get("{\"a\":\"\\u12\"}", "a"), "12");
}
END_TEST

START_TEST(items_of_an_array_come_one_by_one)
{
	struct span array = SPAN_LIT(" [1, \"a,]\" ,{\"b\":[2]},[]]"), item;
	static const char *const expected[] = {"1", "\"a,]\"", "{\"b\":[2]}", "[]"};
	uint32_t at = 0;
	unsigned n = 0;

	while (json_each(array, &at, &item)) {
		ck_assert_uint_lt(n, 4);
		ck_assert(span_eq(item, span_str(expected[n++])));
	}
	ck_assert_uint_eq(n, 4);
	at = 0;
	ck_assert(!json_each(SPAN_LIT("[]"), &at, &item));
	ck_assert(!json_each(SPAN_LIT("{}"), &at, &item));
}
END_TEST

START_TEST(a_long_value_is_cut_and_ends_in_a_nul)
{
	char out[4];

	ck_assert_uint_eq(json_value(SPAN_LIT("\"abcdef\""), out, sizeof(out)), 3);
	ck_assert_str_eq(out, "abc");
	ck_assert_uint_eq(json_value(SPAN_LIT("\"\""), out, sizeof(out)), 0);
	ck_assert_str_eq(out, "");
}
END_TEST

/* Each shorter text in a buffer of exactly its size, so that one byte too far is seen. */
START_TEST(a_text_that_is_cut_anywhere_is_survived)
{
	static const char whole[] = "{\"a\":{\"b\":\"\\u00e9\\\\\"},\"c\":[1,\"x\"],\"d\":2}";
	char out[16];

	for (uint32_t len = 0; len < sizeof(whole); len++) {
		char *copy = malloc(len ? len : 1);
		struct span raw, item;
		uint32_t at = 0;
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, whole, len);
		struct span text = span_of(copy, len);
		if (json_get(text, "a.b", &raw))
			json_value(raw, out, sizeof(out));
		if (json_get(text, "c", &raw))
			while (json_each(raw, &at, &item))
				json_value(item, out, sizeof(out));
		json_get(text, "d", &raw);
		json_value(text, out, sizeof(out));
		free(copy);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("json_get");

	tcase_add_test(t, a_value_is_found_by_its_path);
	tcase_add_test(t, what_is_not_there_is_not_found);
	tcase_add_test(t, brackets_and_quotes_inside_of_strings_are_text);
	tcase_add_test(t, escapes_become_the_bytes_they_stand_for);
	tcase_add_test(t, items_of_an_array_come_one_by_one);
	tcase_add_test(t, a_long_value_is_cut_and_ends_in_a_nul);
	tcase_add_test(t, a_text_that_is_cut_anywhere_is_survived);
	return unit_run(t, "json_get");
}
