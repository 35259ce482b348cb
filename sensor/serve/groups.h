/* groups: rows of a table put together by one of their fields. Of the request's thread. */
#ifndef SPANWATCH_SERVE_GROUPS_H
#define SPANWATCH_SERVE_GROUPS_H

#include "sensor/serve/table.h"

/** What rows are put together by, beside the fields. */
enum { BY_GROUP = ROW_FIELDS, BY_SENSOR, BY_STATE, BY_WINDOW, BY_PERMIT, BY_NONE };

struct group {
	struct span key;
	const struct row *latest; /* newest of them */
	uint32_t rows;
	unsigned worst; /* severity; 0 where there is none */
	int64_t first_us, last_us;
};

/** The field, or BY_GROUP to BY_PERMIT, of that name; BY_NONE for any other. */
unsigned group_by(struct span name);

/** The severity of R, 1 to 4; 0 where it has none. */
unsigned row_severity(const struct row *r);

/**
 * Groups of T, those with most rows first (BY_GROUP: the worst, then the newest first), for free().
 * Rows without a value stand in none, but those without a finding group each in one of their own.
 */
uint32_t groups_of(const struct table *t, unsigned by, struct group **ret);

#endif
