/*
 * redis_batch: the commands that a record becomes, as an item that can wait in the queue. Written
 * by the collector's thread; after that an item belongs to the queue and then to the writer thread.
 *
 * An item is a header and, behind it, its commands: count of words (u16), then each word as length
 * (u32) and bytes. Words are bytes, never text with a format.
 */
#ifndef SPANWATCH_SINK_REDIS_BATCH_H
#define SPANWATCH_SINK_REDIS_BATCH_H

#include "sensor/sink.h"
#include "sensor/sink/redis_link.h"

enum {
	REDIS_SCHEMA = 1,           /* meta.schema: rises when readers must change */
	REDIS_WORDS = 256,          /* words of one command */
	REDIS_WORD_ID = 5,          /* which word of an XADD with MAXLEN is the ID */
	REDIS_ITEM_COMMANDS = 6,    /* commands of one item */
	REDIS_SCRATCH = 256 * 1024, /* bytes of the largest item: an EVE line and its fields */
	REDIS_DAYS_KEPT = 8         /* of the keys that carry a day in their name */
};

/* Streams whose IDs are given when an item is sent for the first time. */
enum redis_stream { REDIS_NO_STREAM, REDIS_ALERTS, REDIS_MGMT, REDIS_STREAMS };

struct redis_item {
	struct redis_item *next;
	uint32_t len; /* bytes of commands behind the header */
	uint8_t commands;
	uint8_t stream;        /* enum redis_stream; then it is one XADD, its ID empty */
	bool keep;             /* a finding or an action: the last to be dropped */
	bool sent;             /* was sent before: it may have landed */
	bool fleeting;         /* worth nothing later: never spooled */
	bool unqueued;         /* read from the spool: the queue has no account of it */
	uint64_t number;       /* in the spool; 0: not there */
	int64_t ts_ms;         /* of the record */
	int64_t queued_ms;     /* monotonic */
	int64_t held_until_ms; /* monotonic; refused, not to be sent before */
	struct redis_id id;    /* once given; 0-0 before */
	uint8_t bytes[];
};

/** Memory an item takes in the queue's account. */
static inline size_t redis_item_size(const struct redis_item *i)
{
	return sizeof(*i) + i->len + 16; /* what malloc adds */
}

/** Keys of one sensor. */
struct redis_keys {
	char base[192]; /* "prefix:sw:{sensor}:" */
	uint32_t base_len;
	char meta[200];   /* base + "meta": the home of the link */
	char sensors[80]; /* "prefix:sw:sensors" */
	char sensor[65];
};

/** The key base + NAME into RET (256 bytes). */
struct span redis_key(const struct redis_keys *k, const char *name, char *ret);

/** Where an item is put together: owned by the sink, used by the collector's thread. */
struct redis_writer {
	const struct redis_keys *keys;
	int64_t boot_ms;       /* start of this run: `boot` of the totals */
	uint32_t len, word_at; /* of scratch; where the count of the command at hand stands */
	uint16_t words;
	uint8_t commands;
	bool full;
	uint8_t scratch[REDIS_SCRATCH];
};

/**
 * The item for R; NULL with *RET_LOST false where R leaves nothing in Redis, and with *RET_LOST
 * true where there was no memory or R is larger than any item. HEALTH adds what the sink knows
 * itself.
 */
struct redis_item *redis_item_new(struct redis_writer *w, const struct record *r,
	const struct record_field *health, unsigned health_count, bool *ret_lost);

/** The item that waits in a spool as BODY; NULL where BODY is none, or there is no memory. */
struct redis_item *redis_item_restore(
	struct span body, unsigned commands, enum redis_stream stream, bool keep);

/** Walks an item: reads the next command at *AT (0 at first) into WORDS; its count, 0 at the end.
 */
int redis_item_command(const struct redis_item *i, uint32_t *at, struct span words[REDIS_WORDS]);

#endif
