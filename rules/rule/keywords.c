/* keywords: the table of all keywords but the buffers, and the search in it. Constant. */
#include "config.h"

#include "rules/rule/parse_calls.h"
#include "rules/rule/transforms.h"
#include "rules/rule/values.h"

static const struct keyword keywords[] = {
#define KEYWORD(name, reader, argument, form, text) {name, reader, argument, form, text},
#include "rules/rule/keywords.def"
#undef KEYWORD
#define CHECK(id, name, most, text)                                                                \
	{name, read_check, CHECK_##id, name ":5; (also >5, <5, 1-5, !5)", text},
#include "rules/rule/checks.def"
#undef CHECK
#define VALUE(id, name, field, words, form, text) {name, read_value, VALUE_##id, form, text},
#include "rules/rule/values.def"
#undef VALUE
#define TRANSFORM(id, name, form, text) {name, read_transform, TRANSFORM_##id, form, text},
#include "rules/rule/transforms.def"
#undef TRANSFORM
};

const struct keyword *keywords_all(unsigned *ret_count)
{
	*ret_count = sizeof(keywords) / sizeof(*keywords);
	return keywords;
}

const struct keyword *keyword_find(struct span name)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (span_eq(span_str(keywords[i].name), name))
			return &keywords[i];
	return NULL;
}
