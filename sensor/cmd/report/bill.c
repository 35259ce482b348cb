/*
 * bill: the elements and the software seen on them as a bill of materials, CycloneDX 1.6 (ECMA-424)
 * in JSON: an element is a device, what runs on it are its components, and how sure that is stands
 * as evidence.
 */
#include "config.h"

#include "rules/inventory/support.h"
#include "rules/inventory/version.h"
#include "sensor/base/json.h"
#include "sensor/cmd/report/sprawl.h"

#include <errno.h>
#include <stdlib.h>

enum { BILL_BYTES = 256 * 1024 };

static void put_property(struct json *j, const char *name, const char *value)
{
	if (!*value)
		return;
	json_open(j, '{');
	json_kv_word(j, "name", name);
	json_kv_text(j, "value", span_str(value));
	json_close(j, '}');
}

static const char *confidence(const struct fact *f)
{
	return f->weight >= 70 ? "0.9" : f->weight >= 40 ? "0.6" : "0.3";
}

static void put_evidence(struct json *j, const struct fact *f)
{
	json_key(j, "evidence");
	json_open(j, '{');
	json_key(j, "identity");
	json_open(j, '[');
	json_open(j, '{');
	json_kv_word(j, "field", "version");
	json_key(j, "confidence");
	json_raw(j, span_str(confidence(f)));
	json_key(j, "methods");
	json_open(j, '[');
	json_open(j, '{');
	json_kv_word(j, "technique", "other");
	json_key(j, "confidence");
	json_raw(j, span_str(confidence(f)));
	json_kv_text(j, "value", span_str(f->source));
	json_close(j, '}');
	json_close(j, ']');
	json_close(j, '}');
	json_close(j, ']');
	json_close(j, '}');
}

static void put_software(
	const struct report_run *r, struct json *j, const struct known *k, const struct fact *f)
{
	const struct support_range *s = fact_support(r->support, f);
	struct span name, version;
	char port[8] = "", ref[PARTY_ID + 16];

	version_split(span_str(f->value), &name, &version);
	snprintf(ref, sizeof(ref), "%.95s/%u", k->asset.id, (unsigned)(f - k->asset.facts));
	if (f->port)
		snprintf(port, sizeof(port), "%u", f->port);
	json_open(j, '{');
	json_kv_word(j, "type", f->kind == FACT_SOFTWARE ? "operating-system" : "application");
	json_kv_text(j, "bom-ref", span_str(ref));
	json_kv_text(j, "name", name.len ? name : version);
	if (name.len && version.len)
		json_kv_text(j, "version", version);
	put_evidence(j, f);
	json_key(j, "properties");
	json_open(j, '[');
	put_property(j, "spanwatch:source", f->source);
	put_property(j, "spanwatch:evidence", fact_evidence(f));
	put_property(j, "spanwatch:port", port);
	put_property(j, "spanwatch:support-end", s ? s->end : "");
	json_close(j, ']');
	json_close(j, '}');
}

/* The same software of the same service, as another source tells it. */
static bool is_repeated(const struct known *k, const struct fact *f)
{
	for (const struct fact *g = k->asset.facts; g < f; g++)
		if (g->kind == f->kind && strcmp(g->value, f->value) == 0 &&
			(g->kind == FACT_SOFTWARE || g->port == f->port))
			return true;
	return false;
}

static void put_element(const struct report_run *r, struct json *j, const struct known *k)
{
	const struct fact *vendor = asset_best(&k->asset, FACT_VENDOR);
	const struct fact *platform = asset_best(&k->asset, FACT_PLATFORM);

	json_open(j, '{');
	json_kv_word(j, "type", "device");
	json_kv_text(j, "bom-ref", span_str(k->asset.id));
	json_kv_text(j, "name", span_str(k->asset.id));
	if (vendor) {
		json_key(j, "manufacturer");
		json_open(j, '{');
		json_kv_text(j, "name", span_str(vendor->value));
		json_close(j, '}');
	}
	if (platform)
		json_kv_text(j, "description", span_str(platform->value));
	json_key(j, "properties");
	json_open(j, '[');
	put_property(j, "spanwatch:address", k->ip);
	put_property(j, "spanwatch:role", sprawl_role(k));
	json_close(j, ']');
	json_key(j, "components");
	json_open(j, '[');
	for (unsigned i = 0; i < k->asset.count; i++)
		if (sprawl_counts(&k->asset.facts[i]) && known_is_current(k, &k->asset.facts[i]) &&
			!is_repeated(k, &k->asset.facts[i]))
			put_software(r, j, k, &k->asset.facts[i]);
	json_close(j, ']');
	json_close(j, '}');
}

static int by_id(const void *a, const void *b)
{
	const struct known *const *x = a, *const *y = b;
	int order = strcmp((*x)->asset.id, (*y)->asset.id);

	return order ? order : strcmp((*x)->sensors, (*y)->sensors);
}

static void put_head(const struct report_run *r, FILE *out)
{
	char when[21];

	report_time(r->last_us, when);
	fputs("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{",
		out);
	if (when[0])
		fprintf(out, "\"timestamp\":\"%s\",", when);
	fprintf(out,
		"\"tools\":{\"components\":[{\"type\":\"application\",\"name\":\"spanwatch\","
		"\"version\":\"%s\"}]}},\n\"components\":[",
		PACKAGE_VERSION);
}

int sprawl_bill(const struct report_run *r, const struct assets *a, FILE *out)
{
	uint32_t count = 0;
	const struct known **all = calloc(store_count(a->store) + 1, sizeof(*all));
	char *buffer = malloc(BILL_BYTES);

	for (const struct known *k = store_oldest(a->store, NULL); all && k;
		k = store_later(a->store, k, NULL))
		if (k->asset.is_element)
			all[count++] = k;
	if (all && buffer) {
		qsort(all, count, sizeof(*all), by_id);
		put_head(r, out);
		for (uint32_t i = 0; i < count; i++) {
			struct json j = json_of(buffer, BILL_BYTES);
			put_element(r, &j, all[i]);
			fputs(i ? ",\n " : "\n ", out);
			fwrite(j.buf, 1, j.len, out);
		}
		fputs("]}\n", out);
	}
	bool done = all && buffer;
	free(all);
	free(buffer);
	return !done ? -ENOMEM : fflush(out) || ferror(out) ? -EIO : 0;
}
