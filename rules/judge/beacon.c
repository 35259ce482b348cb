/* beacon: see beacon.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/beacon.h"

#include "rules/judge/beat.h"
#include "rules/judge/far.h"

enum {
	BEACON_STEADY = 8, /* gaps of a clock: none is an eighth off */
	BEACON_EVEN = 14,  /* of all gaps that are near the middle one, where there is jitter */
	BEACON_NEAR = 35   /* percent */
};
enum { SLOW_MS = 30 * 60 * 1000 /* told once a day: groups close earlier */ };

/* Closer together it is a conversation, further apart nobody lives to see the eighth. */
static const int64_t SHORTEST_US = 10 * 1000000ll;
static const int64_t LONGEST_US = 2 * 86400 * 1000000ll;
/* A flow that is older than this calls inside of itself. */
static const int64_t LONG_LIVED_US = 5 * 60 * 1000000ll;
/* So many packets of a minute are a call, more are work. */
static const uint64_t CALL_PACKETS = 12;
/* A job moves data; one at fixed times begins when the clock strikes. */
static const uint64_t JOB_BYTES = 256 * 1024, CLOCK_BYTES = 4 * 1024;
static const int64_t CLOCK_US = 30 * 60 * 1000000ll, STRIKE_US = 5 * 1000000ll;

/* A job that somebody set up: it moves much, or some when the clock strikes. */
static bool is_job(const struct beat *b, const struct rhythm *r)
{
	uint64_t each = b->calls ? b->bytes / b->calls : 0;
	bool by_the_clock =
		(int64_t)r->middle_ms * 1000 >= CLOCK_US && b->struck * 8 >= b->calls * 7;

	return each >= JOB_BYTES || (by_the_clock && each >= CLOCK_BYTES);
}

static bool is_even(const struct beat *b, struct rhythm *ret)
{
	if (b->gaps < BEACON_STEADY)
		return false;
	*ret = beat_rhythm(b, BEACON_STEADY, 12);
	if (ret->near < BEACON_STEADY) {
		if (b->gaps < BEAT_GAPS)
			return false;
		*ret = beat_rhythm(b, BEAT_GAPS, BEACON_NEAR);
		if (ret->near < BEACON_EVEN)
			return false;
	}
	return (int64_t)ret->middle_ms * 1000 >= SHORTEST_US && !is_job(b, ret);
}

static void beacon_describe(
	const struct watched *w, const struct beat *b, const struct rhythm *r, struct words *to)
{
	words_add(to, w->from->id);
	words_add(to, " calls ");
	words_add(to, w->to->id);
	words_add(to, " port ");
	words_add_u64(to, place_end(&w->event->place, SIDE_SERVER)->port);
	words_add(to, " every ");
	words_add_u64(to, ((uint64_t)r->middle_ms + 500) / 1000);
	words_add(to, " s, ");
	words_add_u64(to, r->jitter_percent);
	words_add(to, "% off, ");
	words_add_u64(to, b->calls);
	words_add(to, " calls in ");
	words_add_u64(to, (uint64_t)((b->last_us - b->first_us) / MINUTE_US));
	words_add(to, " minutes, ");
	words_add_u64(to, b->bytes / b->calls);
	words_add(to, " bytes each");
}

static void beacon_tell(
	struct judge *j, const struct watched *w, const struct beat *b, const struct rhythm *r)
{
	struct far far;

	far_look_up(j, &w->to->addr, &far);
	far.addr = w->to->shown;
	far_use(j, &far, w->event);
	far_name(j, &far, far.own_name ? far.own_name : far.asked_name);
	struct judgement it = {.finding = FINDING_BEACON,
		.event = w->event,
		.app = b->app ? b->app : "unknown",
		.element = w->from,
		.peer = w->to,
		.question = w->question,
		.rule = "even-intervals",
		.severity = b->permitted ? 3 : 2,
		.confidence = b->permitted ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM,
		.far = &far};
	beacon_describe(w, b, r, &it.message);
	finding_raise(j, &it);
}

/* A call at TS_US, another one when it comes SHORTEST_US after the last. */
static void beat_add(struct judge *j, const struct watched *w, struct beat *b, int64_t ts_us)
{
	int64_t gap = ts_us - b->last_us, in_minute = ts_us - time_floor(ts_us, MINUTE_US);
	struct rhythm r;

	if (b->calls && gap < SECOND_US)
		return; /* one call with several flows */
	if (!b->calls) {
		b->first_us = ts_us;
		b->app = w->event->app;
	}
	b->last_us = ts_us;
	b->struck += in_minute < STRIKE_US || in_minute > MINUTE_US - SECOND_US;
	if (!b->calls++)
		return;
	if (gap > LONGEST_US) {
		b->gaps = 0;
		return;
	}
	b->gaps_ms[b->gaps++ % BEAT_GAPS] = (uint32_t)(gap / 1000);
	if (!is_even(b, &r) ||
		(r.middle_ms >= SLOW_MS && b->told_us && ts_us - b->told_us < DAY_US))
		return;
	b->told_us = ts_us;
	beacon_tell(j, w, b, &r);
}

void beacon_note(struct judge *j, const struct watched *w, bool permitted)
{
	struct beat *b = beat_take(j, w->event);

	b->permitted = permitted;
	beat_add(j, w, b, w->event->ts_us);
}

bool beacon_concerns(const char *app)
{
	static const char *const quiet[] = {"tls", "http", "http2", "quic", "dns", "icmp"};

	for (unsigned i = 0; app && i < sizeof(quiet) / sizeof(quiet[0]); i++)
		if (strcmp(app, quiet[i]) == 0)
			return true;
	return app == NULL;
}

void beacon_counts(struct judge *j, const struct event *e)
{
	const struct flow_facts *f = &e->u.flow;
	struct beat *b = beat_find(j, e);
	struct party from, to;

	if (!b)
		return;
	b->bytes += f->bytes[SIDE_CLIENT] + f->bytes[SIDE_SERVER];
	if (f->last_us - f->first_us < LONG_LIVED_US || f->packets[SIDE_CLIENT] == 0 ||
		f->packets[0] + f->packets[1] > CALL_PACKETS || !beacon_concerns(e->app))
		return;
	party_of(j, e->place.space, &place_end(&e->place, SIDE_CLIENT)->addr, &from);
	party_of(j, e->place.space, &place_end(&e->place, SIDE_SERVER)->addr, &to);
	struct question q = {.ts_us = f->last_us,
		.space = e->place.space,
		.client = *place_end(&e->place, SIDE_CLIENT),
		.server = *place_end(&e->place, SIDE_SERVER),
		.ip_proto = e->place.ip_proto,
		.app = e->app};
	beat_add(j, &(struct watched){e, &from, &to, &q}, b, f->last_us);
}
