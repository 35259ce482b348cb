/*
 * sprawl: which versions of which software run at once: for each vendor, platform and role, over
 * time, several inside of one element, and those that nobody supports any longer.
 */
#include "config.h"

#include "sensor/cmd/report/report.h"

#include "rules/inventory/support.h"
#include "rules/inventory/version.h"
#include "sensor/base/siphash.h"
#include "sensor/cmd/report/sprawl.h"

#include <errno.h>
#include <stdlib.h>

enum { SPRAWL_GROUPS = 65536, SPRAWL_NAME = 64, SPRAWL_MONTHS = 60 };

static const char *const types[] = {"asset", NULL};

static const struct doc_column version_columns[] = {
	{"vendor", "Vendor", false, false},
	{"platform", "Platform", false, false},
	{"role", "Role", false, false},
	{"component", "Component", false, false},
	{"version", "Version", false, false},
	{"elements", "Elements", true, false},
	{"support_end", "Supported until", false, false},
	{"support", "Support", false, false},
	{"exposed", "Exposed", true, false},
	{"evidence", "Evidence", false, true},
	{"first_seen", "First seen", false, true},
	{"last_seen", "Last seen", false, true},
	{"source", "Source of the date", false, true},
};
static const struct doc_column spread_columns[] = {
	{"component", "Component", false, false},
	{"versions", "Versions at once", true, false},
	{"elements", "Elements", true, false},
	{"out_of_support", "Versions out of support", true, false},
};
static const struct doc_column mixed_columns[] = {
	{"id", "Element", false, false},
	{"component", "Component", false, false},
	{"versions", "Versions in it", false, false},
};
static const struct doc_column old_columns[] = {
	{"id", "Element", false, false},
	{"component", "Component", false, false},
	{"port", "Port", true, false},
	{"support_end", "Supported until", false, false},
	{"exposed", "Exposed", false, false},
	{"last_seen", "Last seen", false, false},
	{"evidence", "Evidence", false, false},
};
static const struct doc_column trend_columns[] = {
	{"month", "Month", false, false},
	{"component", "Component", false, false},
	{"versions", "Versions in use", true, false},
	{"elements", "Elements", true, false},
	{"out_of_support", "Out of support", true, false},
};
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* One component in one version on one kind of equipment. */
struct group_key {
	uint64_t half[2];
};

struct group {
	char vendor[FACT_TEXT], platform[FACT_TEXT], role[32], name[SPRAWL_NAME];
	char version[FACT_TEXT];
	char last_id[PARTY_ID]; /* of the element counted last */
	const struct support_range *support;
	uint32_t elements, exposed;
	const char *evidence;
	int64_t first_us, last_us;
};

/* A component in a month, or over all. */
struct spread {
	char name[SPRAWL_NAME], month[8];
	char last_id[PARTY_ID];
	uint32_t versions, elements, old;
};

struct sprawl {
	struct assets assets;
	struct store *groups, *spreads, *seen;
};

static int start(struct report_run *r)
{
	struct sprawl *s = calloc(1, sizeof(*s));

	r->state = s;
	if (!s)
		return -ENOMEM;
	const uint32_t key = sizeof(struct group_key);
	s->groups = store_new(
		&(struct store_shape){SPRAWL_GROUPS, key, sizeof(struct group), NULL, NULL});
	s->spreads = store_new(
		&(struct store_shape){SPRAWL_GROUPS, key, sizeof(struct spread), NULL, NULL});
	s->seen = store_new(&(struct store_shape){SPRAWL_GROUPS * 4, key, 1, NULL, NULL});
	if (!s->groups || !s->spreads || !s->seen)
		return -ENOMEM;
	return assets_open(&s->assets, r->options->merge);
}

static void take(void *run, const struct event_line *e)
{
	struct report_run *r = run;
	struct sprawl *s = r->state;

	assets_take(&s->assets, e);
}

/* TEXTS, NULL-terminated, as one key. */
static struct group_key key_of(const char *const *texts)
{
	static const struct siphash_key fixed[2] = {{0x73707261776cull, 1}, {2, 0x6b6579ull}};
	struct group_key key = {{0, 0}};

	for (; *texts; texts++)
		for (int i = 0; i < 2; i++)
			key.half[i] =
				key.half[i] * 31 + siphash(&fixed[i], *texts, strlen(*texts) + 1);
	return key;
}

const char *sprawl_role(const struct known *k)
{
	const struct fact *f = asset_best(&k->asset, FACT_ROLE);

	if (k->asset.declared[0])
		return k->asset.declared;
	return f ? f->value : k->asset.is_element ? "element" : "";
}

bool sprawl_counts(const struct fact *f)
{
	return f->kind == FACT_SOFTWARE || f->kind == FACT_COMPONENT;
}

/* A port that answered with this software is where an attacker would come in; what is inferred of
 * calls that the host makes itself answers on none. */
static bool is_exposed(const struct known *k, const struct fact *f)
{
	if (fact_is_inferred(f) && !f->port)
		return false;
	for (unsigned i = 0; i < k->asset.count; i++)
		if (k->asset.facts[i].kind == FACT_SERVICE &&
			(!f->port || k->asset.facts[i].port == f->port))
			return true;
	return false;
}

/* "TLS 1.2" is TLS in version 1.2; what has no version has the empty one. */
static void name_and_version(const struct fact *f, char name[SPRAWL_NAME], char version[FACT_TEXT])
{
	struct span n, v;

	version_split(span_str(f->value), &n, &v);
	if (!n.len) {
		n = v;
		v = span_of(NULL, 0);
	}
	words_copy(name, SPRAWL_NAME, n);
	words_copy(version, FACT_TEXT, v);
}

static const char *text_of(const struct fact *f)
{
	return f ? f->value : "";
}

static bool is_old(const struct report_run *r, const struct support_range *s)
{
	return s && r->last_us >= s->end_us;
}

static void group_take(struct report_run *r, const struct known *k, const struct fact *f)
{
	struct sprawl *s = r->state;
	const char *vendor = text_of(asset_best(&k->asset, FACT_VENDOR));
	const char *platform = text_of(asset_best(&k->asset, FACT_PLATFORM));
	char name[SPRAWL_NAME], version[FACT_TEXT];
	bool is_new;

	name_and_version(f, name, version);
	struct group_key key = key_of((const char *[]){
		vendor, platform, sprawl_role(k), name, version, fact_evidence(f), NULL});
	struct group *g = store_take(s->groups, &key, &is_new);
	if (is_new) {
		words_copy(g->vendor, sizeof(g->vendor), span_str(vendor));
		words_copy(g->platform, sizeof(g->platform), span_str(platform));
		words_copy(g->role, sizeof(g->role), span_str(sprawl_role(k)));
		memcpy(g->name, name, sizeof(name));
		memcpy(g->version, version, sizeof(version));
		g->support = fact_support(r->support, f);
		g->evidence = fact_evidence(f);
		g->first_us = f->first_us;
	}
	g->first_us = f->first_us < g->first_us ? f->first_us : g->first_us;
	g->last_us = f->last_us > g->last_us ? f->last_us : g->last_us;
	if (strcmp(g->last_id, k->asset.id) == 0)
		return;
	memcpy(g->last_id, k->asset.id, sizeof(g->last_id));
	g->elements++;
	g->exposed += is_exposed(k, f);
}

/* Counts F under its component, in MONTH ("": now). */
static void spread_take(
	struct report_run *r, const struct known *k, const struct fact *f, const char *month)
{
	struct sprawl *s = r->state;
	char name[SPRAWL_NAME], version[FACT_TEXT];
	bool is_new;

	name_and_version(f, name, version);
	struct group_key key = key_of((const char *[]){name, month, NULL});
	struct spread *p = store_take(s->spreads, &key, &is_new);
	if (is_new) {
		memcpy(p->name, name, sizeof(name));
		words_copy(p->month, sizeof(p->month), span_str(month));
	}
	key = key_of((const char *[]){name, month, version, NULL});
	store_take(s->seen, &key, &is_new);
	if (is_new) {
		p->versions++;
		p->old += is_old(r, fact_support(r->support, f));
	}
	if (strcmp(p->last_id, k->asset.id) != 0)
		p->elements++;
	memcpy(p->last_id, k->asset.id, sizeof(p->last_id));
}

/* Every month in which F was heard. */
static void trend_take(struct report_run *r, const struct known *k, const struct fact *f)
{
	const int64_t step_us = 27 * DAY_US;
	char day[21], month[8] = "", last[8] = "";
	unsigned count = 0;

	for (int64_t at = f->first_us; count < SPRAWL_MONTHS; count++) {
		report_time(at < f->last_us ? at : f->last_us, day);
		words_copy(month, sizeof(month), span_sub(span_str(day), 0, 7));
		if (strcmp(month, last) != 0)
			spread_take(r, k, f, month);
		memcpy(last, month, sizeof(last));
		if (at >= f->last_us)
			break;
		at += step_us;
	}
}

/* --- tables ----------------------------------------------------------------------------------- */

static const char *support_word(const struct report_run *r, const struct support_range *s)
{
	return !s ? "unknown" : is_old(r, s) ? "ended" : "supported";
}

static void put_groups(struct report_run *r, struct doc_table *t)
{
	struct sprawl *s = r->state;

	for (const struct group *g = store_oldest(s->groups, NULL); g;
		g = store_later(s->groups, g, NULL)) {
		char elements[16], exposed[16], times[2][21];
		snprintf(elements, sizeof(elements), "%u", g->elements);
		snprintf(exposed, sizeof(exposed), "%u", g->exposed);
		report_time(g->first_us, times[0]);
		report_time(g->last_us, times[1]);
		doc_row(&r->doc, t,
			(const char *[]){g->vendor, g->platform, g->role, g->name, g->version,
				elements, g->support ? g->support->end : "",
				support_word(r, g->support), exposed, g->evidence, times[0],
				times[1], g->support ? g->support->source : ""});
	}
	doc_sort(t, false);
}

static void put_spreads(struct report_run *r, struct doc_table *now, struct doc_table *trend)
{
	struct sprawl *s = r->state;

	for (const struct spread *p = store_oldest(s->spreads, NULL); p;
		p = store_later(s->spreads, p, NULL)) {
		char versions[16], elements[16], old[16];
		snprintf(versions, sizeof(versions), "%u", p->versions);
		snprintf(elements, sizeof(elements), "%u", p->elements);
		snprintf(old, sizeof(old), "%u", p->old);
		if (p->month[0])
			doc_row(&r->doc, trend,
				(const char *[]){p->month, p->name, versions, elements, old});
		else
			doc_row(&r->doc, now, (const char *[]){p->name, versions, elements, old});
	}
	doc_sort(now, false);
	doc_sort(trend, false);
}

/* What is inferred of F may be what an earlier fact of the same component told already. */
static bool is_told_before(const struct known *k, const struct fact *f, const char *name)
{
	char other[SPRAWL_NAME], version[2][FACT_TEXT];

	name_and_version(f, other, version[0]);
	for (const struct fact *g = k->asset.facts; g < f; g++) {
		if (!sprawl_counts(g) || !known_is_current(k, g) ||
			!(fact_is_inferred(f) || fact_is_inferred(g)))
			continue;
		name_and_version(g, other, version[1]);
		if (strcmp(name, other) == 0 &&
			version_overlaps(span_str(version[0]), span_str(version[1])))
			return true;
	}
	return false;
}

/* Versions of the component of F in K, when F is the first of several. */
static void put_mixed(
	struct report_run *r, struct doc_table *t, const struct known *k, const struct fact *f)
{
	char name[SPRAWL_NAME], other[SPRAWL_NAME], version[FACT_TEXT], all[512] = "";
	unsigned count = 0;

	name_and_version(f, name, version);
	report_join(all, sizeof(all), version);
	for (unsigned i = 0; i < k->asset.count; i++) {
		const struct fact *g = &k->asset.facts[i];
		if (!sprawl_counts(g) || !known_is_current(k, g))
			continue;
		name_and_version(g, other, version);
		if (strcmp(name, other) != 0)
			continue;
		if (g < f)
			return;
		if (is_told_before(k, g, name))
			continue;
		size_t before = strlen(all);
		report_join(all, sizeof(all), version);
		count += strlen(all) != before;
	}
	if (count)
		doc_row(&r->doc, t, (const char *[]){k->asset.id, name, all});
}

static void put_old(
	struct report_run *r, struct doc_table *t, const struct known *k, const struct fact *f)
{
	const struct support_range *s = fact_support(r->support, f);
	char port[8] = "", last[21];

	if (!is_old(r, s))
		return;
	if (f->port)
		snprintf(port, sizeof(port), "%u", f->port);
	report_time(f->last_us, last);
	doc_row(&r->doc, t,
		(const char *[]){k->asset.id, f->value, port, s->end,
			is_exposed(k, f) ? "yes" : "no", last, fact_evidence(f)});
}

static void gather(struct report_run *r, struct doc_table *mixed, struct doc_table *old)
{
	struct sprawl *s = r->state;

	for (const struct known *k = store_oldest(s->assets.store, NULL); k;
		k = store_later(s->assets.store, k, NULL))
		for (unsigned i = 0; k->asset.is_element && i < k->asset.count; i++) {
			const struct fact *f = &k->asset.facts[i];
			if (!sprawl_counts(f))
				continue;
			trend_take(r, k, f);
			if (!known_is_current(k, f))
				continue;
			group_take(r, k, f);
			spread_take(r, k, f, "");
			put_mixed(r, mixed, k, f);
			put_old(r, old, k, f);
		}
}

static int fill(struct report_run *r)
{
	struct doc *d = &r->doc;
	struct doc_table *groups = doc_table(
		d, "versions", "Versions in use", version_columns, COUNT_OF(version_columns));
	struct doc_table *now =
		doc_table(d, "components", "Components", spread_columns, COUNT_OF(spread_columns));
	struct doc_table *mixed = doc_table(d, "mixed", "Several versions inside of one element",
		mixed_columns, COUNT_OF(mixed_columns));
	struct doc_table *old = doc_table(
		d, "out_of_support", "Out of support", old_columns, COUNT_OF(old_columns));
	struct doc_table *trend =
		doc_table(d, "trend", "By month", trend_columns, COUNT_OF(trend_columns));

	gather(r, mixed, old);
	put_groups(r, groups);
	put_spreads(r, now, trend);
	doc_sort(mixed, false);
	doc_sort(old, false);
	doc_note_count(d, "out_of_support", "Components out of support", old->rows);
	doc_note_count(d, "mixed", "Elements with several versions", mixed->rows);
	doc_note(d, "support_date", "Dates of support as of", support_date(r->support));
	return 0;
}

static void finish(struct report_run *r)
{
	struct sprawl *s = r->state;

	if (!s)
		return;
	assets_close(&s->assets);
	store_free(s->groups);
	store_free(s->spreads);
	store_free(s->seen);
	free(s);
}

static int bill(struct report_run *r, FILE *out)
{
	struct sprawl *s = r->state;

	return sprawl_bill(r, &s->assets, out);
}

const struct report_kind report_sprawl = {.name = "sprawl",
	.title = "Component sprawl",
	.text = "versions of software in use at once, and until when they are supported",
	.types = types,
	.open = start,
	.take = take,
	.fill = fill,
	.close = finish,
	.bill = bill};
