/*
 * explain: what the files of `spanwatch explain` share: a question, from an event or from words,
 * and the policy's answer for people and programs. One thread.
 */
#ifndef SPANWATCH_CMD_EXPLAIN_H
#define SPANWATCH_CMD_EXPLAIN_H

#include "rules/policy/policy.h"
#include "sensor/cmd/options.h"
#include "sensor/cmd/turned.h"

enum { EXPLAIN_TEXT = 512 };

/** What is asked, with the room its strings need. */
struct asking {
	struct question q;
	char app[32], domain[256], country[4], user[128];
	/* what the event says of itself; empty strings where it does not */
	char finding[48], class_name[16], rule[64], baseline[64], message[EXPLAIN_TEXT];
	char excepted[80];
	char sanction[16], permit[80], window[80], missing[EXPLAIN_TEXT];
	bool from_event;
	char from_mac[18], to_mac[18]; /* of a frame without IP, which no permit is asked about */
	struct further aliases[TURNED_MAX];
	unsigned alias_count;
};

/** explain_alias.c: whose further addresses the event tells of, and the question turned to those by
 * which the policy P names them, as judgement turns it (rules/judge/ask.h). */
void asking_aliases(const struct policy *p, struct span line, struct asking *ret);
/** For people, a line each. */
void asking_aliases_say(const struct asking *a);

/** Reads the question out of the EVE line; false when it tells of no flow and no action. */
bool asking_of_event(const struct policy *p, struct span line, struct asking *ret);

/** The question that the options word; false when one has a fault, which was told. */
bool asking_of_words(const struct policy *p, const struct options *o, struct asking *ret);

/** Tells what decides A. P may be NULL: then only what the event says. */
void explain_tell(const struct options *o, const struct policy *p, const struct asking *a);

/** Judges captures and tells how the rule of --rule is judged. */
int explain_rule(const struct options *o);

/** Judges captures and explains every flow and action with the community ID of --flow. */
int explain_flow(const struct options *o, const struct policy *p);

#endif
