/*
 * install: an image comes to an element, the element is restarted, and then it announces other
 * software than before: three deeds that are an exchange of what it runs. Where the policy covers
 * the image and the restart it is maintenance; else somebody swapped the image. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/chain.h"
#include "rules/inventory/hearing.h"
#include "rules/judge/ask.h"

/* A restart may wait for the night, the first poll behind it for the morning. */
static const int64_t RESTART_US = 2 * 86400 * 1000000ll;
static const int64_t VERSION_US = 86400 * 1000000ll;
/* The order for an image and its transfer, the command to restart and what attests it. */
static const int64_t TOGETHER_US = 3600 * 1000000ll;

static bool brings_image(const struct action *a)
{
	return a->verb == VERB_IMAGE || (a->verb == VERB_IMPORT && a->subject == SUBJECT_IMAGE);
}

/* NEXT is another word on what stands in S, or replaces it. What one of them lacks, both lack. */
static void step_add(struct step *s, const struct step *next)
{
	int64_t gap = next->ts_us - s->ts_us;
	bool same = s->ts_us && gap >= 0 && gap < TOGETHER_US;

	if (!same || s->sanctioned) {
		*s = *next;
		return;
	}
	s->ts_us = next->ts_us;
	if (s->has_actor || !next->has_actor)
		return;
	s->actor = next->actor;
	s->has_actor = true;
}

void install_deed(struct judge *j, const struct deed *d)
{
	struct chain *c;

	if (!brings_image(&d->action) && d->action.verb != VERB_REBOOT)
		return;
	struct step step = step_of_deed(d);
	if (!(c = chain_of(j, &d->element, true)))
		return;
	if (d->action.verb == VERB_REBOOT) {
		step_add(&c->restart, &step);
		return;
	}
	step_add(&c->image, &step);
	words_copy(c->name, sizeof(c->name), d->action.object);
}

/* What an order or a request told already is the same image. */
void install_transfer(struct judge *j, const struct watched *w, struct span name)
{
	struct chain *c = chain_of(j, w->to, true);
	struct verdict v;

	if (!c)
		return;
	int64_t gap = w->event->ts_us - c->image.ts_us;
	if (c->image.ts_us && gap >= 0 && gap < TOGETHER_US) {
		c->image.ts_us = w->event->ts_us;
		return;
	}
	ask_flow(j, w->question, &v);
	c->image = step_of_flow(w, v.sanction == SANCTION_PERMITTED);
	words_copy(c->name, sizeof(c->name), name);
}

/* When it was restarted last, by a deed or by what its routing sessions show. */
static int64_t restarted_us(const struct hearing *h, const struct chain *c)
{
	int64_t seen_us = h->asset->restart_us;

	return seen_us > c->restart.ts_us ? seen_us : c->restart.ts_us;
}

static void install_describe(
	const struct hearing *h, const struct news *n, const struct chain *c, struct words *to)
{
	struct party from;

	words_add(to, h->party->id);
	words_add(to, n->fact.kind == FACT_FINGERPRINT ? " shows another fingerprint than before"
						       : " announces ");
	if (n->fact.kind != FACT_FINGERPRINT) {
		words_add_span(to, span_str(n->fact.value));
		words_add(to, " where it was ");
		words_add_span(to, span_str(n->before));
	}
	words_add(to, ", after a restart, ");
	words_add_u64(to, (uint64_t)((h->event->ts_us - c->image.ts_us) / MINUTE_US));
	words_add(to, " minutes after an image came");
	if (c->image.has_actor) {
		party_of(h->judge, c->image.space, &c->image.actor, &from);
		words_add(to, " from ");
		words_add(to, from.id);
	}
	if (!c->name[0])
		return;
	words_add(to, ": ");
	words_add_span(to, span_str(c->name));
}

static void install_tell(const struct hearing *h, const struct news *n, const struct chain *c)
{
	struct judge *j = h->judge;
	const struct step *wrong =
		c->image.sanctioned && c->restart.ts_us ? &c->restart : &c->image;
	struct question q = step_question(wrong, h->party);
	struct party from;
	struct judgement it = {.finding = FINDING_UNAPPROVED_IMAGE,
		.event = h->event,
		.app = "mgmt",
		.element = h->party,
		.question = &q,
		.rule = "image-restart-version",
		.severity = j->policy ? 1 : 3,
		.confidence = j->policy ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
		.permit_helps = true};

	if (c->image.has_actor) {
		party_of(j, c->image.space, &c->image.actor, &from);
		it.peer = &from;
	}
	install_describe(h, n, c, &it.message);
	finding_raise(j, &it);
}

void install_version(const struct hearing *h, const struct news *n)
{
	struct chain *c = chain_of(h->judge, h->party, false);
	int64_t now_us = h->event->ts_us;

	if (!c || !c->image.ts_us)
		return;
	int64_t restart_us = restarted_us(h, c);
	if (restart_us < c->image.ts_us || restart_us > now_us ||
		restart_us - c->image.ts_us > RESTART_US || now_us - restart_us > VERSION_US)
		return;
	bool restart_told = c->restart.ts_us >= c->image.ts_us;
	if (!c->image.sanctioned || (restart_told && !c->restart.sanctioned))
		install_tell(h, n, c);
	c->image.ts_us = 0;
}
