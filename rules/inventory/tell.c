/*
 * tell: the asset event: who it is, the best of what is known, and the facts that are new with
 * their evidence; at the end of each day and of the run all of them. Collector's thread.
 */
#include "config.h"

#include "rules/inventory/hearing.h"
#include "rules/judge/element.h"
#include "rules/judge/rule.h"
#include "sensor/limits.h"

enum { WEIGHT_HIGH = 70, WEIGHT_MEDIUM = 40 };

static const char *confidence_of(const struct fact *f)
{
	return f->weight >= WEIGHT_HIGH ? "high" : f->weight >= WEIGHT_MEDIUM ? "medium" : "low";
}

static void write_best(struct json *j, const char *key, const struct asset *a, enum fact_kind kind)
{
	const struct fact *f = asset_best(a, kind);

	if (f)
		json_kv_text(j, key, span_str(f->value));
}

static void write_fact(struct json *j, const struct fact *f, const char *before)
{
	json_open(j, '{');
	json_kv_word(j, "fact", fact_name((enum fact_kind)f->kind));
	json_kv_text(j, "value", span_str(f->value));
	if (before)
		json_kv_text(j, "before", span_str(before));
	json_kv_text(j, "source", span_str(f->source));
	if (fact_is_inferred(f))
		json_kv_bool(j, "inferred", true);
	if (f->port)
		json_kv_u64(j, "port", f->port);
	json_kv_word(j, "confidence", confidence_of(f));
	json_kv_time(j, "first_seen", f->first_us);
	json_kv_time(j, "last_seen", f->last_us);
	json_kv_u64(j, "count", f->count);
	json_close(j, '}');
}

static void write_conflicts(struct json *j, const struct asset *a)
{
	static const enum fact_kind disputed[] = {
		FACT_NAME, FACT_VENDOR, FACT_PLATFORM, FACT_SOFTWARE};
	bool open = false;

	for (unsigned i = 0; i < sizeof(disputed) / sizeof(disputed[0]); i++) {
		if (!asset_disputes(a, disputed[i]))
			continue;
		if (!open) {
			json_key(j, "conflicts");
			json_open(j, '[');
		}
		open = true;
		json_string(j, fact_name(disputed[i]));
	}
	if (open)
		json_close(j, ']');
}

/* A service's software stands for the host where nothing tells of the whole. */
static void write_software(struct json *j, const struct asset *a)
{
	const struct fact *component = asset_best(a, FACT_COMPONENT);

	if (asset_best(a, FACT_SOFTWARE))
		write_best(j, "software", a, FACT_SOFTWARE);
	else if (component && component->weight >= WEIGHT_MEDIUM)
		write_best(j, "software", a, FACT_COMPONENT);
}

static void write_head(struct json *j, const struct asset *a)
{
	json_kv_string(j, "id", a->id);
	json_kv_addr(j, "ip", &a->addr);
	write_best(j, "mac", a, FACT_MAC);
	write_best(j, "name", a, FACT_NAME);
	write_best(j, "vendor", a, FACT_VENDOR);
	write_best(j, "platform", a, FACT_PLATFORM);
	write_software(j, a);
}

static void write_tail(struct json *j, const struct asset *a)
{
	json_kv_time(j, "first_seen", a->first_us);
	json_kv_time(j, "last_seen", a->last_us);
	json_kv_bool(j, "element", a->is_element);
	if (a->declared[0])
		json_kv_string(j, "role", a->declared);
	write_conflicts(j, a);
}

static void emit(struct judge *judge, struct json *j, const struct record *r)
{
	struct record out = *r;

	eve_end(j);
	if (j->full) {
		judge->counts.lines_too_long++;
		return;
	}
	out.kind = RECORD_EVENT;
	out.type = "asset";
	out.line = span_of(j->buf, j->len);
	judge_out(judge, &out);
}

static const char *best(const struct asset *a, enum fact_kind kind)
{
	const struct fact *f = asset_best(a, kind);

	return f ? f->value : NULL;
}

/* --- facts for the view of elements ----------------------------------------------------------- */

/* All facts of KIND as a list behind what TEXT holds; false where there is none, or no room. */
static bool list_kind(
	struct json *text, const struct asset *a, enum fact_kind kind, struct record_field *ret)
{
	uint32_t from = text->len;
	bool any = false;

	text->comma = false;
	json_open(text, '[');
	for (unsigned i = 0; i < a->count; i++) {
		if (a->facts[i].kind != kind)
			continue;
		write_fact(text, &a->facts[i], NULL);
		any = true;
	}
	json_close(text, ']');
	if (!any || text->full)
		return false;
	*ret = (struct record_field){fact_name(kind), span_of(text->buf + from, text->len - from)};
	return true;
}

/* Of elements alone: nobody else has a page. KINDS: a bit for each that has news. */
static void tell_list(struct judge *j, const struct asset *a, uint32_t kinds)
{
	struct json text = json_of(j->line, LIMIT_LINE);
	struct record_field fields[FACT_KINDS];
	unsigned count = 0;

	for (int kind = 0; a->is_element && kind < FACT_KINDS; kind++)
		if (kinds & 1u << kind)
			count += list_kind(&text, a, (enum fact_kind)kind, &fields[count]);
	if (count)
		judge_out(j, &(struct record){.kind = RECORD_FACTS,
				     .ts_us = a->last_us,
				     .element = a->id,
				     .fields = fields,
				     .field_count = count});
}

static uint32_t kinds_of(const struct hearing *h)
{
	uint32_t kinds = 0;

	for (unsigned i = 0; i < h->count; i++)
		kinds |= 1u << h->news[i].fact.kind;
	return kinds;
}

/* The operator's rules look at what is known now. */
static void show(const struct hearing *h)
{
	const struct asset *a = h->asset;

	rule_asset(h->judge, h->event,
		&(struct rule_asset_shown){.id = a->id,
			.addr = a->addr,
			.mac = best(a, FACT_MAC),
			.vendor = best(a, FACT_VENDOR),
			.platform = best(a, FACT_PLATFORM),
			.software = best(a, FACT_SOFTWARE),
			.name = best(a, FACT_NAME),
			.evidence = h->source});
}

void hearing_tell(const struct hearing *h)
{
	struct judge *judge = h->judge;
	struct json j = json_of(judge->line, LIMIT_LINE);
	struct record r = {.ts_us = h->event->ts_us, .element = h->asset->id};

	party_mask(judge, &h->event->place, &r.place);
	eve_begin(&j, judge->options.eve, r.ts_us, "asset", &r.place);
	json_key(&j, "asset");
	json_open(&j, '{');
	write_head(&j, h->asset);
	json_kv_text(&j, "evidence", h->source);
	write_tail(&j, h->asset);
	if (h->restart)
		json_kv_string(&j, "restart", h->restart);
	json_key(&j, "facts");
	json_open(&j, '[');
	for (unsigned i = 0; i < h->count; i++)
		write_fact(&j, &h->news[i].fact, h->news[i].changed ? h->news[i].before : NULL);
	json_close(&j, ']');
	json_close(&j, '}');
	emit(judge, &j, &r);
	tell_list(judge, h->asset, kinds_of(h));
	show(h);
}

/* An element is there as long as its traffic is, whatever that says of it. */
static void take_traffic(const struct judge *judge, struct asset *a)
{
	const struct element *e = a->is_element ? store_find(judge->elements, &a->key) : NULL;

	if (!e)
		return;
	a->first_us = e->first_us < a->first_us ? e->first_us : a->first_us;
	a->last_us = e->last_us > a->last_us ? e->last_us : a->last_us;
}

/* All that is known of A. */
static void asset_tell(struct judge *judge, struct asset *a)
{
	take_traffic(judge, a);
	struct json j = json_of(judge->line, LIMIT_LINE);
	struct record r = {.ts_us = a->last_us, .element = a->id};

	a->told_us = a->last_us;
	eve_begin(&j, judge->options.eve, r.ts_us, "asset", NULL);
	json_key(&j, "asset");
	json_open(&j, '{');
	write_head(&j, a);
	write_tail(&j, a);
	json_kv_bool(&j, "complete", true);
	json_key(&j, "facts");
	json_open(&j, '[');
	for (unsigned i = 0; i < a->count; i++)
		write_fact(&j, &a->facts[i], NULL);
	json_close(&j, ']');
	json_close(&j, '}');
	emit(judge, &j, &r);
	tell_list(judge, a, UINT32_MAX);
}

/* Those that were heard since they were told; the last touched stand at the young end. */
static void tell_all(struct judge *judge, int64_t since_us)
{
	for (struct asset *a = store_oldest(judge->assets, NULL); a;
		a = store_later(judge->assets, a, NULL))
		if (a->count && a->last_us >= since_us)
			asset_tell(judge, a);
}

void inventory_advance(struct judge *j)
{
	int64_t day_us = time_floor(j->now_us, DAY_US);

	if (j->assets_day_us && day_us > j->assets_day_us)
		tell_all(j, j->assets_day_us);
	j->assets_day_us = day_us;
}

void inventory_finish(struct judge *j)
{
	tell_all(j, j->assets_day_us);
}
