/* dataset_rules: rules that ask lists which rules change: what they cannot be. Loading thread only.
 */
#include "config.h"

#include "rules/rule/ruleset_build.h"

/* The judgement answers for R's values, or its rules change them. */
static bool asks_judge(struct rule *r)
{
	bool asks = false;

	for (uint16_t i = 0; i < r->buffer_count; i++) {
		struct rule_buffer *b = &r->buffers[i];
		for (uint16_t k = 0; k < b->count; k++)
			b->asks_judge |=
				b->items[k].kind == ITEM_DATASET && b->items[k].set->changes;
		asks |= b->asks_judge;
	}
	return asks;
}

/* Why R cannot be: where packets are it is not known yet what the list holds. NULL: it can. */
static const char *dataset_fault(const struct rule *r)
{
	if (r->action == RULE_PASS)
		return "a pass rule cannot ask a dataset that rules change; load it from a file";
	for (uint16_t i = 0; i < r->bit_count; i++)
		if (r->bits[i].track == BIT_FLOW && r->bits[i].op <= BIT_TOGGLE)
			return "flowbits cannot hang on a dataset that rules change; use xbits, or "
			       "load the dataset from a file";
	return NULL;
}

static bool rep_changes(const struct rule *r)
{
	for (uint16_t i = 0; i < r->buffer_count; i++)
		for (uint16_t k = 0; k < r->buffers[i].count; k++) {
			const struct rule_item *item = &r->buffers[i].items[k];
			if (item->kind == ITEM_DATASET && item->set_op == DATASET_REP &&
				item->set->changes)
				return true;
		}
	return false;
}

void datasets_settle(struct build *b)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < b->count; i++) {
		struct rule *r = b->rules[i];
		const char *fault = asks_judge(r) ? dataset_fault(r) : NULL;
		if (rep_changes(r))
			fault = "datarep cannot ask a dataset that rules change; give it a name of "
				"its own";
		if (!fault) {
			b->rules[kept++] = r;
			continue;
		}
		diag_error(b->diag, r->file, r->line, 1, "sid:%u: %s", r->sid, fault);
		b->set->refused++;
	}
	b->count = kept;
}
