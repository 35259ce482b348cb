/*
 * table: entries of the streams of findings and of changes, gathered for one request: read newest
 * first within bounds, filtered, sorted. Owned by the thread of the request.
 */
#ifndef SPANWATCH_SERVE_TABLE_H
#define SPANWATCH_SERVE_TABLE_H

#include "sensor/base/json.h"
#include "sensor/serve/depot.h"

enum {
	TABLE_SCAN = 20000, /* entries of streams that one request reads: 40 MB on their way */
	TABLE_CHUNK = 250,
	TABLE_WORDS = 24 /* fields of an entry that are looked at */
};

/** Fields of both streams, by the names they have in Redis, in the API and as filters. */
enum row_field {
	ROW_TS,
	ROW_SEVERITY,
	ROW_FINDING,
	ROW_ELEMENT,
	ROW_SRC,
	ROW_DST,
	ROW_DPORT,
	ROW_PROTO,
	ROW_CC,
	ROW_ASN,
	ROW_MSG,
	ROW_VERB,
	ROW_SUBJECT,
	ROW_OBJECT,
	ROW_VALUE,
	ROW_VIA,
	ROW_ACTOR,
	ROW_USER,
	ROW_OUTCOME,
	ROW_EVIDENCE,
	ROW_SANCTION,
	ROW_FIELDS
};

/** Name of a field; NULL past the last one. */
const char *row_field_name(unsigned field);

/** The field of that name, or -1. */
int row_field_of(struct span name);

enum stream { STREAM_ALERTS, STREAM_MGMT };

struct row {
	const char *sensor;
	struct span id; /* of the entry */
	int64_t ts_us;
	struct span field[ROW_FIELDS];                                       /* as text */
	struct span group, finding_id, group_state, confidence, correlation; /* from the event */
	struct span window, permit;                                          /* those of a change */
	uint64_t count;    /* of the group, when this entry was written */
	const char *state; /* of its case */
	struct span eve;   /* the whole event; in a table with keep_eve alone */
};

/** What is wanted. Empty words want everything. */
struct table_filter {
	struct span sensor, state, query, peer, group, window, permit;
	struct span word[ROW_FIELDS]; /* alternatives, parted by commas */
	int64_t from_us, until_us;
};

struct table_case {
	const char *sensor;
	struct span group;
	const char *state;
};

struct block;

struct table {
	struct row *rows;
	uint32_t count, cap;
	uint32_t scanned;
	uint32_t scan_until; /* the sensor at hand may be read until so many are scanned */
	bool truncated;      /* there was more than may be read */
	bool keep_eve;
	bool failed; /* Redis did not answer, or no memory */
	struct block *blocks;
	size_t bytes;
	struct table_case *cases;
	uint32_t case_count;
};

/** The states that a case can have, in order; NULL past the last one. */
const char *case_state_name(unsigned i);

/** The state whose name is TEXT as a static string, or NULL. */
const char *case_state_of(struct span text);

/**
 * Reads STREAM of the sensors that FILTER names into T, which starts all zero but for its options,
 * newest first by the time of the events. False when Redis did not answer.
 */
bool table_read(struct table *t, struct depot_link *l, enum stream stream,
	const struct table_filter *filter);
void table_free(struct table *t);

/** A copy of TEXT that lives as long as T. */
struct span table_keep(struct table *t, struct span text);

/** Fills R from one entry of a stream; its texts are those of ENTRY. */
void row_read(struct row *r, const struct redisReply *entry, const char *sensor);

/** R as one JSON object. */
void row_json(struct json *j, const struct row *r, enum stream stream);

#endif
