/*
 * ike: Internet Key Exchange, version 1 (RFC 2408, 2409) and 2 (RFC 7296): who opens tunnels, with
 * which algorithms. One event a message. Runs on a worker's thread.
 *
 *   [0 0 0 0 on port 4500] | initiator's SPI 8 | responder's SPI 8 | next payload | major, minor |
 *   exchange | flags | message id 4 | length 4 | (next, 0, length 2, payload)* |
 */
#include "config.h"

#include "dissectors/ike.h"

enum { HEAD = 28, PAYLOADS_MAX = 64, LEN_MAX = 65535, SHOWN = 32, VENDOR_SHOWN = 32 };
enum { V1_ENCRYPTED = 1, V2_INITIATOR = 8, V2_RESPONSE = 32 };
enum { V1_SA = 1, V1_KE = 4, V1_ID = 5, V1_NONCE = 10, V1_VENDOR = 13 };
enum {
	V2_SA = 33,
	V2_KE = 34,
	V2_NONCE = 40,
	V2_NOTIFY = 41,
	V2_VENDOR = 43,
	V2_ENCRYPTED = 46,
	V2_FRAGMENT = 53
};

#define OURS FIELD_OURS

static const struct field fields[IKE_F_COUNT] = {
	[IKE_F_MAJOR] = {"version_major", FIELD_UINT, 0, "1 or 2"},
	[IKE_F_MINOR] = {"version_minor", FIELD_UINT, 0, "Minor version"},
	[IKE_F_INIT_SPI] = {"init_spi", FIELD_HEX, 0, "The initiator's name for the session"},
	[IKE_F_RESP_SPI] = {"resp_spi", FIELD_HEX, 0, "The responder's name for it"},
	[IKE_F_MESSAGE_ID] = {"message_id", FIELD_UINT, 0, "Number of the message"},
	[IKE_F_EXCHANGE] = {"exchange_type", FIELD_UINT, 0, "Kind of exchange"},
	[IKE_F_EXCHANGE_NAME] = {"exchange_type_verbose", FIELD_TEXT, 0, "Its name"},
	[IKE_F_ROLE] = {"role", FIELD_TEXT, 0, "initiator or responder (version 2)"},
	[IKE_F_ENC] = {"alg_enc", FIELD_TEXT, 0, "Encryption that was agreed on"},
	[IKE_F_ENC_RAW] = {"alg_enc_raw", FIELD_UINT, 0, "Its number"},
	[IKE_F_HASH] = {"alg_hash", FIELD_TEXT, 0, "Hash that was agreed on (version 1)"},
	[IKE_F_HASH_RAW] = {"alg_hash_raw", FIELD_UINT, 0, "Its number"},
	[IKE_F_AUTH] = {"alg_auth", FIELD_TEXT, 0,
		"Authentication (version 1) or integrity (version 2) that was agreed on"},
	[IKE_F_AUTH_RAW] = {"alg_auth_raw", FIELD_UINT, 0, "Its number"},
	[IKE_F_DH] = {"alg_dh", FIELD_TEXT, 0, "Diffie-Hellman group that was agreed on"},
	[IKE_F_DH_RAW] = {"alg_dh_raw", FIELD_UINT, 0, "Its number"},
	[IKE_F_PRF] = {"alg_prf", FIELD_TEXT, OURS, "Pseudo-random function (version 2)"},
	[IKE_F_ESN] = {"alg_esn", FIELD_TEXT, OURS, "Extended sequence numbers (version 2)"},
	[IKE_F_KEY_LEN] = {"sa_key_length", FIELD_TEXT, 0, "Length of the key"},
	[IKE_F_KEY_LEN_RAW] = {"sa_key_length_raw", FIELD_UINT, 0, "The same as a number"},
	[IKE_F_LIFE] = {"sa_life_duration", FIELD_TEXT, 0, "How long it lasts"},
	[IKE_F_LIFE_RAW] = {"sa_life_duration_raw", FIELD_UINT, 0, "The same as a number"},
	[IKE_F_PAYLOAD] = {"payload[]", FIELD_TEXT, 0, "What the message consists of"},
	[IKE_F_DOI] = {"ikev1.doi", FIELD_UINT, 0, "Domain of interpretation"},
	[IKE_F_ENCRYPTED] = {"ikev1.encrypted_payloads", FIELD_BOOL, 0,
		"The payloads cannot be read"},
	[IKE_F_VENDOR_IDS] = {"ikev1.vendor_ids[]", FIELD_HEX, 0, "Vendor ids"},
	[IKE_F_CLIENT_KE_LEN] = {"ikev1.client.key_exchange_payload_length", FIELD_UINT, 0,
		"Length of the initiator's public value"},
	[IKE_F_CLIENT_NONCE_LEN] = {"ikev1.client.nonce_payload_length", FIELD_UINT, 0,
		"Length of the initiator's nonce"},
	[IKE_F_SERVER_KE_LEN] = {"ikev1.server.key_exchange_payload_length", FIELD_UINT, 0,
		"Length of the responder's public value"},
	[IKE_F_SERVER_NONCE_LEN] = {"ikev1.server.nonce_payload_length", FIELD_UINT, 0,
		"Length of the responder's nonce"},
	[IKE_F_ERRORS] = {"ikev2.errors", FIELD_UINT, 0, "Notifications that are errors"},
	[IKE_F_NOTIFY] = {"ikev2.notify[]", FIELD_TEXT, 0, "Notifications"},
	[IKE_F_VENDOR_NAMES] = {"vendor_names[]", FIELD_TEXT, OURS,
		"Vendors and features by vendor id"},
	[IKE_F_OFFER_ENC] = {"proposals[].alg_enc", FIELD_TEXT, OURS, "Encryption that is offered"},
	[IKE_F_OFFER_HASH] = {"proposals[].alg_hash", FIELD_TEXT, OURS,
		"Hash or pseudo-random function that is offered"},
	[IKE_F_OFFER_AUTH] = {"proposals[].alg_auth", FIELD_TEXT, OURS,
		"Authentication or integrity that is offered"},
	[IKE_F_OFFER_DH] = {"proposals[].alg_dh", FIELD_TEXT, OURS, "Group that is offered"},
	[IKE_F_PRF_RAW] = {"alg_prf_raw", FIELD_UINT, FIELD_RULES,
		"Number of the pseudo-random function that was agreed on"},
	[IKE_F_GROUP_TYPE] = {"sa_group_type_raw", FIELD_UINT, FIELD_RULES,
		"Kind of group that was agreed on (version 1)"},
	[IKE_F_LIFE_TYPE] = {"sa_life_type_raw", FIELD_UINT, FIELD_RULES,
		"What its life is counted in: 1 seconds, 2 kilobytes (version 1)"},
	[IKE_F_FIELD_SIZE] = {"sa_field_size_raw", FIELD_UINT, FIELD_RULES,
		"Size of the field that was agreed on (version 1)"},
	[IKE_F_KE] = {"key_exchange_payload", FIELD_TEXT, FIELD_RULES, "Public value, its bytes"},
	[IKE_F_KE_LEN] = {"key_exchange_payload_length", FIELD_UINT, FIELD_RULES,
		"Bytes of the public value"},
	[IKE_F_NONCE] = {"nonce_payload", FIELD_TEXT, FIELD_RULES, "Nonce, its bytes"},
	[IKE_F_NONCE_LEN] = {"nonce_payload_length", FIELD_UINT, FIELD_RULES, "Bytes of the nonce"},
};

static const struct schema schema = {"ike", fields, IKE_F_COUNT, true};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {500, 4500, 848, 0};

struct ike_state {
	bool known, weak, aggressive;
};

struct ike {
	struct span init, resp;
	uint8_t next, major, minor, exchange, flags;
	uint32_t id, len;
};

static bool is_zero(struct span s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if (s.p[i])
			return false;
	return true;
}

/* On port 4500 four zero octets say that it is no ESP (RFC 3948). */
static void marker_skip(struct cursor *c)
{
	struct span head = span_sub(cursor_peek(c), 0, 4);

	if (head.len == 4 && is_zero(head))
		cursor_skip(c, 4);
}

static bool head_read(struct cursor *c, struct ike *ret)
{
	ret->init = cursor_span(c, 8);
	ret->resp = cursor_span(c, 8);
	ret->next = cursor_u8(c);
	uint8_t version = cursor_u8(c);
	ret->major = version >> 4;
	ret->minor = version & 15;
	ret->exchange = cursor_u8(c);
	ret->flags = cursor_u8(c);
	ret->id = cursor_be32(c);
	ret->len = cursor_be32(c);
	return cursor_ok(c) && (ret->major == 1 || ret->major == 2) && ret->minor == 0 &&
	       ret->len >= HEAD && ret->len <= LEN_MAX && !is_zero(ret->init) &&
	       ike_exchange_name(ret->major, ret->exchange) && ret->exchange;
}

static enum probe probe(const struct probe_input *in)
{
	enum { VERSION_AT = 17, MARKER = 4, V1 = 0x10, V2 = 0x20 };
	struct cursor c = cursor_of(in->data);
	struct ike k = {.next = 0};

	if (in->stream || in->data.len < HEAD)
		return PROBE_NO;
	uint8_t bare = in->data.p[VERSION_AT], marked = in->data.p[VERSION_AT + MARKER];
	if (bare != V1 && bare != V2 && marked != V1 && marked != V2)
		return PROBE_NO;
	marker_skip(&c);
	uint32_t whole = cursor_left(&c);
	if (!head_read(&c, &k) || k.len > whole)
		return PROBE_NO;
	bool known = k.next == 0 || ike_payload_name(k.major, k.next);
	return k.len == whole && known ? PROBE_SURE : known ? PROBE_LIKELY : PROBE_NO;
}

/* --- payloads ----------------------------------------------------------------------------------
 */

/** What the payloads hold, gathered, for facts of one list or object stand together. */
struct contents {
	uint8_t payloads[PAYLOADS_MAX];
	unsigned payload_count;
	uint16_t notifies[SHOWN];
	unsigned notify_count;
	struct span vendors[SHOWN];
	unsigned vendor_count;
	struct cursor sa;
	bool has_sa;
	struct span key, nonce;
	uint32_t errors, key_len, nonce_len;
};

/* critical 1, protocol, SPI size, type 2 */
static bool notify_read(struct cursor *c, struct contents *ret)
{
	enum { STATUS_FIRST = 16384 };

	cursor_skip(c, 1);
	uint8_t spi = cursor_u8(c);
	uint16_t type = cursor_be16(c);
	cursor_skip(c, spi);
	if (!cursor_ok(c))
		return false;
	ret->errors += type < STATUS_FIRST;
	if (ret->notify_count < SHOWN)
		ret->notifies[ret->notify_count++] = type;
	return true;
}

static bool payload_read(uint8_t major, uint8_t type, struct cursor *c, struct contents *ret)
{
	bool v1 = major == 1;

	if (type == (v1 ? V1_SA : V2_SA) && !ret->has_sa) {
		ret->sa = *c;
		ret->has_sa = true;
	} else if (type == (v1 ? V1_KE : V2_KE)) {
		ret->key_len = cursor_left(c);
		if (!v1)
			cursor_skip(c, 4); /* group and zeros */
		ret->key = cursor_rest(c);
	} else if (type == (v1 ? V1_NONCE : V2_NONCE)) {
		ret->nonce_len = cursor_left(c);
		ret->nonce = cursor_rest(c);
	} else if (type == (v1 ? V1_VENDOR : V2_VENDOR)) {
		if (ret->vendor_count < SHOWN && cursor_left(c))
			ret->vendors[ret->vendor_count++] = cursor_rest(c);
	} else if (!v1 && type == V2_NOTIFY) {
		return notify_read(c, ret);
	}
	return true;
}

/* All payloads in clear; what is encrypted ends the walk. */
static bool payloads_read(const struct ike *k, struct cursor *c, struct contents *ret)
{
	uint8_t type = k->next;

	for (int i = 0; i < PAYLOADS_MAX && type && cursor_left(c); i++) {
		uint8_t next = cursor_u8(c);
		cursor_skip(c, 1);
		uint16_t len = cursor_be16(c);
		if (!cursor_ok(c) || len < 4)
			return false;
		struct cursor body = cursor_child(c, len - 4u);
		if (!cursor_ok(c))
			return false;
		ret->payloads[ret->payload_count++] = type;
		if (k->major == 2 && (type == V2_ENCRYPTED || type == V2_FRAGMENT))
			return true;
		if (!payload_read(k->major, type, &body, ret))
			return false;
		type = next;
	}
	return type == 0;
}

static void lists_tell(struct draft *e, const struct ike *k, const struct contents *t)
{
	for (unsigned i = 0; i < t->payload_count; i++) {
		const char *name = ike_payload_name(k->major, t->payloads[i]);
		if (name)
			event_text(e, IKE_F_PAYLOAD, span_str(name));
	}
	for (unsigned i = 0; i < t->vendor_count; i++) {
		const char *name = ike_vendor_name(t->vendors[i]);
		if (name)
			event_text(e, IKE_F_VENDOR_NAMES, span_str(name));
	}
}

static void version_1_tell(struct draft *e, const struct ike *k, const struct contents *t,
	const struct ike_notes *notes)
{
	bool server = notes->responds;

	event_bool(e, IKE_F_ENCRYPTED, k->flags & V1_ENCRYPTED);
	if (t->has_sa)
		event_uint(e, IKE_F_DOI, notes->doi);
	for (unsigned i = 0; i < t->vendor_count; i++)
		event_text(e, IKE_F_VENDOR_IDS, span_sub(t->vendors[i], 0, VENDOR_SHOWN));
	if (t->key_len)
		event_uint(e, server ? IKE_F_SERVER_KE_LEN : IKE_F_CLIENT_KE_LEN, t->key_len);
	if (t->nonce_len)
		event_uint(
			e, server ? IKE_F_SERVER_NONCE_LEN : IKE_F_CLIENT_NONCE_LEN, t->nonce_len);
}

static void version_2_tell(struct draft *e, const struct contents *t)
{
	event_uint(e, IKE_F_ERRORS, t->errors);
	for (unsigned i = 0; i < t->notify_count; i++) {
		const char *name = ike_notify_name(t->notifies[i]);
		event_text(e, IKE_F_NOTIFY, name ? span_str(name) : SPAN_LIT("unknown"));
	}
}

static void secrets_tell(struct draft *e, const struct contents *t)
{
	if (t->key.len) {
		event_text(e, IKE_F_KE, t->key);
		event_uint(e, IKE_F_KE_LEN, t->key.len);
	}
	if (t->nonce.len) {
		event_text(e, IKE_F_NONCE, t->nonce);
		event_uint(e, IKE_F_NONCE_LEN, t->nonce.len);
	}
}

/* All that a message holds; false where it is broken. */
static bool body_tell(struct dissect *d, struct draft *e, const struct ike *k, struct cursor *c,
	struct ike_notes *notes)
{
	struct contents t;
	bool good = true;

	memset(&t, 0, sizeof(t));
	if (k->major == 2 || !(k->flags & V1_ENCRYPTED))
		good = payloads_read(k, c, &t);
	if (t.has_sa)
		good &= k->major == 1 ? ike_sa_1(d, e, &t.sa, notes) : ike_sa_2(d, e, &t.sa, notes);
	lists_tell(e, k, &t);
	if (k->major == 1)
		version_1_tell(e, k, &t, notes);
	else
		version_2_tell(e, &t);
	if (event_ruled(d))
		secrets_tell(e, &t);
	return good;
}

/* --- messages ----------------------------------------------------------------------------------
 */

static void head_tell(struct draft *e, const struct ike *k)
{
	event_uint(e, IKE_F_MAJOR, k->major);
	event_uint(e, IKE_F_MINOR, k->minor);
	event_text(e, IKE_F_INIT_SPI, k->init);
	event_text(e, IKE_F_RESP_SPI, k->resp);
	event_uint(e, IKE_F_MESSAGE_ID, k->id);
	event_uint(e, IKE_F_EXCHANGE, k->exchange);
	event_text(e, IKE_F_EXCHANGE_NAME, span_str(ike_exchange_name(k->major, k->exchange)));
	if (k->major == 2)
		event_text(e, IKE_F_ROLE,
			k->flags & V2_INITIATOR ? SPAN_LIT("initiator") : SPAN_LIT("responder"));
}

/* Aggressive mode gives the hash of a pre-shared key to whoever asks. */
static void notes_tell(struct dissect *d, const struct ike *k, const struct ike_notes *notes)
{
	enum { AGGRESSIVE = 4 };
	struct ike_state *s = d->state;

	if (notes->weak && !s->weak) {
		s->weak = true;
		hint_emit(d, "ike.weak_algorithm", span_str(notes->weak), 0);
	}
	if (k->major == 1 && k->exchange == AGGRESSIVE && notes->responds && !s->aggressive) {
		s->aggressive = true;
		hint_emit(d, "ike.weak_mode", SPAN_LIT("aggressive mode"), 0);
	}
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	static const uint8_t keepalive = 0xff;
	struct ike_state *s = d->state;
	struct ike k = {.next = 0};

	if (cursor_left(c) == 1 && *c->p == keepalive)
		return PARSE_OK;
	bool marked = cursor_left(c) >= 4 && is_zero(span_of(c->p, 4));
	marker_skip(c);
	if (!head_read(c, &k)) {
		if (!s->known)
			return PARSE_LOST;
		/* on port 4500 ESP has its SPI where the marker would be */
		if (!d->truncated && (marked || d->end[SIDE_SERVER].port == hints[0]))
			anomaly_emit(d, "ike.malformed");
		return PARSE_OK;
	}
	s->known = true;
	struct ike_notes notes = {.responds = k.major == 2
						      ? k.flags & V2_RESPONSE
						      : !is_zero(k.resp) && d->from == SIDE_SERVER};
	uint32_t rest = k.len - HEAD;
	bool cut = rest > cursor_left(c);
	struct cursor body = cursor_child(c, cut ? cursor_left(c) : rest);
	struct draft *e = event_new(d, &schema);
	head_tell(e, &k);
	bool good = body_tell(d, e, &k, &body, &notes);
	event_emit(d, e);
	notes_tell(d, &k, &notes);
	if ((cut || !good) && !d->truncated)
		anomaly_emit(d, "ike.malformed");
	return PARSE_OK;
}

const struct dissector dissector_ike = {
	.name = "ike",
	.title = "Internet Key Exchange",
	.spec = "RFC 2409, 7296",
	.set = "tunnel",
	.schemas = schemas,
	.hints = hints,
	.state_size = sizeof(struct ike_state),
	.probe = probe,
	.datagram = datagram,
};
