/* classes: the standard classtypes with their priority (classes.def). Constant; any thread. */
#ifndef SPANWATCH_RULES_RULE_CLASSES_H
#define SPANWATCH_RULES_RULE_CLASSES_H

#include "sensor/base/span.h"

struct rule_class {
	const char *name, *text;
	uint8_t priority;
};

/** The class NAME, or NULL. */
const struct rule_class *class_find(struct span name);

#endif
