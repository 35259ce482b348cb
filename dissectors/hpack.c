/* hpack: see hpack.h. */
#include "config.h"

#include "dissectors/hpack.h"

enum { INTEGER_BYTES = 4, HUFF_BITS = 30, TEXT_MAX = 16 * 1024 };

static const struct {
	const char *name, *value;
} static_table[] = {
#define HPACK(name, value) {name, value},
#include "dissectors/hpack_tables.def"
};

static const uint16_t huff_counts[] = {
#define HUFF_LENGTH(bits, count) count,
#include "dissectors/hpack_tables.def"
};

static const uint16_t huff_symbols[] = {
#define HUFF_SYMBOL(symbol) symbol,
#include "dissectors/hpack_tables.def"
};

enum { STATIC_COUNT = sizeof(static_table) / sizeof(*static_table), HUFF_END = 256 };

/* An integer whose first BITS are in FIRST (RFC 7541 section 5.1). */
static uint32_t integer(struct cursor *c, uint8_t first, unsigned bits)
{
	uint32_t mask = (1u << bits) - 1, value = first & mask;

	if (value < mask)
		return value;
	for (unsigned i = 0; i < INTEGER_BYTES; i++) {
		uint8_t byte = cursor_u8(c);
		value += (uint32_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80))
			return value;
	}
	cursor_fail(c);
	return 0;
}

/* CODED opened; empty where it is no such code or the arena is full. */
static struct span huffman(struct arena *arena, struct span coded)
{
	uint32_t cap = coded.len * 8 / 5 + 1, len = 0;
	uint8_t *out = arena_take(arena, cap);
	uint32_t code = 0, first = 0, at = 0;
	unsigned bits = 0;

	for (uint32_t i = 0; out && i < coded.len * 8; i++) {
		code = code << 1 | (coded.p[i / 8] >> (7 - i % 8) & 1u);
		first <<= 1;
		if (++bits > HUFF_BITS)
			return span_of(out, 0);
		uint32_t count = huff_counts[bits - 1];
		if (code - first >= count) { /* the code is longer */
			first += count;
			at += count;
			continue;
		}
		uint16_t symbol = huff_symbols[at + (code - first)];
		if (symbol == HUFF_END || len == cap)
			break;
		out[len++] = (uint8_t)symbol;
		code = first = at = bits = 0;
	}
	return span_of(out, len);
}

static struct span string(struct arena *arena, struct cursor *c)
{
	uint8_t first = cursor_u8(c);
	uint32_t len = integer(c, first, 7);
	struct span s = cursor_span(c, len);

	if (!cursor_ok(c) || s.len > TEXT_MAX)
		return span_of(c->p, 0);
	return first & 0x80 ? huffman(arena, s) : s;
}

/* --- the dynamic table ------------------------------------------------------------------------ */

static uint32_t size_of(const struct hpack_table *t)
{
	return t->used + HPACK_OVERHEAD * t->count;
}

static void evict(struct hpack_table *t, uint32_t need, uint32_t max)
{
	uint16_t gone = 0, bytes = 0;

	while (gone < t->count && size_of(t) - bytes - HPACK_OVERHEAD * gone + need > max) {
		bytes = (uint16_t)(bytes + t->entries[gone].name_len + t->entries[gone].value_len);
		gone++;
	}
	t->count = (uint16_t)(t->count - gone);
	t->used = (uint16_t)(t->used - bytes);
	memmove(t->entries, t->entries + gone, t->count * sizeof(*t->entries));
	memmove(t->text, t->text + bytes, t->used);
}

static uint32_t table_max(const struct hpack_table *t)
{
	return t->has_max && t->max < HPACK_TABLE_MAX ? t->max : HPACK_TABLE_MAX;
}

static void insert(struct hpack_table *t, const struct hpack_field *f)
{
	uint64_t need = (uint64_t)f->name.len + f->value.len + HPACK_OVERHEAD;
	uint32_t max = table_max(t);

	evict(t, need < max ? (uint32_t)need : max + 1, max);
	if (need > max || t->count == HPACK_ENTRIES)
		return;
	t->entries[t->count].name_len = (uint16_t)f->name.len;
	t->entries[t->count].value_len = (uint16_t)f->value.len;
	if (f->name.len)
		memcpy(t->text + t->used, f->name.p, f->name.len);
	t->used = (uint16_t)(t->used + f->name.len);
	if (f->value.len)
		memcpy(t->text + t->used, f->value.p, f->value.len);
	t->used = (uint16_t)(t->used + f->value.len);
	t->count++;
}

/* Field INDEX, from 1; the newest entry follows on the static table. Copies what may move. */
static bool look_up(
	const struct hpack_table *t, struct arena *arena, uint32_t index, struct hpack_field *ret)
{
	uint32_t at = 0;

	if (!index)
		return false;
	if (index <= STATIC_COUNT) {
		ret->name = span_str(static_table[index - 1].name);
		ret->value = span_str(static_table[index - 1].value);
		ret->known = true;
		return true;
	}
	index -= STATIC_COUNT;
	if (index > t->count) { /* picked up in the middle, or a larger table than ours */
		ret->name = ret->value = span_of(NULL, 0);
		ret->known = false;
		return true;
	}
	for (uint32_t i = 0; i < t->count - index; i++)
		at += (uint32_t)t->entries[i].name_len + t->entries[i].value_len;
	uint16_t name_len = t->entries[t->count - index].name_len;
	ret->name = arena_copy(arena, span_of(t->text + at, name_len));
	ret->value = arena_copy(
		arena, span_of(t->text + at + name_len, t->entries[t->count - index].value_len));
	ret->known = true;
	return true;
}

bool hpack_next(
	struct hpack_table *t, struct arena *arena, struct cursor *c, struct hpack_field *ret)
{
	while (cursor_left(c)) {
		uint8_t first = cursor_u8(c);
		if ((first & 0xe0) == 0x20) { /* the table's size */
			t->max = integer(c, first, 5);
			t->has_max = true;
			evict(t, 0, table_max(t));
			continue;
		}
		bool indexed = first & 0x80, kept = (first & 0xc0) == 0x40;
		uint32_t index = integer(c, first, indexed ? 7 : kept ? 6 : 4);
		if (!cursor_ok(c) || (indexed && !index))
			break;
		if (index && !look_up(t, arena, index, ret))
			break;
		if (indexed)
			return true;
		if (!index) {
			ret->name = string(arena, c);
			ret->known = true;
		}
		ret->value = string(arena, c);
		if (!cursor_ok(c))
			return false;
		if (kept)
			insert(t, ret);
		return true;
	}
	if (cursor_left(c))
		cursor_fail(c);
	return false;
}
