/*
 * radius_vendor: attributes of vendors: how they are written, and which of them are secrets; see
 * radius.h. Worker thread.
 *
 *   vendor 4 | (type | length | value)*
 *
 * with one byte each for type and length, or as radius_vendors.def says.
 */
#include "config.h"

#include "dissectors/radius.h"

#include "dissectors/common/avpair.h"

struct format {
	uint32_t vendor;
	uint8_t type_len, length_len;
};

struct secret {
	uint32_t vendor, type;
	const char *name;
};

static const struct secret secrets[] = {
#define RADIUS_SECRET(vendor, type, name) {vendor, type, name},
#include "dissectors/radius_vendors.def"
#undef RADIUS_SECRET
};
enum { SECRETS = sizeof(secrets) / sizeof(*secrets) };

static struct format format_of(uint32_t vendor)
{
	static const struct format formats[] = {
#define RADIUS_FORMAT(vendor, type, length) {vendor, type, length},
#include "dissectors/radius_vendors.def"
#undef RADIUS_FORMAT
	};

	for (unsigned i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (formats[i].vendor == vendor)
			return formats[i];
	return (struct format){vendor, 1, 1};
}

static uint32_t read_number(struct cursor *c, uint8_t len)
{
	uint32_t number = 0;

	while (len--)
		number = number << 8 | cursor_u8(c);
	return number;
}

/* Attributes from C on, up to what cannot be one; true where there is nothing else. */
static bool read_all(struct radius_message *m, struct cursor c, struct format f)
{
	uint32_t head = (uint32_t)f.type_len + f.length_len;

	while (cursor_left(&c) >= head && m->vendor_count < RADIUS_VENDORS) {
		uint32_t type = read_number(&c, f.type_len);
		uint32_t len =
			f.length_len ? read_number(&c, f.length_len) : head + cursor_left(&c);
		if (len < head || type > UINT16_MAX)
			return false;
		struct span value = cursor_span(&c, len - head);
		if (!cursor_ok(&c))
			return false;
		m->vendors[m->vendor_count++] = (struct radius_vendor){f.vendor, type, value};
	}
	return !cursor_left(&c);
}

void radius_vendor_read(struct radius_message *m, struct span value)
{
	struct cursor c = cursor_of(value);
	struct format f = format_of(cursor_be32(&c));
	unsigned before = m->vendor_count;

	if (!cursor_ok(&c) || read_all(m, c, f))
		return;
	if (f.type_len == 1 && f.length_len == 1)
		return;
	m->vendor_count = before; /* some of their equipment keeps to one byte each */
	read_all(m, c, (struct format){f.vendor, 1, 1});
}

static const struct secret *secret_find(const struct radius_vendor *v)
{
	size_t low = 0, high = SECRETS;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct secret *s = &secrets[middle];
		if (s->vendor == v->vendor && s->type == v->type)
			return s;
		if (s->vendor < v->vendor || (s->vendor == v->vendor && s->type < v->type))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool radius_vendor_is_secret(
	const struct radius_vendor *v, struct span *ret_name, struct span *ret_value)
{
	const struct secret *s = secret_find(v);

	if (!s)
		return avpair_is_secret(v->value, ret_name, ret_value);
	*ret_name = span_str(s->name);
	*ret_value = v->value;
	return true;
}

bool radius_vendor_sorted(void)
{
	for (unsigned i = 1; i < SECRETS; i++) {
		const struct secret *a = &secrets[i - 1], *b = &secrets[i];
		if (a->vendor > b->vendor || (a->vendor == b->vendor && a->type >= b->type))
			return false;
	}
	return true;
}
