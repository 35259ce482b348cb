/* parse_packet: keywords that look at headers, the flow and its protocol. Loading thread only. */
#include "config.h"

#include "rules/rule/parse_calls.h"

#include "rules/protocols.h"

enum { VLAN_LAYERS = 3 }; /* that can be named from either end */

struct parse_bound {
	const char *name;
	uint64_t most;
};

static const struct parse_bound bounds[] = {
#define CHECK(id, name, most, text) {name, most},
#include "rules/rule/checks.def"
#undef CHECK
};

struct rule_check *parse_check(struct parsing *p, enum check_kind kind)
{
	struct rule *r = p->rule;

	if (r->check_count == RULE_CHECKS) {
		parse_fault(p, p->option->at, "a rule has at most %d such keywords", RULE_CHECKS);
		return NULL;
	}
	struct rule_check *more = pool_grow(p->pool, r->checks, r->check_count, sizeof(*r->checks));
	if (!more)
		return NULL;
	r->checks = more;
	r->checks[r->check_count] =
		(struct rule_check){.kind = kind, .option = parse_option_number(p)};
	r->checks[r->check_count].text = pool_text(p->pool, p->option->value);
	return &r->checks[r->check_count++];
}

/* What can only be said of one packet makes the rule one for packets. */
static bool is_of_packet(enum check_kind kind)
{
	return kind < CHECK_FLOW_AGE;
}

/* Number of the IP protocol NAME, or 0. */
static uint8_t ip_proto_named(struct span name)
{
	static const struct {
		const char *name;
		uint8_t number;
	} names[] = {{"icmp", IPPROTO_NR_ICMP}, {"igmp", 2}, {"ipip", 4}, {"tcp", IPPROTO_NR_TCP},
		{"udp", IPPROTO_NR_UDP}, {"gre", 47}, {"esp", 50}, {"ah", 51},
		{"icmpv6", IPPROTO_NR_ICMPV6}, {"sctp", IPPROTO_NR_SCTP}};
	unsigned count;
	int found = protocols_find(name);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_nocase(name, span_str(names[i].name)))
			return names[i].number;
	return found >= 0 ? protocols_all(&count)[found].ip : 0;
}

/* "5,any", "5,all", "5,0" (outermost), "5,-1" (innermost): which tag; mode 'l' with its place. */
static bool vlan_layer(struct rule_check *c, struct span layer)
{
	bool innermost = layer.len && layer.p[0] == '-';
	uint64_t n;

	if (span_eq(layer, SPAN_LIT("any")))
		return true;
	if (span_eq(layer, SPAN_LIT("all"))) {
		c->mode = 'a';
		return true;
	}
	if (!parse_u64(span_sub(layer, innermost, UINT32_MAX), VLAN_LAYERS, &n))
		return false;
	c->mode = innermost ? 'i' : 'o';
	c->bits = (uint32_t)(innermost ? n - 1 : n);
	return innermost ? n > 0 : n < VLAN_LAYERS;
}

static bool read_vlan(struct parsing *p, const struct option *o, struct rule_check *c)
{
	struct span rest = o->value, id;

	p->rule->flags |= RULE_NEEDS_PACKET;
	if (!parse_word(&rest, ",", &id) ||
		!parse_number(id, bounds[CHECK_VLAN_ID].most, &c->number))
		return parse_wrong(p, o);
	rest = span_trim(rest);
	return !rest.len || vlan_layer(c, rest) || parse_wrong(p, o);
}

bool read_check(struct parsing *p, const struct option *o)
{
	enum check_kind kind = (enum check_kind)p->keyword->argument;
	struct rule_check *c = parse_check(p, kind);
	struct span value = o->value, word;

	if (!c)
		return false;
	if (kind == CHECK_VLAN_ID)
		return read_vlan(p, o, c);
	if (kind == CHECK_URILEN) {
		if (!parse_word(&value, ",", &word) ||
			!parse_number(word, bounds[kind].most, &c->number))
			return parse_wrong(p, o);
		value = span_trim(value);
		c->mode = span_eq(value, SPAN_LIT("raw")) ? 'r' : 'n';
		return !value.len || c->mode == 'r' || span_eq(value, SPAN_LIT("norm")) ||
		       parse_wrong(p, o);
	}
	if (is_of_packet(kind))
		p->rule->flags |= RULE_NEEDS_PACKET;
	if (parse_number(value, bounds[kind].most, &c->number))
		return true;
	if (kind == CHECK_IP_PROTO) {
		bool negated = value.len && value.p[0] == '!';
		c->number = (struct rule_number){.op = negated ? OP_NE : OP_EQ,
			.a = ip_proto_named(span_trim(span_sub(value, negated, UINT32_MAX)))};
		if (c->number.a)
			return true;
	}
	return parse_wrong(p, o);
}

/* How bits are compared: "!" none of them, "+" these at least, "*" any of them. */
static bool is_mode(uint8_t c)
{
	return c == '!' || c == '+' || c == '*';
}

static void mode_set(struct rule_check *c, uint8_t mode)
{
	if (mode == '!')
		c->negated = true;
	else
		c->mode = (char)mode;
}

/* The signs at the front of WORD go into C; returns what is behind them. */
static struct span mode_read(struct rule_check *c, struct span word)
{
	while (word.len && is_mode(word.p[0])) {
		mode_set(c, word.p[0]);
		word = span_trim(span_sub(word, 1, UINT32_MAX));
	}
	return word;
}

/* Letters to bits; false at one that means nothing. */
static bool letters_read(struct span text, const char *letters, const uint32_t *bits, uint32_t *ret)
{
	for (uint32_t i = 0; i < text.len; i++) {
		const char *hit = strchr(letters, text.p[i]);
		if (!text.p[i] || !hit)
			return false;
		*ret |= bits[hit - letters];
	}
	return true;
}

bool read_flags(struct parsing *p, const struct option *o)
{
	static const char letters[] = "FSRPAUECfsrpau120";
	static const uint32_t bits[] = {
		1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 128, 64, 0};
	struct rule_check *c = parse_check(p, CHECK_FLAGS);
	struct span rest = o->value, word, ignored;

	if (!c)
		return false;
	p->rule->flags |= RULE_NEEDS_PACKET;
	c->mode = '=';
	c->mask = 0xff;
	if (!parse_word(&rest, ",", &word))
		return parse_wrong(p, o);
	word = mode_read(c, word);
	if (word.len > 1 && is_mode(word.p[word.len - 1])) {
		mode_set(c, word.p[word.len - 1]);
		word = span_sub(word, 0, word.len - 1);
	}
	if (!word.len || !letters_read(word, letters, bits, &c->bits))
		return parse_wrong(p, o);
	uint32_t off = 0;
	if (parse_word(&rest, ",", &ignored) && !letters_read(ignored, letters, bits, &off))
		return parse_wrong(p, o);
	c->mask &= ~off;
	return true;
}

bool read_fragbits(struct parsing *p, const struct option *o)
{
	static const char letters[] = "MDR";
	static const uint32_t bits[] = {0x2000, 0x4000, 0x8000};
	struct rule_check *c = parse_check(p, CHECK_FRAGBITS);
	struct span word = o->value;

	if (!c)
		return false;
	p->rule->flags |= RULE_NEEDS_PACKET;
	c->mode = '=';
	c->mask = 0xe000;
	word = mode_read(c, word);
	return (word.len && letters_read(word, letters, bits, &c->bits)) || parse_wrong(p, o);
}

bool read_ipopts(struct parsing *p, const struct option *o)
{
	static const struct {
		const char *name;
		uint32_t type;
	} options[] = {{"rr", 7}, {"lsrr", 131}, {"eol", 0}, {"nop", 1}, {"ts", 68}, {"sec", 130},
		{"esec", 133}, {"ssrr", 137}, {"satid", 136}, {"any", 256}};
	struct rule_check *c = parse_check(p, CHECK_IPOPTS);

	if (!c)
		return false;
	p->rule->flags |= RULE_NEEDS_PACKET;
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		if (!span_eq_nocase(o->value, span_str(options[i].name)))
			continue;
		c->bits = options[i].type;
		return true;
	}
	return parse_wrong(p, o);
}

bool read_sameip(struct parsing *p, const struct option *o)
{
	if (o->has_value)
		return parse_wrong(p, o);
	p->rule->flags |= RULE_NEEDS_PACKET;
	return parse_check(p, CHECK_SAMEIP) != NULL;
}

bool read_stream_size(struct parsing *p, const struct option *o)
{
	static const char *const sides[] = {"both", "server", "client", "either"};
	struct rule_check *c = parse_check(p, CHECK_STREAM_SIZE);
	struct span rest = o->value, side, op;
	char text[24];

	if (!c)
		return false;
	if (!parse_word(&rest, ",", &side) || !parse_word(&rest, ",", &op) || op.len > 2 ||
		span_trim(rest).len > 16)
		return parse_wrong(p, o);
	rest = span_trim(rest);
	memcpy(text, op.p, op.len);
	memcpy(text + op.len, rest.p, rest.len);
	if (!parse_number(span_of(text, op.len + rest.len), UINT32_MAX, &c->number))
		return parse_wrong(p, o);
	for (uint8_t i = 0; i < 4; i++) {
		if (!span_eq(side, span_str(sides[i])))
			continue;
		c->sides = i;
		return true;
	}
	return parse_wrong(p, o);
}

bool read_app_proto(struct parsing *p, const struct option *o)
{
	struct rule_check *c = parse_check(p, CHECK_APP_PROTO);
	struct span rest = o->value, name, mode;

	if (!c)
		return false;
	if (rest.len && rest.p[0] == '!') {
		c->negated = true;
		rest = span_sub(rest, 1, UINT32_MAX);
	}
	if (!parse_word(&rest, ",", &name) || !name.len || name.len > 40)
		return parse_wrong(p, o);
	c->mode = 'd';
	if (parse_word(&rest, ",", &mode)) {
		static const char *const modes[] = {
			"direction", "either", "final", "original", "to_server", "to_client"};
		static const char letters[] = "defosc";
		c->mode = 0;
		for (size_t i = 0; i < 6; i++)
			if (span_eq(mode, span_str(modes[i])))
				c->mode = letters[i];
		if (!c->mode)
			return parse_wrong(p, o);
	}
	bool ssl = span_eq(name, SPAN_LIT("ssl"));
	c->text = ssl ? "tls" : pool_text(p->pool, name);
	return true;
}

static const struct {
	const char *name;
	uint32_t version;
} ssl_versions[] = {{"sslv2", 0x0200}, {"sslv3", 0x0300}, {"tls1.0", 0x0301}, {"tls1.1", 0x0302},
	{"tls1.2", 0x0303}, {"tls1.3", 0x0304}};

bool read_ssl_version(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, word;
	struct rule_check *c = parse_check(p, CHECK_SSL_VERSION);

	if (!c)
		return false;
	while (parse_word(&rest, ",", &word)) {
		size_t i = 0;
		bool negated = word.len && word.p[0] == '!';
		word = span_trim(span_sub(word, negated, UINT32_MAX));
		while (i < 6 && !span_eq_nocase(word, span_str(ssl_versions[i].name)))
			i++;
		if (i == 6)
			return parse_wrong(p, o);
		*(negated ? &c->mask : &c->bits) |= 1u << i;
	}
	return c->bits || c->mask || parse_wrong(p, o);
}

bool read_event(struct parsing *p, const struct option *o)
{
	struct rule_check *c = parse_check(p, CHECK_EVENT);
	struct span name = parse_quoted(o->value, NULL);

	if (!c)
		return false;
	if (!name.len || name.len > 80)
		return parse_wrong(p, o);
	c->mode = (char)p->keyword->argument;
	c->text = pool_text(p->pool, name);
	return true;
}

bool read_window(struct parsing *p, const struct option *o)
{
	uint64_t size;
	struct rule_check *c;

	if (!span_eq(o->value, SPAN_LIT("in")) && !span_eq(o->value, SPAN_LIT("out"))) {
		bool negated = o->value.len && o->value.p[0] == '!';
		c = parse_check(p, CHECK_WINDOW_SIZE);
		p->rule->flags |= RULE_NEEDS_PACKET;
		if (c && parse_u64(span_sub(o->value, negated, UINT32_MAX), 65535, &size)) {
			c->number = (struct rule_number){.op = negated ? OP_NE : OP_EQ, .a = size};
			return true;
		}
		return parse_wrong(p, o);
	}
	c = parse_check(p, CHECK_WINDOW);
	if (c)
		c->mode = (char)o->value.p[0];
	return c != NULL;
}
