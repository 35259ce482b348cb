/*
 * curly: configuration as Junos writes it, in braces, one statement after another, each with what
 * it stands in: system { host-name r1; } is "set system host-name r1". Pure; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_CURLY_H
#define SPANWATCH_DISSECTORS_COMMON_CURLY_H

#include "sensor/base/span.h"

enum { CURLY_DEPTH = 16, CURLY_LINE = 512 };

struct curly {
	struct span in;
	uint32_t at;
	unsigned depth; /* as it is; only the first CURLY_DEPTH names are kept */
	struct span names[CURLY_DEPTH];
	uint8_t line[CURLY_LINE];
};

struct curly curly_of(struct span text);

/**
 * The next statement into RET, cut where it is longer than CURLY_LINE; it lives until the next
 * call. What is marked "delete:" begins with delete instead of set. False at the end.
 */
bool curly_next(struct curly *c, struct span *ret);

#endif
