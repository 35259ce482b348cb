/*
 * syslog_facts: finds in a message what its entry of the lexicon says stands behind which words.
 * Called by syslog_meaning.c; pure, any thread. MARKS are several with | between them, tried in
 * their order.
 */
#ifndef SPANWATCH_DISSECTORS_SYSLOG_FACTS_H
#define SPANWATCH_DISSECTORS_SYSLOG_FACTS_H

#include "dissectors/syslog.h"

/** The next piece of a pattern, up to MARK. False at its end. */
bool syslog_piece(struct span *pattern, uint8_t mark, struct span *ret);

/** Who did it; empty where nobody is named. */
struct span syslog_user(struct span text, struct span marks);

/** The address of who did it; false where there is none. */
bool syslog_from(struct span text, struct span marks, struct addr *ret);

/** The command, up to the last of its quotes or to the end of TEXT; RET_MARK is what it stands
 * behind. */
struct span syslog_command(struct span text, struct span marks, struct span *ret_mark);

/** The value of a parameter of structured data that NAME, which ends with =", stands before. */
struct span syslog_value(struct span text, struct span name);

#endif
