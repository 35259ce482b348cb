/*
 * software: who made a program, which one it is and which version, told by what it says of itself
 * in a greeting. The table is software.def. Used by dissectors on a worker's thread; no state.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_SOFTWARE_H
#define SPANWATCH_DISSECTORS_COMMON_SOFTWARE_H

#include "sensor/base/arena.h"
#include "sensor/base/span.h"

/** Where the text was read: the same words mean different things in different places. */
enum software_place {
	SOFTWARE_SSH,  /* softwareversion of the SSH identification string (RFC 4253 section 4.2) */
	SOFTWARE_HTTP, /* one product of a Server header */
	SOFTWARE_FTP   /* text of a 220 greeting, behind the code */
};

struct software {
	struct span vendor;  /* of the equipment; empty for programs that run anywhere */
	struct span product; /* static */
	struct span version; /* part of the text given; empty where it says none */
	bool is_equipment;   /* only network equipment says this */
};

/** Looks TEXT up; false (RET untouched) where no line of the table fits. */
bool software_recognise(enum software_place place, struct span text, struct software *ret);

/** "product version" in ARENA; empty when it is full. */
struct span software_name(const struct software *s, struct arena *arena);

/**
 * True when this version is older than the oldest that still gets fixes; RET_SINCE says which that
 * is ("9.8"). Distributions port fixes back: this is evidence of age, not of a hole.
 */
bool software_is_old(const struct software *s, struct span *ret_since);

#endif
