/*
 * line: one line of an EVE file, read. The door to json-c. Lines come from files that anyone may
 * have written: what is no object, too deep or not JSON is no line. One thread.
 */
#ifndef SPANWATCH_CMD_REPORT_LINE_H
#define SPANWATCH_CMD_REPORT_LINE_H

#include "sensor/base/addr.h"

struct line;  /* one that was read */
struct value; /* inside of it, living as long */

struct line_reader;
/** NULL when there is no memory. */
struct line_reader *line_reader_new(void);
void line_reader_free(struct line_reader *r);

/** Reads TEXT; NULL where it is no JSON object. One at a time: it lives until the next. */
const struct value *line_read(struct line_reader *r, struct span text);

/** What stands at the dotted PATH below V, or NULL. V may be NULL. */
const struct value *value_at(const struct value *v, const char *path);

/** A string, or a number or word as it would be written; empty for all else and for NULL. */
struct span value_text(const struct value *v);
/** The same at PATH, into RET as a string of at most CAP - 1 bytes. */
void value_copy(const struct value *v, const char *path, char *ret, size_t cap);
/** A whole number that is not negative, or OTHER. */
uint64_t value_count(const struct value *v, const char *path, uint64_t other);
bool value_is_true(const struct value *v, const char *path);
/** A time as EVE writes it; false (RET untouched) where there is none. */
bool value_time(const struct value *v, const char *path, int64_t *ret_us);
bool value_addr(const struct value *v, const char *path, struct addr *ret);

/** Elements of a list; 0 for all else. */
uint32_t value_length(const struct value *v);
const struct value *value_element(const struct value *v, uint32_t index);

#endif
