/*
 * text: small pieces of text put together or taken apart, for what dissectors say of names and
 * versions. Called by dissectors on a worker; results live in the packet's arena or in the input.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_TEXT_H
#define SPANWATCH_DISSECTORS_COMMON_TEXT_H

#include "sensor/base/arena.h"

/** A and B one after the other; empty where the arena is full. */
struct span text_join(struct arena *arena, struct span a, struct span b);

/** What follows the first MARK in S, or empty. */
struct span text_after(struct span s, const char *mark);

/** S up to the first of the bytes in STOPS, without white space at both ends. */
struct span text_until(struct span s, const char *stops);

/** How many bytes of S stand before STOP outside of double quotes; all where it is not there. */
uint32_t text_unquoted(struct span s, uint8_t stop);

/** VALUE in decimal. */
struct span text_u64(struct arena *arena, uint64_t value);
struct span text_i64(struct arena *arena, int64_t value);

/** Lower-case hex of BYTES behind PREFIX. */
struct span text_hex(struct arena *arena, const char *prefix, struct span bytes);

/** Every byte is printable ASCII, TAB, CR or LF, or part of valid UTF-8. */
bool text_is_shown(struct span s);

#endif
