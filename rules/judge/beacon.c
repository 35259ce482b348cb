/* beacon: see beacon.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/beacon.h"

#include "rules/judge/clock.h"
#include "rules/judge/flow.h"
#include "rules/memory.h"

enum {
	BEACON_GAPS = 16,
	BEACON_STEADY = 8,   /* gaps of a clock: none is an eighth off */
	BEACON_EVEN = 14,    /* of all gaps that are near the middle one, where there is jitter */
	BEACON_NEAR = 35,    /* percent */
	BEACON_SAVED = 16384 /* pairs that outlive a restart: those with BEACON_KNOWN calls */
};
enum { BEACON_KNOWN = 4, SLOW_MS = 30 * 60 * 1000 /* told once a day: groups close earlier */ };

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

struct beat_key {
	struct addr from, to;
	uint16_t space, port;
	uint32_t ip_proto;
};

/* The last gaps between calls, as a ring. */
struct beat {
	int64_t first_us, last_us;
	uint64_t bytes;
	uint32_t gaps_ms[BEACON_GAPS];
	uint32_t calls;  /* ever */
	uint32_t gaps;   /* since the last pause */
	uint32_t struck; /* calls that began with a minute of the clock */
	bool permitted;
	uint8_t zero[3];
	int64_t told_us;
	const char *app; /* as it was first known: opinions on what is unknown differ */
};

/* How evenly it beats. */
struct rhythm {
	uint32_t middle_ms, jitter_percent, near, of;
};

bool beacon_open(struct judge *j)
{
	j->beats = store_new(&(struct store_shape){
		JUDGE_BEATS, sizeof(struct beat_key), sizeof(struct beat), NULL, j});
	return j->beats;
}

static struct beat_key key_of(const struct event *e)
{
	struct beat_key key;

	memset(&key, 0, sizeof(key));
	key.from = place_end(&e->place, SIDE_CLIENT)->addr;
	key.to = place_end(&e->place, SIDE_SERVER)->addr;
	key.space = e->place.space;
	key.port = place_end(&e->place, SIDE_SERVER)->port;
	key.ip_proto = e->place.ip_proto;
	return key;
}

static uint32_t middle_of(const struct beat *b, unsigned count)
{
	uint32_t sorted[BEACON_GAPS] = {0};

	for (unsigned i = 0; i < count; i++) {
		uint32_t gap = b->gaps_ms[(b->gaps - 1 - i) % BEACON_GAPS];
		unsigned at = i;
		for (; at && sorted[at - 1] > gap; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = gap;
	}
	return sorted[count / 2];
}

/* The last COUNT gaps: how many are within PERCENT of the middle one, and how far off they are. */
static struct rhythm rhythm_of(const struct beat *b, unsigned count, uint32_t percent)
{
	struct rhythm r = {.middle_ms = middle_of(b, count), .of = count};
	uint64_t off_sum = 0;

	for (unsigned i = 0; i < count; i++) {
		uint32_t gap = b->gaps_ms[(b->gaps - 1 - i) % BEACON_GAPS];
		uint64_t off = gap > r.middle_ms ? gap - r.middle_ms : r.middle_ms - gap;
		if (off * 100 > (uint64_t)r.middle_ms * percent)
			continue;
		r.near++;
		off_sum += off;
	}
	if (r.near && r.middle_ms)
		r.jitter_percent = (uint32_t)(off_sum * 100 / r.near / r.middle_ms);
	return r;
}

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
	*ret = rhythm_of(b, BEACON_STEADY, 12);
	if (ret->near < BEACON_STEADY) {
		if (b->gaps < BEACON_GAPS)
			return false;
		*ret = rhythm_of(b, BEACON_GAPS, BEACON_NEAR);
		if (ret->near < BEACON_EVEN)
			return false;
	}
	return (int64_t)ret->middle_ms * 1000 >= SHORTEST_US && !is_job(b, ret);
}

/* The flow at hand is counted as a call once it is noted, after what is told of it. */
void beacon_use(const struct judge *j, const struct event *e, struct far *ret)
{
	struct beat_key key = key_of(e);
	const struct beat *b = store_find(j->beats, &key);

	if (!b || !b->calls)
		return;
	ret->first_us = b->first_us;
	ret->calls = b->calls + (b->last_us != e->ts_us);
	ret->bytes = b->bytes;
	if (b->gaps >= BEACON_KNOWN - 1)
		ret->period_s =
			(middle_of(b, b->gaps < BEACON_GAPS ? b->gaps : BEACON_GAPS) + 500) / 1000;
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
	b->gaps_ms[b->gaps++ % BEACON_GAPS] = (uint32_t)(gap / 1000);
	if (!is_even(b, &r) ||
		(r.middle_ms >= SLOW_MS && b->told_us && ts_us - b->told_us < DAY_US))
		return;
	b->told_us = ts_us;
	beacon_tell(j, w, b, &r);
}

void beacon_note(struct judge *j, const struct watched *w, bool permitted)
{
	struct beat_key key = key_of(w->event);
	struct beat *b = store_take(j->beats, &key, NULL);

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
	struct beat_key key = key_of(e);
	struct beat *b = store_find(j->beats, &key);
	struct party from, to;

	if (!b)
		return;
	b->bytes += f->bytes[SIDE_CLIENT] + f->bytes[SIDE_SERVER];
	if (f->last_us - f->first_us < LONG_LIVED_US || f->packets[SIDE_CLIENT] == 0 ||
		f->packets[0] + f->packets[1] > CALL_PACKETS || !beacon_concerns(e->app))
		return;
	party_of(j, e->place.space, &key.from, &from);
	party_of(j, e->place.space, &key.to, &to);
	struct question q = {.ts_us = f->last_us,
		.space = e->place.space,
		.client = *place_end(&e->place, SIDE_CLIENT),
		.server = *place_end(&e->place, SIDE_SERVER),
		.ip_proto = e->place.ip_proto,
		.app = e->app};
	beat_add(j, &(struct watched){e, &from, &to, &q}, b, f->last_us);
}

/* --- from one run to the next ------------------------------------------------------------------
 */

static void beat_save(const struct beat_key *key, const struct beat *b, struct memory_out *out)
{
	memory_put_addr(out, &key->from);
	memory_put_addr(out, &key->to);
	memory_put_u16(out, key->space);
	memory_put_u16(out, key->port);
	memory_put_u32(out, key->ip_proto);
	memory_put_i64(out, b->first_us);
	memory_put_i64(out, b->last_us);
	memory_put_i64(out, b->told_us);
	memory_put_u64(out, b->bytes);
	memory_put_u32(out, b->calls);
	memory_put_u32(out, b->gaps);
	memory_put_u32(out, b->struck);
	memory_put_u8(out, b->permitted);
	for (unsigned i = 0; i < BEACON_GAPS; i++)
		memory_put_u32(out, b->gaps_ms[i]);
}

void beats_save(const struct judge *j, struct memory_out *out)
{
	const void *key, *first_key = NULL;
	const struct beat *b = store_newest(j->beats, &key), *first = NULL;
	uint32_t count = 0;

	for (; b && count < BEACON_SAVED; b = store_earlier(j->beats, b, &key)) {
		if (b->calls < BEACON_KNOWN)
			continue;
		count++;
		first = b;
		first_key = key;
	}
	memory_put_u32(out, count);
	for (b = first, key = first_key; b; b = store_later(j->beats, b, &key))
		if (b->calls >= BEACON_KNOWN)
			beat_save(key, b, out);
}

static bool beat_load(struct judge *j, struct cursor *in)
{
	struct beat_key key;
	struct beat b;

	memset(&key, 0, sizeof(key));
	memset(&b, 0, sizeof(b));
	key.from = memory_get_addr(in);
	key.to = memory_get_addr(in);
	key.space = cursor_be16(in);
	key.port = cursor_be16(in);
	key.ip_proto = cursor_be32(in);
	b.first_us = memory_get_time(in);
	b.last_us = memory_get_time(in);
	b.told_us = memory_get_time(in);
	b.bytes = cursor_be64(in);
	b.calls = cursor_be32(in);
	b.gaps = cursor_be32(in);
	b.struck = cursor_be32(in);
	b.permitted = cursor_u8(in) != 0;
	for (unsigned i = 0; i < BEACON_GAPS; i++)
		b.gaps_ms[i] = cursor_be32(in);
	if (!cursor_ok(in) || !b.calls)
		return false;
	*(struct beat *)store_take(j->beats, &key, NULL) = b;
	return true;
}

bool beats_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	(void)version;
	if (count > BEACON_SAVED)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!beat_load(j, in))
			return false;
	return true;
}

void beacon_shift(struct judge *j, int64_t by_us)
{
	for (struct beat *b = store_oldest(j->beats, NULL); b; b = store_later(j->beats, b, NULL)) {
		b->first_us = clock_moved(b->first_us, by_us);
		b->last_us = clock_moved(b->last_us, by_us);
		b->told_us = clock_moved(b->told_us, by_us);
	}
}
