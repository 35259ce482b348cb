/*
 * memory: what judgement carries from one run to the next. One file holds sections, each owned by
 * the file of rules/ that keeps the things in it: a version, a limit, one function that writes and
 * one that reads (rules/memory_sections.def lists them). A checksum stands behind all of them, so
 * that a section is read only from bytes that this program wrote. On the collector's thread.
 */
#ifndef SPANWATCH_RULES_MEMORY_H
#define SPANWATCH_RULES_MEMORY_H

#include "sensor/base/addr.h"
#include "sensor/base/cursor.h"

struct judge;

/** Bytes in the making; numbers in network order. What does not fit sets FULL and is dropped. */
struct memory_out {
	uint8_t *p;
	uint32_t cap, len;
	bool full;
};

void memory_put_u8(struct memory_out *out, uint8_t value);
void memory_put_u16(struct memory_out *out, uint16_t value);
void memory_put_u32(struct memory_out *out, uint32_t value);
void memory_put_u64(struct memory_out *out, uint64_t value);
void memory_put_i64(struct memory_out *out, int64_t value);
void memory_put_bytes(struct memory_out *out, const void *p, uint32_t len);
/** A NUL-terminated text of at most 65535 bytes, with its length before it. */
void memory_put_text(struct memory_out *out, const char *text);
void memory_put_addr(struct memory_out *out, const struct addr *a);

/* The same on the way back: a cursor over the section, with its sticky error. */
int64_t memory_get_i64(struct cursor *c);
/** A time in us; one that no clock could have shown is an error of the cursor. */
int64_t memory_get_time(struct cursor *c);
/** A text into RET; one that does not fit, or holds a NUL, is an error of the cursor. */
void memory_get_text(struct cursor *c, char *ret, uint32_t cap);
struct addr memory_get_addr(struct cursor *c);
void memory_get_bytes(struct cursor *c, void *ret, uint32_t len);

/**
 * The owner of a section. SAVE writes everything, from what was touched longest ago to what was
 * touched last, so that LOAD restores the order of its store by taking one after another. LOAD gets
 * exactly the bytes of the section and its VERSION (at most the one in the list) and returns false
 * where they cannot be: the judge is then thrown away and begins anew, so what was taken before the
 * fault needs no undoing. Counts from the file are capped, texts are checked, nothing is believed.
 */
#define SECTION(id, number, limit)                                                                 \
	void id##_save(const struct judge *j, struct memory_out *out);                             \
	bool id##_load(struct judge *j, uint32_t version, struct cursor *in);
#include "rules/memory_sections.def"
#undef SECTION

/** The most bytes of a file: all sections at their limits, head and checksum. */
uint32_t memory_limit(void);

/** Writes the memory of J into OUT; false where a section did not fit (OUT is then of no use). */
bool memory_save(const struct judge *j, struct memory_out *out);

/** Reads it back into J, which is fresh. NULL, or why it cannot be believed (static). */
const char *memory_load(struct judge *j, struct span file);

#endif
