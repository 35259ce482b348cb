/* expect: see expect.h. A ring of at most `capacity` entries, searched from the newest. */
#include "config.h"

#include "sensor/flow/expect.h"

#include "sensor/base/region.h"
#include "sensor/limits.h"

#include <errno.h>
#include <stdlib.h>

struct entry {
	struct expected what;
	struct expectation flow;
	int64_t until_us;
	uint16_t space;
};

struct expectations {
	const struct classifier *classifier;
	struct entry *entries;
	uint32_t *tags; /* of the address pair, 0 = free: what a search walks over */
	unsigned capacity, next, live;
};

/* Symmetric and never 0, so that one compare rules out most entries. */
static uint32_t pair_tag(const struct addr *a, const struct addr *b)
{
	uint32_t sum = 0, word;

	for (int i = 0; i < 16; i += 4) {
		memcpy(&word, a->b + i, 4);
		sum += word;
		memcpy(&word, b->b + i, 4);
		sum += word;
	}
	return sum | 1;
}

int expectations_new(
	unsigned capacity, const struct classifier *classifier, struct expectations **ret)
{
	struct expectations *x = calloc(1, sizeof(*x));
	if (!x)
		return -ENOMEM;
	x->entries = region_take(capacity * sizeof(*x->entries));
	x->classifier = classifier;
	x->capacity = capacity;
	x->tags = calloc(capacity, sizeof(*x->tags));
	if (!x->entries || !x->tags) {
		expectations_free(x);
		return -ENOMEM;
	}
	*ret = x;
	return 0;
}

void expectations_free(struct expectations *x)
{
	if (!x)
		return;
	region_free(x->entries, x->capacity * sizeof(*x->entries));
	free(x->tags);
	free(x);
}

static bool is_of_any_port(const struct entry *e)
{
	return !e->flow.client.port && !e->flow.server.port;
}

static void entry_drop(struct expectations *x, unsigned at)
{
	x->tags[at] = 0;
	x->live--;
}

static void drop_guesses(struct expectations *x, uint32_t tag, uint64_t parent_id)
{
	for (unsigned i = 0; x->live && i < x->capacity; i++)
		if (x->tags[i] == tag && x->entries[i].what.parent_id == parent_id &&
			is_of_any_port(&x->entries[i]))
			entry_drop(x, i);
}

void expectations_add(struct expectations *x, int64_t now_us, uint16_t space, uint64_t parent_id,
	const struct expectation *e)
{
	struct entry *slot = &x->entries[x->next];
	uint32_t tag = pair_tag(&e->client.addr, &e->server.addr);
	uint32_t len = e->seed_len < DISSECTOR_SEED_MAX ? e->seed_len : DISSECTOR_SEED_MAX;

	drop_guesses(x, tag, parent_id);
	x->live += x->tags[x->next] == 0;
	x->tags[x->next] = tag;
	x->next = (x->next + 1) % x->capacity;
	slot->space = space;
	slot->until_us = now_us + LIMIT_EXPECT_S * 1000000ll;
	slot->flow = *e;
	slot->flow.seed = NULL;
	slot->what.parent_id = parent_id;
	slot->what.dissector = e->dissector;
	slot->what.seed_len = len;
	if (len)
		memcpy(slot->what.seed, e->seed, len);
}

static bool end_fits(const struct endpoint *want, const struct addr *addr, uint16_t port)
{
	return addr_cmp(&want->addr, addr) == 0 && (want->port == 0 || want->port == port);
}

/* A mirror may show one way only, or lose what the client began with. */
static bool fits(const struct expectations *x, const struct entry *e, const struct packet *p,
	bool from_server)
{
	const struct endpoint *from = from_server ? &e->flow.server : &e->flow.client;
	const struct endpoint *to = from_server ? &e->flow.client : &e->flow.server;

	return e->flow.ip_proto == p->ip_proto && e->space == p->space &&
	       end_fits(from, &p->src, p->sport) && end_fits(to, &p->dst, p->dport) &&
	       !(is_of_any_port(e) && x->classifier &&
		       classifier_is_service(x->classifier, from_server ? p->sport : p->dport));
}

bool expectations_take(struct expectations *x, const struct packet *p, struct expected *ret)
{
	uint32_t tag = x->live ? pair_tag(&p->src, &p->dst) : 0;

	for (unsigned i = 1; x->live && i <= x->capacity; i++) {
		unsigned at = (x->next + x->capacity - i) % x->capacity;
		if (x->tags[at] != tag)
			continue;
		const struct entry *slot = &x->entries[at];
		bool late = slot->until_us < p->ts_us;
		bool forth = fits(x, slot, p, false);
		if (!late && !forth && !fits(x, slot, p, true))
			continue;
		entry_drop(x, at);
		if (late)
			continue;
		*ret = slot->what;
		ret->from_server = !forth;
		return true;
	}
	return false;
}
