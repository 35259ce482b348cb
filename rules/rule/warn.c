/*
 * warn: rules that are right as they are written and yet can never match, or that cost much for
 * what they find. Asked once for each rule of a finished set, on the loading thread. What is said
 * here is certain: a rule that may match gets no warning that it cannot.
 */
#include "config.h"

#include "rules/rule/ruleset_build.h"
#include "rules/rule/transforms.h"

#include <stdarg.h>
#include <stdio.h>

static void warn(struct build *b, const struct rule *r, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void warn(struct build *b, const struct rule *r, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diag_warn(b->diag, r->file, r->line, 1, "sid:%u %s", r->sid, text);
}

/* --- numbers --- */

struct interval {
	uint64_t low, high; /* LOW above HIGH: nothing fits */
};

static const struct interval everything = {0, UINT64_MAX}, nothing = {1, 0};

static struct interval interval_of(const struct rule_number *n)
{
	if (n->negated)
		return everything;
	switch (n->op) {
	case OP_EQ:
		return (struct interval){n->a, n->a};
	case OP_LT:
		return n->a ? (struct interval){0, n->a - 1} : nothing;
	case OP_LE:
		return (struct interval){0, n->a};
	case OP_GT:
		return n->a < UINT64_MAX ? (struct interval){n->a + 1, UINT64_MAX} : nothing;
	case OP_GE:
		return (struct interval){n->a, UINT64_MAX};
	case OP_RANGE:
		return n->b && n->a < UINT64_MAX ? (struct interval){n->a + 1, n->b - 1} : nothing;
	case OP_INCLUSIVE:
		return (struct interval){n->a, n->b};
	default:
		return everything;
	}
}

static struct interval both(struct interval a, struct interval b)
{
	return (struct interval){a.low > b.low ? a.low : b.low, a.high < b.high ? a.high : b.high};
}

/* What all checks of KIND together leave; raw URIs have a length of their own. */
static struct interval checks_leave(const struct rule *r, enum check_kind kind)
{
	struct interval left = everything;

	for (uint16_t i = 0; i < r->check_count; i++)
		if (r->checks[i].kind == kind && (kind != CHECK_URILEN || r->checks[i].mode != 'r'))
			left = both(left, interval_of(&r->checks[i].number));
	return left;
}

static void warn_numbers(struct build *b, const struct rule *r)
{
	static const char *const names[] = {
#define CHECK(id, name, most, text) [CHECK_##id] = name,
#include "rules/rule/checks.def"
#undef CHECK
	};

	for (unsigned kind = 0; kind < sizeof(names) / sizeof(*names); kind++) {
		/* a frame has several VLANs */
		struct interval left = checks_leave(r, (enum check_kind)kind);
		if (kind != CHECK_VLAN_ID && left.low > left.high)
			warn(b, r, "never matches: no number fits all that is said of %s",
				names[kind]);
	}
	for (uint16_t i = 0; i < r->check_count; i++) {
		const struct rule_check *c = &r->checks[i];
		struct interval left = interval_of(&c->number);
		if (c->kind == CHECK_FIELD && left.low > left.high)
			warn(b, r, "never matches: %s leaves out the ends of '%s'",
				buffers_info(b->set->buffers, c->field)->name, c->text);
	}
}

/* --- contents --- */

/* Where a content that is found must end at the earliest. */
static uint64_t needed(const struct rule_item *item)
{
	uint64_t offset = item->flags & ITEM_OFFSET && !item->offset.var && item->offset.value > 0
				  ? (uint64_t)item->offset.value
				  : 0;

	return item->len + (item->flags & ITEM_RELATIVE ? 0 : offset);
}

static bool is_wanted(const struct rule_item *item)
{
	return item->kind == ITEM_CONTENT && !(item->flags & ITEM_NEGATED);
}

static uint64_t most_needed(const struct rule_buffer *b)
{
	uint64_t most = 0;

	for (uint16_t i = 0; i < b->count; i++)
		if (is_wanted(&b->items[i]) && needed(&b->items[i]) > most)
			most = needed(&b->items[i]);
	return most;
}

static void warn_sizes(struct build *b, const struct rule *r, const struct rule_buffer *in)
{
	const char *name = buffers_info(b->set->buffers, in->id)->name;
	struct interval size = everything;
	uint64_t most = most_needed(in);

	for (uint16_t i = 0; i < in->count; i++)
		if (in->items[i].kind == ITEM_BSIZE)
			size = both(size, interval_of(&in->items[i].size));
	if (size.low > size.high)
		warn(b, r, "never matches: no size fits all that bsize says of %s", name);
	else if (most > size.high)
		warn(b, r, "never matches: bsize lets %s have %llu bytes, its contents need %llu",
			name, (unsigned long long)size.high, (unsigned long long)most);
	if (in->transform_count)
		return;
	uint64_t dsize = checks_leave(r, CHECK_DSIZE).high;
	uint64_t uri = checks_leave(r, CHECK_URILEN).high;
	if (in->id == BUFFER_PAYLOAD && most > dsize)
		warn(b, r, "never matches: dsize lets a packet have %llu bytes, contents need %llu",
			(unsigned long long)dsize, (unsigned long long)most);
	if (in->id == BUFFER_HTTP_URI && most > uri)
		warn(b, r, "never matches: urilen lets a URI have %llu bytes, contents need %llu",
			(unsigned long long)uri, (unsigned long long)most);
}

static bool has_case(const struct rule_item *item, char first, char last)
{
	for (uint32_t i = 0; i < item->len && !(item->flags & ITEM_NOCASE); i++)
		if (item->bytes[i] >= first && item->bytes[i] <= last)
			return true;
	return false;
}

/* Letters that the buffer never has. */
static void warn_case(struct build *b, const struct rule *r, const struct rule_buffer *in)
{
	const struct buffer_info *info = buffers_info(b->set->buffers, in->id);
	unsigned last =
		in->transform_count ? in->transforms[in->transform_count - 1].id : UINT16_MAX;
	bool lower = last == TRANSFORM_TO_LOWERCASE ||
		     (!in->transform_count && in->id == BUFFER_HTTP_HOST);
	bool upper = last == TRANSFORM_TO_UPPERCASE;

	for (uint16_t i = 0; i < in->count; i++) {
		const struct rule_item *item = &in->items[i];
		if (!is_wanted(item))
			continue;
		if (lower && has_case(item, 'A', 'Z'))
			warn(b, r, "never matches: %s is in lower case here", info->name);
		if (upper && has_case(item, 'a', 'z'))
			warn(b, r, "never matches: %s is in upper case here", info->name);
	}
}

static bool same_bytes(const struct rule_item *a, const struct rule_item *b, uint32_t len)
{
	return memcmp(a->bytes, b->bytes, len) == 0;
}

/* Two contents of one buffer that exclude each other. */
static bool exclude(const struct rule_item *a, const struct rule_item *b)
{
	const uint32_t placed = ITEM_RELATIVE | ITEM_STARTS | ITEM_ENDS | ITEM_OFFSET | ITEM_DEPTH;

	if (a->kind != ITEM_CONTENT || b->kind != ITEM_CONTENT ||
		((a->flags | b->flags) & ITEM_NOCASE))
		return false;
	if (is_wanted(a) && is_wanted(b) && (a->flags & b->flags & ITEM_STARTS))
		return !same_bytes(a, b, a->len < b->len ? a->len : b->len);
	return is_wanted(a) != is_wanted(b) && !((is_wanted(a) ? b : a)->flags & placed) &&
	       a->len == b->len && same_bytes(a, b, a->len);
}

static void warn_contents(struct build *b, const struct rule *r, const struct rule_buffer *in)
{
	for (uint16_t i = 0; i < in->count; i++)
		for (uint16_t k = 0; k < i; k++)
			if (exclude(&in->items[i], &in->items[k])) {
				warn(b, r, "never matches: two contents of %s exclude each other",
					buffers_info(b->set->buffers, in->id)->name);
				return;
			}
}

/* --- header and flow --- */

static const char *foreign_check(const struct rule *r, const struct rule_check *c)
{
	bool tcp = rule_is_over(r, IPPROTO_NR_TCP, 0);
	bool icmp = rule_is_over(r, IPPROTO_NR_ICMP, IPPROTO_NR_ICMPV6);

	if (!tcp && ((c->kind >= CHECK_SEQ && c->kind <= CHECK_WSCALE) || c->kind == CHECK_FLAGS ||
			    c->kind == CHECK_STREAM_SIZE))
		return "a field of TCP";
	if (!icmp && c->kind >= CHECK_ITYPE && c->kind <= CHECK_ICMPV6_MTU)
		return "a field of ICMP";
	return NULL;
}

/* Sides of the buffers that decide who must have sent what is looked at. */
static uint8_t sides_asked(const struct build *b, const struct rule *r)
{
	if (r->stage == STAGE_VIEW)
		return r->view_side;
	for (uint16_t i = 0; i < r->buffer_count && r->stage == STAGE_FACTS; i++)
		if (buffers_info(b->set->buffers, r->buffers[i].id)->sides != SIDES_EITHER)
			return buffers_info(b->set->buffers, r->buffers[i].id)->sides;
	return SIDES_EITHER;
}

static void warn_header(struct build *b, const struct rule *r)
{
	uint8_t sides = sides_asked(b, r);

	for (uint16_t i = 0; i < r->check_count; i++)
		if (foreign_check(r, &r->checks[i]))
			warn(b, r, "never matches: it asks for %s in %s",
				foreign_check(r, &r->checks[i]), r->proto);
	if ((r->flow_flags & FLOW_IS_ESTABLISHED) && (r->flow_flags & FLOW_NOT_ESTABLISHED))
		warn(b, r, "never matches: a flow is established or it is not");
	if ((sides == SIDES_SERVER && (r->flow_flags & FLOW_TO_CLIENT)) ||
		(sides == SIDES_CLIENT && (r->flow_flags & FLOW_TO_SERVER)))
		warn(b, r, "never matches: what it looks into goes the other way than flow says");
}

/* --- flowbits --- */

/* Marks that some rule sets, by number. */
struct marks {
	bool set[RULESET_BITS_MAX];
};

static void marks_note(struct marks *m, const struct rule *r)
{
	for (uint16_t i = 0; i < r->bit_count; i++) {
		const struct rule_bit *x = &r->bits[i];
		for (uint8_t k = 0; k < x->count && (x->op == BIT_SET || x->op == BIT_TOGGLE); k++)
			m->set[x->bits[k]] = true;
	}
}

static void warn_bits(struct build *b, const struct marks *m, const struct rule *r)
{
	for (uint16_t i = 0; i < r->bit_count; i++) {
		const struct rule_bit *x = &r->bits[i];
		bool set = x->op != BIT_ISSET || !x->count;
		for (uint8_t k = 0; k < x->count && !set; k++)
			set = m->set[x->bits[k]];
		if (!set)
			warn(b, r, "never matches: no rule sets the mark %s",
				b->set->bits[x->bits[0]] + 1 /* behind its track */);
	}
}

/* --- cost --- */

static bool has_regex(const struct rule *r)
{
	for (uint16_t i = 0; i < r->buffer_count; i++)
		for (uint16_t k = 0; k < r->buffers[i].count; k++)
			if (r->buffers[i].items[k].kind == ITEM_PCRE)
				return true;
	return false;
}

static bool names_any(const struct rule *r)
{
	return strcmp(r->src_text, "any") == 0 && strcmp(r->dst_text, "any") == 0 &&
	       strcmp(r->sport_text, "any") == 0 && strcmp(r->dport_text, "any") == 0;
}

static void warn_cost(struct build *b, const struct rule *r)
{
	bool often = r->stage == STAGE_PAYLOAD || r->stage == STAGE_VIEW;

	if (r->stage == STAGE_PACKET && !r->check_count && !r->buffer_count && !r->app &&
		!r->bit_count && !r->flow_flags && r->limit.kind == LIMIT_NONE &&
		r->filter.kind == LIMIT_NONE && !(r->flags & RULE_NOALERT) &&
		r->action == RULE_ALERT && names_any(r))
		warn(b, r, "matches every packet of %s; ask for something", r->proto);
	if (r->buffer_count && r->fast_item < 0 &&
		(r->stage == STAGE_PAYLOAD || (often && has_regex(r))))
		warn(b, r, "is expensive: it has no content that is looked for first");
	if (often && r->fast_item >= 0 && r->buffers[r->fast_buffer].items[r->fast_item].len == 1)
		warn(b, r, "is expensive: a single byte is all that is looked for first");
}

static void warn_of(struct build *b, const struct marks *m, const struct rule *r)
{
	warn_numbers(b, r);
	for (uint16_t i = 0; i < r->buffer_count; i++) {
		warn_sizes(b, r, &r->buffers[i]);
		warn_case(b, r, &r->buffers[i]);
		warn_contents(b, r, &r->buffers[i]);
	}
	warn_header(b, r);
	warn_bits(b, m, r);
	warn_cost(b, r);
}

void rules_warn(struct build *b)
{
	struct marks marks = {{false}};

	for (uint32_t i = 0; i < b->count; i++)
		marks_note(&marks, b->rules[i]);
	for (uint32_t i = 0; i < b->count; i++)
		warn_of(b, &marks, b->rules[i]);
}
