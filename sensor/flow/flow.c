/*
 * flow: see flow.h. Linear probing over 8-byte slots (hash, index), kept under 2/3 full by
 * doubling; a shard is a 64th of the table, so that one doubling is short.
 */
#include "config.h"

#include "sensor/flow/flow.h"

#include "sensor/base/region.h"

#include <errno.h>

struct flow_slot {
	uint32_t hash;
	uint32_t index; /* + 1; 0 is free */
};

enum { SLOTS_AT_START = 512 };

int flow_table_init(struct flow_table *t, uint32_t capacity)
{
	memset(t, 0, sizeof(*t));
	t->flows = region_take(capacity * sizeof(*t->flows));
	t->slots = region_take(SLOTS_AT_START * sizeof(*t->slots));
	t->slot_count = SLOTS_AT_START;
	t->capacity = capacity;
	t->key = siphash_random_key();
	if (t->flows && t->slots)
		return 0;
	flow_table_free(t);
	return -ENOMEM;
}

void flow_table_free(struct flow_table *t)
{
	region_free(t->flows, t->capacity * sizeof(*t->flows));
	region_free(t->slots, t->slot_count * sizeof(*t->slots));
	t->flows = NULL;
	t->slots = NULL;
}

/* ICMP has no ports: type and code stand there, and all of a pair's ICMP is one flow. */
static bool has_ports(uint8_t ip_proto)
{
	return ip_proto != IPPROTO_NR_ICMP && ip_proto != IPPROTO_NR_ICMPV6;
}

static uint64_t ports_word(const struct packet *p, bool swap)
{
	if (!has_ports(p->ip_proto))
		return (uint64_t)p->space << 16 | p->ip_proto;

	uint64_t a = swap ? p->dport : p->sport, b = swap ? p->sport : p->dport;
	return a << 48 | b << 32 | (uint64_t)p->space << 16 | p->ip_proto;
}

struct flow_key flow_key_of(const struct flow_table *t, const struct packet *p)
{
	uint64_t w[5];

	if (p->dialogue) {
		w[0] = p->dialogue;
		w[1] = p->space;
		return (struct flow_key){.hash = (uint32_t)siphash(&t->key, w, 16)};
	}
	int order = addr_cmp(&p->src, &p->dst);
	bool swap = order > 0 || (order == 0 && p->sport > p->dport);
	const struct addr *a = swap ? &p->dst : &p->src, *b = swap ? &p->src : &p->dst;

	if (p->ip_version == 4) {
		uint32_t a4, b4;
		memcpy(&a4, a->b + 12, 4);
		memcpy(&b4, b->b + 12, 4);
		w[0] = (uint64_t)a4 << 32 | b4;
		w[1] = ports_word(p, swap);
		return (struct flow_key){.hash = (uint32_t)siphash(&t->key, w, 16)};
	}
	memcpy(w, a->b, 16);
	memcpy(w + 2, b->b, 16);
	w[4] = ports_word(p, swap);
	return (struct flow_key){.hash = (uint32_t)siphash(&t->key, w, 40)};
}

void flow_prefetch(const struct flow_table *t, struct flow_key key)
{
	__builtin_prefetch(&t->slots[key.hash & (t->slot_count - 1)]);
}

void flow_prefetch_entry(const struct flow_table *t, struct flow_key key)
{
	const struct flow_slot *s = &t->slots[key.hash & (t->slot_count - 1)];

	if (!s->index)
		return;
	const struct flow *f = &t->flows[s->index - 1];
	__builtin_prefetch(f);
	__builtin_prefetch((const uint8_t *)f + 64);
	__builtin_prefetch((const uint8_t *)f + 128);
}

static bool matches(const struct flow *f, const struct packet *p, enum side from)
{
	enum side to = side_other(from);
	bool ports =
		(f->port[from] == p->sport && f->port[to] == p->dport) || !has_ports(p->ip_proto);

	return ports && addr_cmp(&f->addr[from], &p->src) == 0 &&
	       addr_cmp(&f->addr[to], &p->dst) == 0;
}

/* Both sides send to everybody, and no address tells who is meant. */
static bool is_dialogue(const struct flow *f, const struct packet *p)
{
	return f->isn[0] == (uint32_t)p->dialogue && f->isn[1] == (uint32_t)(p->dialogue >> 32);
}

struct flow *flow_find(
	struct flow_table *t, struct flow_key key, const struct packet *p, enum side *ret_from)
{
	uint32_t mask = t->slot_count - 1;

	for (uint32_t i = key.hash & mask; t->slots[i].index; i = (i + 1) & mask) {
		if (t->slots[i].hash != key.hash)
			continue;
		struct flow *f = &t->flows[t->slots[i].index - 1];
		if (f->ip_proto != p->ip_proto || f->space != p->space)
			continue;
		if (p->dialogue && is_dialogue(f, p)) {
			*ret_from = p->flags & PACKET_ANSWER ? SIDE_SERVER : SIDE_CLIENT;
			return f;
		}
		if (matches(f, p, SIDE_CLIENT)) {
			*ret_from = SIDE_CLIENT;
			return f;
		}
		if (matches(f, p, SIDE_SERVER)) {
			*ret_from = SIDE_SERVER;
			return f;
		}
	}
	return NULL;
}

static void slot_put(struct flow_slot *slots, uint32_t count, struct flow_slot s)
{
	uint32_t i = s.hash & (count - 1);

	while (slots[i].index)
		i = (i + 1) & (count - 1);
	slots[i] = s;
}

/* Doubles the slots; on failure the table stays as it is and simply gets denser. */
static void slots_grow(struct flow_table *t)
{
	uint32_t count = t->slot_count * 2;
	struct flow_slot *slots = region_take(count * sizeof(*slots));

	if (!slots)
		return;
	region_fill(slots, count * sizeof(*slots));
	for (uint32_t i = 0; i < t->slot_count; i++)
		if (t->slots[i].index)
			slot_put(slots, count, t->slots[i]);
	region_free(t->slots, t->slot_count * sizeof(*t->slots));
	t->slots = slots;
	t->slot_count = count;
}

void flow_renew(struct flow *f, const struct packet *p)
{
	uint32_t hash = f->hash, wheel_next = f->wheel_next;

	memset(f, 0, sizeof(*f));
	f->addr[SIDE_CLIENT] = p->src;
	f->addr[SIDE_SERVER] = p->dst;
	f->port[SIDE_CLIENT] = p->sport;
	f->port[SIDE_SERVER] = p->dport;
	f->space = p->space;
	f->ip_proto = p->ip_proto;
	f->isn[0] = (uint32_t)p->dialogue;
	f->isn[1] = (uint32_t)(p->dialogue >> 32);
	f->hash = hash;
	f->wheel_next = wheel_next;
}

/*
 * An entry that nobody had. It is written before it is read: a page that is read first is the
 * kernel's page of zeros, and the write behind it costs a second fault and a word to every core.
 */
static uint32_t flow_fresh(struct flow_table *t)
{
	*(volatile uint32_t *)&t->flows[t->fresh].wheel_next = 0;
	return ++t->fresh;
}

struct flow *flow_add(struct flow_table *t, struct flow_key key, const struct packet *p)
{
	uint32_t index = t->free;

	if (index)
		t->free = t->flows[index - 1].wheel_next;
	else if (t->fresh < t->capacity)
		index = flow_fresh(t);
	else
		return NULL;
	if (t->live * 3 >= t->slot_count * 2)
		slots_grow(t);
	if (t->live + 1 >= t->slot_count)
		return NULL;
	t->live++;
	struct flow *f = &t->flows[index - 1];
	f->hash = key.hash;
	flow_renew(f, p);
	slot_put(t->slots, t->slot_count, (struct flow_slot){key.hash, index});
	return f;
}

/* Empties slot I and moves up what probing would otherwise miss. */
static void slot_clear(struct flow_table *t, uint32_t i)
{
	uint32_t mask = t->slot_count - 1, hole = i;

	for (uint32_t j = (i + 1) & mask; t->slots[j].index; j = (j + 1) & mask) {
		uint32_t home = t->slots[j].hash & mask;
		if (((j - home) & mask) < ((j - hole) & mask))
			continue;
		t->slots[hole] = t->slots[j];
		hole = j;
	}
	t->slots[hole].index = 0;
}

void flow_remove(struct flow_table *t, struct flow *f)
{
	uint32_t mask = t->slot_count - 1, index = flow_index(t, f);
	uint32_t i = f->hash & mask;

	while (t->slots[i].index != index)
		i = (i + 1) & mask;
	slot_clear(t, i);
	f->wheel_next = t->free;
	t->free = index;
	t->live--;
}

void flow_wheel_add(struct flow_table *t, struct flow *f, uint32_t at_s)
{
	if (at_s <= t->wheel_now_s)
		at_s = t->wheel_now_s + 1;
	if (at_s - t->wheel_now_s >= FLOW_WHEEL_SLOTS)
		at_s = t->wheel_now_s + FLOW_WHEEL_SLOTS - 1;
	uint32_t *slot = &t->wheel[at_s % FLOW_WHEEL_SLOTS];
	f->wheel_next = *slot;
	*slot = flow_index(t, f);
}

uint32_t flow_wheel_take(struct flow_table *t, uint32_t now_s)
{
	uint32_t chain = 0, steps = now_s - t->wheel_now_s;

	if (now_s <= t->wheel_now_s)
		return 0;
	if (steps > FLOW_WHEEL_SLOTS)
		steps = FLOW_WHEEL_SLOTS;
	for (uint32_t i = 1; i <= steps; i++) {
		uint32_t *slot = &t->wheel[(t->wheel_now_s + i) % FLOW_WHEEL_SLOTS];
		while (*slot) {
			struct flow *f = flow_at(t, *slot);
			uint32_t index = *slot;
			*slot = f->wheel_next;
			f->wheel_next = chain;
			chain = index;
		}
	}
	t->wheel_now_s = now_s;
	return chain;
}
