/*
 * inspect: see inspect.h. The items of a buffer are tried in order; where one fails that hangs on
 * the place of the one before, that one is looked for further on. No recursion: the places tried
 * stand in an array.
 */
#include "config.h"

#include "rules/match/inspect.h"

#include "rules/rule/dataset.h"

/* Where an item was found, and where to look for it next. */
struct found {
	uint32_t begin, end, next;
};

/* One buffer under inspection. */
struct looking {
	struct inspection *x;
	struct span data;
	struct found at[RULE_ITEMS + 1];
};

bool number_fits(const struct rule_number *n, uint64_t value)
{
	bool fits;

	switch (n->op) {
	case OP_EQ:
		fits = value == n->a;
		break;
	case OP_NE:
		fits = value != n->a;
		break;
	case OP_LT:
		fits = value < n->a;
		break;
	case OP_GT:
		fits = value > n->a;
		break;
	case OP_LE:
		fits = value <= n->a;
		break;
	case OP_GE:
		fits = value >= n->a;
		break;
	case OP_RANGE:
		fits = value > n->a && value < n->b;
		break;
	case OP_INCLUSIVE:
		fits = value >= n->a && value <= n->b;
		break;
	case OP_MASK:
		fits = (value & n->a) == n->b;
		break;
	case OP_AND:
		fits = (value & n->a) != 0;
		break;
	default:
		fits = (value ^ n->a) != 0;
		break;
	}
	return fits != n->negated;
}

static int64_t operand(const struct looking *l, const struct operand *o)
{
	return o->var ? l->x->vars[o->var - 1] : o->value;
}

/* --- contents --- */

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static bool equal_nocase(const uint8_t *a, const uint8_t *b, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		if (lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

/* First place of ITEM in DATA within [LOW, HIGH), or -1. */
static int64_t content_find(
	const struct rule_item *item, struct span data, uint32_t low, uint32_t high)
{
	if (high > data.len)
		high = data.len;
	if (low > high || high - low < item->len)
		return -1;
	if (item->flags & ITEM_ENDS) {
		if (high < data.len || data.len - item->len < low)
			return -1;
		low = data.len - item->len;
	}
	if (!(item->flags & ITEM_NOCASE)) {
		int64_t hit =
			span_find(span_sub(data, low, high - low), span_of(item->bytes, item->len));
		return hit < 0 ? -1 : hit + low;
	}
	for (uint32_t at = low; at + item->len <= high; at++)
		if (lower(data.p[at]) == lower(item->bytes[0]) &&
			equal_nocase(data.p + at, item->bytes, item->len))
			return at;
	return -1;
}

/* The part of the buffer in which ITEM may stand. */
static void content_range(const struct looking *l, const struct rule_item *item, uint32_t before,
	uint32_t *ret_low, uint32_t *ret_high)
{
	int64_t low = 0, high = l->data.len;

	if (item->flags & ITEM_RELATIVE) {
		low = before;
		if (item->flags & ITEM_DISTANCE)
			low += operand(l, &item->distance);
		if (item->flags & ITEM_WITHIN)
			high = low + operand(l, &item->within);
	} else if (item->flags & ITEM_STARTS) {
		high = item->len - (int64_t)l->x->base;
	} else {
		if (item->flags & ITEM_OFFSET)
			low = operand(l, &item->offset);
		if (item->flags & (ITEM_OFFSET | ITEM_DEPTH))
			low -= (int64_t)l->x->base;
		if (item->flags & ITEM_DEPTH)
			high = low + operand(l, &item->depth);
	}
	low = low < 0 ? 0 : low;
	high = high < 0 ? 0 : high;
	*ret_low = low > l->data.len ? l->data.len + 1 : (uint32_t)low;
	*ret_high = high > l->data.len ? l->data.len : (uint32_t)high;
}

static bool look_content(
	struct looking *l, const struct rule_item *item, struct found *f, uint32_t before)
{
	uint32_t low, high;
	bool negated = item->flags & ITEM_NEGATED;

	content_range(l, item, before, &low, &high);
	if (f->next > low)
		low = f->next;
	int64_t hit = content_find(item, l->data, low, high);
	if (negated) {
		f->begin = f->end = before;
		return hit < 0;
	}
	if (hit < 0)
		return false;
	f->begin = (uint32_t)hit;
	f->end = f->begin + item->len;
	f->next = f->begin + 1;
	return true;
}

static bool look_regex(
	struct looking *l, const struct rule_item *item, struct found *f, uint32_t before)
{
	bool relative = item->flags & ITEM_RELATIVE;
	uint32_t base = relative ? before : 0, begin = 0, end = 0;
	struct regex_text in = {.s = span_sub(l->data, base, UINT32_MAX),
		.from = f->next > base ? f->next - base : 0,
		.inside = !relative && l->x->base};
	bool hit = base <= l->data.len && regex_find(item->regex, l->x->regex, &in, &begin, &end);

	if (item->flags & ITEM_NEGATED) {
		f->begin = f->end = before;
		return !hit;
	}
	f->begin = base + begin;
	f->end = base + end;
	f->next = f->begin + 1;
	return hit;
}

/* --- numbers in the buffer --- */

/* The number in TEXT; RET_LEN is where its digits end. */
static bool digits_read(
	const struct rule_item *item, struct span text, uint64_t *ret, uint32_t *ret_len)
{
	uint64_t value = 0, base = item->work.base;
	uint32_t used = 0, i = 0;

	while (i < text.len && text.p[i] == ' ')
		i++;
	if (base == 16 && text.len - i > 2 && text.p[i] == '0' && (text.p[i + 1] | 0x20) == 'x')
		i += 2;
	for (; i < text.len; i++, used++) {
		uint8_t c = text.p[i], low = c | 0x20;
		uint64_t digit = c >= '0' && c <= '9'       ? (uint64_t)(c - '0')
				 : low >= 'a' && low <= 'f' ? (uint64_t)(low - 'a' + 10)
							    : 99;
		if (digit >= base)
			break;
		if (__builtin_mul_overflow(value, base, &value) ||
			__builtin_add_overflow(value, digit, &value))
			return false;
	}
	*ret = value;
	*ret_len = i;
	return used > 0;
}

/* From where the places of ITEM are told. */
static int64_t place_of(const struct looking *l, const struct rule_item *item, uint32_t before)
{
	return item->flags & ITEM_RELATIVE ? (int64_t)before : -(int64_t)l->x->base;
}

/* The number at its place; RET_END is the place behind it. */
static bool number_read(const struct looking *l, const struct rule_item *item, uint32_t before,
	uint64_t *ret, uint32_t *ret_end)
{
	int64_t count = operand(l, &item->work.count);
	int64_t at = operand(l, &item->work.offset) + place_of(l, item, before);
	uint64_t value = 0;

	if (at < 0 || count < 0 || at + count > l->data.len)
		return false;
	struct span bytes = span_sub(l->data, (uint32_t)at, (uint32_t)count);
	*ret_end = (uint32_t)(at + count);
	if (item->flags & ITEM_STRING) {
		uint32_t used;
		if (!count) /* as many digits as there are */
			bytes = span_sub(l->data, (uint32_t)at, UINT32_MAX);
		if (!digits_read(item, bytes, &value, &used))
			return false;
		*ret_end = count ? *ret_end : (uint32_t)at + used;
	} else {
		if (count > 8)
			return false;
		for (uint32_t i = 0; i < bytes.len; i++)
			value = value << 8 |
				bytes.p[item->flags & ITEM_LITTLE ? bytes.len - 1 - i : i];
	}
	if (item->work.bitmask)
		value = (value & item->work.bitmask) >> __builtin_ctz(item->work.bitmask);
	*ret = value;
	return true;
}

static bool look_byte_test(struct looking *l, const struct rule_item *item, uint32_t before)
{
	uint64_t value, other = (uint64_t)operand(l, &item->work.value);
	uint32_t end;
	bool fits;

	if (!number_read(l, item, before, &value, &end))
		return false;
	switch (item->work.op) {
	case OP_EQ:
		fits = value == other;
		break;
	case OP_LT:
		fits = value < other;
		break;
	case OP_GT:
		fits = value > other;
		break;
	case OP_LE:
		fits = value <= other;
		break;
	case OP_GE:
		fits = value >= other;
		break;
	case OP_AND:
		fits = (value & other) != 0;
		break;
	default:
		fits = (value ^ other) != 0;
		break;
	}
	return fits != ((item->flags & ITEM_NEGATED) != 0);
}

static bool look_byte_jump(
	struct looking *l, const struct rule_item *item, struct found *f, uint32_t before)
{
	uint64_t value;
	uint32_t end;
	const struct byte_work *w = &item->work;

	if (!number_read(l, item, before, &value, &end))
		return false;
	int64_t jump = (int64_t)(value & INT32_MAX);
	if (w->multiplier.value || w->multiplier.var)
		jump *= operand(l, &w->multiplier);
	if ((item->flags & ITEM_ALIGN) && jump % 4)
		jump += 4 - jump % 4;
	jump += operand(l, &w->post_offset);
	int64_t to = item->flags & ITEM_FROM_BEGIN ? jump - (int64_t)l->x->base
		     : item->flags & ITEM_FROM_END ? (int64_t)l->data.len + jump
						   : (int64_t)end + jump;
	if (to < 0 || to >= (int64_t)l->data.len)
		return false;
	f->begin = f->end = (uint32_t)to;
	return true;
}

static bool look_byte_math(
	struct looking *l, const struct rule_item *item, struct found *f, uint32_t before)
{
	uint64_t value, other = (uint64_t)operand(l, &item->work.value);
	uint32_t end;

	if (!number_read(l, item, before, &value, &end))
		return false;
	switch (item->work.math) {
	case '+':
		value += other;
		break;
	case '-':
		value -= other;
		break;
	case '*':
		value *= other;
		break;
	case '/':
		if (!other)
			return false;
		value /= other;
		break;
	case '<':
		value = other < 64 ? value << other : 0;
		break;
	case '>':
		value = other < 64 ? value >> other : 0;
		break;
	default:
		if (item->work.multiplier.value || item->work.multiplier.var)
			value *= (uint64_t)operand(l, &item->work.multiplier);
		break;
	}
	l->x->vars[item->work.ret_var - 1] = (int64_t)(value & INT64_MAX);
	f->begin = f->end = end;
	return true;
}

static bool look_isdataat(struct looking *l, const struct rule_item *item, uint32_t before)
{
	int64_t at = operand(l, &item->offset) + place_of(l, item, before);
	bool there = item->flags & ITEM_RELATIVE ? at <= l->data.len : at < l->data.len;

	return there != ((item->flags & ITEM_NEGATED) != 0);
}

/* Among the values of a list; one that rules change is asked by the judgement. */
static bool look_dataset(const struct looking *l, const struct rule_item *item)
{
	uint8_t room[16];
	struct span key;
	uint16_t rep = 0;

	if (item->set->changes)
		return true;
	bool found = dataset_key(item->set, l->data, room, &key) &&
		     valueset_find(&item->set->values, key, &rep);
	if (item->set_op == DATASET_REP)
		return found && number_fits(&item->size, rep);
	return found == (item->set_op == DATASET_ISSET);
}

/* --- all items --- */

static bool look(struct looking *l, const struct rule_item *item, struct found *f, uint32_t before)
{
	f->begin = f->end = before;
	switch (item->kind) {
	case ITEM_CONTENT:
		return look_content(l, item, f, before);
	case ITEM_PCRE:
		return look_regex(l, item, f, before);
	case ITEM_BYTE_TEST:
		return look_byte_test(l, item, before);
	case ITEM_BYTE_JUMP:
		return look_byte_jump(l, item, f, before);
	case ITEM_BYTE_EXTRACT:
	case ITEM_BYTE_MATH:
		return look_byte_math(l, item, f, before);
	case ITEM_ISDATAAT:
		return look_isdataat(l, item, before);
	case ITEM_BSIZE:
		return number_fits(&item->size, l->data.len);
	case ITEM_DATASET:
		return look_dataset(l, item);
	case ITEM_ABSENT:
		return (item->flags & ITEM_OR_ELSE) != 0;
	default:
		return true;
	}
}

/* It may be found somewhere else as well. */
static bool may_move(const struct rule_item *item)
{
	return (item->kind == ITEM_CONTENT || item->kind == ITEM_PCRE) &&
	       !(item->flags & ITEM_NEGATED);
}

/* Some part of what was found ends behind PAST. */
static bool ends_past(const struct looking *l, const struct rule_buffer *b, uint32_t past)
{
	for (uint16_t i = 0; i < b->count; i++)
		if (l->at[i + 1].end > past)
			return true;
	return past == 0;
}

/* What ITEM says hangs on where the one before it was found. */
static bool hangs_on(const struct rule_item *item)
{
	return (item->flags & ITEM_RELATIVE) || item->offset.var || item->depth.var ||
	       item->distance.var || item->within.var || item->work.offset.var ||
	       item->work.value.var || item->work.count.var;
}

bool inspect_buffer(
	struct inspection *x, const struct rule_buffer *b, struct span data, uint32_t past)
{
	struct looking l;
	uint16_t i = 0;
	bool again = false; /* all was found, but before PAST */

	l.x = x;
	l.data = data;
	l.at[0] = l.at[1] = (struct found){0};
	x->values++;
	for (unsigned steps = 0; steps < INSPECT_STEPS; steps++) {
		if (i == b->count && ends_past(&l, b, past))
			return true;
		again |= i == b->count;
		if (i < b->count && look(&l, &b->items[i], &l.at[i + 1], l.at[i].end)) {
			i++;
			if (i < RULE_ITEMS)
				l.at[i + 1].next = 0;
			continue;
		}
		x->reached = i > x->reached ? i : x->reached;
		if (i < b->count && !again && !hangs_on(&b->items[i]))
			return false;
		while (i > 0 && !may_move(&b->items[i - 1]))
			i--;
		if (i == 0)
			return false;
		i--;
	}
	x->given_up++;
	return false;
}
