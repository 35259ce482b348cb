/* beat: see beat.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/beat.h"

#include "rules/judge/clock.h"
#include "rules/memory.h"

enum {
	BEAT_KNOWN = 4,    /* calls that make a period, and that outlive a restart */
	BEAT_SAVED = 16384 /* pairs that do */
};

struct beat_key {
	struct addr from, to;
	uint16_t space, port;
	uint32_t ip_proto;
};

bool beat_open(struct judge *j)
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

struct beat *beat_find(const struct judge *j, const struct event *e)
{
	struct beat_key key = key_of(e);

	return store_find(j->beats, &key);
}

struct beat *beat_take(struct judge *j, const struct event *e)
{
	struct beat_key key = key_of(e);

	return store_take(j->beats, &key, NULL);
}

static uint32_t middle_of(const struct beat *b, unsigned count)
{
	uint32_t sorted[BEAT_GAPS] = {0};

	for (unsigned i = 0; i < count; i++) {
		uint32_t gap = b->gaps_ms[(b->gaps - 1 - i) % BEAT_GAPS];
		unsigned at = i;
		for (; at && sorted[at - 1] > gap; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = gap;
	}
	return sorted[count / 2];
}

struct rhythm beat_rhythm(const struct beat *b, unsigned count, uint32_t percent)
{
	struct rhythm r = {.middle_ms = middle_of(b, count), .of = count};
	uint64_t off_sum = 0;

	for (unsigned i = 0; i < count; i++) {
		uint32_t gap = b->gaps_ms[(b->gaps - 1 - i) % BEAT_GAPS];
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

/* The flow at hand is counted as a call once it is noted, after what is told of it. */
void beat_use(const struct judge *j, const struct event *e, struct far *ret)
{
	const struct beat *b = beat_find(j, e);

	if (!b || !b->calls)
		return;
	ret->first_us = b->first_us;
	ret->calls = b->calls + (b->last_us != e->ts_us);
	ret->bytes = b->bytes;
	if (b->gaps >= BEAT_KNOWN - 1)
		ret->period_s =
			(middle_of(b, b->gaps < BEAT_GAPS ? b->gaps : BEAT_GAPS) + 500) / 1000;
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
	for (unsigned i = 0; i < BEAT_GAPS; i++)
		memory_put_u32(out, b->gaps_ms[i]);
}

void beats_save(const struct judge *j, struct memory_out *out)
{
	const void *key, *first_key = NULL;
	const struct beat *b = store_newest(j->beats, &key), *first = NULL;
	uint32_t count = 0;

	for (; b && count < BEAT_SAVED; b = store_earlier(j->beats, b, &key)) {
		if (b->calls < BEAT_KNOWN)
			continue;
		count++;
		first = b;
		first_key = key;
	}
	memory_put_u32(out, count);
	for (b = first, key = first_key; b; b = store_later(j->beats, b, &key))
		if (b->calls >= BEAT_KNOWN)
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
	for (unsigned i = 0; i < BEAT_GAPS; i++)
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
	if (count > BEAT_SAVED)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!beat_load(j, in))
			return false;
	return true;
}

void beat_shift(struct judge *j, int64_t by_us)
{
	for (struct beat *b = store_oldest(j->beats, NULL); b; b = store_later(j->beats, b, NULL)) {
		b->first_us = clock_moved(b->first_us, by_us);
		b->last_us = clock_moved(b->last_us, by_us);
		b->told_us = clock_moved(b->told_us, by_us);
	}
}
