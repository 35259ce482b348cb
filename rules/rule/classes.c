/* classes: see classes.h. */
#include "config.h"

#include "rules/rule/classes.h"

static const struct rule_class classes[] = {
#define CLASS(name, text, priority) {name, text, priority},
#include "rules/rule/classes.def"
#undef CLASS
};

const struct rule_class *class_find(struct span name)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (span_eq_nocase(span_str(classes[i].name), name))
			return &classes[i];
	return NULL;
}
