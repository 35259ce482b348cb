/*
 * test: runs the tests that stand beside policies and rules: each folder with a test.yaml
 * (test_case.h) is judged by itself, and its events are held against what is expected.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/reading.h"
#include "sensor/cmd/test_case.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEST_ARGUMENTS = 2 * (TEST_FILES + TEST_SETTINGS) + TEST_FILES + 16, TEST_DEPTH = 16 };

struct tests {
	const struct options *options;
	unsigned passed, failed;
	bool no_memory;
};

/* --- judging one ------------------------------------------------------------------------------ */

struct ear {
	struct sink sink;
	struct test_case *test;
};

static int ear_write(struct sink *s, const struct record *r)
{
	struct ear *e = (struct ear *)s;

	if (r->line.len)
		test_case_event(e->test, r->line);
	return 0;
}

static int ear_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

static char *word(const char *text)
{
	return (char *)(uintptr_t)text;
}

/* The words of `spanwatch read` that judge T; their count. */
static int words_of(const struct test_case *t, char *argv[static TEST_ARGUMENTS])
{
	int n = 0;

	argv[n++] = word("test");
	argv[n++] = word("--quiet");
	argv[n++] = word("--strict"); /* a rule that is left out proves nothing */
	argv[n++] = word("--eve");    /* the events are made where somebody takes them */
	argv[n++] = word("/dev/null");
	if (t->policy) {
		argv[n++] = word("--policy");
		argv[n++] = t->policy;
	}
	if (t->keys) {
		argv[n++] = word("--keys");
		argv[n++] = t->keys;
	}
	for (unsigned i = 0; i < t->rule_count; i++) {
		argv[n++] = word("--rules");
		argv[n++] = t->rules[i];
	}
	for (unsigned i = 0; i < t->setting_count; i++) {
		argv[n++] = word("--set");
		argv[n++] = word(t->settings[i]);
	}
	for (unsigned i = 0; i < t->capture_count; i++)
		argv[n++] = t->captures[i];
	argv[n] = NULL;
	return n;
}

static int test_judge(struct test_case *t)
{
	char *argv[TEST_ARGUMENTS + 1];
	int argc = words_of(t, argv), code;
	struct ear ear = {{"test", ear_write, ear_nothing, ear_nothing, ear_nothing}, t};
	struct options o;

	if (options_read(&o, COMMAND_READ, argc, argv, &code))
		code = reading_judge(
			&o, o.files, o.file_count, &(struct audience){.sink = &ear.sink});
	options_free(&o);
	return code;
}

/* --- telling ---------------------------------------------------------------------------------- */

static void say_expectation(const struct test_case *t, const struct expected *e)
{
	printf("    %s:%u: %s: came %ju times", t->file, e->fields->line,
		e->must ? "must" : "must-not", (uintmax_t)e->seen);
	if (e->range[1] == UINT64_MAX)
		printf(", wanted %ju or more\n", (uintmax_t)e->range[0]);
	else if (e->range[0] == e->range[1])
		printf(", wanted %ju\n", (uintmax_t)e->range[0]);
	else
		printf(", wanted %ju to %ju\n", (uintmax_t)e->range[0], (uintmax_t)e->range[1]);
}

static void say_people(const struct test_case *t, bool good, int code)
{
	printf("%s - %s%s%s\n", good ? "ok" : "not ok", t->folder, t->about ? ": " : "",
		t->about ? t->about : "");
	if (code)
		printf("    the captures could not be judged: exit code %d\n", code);
	for (unsigned i = 0; !good && i < t->expectation_count; i++)
		if (!expectation_holds(&t->expectations[i]))
			say_expectation(t, &t->expectations[i]);
	fflush(stdout);
}

static void say_json(const struct test_case *t, bool good, int code)
{
	static char buf[65536];
	struct json j = json_of(buf, sizeof(buf));

	json_open(&j, '{');
	json_kv_string(&j, "test", t->folder);
	if (t->about)
		json_kv_string(&j, "about", t->about);
	json_kv_bool(&j, "passed", good);
	if (code)
		json_kv_u64(&j, "exit", (uint64_t)code);
	json_key(&j, "missed");
	json_open(&j, '[');
	for (unsigned i = 0; i < t->expectation_count; i++) {
		const struct expected *e = &t->expectations[i];
		if (expectation_holds(e))
			continue;
		json_open(&j, '{');
		json_kv_u64(&j, "line", e->fields->line);
		json_kv_word(&j, "kind", e->must ? "must" : "must-not");
		json_kv_u64(&j, "seen", e->seen);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	printf("%.*s\n", (int)j.len, j.buf);
}

static void test_run(struct tests *all, const char *folder)
{
	static struct test_case t;
	struct diag diag = {0};
	int code = EXIT_CONFIG;
	bool good = test_case_open(&t, folder, &diag);

	if (good)
		code = test_judge(&t);
	good = good && code == EXIT_OK;
	for (unsigned i = 0; i < t.expectation_count; i++)
		good = good && expectation_holds(&t.expectations[i]);
	if (all->options->json)
		say_json(&t, good, code);
	else
		say_people(&t, good, code);
	*(good ? &all->passed : &all->failed) += 1;
	test_case_close(&t);
}

/* --- finding them ------------------------------------------------------------------------------
 */

struct folders {
	char **items;
	size_t count, cap;
};

static bool folders_add(struct folders *f, const char *path, const char *name)
{
	size_t len = strlen(path) + (name ? strlen(name) + 1 : 0) + 1;
	char *whole = calloc(1, len);

	if (f->count == f->cap) {
		size_t cap = f->cap ? 2 * f->cap : 64;
		char **items = realloc(f->items, cap * sizeof(*items));
		if (items) {
			f->items = items;
			f->cap = cap;
		}
	}
	if (!whole || f->count == f->cap) {
		free(whole);
		return false;
	}
	snprintf(whole, len, "%s%s%s", path, name ? "/" : "", name ? name : "");
	f->items[f->count++] = whole;
	return true;
}

static unsigned depth_of(const char *path)
{
	unsigned n = 0;

	for (; *path; path++)
		n += *path == '/';
	return n;
}

/* The folders in FOLDER, behind those that are known already. */
static bool folders_enter(struct folders *f, const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	bool good = true;

	while (dir && good && (entry = readdir(dir)) != NULL) {
		char path[4096];
		struct stat st;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.' && lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			good = folders_add(f, folder, entry->d_name);
	}
	if (dir)
		closedir(dir);
	return good;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* FOLDER and all that is below it, by name. */
static bool folders_find(struct folders *f, const char *folder)
{
	unsigned base = depth_of(folder);

	if (!folders_add(f, folder, NULL))
		return false;
	for (size_t i = 0; i < f->count; i++)
		if (depth_of(f->items[i]) - base < TEST_DEPTH && !folders_enter(f, f->items[i]))
			return false;
	qsort(f->items, f->count, sizeof(*f->items), by_name);
	return true;
}

static bool has_test(const char *folder)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/test.yaml", folder);
	return access(path, F_OK) == 0;
}

static int tests_run(struct tests *all, const char *folder)
{
	struct folders f = {0};
	struct stat st;
	unsigned before = all->passed + all->failed;

	if (stat(folder, &st) || !S_ISDIR(st.st_mode)) {
		log_error("%s: there is no such folder", folder);
		return EXIT_INPUT;
	}
	all->no_memory |= !folders_find(&f, folder);
	for (size_t i = 0; i < f.count; i++) {
		if (has_test(f.items[i]))
			test_run(all, f.items[i]);
		free(f.items[i]);
	}
	free(f.items);
	if (all->passed + all->failed > before)
		return EXIT_OK;
	log_error("%s: no folder there has a test.yaml", folder);
	return EXIT_INPUT;
}

int cmd_test(int argc, char **argv)
{
	struct options o;
	struct tests all = {.options = &o};
	int code, worst = EXIT_OK;

	if (!options_read(&o, COMMAND_TEST, argc, argv, &code)) {
		options_free(&o);
		return code;
	}
	if (!o.file_count) {
		log_error("which tests? 'spanwatch test DIR' runs those in and below a folder");
		options_free(&o);
		return EXIT_USAGE;
	}
	for (unsigned i = 0; i < o.file_count; i++)
		if ((code = tests_run(&all, o.files[i])))
			worst = code;
	if (!o.json)
		printf("%u passed, %u failed\n", all.passed, all.failed);
	options_free(&o);
	if (all.no_memory)
		return EXIT_INTERNAL;
	return all.failed ? EXIT_FINDINGS : worst;
}
