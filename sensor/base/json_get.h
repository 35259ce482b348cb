/*
 * json_get: looks values up in JSON text that lies in memory whole: events that come back from
 * files. No tree and no allocation: a value is a span of the text. Pure; any thread.
 */
#ifndef SPANWATCH_BASE_JSON_GET_H
#define SPANWATCH_BASE_JSON_GET_H

#include "sensor/base/span.h"

/**
 * The value under PATH, names parted by dots ("spanwatch.why.permit"), in the object TEXT begins
 * with. RET is the value as written, strings with their quotes. False where it is not there or the
 * text is no JSON up to there. Names with escapes are never found.
 */
bool json_get(struct span text, const char *path, struct span *ret);

/** The next item of the array ARRAY into RET; *AT begins at 0. False at its end. */
bool json_each(struct span array, uint32_t *at, struct span *ret);

/** The bytes that the value RAW stands for: a string without quotes and escapes, else RAW itself;
 * cut at CAP - 1, NUL behind. Returns the length. */
uint32_t json_value(struct span raw, char *ret, uint32_t cap);

/** The bytes that STRING stands for, what is between the quotes of a JSON string; as json_value. */
uint32_t json_string_value(struct span string, char *ret, uint32_t cap);

#endif
