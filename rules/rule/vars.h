/*
 * vars: the variables of rule headers ($HOME_NET, $SSH_PORTS ...) and the reading of address and
 * port groups. Loading thread only.
 */
#ifndef SPANWATCH_RULES_RULE_VARS_H
#define SPANWATCH_RULES_RULE_VARS_H

#include "rules/rule/pool.h"
#include "rules/rule/rule.h"

enum { VARS_MAX = 128, VARS_DEPTH = 8 };

struct var {
	const char *name, *value;
};

/** All zero is empty. */
struct vars {
	struct var items[VARS_MAX];
	unsigned count;
};

/** The variables that every rule set knows, unless the operator sets them. */
void vars_init(struct vars *v);

/** Sets NAME (without $) to VALUE; both must live as long as V. False when there are too many. */
bool vars_set(struct vars *v, const char *name, const char *value);

/** What is wrong with a group: a sentence and the place in its text. */
struct vars_fault {
	char text[160];
	uint32_t at;
};

/** Reads "any", "10.0.0.0/8", "[a,!b]", "$VAR", "!x" into RET. */
bool vars_addresses(const struct vars *v, struct pool *pool, struct span text, struct addr_set *ret,
	struct vars_fault *fault);
/** The same for ports: "80", "1:1024", "[80,443]", "!25". */
bool vars_ports(const struct vars *v, struct pool *pool, struct span text, struct port_set *ret,
	struct vars_fault *fault);

#endif
