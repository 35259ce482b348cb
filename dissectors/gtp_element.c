/*
 * gtp_element: information elements of GTP-C (3GPP TS 29.060 section 7.7, TS 29.274 section 8).
 * Runs on a worker's thread.
 *
 *   1: type below 128 | value of a known length;  type from 128 on | length 2 | value
 *   2: type | length 2 | instance | value
 */
#include "config.h"

#include "dissectors/gtp.h"

enum { ELEMENTS_MAX = 256, FIRST_WITH_LENGTH = 128 };

enum {
	V1_CAUSE = 1,
	V1_IMSI = 2,
	V1_RECOVERY = 14,
	V1_APN = 131,
	V1_GSN = 133,
	V1_MSISDN = 134,
	V1_RAT = 151,
	V1_PRIVATE = 255
};
enum {
	V2_IMSI = 1,
	V2_CAUSE = 2,
	V2_RECOVERY = 3,
	V2_APN = 71,
	V2_MSISDN = 76,
	V2_RAT = 82,
	V2_FTEID = 87,
	V2_NODE_FEATURES = 152,
	V2_PRIVATE = 255
};

/* Octets of an element of version 1 without a length; 0 where there is none of that type. */
static uint8_t fixed_len(uint8_t type)
{
	static const uint8_t lens[FIRST_WITH_LENGTH] = {[1] = 1,
		[2] = 8,
		[3] = 6,
		[4] = 4,
		[5] = 4,
		[8] = 1,
		[9] = 28,
		[11] = 1,
		[12] = 3,
		[13] = 1,
		[14] = 1,
		[15] = 1,
		[16] = 4,
		[17] = 4,
		[18] = 5,
		[19] = 1,
		[20] = 1,
		[21] = 1,
		[22] = 9,
		[23] = 1,
		[24] = 1,
		[25] = 2,
		[26] = 2,
		[27] = 2,
		[28] = 2,
		[29] = 1,
		[117] = 10,
		[118] = 10,
		[119] = 4,
		[120] = 8,
		[121] = 1,
		[122] = 1,
		[123] = 1,
		[124] = 1,
		[125] = 4,
		[126] = 1,
		[127] = 4};

	return lens[type];
}

/* The next element; false at the end, or where it is cut or unknown (C is bad then). */
static bool element_next(struct cursor *c, uint8_t version, uint8_t *ret_type, struct cursor *ret)
{
	uint32_t len;

	if (!cursor_left(c))
		return false;
	*ret_type = cursor_u8(c);
	if (version == 2) {
		len = cursor_be16(c);
		cursor_skip(c, 1);
	} else if (*ret_type < FIRST_WITH_LENGTH) {
		len = fixed_len(*ret_type);
		if (!len)
			cursor_fail(c);
	} else {
		len = cursor_be16(c);
	}
	*ret = cursor_child(c, len);
	return cursor_ok(c);
}

/* --- values ------------------------------------------------------------------------------------
 */

/* Digits in halves of octets, the lower one first; 15 ends them. */
static struct span digits(struct arena *scratch, struct span packed)
{
	char text[40];
	uint32_t len = 0;

	for (uint32_t i = 0; i < packed.len * 2 && len < sizeof(text); i++) {
		uint8_t digit = i % 2 ? packed.p[i / 2] >> 4 : packed.p[i / 2] & 15;
		if (digit > 9)
			break;
		text[len++] = (char)('0' + digit);
	}
	return arena_copy(scratch, span_of(text, len));
}

/* Labels as in DNS, but never a pointer. */
static struct span apn(struct arena *scratch, struct span labels)
{
	char text[128];
	uint32_t len = 0;
	struct cursor c = cursor_of(labels);

	while (cursor_left(&c)) {
		struct span label = cursor_span(&c, cursor_u8(&c));
		if (!cursor_ok(&c) || len + label.len + 1 > sizeof(text))
			break;
		if (len)
			text[len++] = '.';
		if (label.len)
			memcpy(text + len, label.p, label.len);
		len += label.len;
	}
	return arena_copy(scratch, span_of(text, len));
}

/* Gathered, for facts of one list stand together. */
static void node_note(struct gtp_draft *g, struct span octets)
{
	if ((octets.len == 4 || octets.len == 16) && g->node_count < GTP_NODES)
		g->nodes[g->node_count++] = octets.len == 4 ? addr_v4(octets.p) : addr_v6(octets.p);
}

static void text_tell(const struct gtp_draft *g, uint16_t field, struct span text)
{
	if (text.len)
		event_text(g->event, field, text);
}

static void tell_1(struct gtp_draft *g, uint8_t type, struct cursor *c)
{
	switch (type) {
	case V1_CAUSE:
		event_uint(g->event, GTP_F_CAUSE, cursor_u8(c));
		break;
	case V1_IMSI:
		text_tell(g, GTP_F_IMSI, digits(g->scratch, cursor_rest(c)));
		break;
	case V1_RECOVERY:
		event_uint(g->event, GTP_F_RECOVERY, cursor_u8(c));
		break;
	case V1_APN:
		text_tell(g, GTP_F_APN, apn(g->scratch, cursor_rest(c)));
		break;
	case V1_GSN:
		node_note(g, cursor_rest(c));
		break;
	case V1_MSISDN:
		cursor_skip(c, 1); /* kind of number */
		text_tell(g, GTP_F_MSISDN, digits(g->scratch, cursor_rest(c)));
		break;
	case V1_RAT:
		event_uint(g->event, GTP_F_RAT, cursor_u8(c));
		break;
	default:
		break;
	}
}

/* flags V4 V6, kind of interface | TEID 4 | addresses */
static void fteid_tell(struct gtp_draft *g, struct cursor *c)
{
	uint8_t flags = cursor_u8(c);

	cursor_skip(c, 4);
	if (flags & 0x80)
		node_note(g, cursor_span(c, 4));
	if (flags & 0x40)
		node_note(g, cursor_span(c, 16));
}

static void tell_2(struct gtp_draft *g, uint8_t type, struct cursor *c)
{
	switch (type) {
	case V2_IMSI:
		text_tell(g, GTP_F_IMSI, digits(g->scratch, cursor_rest(c)));
		break;
	case V2_CAUSE:
		event_uint(g->event, GTP_F_CAUSE, cursor_u8(c));
		break;
	case V2_RECOVERY:
		event_uint(g->event, GTP_F_RECOVERY, cursor_u8(c));
		break;
	case V2_APN:
		text_tell(g, GTP_F_APN, apn(g->scratch, cursor_rest(c)));
		break;
	case V2_MSISDN:
		text_tell(g, GTP_F_MSISDN, digits(g->scratch, cursor_rest(c)));
		break;
	case V2_RAT:
		event_uint(g->event, GTP_F_RAT, cursor_u8(c));
		break;
	case V2_FTEID:
		fteid_tell(g, c);
		break;
	default:
		break;
	}
}

/* Elements that may stand twice are told once, but for the nodes. */
static bool is_first(bool seen[256], uint8_t version, uint8_t type)
{
	bool nodes = version < 2 ? type == V1_GSN : type == V2_FTEID;

	if (seen[type] && !nodes)
		return false;
	seen[type] = true;
	return true;
}

bool gtp_elements(struct gtp_draft *g, struct cursor c, const struct gtp *m)
{
	bool seen[256] = {false};
	struct cursor value;
	uint8_t type;

	for (int i = 0; i < ELEMENTS_MAX && element_next(&c, m->version, &type, &value); i++) {
		if (!g || !is_first(seen, m->version, type))
			continue;
		if (m->version < 2)
			tell_1(g, type, &value);
		else
			tell_2(g, type, &value);
	}
	for (unsigned i = 0; g && i < g->node_count; i++)
		event_addr(g->event, GTP_F_NODES, &g->nodes[i]);
	return cursor_ok(&c) && !cursor_left(&c);
}

bool gtp_echo_is_plain(struct cursor c, const struct gtp *m)
{
	struct cursor value;
	uint8_t type;

	for (int i = 0; i < ELEMENTS_MAX && element_next(&c, m->version, &type, &value); i++) {
		bool usual = m->version < 2 ? type == V1_RECOVERY || type == V1_PRIVATE
					    : type == V2_RECOVERY || type == V2_NODE_FEATURES ||
						      type == V2_PRIVATE;
		if (!usual)
			return false;
	}
	return cursor_ok(&c) && !cursor_left(&c);
}
