/* top_lines: see top_lines.h. */
#include "config.h"

#include "sensor/serve/top_lines.h"

#include "sensor/serve/answer.h"
#include "sensor/serve/elements.h"
#include "sensor/sink/screen.h"

#include <stdio.h>
#include <stdlib.h>

enum { SENSOR_LINES = 8, TIME_COLUMNS = 19, WIDE = 110 /* columns that have room for all */ };

/* Bold, yellow, cyan, faint: the number stands beside the colour. */
static const char *const colours[] = {"0", "1;31", "33", "36", "2"};

/* --- one line ----------------------------------------------------------------------------- */

static void start(struct top *t, struct screen_line *l)
{
	screen_start(l, t->columns, t->colour);
}

/* Writes L unless the screen is full. */
static void end(struct top *t, struct screen_line *l)
{
	if (t->line + 1 >= t->height)
		return;
	t->line++;
	fwrite(l->text, 1, l->len, stdout);
	fputs(t->interactive ? "\033[K\n" : "\n", stdout);
}

static bool is_full(const struct top *t)
{
	return t->line + 1 >= t->height;
}

static void cell(struct screen_line *l, const char *text, uint32_t columns)
{
	screen_cell(l, span_str(text), columns);
}

static void cell_number(struct screen_line *l, uint64_t n, uint32_t columns)
{
	char text[24], padded[64];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	snprintf(padded, sizeof(padded), "%*s", (int)columns, text);
	cell(l, padded, columns);
}

/* "2026-11-22 01:00:00" */
static void cell_time(struct screen_line *l, int64_t ts_us)
{
	char text[33];

	time_text(ts_us, text);
	text[10] = ' ';
	text[TIME_COLUMNS] = '\0';
	cell(l, text, TIME_COLUMNS);
}

static void title(struct top *t, const char *text)
{
	struct screen_line l;

	start(t, &l);
	screen_colour(&l, "1");
	screen_string(&l, text, t->columns);
	screen_colour(&l, "0");
	end(t, &l);
}

void top_head(struct top *t)
{
	struct screen_line l;

	start(t, &l);
	screen_colour(&l, "1");
	screen_string(&l, "spanwatch top  ", 20);
	screen_colour(&l, "0");
	cell_time(&l, answer_now_us());
	screen_string(&l, "UTC  ", 10);
	screen_string(&l, depot_shown(t->depot), 60);
	if (t->interactive)
		screen_string(
			&l, "   f findings  c changes  e elements  j k scroll  q quit", t->columns);
	end(t, &l);
}

void top_say(struct top *t, const char *text)
{
	struct screen_line l;

	t->failed = true;
	start(t, &l);
	screen_colour(&l, "1;31");
	screen_string(&l, text[0] ? text : "Redis did not answer", t->columns);
	screen_colour(&l, "0");
	end(t, &l);
}

/* --- sensors ------------------------------------------------------------------------------ */

/* Names of health that tell of something that was not seen. */
static bool tells_loss(struct span name)
{
	static const char *const words[] = {"drop", "lost", "refus", "overflow", "blind"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_find(name, span_str(words[i])) >= 0)
			return true;
	return false;
}

static void draw_sensor(
	struct top *t, const struct depot_sensor *s, const struct redisReply *health)
{
	struct screen_line l;
	int64_t age_s = answer_now_us() / 1000000 - (int64_t)(s->last_ms / 1000);
	char age[48];
	bool lost = false;

	start(t, &l);
	cell(&l, s->name, 20);
	screen_colour(&l, depot_is_live(health) ? "32" : "33");
	cell(&l, depot_is_live(health) ? "watching" : "silent", 9);
	screen_colour(&l, "0");
	snprintf(age, sizeof(age), "newest data %lld s ago", (long long)(age_s > 0 ? age_s : 0));
	cell(&l, age, 28);
	for (size_t i = 0; i + 1 < reply_count(health); i += 2) {
		struct span name = reply_text(reply_at(health, i));
		if (!tells_loss(name) || reply_number(reply_at(health, i + 1)) == 0)
			continue;
		if (!lost)
			screen_colour(&l, "1;31");
		lost = true;
		screen_text(&l, name, 30);
		screen_string(&l, " ", 1);
		screen_text(&l, reply_text(reply_at(health, i + 1)), 20);
		screen_string(&l, "  ", 2);
	}
	screen_colour(&l, "0");
	end(t, &l);
}

bool top_sensors(struct top *t, struct depot_link *link)
{
	struct depot_sensor *sensors = calloc(DEPOT_SENSORS, sizeof(*sensors));
	int count = sensors ? depot_sensors(link, sensors) : -1;
	bool good = count >= 0;

	if (count == 0)
		title(t, "no sensor has written to this Redis yet");
	for (int i = 0, shown = 0; i < count && good; i++) {
		struct redisReply *health;
		if (t->sensor.len > 0 && !span_eq(t->sensor, span_str(sensors[i].name)))
			continue;
		if (t->interactive && shown++ >= SENSOR_LINES)
			break;
		health = depot_hash(link, sensors[i].name, (struct span[3]){SPAN_LIT("health")});
		good = health != NULL;
		if (good)
			draw_sensor(t, &sensors[i], health);
		depot_free(health);
	}
	free(sensors);
	return good;
}

/* --- views -------------------------------------------------------------------------------- */

/* Rows that are told: from the scroll on, until the screen is full or enough were told. */
static bool row_is_told(const struct top *t, uint32_t i)
{
	return !is_full(t) && (t->interactive || i < t->most);
}

static void draw_finding(struct top *t, const struct group *g)
{
	const struct row *r = g->latest;
	struct screen_line l;
	char severity[4];

	start(t, &l);
	snprintf(severity, sizeof(severity), "%u", g->worst);
	screen_colour(&l, colours[g->worst]);
	cell(&l, severity, 1);
	screen_colour(&l, "0");
	cell_time(&l, g->last_us);
	screen_cell(&l, r->field[ROW_FINDING], 21);
	if (t->columns >= WIDE) {
		screen_cell(&l, r->field[ROW_ELEMENT], 16);
		screen_cell(&l, span_str(r->state), 8);
	}
	screen_text(&l, r->field[ROW_MSG], t->columns);
	end(t, &l);
}

static void draw_findings(struct top *t, const struct table *table)
{
	struct group *groups;
	uint32_t count = groups_of(table, BY_GROUP, &groups), by[5] = {0};
	char text[160];

	for (uint32_t i = 0; i < table->count; i++)
		by[row_severity(&table->rows[i])]++;
	snprintf(text, sizeof(text),
		"Findings: %u alerts in %u groups, of severity 1: %u, 2: %u, 3: %u, 4: %u%s",
		table->count, count, by[1], by[2], by[3], by[4],
		table->truncated ? " (the newest)" : "");
	title(t, text);
	if (t->scroll >= count)
		t->scroll = count ? count - 1 : 0;
	for (uint32_t i = t->scroll; i < count && row_is_told(t, i); i++)
		draw_finding(t, &groups[i]);
	free(groups);
}

static bool is_allowed(struct span sanction)
{
	return span_eq(sanction, SPAN_LIT("permitted")) || span_eq(sanction, SPAN_LIT("in-window"));
}

static void draw_change(struct top *t, const struct row *r)
{
	struct span who = r->field[ROW_USER].len ? r->field[ROW_USER] : r->field[ROW_ACTOR];
	struct screen_line l;

	start(t, &l);
	cell_time(&l, r->ts_us);
	screen_colour(&l, is_allowed(r->field[ROW_SANCTION]) ? "32" : "33");
	screen_cell(&l, r->field[ROW_SANCTION], 13);
	screen_colour(&l, "0");
	screen_cell(&l, r->field[ROW_VERB], 6);
	screen_cell(&l, r->field[ROW_ELEMENT], t->columns >= WIDE ? 16 : 10);
	screen_cell(&l, who, t->columns >= WIDE ? 16 : 10);
	if (t->columns >= WIDE)
		screen_cell(&l, r->field[ROW_VIA], 8);
	screen_text(&l, r->field[ROW_OBJECT], t->columns);
	screen_string(&l, r->field[ROW_VALUE].len ? " = " : "", 3);
	screen_text(&l, r->field[ROW_VALUE], t->columns);
	end(t, &l);
}

static void draw_changes(struct top *t, const struct table *table)
{
	uint32_t allowed = 0;
	char text[120];

	for (uint32_t i = 0; i < table->count; i++)
		allowed += is_allowed(table->rows[i].field[ROW_SANCTION]);
	snprintf(text, sizeof(text), "Changes: %u, of these allowed %u%s", table->count, allowed,
		table->truncated ? " (the newest)" : "");
	title(t, text);
	if (t->scroll >= table->count)
		t->scroll = table->count ? table->count - 1 : 0;
	for (uint32_t i = t->scroll; i < table->count && row_is_told(t, i); i++)
		draw_change(t, &table->rows[i]);
}

static void draw_element(struct top *t, const struct element *e)
{
	struct screen_line l;
	uint64_t worst = 0;

	start(t, &l);
	screen_cell(&l, e->id, 22);
	cell_time(&l, (int64_t)e->last_ms * 1000);
	span_decimal(reply_field(e->total, "changes"), UINT64_MAX, &worst);
	cell_number(&l, worst, 8);
	worst = 0;
	span_decimal(reply_field(e->total, "alerts_1"), UINT64_MAX, &worst);
	cell_number(&l, worst, 6);
	worst = 0;
	span_decimal(reply_field(e->total, "alerts_2"), UINT64_MAX, &worst);
	cell_number(&l, worst, 6);
	screen_cell(&l, reply_field(e->info, "vendor"), 12);
	screen_cell(&l, reply_field(e->info, "platform"), 16);
	screen_text(&l, reply_field(e->info, "software"), t->columns);
	end(t, &l);
}

static bool draw_elements(struct top *t, struct depot_link *link)
{
	struct element_list list;
	bool good = elements_read(&list, link, t->sensor);
	char text[160];

	if (good) {
		snprintf(text, sizeof(text), "%-22s %-19s %8s %6s %6s vendor, platform, software",
			"Element", "last seen", "changes", "sev 1", "sev 2");
		title(t, text);
		if (t->scroll >= list.count)
			t->scroll = list.count ? list.count - 1 : 0;
		for (uint32_t i = t->scroll; i < list.count && row_is_told(t, i); i++)
			draw_element(t, &list.elements[i]);
	}
	elements_free(&list);
	return good;
}

static bool draw_stream(struct top *t, struct depot_link *link, enum stream stream)
{
	struct table_filter f = {.sensor = t->sensor, .from_us = INT64_MIN, .until_us = INT64_MAX};
	struct table table = {0};
	bool good = table_read(&table, link, stream, &f);

	if (good && stream == STREAM_ALERTS)
		draw_findings(t, &table);
	else if (good)
		draw_changes(t, &table);
	table_free(&table);
	return good;
}

bool top_view(struct top *t, struct depot_link *link)
{
	if (!t->interactive) /* all three, one after another */
		return draw_stream(t, link, STREAM_ALERTS) && draw_stream(t, link, STREAM_MGMT) &&
		       draw_elements(t, link);
	if (t->view == 'e')
		return draw_elements(t, link);
	return draw_stream(t, link, t->view == 'c' ? STREAM_MGMT : STREAM_ALERTS);
}
