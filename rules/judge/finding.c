/* finding: see finding.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/finding.h"

#include "rules/judge/alert.h"
#include "rules/judge/ask.h"
#include "rules/judge/clock.h"

struct group_key {
	struct party_key element;
	char app[FINDING_APP];
	struct addr peer;
	int64_t day; /* posture only */
	uint32_t finding;
	uint32_t space;
};

bool finding_open(struct judge *j)
{
	j->groups = store_new(&(struct store_shape){
		JUDGE_GROUPS, sizeof(struct group_key), sizeof(struct group), NULL, j});
	j->postures = store_new(&(struct store_shape){
		JUDGE_POSTURES, sizeof(struct group_key), sizeof(struct tally), NULL, j});
	return j->groups && j->postures;
}

static const char *judgement_app(const struct judgement *d)
{
	return d->app ? d->app : d->event->app;
}

/* The element, and where there is none the server, stands for "on what". */
static void group_key_fill(const struct judgement *d, struct group_key *key)
{
	memset(key, 0, sizeof(*key));
	if (d->element && d->element->known)
		key->element = d->element->key;
	words_copy(key->app, sizeof(key->app), span_str(judgement_app(d)));
	if (d->peer && d->peer->known)
		key->peer = d->peer->addr;
	if (finding_class(d->finding) == CLASS_POSTURE)
		key->day = time_floor(d->event->ts_us, DAY_US);
	key->finding = d->finding;
	key->space = d->event->place.space;
}

/* The identifier: what is found, on what, by whom, since when. */
static void tally_begin(struct tally *t, const struct judgement *d, const struct group_key *key)
{
	struct {
		char element[PARTY_ID];
		char app[FINDING_APP];
		struct addr peer;
		int64_t day;
		uint32_t finding, space;
		int64_t first_us;
	} content;

	memset(&content, 0, sizeof(content));
	if (d->element && d->element->known)
		memcpy(content.element, d->element->id, sizeof(content.element));
	memcpy(content.app, key->app, sizeof(content.app));
	content.peer = key->peer;
	content.day = key->day;
	content.finding = key->finding;
	content.space = key->space;
	content.first_us = d->event->ts_us;
	finding_id(&content, sizeof(content), t->id);
	t->first_us = d->event->ts_us;
}

/* A kind of thing this group has not told of, while it still remembers all of them. What stands in
 * one message (the variables of a set) is told once. */
static bool is_news(struct tally *g, const struct judgement *d)
{
	unsigned max = d->variety_max < FINDING_VARIETY ? d->variety_max : FINDING_VARIETY;

	for (unsigned i = 0; i < g->variety_count; i++)
		if (g->varieties[i] == d->variety)
			return false;
	if (g->variety_count >= max)
		return false;
	g->varieties[g->variety_count++] = d->variety;
	return g->told_no != d->event->no;
}

static bool is_power_of_ten(uint64_t n)
{
	while (n >= 10 && n % 10 == 0)
		n /= 10;
	return n == 1;
}

static bool tells_now(struct tally *g, const struct judgement *d)
{
	bool news = is_news(g, d);

	if (g->told == 0 || news)
		return true;
	if (finding_class(d->finding) == CLASS_POSTURE)
		return false;
	return (g->count >= 10 && is_power_of_ten(g->count)) ||
	       d->event->ts_us - g->told_us >= HOUR_US;
}

/* Observe mode holds back what the policy decides; tampering with logs and AAA stays loud. */
static bool is_observed(const struct judge *j, const struct judgement *d)
{
	return j->policy && policy_observes(j->policy) &&
	       finding_class(d->finding) == CLASS_POLICY && !d->tampers &&
	       d->finding != FINDING_LOGGING_DISABLED;
}

/* Severity after all that weakens or strengthens it. */
static uint8_t judgement_severity(const struct judge *j, const struct judgement *d)
{
	uint8_t severity = d->severity ? d->severity : finding_entry(d->finding)->severity;
	const struct host *host = d->element ? &d->element->host : NULL;

	if (finding_class(d->finding) == CLASS_POSTURE)
		return 4;
	if (finding_class(d->finding) == CLASS_POLICY && severity == 2 && host &&
		host->criticality && strcmp(host->criticality, "high") == 0)
		severity = 1;
	if (severity == 1 && (d->event->place.initiator_guessed || d->absence))
		severity = 2;
	return is_observed(j, d) ? 4 : severity;
}

static const enum element_counter by_severity[] = {
	ELEMENT_ALERTS_4, ELEMENT_ALERTS_1, ELEMENT_ALERTS_2, ELEMENT_ALERTS_3, ELEMENT_ALERTS_4};

/* The exception of the policy that covers it, or NULL. */
static const char *judgement_exception(const struct judge *j, const struct judgement *d)
{
	if (!d->question || !j->policy)
		return NULL;
	return ask_exception(j, finding_entry(d->finding)->slug, d->question);
}

/* Worse than all that its group told, or not covered any more by the exception that was. */
static bool is_worse(const struct judge *j, const struct group *g, const struct judgement *d)
{
	if (!g->tally.told)
		return false;
	return judgement_severity(j, d) < g->severity ||
	       (g->exception[0] && !judgement_exception(j, d));
}

static void judgement_count(struct judge *j, const struct judgement *d, uint8_t severity)
{
	if (!d->element || !d->element->is_element)
		return;
	struct element *e = element_of(j, d->element, d->event->ts_us);
	element_count(j, e, d->event->ts_us, by_severity[severity], 1);
	element_tell(j, e);
}

/* What an alert shows of a group, and what its end will show. */
static void group_fill(struct group *g, const struct judgement *d, const struct group_key *key,
	const struct alert *a)
{
	memcpy(g->app, key->app, sizeof(g->app));
	if (d->element && d->element->known)
		memcpy(g->element, d->element->id, sizeof(g->element));
	if (!g->tally.told || a->severity < g->severity)
		g->severity = a->severity;
	g->confidence = (uint8_t)d->confidence;
	g->observed = a->observed;
	words_copy(g->exception, sizeof(g->exception), span_str(a->exception));
	words_copy(g->message, sizeof(g->message), words_span(&d->message));
}

static void group_tell(
	struct judge *j, const struct judgement *d, const struct group_key *key, struct group *g)
{
	struct alert a = {.judgement = d, .finding = d->finding, .group = g};

	a.state = g->tally.told ? GROUP_UPDATE : GROUP_OPEN;
	a.observed = is_observed(j, d);
	a.exception = judgement_exception(j, d);
	a.severity = judgement_severity(j, d);
	group_fill(g, d, key, &a);
	g->tally.told = g->tally.count;
	g->tally.told_us = d->event->ts_us;
	g->tally.told_no = d->event->no;
	alert_emit(j, &a);
	if (!a.observed && !a.exception)
		judgement_count(j, d, a.severity);
}

static void tally_add(struct tally *t, const struct judgement *d)
{
	t->count++;
	t->last_us = d->event->ts_us > t->last_us ? d->event->ts_us : t->last_us;
}

/* A weakness: only its tally is kept. */
static bool posture_raise(struct judge *j, const struct judgement *d, const struct group_key *key)
{
	bool is_new;
	struct tally *t = store_take(j->postures, key, &is_new);

	if (is_new)
		tally_begin(t, d, key);
	tally_add(t, d);
	if (!tells_now(t, d))
		return false;
	struct group g = {.tally = *t, .rule = d->rule};
	group_tell(j, d, key, &g);
	*t = g.tally;
	return true;
}

static bool group_raise(struct judge *j, const struct judgement *d, const struct group_key *key)
{
	bool is_new;
	struct group *g = store_take(j->groups, key, &is_new);

	if (is_new)
		tally_begin(&g->tally, d, key);
	tally_add(&g->tally, d);
	g->ts_us = d->event->ts_us;
	g->place = d->event->place;
	g->rule = d->rule;
	if (!tells_now(&g->tally, d) && !is_worse(j, g, d))
		return false;
	group_tell(j, d, key, g);
	return true;
}

bool finding_raise(struct judge *j, const struct judgement *d)
{
	bool posture = finding_class(d->finding) == CLASS_POSTURE;
	struct group_key key;

	if (!j->options.builtin && d->finding != FINDING_RULE)
		return false;
	group_key_fill(d, &key);
	bool told = posture ? posture_raise(j, d, &key) : group_raise(j, d, &key);
	j->counts.repeated += !told;
	return told;
}

/* A group that has counted more than it told says so when it closes. */
static void group_close(struct judge *j, enum finding finding, struct group *g)
{
	if (g->tally.count == g->tally.told)
		return;
	alert_emit(j, &(struct alert){.finding = finding,
			      .group = g,
			      .state = GROUP_CLOSED,
			      .severity = g->severity,
			      .observed = g->observed,
			      .exception = g->exception[0] ? g->exception : NULL});
}

void finding_advance(struct judge *j)
{
	const void *key;
	struct group *g;
	const struct tally *t;

	while ((g = store_oldest(j->groups, &key)) && j->now_us - g->tally.last_us >= HOUR_US) {
		struct group_key gone = *(const struct group_key *)key;
		group_close(j, (enum finding)gone.finding, g);
		store_drop(j->groups, &gone);
	}
	while ((t = store_oldest(j->postures, &key)) && j->now_us - t->last_us >= 2 * DAY_US) {
		struct group_key gone = *(const struct group_key *)key;
		store_drop(j->postures, &gone);
	}
}

void finding_finish(struct judge *j)
{
	const void *key;

	for (struct group *g = store_oldest(j->groups, &key); g;
		g = store_later(j->groups, g, &key))
		group_close(j, (enum finding)((const struct group_key *)key)->finding, g);
}

static void tally_shift(struct tally *t, int64_t by_us)
{
	t->last_us = clock_moved(t->last_us, by_us);
	t->told_us = clock_moved(t->told_us, by_us);
}

void finding_shift(struct judge *j, int64_t by_us)
{
	for (struct group *g = store_oldest(j->groups, NULL); g;
		g = store_later(j->groups, g, NULL))
		tally_shift(&g->tally, by_us);
	for (struct tally *t = store_oldest(j->postures, NULL); t;
		t = store_later(j->postures, t, NULL))
		tally_shift(t, by_us);
}
