/* watch: see watch.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/watch.h"

#include "rules/judge/clock.h"

#include "sensor/base/siphash.h"

enum watch_kind { WATCH_TARGETS, WATCH_HASHES, WATCH_FAILURES };

/* Scans are counted for a source, guesses for a source and its target. */
struct watch_key {
	struct addr from, to;
	uint16_t space;
	uint16_t kind;
	uint32_t zero;
};

struct watch {
	struct window window;
	struct addr first; /* target of the first flow */
	bool many;         /* more than one target host */
	int64_t until_us;  /* what comes before this belongs to what was told */
	uint64_t serial;   /* makes repeated refusals distinct */
};

bool watch_open(struct judge *j)
{
	j->sources = store_new(&(struct store_shape){
		JUDGE_SOURCES, sizeof(struct watch_key), sizeof(struct watch), NULL, j});
	return j->sources;
}

unsigned window_add(struct window *w, uint64_t what, int64_t ts_us)
{
	unsigned oldest = 0, count = 0, at = WATCH_SLOTS;

	for (unsigned i = 0; i < WATCH_SLOTS; i++) {
		if (w->what[i] == what && w->at_us[i])
			at = i;
		if (w->at_us[i] < w->at_us[oldest])
			oldest = i;
	}
	at = at == WATCH_SLOTS ? oldest : at;
	w->what[at] = what;
	w->at_us[at] = ts_us;
	for (unsigned i = 0; i < WATCH_SLOTS; i++)
		count += w->at_us[i] && ts_us - w->at_us[i] < MINUTE_US &&
			 w->at_us[i] - ts_us < MINUTE_US;
	return count;
}

static struct watch *watch_take(struct judge *j, const struct watched *w, enum watch_kind kind)
{
	struct watch_key key;
	bool is_new;

	memset(&key, 0, sizeof(key));
	key.from = w->from->addr;
	if (kind != WATCH_TARGETS)
		key.to = w->to->addr;
	key.space = w->event->place.space;
	key.kind = (uint16_t)kind;
	struct watch *watch = store_take(j->sources, &key, &is_new);
	if (is_new)
		watch->first = w->to->addr;
	return watch;
}

static uint64_t target_hash(const struct watched *w)
{
	static const struct siphash_key fixed = {0x7461726765740000ull, 0x7363616e00000000ull};
	struct {
		struct addr addr;
		uint16_t port;
		uint16_t proto;
		uint32_t zero;
	} target;

	memset(&target, 0, sizeof(target));
	target.addr = w->to->addr;
	target.port = place_end(&w->event->place, SIDE_SERVER)->port;
	target.proto = w->event->place.ip_proto;
	return siphash(&fixed, &target, sizeof(target));
}

static void scan_tell(struct judge *j, const struct watched *w, bool many)
{
	/* A scan of many hosts is one story about its source, not one for each host. */
	bool by_element = w->from->is_element;
	struct judgement it = {.finding = FINDING_SCAN,
		.event = w->event,
		.app = "scan",
		.element = by_element ? w->from
			   : many     ? NULL
				      : w->to,
		.peer = by_element ? NULL : w->from,
		.question = w->question,
		.rule = "unanswered-targets",
		.confidence = w->event->place.one_way ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM,
		.absence = true};

	words_add(&it.message, w->from->id);
	words_add(&it.message, " tries many ports or hosts without an answer, now ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, " port ");
	words_add_u64(&it.message, place_end(&w->event->place, SIDE_SERVER)->port);
	finding_raise(j, &it);
}

bool watch_unanswered(struct judge *j, const struct watched *w)
{
	unsigned limit = !j->policy            ? WATCH_SCAN_UNKNOWN
			 : w->from->is_element ? WATCH_SCAN_ELEMENT
					       : WATCH_SCAN;
	int64_t ts_us = w->event->ts_us;
	struct watch *watch = watch_take(j, w, WATCH_TARGETS);

	if (addr_cmp(&watch->first, &w->to->addr) != 0)
		watch->many = true;
	if (window_add(&watch->window, target_hash(w), ts_us) >= limit)
		watch->until_us = ts_us + MINUTE_US;
	if (ts_us >= watch->until_us)
		return false;
	scan_tell(j, w, watch->many);
	return true;
}

static void guess_tell(struct judge *j, const struct watched *w, const char *rule)
{
	struct judgement it = {.finding = FINDING_BRUTE_FORCE,
		.event = w->event,
		.app = w->event->type,
		.element = w->to,
		.peer = w->from,
		.question = w->question,
		.rule = rule,
		.confidence = CONFIDENCE_MEDIUM};

	words_add(&it.message, w->from->id);
	words_add(&it.message, " guesses credentials of ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, " over ");
	words_add(&it.message, w->event->type);
	finding_raise(j, &it);
}

void watch_credential(struct judge *j, const struct watched *w, uint32_t hash)
{
	struct watch *watch = watch_take(j, w, WATCH_HASHES);

	if (window_add(&watch->window, hash, w->event->ts_us) >= WATCH_CREDENTIALS)
		guess_tell(j, w, "many-credentials");
}

void watch_refused(struct judge *j, const struct watched *w, uint32_t count)
{
	struct watch *watch = watch_take(j, w, WATCH_FAILURES);
	unsigned seen = 0;

	for (uint32_t i = 0; i < count && i < WATCH_SLOTS; i++)
		seen = window_add(&watch->window, ++watch->serial, w->event->ts_us);
	if (seen >= WATCH_REFUSALS)
		guess_tell(j, w, "many-refusals");
}

void watch_shift(struct judge *j, int64_t by_us)
{
	for (struct watch *w = store_oldest(j->sources, NULL); w;
		w = store_later(j->sources, w, NULL)) {
		w->until_us = clock_moved(w->until_us, by_us);
		for (unsigned i = 0; i < WATCH_SLOTS; i++)
			w->window.at_us[i] = clock_moved(w->window.at_us[i], by_us);
	}
}
