/* heads: see heads.h. */
#include "config.h"

#include "rules/match/heads.h"

#include <stdlib.h>

enum {
	PORTS = 65536,
	PORTS_FEW = 16,       /* of one rule, always */
	PORTS_SOME = 4096,    /* of one rule, while there is room */
	PORTS_ROOM = 4 << 20, /* entries: 16 MiB */
	KEYS_FEW = 16,        /* prefixes that one range of addresses stands under */
	RANGES_FEW = 4096     /* ranges of one rule */
};

/* Lengths of prefixes that addresses are cut to: of IPv4 a host, /24 and /16; of IPv6 more. */
static const uint8_t levels[HEADS_LEVELS] = {128, 120, 112, 64, 48};
enum { LEVELS_V4 = 3 };

bool rule_list_add(struct rule_list *l, uint32_t rule)
{
	if (l->count && l->rules[l->count - 1] == rule)
		return true;
	if (l->count == l->room) {
		uint32_t room = l->room ? l->room * 2 : 2;
		uint32_t *more = realloc(l->rules, room * sizeof(*more));
		if (!more)
			return false;
		l->rules = more;
		l->room = room;
	}
	l->rules[l->count++] = rule;
	return true;
}

/* --- by port --- */

static uint32_t ports_count(const struct port_set *s)
{
	uint32_t n = 0;

	if (!s->in_count || s->out_count)
		return PORTS;
	for (uint32_t i = 0; i < s->in_count; i++)
		n += s->in[i].high - s->in[i].low + 1u;
	return n;
}

static bool ports_add(struct heads *h, const struct port_set *s, uint32_t rule)
{
	if (!h->ports)
		h->ports = calloc(PORTS, sizeof(*h->ports));
	if (!h->ports)
		return false;
	for (uint32_t i = 0; i < s->in_count; i++)
		for (uint32_t port = s->in[i].low; port <= s->in[i].high; port++)
			if (!rule_list_add(&h->ports[port], rule))
				return false;
	h->port_entries += ports_count(s);
	return true;
}

/* --- by address --- */

static struct addr cut(struct addr a, unsigned bits)
{
	memset(a.b + bits / 8, 0, sizeof(a.b) - bits / 8);
	return a;
}

/* The prefix of BITS behind A. */
static void step(struct addr *a, unsigned bits)
{
	for (unsigned i = bits / 8; i-- > 0 && ++a->b[i] == 0;)
		;
}

/* The longest level at which few prefixes hold the whole range, or HEADS_LEVELS. */
static unsigned range_level(const struct addr_range *range)
{
	unsigned count = addr_is_v4(&range->low) ? LEVELS_V4 : HEADS_LEVELS;

	for (unsigned level = 0; level < count; level++) {
		struct addr at = cut(range->low, levels[level]);
		struct addr last = cut(range->high, levels[level]);
		for (unsigned keys = 1; keys <= KEYS_FEW; keys++) {
			if (addr_cmp(&at, &last) == 0)
				return level;
			step(&at, levels[level]);
		}
	}
	return HEADS_LEVELS;
}

static bool is_narrow(const struct addr_set *s)
{
	if (!s->in_count || s->in_count > RANGES_FEW)
		return false;
	for (uint32_t i = 0; i < s->in_count; i++)
		if (range_level(&s->in[i]) == HEADS_LEVELS)
			return false;
	return true;
}

static uint32_t slot_hash(const struct addr *a, uint8_t bits)
{
	uint64_t high, low;

	memcpy(&high, a->b, 8);
	memcpy(&low, a->b + 8, 8);
	uint64_t mixed = (high ^ bits) * 0x9e3779b97f4a7c15u ^ low;
	mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93u;
	return (uint32_t)(mixed >> 32);
}

/* Where A, whose hash is HASH, stands or may stand. */
static struct head_slot *slot_of(
	struct head_slot *slots, uint32_t size, const struct addr *a, uint8_t bits, uint32_t hash)
{
	uint32_t at = hash & (size - 1);

	while (slots[at].bits && (slots[at].bits != bits || addr_cmp(&slots[at].addr, a) != 0))
		at = (at + 1) & (size - 1);
	return &slots[at];
}

static bool slots_grow(struct heads *h)
{
	uint32_t size = h->slot_size ? h->slot_size * 2 : 64;
	struct head_slot *more = calloc(size, sizeof(*more));

	if (!more)
		return false;
	for (uint32_t i = 0; i < h->slot_size; i++) {
		const struct head_slot *from = &h->slots[i];
		uint32_t hash = slot_hash(&from->addr, from->bits);
		if (from->bits)
			*slot_of(more, size, &from->addr, from->bits, hash) = *from;
	}
	free(h->slots);
	h->slots = more;
	h->slot_size = size;
	return true;
}

static bool range_add(struct heads *h, const struct addr_range *range, uint32_t rule)
{
	unsigned level = range_level(range);
	uint8_t bits = levels[level];
	struct addr at = cut(range->low, bits), last = cut(range->high, bits);

	h->levels[level] = true;
	for (;;) {
		if (h->slot_count * 2 >= h->slot_size && !slots_grow(h))
			return false;
		struct head_slot *slot =
			slot_of(h->slots, h->slot_size, &at, bits, slot_hash(&at, bits));
		h->slot_count += !slot->bits;
		slot->addr = at;
		slot->bits = bits;
		if (!rule_list_add(&slot->rules, rule))
			return false;
		if (addr_cmp(&at, &last) == 0)
			return true;
		step(&at, bits);
	}
}

/* --- all --- */

bool heads_add(struct heads *h, const struct rule *r)
{
	const struct addr_set *narrow = is_narrow(&r->src) ? &r->src : &r->dst;
	const struct port_set *few =
		ports_count(&r->dport) <= ports_count(&r->sport) ? &r->dport : &r->sport;
	uint32_t ports = ports_count(few);

	if (r->flags & RULE_WATCHED)
		return rule_list_add(&h->any, r->index);
	if (narrow == &r->src || is_narrow(narrow)) {
		for (uint32_t i = 0; i < narrow->in_count; i++)
			if (!range_add(h, &narrow->in[i], r->index))
				return false;
		return true;
	}
	if (ports <= PORTS_FEW || (ports <= PORTS_SOME && h->port_entries + ports <= PORTS_ROOM))
		return ports_add(h, few, r->index);
	return rule_list_add(&h->any, r->index);
}

/* The bit of HASH in a map for SIZE slots. */
static uint32_t map_bit(uint32_t hash, uint32_t size)
{
	return hash & (size * 8 - 1);
}

bool heads_finish(struct heads *h)
{
	if (!h->slot_size)
		return true;
	h->map = calloc(h->slot_size / 8, sizeof(*h->map));
	for (uint32_t i = 0; h->map && i < h->slot_size; i++) {
		const struct head_slot *slot = &h->slots[i];
		uint32_t bit = map_bit(slot_hash(&slot->addr, slot->bits), h->slot_size);
		if (slot->bits)
			h->map[bit / 64] |= 1ull << bit % 64;
	}
	return h->map != NULL;
}

void heads_free(struct heads *h)
{
	free(h->any.rules);
	for (uint32_t i = 0; h->ports && i < PORTS; i++)
		free(h->ports[i].rules);
	free(h->ports);
	for (uint32_t i = 0; i < h->slot_size; i++)
		free(h->slots[i].rules.rules);
	free(h->slots);
	free(h->map);
}

/* The rules that name A, cut to the prefixes of LEVEL; NULL: none. */
static const struct rule_list *of_addr(const struct heads *h, struct addr a, unsigned level)
{
	uint8_t bits = levels[level];

	a = cut(a, bits);
	uint32_t hash = slot_hash(&a, bits), bit = map_bit(hash, h->slot_size);
	if (!(h->map[bit / 64] >> bit % 64 & 1))
		return NULL;
	const struct head_slot *slot = slot_of(h->slots, h->slot_size, &a, bits, hash);
	return slot->bits ? &slot->rules : NULL;
}

unsigned heads_find(const struct heads *h, const struct endpoint ends[2],
	const struct rule_list *ret[HEADS_LISTS])
{
	unsigned count = 0;

	if (h->any.count)
		ret[count++] = &h->any;
	for (unsigned end = 0; end < 2; end++) {
		if (h->ports && h->ports[ends[end].port].count)
			ret[count++] = &h->ports[ends[end].port];
		for (unsigned level = 0; level < HEADS_LEVELS; level++) {
			const struct rule_list *found =
				h->levels[level] ? of_addr(h, ends[end].addr, level) : NULL;
			if (found)
				ret[count++] = found;
		}
	}
	return count;
}
