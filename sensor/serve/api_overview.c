/* api_overview: how capture fares, findings and changes over time. */
#include "config.h"

#include "sensor/serve/answer.h"

#include <stdlib.h>

enum { BARS = 48, LATEST = 8, TALLY = 40 };

/* Widths that bars may have, in seconds. */
static const int64_t widths_s[] = {
	60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 7 * 86400, 30 * 86400};

/* Columns of the two charts. */
static const char *const severities[] = {"1", "2", "3", "4"};
static const char *const sanctions[] = {
	"permitted", "in-window", "out-of-window", "exceeds", "unpermitted", "no-policy"};

struct chart {
	const char *name;
	enum row_field field;
	const char *const *columns;
	unsigned count;
};

static const struct chart charts[] = {
	{"findings", ROW_SEVERITY, severities, 4},
	{"changes", ROW_SANCTION, sanctions, 6},
};

struct axis {
	int64_t from_s, width_s;
	unsigned bars;
};

/* Bars of one round width that hold all rows of both tables. */
static struct axis axis_of(const struct table tables[2], const struct table_filter *f)
{
	int64_t first = INT64_MAX, last = INT64_MIN;
	struct axis a = {0, 60, 0};

	for (int i = 0; i < 2; i++) {
		if (tables[i].count == 0)
			continue;
		int64_t newest = tables[i].rows[0].ts_us;
		int64_t oldest = tables[i].rows[tables[i].count - 1].ts_us;
		first = oldest < first ? oldest : first;
		last = newest > last ? newest : last;
	}
	if (first > last)
		return a;
	if (f->from_us != INT64_MIN && f->from_us < first)
		first = f->from_us;
	if (f->until_us != INT64_MAX && f->until_us > last)
		last = f->until_us;
	first /= 1000000, last /= 1000000;
	for (unsigned i = 0; i < sizeof(widths_s) / sizeof(*widths_s); i++) {
		a.width_s = widths_s[i];
		if ((last - first) / a.width_s < BARS)
			break;
	}
	while ((last - first) / a.width_s >= 4096)
		a.width_s *= 10;
	a.from_s = first / a.width_s * a.width_s;
	a.bars = (unsigned)((last - a.from_s) / a.width_s) + 1;
	return a;
}

static unsigned column_of(const struct chart *c, const struct row *r)
{
	for (unsigned i = 0; i + 1 < c->count; i++)
		if (span_eq(r->field[c->field], span_str(c->columns[i])))
			return i;
	return c->count - 1;
}

static void write_series(
	struct json *j, const struct chart *c, const struct table *t, const struct axis *a)
{
	uint32_t *cells = calloc((size_t)a->bars * c->count + 1, sizeof(*cells));

	for (uint32_t i = 0; cells && i < t->count; i++) {
		int64_t bar = (t->rows[i].ts_us / 1000000 - a->from_s) / a->width_s;
		if (bar >= 0 && bar < (int64_t)a->bars)
			cells[(size_t)bar * c->count + column_of(c, &t->rows[i])]++;
	}
	json_key(j, "columns");
	json_open(j, '[');
	for (unsigned i = 0; i < c->count; i++)
		json_string(j, c->columns[i]);
	json_close(j, ']');
	json_key(j, "series");
	json_open(j, '[');
	for (unsigned bar = 0; cells && bar < a->bars; bar++) {
		json_open(j, '[');
		for (unsigned i = 0; i < c->count; i++)
			json_u64(j, cells[(size_t)bar * c->count + i]);
		json_close(j, ']');
	}
	json_close(j, ']');
	free(cells);
}

static void write_chart(
	struct json *j, const struct chart *c, const struct table *t, const struct axis *a)
{
	bool alerts = c->field == ROW_SEVERITY;

	json_key(j, c->name);
	json_open(j, '{');
	json_kv_u64(j, "total", t->count);
	json_kv_bool(j, "truncated", t->truncated);
	write_series(j, c, t, a);
	answer_tally(j, "by_element", t, ROW_ELEMENT, TALLY);
	if (alerts) {
		struct group *groups;
		json_kv_u64(j, "groups", groups_of(t, BY_GROUP, &groups));
		free(groups);
		answer_tally(j, "by_severity", t, ROW_SEVERITY, 4);
		answer_tally(j, "by_finding", t, ROW_FINDING, 64);
		answer_tally(j, "by_state", t, BY_STATE, 5);
	} else {
		answer_tally(j, "by_sanction", t, ROW_SANCTION, 8);
		answer_tally(j, "by_verb", t, ROW_VERB, 16);
		answer_tally(j, "by_actor", t, ROW_ACTOR, TALLY);
		answer_tally(j, "by_window", t, BY_WINDOW, TALLY);
		answer_tally(j, "by_permit", t, BY_PERMIT, TALLY);
	}
	json_key(j, "latest");
	json_open(j, '[');
	for (uint32_t i = 0; i < t->count && i < LATEST; i++)
		row_json(j, &t->rows[i], alerts ? STREAM_ALERTS : STREAM_MGMT);
	json_close(j, ']');
	json_close(j, '}');
}

static void write_overview(
	struct json *j, const struct table tables[2], const struct table_filter *f)
{
	struct axis a = axis_of(tables, f);

	json_key(j, "axis");
	json_open(j, '{');
	json_kv_u64(j, "from_ms", (uint64_t)a.from_s * 1000);
	json_kv_u64(j, "width_s", (uint64_t)a.width_s);
	json_kv_u64(j, "bars", a.bars);
	json_close(j, '}');
	for (int i = 0; i < 2; i++)
		write_chart(j, &charts[i], &tables[i], &a);
}

unsigned api_overview(struct request *r)
{
	struct table tables[2] = {{0}, {0}};
	struct table_filter f;
	struct json *j = &r->out;
	bool good;

	if (!answer_filter(r, &f))
		return 400;
	json_open(j, '{');
	json_kv_time(j, "now", answer_now_us());
	good = answer_sensors(r, f.sensor) && table_read(&tables[0], r->redis, STREAM_ALERTS, &f) &&
	       table_read(&tables[1], r->redis, STREAM_MGMT, &f);
	if (good)
		write_overview(j, tables, &f);
	json_close(j, '}');
	table_free(&tables[0]);
	table_free(&tables[1]);
	return good ? 200 : request_no_redis(r);
}
