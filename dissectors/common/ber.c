/* ber: see ber.h. */
#include "config.h"

#include "dissectors/common/ber.h"

enum { LENGTH_OCTETS_MAX = 4, TAG_MANY = 0x1f, LENGTH_LONG = 0x80 };

static bool is_long_tag(uint8_t tag)
{
	return (tag & TAG_MANY) == TAG_MANY;
}

/*
 * A tag number that fits one octet may also stand in an octet of its own behind one that says so
 * (X.690 8.1.2.4): bf 04 for a4. Some readers take it, so it is read as what it means.
 */
static uint8_t tag_read(struct cursor *c)
{
	uint8_t tag = cursor_u8(c);

	if (!is_long_tag(tag))
		return tag;
	uint8_t number = cursor_u8(c);
	if (number >= TAG_MANY)
		cursor_fail(c);
	return (uint8_t)((tag & ~TAG_MANY) | number);
}

uint8_t ber_peek(const struct ber *b)
{
	struct cursor peek = b->c;
	uint8_t tag = ber_left(b) ? tag_read(&peek) : 0;

	return cursor_ok(&peek) ? tag : 0;
}

/* Reads identifier and length octets; false with the cursor's error set where they cannot be. */
static bool header_read(struct cursor *c, uint8_t *ret_tag, uint32_t *ret_len)
{
	uint8_t tag = tag_read(c);
	uint32_t len = cursor_u8(c);

	if (len & LENGTH_LONG) {
		unsigned octets = len & ~(unsigned)LENGTH_LONG;
		if (octets == 0 || octets > LENGTH_OCTETS_MAX)
			cursor_fail(c);
		len = 0;
		for (unsigned i = 0; i < octets && cursor_ok(c); i++)
			len = len << 8 | cursor_u8(c);
	}
	if (!cursor_ok(c))
		return false;
	*ret_tag = tag;
	*ret_len = len;
	return true;
}

bool ber_next(struct ber *b, struct ber_element *ret)
{
	uint8_t tag;
	uint32_t len;

	if (!header_read(&b->c, &tag, &len))
		return false;
	struct span body = cursor_span(&b->c, len);
	if (!ber_ok(b))
		return false;
	*ret = (struct ber_element){tag, body};
	return true;
}

bool ber_open(struct ber *b, uint8_t tag, struct ber *ret)
{
	uint8_t seen;
	uint32_t len;

	if (!b->depth || ber_peek(b) != tag) {
		cursor_fail(&b->c);
		return false;
	}
	if (!header_read(&b->c, &seen, &len))
		return false;
	bool cut = len > ber_left(b);
	struct cursor inner = cursor_child(&b->c, cut ? ber_left(b) : len);
	*ret = (struct ber){.c = inner, .depth = (uint8_t)(b->depth - 1), .cut = cut};
	return true;
}

bool ber_string(struct ber *b, uint8_t tag, struct span *ret)
{
	struct ber_element e;

	if (ber_peek(b) != tag) {
		cursor_fail(&b->c);
		return false;
	}
	if (!ber_next(b, &e))
		return false;
	*ret = e.body;
	return true;
}

bool ber_int(struct ber *b, uint8_t tag, int64_t *ret)
{
	struct span body;

	if (!ber_string(b, tag, &body))
		return false;
	if (ber_signed(body, ret))
		return true;
	cursor_fail(&b->c);
	return false;
}

bool ber_signed(struct span body, int64_t *ret)
{
	if (!body.len || body.len > 8)
		return false;
	uint64_t value = body.p[0] & 0x80 ? UINT64_MAX : 0;
	for (uint32_t i = 0; i < body.len; i++)
		value = value << 8 | body.p[i];
	*ret = (int64_t)value;
	return true;
}

bool ber_unsigned(struct span body, uint64_t *ret)
{
	uint64_t value = 0;

	if (body.len == 9 && body.p[0] == 0)
		body = span_sub(body, 1, 8);
	if (!body.len || body.len > 8)
		return false;
	for (uint32_t i = 0; i < body.len; i++)
		value = value << 8 | body.p[i];
	*ret = value;
	return true;
}

bool ber_total(struct span bytes, uint64_t *ret)
{
	struct cursor c = cursor_of(bytes), probe = c;
	uint8_t tag;
	uint32_t len;

	*ret = 0;
	if (header_read(&c, &tag, &len)) {
		*ret = (uint64_t)(bytes.len - cursor_left(&c)) + len;
		return true;
	}
	tag_read(&probe);
	uint8_t first = cursor_u8(&probe);
	unsigned octets = first & LENGTH_LONG ? first & ~(unsigned)LENGTH_LONG : 0;
	bool legal = first != LENGTH_LONG && octets <= LENGTH_OCTETS_MAX;
	return cursor_ok(&probe) ? legal
				 : bytes.len < 2 || (bytes.len == 2 && is_long_tag(bytes.p[0]));
}
