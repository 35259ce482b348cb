/* explain_conditions: what a rule asks for, piece by piece and in words. One thread. */
#include "config.h"

#include "sensor/cmd/explain_rule.h"

#include <stdlib.h>

/* --- conditions ------------------------------------------------------------------------------- */

static void condition_add(
	struct following *f, enum obstacle_kind kind, uint16_t index, uint16_t item)
{
	if (f->count == f->room) {
		uint32_t room = f->room ? f->room * 2 : 64;
		struct condition *more = realloc(f->conditions, room * sizeof(*more));
		if (!more)
			return;
		f->conditions = more;
		f->room = room;
	}
	f->conditions[f->count++] = (struct condition){.what = {kind, index, item}};
}

/* Numbers of events and requests are asked behind the marks of the flow. */
static bool is_value(const struct rule_check *c)
{
	return c->kind == CHECK_FIELD || c->kind == CHECK_URILEN;
}

static void add_checks(struct following *f, bool values)
{
	for (uint16_t i = 0; i < f->rule->check_count; i++)
		if (is_value(&f->rule->checks[i]) == values)
			condition_add(f, OBSTACLE_CHECK, i, 0);
}

static void add_bits(struct following *f, bool of_flow)
{
	for (uint16_t i = 0; i < f->rule->bit_count; i++) {
		const struct rule_bit *b = &f->rule->bits[i];
		if (b->op >= BIT_ISSET && (b->track == BIT_FLOW) == of_flow)
			condition_add(f, of_flow ? OBSTACLE_BIT : OBSTACLE_MARK, i, 0);
	}
}

void conditions_make(struct following *f, const struct rule *r)
{
	static const enum obstacle_kind last[] = {OBSTACLE_SUPPRESSED, OBSTACLE_RATE};

	f->rule = r;
	condition_add(f, OBSTACLE_PASSED, 0, 0);
	condition_add(f, OBSTACLE_PROTOCOL, 0, 0);
	if (r->app && r->stage < STAGE_FACTS)
		condition_add(f, OBSTACLE_APP, 0, 0);
	if (r->flow_flags)
		condition_add(f, OBSTACLE_FLOW, 0, 0);
	condition_add(f, OBSTACLE_ENDS, 0, 0);
	add_checks(f, false);
	add_bits(f, true);
	add_checks(f, true);
	for (uint16_t i = 0; i < r->buffer_count; i++) {
		condition_add(f, OBSTACLE_NO_BUFFER, i, 0);
		for (uint16_t k = 0; k < r->buffers[i].count; k++)
			condition_add(f, OBSTACLE_ITEM, i, k);
	}
	condition_add(f, OBSTACLE_TOLD, 0, 0);
	add_bits(f, false);
	for (uint16_t i = 0; i < r->buffer_count; i++)
		if (r->buffers[i].asks_judge)
			condition_add(f, OBSTACLE_DATASET, i, 0);
	if (r->filter.kind != LIMIT_NONE)
		condition_add(f, OBSTACLE_FILTER, 0, 0);
	if ((r->flags & RULE_NOALERT) || r->action == RULE_PASS)
		condition_add(f, OBSTACLE_NOALERT, 0, 0);
	if (r->limit.kind != LIMIT_NONE)
		condition_add(f, OBSTACLE_LIMIT, 0, 0);
	for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++)
		condition_add(f, last[i], 0, 0);
}

bool condition_is_silent(const struct condition *c)
{
	enum obstacle_kind kind = c->what.kind;

	return !c->stopped &&
	       (kind == OBSTACLE_PASSED || kind == OBSTACLE_NO_BUFFER || kind == OBSTACLE_TOLD ||
		       kind == OBSTACLE_SUPPRESSED || kind == OBSTACLE_RATE);
}

uint32_t condition_of(const struct following *f, struct obstacle why)
{
	uint32_t found = f->count;

	for (uint32_t i = 0; i < f->count; i++) {
		const struct obstacle *w = &f->conditions[i].what;
		if (w->kind != why.kind || w->index != why.index)
			continue;
		found = i;
		/* all of a buffer was there, but in what was judged before: its last one */
		if (w->item == why.item)
			break;
	}
	return found;
}

/* --- words ------------------------------------------------------------------------------------ */

/* The option that begins with WORD, as it is printed; empty where there is none. */
static struct span option_of(const struct rule *r, const char *word)
{
	struct span option;

	for (uint16_t i = 0; (option = rule_option(r, i)).len; i++)
		if (span_starts(option, span_str(word)))
			return option;
	return span_of(NULL, 0);
}

static void option_text(const struct rule *r, const char *word, const char *otherwise, char *ret)
{
	struct span option = option_of(r, word);

	if (option.len)
		snprintf(ret, CONDITION_TEXT, "%.*s", (int)option.len, (const char *)option.p);
	else
		snprintf(ret, CONDITION_TEXT, "%s", otherwise);
}

static const char *buffer_name(const struct following *f, uint16_t index)
{
	const struct rule_index *x = atomic_load(&((struct session *)(uintptr_t)f->session)->rules);
	unsigned id = f->rule->buffers[index].id;

	return id == BUFFER_PAYLOAD ? "the payload" : buffers_info(x->set->buffers, id)->name;
}

/* What is no keyword of the rule; NULL where it is one. */
static const char *plain_text(enum obstacle_kind kind)
{
	switch (kind) {
	case OBSTACLE_PASSED:
		return "no pass rule lets the packet go";
	case OBSTACLE_TOLD:
		return "it has not told of this flow before";
	case OBSTACLE_NOALERT:
		return "it may tell (noalert or pass: it never does)";
	case OBSTACLE_SUPPRESSED:
		return "no suppress of the threshold file";
	case OBSTACLE_RATE:
		return "no rate_filter of the threshold file";
	default:
		return NULL;
	}
}

/* The words of header, flow and limits. */
static void header_text(
	const struct following *f, const struct condition *c, char ret[static CONDITION_TEXT])
{
	const struct rule *r = f->rule;
	const char *plain = plain_text(c->what.kind);

	switch (c->what.kind) {
	case OBSTACLE_PROTOCOL:
		snprintf(ret, CONDITION_TEXT, "protocol %s", r->proto);
		return;
	case OBSTACLE_APP:
		snprintf(ret, CONDITION_TEXT, "application protocol %s", r->app);
		return;
	case OBSTACLE_FLOW:
		option_text(r, "flow:", "flow", ret);
		return;
	case OBSTACLE_ENDS:
		snprintf(ret, CONDITION_TEXT, "%s %s %s %s %s", r->src_text, r->sport_text,
			r->flags & RULE_BIDIRECTIONAL ? "<>" : "->", r->dst_text, r->dport_text);
		return;
	case OBSTACLE_NO_BUFFER:
		snprintf(ret, CONDITION_TEXT, "%s is there", buffer_name(f, c->what.index));
		return;
	case OBSTACLE_DATASET:
		snprintf(ret, CONDITION_TEXT,
			"the datasets that %s is asked of, as rules changed them",
			buffer_name(f, c->what.index));
		return;
	case OBSTACLE_FILTER:
		option_text(r, "detection_filter:", "detection_filter", ret);
		return;
	case OBSTACLE_LIMIT:
		option_text(r, "threshold:", "the threshold file's word on it", ret);
		return;
	default:
		snprintf(ret, CONDITION_TEXT, "%s", plain ? plain : "");
		return;
	}
}

void condition_text(
	const struct following *f, const struct condition *c, char ret[static CONDITION_TEXT])
{
	const struct rule *r = f->rule;
	struct span option;
	const char *in = NULL;

	switch (c->what.kind) {
	case OBSTACLE_CHECK:
		option = rule_option(r, r->checks[c->what.index].option);
		break;
	case OBSTACLE_BIT:
	case OBSTACLE_MARK:
		option = rule_option(r, r->bits[c->what.index].option);
		break;
	case OBSTACLE_ITEM:
		option = rule_option(r, r->buffers[c->what.index].items[c->what.item].option);
		in = buffer_name(f, c->what.index);
		break;
	default:
		header_text(f, c, ret);
		return;
	}
	snprintf(ret, CONDITION_TEXT, "%.*s%s%s", (int)(option.len < 400 ? option.len : 400),
		(const char *)option.p, in ? "  in " : "", in ? in : "");
}
