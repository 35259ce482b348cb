/*
 * alien: says what a file is that is no capture, and what to do about it. Used by reader.c.
 */
#ifndef SPANWATCH_CAPTURE_ALIEN_H
#define SPANWATCH_CAPTURE_ALIEN_H

#include "sensor/base/span.h"

enum { ALIEN_BYTES = 16 }; /* first bytes that alien_sentence looks at */

/** One sentence for people about a file that starts with FIRST; static. */
const char *alien_sentence(struct span first);

#endif
