/* api_findings: the list of findings and the ledger of changes, as rows or grouped. */
#include "config.h"

#include "sensor/serve/answer.h"

#include <stdlib.h>

struct page {
	uint32_t offset, limit;
	unsigned by;
};

static bool read_page(struct request *r, struct page *p)
{
	struct span by = request_arg(r, "by");

	p->offset = (uint32_t)request_number(r, "offset", 0, TABLE_SCAN);
	p->limit = (uint32_t)request_number(r, "limit", ANSWER_ROWS, ANSWER_ROWS_MAX);
	p->by = by.len > 0 ? group_by(by) : BY_NONE;
	return by.len == 0 || p->by != BY_NONE;
}

/* A group with its newest row. */
static void group_json(struct json *j, const struct group *g, enum stream stream)
{
	json_open(j, '{');
	json_kv_text(j, "key", g->key);
	json_kv_u64(j, "rows", g->rows);
	if (g->worst)
		json_kv_u64(j, "severity", g->worst);
	json_kv_time(j, "first", g->first_us);
	json_kv_time(j, "last", g->last_us);
	json_key(j, "latest");
	row_json(j, g->latest, stream);
	json_close(j, '}');
}

static void write_groups(
	struct json *j, const struct table *t, const struct page *p, enum stream stream)
{
	struct group *groups;
	uint32_t count = groups_of(t, p->by, &groups);

	json_kv_u64(j, "group_count", count);
	json_key(j, "groups");
	json_open(j, '[');
	for (uint32_t i = p->offset; i < count && i - p->offset < p->limit; i++)
		group_json(j, &groups[i], stream);
	json_close(j, ']');
	free(groups);
}

static unsigned list(struct request *r, enum stream stream, const char *name)
{
	struct table t = {0};
	struct table_filter f;
	struct page p;
	struct json *j = &r->out;

	if (!answer_filter(r, &f))
		return 400;
	if (!read_page(r, &p))
		return request_fail(r, 400,
			"by takes the name of a field, group, sensor, state, window or permit");
	if (!table_read(&t, r->redis, stream, &f)) {
		table_free(&t);
		return request_no_redis(r);
	}
	json_open(j, '{');
	json_kv_u64(j, "total", t.count);
	json_kv_u64(j, "scanned", t.scanned);
	json_kv_bool(j, "truncated", t.truncated);
	if (p.by != BY_NONE) {
		write_groups(j, &t, &p, stream);
	} else {
		json_key(j, name);
		json_open(j, '[');
		for (uint32_t i = p.offset; i < t.count && i - p.offset < p.limit; i++)
			row_json(j, &t.rows[i], stream);
		json_close(j, ']');
	}
	json_close(j, '}');
	table_free(&t);
	return 200;
}

unsigned api_findings(struct request *r)
{
	return list(r, STREAM_ALERTS, "findings");
}

unsigned api_changes(struct request *r)
{
	return list(r, STREAM_MGMT, "changes");
}
