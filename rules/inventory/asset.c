/* asset: see asset.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/inventory/asset.h"

#include "rules/inventory/support.h"

static const struct {
	const char *name;
	uint8_t most;
	bool keeps;
} kinds[] = {
#define FACT(id, name, most, keeps, text) {name, most, keeps},
#include "rules/inventory/facts.def"
#undef FACT
};

const char *fact_name(enum fact_kind kind)
{
	return kinds[kind].name;
}

bool fact_is_inferred(const struct fact *f)
{
	return strcmp(f->source, SOURCE_INFERRED) == 0;
}

const char *fact_evidence(const struct fact *f)
{
	return fact_is_inferred(f) ? "inferred" : "said";
}

const struct support_range *fact_support(const struct support *s, const struct fact *f)
{
	return fact_is_inferred(f) ? support_latest(s, span_str(f->value))
				   : support_find(s, span_str(f->value));
}

bool asset_open(struct judge *j)
{
	/* asset_hear clears each fact that it adds */
	j->assets = party_store(j,
		&(struct store_shape){
			INVENTORY_ASSETS, sizeof(struct party_key), sizeof(struct asset), NULL, j},
		offsetof(struct asset, facts));
	return j->assets;
}

/* Customers and those whose addresses are hidden are a crowd, not equipment of ours. */
static bool is_nobody(const struct party *p)
{
	return !p->known || p->is_crowd || p->host.role == ROLE_SUBSCRIBER ||
	       p->host.role == ROLE_CPE || addr_is_group(&p->addr) || addr_is_link_local(&p->addr);
}

static void asset_begin(struct asset *a, const struct party *p, int64_t ts_us)
{
	a->key = p->key;
	memcpy(a->id, p->id, sizeof(a->id));
	a->addr = p->is_alias ? p->home : p->shown;
	a->first_us = a->last_us = a->told_us = ts_us;
	if (!p->host.vendor)
		return;
	char before[FACT_TEXT];
	asset_hear(a,
		&(struct claim){.kind = FACT_VENDOR,
			.weight = UINT8_MAX,
			.source = SPAN_LIT("policy"),
			.value = span_str(p->host.vendor),
			.ts_us = ts_us},
		before);
}

struct asset *asset_of(struct judge *j, const struct party *p, int64_t ts_us, bool create)
{
	bool is_new = false;

	if (is_nobody(p))
		return NULL;
	bool ours = p->is_element || p->host.roles || create;
	struct asset *a = ours ? store_take_hashed(j->assets, &p->key, p->hash, &is_new)
			       : store_find_hashed(j->assets, &p->key, p->hash);
	if (!a)
		return NULL;
	if (is_new)
		asset_begin(a, p, ts_us);
	words_copy(a->declared, sizeof(a->declared),
		span_str(p->host.role ? role_name(p->host.role) : ""));
	a->is_element = p->is_element;
	a->first_us = ts_us < a->first_us ? ts_us : a->first_us;
	a->last_us = ts_us > a->last_us ? ts_us : a->last_us;
	return a;
}

/* --- facts ----------------------------------------------------------------------------------- */

static bool is_of(const struct fact *f, const struct claim *c)
{
	return f->kind == c->kind && f->port == c->port &&
	       span_eq(span_str(f->source), span_sub(c->source, 0, FACT_SOURCE - 1));
}

/* A role is one, whatever it shows by. */
static bool is_same(const struct fact *f, const struct claim *c, const char value[FACT_TEXT])
{
	return (is_of(f, c) || (c->kind == FACT_ROLE && f->kind == FACT_ROLE)) &&
	       memcmp(f->value, value, FACT_TEXT) == 0;
}

const struct fact *asset_find(const struct asset *a, const struct claim *c)
{
	char value[FACT_TEXT];

	words_copy(value, sizeof(value), c->value);
	for (unsigned i = 0; i < a->count; i++)
		if (is_same(&a->facts[i], c, value))
			return &a->facts[i];
	return NULL;
}

/* What this source of this service said last. */
static const struct fact *latest_of(const struct asset *a, const struct claim *c)
{
	const struct fact *latest = NULL;

	for (unsigned i = 0; i < a->count; i++)
		if (is_of(&a->facts[i], c) && (!latest || a->facts[i].last_us >= latest->last_us))
			latest = &a->facts[i];
	return latest;
}

/* Makes room for one more of KIND; false where those that are there stay. */
static bool make_room(struct asset *a, enum fact_kind kind)
{
	unsigned count = 0, oldest = ASSET_FACTS;

	for (unsigned i = 0; i < a->count; i++) {
		if (a->facts[i].kind != kind)
			continue;
		count++;
		if (oldest == ASSET_FACTS || a->facts[i].last_us < a->facts[oldest].last_us)
			oldest = i;
	}
	if (count < kinds[kind].most)
		return a->count < ASSET_FACTS;
	if (kinds[kind].keeps)
		return false;
	a->count--;
	memmove(&a->facts[oldest], &a->facts[oldest + 1],
		(a->count - oldest) * sizeof(a->facts[0]));
	return true;
}

static void fact_refresh(struct fact *f, const struct claim *c)
{
	f->count += f->count < UINT32_MAX;
	f->first_us = c->ts_us < f->first_us ? c->ts_us : f->first_us;
	f->last_us = c->ts_us > f->last_us ? c->ts_us : f->last_us;
}

enum fact_news asset_hear(struct asset *a, const struct claim *c, char before[static FACT_TEXT])
{
	char value[FACT_TEXT];

	words_copy(value, sizeof(value), c->value);
	const struct fact *latest = latest_of(a, c);
	bool changed = latest && memcmp(latest->value, value, FACT_TEXT) != 0;
	if (changed)
		memcpy(before, latest->value, FACT_TEXT);
	for (unsigned i = 0; i < a->count; i++) {
		struct fact *f = &a->facts[i];
		if (!is_same(f, c, value))
			continue;
		fact_refresh(f, c);
		return changed && c->kind != FACT_ROLE ? FACT_CHANGED : FACT_KNOWN;
	}
	if (!make_room(a, c->kind))
		return FACT_KNOWN;
	struct fact *f = &a->facts[a->count++];
	memset(f, 0, sizeof(*f));
	f->kind = (uint8_t)c->kind;
	f->weight = c->weight;
	f->port = c->port;
	f->first_us = f->last_us = c->ts_us;
	f->count = 1;
	words_copy(f->source, sizeof(f->source), c->source);
	memcpy(f->value, value, sizeof(value));
	return changed ? FACT_CHANGED : FACT_FRESH;
}

void asset_merge(struct asset *a, const struct fact *f)
{
	for (unsigned i = 0; i < a->count; i++) {
		struct fact *g = &a->facts[i];
		if (g->kind != f->kind || g->port != f->port || strcmp(g->source, f->source) != 0 ||
			memcmp(g->value, f->value, FACT_TEXT) != 0)
			continue;
		g->first_us = f->first_us < g->first_us ? f->first_us : g->first_us;
		g->last_us = f->last_us > g->last_us ? f->last_us : g->last_us;
		g->count = f->count > g->count ? f->count : g->count;
		return;
	}
	if (make_room(a, (enum fact_kind)f->kind))
		a->facts[a->count++] = *f;
}

/* --- weighing -------------------------------------------------------------------------------- */

/* Said last by its source of its service. */
static bool is_current(const struct asset *a, const struct fact *f)
{
	for (unsigned i = 0; i < a->count; i++) {
		const struct fact *g = &a->facts[i];
		if (g != f && g->kind == f->kind && g->port == f->port &&
			strcmp(g->source, f->source) == 0 &&
			(g->last_us > f->last_us || (g->last_us == f->last_us && g > f)))
			return false;
	}
	return true;
}

/* Where its source of its service first spoke. */
static unsigned rank_of(const struct asset *a, const struct fact *f)
{
	unsigned i = 0;

	while (&a->facts[i] != f && !(a->facts[i].kind == f->kind && a->facts[i].port == f->port &&
					    strcmp(a->facts[i].source, f->source) == 0))
		i++;
	return i;
}

const struct fact *asset_best(const struct asset *a, enum fact_kind kind)
{
	const struct fact *best = NULL;

	/* of equal weight the service heard first stays: two of them do not take turns */
	for (unsigned i = 0; i < a->count; i++) {
		const struct fact *f = &a->facts[i];
		if (f->kind != kind || fact_is_inferred(f) || !is_current(a, f))
			continue;
		if (!best || f->weight > best->weight ||
			(f->weight == best->weight && rank_of(a, f) < rank_of(a, best)))
			best = f;
	}
	return best;
}

/* "Cisco" and "Cisco Systems, Inc" agree. */
static bool agrees(const char *a, const char *b)
{
	struct span x = span_str(a), y = span_str(b);

	return span_starts_nocase(x, y) || span_starts_nocase(y, x) || span_find(x, y) >= 0 ||
	       span_find(y, x) >= 0;
}

/* Whose word can be doubted by whose: a card's maker says little of the host, a prompt little of
 * its model. */
static bool has_say(const struct fact *f)
{
	return f->weight >= (f->kind == FACT_VENDOR ? 20 : 40);
}

bool asset_disputes(const struct asset *a, enum fact_kind kind)
{
	const struct fact *best = asset_best(a, kind);

	for (unsigned i = 0; best && i < a->count; i++) {
		const struct fact *f = &a->facts[i];
		if (f->kind == kind && f != best && has_say(f) && is_current(a, f) &&
			!agrees(f->value, best->value))
			return true;
	}
	return false;
}
