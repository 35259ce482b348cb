/*
 * shown: the certificates that servers show to elements, for what findings say of a far end. A
 * finding about a TLS flow waits for it, some seconds at most (held.h); all other judgement goes
 * on. What is encrypted (TLS 1.3) nobody saw. Collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_SHOWN_H
#define SPANWATCH_RULES_JUDGE_SHOWN_H

#include "rules/judge/state.h"

enum { SHOWN_TEXT = 160 /* of a name, with its NUL; longer ones are cut */ };

struct shown {
	char subject[SHOWN_TEXT], issuer[SHOWN_TEXT];
};

/**
 * The tls event E tells of a session; also of one whose certificate was not seen. Whoever waited
 * for that waits no longer.
 */
void shown_learn(struct judge *j, const struct event *e);

/** What the server of E's flow showed last, or NULL. Good until the next shown_learn. */
const struct shown *shown_of(const struct judge *j, const struct event *e);

/** The server of the flow that E tells of may still show a certificate, its first. */
bool shown_may_come(const struct judge *j, const struct event *e);

/** Takes the memory; false when there is none. */
bool shown_open(struct judge *j);

#endif
