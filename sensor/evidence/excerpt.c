/* excerpt: see excerpt.h. */
#include "config.h"

#include "sensor/evidence/excerpt.h"

#include "sensor/base/json_get.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HELD = 64 * 1024, FILE_HEAD = 24, RECORD_HEAD = 16, SNAPLEN = 262144 };

bool excerpt_is_due(const struct record *r)
{
	if (r->kind != RECORD_FINDING || r->finding->quiet || r->finding->update)
		return false;
	return r->place.has_ip || r->place.has_ether; /* else of no packet: a silence, a count */
}

bool excerpt_take_id(struct span line, char ret[33])
{
	struct span raw;

	if (!json_get(line, "spanwatch.id", &raw))
		return false;
	uint32_t len = json_value(raw, ret, 33);
	return len > 0 && strspn(ret, "0123456789abcdef") == len;
}

static void put32(uint8_t *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

/* Appends what is held; the first time it makes the file anew. */
static int flush(struct excerpt *e, const char *folder)
{
	char path[EXCERPT_PATH];
	bool first = e->bytes == e->held_len;
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (first ? O_TRUNC : O_APPEND);
	uint32_t at = 0;

	if (snprintf(path, sizeof(path), "%s/%s.pcap", folder, e->id) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	int fd = open(path, flags, 0600);
	if (fd < 0) {
		e->held_len = 0;
		return e->error = -errno;
	}
	while (at < e->held_len) {
		ssize_t n = write(fd, e->held + at, e->held_len - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += (uint32_t)n;
	}
	int r = at == e->held_len ? 0 : -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	e->held_len = 0;
	e->error = r;
	return r;
}

/* The head of a pcap file (little endian, microseconds). */
static void put_file_head(struct excerpt *e)
{
	uint8_t *h = e->held;

	memset(h, 0, FILE_HEAD);
	put32(h, 0xa1b2c3d4);
	put32(h + 4, 2 | 4 << 16);
	put32(h + 16, SNAPLEN);
	put32(h + 20, e->link);
	e->held_len = FILE_HEAD;
	e->bytes = FILE_HEAD;
}

int excerpt_add(struct excerpt *e, const char *folder, const struct excerpt_frame *f)
{
	uint32_t size = RECORD_HEAD + f->bytes.len;
	uint64_t most = e->most ? e->most : EXCERPT_MOST;

	if (e->error || (!f->own && e->bytes + size > most / 2))
		return 0;
	if (!e->held) {
		e->held = malloc(HELD + RECORD_HEAD + SNAPLEN);
		if (!e->held)
			return e->error = -ENOMEM;
		e->link = f->link;
		put_file_head(e);
	}
	if (e->full || f->link != e->link || f->bytes.len > SNAPLEN || e->bytes + size > most) {
		e->full = true;
		return 0;
	}
	uint8_t *h = e->held + e->held_len;
	int64_t us = f->ts_us > 0 ? f->ts_us : 0;
	put32(h, (uint32_t)(us / 1000000));
	put32(h + 4, (uint32_t)(us % 1000000));
	put32(h + 8, f->bytes.len);
	put32(h + 12, f->len > f->bytes.len ? f->len : f->bytes.len);
	memcpy(h + RECORD_HEAD, f->bytes.p, f->bytes.len);
	e->held_len += size;
	e->bytes += size;
	e->packets++;
	return e->held_len >= HELD ? flush(e, folder) : 0;
}

int excerpt_flush(struct excerpt *e, const char *folder)
{
	return e->held && e->held_len > 0 ? flush(e, folder) : 0;
}

int excerpt_close(struct excerpt *e, const char *folder)
{
	if (!e->error)
		excerpt_flush(e, folder);

	free(e->held);
	e->held = NULL;
	return e->error;
}
