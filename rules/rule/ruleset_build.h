/*
 * ruleset_build: a rule set in the making: what has been read so far and what its files share.
 * Loading thread only.
 */
#ifndef SPANWATCH_RULES_RULE_RULESET_BUILD_H
#define SPANWATCH_RULES_RULE_RULESET_BUILD_H

#include "rules/rule/pool.h"
#include "rules/rule/ruleset.h"
#include "rules/rule/vars.h"
#include "sensor/base/diag.h"
#include "sensor/base/digest.h"

struct parsing;

struct build {
	struct ruleset *set;
	const struct ruleset_options *options;
	struct diag *diag;
	struct vars vars;
	const char *file;    /* at hand */
	uint32_t line;       /* first line of the rule at hand */
	struct rule **rules; /* in the order of reading */
	uint32_t count;
	struct parsing *parsing; /* memory for the rule at hand */
	struct sha256_ctx hash;  /* of all files: rules, lists, reputations, thresholds */
};

/** Memory for reading one rule after the other; NULL without memory. */
struct parsing *rule_parsing_new(void);

/** Reads one rule, TEXT from line LINE on; keeps it in B unless it has faults. */
void rule_read(struct build *b, struct span text, uint32_t line);

/** Tells which rules of a finished set can never match or are expensive. */
void rules_warn(struct build *b);

/** Where FILE lies for a set with OPTIONS (may be NULL); a name that cannot be where it is nowhere.
 */
const char *build_where(const struct ruleset_options *options, const char *file);

/** All of FILE, to be freed; NULL where it cannot be read whole, which is told in B's diag. */
char *build_read(const struct build *b, const char *file, uint32_t *ret_len);

/** Number of the flowbit or xbit NAME, or -1 when there are too many. */
int build_bit(struct build *b, struct span name);

/** Once every rule is read: which lists they change; rules that cannot hang on those are refused.
 */
void datasets_settle(struct build *b);

/** TEXT of a file belongs to what the set was made of. */
void build_hash(struct build *b, struct span text);

/** Sorts, groups and freezes what was read. False without memory. */
bool ruleset_compile(struct build *b);

#endif
