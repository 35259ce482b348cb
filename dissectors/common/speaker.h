/*
 * speaker: whoever sends routing and redundancy protocols says by this that it forwards packets.
 * Called by the dissectors of such protocols on a worker.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_SPEAKER_H
#define SPANWATCH_DISSECTORS_COMMON_SPEAKER_H

#include "sensor/dissector.h"

/** Two flags of a flow's state: what was said of each side already. */
struct speaker_state {
	bool told[2];
};

/**
 * Once for each side: the sender of D's bytes is equipment (NAME may be empty), and a hint
 * "routing.speaker" for the judgement of neighbours that nobody declared.
 */
void speaker_tell(struct dissect *d, struct speaker_state *state, struct span name);

/** The sender's messages can be forged (WHY: no authentication, a password in clear): a hint. */
void speaker_is_weak(struct dissect *d, const char *why);

#endif
