/*
 * unpack: streaming gzip and zstd, several members one behind the other included. Memory is bounded
 * by the window of the format. Used by input.c only.
 */
#ifndef SPANWATCH_CAPTURE_UNPACK_H
#define SPANWATCH_CAPTURE_UNPACK_H

#include "sensor/base/span.h"
#include <stddef.h>

enum unpack_kind { UNPACK_NONE, UNPACK_GZIP, UNPACK_ZSTD };

struct unpack;

/** What the first bytes (at most 4 count) say. */
enum unpack_kind unpack_kind_of(struct span first);

/** An unpacker, or NULL when memory is short. */
struct unpack *unpack_new(enum unpack_kind kind);
void unpack_free(struct unpack *u);

/**
 * Unpacks from IN (what was used is taken off its front) to OUT, at most ROOM bytes. Returns the
 * bytes written, or -1 when the data is damaged. 0 with IN empty: give it more.
 */
int64_t unpack_run(struct unpack *u, struct span *in, uint8_t *out, size_t room);

/** True where the packed bytes may end: nothing has begun that is not finished. */
bool unpack_is_whole(const struct unpack *u);

/** What is wrong after unpack_run returned -1; static. */
const char *unpack_problem(const struct unpack *u);

/** Raw bytes not yet unpacked; the unpacker owns the buffer. */
uint8_t *unpack_buffer(struct unpack *u, size_t *ret_size);
struct span *unpack_pending(struct unpack *u);

#endif
