/* vars: see vars.h. Groups within groups are flattened; a set is what is in less what is out. */
#include "config.h"

#include "rules/rule/vars.h"

#include "rules/policy/prefixes.h"

#include <stdio.h>

/* As Suricata's own configuration has them; the operator's `vars` come before. */
static const struct var standard[] = {
	{"HOME_NET", "[192.168.0.0/16,10.0.0.0/8,172.16.0.0/12]"},
	{"EXTERNAL_NET", "!$HOME_NET"},
	{"HTTP_SERVERS", "$HOME_NET"},
	{"SMTP_SERVERS", "$HOME_NET"},
	{"SQL_SERVERS", "$HOME_NET"},
	{"DNS_SERVERS", "$HOME_NET"},
	{"TELNET_SERVERS", "$HOME_NET"},
	{"AIM_SERVERS", "$EXTERNAL_NET"},
	{"DC_SERVERS", "$HOME_NET"},
	{"DNP3_SERVER", "$HOME_NET"},
	{"DNP3_CLIENT", "$HOME_NET"},
	{"MODBUS_CLIENT", "$HOME_NET"},
	{"MODBUS_SERVER", "$HOME_NET"},
	{"ENIP_CLIENT", "$HOME_NET"},
	{"ENIP_SERVER", "$HOME_NET"},
	{"HTTP_PORTS", "80"},
	{"SHELLCODE_PORTS", "!80"},
	{"ORACLE_PORTS", "1521"},
	{"SSH_PORTS", "22"},
	{"DNP3_PORTS", "20000"},
	{"MODBUS_PORTS", "502"},
	{"FILE_DATA_PORTS", "[80,110,143]"},
	{"FTP_PORTS", "21"},
	{"GENEVE_PORTS", "6081"},
	{"VXLAN_PORTS", "4789"},
	{"TEREDO_PORTS", "3544"},
	{"SIP_PORTS", "[5060,5061]"},
};

void vars_init(struct vars *v)
{
	v->count = 0;
	for (size_t i = 0; i < sizeof(standard) / sizeof(*standard); i++)
		v->items[v->count++] = standard[i];
}

bool vars_set(struct vars *v, const char *name, const char *value)
{
	for (unsigned i = 0; i < v->count; i++) {
		if (strcmp(v->items[i].name, name) == 0) {
			v->items[i].value = value;
			return true;
		}
	}
	if (v->count == VARS_MAX)
		return false;
	v->items[v->count++] = (struct var){name, value};
	return true;
}

static const char *var_value(const struct vars *v, struct span name)
{
	for (unsigned i = 0; i < v->count; i++)
		if (span_eq(span_str(v->items[i].name), name))
			return v->items[i].value;
	return NULL;
}

/* --- groups --- */

enum { ELEMENTS_MAX = 4096 };

/* One text being read: the group itself, or the value of a variable in it. */
struct level {
	struct span text;
	uint32_t at, depth; /* depth: brackets open */
	bool negated[VARS_DEPTH + 1];
};

/* Takes one element; false with the fault told. */
typedef bool (*element_fn)(void *set, struct pool *pool, struct span text, bool negated);

struct reading {
	const struct vars *vars;
	struct pool *pool;
	void *set;
	element_fn element;
	const char *what; /* "an address" */
	struct vars_fault *fault;
	struct level levels[VARS_DEPTH];
	unsigned depth, elements;
};

static bool fault_at(struct reading *r, const char *text, struct span word)
{
	snprintf(r->fault->text, sizeof(r->fault->text), text, (int)(word.len < 60 ? word.len : 60),
		word.len ? (const char *)word.p : "");
	const struct level *l = &r->levels[0];
	bool own = word.p && word.p >= l->text.p && word.p <= l->text.p + l->text.len;
	r->fault->at = own && word.len ? (uint32_t)(word.p - l->text.p) : l->at;
	return false;
}

static bool variable_open(struct reading *r, struct span name, bool negated)
{
	const char *value = var_value(r->vars, span_sub(name, 1, UINT32_MAX));

	if (!value)
		return fault_at(r, "the variable %.*s is not set; set it under `vars`", name);
	if (r->depth == VARS_DEPTH)
		return fault_at(r, "%.*s: variables within variables go too deep", name);
	r->levels[r->depth] = (struct level){.text = span_str(value), .negated = {negated}};
	r->depth++;
	return true;
}

static bool word_take(struct reading *r, struct level *l, bool negated)
{
	uint32_t begin = l->at;

	while (l->at < l->text.len && !strchr(",[] \t", l->text.p[l->at]))
		l->at++;
	struct span word = span_sub(l->text, begin, l->at - begin);
	if (!word.len)
		return fault_at(r, "a group has an empty place%.*s", word);
	if (word.p[0] == '$')
		return variable_open(r, word, negated);
	if (++r->elements > ELEMENTS_MAX)
		return fault_at(r, "a group has more than 4096 members%.*s", span_of("", 0));
	if (r->element(r->set, r->pool, word, negated))
		return true;
	char text[64];
	snprintf(text, sizeof(text), "'%%.*s' is not %s", r->what);
	return fault_at(r, text, word);
}

/* One step in the innermost text; false on a fault. */
static bool level_step(struct reading *r, struct level *l)
{
	uint8_t c = l->text.p[l->at];
	bool negated = l->negated[l->depth];

	if (c == ' ' || c == '\t' || c == ',') {
		l->at++;
		return true;
	}
	if (c == ']') {
		l->at++;
		if (!l->depth)
			return fault_at(
				r, "a bracket closes that was not opened%.*s", span_of("", 0));
		l->depth--;
		return true;
	}
	while (l->at < l->text.len && (l->text.p[l->at] == '!' || l->text.p[l->at] == ' '))
		negated ^= l->text.p[l->at++] == '!';
	if (l->at < l->text.len && l->text.p[l->at] == '[') {
		l->at++;
		if (l->depth == VARS_DEPTH)
			return fault_at(r, "brackets go too deep%.*s", span_of("", 0));
		l->negated[++l->depth] = negated;
		return true;
	}
	return word_take(r, l, negated);
}

static bool group_read(struct reading *r, struct span text)
{
	r->levels[0] = (struct level){.text = text};
	r->depth = 1;
	while (r->depth) {
		struct level *l = &r->levels[r->depth - 1];
		if (l->at < l->text.len) {
			if (!level_step(r, l))
				return false;
			continue;
		}
		if (l->depth)
			return fault_at(r, "a bracket is not closed%.*s", span_of("", 0));
		r->depth--;
	}
	return r->elements || fault_at(r, "the group is empty%.*s", span_of("", 0));
}

/* --- addresses --- */

/* Bits of a mask for ADDR: "8", or "255.0.0.0". */
static bool mask_bits(struct span text, const struct addr *addr, unsigned *ret)
{
	unsigned family = addr_is_v4(addr) ? 96 : 0;
	struct addr mask;
	uint64_t n;

	if (span_decimal(text, 128 - family, &n)) {
		*ret = (unsigned)n + family;
		return true;
	}
	if (!family || !addr_parse(text, &mask) || !addr_is_v4(&mask))
		return false;
	uint32_t bits = (uint32_t)mask.b[12] << 24 | (uint32_t)mask.b[13] << 16 |
			(uint32_t)mask.b[14] << 8 | mask.b[15];
	*ret = family + (unsigned)__builtin_popcount(bits);
	return (~bits & (~bits + 1)) == 0; /* ones, then zeros */
}

static bool address_range(struct span word, struct addr_range *ret)
{
	int64_t dash = span_index(word, '-');
	unsigned bits;

	if (dash > 0)
		return addr_parse(span_sub(word, 0, (uint32_t)dash), &ret->low) &&
		       addr_parse(span_sub(word, (uint32_t)dash + 1, UINT32_MAX), &ret->high) &&
		       addr_cmp(&ret->low, &ret->high) <= 0;
	if (prefix_parse(word, &ret->low, &bits) == NULL) {
		ret->high = ret->low;
	} else {
		/* 10.1.2.3/8: the host part counts for nothing */
		int64_t slash = span_index(word, '/');
		if (slash < 0 || !addr_parse(span_sub(word, 0, (uint32_t)slash), &ret->low) ||
			!mask_bits(
				span_sub(word, (uint32_t)slash + 1, UINT32_MAX), &ret->low, &bits))
			return false;
		ret->high = ret->low;
	}
	for (unsigned i = bits; i < 128; i++) {
		ret->low.b[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
		ret->high.b[i / 8] |= (uint8_t)(0x80 >> i % 8);
	}
	return true;
}

static bool address_element(void *set, struct pool *pool, struct span word, bool negated)
{
	struct addr_set *s = set;
	struct addr_range range;
	const struct addr_range **items = negated ? &s->out : &s->in;
	uint32_t *count = negated ? &s->out_count : &s->in_count;

	if (span_eq(word, SPAN_LIT("any"))) {
		memset(&range.low, 0, sizeof(range.low));
		memset(&range.high, 0xff, sizeof(range.high));
	} else if (!address_range(word, &range)) {
		return false;
	}
	struct addr_range *more =
		pool_grow(pool, (void *)(uintptr_t)*items, *count, sizeof(**items));
	if (!more)
		return false;
	more[(*count)++] = range;
	*items = more;
	return true;
}

bool vars_addresses(const struct vars *v, struct pool *pool, struct span text, struct addr_set *ret,
	struct vars_fault *fault)
{
	struct reading r = {.vars = v,
		.pool = pool,
		.set = ret,
		.element = address_element,
		.what = "an address (10.0.0.1, 10.0.0.0/8, 2001:db8::/32)",
		.fault = fault};

	*ret = (struct addr_set){0};
	return group_read(&r, text);
}

bool addr_set_has(const struct addr_set *s, const struct addr *a)
{
	bool in = s->in_count == 0;

	for (uint32_t i = 0; i < s->in_count && !in; i++)
		in = addr_cmp(a, &s->in[i].low) >= 0 && addr_cmp(a, &s->in[i].high) <= 0;
	for (uint32_t i = 0; in && i < s->out_count; i++)
		in = addr_cmp(a, &s->out[i].low) < 0 || addr_cmp(a, &s->out[i].high) > 0;
	return in;
}

/* --- ports --- */

static bool port_element(void *set, struct pool *pool, struct span word, bool negated)
{
	struct port_set *s = set;
	const struct port_range **items = negated ? &s->out : &s->in;
	uint32_t *count = negated ? &s->out_count : &s->in_count;
	int64_t colon = span_index(word, ':');
	uint64_t low = 0, high = UINT16_MAX;

	if (!span_eq(word, SPAN_LIT("any"))) {
		struct span a = colon < 0 ? word : span_sub(word, 0, (uint32_t)colon);
		struct span b = colon < 0 ? word : span_sub(word, (uint32_t)colon + 1, UINT32_MAX);
		if ((a.len && !span_decimal(a, UINT16_MAX, &low)) ||
			(b.len && !span_decimal(b, UINT16_MAX, &high)) || low > high)
			return false;
	}
	struct port_range *more =
		pool_grow(pool, (void *)(uintptr_t)*items, *count, sizeof(**items));
	if (!more)
		return false;
	more[(*count)++] = (struct port_range){(uint16_t)low, (uint16_t)high};
	*items = more;
	return true;
}

bool vars_ports(const struct vars *v, struct pool *pool, struct span text, struct port_set *ret,
	struct vars_fault *fault)
{
	struct reading r = {.vars = v,
		.pool = pool,
		.set = ret,
		.element = port_element,
		.what = "a port (80, 1024:, 6000:6010)",
		.fault = fault};

	*ret = (struct port_set){0};
	return group_read(&r, text);
}

bool port_set_has(const struct port_set *s, uint16_t port)
{
	bool in = s->in_count == 0;

	for (uint32_t i = 0; i < s->in_count && !in; i++)
		in = port >= s->in[i].low && port <= s->in[i].high;
	for (uint32_t i = 0; in && i < s->out_count; i++)
		in = port < s->out[i].low || port > s->out[i].high;
	return in;
}
