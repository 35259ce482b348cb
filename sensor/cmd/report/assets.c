/* assets: see assets.h. */
#include "config.h"

#include "sensor/cmd/report/assets.h"

#include "sensor/base/siphash.h"

#include <errno.h>

struct known_key {
	uint64_t half[2];
};

int assets_open(struct assets *a, bool merge)
{
	a->merge = merge;
	a->store = store_new(&(struct store_shape){
		ASSETS_MOST, sizeof(struct known_key), sizeof(struct known), NULL, NULL});
	return a->store ? 0 : -ENOMEM;
}

void assets_close(struct assets *a)
{
	store_free(a->store);
}

static struct known_key key_of(const struct assets *a, const char *sensor, const char *id)
{
	static const struct siphash_key fixed[2] = {{0x6173736574730000ull, 1}, {2, 0x6b6579ull}};
	char text[PARTY_ID + 80];
	struct known_key key;

	memset(text, 0, sizeof(text));
	words_copy(text, PARTY_ID, span_str(id));
	if (!a->merge)
		words_copy(text + PARTY_ID, 80, span_str(sensor));
	for (int i = 0; i < 2; i++)
		key.half[i] = siphash(&fixed[i], text, sizeof(text));
	return key;
}

/* NAME in the list of names, once. */
static void sensor_add(struct known *k, const char *name)
{
	struct span left = span_str(k->sensors);
	size_t used = left.len, len = strlen(name);

	while (left.len) {
		int64_t space = span_index(left, ' ');
		uint32_t end = space < 0 ? left.len : (uint32_t)space;
		if (span_eq(span_sub(left, 0, end), span_str(name)))
			return;
		left = span_sub(left, end + 1, left.len);
	}
	if (!len || used + len + 2 > sizeof(k->sensors))
		return;
	if (used)
		k->sensors[used++] = ' ';
	memcpy(k->sensors + used, name, len + 1);
}

static bool kind_of(struct span name, enum fact_kind *ret)
{
	for (int i = 0; i < FACT_KINDS; i++) {
		if (!span_eq(name, span_str(fact_name((enum fact_kind)i))))
			continue;
		*ret = (enum fact_kind)i;
		return true;
	}
	return false;
}

static uint8_t weight_of(struct span confidence)
{
	if (span_eq(confidence, SPAN_LIT("high")))
		return 90;
	return span_eq(confidence, SPAN_LIT("medium")) ? 50 : 20;
}

static void fact_take(struct known *k, const struct value *v, int64_t ts_us)
{
	struct fact f;
	enum fact_kind kind;

	memset(&f, 0, sizeof(f));
	if (!kind_of(value_text(value_at(v, "fact")), &kind))
		return;
	f.kind = (uint8_t)kind;
	f.weight = weight_of(value_text(value_at(v, "confidence")));
	f.port = (uint16_t)value_count(v, "port", 0);
	f.count = (uint32_t)value_count(v, "count", 1);
	f.first_us = f.last_us = ts_us;
	value_time(v, "first_seen", &f.first_us);
	value_time(v, "last_seen", &f.last_us);
	words_copy(f.source, sizeof(f.source), value_text(value_at(v, "source")));
	words_copy(f.value, sizeof(f.value), value_text(value_at(v, "value")));
	if (f.value[0])
		asset_merge(&k->asset, &f);
}

static void times_take(struct asset *a, const struct value *v, int64_t ts_us)
{
	int64_t first_us = ts_us, last_us = ts_us;

	value_time(v, "first_seen", &first_us);
	value_time(v, "last_seen", &last_us);
	if (!a->first_us || first_us < a->first_us)
		a->first_us = first_us;
	if (last_us > a->last_us)
		a->last_us = last_us;
}

void assets_take(struct assets *a, const struct event_line *e)
{
	const struct value *v = value_at(e->value, "asset"), *facts = value_at(v, "facts");
	char id[PARTY_ID], sensor[80];
	bool is_new;

	value_copy(v, "id", id, sizeof(id));
	value_copy(e->value, "host", sensor, sizeof(sensor));
	if (!id[0])
		return;
	struct known_key key = key_of(a, sensor, id);
	struct known *k = store_take(a->store, &key, &is_new);
	memcpy(k->asset.id, id, sizeof(id));
	value_copy(v, "ip", k->ip, sizeof(k->ip));
	value_copy(v, "role", k->asset.declared, sizeof(k->asset.declared));
	k->asset.is_element |= value_is_true(v, "element") || !value_at(v, "element");
	k->restarts += value_at(v, "restart") != NULL;
	sensor_add(k, sensor);
	times_take(&k->asset, v, e->ts_us);
	for (uint32_t i = 0; i < value_length(facts) && i < ASSET_FACTS; i++)
		fact_take(k, value_element(facts, i), e->ts_us);
}

bool known_is_current(const struct known *k, const struct fact *f)
{
	for (unsigned i = 0; i < k->asset.count; i++) {
		const struct fact *g = &k->asset.facts[i];
		if (g != f && g->kind == f->kind && g->port == f->port &&
			strcmp(g->source, f->source) == 0 && g->last_us > f->last_us &&
			g->first_us >= f->last_us)
			return false;
	}
	return true;
}
