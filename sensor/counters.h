/* counters: names and numbers of what workers count; generated from counters.def. */
#ifndef SPANWATCH_COUNTERS_H
#define SPANWATCH_COUNTERS_H

#include <stdint.h>

enum counter {
#define COUNTER(id, name, text) COUNT_##id,
#include "sensor/counters.def"
#undef COUNTER
	COUNTERS
};

struct counters {
	uint64_t n[COUNTERS];
};

const char *counter_name(enum counter c);
const char *counter_text(enum counter c);

#endif
