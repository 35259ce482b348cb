/*
 * cursor: the only way in which untrusted bytes are read. It knows its end, and its error sticks:
 * a read past the end returns 0, moves to the end and sets `bad`, so a parser reads a whole record
 * and asks cursor_ok() once before it believes any of it. Nested lengths get a child cursor.
 */
#ifndef SPANWATCH_BASE_CURSOR_H
#define SPANWATCH_BASE_CURSOR_H

#include "sensor/base/span.h"

struct cursor {
	const uint8_t *p;
	const uint8_t *end;
	bool bad;
};

static inline struct cursor cursor_of(struct span s)
{
	return (struct cursor){s.p, s.len ? s.p + s.len : s.p, false}; /* p may be NULL then */
}

static inline bool cursor_ok(const struct cursor *c)
{
	return !c->bad;
}

/** Bytes left to read. */
static inline uint32_t cursor_left(const struct cursor *c)
{
	return (uint32_t)(c->end - c->p);
}

/** True when LEN bytes can be read; else the error sticks and the cursor stands at its end. */
static inline bool cursor_need(struct cursor *c, uint32_t len)
{
	if (cursor_left(c) >= len)
		return true;
	c->p = c->end;
	c->bad = true;
	return false;
}

/** Marks what was read as wrong in itself (a length that cannot be, a value out of range). */
static inline void cursor_fail(struct cursor *c)
{
	c->p = c->end;
	c->bad = true;
}

static inline uint8_t cursor_u8(struct cursor *c)
{
	return cursor_need(c, 1) ? *c->p++ : 0;
}

static inline uint16_t cursor_be16(struct cursor *c)
{
	if (!cursor_need(c, 2))
		return 0;
	c->p += 2;
	return (uint16_t)(c->p[-2] << 8 | c->p[-1]);
}

static inline uint32_t cursor_be24(struct cursor *c)
{
	if (!cursor_need(c, 3))
		return 0;
	c->p += 3;
	return (uint32_t)c->p[-3] << 16 | (uint32_t)c->p[-2] << 8 | c->p[-1];
}

static inline uint32_t cursor_be32(struct cursor *c)
{
	if (!cursor_need(c, 4))
		return 0;
	c->p += 4;
	return (uint32_t)c->p[-4] << 24 | (uint32_t)c->p[-3] << 16 | (uint32_t)c->p[-2] << 8 |
	       c->p[-1];
}

static inline uint64_t cursor_be64(struct cursor *c)
{
	if (!cursor_need(c, 8))
		return 0;
	uint64_t high = cursor_be32(c);
	return high << 32 | cursor_be32(c);
}

static inline uint16_t cursor_le16(struct cursor *c)
{
	uint16_t v = cursor_be16(c);
	return (uint16_t)(v << 8 | v >> 8);
}

static inline uint32_t cursor_le32(struct cursor *c)
{
	return __builtin_bswap32(cursor_be32(c));
}

/** The next LEN bytes as a span, empty on error; the bytes live as long as the input. */
static inline struct span cursor_span(struct cursor *c, uint32_t len)
{
	/* what is empty may lie at NULL, and not even 0 is added to that */
	if (!cursor_need(c, len) || !len)
		return span_of(c->p, 0);
	c->p += len;
	return span_of(c->p - len, len);
}

static inline void cursor_skip(struct cursor *c, uint32_t len)
{
	if (cursor_need(c, len) && len)
		c->p += len;
}

/** All that is left, consumed. */
static inline struct span cursor_rest(struct cursor *c)
{
	return cursor_span(c, cursor_left(c));
}

/** A cursor over the next LEN bytes, which the parent skips; a bad parent makes a bad child. */
static inline struct cursor cursor_child(struct cursor *c, uint32_t len)
{
	struct span inner = cursor_span(c, len);
	return (struct cursor){inner.p, inner.len ? inner.p + inner.len : inner.p, c->bad};
}

/** What is left, without consuming it. */
static inline struct span cursor_peek(const struct cursor *c)
{
	return span_of(c->p, cursor_left(c));
}

/**
 * A line that ends in LF or CR LF, without its end. False, nothing consumed and no error, when
 * there is no line end yet.
 */
bool cursor_line(struct cursor *c, struct span *ret);

/** Bytes up to the NUL, which is consumed too; the error sticks where there is none. */
struct span cursor_cstring(struct cursor *c);

#endif
