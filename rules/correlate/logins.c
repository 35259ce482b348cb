/*
 * logins: a session was opened on an element that asks an AAA server for others, and none was
 * asked: a local account, or one that should not be there. Known is only what was seen: an element
 * whose AAA traffic the sensor never saw is not judged. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/trace.h"

/* An exchange this long before or after belongs to the login. */
static const int64_t AROUND_US = 30 * 1000000ll;
/* An element that has not asked for this long may have been set up otherwise. */
static const int64_t STALE_US = 7 * 86400 * 1000000ll;

struct login_key {
	uint64_t no; /* packet: each login for itself */
	uint32_t shard, sub;
};

/* Where a login took place, until it is judged. */
struct login {
	int64_t ts_us;
	uint64_t no;
	struct place place;
	const char *type;
	enum evidence evidence;
	struct addr element, actor;
	char user[48];
};

bool logins_open(struct judge *j)
{
	j->correlate->logins = store_new(&(struct store_shape){
		TRACE_LOGINS, sizeof(struct login_key), sizeof(struct login), NULL, j});
	return j->correlate->logins;
}

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
	static const char *const shells[] = {"telnet", "ssh", "netconf", "rlogin"};

	if (d->action.verb != VERB_LOGIN || d->action.evidence == EVIDENCE_ATTESTED ||
		d->action.outcome == OUTCOME_REFUSED || d->action.outcome == OUTCOME_FAILED)
		return false;
	for (unsigned i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(d->event->type, shells[i]) == 0)
			return true;
	return false;
}

void logins_deed(struct judge *j, const struct deed *d)
{
	struct login_key key = {d->event->no, d->event->shard, d->event->sub};

	if (!is_session(d) || !d->actor.known || !trace_of(j, &d->element))
		return;
	struct login *l = store_take(j->correlate->logins, &key, NULL);
	*l = (struct login){.ts_us = d->event->ts_us,
		.no = d->event->no,
		.place = d->event->place,
		.type = d->event->type,
		.evidence = d->action.evidence,
		.element = d->element.addr,
		.actor = d->actor.addr};
	if (d->action.user_known)
		words_copy(l->user, sizeof(l->user), d->action.user);
}

static void login_tell(struct judge *j, const struct login *l, const struct party *element)
{
	struct event e = {.kind = EVENT_ACTION,
		.no = l->no,
		.ts_us = l->ts_us,
		.place = l->place,
		.type = l->type,
		.app = l->type};
	struct question q = {.ts_us = l->ts_us,
		.space = l->place.space,
		.client = *place_end(&l->place, SIDE_CLIENT),
		.server = *place_end(&l->place, SIDE_SERVER),
		.ip_proto = l->place.ip_proto,
		.app = l->type};
	struct party actor;

	party_of(j, l->place.space, &l->actor, &actor);
	struct judgement it = {.finding = FINDING_LOGIN_WITHOUT_AAA,
		.event = &e,
		.app = l->type,
		.element = element,
		.peer = &actor,
		.question = &q,
		.rule = "no-aaa-exchange",
		.severity = l->evidence == EVIDENCE_INFERRED ? 3 : 2,
		.confidence = l->evidence == EVIDENCE_INFERRED ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM,
		.absence = true};
	words_add(&it.message, actor.id);
	words_add(&it.message, " logged in to ");
	words_add(&it.message, element->id);
	if (l->user[0]) {
		words_add(&it.message, " as ");
		words_add_span(&it.message, span_str(l->user));
	}
	words_add(&it.message, " over ");
	words_add(&it.message, l->type);
	words_add(&it.message, ", and the element asked no AAA server as it does for others");
	finding_raise(j, &it);
}

static void login_judge(struct judge *j, const struct login *l)
{
	struct party element;

	party_of(j, l->place.space, &l->element, &element);
	struct trace *t = trace_of(j, &element);
	if (!t || !t->asking.first_us)
		return;
	if (t->asking.last_us >= l->ts_us - AROUND_US) {
		t->asking.logins++;
		return;
	}
	if (t->asking.logins && l->ts_us - t->asking.last_us < STALE_US)
		login_tell(j, l, &element);
}

void logins_advance(struct judge *j)
{
	const void *key;
	const struct login *l;

	while ((l = store_oldest(j->correlate->logins, &key)) &&
		j->now_us - l->ts_us >= AROUND_US) {
		struct login_key gone = *(const struct login_key *)key;
		struct login login = *l;
		store_drop(j->correlate->logins, &gone);
		login_judge(j, &login);
	}
}
