/* The plain part of YAML is taken, the rest is refused, each fault with its place. */
#include "config.h"

#include "rules/yaml/yaml.h"
#include "tests/rules/policies.h"
#include "tests/unit.h"

/* TEXT as a tree and its faults in F; NULL where the syntax is broken. */
static struct yaml *read_text(const char *text, struct faults *f)
{
	struct diag diag = {.say = note_fault, .ctx = f};

	*f = (struct faults){{0}, 0};
	return yaml_parse("y", span_str(text), &diag);
}

static void expect_faults(const char *text, const char *faults)
{
	struct faults f;

	yaml_close(read_text(text, &f));
	ck_assert_str_eq(f.text, faults);
}

START_TEST(values_have_lines_and_columns)
{
	struct faults f;
	struct yaml *y = read_text("a: 1\n"
				   "list:\n"
				   "  - x\n"
				   "  - {deep: \"q\"}\n",
		&f);

	ck_assert_str_eq(f.text, "");
	const struct yaml_node *root = yaml_root(y);
	ck_assert_int_eq(root->kind, YAML_MAP);
	ck_assert_uint_eq(root->count, 2);
	const struct yaml_node *list = root->child->next;
	ck_assert_uint_eq(list->line, 2);
	ck_assert_uint_eq(list->column, 1);
	const struct yaml_node *deep = list->value->child->next->child;
	ck_assert_uint_eq(deep->line, 4);
	ck_assert_uint_eq(deep->column, 6);
	ck_assert_str_eq((const char *)deep->value->text.p, "q");
	ck_assert(deep->value->quoted);
	ck_assert_uint_eq(deep->value->column, 12);
	yaml_close(y);
}
END_TEST

START_TEST(words_are_words_and_nothing_is_guessed_about_them)
{
	struct faults f;
	struct yaml *y = read_text("[NO, yes, 0x10, 1e3, 2026-11-22, off]", &f);

	ck_assert_str_eq(f.text, "");
	ck_assert_str_eq((const char *)yaml_root(y)->child->text.p, "NO");
	yaml_close(y);
}
END_TEST

START_TEST(an_empty_file_is_no_fault_of_yaml)
{
	struct faults f;
	struct yaml *y = read_text("# nothing\n", &f);

	ck_assert_ptr_nonnull(y);
	ck_assert_ptr_null(yaml_root(y));
	yaml_close(y);
	y = read_text("\xef\xbb\xbf# a byte order mark\na: b\n", &f);
	ck_assert_ptr_nonnull(yaml_root(y));
	yaml_close(y);
	y = read_text("", &f);
	ck_assert_ptr_nonnull(y);
	ck_assert_str_eq(
		yaml_sha256(y), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	yaml_close(y);
}
END_TEST

START_TEST(duplicates_are_refused_wherever_they_stand)
{
	expect_faults("a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n",
		"y:2:17: duplicate key c: it stands in line 2 already\n"
		"y:3:1: duplicate key a: it stands in line 1 already\n");
	expect_faults("a: {x: 1}\nb: {x: 1}\n", "");
}
END_TEST

START_TEST(anchors_aliases_tags_and_merges_are_refused)
{
	expect_faults("a: &x 1\nb: *x\nc: !!int 3\nd: {<<: {e: 1}}\nf: &l [1]\ng: !t {h: 1}\n",
		"y:1:4: &x is an anchor, and anchors are not taken here\n"
		"y:2:4: *x would be an alias, and aliases are not taken here: put a value that "
		"begins with * in quotes\n"
		"y:3:4: a tag (tag:yaml.org,2002:int) is not taken here\n"
		"y:4:5: merge keys (<<) are not taken here: write the values out\n"
		"y:5:4: &l is an anchor, and anchors are not taken here\n"
		"y:6:4: a tag (!t) is not taken here\n");
}
END_TEST

START_TEST(values_that_are_none_are_refused)
{
	expect_faults("a:\nb: ~\nc: null\nd: [,]\n",
		"y:1:3: there is no value here; write one, or leave the key out\n"
		"y:2:4: there is no value here; write one, or leave the key out\n"
		"y:3:4: there is no value here; write one, or leave the key out\n"
		"y:4:5: not YAML: while parsing a flow node, did not find expected node content\n");
	expect_faults("a: \"\"\nb: \"null\"\n", "");
}
END_TEST

START_TEST(control_characters_are_refused)
{
	expect_faults("a: \"x\\0y\"\nb: \"\\e[31m\"\nc: \"fine\\ttab\"\n",
		"y:1:4: a control character stands in this value\n"
		"y:2:4: a control character stands in this value\n");
}
END_TEST

START_TEST(broken_syntax_is_told_with_its_place)
{
	expect_faults("a: [1\nb: 2\n", "y:2:2: not YAML: while parsing a flow sequence, did not "
				       "find expected ',' or ']'\n");
	expect_faults("a: 1\n\tb: 2\n",
		"y:2:1: not YAML: while scanning a plain scalar, found a tab "
		"character that violates indentation\n");
	expect_faults("over: [@management]\n",
		"y:1:8: not YAML: while scanning for the next token, found character that cannot "
		"start any token; put a value that begins with @, %, ` or a tab in quotes\n");
	expect_faults("domains: [*.example]\n",
		"y:1:12: not YAML: while scanning an alias, did not find expected alphabetic or "
		"numeric character; put a value that begins with * or & in quotes\n");
	expect_faults("a: 1\nb: \xff\n", "y:2:4: not YAML: invalid leading UTF-8 octet\n");
}
END_TEST

START_TEST(more_than_one_document_is_refused)
{
	expect_faults("---\na: 1\n---\nb: 2\n",
		"y:3:1: a second document begins here: one file holds one\n");
	expect_faults("---\na: 1\n...\n", "");
}
END_TEST

START_TEST(depth_and_size_are_bounded)
{
	static char big[YAML_BYTES + 2];
	char deep[1000];

	expect_faults("[[[[[[[[1]]]]]]]]", "");
	expect_faults("[[[[[[[[[1]]]]]]]]]", "y:1:9: nested too deeply: 8 levels are taken\n");
	memset(deep, '[', sizeof(deep));
	deep[sizeof(deep) - 1] = '\0';
	expect_faults(deep, "y:1:9: nested too deeply: 8 levels are taken\n");
	memset(big, '#', YAML_BYTES);
	expect_faults(big, "");
	big[YAML_BYTES] = '#';
	expect_faults(big, "y: larger than 1 MiB\n");
}
END_TEST

START_TEST(keys_that_are_no_words_are_refused)
{
	expect_faults("[a, b]: 1\n", "y:1:1: a key must be a word\n");
	expect_faults("? {a: 1}\n: 1\n", "y:1:3: a key must be a word\n");
}
END_TEST

START_TEST(a_flood_of_faults_ends)
{
	struct faults f;
	char text[8000] = "";
	unsigned lines = 0;

	for (unsigned i = 0; i < 500; i++)
		memcpy(text + 8 * i, "a: !t 1\n", 9);
	yaml_close(read_text(text, &f));
	for (const char *p = f.text; (p = strchr(p, '\n')); p++)
		lines++;
	ck_assert_uint_eq(lines, YAML_FAULTS + 1);
	ck_assert_ptr_nonnull(strstr(f.text, "y: more faults follow and are not shown\n"));
}
END_TEST

START_TEST(a_file_that_is_not_there_is_told)
{
	struct faults f = {{0}, 0};
	struct diag diag = {.say = note_fault, .ctx = &f};

	ck_assert_ptr_null(yaml_load("/nonexistent/x.yaml", &diag));
	ck_assert_str_eq(
		f.text, "/nonexistent/x.yaml: cannot be opened: No such file or directory\n");
	f = (struct faults){{0}, 0};
	ck_assert_ptr_null(yaml_load("/", &diag));
	ck_assert_str_eq(f.text, "/: cannot be read: Is a directory\n");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("yaml");
	TCase *t = tcase_create("reader");

	tcase_add_test(t, values_have_lines_and_columns);
	tcase_add_test(t, words_are_words_and_nothing_is_guessed_about_them);
	tcase_add_test(t, an_empty_file_is_no_fault_of_yaml);
	tcase_add_test(t, duplicates_are_refused_wherever_they_stand);
	tcase_add_test(t, anchors_aliases_tags_and_merges_are_refused);
	tcase_add_test(t, values_that_are_none_are_refused);
	tcase_add_test(t, control_characters_are_refused);
	tcase_add_test(t, broken_syntax_is_told_with_its_place);
	tcase_add_test(t, more_than_one_document_is_refused);
	tcase_add_test(t, depth_and_size_are_bounded);
	tcase_add_test(t, keys_that_are_no_words_are_refused);
	tcase_add_test(t, a_flood_of_faults_ends);
	tcase_add_test(t, a_file_that_is_not_there_is_told);
	suite_add_tcase(s, t);
	return unit_run_suite(s);
}
