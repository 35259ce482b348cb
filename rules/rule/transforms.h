/*
 * transforms: what a rule may do to a buffer before it looks into it (transforms.def). Read at
 * load, applied on any thread.
 */
#ifndef SPANWATCH_RULES_RULE_TRANSFORMS_H
#define SPANWATCH_RULES_RULE_TRANSFORMS_H

#include "rules/rule/rule.h"
#include "sensor/base/arena.h"

enum transform {
#define TRANSFORM(id, name, form, text) TRANSFORM_##id,
#include "rules/rule/transforms.def"
#undef TRANSFORM
	TRANSFORM_COUNT
};

/** Reads the argument of T, whose id is set; false where it makes no sense. */
bool transform_read(struct rule_transform *t, struct span argument);

/** IN changed as T says, in ARENA; empty without memory. */
struct span transform_apply(const struct rule_transform *t, struct arena *arena, struct span in);

#endif
