/* rule_alert: the alert of a rule, in the shape that Suricata gives it. Collector's thread. */
#include "config.h"

#include "rules/judge/finding.h"
#include "rules/judge/rule.h"
#include "rules/rule/ruleset.h"
#include "sensor/limits.h"

static void write_metadata(struct json *j, const struct rule *r)
{
	json_key(j, "metadata");
	json_open(j, '{');
	for (uint16_t i = 0; i < r->metadata_count; i++) {
		bool before = false;
		for (uint16_t k = 0; k < i && !before; k++)
			before = strcmp(r->metadata[k].name, r->metadata[i].name) == 0;
		if (before)
			continue;
		json_key(j, r->metadata[i].name);
		json_open(j, '[');
		for (uint16_t k = i; k < r->metadata_count; k++)
			if (strcmp(r->metadata[k].name, r->metadata[i].name) == 0)
				json_string(j, r->metadata[k].value);
		json_close(j, ']');
	}
	json_close(j, '}');
}

static uint8_t severity_of(const struct rule *r)
{
	return r->priority < 1 ? 1 : r->priority > 4 ? 4 : r->priority;
}

static void write_signature(struct json *j, const struct rule *r)
{
	json_key(j, "alert");
	json_open(j, '{');
	json_kv_word(j, "action", "allowed");
	json_kv_u64(j, "gid", r->gid);
	json_kv_u64(j, "signature_id", r->sid);
	json_kv_u64(j, "rev", r->rev);
	json_kv_text(j, "signature", span_str(r->msg));
	json_kv_text(j, "category", span_str(r->category));
	json_kv_u64(j, "severity", severity_of(r));
	if (r->metadata_count)
		write_metadata(j, r);
	json_close(j, '}');
}

static void write_capture(struct json *j, const struct place *place)
{
	json_key(j, "capture");
	json_open(j, '{');
	json_kv_bool(j, "one_way", place->one_way);
	json_kv_bool(j, "truncated", place->truncated);
	json_kv_word(j, "initiator", place->initiator_guessed ? "guessed" : "seen");
	json_close(j, '}');
}

/* The identifier of this alert, and of those that belong together. */
static void identify(const struct rule *r, const struct event *e, char ret_id[static FINDING_ID],
	char ret_group[static FINDING_ID])
{
	struct {
		uint32_t gid, sid;
		struct addr a, b;
		int64_t ts_us;
		uint64_t flow_id, frame_no, sub;
	} content;

	memset(&content, 0, sizeof(content));
	content.gid = r->gid;
	content.sid = r->sid;
	content.a = place_end(&e->place, SIDE_CLIENT)->addr;
	content.b = place_end(&e->place, SIDE_SERVER)->addr;
	finding_id(&content, sizeof(content), ret_group);
	content.ts_us = e->ts_us;
	content.flow_id = e->place.flow_id;
	content.frame_no = e->place.frame_no;
	content.sub = e->sub;
	finding_id(&content, sizeof(content), ret_id);
}

struct rule_group {
	uint64_t count;
	int64_t first_us, last_us;
};

static void write_group(struct json *j, const char *id, const struct rule_group *g)
{
	json_key(j, "group");
	json_open(j, '{');
	json_kv_word(j, "id", id);
	json_kv_u64(j, "count", g->count);
	json_kv_time(j, "first", g->first_us);
	json_kv_time(j, "last", g->last_us);
	json_kv_word(j, "state", g->count > 1 ? "update" : "open");
	json_close(j, '}');
}

static const struct rule_group *group_count(struct judge *j, const char *id, const struct event *e)
{
	bool is_new;
	struct rule_group *g = store_take(j->rule_groups, id, &is_new);

	if (is_new)
		g->first_us = g->last_us = e->ts_us;
	g->last_us = e->ts_us > g->last_us ? e->ts_us : g->last_us;
	g->count++;
	return g;
}

static void write_ours(struct json *j, const struct rule *r, const struct event *e, const char *id,
	const char *group_id, const struct rule_group *g)
{
	struct words number;

	words_begin(&number);
	words_add_u64(&number, r->gid);
	words_add(&number, ":");
	words_add_u64(&number, r->sid);
	json_kv_word(j, "finding", "rule");
	json_kv_word(j, "id", id);
	json_kv_word(j, "class", "loud");
	json_kv_text(j, "message", span_str(r->msg));
	write_group(j, group_id, g);
	json_key(j, "why");
	json_open(j, '{');
	json_kv_plain(j, "rule", words_span(&number));
	json_close(j, '}');
	json_kv_word(j, "confidence", e->place.initiator_guessed ? "medium" : "high");
	json_kv_word(j, "direction", e->place.src_is_client ? "to_server" : "to_client");
	write_capture(j, &e->place);
	eve_encap(j, &e->place);
}

bool rule_groups_open(struct judge *j)
{
	j->rule_groups = store_new(
		&(struct store_shape){65536, FINDING_ID, sizeof(struct rule_group), NULL, NULL});
	return j->rule_groups != NULL;
}

void rule_alert(struct judge *j, const struct rule_match *match, const char *new_action)
{
	const struct rule *r = match->rule;
	const struct event *e = match->event;
	struct json out = json_of(j->line, LIMIT_LINE);
	char id[FINDING_ID], group_id[FINDING_ID];
	struct place place;

	identify(r, e, id, group_id);
	const struct rule_group *g = group_count(j, group_id, e);
	party_mask(j, &e->place, &place);
	place_from_client(&place);
	eve_begin(&out, j->options.eve, e->ts_us, "alert", &place);
	if (e->app)
		json_kv_word(&out, "app_proto", e->app);
	write_signature(&out, r);
	if (match->mgmt.len) {
		json_key(&out, "mgmt");
		json_raw(&out, match->mgmt);
	}
	json_key(&out, "spanwatch");
	json_open(&out, '{');
	write_ours(&out, r, e, id, group_id, g);
	if (new_action)
		json_kv_word(&out, "new_action", new_action);
	json_close(&out, '}');
	eve_end(&out);
	if (out.full) {
		j->counts.lines_too_long++;
		return;
	}
	struct party element;
	party_of(j, place.space, &place.dst.addr, &element);
	struct finding_record f = {.slug = "rule",
		.title = r->msg,
		.signature_id = r->sid,
		.severity = severity_of(r),
		.update = g->count > 1,
		.element = place.has_ip && element.is_element ? element.id : NULL,
		.message = span_str(r->msg)};
	judge_out(j, &(struct record){.kind = RECORD_FINDING,
			     .ts_us = e->ts_us,
			     .type = "alert",
			     .place = place,
			     .line = span_of(out.buf, out.len),
			     .finding = &f});
}
