/*
 * changes: who changed what, and was it allowed: every action that changes an element or takes its
 * configuration away; with --policy each is judged again, so that a ticket that came late clears
 * what was done before.
 */
#include "config.h"

#include "sensor/cmd/report/asked.h"
#include "sensor/cmd/report/report.h"

#include <errno.h>
#include <stdlib.h>

static const char *const types[] = {"mgmt", NULL};

static const struct doc_column columns[] = {
	{"time", "Time (UTC)", false, false},
	{"element", "Element", false, false},
	{"actor", "Actor", false, false},
	{"user", "User", false, false},
	{"verb", "Verb", false, false},
	{"subject", "Subject", false, false},
	{"object", "Object", false, false},
	{"value", "Value", false, true},
	{"via", "Via", false, false},
	{"outcome", "Outcome", false, false},
	{"evidence", "Evidence", false, true},
	{"sanction", "Sanction", false, false},
	{"window", "Window", false, false},
	{"permit", "Permit", false, true},
	{"now", "Now", false, false},
	{"now_window", "Window now", false, true},
	{"count", "Times", true, true},
	{"correlation", "Change", false, true},
	{"sensor", "Sensor", false, true},
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]), SANCTIONS = SANCTION_UNPERMITTED + 1 };

struct changes {
	struct doc_table *table;
	uint64_t all, then[SANCTIONS], now[SANCTIONS], cleared, newly;
};

static int start(struct report_run *r)
{
	struct changes *c = calloc(1, sizeof(*c));

	r->state = c;
	if (!c)
		return -ENOMEM;
	c->table = doc_table(&r->doc, "changes", "Changes", columns, COLUMNS);
	return 0;
}

static bool sanction_of(struct span name, enum sanction *ret)
{
	for (int s = 0; s < SANCTIONS; s++) {
		if (!span_eq(name, span_str(sanction_name((enum sanction)s))))
			continue;
		*ret = (enum sanction)s;
		return true;
	}
	return false;
}

/* --- judged again ----------------------------------------------------------------------------- */

static bool allows(enum sanction s)
{
	return s == SANCTION_PERMITTED || s == SANCTION_IN_WINDOW || s == SANCTION_NO_POLICY;
}

/* Judges the action of E anew; fills the cells of now. */
static void judge_again(struct report_run *r, const struct event_line *e, const char **cells)
{
	struct changes *c = r->state;
	enum sanction then = SANCTION_NO_POLICY;
	struct asked asked;
	struct verdict v;

	if (!r->policy || !asked_read(r->policy, e, &asked))
		return;
	policy_action(r->policy, &asked.question, &v);
	sanction_of(span_str(cells[11]), &then);
	c->now[v.sanction]++;
	c->cleared += !allows(then) && allows(v.sanction);
	c->newly += allows(then) && !allows(v.sanction);
	cells[14] = sanction_name(v.sanction);
	cells[15] = v.window ? v.window : "";
}

/* --- rows ------------------------------------------------------------------------------------- */

static void take(void *run, const struct event_line *e)
{
	static const char *const paths[COLUMNS] = {"", "mgmt.element.id", "mgmt.actor.id",
		"mgmt.actor.user", "mgmt.verb", "mgmt.subject", "mgmt.object", "mgmt.value",
		"mgmt.via", "mgmt.outcome", "mgmt.evidence", "mgmt.sanction", "mgmt.window",
		"mgmt.permit", "", "", "mgmt.count", "mgmt.correlation", "host"};
	struct report_run *r = run;
	struct changes *c = r->state;
	const char *cells[COLUMNS];
	char text[COLUMNS][512], name[96];
	enum sanction then;
	enum verb verb;

	if (!asked_verb(value_text(value_at(e->value, "mgmt.verb")), &verb) ||
		!(verb_changes(verb) || verb == VERB_EXPORT))
		return;
	for (unsigned i = 0; i < COLUMNS; i++) {
		cells[i] = text[i];
		text[i][0] = '\0';
		if (paths[i][0])
			value_copy(e->value, paths[i], text[i], sizeof(text[i]));
	}
	report_time(e->ts_us, text[0]);
	value_copy(e->value, "mgmt.object_name", name, sizeof(name));
	if (name[0])
		cells[6] = name;
	c->all++;
	if (sanction_of(span_str(cells[11]), &then))
		c->then[then]++;
	judge_again(r, e, cells);
	doc_row(&r->doc, c->table, cells);
}

static void note_sanctions(struct report_run *r, const uint64_t count[SANCTIONS], bool now)
{
	static const char *const keys[2][SANCTIONS] = {
		{"no_policy", "permitted", "in_window", "out_of_window", "exceeds", "unpermitted"},
		{"now_no_policy", "now_permitted", "now_in_window", "now_out_of_window",
			"now_exceeds", "now_unpermitted"}};
	static const char *const titles[2][SANCTIONS] = {
		{"No policy", "Permitted", "In a window", "Outside every window",
			"Exceeding a window", "Unpermitted"},
		{"Now without policy", "Now permitted", "Now in a window",
			"Now outside every window", "Now exceeding a window", "Now unpermitted"}};

	for (int s = 0; s < SANCTIONS; s++)
		if (count[s])
			doc_note_count(&r->doc, keys[now][s], titles[now][s], count[s]);
}

static int fill(struct report_run *r)
{
	struct changes *c = r->state;

	doc_note_count(&r->doc, "changes", "Changes", c->all);
	note_sanctions(r, c->then, false);
	if (r->policy) {
		note_sanctions(r, c->now, true);
		doc_note_count(&r->doc, "cleared", "Cleared by the new policy", c->cleared);
		doc_note_count(&r->doc, "newly_refused", "Refused by the new policy", c->newly);
		doc_note(&r->doc, "policy_sha256", "SHA-256 of that policy",
			policy_sha256(r->policy));
	}
	doc_sort(c->table, false);
	return 0;
}

static void finish(struct report_run *r)
{
	free(r->state);
}

const struct report_kind report_changes = {.name = "changes",
	.title = "Changes",
	.text = "who changed what, and was it allowed; --policy judges past actions again",
	.types = types,
	.open = start,
	.take = take,
	.fill = fill,
	.close = finish};
