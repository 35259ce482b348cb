/* test_case: see test_case.h. */
#include "config.h"

#include "sensor/cmd/test_case.h"

#include "rules/policy/policy_match.h"
#include "sensor/base/json_get.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { VALUE_TEXT = 4096, PATH_TEXT = 256 };
enum key { KEY_ABOUT, KEY_CAPTURES, KEY_POLICY, KEY_RULES, KEY_KEYS, KEY_SET, KEY_MUST, KEY_NOT };
enum { KEYS = KEY_NOT + 1 };

struct file_list {
	char **items;
	unsigned *count;
};

/* --- reading -------------------------------------------------------------------------------- */

/* NAME in the folder, or NAME itself where it is a whole path. */
static char *path_of(struct test_case *t, struct span name)
{
	size_t cap = strlen(t->folder) + name.len + 2;
	char *path = calloc(1, cap);

	t->no_memory |= !path;
	if (path)
		snprintf(path, cap, "%s%s%.*s", name.p[0] == '/' ? "" : t->folder,
			name.p[0] == '/' ? "" : "/", (int)name.len, (const char *)name.p);
	return path;
}

static void add_file(struct test_case *t, const struct file_list *to, struct span name)
{
	char *path = *to->count < TEST_FILES ? path_of(t, name) : NULL;

	if (path)
		to->items[(*to->count)++] = path;
}

static bool ends_in(const char *name, const char *const *ends)
{
	size_t len = strlen(name);

	for (; *ends; ends++)
		if (len > strlen(*ends) && strcmp(name + len - strlen(*ends), *ends) == 0)
			return true;
	return false;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every file of the folder whose name has one of ENDS, by name. */
static void add_all(struct test_case *t, const struct file_list *to, const char *const *ends)
{
	DIR *dir = opendir(t->folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' && ends_in(entry->d_name, ends))
			add_file(t, to, span_str(entry->d_name));
	if (dir)
		closedir(dir);
	if (*to->count)
		qsort(to->items, *to->count, sizeof(*to->items), by_name);
}

static void read_files(struct test_case *t, struct yaml_reader *r, const struct yaml_node *node,
	const struct file_list *to)
{
	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		const char *name = yaml_string(r, i, PATH_TEXT);
		if (name && *to->count == TEST_FILES)
			yaml_fault(r, i, "more than %d files", TEST_FILES);
		else if (name)
			add_file(t, to, span_str(name));
	}
}

static void read_settings(struct test_case *t, struct yaml_reader *r, const struct yaml_node *node)
{
	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		const char *text = yaml_string(r, i, VALUE_TEXT);
		if (text && t->setting_count == TEST_SETTINGS)
			yaml_fault(r, i, "more than %d settings", TEST_SETTINGS);
		else if (text)
			t->settings[t->setting_count++] = text;
	}
}

static bool is_count(const struct yaml_node *key)
{
	return span_eq(key->text, SPAN_LIT("count"));
}

static void read_expectation(
	struct test_case *t, struct yaml_reader *r, const struct yaml_node *node, bool must)
{
	static const uint64_t all[2] = {0, UINT32_MAX};
	struct expected e = {.fields = node, .must = must, .range = {must, must ? UINT64_MAX : 0}};
	unsigned named = 0;

	if (!yaml_is_map(r, node))
		return;
	for (const struct yaml_node *k = node->child; k; k = k->next) {
		if (is_count(k))
			yaml_range(r, k->value, all, e.range);
		else
			named++;
		if (k->text.len >= PATH_TEXT)
			yaml_fault(r, k, "this path is too long");
		for (const struct yaml_node *v = yaml_first(k->value); v;
			v = yaml_next(k->value, v))
			yaml_is_word(r, v);
	}
	if (!named)
		yaml_fault(r, node, "which event? name at least one of its fields");
	if (t->expectation_count == TEST_EXPECTATIONS)
		yaml_fault(r, node, "more than %d events", TEST_EXPECTATIONS);
	else
		t->expectations[t->expectation_count++] = e;
}

static void read_expectations(
	struct test_case *t, struct yaml_reader *r, const struct yaml_node *list, bool must)
{
	if (!list || !yaml_is_list(r, list))
		return;
	for (const struct yaml_node *i = list->child; i; i = i->next)
		read_expectation(t, r, i, must);
}

/* What the file does not name is found by how files are called. */
static void find_files(struct test_case *t, const struct yaml_node *const value[KEYS])
{
	static const char *const captures[] = {
		".pcap", ".pcapng", ".pcap.gz", ".pcapng.gz", ".pcap.zst", ".pcapng.zst", NULL};
	static const char *const rules[] = {".rules", NULL};

	if (!value[KEY_CAPTURES])
		add_all(t, &(struct file_list){t->captures, &t->capture_count}, captures);
	if (!value[KEY_RULES])
		add_all(t, &(struct file_list){t->rules, &t->rule_count}, rules);
	if (value[KEY_POLICY])
		return;
	t->policy = path_of(t, SPAN_LIT("policy.yaml"));
	if (t->policy && access(t->policy, F_OK)) {
		free(t->policy);
		t->policy = NULL;
	}
}

static void read_top(struct test_case *t, struct yaml_reader *r)
{
	static const struct yaml_key keys[KEYS] = {[KEY_ABOUT] = {"about", false},
		[KEY_CAPTURES] = {"captures", false},
		[KEY_POLICY] = {"policy", false},
		[KEY_RULES] = {"rules", false},
		[KEY_KEYS] = {"keys", false},
		[KEY_SET] = {"set", false},
		[KEY_MUST] = {"must", false},
		[KEY_NOT] = {"must-not", false}};
	static const struct yaml_node start = {.kind = YAML_BAD, .line = 1, .column = 1};
	const struct yaml_node *root = yaml_root(t->yaml), *value[KEYS];
	const char *name;

	if (!root) {
		yaml_fault(r, &start, "the file is empty: a test says what must and must-not come");
		return;
	}
	if (!yaml_keys(r, root, keys, KEYS, value))
		return;
	if (value[KEY_ABOUT])
		t->about = yaml_string(r, value[KEY_ABOUT], VALUE_TEXT);
	if (value[KEY_CAPTURES])
		read_files(t, r, value[KEY_CAPTURES],
			&(struct file_list){t->captures, &t->capture_count});
	if (value[KEY_RULES])
		read_files(t, r, value[KEY_RULES], &(struct file_list){t->rules, &t->rule_count});
	if (value[KEY_POLICY] && (name = yaml_string(r, value[KEY_POLICY], PATH_TEXT)))
		t->policy = path_of(t, span_str(name));
	if (value[KEY_KEYS] && (name = yaml_string(r, value[KEY_KEYS], PATH_TEXT)))
		t->keys = path_of(t, span_str(name));
	if (value[KEY_SET])
		read_settings(t, r, value[KEY_SET]);
	read_expectations(t, r, value[KEY_MUST], true);
	read_expectations(t, r, value[KEY_NOT], false);
	find_files(t, value);
	if (!t->expectation_count && !r->faults)
		yaml_fault(r, root, "nothing is expected: write must or must-not");
	if (!t->capture_count && !r->faults)
		yaml_fault(r, root, "there is no capture beside this file");
}

bool test_case_open(struct test_case *t, const char *folder, struct diag *diag)
{
	unsigned before = diag->errors;

	*t = (struct test_case){.folder = folder};
	snprintf(t->file, sizeof(t->file), "%s/test.yaml", folder);
	t->yaml = yaml_load(t->file, diag);
	if (!t->yaml)
		return false;
	read_top(t, &(struct yaml_reader){.file = t->file, .diag = diag});
	if (t->no_memory)
		diag_error(diag, t->file, 0, 0, "out of memory");
	return diag->errors == before;
}

void test_case_close(struct test_case *t)
{
	for (unsigned i = 0; i < t->capture_count; i++)
		free(t->captures[i]);
	for (unsigned i = 0; i < t->rule_count; i++)
		free(t->rules[i]);
	free(t->policy);
	free(t->keys);
	yaml_close(t->yaml);
}

/* --- comparing ------------------------------------------------------------------------------- */

static bool word_fits(const struct yaml_node *word, struct span raw)
{
	char text[VALUE_TEXT];
	uint32_t len = json_value(raw, text, sizeof(text));

	/* A NUL stands behind each word of the file. */
	return policy_glob((const char *)word->text.p, span_of(text, len), false);
}

/* One of the words that VALUE lists fits what stands at the path; RAW is empty where nothing does.
 */
static bool value_fits(const struct yaml_node *value, struct span raw)
{
	struct span item;
	uint32_t at = 0;

	for (const struct yaml_node *w = yaml_first(value); w; w = yaml_next(value, w)) {
		if (!raw.len) {
			if (!w->quoted && span_eq(w->text, SPAN_LIT("absent")))
				return true;
		} else if (raw.p[0] != '[') {
			if (word_fits(w, raw))
				return true;
		} else {
			for (at = 0; json_each(raw, &at, &item);)
				if (word_fits(w, item))
					return true;
		}
	}
	return false;
}

static bool event_fits(const struct expected *e, struct span line)
{
	for (const struct yaml_node *k = e->fields->child; k; k = k->next) {
		struct span raw = span_of(NULL, 0);
		if (is_count(k))
			continue;
		json_get(line, (const char *)k->text.p, &raw);
		if (!value_fits(k->value, raw))
			return false;
	}
	return true;
}

void test_case_event(struct test_case *t, struct span line)
{
	for (unsigned i = 0; i < t->expectation_count; i++)
		t->expectations[i].seen += event_fits(&t->expectations[i], line);
}

bool expectation_holds(const struct expected *e)
{
	return e->seen >= e->range[0] && e->seen <= e->range[1];
}
