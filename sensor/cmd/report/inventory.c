/* inventory: every element and manager with what is known of it, and the evidence for that. */
#include "config.h"

#include "sensor/cmd/report/planes.h"

#include <errno.h>
#include <stdlib.h>

static const char *const types[] = {"asset", "flow", "alert", "mgmt", NULL};

static const struct doc_column columns[] = {
	{"id", "Element", false, false},
	{"ip", "Address", false, true},
	{"mac", "MAC", false, true},
	{"name", "Name", false, false},
	{"vendor", "Vendor", false, false},
	{"platform", "Platform", false, false},
	{"software", "Software", false, false},
	{"serial", "Serial", false, true},
	{"element", "Is element", false, true},
	{"role", "Role in the policy", false, true},
	{"proposed_roles", "Roles by behaviour", false, false},
	{"addresses", "Further addresses", false, false},
	{"services", "Services seen", false, false},
	{"components", "Components", false, true},
	{"conflicts", "Conflicts", false, false},
	{"restarts", "Restarts", true, true},
	{"first_seen", "First seen", false, true},
	{"last_seen", "Last seen", false, false},
	{"sensors", "Sensors", false, true},
};

static const struct doc_column fact_columns[] = {
	{"id", "Element", false, false},
	{"fact", "Fact", false, false},
	{"value", "Value", false, false},
	{"source", "Said by", false, false},
	{"port", "Port", true, false},
	{"confidence", "Confidence", false, false},
	{"count", "Times", true, false},
	{"first_seen", "First", false, false},
	{"last_seen", "Last", false, false},
	{"current", "Current", false, false},
	{"evidence", "Evidence", false, true},
};

struct inventory {
	struct assets assets;
	struct planes *planes;
};

static int start(struct report_run *r)
{
	struct inventory *i = calloc(1, sizeof(*i));

	r->state = i;
	if (!i || !(i->planes = planes_new()))
		return -ENOMEM;
	return assets_open(&i->assets, r->options->merge);
}

static void take(void *run, const struct event_line *e)
{
	struct report_run *r = run;
	struct inventory *i = r->state;

	if (strcmp(e->type, "asset") == 0)
		assets_take(&i->assets, e);
	planes_take(i->planes, r->policy, e);
}

static void join_facts(const struct known *k, enum fact_kind kind, char *ret, size_t cap)
{
	ret[0] = '\0';
	for (unsigned i = 0; i < k->asset.count; i++) {
		const struct fact *f = &k->asset.facts[i];
		char value[FACT_TEXT + 16];
		if (f->kind != kind || !known_is_current(k, f))
			continue;
		snprintf(value, sizeof(value), "%s%s", f->value,
			fact_is_inferred(f) ? " (inferred)" : "");
		report_join(ret, cap, value);
	}
}

static const char *best(const struct known *k, enum fact_kind kind)
{
	const struct fact *f = asset_best(&k->asset, kind);

	return f ? f->value : "";
}

static const char *best_software(const struct known *k)
{
	const struct fact *f = asset_best(&k->asset, FACT_COMPONENT);

	if (*best(k, FACT_SOFTWARE))
		return best(k, FACT_SOFTWARE);
	return f && f->weight >= 50 ? f->value : "";
}

static void join_conflicts(const struct known *k, char *ret, size_t cap)
{
	static const enum fact_kind disputed[] = {
		FACT_NAME, FACT_VENDOR, FACT_PLATFORM, FACT_SOFTWARE};

	ret[0] = '\0';
	for (unsigned i = 0; i < sizeof(disputed) / sizeof(disputed[0]); i++)
		if (asset_disputes(&k->asset, disputed[i]))
			report_join(ret, cap, fact_name(disputed[i]));
}

static void put_row(struct report_run *r, struct doc_table *t, const struct known *k)
{
	char roles[128], services[512], components[512], conflicts[64], times[2][21], restarts[16];
	char addresses[512];

	join_facts(k, FACT_ROLE, roles, sizeof(roles));
	join_facts(k, FACT_ADDRESS, addresses, sizeof(addresses));
	join_facts(k, FACT_SERVICE, services, sizeof(services));
	join_facts(k, FACT_COMPONENT, components, sizeof(components));
	join_conflicts(k, conflicts, sizeof(conflicts));
	report_time(k->asset.first_us, times[0]);
	report_time(k->asset.last_us, times[1]);
	snprintf(restarts, sizeof(restarts), "%u", k->restarts);
	doc_row(&r->doc, t,
		(const char *[]){k->asset.id, k->ip, best(k, FACT_MAC), best(k, FACT_NAME),
			best(k, FACT_VENDOR), best(k, FACT_PLATFORM), best_software(k),
			best(k, FACT_SERIAL), k->asset.is_element ? "yes" : "no", k->asset.declared,
			roles, addresses, services, components, conflicts, restarts, times[0],
			times[1], k->sensors});
}

static void put_facts(struct report_run *r, struct doc_table *t, const struct known *k)
{
	for (unsigned i = 0; i < k->asset.count; i++) {
		const struct fact *f = &k->asset.facts[i];
		char port[8] = "", count[16], times[2][21];
		if (f->port)
			snprintf(port, sizeof(port), "%u", f->port);
		snprintf(count, sizeof(count), "%u", f->count);
		report_time(f->first_us, times[0]);
		report_time(f->last_us, times[1]);
		doc_row(&r->doc, t,
			(const char *[]){k->asset.id, fact_name((enum fact_kind)f->kind), f->value,
				f->source, port,
				f->weight >= 70   ? "high"
				: f->weight >= 40 ? "medium"
						  : "low",
				count, times[0], times[1], known_is_current(k, f) ? "yes" : "no",
				fact_evidence(f)});
	}
}

static int fill(struct report_run *r)
{
	struct inventory *i = r->state;
	struct assets *a = &i->assets;
	struct doc_table *hosts = doc_table(&r->doc, "inventory", "Elements and managers", columns,
		sizeof(columns) / sizeof(columns[0]));
	struct doc_table *facts = doc_table(&r->doc, "facts", "Evidence", fact_columns,
		sizeof(fact_columns) / sizeof(fact_columns[0]));
	unsigned elements = 0;

	facts->wide = true;
	for (const struct known *k = store_oldest(a->store, NULL); k;
		k = store_later(a->store, k, NULL)) {
		elements += k->asset.is_element;
		put_row(r, hosts, k);
		put_facts(r, facts, k);
	}
	doc_sort(hosts, false);
	doc_sort(facts, false);
	planes_fill(i->planes, &r->doc);
	doc_note_count(&r->doc, "elements", "Elements", elements);
	doc_note_count(&r->doc, "others", "Managers and servers", store_count(a->store) - elements);
	if (store_evicted(a->store))
		doc_note_count(&r->doc, "left_out", "Hosts left out", store_evicted(a->store));
	return 0;
}

static void finish(struct report_run *r)
{
	struct inventory *i = r->state;

	if (!i)
		return;
	assets_close(&i->assets);
	planes_free(i->planes);
	free(i);
}

const struct report_kind report_inventory = {.name = "inventory",
	.title = "Inventory",
	.text = "elements and managers, what is known of each, and the evidence",
	.types = types,
	.open = start,
	.take = take,
	.fill = fill,
	.close = finish};
