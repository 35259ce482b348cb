/* harness_told: what a dissector said, written down as the expectations of vectors read; harness.h.
 */
#ifndef SPANWATCH_TESTS_HARNESS_TOLD_H
#define SPANWATCH_TESTS_HARNESS_TOLD_H

#include "tests/dissectors/harness.h"

#include <stdio.h>

/** E as lines of struct vector's `expect`. */
void told_write(FILE *out, const struct event *e);

#endif
