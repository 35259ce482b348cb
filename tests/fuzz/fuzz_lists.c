/*
 * fuzz_lists: files beside rules that were made by chance (datasets, reputations of values and of
 * addresses, digests of files, threshold.config) are read or refused, and one that is read makes
 * the same set when it is read again. The first byte says which kind of file it is.
 */
#include "config.h"

#include "rules/rule/reputation.h"
#include "rules/rule/ruleset.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define RULE(options) "alert ip any any -> any any (" options " sid:1;)"

/* %s is the file. */
static const char *const rules[] = {
	RULE("dns.query; dataset:isset,a,type string,load %s;"),
	RULE("dns.query; to_md5; dataset:isset,a,type md5,load %s,memcap 4kb;"),
	RULE("dns.query; to_sha256; dataset:isnotset,a,type sha256,load %s;"),
	RULE("ip.src; dataset:isset,a,type ipv4,load %s;"),
	RULE("ip.dst; dataset:isset,a,type ip,load %s;"),
	RULE("dns.query; datarep:a,>,100,type string,load %s;"),
	RULE("filemd5:%s;"),
	RULE("filesha1:!%s;"),
	RULE("filesha256:%s;"),
};
enum { RULES = sizeof(rules) / sizeof(*rules), CATEGORIES = RULES, SCORES, THRESHOLDS, KINDS };

static void silent(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

/* One set that reads PATH as a file of KIND; NULL: refused. */
static struct ruleset *read_as(
	unsigned kind, const char *path, const char *categories, struct buffers *buffers)
{
	char text[256] =
		RULE("content:\"a\"; threshold:type limit, track by_src, count 1, seconds 9;");
	struct diag diag = {.say = silent};
	const char *files[] = {path};
	struct ruleset_options options = {.buffers = buffers};

	if (kind < RULES)
		snprintf(text, sizeof(text), rules[kind], path);
	if (kind == CATEGORIES || kind == SCORES)
		options.iprep_categories = kind == CATEGORIES ? path : categories;
	if (kind == SCORES) {
		options.iprep_files = files;
		options.iprep_file_count = 1;
	}
	if (kind == THRESHOLDS)
		options.threshold_file = path;
	return ruleset_parse("fuzz", span_str(text), &options, &diag);
}

static uint32_t values_of(const struct ruleset *s)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < s->dataset_count; i++)
		count += s->datasets[i]->values.count;
	return count;
}

/* What was read of an address does not hang on anything but the file. */
static int score_of(const struct ruleset *s)
{
	struct addr a = addr_v4((const uint8_t[]){192, 0, 2, 1});

	return s->reputation ? reputation_of(s->reputation, 1, &a) : -1;
}

static void same_or_abort(const struct ruleset *a, const struct ruleset *b)
{
	if (!a != !b)
		abort();
	if (a &&
		(a->count != b->count || a->refused != b->refused || values_of(a) != values_of(b) ||
			score_of(a) != score_of(b) || strcmp(a->sha256, b->sha256) != 0))
		abort();
}

/* A file in memory that holds S, as a path; FD is kept from call to call. */
static const char *file_of(int *fd, struct span s, char path[static 40])
{
	if (!*fd)
		*fd = memfd_create("list", 0);
	snprintf(path, 40, "/proc/self/fd/%d", *fd);
	if (*fd < 0 || ftruncate(*fd, 0) || pwrite(*fd, s.p, s.len, 0) != (ssize_t)s.len)
		return NULL;
	return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buffers *buffers;
	static int fd, categories_fd;
	char path[40], categories[40];

	if (!buffers)
		buffers = buffers_new();
	if (size < 1 || size > 8192 || !buffers)
		return 0;
	struct span file = span_of(data + 1, (uint32_t)size - 1);
	if (!file_of(&fd, file, path) ||
		!file_of(&categories_fd, SPAN_LIT("1,bad,x\n2,good,y\n"), categories))
		return 0;
	struct ruleset *a = read_as(data[0] % KINDS, path, categories, buffers);
	struct ruleset *b = read_as(data[0] % KINDS, path, categories, buffers);
	same_or_abort(a, b);
	ruleset_free(a);
	ruleset_free(b);
	return 0;
}
