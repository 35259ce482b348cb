/* parse_flow: the state of flows and hosts, and how often a rule tells. Loading thread only. */
#include "config.h"

#include "rules/rule/parse_calls.h"

bool read_flow(struct parsing *p, const struct option *o)
{
	static const struct {
		const char *word;
		uint32_t flag;
	} words[] = {{"to_server", FLOW_TO_SERVER}, {"from_client", FLOW_TO_SERVER},
		{"to_client", FLOW_TO_CLIENT}, {"from_server", FLOW_TO_CLIENT},
		{"established", FLOW_IS_ESTABLISHED}, {"not_established", FLOW_NOT_ESTABLISHED},
		{"stateless", FLOW_STATELESS}, {"only_stream", FLOW_ONLY_STREAM},
		{"no_stream", FLOW_NO_STREAM}, {"only_frag", FLOW_ONLY_FRAG},
		{"no_frag", FLOW_NO_FRAG}};
	struct span rest = o->value, word;

	while (parse_word(&rest, ",", &word)) {
		size_t i = 0;
		while (i < sizeof(words) / sizeof(*words) &&
			!span_eq_nocase(word, span_str(words[i].word)))
			i++;
		if (i == sizeof(words) / sizeof(*words))
			return parse_wrong(p, o);
		p->rule->flow_flags |= words[i].flag;
	}
	if (p->rule->flow_flags & FLOW_ONLY_STREAM)
		p->rule->flags |= RULE_TCP_STREAM;
	if (p->rule->flow_flags & FLOW_NO_STREAM)
		p->rule->flags |= RULE_TCP_PACKET | RULE_NEEDS_PACKET;
	return p->rule->flow_flags || parse_wrong(p, o);
}

static struct rule_bit *bit_add(struct parsing *p)
{
	struct rule *r = p->rule;

	if (r->bit_count == RULE_BITS) {
		parse_fault(p, p->option->at, "a rule has at most %d bits", RULE_BITS);
		return NULL;
	}
	struct rule_bit *more = pool_grow(p->pool, r->bits, r->bit_count, sizeof(*r->bits));
	if (!more)
		return NULL;
	r->bits = more;
	r->bits[r->bit_count] = (struct rule_bit){.option = parse_option_number(p)};
	return &r->bits[r->bit_count++];
}

static bool bit_op(struct span word, enum bit_op *ret)
{
	static const char *const names[] = {
		"set", "unset", "toggle", "isset", "isnotset", "noalert"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!span_eq_nocase(word, span_str(names[i])))
			continue;
		*ret = (enum bit_op)i;
		return true;
	}
	return false;
}

/* "a|b|c" */
static bool bit_names(
	struct parsing *p, const struct option *o, struct rule_bit *b, struct span names)
{
	struct span word;
	char name[80];

	while (parse_word(&names, "|", &word)) {
		if (!word.len || word.len > 64 || b->count == 8)
			return parse_wrong(p, o);
		/* a host has one set of marks, as a source and as a destination */
		name[0] = (char)('0' + (b->track == BIT_DST ? BIT_SRC : b->track));
		memcpy(name + 1, word.p, word.len);
		int bit = build_bit(p->build, span_of(name, word.len + 1));
		if (bit < 0)
			return parse_fault(
				p, o->value_at, "a rule set has at most %d bits", RULESET_BITS_MAX);
		b->bits[b->count++] = (uint16_t)bit;
	}
	bool several = b->op == BIT_ISSET || b->op == BIT_ISNOTSET;
	return (b->count && (several || b->count == 1)) || parse_wrong(p, o);
}

bool read_flowbits(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, word;
	enum bit_op op;

	if (!parse_word(&rest, ",", &word) || !bit_op(word, &op))
		return parse_wrong(p, o);
	if (op == BIT_NOALERT) {
		p->rule->flags |= RULE_NOALERT;
		return !span_trim(rest).len || parse_wrong(p, o);
	}
	struct rule_bit *b = bit_add(p);
	if (!b)
		return false;
	b->op = op;
	return bit_names(p, o, b, rest);
}

bool read_xbits(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, word, name = span_of(NULL, 0), kind;
	struct rule_bit *b;
	enum bit_op op;
	uint64_t expire = 0;
	int track = -1;

	if (!parse_word(&rest, ",", &word) || !bit_op(word, &op))
		return parse_wrong(p, o);
	if (op == BIT_NOALERT) {
		p->rule->flags |= RULE_NOALERT;
		return true;
	}
	parse_word(&rest, ",", &name);
	while (parse_word(&rest, ",", &word)) {
		if (!parse_word(&word, " \t", &kind))
			return parse_wrong(p, o);
		word = span_trim(word);
		if (span_eq(kind, SPAN_LIT("expire"))) {
			if (!parse_u64(word, UINT32_MAX, &expire))
				return parse_wrong(p, o);
			continue;
		}
		track = span_eq(word, SPAN_LIT("ip_src"))    ? BIT_SRC
			: span_eq(word, SPAN_LIT("ip_dst"))  ? BIT_DST
			: span_eq(word, SPAN_LIT("ip_pair")) ? BIT_PAIR
							     : -1;
		if (!span_eq(kind, SPAN_LIT("track")) || track < 0)
			return parse_wrong(p, o);
	}
	if (track < 0 || !(b = bit_add(p)))
		return parse_wrong(p, o);
	b->op = op;
	b->track = (enum bit_track)track;
	b->expire_s = (uint32_t)expire;
	return bit_names(p, o, b, name);
}

/* --- how often --- */

static bool limit_track(struct span word, enum limit_track *ret)
{
	static const char *const names[] = {"by_src", "by_dst", "by_both", "by_rule", "by_flow"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!span_eq(word, span_str(names[i])))
			continue;
		*ret = (enum limit_track)i;
		return true;
	}
	return false;
}

static bool limit_kind(struct span word, enum limit_kind *ret)
{
	static const char *const names[] = {"", "limit", "threshold", "both", "backoff"};

	for (size_t i = 1; i < sizeof(names) / sizeof(*names); i++) {
		if (!span_eq(word, span_str(names[i])))
			continue;
		*ret = (enum limit_kind)i;
		return true;
	}
	return false;
}

static bool limit_word(struct rule_limit *l, struct span kind, struct span word, unsigned *seen)
{
	uint64_t number = 0;
	uint32_t *to = span_eq(kind, SPAN_LIT("count"))        ? &l->count
		       : span_eq(kind, SPAN_LIT("seconds"))    ? &l->seconds
		       : span_eq(kind, SPAN_LIT("multiplier")) ? &l->multiplier
							       : NULL;

	if (to) {
		*seen |= to == &l->count ? 1 : to == &l->seconds ? 2 : 16;
		if (!parse_u64(word, UINT32_MAX, &number))
			return false;
		*to = (uint32_t)number;
		return true;
	}
	if (span_eq(kind, SPAN_LIT("track"))) {
		*seen |= 4;
		return limit_track(word, &l->track);
	}
	if (span_eq(kind, SPAN_LIT("type"))) {
		*seen |= 8;
		return limit_kind(word, &l->kind);
	}
	if (span_eq(kind, SPAN_LIT("unique_on"))) {
		l->unique = span_eq(word, SPAN_LIT("src_port"))   ? UNIQUE_SRC_PORT
			    : span_eq(word, SPAN_LIT("dst_port")) ? UNIQUE_DST_PORT
								  : UNIQUE_NONE;
		return l->unique != UNIQUE_NONE;
	}
	return false;
}

static bool limit_read(struct parsing *p, const struct option *o, struct rule_limit *l)
{
	struct span rest = o->value, word, kind;
	unsigned seen = 0;

	while (parse_word(&rest, ",", &word)) {
		if (!parse_word(&word, " \t", &kind) ||
			!limit_word(l, kind, span_trim(word), &seen))
			return parse_wrong(p, o);
	}
	bool backoff = l->kind == LIMIT_BACKOFF;
	unsigned need = 1 | 4 | (l->kind == LIMIT_FILTER ? 0u : 8u) | (backoff ? 16u : 2u);
	if ((seen & need) != need || !l->count || (!backoff && !l->seconds) ||
		(backoff && l->multiplier < 2))
		return parse_wrong(p, o);
	return true;
}

bool read_threshold(struct parsing *p, const struct option *o)
{
	return limit_read(p, o, &p->rule->limit);
}

bool read_detection_filter(struct parsing *p, const struct option *o)
{
	p->rule->filter.kind = LIMIT_FILTER;
	return limit_read(p, o, &p->rule->filter);
}
