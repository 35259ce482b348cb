/*
 * asked: what a policy is asked about an action that an event tells of, long after it was done. One
 * thread.
 */
#ifndef SPANWATCH_CMD_REPORT_ASKED_H
#define SPANWATCH_CMD_REPORT_ASKED_H

#include "rules/policy/policy.h"
#include "sensor/cmd/report/events.h"

/** The question, and the text that it points to. */
struct asked {
	struct question question;
	char user[512], app[64];
};

/** The verb called NAME; false where there is none. */
bool asked_verb(struct span name, enum verb *ret);

/** Fills RET from a mgmt event; false where it lacks the verb or the element. */
bool asked_read(const struct policy *p, const struct event_line *e, struct asked *ret);

#endif
