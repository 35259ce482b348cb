/*
 * ovsdb: what the reader of messages (ovsdb.c) and what tells actions of them (ovsdb_acts.c) share.
 * Worker thread.
 */
#ifndef SPANWATCH_DISSECTORS_OVSDB_H
#define SPANWATCH_DISSECTORS_OVSDB_H

#include "sensor/dissector.h"

enum { OVSDB_OPERATIONS_MAX = 32 };

struct ovsdb_operation {
	struct span op, table;
	struct span name, type, target; /* columns of its row: who it is, and where it leads */
};

/** One message as far as it is of interest. Spans lie in its bytes. */
struct ovsdb_message {
	struct span method, id, database, error;
	struct ovsdb_operation operations[OVSDB_OPERATIONS_MAX];
	uint32_t operation_count, len;
	bool has_params, has_result, whole;
};

/** Whether TEXT is one of NAMES, which end with NULL. */
bool ovsdb_is_one(struct span text, const char *const *names);

/** Actions of M: a transaction's operations, what is read; a reply settles them. */
void ovsdb_act(struct dissect *d, const struct ovsdb_message *m);

#endif
