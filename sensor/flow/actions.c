/*
 * actions: see actions.h. Entries live in one array; a held one is found by (flow, key), a joined
 * run by its two hosts, its user and its protocol. Both kinds stand in a list in the order of their
 * deadline.
 */
#include "config.h"

#include "sensor/flow/actions.h"

#include "sensor/base/region.h"
#include "sensor/limits.h"

#include <errno.h>
#include <stdlib.h>

enum { TEXTS = 5, TEXT_BYTES = 2048, BUCKETS = 1024, JOIN_MAX_S = 3600 };
enum kind { KIND_HELD, KIND_JOINED, KINDS };

struct entry {
	uint64_t flow_id, key;
	int64_t deadline_us;
	uint32_t chain;      /* next in its bucket or in the free list; index + 1 */
	uint32_t prev, next; /* in its kind's list; index + 1 */
	enum kind kind;
	struct event event;
	uint8_t text[TEXT_BYTES];
};

struct actions {
	struct entry *entries;
	unsigned capacity;
	uint32_t free, fresh; /* free list; entries never used yet */
	uint32_t bucket[BUCKETS];
	struct {
		uint32_t head, tail;
	} list[KINDS];
	struct siphash_key hash_key;
};

int actions_new(unsigned capacity, struct actions **ret)
{
	struct actions *a = calloc(1, sizeof(*a));
	if (!a)
		return -ENOMEM;
	a->entries = region_take(capacity * sizeof(*a->entries));
	if (!a->entries) {
		free(a);
		return -ENOMEM;
	}
	a->capacity = capacity;
	a->hash_key = siphash_random_key();
	*ret = a;
	return 0;
}

void actions_free(struct actions *a)
{
	if (!a)
		return;
	region_free(a->entries, a->capacity * sizeof(*a->entries));
	free(a);
}

static uint32_t *bucket_of(struct actions *a, uint64_t flow_id, uint64_t key)
{
	uint64_t words[2] = {flow_id, key};
	return &a->bucket[siphash(&a->hash_key, words, sizeof(words)) % BUCKETS];
}

static void list_append(struct actions *a, uint32_t at, enum kind kind)
{
	struct entry *e = &a->entries[at - 1];

	e->kind = kind;
	e->next = 0;
	e->prev = a->list[kind].tail;
	if (e->prev)
		a->entries[e->prev - 1].next = at;
	else
		a->list[kind].head = at;
	a->list[kind].tail = at;
}

static void list_remove(struct actions *a, uint32_t at)
{
	struct entry *e = &a->entries[at - 1];

	if (e->prev)
		a->entries[e->prev - 1].next = e->next;
	else
		a->list[e->kind].head = e->next;
	if (e->next)
		a->entries[e->next - 1].prev = e->prev;
	else
		a->list[e->kind].tail = e->prev;
}

static void bucket_remove(struct actions *a, uint32_t at)
{
	struct entry *e = &a->entries[at - 1];
	uint32_t *link = bucket_of(a, e->flow_id, e->key);

	while (*link != at)
		link = &a->entries[*link - 1].chain;
	*link = e->chain;
}

/* The texts of an action, in the order in which they are stored. */
static void texts_of(struct action *a, struct span *ret[TEXTS])
{
	ret[0] = &a->object;
	ret[1] = &a->object_name;
	ret[2] = &a->user;
	ret[3] = &a->reason;
	ret[4] = &a->value;
}

/* Copies S behind what is used of the entry's text; what does not fit is cut. */
static struct span text_keep(struct entry *e, uint32_t *used, struct span s)
{
	struct span kept = span_of(e->text + *used, 0);

	kept.len = s.len < TEXT_BYTES - *used ? s.len : TEXT_BYTES - *used;
	if (kept.len)
		memmove(e->text + *used, s.p, kept.len);
	*used += kept.len;
	return kept;
}

static uint32_t entry_take(struct actions *a)
{
	uint32_t at = a->free;

	if (at) {
		a->free = a->entries[at - 1].chain;
		return at;
	}
	return a->fresh < a->capacity ? ++a->fresh : 0;
}

static void entry_release(struct actions *a, uint32_t at)
{
	a->entries[at - 1].chain = a->free;
	a->free = at;
}

static uint32_t entry_add(struct actions *a, uint64_t flow_id, uint64_t key, const struct event *e)
{
	struct span *texts[TEXTS];
	uint32_t at = entry_take(a), used = 0;

	if (!at)
		return 0;
	struct entry *entry = &a->entries[at - 1];
	entry->flow_id = flow_id;
	entry->key = key;
	entry->event = *e;
	texts_of(&entry->event.u.action, texts);
	for (int i = 0; i < TEXTS; i++)
		*texts[i] = text_keep(entry, &used, *texts[i]);
	uint32_t *bucket = bucket_of(a, flow_id, key);
	entry->chain = *bucket;
	*bucket = at;
	return at;
}

/* --- reads that join ----------------------------------------------------------------------- */

static void join_addresses(const struct event *e, struct addr *actor, struct addr *element)
{
	const struct action *a = &e->u.action;
	bool src_is_element = (a->element == SIDE_CLIENT) == e->place.src_is_client;

	*element = a->has_element   ? a->element_addr
		   : src_is_element ? e->place.src.addr
				    : e->place.dst.addr;
	*actor = a->has_actor ? a->actor : src_is_element ? e->place.dst.addr : e->place.src.addr;
}

static bool joins(const struct entry *run, uint64_t key, const struct event *e)
{
	struct addr actor, element, run_actor, run_element;

	if (run->kind != KIND_JOINED || run->key != key || run->event.type != e->type ||
		run->event.place.space != e->place.space)
		return false;
	join_addresses(e, &actor, &element);
	join_addresses(&run->event, &run_actor, &run_element);
	return addr_cmp(&actor, &run_actor) == 0 && addr_cmp(&element, &run_element) == 0;
}

/* Of both hosts and of who acts: users of one host are as many actors. */
static uint64_t join_key(struct actions *a, const struct event *e)
{
	const struct action *read = &e->u.action;
	struct {
		struct addr actor, element;
		uint64_t user, known;
	} of = {.user = siphash(&a->hash_key, read->user.p, read->user.len),
		.known = read->user_known};

	join_addresses(e, &of.actor, &of.element);
	return siphash(&a->hash_key, &of, sizeof(of));
}

static enum outcome outcome_of_both(enum outcome a, enum outcome b)
{
	if (a == b || a == OUTCOME_OK || b == OUTCOME_UNKNOWN)
		return a;
	return b;
}

static void run_begin(
	struct actions *a, struct dissect_host *h, uint64_t key, const struct event *e)
{
	uint32_t at = entry_add(a, 0, key, e);

	if (!at) {
		struct event alone = *e;
		host_send(h, &alone);
		return;
	}
	struct entry *run = &a->entries[at - 1];
	run->event.u.action.count = 1;
	run->event.u.action.end_us = e->ts_us;
	run->deadline_us = e->ts_us + LIMIT_READ_JOIN_S * 1000000ll;
	list_append(a, at, KIND_JOINED);
}

static void run_end(struct actions *a, struct dissect_host *h, uint32_t at)
{
	bucket_remove(a, at);
	list_remove(a, at);
	host_send(h, &a->entries[at - 1].event);
	entry_release(a, at);
}

void actions_join(struct actions *a, struct dissect_host *h, const struct event *e)
{
	uint64_t key = join_key(a, e);
	uint32_t at = *bucket_of(a, 0, key);

	while (at && !joins(&a->entries[at - 1], key, e))
		at = a->entries[at - 1].chain;
	if (at) {
		struct action *run = &a->entries[at - 1].event.u.action;
		int64_t start = a->entries[at - 1].event.ts_us;
		if (e->ts_us - run->end_us <= LIMIT_READ_JOIN_S * 1000000ll &&
			e->ts_us - start < JOIN_MAX_S * 1000000ll) {
			run->count++;
			run->end_us = e->ts_us > run->end_us ? e->ts_us : run->end_us;
			run->outcome = outcome_of_both(run->outcome, e->u.action.outcome);
			run->in_clear |= e->u.action.in_clear;
			return;
		}
		run_end(a, h, at);
	}
	run_begin(a, h, key, e);
}

/* --- actions that wait for their outcome ---------------------------------------------------- */

static void tell(struct actions *a, struct dissect_host *h, const struct event *e)
{
	struct event copy = *e;

	if (e->u.action.join)
		actions_join(a, h, e);
	else
		host_send(h, &copy);
}

void actions_hold(struct actions *a, struct dissect_host *h, uint64_t key, const struct event *e)
{
	uint32_t at = entry_add(a, e->place.flow_id, key, e);

	if (!at) {
		tell(a, h, e);
		return;
	}
	a->entries[at - 1].deadline_us = e->ts_us + LIMIT_ACTION_WAIT_S * 1000000ll;
	list_append(a, at, KIND_HELD);
}

static bool is_held(const struct entry *e, uint64_t flow_id, uint64_t key)
{
	return e->kind == KIND_HELD && e->flow_id == flow_id && e->key == key;
}

void actions_aim(struct actions *a, uint64_t flow_id, uint64_t key, const struct addr *target)
{
	for (uint32_t at = *bucket_of(a, flow_id, key); at; at = a->entries[at - 1].chain) {
		struct entry *e = &a->entries[at - 1];
		struct action *of = &e->event.u.action;
		if (!is_held(e, flow_id, key) || of->has_target)
			continue;
		of->has_target = true;
		of->target = *target;
	}
}

unsigned actions_settle(struct actions *a, struct dissect_host *h, const struct settlement *s)
{
	uint32_t *link = bucket_of(a, s->flow_id, s->key), settled = 0;
	unsigned count = 0;

	while (*link) {
		uint32_t at = *link;
		struct entry *e = &a->entries[at - 1];
		if (!is_held(e, s->flow_id, s->key)) {
			link = &e->chain;
			continue;
		}
		*link = e->chain;
		list_remove(a, at);
		e->chain = settled; /* newest first in the bucket, so oldest first here */
		settled = at;
	}
	while (settled) {
		uint32_t at = settled;
		struct entry *e = &a->entries[at - 1];
		settled = e->chain;
		e->event.u.action.outcome = s->outcome;
		if (s->reason.len)
			e->event.u.action.reason = s->reason;
		tell(a, h, &e->event);
		entry_release(a, at);
		count++;
	}
	return count;
}

void actions_expire(struct actions *a, struct dissect_host *h, int64_t now_us)
{
	uint32_t at;

	while ((at = a->list[KIND_HELD].head) && a->entries[at - 1].deadline_us <= now_us) {
		bucket_remove(a, at);
		list_remove(a, at);
		tell(a, h, &a->entries[at - 1].event);
		entry_release(a, at);
	}
	while ((at = a->list[KIND_JOINED].head) && a->entries[at - 1].deadline_us <= now_us) {
		struct entry *e = &a->entries[at - 1];
		int64_t end = e->event.u.action.end_us + LIMIT_READ_JOIN_S * 1000000ll;
		if (end > now_us) {
			list_remove(a, at);
			e->deadline_us = end;
			list_append(a, at, KIND_JOINED);
			continue;
		}
		run_end(a, h, at);
	}
}
