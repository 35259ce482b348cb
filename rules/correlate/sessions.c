/*
 * sessions: who has a session on which element, as seen on the wire. An element that records one
 * which nobody saw, where others were seen, records what did not happen, or was reached by a way
 * that the sensor does not watch. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/aside.h"

/* A session that was silent for longer than this is not the one that a record tells of. */
static const int64_t IDLE_US = 30 * 60 * 1000000ll;

/* An element is one whichever of its addresses was reached, and whichever its records come from. */
struct session_key {
	struct party_key element;
	struct addr actor;
	uint16_t space, zero;
};

bool sessions_open(struct judge *j)
{
	j->correlate->sessions = store_new(&(struct store_shape){
		TRACE_SESSIONS, sizeof(struct session_key), sizeof(int64_t), NULL, j});
	return j->correlate->sessions;
}

static struct session_key key_of(
	uint16_t space, const struct addr *actor, const struct party *element)
{
	struct session_key key;

	memset(&key, 0, sizeof(key));
	key.element = element->key;
	key.actor = *actor;
	key.space = space;
	return key;
}

void sessions_flow(struct judge *j, const struct party *element, const struct event *e)
{
	struct session_key key =
		key_of(e->place.space, &place_end(&e->place, SIDE_CLIENT)->addr, element);
	int64_t ts_us = e->u.flow.last_us > e->ts_us ? e->u.flow.last_us : e->ts_us;
	int64_t *last = store_take(j->correlate->sessions, &key, NULL);

	if (ts_us > *last)
		*last = ts_us;
}

static bool is_seen(const struct judge *j, const struct aside *a, const struct party *element)
{
	struct session_key key = key_of(a->place.space, &a->actor, element);
	const int64_t *last = store_find(j->correlate->sessions, &key);

	return last && a->ts_us - *last < IDLE_US;
}

static void session_judge(struct judge *j, const struct aside *a)
{
	struct aside_telling t;

	aside_tell(j, a, &t);
	struct trace *trace = trace_of(j, &t.element);
	if (!trace)
		return;
	if (is_seen(j, a, &t.element)) {
		trace->asking.sessions++;
		return;
	}
	if (!trace->asking.sessions)
		return;
	struct judgement it = {.finding = FINDING_ACCOUNTING_WITHOUT_SESSION,
		.event = &t.event,
		.app = a->type,
		.element = &t.element,
		.peer = &t.actor,
		.question = &t.question,
		.rule = "no-session",
		.confidence = j->loss_ppm ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM,
		.absence = true};
	words_add(&it.message, t.element.id);
	words_add(&it.message, " records ");
	words_add(&it.message, verb_name(a->verb));
	words_add(&it.message, " by ");
	words_add(&it.message, t.actor.id);
	if (a->user[0]) {
		words_add(&it.message, " as ");
		words_add_span(&it.message, span_str(a->user));
	}
	words_add(&it.message, ", and no session of that host was seen as it was for others");
	finding_raise(j, &it);
}

/* A record that names the host: a session of its own, or what was done in one. */
void sessions_deed(struct judge *j, const struct deed *d)
{
	static const char *const records[] = {"tacacs", "radius", "syslog"};
	const struct action *a = &d->action;

	if (a->evidence != EVIDENCE_ATTESTED || !a->has_actor || !d->actor.known ||
		party_is_listed(&d->actor) || !TRACE_IS(d->event->type, records))
		return;
	if (a->verb != VERB_LOGIN_FAILED && a->verb != VERB_LOGOUT)
		aside_put(j, d, session_judge);
}
