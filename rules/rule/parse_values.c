/*
 * parse_values: keywords of Suricata that compare a field of an event with a value: numbers and
 * their names, times, versions, attributes; and expressions that are made or written. Loading
 * thread only.
 */
#include "config.h"

#include "rules/match/regex.h"
#include "rules/rule/parse_calls.h"
#include "rules/rule/values.h"

/* A check of KIND on the buffer FIELD; NULL with the fault told. */
static struct rule_check *field_check(
	struct parsing *p, const struct option *o, enum check_kind kind, const char *field)
{
	int id = buffers_find(p->build->set->buffers, span_str(field));

	if (id < 0) {
		parse_fault(p, o->at, "%s: this build has no field %s", p->keyword->name, field);
		return NULL;
	}
	struct rule_check *c = parse_check(p, kind);
	if (c)
		c->field = (uint16_t)id;
	return c;
}

/* "nxdomain" or "!nxdomain". */
static bool word_read(struct span value, enum words words, struct rule_number *ret)
{
	bool negated = value.len && value.p[0] == '!';

	*ret = (struct rule_number){.op = negated ? OP_NE : OP_EQ};
	value = span_trim(span_sub(value, negated, UINT32_MAX));
	return words != WORDS_NONE && value.len && word_number(words, value, &ret->a);
}

bool read_value(struct parsing *p, const struct option *o)
{
	const struct value_form *form = value_form((unsigned)p->keyword->argument);
	int id = buffers_find(p->build->set->buffers, span_str(form->field));
	bool number = id >= 0 && buffers_info(p->build->set->buffers, (unsigned)id)->number;

	if (!o->has_value && id >= 0 && !number)
		return parse_buffer_open(p, (unsigned)id); /* our own way to ask for its text */
	struct rule_check *c = field_check(p, o, CHECK_FIELD, form->field);
	if (!c)
		return false;
	c->mode = number ? 0 : (char)form->words;
	return word_read(o->value, form->words, &c->number) ||
	       parse_number(o->value, UINT32_MAX, &c->number) || parse_wrong(p, o);
}

/* --- certificates --- */

/* ">2015", "<2015-10-22T23:59:59", "1998-05-01<>2008-05-01": all with their ends. */
bool read_validity(struct parsing *p, const struct option *o)
{
	const char *field = p->keyword->argument == 'a' ? "tls.notafter" : "tls.notbefore";
	struct span value = o->value;
	struct rule_check *c = field_check(p, o, CHECK_FIELD, field);

	if (!c)
		return false;
	c->mode = WORDS_TIME;
	int64_t between = span_find(value, SPAN_LIT("<>"));
	if (between > 0) {
		struct span from = span_sub(value, 0, (uint32_t)between);
		struct span to = span_sub(value, (uint32_t)between + 2, UINT32_MAX);
		c->number.op = OP_INCLUSIVE;
		return (time_read(span_trim(from), &c->number.a) &&
			       time_read(span_trim(to), &c->number.b) &&
			       c->number.a <= c->number.b) ||
		       parse_wrong(p, o);
	}
	bool sign = value.len && strchr("<>", value.p[0]) && value.p[0];
	c->number.op = !sign ? OP_EQ : value.p[0] == '<' ? OP_LE : OP_GE;
	return time_read(span_trim(span_sub(value, sign, UINT32_MAX)), &c->number.a) ||
	       parse_wrong(p, o);
}

bool read_expiry(struct parsing *p, const struct option *o)
{
	struct rule_check *c =
		o->has_value ? NULL : field_check(p, o, CHECK_EXPIRED, "tls.notafter");

	if (!c)
		return o->has_value && parse_wrong(p, o);
	c->negated = p->keyword->argument == 'v';
	return true;
}

/* --- IKE --- */

/* "alg_hash=2": of what the responder chose. */
bool read_chosen_sa(struct parsing *p, const struct option *o)
{
	static const char *const attributes[] = {"alg_enc", "alg_hash", "alg_auth", "alg_dh",
		"alg_prf", "sa_group_type", "sa_life_type", "sa_life_duration", "sa_key_length",
		"sa_field_size"};
	uint32_t len = 0;
	char field[48] = "ike.";

	while (len < o->value.len && !strchr("<>=!", o->value.p[len]))
		len++;
	struct span name = span_trim(span_sub(o->value, 0, len));
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
		if (!span_eq(name, span_str(attributes[i])))
			continue;
		memcpy(field + 4, name.p, name.len);
		memcpy(field + 4 + name.len, "_raw", sizeof("_raw"));
		struct rule_check *c = field_check(p, o, CHECK_FIELD, field);
		return c &&
		       (parse_number(span_sub(o->value, len, UINT32_MAX), UINT32_MAX, &c->number) ||
			       parse_wrong(p, o));
	}
	return parse_fault(p, o->value_at,
		"ike.chosen_sa_attribute: '%.*s' is no attribute; alg_enc, alg_hash, alg_auth, "
		"alg_dh, alg_prf, sa_group_type, sa_life_type, sa_life_duration, sa_key_length and "
		"sa_field_size are",
		(int)(name.len < 40 ? name.len : 40), name.len ? (const char *)name.p : "");
}

/* --- FTP --- */

bool read_ftp_bounce(struct parsing *p, const struct option *o)
{
	if (o->has_value)
		return parse_wrong(p, o);
	return field_check(p, o, CHECK_FTP_BOUNCE, "ftp.command_data") != NULL;
}

bool read_ftp_command(struct parsing *p, const struct option *o)
{
	bool retr = span_eq_nocase(o->value, SPAN_LIT("retr"));
	struct rule_check *c = parse_check(p, CHECK_FTP_COMMAND);

	if (!c)
		return false;
	c->mode = retr ? 'R' : 'S';
	return retr || span_eq_nocase(o->value, SPAN_LIT("stor")) || parse_wrong(p, o);
}

/* --- SSH --- */

struct regex *parse_regex(struct parsing *p, struct span pattern, const struct regex_options *how,
	struct regex_fault *fault)
{
	struct ruleset *set = p->build->set;
	struct regex **more = pool_grow(p->pool, set->regexes, set->regex_count, sizeof(*more));
	struct regex *regex = more ? regex_new(pattern, how, fault) : NULL;

	if (!more)
		*fault = (struct regex_fault){.text = "no memory"};
	if (!regex)
		return NULL;
	set->regexes = more;
	set->regexes[set->regex_count++] = regex;
	return regex;
}

/* "2.0": that version; "2_compat": 2 and 1.99, which speaks it as well. */
bool read_ssh_version(struct parsing *p, const struct option *o)
{
	static const struct regex_options plain = {0};
	struct span value = parse_quoted(o->value, NULL);
	bool compat = span_eq(value, SPAN_LIT("2_compat"));
	struct regex_fault fault;
	char pattern[48];
	uint32_t n = 0;
	int before = p->buffer;

	if (!value.len || value.len > 8)
		return parse_wrong(p, o);
	pattern[n++] = '^';
	for (uint32_t i = 0; i < value.len && !compat; i++) {
		uint8_t c = value.p[i];
		if ((c < '0' || c > '9') && c != '.')
			return parse_wrong(p, o);
		if (c == '.')
			pattern[n++] = '\\';
		pattern[n++] = (char)c;
	}
	pattern[n++] = '$';
	struct span text = compat ? SPAN_LIT("^(2(\\.\\d+)?|1\\.99)$") : span_of(pattern, n);
	struct regex *regex = parse_regex(p, text, &plain, &fault);
	int id = buffers_find(p->build->set->buffers, SPAN_LIT("ssh.proto"));
	if (!regex || id < 0 || !parse_buffer_open(p, (unsigned)id))
		return parse_wrong(p, o);
	struct rule_item *item = parse_item(p, ITEM_PCRE);
	p->buffer = before;
	if (!item)
		return false;
	item->regex = regex;
	item->pattern = pool_text(p->pool, text);
	return true;
}
