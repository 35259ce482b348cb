/*
 * coverage: which techniques and measures the judgements of this program bear on, which none does,
 * and what was seen of each; and how good the capture was that all of it rests on.
 */
#include "config.h"

#include "sensor/cmd/report/report.h"

#include "rules/judge.h"
#include "rules/sets/techniques.h"

#include <errno.h>
#include <stdlib.h>

enum { COVERAGE_FINDINGS = 256, COVERAGE_TAGS = 512, COVERAGE_TAG = 24 };

static const char *const types[] = {"alert", "capture", NULL};

static const struct doc_column item_columns[] = {
	{"id", "Id", false, false},
	{"name", "Name", false, false},
	{"covered", "Covered", false, false},
	{"findings", "By the findings", false, false},
	{"alerts", "Alerts", true, false},
	{"rules", "By rules", true, false},
	{"shipped", "Rules that are shipped, by set", false, false},
	{"why", "Why not", false, false},
};
static const struct doc_column finding_columns[] = {
	{"finding", "Finding", false, false},
	{"class", "Class", false, false},
	{"severity", "Severity", true, false},
	{"attack", "ATT&CK", false, false},
	{"measures", "Measures", false, false},
	{"alerts", "Alerts", true, false},
};
static const struct doc_column capture_columns[] = {
	{"sensor", "Sensor", false, false},
	{"counter", "Counter", false, false},
	{"value", "Value", false, false},
};

static const struct item {
	const char *id, *name, *why;
	bool measure;
} items[] = {
#define TECHNIQUE(id, name, why) {id, name, why, false},
#define MEASURE(id, text)        {id, text, "", true},
#include "sensor/cmd/report/coverage.def"
#undef TECHNIQUE
#undef MEASURE
};
enum { ITEMS = sizeof(items) / sizeof(items[0]) };

static const char *const counters[] = {"received", "kernel_dropped", "interface_dropped",
	"duplicates", "truncated", "stream_gaps", "loss_estimate", "one_way", "blind",
	"clock_skew_s", "events_lost", "files_read", "files_skipped", "files_cut"};
enum { COUNTERS_TOLD = sizeof(counters) / sizeof(counters[0]), SENSORS = 64 };

struct sensor {
	char name[80], value[COUNTERS_TOLD][24];
};

struct coverage {
	uint64_t seen[COVERAGE_FINDINGS]; /* alerts of each finding */
	uint64_t by_rule[ITEMS];          /* alerts of users' rules that name the item */
	struct sensor sensors[SENSORS];
	unsigned sensor_count;
};

static int start(struct report_run *r)
{
	r->state = calloc(1, sizeof(struct coverage));
	return r->state ? 0 : -ENOMEM;
}

/* "T1041@v18" and "uk-tsc:M11.18" as the plain id. */
static struct span plain_id(struct span tag)
{
	int64_t at = span_index(tag, '@');

	if (span_starts(tag, SPAN_LIT("uk-tsc:")))
		return span_sub(tag, 7, tag.len);
	return at >= 0 ? span_sub(tag, 0, (uint32_t)at) : tag;
}

static void take_tags(struct coverage *c, const struct value *tags)
{
	for (uint32_t i = 0; i < value_length(tags) && i < COVERAGE_TAGS; i++) {
		struct span id = plain_id(value_text(value_element(tags, i)));
		for (unsigned k = 0; k < ITEMS; k++)
			c->by_rule[k] += span_eq(id, span_str(items[k].id));
	}
}

static void take_alert(struct coverage *c, const struct event_line *e)
{
	struct span slug = value_text(value_at(e->value, "spanwatch.finding"));
	unsigned count;
	const struct finding_entry *f = judge_findings(&count);

	for (unsigned i = 0; i < count && i < COVERAGE_FINDINGS; i++)
		c->seen[i] += span_eq(slug, span_str(f[i].slug));
	if (slug.len && !span_eq(slug, SPAN_LIT("rule")))
		return;
	take_tags(c, value_at(e->value, "alert.metadata.tag"));
	take_tags(c, value_at(e->value, "alert.metadata.attack_id"));
	take_tags(c, value_at(e->value, "alert.metadata.measure"));
}

static void take_capture(struct coverage *c, const struct event_line *e)
{
	char name[80];
	unsigned i = 0;

	value_copy(e->value, "host", name, sizeof(name));
	while (i < c->sensor_count && strcmp(c->sensors[i].name, name) != 0)
		i++;
	if (i == SENSORS)
		return;
	if (i == c->sensor_count)
		memcpy(c->sensors[c->sensor_count++].name, name, sizeof(name));
	for (unsigned k = 0; k < COUNTERS_TOLD; k++)
		value_copy(value_at(e->value, "capture"), counters[k], c->sensors[i].value[k],
			sizeof(c->sensors[i].value[k]));
}

static void take(void *run, const struct event_line *e)
{
	struct report_run *r = run;

	if (strcmp(e->type, "alert") == 0)
		take_alert(r->state, e);
	else
		take_capture(r->state, e);
}

/* --- tables ----------------------------------------------------------------------------------- */

/* True when ID stands in LIST (words, perhaps with a version). A technique stands for its parts. */
static bool names_item(const char *list, const struct item *item)
{
	struct span left = span_str(list), id = span_str(item->id);

	while (left.len) {
		int64_t space = span_index(left, ' ');
		uint32_t end = space < 0 ? left.len : (uint32_t)space;
		struct span word = plain_id(span_sub(left, 0, end));
		if (span_eq(word, id) ||
			(!item->measure && span_starts(id, word) && id.p[word.len] == '.'))
			return true;
		left = span_sub(left, end + 1, left.len);
	}
	return false;
}

/* How many rules of SET name ITEM; those of one set stand together. */
static unsigned named_in(const struct shipped_technique *s, const struct item *item)
{
	const char *set = s->set;
	unsigned rules = 0;

	for (; s->id && strcmp(s->set, set) == 0; s++)
		rules += names_item(s->id, item) ? s->rules : 0;
	return rules;
}

/* The sets of shipped rules that name ITEM, with how many do: "aaa (3), covert (1)". */
static void join_sets(char *ret, size_t size, const struct item *item)
{
	for (const struct shipped_technique *s = shipped_techniques; s->id; s++) {
		char part[64];
		bool first = s == shipped_techniques || strcmp(s[-1].set, s->set) != 0;
		unsigned rules = first && !item->measure ? named_in(s, item) : 0;
		if (!rules)
			continue;
		snprintf(part, sizeof(part), "%s (%u)", s->set, rules);
		report_join(ret, size, part);
	}
}

static bool put_item(struct report_run *r, struct doc_table *t, unsigned at)
{
	const struct coverage *c = r->state;
	char findings[1024] = "", sets[512] = "", alerts[24], rules[24];
	uint64_t seen = 0;
	unsigned count;
	const struct finding_entry *f = judge_findings(&count);

	for (unsigned i = 0; i < count && i < COVERAGE_FINDINGS; i++) {
		if (!names_item(items[at].measure ? f[i].measures : f[i].attack, &items[at]))
			continue;
		report_join(findings, sizeof(findings), f[i].slug);
		seen += c->seen[i];
	}
	snprintf(alerts, sizeof(alerts), "%llu", (unsigned long long)seen);
	snprintf(rules, sizeof(rules), "%llu", (unsigned long long)c->by_rule[at]);
	join_sets(sets, sizeof(sets), &items[at]);
	bool covered = findings[0] || sets[0] || c->by_rule[at];
	doc_row(&r->doc, t,
		(const char *[]){items[at].id, items[at].name, covered ? "yes" : "no", findings,
			alerts, rules, sets, covered ? "" : items[at].why});
	return covered;
}

static void put_items(struct report_run *r, bool measures)
{
	struct doc_table *t = doc_table(&r->doc, measures ? "measures" : "techniques",
		measures ? "UK Telecommunications Security Code of Practice, v1.0"
			 : "ATT&CK techniques on network devices, v18",
		item_columns, sizeof(item_columns) / sizeof(item_columns[0]));
	unsigned all = 0, covered = 0;
	char text[48];

	for (unsigned i = 0; i < ITEMS; i++) {
		if (items[i].measure != measures)
			continue;
		all++;
		covered += put_item(r, t, i);
	}
	snprintf(text, sizeof(text), "%u of %u", covered, all);
	doc_note(&r->doc, measures ? "measures_covered" : "techniques_covered",
		measures ? "Measures covered" : "Techniques covered", text);
}

static void put_findings(struct report_run *r)
{
	const struct coverage *c = r->state;
	struct doc_table *t = doc_table(&r->doc, "findings", "Findings", finding_columns,
		sizeof(finding_columns) / sizeof(finding_columns[0]));
	unsigned count;
	const struct finding_entry *f = judge_findings(&count);

	for (unsigned i = 0; i < count && i < COVERAGE_FINDINGS; i++) {
		char severity[4], alerts[24];
		snprintf(severity, sizeof(severity), "%u", f[i].severity);
		snprintf(alerts, sizeof(alerts), "%llu", (unsigned long long)c->seen[i]);
		doc_row(&r->doc, t,
			(const char *[]){f[i].slug, f[i].class_name, severity, f[i].attack,
				f[i].measures, alerts});
	}
}

static void put_capture(struct report_run *r)
{
	const struct coverage *c = r->state;
	struct doc_table *t = doc_table(&r->doc, "capture", "Capture quality, as last told",
		capture_columns, sizeof(capture_columns) / sizeof(capture_columns[0]));

	for (unsigned i = 0; i < c->sensor_count; i++)
		for (unsigned k = 0; k < COUNTERS_TOLD; k++)
			if (c->sensors[i].value[k][0])
				doc_row(&r->doc, t,
					(const char *[]){c->sensors[i].name, counters[k],
						c->sensors[i].value[k]});
}

static int fill(struct report_run *r)
{
	put_items(r, false);
	put_items(r, true);
	put_findings(r);
	put_capture(r);
	return 0;
}

static void finish(struct report_run *r)
{
	free(r->state);
}

const struct report_kind report_coverage = {.name = "coverage",
	.title = "Coverage",
	.text = "ATT&CK techniques and UK code measures, what covers each, and what was seen",
	.types = types,
	.open = start,
	.take = take,
	.fill = fill,
	.close = finish};
