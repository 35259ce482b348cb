/*
 * ike_sa: the algorithms that IKE offers and agrees on (RFC 2408 sections 3.4 to 3.6, RFC 7296
 * section 3.3). Runs on a worker's thread.
 *
 *   proposal  | last 1, 0, length 2 | number | protocol | SPI size | count | SPI | transforms |
 *   transform | last 1, 0, length 2 | 1: number, id, 0 0 | 2: kind, 0, id 2 | attributes |
 */
#include "config.h"

#include "dissectors/ike.h"

enum { PROPOSALS_MAX = 64, TRANSFORMS_MAX = 255, OFFERS_SHOWN = 16, ATTRIBUTES_MAX = 32 };

/** One offer: names by field; the first of each kind. */
struct offer {
	const char *enc, *hash, *auth, *dh;
};

static void name_tell(struct draft *e, uint16_t field, const char *name)
{
	if (name)
		event_text(e, field, span_str(name));
}

static void offer_tell(struct draft *e, const struct offer *o)
{
	if (!o->enc && !o->hash && !o->auth && !o->dh)
		return;
	event_item(e);
	name_tell(e, IKE_F_OFFER_ENC, o->enc);
	name_tell(e, IKE_F_OFFER_HASH, o->hash);
	name_tell(e, IKE_F_OFFER_AUTH, o->auth);
	name_tell(e, IKE_F_OFFER_DH, o->dh);
}

/* The head of a proposal; RET is what is in it behind the SPI. */
static bool proposal_next(struct cursor *c, struct cursor *ret)
{
	enum { PROPOSAL_HEAD = 4 };

	cursor_skip(c, 2);
	uint16_t len = cursor_be16(c);
	if (len < PROPOSAL_HEAD + 4)
		return false;
	*ret = cursor_child(c, len - PROPOSAL_HEAD);
	cursor_skip(ret, 2);
	uint8_t spi = cursor_u8(ret);
	cursor_skip(ret, 1u + spi);
	return cursor_ok(c) && cursor_ok(ret);
}

static bool transform_next(struct cursor *c, struct cursor *ret)
{
	enum { TRANSFORM_HEAD = 4 };

	cursor_skip(c, 2);
	uint16_t len = cursor_be16(c);
	if (len < TRANSFORM_HEAD + 4)
		return false;
	*ret = cursor_child(c, len - TRANSFORM_HEAD);
	return cursor_ok(c);
}

/* Type 2, of which the highest bit says that the value has two octets; else its length stands
 * there.
 */
static bool attribute_next(struct cursor *c, uint16_t *ret_type, uint32_t *ret_value)
{
	uint16_t type = cursor_be16(c), word = cursor_be16(c);

	*ret_type = type & 0x7fff;
	*ret_value = word;
	if (!(type >> 15)) {
		struct cursor value = cursor_child(c, word);
		*ret_value = word == 4 ? cursor_be32(&value) : 0;
	}
	return cursor_ok(c);
}

/* --- version 1 ---------------------------------------------------------------------------------
 */

static void agreed_1(struct dissect *d, struct draft *e, uint16_t type, uint32_t value)
{
	const char *name = ike_attribute_value(type, (uint16_t)value);

	switch (type) {
	case IKE_ATTR_ENC:
		name_tell(e, IKE_F_ENC, name);
		event_uint(e, IKE_F_ENC_RAW, value);
		break;
	case IKE_ATTR_HASH:
		name_tell(e, IKE_F_HASH, name);
		event_uint(e, IKE_F_HASH_RAW, value);
		break;
	case IKE_ATTR_AUTH:
		name_tell(e, IKE_F_AUTH, name);
		event_uint(e, IKE_F_AUTH_RAW, value);
		break;
	case IKE_ATTR_GROUP:
		name_tell(e, IKE_F_DH, name);
		event_uint(e, IKE_F_DH_RAW, value);
		break;
	case IKE_ATTR_LIFE:
		event_text(e, IKE_F_LIFE, arena_printf(d->scratch, "%u", value));
		event_uint(e, IKE_F_LIFE_RAW, value);
		break;
	case IKE_ATTR_KEY_LEN:
		event_text(e, IKE_F_KEY_LEN, arena_printf(d->scratch, "%u", value));
		event_uint(e, IKE_F_KEY_LEN_RAW, value);
		break;
	case IKE_ATTR_PRF:
		event_uint(e, IKE_F_PRF_RAW, value);
		break;
	case IKE_ATTR_GROUP_TYPE:
		event_uint(e, IKE_F_GROUP_TYPE, value);
		break;
	case IKE_ATTR_LIFE_TYPE:
		event_uint(e, IKE_F_LIFE_TYPE, value);
		break;
	case IKE_ATTR_FIELD_SIZE:
		event_uint(e, IKE_F_FIELD_SIZE, value);
		break;
	default:
		break;
	}
}

static void offered_1(struct offer *o, uint16_t type, uint32_t value)
{
	const char *name = ike_attribute_value(type, (uint16_t)value);

	if (type == IKE_ATTR_ENC)
		o->enc = name;
	else if (type == IKE_ATTR_HASH)
		o->hash = name;
	else if (type == IKE_ATTR_AUTH)
		o->auth = name;
	else if (type == IKE_ATTR_GROUP)
		o->dh = name;
}

static bool transform_1(
	struct dissect *d, struct draft *e, struct cursor *c, struct ike_notes *notes)
{
	struct offer o = {NULL, NULL, NULL, NULL};
	uint32_t seen = 0;
	uint16_t type;
	uint32_t value;

	cursor_skip(c, 4);
	for (int i = 0; i < ATTRIBUTES_MAX && cursor_left(c); i++) {
		if (!attribute_next(c, &type, &value))
			return false;
		if (!notes->responds) {
			offered_1(&o, type, value);
			continue;
		}
		if (type < 32 && !(seen >> type & 1))
			agreed_1(d, e, type, value);
		seen |= type < 32 ? 1u << type : 0;
		if (!notes->weak)
			notes->weak = ike_attribute_weak(type, (uint16_t)value);
	}
	if (!notes->responds)
		offer_tell(e, &o);
	return cursor_ok(c);
}

bool ike_sa_1(struct dissect *d, struct draft *e, struct cursor *c, struct ike_notes *notes)
{
	struct cursor proposal, transform;
	int shown = 0;

	notes->doi = cursor_be32(c);
	cursor_skip(c, 4); /* situation */
	if (!cursor_ok(c))
		return false;
	for (int i = 0; i < PROPOSALS_MAX && cursor_left(c); i++) {
		if (!proposal_next(c, &proposal))
			return false;
		for (int k = 0; k < TRANSFORMS_MAX && cursor_left(&proposal); k++) {
			if (!transform_next(&proposal, &transform))
				return false;
			if (shown++ >= OFFERS_SHOWN || (notes->responds && shown > 1))
				continue;
			if (!transform_1(d, e, &transform, notes))
				return false;
		}
	}
	return cursor_left(c) == 0;
}

/* --- version 2 ---------------------------------------------------------------------------------
 */

static void agreed_2(struct draft *e, uint8_t kind, const char *name, uint16_t id)
{
	switch (kind) {
	case IKE_ENC:
		name_tell(e, IKE_F_ENC, name);
		event_uint(e, IKE_F_ENC_RAW, id);
		break;
	case IKE_PRF:
		name_tell(e, IKE_F_PRF, name);
		event_uint(e, IKE_F_PRF_RAW, id);
		break;
	case IKE_AUTH:
		name_tell(e, IKE_F_AUTH, name);
		event_uint(e, IKE_F_AUTH_RAW, id);
		break;
	case IKE_DH:
		name_tell(e, IKE_F_DH, name);
		event_uint(e, IKE_F_DH_RAW, id);
		break;
	case IKE_ESN:
		name_tell(e, IKE_F_ESN, name);
		break;
	default:
		break;
	}
}

static void offered_2(struct offer *o, uint8_t kind, const char *name)
{
	const char **slot = kind == IKE_ENC    ? &o->enc
			    : kind == IKE_PRF  ? &o->hash
			    : kind == IKE_AUTH ? &o->auth
			    : kind == IKE_DH   ? &o->dh
					       : NULL;

	if (slot && !*slot)
		*slot = name;
}

/* The transforms of one proposal: of each kind one is chosen, of an offer the first is shown. */
static bool proposal_2(
	struct dissect *d, struct draft *e, struct cursor *c, struct ike_notes *notes)
{
	struct offer o = {NULL, NULL, NULL, NULL};
	struct cursor transform;
	uint32_t seen = 0;
	bool has_length = false;
	uint16_t type;
	uint32_t value;

	for (int k = 0; k < TRANSFORMS_MAX && cursor_left(c); k++) {
		if (!transform_next(c, &transform))
			return false;
		uint8_t kind = cursor_u8(&transform);
		cursor_skip(&transform, 1);
		uint16_t id = cursor_be16(&transform);
		if (!notes->responds) {
			offered_2(&o, kind, ike_transform_name(kind, id));
			continue;
		}
		if (kind < 32 && !(seen >> kind & 1))
			agreed_2(e, kind, ike_transform_name(kind, id), id);
		seen |= kind < 32 ? 1u << kind : 0;
		if (!notes->weak)
			notes->weak = ike_transform_weak(kind, id);
		if (cursor_left(&transform) && attribute_next(&transform, &type, &value) &&
			type == IKE_ATTR_KEY_LEN && !has_length) {
			has_length = true;
			event_text(e, IKE_F_KEY_LEN, arena_printf(d->scratch, "%u", value));
			event_uint(e, IKE_F_KEY_LEN_RAW, value);
		}
	}
	if (!notes->responds)
		offer_tell(e, &o);
	return cursor_left(c) == 0;
}

bool ike_sa_2(struct dissect *d, struct draft *e, struct cursor *c, struct ike_notes *notes)
{
	struct cursor proposal;

	for (int i = 0; i < PROPOSALS_MAX && cursor_left(c); i++) {
		if (!proposal_next(c, &proposal))
			return false;
		if (i >= OFFERS_SHOWN || (notes->responds && i > 0))
			continue;
		if (!proposal_2(d, e, &proposal, notes))
			return false;
	}
	return cursor_left(c) == 0;
}
