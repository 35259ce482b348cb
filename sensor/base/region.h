/*
 * region: big arrays taken at start as address space and touched only as they fill, so that a
 * capacity costs nothing until it is used and memory never grows past it.
 */
#ifndef SPANWATCH_BASE_REGION_H
#define SPANWATCH_BASE_REGION_H

#include <stddef.h>

/** SIZE bytes of zeroed address space; NULL where the kernel refuses. */
void *region_take(size_t size);

/** The same for what fills from its start: huge pages where the kernel has them. */
void *region_take_dense(size_t size);

/**
 * Brings all pages of what will soon be used everywhere, in one call. Where a page is read before
 * it is written, as in a hash table, it would else cost two faults, and the second of them stops
 * every thread of the program. A wish.
 */
void region_fill(void *p, size_t size);

void region_free(void *p, size_t size);

#endif
