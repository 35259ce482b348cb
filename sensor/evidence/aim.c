/* aim: see aim.h. */
#include "config.h"

#include "sensor/evidence/aim.h"

#include <errno.h>
#include <stdlib.h>

enum { NONE = -1, KEYS = 8 };

static enum aim_width width_of(const char *slug)
{
	static const struct {
		const char *slug;
		enum aim_width width;
	} widths[] = {
#define WIDTH(slug, width) {slug, AIM_##width},
#include "sensor/evidence/widths.def"
#undef WIDTH
	};

	for (unsigned i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (strcmp(widths[i].slug, slug) == 0)
			return widths[i].width;
	return AIM_FLOW;
}

void aim_of_record(const struct record *r, struct aim *ret)
{
	const struct place *p = &r->place;
	const struct addr *host = p->src_is_client ? &p->src.addr : &p->dst.addr;

	static const struct addr nobody;

	*ret = (struct aim){.width = width_of(r->finding->slug)};
	ends_of_place(p, &ret->flow);
	if (ret->width == AIM_HOST && addr_cmp(host, &nobody) == 0)
		ret->width = AIM_FLOW; /* a frame that says nothing of a host */
	if (ret->width == AIM_HOST) {
		ret->key[0] = *host;
	} else {
		ret->key[0] = ret->flow.a;
		ret->key[1] = ret->flow.b;
	}
}

/* --- the table -------------------------------------------------------------------------------- */

int aims_init(struct aims *a, unsigned cap)
{
	*a = (struct aims){.key = siphash_random_key(), .cap = cap, .slot_count = cap * 2};
	a->aim = calloc(cap, sizeof(*a->aim));
	a->next = malloc(cap * sizeof(*a->next));
	a->slots = malloc(a->slot_count * sizeof(*a->slots));
	if (!a->aim || !a->next || !a->slots)
		return -ENOMEM;
	for (unsigned i = 0; i < a->slot_count; i++)
		a->slots[i] = NONE;
	return 0;
}

void aims_free(struct aims *a)
{
	free(a->aim);
	free(a->next);
	free(a->slots);
	*a = (struct aims){.cap = 0};
}

static int *slot_of(const struct aims *a, const struct addr key[2])
{
	return &a->slots[siphash(&a->key, key, 2 * sizeof(key[0])) % a->slot_count];
}

void aims_put(struct aims *a, unsigned number, const struct aim *aim)
{
	int *slot = slot_of(a, aim->key);

	a->aim[number] = *aim;
	a->next[number] = *slot;
	*slot = (int)number;
	a->hosts += aim->width == AIM_HOST;
}

void aims_remove(struct aims *a, unsigned number)
{
	int *link = slot_of(a, a->aim[number].key);

	while (*link != (int)number)
		link = &a->next[*link];
	*link = a->next[number];
	a->hosts -= a->aim[number].width == AIM_HOST;
}

/* --- looking up ------------------------------------------------------------------------------- */

struct keys {
	struct addr key[KEYS][2];
	unsigned count;
};

static void add_key(struct keys *k, const struct addr *a, const struct addr *b)
{
	struct addr *to = k->key[k->count];

	to[0] = *a;
	to[1] = b ? *b : (struct addr){{0}};
	for (unsigned i = 0; i < k->count; i++)
		if (memcmp(k->key[i], to, 2 * sizeof(to[0])) == 0)
			return; /* none is told twice */
	k->count++;
}

static void keys_of(const struct seen *s, bool hosts, struct keys *ret)
{
	ret->count = 0;
	add_key(ret, &s->ends.a, &s->ends.b);
	if (s->kind == SEEN_TUNNEL)
		add_key(ret, &s->other.a, &s->other.b);
	if (!hosts)
		return;
	if (s->kind == SEEN_CLAIM)
		add_key(ret, &s->other.a, NULL);
	if (s->ends.has_ip) {
		add_key(ret, &s->ends.a, NULL);
		add_key(ret, &s->ends.b, NULL);
	}
	if (s->kind == SEEN_TUNNEL) {
		add_key(ret, &s->other.a, NULL);
		add_key(ret, &s->other.b, NULL);
	}
}

/* FLOW is the tunnel that carries the packet: it has the tunnel's port at one end, none at the
 * other.
 */
static bool is_carrier(const struct ends *flow, const struct ends *tunnel)
{
	return ends_are_of(flow, tunnel) && flow->space == tunnel->space &&
	       flow->ip_proto == tunnel->ip_proto && (!flow->a_port || !flow->b_port) &&
	       (flow->a_port | flow->b_port) == (tunnel->a_port | tunnel->b_port);
}

static bool is_of_flow(const struct aim *a, const struct seen *s)
{
	if (s->kind == SEEN_TUNNEL && is_carrier(&a->flow, &s->other))
		return true;
	return s->fragment ? ends_are_of(&a->flow, &s->ends)
			   : memcmp(&a->flow, &s->ends, sizeof(a->flow)) == 0;
}

/* What is about IP takes no frames without, and the other way round. */
static bool is_of_width(const struct aim *a, const struct seen *s)
{
	return a->width != AIM_FLOW && a->flow.has_ip == s->ends.has_ip &&
	       (s->fragment || a->flow.space == s->ends.space);
}

void aims_find(const struct aims *a, const struct seen *seen, aims_hit hit, void *ctx)
{
	struct keys keys;

	keys_of(seen, a->hosts > 0, &keys);
	for (unsigned k = 0; k < keys.count; k++)
		for (int i = *slot_of(a, keys.key[k]); i != NONE; i = a->next[i]) {
			const struct aim *aim = &a->aim[i];
			if (memcmp(aim->key, keys.key[k], sizeof(aim->key)) != 0)
				continue;
			bool own = is_of_flow(aim, seen);
			if (own || is_of_width(aim, seen))
				hit(ctx, (unsigned)i, own);
		}
}
