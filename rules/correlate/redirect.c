/*
 * redirect: an element asks an AAA server that it never asked, and people go on logging in: whoever
 * owns that server reads their passwords. The new server alone is told by targets.c. Collector's
 * thread.
 */
#include "config.h"

#include "rules/correlate/chain.h"

void redirect_target(struct judge *j, const struct watched *w)
{
	struct chain *c = chain_of(j, w->from, true);

	if (!c)
		return;
	c->redirect = step_of_flow(w, false);
	c->redirect.actor = w->to->addr;
}

static void redirect_tell(struct judge *j, const struct deed *d, const struct step *s)
{
	struct question q = step_question(s, &d->element);
	struct party server;
	struct judgement it = {.finding = FINDING_NEW_CONTROL_TARGET,
		.event = d->event,
		.app = d->event->type,
		.element = &d->element,
		.peer = &server,
		.question = &q,
		.rule = "logins-after-redirect",
		.severity = j->policy ? 1 : 2,
		.confidence = CONFIDENCE_MEDIUM,
		.permit_helps = true,
		.mgmt = d->object};

	party_of(j, s->space, &s->actor, &server);
	words_add(&it.message, d->element.id);
	words_add(&it.message, " asks ");
	words_add(&it.message, server.id);
	words_add(&it.message, " who may log in, which it never did, and ");
	words_add(&it.message, d->actor.known ? d->actor.id : "somebody");
	words_add(&it.message, " logged in ");
	words_add_u64(&it.message, (uint64_t)((d->event->ts_us - s->ts_us) / SECOND_US));
	words_add(&it.message, " s later: that server learns the password");
	finding_raise(j, &it);
}

/* The login that made the element ask stands within a second or two of the question. */
void redirect_deed(struct judge *j, const struct deed *d)
{
	const int64_t slack_us = 30 * SECOND_US;
	struct chain *c;

	if (d->action.verb != VERB_LOGIN || d->action.evidence == EVIDENCE_ATTESTED ||
		!(c = chain_of(j, &d->element, false)) || !c->redirect.ts_us)
		return;
	int64_t gap_us = d->event->ts_us - c->redirect.ts_us;
	if (gap_us < -slack_us || gap_us > DAY_US)
		return;
	if (gap_us < 0)
		c->redirect.ts_us = d->event->ts_us;
	redirect_tell(j, d, &c->redirect);
	c->redirect.ts_us = 0;
}
