/* beacon: see beacon.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/beacon.h"

enum { BEACON_GAPS = 8 };

/* Closer together it is a conversation, further apart nobody lives to see the eighth. */
static const int64_t SHORTEST_US = 10 * 1000000ll;
static const int64_t LONGEST_US = 2 * 86400 * 1000000ll;

struct beat_key {
	struct addr from, to;
	uint16_t space, port;
	uint32_t ip_proto;
};

/* The last gaps between flows, as a ring. */
struct beat {
	int64_t last_us;
	int64_t gaps_us[BEACON_GAPS];
	uint32_t count;
};

bool beacon_open(struct judge *j)
{
	j->beats = store_new(&(struct store_shape){
		JUDGE_BEATS, sizeof(struct beat_key), sizeof(struct beat), NULL, j});
	return j->beats;
}

/* The mean of the gaps when all of them are known and none is an eighth off, else 0. */
static int64_t beat_interval(const struct beat *b)
{
	int64_t low = INT64_MAX, high = 0, sum = 0;

	if (b->count < BEACON_GAPS)
		return 0;
	for (unsigned i = 0; i < BEACON_GAPS; i++) {
		int64_t gap = b->gaps_us[i];
		low = gap < low ? gap : low;
		high = gap > high ? gap : high;
		sum += gap;
	}
	int64_t mean = sum / BEACON_GAPS;
	if (mean < SHORTEST_US || mean - low > mean / 8 || high - mean > mean / 8)
		return 0;
	return mean;
}

static void beacon_tell(struct judge *j, const struct watched *w, int64_t interval_us)
{
	struct judgement it = {.finding = FINDING_BEACON,
		.event = w->event,
		.element = w->from,
		.peer = w->to,
		.question = w->question,
		.rule = "even-intervals",
		.confidence = CONFIDENCE_MEDIUM};

	words_add(&it.message, w->from->id);
	words_add(&it.message, " calls ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, " port ");
	words_add_u64(&it.message, place_end(&w->event->place, SIDE_SERVER)->port);
	words_add(&it.message, " every ");
	words_add_u64(&it.message, (uint64_t)((interval_us + SECOND_US / 2) / SECOND_US));
	words_add(&it.message, " s");
	finding_raise(j, &it);
}

void beacon_note(struct judge *j, const struct watched *w)
{
	int64_t ts_us = w->event->ts_us;
	struct beat_key key;
	bool is_new;

	memset(&key, 0, sizeof(key));
	key.from = w->from->addr;
	key.to = w->to->addr;
	key.space = w->event->place.space;
	key.port = place_end(&w->event->place, SIDE_SERVER)->port;
	key.ip_proto = w->event->place.ip_proto;
	struct beat *b = store_take(j->beats, &key, &is_new);
	int64_t gap = ts_us - b->last_us;
	b->last_us = ts_us;
	if (is_new)
		return;
	if (gap < SECOND_US || gap > LONGEST_US) {
		b->count = 0;
		return;
	}
	b->gaps_us[b->count % BEACON_GAPS] = gap;
	b->count++;
	int64_t interval = beat_interval(b);
	if (interval)
		beacon_tell(j, w, interval);
}
