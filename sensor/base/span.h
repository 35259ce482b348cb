/*
 * span: a borrowed run of bytes. It owns nothing and is copied freely; whoever made it says how
 * long the bytes live. Used everywhere, on every thread.
 */
#ifndef SPANWATCH_BASE_SPAN_H
#define SPANWATCH_BASE_SPAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct span {
	const uint8_t *p;
	uint32_t len;
};

#define SPAN_LIT(literal) ((struct span){(const uint8_t *)(literal), sizeof(literal) - 1})

/** A span over LEN bytes at P. */
static inline struct span span_of(const void *p, uint32_t len)
{
	return (struct span){p, len};
}

/** A span over a NUL-terminated string, without the NUL; NULL gives the empty span. */
static inline struct span span_str(const char *s)
{
	return (struct span){(const uint8_t *)s, s ? (uint32_t)strlen(s) : 0};
}

/** The part of S from OFFSET on, at most LEN bytes; empty where OFFSET is past the end. */
static inline struct span span_sub(struct span s, uint32_t offset, uint32_t len)
{
	if (offset >= s.len) /* no arithmetic on NULL: an empty span may have no bytes at all */
		return (struct span){s.len ? s.p + s.len : s.p, 0};
	uint32_t left = s.len - offset;
	return (struct span){s.p + offset, len < left ? len : left};
}

static inline bool span_eq(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool span_starts(struct span s, struct span prefix)
{
	return s.len >= prefix.len && memcmp(s.p, prefix.p, prefix.len) == 0;
}

/** Index of BYTE in S, or -1. */
static inline int64_t span_index(struct span s, uint8_t byte)
{
	const uint8_t *hit = s.len ? memchr(s.p, byte, s.len) : NULL;
	return hit ? hit - s.p : -1;
}

/** Equal without regard to ASCII case. */
bool span_eq_nocase(struct span a, struct span b);

/** Order of their bytes, the shorter of equals first: below, at or above 0. */
int span_cmp(struct span a, struct span b);

/** S starts with PREFIX without regard to ASCII case. */
bool span_starts_nocase(struct span s, struct span prefix);

/** S ends with TAIL without regard to ASCII case. */
bool span_ends_nocase(struct span s, struct span tail);

/** WORD stands somewhere in S, without regard to ASCII case. */
bool span_has_nocase(struct span s, struct span word);

/** TEXT is one of COUNT names; NULL is none of them. */
bool text_is_one_of(const char *text, const char *const *names, unsigned count);

/** Index of the first NEEDLE in S, or -1; linear in the length of S. */
int64_t span_find(struct span s, struct span needle);

/** The beginning of S, of at most MAX bytes, without half a character of UTF-8 at its end. */
struct span span_head(struct span s, uint32_t max);

/** S without ASCII white space at both ends. */
struct span span_trim(struct span s);

/** What the parameter NAME of a field of a head says: name=value, the value in quotes or not, ended
 * at the line's end at the latest (RFC 2045 section 5.1); empty where there is none. */
struct span span_parameter(struct span field, const char *name);

/** Unsigned decimal of at most MAX; false (RET untouched) where S is empty, too large or not all
 * digits. */
bool span_decimal(struct span s, uint64_t max, uint64_t *ret);

/** Every byte of S is printable ASCII or horizontal tab. */
bool span_is_printable(struct span s);

#endif
