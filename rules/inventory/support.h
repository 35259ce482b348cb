/*
 * support: until when makers support software, from one dated file (support.tsv, which is also
 * built in). Read once, then only asked; any thread.
 */
#ifndef SPANWATCH_RULES_INVENTORY_SUPPORT_H
#define SPANWATCH_RULES_INVENTORY_SUPPORT_H

#include "sensor/base/diag.h"
#include "sensor/base/span.h"

struct support;

struct support_range {
	const char *name, *from, *below; /* of the software; versions, "" is open */
	const char *end;                 /* last day, "2026-09-07" */
	const char *source;
	int64_t end_us; /* when that day is over, UTC */
};

/**
 * Reads FILE; NULL: what is built in. 0 and *RET; -EINVAL when there are faults, which DIAG was
 * told with their lines; -ENOMEM.
 */
int support_open(const char *file, struct diag *diag, struct support **ret);
void support_free(struct support *s);

/** The day the file was checked, "2026-11-22". */
const char *support_date(const struct support *s);

/** The range that SOFTWARE ("OpenSSL 1.0.2k-fips") lies in, or NULL. S may be NULL. */
const struct support_range *support_find(const struct support *s, struct span software);

/**
 * The same where SOFTWARE is one of several versions ("OpenSSL 1.0.1-1.0.2"): of the ranges that
 * they lie in the one that ends last. NULL where one of the two ends lies in none.
 */
const struct support_range *support_latest(const struct support *s, struct span software);

#endif
