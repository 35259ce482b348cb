/* spool_read: reading a spool back: what an earlier run left, what waits, what must go again. */
#include "config.h"

#include "sensor/base/cursor.h"
#include "sensor/sink/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- one record --------------------------------------------------------------------------- */

static bool open_place(struct spool *s, const struct spool_segment *segment, struct spool_place *p)
{
	char path[SPOOL_PATH];

	if (p->fd >= 0 && p->segment == segment->first)
		return true;
	if (p->fd >= 0)
		close(p->fd);
	spool_path(s, segment->first, path);
	p->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (p->segment != segment->first) {
		p->segment = segment->first;
		p->at = 0;
		p->number = segment->first;
	}
	return p->fd >= 0;
}

static bool read_whole(int fd, uint8_t *to, uint32_t len, uint64_t at)
{
	while (len > 0) {
		ssize_t n = pread(fd, to, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		to += n;
		at += (uint64_t)n;
		len -= (uint32_t)n;
	}
	return true;
}

bool spool_read_at(struct spool *s, const struct spool_segment *segment, struct spool_place *place,
	struct spool_record *ret)
{
	uint32_t len;

	if (!open_place(s, segment, place) ||
		!read_whole(place->fd, s->buffer, SPOOL_HEAD, place->at) ||
		!spool_record_length(s->buffer, &len) ||
		!read_whole(place->fd, s->buffer + SPOOL_HEAD, len, place->at + SPOOL_HEAD) ||
		!spool_record_read(span_of(s->buffer, SPOOL_HEAD + len), ret) ||
		ret->number != place->number)
		return false;
	place->at += SPOOL_HEAD + len;
	place->number++;
	return true;
}

/* --- what waits --------------------------------------------------------------------------- */

static const struct spool_segment *segment_of(const struct spool *s, uint64_t number)
{
	for (unsigned i = 0; i < s->count; i++)
		if (number >= s->segments[i].first &&
			number < s->segments[i].first + s->segments[i].count)
			return &s->segments[i];
	return NULL;
}

/* First number at or behind NUMBER that some file has. */
static uint64_t next_there(const struct spool *s, uint64_t number)
{
	for (unsigned i = 0; i < s->count; i++)
		if (s->segments[i].count > 0 && s->segments[i].first >= number)
			return s->segments[i].first;
	return s->next;
}

/* Moves P to its number within SEGMENT, from the file's start where it is not there yet. */
static bool seek_number(struct spool *s, const struct spool_segment *segment, uint64_t number)
{
	struct spool_place *p = &s->read;
	struct spool_record r;

	if (p->segment == segment->first && p->number == number)
		return true;
	if (p->fd >= 0)
		close(p->fd);
	*p = (struct spool_place){.fd = -1, .segment = segment->first, .number = segment->first};
	while (p->number < number)
		if (!spool_read_at(s, segment, p, &r))
			return false;
	return true;
}

int spool_read(struct spool *s, struct spool_record *ret)
{
	while (s->read.number < s->next) {
		uint64_t number = s->read.number;
		const struct spool_segment *g = segment_of(s, number);
		if (g && s->read.segment != g->first && !seek_number(s, g, number))
			g = NULL;
		if (g && spool_read_at(s, g, &s->read, ret))
			return 1;
		/* Damaged, or the file is gone: on to the next one. */
		uint64_t next = next_there(s, number + 1);
		s->dropped += next - number;
		if (s->read.fd >= 0)
			close(s->read.fd);
		s->read = (struct spool_place){.fd = -1, .number = next};
	}
	return 0;
}

void spool_skip(struct spool *s)
{
	const struct spool_segment *last = &s->segments[s->count - 1];
	struct spool_place *p = &s->read;

	if (p->fd >= 0 && p->segment != last->first) {
		close(p->fd);
		p->fd = -1;
	}
	p->segment = last->first;
	p->at = last->bytes;
	p->number = s->next;
}

uint64_t spool_rewind(
	struct spool *s, bool (*wanted)(const struct spool_record *r, void *ctx), void *ctx)
{
	uint64_t waits = s->read.number;

	for (unsigned i = 0; i < s->count; i++) {
		const struct spool_segment *g = &s->segments[i];
		struct spool_place p = {.fd = -1, .segment = g->first, .number = g->first};
		struct spool_place before = p;
		struct spool_record r;
		while (p.number < waits && spool_read_at(s, g, &p, &r) && !wanted(&r, ctx))
			before = p;
		bool found = p.number > before.number && before.number < waits;
		if (p.fd >= 0)
			close(p.fd);
		if (!found)
			continue;
		if (s->read.fd >= 0)
			close(s->read.fd);
		s->read = before;
		s->read.fd = -1;
		if (s->done > before.number)
			s->done = before.number;
		return waits - before.number;
	}
	return 0;
}

/* --- what an earlier run left ------------------------------------------------------------- */

/* "NAME-<16 hex>.spool" */
static bool parse_name(const struct spool *s, const char *file, uint64_t *ret)
{
	size_t len = strlen(s->name);
	char *end;

	if (strncmp(file, s->name, len) != 0 || file[len] != '-' ||
		strlen(file) != len + 1 + 16 + 6)
		return false;
	*ret = strtoull(file + len + 1, &end, 16);
	return strcmp(end, ".spool") == 0 && *ret > 0;
}

static void add_found(struct spool *s, uint64_t first)
{
	unsigned at = s->count;
	char path[SPOOL_PATH];

	while (at > 0 && s->segments[at - 1].first > first)
		at--;
	if (s->count == SPOOL_SEGMENTS) { /* more than any run leaves: the oldest goes */
		spool_path(s, at == 0 ? first : s->segments[0].first, path);
		unlink(path);
		if (at == 0)
			return;
		memmove(s->segments, s->segments + 1, --at * sizeof(*s->segments));
		s->count--;
	}
	memmove(s->segments + at + 1, s->segments + at, (s->count - at) * sizeof(*s->segments));
	s->segments[at] = (struct spool_segment){.first = first};
	s->count++;
}

/* Reads the whole of segment G: its good part counts. */
static void scan(struct spool *s, struct spool_segment *g)
{
	struct spool_place p = {.fd = -1, .segment = g->first, .number = g->first};
	struct spool_record r;

	while (spool_read_at(s, g, &p, &r))
		if (r.kind < SPOOL_KINDS && (r.id_ms || r.id_seq))
			s->last[r.kind] = (struct spool_id){r.id_ms, r.id_seq};
	if (p.fd >= 0)
		close(p.fd);
	g->count = p.number - g->first;
	g->bytes = p.at;
}

/* Scans all files; those without a good record, and a torn end, go. */
static void scan_all(struct spool *s)
{
	char path[SPOOL_PATH];
	unsigned kept = 0;

	for (unsigned i = 0; i < s->count; i++) {
		struct spool_segment g = s->segments[i];
		scan(s, &g);
		spool_path(s, g.first, path);
		if (g.count == 0 || (kept > 0 && g.first < s->next)) {
			unlink(path);
			continue;
		}
		if (truncate(path, (off_t)g.bytes) < 0)
			g.bytes = g.bytes; /* read-only then; the bytes behind are never read */
		s->segments[kept++] = g;
		s->bytes += g.bytes;
		s->next = g.first + g.count;
	}
	s->count = kept;
}

static void read_mark(struct spool *s)
{
	char path[SPOOL_PATH];
	struct spool_record r;
	uint32_t size = SPOOL_HEAD + SPOOL_KINDS * 16;

	snprintf(path, sizeof(path), "%s/%s.mark", s->folder, s->name);
	s->mark_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->mark_fd < 0 || !read_whole(s->mark_fd, s->buffer, size, 0) ||
		!spool_record_read(span_of(s->buffer, size), &r) || r.body.len != SPOOL_KINDS * 16)
		return;
	struct cursor c = cursor_of(r.body);
	for (int k = 0; k < SPOOL_KINDS; k++) {
		s->arrived[k].ms = cursor_be64(&c);
		s->arrived[k].seq = cursor_be64(&c);
	}
	s->arrived_ms = r.ts_ms;
	s->done = r.number;
	if (s->next < s->done)
		s->next = s->done;
}

static int make_folder(char *folder)
{
	char *slash = strrchr(folder, '/');

	if (slash && slash != folder) {
		*slash = '\0';
		int r = mkdir(folder, 0700) < 0 && errno != EEXIST ? -errno : 0;
		*slash = '/';
		if (r < 0)
			return r;
	}
	return mkdir(folder, 0700) < 0 && errno != EEXIST ? -errno : 0;
}

int spool_open(struct spool *s, const struct spool_options *o)
{
	struct dirent *e;
	uint64_t first;
	DIR *d;
	int r;

	*s = (struct spool){.fd = -1,
		.mark_fd = -1,
		.read.fd = -1,
		.max_bytes = o->max_bytes,
		.full_from = o->full_from,
		.after_bytes = o->after_bytes,
		.segment_bytes = o->max_bytes / 32 < 16384 ? 16384 : o->max_bytes / 32,
		.next = 1};
	if (strlen(o->folder) >= sizeof(s->folder) || strlen(o->name) >= sizeof(s->name))
		return -ENAMETOOLONG;
	memcpy(s->folder, o->folder, strlen(o->folder));
	memcpy(s->name, o->name, strlen(o->name));
	r = make_folder(s->folder);
	if (r < 0)
		return r;
	d = opendir(s->folder);
	if (!d)
		return -errno;
	s->buffer = malloc(SPOOL_HEAD + SPOOL_BODY_MAX);
	while (s->buffer && (e = readdir(d)) != NULL)
		if (parse_name(s, e->d_name, &first))
			add_found(s, first);
	closedir(d);
	if (!s->buffer)
		return -ENOMEM;
	scan_all(s);
	read_mark(s);
	uint64_t oldest = s->count > 0 ? s->segments[0].first : s->next;
	if (s->done < oldest)
		s->done = oldest;
	s->read.number = s->done;
	spool_write_mark(s); /* its bytes are taken now, before the disk can be full */
	return 0;
}
