/*
 * roster: addresses that one thread adds and many ask for, without a lock: nothing leaves it
 * before all of it does. Bounded; what finds no room is not in it.
 */
#ifndef SPANWATCH_BASE_ROSTER_H
#define SPANWATCH_BASE_ROSTER_H

#include "sensor/base/addr.h"

struct roster;

/** Room for CAPACITY addresses, as address space that is touched as it fills; NULL without. */
struct roster *roster_new(uint32_t capacity);
void roster_free(struct roster *s);

/** By one thread. */
void roster_add(struct roster *s, uint16_t space, const struct addr *a);

/** By any thread; S may be NULL. */
bool roster_has(const struct roster *s, uint16_t space, const struct addr *a);

#endif
