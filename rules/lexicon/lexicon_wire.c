/* lexicon_wire: log messages and SNMP objects. See lexicon_read.h. */
#include "config.h"

#include "rules/lexicon/lexicon_read.h"

#include <string.h>

static struct span span_of_text(struct lexicon_builder *b, const struct yaml_node *node)
{
	const char *text = lexicon_text(b, node);

	return *text ? span_str(text) : span_of(NULL, 0);
}

/* A verb of the vocabulary, or what stands beside them in log messages. */
static unsigned syslog_verb(struct lexicon_builder *b, const struct yaml_node *node)
{
	if (node && node->kind == YAML_WORD && span_eq(node->text, SPAN_LIT("command")))
		return SYSLOG_VERB_COMMAND;
	if (node && node->kind == YAML_WORD && span_eq(node->text, SPAN_LIT("nothing")))
		return SYSLOG_VERB_NOTHING;
	return (unsigned)lexicon_verb(b, node);
}

void lexicon_read_syslog(struct lexicon_builder *b, const struct yaml_node *entry)
{
	enum { OF, MNEMONIC, TEXT, VERB, SUBJECT, USER, ADDRESS, COMMAND, FAMILY, OUTCOME, KEYS };
	static const struct yaml_key keys[KEYS] = {{"of", true}, {"mnemonic", false},
		{"text", false}, {"verb", true}, {"subject", true}, {"user", false},
		{"address", false}, {"command", false}, {"family", false}, {"outcome", false}};
	static const char *const shapes[SYSLOG_FAMILIES + 1] = {"other", "cisco", "huawei",
		"comware", "juniper", "nokia", "ciena", "mikrotik", "aruba", "fortinet", "any"};
	const struct yaml_node *at[KEYS];

	if (!yaml_keys(&b->r, entry, keys, KEYS, at))
		return;
	struct syslog_signature *s = lexicon_add(b, LEXICON_SYSLOG, entry);
	if (!s)
		return;
	s->of = (enum syslog_family)lexicon_pick(
		b, at[OF], shapes, SYSLOG_FAMILIES + 1, "no shape of log messages");
	s->mnemonic = at[MNEMONIC] ? span_of_text(b, at[MNEMONIC]) : SPAN_LIT("*");
	s->text = span_of_text(b, at[TEXT]);
	s->verb = syslog_verb(b, at[VERB]);
	s->subject = (enum subject)lexicon_subject(b, at[SUBJECT]);
	s->user = span_of_text(b, at[USER]);
	s->address = span_of_text(b, at[ADDRESS]);
	s->command = span_of_text(b, at[COMMAND]);
	s->outcome = at[OUTCOME] ? lexicon_outcome(b, at[OUTCOME]) : OUTCOME_UNKNOWN;
	s->family = at[FAMILY] ? lexicon_family(b, at[FAMILY]) : CLI_UNKNOWN;
	if (s->verb == SYSLOG_VERB_COMMAND && !s->command.len)
		yaml_fault(&b->r, entry, "the verb command needs what stands before the command");
	bool everything = span_eq(s->mnemonic, SPAN_LIT("*")) && !s->text.len;
	if (everything)
		yaml_fault(&b->r, entry, "a mnemonic or a text is needed: this fits every message");
}

static void read_value(
	struct lexicon_builder *b, const struct yaml_node *const *at, struct snmp_object *o)
{
	static const uint64_t range[2] = {0, UINT32_MAX};
	uint64_t value;

	o->value = SNMP_NO_VALUE;
	o->verb_at_value = o->verb;
	if (!at[0])
		return;
	if (yaml_number(&b->r, at[0], range, &value))
		o->value = (int64_t)value;
	if (at[1])
		o->verb_at_value = (enum verb)lexicon_verb(b, at[1]);
	else
		yaml_fault(&b->r, at[0], "a value needs its verb-at-value");
}

static void read_object(
	struct lexicon_builder *b, enum lexicon_section section, const struct yaml_node *entry)
{
	enum { OID, NAME, VERB, SUBJECT, VALUE, VERB_AT_VALUE, PART, SECRET, KEYS };
	static const struct yaml_key keys[KEYS] = {{"oid", true}, {"name", false}, {"verb", true},
		{"subject", true}, {"value", false}, {"verb-at-value", false}, {"part", false},
		{"secret", false}};
	static const char *const parts[SNMP_PART_COUNT] = {"none", "entry", "row", "source", "dest",
		"operate", "flash", "server", "instance-server", "target", "log-user",
		"log-address", "log-element", "log-src", "log-dest", "log-hw-src", "log-hw-dest"};
	const struct yaml_node *at[KEYS];

	if (!yaml_keys(&b->r, entry, keys, KEYS, at) || !at[OID])
		return;
	struct snmp_object *o = lexicon_add(b, section, entry);
	if (!o)
		return;
	o->oid = span_of_text(b, at[OID]);
	const char *fault = lexicon_oid_fault(o->oid);
	if (fault)
		yaml_fault(&b->r, at[OID], "%s", fault);
	o->name = span_of_text(b, at[NAME]);
	o->verb = (enum verb)lexicon_verb(b, at[VERB]);
	o->subject = (enum subject)lexicon_subject(b, at[SUBJECT]);
	read_value(b, at + VALUE, o);
	if (at[PART])
		o->part = (enum snmp_part)lexicon_pick(b, at[PART], parts, SNMP_PART_COUNT,
			"no part of a copy row or notification");
	if (at[SECRET])
		yaml_bool(&b->r, at[SECRET], &o->secret);
}

void lexicon_read_object(struct lexicon_builder *b, const struct yaml_node *entry)
{
	read_object(b, LEXICON_OBJECTS, entry);
}

void lexicon_read_notification(struct lexicon_builder *b, const struct yaml_node *entry)
{
	read_object(b, LEXICON_NOTIFICATIONS, entry);
}
