/*
 * memory: see memory.h. The file:
 *
 *	"SPWMEM\r\n"  u32 layout  u32 sections
 *	for each: name[16]  u32 version  u32 length  bytes
 *	SHA-256 of everything before it
 */
#include "config.h"

#include "rules/memory.h"

#include "sensor/base/digest.h"

enum { LAYOUT = 1, NAME = 16, HEAD = 16, SECTION_HEAD = NAME + 8, SECTIONS_MAX = 64 };

static const uint8_t magic[8] = {'S', 'P', 'W', 'M', 'E', 'M', '\r', '\n'};

static const struct section {
	const char *name;
	uint32_t version, limit;
	void (*save)(const struct judge *j, struct memory_out *out);
	bool (*load)(struct judge *j, uint32_t version, struct cursor *in);
} sections[] = {
#define SECTION(id, version, limit) {#id, version, limit, id##_save, id##_load},
#include "rules/memory_sections.def"
#undef SECTION
};
enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

/* --- writing --------------------------------------------------------------------------------- */

static uint8_t *room(struct memory_out *out, uint32_t len)
{
	if (out->full || out->cap - out->len < len) {
		out->full = true;
		return NULL;
	}
	out->len += len;
	return out->p + out->len - len;
}

static void put(struct memory_out *out, uint64_t value, unsigned bytes)
{
	uint8_t *to = room(out, bytes);

	for (unsigned i = 0; to && i < bytes; i++)
		to[i] = (uint8_t)(value >> (8 * (bytes - 1 - i)));
}

void memory_put_u8(struct memory_out *out, uint8_t value)
{
	put(out, value, 1);
}

void memory_put_u16(struct memory_out *out, uint16_t value)
{
	put(out, value, 2);
}

void memory_put_u32(struct memory_out *out, uint32_t value)
{
	put(out, value, 4);
}

void memory_put_u64(struct memory_out *out, uint64_t value)
{
	put(out, value, 8);
}

void memory_put_i64(struct memory_out *out, int64_t value)
{
	put(out, (uint64_t)value, 8);
}

void memory_put_bytes(struct memory_out *out, const void *p, uint32_t len)
{
	uint8_t *to = room(out, len);

	if (to && len)
		memcpy(to, p, len);
}

void memory_put_text(struct memory_out *out, const char *text)
{
	struct span s = span_sub(span_str(text), 0, UINT16_MAX);

	memory_put_u16(out, (uint16_t)s.len);
	memory_put_bytes(out, s.p, s.len);
}

void memory_put_addr(struct memory_out *out, const struct addr *a)
{
	memory_put_bytes(out, a->b, sizeof(a->b));
}

/* --- reading --------------------------------------------------------------------------------- */

int64_t memory_get_i64(struct cursor *c)
{
	return (int64_t)cursor_be64(c);
}

int64_t memory_get_time(struct cursor *c)
{
	const int64_t most_us = INT64_C(1) << 60; /* thirty thousand years */
	int64_t ts_us = memory_get_i64(c);

	if (ts_us > most_us || ts_us < -most_us)
		cursor_fail(c);
	return cursor_ok(c) ? ts_us : 0;
}

void memory_get_bytes(struct cursor *c, void *ret, uint32_t len)
{
	struct span s = cursor_span(c, len);

	memset(ret, 0, len);
	if (s.len)
		memcpy(ret, s.p, s.len);
}

void memory_get_text(struct cursor *c, char *ret, uint32_t cap)
{
	struct span s = cursor_span(c, cursor_be16(c));

	if (s.len >= cap || span_index(s, 0) >= 0)
		cursor_fail(c);
	uint32_t len = cursor_ok(c) ? s.len : 0;
	if (len)
		memcpy(ret, s.p, len);
	memset(ret + len, 0, cap - len);
}

struct addr memory_get_addr(struct cursor *c)
{
	struct addr a;

	memory_get_bytes(c, a.b, sizeof(a.b));
	return a;
}

/* --- the file -------------------------------------------------------------------------------- */

static void checksum(struct span of, uint8_t ret[static SHA256_DIGEST_SIZE])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, of.len, of.p);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, ret);
}

uint32_t memory_limit(void)
{
	uint32_t sum = HEAD + SHA256_DIGEST_SIZE;

	for (unsigned i = 0; i < SECTIONS; i++)
		sum += SECTION_HEAD + sections[i].limit;
	return sum;
}

static bool section_save(const struct judge *j, const struct section *s, struct memory_out *out)
{
	char name[NAME] = {0};

	memcpy(name, s->name, strlen(s->name));
	memory_put_bytes(out, name, sizeof(name));
	memory_put_u32(out, s->version);
	memory_put_u32(out, 0);
	if (out->full)
		return false;
	uint32_t left = out->cap - out->len;
	struct memory_out inner = {out->p + out->len, left < s->limit ? left : s->limit, 0, false};
	s->save(j, &inner);
	if (inner.full)
		return false;
	struct memory_out length = {out->p + out->len - 4, 4, 0, false};
	memory_put_u32(&length, inner.len);
	out->len += inner.len;
	return true;
}

bool memory_save(const struct judge *j, struct memory_out *out)
{
	uint8_t sum[SHA256_DIGEST_SIZE];

	memory_put_bytes(out, magic, sizeof(magic));
	memory_put_u32(out, LAYOUT);
	memory_put_u32(out, SECTIONS);
	for (unsigned i = 0; i < SECTIONS; i++)
		if (!section_save(j, &sections[i], out))
			return false;
	checksum(span_of(out->p, out->len), sum);
	memory_put_bytes(out, sum, sizeof(sum));
	return !out->full;
}

static const struct section *section_find(struct span name)
{
	for (unsigned i = 0; i < SECTIONS; i++) {
		struct span known = span_str(sections[i].name);
		if (span_starts(name, known) && name.p[known.len] == 0)
			return &sections[i];
	}
	return NULL;
}

/* A section that this program does not know was written by a newer one, and is left out. */
static const char *section_load(struct judge *j, struct cursor *c)
{
	struct span name = cursor_span(c, NAME);
	uint32_t version = cursor_be32(c);
	struct cursor in = cursor_child(c, cursor_be32(c));

	if (!cursor_ok(c) || span_index(name, 0) < 0)
		return "a section goes past its end";
	const struct section *s = section_find(name);
	if (!s)
		return NULL;
	if (version > s->version)
		return "a newer spanwatch wrote it";
	if (!s->load(j, version, &in) || !cursor_ok(&in) || cursor_left(&in))
		return "a section holds what cannot be";
	return NULL;
}

const char *memory_load(struct judge *j, struct span file)
{
	uint8_t sum[SHA256_DIGEST_SIZE];

	if (file.len < HEAD + sizeof(sum) || !span_starts(file, span_of(magic, sizeof(magic))))
		return "it was not written by spanwatch";
	struct span body = span_sub(file, 0, file.len - (uint32_t)sizeof(sum));
	checksum(body, sum);
	if (memcmp(sum, file.p + body.len, sizeof(sum)) != 0)
		return "its checksum is wrong";
	struct cursor c = cursor_of(body);
	cursor_skip(&c, sizeof(magic));
	if (cursor_be32(&c) != LAYOUT)
		return "a newer spanwatch wrote it";
	uint32_t count = cursor_be32(&c);
	if (count > SECTIONS_MAX)
		return "it claims too many sections";
	for (uint32_t i = 0; i < count; i++) {
		const char *fault = section_load(j, &c);
		if (fault)
			return fault;
	}
	return cursor_left(&c) ? "bytes stand behind its last section" : NULL;
}
