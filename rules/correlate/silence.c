/*
 * silence: the logs of an element stop while it goes on speaking. An element that is down says
 * nothing at all, and a mirror that went blind shows nothing at all: neither is told here.
 * Collector's thread.
 */
#include "config.h"

#include "rules/correlate/trace.h"
#include "rules/judge/clock.h"

enum {
	MOMENTS = 8, /* of logging, before a silence means something */
	TIMES = 3,   /* the longest gap between them, and the silence is one */
	LIVELY = 2,  /* minutes with other traffic, so that it is neither down nor unseen */
	STOP_WINDOW_S = 3600
};

static const int64_t MOMENT_US = 10 * 1000000ll; /* lines closer together are one moment */
static const int64_t SILENCE_US = 5 * 60 * 1000000ll;

void silence_message(struct judge *j, const struct event *e)
{
	struct party p;

	party_of(j, e->place.space, &e->place.src.addr, &p);
	struct trace *t = trace_of(j, &p);
	if (!t)
		return;
	struct logging *l = &t->logging;
	l->told = false;
	l->alive = 0;
	if (l->moments && e->ts_us - l->last_us < MOMENT_US)
		return;
	if (!l->moments)
		l->first_us = e->ts_us;
	else
		l->gaps_s[l->moments % TRACE_GAPS] =
			(uint32_t)((e->ts_us - l->last_us) / SECOND_US);
	l->last_us = e->ts_us;
	l->moments++;
}

/* The silence that is one for this element, or 0 while nobody knows. */
static int64_t silence_of(const struct logging *l)
{
	uint32_t longest = 0;

	if (l->moments < MOMENTS)
		return 0;
	for (unsigned i = 0; i < TRACE_GAPS; i++)
		longest = l->gaps_s[i] > longest ? l->gaps_s[i] : longest;
	int64_t span_us = TIMES * longest * SECOND_US;
	span_us = span_us < SILENCE_US ? SILENCE_US : span_us;
	return l->last_us - l->first_us >= span_us ? span_us : 0;
}

static struct judgement judgement_of(
	const struct party *p, const struct event *e, const struct question *q)
{
	return (struct judgement){.finding = FINDING_LOG_SILENCE,
		.event = e,
		.app = "syslog",
		.element = p,
		.question = q,
		.absence = true};
}

static void silence_tell(
	struct judge *j, const struct party *p, const struct event *e, const struct logging *l)
{
	struct question q = {.ts_us = e->ts_us,
		.space = e->place.space,
		.client = e->place.src,
		.server = e->place.dst,
		.ip_proto = e->place.ip_proto,
		.app = "syslog"};
	struct judgement it = judgement_of(p, e, &q);
	bool short_known = l->last_us - l->first_us < HOUR_US;

	it.rule = "logs-stopped";
	it.severity = short_known ? 3 : 2;
	it.confidence = short_known || e->place.one_way ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM;
	words_add(&it.message, p->id);
	words_add(&it.message, " has sent no log for ");
	words_add_u64(&it.message, (uint64_t)((l->alive_us - l->last_us) / SECOND_US));
	words_add(&it.message, " s and goes on speaking; before it logged ");
	words_add_u64(&it.message, l->moments);
	words_add(&it.message, " times within ");
	words_add_u64(&it.message, (uint64_t)((l->last_us - l->first_us) / SECOND_US));
	words_add(&it.message, " s");
	finding_raise(j, &it);
}

void silence_alive(struct judge *j, const struct party *p, const struct event *e, int64_t ts_us)
{
	if (!p->is_element || p->is_crowd)
		return;
	struct trace *t = store_find_hashed(j->correlate->traces, &p->key, p->hash);
	if (!t || t->logging.moments < MOMENTS || t->logging.told)
		return;
	struct logging *l = &t->logging;
	int64_t span_us = silence_of(l);
	if (!span_us || ts_us - l->last_us < span_us)
		return;
	if (l->alive && ts_us - l->alive_us < MINUTE_US)
		return;
	l->alive_us = ts_us;
	if (++l->alive < LIVELY)
		return;
	l->told = true;
	silence_tell(j, p, e, l);
}

/* --- logging turned off, and then somebody works -----------------------------------------------
 */

static bool is_sanctioned(const struct deed *d)
{
	return d->verdict.sanction == SANCTION_PERMITTED ||
	       d->verdict.sanction == SANCTION_IN_WINDOW;
}

static void stop_tell(struct judge *j, const struct deed *d, int64_t stopped_us)
{
	struct judgement it = judgement_of(&d->element, d->event, &d->question);

	it.app = d->event->type;
	it.peer = &d->actor;
	it.rule = "log-stop-then-session";
	it.confidence = CONFIDENCE_MEDIUM;
	it.absence = false;
	it.mgmt = d->object;
	words_add(&it.message, "logging of ");
	words_add(&it.message, d->element.id);
	words_add(&it.message, " was turned off, and ");
	words_add_u64(&it.message, (uint64_t)((d->event->ts_us - stopped_us) / SECOND_US));
	words_add(&it.message, " s later came ");
	words_add(&it.message, verb_name(d->action.verb));
	words_add(&it.message, " of ");
	words_add(&it.message, subject_name(d->action.subject));
	if (d->actor.known) {
		words_add(&it.message, " by ");
		words_add(&it.message, d->actor.id);
	}
	finding_raise(j, &it);
}

void silence_deed(struct judge *j, const struct deed *d)
{
	const struct action *a = &d->action;
	struct trace *t = trace_of(j, &d->element);
	int64_t ts_us = d->event->ts_us;

	if (!t || is_sanctioned(d) || a->outcome == OUTCOME_REFUSED || a->outcome == OUTCOME_FAILED)
		return;
	struct logging *l = &t->logging;
	if (deed_stops_logging(d)) {
		l->stopped_us = ts_us;
		return;
	}
	int64_t since_us = ts_us - l->stopped_us;
	if (!l->stopped_us || since_us < SECOND_US || since_us > STOP_WINDOW_S * SECOND_US)
		return;
	if (a->verb != VERB_LOGIN && a->verb != VERB_EXPORT && !verb_changes(a->verb))
		return;
	stop_tell(j, d, l->stopped_us);
	l->stopped_us = 0;
}

void silence_shift(struct judge *j, int64_t by_us)
{
	for (struct trace *t = store_oldest(j->correlate->traces, NULL); t;
		t = store_later(j->correlate->traces, t, NULL)) {
		struct logging *l = &t->logging;
		l->first_us = clock_moved(l->first_us, by_us);
		l->last_us = clock_moved(l->last_us, by_us);
		l->alive_us = clock_moved(l->alive_us, by_us);
		l->stopped_us = clock_moved(l->stopped_us, by_us);
	}
}
