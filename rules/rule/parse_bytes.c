/* parse_bytes: byte_test, byte_jump, byte_extract, byte_math, isdataat. Loading thread only. */
#include "config.h"

#include "rules/rule/parse_calls.h"

enum { OFFSET_MAX = 65535, WORDS_MAX = 16 };

/* The words between commas; returns how many, 0 where there are too many. */
static unsigned words_cut(struct span text, struct span words[WORDS_MAX])
{
	unsigned n = 0;

	while (n < WORDS_MAX && parse_word(&text, ",", &words[n]))
		n++;
	return span_trim(text).len ? 0 : n;
}

/* "multiplier 2" as its name and its value. */
static struct span word_value(struct span word, struct span *ret_name)
{
	struct span rest = word;

	if (!parse_word(&rest, " \t", ret_name))
		*ret_name = span_of(NULL, 0);
	return span_trim(rest);
}

/* A word that the four keywords share; false where it is none of them. */
static bool common_word(struct rule_item *item, struct span word)
{
	static const struct {
		const char *word;
		uint32_t flag;
		uint8_t base;
	} table[] = {{"relative", ITEM_RELATIVE, 0}, {"little", ITEM_LITTLE, 0}, {"big", 0, 0},
		{"string", ITEM_STRING, 0}, {"hex", ITEM_STRING, 16}, {"dec", ITEM_STRING, 10},
		{"oct", ITEM_STRING, 8}, {"from_beginning", ITEM_FROM_BEGIN, 0},
		{"from_end", ITEM_FROM_END, 0}, {"align", ITEM_ALIGN, 0}, {"dce", ITEM_DCE, 0}};
	struct span name, value = word_value(word, &name);
	uint64_t mask;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (!span_eq(word, span_str(table[i].word)))
			continue;
		item->flags |= table[i].flag;
		item->work.base = table[i].base ? table[i].base : item->work.base;
		return true;
	}
	if (span_eq(name, SPAN_LIT("bitmask")) && parse_u64(value, UINT32_MAX, &mask) && mask) {
		item->work.bitmask = (uint32_t)mask;
		return true;
	}
	if (span_eq(name, SPAN_LIT("string"))) {
		item->flags |= ITEM_STRING;
		item->work.base = span_eq(value, SPAN_LIT("hex"))   ? 16
				  : span_eq(value, SPAN_LIT("oct")) ? 8
								    : 10;
		return value.len == 3;
	}
	return span_eq(name, SPAN_LIT("endian")) &&
	       (span_eq(value, SPAN_LIT("little")) ? (item->flags |= ITEM_LITTLE, true)
						   : span_eq(value, SPAN_LIT("big")));
}

static bool count_fits(const struct rule_item *item)
{
	int64_t most = item->flags & ITEM_STRING ? 23 : 8;

	return item->work.count.var || item->work.count.value <= most;
}

static struct rule_item *work_item(struct parsing *p, const struct option *o, enum item_kind kind)
{
	struct rule_item *item = parse_item(p, kind);

	if (item) {
		item->work.base = 10;
		item->pattern = pool_text(p->pool, o->value);
	}
	return item;
}

bool read_byte_test(struct parsing *p, const struct option *o)
{
	static const struct {
		const char *sign;
		enum number_op op;
	} ops[] = {{"<=", OP_LE}, {">=", OP_GE}, {"<", OP_LT}, {">", OP_GT}, {"=", OP_EQ},
		{"&", OP_AND}, {"^", OP_OR}};
	struct span w[WORDS_MAX];
	unsigned n = words_cut(o->value, w);
	struct rule_item *item = work_item(p, o, ITEM_BYTE_TEST);

	if (!item)
		return false;
	if (n < 4 || !parse_operand(p, w[0], 0, 23, &item->work.count) ||
		!parse_operand(p, w[2], 0, INT64_MAX, &item->work.value) ||
		!parse_operand(p, w[3], -OFFSET_MAX, OFFSET_MAX, &item->work.offset))
		return parse_wrong(p, o);
	struct span sign = w[1];
	if (sign.len && sign.p[0] == '!') {
		item->flags |= ITEM_NEGATED;
		sign = span_trim(span_sub(sign, 1, UINT32_MAX));
		if (!sign.len)
			sign = SPAN_LIT("=");
	}
	size_t i = 0;
	while (i < sizeof(ops) / sizeof(*ops) && !span_eq(sign, span_str(ops[i].sign)))
		i++;
	if (i == sizeof(ops) / sizeof(*ops))
		return parse_wrong(p, o);
	item->work.op = ops[i].op;
	for (unsigned k = 4; k < n; k++)
		if (!common_word(item, w[k]))
			return parse_wrong(p, o);
	return count_fits(item) || parse_wrong(p, o);
}

bool read_byte_jump(struct parsing *p, const struct option *o)
{
	struct span w[WORDS_MAX], name;
	unsigned n = words_cut(o->value, w);
	struct rule_item *item = work_item(p, o, ITEM_BYTE_JUMP);

	if (!item)
		return false;
	if (n < 2 || !parse_operand(p, w[0], 0, 23, &item->work.count) ||
		!parse_operand(p, w[1], -OFFSET_MAX, OFFSET_MAX, &item->work.offset))
		return parse_wrong(p, o);
	for (unsigned k = 2; k < n; k++) {
		struct span value = word_value(w[k], &name);
		bool good = span_eq(name, SPAN_LIT("multiplier"))
				    ? parse_operand(p, value, 1, 65535, &item->work.multiplier)
			    : span_eq(name, SPAN_LIT("post_offset"))
				    ? parse_operand(p, value, -OFFSET_MAX, OFFSET_MAX,
					      &item->work.post_offset)
				    : common_word(item, w[k]);
		if (!good)
			return parse_wrong(p, o);
	}
	return count_fits(item) || parse_wrong(p, o);
}

bool read_byte_extract(struct parsing *p, const struct option *o)
{
	struct span w[WORDS_MAX], name;
	unsigned n = words_cut(o->value, w);
	struct rule_item *item = work_item(p, o, ITEM_BYTE_EXTRACT);

	if (!item)
		return false;
	if (n < 3 || !parse_operand(p, w[0], 0, 23, &item->work.count) ||
		!parse_operand(p, w[1], -OFFSET_MAX, OFFSET_MAX, &item->work.offset))
		return parse_wrong(p, o);
	for (unsigned k = 3; k < n; k++) {
		struct span value = word_value(w[k], &name);
		uint64_t align;
		bool good = span_eq(name, SPAN_LIT("multiplier"))
				    ? parse_operand(p, value, 1, 65535, &item->work.multiplier)
			    : span_eq(name, SPAN_LIT("align")) && value.len
				    ? parse_u64(value, 4, &align) && (item->flags |= ITEM_ALIGN)
				    : common_word(item, w[k]);
		if (!good)
			return parse_wrong(p, o);
	}
	item->work.ret_var = parse_var(p, w[2], true);
	bool some = item->work.count.value || item->work.count.var || (item->flags & ITEM_STRING);
	return (some && item->work.ret_var && count_fits(item)) || parse_wrong(p, o);
}

bool read_byte_math(struct parsing *p, const struct option *o)
{
	struct span w[WORDS_MAX], name;
	unsigned n = words_cut(o->value, w);
	struct rule_item *item = work_item(p, o, ITEM_BYTE_MATH);
	struct span result = span_of(NULL, 0);

	if (!item)
		return false;
	for (unsigned k = 0; k < n; k++) {
		struct span value = word_value(w[k], &name);
		bool good = true;
		if (span_eq(name, SPAN_LIT("bytes")))
			good = parse_operand(p, value, 1, 10, &item->work.count);
		else if (span_eq(name, SPAN_LIT("offset")))
			good = parse_operand(p, value, -OFFSET_MAX, OFFSET_MAX, &item->work.offset);
		else if (span_eq(name, SPAN_LIT("rvalue")))
			good = parse_operand(p, value, 0, UINT32_MAX, &item->work.value);
		else if (span_eq(name, SPAN_LIT("result")))
			result = value;
		else if (span_eq(name, SPAN_LIT("oper")))
			item->work.math = value.len ? (char)value.p[0] : 0;
		else
			good = common_word(item, w[k]);
		if (!good)
			return parse_wrong(p, o);
	}
	bool math = item->work.math && strchr("+-*/<>", item->work.math);
	if (!n || !math || !result.len || (!item->work.count.value && !item->work.count.var))
		return parse_wrong(p, o);
	item->work.ret_var = parse_var(p, result, true);
	return (item->work.ret_var && count_fits(item)) || parse_wrong(p, o);
}

bool read_isdataat(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, word;
	struct rule_item *item = work_item(p, o, ITEM_ISDATAAT);

	if (!item)
		return false;
	if (rest.len && rest.p[0] == '!') {
		item->flags |= ITEM_NEGATED;
		rest = span_sub(rest, 1, UINT32_MAX);
	}
	if (!parse_word(&rest, ",", &word) || !parse_operand(p, word, 0, OFFSET_MAX, &item->offset))
		return parse_wrong(p, o);
	while (parse_word(&rest, ",", &word)) {
		if (span_eq(word, SPAN_LIT("relative")))
			item->flags |= ITEM_RELATIVE;
		else if (!span_eq(word, SPAN_LIT("rawbytes")))
			return parse_wrong(p, o);
	}
	return true;
}
