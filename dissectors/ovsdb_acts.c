/*
 * ovsdb_acts: what messages of OVSDB do: operations that write are changes to the side that
 * answers, others are reads. Called by ovsdb.c. Worker thread.
 */
#include "config.h"

#include "dissectors/common/json_text.h"
#include "dissectors/ovsdb.h"
#include "sensor/base/fnv.h"

static const char *const writes[] = {"insert", "update", "mutate", "delete", NULL};

static bool is_tunnel(struct span type)
{
	static const char *const types[] = {"vxlan", "gre", "ip6gre", "geneve", "erspan",
		"ip6erspan", "stt", "lisp", "gtpu", "bareudp", "srv6", NULL};

	return json_text_is_one(type, types);
}

static enum subject subject_of(const struct ovsdb_operation *o)
{
	static const struct {
		const char *table;
		enum subject subject;
	} rows[] = {{"Bridge", SUBJECT_INTERFACE}, {"Port", SUBJECT_INTERFACE},
		{"Interface", SUBJECT_INTERFACE}, {"Physical_Port", SUBJECT_INTERFACE},
		{"Mirror", SUBJECT_MIRROR}, {"SSL", SUBJECT_CERTIFICATE},
		{"Flow_Table", SUBJECT_ROUTE}, {"Logical_Router_Static_Route", SUBJECT_ROUTE},
		{"Logical_Router", SUBJECT_ROUTE}, {"NetFlow", SUBJECT_LOGGING},
		{"sFlow", SUBJECT_LOGGING}, {"IPFIX", SUBJECT_LOGGING}, {"ACL", SUBJECT_ACL},
		{"Tunnel", SUBJECT_TUNNEL}, {"Manager", SUBJECT_SERVICE},
		{"Controller", SUBJECT_SERVICE}};

	if (json_text_is(o->table, "Interface") && is_tunnel(o->type))
		return SUBJECT_TUNNEL;
	for (uint32_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (json_text_is(o->table, rows[i].table))
			return rows[i].subject;
	return SUBJECT_CONFIG;
}

void ovsdb_keep(struct ovsdb_message *m, const struct ovsdb_operation *o)
{
	bool writing = json_text_is_one(o->op, writes);

	if (writing ? !crowd_admits(&m->crowd, subject_of(o)) : m->others == OVSDB_READS_MAX) {
		m->crowd.cut = true;
		return;
	}
	m->others += !writing;
	m->operations[m->operation_count++] = *o;
}

/* Of the id, which may be any JSON value. */
static uint64_t key_of(struct span id)
{
	return fnv64(FNV64, id);
}

/* "insert vx9 vxlan": the operation, and what its row says of itself. */
static struct span value_of(struct dissect *d, const struct ovsdb_operation *o)
{
	const struct span parts[] = {o->op, o->name, o->type, o->target};
	uint32_t len = 0, at = 0;

	for (int i = 0; i < 4; i++)
		len += parts[i].len ? parts[i].len + 1 : 0;
	uint8_t *text = len > o->op.len + 1 ? arena_take(d->scratch, len) : NULL;
	if (!text)
		return o->op;
	for (int i = 0; i < 4; i++) {
		if (!parts[i].len)
			continue;
		memcpy(text + at, parts[i].p, parts[i].len);
		at += parts[i].len;
		text[at++] = ' ';
	}
	return span_of(text, at - 1);
}

static void operation_act(
	struct dissect *d, const struct ovsdb_message *m, const struct ovsdb_operation *o)
{
	bool writing = json_text_is_one(o->op, writes);
	struct action a = {.verb = writing ? VERB_CHANGE : VERB_READ,
		.subject = subject_of(o),
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(d->from),
		.object = o->table,
		.value = value_of(d, o),
		.join = !writing};

	if (writing || span_eq(o->op, SPAN_LIT("select")))
		action_ask(d, key_of(m->id), &a);
}

void ovsdb_act(struct dissect *d, const struct ovsdb_message *m)
{
	static const char *const reads[] = {
		"monitor", "monitor_cond", "monitor_cond_since", "get_schema", "list_dbs", NULL};

	if (span_eq(m->method, SPAN_LIT("transact"))) {
		for (uint32_t i = 0; i < m->operation_count; i++)
			operation_act(d, m, &m->operations[i]);
	} else if (json_text_is_one(m->method, reads)) {
		struct action a = {.verb = VERB_READ,
			.subject = SUBJECT_CONFIG,
			.evidence = EVIDENCE_OBSERVED,
			.element = side_other(d->from),
			.object = m->database.len ? m->database : m->method,
			.value = m->method,
			.join = true};
		action_ask(d, key_of(m->id), &a);
	} else if (!m->method.len && m->id.len) {
		action_answer(
			d, key_of(m->id), m->error.len ? OUTCOME_REFUSED : OUTCOME_OK, m->error);
	}
}
