/*
 * bench: see bench.h.
 */
#include "config.h"

#include "tests/capture/bench.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static void say(void *ctx, const char *name, const char *what)
{
	struct bench *b = ctx;
	size_t len = strlen(b->told);

	b->faults++;
	snprintf(b->told + len, sizeof(b->told) - len, "%s %s\n", name, what);
}

void bench_begin(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	snprintf(b->directory, sizeof(b->directory), "/tmp/test_capture.XXXXXX");
	if (!mkdtemp(b->directory))
		abort();
	b->fault = (struct capture_fault){say, b};
	b->options.from_us = INT64_MIN;
	b->options.until_us = INT64_MAX;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

void bench_end(struct bench *b)
{
	nftw(b->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void keep(struct bench *b, const struct frame *f)
{
	if (b->count < BENCH_FRAMES) {
		struct seen *s = &b->seen[b->count];
		s->frame = *f;
		uint32_t len = f->data.len < BENCH_BYTES ? f->data.len : BENCH_BYTES;
		if (len)
			memcpy(s->bytes, f->data.p, len);
		s->frame.data.p = s->bytes;
	}
	b->count++;
}

void bench_read(struct bench *b, const char *const *files, unsigned count)
{
	struct frame f;

	b->told[0] = '\0';
	b->faults = b->count = 0;
	memset(&b->totals, 0, sizeof(b->totals));
	struct capture *c = capture_open_files(files, count, &b->options, &b->fault);
	b->opened = c != NULL;
	if (!c)
		return;
	while (capture_next(c, &f) == CAPTURE_FRAME)
		keep(b, &f);
	capture_totals(c, &b->totals);
	for (uint16_t i = 0; i < capture_source_count(c) && i < 8; i++) {
		const char *hex = capture_source_sha256(c, i);
		snprintf(b->sha256[i], sizeof(b->sha256[i]), "%s", hex ? hex : "");
		snprintf(b->names[i], sizeof(b->names[i]), "%s", capture_source_name(c, i));
	}
	capture_close(c);
}

void bench_read_one(struct bench *b, const struct writer *w, const char *name)
{
	const char *path = writer_save(w, b->directory, name);

	bench_read(b, &path, 1);
}
