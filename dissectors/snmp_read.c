/*
 * snmp_read: the bytes of one SNMP message into struct snmp_message (RFC 1157, 3416, 3412, 3414).
 * It reads what is whole and never refuses a message for what is wrong behind its head: a sensor
 * has to tell of messages that agents might accept.
 */
#include "config.h"

#include "dissectors/snmp.h"

#include "dissectors/common/ber.h"
#include "dissectors/common/text.h"

/* Message, PDU, list, varbind; version 3 has the scoped PDU between. */
enum { DEPTH = 6 };

static const struct {
	uint8_t tag;
	const char *name;
} types[] = {
	{BER_INTEGER, "integer"},
	{BER_OCTET_STRING, "octet_string"},
	{BER_OID, "oid"},
	{SNMP_IP_ADDRESS, "ip_address"},
	{SNMP_COUNTER32, "counter32"},
	{SNMP_GAUGE32, "gauge32"},
	{SNMP_TIMETICKS, "timeticks"},
	{SNMP_OPAQUE, "opaque"},
	{SNMP_NSAP, "nsap"},
	{SNMP_COUNTER64, "counter64"},
	{SNMP_UINTEGER32, "uinteger32"},
	{SNMP_NO_SUCH_OBJECT, "no_such_object"},
	{SNMP_NO_SUCH_INSTANCE, "no_such_instance"},
	{SNMP_END_OF_MIB_VIEW, "end_of_mib_view"},
};

const char *snmp_type_name(uint8_t tag)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (types[i].tag == tag)
			return types[i].name;
	return NULL;
}

const char *snmp_error_name(int64_t status)
{
	static const char *const names[] = {"noError", "tooBig", "noSuchName", "badValue",
		"readOnly", "genErr", "noAccess", "wrongType", "wrongLength", "wrongEncoding",
		"wrongValue", "noCreation", "inconsistentValue", "resourceUnavailable",
		"commitFailed", "undoFailed", "authorizationError", "notWritable",
		"inconsistentName"};

	if (status < 0 || status >= (int64_t)(sizeof(names) / sizeof(*names)))
		return NULL;
	return names[status];
}

/* --- values -------------------------------------------------------------------------------- */

static struct span string_text(struct arena *arena, struct span raw)
{
	while (raw.len && raw.p[raw.len - 1] == 0) /* some agents count the C string's end */
		raw.len--;
	return text_is_shown(raw) ? raw : text_hex(arena, "0x", raw);
}

static struct span addr_to_text(struct arena *arena, struct span raw)
{
	char text[ADDR_TEXT];
	struct addr a = addr_v4(raw.p);

	return arena_copy(arena, span_of(text, addr_text(&a, text)));
}

struct span snmp_value_text(struct arena *arena, uint8_t tag, struct span raw)
{
	struct oid oid;
	uint64_t number;
	int64_t integer;

	switch (tag) {
	case BER_NULL:
		return span_of(NULL, 0);
	case BER_INTEGER:
		if (ber_signed(raw, &integer))
			return text_i64(arena, integer);
		break;
	case SNMP_COUNTER32:
	case SNMP_GAUGE32:
	case SNMP_TIMETICKS:
	case SNMP_COUNTER64:
	case SNMP_UINTEGER32:
		if (ber_unsigned(raw, &number))
			return text_u64(arena, number);
		break;
	case BER_OCTET_STRING:
		return string_text(arena, raw);
	case BER_OID:
		oid_read(arena, raw, &oid);
		return snmp_oid_shown(arena, oid.text);
	case SNMP_IP_ADDRESS:
		if (raw.len == 4)
			return addr_to_text(arena, raw);
		break;
	case SNMP_NO_SUCH_OBJECT:
		return SPAN_LIT("noSuchObject");
	case SNMP_NO_SUCH_INSTANCE:
		return SPAN_LIT("noSuchInstance");
	case SNMP_END_OF_MIB_VIEW:
		return SPAN_LIT("endOfMibView");
	default:
		break;
	}
	return text_hex(arena, "0x", raw);
}

bool snmp_varbind_int(const struct snmp_varbind *v, int64_t *ret)
{
	uint64_t number;

	if (v->tag == BER_INTEGER)
		return ber_signed(v->raw, ret);
	if (v->tag < SNMP_COUNTER32 || v->tag > SNMP_UINTEGER32 || v->tag == SNMP_OPAQUE ||
		v->tag == SNMP_NSAP || !ber_unsigned(v->raw, &number) || number > INT64_MAX)
		return false;
	*ret = (int64_t)number;
	return true;
}

bool snmp_varbind_addr(const struct snmp_varbind *v, struct addr *ret)
{
	if (v->tag != SNMP_IP_ADDRESS && v->tag != BER_OCTET_STRING)
		return false;
	if (v->raw.len == 4 || v->raw.len == 6)
		*ret = addr_v4(v->raw.p);
	else if (v->raw.len == 16 || v->raw.len == 18)
		*ret = addr_v6(v->raw.p);
	else
		return text_is_shown(v->raw) && addr_parse(v->raw, ret);
	return true;
}

/* --- varbinds ------------------------------------------------------------------------------ */

static void oid_note(struct snmp_message *m, const struct oid *oid)
{
	if (oid->bad || oid->big || oid->padded)
		m->odd_oid = true;
}

/* What fails at the end of a level that is cut is cut too; anything else is wrong in itself. */
static void fault(struct snmp_message *m, const struct ber *level)
{
	*(level->cut ? &m->cut : &m->malformed) = true;
}

static void varbind_add(
	struct arena *arena, struct snmp_message *m, struct span name, struct ber_element value)
{
	if (m->total++ >= SNMP_VARBINDS_MAX)
		return;
	struct snmp_varbind *v = &m->varbinds[m->count++];
	oid_read(arena, name, &v->oid);
	oid_note(m, &v->oid);
	v->tag = value.tag;
	v->raw = value.body;
	v->value = snmp_value_text(arena, v->tag, v->raw);
	v->known = snmp_object_find(m->lexicon, v->oid.text);
	v->oid.text = snmp_oid_shown(arena, v->oid.text);
}

/*
 * One VarBind ::= SEQUENCE { name ObjectName, value ObjectSyntax }. Of one that is cut, the name is
 * kept if it is whole: that an object was set counts, even where it is not seen to what.
 */
static bool varbind_read(struct arena *arena, struct ber *list, struct snmp_message *m)
{
	struct ber_element value = {.tag = BER_NULL};
	struct ber pair;
	struct span name;

	if (!ber_open(list, BER_SEQUENCE, &pair)) {
		fault(m, list);
		return false;
	}
	bool named = ber_string(&pair, BER_OID, &name);
	if (named && (ber_next(&pair, &value) || pair.cut))
		varbind_add(arena, m, name, value);
	if (!ber_ok(&pair)) {
		fault(m, &pair);
		return !pair.cut;
	}
	if (ber_left(&pair))
		m->malformed = true;
	return true;
}

/* The smallest varbind, 30 04 06 00 05 00, takes 6 octets; the smallest that is cut 4. */
static void varbinds_read(struct arena *arena, struct ber *pdu, struct snmp_message *m)
{
	enum { SMALLEST = 4 };
	struct ber list;

	if (!ber_open(pdu, BER_SEQUENCE, &list)) {
		fault(m, pdu);
		return;
	}
	m->cut |= list.cut;
	uint32_t room = ber_left(&list) / SMALLEST;
	if (room > SNMP_VARBINDS_MAX)
		room = SNMP_VARBINDS_MAX;
	m->varbinds = arena_take(arena, room * (uint32_t)sizeof(*m->varbinds));
	while (m->varbinds && ber_left(&list))
		if (!varbind_read(arena, &list, m))
			break;
}

/* --- PDUs ---------------------------------------------------------------------------------- */

/* Trap-PDU ::= [4] { enterprise, agent-addr, generic-trap, specific-trap, time-stamp, varbinds }.
 */
static bool trap_head_read(struct arena *arena, struct ber *pdu, struct snmp_message *m)
{
	struct span enterprise, agent, ticks;

	if (!ber_string(pdu, BER_OID, &enterprise))
		return false;
	oid_read(arena, enterprise, &m->enterprise);
	oid_note(m, &m->enterprise);
	if (!ber_string(pdu, SNMP_IP_ADDRESS, &agent))
		return false;
	m->has_agent = agent.len == 4;
	if (m->has_agent)
		m->agent = addr_v4(agent.p);
	return ber_int(pdu, BER_INTEGER, &m->generic) && ber_int(pdu, BER_INTEGER, &m->specific) &&
	       ber_string(pdu, SNMP_TIMETICKS, &ticks);
}

/* RFC 3584 section 3.1: the notification that a version 1 trap stands for. */
static void trap_translate(struct arena *arena, struct snmp_message *m)
{
	enum { GENERIC_TRAPS = 6 };
	struct span text;

	if (m->generic >= 0 && m->generic < GENERIC_TRAPS)
		text = text_join(
			arena, SPAN_LIT("1.3.6.1.6.3.1.1.5."), text_i64(arena, m->generic + 1));
	else
		text = text_join(arena, text_join(arena, m->enterprise.text, SPAN_LIT(".0.")),
			text_i64(arena, m->specific));
	m->notification = (struct oid){.text = text};
}

static void notification_find(struct arena *arena, struct snmp_message *m)
{
	for (uint32_t i = 0; i < m->count; i++) {
		const struct snmp_varbind *v = &m->varbinds[i];
		if (v->tag != BER_OID || !span_eq(v->oid.text, SPAN_LIT("1.3.6.1.6.3.1.1.4.1.0")))
			continue;
		oid_read(arena, v->raw, &m->notification);
		oid_note(m, &m->notification);
		return;
	}
}

static void pdu_read(struct arena *arena, struct ber *outer, struct snmp_message *m)
{
	struct ber pdu;
	uint8_t tag = ber_peek(outer);

	if (!tag) {
		fault(m, outer);
		return;
	}
	if (tag < SNMP_GET || tag > SNMP_REPORT) {
		m->malformed = true;
		return;
	}
	m->pdu = tag;
	if (!ber_open(outer, tag, &pdu)) {
		fault(m, outer);
		return;
	}
	m->cut |= pdu.cut;
	m->has_head = tag == SNMP_TRAP_V1 ? trap_head_read(arena, &pdu, m)
					  : ber_int(&pdu, BER_INTEGER, &m->request_id) &&
						    ber_int(&pdu, BER_INTEGER, &m->error_status) &&
						    ber_int(&pdu, BER_INTEGER, &m->error_index);
	if (!m->has_head || (pdu.cut && !ber_left(&pdu))) {
		fault(m, &pdu);
		return;
	}
	varbinds_read(arena, &pdu, m);
	if (tag == SNMP_TRAP_V1)
		trap_translate(arena, m);
	else
		notification_find(arena, m);
}

/* --- version 3 ----------------------------------------------------------------------------- */

/* HeaderData ::= SEQUENCE { msgID, msgMaxSize, msgFlags, msgSecurityModel } (RFC 3412 section 6).
 */
static bool header_read(struct ber *message, struct snmp_message *m)
{
	struct ber header;
	struct span flags;
	int64_t max_size;

	if (!ber_open(message, BER_SEQUENCE, &header) ||
		!ber_int(&header, BER_INTEGER, &m->msg_id) ||
		!ber_int(&header, BER_INTEGER, &max_size) ||
		!ber_string(&header, BER_OCTET_STRING, &flags) ||
		!ber_int(&header, BER_INTEGER, &m->security_model) || flags.len != 1)
		return false;
	m->flags = flags.p[0];
	m->has_flags = true;
	return true;
}

/* UsmSecurityParameters (RFC 3414 section 2.4) inside an OCTET STRING. */
static bool usm_read(struct ber *message, struct snmp_message *m)
{
	enum { USM_MODEL = 3 };
	struct span outer, auth, priv;
	struct ber usm;

	if (!ber_string(message, BER_OCTET_STRING, &outer))
		return false;
	if (m->security_model != USM_MODEL)
		return true;
	struct ber inside = ber_of(outer, 1);
	m->has_usm = ber_open(&inside, BER_SEQUENCE, &usm) &&
		     ber_string(&usm, BER_OCTET_STRING, &m->engine_id) &&
		     ber_int(&usm, BER_INTEGER, &m->boots) &&
		     ber_int(&usm, BER_INTEGER, &m->time) &&
		     ber_string(&usm, BER_OCTET_STRING, &m->user) &&
		     ber_string(&usm, BER_OCTET_STRING, &auth) &&
		     ber_string(&usm, BER_OCTET_STRING, &priv);
	if (m->has_usm) {
		m->salt = priv;
		m->auth = auth;
	}
	return m->has_usm;
}

/* ScopedPDU ::= SEQUENCE { contextEngineID, contextName, data }. */
static void scoped_read(struct arena *arena, struct ber *message, struct snmp_message *m)
{
	struct ber scoped;
	struct span context_engine;

	if (!ber_open(message, BER_SEQUENCE, &scoped) ||
		!ber_string(&scoped, BER_OCTET_STRING, &context_engine) ||
		!ber_string(&scoped, BER_OCTET_STRING, &m->context)) {
		fault(m, message);
		return;
	}
	m->cut |= scoped.cut;
	if (!m->engine_id.len)
		m->engine_id = context_engine;
	pdu_read(arena, &scoped, m);
}

void snmp_read_scoped(struct arena *arena, struct span plain, struct snmp_message *m)
{
	struct ber message = ber_of(plain, DEPTH);

	m->encrypted = false;
	scoped_read(arena, &message, m);
}

/* The ScopedPDU follows, or encrypted an OCTET STRING. */
static void v3_read(struct arena *arena, struct ber *message, struct snmp_message *m)
{
	if (!header_read(message, m) || !usm_read(message, m)) {
		fault(m, message);
		return;
	}
	if (ber_peek(message) == BER_OCTET_STRING) {
		struct ber sealed;
		m->encrypted = true;
		if (ber_open(message, BER_OCTET_STRING, &sealed)) {
			m->encrypted_len = ber_left(&sealed);
			m->cut |= sealed.cut;
			if (!sealed.cut)
				m->sealed = cursor_peek(&sealed.c);
		}
		return;
	}
	scoped_read(arena, message, m);
}

bool snmp_read(
	struct arena *arena, const struct lexicon *lex, struct span bytes, struct snmp_message *ret)
{
	struct ber outer = ber_of(bytes, DEPTH), message;

	*ret = (struct snmp_message){.version = -1, .lexicon = lex};
	if (!ber_open(&outer, BER_SEQUENCE, &message) ||
		!ber_int(&message, BER_INTEGER, &ret->version) || ret->version < 0 ||
		ret->version > SNMP_V3)
		return false;
	ret->cut = message.cut;
	if (ret->version == SNMP_V3) {
		ret->whole = span_sub(bytes, 0, bytes.len - ber_left(&outer));
		v3_read(arena, &message, ret);
		return ret->has_flags;
	}
	if (!ber_string(&message, BER_OCTET_STRING, &ret->community))
		return false;
	pdu_read(arena, &message, ret);
	return true;
}
