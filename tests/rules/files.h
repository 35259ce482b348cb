/* files: a folder of its own for a test, and what stands in it. */
#ifndef TESTS_RULES_FILES_H
#define TESTS_RULES_FILES_H

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct folder {
	char path[64];
};

static inline struct folder folder_make(void)
{
	struct folder f = {"/tmp/spanwatch-test-XXXXXX"};

	ck_assert_ptr_nonnull(mkdtemp(f.path));
	return f;
}

/* The path of NAME in F; good until the next call. */
static inline const char *folder_path(const struct folder *f, const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	return path;
}

static inline void folder_write(const struct folder *f, const char *name, const char *text)
{
	FILE *file = fopen(folder_path(f, name), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

/* Files only; the tests make no folders in it. */
static inline void folder_remove(const struct folder *f)
{
	DIR *d = opendir(f->path);

	ck_assert_ptr_nonnull(d);
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_name[0] != '.')
			unlink(folder_path(f, e->d_name));
	closedir(d);
	rmdir(f->path);
}

#endif
