/*
 * learn: a policy draft from traffic. It follows a reading without a policy, event by event, keeps
 * who spoke to whom and what was done, and writes the YAML that would have permitted it, but for
 * what a built-in judgement flagged. On the collector's thread; learn_write when the reading is
 * over.
 */
#ifndef SPANWATCH_RULES_LEARN_H
#define SPANWATCH_RULES_LEARN_H

#include "sensor/sink.h"

#include <stdio.h>

struct learn;

/** NULL without memory. */
struct learn *learn_new(void);
void learn_free(struct learn *l);

/** One event, before it is judged. */
void learn_event(struct learn *l, const struct event *e);

/** What judgement said: findings are kept, other records passed over. */
void learn_record(struct learn *l, const struct record *r);

/** Where the traffic came from, and in which spaces. */
struct learn_source {
	const char *text;         /* for the first comment */
	const char *const *names; /* of the spaces, NULL for the default one; or NULL */
	const char *spaces;       /* the `spaces` of the file, a whole part of YAML; or NULL */
};

/**
 * The draft as YAML text, freed by the caller; NULL without memory. It is of COUNT spaces, each
 * learned by itself; ALL may hold NULL where nothing was seen. The text is a policy without faults.
 */
char *learn_write(struct learn *const *all, unsigned count, const struct learn_source *source);

#endif
