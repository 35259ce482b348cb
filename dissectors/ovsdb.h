/*
 * ovsdb: what the reader of messages (ovsdb.c) and what tells actions of them (ovsdb_acts.c) share.
 * Worker thread.
 */
#ifndef SPANWATCH_DISSECTORS_OVSDB_H
#define SPANWATCH_DISSECTORS_OVSDB_H

#include "dissectors/common/crowd.h"
#include "sensor/dissector.h"

enum { OVSDB_READS_MAX = 16, OVSDB_OPERATIONS_MAX = CROWD_MAX + OVSDB_READS_MAX };

struct ovsdb_operation {
	struct span op, table;
	struct span name, type, target; /* columns of its row: who it is, and where it leads */
};

/** One message as far as it is of interest. Spans lie in its bytes, escapes as they stand. */
struct ovsdb_message {
	struct span method, id, database, error;
	struct ovsdb_operation operations[OVSDB_OPERATIONS_MAX];
	uint32_t operation_count, others, len; /* others: operations that write nothing */
	struct crowd crowd;                    /* of those that write */
	bool has_params, has_result, whole;
};

/** Keeps O where there is room: what writes behind filler too. */
void ovsdb_keep(struct ovsdb_message *m, const struct ovsdb_operation *o);

/** Actions of M: a transaction's operations, what is read; a reply settles them. */
void ovsdb_act(struct dissect *d, const struct ovsdb_message *m);

#endif
