/*
 * address: the addresses that elements tell of themselves (sources.def): facts of the inventory,
 * and, where the policy does not name them, further addresses of the element (judge/alias_claim.h).
 * Collector's thread.
 */
#include "config.h"

#include "rules/inventory/hearing.h"
#include "rules/inventory/pick.h"
#include "rules/judge/alias_claim.h"

enum whose { WHOSE_SENDER, WHOSE_ANSWERER, WHOSE_LINK };
enum form { FORM_FOUR, FORM_SIXTEEN, FORM_TYPED };

static const struct address_source {
	const char *type;
	struct span path;
	enum whose of;
	enum alias_proof proof;
	const char *name;
} sources[] = {
#define ADDRESS(type, path, of, proof, source)                                                     \
	{type, SPAN_LIT(path), WHOSE_##of, ALIAS_##proof, source},
#include "rules/inventory/sources.def"
};
enum { SOURCES = sizeof(sources) / sizeof(sources[0]) };
_Static_assert((int)SOURCES <= (int)ALIAS_SOURCES, "a bit for each source");

static const struct address_index {
	struct span oid;
	unsigned before;
	enum form form;
} indexes[] = {
#define ADDRESS_INDEX(oid, before, form) {SPAN_LIT(oid), before, FORM_##form},
#include "rules/inventory/sources.def"
};

static const struct {
	const char *type;
	struct span path;
} names[] = {
#define NAMES(type, path) {type, SPAN_LIT(path)},
#include "rules/inventory/sources.def"
};

static const struct {
	const char *type;
	struct span path, value;
} passed_on[] = {
#define PASSED_ON(type, path, value) {type, SPAN_LIT(path), SPAN_LIT(value)},
#include "rules/inventory/sources.def"
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* How much such a fact weighs beside others. */
static const uint8_t weights[] = {[ALIAS_OWN] = 80, [ALIAS_NEIGHBOR] = 60, [ALIAS_ROUTER_ID] = 30};

enum { TOLD_MAX = 16 }; /* addresses of one message; a table of SNMP comes in many */

/* What one message tells. */
struct telling {
	const struct event *event;
	uint32_t wanted; /* a bit for each source */
	bool passed_on;
	struct span name;
	unsigned count;
	struct addr addr[TOLD_MAX];
	uint8_t source[TOLD_MAX];
};

/* --- reading -----------------------------------------------------------------------------------
 */

/* The next number of a dotted object id. */
static bool number_next(struct span *left, uint64_t *ret)
{
	int64_t dot = span_index(*left, '.');
	uint32_t len = dot < 0 ? left->len : (uint32_t)dot;
	bool good = span_decimal(span_sub(*left, 0, len), UINT32_MAX, ret);

	*left = span_sub(*left, len + (dot >= 0), left->len);
	return good;
}

static bool numbers_skip(struct span *left, unsigned count)
{
	uint64_t number;

	while (count--)
		if (!number_next(left, &number))
			return false;
	return true;
}

/* COUNT octets, and nothing behind them. */
static bool octets_read(struct span left, unsigned count, uint8_t ret[16])
{
	uint64_t number;

	for (unsigned i = 0; i < count; i++) {
		if (!number_next(&left, &number) || number > 255)
			return false;
		ret[i] = (uint8_t)number;
	}
	return !left.len;
}

static bool index_read(const struct address_index *x, struct span left, struct addr *ret)
{
	enum { KIND_4 = 1, KIND_6 = 2 };
	uint64_t kind = KIND_4, len = x->form == FORM_SIXTEEN ? 16 : 4;
	uint8_t octets[16];

	if (!numbers_skip(&left, 1 + x->before))
		return false;
	if (x->form == FORM_TYPED &&
		(!number_next(&left, &kind) || !number_next(&left, &len) ||
			(kind != KIND_4 && kind != KIND_6) || len != (kind == KIND_4 ? 4u : 16u)))
		return false;
	if (!octets_read(left, (unsigned)len, octets))
		return false;
	*ret = len == 4 ? addr_v4(octets) : addr_v6(octets);
	return true;
}

/* An address, or the object of a table that has one in its index. */
static bool value_read(struct span value, struct addr *ret)
{
	if (addr_parse(value, ret))
		return true;
	for (unsigned i = 0; i < COUNT(indexes); i++)
		if (span_starts(value, indexes[i].oid))
			return index_read(
				&indexes[i], span_sub(value, indexes[i].oid.len, value.len), ret);
	return false;
}

static void tell_add(struct telling *t, unsigned source, struct span value)
{
	struct addr a;

	if (t->count == TOLD_MAX || !value_read(value, &a) || !alias_is_possible(&a))
		return;
	for (unsigned i = 0; i < t->count; i++)
		if (addr_cmp(&t->addr[i], &a) == 0 &&
			sources[t->source[i]].proof == sources[source].proof)
			return;
	t->addr[t->count] = a;
	t->source[t->count++] = (uint8_t)source;
}

static void on_value(void *ctx, struct span path, struct span value)
{
	struct telling *t = ctx;
	const char *type = t->event->type;

	for (unsigned i = 0; i < SOURCES; i++)
		if ((t->wanted & 1u << i) && span_eq(path, sources[i].path))
			tell_add(t, i, value);
	for (unsigned i = 0; i < COUNT(names); i++)
		if (hearing_is_type(names[i].type, type) && span_eq(path, names[i].path))
			t->name = value;
	for (unsigned i = 0; i < COUNT(passed_on); i++)
		if (hearing_is_type(passed_on[i].type, type) && span_eq(path, passed_on[i].path) &&
			span_eq(value, passed_on[i].value))
			t->passed_on = true;
}

/* --- whose -------------------------------------------------------------------------------------
 */

static bool is_home(const struct party *p)
{
	return p->is_element && !p->is_crowd;
}

/* The element that a frame names, or lists an address of; two of them are none. */
static bool link_owner(struct judge *j, const struct telling *t, struct party *ret)
{
	uint16_t space = t->event->place.space;
	struct party p;
	struct addr a;
	bool any = policy_element_named(j->policy, space, t->name, &a);

	if (any)
		party_of(j, space, &a, ret);
	for (unsigned i = 0; i < t->count; i++) {
		party_of(j, space, &t->addr[i], &p);
		if (!party_is_listed(&p) || p.is_crowd)
			continue;
		if (any && memcmp(&p.key, &ret->key, sizeof(p.key)) != 0)
			return false;
		any = true;
		*ret = p;
	}
	return any && is_home(ret);
}

static bool owner_find(struct judge *j, const struct telling *t, struct party *ret)
{
	const struct event *e = t->event;

	if (sources[t->source[0]].of == WHOSE_LINK)
		return link_owner(j, t, ret);
	party_of(j, e->place.space, &e->place.src.addr, ret);
	return is_home(ret);
}

static void addresses_take(struct judge *j, const struct telling *t, const struct party *owner)
{
	struct hearing h;
	struct party p;
	char text[ADDR_TEXT];

	party_of(j, owner->space, &owner->home, &p);
	bool heard = hearing_begin(&h, j, t->event, &p, false);
	for (unsigned i = 0; i < t->count; i++) {
		const struct address_source *s = &sources[t->source[i]];
		alias_hear(j, t->event,
			&(struct alias_claim){t->addr[i], owner->home, s->proof, t->source[i]});
		h.source = span_str(s->name);
		h.weight = weights[s->proof];
		if (heard)
			hearing_take(&h, FACT_ADDRESS, span_of(text, addr_text(&t->addr[i], text)),
				false);
	}
	if (heard)
		hearing_end(&h);
}

/* Who answers what nobody was seen to ask may not have been asked. */
static bool may_tell(const struct place *p, enum whose of)
{
	return of == WHOSE_LINK ||
	       (p->has_ip && (of != WHOSE_ANSWERER || (!p->src_is_client && !p->one_way)));
}

void inventory_addresses(struct judge *j, const struct event *e)
{
	struct telling t;
	struct party owner;

	t.wanted = 0;
	for (unsigned i = 0; i < SOURCES; i++)
		if (hearing_is_type(sources[i].type, e->type) && may_tell(&e->place, sources[i].of))
			t.wanted |= 1u << i;
	if (!t.wanted)
		return;
	t.event = e;
	t.passed_on = false;
	t.name = span_of(NULL, 0);
	t.count = 0;
	pick(e->json, on_value, &t);
	if (t.count && !t.passed_on && owner_find(j, &t, &owner))
		addresses_take(j, &t, &owner);
}
