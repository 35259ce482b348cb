/*
 * snmp_set: what a SetRequest does, one action a varbind. Most varbinds are changes; the rows of
 * copy tables move configuration or software, and what such a row does is known only when its
 * columns are seen together, in one message or over several of a flow.
 */
#include "config.h"

#include "dissectors/snmp.h"

#include "dissectors/common/ber.h"
#include "sensor/base/fnv.h"

/* ConfigFileType of CISCO-CONFIG-COPY-MIB. */
enum { FILE_NETWORK = 1, FILE_IOS, FILE_STARTUP, FILE_RUNNING };

/* hwCfgOperateType and hh3cCfgOperateType. */
enum {
	OPERATE_RUNNING_TO_STARTUP = 1,
	OPERATE_STARTUP_TO_RUNNING,
	OPERATE_RUNNING_TO_NET,
	OPERATE_NET_TO_RUNNING,
	OPERATE_NET_TO_STARTUP,
	OPERATE_STARTUP_TO_NET,
	OPERATE_RUNNING_TO_FILE
};

/* ciscoFlashCopyCommand. */
enum { FLASH_TO_WITH_ERASE = 1, FLASH_TO_WITHOUT_ERASE, FLASH_FROM, FLASH_FROM_LOG };

uint64_t snmp_hash(uint64_t seed, struct span s)
{
	uint64_t h = fnv64(seed ^ FNV64, s);

	return h ? h : 1;
}

/* --- rows of copy tables ------------------------------------------------------------------- */

static bool in_row(const struct snmp_varbind *v)
{
	return v->known && v->known->part >= SNMP_PART_ENTRY && v->known->part <= SNMP_PART_SERVER;
}

/* What stands for table and row: the OID without its column. Scalars have the row ".0". */
static uint64_t row_key(const struct snmp_varbind *v)
{
	struct span table = v->known->oid;
	struct span instance = oid_rest(v->oid.text, table);

	if (v->known->part == SNMP_PART_ENTRY) {
		int64_t dot = span_index(instance, '.');
		instance = dot < 0 ? span_of(NULL, 0)
				   : span_sub(instance, (uint32_t)dot + 1, instance.len);
	} else {
		while (table.len && table.p[table.len - 1] != '.')
			table.len--;
		table.len -= table.len > 0;
	}
	return snmp_hash(snmp_hash(0, table), instance);
}

static struct snmp_row *row_find(struct snmp_state *state, uint64_t key)
{
	for (int i = 0; i < SNMP_ROWS; i++)
		if (state->rows[i].key == key)
			return &state->rows[i];
	return NULL;
}

static struct snmp_row *row_take(struct snmp_state *state, uint64_t key)
{
	struct snmp_row *row = row_find(state, key);

	if (row)
		return row;
	row = &state->rows[state->next_row++ % SNMP_ROWS];
	*row = (struct snmp_row){.key = key};
	return row;
}

/* An INTEGER has 32 bits (RFC 2578 section 7.1.1); 0, which no state is, where V is none. */
static int32_t state_of(const struct snmp_varbind *v)
{
	int64_t number;

	if (!snmp_varbind_int(v, &number))
		return 0;
	return number < INT32_MIN || number > INT32_MAX ? INT32_MAX : (int32_t)number;
}

static void row_learn(struct snmp_row *row, const struct snmp_varbind *v)
{
	switch (v->known->part) {
	case SNMP_PART_SOURCE:
		row->source = state_of(v);
		break;
	case SNMP_PART_DEST:
		row->dest = state_of(v);
		break;
	case SNMP_PART_OPERATE:
		row->operate = state_of(v);
		break;
	case SNMP_PART_FLASH:
		row->flash = state_of(v);
		break;
	case SNMP_PART_SERVER:
		row->has_target = snmp_varbind_addr(v, &row->target);
		break;
	default:
		break;
	}
}

/* One end alone says enough where it is the network. */
static enum verb verb_of_copy(int64_t source, int64_t dest)
{
	if (dest == FILE_NETWORK)
		return VERB_EXPORT;
	if (source == FILE_NETWORK)
		return VERB_IMPORT;
	if (source == FILE_RUNNING && dest == FILE_STARTUP)
		return VERB_SAVE;
	return VERB_CHANGE;
}

static enum verb verb_of_operate(int64_t type)
{
	switch (type) {
	case OPERATE_RUNNING_TO_NET:
	case OPERATE_STARTUP_TO_NET:
		return VERB_EXPORT;
	case OPERATE_NET_TO_RUNNING:
	case OPERATE_NET_TO_STARTUP:
		return VERB_IMPORT;
	case OPERATE_RUNNING_TO_STARTUP:
	case OPERATE_RUNNING_TO_FILE:
		return VERB_SAVE;
	default:
		return VERB_CHANGE;
	}
}

static enum verb verb_of_flash(int64_t command)
{
	if (command == FLASH_TO_WITH_ERASE || command == FLASH_TO_WITHOUT_ERASE)
		return VERB_IMAGE;
	return command == FLASH_FROM || command == FLASH_FROM_LOG ? VERB_EXPORT : VERB_CHANGE;
}

static enum verb verb_of_row(const struct snmp_row *row)
{
	if (row->flash)
		return verb_of_flash(row->flash);
	return row->operate ? verb_of_operate(row->operate) : verb_of_copy(row->source, row->dest);
}

/* --- actions ------------------------------------------------------------------------------- */

static void action_of_object(const struct snmp_varbind *v, struct action *a)
{
	const struct snmp_object *known = v->known;
	struct span instance = oid_rest(v->oid.text, known->oid);
	int64_t number;

	a->verb = known->verb;
	a->subject = known->subject;
	a->object_name = known->name;
	if (snmp_varbind_int(v, &number) && number == known->value)
		a->verb = known->verb_at_value;
	if (known->secret)
		a->value_scrub = SCRUB_SECRET;
	if (known->part == SNMP_PART_INSTANCE_SERVER)
		a->has_target = addr_parse(instance, &a->target);
	else if (known->part == SNMP_PART_SERVER || known->part == SNMP_PART_TARGET)
		a->has_target = snmp_varbind_addr(v, &a->target);
}

static void action_of_row(const struct snmp_row *row, struct action *a)
{
	a->verb = verb_of_row(row);
	if (row->has_target) {
		a->has_target = true;
		a->target = row->target;
	}
}

/* The same Set once more (agents lose datagrams, managers repeat them) is no further attempt. */
static bool is_repeated(struct dissect *d, const struct snmp_message *m, uint64_t key)
{
	struct snmp_state *state = d->state;
	uint64_t seen = snmp_hash(key, m->community);

	for (uint32_t i = 0; i < m->count; i++)
		seen = snmp_hash(snmp_hash(seen, m->varbinds[i].oid.text), m->varbinds[i].raw);
	for (size_t i = 0; i < sizeof(state->sets) / sizeof(*state->sets); i++)
		if (state->sets[i] == seen)
			return true;
	state->sets[state->next_set++ % (sizeof(state->sets) / sizeof(*state->sets))] = seen;
	return false;
}

void snmp_set(struct dissect *d, const struct snmp_message *m)
{
	struct snmp_state *state = d->state;
	uint64_t key = (uint64_t)(m->version == SNMP_V3 ? m->msg_id : m->request_id);

	if (is_repeated(d, m, key))
		return;
	if (!m->count) /* cut before its first object: that something was set is all that is seen */
		action_ask(d, key,
			&(struct action){.verb = VERB_CHANGE,
				.subject = SUBJECT_CONFIG,
				.element = side_other(d->from),
				.sealed = snmp_sealed(m)});
	for (uint32_t i = 0; i < m->count; i++)
		if (in_row(&m->varbinds[i]))
			row_learn(row_take(state, row_key(&m->varbinds[i])), &m->varbinds[i]);
	for (uint32_t i = 0; i < m->count; i++) {
		const struct snmp_varbind *v = &m->varbinds[i];
		struct action a = {.verb = VERB_CHANGE,
			.subject = SUBJECT_CONFIG,
			.element = side_other(d->from),
			.sealed = snmp_sealed(m),
			.value_scrub = v->tag == BER_OCTET_STRING ? SCRUB_TEXT : SCRUB_NONE,
			.object = v->oid.text,
			.value = v->value,
			.user = m->user,
			.user_known = m->user.len > 0,
			.user_source = USER_WIRE};
		if (v->known)
			action_of_object(v, &a);
		const struct snmp_row *row = in_row(v) ? row_find(state, row_key(v)) : NULL;
		if (row)
			action_of_row(row, &a);
		action_ask(d, key, &a);
	}
}
