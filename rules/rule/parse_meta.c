/* parse_meta: what a rule says of itself. Loading thread only. */
#include "config.h"

#include "rules/rule/parse_calls.h"

#include "rules/rule/classes.h"

bool read_msg(struct parsing *p, const struct option *o)
{
	struct span text = parse_quoted(o->value, NULL);
	char *to = pool_take(p->pool, (size_t)text.len + 1);

	if (!text.len || text.len > 512)
		return parse_wrong(p, o);
	for (uint32_t i = 0, n = 0; to && i < text.len; i++) {
		if (text.p[i] == '\\' && i + 1 < text.len)
			i++;
		to[n++] = (char)text.p[i];
	}
	p->rule->msg = to ? to : "";
	return true;
}

bool read_id(struct parsing *p, const struct option *o)
{
	uint64_t value;

	if (!parse_u64(o->value, UINT32_MAX, &value))
		return parse_wrong(p, o);
	if (p->keyword->argument == 's') {
		if (!value || p->has_sid)
			return parse_fault(p, o->value_at, "sid: one number above 0 for each rule");
		p->rule->sid = (uint32_t)value;
		p->has_sid = true;
	} else if (p->keyword->argument == 'g') {
		p->rule->gid = (uint32_t)value;
	} else {
		p->rule->rev = (uint32_t)value;
	}
	return true;
}

bool read_classtype(struct parsing *p, const struct option *o)
{
	struct span name = parse_quoted(o->value, NULL);
	const struct rule_class *c = class_find(name);

	if (!name.len || name.len > 64)
		return parse_wrong(p, o);
	p->rule->classtype = pool_text(p->pool, name);
	if (!c) {
		parse_warn(p, o->value_at, "classtype: '%.*s' is no known class; its priority is 3",
			(int)name.len, (const char *)name.p);
		return true;
	}
	p->rule->category = c->text;
	if (!(p->rule->flags & RULE_PRIORITY))
		p->rule->priority = c->priority;
	return true;
}

bool read_priority(struct parsing *p, const struct option *o)
{
	uint64_t value;

	if (!parse_u64(o->value, 255, &value) || !value)
		return parse_wrong(p, o);
	p->rule->priority = (uint8_t)value;
	p->rule->flags |= RULE_PRIORITY;
	return true;
}

static bool pair_add(
	struct parsing *p, struct rule_pair **items, uint16_t *count, struct rule_pair pair)
{
	struct rule_pair *more = pool_grow(p->pool, *items, *count, sizeof(**items));

	if (!more || *count >= 128)
		return false;
	more[(*count)++] = pair;
	*items = more;
	return true;
}

bool read_reference(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, type;

	if (!parse_word(&rest, ",", &type) || !span_trim(rest).len)
		return parse_wrong(p, o);
	struct rule_pair pair = {
		pool_text(p->pool, type), pool_text(p->pool, parse_quoted(span_trim(rest), NULL))};
	return pair_add(p, &p->rule->references, &p->rule->reference_count, pair) ||
	       parse_fault(p, o->at, "reference: too many");
}

bool read_metadata(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, word;

	while (parse_word(&rest, ",", &word)) {
		struct span name, value = word;
		if (!parse_word(&value, " \t:", &name))
			continue;
		struct rule_pair pair = {
			pool_text(p->pool, name), pool_text(p->pool, span_trim(value))};
		if (!pair_add(p, &p->rule->metadata, &p->rule->metadata_count, pair))
			return parse_fault(p, o->at, "metadata: too many");
	}
	return p->rule->metadata_count || parse_wrong(p, o);
}

bool read_target(struct parsing *p, const struct option *o)
{
	if (!span_eq(o->value, SPAN_LIT("src_ip")) && !span_eq(o->value, SPAN_LIT("dest_ip")))
		return parse_wrong(p, o);
	p->rule->target = pool_text(p->pool, o->value);
	return true;
}

/* What `requires: feature` may ask for here. */
static bool has_feature(struct span name)
{
	static const char *const features[] = {"spanwatch", "ja3", "ja4", "hassh", "geoip"};

	for (size_t i = 0; i < sizeof(features) / sizeof(*features); i++)
		if (span_eq_nocase(name, span_str(features[i])))
			return true;
	return false;
}

/* One comparison, ">= 7.0.3", of the version that the language is of: 8. */
static bool version_compared(struct span op, struct span number)
{
	int64_t dot = span_index(number, '.');
	uint64_t n;

	if (dot >= 0)
		number = span_sub(number, 0, (uint32_t)dot);
	if (!span_decimal(number, 99, &n))
		return true;
	bool equal = span_index(op, '=') >= 0;
	if (span_index(op, '<') >= 0)
		return 8 < n || (equal && n == 8);
	return 8 > n || n == 8;
}

/* ">= 7 < 9 | = 10": any of the alternatives. */
static bool version_fits(struct span text)
{
	bool fits = false;
	struct span either, word, op = span_of(NULL, 0);

	while (!fits && parse_word(&text, "|", &either)) {
		fits = true;
		while (parse_word(&either, " \t", &word)) {
			uint32_t sign = 0;
			while (sign < word.len && strchr("<>=", word.p[sign]))
				sign++;
			if (sign)
				op = span_sub(word, 0, sign);
			if (sign < word.len)
				fits &= version_compared(op, span_sub(word, sign, UINT32_MAX));
		}
	}
	return fits;
}

bool read_requires(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, part, kind;

	while (parse_word(&rest, ",", &part)) {
		if (!parse_word(&part, " \t", &kind))
			continue;
		part = span_trim(part);
		if (span_eq(kind, SPAN_LIT("feature")))
			p->skip |= !has_feature(part);
		else if (span_eq(kind, SPAN_LIT("version")))
			p->skip |= !version_fits(part);
		else if (span_eq(kind, SPAN_LIT("keyword")))
			p->skip |= !keyword_find(part) &&
				   buffers_find(p->build->set->buffers, part) < 0;
		else
			return parse_wrong(p, o);
	}
	return true;
}

bool read_noalert(struct parsing *p, const struct option *o)
{
	(void)o;
	p->rule->flags |= RULE_NOALERT;
	return true;
}

/* Has no meaning for a sensor that stores nothing and stops nothing: taken and left. */
bool read_ignored(struct parsing *p, const struct option *o)
{
	(void)p;
	(void)o;
	return true;
}

bool read_refused(struct parsing *p, const struct option *o)
{
	return parse_fault(
		p, o->at, "%s: not supported here; %s", p->keyword->name, p->keyword->form);
}
