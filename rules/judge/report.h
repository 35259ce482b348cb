/*
 * report: the smaller judgements, one for each kind of event: credentials, hints and anomalies,
 * files, and what hosts say about themselves.
 */
#ifndef SPANWATCH_RULES_JUDGE_REPORT_H
#define SPANWATCH_RULES_JUDGE_REPORT_H

#include "rules/judge/watch.h"

/** guess.c: default credentials, credentials in clear, guessing. */
void report_credential(struct judge *j, const struct event *e);

/** signal.c: an anomaly event, or the finding of a hint. */
void report_signal(struct judge *j, const struct event *e);

/** transfer.c: the transfer event, and images that nobody approved. */
void report_transfer(struct judge *j, const struct event *e);

/** Takes the memory; false when there is none. */
bool report_open(struct judge *j);

/** A DHCP server named where to boot from: a finding where the policy names neither. */
void report_boot(struct judge *j, const struct event *e);

/**
 * An address is claimed to be at a MAC: remembers it, and raises a finding where another one
 * claimed it before. True when this is the first word on it.
 */
bool binding_note(struct judge *j, const struct event *e);
/** Takes the memory; false when there is none. */
bool binding_open(struct judge *j);

/** A host routes, or takes over a shared address: a finding where the policy does not name it. */
void report_neighbor(struct judge *j, const struct event *e);

/** P announces itself as equipment: a finding where the policy names neither its address nor it. */
void report_announced(struct judge *j, const struct event *e, const struct party *p);

/** The finding of a hint. */
void report_hint(struct judge *j, const struct event *e);

/** health.c: takes what lanes tell of the capture itself; false where E is another hint. */
bool health_take(struct judge *j, const struct event *e);

#endif
