/*
 * hpack: header compression of HTTP/2 (RFC 7541), decoded: static table, a bounded dynamic table,
 * Huffman code. Called by http2.c on a worker's thread; one table for each direction.
 */
#ifndef SPANWATCH_DISSECTORS_HPACK_H
#define SPANWATCH_DISSECTORS_HPACK_H

#include "sensor/base/arena.h"
#include "sensor/base/cursor.h"

enum {
	HPACK_TABLE_MAX = 4096, /* SETTINGS_HEADER_TABLE_SIZE where nobody sets another */
	HPACK_OVERHEAD = 32,    /* of an entry (RFC 7541 section 4.1) */
	HPACK_ENTRIES = HPACK_TABLE_MAX / HPACK_OVERHEAD
};

/** Entries lie one after another in `text`, the oldest first. */
struct hpack_table {
	struct {
		uint16_t name_len, value_len;
	} entries[HPACK_ENTRIES];
	uint16_t count, used;
	uint32_t max; /* as the encoder said; what is beyond ours is forgotten earlier */
	bool has_max;
	uint8_t text[HPACK_TABLE_MAX];
};

struct hpack_field {
	struct span name, value; /* in the input, in ARENA, or static */
	bool known;              /* false: it was in a table that is not ours */
};

/**
 * The next field of a header block. False at its end, or where it is wrong (cursor_ok tells). T
 * zeroed is the state of a new connection.
 */
bool hpack_next(
	struct hpack_table *t, struct arena *arena, struct cursor *c, struct hpack_field *ret);

#endif
