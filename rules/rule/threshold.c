/* threshold: see threshold.h. */
#include "config.h"

#include "rules/rule/threshold.h"

#include "rules/rule/parse.h"

#include <stdlib.h>

/* One line, as far as it was understood. */
struct line {
	uint32_t gid, sid;
	bool has_gid, has_sid, has_track, by_addr, bad;
	struct rule_limit limit;
	uint32_t timeout;
	enum rule_action action;
	struct addr_set addrs;
	const char *what;
};

static void number_take(struct line *l, struct span value, uint32_t *to)
{
	uint64_t n = 0;

	if (!parse_u64(value, UINT32_MAX, &n))
		l->bad = true;
	*to = (uint32_t)n;
}

static void track_take(struct line *l, struct span value)
{
	static const char *const names[] = {
		"by_src", "by_dst", "by_both", "by_rule", "by_flow", "by_either"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!span_eq(value, span_str(names[i])))
			continue;
		l->limit.track = i == 5 ? TRACK_BOTH : (enum limit_track)i;
		l->has_track = true;
		return;
	}
	l->bad = true;
}

static void type_take(struct line *l, struct span value)
{
	static const char *const names[] = {"", "limit", "threshold", "both", "backoff"};

	for (size_t i = 1; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq(value, span_str(names[i])))
			l->limit.kind = (enum limit_kind)i;
	l->bad |= l->limit.kind == LIMIT_NONE;
}

static void action_take(struct line *l, struct span value)
{
	static const char *const names[] = {"pass", "alert", "drop", "reject"};
	size_t i = 0;

	while (i < sizeof(names) / sizeof(*names) && !span_eq(value, span_str(names[i])))
		i++;
	l->bad |= i == sizeof(names) / sizeof(*names);
	l->action = (enum rule_action)i;
}

static void word_take(struct build *b, struct line *l, struct span name, struct span value)
{
	struct vars_fault fault;

	if (span_eq(name, SPAN_LIT("gen_id"))) {
		number_take(l, value, &l->gid);
		l->has_gid = true;
	} else if (span_eq(name, SPAN_LIT("sig_id"))) {
		number_take(l, value, &l->sid);
		l->has_sid = true;
	} else if (span_eq(name, SPAN_LIT("track"))) {
		track_take(l, value);
	} else if (span_eq(name, SPAN_LIT("ip"))) {
		l->by_addr = true;
		l->bad |= !vars_addresses(&b->vars, &b->set->pool, value, &l->addrs, &fault);
	} else if (span_eq(name, SPAN_LIT("type"))) {
		type_take(l, value);
	} else if (span_eq(name, SPAN_LIT("count"))) {
		number_take(l, value, &l->limit.count);
	} else if (span_eq(name, SPAN_LIT("seconds"))) {
		number_take(l, value, &l->limit.seconds);
	} else if (span_eq(name, SPAN_LIT("timeout"))) {
		number_take(l, value, &l->timeout);
	} else if (span_eq(name, SPAN_LIT("new_action"))) {
		action_take(l, value);
	} else {
		l->bad = true;
	}
}

static void line_keep(struct build *b, const struct line *l, struct span kind)
{
	struct ruleset *s = b->set;

	if (span_eq(kind, SPAN_LIT("suppress"))) {
		struct rule_suppress *more =
			pool_grow(&s->pool, s->suppress, s->suppress_count, sizeof(*s->suppress));
		if (!more)
			return;
		s->suppress = more;
		s->suppress[s->suppress_count++] = (struct rule_suppress){
			l->gid, l->sid, l->limit.track, l->by_addr, l->addrs};
	} else if (span_eq(kind, SPAN_LIT("rate_filter"))) {
		struct rule_rate *more =
			pool_grow(&s->pool, s->rates, s->rate_count, sizeof(*s->rates));
		if (!more)
			return;
		s->rates = more;
		s->rates[s->rate_count++] = (struct rule_rate){l->gid, l->sid, l->limit.track,
			l->limit.count, l->limit.seconds, l->timeout, l->action};
	} else {
		for (uint32_t i = 0; i < b->count; i++) {
			struct rule *r = b->rules[i];
			if ((l->sid && r->sid != l->sid) || (l->gid && r->gid != l->gid))
				continue;
			if (l->sid || r->limit.kind == LIMIT_NONE)
				r->limit = l->limit;
		}
	}
}

static bool line_fits(const struct line *l, struct span kind)
{
	if (l->bad || !l->has_gid || !l->has_sid)
		return false;
	if (span_eq(kind, SPAN_LIT("suppress")))
		return l->by_addr == l->has_track;
	bool counted = l->limit.count && l->limit.seconds && l->has_track;
	if (span_eq(kind, SPAN_LIT("rate_filter")))
		return counted;
	return counted && l->limit.kind != LIMIT_NONE;
}

static void line_read(struct build *b, const char *file, uint32_t number, struct span text)
{
	struct span kind, word, name, rest = text;
	struct line l = {.action = RULE_ALERT};

	if (!parse_word(&rest, " \t", &kind))
		return;
	bool known =
		span_eq(kind, SPAN_LIT("suppress")) || span_eq(kind, SPAN_LIT("rate_filter")) ||
		span_eq(kind, SPAN_LIT("event_filter")) || span_eq(kind, SPAN_LIT("threshold"));
	while (rest.len) {
		/* an address group holds commas */
		int64_t open = span_index(rest, '['), comma = span_index(rest, ',');
		if (open >= 0 && (comma < 0 || open < comma)) {
			int64_t close = span_index(rest, ']');
			uint32_t end = close < 0 ? rest.len : (uint32_t)close + 1;
			word = span_trim(span_sub(rest, 0, end));
			rest = span_sub(rest, end, UINT32_MAX);
			int64_t next = span_index(rest, ',');
			rest = next < 0 ? span_of(NULL, 0)
					: span_sub(rest, (uint32_t)next + 1, UINT32_MAX);
		} else if (!parse_word(&rest, ",", &word)) {
			break;
		}
		struct span value = word;
		if (parse_word(&value, " \t", &name))
			word_take(b, &l, name, span_trim(value));
	}
	if (!known || !line_fits(&l, kind)) {
		diag_error(b->diag, file, number, 1,
			"cannot read '%.*s'; write suppress gen_id 1, sig_id 1000001, track "
			"by_src, "
			"ip 10.0.0.1 (or rate_filter, event_filter)",
			(int)(text.len < 60 ? text.len : 60), (const char *)text.p);
		return;
	}
	line_keep(b, &l, kind);
}

void threshold_read(struct build *b, const char *file, struct span text)
{
	uint32_t line = 1;

	build_hash(b, text);
	while (text.len) {
		int64_t stop = span_index(text, '\n');
		uint32_t end = stop < 0 ? text.len : (uint32_t)stop;
		struct span bare = span_trim(span_sub(text, 0, end));
		if (bare.len && bare.p[0] != '#')
			line_read(b, file, line, bare);
		text = span_sub(text, end + 1, UINT32_MAX);
		line++;
	}
}

void threshold_load(struct build *b, const char *file)
{
	uint32_t len;
	char *text = build_read(b, file, &len);

	if (text)
		threshold_read(b, file, span_of(text, len));
	free(text);
}
