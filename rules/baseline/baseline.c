/* baseline: see baseline.h. */
#include "config.h"

#include "rules/baseline/habit.h"

#include "rules/memory.h"
#include "sensor/base/siphash.h"

#include <stdlib.h>

/* Below these nobody cares by how many times an hour exceeds another. */
static const double LEAST[MEASURES] = {10e6, 200};
static const char *const measure_text[MEASURES] = {" bytes", " flows"};
enum { EPHEMERAL = 32768 };

bool baseline_open(struct judge *j)
{
	struct baseline *b = j->baseline = calloc(1, sizeof(*b));

	if (!b)
		return false;
	b->habits = store_new(&(struct store_shape){
		BASELINE_ELEMENTS, sizeof(struct party_key), sizeof(struct habit), NULL, j});
	return b->habits;
}

void baseline_close(struct judge *j)
{
	if (!j->baseline)
		return;
	store_free(j->baseline->habits);
	free(j->baseline);
}

uint64_t baseline_forgotten(const struct judge *j)
{
	return store_evicted(j->baseline->habits);
}

static struct habit *habit_of(struct judge *j, const struct party *p, int64_t ts_us)
{
	bool is_new;

	/* without a policy anybody may pass for an element for a while */
	if (!j->policy || !p->is_element || p->is_crowd)
		return NULL;
	struct habit *h = store_take(j->baseline->habits, &p->key, &is_new);
	if (is_new) {
		h->first_us = ts_us;
		h->hour_us = time_floor(ts_us, HOUR_US);
	}
	return h;
}

static bool is_learned(const struct judge *j, const struct habit *h, int64_t ts_us)
{
	unsigned days = j->options.learn_days ? j->options.learn_days : BASELINE_LEARN_DAYS;

	return ts_us - h->first_us >= days * DAY_US;
}

/* --- how much
 * ------------------------------------------------------------------------------------- */

static void volume_tell(struct judge *j, const struct party *p, const struct event *e,
	const struct usual *usual, uint64_t count)
{
	enum measure m = e->kind == EVENT_FLOW_COUNTS ? MEASURE_BYTES : MEASURE_FLOWS;
	int64_t into_us = e->ts_us - time_floor(e->ts_us, HOUR_US);
	struct question q = {.ts_us = e->ts_us,
		.space = e->place.space,
		.client = e->place.src,
		.server = e->place.dst,
		.ip_proto = e->place.ip_proto};
	struct judgement it = {.finding = FINDING_UNUSUAL_VOLUME,
		.event = e,
		.app = m == MEASURE_BYTES ? "bytes" : "flows",
		.element = p,
		.question = &q,
		.rule = "hour-of-week",
		.confidence = CONFIDENCE_LOW};

	words_add(&it.message, p->id);
	words_add(&it.message, " had ");
	words_add_u64(&it.message, count);
	words_add(&it.message, measure_text[m]);
	words_add(&it.message, " in the first ");
	words_add_u64(&it.message, (uint64_t)(into_us / MINUTE_US) + 1);
	words_add(&it.message, " minutes of an hour of which ");
	words_add_u64(&it.message, (uint64_t)usual->mean);
	words_add(&it.message, " are usual");
	finding_raise(j, &it);
}

static void hour_take(struct habit *h, int64_t hour_us, const struct hour *hour)
{
	for (unsigned m = 0; m < MEASURES; m++)
		usual_take(&h->usual[m][hour_of_week(hour_us)], (double)hour->count[m]);
}

/* Up to the hour that begins at UNTIL_US. Hours without a word count as empty ones, up to a week.
 */
static void hours_pass(struct habit *h, int64_t until_us)
{
	static const struct hour empty;

	if (h->has_before)
		hour_take(h, h->hour_us - HOUR_US, &h->before);
	for (unsigned i = 0; i < HOURS_OF_WEEK && h->hour_us + HOUR_US < until_us; i++) {
		hour_take(h, h->hour_us, &h->now);
		h->now = empty;
		h->hour_us += HOUR_US;
	}
	h->before = h->now;
	h->has_before = true;
	h->now = empty;
	h->hour_us = until_us;
}

/* Element P had MORE: of bytes where E counts them, or of flows. What exceeds the usual of a whole
 * hour is told when it does: what is still to come makes it no less. */
static void volume_add(struct judge *j, struct habit *h, const struct party *p,
	const struct event *e, uint64_t more)
{
	bool counts = e->kind == EVENT_FLOW_COUNTS;
	enum measure m = counts ? MEASURE_BYTES : MEASURE_FLOWS;
	int64_t ts_us = counts && e->u.flow.last_us ? e->u.flow.last_us : e->ts_us;

	if (ts_us - h->hour_us >= HOUR_US)
		hours_pass(h, time_floor(ts_us, HOUR_US));
	bool late = ts_us < h->hour_us && h->has_before;
	int64_t hour_us = late ? h->hour_us - HOUR_US : h->hour_us;
	struct hour *hour = late ? &h->before : &h->now;
	unsigned of_week = hour_of_week(hour_us);
	hour->count[m] += more;
	if (hour->told[m] || !is_learned(j, h, hour_us) ||
		!usual_is_exceeded(h->usual[m], of_week, (double)hour->count[m], LEAST[m]))
		return;
	hour->told[m] = true;
	struct event at = *e;
	at.ts_us = ts_us;
	volume_tell(j, p, &at, &h->usual[m][of_week], hour->count[m]);
}

void baseline_bytes(struct judge *j, const struct party *p, const struct event *e, uint64_t bytes)
{
	struct habit *h = habit_of(j, p, e->ts_us);

	if (h)
		volume_add(j, h, p, e, bytes);
}

/* --- peers and services --------------------------------------------------------------------------
 */

static uint32_t hash_of(const void *p, size_t len)
{
	static const struct siphash_key fixed = {0x6261736570656572ull, 0x73657276696365ull};

	return (uint32_t)siphash(&fixed, p, len) | 1;
}

/* True when HASH was not among the ROOM ones of LIST. */
static bool note(uint32_t *list, uint32_t room, uint32_t *count, uint32_t hash)
{
	for (uint32_t i = 0; i < room && i < *count; i++)
		if (list[i] == hash)
			return false;
	list[(*count)++ % room] = hash;
	return true;
}

static uint32_t service_hash(const struct event *e, bool out)
{
	struct {
		char app[24];
		uint16_t port;
		uint8_t proto, out;
	} what;

	memset(&what, 0, sizeof(what));
	what.out = out;
	what.proto = e->place.ip_proto;
	if (e->app)
		words_copy(what.app, sizeof(what.app), span_str(e->app));
	uint16_t port = place_end(&e->place, SIDE_SERVER)->port;
	if (e->place.ip_proto == IPPROTO_NR_TCP || e->place.ip_proto == IPPROTO_NR_UDP)
		what.port = e->app || port >= EPHEMERAL ? 0 : port;
	return hash_of(&what, sizeof(what));
}

static void first_tell(struct judge *j, const struct watched *w, bool out, bool peer)
{
	const struct party *element = out ? w->from : w->to, *other = out ? w->to : w->from;
	const struct place *p = &w->event->place;
	struct judgement it = {.finding = FINDING_FIRST_SEEN,
		.event = w->event,
		.app = w->event->app ? w->event->app : "unknown",
		.element = element,
		.peer = other,
		.question = w->question,
		.rule = peer ? "new-peer" : "new-service",
		.confidence = CONFIDENCE_MEDIUM};

	words_add(&it.message, element->id);
	words_add(&it.message, out ? " calls " : " is called by ");
	words_add(&it.message, other->id);
	words_add(&it.message, " over ");
	words_add(&it.message, it.app);
	if (p->ip_proto == IPPROTO_NR_TCP || p->ip_proto == IPPROTO_NR_UDP) {
		words_add(&it.message, " port ");
		words_add_u64(&it.message, place_end(p, SIDE_SERVER)->port);
	}
	words_add(&it.message, peer ? ", a host" : ", a service");
	words_add(&it.message, " that it was not seen with in its learning period or since");
	finding_raise(j, &it);
}

/* So many in a day, and the rest is learned in silence. */
static bool news_left(struct habit *h, int64_t ts_us)
{
	int64_t day_us = time_floor(ts_us, DAY_US);

	if (h->day_us != day_us)
		h->news = 0;
	h->day_us = day_us;
	return h->news++ < BASELINE_NEWS;
}

static void side_flow(struct judge *j, const struct watched *w, bool out, bool tells)
{
	const struct party *element = out ? w->from : w->to, *other = out ? w->to : w->from;
	int64_t ts_us = w->event->ts_us;
	struct habit *h = habit_of(j, element, ts_us);

	if (!h)
		return;
	uint8_t what[sizeof(other->addr.b) + 1];
	memcpy(what, other->addr.b, sizeof(other->addr.b));
	what[sizeof(other->addr.b)] = out;
	bool peer =
		note(h->peers.hash, BASELINE_PEERS, &h->peers.count, hash_of(what, sizeof(what)));
	bool service = note(h->services.hash, BASELINE_SERVICES, &h->services.count,
		service_hash(w->event, out));
	peer = peer && h->peers.count <= BASELINE_PEERS;
	service = service && h->services.count <= BASELINE_SERVICES;
	volume_add(j, h, element, w->event, 1);
	if (tells && (peer || service) && is_learned(j, h, ts_us) && news_left(h, ts_us))
		first_tell(j, w, out, peer);
}

void baseline_flow(struct judge *j, const struct watched *w, bool permitted)
{
	side_flow(j, w, true, permitted);
	side_flow(j, w, false, permitted);
}

/* --- from one run to the next --------------------------------------------------------------------
 */

static uint32_t bits_of(float f)
{
	uint32_t bits;

	memcpy(&bits, &f, sizeof(bits));
	return bits;
}

/* A number that was counted: not negative, not without end. */
static float float_of(struct cursor *in)
{
	uint32_t bits = cursor_be32(in);
	float f;

	memcpy(&f, &bits, sizeof(f));
	if (!(f >= 0.0f && f < 1e37f))
		cursor_fail(in);
	return cursor_ok(in) ? f : 0.0f;
}

static void hashes_save(const uint32_t *list, uint32_t room, uint32_t count, struct memory_out *out)
{
	memory_put_u32(out, count);
	for (uint32_t i = 0; i < room && i < count; i++)
		memory_put_u32(out, list[i]);
}

static uint32_t hashes_load(uint32_t *list, uint32_t room, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	for (uint32_t i = 0; i < room && i < count; i++)
		list[i] = cursor_be32(in);
	return count;
}

static void hour_save(const struct hour *hour, struct memory_out *out)
{
	for (unsigned m = 0; m < MEASURES; m++) {
		memory_put_u64(out, hour->count[m]);
		memory_put_u8(out, hour->told[m]);
	}
}

static void hour_load(struct hour *hour, struct cursor *in)
{
	for (unsigned m = 0; m < MEASURES; m++) {
		hour->count[m] = cursor_be64(in);
		hour->told[m] = cursor_u8(in) != 0;
	}
}

static void habit_save(const struct habit *h, struct memory_out *out)
{
	memory_put_i64(out, h->first_us);
	memory_put_i64(out, h->hour_us);
	memory_put_i64(out, h->day_us);
	memory_put_u32(out, h->news);
	hashes_save(h->peers.hash, BASELINE_PEERS, h->peers.count, out);
	hashes_save(h->services.hash, BASELINE_SERVICES, h->services.count, out);
	hour_save(&h->now, out);
	hour_save(&h->before, out);
	memory_put_u8(out, h->has_before);
	for (unsigned m = 0; m < MEASURES; m++) {
		for (unsigned i = 0; i < HOURS_OF_WEEK; i++) {
			const struct usual *u = &h->usual[m][i];
			memory_put_u8(out, u->count);
			if (!u->count)
				continue;
			memory_put_u32(out, bits_of(u->mean));
			memory_put_u32(out, bits_of(u->squares));
		}
	}
}

/* The first version knew nothing of the hour before. */
static void habit_load(struct habit *h, uint32_t version, struct cursor *in)
{
	h->first_us = memory_get_time(in);
	h->hour_us = time_floor(memory_get_time(in), HOUR_US);
	h->day_us = memory_get_time(in);
	h->news = cursor_be32(in);
	h->peers.count = hashes_load(h->peers.hash, BASELINE_PEERS, in);
	h->services.count = hashes_load(h->services.hash, BASELINE_SERVICES, in);
	if (version > 1) {
		hour_load(&h->now, in);
		hour_load(&h->before, in);
		h->has_before = cursor_u8(in) != 0;
	}
	for (unsigned m = 0; m < MEASURES; m++) {
		if (version == 1)
			h->now.count[m] = cursor_be64(in);
		for (unsigned i = 0; i < HOURS_OF_WEEK; i++) {
			struct usual *u = &h->usual[m][i];
			u->count = cursor_u8(in);
			if (u->count > HOUR_WEIGHT_MAX)
				cursor_fail(in);
			if (!u->count)
				continue;
			u->mean = float_of(in);
			u->squares = float_of(in);
		}
	}
}

void habits_save(const struct judge *j, struct memory_out *out)
{
	const void *found;
	const struct habit *h = store_oldest(j->baseline->habits, &found);

	memory_put_u32(out, store_count(j->baseline->habits));
	for (; h; h = store_later(j->baseline->habits, h, &found)) {
		party_key_save(found, out);
		habit_save(h, out);
	}
}

bool habits_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	if (count > BASELINE_ELEMENTS)
		return false;
	for (uint32_t i = 0; i < count && cursor_ok(in); i++) {
		struct party_key key = party_key_load(in);
		habit_load(store_take(j->baseline->habits, &key, NULL), version, in);
	}
	return cursor_ok(in);
}
