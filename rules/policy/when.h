/*
 * when: the times that people write (policy, --from, --until): ISO 8601 with an offset, because a
 * time without one means something else on every machine. Pure; any thread.
 */
#ifndef SPANWATCH_RULES_POLICY_WHEN_H
#define SPANWATCH_RULES_POLICY_WHEN_H

#include "sensor/base/span.h"

enum when { WHEN_OK, WHEN_NO_OFFSET, WHEN_BAD };

/**
 * "2026-11-22T01:00:00Z", "2026-11-22 01:00+02:00", "2026-11-22T01:00:00.250-0530" as microseconds
 * since 1970 into RET. Seconds and their fraction may be left out, the offset may not. Years 1970
 * to 2999; a leap second counts as the next second.
 */
enum when when_parse(struct span text, int64_t *ret_us);

#endif
