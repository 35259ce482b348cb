/*
 * snmp_event: the fields of the `snmp` event and how a message fills them. Field names and types of
 * Suricata where it has them; what it lacks stands under spanwatch.snmp.
 */
#include "config.h"

#include "dissectors/snmp.h"

#include "dissectors/common/ber.h"
#include "dissectors/common/enterprise.h"

enum field_id {
	F_VERSION,
	F_COMMUNITY,
	F_PDU_TYPE,
	F_USM,
	F_VARS,
	F_TRAP_TYPE,
	F_TRAP_OID,
	F_TRAP_ADDRESS,
	F_REQUEST_ID,
	F_ERROR_STATUS,
	F_ERROR_INDEX,
	F_NON_REPEATERS,
	F_MAX_REPETITIONS,
	F_NOTIFICATION,
	F_TRAP_SPECIFIC,
	F_VARBIND_OID,
	F_VARBIND_TYPE,
	F_VARBIND_VALUE,
	F_VARBIND_SECRET,
	F_VARBIND_COUNT,
	F_MSG_ID,
	F_AUTH,
	F_AUTHENTIC,
	F_PRIV,
	F_REPORTABLE,
	F_SECURITY_MODEL,
	F_ENGINE_ID,
	F_ENGINE_VENDOR,
	F_ENGINE_BOOTS,
	F_ENGINE_TIME,
	F_CONTEXT,
	F_ENCRYPTED_BYTES,
	F_TRUNCATED,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_VERSION] = {"version", FIELD_UINT, 0, "1, 2 (for 2c) or 3"},
	[F_COMMUNITY] = {"community", FIELD_TEXT, FIELD_SECRET, "Community of versions 1 and 2c"},
	[F_PDU_TYPE] = {"pdu_type", FIELD_TEXT, 0,
		"get_request, get_next_request, response, set_request, trap_v1, get_bulk_request, "
		"inform_request, trap_v2, report or encrypted"},
	[F_USM] = {"usm", FIELD_TEXT, 0, "User name of version 3"},
	[F_VARS] = {"vars[]", FIELD_TEXT, 0, "OIDs of the variables"},
	[F_TRAP_TYPE] = {"trap_type", FIELD_TEXT, FIELD_OURS, "Generic trap of version 1"},
	[F_TRAP_OID] = {"trap_oid", FIELD_TEXT, FIELD_OURS, "Enterprise of a version 1 trap"},
	[F_TRAP_ADDRESS] = {"trap_address", FIELD_ADDR, FIELD_OURS,
		"Agent address of a version 1 trap"},
	[F_REQUEST_ID] = {"request_id", FIELD_INT, FIELD_OURS, "Pairs a request with its response"},
	[F_ERROR_STATUS] = {"error_status", FIELD_TEXT, FIELD_OURS,
		"Why a request failed (noSuchName, notWritable ...); left out without error"},
	[F_ERROR_INDEX] = {"error_index", FIELD_INT, FIELD_OURS, "Which varbind failed, from 1"},
	[F_NON_REPEATERS] = {"non_repeaters", FIELD_INT, FIELD_OURS, "Of a GetBulk request"},
	[F_MAX_REPETITIONS] = {"max_repetitions", FIELD_INT, FIELD_OURS, "Of a GetBulk request"},
	[F_NOTIFICATION] = {"notification", FIELD_TEXT, FIELD_OURS,
		"snmpTrapOID of a trap or inform; that of version 1 traps by RFC 3584"},
	[F_TRAP_SPECIFIC] = {"trap_specific", FIELD_INT, FIELD_OURS,
		"Specific code of a version 1 trap"},
	[F_VARBIND_OID] = {"varbinds[].oid", FIELD_TEXT, FIELD_OURS, "Object, dotted"},
	[F_VARBIND_TYPE] = {"varbinds[].type", FIELD_TEXT, FIELD_OURS,
		"Type of the value; left out where there is none"},
	[F_VARBIND_VALUE] = {"varbinds[].value", FIELD_TEXT, FIELD_OURS | FIELD_CLI,
		"Value as text; left out where there is none"},
	[F_VARBIND_SECRET] = {"varbinds[].value", FIELD_TEXT, FIELD_OURS | FIELD_SECRET,
		"Value of an object that is known to be secret"},
	[F_VARBIND_COUNT] = {"varbind_count", FIELD_UINT, FIELD_OURS,
		"How many varbinds there were, where not all are shown"},
	[F_MSG_ID] = {"msg_id", FIELD_INT, FIELD_OURS, "Pairs messages of version 3"},
	[F_AUTH] = {"auth", FIELD_BOOL, FIELD_OURS, "The message is authenticated"},
	[F_AUTHENTIC] = {"authentic", FIELD_BOOL, FIELD_OURS,
		"Whether the operator's password made the digest; left out where it is not known"},
	[F_PRIV] = {"priv", FIELD_BOOL, FIELD_OURS, "The message is encrypted"},
	[F_REPORTABLE] = {"reportable", FIELD_BOOL, FIELD_OURS, "The sender wants a report"},
	[F_SECURITY_MODEL] = {"security_model", FIELD_INT, FIELD_OURS, "3 is the user-based model"},
	[F_ENGINE_ID] = {"engine_id", FIELD_HEX, FIELD_OURS, "Authoritative engine of version 3"},
	[F_ENGINE_VENDOR] = {"engine_vendor", FIELD_TEXT, FIELD_OURS,
		"Vendor by the enterprise number in the engine id"},
	[F_ENGINE_BOOTS] = {"engine_boots", FIELD_INT, FIELD_OURS, "Restarts of the engine"},
	[F_ENGINE_TIME] = {"engine_time", FIELD_INT, FIELD_OURS, "Seconds since its last restart"},
	[F_CONTEXT] = {"context", FIELD_TEXT, FIELD_OURS, "Context name of version 3"},
	[F_ENCRYPTED_BYTES] = {"encrypted_bytes", FIELD_UINT, FIELD_OURS,
		"Size of what is encrypted"},
	[F_TRUNCATED] = {"truncated", FIELD_BOOL, FIELD_OURS, "The message was not seen whole"},
};

const struct schema snmp_schema = {"snmp", fields, FIELD_COUNT, true};

/* --- the event ----------------------------------------------------------------------------- */

static struct span pdu_name(const struct snmp_message *m)
{
	static const char *const names[] = {"get_request", "get_next_request", "response",
		"set_request", "trap_v1", "get_bulk_request", "inform_request", "trap_v2",
		"report"};

	if (m->encrypted)
		return SPAN_LIT("encrypted");
	return m->pdu ? span_str(names[m->pdu - SNMP_GET]) : span_of(NULL, 0);
}

static struct span trap_name(int64_t generic)
{
	static const char *const names[] = {"coldStart", "warmStart", "linkDown", "linkUp",
		"authenticationFailure", "egpNeighborLoss", "enterpriseSpecific"};

	if (generic < 0 || generic >= (int64_t)(sizeof(names) / sizeof(*names)))
		return span_of(NULL, 0);
	return span_str(names[generic]);
}

static void write_text(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

static void write_head(struct draft *e, const struct snmp_message *m)
{
	event_uint(e, F_VERSION,
		m->version == SNMP_V3   ? 3
		: m->version == SNMP_V1 ? 1
					: (uint64_t)2);
	write_text(e, F_PDU_TYPE, pdu_name(m));
	if (m->version != SNMP_V3)
		event_text(e, F_COMMUNITY, m->community);
	write_text(e, F_USM, m->user);
	if (m->pdu != SNMP_TRAP_V1)
		return;
	write_text(e, F_TRAP_TYPE, m->has_head ? trap_name(m->generic) : span_of(NULL, 0));
	write_text(e, F_TRAP_OID, m->enterprise.text);
	if (m->has_agent)
		event_addr(e, F_TRAP_ADDRESS, &m->agent);
}

/* How many varbinds fit: text that has to be escaped grows up to six times. */
static uint32_t varbinds_shown(const struct snmp_message *m)
{
	uint64_t bytes = 0;
	uint32_t n = 0;

	while (n < m->count && n < SNMP_VARBINDS_SHOWN && bytes < SNMP_SHOWN_BYTES) {
		const struct snmp_varbind *v = &m->varbinds[n++];
		uint32_t value = v->value.len < 4096 ? v->value.len : 4096;
		bytes += 2 * (uint64_t)v->oid.text.len + 6 * (uint64_t)value + 64;
	}
	return n > 1 && bytes >= SNMP_SHOWN_BYTES ? n - 1 : n;
}

static void write_varbinds(struct draft *e, const struct snmp_message *m, uint32_t shown)
{
	for (uint32_t i = 0; i < shown; i++)
		event_text(e, F_VARS, m->varbinds[i].oid.text);
	for (uint32_t i = 0; i < shown; i++) {
		const struct snmp_varbind *v = &m->varbinds[i];
		event_item(e);
		event_text(e, F_VARBIND_OID, v->oid.text);
		if (v->tag == BER_NULL)
			continue;
		write_text(e, F_VARBIND_TYPE, span_str(snmp_type_name(v->tag)));
		bool secret = v->known && v->known->secret && v->value.len;
		event_text(e, secret ? F_VARBIND_SECRET : F_VARBIND_VALUE, v->value);
	}
	if (m->total > shown)
		event_uint(e, F_VARBIND_COUNT, m->total);
}

static void write_numbers(struct draft *e, const struct snmp_message *m)
{
	if (!m->has_head)
		return;
	if (m->pdu == SNMP_TRAP_V1) {
		event_int(e, F_TRAP_SPECIFIC, m->specific);
		return;
	}
	event_int(e, F_REQUEST_ID, m->request_id);
	if (m->pdu == SNMP_GET_BULK) {
		event_int(e, F_NON_REPEATERS, m->error_status);
		event_int(e, F_MAX_REPETITIONS, m->error_index);
	} else if (m->error_status) {
		write_text(e, F_ERROR_STATUS, span_str(snmp_error_name(m->error_status)));
		event_int(e, F_ERROR_INDEX, m->error_index);
	}
}

static void write_v3(struct draft *e, const struct snmp_message *m)
{
	event_int(e, F_MSG_ID, m->msg_id);
	event_bool(e, F_AUTH, m->flags & SNMP_FLAG_AUTH);
	if (m->checked)
		event_bool(e, F_AUTHENTIC, m->authentic);
	event_bool(e, F_PRIV, m->flags & SNMP_FLAG_PRIV);
	event_bool(e, F_REPORTABLE, m->flags & SNMP_FLAG_REPORTABLE);
	event_int(e, F_SECURITY_MODEL, m->security_model);
	if (m->has_usm && m->engine_id.len) {
		struct cursor c = cursor_of(m->engine_id);
		const struct enterprise *vendor = enterprise_find(cursor_be32(&c) & 0x7fffffff);
		event_text(e, F_ENGINE_ID, m->engine_id);
		if (vendor)
			event_text(e, F_ENGINE_VENDOR, span_str(vendor->vendor));
		event_int(e, F_ENGINE_BOOTS, m->boots);
		event_int(e, F_ENGINE_TIME, m->time);
	}
	write_text(e, F_CONTEXT, m->context);
	if (m->encrypted)
		event_uint(e, F_ENCRYPTED_BYTES, m->encrypted_len);
}

void snmp_event(struct dissect *d, const struct snmp_message *m)
{
	struct draft *e = event_new(d, &snmp_schema);

	write_head(e, m);
	write_numbers(e, m);
	write_text(e, F_NOTIFICATION, m->notification.text);
	if (m->version == SNMP_V3)
		write_v3(e, m);
	if (m->cut)
		event_bool(e, F_TRUNCATED, true);
	write_varbinds(e, m, varbinds_shown(m));
	event_emit(d, e);
}
