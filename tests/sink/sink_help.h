/* sink_help: what the tests of the sinks share: a temporary folder, records, main. */
#ifndef SPANWATCH_TESTS_SINK_HELP_H
#define SPANWATCH_TESTS_SINK_HELP_H

#include "sensor/sink.h"

#include <check.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static int help_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

/* Makes an empty folder under TMPDIR or /tmp; its name goes to RET (64 bytes). */
static inline void help_folder(char *ret)
{
	snprintf(ret, 64, "/tmp/spanwatch-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(ret));
}

static inline void help_remove_folder(const char *path)
{
	nftw(path, help_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* Whole content of PATH, NUL-terminated; the caller frees. */
static inline char *help_read(const char *path, size_t *ret_len)
{
	FILE *f = fopen(path, "r");
	char *text;
	long len;

	ck_assert_msg(f != NULL, "%s cannot be read", path);
	fseek(f, 0, SEEK_END);
	len = ftell(f);
	rewind(f);
	text = calloc(1, (size_t)len + 1);
	ck_assert_uint_eq(fread(text, 1, (size_t)len, f), (size_t)len);
	fclose(f);
	if (ret_len)
		*ret_len = (size_t)len;
	return text;
}

/* A small disk at PATH that goes with this process; not 0 where it may not be made. */
static inline int help_small_disk(const char *path, const char *size)
{
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return -1;
	return mount("small", path, "tmpfs", 0, size);
}

/* A record that is nothing but its line. */
static inline struct record help_line(const char *line)
{
	return (struct record){.kind = RECORD_EVENT, .type = "flow", .line = span_str(line)};
}

#endif
