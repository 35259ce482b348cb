/* software: see software.h. */
#include "config.h"

#include "dissectors/common/software.h"

enum software_version { SOFTWARE_VERSION_NONE, SOFTWARE_VERSION_FOLLOWS, SOFTWARE_VERSION_ALONE };

struct software_line {
	enum software_place place;
	struct span beginning, vendor, product;
	bool is_equipment;
	enum software_version version;
};

static const struct software_line software_lines[] = {
#define SOFTWARE(place, beginning, vendor, product, equipment, version)                            \
	{SOFTWARE_##place, SPAN_LIT(beginning), SPAN_LIT(vendor), SPAN_LIT(product), equipment,    \
		SOFTWARE_VERSION_##version},
#include "dissectors/common/software.def"
};

struct software_age {
	struct span product;
	uint32_t major, minor;
	struct span since;
};

static const struct software_age software_ages[] = {
#define SOFTWARE_OLD(product, major, minor, since)                                                 \
	{SPAN_LIT(product), major, minor, SPAN_LIT(since)},
#include "dissectors/common/software.def"
};

/* The word at the start of TEXT. */
static struct span software_word(struct span text)
{
	uint32_t n = 0;

	while (n < text.len && text.p[n] > ' ' && text.p[n] != ')' && text.p[n] != ',')
		n++;
	return span_of(text.p, n);
}

bool software_recognise(enum software_place place, struct span text, struct software *ret)
{
	for (uint32_t i = 0; i < sizeof(software_lines) / sizeof(*software_lines); i++) {
		const struct software_line *line = &software_lines[i];
		if (line->place != place || !span_starts_nocase(text, line->beginning))
			continue;
		struct span rest = span_sub(text, line->beginning.len, text.len);
		if (line->version == SOFTWARE_VERSION_ALONE && rest.len)
			continue;
		*ret = (struct software){
			.vendor = line->vendor,
			.product = line->product,
			.is_equipment = line->is_equipment,
		};
		if (line->version == SOFTWARE_VERSION_FOLLOWS)
			ret->version = software_word(rest);
		return true;
	}
	return false;
}

struct span software_name(const struct software *s, struct arena *arena)
{
	uint8_t *text = arena_take(arena, s->product.len + s->version.len + 1);

	if (!text)
		return (struct span){NULL, 0};
	memcpy(text, s->product.p, s->product.len);
	if (!s->version.len)
		return span_of(text, s->product.len);
	text[s->product.len] = ' ';
	memcpy(text + s->product.len + 1, s->version.p, s->version.len);
	return span_of(text, s->product.len + s->version.len + 1);
}

/* The number at the start of TEXT, which is then behind it; false where there is none. */
static bool software_number(struct span *text, uint32_t *ret)
{
	uint32_t n = 0, value = 0;

	while (n < text->len && n < 8 && text->p[n] >= '0' && text->p[n] <= '9')
		value = value * 10 + (text->p[n++] - '0');
	*text = span_sub(*text, n, text->len);
	*ret = value;
	return n > 0;
}

bool software_is_old(const struct software *s, struct span *ret_since)
{
	struct span text = s->version;
	uint32_t major, minor = 0;

	if (!software_number(&text, &major))
		return false;
	if (text.len && text.p[0] == '.') {
		text = span_sub(text, 1, text.len);
		software_number(&text, &minor);
	}
	for (uint32_t i = 0; i < sizeof(software_ages) / sizeof(*software_ages); i++) {
		const struct software_age *age = &software_ages[i];
		if (!span_eq(age->product, s->product))
			continue;
		*ret_since = age->since;
		return major < age->major || (major == age->major && minor < age->minor);
	}
	return false;
}
