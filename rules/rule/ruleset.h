/*
 * ruleset: all rules of the operator with what finds them fast. Read from files once, then
 * constant: a reload makes a new one and swaps the pointer.
 */
#ifndef SPANWATCH_RULES_RULE_RULESET_H
#define SPANWATCH_RULES_RULE_RULESET_H

#include "rules/rule/dataset.h"
#include "rules/rule/pool.h"
#include "rules/rule/rule.h"
#include "sensor/base/diag.h"

enum { RULESET_BITS_MAX = 1024, RULESET_MAX = 200000 };

struct ruleset_options {
	const char *const *vars; /* "NAME=value" */
	unsigned var_count;
	const char *threshold_file;   /* or NULL */
	const char *state_dir;        /* where `state` and `save` of datasets stand, or NULL */
	const char *iprep_categories; /* or NULL */
	const char *const *iprep_files;
	unsigned iprep_file_count;
	bool has_geo;            /* countries of addresses are known */
	struct buffers *buffers; /* of the caller, who frees them; NULL: made for the set */
	/* where the file that is named PATH lies, NULL: nowhere; without it, where its name says */
	const char *(*where)(const void *ctx, const char *path);
	const void *where_ctx;
};

/** suppress and rate_filter of a threshold.config. */
struct rule_suppress {
	uint32_t gid, sid; /* sid 0: every rule */
	enum limit_track track;
	bool by_addr;
	struct addr_set addrs;
};
struct rule_rate {
	uint32_t gid, sid;
	enum limit_track track;
	uint32_t count, seconds, timeout;
	enum rule_action action;
};

struct ruleset {
	struct rule *const *rules; /* in the order of judgement */
	uint32_t count;
	uint32_t refused; /* rules with faults, which are left out */
	uint32_t skipped; /* not for this program, as they say themselves */
	struct buffers *buffers;
	bool buffers_lent;
	const char *bits[RULESET_BITS_MAX];
	uint32_t bit_count;
	struct rule_suppress *suppress;
	uint32_t suppress_count;
	struct rule_rate *rates;
	uint32_t rate_count;
	uint32_t *by_sid; /* hash table: index + 1 of a rule */
	uint32_t by_sid_size;
	struct pool pool;
	struct dataset *datasets[DATASETS_MAX];
	uint32_t dataset_count;
	struct reputation *reputation; /* or NULL */
	struct regex **regexes;        /* to be freed */
	uint32_t regex_count;
	char sha256[65];
};

/**
 * Reads FILES[0..COUNT): every fault goes to DIAG with file:line:column and the rule is left out.
 * NULL only without memory or where a file cannot be read.
 */
struct ruleset *ruleset_load(const char *const *files, unsigned count,
	const struct ruleset_options *options, struct diag *diag);
/** The same from memory; FILE is what faults are reported under. */
struct ruleset *ruleset_parse(const char *file, struct span text,
	const struct ruleset_options *options, struct diag *diag);
void ruleset_free(struct ruleset *s);

/** The rule GID:SID, or NULL. */
const struct rule *ruleset_find(const struct ruleset *s, uint32_t gid, uint32_t sid);

/**
 * From here on GID:SID is held against everything of its protocol, whether its rarest content is
 * there or not. Before the set is arranged for matching. False where there is no such rule.
 */
bool ruleset_watch(struct ruleset *s, uint32_t gid, uint32_t sid);

/** Option NUMBER of R as it is printed, with the words behind it that belong to it. */
struct span rule_option(const struct rule *r, uint16_t number);

#endif
