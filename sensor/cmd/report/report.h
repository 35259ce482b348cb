/*
 * report: what the reports share: the options, the document they fill, and one entry for each kind.
 * Each kind is one file: it says which events it wants, takes them one by one, and fills the
 * document at the end.
 */
#ifndef SPANWATCH_CMD_REPORT_REPORT_H
#define SPANWATCH_CMD_REPORT_REPORT_H

#include "rules/policy/policy.h"
#include "sensor/cmd/options.h"
#include "sensor/cmd/report/assets.h"
#include "sensor/cmd/report/doc.h"

struct support;

struct report_run {
	const struct options *options;
	struct policy *policy;   /* --policy, or NULL */
	struct support *support; /* dates of support */
	struct doc doc;
	int64_t last_us; /* time of the latest event: what is past support is past it then */
	void *state;     /* of the kind */
};

struct report_kind {
	const char *name, *title, *text;
	const char *const *types; /* of events, NULL-terminated */
	/** Takes the memory; 0 or -ENOMEM. */
	int (*open)(struct report_run *r);
	void (*take)(void *run, const struct event_line *e);
	/** Fills r->doc; 0 or -errno. */
	int (*fill)(struct report_run *r);
	void (*close)(struct report_run *r);
	/** CycloneDX; NULL where the kind has none. */
	int (*bill)(struct report_run *r, FILE *out);
};

extern const struct report_kind report_inventory, report_sprawl, report_changes, report_outbound,
	report_coverage, report_vendors;

/** "2026-11-22T01:00:00Z" into RET (21 bytes); empty for 0. */
void report_time(int64_t ts_us, char ret[static 21]);

/** Adds TEXT to the list in RET (CAP bytes), parted by ", "; once. */
void report_join(char *ret, size_t cap, const char *text);

#endif
