/*
 * windows: whether the windows of the policy are used; one that ends without a change is told.
 */
#ifndef SPANWATCH_RULES_JUDGE_WINDOWS_H
#define SPANWATCH_RULES_JUDGE_WINDOWS_H

#include "rules/judge/state.h"

/** A change was judged: V may name the window that it fell into. */
void windows_note(struct judge *j, const struct verdict *v);

/** Packet time moved on: windows that ended are looked at. */
void windows_advance(struct judge *j);

/** The policy is another one. */
void windows_policy(struct judge *j);

/** Takes the memory; false when there is none. */
bool windows_open(struct judge *j);

#endif
