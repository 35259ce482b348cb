/* spool: see spool.h. Writing, the mark, and what goes when there is no room. */
#include "config.h"

#include "sensor/sink/spool.h"

#include "sensor/base/cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

void spool_path(const struct spool *s, uint64_t first, char *ret)
{
	snprintf(ret, SPOOL_PATH, "%s/%s-%016" PRIx64 ".spool", s->folder, s->name, first);
}

/* --- the mark ----------------------------------------------------------------------------- */

void spool_write_mark(struct spool *s)
{
	uint8_t bytes[SPOOL_HEAD + SPOOL_KINDS * 16];
	uint8_t *p = bytes + SPOOL_HEAD;

	for (int k = 0; k < SPOOL_KINDS; k++) {
		const uint64_t both[2] = {s->arrived[k].ms, s->arrived[k].seq};
		for (int b = 0; b < 16; b++)
			*p++ = (uint8_t)(both[b / 8] >> (56 - b % 8 * 8));
	}
	struct spool_record r = {.number = s->done,
		.ts_ms = s->arrived_ms,
		.body = span_of(bytes + SPOOL_HEAD, SPOOL_KINDS * 16)};
	spool_record_head(&r, bytes);
	if (s->mark_fd < 0 || pwrite(s->mark_fd, bytes, sizeof(bytes), 0) != sizeof(bytes))
		return;
}

/* --- what goes ---------------------------------------------------------------------------- */

static void remove_oldest(struct spool *s)
{
	struct spool_segment *old = &s->segments[0];
	uint64_t end = old->first + old->count;
	char path[SPOOL_PATH];

	spool_path(s, old->first, path);
	unlink(path);
	if (s->read.number < end) {
		s->dropped += end - s->read.number;
		s->read.number = end;
	}
	if (s->done < end)
		s->done = end;
	s->bytes -= old->bytes;
	s->count--;
	memmove(s->segments, s->segments + 1, s->count * sizeof(*s->segments));
	if (s->count == 0 && s->fd >= 0) {
		close(s->fd);
		s->fd = -1;
	}
}

/* Removes the oldest file if all in it has arrived and it is not the one being written. */
static bool remove_arrived(struct spool *s)
{
	const struct spool_segment *old = &s->segments[0];

	if (s->count < 2 || old->first + old->count > s->done)
		return false;
	remove_oldest(s);
	return true;
}

void spool_settle(struct spool *s, uint64_t number)
{
	uint64_t arrived = 0;

	if (number <= s->done)
		return;
	s->done = number;
	spool_write_mark(s);
	for (unsigned i = 0; i < s->count; i++)
		if (s->segments[i].first + s->segments[i].count <= s->done)
			arrived += s->segments[i].bytes;
	while (arrived > s->after_bytes && s->count > 1) {
		arrived -= s->segments[0].bytes;
		if (!remove_arrived(s))
			return;
	}
}

/* --- writing ------------------------------------------------------------------------------ */

static int new_segment(struct spool *s)
{
	char path[SPOOL_PATH];

	while (s->count >= SPOOL_SEGMENTS)
		remove_oldest(s);
	if (s->fd >= 0)
		close(s->fd);
	spool_path(s, s->next, path);
	s->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (s->fd < 0)
		return -errno;
	s->segments[s->count++] = (struct spool_segment){.first = s->next};
	return 0;
}

/* The file that takes SIZE bytes more; makes room within the spool's own bound. */
static int make_room(struct spool *s, uint64_t size)
{
	bool full = s->full_from && s->next >= s->full_from;

	while ((full || s->bytes + size > s->max_bytes) && s->count > 1)
		remove_oldest(s);
	if (!full && s->count > 0 && s->fd >= 0 &&
		s->segments[s->count - 1].bytes < s->segment_bytes)
		return 0;
	int r = new_segment(s);
	if (r == -ENOSPC && remove_arrived(s))
		r = new_segment(s);
	return r;
}

/* All of it, or -errno and the file as it was. */
static int write_whole(struct spool *s, const struct iovec *parts, uint64_t size)
{
	struct spool_segment *last = &s->segments[s->count - 1];

	for (;;) {
		ssize_t n = pwritev(s->fd, parts, 2, (off_t)last->bytes);
		if (n >= 0 && (uint64_t)n == size)
			break;
		int r = n < 0 ? -errno : -ENOSPC;
		if (r == -EINTR)
			continue;
		if (n > 0 && ftruncate(s->fd, (off_t)last->bytes) < 0)
			return -errno;
		if (r != -ENOSPC || !remove_arrived(s))
			return r;
		last = &s->segments[s->count - 1];
	}
	last->bytes += size;
	last->count++;
	s->bytes += size;
	return 0;
}

int spool_append(struct spool *s, struct spool_record *r)
{
	uint8_t head[SPOOL_HEAD];
	uint64_t size = SPOOL_HEAD + r->body.len;
	int result;

	if (r->body.len > SPOOL_BODY_MAX || size > s->max_bytes)
		return -EFBIG;
	result = make_room(s, size);
	if (result < 0)
		return result;
	r->number = s->next;
	spool_record_head(r, head);
	struct iovec parts[2] = {{head, SPOOL_HEAD}, {(void *)(uintptr_t)r->body.p, r->body.len}};
	result = write_whole(s, parts, size);
	if (result < 0)
		return result;
	s->next++;
	if (r->kind < SPOOL_KINDS && (r->id_ms || r->id_seq))
		s->last[r->kind] = (struct spool_id){r->id_ms, r->id_seq};
	return 0;
}

void spool_close(struct spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	if (s->mark_fd >= 0)
		close(s->mark_fd);
	if (s->read.fd >= 0)
		close(s->read.fd);
	s->fd = s->mark_fd = s->read.fd = -1;
	free(s->buffer);
	s->buffer = NULL;
}

/* --- questions ---------------------------------------------------------------------------- */

uint64_t spool_waiting(const struct spool *s)
{
	return s->next - s->done;
}

uint64_t spool_waiting_bytes(const struct spool *s)
{
	uint64_t bytes = 0;

	for (unsigned i = 0; i < s->count; i++) {
		const struct spool_segment *g = &s->segments[i];
		uint64_t end = g->first + g->count, from = s->done > g->first ? s->done : g->first;
		if (end > from)
			bytes += g->bytes / g->count * (end - from);
	}
	return bytes;
}
