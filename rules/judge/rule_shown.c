/*
 * rule_shown: what the judgement knows, shown to the operator's rules: who did what to which
 * element and what the policy says to it; what an element is; which file crossed. Collector's
 * thread.
 */
#include "config.h"

#include "rules/judge/deed.h"
#include "rules/judge/rule.h"
#include "rules/match/matcher.h"

enum { SHOWN_MAX = 24, SHOWN_SCRATCH = 256 * 1024 };

/* Values in the making. */
struct shown {
	struct judge *judge;
	const struct event *event;
	struct span mgmt;
	struct judged_value values[SHOWN_MAX];
	unsigned count;
	char addr[2][ADDR_TEXT];
};

static void put(struct shown *s, const char *name, struct span text)
{
	if (text.len && s->count < SHOWN_MAX)
		s->values[s->count++] = (struct judged_value){name, text};
}

static void put_word(struct shown *s, const char *name, const char *word)
{
	put(s, name, span_str(word));
}

static void found(void *ctx, const struct rule *r, struct span carried)
{
	struct shown *s = ctx;

	rule_raise(s->judge, &(struct rule_match){r, s->event, s->mgmt, carried});
}

static void judge_shown(struct shown *s, char window)
{
	struct judge *j = s->judge;

	arena_reset(&j->rule_scratch);
	matcher_judged(j->matcher, j->rule_index,
		&(struct judged){.event = s->event,
			.values = s->values,
			.count = s->count,
			.window = window,
			.scratch = &j->rule_scratch,
			.found = found,
			.ctx = s});
}

static bool is_wanted(const struct judge *j)
{
	return j->rule_index && j->rule_index->wants_judge;
}

bool rule_shown_open(struct judge *j)
{
	j->matcher = matcher_new(NULL, NULL);
	return j->matcher && arena_init(&j->rule_scratch, SHOWN_SCRATCH) == 0;
}

void rule_shown_close(struct judge *j)
{
	matcher_free(j->matcher);
	arena_free(&j->rule_scratch);
}

static void put_party(struct shown *s, const char *name, const struct party *p, int which)
{
	if (p->known)
		put(s, name, span_of(s->addr[which], addr_text(&p->addr, s->addr[which])));
}

void rule_deed(struct judge *j, const struct deed *d)
{
	struct shown s = {.judge = j, .event = d->event, .mgmt = d->object};
	const struct action *a = &d->action;
	const struct verdict *v = &d->verdict;

	if (!is_wanted(j))
		return;
	put_word(&s, "mgmt.verb", verb_name(a->verb));
	put_word(&s, "mgmt.subject", subject_name(a->subject));
	put(&s, "mgmt.object", a->object);
	put(&s, "mgmt.object_name", a->object_name);
	put(&s, "mgmt.value", a->value);
	put_word(&s, "mgmt.via", d->event->type);
	put_word(&s, "mgmt.outcome", outcome_name(a->outcome));
	put_word(&s, "mgmt.evidence", evidence_name(a->evidence));
	put_word(&s, "mgmt.sanction", sanction_name(v->sanction));
	put_word(&s, "mgmt.permit", v->permit);
	put_word(&s, "mgmt.window", v->window);
	put_word(&s, "mgmt.exceeds", v->exceeds);
	put(&s, "mgmt.user", a->user_known ? a->user : span_of(NULL, 0));
	put(&s, "mgmt.reason", a->reason);
	put_word(&s, "mgmt.role.src", party_role(&d->actor));
	put_word(&s, "mgmt.role.dst", party_role(&d->element));
	put_word(&s, "mgmt.element", d->element.id);
	put_party(&s, "mgmt.element.ip", &d->element, 0);
	put_party(&s, "mgmt.actor.ip", &d->actor, 1);
	judge_shown(&s, v->sanction == SANCTION_IN_WINDOW   ? 'i'
			: v->sanction == SANCTION_NO_POLICY ? 0
							    : 'o');
}

void rule_transfer(
	struct judge *j, const struct event *e, const char *direction, const char *ledger)
{
	struct shown s = {.judge = j, .event = e};
	const struct transfer *t = &e->u.transfer;

	if (!is_wanted(j))
		return;
	put_word(&s, "transfer.via", e->type);
	put(&s, "transfer.name", t->name);
	put_word(&s, "transfer.sha256", t->sha256);
	put_word(&s, "transfer.direction", direction);
	put_word(&s, "transfer.ledger", ledger);
	judge_shown(&s, 0);
}

void rule_asset(struct judge *j, const struct event *e, const struct rule_asset_shown *a)
{
	struct shown s = {.judge = j, .event = e};

	if (!is_wanted(j))
		return;
	put_word(&s, "asset.id", a->id);
	put(&s, "asset.ip", span_of(s.addr[0], addr_text(&a->addr, s.addr[0])));
	put_word(&s, "asset.mac", a->mac);
	put_word(&s, "asset.vendor", a->vendor);
	put_word(&s, "asset.platform", a->platform);
	put_word(&s, "asset.software", a->software);
	put_word(&s, "asset.name", a->name);
	put(&s, "asset.evidence", a->evidence);
	judge_shown(&s, 0);
}
