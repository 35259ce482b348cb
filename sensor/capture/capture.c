/*
 * capture: see capture.h. Hands each call on to the files or to the interface behind it.
 */
#include "config.h"

#include "sensor/capture/capture.h"
#include "sensor/capture/files.h"
#include "sensor/capture/filter.h"
#include "sensor/capture/live.h"
#include "sensor/capture/merge.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { CAPTURE_ERROR = 256 };

struct capture {
	struct files *files; /* or */
	struct live *live;   /* or */
	struct merge *merge;
	int wake_fd;
	char error[CAPTURE_ERROR];
};

static struct capture *capture_new(void)
{
	struct capture *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->wake_fd >= 0)
		return c;
	free(c);
	return NULL;
}

struct capture *capture_open_files(const char *const *files, unsigned count,
	const struct capture_options *options, const struct capture_fault *fault)
{
	struct capture *c = capture_new();

	if (!c)
		return NULL;
	c->files = files_open(files, count, options, fault, c->wake_fd);
	if (c->files)
		return c;
	capture_close(c);
	return NULL;
}

int capture_open_live(const char *interface, uint16_t source, unsigned group, unsigned workers,
	const struct capture_options *options, char *error, struct capture **ret)
{
	struct capture *c = capture_new();
	int status = -ENOMEM;

	if (c) {
		struct live_member member = {source, group, workers, c->wake_fd};
		status = live_open(interface, &member, options, error, &c->live);
		if (status == 0) {
			*ret = c;
			return 0;
		}
		capture_close(c);
	} else {
		snprintf(error, CAPTURE_ERROR, "memory is short");
	}
	return status;
}

int capture_open_merged(const char *const *interfaces, unsigned count, int64_t window_us,
	const struct capture_options *options, char *error, struct capture **ret)
{
	struct capture *c = capture_new();
	struct live *lives[MERGE_INTERFACES];
	unsigned opened = 0;
	int status = c ? 0 : -ENOMEM;

	if (!c || count > MERGE_INTERFACES)
		snprintf(error, CAPTURE_ERROR, c ? "too many interfaces" : "memory is short");
	if (c && count > MERGE_INTERFACES)
		status = -EINVAL;
	for (; status == 0 && opened < count; opened += status == 0) {
		struct live_member member = {(uint16_t)opened, 0, 1, c->wake_fd};
		status = live_open(interfaces[opened], &member, options, error, &lives[opened]);
	}
	if (status == 0)
		status = merge_new(lives, opened, window_us, c->wake_fd, options, &c->merge);
	if (status == 0) {
		*ret = c;
		return 0;
	}
	while (opened)
		live_close(lives[--opened]);
	capture_close(c);
	return status;
}

int capture_start(struct capture *c)
{
	return c->live ? live_start(c->live, c->error) : 0;
}

int capture_check_filter(const char *filter, char *error)
{
	return filter_check(filter, error);
}

enum capture_status capture_next(struct capture *c, struct frame *ret)
{
	if (c->files)
		return files_next(c->files, ret);
	if (c->merge)
		return merge_next(c->merge, ret, c->error);
	return live_next(c->live, ret, c->error);
}

void capture_wake(struct capture *c)
{
	uint64_t one = 1;
	int saved = errno; /* a signal handler must leave it as it was */

	/* Full means that a wake-up is waiting already. */
	if (write(c->wake_fd, &one, sizeof(one)) < 0)
		errno = saved;
}

const char *capture_source_name(const struct capture *c, uint16_t source)
{
	if (c->merge)
		return merge_name(c->merge, source);
	return c->files ? files_name(c->files, source) : live_name(c->live);
}

unsigned capture_source_count(const struct capture *c)
{
	if (c->merge)
		return merge_count(c->merge);
	return c->files ? files_count(c->files) : 1;
}

void capture_progress(const struct capture *c, uint64_t *ret_done, uint64_t *ret_total)
{
	*ret_done = *ret_total = 0;
	if (c->files)
		files_progress(c->files, ret_done, ret_total);
}

void capture_totals(struct capture *c, struct capture_totals *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (c->files)
		files_totals(c->files, ret);
	else if (c->merge)
		merge_totals(c->merge, ret);
	else
		live_totals(c->live, ret);
}

const char *capture_source_sha256(const struct capture *c, uint16_t source)
{
	return c->files ? files_sha256(c->files, source) : NULL;
}

const char *capture_error(const struct capture *c)
{
	return c->error;
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	files_close(c->files);
	live_close(c->live);
	merge_close(c->merge);
	close(c->wake_fd);
	free(c);
}
