/*
 * Lines of some 250 dialects and documents: redact_hidden.tsv, where every secret has a mark in it
 * that must not come out, and redact_shown.tsv, which have none and stay as they are. Columns:
 * text, form or url; the dialect; the line.
 */
#include "config.h"

#include "sensor/base/redact.h"
#include "tests/unit.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_LEN = 4096 };

static const struct redactor hasher = {.key = {1, 2}};

struct line {
	char how[8], text[LINE_MAX_LEN], out[2 * LINE_MAX_LEN];
};

static void redact(const char *how, const char *text, char *ret)
{
	uint32_t (*fn)(const struct redactor *, struct span, char *, uint32_t) =
		strcmp(how, "form") == 0  ? redact_form
		: strcmp(how, "url") == 0 ? redact_url
					  : redact_text;

	ret[fn(&hasher, span_str(text), ret, 2 * LINE_MAX_LEN - 1)] = '\0';
}

static FILE *open_list(const char *name)
{
	const char *top = getenv("srcdir");
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/base/%s", top ? top : ".", name);
	FILE *f = fopen(path, "r");
	ck_assert_msg(f, "%s cannot be opened", path);
	return f;
}

static bool next_line(FILE *f, struct line *ret)
{
	char line[LINE_MAX_LEN];

	if (!fgets(line, sizeof(line), f))
		return false;
	line[strcspn(line, "\n")] = '\0';
	char *dialect = strchr(line, '\t');
	char *text = dialect ? strchr(dialect + 1, '\t') : NULL;
	ck_assert_msg(text, "three columns, parted by tabs: %s", line);
	*dialect = '\0';
	snprintf(ret->how, sizeof(ret->how), "%.7s", line);
	snprintf(ret->text, sizeof(ret->text), "%s", text + 1);
	redact(ret->how, ret->text, ret->out);
	return true;
}

START_TEST(no_mark_of_a_secret_comes_out)
{
	static const char *const marks[] = {"Qx7", "wZ9", "Zk9", "vBm", "Hj4", "tRs", "winterly",
		"harbourx", "tulip", "Winterly", "Harbourx", "Tulip"};
	FILE *f = open_list("redact_hidden.tsv");
	static struct line line;
	static char again[2 * LINE_MAX_LEN];
	unsigned count = 0;

	for (; next_line(f, &line); count++) {
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
			ck_assert_msg(
				!strstr(line.out, marks[i]), "%s\n  got %s", line.text, line.out);
		redact(line.how, line.out, again);
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
			ck_assert_msg(!strstr(again, marks[i]), "%s", line.out);
	}
	ck_assert_uint_gt(count, 1000);
	fclose(f);
}
END_TEST

START_TEST(a_line_without_a_secret_stays_whole)
{
	FILE *f = open_list("redact_shown.tsv");
	static struct line line;
	unsigned count = 0;

	for (; next_line(f, &line); count++)
		ck_assert_str_eq(line.out, line.text);
	ck_assert_uint_gt(count, 400);
	fclose(f);
}
END_TEST

START_TEST(a_command_goes_on_behind_a_backslash)
{
	static const char *const texts[] = {"enable secret \\\ntulip",
		"username bob password \\\r\n tulip", "snmp-server community \\\n tulip ro"};
	static char out[2 * LINE_MAX_LEN];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		redact("text", texts[i], out);
		ck_assert_msg(!strstr(out, "tulip"), "%s", out);
	}
	redact("text", "enable secret\ninterface tulip", out);
	ck_assert_str_eq(out, "enable secret\ninterface tulip");
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("redact_lines");

	tcase_add_test(tc, no_mark_of_a_secret_comes_out);
	tcase_add_test(tc, a_line_without_a_secret_stays_whole);
	tcase_add_test(tc, a_command_goes_on_behind_a_backslash);
	return unit_run(tc, "redact_lines");
}
