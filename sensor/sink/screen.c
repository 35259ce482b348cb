/* screen: see screen.h. */
#include "config.h"

#include "sensor/sink/screen.h"

/* The last bytes of a line are kept for its mark, the end of a colour and the newline. */
enum { TEXT_ROOM = SCREEN_LINE - 24 };

static const char hex_digit[] = "0123456789abcdef";

/* One character as it will be shown. */
struct glyph {
	char text[12]; /* UTF-8, or its escape */
	uint8_t len, columns;
	uint8_t used; /* bytes of the input */
};

struct range {
	uint32_t first, last;
};

/* Invisible or reordering characters: Unicode category Cf and separators that break lines. */
static const struct range hidden[] = {
	{0x00ad, 0x00ad},
	{0x061c, 0x061c},
	{0x115f, 0x1160},
	{0x17b4, 0x17b5},
	{0x180b, 0x180f},
	{0x200b, 0x200f},
	{0x2028, 0x202e},
	{0x2060, 0x206f},
	{0x3164, 0x3164},
	{0xe000, 0xf8ff},
	{0xfdd0, 0xfdef},
	{0xfe00, 0xfe0f},
	{0xfeff, 0xfeff},
	{0xfff0, 0xfffb},
	{0xfffe, 0xffff},
	{0x1d173, 0x1d17a},
	{0xe0000, 0x10ffff},
};
static const struct range combining[] = {
	{0x0300, 0x036f},
	{0x0483, 0x0489},
	{0x0591, 0x05bd},
	{0x0610, 0x061a},
	{0x064b, 0x065f},
	{0x1ab0, 0x1aff},
	{0x1dc0, 0x1dff},
	{0x20d0, 0x20ff},
	{0x302a, 0x302d},
	{0x3099, 0x309a},
	{0xfe20, 0xfe2f},
};
static const struct range wide[] = {
	{0x1100, 0x115e},
	{0x2e80, 0x303e},
	{0x3041, 0x33ff},
	{0x3400, 0x4dbf},
	{0x4e00, 0x9fff},
	{0xa000, 0xa4cf},
	{0xac00, 0xd7a3},
	{0xf900, 0xfaff},
	{0xfe30, 0xfe6f},
	{0xff00, 0xff60},
	{0xffe0, 0xffe6},
	{0x1f300, 0x1f64f},
	{0x1f680, 0x1f6ff},
	{0x1f900, 0x1f9ff},
	{0x20000, 0x3fffd},
};

#define IN(table, c) in_ranges(table, sizeof(table) / sizeof(table[0]), c)

static bool in_ranges(const struct range *table, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++)
		if (c >= table[i].first && c <= table[i].last)
			return true;
	return false;
}

/* Decodes one UTF-8 sequence (RFC 3629) at the start of S; its length, or 0 where it is invalid. */
static uint32_t utf8_decode(struct span s, uint32_t *ret)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t a = s.p[0];
	uint32_t len = a < 0x80 ? 1 : a >= 0xf0 ? 4 : a >= 0xe0 ? 3 : 2;
	uint32_t c = len == 1 ? a : a & (0xffu >> (len + 1));

	if ((a >= 0x80 && a < 0xc2) || a > 0xf4 || s.len < len)
		return 0;
	for (uint32_t i = 1; i < len; i++) {
		if ((s.p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s.p[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret = c;
	return len;
}

/* Writes C as \xNN, \uNNNN or \UNNNNNN into G. */
static void escape(struct glyph *g, char kind, uint32_t c, unsigned digits)
{
	g->text[0] = '\\';
	g->text[1] = kind;
	for (unsigned i = 0; i < digits; i++)
		g->text[2 + i] = hex_digit[c >> 4 * (digits - 1 - i) & 15];
	g->len = g->columns = (uint8_t)(2 + digits);
}

/* The first character of S (not empty). */
static struct glyph next_glyph(struct span s)
{
	struct glyph g = {.used = 1, .len = 1, .columns = 1};
	uint32_t c = 0, len = utf8_decode(s, &c);

	if (len == 0) {
		escape(&g, 'x', s.p[0], 2);
		return g;
	}
	g.used = (uint8_t)len;
	if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
		escape(&g, 'x', c, 2);
	} else if (IN(hidden, c)) {
		escape(&g, c > 0xffff ? 'U' : 'u', c, c > 0xffff ? 6 : 4);
	} else {
		memcpy(g.text, s.p, len);
		g.len = (uint8_t)len;
		g.columns = IN(combining, c) ? 0 : IN(wide, c) ? 2 : 1;
	}
	return g;
}

void screen_start(struct screen_line *l, uint32_t width, bool colour)
{
	l->len = l->columns = 0;
	l->width = width;
	l->colour = colour;
}

static bool put(struct screen_line *l, const char *text, uint32_t len, uint32_t columns)
{
	if (l->len + len > TEXT_ROOM)
		return false;
	memcpy(l->text + l->len, text, len);
	l->len += len;
	l->columns += columns;
	return true;
}

uint32_t screen_columns(struct span text)
{
	uint32_t columns = 0;

	while (text.len > 0) {
		struct glyph g = next_glyph(text);
		columns += g.columns;
		text = span_sub(text, g.used, text.len);
	}
	return columns;
}

void screen_text(struct screen_line *l, struct span text, uint32_t max)
{
	uint32_t left = l->width > l->columns ? l->width - l->columns : 0;
	uint32_t end = l->columns + (max < left ? max : left);
	uint32_t mark_len = l->len, mark_columns = l->columns; /* where the mark still fits */
	unsigned marks = 0;                                    /* combining characters in a row */

	while (text.len > 0) {
		struct glyph g = next_glyph(text);
		marks = g.columns == 0 ? marks + 1 : 0;
		if (l->columns + g.columns > end || l->len + g.len > TEXT_ROOM) {
			l->len = mark_len;
			l->columns = mark_columns;
			if (l->columns < end)
				put(l, "~", 1, 1);
			return;
		}
		if (marks <= 2)
			put(l, g.text, g.len, g.columns);
		text = span_sub(text, g.used, text.len);
		if (l->columns < end) {
			mark_len = l->len;
			mark_columns = l->columns;
		}
	}
}

void screen_string(struct screen_line *l, const char *text, uint32_t max)
{
	screen_text(l, span_str(text), max);
}

void screen_tab(struct screen_line *l, uint32_t column)
{
	while (l->columns < column && l->columns < l->width && put(l, " ", 1, 1))
		continue;
}

void screen_cell(struct screen_line *l, struct span text, uint32_t columns)
{
	uint32_t end = l->columns + columns;

	screen_text(l, text, columns);
	screen_tab(l, end + 1);
}

void screen_colour(struct screen_line *l, const char *attribute)
{
	uint32_t len = (uint32_t)strlen(attribute);

	/* Ends of colours may use the bytes that text may not. */
	if (!l->colour || l->len + len + 3 > SCREEN_LINE - 1)
		return;
	memcpy(l->text + l->len, "\033[", 2);
	memcpy(l->text + l->len + 2, attribute, len);
	l->text[l->len + 2 + len] = 'm';
	l->len += len + 3;
}
