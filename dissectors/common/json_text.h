/*
 * json_text: strings of JSON (RFC 8259 section 7) as they stand on the wire between their quotes,
 * where each character may be written as an escape. Pure; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_JSON_TEXT_H
#define SPANWATCH_DISSECTORS_COMMON_JSON_TEXT_H

#include "sensor/base/arena.h"
#include "sensor/base/span.h"

/** Whether TEXT stands for NAME, however it is spelled. */
bool json_text_is(struct span text, const char *name);

/** Whether TEXT stands for one of NAMES, which end with NULL. */
bool json_text_is_one(struct span text, const char *const *names);

/** TEXT with its escapes replaced; in ARENA where it has any, empty where that is full. */
struct span json_unescaped(struct arena *arena, struct span text);

#endif
