/*
 * fuzz_rules: rule files that were made by chance are refused or taken; what is taken is printed so
 * that it reads as the same rule.
 */
#include "config.h"

#include "rules/rule/ruleset.h"

#include <stdlib.h>

static void silent(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

static void same_or_abort(const struct rule *a, const struct ruleset_options *options)
{
	struct diag diag = {.say = silent};
	struct ruleset *again = ruleset_parse("again", span_str(a->canonical), options, &diag);

	if (!again)
		return;
	if (again->count != 1)
		abort();
	const struct rule *b = again->rules[0];
	if (strcmp(a->canonical, b->canonical) != 0 || a->stage != b->stage || a->sid != b->sid ||
		a->buffer_count != b->buffer_count || a->check_count != b->check_count ||
		a->bit_count != b->bit_count || a->flags != b->flags)
		abort();
	for (uint16_t i = 0; i < a->buffer_count; i++) {
		const struct rule_buffer *x = &a->buffers[i], *y = &b->buffers[i];
		if (x->id != y->id || x->count != y->count)
			abort();
		for (uint16_t k = 0; k < x->count; k++)
			if (x->items[k].kind != y->items[k].kind ||
				x->items[k].flags != y->items[k].flags ||
				x->items[k].len != y->items[k].len)
				abort();
	}
	ruleset_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ruleset_options options;
	struct diag diag = {.say = silent};

	if (!options.buffers)
		options.buffers = buffers_new();
	if (size > 8192 || !options.buffers)
		return 0;
	struct ruleset *s = ruleset_parse("fuzz", span_of(data, (uint32_t)size), &options, &diag);
	for (uint32_t i = 0; s && i < s->count; i++)
		same_or_abort(s->rules[i], &options);
	ruleset_free(s);
	return 0;
}
