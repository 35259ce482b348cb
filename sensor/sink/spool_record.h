/*
 * spool_record: one record of a spool file: what waits for a server, with its number, its length
 * and a check sum, so that a half-written or damaged one is told from a good one. Pure; used by the
 * writer thread of the sink that spools.
 */
#ifndef SPANWATCH_SINK_SPOOL_RECORD_H
#define SPANWATCH_SINK_SPOOL_RECORD_H

#include "sensor/base/span.h"

enum {
	SPOOL_HEAD = 48,              /* bytes before the body */
	SPOOL_BODY_MAX = 1024 * 1024, /* a length above this is damage */
};

/*
 *  0  "SWs1"   4  length of the body   8  CRC-32 of all that follows   12  number of the record
 * 20  time of what it tells, ms   28  ID, ms   36  ID, seq   44  kind   45  commands   46  0 0
 * 48  body; numbers are big-endian
 */
struct spool_record {
	uint64_t number; /* from 1, without gaps, through all files of a spool */
	int64_t ts_ms;
	uint64_t id_ms, id_seq; /* of the entry it becomes; 0-0: none */
	uint8_t kind, commands; /* whatever its owner likes */
	struct span body;
};

/** Writes what stands before the body of R. */
void spool_record_head(const struct spool_record *r, uint8_t ret[static SPOOL_HEAD]);

/** Length of the body that HEAD announces; false where HEAD is none. */
bool spool_record_length(const uint8_t head[static SPOOL_HEAD], uint32_t *ret);

/** Reads a record at the start of BYTES, all of it; false where it is cut short or damaged. */
bool spool_record_read(struct span bytes, struct spool_record *ret);

#endif
