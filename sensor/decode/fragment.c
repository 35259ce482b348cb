/*
 * fragment: see fragment.h. Bytes lie in blocks of 2 KiB that are taken as pieces touch them; a
 * bitmap in each block tells which units of 8 bytes are there. When slots or blocks run out the
 * oldest user's datagram gives way, and an element's only to an element's; so what survives depends
 * on the order of packets alone. Of what is given up the head goes on, but not that of a user's
 * which gave way: a flood costs no more than the memory for it.
 */
#include "config.h"

#include "sensor/decode/fragment.h"

#include "sensor/base/fnv.h"
#include "sensor/base/region.h"
#include "sensor/base/siphash.h"
#include "sensor/decode/decode.h"

#include <stdlib.h>

enum {
	UNIT = 8, /* fragment offsets count in these */
	BLOCK = 2048,
	BLOCK_UNITS = BLOCK / UNIT,
	DATAGRAM_MAX = 65535,
	DATAGRAM_BLOCKS = (DATAGRAM_MAX + BLOCK) / BLOCK,
	JOIN_SIZE = FRAGMENT_HEADROOM + DATAGRAM_MAX + 1,
	SLOTS_MIN = 64,
	PASSED_OVER = 16,  /* elements' datagrams that are passed over in search of a user's */
	TOLD = 8192,       /* datagrams that went on, by what their copies share; a power of two */
	TOLD_US = 2000000, /* as late as a copy comes: no sender uses an id again so soon */
	NONE = 0           /* slot and block numbers count from 1 */
};

struct block {
	uint8_t there[BLOCK_UNITS / 8];
	uint8_t bytes[BLOCK];
};

struct datagram {
	struct fragment_key key;
	int64_t since_us;
	uint32_t next_in_bucket;
	uint32_t older, newer;
	uint32_t len;   /* known once the last piece was seen; else 0 */
	uint32_t end;   /* of the bytes seen so far */
	uint32_t units; /* that are there */
	bool overlap, held;
	bool has_first, copy; /* its first bytes were seen; they were told already */
	uint8_t proto;
	int64_t first_us;
	uint32_t blocks[DATAGRAM_BLOCKS];
	struct packet first; /* with its first bytes */
};

/* A datagram that went on. */
struct told {
	uint64_t what;
	int64_t ts_us;
};

struct fragments {
	struct siphash_key key;
	struct datagram *slots; /* index 0 unused, as with blocks */
	struct block *blocks;
	uint32_t *buckets, *free_slots, *free_blocks;
	uint8_t *joins;
	struct told *told;
	struct fragment_head *heads;
	uint32_t head_first, head_count; /* a ring */
	size_t size;                     /* of the region that holds all of these */
	uint32_t slot_count, block_count, bucket_count;
	uint32_t free_slot_count, free_block_count;
	uint32_t oldest, newest;
	uint32_t joined; /* buffers in use by this frame */
};

/* Gives every array its place in the region at BASE; with NULL only the size is reckoned. */
static size_t lay_out(struct fragments *f, uint8_t *base)
{
	size_t at = 0;
	const size_t sizes[] = {(f->slot_count + 1) * sizeof(struct datagram),
		(f->block_count + 1) * sizeof(struct block), f->bucket_count * sizeof(uint32_t),
		f->slot_count * sizeof(uint32_t), f->block_count * sizeof(uint32_t),
		(size_t)FRAGMENT_JOINS * JOIN_SIZE, TOLD * sizeof(struct told),
		FRAGMENT_HEADS * sizeof(struct fragment_head)};
	enum { PLACES = sizeof(sizes) / sizeof(*sizes) };
	void *places[PLACES];

	for (unsigned i = 0; i < PLACES; i++) {
		places[i] = base ? base + at : NULL;
		at += (sizes[i] + 63) & ~(size_t)63;
	}
	f->slots = places[0];
	f->blocks = places[1];
	f->buckets = places[2];
	f->free_slots = places[3];
	f->free_blocks = places[4];
	f->joins = places[5];
	f->told = places[6];
	f->heads = places[7];
	return at;
}

struct fragments *fragments_new(uint32_t memory)
{
	struct fragments *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->block_count = memory / (sizeof(struct block) + sizeof(struct datagram));
	if (f->block_count < SLOTS_MIN)
		f->block_count = SLOTS_MIN;
	f->slot_count = f->block_count;
	for (f->bucket_count = 64; f->bucket_count < f->slot_count;)
		f->bucket_count *= 2;
	f->size = lay_out(f, NULL);
	uint8_t *base = region_take(f->size);
	if (!base) {
		free(f);
		return NULL;
	}
	lay_out(f, base);
	f->key = siphash_random_key();
	for (uint32_t i = 0; i < f->slot_count; i++)
		f->free_slots[i] = f->slot_count - i;
	for (uint32_t i = 0; i < f->block_count; i++)
		f->free_blocks[i] = f->block_count - i;
	f->free_slot_count = f->slot_count;
	f->free_block_count = f->block_count;
	return f;
}

void fragments_free(struct fragments *f)
{
	if (!f)
		return;
	region_free(f->slots, f->size);
	free(f);
}

void fragments_begin(struct fragments *f)
{
	f->joined = 0;
}

static uint32_t *bucket_of(struct fragments *f, const struct fragment_key *key)
{
	return &f->buckets[siphash(&f->key, key, sizeof(*key)) & (f->bucket_count - 1)];
}

static void unlink_age(struct fragments *f, uint32_t slot)
{
	const struct datagram *g = &f->slots[slot];

	*(g->older ? &f->slots[g->older].newer : &f->oldest) = g->newer;
	*(g->newer ? &f->slots[g->newer].older : &f->newest) = g->older;
}

static void link_newest(struct fragments *f, uint32_t slot)
{
	struct datagram *g = &f->slots[slot];

	g->newer = NONE;
	g->older = f->newest;
	*(f->newest ? &f->slots[f->newest].newer : &f->oldest) = slot;
	f->newest = slot;
}

static void drop(struct fragments *f, uint32_t slot)
{
	struct datagram *g = &f->slots[slot];
	uint32_t *link = bucket_of(f, &g->key);

	while (*link != slot)
		link = &f->slots[*link].next_in_bucket;
	*link = g->next_in_bucket;
	unlink_age(f, slot);
	for (unsigned i = 0; i < DATAGRAM_BLOCKS; i++) {
		if (g->blocks[i])
			f->free_blocks[f->free_block_count++] = g->blocks[i];
	}
	f->free_slots[f->free_slot_count++] = slot;
}

/* --- what is given up ---------------------------------------------------------------------- */

/*
 * What the copies of a datagram share on whatever way they came: ends, id, and the first unit
 * (ports and checksum of UDP, ports and number of TCP).
 */
static struct told *told_of(struct fragments *f, const struct datagram *g, uint64_t *ret_what)
{
	const struct fragment_key *k = &g->key;
	uint64_t sum = fnv64(FNV64, span_of(k->src.b, sizeof(k->src.b)));

	sum = fnv64(sum, span_of(k->dst.b, sizeof(k->dst.b)));
	sum = fnv64(sum, span_of(&k->id, sizeof(k->id)));
	sum = fnv64(sum, span_of(&k->proto, sizeof(k->proto)));
	*ret_what = fnv64(sum, span_of(f->blocks[g->blocks[0]].bytes, UNIT));
	return &f->told[(*ret_what ^ *ret_what >> 32) & (TOLD - 1)];
}

static bool is_told(struct fragments *f, const struct datagram *g)
{
	uint64_t what;
	const struct told *t = told_of(f, g, &what);
	int64_t apart = g->first_us - t->ts_us;

	return t->what == what && apart <= TOLD_US && apart >= -TOLD_US;
}

static void note_told(struct fragments *f, const struct datagram *g)
{
	uint64_t what;
	struct told *t = told_of(f, g, &what);

	*t = (struct told){what, g->first_us};
}

/* Bytes from the first one on without a hole, of the first block. */
static uint32_t head_len(const struct block *b, const struct datagram *g)
{
	uint32_t unit = 0;

	while (unit < BLOCK_UNITS && b->there[unit / 8] & 1u << unit % 8)
		unit++;
	return g->len && unit * UNIT > g->len ? g->len : unit * UNIT;
}

/* Lets the head of the datagram go on where there is one and room for it; the rest is dropped. */
static void give_up(struct fragments *f, uint32_t slot)
{
	const struct datagram *g = &f->slots[slot];
	bool room = f->head_count < FRAGMENT_HEADS - 1; /* one more may be in hand */

	if (g->has_first && !g->copy && !is_told(f, g) && room) {
		const struct block *b = &f->blocks[g->blocks[0]];
		struct fragment_head *h =
			&f->heads[(f->head_first + f->head_count++) % FRAGMENT_HEADS];
		note_told(f, g);
		h->packet = g->first;
		h->len = head_len(b, g);
		h->wire = g->len ? g->len : g->end;
		h->proto = g->proto;
		h->overlap = g->overlap;
		memcpy(h->bytes + FRAGMENT_HEADROOM, b->bytes, h->len);
	}
	drop(f, slot);
}

static bool is_late(const struct datagram *g, int64_t now_us)
{
	return now_us == INT64_MAX || now_us - g->since_us > FRAGMENT_TIMEOUT_S * INT64_C(1000000);
}

struct fragment_head *fragments_given_up(struct fragments *f, int64_t now_us, uint32_t *late)
{
	while (!f->head_count && f->oldest && is_late(&f->slots[f->oldest], now_us)) {
		give_up(f, f->oldest);
		++*late;
	}
	if (!f->head_count)
		return NULL;
	struct fragment_head *h = &f->heads[f->head_first];
	f->head_first = (f->head_first + 1) % FRAGMENT_HEADS;
	f->head_count--;
	return h;
}

/* The first bytes of the datagram came with PIECE. */
static void keep_first(struct fragments *f, struct datagram *g, const struct fragment_piece *piece)
{
	g->has_first = true;
	g->proto = piece->proto;
	g->first_us = piece->ts_us;
	g->first = *piece->packet;
	g->first.frame = g->first.l3 = g->first.l4 = span_of(NULL, 0);
	g->first.payload = g->first.tcp_options = span_of(NULL, 0);
	g->copy = is_told(f, g);
}

/* --- memory -------------------------------------------------------------------------------- */

/*
 * Drops the datagram that gives way to one that is HELD or not; SPARED (or NONE) never. False:
 * nobody does. Elements' datagrams that are passed over go behind all others, so that the search is
 * short.
 */
static bool make_room(struct fragments *f, bool held, uint32_t spared)
{
	uint32_t first = f->oldest, victim = NONE;

	for (unsigned i = 0; i < PASSED_OVER && f->oldest; i++) {
		uint32_t slot = f->oldest;
		if (slot != spared && !f->slots[slot].held) {
			victim = slot;
			break;
		}
		unlink_age(f, slot);
		link_newest(f, slot);
	}
	if (!victim && held && first != spared)
		victim = first;
	if (victim && f->slots[victim].held)
		give_up(f, victim);
	else if (victim)
		drop(f, victim);
	return victim != NONE;
}

/* A slot for the datagram that PIECE begins, or NONE. */
static uint32_t take_slot(struct fragments *f, const struct fragment_key *key,
	const struct fragment_piece *piece, uint32_t *seen)
{
	if (!f->free_slot_count || piece->full) {
		*seen |= 1u << DECODE_FRAGMENT_FULL;
		if (!make_room(f, piece->held, NONE))
			return NONE;
	}
	uint32_t slot = f->free_slots[--f->free_slot_count];
	struct datagram *g = &f->slots[slot];
	uint32_t *bucket = bucket_of(f, key);

	memset(g, 0, sizeof(*g));
	g->key = *key;
	g->since_us = piece->ts_us;
	g->held = piece->held;
	g->next_in_bucket = *bucket;
	*bucket = slot;
	link_newest(f, slot);
	return slot;
}

/* The block INDEX of datagram SLOT, taken when it is not there; NULL when nobody gives way. */
static struct block *take_block(struct fragments *f, uint32_t slot, uint32_t index, uint32_t *seen)
{
	struct datagram *g = &f->slots[slot];

	if (g->blocks[index])
		return &f->blocks[g->blocks[index]];
	while (!f->free_block_count) {
		*seen |= 1u << DECODE_FRAGMENT_FULL;
		if (!make_room(f, g->held, slot))
			return NULL;
	}
	g->blocks[index] = f->free_blocks[--f->free_block_count];
	struct block *b = &f->blocks[g->blocks[index]];
	memset(b->there, 0, sizeof(b->there));
	return b;
}

/* One unit of LEN bytes (8; fewer at the end of the datagram): the first to come stays. */
static void add_unit(struct datagram *g, struct block *b, uint32_t unit, struct span bytes)
{
	uint8_t bit = (uint8_t)(1u << unit % 8);

	if (b->there[unit / 8] & bit) {
		if (memcmp(b->bytes + unit * UNIT, bytes.p, bytes.len) != 0)
			g->overlap = true;
		return;
	}
	b->there[unit / 8] |= bit;
	g->units++;
	memcpy(b->bytes + unit * UNIT, bytes.p, bytes.len);
}

static bool add_bytes(
	struct fragments *f, uint32_t slot, const struct fragment_piece *piece, uint32_t *seen)
{
	struct datagram *g = &f->slots[slot];

	for (uint32_t done = 0; done < piece->data.len; done += UNIT) {
		uint32_t at = piece->offset + done;
		struct block *b = take_block(f, slot, at / BLOCK, seen);
		if (!b)
			return false;
		add_unit(g, b, at % BLOCK / UNIT, span_sub(piece->data, done, UNIT));
	}
	return true;
}

/* What no sender makes: nothing in it, past the end, an end that moves. */
static bool is_bad(const struct datagram *g, const struct fragment_piece *piece)
{
	uint32_t end = piece->offset + piece->data.len;

	if (piece->data.len == 0 || (piece->more && piece->data.len % UNIT))
		return true;
	if (g->len)
		return end > g->len || (!piece->more && end != g->len);
	return !piece->more && end < g->end;
}

static struct span join(struct fragments *f, const struct datagram *g)
{
	uint8_t *to = f->joins + (size_t)f->joined++ * JOIN_SIZE + FRAGMENT_HEADROOM;

	for (uint32_t at = 0; at < g->len; at += BLOCK) {
		uint32_t len = g->len - at < BLOCK ? g->len - at : BLOCK;
		memcpy(to + at, f->blocks[g->blocks[at / BLOCK]].bytes, len);
	}
	return span_of(to, g->len);
}

static uint32_t find(
	struct fragments *f, const struct fragment_key *key, int64_t ts_us, uint32_t *seen)
{
	uint32_t slot = *bucket_of(f, key);

	while (slot && memcmp(&f->slots[slot].key, key, sizeof(*key)) != 0)
		slot = f->slots[slot].next_in_bucket;
	if (slot && is_late(&f->slots[slot], ts_us)) {
		*seen |= 1u << DECODE_FRAGMENT_EXPIRED;
		give_up(f, slot);
		slot = NONE;
	}
	return slot;
}

enum fragment_result fragments_add(struct fragments *f, const struct fragment_key *key,
	const struct fragment_piece *piece, uint32_t *seen, struct span *ret)
{
	static const struct datagram fresh;
	uint32_t header = key->version == 4 ? 20 : 0; /* counts into the length of IPv4 */
	uint32_t slot = find(f, key, piece->ts_us, seen);

	if (piece->offset + piece->data.len > DATAGRAM_MAX - header ||
		is_bad(slot ? &f->slots[slot] : &fresh, piece)) {
		*seen |= 1u << DECODE_FRAGMENT_BAD;
		return FRAGMENT_REFUSED;
	}
	if (f->joined == FRAGMENT_JOINS) {
		*seen |= 1u << DECODE_TOO_MANY_LAYERS;
		return FRAGMENT_REFUSED;
	}
	if (!slot)
		slot = take_slot(f, key, piece, seen);
	if (!slot)
		return FRAGMENT_REFUSED;
	struct datagram *g = &f->slots[slot];
	if (!add_bytes(f, slot, piece, seen)) {
		drop(f, slot);
		return FRAGMENT_REFUSED;
	}
	if (!piece->offset && !g->has_first)
		keep_first(f, g, piece);
	uint32_t end = piece->offset + piece->data.len;
	if (end > g->end)
		g->end = end;
	if (!piece->more)
		g->len = end;
	if (!g->len || g->units < (g->len + UNIT - 1) / UNIT)
		return FRAGMENT_WAITS;
	if (g->overlap)
		*seen |= 1u << DECODE_FRAGMENT_OVERLAP;
	note_told(f, g);
	*ret = join(f, g);
	drop(f, slot);
	return FRAGMENT_WHOLE;
}

uint8_t *fragments_headroom(struct fragments *f)
{
	return f->joins + (size_t)(f->joined - 1) * JOIN_SIZE;
}
