/* rule: see rule.h. Thresholds, marks on hosts and suppression, in the order of the packets. */
#include "config.h"

#include "rules/judge/rule.h"

#include "rules/judge/clock.h"
#include "rules/judge/party.h"
#include "rules/match/index.h"
#include "rules/match/witness.h"
#include "rules/rule/ruleset.h"
#include "sensor/base/siphash.h"

enum {
	RULE_TALLIES = 65536, /* rule and host, pair or flow whose matches are counted */
	RULE_UNIQUES = 2048,  /* the same with the ports seen; 8 KiB each */
	RULE_MARKS = 65536,   /* xbits that are set */
	XBIT_S = 30           /* how long one lasts that says nothing else */
};

/* What is counted together; every byte counts. */
struct tally_key {
	uint32_t gid, sid, what, flow;
	uint64_t flow_id;
	struct addr a, b;
};

struct rule_tally {
	int64_t since_us, until_us; /* until: of a rate_filter that is at work */
	uint64_t count, next;
};

struct rule_unique {
	int64_t since_us;
	uint32_t count;
	uint8_t ports[65536 / 8];
};

bool rule_open(struct judge *j)
{
	j->rule_tallies = store_new(&(struct store_shape){
		RULE_TALLIES, sizeof(struct tally_key), sizeof(struct rule_tally), NULL, NULL});
	j->rule_uniques = store_new(&(struct store_shape){
		RULE_UNIQUES, sizeof(struct tally_key), sizeof(struct rule_unique), NULL, NULL});
	j->rule_marks = store_new(&(struct store_shape){
		RULE_MARKS, sizeof(struct tally_key), sizeof(int64_t), NULL, NULL});
	return j->rule_tallies && j->rule_uniques && j->rule_marks && rule_groups_open(j) &&
	       rule_shown_open(j);
}

void rule_close(struct judge *j)
{
	store_free(j->rule_tallies);
	store_free(j->rule_uniques);
	store_free(j->rule_marks);
	store_free(j->rule_groups);
	rule_shown_close(j);
	rule_sets_close(j);
}

/* --- how often --- */

static struct tally_key key_of(
	const struct rule *r, const struct event *e, enum limit_track track, uint32_t what)
{
	struct tally_key k;

	memset(&k, 0, sizeof(k));
	k.gid = r->gid;
	k.sid = r->sid;
	k.what = what;
	if (track == TRACK_SRC || track == TRACK_BOTH)
		k.a = e->place.src.addr;
	if (track == TRACK_DST || track == TRACK_BOTH)
		k.b = e->place.dst.addr;
	if (track == TRACK_FLOW)
		k.flow_id = e->place.flow_id;
	return k;
}

/* Matches in this window with the one at hand; a window begins with the first match. */
static uint64_t counted(struct rule_tally *t, const struct event *e, uint32_t seconds)
{
	if (!t->count || e->ts_us - t->since_us > seconds * 1000000ll) {
		*t = (struct rule_tally){.since_us = e->ts_us};
	}
	return ++t->count;
}

static bool unique_passes(struct judge *j, const struct rule *r, const struct event *e)
{
	const struct rule_limit *l = &r->filter;
	struct tally_key key = key_of(r, e, l->track, 2);
	uint16_t port = l->unique == UNIQUE_SRC_PORT ? e->place.src.port : e->place.dst.port;
	bool is_new;
	struct rule_unique *u = store_take(j->rule_uniques, &key, &is_new);

	if (is_new || e->ts_us - u->since_us > l->seconds * 1000000ll) {
		memset(u, 0, sizeof(*u));
		u->since_us = e->ts_us;
	}
	uint8_t bit = (uint8_t)(1 << port % 8);
	u->count += !(u->ports[port / 8] & bit);
	u->ports[port / 8] |= bit;
	return u->count > l->count;
}

static bool filter_passes(struct judge *j, const struct rule *r, const struct event *e)
{
	struct tally_key key;
	bool is_new;

	if (r->filter.kind == LIMIT_NONE)
		return true;
	if (r->filter.unique != UNIQUE_NONE)
		return unique_passes(j, r, e);
	key = key_of(r, e, r->filter.track, 1);
	struct rule_tally *t = store_take(j->rule_tallies, &key, &is_new);
	return counted(t, e, r->filter.seconds) > r->filter.count;
}

static bool backoff_passes(struct rule_tally *t, const struct rule_limit *l)
{
	t->next = t->next ? t->next : l->count;
	if (++t->count < t->next)
		return false;
	t->next *= l->multiplier;
	return true;
}

static bool limit_passes(struct judge *j, const struct rule *r, const struct event *e)
{
	const struct rule_limit *l = &r->limit;
	struct tally_key key;
	bool is_new;

	if (l->kind == LIMIT_NONE)
		return true;
	key = key_of(r, e, l->track, 0);
	struct rule_tally *t = store_take(j->rule_tallies, &key, &is_new);
	if (l->kind == LIMIT_BACKOFF)
		return backoff_passes(t, l);
	uint64_t n = counted(t, e, l->seconds);
	if (l->kind == LIMIT_LIMIT)
		return n <= l->count;
	if (l->kind == LIMIT_BOTH)
		return n == l->count;
	if (n < l->count)
		return false;
	t->count = 0;
	return true;
}

/* --- marks on hosts --- */

/* A mark is known by its name: another set of rules numbers it otherwise. */
static void mark_name(struct judge *j, uint16_t bit, struct tally_key *ret)
{
	static const struct siphash_key plain;
	struct span name = span_str(j->rules->bits[bit]);
	uint64_t hash = siphash(&plain, name.p, name.len);

	ret->gid = (uint32_t)hash;
	ret->flow_id = hash;
}

static struct tally_key mark_of(
	struct judge *j, const struct rule_bit *b, uint16_t bit, const struct event *e)
{
	struct tally_key k;

	memset(&k, 0, sizeof(k));
	k.what = 0x10000u;
	mark_name(j, bit, &k);
	k.sid = e->place.space;
	if (b->track == BIT_SRC)
		k.a = e->place.src.addr;
	else if (b->track == BIT_DST)
		k.a = e->place.dst.addr; /* a host has one set of marks, however it is named */
	else if (addr_cmp(&e->place.src.addr, &e->place.dst.addr) < 0)
		k.a = e->place.src.addr, k.b = e->place.dst.addr;
	else
		k.a = e->place.dst.addr, k.b = e->place.src.addr;
	k.flow = b->track == BIT_PAIR;
	return k;
}

static bool mark_is(struct judge *j, const struct rule_bit *b, uint16_t bit, const struct event *e)
{
	struct tally_key key = mark_of(j, b, bit, e);
	const int64_t *until_us = store_find(j->rule_marks, &key);

	return until_us && *until_us >= e->ts_us;
}

/* Index of the first mark that is not as R asks, or -1. */
static int mark_missing(struct judge *j, const struct rule *r, const struct event *e)
{
	for (uint16_t i = 0; i < r->bit_count; i++) {
		const struct rule_bit *b = &r->bits[i];
		bool any = false;
		if (b->track == BIT_FLOW || b->op < BIT_ISSET)
			continue;
		for (uint8_t k = 0; k < b->count; k++)
			any |= mark_is(j, b, b->bits[k], e);
		if (any != (b->op == BIT_ISSET))
			return i;
	}
	return -1;
}

static void marks_change(struct judge *j, const struct rule *r, const struct event *e)
{
	for (uint16_t i = 0; i < r->bit_count; i++) {
		const struct rule_bit *b = &r->bits[i];
		if (b->track == BIT_FLOW || b->op > BIT_TOGGLE)
			continue;
		bool set = mark_is(j, b, b->bits[0], e), is_new;
		struct tally_key key = mark_of(j, b, b->bits[0], e);
		if (b->op == BIT_UNSET || (b->op == BIT_TOGGLE && set)) {
			store_drop(j->rule_marks, &key);
			continue;
		}
		int64_t *until_us = store_take(j->rule_marks, &key, &is_new);
		*until_us = e->ts_us + (b->expire_s ? b->expire_s : XBIT_S) * 1000000ll;
	}
}

/* --- suppression --- */

static bool is_suppressed(const struct ruleset *set, const struct rule *r, const struct event *e)
{
	for (uint32_t i = 0; i < set->suppress_count; i++) {
		const struct rule_suppress *s = &set->suppress[i];
		if ((s->sid && s->sid != r->sid) || (s->gid && s->gid != r->gid))
			continue;
		bool src = addr_set_has(&s->addrs, &e->place.src.addr);
		bool dst = addr_set_has(&s->addrs, &e->place.dst.addr);
		if (!s->by_addr || (s->track != TRACK_DST && src) || (s->track != TRACK_SRC && dst))
			return true;
	}
	return false;
}

/* What comes too often is let go for the time that the filter says, and then counted anew. */
static bool is_too_often(struct rule_tally *t, const struct rule_rate *rate, const struct event *e)
{
	if (t->until_us && e->ts_us <= t->until_us)
		return true;
	if (t->until_us)
		*t = (struct rule_tally){0};
	if (counted(t, e, rate->seconds) <= rate->count)
		return false;
	t->until_us = e->ts_us + rate->timeout * 1000000ll;
	return true;
}

static const char *rule_action_name(enum rule_action a)
{
	static const char *const names[] = {"pass", "alert", "drop", "reject"};
	return names[a];
}

/* The first rate_filter that R exceeds, or NULL. */
static const struct rule_rate *rate_exceeded(
	struct judge *j, const struct rule *r, const struct event *e)
{
	const struct ruleset *set = j->rules;

	for (uint32_t i = 0; i < set->rate_count; i++) {
		const struct rule_rate *rate = &set->rates[i];
		bool other =
			(rate->sid && rate->sid != r->sid) || (rate->gid && rate->gid != r->gid);
		if (other)
			continue;
		struct tally_key key = key_of(r, e, rate->track, 4);
		bool is_new;
		if (is_too_often(store_take(j->rule_tallies, &key, &is_new), rate, e))
			return rate;
	}
	return NULL;
}

/* What keeps the rule from telling; its marks and lists change on the way. RET: its rate_filter. */
static struct obstacle obstacle_of(
	struct judge *j, const struct rule_match *m, const struct rule_rate **ret)
{
	const struct rule *r = m->rule;
	const struct event *e = m->event;
	int missing = mark_missing(j, r, e);

	if (missing >= 0)
		return (struct obstacle){OBSTACLE_MARK, (uint16_t)missing, 0};
	if ((missing = rule_sets_missing(j, r, m->carried)) >= 0)
		return (struct obstacle){OBSTACLE_DATASET, (uint16_t)missing, 0};
	if (!filter_passes(j, r, e))
		return (struct obstacle){.kind = OBSTACLE_FILTER};
	marks_change(j, r, e);
	if ((r->flags & RULE_NOALERT) || r->action == RULE_PASS)
		return (struct obstacle){.kind = OBSTACLE_NOALERT};
	if (!limit_passes(j, r, e))
		return (struct obstacle){.kind = OBSTACLE_LIMIT};
	if (is_suppressed(j->rules, r, e))
		return (struct obstacle){.kind = OBSTACLE_SUPPRESSED};
	*ret = rate_exceeded(j, r, e);
	if (*ret && (*ret)->action == RULE_PASS)
		return (struct obstacle){.kind = OBSTACLE_RATE};
	return (struct obstacle){.kind = OBSTACLE_NONE};
}

void rule_raise(struct judge *j, const struct rule_match *match)
{
	const struct rule_rate *rate = NULL;
	struct obstacle why = obstacle_of(j, match, &rate);

	witness_verdict(j->rule_index, match->rule, match->event, why);
	if (why.kind == OBSTACLE_NONE)
		rule_alert(j, match, rate ? rule_action_name(rate->action) : NULL);
}

void rule_hit_judge(struct judge *j, const struct event *e)
{
	const struct rule *r = ruleset_find(j->rules, e->u.rule.gid, e->u.rule.sid);

	if (r)
		rule_raise(j,
			&(struct rule_match){.rule = r, .event = e, .carried = e->u.rule.values});
}

void rule_shift(struct judge *j, int64_t by_us)
{
	for (struct rule_tally *t = store_oldest(j->rule_tallies, NULL); t;
		t = store_later(j->rule_tallies, t, NULL)) {
		t->since_us = clock_moved(t->since_us, by_us);
		t->until_us = clock_moved(t->until_us, by_us);
	}
	for (struct rule_unique *u = store_oldest(j->rule_uniques, NULL); u;
		u = store_later(j->rule_uniques, u, NULL))
		u->since_us = clock_moved(u->since_us, by_us);
	for (int64_t *until_us = store_oldest(j->rule_marks, NULL); until_us;
		until_us = store_later(j->rule_marks, until_us, NULL))
		*until_us = clock_moved(*until_us, by_us);
}
