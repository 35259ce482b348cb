/*
 * person: who speaks in a dialogue, as the wire named them: kept from the login for what they do
 * after it. Called by dissectors of dialogues on a worker.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_PERSON_H
#define SPANWATCH_DISSECTORS_COMMON_PERSON_H

#include <string.h>

#include "sensor/dissector.h"

enum { PERSON_NAME = 64 };

/** Part of a dissector's state. All zero: nobody yet. */
struct person {
	uint8_t len;
	uint8_t name[PERSON_NAME];
};

/** P is NAME from now on, its first PERSON_NAME bytes; nobody, when NAME is empty. */
static inline void person_set(struct person *p, struct span name)
{
	name = span_sub(name, 0, PERSON_NAME);
	p->len = (uint8_t)name.len;
	if (name.len)
		memcpy(p->name, name.p, name.len);
}

/** S is what a name that stands alone looks like: printable, without blanks, not too long. */
static inline bool person_is_name(struct span s)
{
	return s.len && s.len <= PERSON_NAME && span_is_printable(s) && span_index(s, ' ') < 0;
}

/** The bytes of P's name: valid while P lives and is not set anew. */
static inline struct span person_name(const struct person *p)
{
	return span_of(p->name, p->len);
}

/** A is P's doing, if anybody is known. */
static inline void person_acts(const struct person *p, struct action *a)
{
	if (!p->len)
		return;
	a->user = person_name(p);
	a->user_known = true;
	a->user_source = USER_WIRE;
}

/** That P logged in to ELEMENT, or was refused. */
static inline struct action person_login(const struct person *p, bool good, enum side element)
{
	struct action a = {.verb = good ? VERB_LOGIN : VERB_LOGIN_FAILED,
		.subject = SUBJECT_SESSION,
		.outcome = good ? OUTCOME_OK : OUTCOME_REFUSED,
		.element = element,
		.object = person_name(p)};

	person_acts(p, &a);
	return a;
}

#endif
