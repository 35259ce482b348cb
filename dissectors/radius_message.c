/*
 * radius_message: header, attributes and words of RADIUS; see radius.h. Worker thread.
 *
 *   code | identifier | length 2 | authenticator 16 | (type | length | value)*
 */
#include "config.h"

#include "dissectors/radius.h"

struct word {
	uint32_t number;
	const char *name;
};

static const char *word_of(const struct word *words, uint32_t count, uint32_t number)
{
	for (uint32_t i = 0; i < count; i++)
		if (words[i].number == number)
			return words[i].name;
	return NULL;
}

const char *radius_code_name(uint8_t code)
{
	static const struct word words[] = {{RADIUS_ACCESS_REQUEST, "access-request"},
		{RADIUS_ACCESS_ACCEPT, "access-accept"}, {RADIUS_ACCESS_REJECT, "access-reject"},
		{RADIUS_ACCOUNTING_REQUEST, "accounting-request"},
		{RADIUS_ACCOUNTING_RESPONSE, "accounting-response"},
		{RADIUS_ACCESS_CHALLENGE, "access-challenge"},
		{RADIUS_STATUS_SERVER, "status-server"}, {RADIUS_STATUS_CLIENT, "status-client"},
		{RADIUS_DISCONNECT_REQUEST, "disconnect-request"},
		{RADIUS_DISCONNECT_ACK, "disconnect-ack"},
		{RADIUS_DISCONNECT_NAK, "disconnect-nak"}, {RADIUS_COA_REQUEST, "coa-request"},
		{RADIUS_COA_ACK, "coa-ack"}, {RADIUS_COA_NAK, "coa-nak"}};

	return word_of(words, sizeof(words) / sizeof(*words), code);
}

bool radius_is_request(uint8_t code)
{
	return code == RADIUS_ACCESS_REQUEST || code == RADIUS_ACCOUNTING_REQUEST ||
	       code == RADIUS_STATUS_SERVER || code == RADIUS_STATUS_CLIENT ||
	       code == RADIUS_DISCONNECT_REQUEST || code == RADIUS_COA_REQUEST;
}

const char *radius_service_name(uint32_t service)
{
	static const struct word words[] = {{RADIUS_LOGIN, "login"}, {RADIUS_FRAMED, "framed"},
		{3, "callback-login"}, {4, "callback-framed"}, {5, "outbound"},
		{RADIUS_ADMINISTRATIVE, "administrative"}, {RADIUS_NAS_PROMPT, "nas-prompt"},
		{RADIUS_AUTHENTICATE_ONLY, "authenticate-only"},
		{RADIUS_CALLBACK_NAS_PROMPT, "callback-nas-prompt"}, {10, "call-check"},
		{RADIUS_CALLBACK_ADMINISTRATIVE, "callback-administrative"}, {17, "authorize-only"},
		{18, "framed-management"}};

	return word_of(words, sizeof(words) / sizeof(*words), service);
}

const char *radius_acct_status_name(uint32_t status)
{
	static const struct word words[] = {{RADIUS_ACCT_START, "start"},
		{RADIUS_ACCT_STOP, "stop"}, {3, "interim-update"}, {7, "accounting-on"},
		{8, "accounting-off"}, {9, "tunnel-start"}, {10, "tunnel-stop"},
		{11, "tunnel-reject"}, {12, "tunnel-link-start"}, {13, "tunnel-link-stop"},
		{14, "tunnel-link-reject"}, {15, "failed"}};

	return word_of(words, sizeof(words) / sizeof(*words), status);
}

const char *radius_error_cause_name(uint32_t cause)
{
	static const struct word words[] = {{201, "residual session context removed"},
		{202, "invalid EAP packet"}, {401, "unsupported attribute"},
		{402, "missing attribute"}, {403, "NAS identification mismatch"},
		{404, "invalid request"}, {405, "unsupported service"},
		{406, "unsupported extension"}, {407, "invalid attribute value"},
		{501, "administratively prohibited"}, {502, "request not routable"},
		{503, "session context not found"}, {504, "session context not removable"},
		{505, "other proxy processing error"}, {506, "resources unavailable"},
		{507, "request initiated"}, {508, "multiple session selection unsupported"}};

	return word_of(words, sizeof(words) / sizeof(*words), cause);
}

/* --- attributes --------------------------------------------------------------------------------
 */

static struct span *text_of(struct radius_message *m, uint8_t type)
{
	switch (type) {
	case RADIUS_USER_NAME:
		return &m->user;
	case RADIUS_USER_PASSWORD:
		return &m->password;
	case RADIUS_FILTER_ID:
		return &m->filter;
	case RADIUS_REPLY_MESSAGE:
		return &m->reply;
	case RADIUS_CALLED_STATION_ID:
		return &m->called;
	case RADIUS_CALLING_STATION_ID:
		return &m->calling;
	case RADIUS_NAS_IDENTIFIER:
		return &m->nas_id;
	case RADIUS_ACCT_SESSION_ID:
		return &m->session_id;
	default:
		return NULL;
	}
}

static uint32_t *number_of(struct radius_message *m, uint8_t type)
{
	switch (type) {
	case RADIUS_SERVICE_TYPE:
		return &m->service;
	case RADIUS_ACCT_STATUS_TYPE:
		return &m->acct_status;
	case RADIUS_NAS_PORT_TYPE:
		return &m->port_type;
	case RADIUS_ERROR_CAUSE:
		return &m->error_cause;
	default:
		return NULL;
	}
}

static void read_address(struct radius_message *m, uint8_t type, struct span value)
{
	if (type == RADIUS_NAS_IP_ADDRESS && value.len == 4) {
		m->nas = addr_v4(value.p);
		m->has_nas = true;
	} else if (type == RADIUS_NAS_IPV6_ADDRESS && value.len == 16 && !m->has_nas) {
		m->nas = addr_v6(value.p);
		m->has_nas = true;
	} else if (type == RADIUS_FRAMED_IP_ADDRESS && value.len == 4) {
		m->framed_ip = addr_v4(value.p);
	}
}

/* False where the value is not of the length that its type has. */
static bool read_attribute(struct radius_message *m, uint8_t type, struct span value)
{
	struct span *text = text_of(m, type);
	uint32_t *number = number_of(m, type);
	struct cursor c = cursor_of(value);

	if (number && value.len != 4)
		return false;
	if (type == RADIUS_VENDOR_SPECIFIC)
		radius_vendor_read(m, value);
	else if (text && !text->len)
		*text = value;
	else if (number)
		*number = cursor_be32(&c);
	else
		read_address(m, type, value);
	m->eap |= type == RADIUS_EAP_MESSAGE;
	m->has_message_authenticator |= type == RADIUS_MESSAGE_AUTHENTICATOR && value.len == 16;
	m->has_error_cause |= type == RADIUS_ERROR_CAUSE;
	if (type < 64)
		m->has |= 1ull << type;
	return true;
}

bool radius_read(struct span data, bool cut, struct radius_message *ret)
{
	struct cursor c = cursor_of(data);

	memset(ret, 0, sizeof(*ret));
	ret->code = cursor_u8(&c);
	ret->id = cursor_u8(&c);
	uint16_t length = cursor_be16(&c);
	ret->authenticator = cursor_span(&c, 16);
	ret->cut = cut && length > data.len;
	if (!cursor_ok(&c) || !radius_code_name(ret->code) || length < RADIUS_HEADER ||
		length > RADIUS_LENGTH_MAX || (length > data.len && !cut))
		return false;
	ret->whole = span_sub(data, 0, length); /* what is behind it is padding (RFC 2865, 3) */
	c = cursor_of(span_sub(ret->whole, RADIUS_HEADER, length));
	while (cursor_left(&c) && !ret->broken) {
		uint8_t type = cursor_u8(&c), len = cursor_u8(&c);
		struct span value = cursor_span(&c, len >= 2 ? len - 2u : 0);
		if (!cursor_ok(&c) || len < 2)
			ret->broken = !ret->cut || len < 2;
		else
			ret->broken = !read_attribute(ret, type, value);
		if (!cursor_ok(&c))
			break;
	}
	return true;
}
