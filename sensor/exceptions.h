/*
 * exceptions: what gives way when something is used up, by name; generated from exceptions.def.
 * Tests and operators make each of them happen with --simulate-NAME=N.
 */
#ifndef SPANWATCH_EXCEPTIONS_H
#define SPANWATCH_EXCEPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum exception {
#define EXCEPTION(id, name, counters, text) EXCEPTION_##id,
#include "sensor/exceptions.def"
#undef EXCEPTION
	EXCEPTIONS
};

/** From which packet (the spool: record) on each is made to happen; 0: never. */
struct simulate {
	uint64_t from[EXCEPTIONS];
};

/** True when WHAT is made to happen at packet (record) NO. */
static inline bool simulated(const struct simulate *s, enum exception what, uint64_t no)
{
	return s->from[what] && no >= s->from[what];
}

#endif
