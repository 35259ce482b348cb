/*
 * logins: a session was opened on an element that asks an AAA server for others, and none was
 * asked: a local account, or one that should not be there. Known is only what was seen: an element
 * whose AAA traffic the sensor never saw is not judged. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/aside.h"

/* An element that has not asked for this long may have been set up otherwise. */
static const int64_t STALE_US = 7 * 86400 * 1000000ll;

void logins_message(struct judge *j, const struct event *e)
{
	struct party p;

	party_of(j, e->place.space, &place_end(&e->place, SIDE_CLIENT)->addr, &p);
	struct trace *t = trace_of(j, &p);
	if (!t)
		return;
	if (!t->asking.first_us)
		t->asking.first_us = e->ts_us;
	if (e->ts_us > t->asking.last_us)
		t->asking.last_us = e->ts_us;
}

/* Where a person gets a command line: files and pages have accounts of their own. */
static bool is_session(const struct deed *d)
{
	static const char *const shells[] = {"telnet", "ssh", "netconf", "rlogin", "mac-telnet"};

	return d->action.verb == VERB_LOGIN && d->action.evidence != EVIDENCE_ATTESTED &&
	       d->action.outcome != OUTCOME_REFUSED && d->action.outcome != OUTCOME_FAILED &&
	       TRACE_IS(d->event->type, shells);
}

static void login_tell(struct judge *j, const struct aside *l, const struct aside_telling *t)
{
	bool inferred = l->evidence == EVIDENCE_INFERRED;
	struct judgement it = {.finding = FINDING_LOGIN_WITHOUT_AAA,
		.event = &t->event,
		.app = l->type,
		.element = &t->element,
		.peer = &t->actor,
		.question = &t->question,
		.rule = "no-aaa-exchange",
		.severity = inferred ? 3 : 2,
		.confidence = inferred ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM,
		.absence = true};

	words_add(&it.message, t->actor.id);
	words_add(&it.message, " logged in to ");
	words_add(&it.message, t->element.id);
	if (l->user[0]) {
		words_add(&it.message, " as ");
		words_add_span(&it.message, span_str(l->user));
	}
	words_add(&it.message, " over ");
	words_add(&it.message, l->type);
	words_add(&it.message, ", and the element asked no AAA server as it does for others");
	finding_raise(j, &it);
}

static void login_judge(struct judge *j, const struct aside *l)
{
	struct aside_telling telling;

	aside_tell(j, l, &telling);
	struct trace *t = trace_of(j, &telling.element);
	if (!t || !t->asking.first_us)
		return;
	if (t->asking.last_us >= l->ts_us - ASIDE_US) {
		t->asking.logins++;
		return;
	}
	if (t->asking.logins && l->ts_us - t->asking.last_us < STALE_US)
		login_tell(j, l, &telling);
}

void logins_deed(struct judge *j, const struct deed *d)
{
	if (is_session(d) && d->actor.known && trace_of(j, &d->element))
		aside_put(j, d, login_judge);
}
