/*
 * cover: permitted flows whose children are permitted too: FTP and its data, TFTP from a new port,
 * CWMP after a connection request. For a minute between the same two hosts.
 */
#ifndef SPANWATCH_RULES_JUDGE_COVER_H
#define SPANWATCH_RULES_JUDGE_COVER_H

#include "rules/judge/state.h"

/** The EVENT_FLOW_DECIDED E is permitted. */
void cover_remember(struct judge *j, const struct event *e);

/** A flow that was permitted announced the one of E, as far as protocols and time tell. */
bool cover_has(struct judge *j, const struct event *e);

/** Takes the memory; false when there is none. */
bool cover_open(struct judge *j);

#endif
