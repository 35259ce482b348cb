/* quantity: numbers as people read them. Pure; any thread. */
#ifndef SPANWATCH_SINK_QUANTITY_H
#define SPANWATCH_SINK_QUANTITY_H

#include <stdint.h>

enum { QUANTITY_TEXT = 32 };

/** "999 B", "1.2 MB" (powers of 1000) into RET, at most 15 characters and a NUL. */
void quantity_bytes(char *ret, uint64_t bytes);

/** "999", "12.3 k", "4.5 M" into RET, at most 15 characters and a NUL. */
void quantity_count(char *ret, uint64_t count);

/** "1,234,567" into RET (QUANTITY_TEXT bytes). */
void quantity_exact(char *ret, uint64_t count);

#endif
