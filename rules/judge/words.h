/*
 * words: one sentence for people, put together without printf in a buffer of its own. Bytes from
 * the wire lose their control characters. Cut, never overrun, when it grows too long.
 */
#ifndef SPANWATCH_RULES_JUDGE_WORDS_H
#define SPANWATCH_RULES_JUDGE_WORDS_H

#include "sensor/base/addr.h"

enum { WORDS_MAX = 512, WORDS_QUOTE_MAX = 120 };

struct words {
	char buf[WORDS_MAX];
	uint32_t len;
};

/** W empty; its bytes need no clearing. */
static inline void words_begin(struct words *w)
{
	w->len = 0;
}

/** Text of our own. NULL adds nothing. */
void words_add(struct words *w, const char *text);
/** Bytes from the wire: control and non-ASCII bytes become '.', cut at WORDS_QUOTE_MAX. */
void words_add_span(struct words *w, struct span text);
void words_add_addr(struct words *w, const struct addr *a);
void words_add_u64(struct words *w, uint64_t n);

static inline struct span words_span(const struct words *w)
{
	return span_of(w->buf, w->len);
}

/** Copies SPAN as a NUL-terminated string of at most CAP - 1 bytes, zero to the end. */
void words_copy(char *ret, uint32_t cap, struct span text);

#endif
