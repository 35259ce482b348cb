/*
 * spool: a bounded log on disk of records on their way to a server. Every record is written before
 * it is sent and stays for a while after it has arrived, so that neither an outage nor a server
 * that comes back with older data loses anything. One thread uses a spool: the writer thread of the
 * sink; nothing here is ever on the packet path.
 *
 * A spool is files of records with consecutive numbers, "NAME-<first number, 16 hex>.spool", and
 * "NAME.mark", which tells how far the server has them. A number is in one of three parts:
 *
 *     oldest ..... done ..... read ..... next
 *     kept a while | in hand  | waits    |
 *
 * Nothing is synced: a crash of the program loses nothing, one of the machine the last seconds.
 */
#ifndef SPANWATCH_SINK_SPOOL_H
#define SPANWATCH_SINK_SPOOL_H

#include "sensor/sink/spool_record.h"

enum {
	SPOOL_SEGMENTS = 64, /* files of one spool */
	SPOOL_KINDS = 4,     /* kinds of records whose IDs are told apart */
	SPOOL_FOLDER = 512,  /* bytes of a folder's name */
	SPOOL_NAME = 32,
	SPOOL_PATH = SPOOL_FOLDER + SPOOL_NAME + 32
};

struct spool_id {
	uint64_t ms, seq;
};

struct spool_options {
	const char *folder;   /* made, with the one above it, where it is missing */
	const char *name;     /* letters, digits, - */
	uint64_t max_bytes;   /* oldest files go first, and are counted */
	uint64_t after_bytes; /* of what has arrived, kept for a server that forgets */
	uint64_t full_from;   /* a test: from this record on there is no room; 0: never */
};

struct spool_segment {
	uint64_t first, count, bytes;
};

/** Where the next record to be read lies. */
struct spool_place {
	int fd;           /* -1: not open */
	uint64_t segment; /* first number of the file that fd and at belong to */
	uint64_t at;      /* offset of record `number` */
	uint64_t number;
};

struct spool {
	char folder[SPOOL_FOLDER], name[SPOOL_NAME];
	uint64_t max_bytes, after_bytes, segment_bytes, full_from;
	struct spool_segment segments[SPOOL_SEGMENTS]; /* oldest first */
	unsigned count;
	uint64_t bytes;  /* of all files */
	int fd, mark_fd; /* the last file, the mark; -1: not open */
	uint64_t done;   /* every record below has arrived */
	uint64_t next;   /* number of the next record */
	struct spool_place read;
	struct spool_id last[SPOOL_KINDS];    /* highest ID of each kind in the log */
	struct spool_id arrived[SPOOL_KINDS]; /* highest known to have arrived; in the mark */
	int64_t arrived_ms;                   /* newest time that arrived; in the mark */
	uint64_t dropped;                     /* records that went unread: no room, or damaged */
	uint8_t *buffer;                      /* one record */
};

/** Opens or makes a spool and reads what an earlier run left. 0 or -errno. */
int spool_open(struct spool *s, const struct spool_options *o);
/** Closes the files; what waits stays. */
void spool_close(struct spool *s);

/**
 * Writes R, whose number it sets. 0, or -errno and nothing of it written: -ENOSPC where the disk is
 * full even without what has arrived.
 */
int spool_append(struct spool *s, struct spool_record *r);

/**
 * Next record that waits: 1 and *RET, whose body lives until the next call; 0 where none waits;
 * -errno. Damaged ones are counted and passed over.
 */
int spool_read(struct spool *s, struct spool_record *ret);

/** The record just appended, the only one that waits, is in hand already. */
void spool_skip(struct spool *s);

/** Every record below NUMBER has arrived: notes it on disk and removes what is kept no longer. */
void spool_settle(struct spool *s, uint64_t number);

/**
 * Reads anew from the first record still there, and not yet waiting, that WANTED says has not
 * arrived. Returns how many records are before those that waited.
 */
uint64_t spool_rewind(
	struct spool *s, bool (*wanted)(const struct spool_record *r, void *ctx), void *ctx);

/** Records that have not arrived, and about how many bytes they take. */
uint64_t spool_waiting(const struct spool *s);
uint64_t spool_waiting_bytes(const struct spool *s);

/** Writes the mark; an older one only makes more be looked up in the server. Private to spool*.c.
 */
void spool_write_mark(struct spool *s);

/** Path of the file that begins with FIRST, in RET (SPOOL_PATH bytes). Private to spool*.c. */
void spool_path(const struct spool *s, uint64_t first, char *ret);

/** Reads the record at PLACE of SEGMENT into the spool's buffer and moves PLACE behind it; false
 * where there is no good one with this number. Private to spool*.c. */
bool spool_read_at(struct spool *s, const struct spool_segment *segment, struct spool_place *place,
	struct spool_record *ret);

#endif
