/* threshold: the file threshold.config: suppress, rate_filter, event_filter. Loading thread only.
 */
#ifndef SPANWATCH_RULES_RULE_THRESHOLD_H
#define SPANWATCH_RULES_RULE_THRESHOLD_H

#include "rules/rule/ruleset_build.h"

/** Reads FILE into the set of B; faults go to its diag. */
void threshold_load(struct build *b, const char *file);

/** The same from memory. */
void threshold_read(struct build *b, const char *file, struct span text);

#endif
