/*
 * snmp_secrets: what the operator's passwords of SNMP version 3 tell of a message: whether its
 * digest was made with that of authentication, and what stands in it by that of privacy. That a
 * password does not fit is told once a flow, so that nobody believes that everything is read.
 */
#include "config.h"

#include "dissectors/snmp.h"
#include "sensor/base/usm.h"

static struct span key_of_side(struct dissect *d, enum key_kind kind, int side)
{
	return key_of_peer(d, kind, &d->end[side].addr);
}

static void wrong_key_tell(struct dissect *d, struct span which, const struct snmp_message *m)
{
	struct snmp_state *state = d->state;

	if (!state->wrong_key_told)
		hint_emit(d, "snmp.wrong_key", which, m->auth.len);
	state->wrong_key_told = true;
}

static void digest_check(struct dissect *d, struct snmp_message *m)
{
	if (!(m->flags & SNMP_FLAG_AUTH) || !m->has_usm || m->cut || d->truncated)
		return;
	for (int side = 0; side < 2 && !m->authentic; side++) {
		struct span key = key_of_side(d, KEY_SNMPV3_AUTH, side);
		if (!key.len)
			continue;
		m->checked = true;
		m->authentic = usm_authentic(key, m->engine_id, m->whole, m->auth);
	}
	if (m->checked && !m->authentic)
		wrong_key_tell(d, SPAN_LIT("authentication"), m);
}

static void unseal(struct dissect *d, struct snmp_message *m)
{
	struct usm_sealed sealed = {m->engine_id, m->salt, m->sealed, (uint32_t)m->boots,
		(uint32_t)m->time, m->auth.len};
	uint8_t *plain = NULL;

	for (int side = 0; m->sealed.len && m->encrypted && side < 2; side++) {
		struct span key = key_of_side(d, KEY_SNMPV3, side);
		if (key.len && !plain)
			plain = arena_take(d->scratch, m->sealed.len);
		if (plain && key.len && usm_open(key, &sealed, plain))
			snmp_read_scoped(d->scratch, span_of(plain, m->sealed.len), m);
	}
	if (plain && m->encrypted)
		wrong_key_tell(d, SPAN_LIT("privacy"), m);
}

void snmp_secrets(struct dissect *d, struct snmp_message *m)
{
	digest_check(d, m);
	unseal(d, m);
}
