/* roster: see roster.h. A slot is written whole before it is shown as used. */
#include "config.h"

#include "sensor/base/roster.h"

#include "sensor/base/region.h"
#include "sensor/base/siphash.h"

#include <stdatomic.h>
#include <stdlib.h>

struct member {
	struct addr addr;
	uint16_t space;
};

struct slot {
	struct member member;
	_Atomic uint8_t used;
};

struct roster {
	struct siphash_key key;
	uint32_t capacity, mask;
	_Atomic uint32_t count;
	struct slot *slots; /* twice the capacity at least, so that a search ends soon */
};

struct roster *roster_new(uint32_t capacity)
{
	struct roster *s = calloc(1, sizeof(*s));
	uint32_t slots = 2;

	if (!s)
		return NULL;
	while (slots / 2 < capacity)
		slots *= 2;
	s->key = siphash_random_key();
	s->capacity = capacity;
	s->mask = slots - 1;
	s->slots = region_take(slots * sizeof(*s->slots));
	if (s->slots)
		return s;
	free(s);
	return NULL;
}

void roster_free(struct roster *s)
{
	if (!s)
		return;
	region_free(s->slots, (s->mask + 1u) * sizeof(*s->slots));
	free(s);
}

/* The slot that holds M, or the free one where it would stand. */
static struct slot *slot_of(const struct roster *s, const struct member *m)
{
	uint64_t hash = siphash(&s->key, m->addr.b, sizeof(m->addr.b)) + m->space;

	for (uint32_t at = (uint32_t)hash & s->mask;; at = (at + 1) & s->mask) {
		struct slot *slot = &s->slots[at];
		if (!atomic_load_explicit(&slot->used, memory_order_acquire) ||
			(slot->member.space == m->space &&
				addr_cmp(&slot->member.addr, &m->addr) == 0))
			return slot;
	}
}

void roster_add(struct roster *s, uint16_t space, const struct addr *a)
{
	struct member m = {*a, space};
	struct slot *slot = slot_of(s, &m);

	if (atomic_load_explicit(&slot->used, memory_order_relaxed) ||
		atomic_load_explicit(&s->count, memory_order_relaxed) == s->capacity)
		return;
	slot->member = m;
	atomic_store_explicit(&slot->used, 1, memory_order_release);
	atomic_fetch_add_explicit(&s->count, 1, memory_order_release);
}

bool roster_has(const struct roster *s, uint16_t space, const struct addr *a)
{
	struct member m = {*a, space};

	return s && atomic_load_explicit(&s->count, memory_order_acquire) &&
	       atomic_load_explicit(&slot_of(s, &m)->used, memory_order_acquire);
}
