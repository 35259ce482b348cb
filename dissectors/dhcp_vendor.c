/* dhcp_vendor: see dhcp_vendor.h. */
#include "config.h"

#include "dissectors/dhcp_vendor.h"

#include "sensor/base/cursor.h"

enum { TEXT_MIN = 4 }; /* shorter ones are numbers and addresses as well */

static void keep(struct dhcp_vendor_part *p, uint8_t *out, struct span s)
{
	if (s.len)
		memcpy(out + p->rest.len, s.p, s.len);
	p->rest.len += s.len;
}

static bool take_text(struct dhcp_vendor_part *p, struct span value)
{
	while (value.len && !value.p[value.len - 1])
		value.len--;
	if (value.len < TEXT_MIN || p->count == DHCP_VENDOR_TEXTS || !span_is_printable(value))
		return false;
	p->text[p->count++] = value;
	return true;
}

static bool fits(struct span options, unsigned width)
{
	struct cursor c = cursor_of(options);

	while (cursor_left(&c)) {
		if (width == 1 && cursor_left(&c) == 1 && c.p[0] == 255)
			return true;
		cursor_skip(&c, width);
		cursor_skip(&c, width == 1 ? cursor_u8(&c) : cursor_be16(&c));
	}
	return cursor_ok(&c);
}

/* Sub-options, as far as they go; what they do not fit is text or nothing. */
static void read_part(struct dhcp_vendor_part *p, uint8_t *out, struct span options, unsigned width)
{
	struct cursor c = cursor_of(options);

	if (!fits(options, width)) {
		if (!take_text(p, options))
			keep(p, out, options);
		return;
	}
	while (cursor_left(&c) >= 2 * width) {
		struct span head = span_sub(cursor_peek(&c), 0, 2 * width);
		cursor_skip(&c, width);
		uint32_t len = width == 1 ? cursor_u8(&c) : cursor_be16(&c);
		struct span value = cursor_span(&c, len);
		keep(p, out, head);
		if (!take_text(p, value))
			keep(p, out, value);
	}
	keep(p, out, cursor_rest(&c));
}

static uint8_t *start(struct arena *arena, struct span option, struct dhcp_vendor_part *ret)
{
	uint8_t *out = option.len ? arena_take(arena, option.len) : NULL;

	memset(ret, 0, sizeof(*ret));
	ret->rest = span_of(out, 0);
	return out;
}

void dhcp_vendor_read(
	struct arena *arena, struct span option, unsigned width, struct dhcp_vendor_part *ret)
{
	uint8_t *out = start(arena, option, ret);

	if (out)
		read_part(ret, out, option, width);
}

void dhcp_vendor_read_125(struct arena *arena, struct span option, struct dhcp_vendor_part *ret)
{
	uint8_t *out = start(arena, option, ret);
	struct cursor c = cursor_of(option);

	while (out && cursor_left(&c) > 5) {
		struct span rest = cursor_peek(&c);
		cursor_skip(&c, 4);
		uint32_t len = cursor_u8(&c), left = cursor_left(&c);
		struct span part =
			cursor_span(&c, len < left ? len : left); /* some count one too many */
		keep(ret, out, span_sub(rest, 0, 5));
		read_part(ret, out, part, 1);
	}
	if (out)
		keep(ret, out, cursor_rest(&c));
}
