/*
 * input: see input.h.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/capture/input.h"
#include "sensor/capture/unpack.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SNIFF_BYTES = 4 };

/** Sets up IN around FD, which IN owns from here on even when this fails. */
static int input_init(struct input *in, int fd, const struct input_options *o)
{
	struct stat st;

	memset(in, 0, sizeof(*in));
	in->fd = fd;
	in->wake_fd = o->wake_fd;
	in->progress = o->progress;
	in->hash = o->hash;
	in->cap = o->window ? o->window : INPUT_WINDOW;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	in->pollable = !S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode);
	in->device = st.st_dev;
	in->inode = st.st_ino;
	in->window = malloc(in->cap);
	if (!in->window)
		return -ENOMEM;
	in->p = in->end = in->window;
	return 0;
}

int input_of_fd(struct input *in, int fd, const struct input_options *options)
{
	int error = input_init(in, fd, options);

	if (error)
		input_close(in);
	return error;
}

int input_open(struct input *in, const char *path, const struct input_options *options)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
			  : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0) {
		int error = -errno;
		memset(in, 0, sizeof(*in));
		in->fd = -1;
		return error;
	}
	int error = input_of_fd(in, fd, options);
	if (error)
		return error;
	in->path = path;
	in->parked = options->parked && !standard && !in->pollable;
	return 0;
}

void input_close(struct input *in)
{
	if (in->fd >= 0)
		close(in->fd);
	unpack_free(in->unpack);
	free(in->packed);
	free(in->window);
	memset(in, 0, sizeof(*in));
	in->fd = -1;
}

static enum input_status input_fail(struct input *in, const char *what, int error)
{
	char text[64];

	if (error)
		snprintf(in->error, sizeof(in->error), "%s: %s", what,
			strerror_r(error, text, sizeof(text)));
	else
		snprintf(in->error, sizeof(in->error), "%s", what);
	return INPUT_BAD;
}

/** Waits until a pipe has bytes or its end; a wake-up ends the wait. */
static enum input_status input_wait(struct input *in)
{
	struct pollfd fds[2] = {
		{.fd = in->fd, .events = POLLIN}, {.fd = in->wake_fd, .events = POLLIN}};
	uint64_t count;

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return input_fail(in, "waiting for it failed", errno);
	if (fds[1].revents & POLLIN) {
		if (read(in->wake_fd, &count, sizeof(count)) < 0)
			return INPUT_OK; /* somebody else was quicker */
		return INPUT_WOKEN;
	}
	return INPUT_OK;
}

/** Opens a parked file again and makes sure that it is the same one. */
static bool input_unpark(struct input *in)
{
	struct stat st;

	if (in->fd >= 0)
		return true;
	in->fd = open(in->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (in->fd < 0)
		return false;
	if (fstat(in->fd, &st) == 0 && st.st_dev == in->device && st.st_ino == in->inode &&
		lseek(in->fd, (off_t)in->raw_done, SEEK_SET) >= 0)
		return true;
	errno = ESTALE;
	return false;
}

/** One read of raw bytes to TO; RET_COUNT is 0 at the end of the file. */
static enum input_status input_read_raw(
	struct input *in, uint8_t *to, size_t room, size_t *ret_count)
{
	ssize_t count;

	*ret_count = 0;
	if (in->raw_end)
		return INPUT_OK;
	if (in->pollable) {
		enum input_status status = input_wait(in);
		if (status != INPUT_OK)
			return status;
	}
	if (!input_unpark(in))
		return input_fail(in, "opening it again failed", errno);
	do {
		count = read(in->fd, to, room);
	} while (count < 0 && errno == EINTR);
	if (count < 0)
		return input_fail(in, "reading it failed", errno);
	in->raw_end = count == 0;
	in->raw_done += (uint64_t)count;
	if (in->hash)
		sha256_update(in->hash, (size_t)count, to);
	if (in->progress)
		atomic_fetch_add_explicit(in->progress, (uint64_t)count, memory_order_relaxed);
	if (in->parked || in->raw_end) {
		close(in->fd);
		in->fd = -1;
	}
	*ret_count = (size_t)count;
	return INPUT_OK;
}

/** Moves what is left to the front of the window and makes it large enough for NEED. */
static bool input_make_room(struct input *in, size_t need)
{
	size_t left = input_left(in);

	in->base += (uint64_t)(in->p - in->window);
	memmove(in->window, in->p, left);
	if (need > in->cap) {
		uint8_t *larger = realloc(in->window, need);
		if (larger) {
			in->window = larger;
			in->cap = need;
		}
	}
	in->p = in->window;
	in->end = in->window + left;
	return need <= in->cap;
}

/** Adds some bytes to the window; INPUT_END when there are no more. */
static enum input_status input_add(struct input *in)
{
	uint8_t *to = in->window + input_left(in);
	size_t room = in->cap - input_left(in), count;

	if (!in->unpack) {
		enum input_status status = input_read_raw(in, to, room, &count);
		in->end += count;
		return status == INPUT_OK && count == 0 ? INPUT_END : status;
	}
	for (;;) {
		struct span *pending = unpack_pending(in->unpack);
		uint32_t before = pending->len;
		int64_t got = unpack_run(in->unpack, pending, to, room);
		if (got < 0 || (got == 0 && before && pending->len == before))
			return input_fail(in, unpack_problem(in->unpack), 0);
		in->end += got;
		if (got > 0)
			return INPUT_OK;
		if (pending->len)
			continue;
		size_t size;
		uint8_t *buffer = unpack_buffer(in->unpack, &size);
		enum input_status status = input_read_raw(in, buffer, size, &count);
		if (status != INPUT_OK)
			return status;
		if (count == 0 && unpack_is_whole(in->unpack))
			return INPUT_END;
		if (count == 0)
			return input_fail(in, "its compressed data is cut short", 0);
		*pending = span_of(buffer, (uint32_t)count);
	}
}

/** Takes bytes that are to be passed over off the window. */
static void input_apply_skip(struct input *in)
{
	uint64_t count = in->skip < input_left(in) ? in->skip : input_left(in);

	in->p += count;
	in->skip -= count;
}

enum input_status input_fill(struct input *in, size_t need)
{
	ASSERT(need <= INPUT_NEED_MAX);
	for (;;) {
		input_apply_skip(in);
		if (in->skip == 0 && input_left(in) >= need)
			return INPUT_OK;
		if (in->error[0])
			return INPUT_BAD;
		if (!input_make_room(in, need))
			return input_fail(in, "memory is short", 0);
		enum input_status status = input_add(in);
		if (status != INPUT_OK)
			return status;
	}
}

enum input_status input_sniff(struct input *in)
{
	enum input_status status = input_need(in, SNIFF_BYTES);
	struct span first = span_of(in->p, (uint32_t)input_left(in));

	if (status == INPUT_WOKEN || status == INPUT_BAD)
		return status;
	enum unpack_kind kind = unpack_kind_of(first);
	if (kind == UNPACK_NONE)
		return INPUT_OK;
	struct unpack *u = unpack_new(kind);
	if (!u)
		return input_fail(in, "memory is short", 0);
	/* What has been read is packed: it goes to the unpacker, and the window starts anew. */
	uint8_t *window = malloc(in->cap);
	if (!window) {
		unpack_free(u);
		return input_fail(in, "memory is short", 0);
	}
	in->packed = in->window;
	*unpack_pending(u) = first;
	in->unpack = u;
	in->window = window;
	in->p = in->end = window;
	in->base = 0;
	return INPUT_OK;
}

void input_skip(struct input *in, uint64_t count)
{
	in->skip += count;
	input_apply_skip(in);
}

uint64_t input_offset(const struct input *in)
{
	return in->base + (uint64_t)(in->p - in->window);
}

bool input_drain(struct input *in)
{
	size_t count;

	do {
		/* Whatever the window holds is not needed any more. */
		in->p = in->end = in->window;
		enum input_status status = input_read_raw(in, in->window, in->cap, &count);
		if (status == INPUT_BAD)
			return false;
		if (status == INPUT_WOKEN)
			count = 1;
	} while (count);
	return true;
}
