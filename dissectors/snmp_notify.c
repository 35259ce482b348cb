/*
 * snmp_notify: what traps and informs attest. The sender is the element; who acted is known only
 * where a varbind says so.
 */
#include "config.h"

#include "dissectors/snmp.h"

/* HistoryEventMedium of CISCO-CONFIG-MAN-MIB; from MEDIUM_NETWORK on a file on another host. */
enum {
	MEDIUM_ERASE = 1,
	MEDIUM_COMMAND_SOURCE,
	MEDIUM_RUNNING,
	MEDIUM_STARTUP,
	MEDIUM_LOCAL,
	MEDIUM_NETWORK
};

/* hwCfgLogSrcData and hwCfgLogDesData of HUAWEI-CONFIG-MAN-MIB. */
enum { HW_RUNNING = 2, HW_STARTUP = 4, HW_NETWORK = 6 };

/* What the varbinds of a notification say beside its name. */
struct attest {
	int64_t source, dest, hw_source, hw_dest;
	struct span user;
	bool has_actor, has_element;
	struct addr actor, element;
};

static void attest_varbind(struct attest *t, const struct snmp_varbind *v)
{
	int64_t number = 0;
	struct addr addr;

	if (!v->known)
		return;
	bool is_number = snmp_varbind_int(v, &number);
	switch (v->known->part) {
	case SNMP_PART_LOG_USER:
		t->user = v->value;
		break;
	case SNMP_PART_LOG_SRC:
		t->source = is_number ? number : 0;
		break;
	case SNMP_PART_LOG_DEST:
		t->dest = is_number ? number : 0;
		break;
	case SNMP_PART_LOG_HW_SRC:
		t->hw_source = is_number ? number : 0;
		break;
	case SNMP_PART_LOG_HW_DEST:
		t->hw_dest = is_number ? number : 0;
		break;
	case SNMP_PART_LOG_ADDRESS:
	case SNMP_PART_LOG_ELEMENT:
		if (!snmp_varbind_addr(v, &addr) || addr_is_group(&addr))
			break;
		bool of_actor = v->known->part == SNMP_PART_LOG_ADDRESS;
		*(of_actor ? &t->has_actor : &t->has_element) = true;
		*(of_actor ? &t->actor : &t->element) = addr;
		break;
	default:
		break;
	}
}

/* The verb that source and destination tell of, where they are there and known. */
static enum verb attest_verb(const struct attest *t, enum verb otherwise)
{
	if (t->dest >= MEDIUM_NETWORK || t->hw_dest == HW_NETWORK)
		return VERB_EXPORT;
	if ((t->source >= MEDIUM_NETWORK && t->dest) || (t->hw_source == HW_NETWORK && t->hw_dest))
		return VERB_IMPORT;
	if (t->source == MEDIUM_ERASE)
		return VERB_ERASE;
	if (t->dest == MEDIUM_COMMAND_SOURCE)
		return VERB_READ;
	if (t->dest == MEDIUM_STARTUP || t->hw_dest == HW_STARTUP)
		return VERB_SAVE;
	if (t->dest == MEDIUM_RUNNING || t->hw_dest == HW_RUNNING)
		return VERB_CHANGE;
	return otherwise;
}

/* The element of a version 1 trap is its agent-addr, of others snmpTrapAddress, else the sender. */
static void attest_element(const struct dissect *d, const struct snmp_message *m, struct attest *t)
{
	const struct addr *sender = &d->end[d->from].addr;

	if (!t->has_element && m->has_agent && !addr_is_group(&m->agent)) {
		t->has_element = true;
		t->element = m->agent;
	}
	if (t->has_element && addr_cmp(&t->element, sender) == 0)
		t->has_element = false;
}

void snmp_notify(struct dissect *d, const struct snmp_message *m)
{
	const struct snmp_object *known = snmp_trap_find(m->lexicon, m->notification.text);
	struct attest t = {0};

	for (uint32_t i = 0; i < m->count; i++)
		attest_varbind(&t, &m->varbinds[i]);
	if (!known && !t.dest && !t.hw_dest)
		return;
	attest_element(d, m, &t);
	struct action a = {.verb = attest_verb(&t, known ? known->verb : VERB_CHANGE),
		.subject = known ? known->subject : SUBJECT_CONFIG,
		.outcome = OUTCOME_OK,
		.evidence = EVIDENCE_ATTESTED,
		.element = d->from,
		.object = m->notification.text,
		.object_name = known ? known->name : span_of(NULL, 0),
		.user = t.user,
		.user_known = t.user.len > 0,
		.user_source = USER_WIRE,
		.has_actor = t.has_actor,
		.actor = t.actor,
		.has_element = t.has_element,
		.element_addr = t.element};
	if (a.verb == VERB_LOGIN_FAILED)
		a.outcome = OUTCOME_REFUSED;
	action_emit(d, &a);
}
