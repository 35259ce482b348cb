/* quarantine: see quarantine.h. */
#include "config.h"

#include "sensor/flow/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = "SWQUAR1";

_Static_assert(sizeof(struct quarantine_key) == 40, "the key has padding");

/* The file, as it is mapped. */
struct book {
	char magic[8];
	uint32_t count, next; /* flows; where the next one is written */
	struct quarantine_note notes[QUARANTINE_NOTES];
	struct quarantine_key flows[QUARANTINE_FLOWS];
};

struct quarantine {
	struct book *book;
	int fd;
	unsigned found;
	struct quarantine_key found_keys[QUARANTINE_NOTES];
	struct quarantine_key sorted[QUARANTINE_FLOWS]; /* for lookup; does not change */
};

struct quarantine_key quarantine_key_of(const struct packet *p)
{
	int order = addr_cmp(&p->src, &p->dst);
	bool src_low = order < 0 || (order == 0 && p->sport <= p->dport);

	return (struct quarantine_key){.low = src_low ? p->src : p->dst,
		.high = src_low ? p->dst : p->src,
		.low_port = src_low ? p->sport : p->dport,
		.high_port = src_low ? p->dport : p->sport,
		.space = p->space,
		.ip_proto = p->ip_proto};
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct quarantine_key));
}

static void sort_flows(struct quarantine *q)
{
	memcpy(q->sorted, q->book->flows, sizeof(q->sorted));
	qsort(q->sorted, q->book->count, sizeof(q->sorted[0]), compare);
}

bool quarantine_holds(const struct quarantine *q, const struct quarantine_key *key)
{
	return q && q->book->count &&
	       bsearch(key, q->sorted, q->book->count, sizeof(q->sorted[0]), compare);
}

/* Notes that were left become flows of the quarantine; the notes are free again. */
static void take_notes(struct quarantine *q)
{
	struct book *b = q->book;

	sort_flows(q);
	for (unsigned i = 0; i < QUARANTINE_NOTES; i++) {
		struct quarantine_note *note = &b->notes[i];
		if (!atomic_load(&note->armed))
			continue;
		if (!quarantine_holds(q, &note->key)) {
			b->flows[b->next] = note->key;
			b->next = (b->next + 1) % QUARANTINE_FLOWS;
			b->count += b->count < QUARANTINE_FLOWS;
			q->found_keys[q->found++] = note->key;
			sort_flows(q);
		}
		atomic_store(&note->armed, 0);
	}
}

static bool is_ours(const struct book *b)
{
	return memcmp(b->magic, magic, sizeof(magic)) == 0 && b->count <= QUARANTINE_FLOWS &&
	       b->next < QUARANTINE_FLOWS;
}

/* Maps the file at its full size, with its blocks allocated: a full disk must not kill later. */
static int map_book(struct quarantine *q)
{
	int error = posix_fallocate(q->fd, 0, sizeof(struct book));

	if (error)
		return -error;
	void *p = mmap(NULL, sizeof(struct book), PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	q->book = p;
	if (!is_ours(q->book)) {
		memset(q->book, 0, sizeof(*q->book));
		memcpy(q->book->magic, magic, sizeof(magic));
	}
	return 0;
}

int quarantine_open(const char *file, struct quarantine **ret, char error[static 256])
{
	struct quarantine *q = calloc(1, sizeof(*q));
	int code = q ? 0 : -ENOMEM;

	if (code) {
		snprintf(error, 256, "no memory for the quarantine");
		return code;
	}
	q->fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (q->fd < 0)
		code = -errno;
	else if (flock(q->fd, LOCK_EX | LOCK_NB))
		code = -errno;
	else
		code = map_book(q);
	if (code) {
		snprintf(error, 256, "%s: %s", file,
			code == -EWOULDBLOCK ? "another spanwatch uses this state directory"
					     : strerror(-code));
		quarantine_close(q);
		return code;
	}
	take_notes(q);
	*ret = q;
	return 0;
}

void quarantine_close(struct quarantine *q)
{
	if (!q)
		return;
	if (q->book)
		munmap(q->book, sizeof(*q->book));
	if (q->fd >= 0)
		close(q->fd);
	free(q);
}

unsigned quarantine_found(const struct quarantine *q)
{
	return q ? q->found : 0;
}

const struct quarantine_key *quarantine_found_at(const struct quarantine *q, unsigned index)
{
	return &q->found_keys[index];
}

unsigned quarantine_count(const struct quarantine *q)
{
	return q ? q->book->count : 0;
}

struct quarantine_note *quarantine_note(struct quarantine *q, unsigned lane)
{
	return q && lane < QUARANTINE_NOTES ? &q->book->notes[lane] : NULL;
}
