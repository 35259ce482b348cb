/* tftp_words: what a request of TFTP begins with (RFC 1350 section 5): the file and the mode. */
#ifndef SPANWATCH_DISSECTORS_TFTP_WORDS_H
#define SPANWATCH_DISSECTORS_TFTP_WORDS_H

#include "sensor/base/cursor.h"

struct tftp_words {
	struct span name; /* as far as it is there; empty where the client names no file */
	struct span mode; /* in lower case; empty where it is cut off */
	bool whole;       /* both have their NUL */
};

/**
 * Reads both from behind the opcode. False where this is no request. CUT: the snap length may have
 * taken the end; else some clients leave the last NUL out, and no more than that may be missing.
 */
bool tftp_words_read(struct cursor *c, bool cut, struct tftp_words *ret);

#endif
