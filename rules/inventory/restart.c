/* restart: see restart.h. Collector's thread. */
#include "config.h"

#include "rules/inventory/restart.h"

/* What told of a restart: bits of asset.booted_by. */
enum told_by { BY_UPTIME = 1, BY_TRAP = 2, BY_LOG = 4, BY_BGP = 8 };

static const struct {
	const char *type;
	struct span begins, ends, words;
	const char *told;
} announcements[] = {
#define RESTARTED(type, begins, ends, words, told)                                                 \
	{type, SPAN_LIT(begins), SPAN_LIT(ends), SPAN_LIT(words), told},
#include "rules/inventory/sources.def"
};
enum { ANNOUNCEMENTS = sizeof(announcements) / sizeof(announcements[0]) };

static const int64_t SLACK_S = 60;         /* clocks drift, polls come late */
static const int64_t COPIES_S = 120;       /* the same message to several servers, and again */
static const int64_t AGENT_LATE_S = 300;   /* an agent begins to count later than the log does */
static const int64_t BGP_LONG_S = 600;     /* sessions this old were no start of the capture */
static const int64_t BGP_TOGETHER_S = 120; /* sessions this close begin for one reason */
static const int64_t ASKED_S = 900;        /* from the wish until it is up again */
static const int64_t COMES_UP_S = 1800;    /* until the last of what tells of a restart has told */

static bool is_within(int64_t ts_us, int64_t from_us, int64_t seconds)
{
	return from_us && ts_us >= from_us && ts_us - from_us < seconds * SECOND_US;
}

/* How long after the restart that was counted last BY can still be telling of that one: a source
 * that told of it already soon tells of another, others until all have had their time. */
static int64_t same_for_s(const struct asset *a, enum told_by by)
{
	if (by == BY_BGP || !(a->booted_by & by))
		return by == BY_UPTIME ? AGENT_LATE_S : COMES_UP_S;
	return COPIES_S;
}

/* Counts the restart of TS_US that BY tells of, unless it is the one that was counted last. */
static void restart_count(struct hearing *h, int64_t ts_us, enum told_by by, const char *told)
{
	struct asset *a = h->asset;
	bool same = a->booted_us && ts_us - a->booted_us < same_for_s(a, by) * SECOND_US;

	a->booted_by = (uint8_t)(same ? a->booted_by | by : by);
	if (same)
		return;
	a->booted_us = ts_us;
	h->restart = told;
}

/* Less than it would have to be, and the counter (of 32 bits, hundredths) did not just wrap. */
static bool went_back(struct asset *a, int64_t ts_us, int64_t up_s)
{
	int64_t before_s = a->up_s, passed_s = (ts_us - a->up_at_us) / SECOND_US;
	bool known = a->up_at_us != 0 && passed_s >= 0;

	a->up_s = up_s;
	a->up_at_us = ts_us;
	if (!known || up_s + SLACK_S >= before_s)
		return false;
	return before_s + passed_s < (int64_t)(UINT32_MAX / 100) - SLACK_S &&
	       up_s < passed_s + SLACK_S;
}

/* The action "restarted", as the host itself attests it; nobody is known to have asked for it. */
static void restart_fill(const struct hearing *h, const struct party *p, struct event *ret)
{
	*ret = *h->event;
	ret->kind = EVENT_ACTION;
	ret->json = span_of(NULL, 0);
	memset(&ret->u.action, 0, sizeof(ret->u.action));
	ret->u.action.verb = VERB_REBOOT;
	ret->u.action.subject = SUBJECT_SYSTEM;
	ret->u.action.outcome = OUTCOME_OK;
	ret->u.action.evidence = EVIDENCE_ATTESTED;
	ret->u.action.has_element = true;
	ret->u.action.element_addr = p->addr;
	ret->u.action.object = SPAN_LIT("uptime went back");
	ret->u.action.value = SPAN_LIT("");
}

bool restart_by_uptime(struct hearing *h, const struct party *p, int64_t up_s, struct event *ret)
{
	struct asset *a = h->asset;
	int64_t ts_us = h->event->ts_us, since_us = ts_us - up_s * SECOND_US;

	if (!went_back(a, ts_us, up_s))
		return false;
	h->source = span_str(h->event->type);
	/* what was counted after it began to run can only have told of this very restart */
	if (since_us > a->booted_us)
		restart_count(h, since_us, BY_UPTIME, "uptime went back");
	a->booted_by |= BY_UPTIME;
	bool said = is_within(
		since_us, a->restart_us - COMES_UP_S * SECOND_US, COMES_UP_S + ASKED_S + COPIES_S);
	a->restart_us = ts_us;
	if (said)
		return false;
	restart_fill(h, p, ret);
	return true;
}

/* Sessions to two peers begin within minutes, and there were some long before: one flap is a matter
 * of the link, several at once are one of the router. */
void restart_by_bgp(struct hearing *h)
{
	struct asset *a = h->asset;
	int64_t ts_us = h->event->ts_us;
	struct addr peer = h->event->place.dst.addr;
	bool before = a->bgp_first_us && ts_us - a->bgp_first_us > BGP_LONG_S * SECOND_US;
	bool together = is_within(ts_us, a->bgp_last_us, BGP_TOGETHER_S) &&
			addr_cmp(&a->bgp_peer, &peer) != 0;

	if (!a->bgp_first_us)
		a->bgp_first_us = ts_us;
	a->bgp_last_us = ts_us;
	a->bgp_peer = peer;
	if (!before || !together)
		return;
	h->source = SPAN_LIT("bgp");
	restart_count(h, ts_us, BY_BGP, "BGP sessions opened anew");
	a->restart_us = ts_us;
}

/* How D says that its element is up again, or NULL. */
static const char *announced(const struct deed *d)
{
	const struct action *a = &d->action;

	for (unsigned i = 0; a->evidence == EVIDENCE_ATTESTED && i < ANNOUNCEMENTS; i++)
		if (strcmp(announcements[i].type, d->event->type) == 0 &&
			span_starts(a->object, announcements[i].begins) &&
			span_ends_nocase(a->object, announcements[i].ends) &&
			span_has_nocase(a->value, announcements[i].words))
			return announcements[i].told;
	return NULL;
}

void restart_by_deed(struct judge *j, const struct deed *d)
{
	const char *told = announced(d);
	struct hearing h;

	if (!hearing_begin(&h, j, d->event, &d->element, false))
		return;
	h.asset->restart_us = d->event->ts_us;
	if (!told)
		return;
	h.source = span_str(d->event->type);
	restart_count(&h, d->event->ts_us, strcmp(d->event->type, "syslog") == 0 ? BY_LOG : BY_TRAP,
		told);
	hearing_end(&h);
}
