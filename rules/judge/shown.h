/*
 * shown: the certificates that servers show to elements, for what findings say of a far end. A
 * finding about a TLS flow waits for it, some seconds at most; all other judgement goes on. What
 * is encrypted (TLS 1.3) nobody saw. Collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_SHOWN_H
#define SPANWATCH_RULES_JUDGE_SHOWN_H

#include "rules/judge/state.h"

enum {
	SHOWN_TEXT = 160, /* of a name, with its NUL; longer ones are cut */
	SHOWN_WAIT_S = 3
};

struct shown {
	char subject[SHOWN_TEXT], issuer[SHOWN_TEXT];
};

/** The tls event E tells of a session; also of one whose certificate was not seen. */
void shown_learn(struct judge *j, const struct event *e);

/** What the server of E's flow showed last, or NULL. Good until the next shown_learn. */
const struct shown *shown_of(const struct judge *j, const struct event *e);

/** Keeps the telling of the EVENT_FLOW_DECIDED E back when a certificate may still come. */
bool shown_hold(struct judge *j, const struct event *e);

/** Packet time moved on: those that waited long enough are told. */
void shown_advance(struct judge *j);
/** The end of the run: all are. */
void shown_finish(struct judge *j);

/** Takes the memory; false when there is none. */
bool shown_open(struct judge *j);

#endif
