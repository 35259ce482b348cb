/* base64: RFC 4648 decoded, for protocols that carry credentials so. Pure; any thread. */
#ifndef SPANWATCH_DISSECTORS_COMMON_BASE64_H
#define SPANWATCH_DISSECTORS_COMMON_BASE64_H

#include "sensor/base/arena.h"

/** S up to the first byte that is no base64 (of either alphabet), decoded into ARENA. */
struct span base64_decode(struct arena *arena, struct span s);

#endif
