/* oid: see oid.h. */
#include "config.h"

#include "dissectors/common/oid.h"

enum { SUB_TEXT_MAX = 21 }; /* a dot and the 20 digits of 2^64 - 1 */

struct writer {
	uint8_t text[OID_SHOWN_MAX * SUB_TEXT_MAX];
	uint32_t len;
};

static void sub_write(struct writer *w, struct oid *oid, uint64_t value)
{
	uint8_t digits[SUB_TEXT_MAX];
	uint32_t n = 0;

	if (oid->count++ >= OID_SHOWN_MAX)
		return;
	do {
		digits[n++] = (uint8_t)('0' + value % 10);
		value /= 10;
	} while (value);
	if (w->len)
		w->text[w->len++] = '.';
	while (n)
		w->text[w->len++] = digits[--n];
}

/* The first octets hold two arcs: 40 * X + Y, where only X = 2 may have Y above 39. */
static void first_write(struct writer *w, struct oid *oid, uint64_t value)
{
	uint64_t arc = value < 80 ? value / 40 : 2;

	sub_write(w, oid, arc);
	sub_write(w, oid, value - arc * 40);
}

static uint64_t shift_in(uint64_t value, uint8_t octet)
{
	if (value > UINT64_MAX >> 7)
		return UINT64_MAX;
	return value << 7 | (octet & 0x7f);
}

bool oid_read(struct arena *arena, struct span body, struct oid *ret)
{
	struct writer w;
	uint64_t value = 0;
	bool inside = false;

	w.len = 0;
	*ret = (struct oid){.bad = body.len == 0};
	for (uint32_t i = 0; i < body.len; i++) {
		if (!inside && body.p[i] == 0x80)
			ret->padded = true;
		value = value == UINT64_MAX ? value : shift_in(value, body.p[i]);
		inside = body.p[i] & 0x80;
		if (inside)
			continue;
		if (value > UINT32_MAX)
			ret->big = true;
		if (ret->count)
			sub_write(&w, ret, value);
		else
			first_write(&w, ret, value);
		value = 0;
	}
	if (inside)
		ret->bad = true;
	ret->text = arena_copy(arena, span_of(w.text, w.len));
	if (ret->text.len == w.len)
		return true;
	*ret = (struct oid){.bad = true};
	return false;
}

bool oid_under(struct span oid, struct span prefix)
{
	return span_starts(oid, prefix) && (oid.len == prefix.len || oid.p[prefix.len] == '.');
}

struct span oid_rest(struct span oid, struct span prefix)
{
	if (!oid_under(oid, prefix))
		return span_of(oid.p, 0);
	return span_sub(oid, prefix.len + 1, oid.len);
}

bool oid_first(struct span text, uint64_t max, uint64_t *ret)
{
	int64_t dot = span_index(text, '.');

	return span_decimal(dot < 0 ? text : span_sub(text, 0, (uint32_t)dot), max, ret);
}
