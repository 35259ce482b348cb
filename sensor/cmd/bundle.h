/*
 * bundle: what makes packets of a finding judgeable again by anybody: beside ID.pcap the policy and
 * ID.json, what the program says of those packets alone. `read --extract` and a running sensor make
 * them, `replay` judges them again. Any thread, one folder at a time.
 */
#ifndef SPANWATCH_CMD_BUNDLE_H
#define SPANWATCH_CMD_BUNDLE_H

#include <stdbool.h>

/** A copy of the policy FROM as the file TO, for its owner alone. 0 or -errno. */
int bundle_copy_policy(const char *from, const char *to);

/**
 * A copy of the policy FROM as FOLDER/policy-HASH.yaml, whose path goes to RET (CAP bytes): bundles
 * of many weeks lie in one folder, each beside its policy. 0 or -errno.
 */
int bundle_keep_policy(const char *from, const char *folder, char *ret, unsigned cap);

/**
 * The policy that the bundle of EVENTS (ID.json) in FOLDER ("" or ending with a slash) was judged
 * under, into RET: the one whose hash its first event tells, else policy.yaml. False: none is
 * there.
 */
bool bundle_find_policy(const char *events, const char *folder, char *ret, unsigned cap);

/**
 * Judges PACKETS (a path) under POLICY (NULL: none) as `read` does by default, with the events in
 * the file EVENTS. Says nothing. EXIT_OK or the exit code.
 */
int bundle_judge(const char *packets, const char *policy, const char *events);

#endif
