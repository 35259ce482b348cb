/*
 * diameter: base protocol (RFC 6733) and the commands of mobile networks by name (3GPP TS 29.230):
 * who asks whom about which subscriber, and how it ends. One event a message. Runs on a worker's
 * thread.
 *
 *   message | 1 | length 3 | flags R P E T | command 3 | application 4 | hop id 4 | end id 4 | AVPs
 * | AVP     | code 4 | flags V M P | length 3 | [vendor 4] | value, padded to 4 |
 */
#include "config.h"

#include "dissectors/common/enterprise.h"
#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum { DIAMETER_VERSION = 1, HEAD = 20, LEN_MAX = 192 * 1024, AVPS_MAX = 1024 };
enum { FLAG_REQUEST = 0x80, FLAG_PROXIABLE = 0x40, FLAG_ERROR = 0x20, FLAG_AGAIN = 0x10 };
enum { AVP_VENDOR = 0x80, ADDRESSES = 8, RESULT_SUCCESS = 2001 };

enum avp {
	AVP_USER_NAME = 1,
	AVP_HOST_ADDRESS = 257,
	AVP_SESSION = 263,
	AVP_ORIGIN_HOST = 264,
	AVP_VENDOR_ID = 266,
	AVP_FIRMWARE = 267,
	AVP_RESULT = 268,
	AVP_PRODUCT = 269,
	AVP_DISCONNECT_CAUSE = 273,
	AVP_ERROR_MESSAGE = 281,
	AVP_DEST_REALM = 283,
	AVP_DEST_HOST = 293,
	AVP_ORIGIN_REALM = 296,
	AVP_EXPERIMENTAL = 297,
	AVP_EXPERIMENTAL_CODE = 298
};

enum field_id {
	F_COMMAND,
	F_CODE,
	F_REQUEST,
	F_ERROR,
	F_AGAIN,
	F_APPLICATION,
	F_APPLICATION_ID,
	F_SESSION,
	F_ORIGIN_HOST,
	F_ORIGIN_REALM,
	F_DEST_HOST,
	F_DEST_REALM,
	F_USER_NAME,
	F_RESULT,
	F_RESULT_NAME,
	F_EXPERIMENTAL,
	F_ERROR_MESSAGE,
	F_PRODUCT,
	F_VENDOR,
	F_FIRMWARE,
	F_ADDRESSES,
	F_CAUSE,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_COMMAND] = {"command", FIELD_TEXT, 0, "Name of the command"},
	[F_CODE] = {"code", FIELD_UINT, 0, "Its code"},
	[F_REQUEST] = {"request", FIELD_BOOL, 0, "A request; else an answer"},
	[F_ERROR] = {"error", FIELD_BOOL, 0, "The answer is an error of the protocol"},
	[F_AGAIN] = {"retransmitted", FIELD_BOOL, 0, "It may have been sent before"},
	[F_APPLICATION] = {"application", FIELD_TEXT, 0,
		"Name of the application: gx, rx, s6a and so on"},
	[F_APPLICATION_ID] = {"application_id", FIELD_UINT, 0, "Its number"},
	[F_SESSION] = {"session_id", FIELD_TEXT, 0, "Session"},
	[F_ORIGIN_HOST] = {"origin_host", FIELD_TEXT, 0, "Who sent it first"},
	[F_ORIGIN_REALM] = {"origin_realm", FIELD_TEXT, 0, "The realm of that host"},
	[F_DEST_HOST] = {"destination_host", FIELD_TEXT, 0, "Who it is for"},
	[F_DEST_REALM] = {"destination_realm", FIELD_TEXT, 0, "The realm of that host"},
	[F_USER_NAME] = {"user_name", FIELD_TEXT, FIELD_SECRET,
		"Subscriber; a hash, so that the same one can be told"},
	[F_RESULT] = {"result_code", FIELD_UINT, 0, "How it ended"},
	[F_RESULT_NAME] = {"result", FIELD_TEXT, 0, "Name of the result"},
	[F_EXPERIMENTAL] = {"experimental_result", FIELD_UINT, 0,
		"How it ended, in a vendor's words"},
	[F_ERROR_MESSAGE] = {"error_message", FIELD_TEXT, FIELD_CLI, "What went wrong, for people"},
	[F_PRODUCT] = {"product_name", FIELD_TEXT, 0, "What the peer is"},
	[F_VENDOR] = {"vendor_id", FIELD_UINT, 0, "Enterprise number of its vendor"},
	[F_FIRMWARE] = {"firmware_revision", FIELD_UINT, 0, "Revision of its software"},
	[F_ADDRESSES] = {"host_addresses[]", FIELD_ADDR, 0, "Addresses of the peer"},
	[F_CAUSE] = {"disconnect_cause", FIELD_UINT, 0,
		"Why a peer goes: 0 reboots, 1 busy, 2 not wanted"},
};

static const struct schema schema = {"diameter", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {3868, 0};

struct diameter_state {
	bool known, lost[2], introduced[2];
};

struct head {
	uint32_t len, command, application;
	uint8_t flags;
};

/** What a peer says of itself when capabilities are exchanged. */
struct peer {
	struct span host, product;
	uint32_t vendor, firmware, result;
	struct addr addresses[ADDRESSES];
	unsigned address_count;
};

static const struct entry {
	uint32_t number;
	const char *name;
} commands[] =
	{
#define COMMAND(code, name) {code, name},
#include "dissectors/diameter_commands.def"
#undef COMMAND
},
  applications[] =
	  {
#define APPLICATION(id, name) {id, name},
#include "dissectors/diameter_commands.def"
#undef APPLICATION
},
  results[] = {
#define RESULT(code, name) {code, name},
#include "dissectors/diameter_commands.def"
#undef RESULT
};

enum { COMMANDS = sizeof(commands) / sizeof(*commands) };
enum { APPLICATIONS = sizeof(applications) / sizeof(*applications) };
enum { RESULTS = sizeof(results) / sizeof(*results) };

static const char *name_of(const struct entry *table, unsigned count, uint32_t number)
{
	for (unsigned i = 0; i < count; i++)
		if (table[i].number == number)
			return table[i].name;
	return NULL;
}

static bool head_read(struct span data, struct head *ret)
{
	struct cursor c = cursor_of(data);
	uint8_t version = cursor_u8(&c);

	ret->len = cursor_be24(&c);
	ret->flags = cursor_u8(&c);
	ret->command = cursor_be24(&c);
	ret->application = cursor_be32(&c);
	cursor_skip(&c, 8);
	return cursor_ok(&c) && version == DIAMETER_VERSION && ret->len >= HEAD &&
	       ret->len % 4 == 0 && ret->len <= LEN_MAX && !(ret->flags & 15);
}

/* --- on SCTP (RFC 9260; RFC 6733 section 2.1) ---------------------------------------------- */

enum {
	SCTP_HEAD = 12,
	SCTP_DATA = 0,
	SCTP_DATA_HEAD = 12, /* behind the chunk's own four octets */
	SCTP_WHOLE = 3,      /* flags: the first and the last part of a message */
	SCTP_CHUNKS = 64
};

/* The next whole message in a DATA chunk; C moves behind it. False at the end. */
static bool sctp_message(struct cursor *c, struct span *ret)
{
	for (unsigned i = 0; i < SCTP_CHUNKS && cursor_left(c) >= 4; i++) {
		uint8_t type = cursor_u8(c), flags = cursor_u8(c);
		uint16_t len = cursor_be16(c);
		if (len < 4)
			return false;
		struct span body = cursor_span(c, len - 4u);
		if (!cursor_ok(c))
			return false;
		uint32_t pad = (4 - len % 4u) % 4;
		cursor_skip(c, pad < cursor_left(c) ? pad : cursor_left(c));
		if (type != SCTP_DATA || (flags & SCTP_WHOLE) != SCTP_WHOLE ||
			body.len < SCTP_DATA_HEAD)
			continue;
		*ret = span_sub(body, SCTP_DATA_HEAD, UINT32_MAX);
		return true;
	}
	return false;
}

static enum probe probe_sctp(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct span message;
	struct head h;

	cursor_skip(&c, SCTP_HEAD);
	if (!sctp_message(&c, &message))
		return PROBE_NO;
	bool good = head_read(message, &h) && h.len <= message.len &&
		    name_of(commands, COMMANDS, h.command);
	return good ? PROBE_SURE : PROBE_NO;
}

static enum probe probe(const struct probe_input *in)
{
	struct head h;

	if (!in->stream)
		return probe_sctp(in);
	if (!in->data.len || in->data.p[0] != DIAMETER_VERSION)
		return PROBE_NO;
	if (in->data.len < HEAD)
		return PROBE_MORE;
	if (!head_read(in->data, &h) || !name_of(commands, COMMANDS, h.command))
		return PROBE_NO;
	return name_of(applications, APPLICATIONS, h.application) ? PROBE_SURE : PROBE_LIKELY;
}

/* --- telling -----------------------------------------------------------------------------------
 */

static void head_tell(struct draft *e, const struct head *h)
{
	const char *command = name_of(commands, COMMANDS, h->command);
	const char *application = name_of(applications, APPLICATIONS, h->application);

	event_text(e, F_COMMAND, command ? span_str(command) : SPAN_LIT("other"));
	event_uint(e, F_CODE, h->command);
	event_bool(e, F_REQUEST, h->flags & FLAG_REQUEST);
	if (h->flags & FLAG_ERROR)
		event_bool(e, F_ERROR, true);
	if (h->flags & FLAG_AGAIN)
		event_bool(e, F_AGAIN, true);
	if (application)
		event_text(e, F_APPLICATION, span_str(application));
	event_uint(e, F_APPLICATION_ID, h->application);
}

/* Gathered, for facts of one list stand together. */
static void address_note(struct peer *peer, struct cursor *c)
{
	uint16_t family = cursor_be16(c);
	struct addr a;

	if (peer->address_count == ADDRESSES)
		return;

	if (family == 1 && cursor_left(c) == 4)
		a = addr_v4(c->p);
	else if (family == 2 && cursor_left(c) == 16)
		a = addr_v6(c->p);
	else
		return;
	peer->addresses[peer->address_count++] = a;
}

/* Vendor-Id 266 and Experimental-Result-Code 298, each as an AVP. */
static void experimental_tell(struct draft *e, struct cursor *c)
{
	for (int i = 0; i < 8 && cursor_left(c) >= 8; i++) {
		uint32_t code = cursor_be32(c), len = (cursor_u8(c), cursor_be24(c));
		struct cursor value = cursor_child(c, len < 8 ? 0 : len - 8);
		if (!cursor_ok(c) || len < 8)
			return;
		if (code == AVP_EXPERIMENTAL_CODE) {
			event_uint(e, F_EXPERIMENTAL, cursor_be32(&value));
			return;
		}
	}
}

static void number_tell(struct draft *e, uint16_t field, struct cursor *c, uint32_t *ret)
{
	*ret = cursor_be32(c);
	if (cursor_ok(c))
		event_uint(e, field, *ret);
}

static void text_tell(struct draft *e, uint16_t field, struct cursor *c)
{
	if (cursor_left(c))
		event_text(e, field, cursor_rest(c));
}

/* Only AVPs of the base protocol; those of vendors have numbers of their own. */
static void avp_tell(struct draft *e, uint32_t code, struct cursor *c, struct peer *peer)
{
	uint32_t number;

	switch (code) {
	case AVP_USER_NAME:
		text_tell(e, F_USER_NAME, c);
		break;
	case AVP_HOST_ADDRESS:
		address_note(peer, c);
		break;
	case AVP_SESSION:
		text_tell(e, F_SESSION, c);
		break;
	case AVP_ORIGIN_HOST:
		peer->host = cursor_peek(c);
		text_tell(e, F_ORIGIN_HOST, c);
		break;
	case AVP_ORIGIN_REALM:
		text_tell(e, F_ORIGIN_REALM, c);
		break;
	case AVP_DEST_HOST:
		text_tell(e, F_DEST_HOST, c);
		break;
	case AVP_DEST_REALM:
		text_tell(e, F_DEST_REALM, c);
		break;
	case AVP_RESULT:
		number_tell(e, F_RESULT, c, &number);
		peer->result = number;
		if (cursor_ok(c) && name_of(results, RESULTS, number))
			event_text(e, F_RESULT_NAME, span_str(name_of(results, RESULTS, number)));
		break;
	case AVP_EXPERIMENTAL:
		experimental_tell(e, c);
		break;
	case AVP_ERROR_MESSAGE:
		text_tell(e, F_ERROR_MESSAGE, c);
		break;
	case AVP_PRODUCT:
		peer->product = cursor_peek(c);
		text_tell(e, F_PRODUCT, c);
		break;
	case AVP_VENDOR_ID:
		number_tell(e, F_VENDOR, c, &peer->vendor);
		break;
	case AVP_FIRMWARE:
		number_tell(e, F_FIRMWARE, c, &peer->firmware);
		break;
	case AVP_DISCONNECT_CAUSE:
		number_tell(e, F_CAUSE, c, &number);
		break;
	default:
		break;
	}
}

static bool avps_tell(struct draft *e, struct cursor *c, struct peer *peer)
{
	bool seen[AVP_EXPERIMENTAL + 1] = {false};

	for (int i = 0; i < AVPS_MAX && cursor_left(c); i++) {
		uint32_t code = cursor_be32(c);
		uint8_t flags = cursor_u8(c);
		uint32_t len = cursor_be24(c), head = flags & AVP_VENDOR ? 12 : 8;
		if (!cursor_ok(c) || len < head)
			return false;
		cursor_skip(c, head - 8);
		struct cursor value = cursor_child(c, len - head);
		if (!cursor_ok(c))
			return false;
		uint32_t pad = (4 - len % 4) % 4;
		cursor_skip(c, pad < cursor_left(c) ? pad : cursor_left(c));
		if ((flags & AVP_VENDOR) || code > AVP_EXPERIMENTAL)
			continue;
		if (!seen[code] || code == AVP_HOST_ADDRESS)
			avp_tell(e, code, &value, peer);
		seen[code] = true;
	}
	return cursor_left(c) == 0;
}

/** Anybody can ask; whose capabilities fit belongs to the network. */
static void accept_peer(struct dissect *d, const struct peer *peer)
{
	struct identity i = {
		.of = side_other(d->from), .evidence = SPAN_LIT("diameter"), .is_equipment = true};

	if (peer->result == RESULT_SUCCESS)
		identity_emit(d, &i);
}

static void introduce(struct dissect *d, const struct peer *peer, bool request)
{
	struct diameter_state *s = d->state;
	const struct enterprise *vendor = enterprise_find(peer->vendor);
	struct identity i = {.of = d->from,
		.platform = peer->product,
		.name = peer->host,
		.evidence = SPAN_LIT("diameter"),
		.is_equipment = !request};

	if (s->introduced[d->from] || !peer->product.len)
		return;
	s->introduced[d->from] = true;
	if (peer->vendor && vendor)
		i.vendor = span_str(vendor->vendor);
	if (peer->firmware)
		i.software = text_u64(d->scratch, peer->firmware);
	identity_emit(d, &i);
}

static void message_tell(struct dissect *d, const struct head *h, struct cursor *c)
{
	enum { CAPABILITIES = 257 };
	struct diameter_state *s = d->state;
	struct peer peer = {.vendor = 0};
	struct draft *e = event_new(d, &schema);

	s->known = true;
	cursor_skip(c, HEAD);
	head_tell(e, h);
	bool good = avps_tell(e, c, &peer);
	for (unsigned i = 0; i < peer.address_count; i++)
		event_addr(e, F_ADDRESSES, &peer.addresses[i]);
	event_emit(d, e);
	if (!good)
		anomaly_emit(d, "diameter.malformed");
	if (h->command != CAPABILITIES)
		return;
	introduce(d, &peer, h->flags & FLAG_REQUEST);
	if (!(h->flags & FLAG_REQUEST))
		accept_peer(d, &peer);
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct diameter_state *s = d->state;
	struct head h;

	while (cursor_left(c) >= HEAD) {
		bool good = head_read(cursor_peek(c), &h);
		if (!good && s->lost[d->from]) { /* after a gap, to the next message */
			cursor_skip(c, 1);
			continue;
		}
		if (!good) {
			if (!s->known)
				return PARSE_LOST;
			anomaly_emit(d, "diameter.malformed");
			return PARSE_STOP;
		}
		if (s->lost[d->from] && !name_of(commands, COMMANDS, h.command)) {
			cursor_skip(c, 1);
			continue;
		}
		if (h.len > cursor_left(c)) {
			d->want = h.len;
			return PARSE_OK;
		}
		s->lost[d->from] = false;
		struct cursor message = cursor_child(c, h.len);
		message_tell(d, &h, &message);
	}
	return PARSE_OK;
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct span bytes;
	struct head h;

	cursor_skip(c, SCTP_HEAD);
	while (sctp_message(c, &bytes)) {
		if (!head_read(bytes, &h) || h.len > bytes.len) {
			anomaly_emit(d, "diameter.malformed");
			continue;
		}
		struct cursor message = cursor_of(span_sub(bytes, 0, h.len));
		message_tell(d, &h, &message);
	}
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct diameter_state *s = d->state;

	(void)missing;
	s->lost[d->from] = true;
	return PARSE_OK;
}

static const uint8_t ip_protos[] = {IPPROTO_NR_SCTP, 0};

const struct dissector dissector_diameter = {
	.name = "diameter",
	.title = "Diameter",
	.spec = "RFC 6733",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({1, 1}),
	.state_size = sizeof(struct diameter_state),
	.ip_protos = ip_protos,
	.probe = probe,
	.datagram = datagram,
	.stream = stream,
	.gap = gap,
};
