/*
 * diff: what another policy would change for the traffic of captures.
 */
#ifndef SPANWATCH_CMD_DIFF_H
#define SPANWATCH_CMD_DIFF_H

#include "sensor/cmd/options.h"

/** Judges the files of O under --diff's policy and under --policy, and prints what differs. EXIT_OK
 * or the exit code. O's policy and quiet are changed. */
int policy_diff(struct options *o);

#endif
