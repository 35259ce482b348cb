/*
 * radius: RADIUS (RFC 2865, 2866, 2869, 5176) on any UDP port: who may log in to equipment, and
 * orders to it about its sessions. Runs on a worker's thread.
 */
#include "config.h"

#include "dissectors/radius.h"

#include "dissectors/common/enterprise.h"
#include "dissectors/common/text.h"

enum {
	RADIUS_F_CODE,
	RADIUS_F_ID,
	RADIUS_F_USER_NAME,
	RADIUS_F_NAS_IP,
	RADIUS_F_NAS_ID,
	RADIUS_F_SERVICE_TYPE,
	RADIUS_F_ACCT_STATUS,
	RADIUS_F_SESSION_ID,
	RADIUS_F_CALLING,
	RADIUS_F_CALLED,
	RADIUS_F_FRAMED_IP,
	RADIUS_F_FILTER_ID,
	RADIUS_F_REPLY_MESSAGE,
	RADIUS_F_ERROR_CAUSE,
	RADIUS_F_MESSAGE_AUTHENTICATOR,
	RADIUS_F_VENDOR,
	RADIUS_F_VENDOR_NAME,
	RADIUS_F_VENDOR_TYPE,
	RADIUS_F_VENDOR_ATTRIBUTE,
	RADIUS_F_VENDOR_TEXT,
	RADIUS_F_VENDOR_SECRET,
	RADIUS_F_VENDOR_NUMBER,
	RADIUS_F_COUNT
};

static const struct field fields[RADIUS_F_COUNT] = {
	[RADIUS_F_CODE] = {"code", FIELD_TEXT, 0, "Kind of message, as access-request"},
	[RADIUS_F_ID] = {"id", FIELD_UINT, 0, "Identifier that answers repeat"},
	[RADIUS_F_USER_NAME] = {"user_name", FIELD_TEXT, 0, "Who logs in or whose session it is"},
	[RADIUS_F_NAS_IP] = {"nas_ip", FIELD_ADDR, 0, "Address that the equipment gives itself"},
	[RADIUS_F_NAS_ID] = {"nas_id", FIELD_TEXT, 0, "Name that the equipment gives itself"},
	[RADIUS_F_SERVICE_TYPE] = {"service_type", FIELD_TEXT, 0,
		"Service asked for or granted, as nas-prompt, administrative or framed"},
	[RADIUS_F_ACCT_STATUS] = {"acct_status", FIELD_TEXT, 0,
		"Kind of accounting record, as start, stop or interim-update"},
	[RADIUS_F_SESSION_ID] = {"acct_session_id", FIELD_TEXT, 0, "Session of the record"},
	[RADIUS_F_CALLING] = {"calling_station", FIELD_TEXT, 0, "Where the user is"},
	[RADIUS_F_CALLED] = {"called_station", FIELD_TEXT, 0, "What the user reached"},
	[RADIUS_F_FRAMED_IP] = {"framed_ip", FIELD_ADDR, 0, "Address of the user's session"},
	[RADIUS_F_FILTER_ID] = {"filter_id", FIELD_TEXT, FIELD_CLI, "Filter for the session"},
	[RADIUS_F_REPLY_MESSAGE] = {"reply_message", FIELD_TEXT, FIELD_CLI, "Text for the user"},
	[RADIUS_F_ERROR_CAUSE] = {"error_cause", FIELD_UINT, 0,
		"Why an order was not carried out (RFC 5176)"},
	[RADIUS_F_MESSAGE_AUTHENTICATOR] = {"message_authenticator", FIELD_BOOL, 0,
		"The message carries a Message-Authenticator"},
	[RADIUS_F_VENDOR] = {"vendor_attributes[].vendor", FIELD_UINT, 0, "Enterprise number"},
	[RADIUS_F_VENDOR_NAME] = {"vendor_attributes[].vendor_name", FIELD_TEXT, 0,
		"Name of the enterprise"},
	[RADIUS_F_VENDOR_TYPE] = {"vendor_attributes[].type", FIELD_UINT, 0,
		"Number of the attribute"},
	[RADIUS_F_VENDOR_ATTRIBUTE] = {"vendor_attributes[].name", FIELD_TEXT, 0,
		"Name of the attribute or pair, where its value is a secret"},
	[RADIUS_F_VENDOR_TEXT] = {"vendor_attributes[].text", FIELD_TEXT, FIELD_CLI,
		"Its value, where it is text"},
	[RADIUS_F_VENDOR_SECRET] = {"vendor_attributes[].text", FIELD_TEXT, FIELD_SECRET,
		"The same, where it is a secret"},
	[RADIUS_F_VENDOR_NUMBER] = {"vendor_attributes[].number", FIELD_UINT, 0,
		"Its value, where it may be a number"},
};
static const struct schema schema = {"radius", fields, RADIUS_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {1812, 1813, 1645, 1646, 3799, 1700, 0};

/* --- is it RADIUS? -----------------------------------------------------------------------------
 */

static bool is_hinted(const struct probe_input *in)
{
	for (const uint16_t *h = hints; *h; h++)
		if (*h == in->sport || *h == in->dport)
			return true;
	return false;
}

/* What a message of its code nearly always has, so that bytes alone prove it. */
static bool is_typical(const struct radius_message *m)
{
	bool asks = radius_has(m, RADIUS_USER_NAME) || m->has_message_authenticator ||
		    radius_has(m, RADIUS_ACCT_SESSION_ID);

	if (m->code == RADIUS_ACCOUNTING_REQUEST)
		return radius_has(m, RADIUS_ACCT_STATUS_TYPE) && asks;
	if (m->code == RADIUS_STATUS_SERVER)
		return m->has_message_authenticator;
	if (radius_is_request(m->code))
		return asks && (m->has_nas || m->nas_id.len || m->eap || m->password.len ||
				       m->session_id.len || m->vendor_count);
	return m->has_message_authenticator || m->vendor_count || m->reply.len;
}

static enum probe probe(const struct probe_input *in)
{
	struct radius_message m;
	bool hinted = is_hinted(in);

	if (in->stream || in->group || !radius_read(in->data, hinted, &m))
		return PROBE_NO;
	if (m.cut || m.broken || m.whole.len != in->data.len)
		return hinted ? PROBE_LIKELY : PROBE_NO;
	return is_typical(&m) ? PROBE_SURE : PROBE_LIKELY;
}

/* --- events ------------------------------------------------------------------------------------
 */

static void event_some(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

static void event_word(
	struct dissect *d, struct draft *e, uint16_t field, const char *name, uint32_t number)
{
	event_text(e, field, name ? span_str(name) : text_u64(d->scratch, number));
}

/* Microsoft's attributes are keys, challenges and answers to them. */
enum { VENDOR_MICROSOFT = 311 };

static void event_vendor(struct draft *e, const struct radius_vendor *v)
{
	const struct enterprise *who = enterprise_find(v->vendor);
	struct cursor c = cursor_of(v->value);
	struct span name, secret;

	event_item(e);
	event_uint(e, RADIUS_F_VENDOR, v->vendor);
	event_some(e, RADIUS_F_VENDOR_NAME, span_str(who ? who->vendor : NULL));
	event_uint(e, RADIUS_F_VENDOR_TYPE, v->type);
	if (v->vendor == VENDOR_MICROSOFT || !v->value.len)
		return;
	if (radius_vendor_is_secret(v, &name, &secret)) {
		event_text(e, RADIUS_F_VENDOR_ATTRIBUTE, name);
		event_text(e, RADIUS_F_VENDOR_SECRET, secret);
	} else if (v->value.len == 4 && v->value.p[0] == 0) {
		event_uint(e, RADIUS_F_VENDOR_NUMBER, cursor_be32(&c));
	} else if (text_is_shown(v->value)) {
		event_text(e, RADIUS_F_VENDOR_TEXT, v->value);
	}
}

static void event_texts(struct draft *e, const struct radius_message *m)
{
	event_some(e, RADIUS_F_SESSION_ID, m->session_id);
	event_some(e, RADIUS_F_CALLING, m->calling);
	event_some(e, RADIUS_F_CALLED, m->called);
	if (radius_has(m, RADIUS_FRAMED_IP_ADDRESS))
		event_addr(e, RADIUS_F_FRAMED_IP, &m->framed_ip);
	event_some(e, RADIUS_F_FILTER_ID, m->filter);
	event_some(e, RADIUS_F_REPLY_MESSAGE, m->reply);
}

static void tell(struct dissect *d, const struct radius_message *m)
{
	struct draft *e = event_new(d, &schema);

	event_text(e, RADIUS_F_CODE, span_str(radius_code_name(m->code)));
	event_uint(e, RADIUS_F_ID, m->id);
	event_some(e, RADIUS_F_USER_NAME, m->user);
	if (m->has_nas)
		event_addr(e, RADIUS_F_NAS_IP, &m->nas);
	event_some(e, RADIUS_F_NAS_ID, m->nas_id);
	if (radius_has(m, RADIUS_SERVICE_TYPE))
		event_word(
			d, e, RADIUS_F_SERVICE_TYPE, radius_service_name(m->service), m->service);
	if (radius_has(m, RADIUS_ACCT_STATUS_TYPE))
		event_word(d, e, RADIUS_F_ACCT_STATUS, radius_acct_status_name(m->acct_status),
			m->acct_status);
	event_texts(e, m);
	if (m->has_error_cause)
		event_uint(e, RADIUS_F_ERROR_CAUSE, m->error_cause);
	event_bool(e, RADIUS_F_MESSAGE_AUTHENTICATOR, m->has_message_authenticator);
	for (unsigned i = 0; i < m->vendor_count; i++)
		event_vendor(e, &m->vendors[i]);
	event_emit(d, e);
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct radius_message m;

	if (!radius_read(cursor_rest(c), d->truncated, &m)) {
		anomaly_emit(d, "radius.bad_header");
		return PARSE_OK;
	}
	if (m.broken)
		anomaly_emit(d, "radius.bad_attribute");
	tell(d, &m);
	radius_act(d, d->state, &m);
	return PARSE_OK;
}

_Static_assert(sizeof(struct radius_state) <= DISSECTOR_STATE_MAX, "state of a flow");

const struct dissector dissector_radius = {
	.name = "radius",
	.title = "Remote Authentication Dial-In User Service",
	.spec = "RFC 2865, 2866, 2869, 5176",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({1, 63}),
	.state_size = sizeof(struct radius_state),
	.cleartext = true, /* orders to sessions; of logins no wire tells, but a server attests */
	.probe = probe,
	.datagram = datagram,
};
