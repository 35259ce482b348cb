/* parse_text: words, numbers and lists inside of options. Loading thread only. */
#include "config.h"

#include "rules/rule/parse.h"

bool parse_word(struct span *text, const char *ends, struct span *ret)
{
	uint32_t n = 0;

	*text = span_trim(*text);
	if (!text->len)
		return false;
	while (n < text->len && !(text->p[n] && strchr(ends, text->p[n])))
		n++;
	*ret = span_trim(span_sub(*text, 0, n));
	*text = span_sub(*text, n + 1, UINT32_MAX);
	return true;
}

bool parse_u64(struct span word, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;

	word = span_trim(word);
	if (!span_starts_nocase(word, SPAN_LIT("0x")))
		return span_decimal(word, max, ret);
	if (word.len < 3 || word.len > 18)
		return false;
	for (uint32_t i = 2; i < word.len; i++) {
		uint8_t c = word.p[i], low = c | 0x20;
		if (c >= '0' && c <= '9')
			value = value << 4 | (c - '0');
		else if (low >= 'a' && low <= 'f')
			value = value << 4 | (uint64_t)(low - 'a' + 10);
		else
			return false;
	}
	if (value > max)
		return false;
	*ret = value;
	return true;
}

bool parse_i64(struct span word, int64_t min, int64_t max, int64_t *ret)
{
	uint64_t value;
	bool minus;

	word = span_trim(word);
	minus = word.len && word.p[0] == '-';
	if (word.len && (word.p[0] == '-' || word.p[0] == '+'))
		word = span_sub(word, 1, UINT32_MAX);
	if (!parse_u64(word, INT64_MAX, &value))
		return false;
	int64_t signed_value = minus ? -(int64_t)value : (int64_t)value;
	if (signed_value < min || signed_value > max)
		return false;
	*ret = signed_value;
	return true;
}

/* A number with a unit, as "10kb" or "1 MiB". */
static bool number_unit(struct span word, uint64_t max, uint64_t *ret)
{
	static const struct {
		const char *unit;
		unsigned shift;
	} units[] = {{"kb", 10}, {"kib", 10}, {"mb", 20}, {"mib", 20}, {"gb", 30}, {"gib", 30}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		struct span unit = span_str(units[i].unit);
		if (!span_ends_nocase(word, unit))
			continue;
		word = span_trim(span_sub(word, 0, word.len - unit.len));
		if (!parse_u64(word, max >> units[i].shift, ret))
			return false;
		*ret <<= units[i].shift;
		return true;
	}
	return parse_u64(word, max, ret);
}

static bool number_range(
	struct span text, const char *between, uint64_t max, struct rule_number *ret)
{
	int64_t at = span_find(text, span_str(between));

	if (at <= 0)
		return false;
	uint32_t len = (uint32_t)strlen(between);
	return number_unit(span_trim(span_sub(text, 0, (uint32_t)at)), max, &ret->a) &&
	       number_unit(
		       span_trim(span_sub(text, (uint32_t)at + len, UINT32_MAX)), max, &ret->b) &&
	       ret->a < ret->b;
}

/* "a-b" or "a<>b", each with a '!' before it or not. */
static bool number_between(
	struct span text, const char *between, uint64_t max, struct rule_number *ret)
{
	bool negated = text.len && text.p[0] == '!';

	*ret = (struct rule_number){.op = OP_RANGE, .negated = negated};
	return number_range(span_trim(span_sub(text, negated, UINT32_MAX)), between, max, ret);
}

/* "&0xc0=0x80", "&0xc0!=0": some bits of it. */
static bool number_mask(struct span text, uint64_t max, struct rule_number *ret)
{
	int64_t at = span_index(text, '=');

	*ret = (struct rule_number){.op = OP_MASK};
	if (!text.len || text.p[0] != '&' || at < 2)
		return false;
	ret->negated = text.p[at - 1] == '!';
	struct span mask = span_sub(text, 1, (uint32_t)at - 1 - ret->negated);
	return parse_u64(mask, max, &ret->a) &&
	       parse_u64(span_sub(text, (uint32_t)at + 1, UINT32_MAX), max, &ret->b) &&
	       !(ret->b & ~ret->a);
}

bool parse_number(struct span text, uint64_t max, struct rule_number *ret)
{
	static const struct {
		const char *sign;
		enum number_op op;
	} signs[] = {{">=", OP_GE}, {"<=", OP_LE}, {"!=", OP_NE}, {">", OP_GT}, {"<", OP_LT},
		{"=", OP_EQ}, {"!", OP_NE}};

	text = span_trim(text);
	if (number_between(text, "<>", max, ret) || number_between(text, "-", max, ret) ||
		number_mask(text, max, ret))
		return true;
	*ret = (struct rule_number){.op = OP_EQ};
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		if (!span_starts(text, span_str(signs[i].sign)))
			continue;
		ret->op = signs[i].op;
		text = span_sub(text, (uint32_t)strlen(signs[i].sign), UINT32_MAX);
		break;
	}
	return number_unit(span_trim(text), max, &ret->a);
}

bool parse_own_number(struct span text, uint64_t max, struct rule_number *ret)
{
	if (!number_between(span_trim(text), "-", max, ret))
		return parse_number(text, max, ret);
	ret->op = OP_INCLUSIVE;
	return true;
}

struct span parse_quoted(struct span value, bool *ret_negated)
{
	bool negated = value.len && value.p[0] == '!';

	if (negated)
		value = span_trim(span_sub(value, 1, UINT32_MAX));
	if (value.len >= 2 && value.p[0] == '"' && value.p[value.len - 1] == '"')
		value = span_sub(value, 1, value.len - 2);
	if (ret_negated)
		*ret_negated = negated;
	return value;
}

uint8_t parse_var(struct parsing *p, struct span name, bool make)
{
	struct rule *r = p->rule;

	for (uint8_t i = 0; i < r->var_count; i++)
		if (span_eq(span_str(r->vars[i]), name))
			return (uint8_t)(i + 1);
	if (!make || r->var_count == RULE_VARS || !name.len)
		return 0;
	r->vars[r->var_count++] = pool_text(p->pool, name);
	return r->var_count;
}

bool parse_operand(
	struct parsing *p, struct span word, int64_t min, int64_t max, struct operand *ret)
{
	*ret = (struct operand){0};
	if (parse_i64(word, min, max, &ret->value))
		return true;
	ret->var = parse_var(p, span_trim(word), false);
	return ret->var != 0;
}
