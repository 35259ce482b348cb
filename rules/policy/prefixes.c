/* prefixes: see prefixes.h. */
#include "config.h"

#include "rules/policy/pairs.h"
#include "rules/policy/prefixes.h"

#include <stdlib.h>

static struct addr masked(const struct addr *a, unsigned bits)
{
	struct addr m = {{0}};

	memcpy(m.b, a->b, bits / 8);
	if (bits % 8)
		m.b[bits / 8] = (uint8_t)(a->b[bits / 8] & 0xff << (8 - bits % 8));
	return m;
}

/*
 * What fills the table is written by the operator, so it needs no key; it must only spread well:
 * neighbours differ in the last byte, which is the highest here, and multiplying moves bits upwards
 * alone, so the high half is folded down before each step.
 */
static uint32_t hash(uint16_t space, const struct addr *a, unsigned bits)
{
	uint64_t high, low;

	memcpy(&high, a->b, 8);
	memcpy(&low, a->b + 8, 8);
	uint64_t h = (high ^ (uint64_t)space << 32 ^ bits) * 0x9e3779b97f4a7c15u;
	h ^= low ^ h >> 32;
	h = (h ^ h >> 32) * 0xbf58476d1ce4e5b9u;
	h = (h ^ h >> 29) * 0x94d049bb133111ebu;
	return (uint32_t)(h >> 32);
}

/* The slot of a masked prefix, or the free one where it belongs. */
static uint32_t *seek(const struct prefixes *p, uint16_t space, const struct addr *a, unsigned bits)
{
	uint32_t i = hash(space, a, bits) & (p->slot_count - 1);

	while (p->slots[i]) {
		const struct prefix *item = &p->items[p->slots[i] - 1];
		if (item->space == space && item->bits == bits && addr_cmp(&item->addr, a) == 0)
			break;
		i = (i + 1) & (p->slot_count - 1);
	}
	return &p->slots[i];
}

static bool rehash(struct prefixes *p)
{
	uint32_t slot_count = p->slot_count ? p->slot_count * 2 : 64;
	uint32_t *slots = calloc(slot_count, sizeof(*slots));

	if (!slots)
		return false;
	free(p->slots);
	p->slots = slots;
	p->slot_count = slot_count;
	for (uint32_t i = 0; i < p->count; i++) {
		const struct prefix *item = &p->items[i];
		*seek(p, item->space, &item->addr, item->bits) = i + 1;
	}
	return true;
}

bool prefixes_init(struct prefixes *p, uint32_t space_count)
{
	p->lengths = calloc(space_count, sizeof(*p->lengths));
	p->space_count = space_count;
	return p->lengths && rehash(p);
}

uint32_t prefixes_add(struct prefixes *p, uint16_t space, const struct addr *addr, unsigned bits)
{
	struct addr a = masked(addr, bits);
	uint32_t *slot = seek(p, space, &a, bits);

	if (*slot)
		return *slot - 1;
	struct prefix *items = list_grow(p->items, p->count, &p->cap, sizeof(*p->items));
	if (!items)
		return PREFIX_NONE;
	p->items = items;
	if (4 * (p->count + 1) > p->slot_count) {
		if (!rehash(p))
			return PREFIX_NONE;
		slot = seek(p, space, &a, bits);
	}
	p->items[p->count] = (struct prefix){
		.addr = a, .space = space, .bits = (uint8_t)bits, .parent = PREFIX_NONE};
	*slot = ++p->count;
	p->lengths[space].mask[addr_is_v4(addr)][bits / 64] |= (uint64_t)1 << bits % 64;
	return p->count - 1;
}

/* Longest prefix of at most MAX_BITS around ADDR. Two families, so that ::/0 holds no IPv4. */
static uint32_t find(
	const struct prefixes *p, uint16_t space, const struct addr *addr, int max_bits)
{
	if (space >= p->space_count || max_bits < 0)
		return PREFIX_NONE;
	const uint64_t *mask = p->lengths[space].mask[addr_is_v4(addr)];
	for (int word = max_bits / 64; word >= 0; word--) {
		uint64_t left = mask[word];
		if (word == max_bits / 64 && max_bits % 64 < 63)
			left &= ((uint64_t)1 << (max_bits % 64 + 1)) - 1;
		while (left) {
			unsigned bit = 63 - (unsigned)__builtin_clzll(left);
			unsigned bits = (unsigned)word * 64 + bit;
			struct addr a = masked(addr, bits);
			uint32_t found = *seek(p, space, &a, bits);
			if (found)
				return found - 1;
			left &= ~((uint64_t)1 << bit);
		}
	}
	return PREFIX_NONE;
}

uint32_t prefixes_find(const struct prefixes *p, uint16_t space, const struct addr *addr)
{
	return find(p, space, addr, 128);
}

void prefixes_link(struct prefixes *p)
{
	for (uint32_t i = 0; i < p->count; i++) {
		struct prefix *item = &p->items[i];
		item->parent = find(p, item->space, &item->addr, (int)item->bits - 1);
	}
}

void prefixes_free(struct prefixes *p)
{
	free(p->items);
	free(p->slots);
	free(p->lengths);
	*p = (struct prefixes){0};
}

const char *prefix_parse(struct span text, struct addr *ret_addr, unsigned *ret_bits)
{
	int64_t slash = span_index(text, '/');
	struct span host = slash < 0 ? text : span_sub(text, 0, (uint32_t)slash);
	struct addr a;
	uint64_t len;

	if (!addr_parse(host, &a))
		return "no IP address or prefix (ranges and names of hosts are not taken)";
	unsigned base = addr_is_v4(&a) ? 96 : 0;
	if (slash < 0) {
		len = 128 - base;
	} else if (!span_decimal(
			   span_sub(text, (uint32_t)slash + 1, UINT32_MAX), 128 - base, &len)) {
		return base ? "no prefix: the length of an IPv4 prefix is 0 to 32"
			    : "no prefix: the length of an IPv6 prefix is 0 to 128";
	}
	struct addr m = masked(&a, base + (unsigned)len);
	if (addr_cmp(&a, &m) != 0)
		return "no prefix: bits behind its length are set (10.0.0.0/24 is one, 10.0.0.5 a "
		       "host)";
	*ret_addr = a;
	*ret_bits = base + (unsigned)len;
	return NULL;
}
