/*
 * techniques: what the rules that are shipped say they detect. Made from rules/sets by
 * techniques.awk when the program is built.
 */
#ifndef SPANWATCH_RULES_SETS_TECHNIQUES_H
#define SPANWATCH_RULES_SETS_TECHNIQUES_H

/** RULES rules of the set SET name the technique ID. */
struct shipped_technique {
	const char *id, *set;
	unsigned rules;
};

/** Ends with an entry without id. */
extern const struct shipped_technique shipped_techniques[];

#endif
