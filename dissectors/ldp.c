/*
 * ldp: Label Distribution Protocol (RFC 5036): routers find each other by hellos over UDP and tell
 * labels over TCP. One event a message. Runs on a worker's thread.
 *
 *   PDU     | version 2 = 1 | length 2 | router 4, label space 2 | messages |
 *   message | U and type 2 | length 2 | id 4 | TLVs |
 */
#include "config.h"

#include "dissectors/ldp.h"

enum {
	LDP_VERSION = 1,
	PDU_HEAD = 4, /* version and length, which the length does not count */
	ID_LEN = 6,
	PDU_LEAST = ID_LEN + 8,
	PDU_MOST = 32768, /* 4096 unless another length is agreed on */
	MESSAGE_HEAD = 4,
	MESSAGES_MAX = 4096
};

static const struct schema *const schemas[] = {&ldp_schema, NULL};
static const uint16_t hints[] = {646, 0};

struct ldp_state {
	struct speaker_state speaker;
	bool known, lost[2];
};

/* Length of the PDU that starts here, its head included; 0 where it is none. */
static uint32_t pdu_len(struct span data)
{
	struct cursor c = cursor_of(data);
	uint16_t version = cursor_be16(&c), len = cursor_be16(&c);

	cursor_skip(&c, ID_LEN);
	uint16_t type = cursor_be16(&c) & 0x7fff, message = cursor_be16(&c);
	if (!cursor_ok(&c) || version != LDP_VERSION || len < PDU_LEAST || len > PDU_MOST ||
		message < 4 || message > len - ID_LEN - MESSAGE_HEAD || !ldp_type_name(type))
		return 0;
	return PDU_HEAD + len;
}

static enum probe probe(const struct probe_input *in)
{
	static const uint8_t version[] = {0, LDP_VERSION};
	uint32_t most = in->data.len < 2 ? in->data.len : 2;

	if (!in->data.len || memcmp(in->data.p, version, most) != 0)
		return PROBE_NO;
	if (in->data.len < PDU_HEAD + ID_LEN + MESSAGE_HEAD)
		return in->stream ? PROBE_MORE : PROBE_NO;
	uint32_t len = pdu_len(in->data);
	if (!len)
		return PROBE_NO;
	uint16_t type = (uint16_t)(in->data.p[10] << 8 | in->data.p[11]) & 0x7fff;
	if (!in->stream)
		return type == LDP_HELLO && len <= in->data.len ? PROBE_SURE : PROBE_NO;
	return type == LDP_INITIALIZATION ? PROBE_SURE : PROBE_LIKELY;
}

static bool messages_tell(struct dissect *d, struct cursor *c)
{
	struct span id = cursor_span(c, ID_LEN);

	for (int i = 0; i < MESSAGES_MAX && cursor_left(c); i++) {
		uint16_t type = cursor_be16(c) & 0x7fff;
		struct cursor body = cursor_child(c, cursor_be16(c));
		if (!cursor_ok(c) || !ldp_tell(d, id, type, &body))
			return false;
	}
	return cursor_left(c) == 0;
}

static void pdu_tell(struct dissect *d, struct cursor *pdu)
{
	struct ldp_state *s = d->state;

	s->known = true;
	cursor_skip(pdu, PDU_HEAD);
	if (!messages_tell(d, pdu) && !d->truncated)
		anomaly_emit(d, "ldp.malformed");
	speaker_tell(d, &s->speaker, span_of(NULL, 0));
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct ldp_state *s = d->state;
	uint32_t len = pdu_len(cursor_peek(c));

	if (!len || (len > cursor_left(c) && !d->truncated)) {
		if (!s->known)
			return PARSE_LOST;
		if (!d->truncated)
			anomaly_emit(d, "ldp.malformed");
		return PARSE_OK;
	}
	struct cursor pdu = cursor_child(c, len < cursor_left(c) ? len : cursor_left(c));
	pdu_tell(d, &pdu);
	return PARSE_OK;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct ldp_state *s = d->state;

	while (cursor_left(c) >= PDU_HEAD + ID_LEN + MESSAGE_HEAD) {
		uint32_t len = pdu_len(cursor_peek(c));
		if (s->lost[d->from] && !len) { /* after a gap, to the next PDU */
			cursor_skip(c, 1);
			continue;
		}
		if (!len) {
			if (!s->known)
				return PARSE_LOST;
			anomaly_emit(d, "ldp.malformed");
			return PARSE_STOP;
		}
		if (len > cursor_left(c)) {
			d->want = len;
			return PARSE_OK;
		}
		s->lost[d->from] = false;
		struct cursor pdu = cursor_child(c, len);
		pdu_tell(d, &pdu);
	}
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct ldp_state *s = d->state;

	(void)missing;
	s->lost[d->from] = true;
	return PARSE_OK;
}

const struct dissector dissector_ldp = {
	.name = "ldp",
	.title = "Label Distribution Protocol",
	.spec = "RFC 5036",
	.set = "routing",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0, 0}),
	.state_size = sizeof(struct ldp_state),
	.probe = probe,
	.datagram = datagram,
	.stream = stream,
	.gap = gap,
};
