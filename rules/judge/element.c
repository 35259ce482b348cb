/* element: see element.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/element.h"

#include "rules/judge/words.h"

static const int64_t GRACE_US = 5 * 1000000ll;
static const int64_t span_us[ELEMENT_SPANS] = {60 * 1000000ll, 3600 * 1000000ll};

struct peer_key {
	struct party_key element;
	struct addr peer;
	int64_t day;
};

struct peer {
	uint64_t bytes;
	bool told;
	char element[PARTY_ID];
};

static void element_evicted(void *ctx, const void *key, void *value);

bool element_open(struct judge *j)
{
	j->elements = party_store(j,
		&(struct store_shape){JUDGE_ELEMENTS, sizeof(struct party_key),
			sizeof(struct element), element_evicted, j},
		0);
	j->peers = store_new(&(struct store_shape){
		JUDGE_PEERS, sizeof(struct peer_key), sizeof(struct peer), NULL, j});
	return j->elements && j->peers;
}

struct element *element_of(struct judge *j, const struct party *p, int64_t ts_us)
{
	bool is_new;

	if (!p->is_element)
		return NULL;
	struct element *e = store_take_hashed(j->elements, &p->key, p->hash, &is_new);
	if (is_new) {
		memcpy(e->id, p->id, sizeof(e->id));
		e->key = p->key;
		e->addr = p->home;
		e->is_crowd = p->is_crowd;
		e->first_us = e->last_us = ts_us;
		e->info_changed = true;
		words_copy(e->role, sizeof(e->role), span_str(party_role(p)));
		words_copy(e->group, sizeof(e->group), span_str(p->host.group));
		words_copy(e->facts[ELEMENT_VENDOR], ELEMENT_TEXT, span_str(p->host.vendor));
	}
	e->first_us = ts_us < e->first_us ? ts_us : e->first_us;
	e->last_us = ts_us > e->last_us ? ts_us : e->last_us;
	return e;
}

/* --- counters ------------------------------------------------------------------------------ */

static void bucket_write(struct judge *j, const struct element *e, unsigned span, struct bucket *b)
{
	judge_out(j, &(struct record){.kind = RECORD_ELEMENT,
			     .ts_us = b->start_us + span_us[span],
			     .element = e->id,
			     .bucket_ms = b->start_us / 1000,
			     .span_s = (uint32_t)(span_us[span] / SECOND_US),
			     .counters = b->counters});
	memset(b, 0, sizeof(*b));
}

/* Start of the SPAN that TS_US lies in. Most ask for the same one again: two divisions saved. */
static int64_t cell_find(struct judge *j, unsigned span, int64_t ts_us)
{
	if (ts_us < j->cell_us[span] || ts_us - j->cell_us[span] >= span_us[span]) {
		j->cell_us[span] = time_floor(ts_us, span_us[span]);
		j->cell_parity[span] = (unsigned)(j->cell_us[span] / span_us[span]) & 1;
	}
	return j->cell_us[span];
}

/* Two buckets of a span can be open: the running one and the last one in its grace. */
static struct bucket *bucket_at(struct judge *j, struct element *e, unsigned span, int64_t start_us)
{
	cell_find(j, span, start_us);
	struct bucket *b = &e->buckets[span][j->cell_parity[span]];
	struct bucket *other = &e->buckets[span][!j->cell_parity[span]];

	if (b->used && b->start_us != start_us) {
		/* time leapt, as when the clock is set: the oldest goes first */
		if (other->used && other->start_us < b->start_us)
			bucket_write(j, e, span, other);
		bucket_write(j, e, span, b);
	}
	b->used = true;
	b->start_us = start_us;
	return b;
}

void element_count(
	struct judge *j, struct element *e, int64_t ts_us, enum element_counter counter, uint64_t n)
{
	bool is_packets = counter == ELEMENT_PKTS_IN || counter == ELEMENT_PKTS_OUT;
	bool late = false;

	if (!e || !n)
		return;
	for (unsigned span = 0; span < ELEMENT_SPANS; span++) {
		int64_t start = cell_find(j, span, ts_us);
		/* the clock was set back: nothing is written twice, and nothing is lost */
		if (j->now_us < j->closed_us[span])
			start = j->closed_us[span];
		if (start >= j->closed_us[span]) {
			bucket_at(j, e, span, start)->counters[counter] += n;
			continue;
		}
		if (!is_packets) { /* what was long held counts where it still can */
			bucket_at(j, e, span, j->closed_us[span])->counters[counter] += n;
			continue;
		}
		start = time_floor(j->now_us, span_us[span]);
		bucket_at(j, e, span, start)->counters[ELEMENT_LATE] += n;
		late = span == 0;
	}
	e->totals[counter] += n;
	if (late)
		e->totals[ELEMENT_LATE] += n;
}

/* --- peers --------------------------------------------------------------------------------- */

void element_peer(struct judge *j, const struct element *e, const struct addr *peer, int64_t ts_us,
	uint64_t bytes)
{
	struct peer_key key;
	bool is_new;

	if (!e || addr_is_group(peer))
		return;
	memset(&key, 0, sizeof(key));
	key.element = e->key;
	key.peer = *peer;
	key.day = time_floor(ts_us, DAY_US);
	struct peer *p = store_take(j->peers, &key, &is_new);
	if (is_new)
		memcpy(p->element, e->id, sizeof(p->element));
	p->bytes += bytes;
	p->told = false;
}

/* What was touched since the last time stands at the young end of the store. */
static void peers_tell(struct judge *j)
{
	const void *found;
	struct peer *p = store_newest(j->peers, &found);

	while (p && !p->told) {
		const struct peer_key *key = found;
		judge_out(j, &(struct record){.kind = RECORD_PEER,
				     .ts_us = key->day,
				     .element = p->element,
				     .peer = key->peer,
				     .bytes = p->bytes});
		p->told = true;
		p = store_earlier(j->peers, p, &found);
	}
}

/* --- what is known -------------------------------------------------------------------------- */

/* Milliseconds since 1970 as digits. */
static struct span millis_text(struct words *w, int64_t ts_us)
{
	w->len = 0;
	words_add_u64(w, ts_us > 0 ? (uint64_t)ts_us / 1000 : 0);
	return words_span(w);
}

void element_tell(struct judge *j, struct element *e)
{
	char addr[ADDR_TEXT], mac[MAC_TEXT];
	struct words first, last;
	struct span none = span_of(NULL, 0);

	if (!e || !e->info_changed)
		return;
	e->info_changed = false;
	struct span address = e->is_crowd ? none : span_of(addr, addr_text(&e->addr, addr));
	struct record_field fields[] = {
		{"name", span_str(e->facts[ELEMENT_NAME])},
		{"addresses", address},
		{"role", span_str(e->role)},
		{"group", span_str(e->group)},
		{"vendor", span_str(e->facts[ELEMENT_VENDOR])},
		{"platform", span_str(e->facts[ELEMENT_PLATFORM])},
		{"software", span_str(e->facts[ELEMENT_SOFTWARE])},
		{"mac", e->has_mac ? span_of(mac, mac_text(&e->mac, mac)) : none},
		{"first_seen", millis_text(&first, e->first_us)},
		{"last_seen", millis_text(&last, e->last_us)},
	};
	judge_out(j, &(struct record){.kind = RECORD_INFO,
			     .ts_us = e->last_us,
			     .element = e->id,
			     .fields = fields,
			     .field_count = sizeof(fields) / sizeof(fields[0])});
}

static void totals_tell(struct judge *j, const struct element *e)
{
	judge_out(j, &(struct record){.kind = RECORD_TOTALS,
			     .ts_us = e->last_us,
			     .element = e->id,
			     .counters = e->totals});
}

/* --- time ----------------------------------------------------------------------------------- */

/* Writes the buckets of E that start before LIMIT_US[span], oldest first. */
static bool element_close(struct judge *j, struct element *e, const int64_t limit_us[ELEMENT_SPANS])
{
	bool any = false;

	for (unsigned span = 0; span < ELEMENT_SPANS; span++) {
		struct bucket *b = e->buckets[span];
		unsigned first = b[1].used && (!b[0].used || b[1].start_us < b[0].start_us);
		for (unsigned i = 0; i < ELEMENT_OPEN; i++) {
			struct bucket *at = &b[first ^ i];
			if (!at->used || at->start_us >= limit_us[span])
				continue;
			bucket_write(j, e, span, at);
			any = true;
		}
	}
	return any;
}

static void close_all(struct judge *j, const int64_t limit_us[ELEMENT_SPANS])
{
	for (struct element *e = store_oldest(j->elements, NULL); e;
		e = store_later(j->elements, e, NULL)) {
		if (!element_close(j, e, limit_us))
			continue;
		totals_tell(j, e);
		e->info_changed = true; /* last_seen */
		element_tell(j, e);
	}
	peers_tell(j);
}

void element_advance(struct judge *j)
{
	int64_t limit[ELEMENT_SPANS];
	bool any = false;

	for (unsigned span = 0; span < ELEMENT_SPANS; span++) {
		limit[span] = time_floor(j->now_us - GRACE_US, span_us[span]);
		any = any || limit[span] > j->closed_us[span];
	}
	if (!any)
		return;
	close_all(j, limit);
	for (unsigned span = 0; span < ELEMENT_SPANS; span++)
		if (limit[span] > j->closed_us[span])
			j->closed_us[span] = limit[span];
}

/* A run that goes on after this (an interface was away) counts into what is open then. */
void element_finish(struct judge *j)
{
	close_all(j, (int64_t[ELEMENT_SPANS]){INT64_MAX, INT64_MAX});
	for (unsigned span = 0; span < ELEMENT_SPANS; span++) {
		int64_t next_us = time_floor(j->now_us, span_us[span]) + span_us[span];
		if (j->now_us != INT64_MIN && next_us > j->closed_us[span])
			j->closed_us[span] = next_us;
	}
}

static void element_evicted(void *ctx, const void *key, void *value)
{
	struct judge *j = ctx;
	struct element *e = value;

	(void)key;
	element_close(j, e, (int64_t[ELEMENT_SPANS]){INT64_MAX, INT64_MAX});
	totals_tell(j, e);
}
