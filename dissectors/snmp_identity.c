/*
 * snmp_identity: what an agent says about itself: sysDescr, sysObjectID and sysName in its
 * responses, and the enterprise number inside a version 3 engine id.
 */
#include "config.h"

#include "dissectors/snmp.h"

#include "dissectors/common/ber.h"
#include "dissectors/common/enterprise.h"
#include "dissectors/common/sysdescr.h"

static void system_read(struct arena *arena, const struct snmp_varbind *v, struct identity *i)
{
	struct span oid = v->oid.text;

	if (span_eq(oid, SPAN_LIT("1.3.6.1.2.1.1.1.0")) && v->tag == BER_OCTET_STRING) {
		sysdescr_read(arena, v->value, i);
	} else if (span_eq(oid, SPAN_LIT("1.3.6.1.2.1.1.2.0")) && v->tag == BER_OID) {
		const struct enterprise *e = enterprise_of_oid(v->value);
		if (e && !i->vendor.len && e->equipment)
			i->vendor = span_str(e->vendor);
		if (e && e->equipment)
			i->is_equipment = true;
	} else if (span_eq(oid, SPAN_LIT("1.3.6.1.2.1.1.5.0")) && v->tag == BER_OCTET_STRING) {
		i->name = v->value;
	}
}

static void identify_system(struct dissect *d, const struct snmp_message *m)
{
	struct snmp_state *state = d->state;
	struct identity i = {.of = d->from, .evidence = SPAN_LIT("snmp-sysdescr")};

	for (uint32_t n = 0; n < m->count; n++)
		system_read(d->scratch, &m->varbinds[n], &i);
	if (!i.vendor.len && !i.platform.len && !i.software.len && !i.name.len)
		return;
	uint64_t said = snmp_hash(snmp_hash(snmp_hash(0, i.vendor), i.software), i.name);
	if (said == state->identity_told)
		return;
	state->identity_told = said;
	identity_emit(d, &i);
}

/*
 * The authoritative engine is the sender of messages that expect no answer (RFC 3414 section 1.5.1,
 * reportableFlag of RFC 3412 section 6.4); what a request says of its receiver proves nothing. The
 * first four octets are an enterprise number with the highest bit set (RFC 3411, SnmpEngineID).
 */
static void identify_engine(struct dissect *d, const struct snmp_message *m)
{
	struct snmp_state *state = d->state;

	if (m->engine_id.len < 5 || !(m->engine_id.p[0] & 0x80) ||
		(m->flags & SNMP_FLAG_REPORTABLE))
		return;
	struct cursor c = cursor_of(m->engine_id);
	const struct enterprise *e = enterprise_find(cursor_be32(&c) & 0x7fffffff);
	uint64_t said = snmp_hash(0, m->engine_id);
	if (!e || said == state->engine_told)
		return;
	state->engine_told = said;
	struct identity i = {.of = d->from, .evidence = SPAN_LIT("snmp-engine-id")};
	i.vendor = span_str(e->vendor);
	i.is_equipment = e->equipment;
	identity_emit(d, &i);
}

void snmp_identify(struct dissect *d, const struct snmp_message *m)
{
	/* A Response to an inform repeats the inform's varbinds and says nothing of its sender. */
	if (m->pdu == SNMP_RESPONSE && !m->notification.text.len)
		identify_system(d, m);
	if (m->version == SNMP_V3)
		identify_engine(d, m);
}
